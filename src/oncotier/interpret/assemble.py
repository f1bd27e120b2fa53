"""The walk from readings to a report: normalize, merge, match, rank, and account for every record."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from oncotier import __version__
from oncotier.domain.alteration import Alteration, Kind, Origin, SmallVariant, WildType
from oncotier.domain.observation import Notice, Reading, Tally, Unresolved
from oncotier.domain.report import InputSummary, Report, SampleSummary, Unmatched
from oncotier.domain.value import Value, replace
from oncotier.errors import UsageError
from oncotier.interpret.against import resistance_words, speaks_for_tumor, weight
from oncotier.interpret.doubts import doubts
from oncotier.interpret.evaluate import Truth, evaluate
from oncotier.interpret.findings import Findings
from oncotier.interpret.normalize import SetAside, Understood, normalize
from oncotier.interpret.options import Ranked, rank_options
from oncotier.interpret.receptors import her2_states
from oncotier.interpret.testing import tested_markers
from oncotier.interpret.traits import classes_of, is_oncogenic, is_vendor_vus
from oncotier.interpret.words import DISCLAIMER, REBIOPSY
from oncotier.notation.label import label_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.domain.evidence import Selector
    from oncotier.domain.settings import Settings
    from oncotier.domain.source import Source
    from oncotier.domain.tumor import TumorType
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["interpret"]

_KIND_ORDER = tuple(Kind)
_GENE_KINDS = frozenset({Kind.SMALL_VARIANT, Kind.COPY_NUMBER, Kind.FUSION, Kind.STRUCTURAL})


class _Understood(Value, frozen=True):
    """What the observations of all inputs became."""

    alterations: tuple[Alteration, ...]
    unresolved: tuple[Unresolved, ...]
    notices: tuple[Notice, ...]
    tallies: tuple[Tally, ...]


def interpret(readings: Iterable[Reading], kb: KnowledgeBase, settings: Settings) -> Report:
    """Interpret everything that was read of one sample. Raises UsageError for an unknown tumor type."""
    readings = tuple(readings)
    tumor, tumor_notices = _tumor_type(readings, kb, settings)
    prior = _prior_therapies(settings, kb)
    understood = _understand(readings, kb, settings)
    negatives = tuple(_wild_types(readings, kb))
    alterations = _numbered((*understood.alterations, *negatives), kb)
    alterations = _with_case_classes(Findings(alterations, kb))
    findings = Findings(alterations, kb)
    code = tumor.code if tumor else ""
    ranked = rank_options(findings, code, prior)
    given = settings.tumor_type or next((reading.tumor_type for reading in readings if reading.tumor_type), "")
    notices = (*tumor_notices, *understood.notices, *_rule_notices(findings, code), *_rebiopsy(ranked))
    notices = (*notices, *doubts(readings, findings, code))
    return Report(
        program_version=__version__,
        knowledge_base=kb.stamp,
        sample=SampleSummary(
            id=settings.sample or next((reading.sample for reading in readings if reading.sample), ""),
            tumor_code=code,
            tumor_name=tumor.name if tumor else "",
            tumor_given=given if tumor else "",
            prior_therapies=prior,
        ),
        inputs=tuple(_input(reading, tally) for reading, tally in zip(readings, understood.tallies, strict=True)),
        alterations=alterations,
        options=ranked.options,
        not_recommended=ranked.not_recommended,
        testing=tested_markers(findings, code),
        unmatched=_unmatched(findings, ranked),
        unresolved=tuple(sorted(understood.unresolved, key=lambda one: (one.source, one.reason))),
        notices=tuple(sorted(set(notices), key=_notice_key)),
        incomplete=any(reading.incomplete for reading in readings),
        disclaimer=DISCLAIMER,
    )


_SEVERITY = {"error": 0, "warning": 1, "info": 2}


def _notice_key(notice: Notice) -> tuple[int, str, str, str]:
    return _SEVERITY[notice.severity], notice.code, notice.where, notice.words


def _tumor_type(
    readings: tuple[Reading, ...], kb: KnowledgeBase, settings: Settings
) -> tuple[TumorType | None, tuple[Notice, ...]]:
    """Take the tumor type from the user, else from a report; a report's unknown words are a notice, not an error."""
    if settings.tumor_type:
        return kb.tumors.resolve(settings.tumor_type), ()
    for reading in readings:
        if not reading.tumor_type:
            continue
        found = kb.tumors.find(reading.tumor_type)
        if found is not None:
            words = f"tumor type {reading.tumor_type!r} of the report understood as {found.name} ({found.code})"
            return found, (Notice("tumor_type_from_report", "info", reading.input, words),)
        words = f"tumor type {reading.tumor_type!r} of the report is not an OncoTree name; give --tumor-type"
        return None, (Notice("tumor_type_unknown", "warning", reading.input, words),)
    words = "no tumor type given: every option is capped at tier II-C; give --tumor-type"
    return None, (Notice("tumor_type_missing", "warning", "", words),)


