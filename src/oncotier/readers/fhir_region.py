"""What a FHIR document says was studied, and where no call was made: there a gene is not shown without changes.

Observations of a region studied (Genomics Reporting STU1 and STU2, the German core data set) name stretches without a
call as components; STU3 names the genes in an extension of the Procedure that describes the analysis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.coverage import COVERED_KINDS
from oncotier.domain.observation import Negative
from oncotier.domain.source import Source
from oncotier.domain.value import Value
from oncotier.notation.accession import chromosome_of
from oncotier.readers.ends import End, OutOfScope
from oncotier.readers.fhir_terms import Component, assembly, components, displays_of, words_of
from oncotier.readers.json_document import at, number, objects, text
from oncotier.readers.vcf_unread import UnreadPlaces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oncotier.domain.coverage import Region
    from oncotier.notation.gene import GeneNames
    from oncotier.readers.ends import Place
    from oncotier.readers.fhir_bundle import Resource
    from oncotier.readers.json_document import JsonObject
    from oncotier.readers.reader import Context

__all__ = ["REGION_STUDIED", "Uncalled", "names_studied", "read_region", "region_builds", "uncalled_in"]

REGION_STUDIED = "53041-0"
"""The LOINC code of an Observation of what was studied."""
_UNCALLABLE = "uncallable-regions"
_ANALYSIS_REGIONS = "genomic-study-analysis-regions"


class Uncalled(Value, frozen=True):
    """Where a document says that no call was made: places on its build, and the genes that this leaves open."""

    regions: tuple[Region, ...]
    genes: tuple[Negative, ...]


def read_region(observation: JsonObject, place: Place) -> Iterator[End]:
    """Read what was studied: that a gene was studied says nothing of what was found in it."""
    yield OutOfScope("region_studied")
    yield place.notice("region_studied", f"{len(_genes(observation))} genes are named as studied", "info")
    if number1 := sum(1 for _ in components(observation, _UNCALLABLE)):
        yield place.notice("region_uncalled", f"no call was made in {number1} regions: nothing is shown absent there")


def region_builds(resources: Sequence[Resource]) -> set[str]:
    """Return the builds that the reference sequences of the regions studied belong to."""
    placed = (_contig_and_build(one.body) for one in _studied(resources))
    return {build for _, build in placed if build}


def uncalled_in(resources: Sequence[Resource], context: Context, build: str, file: str) -> Uncalled:
    """Return where no call was made. What is not placed on the build leaves the genes it names open, or else all."""
    places, genes = UnreadPlaces(), list[Negative]()
    for one in _studied(resources):
        contig, own_build = _contig_and_build(one.body)
        for component in components(one.body, _UNCALLABLE):
            ends = (number(component, "valueRange/low/value"), number(component, "valueRange/high/value"))
            words = f"no call in {', '.join(words_of(component))[:80] or 'a region'}"
            if contig and build and own_build == build and ends[0] is not None and ends[1] is not None:
                start1, end1 = int(ends[0]), int(ends[1])
                places.add_place(contig, start1, end1, 0, f"no call in {contig}:{start1}-{end1}")
                continue
            genes += _open(_genes(one.body) or ("",), words, context.names, file)
    for words, name in _uncalled_of_analyses(resources):
        genes += _open((name,), words, context.names, file)
    return Uncalled(places.regions(), (*places.genes(context, build, file), *genes))


def _studied(resources: Sequence[Resource]) -> Iterator[Resource]:
    for one in resources:
        codes = (text(coding, "code") for coding in objects(at(one.body, "code"), "coding"))
        if one.kind == "Observation" and REGION_STUDIED in codes:
            yield one


def _contig_and_build(observation: JsonObject) -> tuple[str, str]:
    """Return the chromosome of the reference sequence of a region, and its build; empty where it is none known."""
    for component in components(observation, Component.GENOMIC_SEQUENCE):
        for words in words_of(component):
            if found := chromosome_of(words):
                return found[0], found[1] or assembly(observation)
    return "", ""


def _genes(observation: JsonObject) -> tuple[str, ...]:
    return tuple(words[0] for one in components(observation, Component.GENE) if (words := words_of(one)))


def names_studied(resources: Sequence[Resource]) -> bool:
    """Tell whether the description of an analysis names what was studied."""
    return any(text(part, "url") in {"studied", "called"} for part in _of_analyses(resources))


def _uncalled_of_analyses(resources: Sequence[Resource]) -> Iterator[tuple[str, str]]:
    """Yield the words and the gene of what analyses say they did not call; a file of regions names no gene."""
    for part in _of_analyses(resources):
        if text(part, "url") == "uncalled":
            names = displays_of(at(part, "valueCodeableConcept"))
            yield f"no call in {(*names, 'regions of a file')[0][:80]}", (*names, "")[0]


def _of_analyses(resources: Sequence[Resource]) -> Iterator[JsonObject]:
    """Yield the parts of the extension with the regions of an analysis."""
    for one in resources:
        for extension in objects(one.body, "extension"):
            if text(extension, "url").rpartition("/")[2] == _ANALYSIS_REGIONS:
                yield from objects(extension, "extension")


def _open(names: Sequence[str], words: str, known: GeneNames, file: str) -> Iterator[Negative]:
    """Yield genes that are left open, for all kinds of alterations; an empty name is of every gene."""
    for name in names:
        found = known.resolve(name) if name else None
        yield Negative(Source(file, 0, words), found.symbol if found is not None else "", COVERED_KINDS)
