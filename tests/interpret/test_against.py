"""What a refusal says: once for all its alterations, once for all rows that say the same, and with open ways only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from oncotier.interpret.line import LINE_WORDS, LineFit
from tests.accuracy.cases import Sample, case_of, found
from tests.accuracy.laws import options_of, samples

if TYPE_CHECKING:
    from oncotier.domain.report import Option


_ROWS = re.compile(r", [A-Z][A-Z0-9_]*\d\w*(?: and [A-Z][A-Z0-9_]*\d\w*)*\)|; consider .*")


def refusal(findings: str, tumor: str, therapy: str, prior: tuple[str, ...] = ()) -> Option:
    option = found(case_of(Sample(tuple(findings.split("; ")), tumor, prior)).report, therapy)
    assert option is not None
    return option


def said(option: Option) -> str:
    return "; ".join(conflict.words for conflict in option.conflicts)


@pytest.mark.parametrize(
    ("findings", "tumor", "therapy", "advised", "not_advised"),
    [
        ("KRAS G12C", "CRC", "Cetuximab", "adagrasib", "erlotinib"),
        ("KRAS G12D", "CRC", "Cetuximab", "", "adagrasib"),
        ("KRAS A146T", "CRC", "Panitumumab", "", "sotorasib"),
        ("NRAS Q61K", "CRC", "Cetuximab", "", "adagrasib"),
        ("EGFR L858R; EGFR T790M", "LUAD", "Gefitinib", "osimertinib", "erlotinib"),
        ("EGFR L858R; EGFR T790M; EGFR C797S", "LUAD", "Gefitinib", "", "consider osimertinib"),
        ("EML4::ALK; ALK L1196M", "LUAD", "Crizotinib", "alectinib", "neladalkib"),
        ("EML4::ALK; ALK L1196M; ALK G1202R", "LUAD", "Crizotinib", "", "consider alectinib"),
        ("BCR::ABL1; ABL1 E255K", "CML", "Imatinib", "dasatinib", "asciminib"),
        ("BCR::ABL1; ABL1 E255K; ABL1 T315I", "CML", "Imatinib", "", "consider dasatinib"),
        ("KIT V560D; KIT D816V", "GIST", "Imatinib", "consider regorafenib or ripretinib", "shown in"),
        ("KIT D816V", "", "Imatinib", "consider regorafenib or ripretinib", "shown in"),
        ("KIT D816V", "AML", "Imatinib", "shown in Gastrointestinal Stromal Tumor (", "consider"),
        ("ABL1 T315I", "BLCA", "Imatinib", "Leukemia and B-Lymphoblastic Leukemia/Lymphoma (", "consider"),
        ("BRCA2 reversion", "BLCA", "Olaparib", "Fallopian Tube Cancer and 5 more (", "consider"),
    ],
)
def test_a_refusal_advises_only_what_nothing_else_speaks_against(
    findings: str, tumor: str, therapy: str, advised: str, not_advised: str
) -> None:
    words = said(refusal(findings, tumor, therapy))
    assert advised in words
    assert not_advised not in words


def test_a_refusal_by_two_alterations_is_one_and_names_both() -> None:
    option = refusal("EGFR L858R; EGFR T790M", "LUAD", "Durvalumab")
    (conflict,) = option.conflicts
    assert len(conflict.alterations) == 2
    assert conflict.alteration == conflict.alterations[0]
    assert set(option.opposed_by) == set(conflict.alterations)


def test_two_rows_that_say_the_same_are_one_sentence_with_both_ids() -> None:
    option = refusal("EGFR L858R", "LUAD", "PD-1/PD-L1 inhibitor")
    assert [conflict.assertion for conflict in option.conflicts] == ["F022", "R131"]
    (words,) = {conflict.words for conflict in option.conflicts}
    assert "F022 and R131" in words


@settings(max_examples=80)
@given(samples())
def test_no_refusal_stands_twice(sample: Sample) -> None:
    for option in options_of(case_of(sample).report):
        said_by = [(conflict.assertion, conflict.words) for conflict in option.conflicts]
        assert len(said_by) == len(set(said_by)), option.therapy
        sentences = {conflict.words for conflict in option.conflicts}
        assert len({_ROWS.sub("", words) for words in sentences}) == len(sentences), option.therapy


@pytest.mark.parametrize(
    ("findings", "tumor", "prior", "therapy", "fit"),
    [
        ("EGFR L858R", "LUAD", ("osimertinib",), "Osimertinib", LineFit.GIVEN_BEFORE),
        ("EGFR L858R", "LUAD", ("osimertinib",), "Amivantamab + Carboplatin + Pemetrexed", LineFit.AFTER_PRIOR),
        ("EGFR L858R", "LUAD", ("osimertinib",), "Gefitinib", LineFit.EARLIER_LINE),
        ("HER2 IHC 3+", "BRCA", ("trastuzumab",), "Tucatinib + Trastuzumab + Capecitabine", LineFit.AFTER_PRIOR),
        ("HER2 IHC 3+", "BRCA", ("trastuzumab deruxtecan",), "Trastuzumab deruxtecan", LineFit.GIVEN_BEFORE),
        ("KIT exon 11 mutation", "GIST", ("imatinib",), "Sunitinib", LineFit.AFTER_PRIOR),
        ("KIT exon 11 mutation", "GIST", ("imatinib", "sunitinib", "regorafenib"), "Ripretinib", LineFit.AFTER_PRIOR),
    ],
)
def test_what_was_given_before_is_said_of_an_option(
    findings: str, tumor: str, prior: tuple[str, ...], therapy: str, fit: LineFit
) -> None:
    option = refusal(findings, tumor, therapy, prior)
    assert LINE_WORDS[fit] in option.notes
    assert LINE_WORDS[fit] in option.why
    assert LINE_WORDS[fit] not in refusal(findings, tumor, therapy).notes


def test_a_third_line_stands_behind_the_second_after_a_single_drug() -> None:
    second, third = (refusal("KIT exon 11 mutation", "GIST", one, ("imatinib",)) for one in ("Sunitinib", "Ripretinib"))
    assert second.rank is not None
    assert third.rank is not None
    assert second.rank < third.rank


def test_a_rule_of_the_first_line_is_silent_after_therapy() -> None:
    findings = "MSI-H; BRAF V600E"
    assert "CRC_MSI_BRAF" in said(refusal(findings, "CRC", "Encorafenib + Cetuximab"))
    assert said(refusal(findings, "CRC", "Encorafenib + Cetuximab", ("pembrolizumab",))) == ""
