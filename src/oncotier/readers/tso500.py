"""TruSight Oncology 500: the combined variant output of the Local App and of DRAGEN, a file of sections.

Records: TMB, MSI and the genomic instability score, and every row of a table. An empty table holds one row `NA`; it
names no genes, so nothing is proven absent. What needs DNA is not tested where the file has no DNA sample. Positions
are on GRCh37 (hs37d5), which the file does not say. Versions rename sections: one that is not known is read by its
columns. The same file of plasma (`ctDNA` in its title) states a burden of blood and copy numbers of plasma.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from oncotier.domain.coverage import COVERED_KINDS
from oncotier.domain.observation import (
    CopyNumberObservation,
    Negative,
    RearrangementObservation,
    Source,
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
from oncotier.readers.numeral import fraction
from oncotier.readers.reader import Confidence, Context, decode_text
from oncotier.readers.unread_burden import burden_unread
from oncotier.readers.unstable_sites import microsatellites
from oncotier.readers.vendor_words import change_names, genes_of_pair, locus_of, loss_flags, states_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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

_PLASMA = lazy_pattern(r"\bctDNA\b", re.IGNORECASE)
_EXON_EVENTS = {"LOSS": "deletion", "DEL": "deletion", "GAIN": "duplication", "DUP": "duplication"}

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
    tables = _tables(sections, context.names)
    if not tables and not sections.keys() & (_TABLES.keys() | {"TMB", "MSI"}):
        raise InputError(
            "no section of a combined variant output", file=source.name, hint="expected [TMB], [Small Variants] ..."
        )
    details = _pairs(sections.get("Analysis Details", []))
    has = {kind: _has_sample(kind, details, tables) for kind in ("DNA", "RNA")}
    build = context.settings.build or "GRCh37"
    is_plasma = _PLASMA.search(text[:300]) is not None
    by = _Judged(context.thresholds, has_dna=has["DNA"], is_plasma=is_plasma, build=build)
    ends = Ends(source.name, context.names)
    for name, read_section in _MEASURES.items():
        if name in sections:
            ends.take(read_section(_pairs(sections[name]), ends.place(), by))
    for name, table in tables.items():
        _read_table(name, table, ends, by)
        if not table.rows and not has[table.needs]:
            words = f"[{name}] is empty because there is no {table.needs} sample: nothing is known"
            ends.note("not_assessed", "info", words)
    if not text.endswith("\n"):
        ends.notices.append(last_row_open(source.name))
    _note_sections(ends, sections, tables, has)
    ends.unproved = COVERED_KINDS if is_plasma else ()
    if not context.settings.build:
        ends.note("build_assumed", "info", "the file does not state its genome build: GRCh37 is assumed")
    return ends.reading(
        source,
        name="tso500",
        build=build,
        build_evidence="--build" if context.settings.build else "assumed: TSO500 positions are on GRCh37",
        sample=_sample(details),
    )


def _has_sample(kind: str, details: Mapping[str, str], tables: Mapping[str, _Table]) -> bool:
    """Tell whether there is a sample of DNA (or RNA): the details name it, or where they are silent, rows show it."""
    named = details.get(f"{kind} Sample ID")
    if named is None:
        return any(table.rows for table in tables.values() if table.needs == kind)
    return not states_nothing(named)


def _read_table(name: str, table: _Table, ends: Ends, by: _Judged) -> None:
    for row, fault in table.rows:
        place = ends.place()
        if fault:
            ends.take([Unresolved(place.source(*row.values()), "malformed_row", f"[{name}]: {fault}")])
        elif table.read_row is _large and len(row) > 1 and all(map(states_nothing, [*row.values()][1:])):
            ends.take([OutOfScope("tested_negative")])  # `BRCA1 NA`: looked at, and nothing found
        else:
            ends.take(table.read_row(row, place, by))


def _note_sections(
    ends: Ends, sections: Mapping[str, list[list[str]]], tables: Mapping[str, _Table], has: Mapping[str, bool]
) -> None:
    """Say which sections lack though there is a sample for them, and which were not read."""
    expected = (("Small Variants", has["DNA"]), ("Fusions", has["RNA"]))
    lacking = [name for name, is_due in expected if is_due and not sections.get(name)]
    if lacking:
        words = f"nothing in a section [{'], ['.join(lacking)}] though there is a sample for it: the file may be cut"
        ends.note("section_missing", "warning", words)
    for name in sorted(sections.keys() - _SILENT - tables.keys()):
        if name in _TABLES:
            words = f"[{name}] has no header with a column Gene: its rows were not read"
        else:
            words = f"[{name}] is no section that oncotier knows: its rows were not read"
        ends.note("section_not_read", "warning", words)
    if not has["RNA"]:
        ends.undetermined.append(Negative(Source(ends.file, 0, "no RNA sample"), "", ("fusion",)))
    if not has["DNA"]:
        ends.note("dna_not_tested", "warning", "no DNA sample: mutations, copy numbers, TMB and MSI were not tested")


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


def _tables(sections: Mapping[str, list[list[str]]], names: GeneNames) -> dict[str, _Table]:
    """Return the tables by section, in the order in which they are read; an unknown section goes by its columns."""
    found: dict[str, _Table] = {}
    for name in (*_TABLES, *(name for name in sections if name not in _TABLES.keys() | _SILENT)):
        rows = sections.get(name)
        if rows is None:
            continue
        header = next((cells for cells in rows if not {"Gene", "Gene Pair"}.isdisjoint(cells)), None)
        is_empty = all(cells[0] == "NA" or cells[1:] == ["NA"] for cells in rows)
        form = _TABLES.get(name) or _form_of(name, header or [])
        if form is not None and (header is not None or is_empty):
            found[name] = _Table(*form, _rows(rows, header, names) if header is not None else [])
    return found


def _form_of(name: str, header: list[str]) -> tuple[RowReader, str] | None:
    """Return how the rows of an unknown section are read, by its columns; None where they are no known ones."""
    columns = set(header)
    if "Gene Pair" in columns:
        return _fusion, "DNA" if "DNA" in name.upper() else "RNA"
    if "P-Dot Notation" in columns:
        return _small_variant, "DNA"
    if "heterozygosity" in name.lower():
        return _heterozygosity, "DNA"
    if "Fold Change" in columns:
        return _large if "Affected Exon(s)" in columns else _fold_change, "DNA"
    return None


def _rows(rows: list[list[str]], header: list[str], names: GeneNames) -> list[tuple[Row, str]]:
    """Return the rows of a table by column name, each with its fault in words or nothing.

    A row `NA` says that there is none, a lone cell is a remark; a lone gene is a row that was cut.
    """
    start = rows.index(header) + 1
    data = [cells for cells in rows[start:] if len(cells) > 1 or names.resolve(cells[0])]
    return [
        (dict(zip(header, [*cells, *[""] * len(header)], strict=False)), _fault(cells, header))
        for cells in data
        if cells != header
    ]


def _fault(cells: list[str], header: list[str]) -> str:
    if len(cells) > len(header):
        return f"{len(cells)} columns, but the header names {len(header)}"
    return "the row ends behind its first cell" if len(cells) == 1 < len(header) else ""


def _number(text: str) -> float | None:
    return float(text) if _DECIMAL.fullmatch(text) else None


class _Judged(Value, frozen=True):
    """What records are judged by: thresholds by name, whether there is DNA and whether of plasma, the build."""

    thresholds: Mapping[str, float]
    has_dna: bool
    is_plasma: bool
    build: str


RowReader = Callable[[Row, "Place", _Judged], "Iterator[End]"]


class _Table(Value, frozen=True):
    """How the rows of a section are read, the kind of sample that it needs, and its rows with what is wrong in them."""

    read_row: RowReader
    needs: str
    rows: list[tuple[Row, str]]


def _tmb(pairs: Mapping[str, str], place: Place, by: _Judged) -> Iterator[End]:
    written, name = pairs.get("Total TMB", ""), "bTMB" if by.is_plasma else "TMB"
    value = tmb_number(written)
    if value:
        yield StatementObservation(place.source(name, written), f"{name} {value}")
    else:
        words = _not_assessed(name, written, place, by).words
        yield burden_unread(place.source(name, written), name, written, reason=words)


def _msi(pairs: Mapping[str, str], place: Place, by: _Judged) -> Iterator[End]:
    written, usable = pairs.get("Percent Unstable MSI Sites", ""), pairs.get("Usable MSI Sites", "")
    distance = pairs.get("SUM_JSD", "")
    if not written and _number(distance) is not None:
        words = f"microsatellites of plasma as SUM_JSD {distance}: no threshold to judge it by"
        yield Unresolved(place.source("MSI", "SUM_JSD", distance), "not_determined", words)
    elif by.has_dna or _number(written):
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


def _fold_change(row: Row, place: Place, by: _Judged) -> Iterator[End]:
    """Read a copy-number row: absolute copies are judged by the thresholds, a fold change is the software's call."""
    of_plasma = ("plasma",) if by.is_plasma else ()
    gene, fold = row.get("Gene", ""), row.get("Fold Change", "")
    kind, written = row.get("Copy Number Variant", "DUP").strip("<>").upper(), row.get("Absolute Copy Number", "")
    copies = _number(written)
    source = place.source(gene, f"<{kind}>", "fold change", fold, *(("copies", written) if written else ()))
    if kind not in {"DUP", "DEL"}:
        yield Unresolved(source, "copy_number_call", f"{gene}: copy-number variant {kind[:40]!r} is not known")
    elif kind == "DEL":
        call = "homozygous_deletion" if copies is not None and copies < 0.5 else "loss"
        flags = (*of_plasma, *loss_flags(call, copies))
        yield CopyNumberObservation(source, gene, call, copies=copies, flags=flags)
    elif copies is not None:
        yield CopyNumberObservation(source, gene, "", copies=copies, flags=of_plasma)
    else:
        yield CopyNumberObservation(source, gene, "amplification", flags=of_plasma)
        words = f"{gene}: amplified by a fold change of {fold or 'unstated size'}, which is no number of copies"
        yield place.notice("fold_change", words, "info")


