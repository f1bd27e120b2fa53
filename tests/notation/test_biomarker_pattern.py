"""The pattern grammar of the knowledge base: text to pattern and back, and the place of every fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.biomarker import AllOf, AnyOf, Atom, AtomKind, Not, atoms_of
from oncotier.errors import NotationError
from oncotier.knowledge.load import load
from oncotier.notation.biomarker import format_pattern, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = {
    "assertions": ("biomarker", "requires", "excludes"),
    "resistance": ("biomarker", "context"),
    "rules.tsv": ("when", "need"),
    "panels.tsv": ("biomarker",),
    "classes.tsv": ("biomarker",),
}
BY_HAND = [
    "p:L858R", "p:E746_A750del", "p:R213*", "p:S1982Rfs*22", "codon:12", "codons:550-592", "codons:12-12",
    "exon:19:inframe_del", "exon:20:inframe_ins", "exon:11:any", "exon:11:frameshift", "exon:14:skip", "exons:2-7:del",
    "exons:18-25:dup", "itd", "kdd", "ptd", "fusion:any::ALK", "fusion:FGFR2::any", "fusion:BCR::ABL1", "amp",
    "amp:high", "homdel", "lof", "onc", "onc:tkd", "any", "promoter", "promoter:-124C>T", "splice:AR-V7", "reversion",
    "wt", "wt:12", "wt:12/13/59", "status:positive", "status:ultralow", "ihc:3+", "ihc:0", "ihc:loss", "ihc:>=75%",
    "ihc:>=75%@2+", "ish:positive", "pdl1:TPS>=50", "pdl1:CPS>=1", "pdl1:TC>=50", "sig:MSI-H", "sig:dMMR", "sig:HRD+",
    "sig:HRD-", "sig:TMB>=10", "sig:bTMB>=16", "sig:HRD>=42", "cyto:del(17p)", "cyto:t(11;14)", "hla:A*02:01",
    "meth:MGMT", "mrd:ctDNA+", "imaging:PSMA+", "pgx:poor", "ighv:unmutated", "clinical:left-sided primary", "none",
    "EGFR:p:L858R", "H3-3A:p:K28M", "CLDN18:ihc:>=75%@2+", "ALK:fusion:any::ALK", "ERBB2:amp:high", "!wt", "!!wt",
    "a:amp,b:amp,c:amp", "a:amp&b:amp", "a:amp&b:amp,c:amp", "(a:amp,b:amp)&c:amp", "a:amp&(b:amp,c:amp)&!d:amp",
    "!(a:amp,b:amp)", "!(a:amp&b:amp)", "!a:amp&b:amp", "!(a:amp,b:amp&!(c:amp,d:amp))", "cyto:del(17p)&cyto:del(5q)",
    "(cyto:del(17p),lof)&any",
]  # fmt: skip


def _shipped() -> Iterator[str]:
    for name, table in load().tables.items():
        for column in COLUMNS.get(name, COLUMNS.get(name.partition("/")[0], ())):
            yield from (text for text in table.column(column) if text)


SHIPPED = sorted(set(_shipped()))


def test_the_knowledge_base_has_patterns() -> None:
    assert len(SHIPPED) > 100


@pytest.mark.parametrize("text", SHIPPED)
def test_every_pattern_of_the_knowledge_base_prints_back(text: str) -> None:
    assert format_pattern(parse(text)) == text


@pytest.mark.parametrize("text", BY_HAND)
def test_every_form_prints_back(text: str) -> None:
    assert format_pattern(parse(text)) == text


def test_every_keyword_is_in_the_table() -> None:
    assert {atom.kind for text in BY_HAND for atom in atoms_of(parse(text))} == set(AtomKind)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("EGFR:p:L858R", Atom("EGFR", AtomKind.PROTEIN, "L858R")),
        ("codons:550-592", Atom("", AtomKind.CODONS, "550-592", (550, 592))),
        ("exon:20:inframe_ins", Atom("", AtomKind.EXON, "20:inframe_ins", (20,), "inframe_ins")),
        ("exons:2-7:del", Atom("", AtomKind.EXONS, "2-7:del", (2, 7), "del")),
        ("wt:12/13", Atom("", AtomKind.WILD_TYPE, "12/13", (12, 13))),
        ("fusion:any::ALK", Atom("", AtomKind.FUSION, "any::ALK", five_prime="any", three_prime="ALK")),
        ("pdl1:CPS>=10", Atom("", AtomKind.PD_L1, "CPS>=10", name="CPS", minimum=10.0)),
        ("sig:TMB>=12.5", Atom("", AtomKind.SIGNATURE, "TMB>=12.5", name="TMB", minimum=12.5)),
        ("sig:MSI-H", Atom("", AtomKind.SIGNATURE, "MSI-H")),
        ("ihc:>=75%@2+", Atom("", AtomKind.IHC, ">=75%@2+", name="2+", minimum=75.0)),
        ("a:amp,b:amp&!c:amp", AnyOf((
            Atom("a", AtomKind.AMPLIFICATION),
            AllOf((Atom("b", AtomKind.AMPLIFICATION), Not(Atom("c", AtomKind.AMPLIFICATION)))),
        ))),
        ("(a:amp,b:amp)&any", AllOf((
            AnyOf((Atom("a", AtomKind.AMPLIFICATION), Atom("b", AtomKind.AMPLIFICATION))),
            Atom("", AtomKind.ANY),
        ))),
    ],
)  # fmt: skip
def test_what_a_pattern_is(text: str, pattern: object) -> None:
    assert parse(text) == pattern


@pytest.mark.parametrize(
    ("text", "words", "fault"),
    [
        ("", "expected a finding", ""),
        ("p:L858R,", "expected a finding", ""),
        (",p:L858R", "expected a finding", ","),
        ("amp&", "expected a finding", ""),
        ("amp&&any", "expected a finding", "&"),
        ("!", "expected a finding", ""),
        ("amp, any", "without spaces", " any"),
        ("amp ,any", "without spaces", "amp "),
        ("(amp,any", r"expected '\)'", ""),
        ("amp)", "expected ',' or '&'", ")"),
        ("()", "expected a finding", ")"),
        ("(amp)any", "expected ',' or '&'", "a"),
        ("foo", "unknown keyword 'foo'", "foo"),
        ("EGFR:foo", "unknown keyword 'foo'", "foo"),
        ("amp,EGFR:foo:bar,any", "unknown keyword 'foo'", "foo:bar"),
        ("amp,EGFR:p:abc", "does not fit p", "abc"),
        ("codon:G12", "does not fit codon", "G12"),
        ("codons:12", "does not fit codons", "12"),
        ("codons:592-550", "ends before it begins", "592-550"),
        ("exons:7-2:del", "ends before it begins", "7-2:del"),
        ("exon:19", "does not fit exon", "19"),
        ("exon:19:gone", "does not fit exon", "19:gone"),
        ("fusion:ALK", "does not fit fusion", "ALK"),
        ("fusion", "does not fit fusion", "fusion"),
        ("amp:low", "does not fit amp", "low"),
        ("status:unknown", "does not fit status", "unknown"),
        ("ihc:4+", "does not fit ihc", "4+"),
        ("pdl1:50", "does not fit pdl1", "50"),
        ("pdl1:TPS>50", "does not fit pdl1", "TPS>50"),
        ("sig:MSI", "does not fit sig", "MSI"),
        ("promoter:124C>T", "does not fit promoter", "124C>T"),
        ("itd:FLT3", "itd takes nothing", "FLT3"),
        ("any:thing", "any takes nothing", "thing"),
        ("itd:", "nothing behind itd:", ":"),
        ("EGFR:amp:", "nothing behind amp:", ":"),
        ("cyto", "does not fit cyto", "cyto"),
        ("clinical", "does not fit clinical", "clinical"),
        ("splice", "does not fit splice", "splice"),
    ],
)
def test_every_fault_has_its_place(text: str, words: str, fault: str) -> None:
    with pytest.raises(NotationError, match=words) as caught:
        parse(text)
    error = caught.value
    assert 0 <= error.start0 <= error.end0 <= len(text)
    assert text[error.start0 : error.end0] == fault


@pytest.mark.parametrize("sign", ["!", "("])
def test_deep_nesting_is_refused_not_a_crash(sign: str) -> None:
    with pytest.raises(NotationError, match="nested too deeply"):
        parse(sign * 5000 + "amp")


def test_needless_parentheses_are_left_out() -> None:
    assert format_pattern(parse("(a:amp),(b:amp,c:amp)")) == "a:amp,b:amp,c:amp"