def _prior_therapies(settings: Settings, kb: KnowledgeBase) -> tuple[str, ...]:
    names = []
    for text in settings.prior_therapies:
        for part in re.split(r"\s*[+,;]\s*", text.strip()):
            name = kb.generic_name(part)
            if name is None:
                raise UsageError(f"unknown therapy {part!r}", hint="give a generic or brand name of the drug table")
            names.append(name)
    return tuple(dict.fromkeys(names))


def _wild_types(readings: tuple[Reading, ...], kb: KnowledgeBase) -> Iterable[Alteration]:
    """Yield a wild-type finding for every gene that a source states as tested without reportable alteration."""
    for reading in readings:
        for negative in reading.negatives:
            name = kb.names.resolve(negative.gene)
            if name is not None and name.known:
                yield _wild_type(name.symbol, negative.source)


def _wild_type(gene: str, source: Source) -> Alteration:
    event = WildType(gene)
    label = label_of(event)
    return Alteration(event, label, Kind.STATUS, gene, (gene,), flags=("stated_negative",), sources=(source,))


def _understand(readings: tuple[Reading, ...], kb: KnowledgeBase, settings: Settings) -> _Understood:
    alterations: list[Alteration] = []
    unresolved: list[Unresolved] = []
    notices: list[Notice] = []
    tallies: list[Tally] = []
    for reading in readings:
        unresolved.extend(reading.unresolved)
        notices.extend(reading.notices)
        ends: dict[int, list[object]] = {}
        for observation in reading.observations:
            outcome = normalize(observation, kb, settings)
            ends.setdefault(observation.source.record1, []).append(outcome)
            if isinstance(outcome, Understood):
                alterations.append(outcome.alteration)
                notices.extend(outcome.notices)
            elif isinstance(outcome, Unresolved):
                unresolved.append(outcome)
        tallies.append(_tally(reading, ends))
    return _Understood(tuple(alterations), tuple(unresolved), tuple(notices), tuple(tallies))


def _tally(reading: Reading, ends: dict[int, list[object]]) -> Tally:
    """Count every record once: interpreted before unresolved before filtered before out of scope."""
    interpreted = {negative.source.record1 for negative in reading.negatives}
    rejected = {one.source.record1 for one in reading.unresolved}
    filtered_by = Counter(reading.filtered_by)
    out_of_scope_by = Counter(reading.out_of_scope_by)
    for record1, outcomes in ends.items():
        asides = [outcome for outcome in outcomes if isinstance(outcome, SetAside)]
        if any(isinstance(outcome, Understood) for outcome in outcomes):
            interpreted.add(record1)
        elif any(isinstance(outcome, Unresolved) for outcome in outcomes):
            rejected.add(record1)
        elif record1 not in interpreted and record1 not in rejected:
            first = min(asides, key=lambda aside: (aside.kind != "filtered", aside.reason))
            (filtered_by if first.kind == "filtered" else out_of_scope_by)[first.reason] += 1
    rejected -= interpreted
    return Tally(
        read=reading.records_read,
        interpreted=len(interpreted),
        out_of_scope=sum(out_of_scope_by.values()),
        filtered=sum(filtered_by.values()),
        unresolved=len(rejected),
        out_of_scope_by=dict(sorted(out_of_scope_by.items())),
        filtered_by=dict(sorted(filtered_by.items())),
    )


def _numbered(alterations: tuple[Alteration, ...], kb: KnowledgeBase) -> tuple[Alteration, ...]:
    """Merge equal events, sort them, give them ids A1 ... and their classes: the same in any input order."""
    groups: dict[str, list[Alteration]] = {}
    for alteration in alterations:
        groups.setdefault(alteration.label, []).append(alteration)
    merged = [_merge(group) for group in groups.values()]
    merged.sort(key=lambda one: (_KIND_ORDER.index(one.kind), one.gene, _first_codon(one), one.label))
    return tuple(
        replace(one, id=f"A{number}", classes=classes_of(one, kb)) for number, one in enumerate(merged, start=1)
    )


def _with_case_classes(findings: Findings) -> tuple[Alteration, ...]:
    """Add the classes that only several findings together give: HER2-low from IHC and ISH."""
    named: dict[str, tuple[str, ...]] = {}
    for state, witness in her2_states(findings):
        if state in _HER2_CLASSES:
            named[witness.id] = (*named.get(witness.id, ()), _HER2_CLASSES[state])
    classes = {one.id: tuple(dict.fromkeys((*one.classes, *named.get(one.id, ())))) for one in findings.alterations}
    return tuple(replace(one, classes=classes[one.id]) for one in findings.alterations)


_HER2_CLASSES = {"positive": "HER2 positive", "low": "HER2-low", "ultralow": "HER2-ultralow"}


def _first_codon(alteration: Alteration) -> int:
    found = re.search(r"\d+", alteration.hgvs_p)
    return int(found[0]) if found else 0


