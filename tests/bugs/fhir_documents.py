"""FHIR documents of one variant each, for the tests of what the reader once got wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.readers.builders import read, tally
from tests.readers.tiny_reports import bundle, coded, component, variant

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

__all__ = ["EGFR", "GENE", "L858R", "SO", "gene", "observation", "of_one", "of_resources", "protein", "typed"]

SO = "http://www.sequenceontology.org"


def gene(symbol: str) -> dict[str, object]:
    return component("48018-6", symbol)


def protein(name: str) -> dict[str, object]:
    return component("48005-3", name)


def typed(code: str, where: str = "48019-4") -> dict[str, object]:
    return {"code": coded(where), "valueCodeableConcept": coded(code, system=SO)}


EGFR, L858R = gene("EGFR"), protein("p.Leu858Arg")
GENE = "48018-6"


def observation(code: str, name: str = "o", **more: object) -> dict[str, object]:
    return {"resourceType": "Observation", "id": name, "status": "final", "code": coded(code), **more}


def of_resources(folder: Path, *resources: dict[str, object], **more: Any) -> Reading:
    """Read a bundle and check that its records add up."""
    reading = read(folder, bundle(resources), **more)
    tally(reading)
    return reading


def of_one(folder: Path, *parts: object, **more: Any) -> Reading:
    """Read a bundle of one variant."""
    return of_resources(folder, variant(*parts, **more))
