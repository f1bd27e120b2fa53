"""What an alteration is: its classes, its oncogenicity, its other numberings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import VariantObservation
from oncotier.domain.settings import Settings
from oncotier.domain.source import Source
from oncotier.interpret.caller import Caller
from oncotier.interpret.canonical import canonical
from oncotier.interpret.normalize import normalize
from oncotier.interpret.outcome import Understood
from oncotier.interpret.traits import classes_of, is_loss_of_function, is_oncogenic

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase

CLASSES = [
    ("EGFR E746_A750del", "EGFR exon 19 deletion"),
    ("EGFR L747_P753delinsS", "EGFR exon 19 deletion"),
    ("EGFR E746_A750delinsIP", "EGFR exon 19 deletion"),
    ("EGFR EL746IP", ""),
    ("EGFR L858R", ""),
    ("EGFR A767_V769dup", "EGFR exon 20 insertion"),
    ("EGFR D770_N771insSVD", "EGFR exon 20 insertion"),
    ("EGFR H773dup", "EGFR exon 20 insertion"),
    ("EGFR A763_Y764insFQEA", "EGFR exon 20 insertion"),
    ("EGFR T790M", ""),
    ("ERBB2 Y772_A775dup", "ERBB2 exon 20 insertion"),
    ("MET c.3028+1G>T", "MET exon 14 skipping"),
    ("MET c.2888-2A>G", "MET exon 14 skipping"),
    ("MET c.2888-20_2890del", "MET exon 14 skipping"),
    ("MET c.3029-1G>A", ""),
    ("MET D1010N", "MET exon 14 skipping"),
    ("MET X1010_splice", "MET exon 14 skipping"),
    ("MET X963_splice", "MET exon 14 skipping"),
    ("MET X1100_splice", ""),
    ("MET D1028N", "MET exon 14 skipping"),
    ("MET Y1003F", "MET exon 14 skipping"),
    ("MET T992I", ""),
    ("KIT V560D", "KIT exon 11 mutation"),
    ("KIT W557_K558del", "KIT exon 11 mutation"),
    ("KIT A502_Y503dup", "KIT exon 9 insertion; KIT exon 9 mutation"),
    ("KIT D816V", "KIT exon 17 mutation"),
    ("TP53 R213X", "TP53 loss of function"),
    ("TP53 R273H", ""),
    ("BRCA2 S1982Rfs*22", "BRCA2 loss of function"),
    ("BRCA1 c.594-2A>C", "BRCA1 loss of function"),
    ("CDKN2A deletion", "CDKN2A loss of function"),
    ("EGFR R222*", ""),
    ("ALK fusion", "ALK fusion"),
    ("FLT3 Y597_D600dup", "FLT3-ITD"),
    ("FLT3 D835Y", ""),
    ("TMB 10", "TMB-H"),
    ("TMB 9.9", ""),
    ("MSI-H", "MSI-H"),
]


@pytest.mark.parametrize(("text", "expected"), CLASSES, ids=[text for text, _ in CLASSES])
def test_class_of_an_alteration(kb: KnowledgeBase, text: str, expected: str) -> None:
    assert "; ".join(canonical(text, kb).classes) == expected


@pytest.mark.parametrize(
    ("text", "label", "others"),
    [
        ("EZH2 Y641F", "EZH2 Y646F", ("Y641F",)),
        ("EZH2 Y646F", "EZH2 Y646F", ("Y641F",)),
        ("MYD88 L265P", "MYD88 L252P", ("L265P",)),
        ("H3F3A K27M", "H3-3A K28M", ("K27M",)),
        ("ROS1 G2032R", "ROS1 G2026R", ("G2032R",)),
        ("MET D1028N", "MET D1010N", ("D1028N",)),
        ("BRAF V600E", "BRAF V600E", ("V640E",)),
        ("EGFR L858R", "EGFR L858R", ()),
    ],
)
def test_legacy_numbering_meets_the_current_one(
    kb: KnowledgeBase, text: str, label: str, others: tuple[str, ...]
) -> None:
    alteration = canonical(text, kb)
    assert alteration.label == label
    assert alteration.also_known_as == others


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KRAS G12D", True),
        ("KRAS A99V", False),
        ("TP53 R175H", True),
        ("TP53 R213*", True),
        ("EGFR R222*", False),
        ("EGFR L747_T751del", True),
        ("ERBB2 amplification", True),
        ("ERBB2 gain", False),
        ("CDKN2A deletion", True),
        ("EML4::ALK", True),
        ("FLT3-ITD", True),
        ("PTEN loss", False),
    ],
)
def test_what_counts_as_oncogenic(kb: KnowledgeBase, text: str, *, expected: bool) -> None:
    assert is_oncogenic(canonical(text, kb), kb) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BRCA1 Q1756fs", True),
        ("BRCA1 c.5266dup", True),
        ("BRCA1 M1?", True),
        ("BRCA1 C61Y", False),
        ("BRCA1 deletion", True),
        ("BRCA1 loss", False),
    ],
)
def test_what_counts_as_loss_of_function(kb: KnowledgeBase, text: str, *, expected: bool) -> None:
    assert is_loss_of_function(canonical(text, kb), kb) is expected


def test_splice_row_of_a_maf_is_the_class_that_its_coding_change_says(kb: KnowledgeBase) -> None:
    row = VariantObservation(
        Source("calls.maf", 1, "MET p.X1010_splice"),
        "MET",
        protein="p.X1010_splice",
        coding="ENST00000397752.8:c.3028+1G>A",
        consequence="splice_site_variant",
        exon="14/21",
    )
    outcome = normalize(row, Caller(kb), Settings())[0]
    assert isinstance(outcome, Understood)
    assert classes_of(outcome.alteration, kb) == ("MET exon 14 skipping",)
