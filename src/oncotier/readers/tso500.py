"""TruSight Oncology 500: the combined variant output of the Local App and of DRAGEN, a file of sections.

Records: TMB, MSI and the genomic instability score, and every row of a table. An empty table holds one row `NA`; it
names no genes, so nothing is proven absent. What needs DNA is not tested where the file has no DNA sample. Positions
are on GRCh37 (hs37d5), which the file does not say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import (
    CopyNumberObservation,
    RearrangementObservation,
    StatementObservation,
    Unresolved,
    Untested,
    VariantObservation,
)
from oncotier.domain.value import Value
from oncotier.errors import InputError
from oncotier.notation.consequence import most_severe
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.delimited import last_row_open
from oncotier.readers.ends import Ends, OutOfScope
from oncotier.readers.measure_words import tmb_number
from oncotier.readers.reader import Confidence, Context, decode_text
from oncotier.readers.unread_burden import burden_unread
from oncotier.readers.unstable_sites import microsatellites
from oncotier.readers.vendor_words import change_names, genes_of_pair, locus_of, states_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from oncotier.domain.observation import Reading
    from oncotier.notation.gene import GeneNames
    from oncotier.readers.ends import End, Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_TITLE = lazy_pattern(rb"(?:TruSight Oncology 500|TSO ?500)[^\n]{0,80}Combined Variant Output", re.IGNORECASE)
_SECTION = lazy_pattern(r"\[([^\]]{1,60})\]")
_DECIMAL = lazy_pattern(r"\d{1,9}(?:\.\d{1,12})?")
_EXONS = lazy_pattern(r"(?P<first>\d{1,3})(?:-(?P<last>\d{1,3}))?(?:/\d{1,3})?")

# The last base of exon 3 of AR (NM_000044) and the cryptic exon 3 behind it, which is no exon of that transcript.
_AR_V7 = frozenset({("X:66905968", "X:66914514"), ("X:66905968", "X:66914515")})

Row = dict[str, str]


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: the title line, or the names of its sections."""
    if _TITLE.search(head[:300]):
        return Confidence.CERTAIN
    sections = (b"[Analysis Details]", b"[Sequencing Run Details]", b"[TMB]", b"[Small Variants]")
    return Confidence.CERTAIN if sum(name in head for name in sections) > 2 else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read one file. Raises InputError for what has none of its sections."""
    text = decode_text(source.read_whole(), file=source.name)
    sections = _sections(text)
    if not sections.keys() & (_TABLES.keys() | {"TMB", "MSI"}):
        raise InputError(
            "no section of a combined variant output", file=source.name, hint="expected [TMB], [Small Variants] ..."
        )
    details = _pairs(sections.get("Analysis Details", []))
    has_dna, has_rna = (not states_nothing(details.get(f"{kind} Sample ID", "NA")) for kind in ("DNA", "RNA"))
    ends = Ends(source.name, context.names)
    build = context.settings.build or "GRCh37"
    for name, read_section in _MEASURES.items():
        if name in sections:
            place = ends.place()
            ends.take(read_section(_pairs(sections[name]), place, _Judged(context.thresholds, has_dna=has_dna)))
    for name, (read_row, needs) in _TABLES.items():
        rows = _rows(sections.get(name, []), context.names)
        for row, fault in rows:
            place = ends.place()
            words = f"[{name}]: {fault}"
            malformed = [Unresolved(place.source(*row.values()), "malformed_row", words)] if fault else []
            ends.take(malformed or read_row(row, place, build))
        if name in sections and not rows and not (has_dna if needs == "DNA" else has_rna):
            ends.note("not_assessed", "info", f"[{name}] is empty because there is no {needs} sample: nothing is known")
    if not text.endswith("\n"):
        ends.notices.append(last_row_open(source.name))
    expected = (("Small Variants", has_dna), ("Fusions", has_rna))
    lacking = [name for name, is_due in expected if is_due and name not in sections]
    if lacking:
        words = f"no section [{'], ['.join(lacking)}] though there is a sample for it: the file may be cut"
        ends.note("section_missing", "warning", words)
    for name in sorted(sections.keys() - _KNOWN):
        ends.note("section_not_read", "warning", f"[{name}] is no section that oncotier knows: its rows were not read")
    if not context.settings.build:
        ends.note("build_assumed", "info", "the file does not state its genome build: GRCh37 is assumed")
    if not has_dna:
        ends.note("dna_not_tested", "warning", "no DNA sample: mutations, copy numbers, TMB and MSI were not tested")
    return ends.reading(
        source,
        name="tso500",
        build=build,
        build_evidence="--build" if context.settings.build else "assumed: TSO500 positions are on GRCh37",
        sample=_sample(details),
    )


def _sample(details: Mapping[str, str]) -> str:
    names = (details.get(key, "") for key in ("DNA Sample ID", "RNA Sample ID", "Pair ID"))
    return next((name for name in names if not states_nothing(name)), "")


def _sections(text: str) -> dict[str, list[list[str]]]:
    """Return the rows of each section, without the padding of empty cells behind them and without blank rows."""
    sections: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.rstrip("\t \r").split("\t")]
        found = _SECTION.fullmatch(cells[0])
        if found:
            rows = sections.setdefault(found[1], [])
        elif any(cells):
            rows.append(cells)
    return sections


def _pairs(rows: list[list[str]]) -> dict[str, str]:
    return {cells[0]: cells[1] if len(cells) > 1 else "" for cells in rows}


def _rows(rows: list[list[str]], names: GeneNames) -> list[tuple[Row, str]]:
    """Return the rows of a table by column name, each with its fault in words or nothing.

    A row `NA` says that there is none, a lone cell is a remark; a lone gene is a row that was cut.
    """
    header = next((cells for cells in rows if cells[0] in {"Gene", "Gene Pair"}), None)
    if header is None:
        return []
    start = rows.index(header) + 1
    data = [cells for cells in rows[start:] if len(cells) > 1 or names.resolve(cells[0])]
    return [(dict(zip(header, [*cells, *[""] * len(header)], strict=False)), _fault(cells, header)) for cells in data]


def _fault(cells: list[str], header: list[str]) -> str:
    if len(cells) > len(header):
        return f"{len(cells)} columns, but the header names {len(header)}"
    return "the row ends behind its first cell" if len(cells) == 1 < len(header) else ""


def _number(text: str) -> float | None:
    return float(text) if _DECIMAL.fullmatch(text) else None


class _Judged(Value, frozen=True):
    """What a measure is judged by: the thresholds by name, and whether there is a DNA sample."""

    thresholds: Mapping[str, float]
    has_dna: bool


def _tmb(pairs: Mapping[str, str], place: Place, by: _Judged) -> Iterator[End]:
    written = pairs.get("Total TMB", "")
    value = tmb_number(written)
    if value:
        yield StatementObservation(place.source("TMB", written), f"TMB {value}")
    else:
        words = _not_assessed("TMB", written, place, by).words
        yield burden_unread(place.source("TMB", written), "TMB", written, reason=words)


def _msi(pairs: Mapping[str, str], place: Place, by: _Judged) -> Iterator[End]:
    written, usable = pairs.get("Percent Unstable MSI Sites", ""), pairs.get("Usable MSI Sites", "")
    if by.has_dna or _number(written):
        yield from microsatellites(written or ", ".join(pairs), usable, place, by.thresholds)
    else:
        yield _not_assessed("MSI", written, place, by)


def _instability(pairs: Mapping[str, str], place: Place, by: _Judged) -> Iterator[End]:
    written = pairs.get("Genomic Instability Score", "")
    if _number(written) is not None:
        yield StatementObservation(place.source("GIS", written), f"GIS {written}")
    else:
        yield _not_assessed("HRD", written, place, by)


def _not_assessed(marker: str, written: str, place: Place, by: _Judged) -> Untested:
    words = f"reported as {written[:80] or 'nothing'!r}" if by.has_dna else "no DNA sample"
    return Untested(place.source(marker, written), marker, words)


def _fold_change(row: Row, place: Place, build: str) -> Iterator[End]:
    """Read a copy-number row: absolute copies are judged by the thresholds, a fold change is the software's call."""
    del build
    gene, fold = row.get("Gene", ""), row.get("Fold Change", "")
    kind, written = row.get("Copy Number Variant", "DUP").strip("<>").upper(), row.get("Absolute Copy Number", "")
    copies = _number(written)
    source = place.source(gene, f"<{kind}>", "fold change", fold, *(("copies", written) if written else ()))
    if kind not in {"DUP", "DEL"}:
        yield Unresolved(source, "copy_number_call", f"{gene}: copy-number variant {kind[:40]!r} is not known")
    elif kind == "DEL":
        is_gone = copies is not None and copies < 0.5
        yield CopyNumberObservation(source, gene, "homozygous_deletion" if is_gone else "loss", copies=copies)
    elif copies is not None:
        yield CopyNumberObservation(source, gene, "", copies=copies)
    else:
        yield CopyNumberObservation(source, gene, "amplification")
        words = f"{gene}: amplified by a fold change of {fold or 'unstated size'}, which is no number of copies"
        yield place.notice("fold_change", words, "info")