def _splice(row: Row, place: Place, by: _Judged) -> Iterator[End]:
    gene, exons = row.get("Gene", ""), row.get("Affected Exon", row.get("Affected Exon(s)", ""))
    source = place.source(gene, "exon", exons, "splice variant")
    found = _EXONS.fullmatch(exons)
    ends = (("Breakpoint 1", "Breakpoint Start"), ("Breakpoint 2", "Breakpoint End"))
    joined = tuple(row.get(old, row.get(new, "")).removeprefix("chr") for old, new in ends)
    if found is None and gene == "AR" and by.build == "GRCh37" and joined in _AR_V7:
        yield StatementObservation(source, "AR-V7")
    elif found is None:
        words = f"{gene}: splice variant of exon {exons[:40]!r} not understood; give it as a finding (AR-V7)"
        yield Unresolved(source, "exon_unknown", words)
    else:
        span = f"{found['first']}-{found['last']}" if found["last"] else found["first"]
        yield StatementObservation(source, f"{gene} exon {span} skipping")


def _fusion(row: Row, place: Place, by: _Judged) -> Iterator[End]:
    del by
    pair = row.get("Gene Pair", "")
    source = place.source(pair, "fusion", row.get("Breakpoint 1", ""), row.get("Breakpoint 2", ""))
    genes = genes_of_pair(pair, place)
    if genes is None:
        yield Unresolved(source, "no_gene", f"fusion {pair[:80]!r}: not two gene symbols")
        return
    yield RearrangementObservation(source, *genes, "fusion" if genes[0] != genes[1] else "rearrangement")
    if ";" in pair:
        yield place.notice("partner_alternatives", f"{pair}: read as {genes[0]} and {genes[1]}", "info")


