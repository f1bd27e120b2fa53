"""Findings that name a change of the coding sequence only: placed on the genome, and called from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.settings import Settings
from oncotier.genome.assembly import BUILDS
from oncotier.interpret.assemble import interpret
from oncotier.interpret.caller import Caller, no_reference
from oncotier.notation import coding
from oncotier.readers.listing import from_texts
from oncotier.readers.references import ReferenceSet
from tests.genome.shared import reference_folder

if TYPE_CHECKING:
    from oncotier.domain.report import Report
    from oncotier.interpret.caller import References
    from oncotier.knowledge.base import KnowledgeBase


def told(text: str, kb: KnowledgeBase, references: References = no_reference) -> Report:
    return interpret([from_texts([text], name="findings")], kb, Settings(tumor_type="LUAD"), references)


@pytest.mark.parametrize(
    ("text", "label", "classes"),
    [
        ("EGFR c.2573T>G", "EGFR L858R", ()),
        ("EGFR c.2236_2250del", "EGFR E746_A750del", ("EGFR exon 19 deletion",)),
        ("NM_002524.4:c.34G>T", "NRAS G12C", ()),
        ("NM_004985.5(KRAS):c.34G>T", "KRAS G12C", ()),
        ("BRAF c.1798_1799delinsAA", "BRAF V600K", ()),
        ("TERT c.-124C>T", "TERT c.-124C>T", ()),
        ("BRCA1 c.68_69del", "BRCA1 c.68_69del", ("BRCA1 loss of function",)),
        ("MET c.3028+1G>T", "MET c.3028+1G>T", ("MET exon 14 skipping",)),
        ("MET c.3082+1G>T", "MET c.3028+1G>T", ("MET exon 14 skipping",)),
        ("NM_001127500.3:c.3082+3A>G", "MET c.3028+3A>G", ("MET exon 14 skipping",)),
        ("NM_001127500.3:c.3082G>A", "MET D1010N", ("MET exon 14 skipping",)),
    ],
)
def test_without_a_reference(text: str, label: str, classes: tuple[str, ...], kb: KnowledgeBase) -> None:
    report = told(text, kb)
    assert [(one.label, one.classes) for one in report.alterations] == [(label, classes)]
    assert report.unresolved == ()


@pytest.mark.parametrize("text", ["BRCA1 c.211A>G", "NM_000546.6:c.637C>T"])
def test_what_needs_a_sequence_says_so(text: str, kb: KnowledgeBase) -> None:
    (one,) = told(text, kb).unresolved
    assert one.reason == "consequence_unavailable"
    assert "--fasta" in one.words


@pytest.mark.shared
@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("BRCA1 c.68_69del", "BRCA1 E23Vfs*17"),
        ("BRCA1 c.181T>G", "BRCA1 C61G"),
        ("BRCA2 c.5946del", "BRCA2 S1982Rfs*22"),
        ("NM_000546.6:c.637C>T", "TP53 R213*"),
        ("NPM1 c.860_863dup", "NPM1 W288Cfs*12"),
        ("EGFR c.2310_2311insGGT", "EGFR D770_N771insG"),
        ("EGFR c.2240_2257del", "EGFR L747_P753delinsS"),
    ],
)
def test_a_reference_of_either_build_names_them(text: str, label: str, build: str, kb: KnowledgeBase) -> None:
    references = ReferenceSet([str(reference_folder() / f"{build}.panel.fa.gz")], {})
    try:
        assert [one.label for one in told(text, kb, references).alterations] == [label]
    finally:
        references.close()


@pytest.mark.parametrize(
    ("gene", "name", "transcript", "words"),
    [
        ("EGFR", "c.2573T>G", "NM_999999", "NM_999999 is none of the stored transcripts of EGFR"),
        ("EGFR", "c.2573A>G", "", "ENST00000275493 has T at 2573, the text says A"),
        ("OR4F5", "c.1A>G", "", "no transcript of OR4F5 is stored"),
        ("MET", "c.3020+1G>T", "", "does not lie on"),
    ],
)
def test_what_has_no_place_says_why(gene: str, name: str, transcript: str, words: str, kb: KnowledgeBase) -> None:
    found = Caller(kb).locus(gene, coding.parse(name), transcript)
    assert isinstance(found, str)
    assert words in found


def test_the_locus_is_the_same_with_and_without_version(kb: KnowledgeBase) -> None:
    caller, change = Caller(kb), coding.parse("c.2573T>G")
    found = {caller.locus("EGFR", change, name) for name in ("", "NM_005228", "NM_005228.3", "ENST00000275493.7")}
    assert len(found) == 1
