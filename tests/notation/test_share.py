"""What stands behind a change in words: its fraction of reads, and the class that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.settings import Settings
from oncotier.errors import NotationError
from oncotier.interpret.assemble import interpret
from oncotier.interpret.canonical import canonical_all
from oncotier.notation import share, statement
from oncotier.readers.listing import from_texts
from tests.readers.builders import knowledge, report

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase


@pytest.mark.parametrize(
    ("text", "rest", "vaf"),
    [
        ("EGFR L858R VAF 23%", "EGFR L858R", 0.23),
        ("EGFR L858R, VAF: 23.4 %", "EGFR L858R", 0.234),
        ("EGFR L858R (VAF 0,5%)", "EGFR L858R", 0.005),
        ("EGFR L858R [AF=0.05]", "EGFR L858R", 0.05),
        ("EGFR L858R with an allele frequency of 5%", "EGFR L858R", 0.05),
        ("EGFR L858R; mutant allele fraction 12", "EGFR L858R", 0.12),
        ("EGFR L858R (23%)", "EGFR L858R", 0.23),
        ("EGFR L858R 23 %", "EGFR L858R", 0.23),
        ("EGFR L858R VAF 100%", "EGFR L858R", 1.0),
        ("EGFR L858R VAF 1%", "EGFR L858R", 0.01),
        ("EGFR L858R VAF 1", None, None),  # one in a hundred, or all?
        ("EGFR L858R VAF 150%", None, None),
        ("EGFR L858R VAF 0%", None, None),  # no read shows it
        ("EGFR L858R (0,0 %)", None, None),
        ("EGFR L858R VAF", None, None),
        ("EGFR L858R", None, None),
        ("", None, None),
    ],
)
def test_a_fraction_at_the_end(text: str, rest: str | None, vaf: float | None) -> None:
    assert share.split(text) == (text if rest is None else rest, vaf)


@pytest.mark.parametrize(
    ("text", "vafs"),
    [
        ("EGFR L858R (23%), T790M (4%)", [0.23, 0.04]),
        ("7:55259515T>G VAF 12%", [0.12]),
        ("BRCA1 c.68_69del, VAF 48%", [0.48]),
        ("germline BRCA1 c.68_69del, VAF 48%", [0.48]),
        ("CLDN18.2 75%", [None]),
        ("PD-L1 TPS 60%", [None]),
        ("KRAS G12C", [None]),
    ],
)
def test_only_a_change_of_bases_has_one(text: str, vafs: list[float | None], kb: KnowledgeBase) -> None:
    assert [one.vaf for one in statement.read(text, kb.names)] == vafs


def test_it_is_reported_and_filtered_by() -> None:
    reading = from_texts(["EGFR L858R VAF 23%", "KRAS G12C VAF 2%"], name="list")
    assert {one.label: one.vaf for one in report(reading).alterations} == {"EGFR L858R": 0.23, "KRAS G12C": 0.02}
    found = interpret([reading], knowledge(), Settings(min_vaf=0.05))
    assert [one.label for one in found.alterations] == ["EGFR L858R"]
    assert found.inputs[0].records.filtered_by == {"min_vaf": 1}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("EGFR exon 19 deletion (p.E746_A750del)", "EGFR E746_A750del"),
        ("EGFR exon 19 deletion E746_A750del, VAF 23%", "EGFR E746_A750del"),
        ("EGFR exon 19 in-frame deletion p.L747_P753delinsS", "EGFR L747_P753delinsS"),
        ("EGFR p.H773dup exon 20 insertion", "EGFR H773dup"),
        ("ERBB2 exon 20 insertion (A775_G776insYVMA)", "ERBB2 A775_G776insYVMA"),
        ("EGFR exon 19 deletion c.2235_2249del", "EGFR E746_A750del"),
        ("EGFR L858 c.2573T>G", "EGFR L858R"),
        ("KRAS G12 (c.34G>T)", "KRAS G12C"),
        ("MET exon 14 skipping (c.3028+1G>A)", "MET exon 14 skipping"),
        ("MET c.3028+1G>A, exon 14 skipping", "MET exon 14 skipping"),
    ],
)
def test_a_change_beside_its_class(text: str, label: str, kb: KnowledgeBase) -> None:
    assert [one.label for one in canonical_all(text, kb)] == [label]


def test_a_skipped_exon_keeps_the_change_behind_it(kb: KnowledgeBase) -> None:
    (one,) = canonical_all("MET exon 14 skipping (c.3028+1G>A)", kb)
    assert one.hgvs_c == "c.3028+1G>A"


@pytest.mark.parametrize("text", ["KRAS G12C VAF 0%", "KRAS G12C (0%)", "EGFR L858R, AF=0.0"])
def test_what_no_read_shows_is_no_finding(text: str, kb: KnowledgeBase) -> None:
    with pytest.raises(NotationError):
        statement.read(text, kb.names)


@pytest.mark.parametrize(
    "text",
    ["EGFR exon 20 insertion L858R", "EGFR exon 19 deletion p.L861Q", "KIT exon 11 deletion c.1669T>C",
     "EGFR exon 20 insertion p.E746_A750del"],
)  # fmt: skip
def test_a_change_that_is_not_of_its_class_is_refused(text: str, kb: KnowledgeBase) -> None:
    with pytest.raises(NotationError):
        statement.read(text, kb.names)
