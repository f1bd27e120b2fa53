"""Small-variant tables of PCGR (`snvs_indels.tiers.tsv`, `snv_indel_ann.tsv`): VEP's names, one row a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import VariantObservation
from oncotier.notation.consequence import most_severe
from oncotier.readers.called_locus import cell_locus, named_locus
from oncotier.readers.ends import OutOfScope
from oncotier.readers.numeral import fraction, whole
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.sheet import Row, SheetForm, header_columns, read_sheet, sheet_samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import End, Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "samples", "sniff"]

_SAMPLE = ("SAMPLE_ID", "VCF_SAMPLE_ID")
_PROTEIN = ("HGVSp_short", "PROTEIN_CHANGE", "HGVSp")
_CODING = ("HGVSc", "CDS_CHANGE")
_TRANSCRIPT = ("ENSEMBL_TRANSCRIPT_ID", "REFSEQ_TRANSCRIPT_ID", "Feature")
_FRACTION = ("VAF_TUMOR", "AF_TUMOR")
_FORM = SheetForm(
    "pcgr-variants", {"the gene": ("SYMBOL",), "the change": ("GENOMIC_CHANGE",)}, _SAMPLE, ("GENOME_VERSION",)
)


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: gene, consequence and genomic change under PCGR's names."""
    columns = header_columns(head)
    is_pcgr = columns.has("SYMBOL") and columns.has("CONSEQUENCE") and columns.has("GENOMIC_CHANGE")
    return Confidence.CERTAIN if is_pcgr else Confidence.NO


def samples(source: InputFile) -> tuple[str, ...]:
    """Return the sample names in the order of the file."""
    return sheet_samples(source, _SAMPLE)


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample. Raises InputError, BuildError and SampleChoiceError."""

    def ends_of(row: Row, place: Place) -> Iterable[End]:
        return _ends(row, place, context)

    return read_sheet(source, context, _FORM, ends_of)


def _ends(row: Row, place: Place, context: Context) -> Iterator[End]:
    gene = row.cell("SYMBOL")
    name = context.names.resolve(gene)
    if name is not None and not name.known:
        yield OutOfScope("gene_not_in_table")
        return
    protein, coding = _named(row, *_PROTEIN), _named(row, *_CODING)
    terms = [term for term in row.cell("CONSEQUENCE").replace("&", ",").split(",") if term.strip()]
    locus = cell_locus(row.cell("CHROM"), row.cell("POS"), row.cell("REF"), row.cell("ALT"), row.build)
    yield VariantObservation(
        place.source(gene, protein or coding or row.cell("GENOMIC_CHANGE")),
        gene,
        protein=protein,
        coding=coding.rpartition(":")[2],
        consequence=most_severe([term.strip() for term in terms]) if terms else "",
        transcript=row.cell(*_TRANSCRIPT) or coding.partition(":")[0],
        exon=row.cell("EXON"),
        intron=row.cell("INTRON"),
        locus=locus or named_locus(row.cell("GENOMIC_CHANGE"), row.build),
        vaf=fraction(row.cell(*_FRACTION)),
        depth=whole(row.cell("DP_TUMOR")),
    )


def _named(row: Row, *columns: str) -> str:
    text = row.cell(*columns)
    return "" if text in {"NA", "None"} else text
