"""The label, the kind and the genes of every class of event."""

from __future__ import annotations

import pytest

from oncotier.domain.alteration import (
    CopyNumber,
    CopyState,
    Event,
    Expression,
    Fusion,
    Marker,
    Rearrangement,
    RearrangementKind,
    ReceptorStatus,
    Signature,
    SmallVariant,
    WildType,
)
from oncotier.domain.protein import Deletion, Residue, Splice, Substitution
from oncotier.notation.label import genes_of, kind_of, label_of, number_text

L858R = Substitution(Residue(858, "L"), "R")
SPLICE = Splice(Residue(1010))
K = RearrangementKind


@pytest.mark.parametrize(
    ("event", "label", "kind"),
    [
        (SmallVariant("EGFR", L858R, "c.2573T>G", "missense_variant", 21), "EGFR L858R", "small_variant"),
        (SmallVariant("EGFR", Deletion(Residue(745), Residue(750))), "EGFR p.745_750del", "small_variant"),
        (SmallVariant("TERT", None, "c.-124C>T"), "TERT c.-124C>T", "small_variant"),
        (SmallVariant("MET", SPLICE, "c.3028+1G>A"), "MET c.3028+1G>A", "small_variant"),
        (SmallVariant("MET", SPLICE), "MET X1010_splice", "small_variant"),
        (SmallVariant("EGFR", consequence="inframe_deletion", exon=19), "EGFR exon 19 deletion", "small_variant"),
        (SmallVariant("EGFR", consequence="inframe_insertion", exon=20), "EGFR exon 20 insertion", "small_variant"),
        (SmallVariant("CALR", consequence="frameshift_variant", exon=9), "CALR exon 9 frameshift", "small_variant"),
        (SmallVariant("TP53", consequence="stop_gained", exon=5), "TP53 exon 5 stop gained", "small_variant"),
        (SmallVariant("KIT", exon=11), "KIT exon 11 mutation", "small_variant"),
        (SmallVariant("TP53", consequence="stop_gained"), "TP53 stop gained", "small_variant"),
        (SmallVariant("TERT", consequence="upstream_gene_variant"), "TERT promoter mutation", "small_variant"),
        (SmallVariant("KRAS"), "KRAS mutation", "small_variant"),
        (CopyNumber("ERBB2", CopyState.AMPLIFICATION), "ERBB2 amplification", "copy_number"),
        (CopyNumber("CDKN2A", CopyState.HOMOZYGOUS_DELETION), "CDKN2A deletion", "copy_number"),
        (CopyNumber("MYC", CopyState.GAIN), "MYC gain", "copy_number"),
        (CopyNumber("PTEN", CopyState.LOSS), "PTEN loss", "copy_number"),
        (Fusion("EML4", "ALK"), "EML4::ALK fusion", "fusion"),
        (Fusion("", "ALK", oriented=False), "ALK fusion", "fusion"),
        (Fusion("FGFR2", "", oriented=False), "FGFR2 fusion", "fusion"),
        (Rearrangement("EGFR", K.EXON_DELETION, 2, 7, "EGFRvIII"), "EGFRvIII", "structural"),
        (Rearrangement("BRCA1", K.EXON_DELETION, 13, 15), "BRCA1 exons 13-15 deletion", "structural"),
        (Rearrangement("BRCA1", K.EXON_DELETION, 2, 2), "BRCA1 exon 2 deletion", "structural"),
        (Rearrangement("MET", K.EXON_SKIPPING, 14, 14), "MET exon 14 skipping", "structural"),
        (Rearrangement("FLT3", K.INTERNAL_TANDEM_DUPLICATION), "FLT3-ITD", "structural"),
        (Rearrangement("KMT2A", K.PARTIAL_TANDEM_DUPLICATION), "KMT2A-PTD", "structural"),
        (Rearrangement("BRAF", K.KINASE_DOMAIN_DUPLICATION), "BRAF KDD", "structural"),
        (Rearrangement("EGFR", K.C_TERMINAL_DELETION), "EGFR CTD", "structural"),
        (Rearrangement("AR", K.SPLICE_VARIANT, name="AR-V7"), "AR-V7", "structural"),
        (Rearrangement("APC", K.TRUNCATION), "APC truncation", "structural"),
        (Rearrangement("NF1", K.UNSPECIFIED), "NF1 rearrangement", "structural"),
        (Rearrangement("NF1", K.UNSPECIFIED, 3, 5), "NF1 exons 3-5 rearrangement", "structural"),
        (Signature("MSI", "MSI-H"), "MSI-H", "signature"),
        (Signature("TMB", "", 12.5, "mut/Mb"), "TMB 12.5 mut/Mb", "signature"),
        (Signature("TMB", "", 10.0, "mut/Mb"), "TMB 10 mut/Mb", "signature"),
        (Signature("LOH", "", 16.0, "%"), "LOH 16%", "signature"),
        (Signature("HRD", "", 42.0), "HRD 42", "signature"),
        (Signature("HRD", "HRD positive"), "HRD positive", "signature"),
        (Signature("HRD"), "HRD", "signature"),
        (Expression("ERBB2", "IHC", "2+"), "HER2 IHC 2+", "expression"),
        (Expression("CD274", "TPS", "", 60.0, "%"), "PD-L1 TPS 60%", "expression"),
        (Expression("CD274", "CPS", "", 10.0), "PD-L1 CPS 10", "expression"),
        (Expression("CLDN18", "IHC", "", 75.0, "%", "2+"), "CLDN18 IHC 75%@2+", "expression"),
        (Expression("ESR1", "IHC", "", 90.0, "%"), "ER IHC 90%", "expression"),
        (ReceptorStatus("ER", "positive"), "ER positive", "status"),
        (ReceptorStatus("HER2", "low"), "HER2-low", "status"),
        (ReceptorStatus("HER2", "ultralow"), "HER2-ultralow", "status"),
        (ReceptorStatus("HER2", "negative"), "HER2 negative", "status"),
        (WildType("KRAS"), "KRAS wild-type", "status"),
        (WildType("KRAS", (12, 13)), "KRAS wild-type (codons 12/13)", "status"),
        (WildType("BRAF", (600,)), "BRAF wild-type (codon 600)", "status"),
        (Marker("cyto", "del(17p)"), "del(17p)", "status"),
        (Marker("hla", "A*02:01"), "HLA-A*02:01", "status"),
        (Marker("meth", "MGMT"), "MGMT methylated", "status"),
        (Marker("mrd", "ctDNA+"), "ctDNA+", "status"),
        (Marker("imaging", "PSMA+"), "PSMA+", "status"),
        (Marker("ighv", "unmutated"), "IGHV unmutated", "status"),
        (Marker("pgx", "poor", "DPYD"), "DPYD poor metabolizer", "status"),
        (Marker("clinical", "BIM deletion polymorphism", "BCL2L11"), "BIM deletion polymorphism", "status"),
        (Marker("receptors", "triple-negative"), "triple-negative", "status"),
        (Marker("other", "fact", "TP53"), "TP53 fact", "status"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_label_and_kind(event: Event, label: str, kind: str) -> None:
    assert label_of(event) == label
    assert kind_of(event).value == kind


@pytest.mark.parametrize(
    ("event", "targets", "gene", "genes"),
    [
        (Fusion("EML4", "ALK"), "ALK", "ALK", ("EML4", "ALK")),
        (Fusion("FGFR2", "BICC1"), "FGFR2", "FGFR2", ("FGFR2", "BICC1")),
        (Fusion("FGFR2", "BICC1"), "", "BICC1", ("FGFR2", "BICC1")),
        (Fusion("ALK", "ROS1"), "ALK ROS1", "ROS1", ("ALK", "ROS1")),
        (Fusion("", "ALK"), "ALK", "ALK", ("ALK",)),
        (Fusion("FGFR2", ""), "", "FGFR2", ("FGFR2",)),
        (SmallVariant("EGFR", L858R), "", "EGFR", ("EGFR",)),
        (Signature("MSI", "MSI-H"), "", "", ()),
        (ReceptorStatus("HER2", "low"), "", "ERBB2", ("ERBB2",)),
        (ReceptorStatus("HR", "positive"), "", "", ()),
        (WildType("KRAS"), "", "KRAS", ("KRAS",)),
        (Marker("cyto", "del(17p)"), "", "", ()),
        (Expression("CD274", "TPS", "", 60.0, "%"), "", "CD274", ("CD274",)),
    ],
)
def test_genes(event: Event, targets: str, gene: str, genes: tuple[str, ...]) -> None:
    assert genes_of(event, frozenset(targets.split())) == (gene, genes)


@pytest.mark.parametrize(
    ("value", "text"), [(10.0, "10"), (12.5, "12.5"), (0.73, "0.73"), (0.0, "0"), (1 / 3, "0.3333333333")]
)
def test_numbers_without_a_needless_fraction(value: float, text: str) -> None:
    assert number_text(value) == text
