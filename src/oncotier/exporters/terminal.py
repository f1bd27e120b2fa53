"""The report for a terminal: ranked options, what is not recommended and why, and what was not tested.

Fits 80 columns and uses more where there is more; plain text where colors are not wanted. Colors only repeat what the
words say, and are told apart by color-blind readers (cyan, yellow, magenta).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.report import OptionState
from oncotier.exporters.exporter import Exporter, Screen
from oncotier.exporters.layout import Column, Page, Row
from oncotier.interpret.words import EVIDENCE, STATUS, TUMOR_MATCH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.alteration import Alteration
    from oncotier.domain.report import Option, Report

__all__ = ["TERMINAL"]

_STATE_STYLE = {OptionState.CONDITIONAL: "yellow", OptionState.DEMOTED: "magenta"}
_SEVERITY_STYLE = {"error": "bold magenta", "warning": "yellow"}
_UNKNOWN = "-"


def render(report: Report, screen: Screen) -> str:
    """Return the report as text for a screen."""
    page = Page(screen.width)
    _banner(page, report)
    _alterations(page, report)
    _options(page, report)
    _not_recommended(page, report)
    _testing(page, report)
    _not_understood(page, report)
    _footer(page, report)
    return page.text(color=screen.color)


def _banner(page: Page, report: Report) -> None:
    if report.incomplete:
        page.say("INCOMPLETE: an input could not be read whole; options may be missing", "bold magenta")
    sample = report.sample
    tumor = f"{sample.tumor_name} ({sample.tumor_code})" if sample.tumor_code else "tumor type not given"
    page.say(f"{sample.id or 'sample'}: {tumor}", "bold")
    stamp = report.knowledge_base
    page.say(f"oncotier {report.program_version}, knowledge base {stamp.version} as of {stamp.as_of}")
    if sample.prior_therapies:
        page.say(f"given before: {', '.join(sample.prior_therapies)}", indent="  ")


def _alterations(page: Page, report: Report) -> None:
    page.heading(f"Alterations ({len(report.alterations)})")
    if not report.alterations:
        page.say("  none among what was read")
        return
    columns = (
        Column("Alteration"),
        Column("VAF", rigid=True, right=True),
        Column("Depth", rigid=True, right=True),
        Column("Copies", rigid=True, right=True),
        Column("Origin", rigid=True),
        Column("Details"),
    )
    rows = [_alteration_row(alteration) for alteration in report.alterations]
    used = [number for number in range(len(columns)) if number == 0 or any(row[number] != _UNKNOWN for row in rows)]
    page.table([columns[number] for number in used], [Row(tuple(row[number] for number in used)) for row in rows])


def _alteration_row(alteration: Alteration) -> tuple[str, ...]:
    details = [one for one in alteration.classes if one != alteration.label]
    details += [f"also {name}" for name in alteration.also_known_as]
    said = [flag for flag in alteration.flags if not flag.startswith("tested:")]  # the list of what was tested says it
    details += [flag.replace("vendor:", "laboratory: ").replace("_", " ") for flag in said]
    return (
        alteration.label,
        _UNKNOWN if alteration.vaf is None else f"{100 * alteration.vaf:.3g}%",
        _UNKNOWN if alteration.depth is None else str(alteration.depth),
        _UNKNOWN if alteration.copies is None else f"{alteration.copies:g}",
        _UNKNOWN if alteration.origin.value == "unknown" else alteration.origin.value,
        ", ".join(details) or _UNKNOWN,
    )


def _options(page: Page, report: Report) -> None:
    page.heading(f"Options ({len(report.options)})")
    if not report.options:
        page.say("  no actionable alteration found among what was tested")
        return
    columns = (
        Column("#", rigid=True, right=True),
        Column("Therapy"),
        Column("AMP", rigid=True),
        Column("ESCAT", rigid=True),
        Column("For"),
        Column("Status"),
    )
    labels = {alteration.id: alteration.label for alteration in report.alterations}
    page.table(columns, [_option_row(option, labels) for option in report.options])
    notes: dict[str, list[int]] = {}
    for option in report.options:
        for note in option.notes:
            notes.setdefault(note, []).append(option.rank or 0)
    if notes:
        page.heading("Remarks")
        page.grid([(_spans(ranks), note) for note, ranks in notes.items()])


def _option_row(option: Option, labels: dict[str, str]) -> Row:
    cells = (
        str(option.rank),
        option.therapy,
        option.amp_tier or _UNKNOWN,
        option.escat or _UNKNOWN,
        ", ".join(labels[identifier] for identifier in option.supports),
        f"{STATUS[option.status]}; {TUMOR_MATCH[option.tumor_match]}",
    )
    style = _STATE_STYLE.get(option.state, "cyan" if option.amp_tier == "I-A" else "")
    return Row(cells, style, tuple(_details(option)))


def _details(option: Option) -> Iterator[str]:
    """Say what must still be shown, what speaks against the option, when it is given, and on what it rests."""
    if option.conditions:
        yield "only if " + " and ".join(option.conditions)
    yield from dict.fromkeys(f"{option.state}: {conflict.words}" for conflict in option.conflicts)
    trials = ", ".join(dict.fromkeys(trial.trial for trial in option.trials))
    evidence = f"{EVIDENCE[option.evidence]}: {trials}" if trials else EVIDENCE[option.evidence]
    yield f"{'; '.join(option.settings)} [{evidence}]".lstrip()


def _spans(ranks: list[int]) -> str:
    """Write ranks as spans.

    >>> _spans([1, 2, 3, 5])
    '1-3, 5'
    """
    spans: list[list[int]] = []
    for rank in ranks:
        if spans and rank == spans[-1][1] + 1:
            spans[-1][1] = rank
        else:
            spans.append([rank, rank])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def _not_recommended(page: Page, report: Report) -> None:
    if not report.not_recommended:
        return
    page.heading(f"Not recommended ({len(report.not_recommended)})")
    rows = [
        Row((option.therapy, "; ".join(dict.fromkeys(conflict.words for conflict in option.conflicts))))
        for option in report.not_recommended
    ]
    page.table((Column("Therapy"), Column("Reason")), rows)


def _testing(page: Page, report: Report) -> None:
    from oncotier.exporters.phrases import marker_lines

    if not report.testing:
        return
    page.heading("Asked for by guidelines in this tumor type")
    page.grid(list(marker_lines(report)))


def _not_understood(page: Page, report: Report) -> None:
    labels = {alteration.id: alteration.label for alteration in report.alterations}
    if report.unmatched:
        page.heading(f"Without an option or a warning ({len(report.unmatched)})")
        page.grid([(labels[one.alteration], one.words) for one in report.unmatched])
    if report.unresolved:
        page.heading(f"Not understood ({len(report.unresolved)})")
        for one in report.unresolved:
            page.say(f"  {one.source.words}: {one.words}", indent="    ")


def _footer(page: Page, report: Report) -> None:
    shown = [one for one in report.notices if one.severity != "info" or one.code.startswith(("rule:", "phase_"))]
    if shown:
        page.heading("Notices")
        for notice in shown:
            place = f"{notice.where}: " if notice.where else ""
            style = _SEVERITY_STYLE.get(notice.severity, "")
            page.say(f"  {notice.severity}: {place}{notice.words}", style, indent="    ")
    page.say("")
    for one in report.inputs:
        tally = one.records
        counts = (
            f"{tally.read} records = {tally.interpreted} interpreted + {tally.out_of_scope} out of scope"
            f" + {tally.filtered} filtered + {tally.unresolved} unresolved"
        )
        build = f", {one.genome_build}" if one.genome_build else ""
        page.say(f"{one.name} ({one.format}{build}): {counts}", indent="  ")
    page.say(report.disclaimer)


TERMINAL = Exporter("table", ".txt", "text for a terminal", render)