def _splice(row: Row, place: Place, build: str) -> Iterator[End]:
    gene, exons = row.get("Gene", ""), row.get("Affected Exon", row.get("Affected Exon(s)", ""))
    source = place.source(gene, "exon", exons, "splice variant")
    found = _EXONS.fullmatch(exons)
    ends = (("Breakpoint 1", "Breakpoint Start"), ("Breakpoint 2", "Breakpoint End"))
    joined = tuple(row.get(old, row.get(new, "")).removeprefix("chr") for old, new in ends)
    if found is None and gene == "AR" and build == "GRCh37" and joined in _AR_V7:
        yield StatementObservation(source, "AR-V7")
    elif found is None:
        words = f"{gene}: splice variant of exon {exons[:40]!r} not understood; give it as a finding (AR-V7)"
        yield Unresolved(source, "exon_unknown", words)
    else:
        span = f"{found['first']}-{found['last']}" if found["last"] else found["first"]
        yield StatementObservation(source, f"{gene} exon {span} skipping")


def _fusion(row: Row, place: Place, build: str) -> Iterator[End]:
    del build
    pair = row.get("Gene Pair", "")
    source = place.source(pair, "fusion", row.get("Breakpoint 1", ""), row.get("Breakpoint 2", ""))
    genes = genes_of_pair(pair, place)
    if genes is None:
        yield Unresolved(source, "no_gene", f"fusion {pair[:80]!r}: not two gene symbols")
        return
    yield RearrangementObservation(source, *genes, "fusion")
    if ";" in pair:
        yield place.notice("partner_alternatives", f"{pair}: read as {genes[0]} and {genes[1]}", "info")


