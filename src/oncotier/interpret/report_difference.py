"""What two reports of one sample say differently: options, alterations, and everything else that was said.

Two options are the same when they are of the same drugs. A change is anything that a reader would act on or check; the
versions of program and knowledge base, dates, hashes and the words of a rank are told, but are no change by themselves.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from oncotier.domain.stored_report import StoredAlteration, StoredOption, StoredReport
from oncotier.domain.value import Value, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "OPTION_KINDS",
    "AlterationChange",
    "FieldChange",
    "OptionChange",
    "SampleDifference",
    "SectionChange",
    "compare",
]

OPTION_KINDS = (
    "newly_withdrawn", "newly_blocked", "lost", "gained", "unblocked", "no_longer_withdrawn", "warned", "warning_lost",
    "newly_conditional", "newly_demoted", "no_longer_conditional", "no_longer_demoted", "moved_tier", "changed",
    "details", "moved_rank",
)  # fmt: skip
"""What can become of an option, the weightiest first."""

_WITHDRAWN = "withdrawn"
_STATES = {"conditional": "conditional", "demoted": "demoted"}
_FIELDS = (
    "effect", "evidence", "status", "tumor_match", "conditions", "settings", "alterations", "conflicts", "assertions",
    "against",
)  # fmt: skip
_WHOLE_FIELDS = frozenset({"against"})  # a table of options does not hold these


class FieldChange(Value, frozen=True):
    """One part that differs, as texts."""

    name: str
    old: str
    new: str


class OptionChange(Value, frozen=True):
    """One therapy that is said differently; `kinds` are words such as `gained` or `moved_tier`, the weightiest first.

    `causes` names what differs beside it and may explain it: alterations, knowledge base, tumor type, prior therapies,
    program.
    """

    kinds: tuple[str, ...]
    therapy: str
    old: StoredOption | None
    new: StoredOption | None
    fields: tuple[FieldChange, ...] = ()
    assertions_gained: tuple[str, ...] = ()
    assertions_lost: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()


class AlterationChange(Value, frozen=True):
    """One alteration that was gained, lost, or is described otherwise."""

    kind: str
    label: str
    fields: tuple[FieldChange, ...] = ()


class SectionChange(Value, frozen=True):
    """Entries of another list of the report that came or went."""

    name: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


class SampleDifference(Value, frozen=True):
    """All that differs in one sample; `presence` is both, only_old, only_new or unreadable (then `words` say why).

    `context` is what explains changes without being one: versions, inputs. `order_moved` are therapies whose place
    among the options that both reports hold is another one.
    """

    sample: str
    old: StoredReport | None
    new: StoredReport | None
    presence: str = "both"
    words: str = ""
    settings: tuple[FieldChange, ...] = ()
    context: tuple[FieldChange, ...] = ()
    alterations: tuple[AlterationChange, ...] = ()
    options: tuple[OptionChange, ...] = ()
    sections: tuple[SectionChange, ...] = ()
    assertions_gained: tuple[str, ...] = ()
    assertions_lost: tuple[str, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Tell whether anything differs beside the context."""
        return self.presence != "both" or bool(self.settings or self.alterations or self.options or self.sections)


def compare(old: StoredReport, new: StoredReport) -> SampleDifference:
    """Compare two reports of one sample."""
    is_whole = old.is_whole and new.is_whole
    names = _compared_settings(old, new)
    settings = tuple(_fields(_settings(old, names), _settings(new, names)))
    context = tuple(_fields(_context(old), _context(new))) if is_whole else ()
    alterations = tuple(_alterations(old.alterations, new.alterations)) if is_whole else ()
    gained, lost = _came_and_went(_rows(old), _rows(new))
    causes = _Causes(
        frozenset(change.label for change in alterations),
        tuple(field.name for field in settings if field.name != "status"),
        knows_base=any(field.name == "knowledge base" for field in context),
        knows_program=any(field.name == "program" for field in context),
    )
    return SampleDifference(
        sample=new.sample or old.sample,
        old=old,
        new=new,
        settings=settings,
        context=context,
        alterations=alterations,
        options=tuple(_options(old, new, causes, is_whole=is_whole)),
        sections=tuple(_sections(old.sections, new.sections)) if is_whole else (),
        assertions_gained=gained,
        assertions_lost=lost,
    )


