"""One row of a MAF as an observation: the columns in all their dialects, alleles and place as written.

Columns: GDC MAF 1.0.0, vcf2maf, cBioPortal file formats, Oncotator, Funcotator MAF output. An insertion lies behind
its Start_Position; an empty allele is `-`.
"""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import Locus, Source, VariantObservation
from oncotier.domain.protein import codon_span1
from oncotier.errors import NotationError
from oncotier.notation import protein
from oncotier.notation.consequence import most_severe
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.called_locus import cell_locus, named_locus
from oncotier.readers.maf_terms import coding_name, sequence_ontology
from oncotier.readers.numeral import fraction, percent, whole
from oncotier.readers.objection import NO_READS, objection
from oncotier.readers.row_build import is_known_build

if TYPE_CHECKING:
    from oncotier.readers.delimited import Columns
    from oncotier.readers.share_unit import ShareUnit

__all__ = [
    "BUILD", "CLASS", "CODING", "FRACTION", "GENE", "PROTEIN", "SAMPLE", "differing_names", "maf_observation",
]  # fmt: skip

GENE = ("Hugo_Symbol",)
PROTEIN = ("HGVSp_Short", "HGVSp", "Protein_Change", "Alteration", "amino_acid_change", "AAChange", "Amino_Acid_Change")
CODING = ("HGVSc", "cDNA_Change", "Codon_Change")
SAMPLE = ("Tumor_Sample_Barcode", "Sample_Id", "Tumor_Sample")
CLASS = ("Variant_Classification", "Consequence")
BUILD = ("NCBI_Build", "Reference_Genome")
_TRANSCRIPT = ("Transcript_ID", "Annotation_Transcript", "Feature", "RefSeq", "i_transcript_name")
FRACTION = ("t_vaf", "VAF", "tumor_f", "allele_freq", "i_tumor_f", "t_AF", "Tumor_VAF", "tumor_vaf_fraction")
_PERCENT = ("i_TumorVAF_WU", "tumor_vaf_percent")
_PLACE = ("HGVSg", "Genome_Change", "Genomic_Change")
_FILTER = ("FILTER", "i_judgement", "judgement")
_REFUTED = frozenset({"invalid", "wildtype"})  # of Validation_Status (GDC): another method found no mutation
_UNCALLED = frozenset({"wildtype", "uncalled", "redacted"})  # of Mutation_Status: none of this sample
_MISSING = frozenset({"", ".", "__UNKNOWN__"})

_BETWEEN_TERMS = lazy_pattern(r"[,;&]")
_DIGIT = lazy_pattern(r"\d")
_NUMBER = lazy_pattern(r"\d+")
_LONG_AND_SHORT = ("HGVSp_Short", "HGVSp")
_ORIGINS = {"somatic": Origin.SOMATIC, "germline": Origin.GERMLINE}


def maf_observation(
    columns: Columns, cells: list[str], *, file: str, record1: int, build: str, unit: ShareUnit
) -> VariantObservation:
    """Make the observation of one row; `build` is the one of the file, empty while it is not known.

    `unit` takes note of the allele fraction as written.
    """

    def cell(*names: str) -> str:
        """Return the first filled cell among alternative columns."""
        return columns.filled(cells, names, _MISSING)

    gene = intern(columns.cell(cells, GENE[0]))  # what stands in many rows is held once
    protein_name, coding = cell(*PROTEIN), cell(*CODING)
    alt, depth = _read_counts(columns, cells)
    written = cell(*_FILTER)
    if columns.cell(cells, "Validation_Status").lower() in _REFUTED:
        written = "validation_invalid"
    status = cell("Mutation_Status").lower()
    if status in _UNCALLED:
        written = f"mutation_status_{status}"
    if not objection(written) and alt == 0 and depth:
        written = NO_READS
    stated, counted = cell(*FRACTION), _share(cell(*_PERCENT), alt, depth)
    if stated:
        unit.note(record1, stated, counted)
    vaf = fraction(stated) if stated else None
    return VariantObservation(
        source=Source(file, record1, f"{gene} {protein_name or coding}".strip()[:200]),
        gene=gene,
        protein=protein_name,
        coding=coding_name(coding) if _DIGIT.search(coding) else "",
        consequence=_consequence(cell("Variant_Classification"), columns.cell(cells, "Consequence")),
        transcript=intern(cell(*_TRANSCRIPT)),
        exon=intern(cell("Exon_Number", "EXON", "Transcript_Exon")),
        intron=cell("INTRON"),
        locus=_locus(columns, cells, build) if is_known_build(columns.cell(cells, columns.first(*BUILD))) else None,
        vaf=counted if vaf is None else vaf,
        depth=depth,
        origin=_ORIGINS.get(status, Origin.UNKNOWN),
        filter=objection(written),
    )


def _read_counts(columns: Columns, cells: list[str]) -> tuple[int | None, int | None]:
    """Return the reads of the allele, and of the place."""
    alt, ref = (whole(columns.cell(cells, name)) for name in ("t_alt_count", "t_ref_count"))
    depth = whole(columns.cell(cells, "t_depth")) or None  # vcf2maf writes 0 where the caller gave no depth
    if depth is None and alt is not None and ref is not None:
        depth = alt + ref or None
    return alt, depth


def differing_names(columns: Columns, cells: list[str]) -> tuple[str, str] | None:
    """Return the short and the long protein name of a row where both name a change, but not of the same residues."""
    short, long = (columns.cell(cells, name).rpartition(":")[2] for name in _LONG_AND_SHORT)
    if not short or not long or _NUMBER.findall(short) == _NUMBER.findall(long):
        return None
    try:
        first, second = protein.parse(short), protein.parse(long)
    except NotationError:
        return None
    return None if codon_span1(first) == codon_span1(second) else (short, long)


def _consequence(classification: str, terms: str) -> str:
    """Return the Sequence Ontology term; VEP's own term is finer than the MAF class where both are there."""
    named = sequence_ontology(classification)
    found = [term for term in _BETWEEN_TERMS.split(terms) if term.strip()] if terms else []
    finer = most_severe(found) if found else ""
    return intern(finer) if finer and (not named or named == "splice_site_variant") else named or finer


def _locus(columns: Columns, cells: list[str], build: str) -> Locus | None:
    """Return the change with its alleles as the file writes them; without such columns by its genomic HGVS name."""
    start = columns.cell(cells, "Start_Position")
    reference = columns.cell(cells, "Reference_Allele").upper()
    second = columns.cell(cells, "Tumor_Seq_Allele2").upper()
    alternate = second if second and second != reference else columns.cell(cells, "Tumor_Seq_Allele1").upper()
    if not start or not reference or not alternate:
        named = columns.cell(cells, columns.first(*_PLACE))
        return named_locus(named, build) if named else None
    return cell_locus(columns.cell(cells, "Chromosome"), start, reference, alternate, build)


def _share(per_cent: str, alternate: int | None, depth: int | None) -> float | None:
    """Return the first of stated percentage and ratio of counts that lies between 0 and 1."""
    ratio = alternate / depth if alternate is not None and depth else None
    found = (percent(per_cent) if per_cent else None, ratio)
    return next((value for value in found if value is not None and value <= 1), None)
