"""A difference of reports as text, as a table, as JSON and as a page: each written sample by sample.

The summary stands at the end: it is known when every sample has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from oncotier.domain.value import Value
from oncotier.errors import UsageError
from oncotier.exporters.difference_words import heading, option_line, other_lines, sign, summary_lines
from oncotier.exporters.exporter import Screen
from oncotier.exporters.layout import Page
from oncotier.exporters.safe_text import safe_text
from oncotier.interpret.difference_summary import DifferenceSummary
from oncotier.interpret.report_difference import SampleDifference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.interpret.report_difference import FieldChange, OptionChange

__all__ = ["COLUMNS", "Sides", "format_named"]

COLUMNS = (
    "sample", "subject", "name", "change", "old_state", "new_state", "old_amp_tier", "new_amp_tier", "old_escat",
    "new_escat", "old_status", "new_status", "old_rank", "new_rank", "alterations", "assertions_gained",
    "assertions_lost", "beside", "fields", "old", "new",
)  # fmt: skip
_OPTION_PARTS = ("state", "amp_tier", "escat", "status", "rank")
_STYLES = {"+": "green", "-": "", "!": "bold red", "~": ""}

Differences = Iterator[SampleDifference]


class Sides(Value, frozen=True):
    """What is compared, as the user named it, and the program that compares."""

    old: str
    new: str
    program_version: str


Render = Callable[[Sides, Differences, DifferenceSummary, Screen], Iterator[str]]


def format_named(name: str) -> Render:
    """Return the writer of a format. Raises UsageError."""
    if name not in _FORMATS:
        raise UsageError(f"unknown output format {name!r}", hint=", ".join(_FORMATS))
    return _FORMATS[name]


def _text(sides: Sides, differences: Differences, summary: DifferenceSummary, screen: Screen) -> Iterator[str]:
    page = Page(screen.width)
    page.say(f"{sides.old} -> {sides.new}", "bold")
    for one in differences:
        if one.is_changed:
            page.heading(heading(one))
            for mark, words in other_lines(one):
                page.say(f"  {mark} {words}", indent="      ")
            for change in one.options:
                mark = sign(change)
                page.say(f"  {mark} {option_line(change)}", _STYLES[mark], indent="      ")
            yield page.text(color=screen.color)
            page = Page(screen.width)
    page.heading("Summary")
    for line in summary_lines(summary):
        page.say(f"  {line}", indent="    ")
    yield page.text(color=screen.color)


def _tsv(sides: Sides, differences: Differences, summary: DifferenceSummary, screen: Screen) -> Iterator[str]:
    del sides, summary, screen
    yield "\t".join(COLUMNS) + "\n"
    for one in differences:
        if one.is_changed:
            yield "".join("\t".join(map(safe_text, row)) + "\n" for row in _rows(one))


def _rows(one: SampleDifference) -> Iterator[tuple[str, ...]]:
    if one.presence != "both":
        yield _row(one, "sample", one.sample, one.presence, new=one.words)
    for field in one.settings:
        yield _row(one, "setting", field.name, "changed", old=field.old, new=field.new)
    for field in one.context:
        yield _row(one, "context", field.name, "changed", old=field.old, new=field.new)
    for alteration in one.alterations:
        yield _row(one, "alteration", alteration.label, alteration.kind, fields=alteration.fields)
    for change in one.options:
        yield _option_row(one, change)
    for section in one.sections:
        for kind, entries in (("gained", section.gained), ("lost", section.lost)):
            for entry in entries:
                yield _row(one, section.name, entry, kind)


def _row(
    one: SampleDifference,
    subject: str,
    name: str,
    change: str,
    *,
    fields: Iterable[FieldChange] = (),
    old: str = "",
    new: str = "",
) -> tuple[str, ...]:
    parts = tuple(fields)
    if parts:
        old, new = _sides(parts)
    gap = ("",) * (len(COLUMNS) - 7)
    return (one.sample, subject, name, change, *gap, "; ".join(field.name for field in parts), old, new)


def _sides(fields: Iterable[FieldChange]) -> tuple[str, str]:
    parts = tuple(fields)
    return " | ".join(field.old for field in parts), " | ".join(field.new for field in parts)


def _option_row(one: SampleDifference, change: OptionChange) -> tuple[str, ...]:
    there = change.new or change.old
    cells: list[str] = []
    for name in _OPTION_PARTS:
        for side in (change.old, change.new):
            value = getattr(side, name) if side is not None else None
            cells.append("" if value is None else str(value))
    fields = tuple(field for field in change.fields if field.name not in _OPTION_PARTS)
    return (
        one.sample,
        "option",
        change.therapy,
        "; ".join(change.kinds),
        *cells,
        "; ".join(there.alterations) if there else "",
        "; ".join(change.assertions_gained),
        "; ".join(change.assertions_lost),
        "; ".join(change.causes),
        "; ".join(field.name for field in fields),
        *_sides(fields),
    )


def _json(sides: Sides, differences: Differences, summary: DifferenceSummary, screen: Screen) -> Iterator[str]:
    del screen
    head = {"name": "oncotier", "version": sides.program_version}
    yield f'{{"schema_version": "1.0", "program": {_encoded(head)},\n'
    old, new = (side.encode("utf-8", "backslashreplace").decode() for side in (sides.old, sides.new))
    yield f'"old": {_encoded(old)}, "new": {_encoded(new)},\n"samples": ['
    separator = "\n"
    for one in differences:
        if one.is_changed:
            yield separator + _encoded(_document(one))
            separator = ",\n"
    yield f'\n],\n"summary": {_encoded(_sums(summary))}}}\n'


def _encoded(content: Any) -> str:  # noqa: ANN401 - any part of a document
    import msgspec

    return msgspec.json.encode(content).decode()


def _document(one: SampleDifference) -> dict[str, Any]:
    return {
        "sample": one.sample,
        "presence": one.presence,
        "words": one.words,
        "settings": [_field(field) for field in one.settings],
        "context": [_field(field) for field in one.context],
        "alterations": [
            {"label": part.label, "change": part.kind, "fields": [_field(field) for field in part.fields]}
            for part in one.alterations
        ],
        "options": [_option(change) for change in one.options],
        "sections": [
            {"name": part.name, "gained": list(part.gained), "lost": list(part.lost)} for part in one.sections
        ],
        "assertions_gained": list(one.assertions_gained),
        "assertions_lost": list(one.assertions_lost),
    }


def _field(field: FieldChange) -> dict[str, str]:
    return {"name": field.name, "old": field.old, "new": field.new}


def _option(change: OptionChange) -> dict[str, Any]:
    there = change.new or change.old
    return {
        "therapy": change.therapy,
        "drugs": list(there.drugs) if there else [],
        "changes": list(change.kinds),
        "old": _side(change.old),
        "new": _side(change.new),
        "alterations": list(there.alterations) if there else [],
        "fields": [_field(field) for field in change.fields],
        "assertions_gained": list(change.assertions_gained),
        "assertions_lost": list(change.assertions_lost),
        "beside": list(change.causes),
    }


def _side(option: Any) -> dict[str, Any] | None:  # noqa: ANN401 - a stored option or None
    return None if option is None else {name: getattr(option, name) for name in _OPTION_PARTS}


def _sums(summary: DifferenceSummary) -> dict[str, Any]:
    return {
        "samples": summary.samples,
        "changed": summary.changed,
        "presence": dict(sorted(summary.presence.items())),
        "options": dict(sorted(summary.kinds.items())),
        "alterations": dict(sorted(summary.alterations.items())),
        "assertions": [{"id": name, "gained_in": gained, "lost_in": lost} for name, gained, lost in summary.rows()],
        "versions": [
            {"name": name, "old": old, "new": new, "samples": number}
            for (name, old, new), number in sorted(summary.versions.items())
        ],
    }


def _html(sides: Sides, differences: Differences, summary: DifferenceSummary, screen: Screen) -> Iterator[str]:
    from oncotier.exporters.difference_html import pages

    del screen
    return pages(sides.old, sides.new, differences, summary)


_FORMATS: dict[str, Render] = {"table": _text, "tsv": _tsv, "json": _json, "html": _html}