def _small_variant(row: Row, place: Place, by: _Judged) -> Iterator[End]:
    gene = row.get("Gene", "")
    chromosome, pos = row.get("Chromosome", ""), row.get("Genomic Position", "")
    reference, alternate = row.get("Reference Call", ""), row.get("Alternative Call", "")
    written, written_c = row.get("P-Dot Notation", ""), row.get("C-Dot Notation", "")
    protein, coding, transcript, notices = change_names(place, gene, written, written_c)
    yield from notices
    source = place.source(gene, protein or coding, f"{chromosome}:{pos}", f"{reference[:30]}>{alternate[:30]}")
    locus = locus_of(chromosome, pos, reference, alternate, by.build)
    if locus is not None and place.names.resolve(gene) is None:
        gene = ""  # several genes or none: the place decides
    if not gene and locus is None:
        yield Unresolved(source, "no_gene", "neither a gene nor a place on the genome that could be read")
        return
    depth = _number(row.get("Depth", ""))
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
        vaf=fraction(row.get("Allele Frequency", "")),
        depth=int(depth) if depth is not None else None,
    )


def _large(row: Row, place: Place, by: _Judged) -> Iterator[End]:
    """Read exons of a gene that are lost or gained; one whose exons or kind are not understood is listed."""
    del by
    gene, exons, kind = (row.get(name, "") for name in ("Gene", "Affected Exon(s)", "CNV Type"))
    source = place.source(gene, "exon", exons, kind)
    found, what = _EXONS.fullmatch(exons), _EXON_EVENTS.get(kind.strip("<>").upper(), "")
    if found is None or not what:
        yield Unresolved(
            source, "large_rearrangement", f"{gene}: a large rearrangement is reported; give it as a finding"
        )
    else:
        span = f"exons {found['first']}-{found['last']}" if found["last"] else f"exon {found['first']}"
        yield StatementObservation(source, f"{gene} {span} {what}")


def _heterozygosity(row: Row, place: Place, by: _Judged) -> Iterator[End]:
    """Count a gene of which one parental copy is lost: no rule of the knowledge base asks for it."""
    del row, place, by
    yield OutOfScope("loss_of_heterozygosity")


_MEASURES: Mapping[str, Callable[[Mapping[str, str], Place, _Judged], Iterator[End]]] = {
    "TMB": _tmb,
    "MSI": _msi,
    "GIS": _instability,
}
_TABLES: Mapping[str, tuple[RowReader, str]] = {
    "Gene Amplifications": (_fold_change, "DNA"),
    "Copy Number Variants": (_fold_change, "DNA"),
    "Exon-Level CNVs": (_large, "DNA"),
    "Large Rearrangements": (_large, "DNA"),
    "Loss of Heterozygosity": (_heterozygosity, "DNA"),
    "Gene-level Loss of Heterozygosity": (_heterozygosity, "DNA"),
    "Splice Variants": (_splice, "RNA"),
    "Fusions": (_fusion, "RNA"),
    "DNA Fusions": (_fusion, "DNA"),
    "Small Variants": (_small_variant, "DNA"),
}
_SILENT = frozenset({*_MEASURES, "Analysis Details", "Sequencing Run Details", "Notes"})
"""Sections that hold no table of findings."""