def _merge(group: list[Alteration]) -> Alteration:
    """Make one alteration of several reports of the same event, independent of their order."""
    ordered = sorted(group, key=lambda one: (-_richness(one), one.sources))
    first = ordered[0]
    origins = {one.origin for one in ordered} - {Origin.UNKNOWN}
    return replace(
        first,
        hgvs_p=next((one.hgvs_p for one in ordered if one.hgvs_p), ""),
        hgvs_c=next((one.hgvs_c for one in ordered if one.hgvs_c), ""),
        hgvs_g=next((one.hgvs_g for one in ordered if one.hgvs_g), ""),
        transcript=next((one.transcript for one in ordered if one.transcript), ""),
        origin=origins.pop() if len(origins) == 1 else Origin.UNKNOWN,
        vaf=next((one.vaf for one in ordered if one.vaf is not None), None),
        depth=next((one.depth for one in ordered if one.depth is not None), None),
        copies=next((one.copies for one in ordered if one.copies is not None), None),
        flags=tuple(sorted({flag for one in ordered for flag in one.flags})),
        sources=tuple(sorted({source for one in ordered for source in one.sources})),
    )


def _richness(alteration: Alteration) -> int:
    event = alteration.event
    placed = isinstance(event, SmallVariant) and (event.exon is not None or event.intron is not None)
    return sum((placed, bool(alteration.hgvs_g), bool(alteration.hgvs_c), alteration.vaf is not None))


def _input(reading: Reading, tally: Tally) -> InputSummary:
    return InputSummary(reading.input, reading.format, reading.sha256, reading.build, reading.build_evidence, tally)


def _rule_notices(findings: Findings, tumor_code: str) -> tuple[Notice, ...]:
    """Return what rules without a therapy say of the sample as a whole."""
    notices = []
    for rule in findings.kb.rules:
        if rule.applies_to or rule.on_fail not in {"warn", "note"}:
            continue
        if rule.tumor_include and speaks_for_tumor(findings, tumor_code, rule.tumor_include) is None:
            continue
        if rule.when is None or evaluate(rule.when, (), findings).truth is Truth.PRESENT:
            severity = "warning" if rule.on_fail == "warn" else "info"
            notices.append(Notice(f"rule:{rule.id}", severity, "", rule.message))
    return tuple(notices)


_ACQUIRED = frozenset({"on_target", "gatekeeper", "solvent_front", "bypass", "lineage", "histologic", "reversion"})


def _rebiopsy(ranked: Ranked) -> tuple[Notice, ...]:
    """Advise a new biopsy where an alteration that arises under therapy speaks against drugs."""
    found = dict.fromkeys(
        alteration.label
        for one in ranked.fired
        if one.row.mechanism in _ACQUIRED and weight(one) != "note"
        for alteration in one.supports
    )
    if not found:
        return ()
    return (Notice("rule:rebiopsy", "info", "", REBIOPSY.format(findings=", ".join(found))),)


def _unmatched(findings: Findings, ranked: Ranked) -> tuple[Unmatched, ...]:
    return tuple(
        _noted(alteration, ranked) or _why_unmatched(alteration, findings)
        for alteration in findings.alterations
        if alteration.id not in ranked.spoken_of
    )


def _noted(alteration: Alteration, ranked: Ranked) -> Unmatched | None:
    """Say which rows note an alteration that changes no option of this sample."""
    rows = [one for one in ranked.fired if alteration.id in {support.id for support in one.supports}]
    if not rows:
        return None
    words = "; ".join(resistance_words(one, tuple(map(_selector_words, one.row.affects))) for one in rows)
    return Unmatched(alteration.id, "noted_only", f"noted, without an option that it touches: {words}")


def _selector_words(selector: Selector) -> str:
    return selector.drug or selector.drug_class.replace("_", " ")


def _why_unmatched(alteration: Alteration, findings: Findings) -> Unmatched:
    kb = findings.kb
    genes = [gene for gene in alteration.genes if kb.has_gene_rows(gene)]
    if alteration.genes and not genes:
        return Unmatched(
            alteration.id, "gene_without_rows", f"no row of the knowledge base speaks of {alteration.gene}"
        )
    if is_vendor_vus(alteration):
        return Unmatched(alteration.id, "unknown_significance", "reported as a variant of unknown significance")
    if "out_of_frame" in alteration.flags:
        return Unmatched(alteration.id, "out_of_frame", "a fusion out of frame makes no functional protein")
    if "equivocal" in alteration.flags:
        return Unmatched(alteration.id, "equivocal", "reported as equivocal: confirm it first")
    if alteration.kind is Kind.SMALL_VARIANT and not is_oncogenic(alteration, kb):
        words = f"rows speak of {alteration.gene}, but not of this change, which is not known to be oncogenic"
        return Unmatched(alteration.id, "change_without_row", words)
    if alteration.kind in _GENE_KINDS:
        words = f"rows speak of {alteration.gene}, but of no such change in this tumor type"
        return Unmatched(alteration.id, "no_row_for_tumor_type", words)
    return Unmatched(alteration.id, "no_row", "no row of the knowledge base speaks of it in this tumor type")
