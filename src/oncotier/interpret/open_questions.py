"""What a test may have found all the same: calls that were filtered, and records that could not be judged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, CopyNumber, CopyState, Fusion, SmallVariant
from oncotier.domain.coverage import COVERED_KINDS
from oncotier.domain.observation import (
    CopyNumberObservation,
    Notice,
    Observation,
    RearrangementObservation,
    StatementObservation,
    VariantObservation,
)
from oncotier.interpret.normalize import PARTNER_UNKNOWN
from oncotier.interpret.traits import may_be_any_change
from oncotier.notation.gene import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from oncotier.domain.coverage import Covered
    from oncotier.domain.observation import Reading
    from oncotier.interpret.caller import Caller
    from oncotier.interpret.coverage import Coverage
    from oncotier.interpret.understand import Findable
    from oncotier.notation.gene import GeneNames

__all__ = ["OpenQuestions", "absence_notices", "open_questions", "speaks_of_any_gene"]

OpenQuestions = dict[tuple[str, str], str]
"""Why not finding a kind of alteration in a gene proves nothing, by gene symbol and kind (`COVERED_KINDS`)."""


def open_questions(
    readings: Collection[Reading], understood: Findable, caller: Caller, covered: Mapping[str, Covered]
) -> OpenQuestions:
    """Return the genes (`covered` are those of the test), and the kinds of alterations, of which nothing is proved.

    A call that was filtered leaves a question open only where it would drive a tumor, or joins genes: raw files filter
    thousands of artifacts.
    """
    found: OpenQuestions = {}
    for aside in understood.filtered:
        if aside.change is not None:
            words = f"{aside.words} was filtered"
            for gene in aside.change.genes:
                _add(found, gene, _kinds(aside.change), words)
    for one in understood.alterations:
        for gene, kinds, words in _left_open(one, caller):
            _add(found, gene, kinds, words)
    for reading, records1 in zip(readings, understood.unassessed, strict=True):
        for gene, kinds, words in _unassessed(reading, records1, caller):
            _add(found, gene, kinds, words)
        for gene, kinds, words in _without_result(reading, caller.kb.names, covered):
            _add(found, gene, kinds, words)
    for kind, words in (*_partners(understood), *_unproved(readings)):
        for gene, of_test in covered.items():
            if kind in of_test.kinds:  # of what the test does not cover, nothing is asked
                _add(found, gene, (kind,), words)
    return found


def _partners(understood: Findable) -> Iterator[tuple[str, str]]:
    """Yield that a fusion without the name of a partner may be one of any gene."""
    for one in understood.unresolved:
        if one.reason == PARTNER_UNKNOWN:
            yield "fusion", f"record {one.source.number} of {one.source.input}: a partner is not named"


_Question = tuple[str, tuple[str, ...], str]  # the gene, kinds of alterations, and why they are open


def _left_open(one: Alteration, caller: Caller) -> Iterator[_Question]:
    """Yield what a finding leaves open of its own genes.

    An amplification of a part of a gene, or of most of its chromosome arm, counts as a gain: not as none.

    A fusion that is no driver as reported, as the reciprocal `ALK::EML4`, shows that the gene is broken: the product
    that matters may have been missed.
    """
    if "copies_unknown" in one.flags:
        words = f"{one.label} is of an unknown number of copies"
        yield from ((gene, ("copy_number",), words) for gene in one.genes)
    if isinstance(one.event, CopyNumber) and one.event.state is CopyState.GAIN:
        is_high = one.copies is None or one.copies >= caller.kb.thresholds["amplification_copies"].value
        if "partial" in one.flags:
            yield one.gene, ("copy_number",), f"{one.label} is of a part of the gene"
        elif "broad" in one.flags and is_high:
            yield one.gene, ("copy_number",), f"{one.label} is of most of a chromosome arm"
    if may_be_any_change(one):
        yield one.gene, ("small_variant",), f"{one.label}: which change it is, is not said"
    if isinstance(one.event, Fusion):
        why = next((words for flag, words in _NO_DRIVER.items() if flag in one.flags), "")
        yield from ((gene, ("fusion",), f"{one.label} {why}") for gene in one.genes if why)


_NO_DRIVER = {
    "out_of_frame": "is reported out of frame",
    "target_domain_lost": "is reported without the domain that the drugs aim at",
}


def _unassessed(reading: Reading, records1: frozenset[int], caller: Caller) -> Iterator[_Question]:
    """Yield what records that could not be judged, or not even be read, leave open."""
    for one in reading.observations:
        if one.source.record1 in records1:
            words = f"record {one.source.number} of {reading.input} could not be assessed"
            yield from ((gene, kinds, words) for gene, kinds in _asked_by(one, caller))
    for unread in reading.unresolved:
        words = f"record {unread.source.number} of {reading.input} could not be assessed"
        genes = _named_in(f"{unread.words} {unread.source.raw}", caller.kb.names)
        yield from ((gene, _KIND_OF_REASON.get(unread.reason, COVERED_KINDS), words) for gene in genes)


_KIND_OF_REASON = {"copy_number_call": ("copy_number",), "contradictory_genes": ("fusion",)}
"""The kind of alteration that a record could not have been of another than, by the reason why it was not read."""


def _without_result(reading: Reading, names: GeneNames, covered: Collection[str]) -> Iterator[_Question]:
    """Yield what a source states as not assessed, or gives no result for."""
    for untested in reading.untested:
        if not _OF_PROTEIN.search(untested.marker):
            kinds = ("fusion",) if _PAIR.search(untested.marker) else COVERED_KINDS
            words = f"{untested.marker}: {untested.words}"
            yield from ((gene, kinds, words) for gene in _named_in(untested.marker, names))
    for stated in reading.undetermined:
        is_record = stated.gene and stated.source.record1  # else it is said of the report as a whole
        place = f"record {stated.source.number} of {reading.input}" if is_record else reading.input
        why = "gives no result" if is_record else f"has {stated.source.raw}"
        genes = _named_in(stated.gene, names) if stated.gene else sorted(covered)
        yield from ((gene, stated.kinds, f"{place} {why}") for gene in genes)


_LIST = "list"  # of findings in words: those that are no file complete a report, and are no test of their own
_KIND_WORDS = {"small_variant": "small variants", "copy_number": "copy numbers", "fusion": "fusions"}


def absence_notices(readings: Collection[Reading], coverage: Coverage) -> Iterator[Notice]:
    """Say of which kinds of alterations the test covers genes, but no input shows anything absent."""
    covered = {kind for one in coverage.genes.values() for kind in one.kinds}
    kinds = [kind for kind, _ in _unproved(readings) if kind in covered]
    if kinds and coverage.is_proof:
        what = " and ".join(_KIND_WORDS[kind] for kind in kinds)
        words = f"nothing shows {what} absent, although the test covers them: no input lists them, or it is of plasma"
        where = "".join(one.input for one in readings) if len(readings) == 1 else ""
        yield Notice("absence_not_shown", "warning", where, words)


def _unproved(readings: Iterable[Reading]) -> Iterator[tuple[str, str]]:
    """Yield the kinds of alterations that no input shows absent by what it lacks."""
    tests = [one for one in readings if one.format != _LIST or one.sha256]
    for kind in COVERED_KINDS:
        if tests and all(kind in one.unproved for one in tests):
            yield kind, f"{tests[0].input} does not show {_KIND_WORDS[kind]} absent"


_PAIR = re.compile(r"\b([A-Z0-9]+)(?:::|-)(?!\1\b)[A-Z][A-Z0-9]+")
"""A junction of two genes; one of a gene with itself (`MET-MET`) is a change within it."""
_OF_PROTEIN = re.compile(r"\b(?:IHC|F?ISH|CISH|methylation)\b|^(?:PD-L1|ER|PR|HR|HER2)$", re.IGNORECASE)
"""Stains and the like, whose missing result says nothing against what sequencing found."""


def speaks_of_any_gene(readings: Iterable[Reading], understood: Findable, names: GeneNames) -> bool:
    """Tell whether a finding in words, which was not understood, names neither a gene of the table nor a marker."""
    unread = {one.source for one in understood.unresolved if one.reason == "notation"}
    texts = (
        one.text
        for reading in readings
        for one in reading.observations
        if isinstance(one, StatementObservation) and one.source in unread
    )
    return any(not _OF_MARKER.search(text) and not _named_in(text, names) for text in texts)


_OF_MARKER = re.compile(r"\b(?:MSI|MSS|MMR|[pd]MMR|b?TMB|HRD|LOH|PD-?L1|IHC|F?ISH|CISH|TPS|CPS)\b", re.IGNORECASE)


def _add(found: OpenQuestions, gene: str, kinds: Iterable[str], words: str) -> None:
    for kind in kinds:
        found.setdefault((gene, kind), words)


def _kinds(alteration: Alteration) -> tuple[str, ...]:
    """Return the kinds of test that could have shown a change; a loss of exons is seen by any of them."""
    match alteration.event:
        case SmallVariant():
            return ("small_variant",)
        case CopyNumber():
            return ("copy_number",)
        case Fusion():
            return ("fusion",)
        case _:
            return COVERED_KINDS


def _asked_by(observation: Observation, caller: Caller) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the genes that an observation may concern, with the kinds of alterations that it may be."""
    names = caller.kb.names
    match observation:
        case VariantObservation(gene=gene, locus=locus, protein=protein):
            named = names.resolve(gene) if gene else None
            genes = (named.symbol,) if named is not None else caller.genes_at(locus) if locus is not None else ()
            kinds = COVERED_KINDS if _OF_OTHER_KIND.search(protein) else ("small_variant",)
            yield from ((one, kinds) for one in genes)
        case CopyNumberObservation(gene=gene):
            yield from ((one, ("copy_number",)) for one in _named_in(gene, names))
        case RearrangementObservation(gene1=gene1, gene2=gene2):
            kinds = ("fusion",) if gene1 and gene2 and gene1 != gene2 else COVERED_KINDS
            yield from ((one, kinds) for one in _named_in(f"{gene1} {gene2}", names))
        case StatementObservation(text=text):
            yield from ((one, COVERED_KINDS) for one in _named_in(text, names))


_OF_OTHER_KIND = re.compile(r"fusion|rearrange|transloc|amplif|cop(?:y|ies)|\bCNV\b", re.IGNORECASE)
"""What stands in the column of a change, but is none of a protein (`fusion failed`)."""

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]+")


def _named_in(text: str, names: GeneNames) -> tuple[str, ...]:
    """Return the genes of the table that a text names as words of their own, joined (`EML4-ALK`), or as `BRCA1/2`."""
    words = {part for word in _WORD.findall(text) for part in (word, *word.split("-"))}
    families = (member for word in text.upper().split() for member in FAMILIES.get(word.strip(".,:;()"), ()))
    words.update(families)
    found = {name.symbol for word in words if (name := names.resolve(word)) is not None and name.known}
    return tuple(sorted(found))
