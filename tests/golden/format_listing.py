"""What a report says of one input, as lines that a person can compare with the input: every record has its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.report import OptionState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.alteration import Alteration
    from oncotier.domain.observation import Reading, Source
    from oncotier.domain.report import Option, Report

_MOST_CLASSES = 3


def listing(reading: Reading, report: Report) -> str:
    """Return the lines: the input, what is present, absent, not tested, set aside, and the notices."""
    return "".join(f"{line}\n" for line in _lines(reading, report))


def _lines(reading: Reading, report: Report) -> Iterator[str]:
    counts = report.inputs[0].records
    yield f"input       {reading.format}"
    yield f"sample      {reading.sample or '-'}"
    yield f"tumor type  {report.sample.tumor_code or '-'} ({reading.tumor_type or 'not stated'})"
    yield f"build       {reading.build or '-'} ({reading.build_evidence or 'not stated'})"
    yield f"records     {counts.read} = {counts.interpreted} interpreted + {counts.out_of_scope} out of scope"
    yield f"            + {counts.filtered} filtered + {counts.unresolved} unresolved"
    for reason, number in sorted({**counts.out_of_scope_by, **counts.filtered_by}.items()):
        yield f"            {number} {reason}"
    yield from (f"present     {_alteration(one, report)}" for one in report.alterations)
    yield from (
        f"absent      {one.gene} {'/'.join(one.kinds) or 'any'} <- {_at(one.source)}" for one in reading.negatives
    )
    yield from (f"not tested  {one.marker}: {one.words} <- {_at(one.source)}" for one in reading.untested)
    yield from (f"unresolved  {one.reason}: {one.words} <- {_at(one.source)}" for one in report.unresolved)
    yield from (f"{one.severity:<11} {one.code}: {one.words}" for one in report.notices)


def _alteration(one: Alteration, report: Report) -> str:
    numbers = {"vaf": one.vaf, "depth": one.depth, "copies": one.copies}
    said = [one.origin.value] if one.origin is not Origin.UNKNOWN else []
    said += [f"{name} {value:.4g}" for name, value in numbers.items() if value is not None]
    said += [one.hgvs_c] if one.hgvs_c else []
    said += [one.hgvs_g] if one.hgvs_g else []
    said += [f"[{', '.join(one.classes[:_MOST_CLASSES])}]"] if one.classes else []
    said += [f"flags {' '.join(one.flags)}"] if one.flags else []
    records = ", ".join(_at(source) for source in one.sources)
    return f"{'; '.join([one.label, *said])} => {_best(one, report)} <- {records}"


def _best(one: Alteration, report: Report) -> str:
    """Return the first option that rests on an alteration, with its tier."""
    options: tuple[Option, ...] = (*report.options, *report.not_recommended)
    first = next((option for option in options if one.id in option.supports), None)
    if first is None:
        return next((found.reason for found in report.unmatched if found.alteration == one.id), "-")
    state = "" if first.state is OptionState.AVAILABLE else f" ({first.state.value})"
    return f"{first.amp_tier or '-'} {first.therapy}{state}"


def _at(source: Source) -> str:
    return f"{source.record1}: {source.raw[:100]}"
