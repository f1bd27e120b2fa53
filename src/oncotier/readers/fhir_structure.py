"""A fusion or a number of copies of FHIR, of one gene or of two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import (
    CopyNumberObservation,
    RearrangementObservation,
    StatementObservation,
    Unresolved,
)
from oncotier.readers.fhir_measured import copies_in, fraction_in
from oncotier.readers.fhir_names import names_in, origin_in, stated_in
from oncotier.readers.fhir_terms import Component, components, words_of
from oncotier.readers.vendor_words import loss_flags

if TYPE_CHECKING:
    from oncotier.domain.observation import Source
    from oncotier.readers.ends import End, Place
    from oncotier.readers.json_document import JsonObject

__all__ = ["COPY_CALLS", "read_copies", "read_fusion", "read_pair"]

COPY_CALLS = ("homozygous_deletion", "amplification", "loss", "gain")
"""What a type of change says of copies, the strongest first."""


def read_pair(
    observation: JsonObject, genes: tuple[str, ...], source: Source, place: Place, flags: tuple[str, ...]
) -> End:
    """Read genes without a kind of change as a fusion where one carries a drug's target: neighbors may be lost."""
    targets = place.names.three_prime | place.names.five_prime
    symbols = {name.symbol for name in map(place.names.resolve, genes) if name is not None}
    if stated := stated_in(names_in(observation), "", place):
        return StatementObservation(source, stated, origin=origin_in(observation), flags=flags)
    if symbols & targets or "::" in " ".join(names_in(observation)):
        return read_fusion(observation, genes, source, place, flags)
    return Unresolved(source, "several_genes", f"{', '.join(genes)[:120]}: not said whether joined, lost or gained")


def read_fusion(
    observation: JsonObject, genes: tuple[str, ...], source: Source, place: Place, flags: tuple[str, ...]
) -> End:
    """Read a fusion; `A::B` in one of its names states that A is the 5' partner (HGNC, 2021)."""
    if not genes:
        return Unresolved(source, "no_gene", "a fusion without its genes")
    if len(genes) > 2:
        return Unresolved(source, "several_genes", f"a variant of {len(genes)} genes: {', '.join(genes)[:120]}")
    stated = stated_in(names_in(observation), "", place) if len(genes) == 1 else ""
    if re.search(r"::|--|\w[-/]\w", stated):  # the gene studied is one of two that a name tells
        return StatementObservation(source, stated, origin=origin_in(observation), flags=flags)
    first, second = genes[0], "".join(genes[1:])
    studied = (words for one in components(observation, Component.GENE) for words in words_of(one))
    joined = " ".join((*names_in(observation), *studied)).replace(" ", "").upper()
    forward, backward = (f"{one}::{two}".upper() in joined for one, two in ((first, second), (second, first)))
    if second and backward and not forward:
        first, second = second, first
    return RearrangementObservation(
        source,
        first,
        second,
        "fusion",
        oriented=bool(second) and forward != backward,
        origin=origin_in(observation),
        vaf=fraction_in(observation)[0],
        flags=flags,
    )


def read_copies(
    observation: JsonObject, gene: str, types: set[str], source: Source, flags: tuple[str, ...]
) -> CopyNumberObservation | Unresolved:
    """Read a copy number; a gain with a number of copies is judged by the thresholds, a loss by whether any is left."""
    copies = copies_in(observation)
    call = next((one for one in COPY_CALLS if one in types), "")
    if not call and copies.value is None:
        return Unresolved(source, "not_determined", f"{gene}: {copies.written!r} is no number of copies")
    if call == "gain":
        call = "gain_by_copies"
    if call == "loss" and copies.value is not None and copies.value < 0.5:
        call = "homozygous_deletion"
    flags = (*flags, *loss_flags(call, copies.value))
    origin = origin_in(observation)
    return CopyNumberObservation(source, gene, call, copies=copies.value, origin=origin, flags=flags)
