"""Numbers of a FHIR variant: the share of its allele and the number of copies, each with its unit and its bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.readers.fhir_terms import Component, components, words_of
from oncotier.readers.json_document import number, text
from oncotier.readers.measure_words import fraction_of_percent

if TYPE_CHECKING:
    from oncotier.readers.json_document import JsonObject

__all__ = ["Copies", "copies_in", "fraction_in"]

_AT_LEAST = {"", ">", ">="}


class Copies(Value, frozen=True):
    """A number of copies, and how it was written; without a value where the text is none, or only an upper bound."""

    value: float | None = None
    written: str = ""


def copies_in(observation: JsonObject) -> Copies:
    """Return the number of copies; `at least 10` counts as 10, `fewer than 10` may be any number."""
    for component in components(observation, Component.COPY_NUMBER):
        bound = text(component, "valueQuantity/comparator")
        paths = ("valueQuantity/value", "valueInteger", "valueDecimal", "valueString")
        written = text(component, *paths) or " ".join(words_of(component)[:1])
        value = number(component, *paths)
        if value is None:
            value = number({"written": written}, "written")
        is_usable = bound in _AT_LEAST and value is not None and value >= 0
        return Copies(value if is_usable else None, bound + (written or "no value"))
    return Copies()


def fraction_in(observation: JsonObject) -> tuple[float | None, str]:
    """Return the allele fraction (0 to 1) by its stated unit, and words where it cannot be understood."""
    for component in components(observation, Component.ALLELE_FREQUENCY):
        value = number(component, "valueQuantity/value")
        bound = text(component, "valueQuantity/comparator")
        units = {text(component, "valueQuantity/code"), text(component, "valueQuantity/unit")} - {""}
        said = text(component, "valueString")
        if said.endswith("%") and (share := fraction_of_percent(said)) is not None:
            return share, ""
        if bound:
            return None, f"allele fraction {bound}{value} is only a bound, taken as unknown"
        if "%" in units and value is not None and 0 <= value <= 100:
            return round(value / 100, 8), ""
        if units & {"1", "{ratio}", "{fraction}"} and "%" not in units and value is not None and 0 <= value <= 1:
            return value, ""
        unit = text(component, "valueQuantity/code", "valueQuantity/unit") or said
        return None, f"allele fraction with unit {unit[:20] or 'unstated'!r} not understood, taken as unknown"
    return None, ""
