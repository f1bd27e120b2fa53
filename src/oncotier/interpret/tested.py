"""Wild-type findings: what sources state as tested and unaltered, and what the description of the test proves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, Expression, Kind, SmallVariant, WildType
from oncotier.domain.biomarker import AtomKind
from oncotier.interpret.traits import is_oncogenic
from oncotier.notation.finding import SHOWN_BY_ISH
from oncotier.notation.label import label_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from oncotier.domain.observation import Reading
    from oncotier.domain.source import Source
    from oncotier.interpret.coverage import Coverage
    from oncotier.interpret.open_questions import OpenQuestions
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["covered_wild_types", "stated_absences", "stated_wild_types", "untested_markers"]

_WILD_TYPE_WORD = f":{AtomKind.WILD_TYPE}"


def stated_wild_types(readings: Iterable[Reading], kb: KnowledgeBase) -> Iterator[Alteration]:
    """Yield a wild-type finding for every gene that a source states as tested without reportable alteration."""
    for reading in readings:
        for negative in reading.negatives:
            name = kb.names.resolve(negative.gene)
            if name is not None and name.known and _is_of_sequence(negative.kinds):
                flags = ("stated_negative", *(f"tested:{kind}" for kind in negative.kinds))
                yield _wild_type(WildType(name.symbol), flags, (negative.source,))


def _is_of_sequence(kinds: tuple[str, ...]) -> bool:
    return not kinds or "small_variant" in kinds


def stated_absences(
    readings: Iterable[Reading], alterations: Iterable[Alteration], kb: KnowledgeBase
) -> dict[str, frozenset[str]]:
    """Return what sources state as looked for and not there: kinds of alterations (`fusion`), by gene symbol.

    Wild type is told of the sequence only: that a gene is not fused or not amplified makes no finding of its own. Of
    some genes a negative in-situ hybridization says the same.
    """
    found: dict[str, frozenset[str]] = {}
    for one in alterations:
        match one.event:
            case Expression(gene, "ISH", "negative") if gene in SHOWN_BY_ISH:
                found[gene] = frozenset({"fusion"})
            case _:
                pass
    for reading in readings:
        for negative in reading.negatives:
            name = kb.names.resolve(negative.gene)
            if name is not None and name.known and negative.kinds:
                found[name.symbol] = found.get(name.symbol, frozenset()) | frozenset(negative.kinds)
    return found


def covered_wild_types(
    coverage: Coverage,
    alterations: tuple[Alteration, ...],
    untested: Container[str],
    doubted: OpenQuestions,
    kb: KnowledgeBase,
) -> Iterator[Alteration]:
    """Yield a wild-type finding for every covered gene in which rows ask for wild type, and where nothing was found.

    `untested` are the genes that a source states as not assessed; of `doubted` kinds in a gene nothing is proved.
    """
    if not (coverage.is_proof and coverage.genes):
        return
    changed = {gene for one in alterations for gene in one.genes if _speaks_against(one, kb)}
    for gene in sorted(kb.genes_asked_wild_type & set(coverage.genes)):
        known = coverage.genes[gene]
        kinds = [kind for kind in known.kinds if (gene, kind) not in doubted]
        if gene not in changed and gene not in untested and "small_variant" in kinds:
            codons = _codons_read(gene, coverage, kb)
            if codons is None:
                continue
            proof = "covered_by_blocks" if gene in coverage.by_blocks else "covered_by_assay"
            flags = (proof, *(f"tested:{kind}" for kind in kinds))
            yield _wild_type(WildType(gene, codons), flags, ())


def _codons_read(gene: str, coverage: Coverage, kb: KnowledgeBase) -> tuple[int, ...] | None:
    """Return the codons of a covered gene that were read, empty where it is all of them.

    Of a gene that was read in part, these are only those that rows ask for: None where there are none of these.
    """
    covered, unread = coverage.genes[gene].codons, coverage.unread.get(gene)
    if not (covered or unread):
        return ()
    missing = unread.codons if unread else ()
    asked = sorted(kb.codons_asked_wild_type[gene])
    read = (codon for codon in asked if not covered or _lies_in(codon, covered))
    return tuple(codon for codon in read if not _lies_in(codon, missing)) or None


def _lies_in(codon: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first <= codon <= last for first, last in ranges)


def _speaks_against(alteration: Alteration, kb: KnowledgeBase) -> bool:
    is_change = isinstance(alteration.event, SmallVariant | WildType)
    return is_change or is_oncogenic(alteration, kb)


def _wild_type(event: WildType, flags: tuple[str, ...], sources: tuple[Source, ...]) -> Alteration:
    return Alteration(event, label_of(event), Kind.STATUS, event.gene, (event.gene,), flags=flags, sources=sources)


def untested_markers(readings: Iterable[Reading], kb: KnowledgeBase) -> dict[str, str]:
    """Return what sources state as not assessed: their words, by gene symbol or marker name."""
    found: dict[str, str] = {}
    for reading in readings:
        for one in reading.untested:
            name = kb.names.resolve(one.marker)
            found.setdefault(name.symbol if name is not None and name.known else one.marker, one.words)
    return found
