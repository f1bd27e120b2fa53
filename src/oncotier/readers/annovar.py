"""ANNOVAR multianno tables: one row a change, named on several transcripts of several gene models.

Columns: ANNOVAR user guide, gene-based annotation. `AAChange.<model>` lists `GENE:transcript:exon:c.change:p.change`;
the entry on the knowledge base's own transcript is taken wherever it stands. Substitutions are written `c.C944T`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import Unresolved, VariantObservation
from oncotier.readers.annovar_entry import Entry, best_entry, entries_of, hgvs_coding, unescaped
from oncotier.readers.called_locus import cell_locus
from oncotier.readers.ends import OutOfScope
from oncotier.readers.numeral import fraction, whole
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.sheet import Row, SheetForm, header_columns, read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.observation import Locus, Reading
    from oncotier.readers.ends import End, Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_MODELS = ("refGene", "refGeneWithVer", "ncbiRefSeq", "ensGene", "wgEncodeGencodeBasicV19", "knownGene")
_PLACE = ("Chr", "Start", "Ref", "Alt")
_FORM = SheetForm("annovar", {one: (one,) for one in _PLACE})
_CONSEQUENCES = {
    "nonsynonymous snv": "missense_variant",
    "synonymous snv": "synonymous_variant",
    "frameshift deletion": "frameshift_variant",
    "frameshift insertion": "frameshift_variant",
    "frameshift substitution": "frameshift_variant",
    "frameshift block substitution": "frameshift_variant",
    "nonframeshift deletion": "inframe_deletion",
    "nonframeshift insertion": "inframe_insertion",
    "stopgain": "stop_gained",
    "stopgain snv": "stop_gained",
    "stoploss": "stop_lost",
    "stoploss snv": "stop_lost",
    "startloss": "start_lost",
}
_REGIONS = {
    "splicing": "splice_site_variant",
    "utr5": "5_prime_UTR_variant",
    "utr3": "3_prime_UTR_variant",
    "intronic": "intron_variant",
    "upstream": "upstream_gene_variant",
    "downstream": "downstream_gene_variant",
    "intergenic": "intergenic_variant",
}
_ALLELES = 2  # the reference and one other


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: the five columns of a place, and a gene model."""
    columns = header_columns(head)
    has_model = any(columns.has(f"Func.{model}") or columns.has(f"AAChange.{model}") for model in _MODELS)
    return Confidence.CERTAIN if has_model and all(columns.has(name) for name in _PLACE) else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read every row. Raises InputError."""

    def ends_of(row: Row, place: Place) -> Iterable[End]:
        return _ends(row, place, context)

    return read_sheet(source, context, _FORM, ends_of)


def _ends(row: Row, place: Place, context: Context) -> Iterator[End]:
    models = [model for model in _MODELS if row.columns.has(f"Func.{model}") or row.columns.has(f"AAChange.{model}")]
    changes = [one for model in models for one in entries_of(row.cell(f"AAChange.{model}"))]
    entry = best_entry(changes, context)
    if entry is None:
        details = [one for model in models for one in _details(row, model)]
        entry = best_entry(details, context)
    genes = {gene for model in models for gene in re.split(r"[;,]", unescaped(row.cell(f"Gene.{model}"))) if gene}
    known = sorted({name.symbol for gene in genes if (name := context.names.resolve(gene)) and name.known})
    locus = cell_locus(row.cell("Chr"), row.cell("Start"), row.cell("Ref"), row.cell("Alt"), row.build)
    if entry is None and not known:
        yield OutOfScope("gene_not_in_table")
        return
    model = next((one for one in models if row.cell(f"ExonicFunc.{one}", f"Func.{one}")), models[0])
    consequence = _consequence(row, model)
    if entry is None and len(known) > 1 and locus is None:
        words = f"{' and '.join(known)}: the row names no change of either"
        yield Unresolved(place.source(*known), "no_finding", words)
        return
    gene = entry.gene if entry else known[0] if len(known) == 1 else ""
    found = entry or Entry(gene, "")
    yield _observation(row, place, found, consequence, locus)


def _observation(row: Row, place: Place, entry: Entry, consequence: str, locus: Locus | None) -> VariantObservation:
    depth, vaf, failed = _call(row)
    # `p.745_750del` names no residue and is not shifted: the coding change says more.
    is_bare = bool(entry.coding) and entry.protein[2:3].isdigit()
    return VariantObservation(
        place.source(entry.gene, entry.protein or entry.coding),
        entry.gene,
        protein="" if is_bare else entry.protein,
        coding=entry.coding,
        consequence=consequence,
        transcript=entry.transcript,
        exon=entry.exon.removeprefix("exon"),
        locus=locus,
        vaf=vaf,
        depth=depth,
        filter=failed,
    )


def _details(row: Row, model: str) -> Iterator[Entry]:
    """Yield what `GeneDetail` says of splice sites and untranslated regions (`NM_000245:exon14:c.3082+1G>T`)."""
    genes = [gene for gene in re.split(r"[;,]", unescaped(row.cell(f"Gene.{model}"))) if gene]
    for part in re.split(r"[,;]", unescaped(row.cell(f"GeneDetail.{model}"))):
        fields = part.strip().split(":")
        coding = next((hgvs_coding(field) for field in fields if field.startswith("c.")), "")
        if coding and len(genes) == 1:
            yield Entry(genes[0], fields[0], coding=coding)


def _consequence(row: Row, model: str) -> str:
    exonic = row.cell(f"ExonicFunc.{model}").lower()
    if exonic in _CONSEQUENCES:
        return _CONSEQUENCES[exonic]
    regions = unescaped(row.cell(f"Func.{model}")).lower().split(";")
    return next((_REGIONS[one] for one in regions if one in _REGIONS), "")


def _call(row: Row) -> tuple[int | None, float | None, str]:
    """Return depth, allele fraction and failed filter of the VCF row behind `Otherinfo`, where there is just one."""
    other = [row.cell(f"Otherinfo{number}") for number in range(1, 15)]
    columns = " ".join(other[3:5])
    if not re.fullmatch(r"(?:chr)?[0-9XYM]{1,2} \d+", columns) or other[13]:
        return None, None, ""
    failed = "" if other[9] in {"PASS", ""} else other[9]
    values = dict(zip(other[11].split(":"), other[12].split(":"), strict=False))
    depth = whole(values.get("DP", ""))
    vaf = fraction(values.get("AF", "") or values.get("VAF", "") or values.get("FREQ", ""))
    counts = [whole(one) for one in values.get("AD", "").split(",")]
    total = sum(one or 0 for one in counts)
    if vaf is None and len(counts) == _ALLELES and None not in counts and total:
        vaf = (counts[1] or 0) / total
    return depth, vaf, failed
