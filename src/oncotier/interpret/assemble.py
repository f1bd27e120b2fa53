"""The walk from readings to a report: normalize, merge, match, rank, and account for every record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier import __version__
from oncotier.domain.observation import Notice, Reading, Tally, Unresolved
from oncotier.domain.report import InputSummary, Report, SampleSummary
from oncotier.domain.value import Value, replace
from oncotier.errors import UsageError
from oncotier.genome.transcript_set import NO_TRANSCRIPTS, TranscriptSet
from oncotier.interpret.advice import Remark, rebiopsy_notices, remark_notices, remarks
from oncotier.interpret.block_coverage import block_notices, with_blocks
from oncotier.interpret.caller import Caller, References, no_reference
from oncotier.interpret.coverage import coverage_of
from oncotier.interpret.doubts import doubts
from oncotier.interpret.findings import Findings
from oncotier.interpret.merge import numbered, with_case_classes
from oncotier.interpret.open_questions import absence_notices, open_questions, speaks_of_any_gene
from oncotier.interpret.options import Ranked, rank_options
from oncotier.interpret.origin_doubts import origin_notices
from oncotier.interpret.phase_words import phase_notices
from oncotier.interpret.tested import (
    covered_wild_types,
    stated_absences,
    stated_wild_types,
    untested_markers,
)
from oncotier.interpret.testing import tested_markers
from oncotier.interpret.understand import Findable, understand
from oncotier.interpret.unmatched import unmatched
from oncotier.interpret.unread_codons import unread_notices, with_unread
from oncotier.interpret.words import DISCLAIMER
from oncotier.notation.gene import is_keyword

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.coverage import Assay
    from oncotier.domain.settings import Settings
    from oncotier.domain.tumor import TumorType
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["Case", "examine", "interpret"]


class Case(Value, frozen=True):
    """One interpreted sample: its report, the findings behind it, and the rows that spoke."""

    report: Report
    findings: Findings
    ranked: Ranked


def interpret(
    readings: Iterable[Reading],
    kb: KnowledgeBase,
    settings: Settings,
    references: References = no_reference,
    added: TranscriptSet = NO_TRANSCRIPTS,
    assay: Assay | None = None,
) -> Report:
    """Interpret everything that was read of one sample. Raises UsageError for an unknown tumor type."""
    return examine(readings, kb, settings, references, added, assay).report


def examine(
    readings: Iterable[Reading],
    kb: KnowledgeBase,
    settings: Settings,
    references: References = no_reference,
    added: TranscriptSet = NO_TRANSCRIPTS,
    assay: Assay | None = None,
) -> Case:
    """Interpret everything that was read of one sample, and keep what the report rests on. Raises UsageError.

    `references` gives the bases of the reference genome of a build, where the user has one; `added` the transcripts
    of genes of which the knowledge base stores none, `assay` what was tested.
    """
    readings = tuple(readings)
    kb = kb.with_thresholds(settings.thresholds)
    tumor, given, tumor_notices = _tumor_type(readings, kb, settings)
    prior = _prior_therapies(settings, kb)
    caller = Caller(kb, references, added)
    understood = understand(readings, caller, settings)
    readings = _open_parts(readings, understood)
    findings = _findings(readings, understood, caller, settings, prior, assay)
    code = tumor.code if tumor else ""
    ranked = rank_options(findings, code, prior)
    said = remarks(findings, code)
    notices = (
        *tumor_notices,
        *understood.notices,
        *_threshold_notices(settings, kb),
        *_sample_notices(readings, findings, ranked, said, code),
        *added.notices,
    )
    report = Report(
        program_version=__version__,
        knowledge_base=kb.stamp,
        sample=_sample(readings, settings, tumor, given, prior),
        inputs=tuple(map(_input, readings, understood.tallies)),
        alterations=findings.alterations,
        options=ranked.options,
        not_recommended=ranked.not_recommended,
        testing=tested_markers(findings, code),
        unmatched=unmatched(findings, ranked, code, said),
        unresolved=tuple(sorted(understood.unresolved, key=lambda one: (one.source, one.reason))),
        notices=tuple(sorted(set(notices), key=_notice_key)),
        incomplete=_is_incomplete(readings, understood),
        assay=assay,
        disclaimer=DISCLAIMER,
        gene_ids=_gene_ids(findings),
    )
    return Case(report, findings, ranked)


def _open_parts(readings: tuple[Reading, ...], understood: Findable) -> tuple[Reading, ...]:
    """Return the readings without what was understood of them: ten thousand findings need not be held twice."""
    return tuple(
        replace(reading, observations=tuple(one for one in reading.observations if one.source.record1 in records1))
        for reading, records1 in zip(readings, understood.unassessed, strict=True)
    )


def _gene_ids(findings: Findings) -> dict[str, str]:
    genes = findings.kb.genes
    return {name: genes[name].hgnc_id for one in findings.alterations for name in one.genes if name in genes}


def _findings(
    readings: tuple[Reading, ...],
    understood: Findable,
    caller: Caller,
    settings: Settings,
    prior: tuple[str, ...],
    assay: Assay | None,
) -> Findings:
    """Put together what the inputs say and what the test proves absent."""
    kb = caller.kb
    build = settings.build or next((reading.build for reading in readings if reading.build), "")
    has_gaps = any(reading.has_gaps for reading in readings) or _may_be_any_gene(readings, understood, kb)
    is_complete = not has_gaps and not _is_incomplete(readings, understood)
    promised = coverage_of(assay, build, kb, is_complete=is_complete)
    coverage = with_blocks(promised, readings, understood.undecided, kb, is_complete=is_complete)
    coverage = with_unread(coverage, readings, understood.undecided, kb, promised.genes)
    untested = untested_markers(readings, kb)
    doubted = open_questions(readings, understood, caller, coverage.genes) if coverage.genes else {}
    negatives = stated_wild_types(readings, kb)
    covered = covered_wild_types(coverage, understood.alterations, untested, doubted, kb)
    alterations = numbered((*understood.alterations, *negatives, *covered), kb)
    absent = stated_absences(readings, understood.alterations, kb)
    findings = Findings(alterations, kb, coverage, untested, prior, absent=absent, open_questions=doubted)
    classed = with_case_classes(findings)
    if classed is alterations:
        return findings
    return Findings(classed, kb, coverage, untested, prior, absent=absent, open_questions=doubted)


def _is_incomplete(readings: tuple[Reading, ...], understood: Findable) -> bool:
    return understood.contradicted or any(reading.incomplete for reading in readings)


def _sample_notices(
    readings: tuple[Reading, ...], findings: Findings, ranked: Ranked, said: tuple[Remark, ...], tumor_code: str
) -> Iterator[Notice]:
    """Yield what the findings as a whole give reason to say."""
    yield from remark_notices(said)
    yield from rebiopsy_notices(ranked.fired)
    yield from doubts(readings, findings, tumor_code)
    yield from phase_notices(ranked.fired)
    yield from origin_notices(findings, tumor_code)
    yield from absence_notices(readings, findings.coverage)
    yield from block_notices(findings.coverage, readings, findings.kb)
    yield from unread_notices(findings.coverage, tuple(readings), findings.kb)


def _sample(
    readings: tuple[Reading, ...], settings: Settings, tumor: TumorType | None, given: str, prior: tuple[str, ...]
) -> SampleSummary:
    name = settings.sample or next((reading.sample for reading in readings if reading.sample), "")
    if tumor is None:
        return SampleSummary(name, prior_therapies=prior)
    return SampleSummary(name, tumor.code, tumor.name, given, prior)


_OF_ANY_GENE = frozenset(
    "build_unknown fusion_name kind_unknown malformed_row no_code no_gene row_type section_unknown section_unread"
    " type_unknown".split()
)
"""The reasons of records that may have named a change in any gene, so that none is proved unchanged."""


def _may_be_any_gene(readings: tuple[Reading, ...], understood: Findable, kb: KnowledgeBase) -> bool:
    """Tell whether results are rejected, or not assessed, in a way that leaves open which gene they speak of."""
    is_unnamed = any(one.of_any_gene for reading in readings for one in reading.untested)
    is_rejected = any(one.reason in _OF_ANY_GENE or _is_nameless(one, kb) for one in understood.unresolved)
    return is_unnamed or is_rejected or speaks_of_any_gene(readings, understood, kb.names)


_NAMELESS = frozenset({"copy_number_call", "no_change", "no_finding", "result_unknown"})


def _is_nameless(one: Unresolved, kb: KnowledgeBase) -> bool:
    """Tell whether a record without a finding has no word that could be its gene."""
    if one.reason not in _NAMELESS:
        return False
    could_be = (word for word in one.source.raw.split() if word[0].isalpha() and not is_keyword(word))
    return not (any(could_be) or kb.names.known_within(one.words))


def _threshold_notices(settings: Settings, kb: KnowledgeBase) -> tuple[Notice, ...]:
    """Say which thresholds of the knowledge base the user replaced."""
    return tuple(
        Notice("threshold_changed", "warning", "--threshold", f"{name} = {value:g} {kb.thresholds[name].unit}")
        for name, value in sorted(settings.thresholds.items())
    )


_BETWEEN_DRUGS = re.compile(r"\s*(?:/|&|\band\b|\bplus\b)\s*", re.IGNORECASE)
_SEVERITY = {"error": 0, "warning": 1, "info": 2}


def _notice_key(notice: Notice) -> tuple[int, str, str, str]:
    return _SEVERITY[notice.severity], notice.code, notice.where, notice.words


def _tumor_type(
    readings: tuple[Reading, ...], kb: KnowledgeBase, settings: Settings
) -> tuple[TumorType | None, str, tuple[Notice, ...]]:
    """Take the tumor type, with the words for it, from the user, else from the reports.

    A report's unknown words are a notice, not an error.
    """
    if settings.tumor_type:
        return kb.tumors.resolve(settings.tumor_type), settings.tumor_type, ()
    stated = [reading for reading in readings if reading.tumor_type]
    if not stated:
        words = "no tumor type given: every option is capped at tier II-C; give --tumor-type"
        return None, "", (Notice("tumor_type_missing", "warning", "", words),)
    known = [(reading, found) for reading in stated if (found := kb.tumors.find(reading.tumor_type)) is not None]
    if not known:
        words = f"tumor type {stated[0].tumor_type!r} of the report is not an OncoTree name; give --tumor-type"
        return None, "", (Notice("tumor_type_unknown", "warning", stated[0].input, words),)
    reading, chosen = known[0]
    for other, found in known:
        if kb.tumors.is_above(chosen.code, found.code):  # the more exact one
            reading, chosen = other, found
    words = f"tumor type {reading.tumor_type!r} of the report understood as {chosen.name} ({chosen.code})"
    notices = [Notice("tumor_type_from_report", "info", reading.input, words)]
    apart = [one for one in known if one[1].code not in kb.tumors.ancestors(chosen.code)]
    if apart:
        named = ", ".join(f"{found.code} ({other.input})" for other, found in [(reading, chosen), *apart])
        words = f"the inputs name different tumor types: {named}; the first is taken; give --tumor-type"
        notices.append(Notice("tumor_types_differ", "warning", "", words))
    return chosen, reading.tumor_type, tuple(notices)


def _prior_therapies(settings: Settings, kb: KnowledgeBase) -> tuple[str, ...]:
    parts = [part for text in settings.prior_therapies for part in re.split(r"\s*[+,;]\s*", text.strip())]
    return tuple(dict.fromkeys(name for part in parts for name in _generic_names(part, kb)))


def _generic_names(text: str, kb: KnowledgeBase) -> list[str]:
    """Read one drug, or several as `dabrafenib/trametinib` and `carboplatin and pemetrexed` write them."""
    whole = kb.generic_name(text)
    names = {text: whole} if whole else {part: kb.generic_name(part) for part in _BETWEEN_DRUGS.split(text)}
    for part, name in names.items():
        if name is None:
            raise UsageError(f"unknown therapy {part!r}", hint="give a generic or brand name of the drug table")
    return [name for name in names.values() if name]


def _input(reading: Reading, tally: Tally) -> InputSummary:
    return InputSummary(
        reading.input, reading.format, reading.fingerprint, reading.build, reading.build_evidence, tally
    )