def _compared_settings(old: StoredReport, new: StoredReport) -> tuple[str, ...]:
    """Return what both sides know; a report and a table of samples have other words for a status."""
    if old.is_whole != new.is_whole:
        return ("tumor type",)
    return ("tumor type", "status", "prior therapies") if old.is_whole else ("tumor type", "status")


def _settings(report: StoredReport, names: tuple[str, ...]) -> dict[str, str]:
    prior = _joined(report.prior_therapies)
    known = {"tumor type": report.tumor_type, "status": report.status, "prior therapies": prior}
    return {name: known[name] for name in names}


def _context(report: StoredReport) -> dict[str, str]:
    stamp = report.knowledge_base
    base = f"{stamp.version} as of {stamp.as_of}, sha256 {stamp.sha256}" if stamp else ""
    inputs = _joined(report.inputs)
    return {"sample": report.sample, "program": report.program_version, "knowledge base": base, "inputs": inputs}


def _fields(old: Mapping[str, str], new: Mapping[str, str]) -> Iterable[FieldChange]:
    for name in dict.fromkeys((*old, *new)):
        if old.get(name, "") != new.get(name, ""):
            yield FieldChange(name, old.get(name, ""), new.get(name, ""))


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)


def _came_and_went(old: Iterable[str], new: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before, after = dict.fromkeys(old), dict.fromkeys(new)
    return tuple(one for one in after if one not in before), tuple(one for one in before if one not in after)


def _rows(report: StoredReport) -> Iterable[str]:
    """Yield every row of the knowledge base that a report rests on."""
    for option in (*report.options, *report.not_recommended):
        yield from option.assertions
        yield from option.against


def _alterations(old: Sequence[StoredAlteration], new: Sequence[StoredAlteration]) -> Iterable[AlterationChange]:
    before = {one.label: one for one in old}
    after = {one.label: one for one in new}
    for label in dict.fromkeys((*after, *before)):
        if label not in before:
            yield AlterationChange("gained", label)
        elif label not in after:
            yield AlterationChange("lost", label)
        elif fields := tuple(_fields(before[label].facts, after[label].facts)):
            yield AlterationChange("changed", label, fields)


def _sections(old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]) -> Iterable[SectionChange]:
    for name in dict.fromkeys((*old, *new)):
        gained, lost = _came_and_went(old.get(name, ()), new.get(name, ()))
        if gained or lost:
            yield SectionChange(name, gained, lost)


class _Causes(Value, frozen=True):
    """What differs between two reports beside their options."""

    labels: frozenset[str]
    settings: tuple[str, ...]
    knows_base: bool
    knows_program: bool

    def of(self, change: OptionChange) -> tuple[str, ...]:
        """Return what may explain a change; the versions only where no row tells."""
        named = {label for side in (change.old, change.new) if side for label in (*side.alterations, *side.opposed_by)}
        found = ["alterations"] if named & self.labels else []
        found += self.settings
        if self.knows_base:
            found.append("knowledge base")
        if self.knows_program:
            found.append("program")
        return tuple(found)


def _keyed(options: Iterable[StoredOption]) -> dict[tuple[object, ...], StoredOption]:
    """Return options by their drugs (by name where they have none); one that stands twice is counted on."""
    found: dict[tuple[object, ...], StoredOption] = {}
    for option in options:
        name: tuple[object, ...] = tuple(sorted(option.drugs)) or ("", option.therapy)
        number = 0
        while (name, number) in found:
            number += 1
        found[name, number] = option
    return found


def _options(old: StoredReport, new: StoredReport, causes: _Causes, *, is_whole: bool) -> list[OptionChange]:
    """Return what became of every therapy: by weight, then in the order of the new report, then those that are gone."""
    before = _keyed((*old.options, *old.not_recommended))
    after = _keyed((*new.options, *new.not_recommended))
    moved = _moved(before, after)
    found = (
        _change(before.get(key), after.get(key), moved=key in moved, is_whole=is_whole)
        for key in dict.fromkeys((*after, *before))
    )
    changes = [replace(change, causes=causes.of(change)) for change in found if change is not None]
    return sorted(changes, key=lambda change: min(map(OPTION_KINDS.index, change.kinds)))


