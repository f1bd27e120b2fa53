"""All findings of one sample, ready to be asked: what is present, what is proved absent, what is not known."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from oncotier.domain.alteration import (
    Alteration,
    CopyNumber,
    Expression,
    Marker,
    ReceptorStatus,
    Signature,
    SmallVariant,
    WildType,
)
from oncotier.domain.biomarker import AtomKind
from oncotier.interpret.coverage import NOTHING_COVERED, Coverage, kind_of
from oncotier.interpret.signs import signs_of_event
from oncotier.interpret.traits import may_be_any_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oncotier.domain.biomarker import Atom, Pattern
    from oncotier.interpret.evaluate import Evaluation
    from oncotier.interpret.open_questions import OpenQuestions
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["MISMATCH_REPAIR", "Findings"]

_KEYS_OF_SIGNATURE = {"MMR": ("MSI", "MMR"), "MSI": ("MSI", "MMR"), "TMB": ("TMB",), "bTMB": ("TMB",), "HRD": ("HRD",)}
MISMATCH_REPAIR = ("MLH1", "MSH2", "MSH6", "PMS2")
"""The genes of which a lost protein is a mismatch repair deficiency (dMMR)."""
_KEYS_OF_RECEPTOR = {"ER": ("ESR1", "HR"), "PR": ("PGR", "HR"), "HR": ("HR",), "HER2": ("ERBB2",)}
_KEYS_OF_FACT = {"ighv": ("IGHV",), "imaging": ("FOLH1",), "mrd": ("ctDNA",)}


def _by_gene(alterations: Iterable[Alteration]) -> dict[str, tuple[Alteration, ...]]:
    found: dict[str, list[Alteration]] = {}
    for alteration in alterations:
        for gene in alteration.genes:
            found.setdefault(gene, []).append(alteration)
    return {gene: tuple(members) for gene, members in found.items()}


class Findings:
    """The alterations of a sample with lookups; a gene tested without alteration is a wild-type finding.

    `coverage` is what the test looked at; `untested` gives the words of a source for each gene or marker that it states
    as not assessed; `absent` the kinds of alterations (`fusion`) that sources state as not there, by gene; `prior` the
    generic names of the drugs given before; `open_questions` why not finding a kind of alteration in a gene proves
    nothing although the test covers it.
    """

    def __init__(
        self,
        alterations: Iterable[Alteration],
        kb: KnowledgeBase,
        coverage: Coverage = NOTHING_COVERED,
        untested: Mapping[str, str] | None = None,
        prior: tuple[str, ...] = (),
        *,
        absent: Mapping[str, frozenset[str]] | None = None,
        open_questions: OpenQuestions | None = None,
    ) -> None:
        self.alterations = tuple(alterations)
        self.kb = kb
        self.coverage = coverage
        self.untested = untested or {}
        self.absent = absent or {}
        self.open_questions = open_questions or {}
        self.evaluated: dict[tuple[Pattern, tuple[str, ...]], Evaluation] = {}
        self.prior = prior

    @cached_property
    def by_gene(self) -> Mapping[str, tuple[Alteration, ...]]:
        """The alterations by every gene that they involve."""
        return _by_gene(self.alterations)

    @cached_property
    def _wild_types(self) -> Mapping[str, tuple[Alteration, ...]]:
        return _by_gene(one for one in self.alterations if isinstance(one.event, WildType))

    @cached_property
    def known(self) -> frozenset[str]:
        """The signs of all alterations, and the genes that the test covers."""
        signs = (signs_of_event(self.kb, one.event, one.genes) for one in self.alterations)
        return frozenset((*self.coverage.genes, *self.absent)).union(*signs)

    @cached_property
    def disproved(self) -> frozenset[str]:
        """The genes of which some changes may be proved absent: stated as unaltered, or covered by the test."""
        return frozenset((*self._wild_types, *self.coverage.genes, *self.absent))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every gene and marker name under which the knowledge base may speak of this sample."""
        names: set[str] = set()
        for alteration in self.alterations:
            names.update(alteration.genes)
            match alteration.event:
                case Signature(name):
                    names.update(_KEYS_OF_SIGNATURE.get(name, (name,)))
                case ReceptorStatus(marker):
                    names.update(_KEYS_OF_RECEPTOR.get(marker, (marker,)))
                case Expression(gene, "IHC", "loss") if gene in MISMATCH_REPAIR:
                    names.update((gene, *_KEYS_OF_SIGNATURE["MMR"]))
                case Expression(gene):
                    names.update(_KEYS_OF_RECEPTOR.get({"ESR1": "ER", "PGR": "PR"}.get(gene, ""), (gene,)))
                case Marker("hla", text):
                    names.add(f"HLA-{text.partition('*')[0]}")
                case Marker(kind, text):
                    names.update((kind, text, *_KEYS_OF_FACT.get(kind, ())))
                    if text == "triple-negative":
                        names.update(("HR", "ERBB2"))
                case _:
                    pass
        return tuple(sorted(names))

    def stated_wild_type(
        self, gene: str, codons: tuple[int, ...] = (), kind: str = "small_variant"
    ) -> tuple[Alteration, ...]:
        """Return the statements that a gene, or all these codons of it, were found without alterations of a kind."""
        found = []
        for alteration in self._wild_types.get(gene, ()):
            event = alteration.event
            tested = [flag for flag in alteration.flags if flag.startswith("tested:")]
            if tested and f"tested:{kind}" not in tested:
                continue
            if isinstance(event, WildType) and (not event.codons or (codons and set(codons) <= set(event.codons))):
                found.append(alteration)
        return tuple(found)

    def is_stated_absent(self, gene: str, kind: str) -> bool:
        """Tell whether a source states that alterations of a kind were looked for in a gene and not found."""
        return gene not in self.untested and kind in self.absent.get(gene, ())

    def is_covered(self, atom: Atom, gene: str) -> bool:
        """Tell whether the test proves that what an atom asks of a gene is not there, if it was not found."""
        if not self.coverage.is_proof or gene in self.untested or self.open_question(atom, gene):
            return False
        return self.coverage.covers_atom(atom, gene, self.kb)

    def open_question(self, atom: Atom, gene: str) -> str:
        """Say why not finding what an atom asks of a gene proves nothing; empty where nothing speaks against it."""
        kinds = ("small_variant", "copy_number") if atom.kind is AtomKind.LOSS_OF_FUNCTION else (kind_of(atom),)
        stated = next((words for kind in kinds if (words := self.open_questions.get((gene, kind)))), "")
        return stated or self.coverage.unread_words(atom, gene, self.kb)

    def is_tested(self, gene: str, *, copies: bool = False) -> bool:
        """Tell whether small variants (or the number of copies) of a gene were looked for.

        They were, when the gene is stated wild-type, or when any other change of that kind was reported in it by name.
        """
        if self.stated_wild_type(gene):
            return True
        kind = CopyNumber if copies else SmallVariant
        found = (one for one in self.by_gene.get(gene, ()) if isinstance(one.event, kind))
        return any(not may_be_any_change(one) for one in found)
