"""Reports to export: a plain one, one with a gap of every kind, and one whose every text is hostile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, Kind, Origin, Signature, SmallVariant
from oncotier.domain.evidence import Effect, Evidence, Status, Trial
from oncotier.domain.observation import Notice, Source, Tally, Unresolved
from oncotier.domain.report import (
    Conflict,
    InputSummary,
    KnowledgeStamp,
    Option,
    OptionState,
    Report,
    SampleSummary,
    TestedMarker,
    Unmatched,
)
from oncotier.domain.tumor import TumorMatch

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["HOSTILE", "hostile_report", "plain_report"]

HOSTILE = (
    "[bold]x[/bold]",
    "[/]",
    "[link=http://example.org]y[/link]",
    "\x1b[2J\x1b]0;title\x07",
    "a\u202egnp.exe",
    "one\ntwo\r\nthree\tfour",
    "=HYPERLINK(1)",
    "c.-124C>T",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "\x00\x7f\x9b31m",
    "zero\u200bwidth\u2066",
    ":smile:",
    "\\[x]",
    "\U000e0041tag",
    "\u817a\u764c\u60a3\u8005",
)


def plain_report() -> Report:
    """A report with known and unknown values."""
    return _report(lambda text: text)


def hostile_report(hostile: str) -> Report:
    """A report in which every text that may come from an input or a table is hostile."""
    return _report(lambda text: f"{text}{hostile}")


def _report(word: Callable[[str], str]) -> Report:
    source = Source(word("in.vcf"), 1, word("raw"))
    return Report(
        program_version="0.1.0",
        knowledge_base=KnowledgeStamp("2026.06.1", "2026-06-25", "ab" * 32),
        sample=SampleSummary(word("S1"), "LUAD", "Lung Adenocarcinoma", word("lung"), (word("cisplatin"),)),
        inputs=(InputSummary(word("in.vcf"), "vcf", "", "", "", Tally(read=2, interpreted=1, unresolved=1)),),
        alterations=(
            Alteration(
                event=SmallVariant("EGFR"),
                kind=Kind.SMALL_VARIANT,
                gene="EGFR",
                genes=("EGFR",),
                label=word("EGFR L858R"),
                classes=(word("class"),),
                flags=(word("vendor:known"),),
                origin=Origin.SOMATIC,
                vaf=0.0004,
                sources=(source,),
                id="A1",
            ),
            Alteration(
                event=Signature("TMB", value=12.0, unit="mut/Mb"),
                kind=Kind.SIGNATURE,
                gene="",
                genes=(),
                label=word("TMB 12 mut/Mb"),
                sources=(source,),
                id="A2",
            ),
        ),
        options=(_option(word, 1, OptionState.AVAILABLE), _option(word, 2, OptionState.CONDITIONAL)),
        not_recommended=(_option(word, None, OptionState.BLOCKED),),
        testing=(
            TestedMarker(word("ALK fusion"), "not_tested", word("ALK inhibitors"), word("by NGS")),
            TestedMarker(word("RET fusion"), "unknown", word("RET inhibitors"), word("RNA failed")),
        ),
        unmatched=(Unmatched("A2", "no_row", word("no row speaks of it")),),
        unresolved=(Unresolved(source, "notation", word("not understood")),),
        notices=(Notice("assumed", "warning", word("in.vcf"), word("assumed something")),),
        incomplete=True,
        disclaimer="For research.",
    )


def _option(word: Callable[[str], str], rank: int | None, state: OptionState) -> Option:
    trial = Trial(
        id="T", trial=word("FLAURA"), nct="", pmid="", endpoint="PFS", value=18.9, unit="months",
        comparator_value=None, comparator="", hazard_ratio=None, population="", analysis="", source="", verified="no",
        verified_on="", note="", seed_ref=(), seed_claim="",
    )  # fmt: skip
    return Option(
        rank=rank,
        therapy=word("Osimertinib"),
        drugs=("osimertinib",),
        effect=Effect.SENSITIVITY,
        amp_tier="I-A",
        escat="-",
        evidence=Evidence.LABEL,
        status=Status.APPROVED,
        tumor_match=TumorMatch.SAME,
        state=state,
        conditions=(word("germline origin"),) if state is OptionState.CONDITIONAL else (),
        settings=(word("first line"),),
        supports=("A1",),
        conflicts=(Conflict(("A1",), "R001", word("resistance")),) if state is OptionState.BLOCKED else (),
        assertions=("F001",),
        trials=(trial,),
        notes=(word("a note"),),
        sources=("PMID:1",),
        verified="no",
        why=(word("available"),),
    )
