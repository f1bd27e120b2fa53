"""The words and signs of a difference of reports: one place, so that every format says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.notation.lazy_pattern import ascii_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oncotier.domain.stored_report import StoredOption
    from oncotier.interpret.difference_summary import DifferenceSummary
    from oncotier.interpret.report_difference import FieldChange, OptionChange, SampleDifference

__all__ = [
    "KINDS",
    "PRESENCE",
    "field_lines",
    "heading",
    "is_small",
    "kind_words",
    "move",
    "option_line",
    "other_lines",
    "place",
    "sign",
    "summary_lines",
]

KINDS: Mapping[str, str] = {
    "gained": "option gained",
    "lost": "option lost",
    "newly_blocked": "newly blocked",
    "unblocked": "no longer blocked",
    "newly_withdrawn": "newly withdrawn",
    "no_longer_withdrawn": "no longer withdrawn",
    "newly_conditional": "newly conditional",
    "no_longer_conditional": "no longer conditional",
    "newly_demoted": "newly demoted",
    "no_longer_demoted": "no longer demoted",
    "moved_tier": "moved tier",
    "warned": "newly listed as not recommended",
    "warning_lost": "no longer listed as not recommended",
    "changed": "said differently",
    "details": "details",
    "moved_rank": "moved in order",
}
PRESENCE: Mapping[str, str] = {
    "both": "compared",
    "only_old": "only in OLD",
    "only_new": "only in NEW",
    "unreadable": "not readable",
}
_SIGNS = {
    "gained": "+", "unblocked": "+", "lost": "-", "newly_blocked": "!", "newly_withdrawn": "!", "warned": "!",
    "warning_lost": "-",
}  # fmt: skip
_WEAK = frozenset({"changed", "details"})
_OWN_WORDS = frozenset({"state", "amp_tier", "escat", "rank", "assertions", "against"})
_LISTS = frozenset({"conditions", "settings", "alterations", "conflicts"})
_DOCUMENTS = frozenset(
    {"trials", "companion_diagnostics", "monitoring", "routes", "notes", "sources", "verified"}
)  # told in full by the formats for programs
_LONG = 160
_HASH = ascii_pattern(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


def sign(change: OptionChange) -> str:
    """Return one character for the weightiest kind of change: + - ! ~."""
    return next((_SIGNS[kind] for kind in change.kinds if kind in _SIGNS), "~")


def heading(one: SampleDifference) -> str:
    """Name a sample, and what it is compared with."""
    there = one.new or one.old
    tumor = f" ({there.tumor_type})" if there and there.tumor_type else ""
    name = (one.sample or "sample without a name") + tumor
    if one.presence == "both":
        return name
    count = len(there.options) if there else 0
    words = one.words or (f"{count} options" if there else "")
    return f"{name}: {PRESENCE[one.presence]}" + (f": {words}" if words else "")


def option_line(change: OptionChange) -> str:
    """Say of one therapy what became of it."""
    parts = [f"{change.therapy}: {kind_words(change)}", *_places(change)]
    there = change.new or change.old
    if there and there.alterations:
        parts.append("for " + ", ".join(there.alterations))
    if change.new is None or change.old is None:
        parts += [f"because: {words}" for words in (there.conflicts if there else ()) if there and there.rank is None]
    parts += field_lines(change)
    if documents := [field.name.replace("_", " ") for field in change.fields if field.name in _DOCUMENTS]:
        parts.append("other " + ", ".join(documents))
    rows = [f"+{name}" for name in change.assertions_gained] + [f"-{name}" for name in change.assertions_lost]
    if rows:
        parts.append("rows " + " ".join(rows))
    if change.causes:
        parts.append("beside it changed: " + ", ".join(change.causes))
    return "; ".join(parts)


def is_small(change: OptionChange) -> bool:
    """Tell whether a change moves no option: other words, details, another order."""
    return set(change.kinds) <= {*_WEAK, "moved_rank"}


def kind_words(change: OptionChange) -> str:
    """Name what became of a therapy."""
    return ", ".join(KINDS[kind] for kind in change.kinds if kind not in _WEAK) or KINDS[change.kinds[0]]


def field_lines(change: OptionChange) -> list[str]:
    """Say what else of an option differs, part by part."""
    return [f"{field.name.replace('_', ' ')}: {_list_move(field, change)}" for field in _said(change)]


def _said(change: OptionChange) -> tuple[FieldChange, ...]:
    return tuple(field for field in change.fields if field.name not in _OWN_WORDS | _DOCUMENTS)


def _list_move(field: FieldChange, change: OptionChange) -> str:
    """Write what came to a list and what went; a part that is no list as a move."""
    if field.name not in _LISTS:
        return move(field)
    old, new = (dict.fromkeys(getattr(side, field.name) if side else ()) for side in (change.old, change.new))
    came = [f"+ {part}" for part in new if part not in old]
    went = [f"- {part}" for part in old if part not in new]
    return "; ".join([*came, *went]) or "another order"


def _places(change: OptionChange) -> Iterator[str]:
    before, after = place(change.old), place(change.new)
    if before and after and before != after:
        yield f"{before} -> {after}"
    elif before or after:
        yield after or before


def place(option: StoredOption | None) -> str:
    """Write where an option stands: its rank, tiers, state and status; empty where there is none."""
    if option is None:
        return ""
    tiers = [f"AMP {option.amp_tier}"] if option.amp_tier else []
    tiers += [f"ESCAT {option.escat}"] if option.escat else []
    rank = f"rank {option.rank}" if option.rank is not None else "not recommended"
    return ", ".join([rank, *tiers, option.state, option.status.replace("_", " ")])


def move(field: FieldChange) -> str:
    """Write what a part was and is; of long texts the beginning."""
    return f"{_short(field.old)} -> {_short(field.new)}"


def _short(text: str) -> str:
    text = _HASH.sub(r"\1", text)
    return (text if len(text) <= _LONG else text[: _LONG - 3] + "...") or "(nothing)"


def other_lines(one: SampleDifference) -> Iterator[tuple[str, str]]:
    """Yield (sign, words) of what differs beside the options, what explains most first."""
    for field in (*one.settings, *one.context):
        yield "~", f"{field.name}: {move(field)}"
    for alteration in one.alterations:
        words = "; ".join(f"{field.name} {move(field)}" for field in alteration.fields)
        mark = {"gained": "+", "lost": "-"}.get(alteration.kind, "~")
        yield mark, f"alteration {alteration.label}: {alteration.kind}" + (f": {words}" if words else "")
    for section in one.sections:
        yield from (("+", f"{section.name}: {_short(entry)}") for entry in section.gained)
        yield from (("-", f"{section.name}: {_short(entry)}") for entry in section.lost)


def summary_lines(summary: DifferenceSummary) -> Iterator[str]:
    """Yield the sum of all samples in words."""
    counts = [f"{summary.presence[name]} {words}" for name, words in PRESENCE.items() if summary.presence[name]]
    yield f"samples: {summary.samples} ({', '.join(counts) or 'none'}), {summary.changed} with a difference"
    found = [f"{words} {summary.kinds[kind]}" for kind, words in KINDS.items() if summary.kinds[kind]]
    yield f"options: {', '.join(found) or 'no difference'}"
    if summary.alterations:
        yield "alterations: " + ", ".join(f"{kind} {number}" for kind, number in sorted(summary.alterations.items()))
    for name, gained, lost in summary.rows():
        parts = [f"{word} in {number}" for word, number in (("came", gained), ("went", lost)) if number]
        yield f"row {name}: {', '.join(parts)} {'sample' if max(gained, lost) == 1 else 'samples'}"
    for (name, old, new), number in sorted(summary.versions.items()):
        yield f"{name}: {_short(old)} -> {_short(new)} in {number} {'sample' if number == 1 else 'samples'}"
