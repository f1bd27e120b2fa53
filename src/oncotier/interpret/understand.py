"""From the readings of a sample to its alterations: every record of every input ends somewhere, and is counted."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, Kind
from oncotier.domain.observation import COMPOUND_AT, Notice, Reading, Tally, Unresolved, VariantObservation
from oncotier.domain.value import Value
from oncotier.interpret.calling import call_place
from oncotier.interpret.normalize import normalize
from oncotier.interpret.outcome import Outcome, SetAside, Understood
from oncotier.interpret.phasing import Phased, alone, phased_units, restores_frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.settings import Settings
    from oncotier.interpret.caller import Caller

__all__ = ["Findable", "understand"]


class Findable(Value, frozen=True):
    """What the observations of all inputs became; one tally per input.

    `contradicted`: the reference alleles of an input do not fit the genome build that it states. `undecided`: the
    records of each input that name a change which could not be judged, or was set aside. `unassessed`: those that could
    not be judged. `filtered`: what filters set aside, of changes that would matter.
    """

    alterations: tuple[Alteration, ...]
    unresolved: tuple[Unresolved, ...]
    notices: tuple[Notice, ...]
    tallies: tuple[Tally, ...]
    contradicted: bool = False
    undecided: tuple[frozenset[int], ...] = ()
    unassessed: tuple[frozenset[int], ...] = ()
    filtered: tuple[SetAside, ...] = ()


_FEW_MISFITS = 2
_SHARE_OF_MISFITS = 0.2


def understand(readings: tuple[Reading, ...], caller: Caller, settings: Settings) -> Findable:
    """Understand every observation of every input."""
    alterations: list[Alteration] = []
    unresolved: list[Unresolved] = []
    notices: list[Notice] = []
    tallies: list[Tally] = []
    undecided: list[frozenset[int]] = []
    unassessed: list[frozenset[int]] = []
    filtered: list[tuple[SetAside, ...]] = []
    for reading in readings:
        unresolved.extend(reading.unresolved)
        notices.extend(reading.notices)
        ends: dict[int, list[Outcome]] = {}
        outcomes, doubts = _outcomes(reading, caller, settings)
        notices.extend(doubts)
        for records1, outcome in outcomes:
            for record1 in records1:
                ends.setdefault(record1, []).append(outcome)
            if isinstance(outcome, Understood):
                alterations.append(outcome.alteration)
                notices.extend(outcome.notices)
            elif isinstance(outcome, Unresolved):
                unresolved.append(outcome)
        tallies.append(_tally(reading, ends))
        undecided.append(_undecided(reading, ends))
        open_ends = (record1 for record1, found in ends.items() if any(isinstance(one, Unresolved) for one in found))
        unassessed.append(frozenset(open_ends))
        notices.extend(_wrong_build(reading, [outcome for _, outcome in outcomes]))
        filtered.append(_filtered_drivers([outcome for _, outcome in outcomes]))
        notices.extend(_unfiltered(reading, [outcome for _, outcome in outcomes], settings))
    notices.extend(_filter_notices(readings, filtered, {one.label for one in alterations}))
    contradicted = any(notice.code == "wrong_build" for notice in notices)
    return Findable(
        tuple(alterations), tuple(unresolved), tuple(notices), tuple(tallies), contradicted, tuple(undecided),
        tuple(unassessed), tuple(chain.from_iterable(filtered)),
    )  # fmt: skip


def _undecided(reading: Reading, ends: dict[int, list[Outcome]]) -> frozenset[int]:
    """Return the records of which an end is open; where nothing rests on the coverage of an input, none."""
    if not reading.blocks:
        return frozenset()
    found = {one.source.record1 for one in reading.unresolved}
    for record1, outcomes in ends.items():
        if any(
            isinstance(one, Unresolved) or (isinstance(one, SetAside) and one.kind == "filtered") for one in outcomes
        ):
            found.add(record1)
    return frozenset(found)


def _wrong_build(reading: Reading, outcomes: list[Outcome]) -> list[Notice]:
    """Say that the reference alleles of an input do not fit its build, where it is not one of them but many."""
    if not reading.build:
        return []
    misfits = sum(_misfits(outcome) for outcome in outcomes)
    if misfits <= _FEW_MISFITS or misfits < _SHARE_OF_MISFITS * len(outcomes):
        return []
    words = (
        f"{misfits} of {len(outcomes)} reference alleles in scope contradict {reading.build}: it is probably another"
        " build, and what rests on positions is wrong; give the right --build or file"
    )
    return [Notice("wrong_build", "error", reading.input, words)]


def _misfits(outcome: Outcome) -> bool:
    if isinstance(outcome, Unresolved):
        return outcome.reason == "reference_mismatch"
    return isinstance(outcome, Understood) and any(one.code == "reference_mismatch" for one in outcome.notices)


def _outcomes(
    reading: Reading, caller: Caller, settings: Settings
) -> tuple[list[tuple[tuple[int, ...], Outcome]], tuple[Notice, ...]]:
    """Return what became of the observations of one input, each with the records that it rests on."""
    placed = [one for one in reading.observations if isinstance(one, VariantObservation) and one.locus is not None]
    units, doubts = phased_units(placed, caller)
    found: list[tuple[tuple[int, ...], Outcome]] = []
    named = _named_compounds(placed)
    for unit in units:
        found.extend(_of_unit(unit, caller, settings, named))
    rest = (one for one in reading.observations if not (isinstance(one, VariantObservation) and one.locus is not None))
    found.extend(((one.source.record1,), end) for one in rest for end in normalize(one, caller, settings))
    return found, doubts


def _of_unit(
    unit: Phased, caller: Caller, settings: Settings, named: frozenset[tuple[str, str]]
) -> list[tuple[tuple[int, ...], Outcome]]:
    """Call what has no gene of its own, or several changes that belong together; else trust the names of the source.

    Changes that belong together, but cannot be called together, are named one by one: unless they restore the reading
    frame, so that neither is what it would be alone. `named` are the places where the source names the effect of
    several records.
    """
    members = unit.members
    lead = members[0]
    records1 = tuple(one.source.record1 for one in members)
    if len(members) > 1:
        together = call_place(members, unit.genes, caller, settings)
        ends = {type(outcome) for outcome in together}
        if Unresolved not in ends:  # together they may be without effect, as two bases of one codon that stay silent
            return [(records1, outcome) for outcome in together]
        if restores_frame(members) and not any(one.gene for one in members):
            return [((one.source.record1,), _not_joined(one, records1)) for one in members]
        return [end for one in members for end in _of_unit(alone(one, caller), caller, settings, named)]
    if place := next((one for one in _compound_places(lead) if one in named), None):
        words = f"{lead.source.raw} is part of the change that the annotation names at {':'.join(place)}"
        return [(records1, Unresolved(lead.source, "part_of_compound", words))]
    if lead.gene:
        return [(records1, outcome) for outcome in normalize(lead, caller, settings)]
    return [(records1, outcome) for outcome in call_place(members, unit.genes, caller, settings)]


def _named_compounds(placed: list[VariantObservation]) -> frozenset[tuple[str, str]]:
    """Return the places to which records point for their effect, and at which the source names one."""
    wanted = {place for one in placed for place in _compound_places(one)}
    if not wanted:
        return frozenset()
    return frozenset(
        place
        for one in placed
        if one.gene and one.locus and (place := (one.locus.contig, str(one.locus.pos1))) in wanted
    )


def _compound_places(one: VariantObservation) -> tuple[tuple[str, str], ...]:
    """Return the places at which the effect of a record is named together with that of others."""
    if not (one.flags and one.locus):
        return ()
    flags = (flag.removeprefix(COMPOUND_AT) for flag in one.flags if flag.startswith(COMPOUND_AT))
    return tuple((one.locus.contig, position) for position in flags)


def _not_joined(one: VariantObservation, records1: tuple[int, ...]) -> Unresolved:
    records = ", ".join(map(str, records1))
    words = f"records {records} lie on one haplotype and restore the reading frame together: what they do there"
    return Unresolved(one.source, "consequence_unavailable", f"{words} cannot be computed without --fasta")


def _tally(reading: Reading, ends: dict[int, list[Outcome]]) -> Tally:
    """Count every record once: interpreted before unresolved before filtered before out of scope."""
    interpreted = {stated.source.record1 for stated in reading.negatives}
    interpreted |= {stated.source.record1 for stated in reading.untested}
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


def _filtered_drivers(outcomes: list[Outcome]) -> tuple[SetAside, ...]:
    """Return what was filtered of changes that would matter, each once: where it has most reads."""
    best: dict[str, tuple[float, SetAside]] = {}
    for one in outcomes:
        if isinstance(one, SetAside) and one.change is not None:
            vaf = one.change.vaf or 0.0
            known = best.get(one.change.label)
            if known is None or vaf > known[0]:
                best[one.change.label] = (vaf, one)
    return tuple(one for _, one in best.values())


_SHOWN = 12


def _filter_notices(
    readings: tuple[Reading, ...], filtered: list[tuple[SetAside, ...]], found: set[str]
) -> Iterator[Notice]:
    """Name the changes that would count if a filter had not set them aside, where nothing else shows them."""
    for reading, drivers in zip(readings, filtered, strict=True):
        lost = [one for one in drivers if one.change is not None and one.change.label not in found]
        if lost:
            names = ", ".join(one.words for one in lost[:_SHOWN])
            more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
            hint = "; --keep-filtered counts them" if any(one.reason.startswith("filter:") for one in lost) else ""
            words = f"filtered, so not counted, but not proved absent either: {names}{more}{hint}"
            yield Notice("driver_filtered", "warning", reading.input, words)


def _unfiltered(reading: Reading, outcomes: list[Outcome], settings: Settings) -> list[Notice]:
    """Say that a bound could not be applied to calls of which the file states no fraction or depth."""
    found = [one.alteration for one in outcomes if isinstance(one, Understood)]
    small = [one for one in found if one.kind is Kind.SMALL_VARIANT]
    without = {
        "--min-vaf": sum(one.vaf is None for one in small) if settings.min_vaf is not None else 0,
        "--min-depth": sum(one.depth is None for one in small) if settings.min_depth is not None else 0,
    }
    return [
        Notice("bound_not_applied", "warning", reading.input, f"{count} calls state nothing for {name}: kept")
        for name, count in without.items()
        if count
    ]