def _change(old: StoredOption | None, new: StoredOption | None, *, moved: bool, is_whole: bool) -> OptionChange | None:
    if old is None or new is None:
        there = new or old
        if there is None:
            return None
        name = ("gained" if new else "lost") if there.rank is not None else ("warned" if new else "warning_lost")
        rows = tuple(dict.fromkeys((*there.assertions, *there.against)))
        gained, lost = (rows, ()) if new else ((), rows)
        return OptionChange((name,), there.therapy, old, new, (), gained, lost)
    if old == new and not moved:
        return None
    fields = tuple(_option_fields(old, new, is_whole=is_whole))
    kinds = tuple(sorted(_kinds(old, new, fields, moved=moved), key=OPTION_KINDS.index))
    if not kinds:
        return None
    gained, lost = _came_and_went((*old.assertions, *old.against), (*new.assertions, *new.against))
    return OptionChange(kinds, new.therapy, old, new, fields, gained, lost)


def _kinds(old: StoredOption, new: StoredOption, fields: tuple[FieldChange, ...], *, moved: bool) -> Iterable[str]:
    if old.rank is not None and new.rank is None:
        yield "newly_blocked"
    if old.rank is None and new.rank is not None:
        yield "unblocked"
    for is_new, word in ((True, "newly"), (False, "no_longer")):
        one, other = (new, old) if is_new else (old, new)
        if one.status == _WITHDRAWN != other.status:
            yield f"{word}_withdrawn"
        if one.state in _STATES and one.state != other.state:
            yield f"{word}_{one.state}"
    if (old.amp_tier, old.escat) != (new.amp_tier, new.escat):
        yield "moved_tier"
    names = {field.name for field in fields}
    if names & set(_FIELDS):
        yield "changed"
    if names - set(_FIELDS) - {"state", "amp_tier", "escat", "rank"}:
        yield "details"
    if moved:
        yield "moved_rank"


def _option_fields(old: StoredOption, new: StoredOption, *, is_whole: bool) -> Iterable[FieldChange]:
    yield from _fields(
        {"state": old.state, "amp_tier": old.amp_tier, "escat": old.escat, "rank": _rank(old)},
        {"state": new.state, "amp_tier": new.amp_tier, "escat": new.escat, "rank": _rank(new)},
    )
    names = [name for name in _FIELDS if is_whole or name not in _WHOLE_FIELDS]
    yield from _fields({name: _text(old, name) for name in names}, {name: _text(new, name) for name in names})
    if is_whole:
        yield from _fields(old.details, new.details)


def _rank(option: StoredOption) -> str:
    return "" if option.rank is None else str(option.rank)


def _text(option: StoredOption, name: str) -> str:
    value = getattr(option, name)
    return value if isinstance(value, str) else _joined(value)


def _moved(
    before: Mapping[tuple[object, ...], StoredOption], after: Mapping[tuple[object, ...], StoredOption]
) -> set[tuple[object, ...]]:
    """Return the fewest common options that explain another order: all but a longest row that kept its order."""
    ranked = [key for key, one in before.items() if one.rank is not None and key in after]
    places = {key: place for place, key in enumerate(ranked) if after[key].rank is not None}
    common = sorted(places, key=lambda key: after[key].rank or 0)
    tails: list[int] = []
    chains: list[tuple[object, ...] | None] = []
    for key in common:
        index = bisect_left(tails, places[key])
        chain = (key, chains[index - 1] if index else None)
        tails[index : index + 1] = [places[key]]
        chains[index : index + 1] = [chain]
    kept: set[tuple[object, ...]] = set()
    link: object = chains[-1] if chains else None
    while isinstance(link, tuple):
        kept.add(link[0])
        link = link[1]
    return set(common) - kept