def _small_variant(row: Row, place: Place, build: str) -> Iterator[End]:
    gene = row.get("Gene", "")
    chromosome, pos = row.get("Chromosome", ""), row.get("Genomic Position", "")
    reference, alternate = row.get("Reference Call", ""), row.get("Alternative Call", "")
    written, written_c = row.get("P-Dot Notation", ""), row.get("C-Dot Notation", "")
    protein, coding, transcript, notices = change_names(place, gene, written, written_c)
    yield from notices
    source = place.source(gene, protein or coding, f"{chromosome}:{pos}", f"{reference[:30]}>{alternate[:30]}")
    locus = locus_of(chromosome, pos, reference, alternate, build)
    if locus is not None and place.names.resolve(gene) is None:
        gene = ""  # several genes or none: the place decides
    if not gene and locus is None:
        yield Unresolved(source, "no_gene", "neither a gene nor a place on the genome that could be read")
        return
    vaf, depth = _number(row.get("Allele Frequency", "")), _number(row.get("Depth", ""))
    terms = [term for term in re.split(r"[:,;&]", row.get("Consequence(s)", "")) if term.strip()]
    yield VariantObservation(
        source,
        gene,
        protein=protein,
        coding=coding,
        consequence=most_severe(term.strip() for term in terms),
        transcript=transcript,
        exon=row.get("Affected Exon(s)", ""),
        locus=locus,
        vaf=vaf if vaf is not None and vaf <= 1 else None,
        depth=int(depth) if depth is not None else None,
    )


def _large(row: Row, place: Place, build: str) -> Iterator[End]:
    del build
    words = f"{row.get('Gene', '')}: a large rearrangement is reported; give it as a finding"
    yield Unresolved(place.source(*list(row.values())[:4]), "large_rearrangement", words)


def _heterozygosity(row: Row, place: Place, build: str) -> Iterator[End]:
    """Count a gene of which one parental copy is lost: no rule of the knowledge base asks for it."""
    del row, place, build
    yield OutOfScope("loss_of_heterozygosity")


_MEASURES: Mapping[str, Callable[[Mapping[str, str], Place, _Judged], Iterator[End]]] = {
    "TMB": _tmb,
    "MSI": _msi,
    "GIS": _instability,
}
_TABLES: Mapping[str, tuple[Callable[[Row, Place, str], Iterator[End]], str]] = {
    "Gene Amplifications": (_fold_change, "DNA"),
    "Copy Number Variants": (_fold_change, "DNA"),
    "Large Rearrangements": (_large, "DNA"),
    "Loss of Heterozygosity": (_heterozygosity, "DNA"),
    "Splice Variants": (_splice, "RNA"),
    "Fusions": (_fusion, "RNA"),
    "Small Variants": (_small_variant, "DNA"),
}
_KNOWN = frozenset({*_MEASURES, *_TABLES, "Analysis Details", "Sequencing Run Details", "Notes"})
