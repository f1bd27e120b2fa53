"""Findings in words: labels of the contract, negatives that never become findings, and the place of each fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import Expression, Fusion, ReceptorStatus, Signature, SmallVariant, WildType
from oncotier.errors import NotationError
from oncotier.notation import statement
from oncotier.notation.label import genes_of, kind_of, label_of
from tests.tables import rows

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase

ROWS = rows("notation_statement.tsv")
READ = [row for row in ROWS if row["label"]]
REFUSED = [row for row in ROWS if not row["label"]]
NEGATIVE = ["not detected", "negative", "absent", "not found", "not identified", "undetected"]
NOT_READ_BACK = {"left-sided primary"}  # a clinical fact is read behind "clinical:" only


def test_table_is_large_enough() -> None:
    assert len(READ) >= 150
    assert len(REFUSED) >= 100
    assert len({row["text"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"] or "empty")
def test_every_text(row: dict[str, str], kb: KnowledgeBase) -> None:
    text = row["text"]
    if not row["label"]:
        with pytest.raises(NotationError) as caught:
            statement.parse(text, kb.names)
        assert caught.value.text == text
        assert 0 <= caught.value.start0 <= caught.value.end0 <= len(text)
        assert caught.value.message
        return
    read = statement.parse(text, kb.names)
    assert label_of(read.event) == row["label"]
    assert kind_of(read.event).value == row["kind"]
    assert genes_of(read.event, kb.fusion_targets)[0] == row["gene"]
    assert read.origin.value == row["origin"]


@pytest.mark.parametrize("label", sorted({row["label"] for row in READ} - NOT_READ_BACK))
def test_a_label_is_read_as_itself(label: str, kb: KnowledgeBase) -> None:
    assert label_of(statement.parse(label, kb.names).event) == label


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["text"] or "empty")
def test_a_refusal_says_what_to_do(row: dict[str, str], kb: KnowledgeBase) -> None:
    with pytest.raises(NotationError) as caught:
        statement.parse(row["text"], kb.names)
    assert caught.value.hint or "no gene symbol" in caught.value.message


@pytest.mark.parametrize("text", ["TMB >= 20", "TMB > 10 mut/Mb", "bTMB ≥16", "TMB < 5", "TMB at least 10"])
def test_a_bound_of_a_burden_asks_for_the_value(text: str, kb: KnowledgeBase) -> None:
    with pytest.raises(NotationError) as caught:
        statement.parse(text, kb.names)
    assert caught.value.hint.startswith("a bound is no value: TMB 12.5")


# ---------------------------------------------------------------------------------------------- negative statements


def _says_something_is_there(text: str, kb: KnowledgeBase) -> bool:
    """Tell whether a text was read as anything but a negative result."""
    try:
        event = statement.parse(text, kb.names).event
    except NotationError:
        return False
    match event:
        case WildType():
            return False
        case ReceptorStatus(_, state) | Signature(_, state):
            return state not in {"negative", "HRD negative"}
        case Expression(_, _, result):
            return result not in {"negative", "loss"}
        case _:
            return True


@pytest.mark.parametrize("row", READ, ids=lambda row: row["text"])
def test_no_negation_of_a_finding_is_a_finding(row: dict[str, str], kb: KnowledgeBase) -> None:
    label = row["label"]
    if label in NOT_READ_BACK or "clinical" in row["text"]:
        return
    negated = [f"{label} {words}" for words in NEGATIVE]
    negated += [f"{label} {words.upper()}" for words in NEGATIVE]
    negated += [f"no {label}", f"No {label} detected", f"without {label}", f"not {label}", f"{label} was not detected"]
    assert [text for text in negated if _says_something_is_there(text, kb)] == []


@pytest.mark.parametrize("row", READ, ids=lambda row: row["text"])
def test_no_doubt_about_a_finding_is_a_finding(row: dict[str, str], kb: KnowledgeBase) -> None:
    label = row["label"]
    if label in NOT_READ_BACK or "clinical" in row["text"]:
        return
    doubted = [f"possible {label}", f"suspected {label}", f"{label} equivocal", f"{label} inconclusive", f"{label} VUS"]
    assert [text for text in doubted if _says_something_is_there(text, kb)] == []


@pytest.mark.parametrize("gene", ["ALK", "BRAF", "EGFR", "KRAS", "NTRK2", "RET", "ROS1"])
@pytest.mark.parametrize("words", ["negative", "not detected", "absent", "NEGATIVE", "- negative"])
def test_a_driver_that_is_plainly_negative_is_wild_type(gene: str, words: str, kb: KnowledgeBase) -> None:
    assert statement.parse(f"{gene} {words}", kb.names).event == WildType(gene)


@pytest.mark.parametrize("gene", ["MET", "KIT", "PTEN", "TP53", "MLH1", "CDKN2A", "MYC", "AR", "FLT3", "JAK2"])
def test_elsewhere_a_plain_negative_may_mean_a_protein_or_one_test(gene: str, kb: KnowledgeBase) -> None:
    with pytest.raises(NotationError, match="negative result"):
        statement.parse(f"{gene} negative", kb.names)


@pytest.mark.parametrize("gene", ["ALK", "RET", "MET", "FGFR2", "ERBB2", "NTRK1"])
def test_not_mutated_is_not_wild_type_where_other_changes_matter(gene: str, kb: KnowledgeBase) -> None:
    with pytest.raises(NotationError, match="negative result"):
        statement.parse(f"no {gene} mutation", kb.names)
    assert statement.parse(f"no alteration in {gene}", kb.names).event == WildType(gene)


def test_a_positive_break_apart_probe_is_a_fusion_and_a_negative_one_is_none(kb: KnowledgeBase) -> None:
    assert statement.parse("ALK FISH positive", kb.names).event == Fusion("", "ALK", oriented=False)
    assert statement.parse("ALK FISH negative", kb.names).event == Expression("ALK", "ISH", "negative")
    assert statement.parse("MET FISH positive", kb.names).event == Expression("MET", "ISH", "positive")


# ---------------------------------------------------------------------------------------------- places of faults


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("EGFR L858Z", "Z"),
        ("EGFR  p.(Leu858Zzz)", "Zzz)"),
        ("EGFR foo bar", "foo bar"),
        ("EGFR c.2573T>Q", "T>Q"),
        ("c-MET nonsense words", "nonsense words"),
        ("EGFR L858R T790M", "EGFR L858R T790M"),
        ("MET amplification not detected", "not"),
        ("EGFR L858R negative", "negative"),
        ("no germline BRCA1 mutation", "no"),
        ("ERBB2 amplification equivocal", "equivocal"),
        ("NA L858R", "NA"),
        ("1-Mar", "1-Mar"),
        ("BRCA mutation", "BRCA"),
        ("germline BRCA mutation", "BRCA"),
        ("BCR-ABL1 nonsense", " nonsense"),
        ("KRAS/NRAS mutation", "KRAS/NRAS"),
        ("CDKN2A (p14ARF) R98L", "R98L"),
        ("chr7:55191822T>Q", "55191822T>Q"),
        ("EGFR amplification (cis)", " (cis)"),
        ("EGFR", "EGFR"),
        ("ALK-", "-"),
        ("", ""),
    ],
)
def test_fault_has_its_place(text: str, fault: str, kb: KnowledgeBase) -> None:
    with pytest.raises(NotationError) as caught:
        statement.parse(text, kb.names)
    assert text[caught.value.start0 : caught.value.end0] == fault


# ---------------------------------------------------------------------------------------------- what else is kept


def test_the_gene_as_written_and_the_coding_change_are_kept(kb: KnowledgeBase) -> None:
    read = statement.parse("HER2 c.929C>T (p.Ser310Phe)", kb.names)
    assert (read.gene_given, read.hgvs_c) == ("HER2", "c.929C>T")
    assert isinstance(read.event, SmallVariant)
    assert read.event.gene == "ERBB2"
    assert statement.parse("ERBB2 S310F", kb.names).gene_given == ""


@pytest.mark.parametrize(
    ("text", "consequence", "exon"),
    [
        ("EGFR exon 19 deletion", "inframe_deletion", 19),
        ("EGFR exon 20 insertion", "inframe_insertion", 20),
        ("BRCA1 exon 11 in-frame deletion", "inframe_deletion", 11),
        ("CALR exon 9 frameshift", "frameshift_variant", 9),
        ("KIT exon 11", "", 11),
        ("TP53 nonsense mutation", "stop_gained", None),
        ("TERT promoter mutation", "upstream_gene_variant", None),
        ("BRCA1 c.68_69del", "frameshift_variant", None),
        ("MET c.3028+1G>A", "splice_donor_variant", None),
        ("MET X1010_splice", "splice_site_variant", None),
        ("EGFR c.2573T>G", "", None),
    ],
)
def test_consequence(text: str, consequence: str, exon: int | None, kb: KnowledgeBase) -> None:
    event = statement.parse(text, kb.names).event
    assert isinstance(event, SmallVariant)
    assert (event.consequence, event.exon) == (consequence, exon)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("EGFR V774_C775insHV", "EGFR p.Val774_Cys775insHisVal"),
        ("BRAF V600_K601delinsEK", "BRAF V600E"),
        ("KRAS p.Gly12delinsCys", "KRAS G12C"),
        ("MET D1010_splice", "MET X1010_splice"),
        ("MET c.3028+1G>A p.X1010_splice", "MET c.3028+1G>A"),
        ("TP53 R213X", "TP53 Arg213Ter"),
        ("EML4-ALK", "ALK::EML4"),
        ("TERT C228T", "TERT c.-124C>T"),
    ],
)
def test_equivalent_spellings_meet(one: str, other: str, kb: KnowledgeBase) -> None:
    assert statement.parse(one, kb.names).event == statement.parse(other, kb.names).event
