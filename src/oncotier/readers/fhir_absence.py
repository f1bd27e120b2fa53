"""A FHIR variant that is stated as absent: every change of its genes, one kind of them, or one change only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import Negative, Unresolved
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.ends import End, OutOfScope
from oncotier.readers.fhir_names import names_in
from oncotier.readers.fhir_terms import CONSEQUENCES, Component, components, first_words
from oncotier.readers.vendor_words import is_not_detected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.observation import Source
    from oncotier.readers.ends import Place
    from oncotier.readers.json_document import JsonObject

__all__ = ["names_nothing", "read_absence"]

_KINDS = {
    "gain": "copy_number",
    "loss": "copy_number",
    "amplification": "copy_number",
    "homozygous_deletion": "copy_number",
    "copy_number": "copy_number",
    "fusion": "fusion",
    "rearrangement": "fusion",
}
_ONE_CHANGE = lazy_pattern(r"\b[A-Z]\d{2,4}|\b[pcg]\.|(?i:\bexon|\bcodon)|\bv(?:III|7)\b")
_KINDS_IN_WORDS = (
    ("fusion", lazy_pattern(r"fusion|rearrange|translocation", re.IGNORECASE)),
    ("copy_number", lazy_pattern(r"amplif|copy number|\b(?:gain|loss)", re.IGNORECASE)),
    ("small_variant", lazy_pattern(r"mutation|variant", re.IGNORECASE)),
)
_JOINED = {"fusion", "rearrangement"}


def names_nothing(observation: JsonObject) -> bool:
    """Tell whether the names of the change only say that none was found (`Not detected`, `wild type`)."""
    named = [first_words(observation, code) for code in (Component.PROTEIN, Component.CODING)]
    return any(named) and all(is_not_detected(words) for words in named if words)


def read_absence(
    observation: JsonObject, genes: tuple[str, ...], types: set[str], said: str, source: Source, place: Place
) -> Iterator[End]:
    """Read an absence: of every change of the genes, or of one change only, which proves little."""
    names = [] if names_nothing(observation) else names_in(observation)
    if _ONE_CHANGE.search(said):
        names.append(said)
    if len(genes) > 1 and types & _JOINED:
        names = [f"{' and '.join(genes)} fusion"]
    if not genes:
        yield Unresolved(source, "no_gene", "an absence without the gene that was studied")
    elif names:
        words = f"{' '.join(genes)} {names[0][:80]} is stated as absent, which says nothing of other changes"
        yield OutOfScope("one_change_absent")
        yield place.notice("one_change_absent", words, "info")
    else:
        has_type = any(True for _ in components(observation, Component.CHANGE_TYPE, *CONSEQUENCES))
        kinds = {_KINDS[one] for one in types} or {kind for kind, pattern in _KINDS_IN_WORDS if pattern.search(said)}
        kinds = kinds or ({"small_variant"} if has_type or names_nothing(observation) else set())
        for gene in genes:
            if place.names.resolve(gene) is None:
                yield Unresolved(source, "no_gene", f"{gene[:80]!r} is no gene symbol")
            else:
                yield Negative(source, gene, tuple(sorted(kinds)))
