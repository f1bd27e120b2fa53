"""One alteration as an Observation of FHIR Genomics Reporting: a variant, MSI, TMB, or another biomarker in words.

The canonical label stands in every variant that is present as the words of its variation code, so that what HGVS cannot
say is not lost. A genomic HGVS name is written for substitutions only: where others lie by its rules, the sequence
decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oncotier.domain.alteration import (
    CopyNumber,
    CopyState,
    Fusion,
    Rearrangement,
    Signature,
    SmallVariant,
    WildType,
)
from oncotier.errors import NotationError
from oncotier.exporters.fhir_terms import (
    MSI_ANSWERS,
    ORIGINS,
    SEQUENCE_ONTOLOGY,
    coded,
    component,
    guide_code,
    hgvs,
    loinc,
    quantity,
    words,
)
from oncotier.notation import genomic
from oncotier.notation.accession import accession_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oncotier.domain.alteration import Alteration

__all__ = ["finding"]

Resource = dict[str, Any]

_GENE, _CODING, _PROTEIN, _GENOMIC, _TRANSCRIPT = "48018-6", "48004-6", "48005-3", "81290-9", "51958-7"
_SEQUENCE, _ASSEMBLY, _CHROMOSOME, _RANGE = "48013-7", "62374-4", "48000-4", "81254-5"
_REFERENCE, _ALTERNATE, _CHANGE, _FRACTION = "69547-8", "69551-0", "48019-4", "81258-6"
_COPIES, _ORIGIN, _VARIATION = "82155-3", "48002-0", "81252-9"
_BUILDS = {"GRCh37": "LA14029-5", "GRCh38": "LA26806-2"}
_COPY_TERMS = {
    CopyState.AMPLIFICATION: "transcript_amplification",
    CopyState.HOMOZYGOUS_DELETION: "transcript_ablation",
    CopyState.GAIN: "copy_number_gain",
    CopyState.LOSS: "copy_number_loss",
}
_BIOMARKER = "molecular-biomarker"


def finding(one: Alteration, gene_ids: Mapping[str, str]) -> tuple[str, Resource]:
    """Return the profile and the parts of the Observation that say what was found."""
    event = one.event
    if isinstance(event, Signature):
        return _BIOMARKER, {**_signature(event, one.label), **_remarks(one)}
    if isinstance(event, SmallVariant | CopyNumber | Fusion | Rearrangement | WildType):
        is_absent = isinstance(event, WildType)
        answer = loinc("LA9634-2", "Absent") if is_absent else loinc("LA9633-4", "Present")
        parts = list(_absence(one, event, gene_ids) if isinstance(event, WildType) else _presence(one, gene_ids))
        head = {"code": loinc("69548-6", "Genetic variant assessment"), "valueCodeableConcept": answer}
        return "variant", {**head, **_remarks(one), "component": parts}
    return _BIOMARKER, {"code": words(one.label), "valueCodeableConcept": words(one.label), **_remarks(one)}


def _remarks(one: Alteration) -> Resource:
    """Return what has no component: read depth, classes, other names."""
    texts = [one.label]
    texts += [f"read depth {one.depth}"] if one.depth is not None else []
    texts += [f"classes: {', '.join(one.classes)}"] if one.classes else []
    texts += [f"also known as {', '.join(one.also_known_as)}"] if one.also_known_as else []
    return {"note": [words("; ".join(texts))]}


def _signature(event: Signature, label: str) -> Resource:
    if event.name == "TMB":
        code = loinc("94076-7", "Mutations/Megabase [# Ratio] in Tumor")
        if event.value is None:
            return {"code": code, "valueCodeableConcept": words(event.state or label)}
        value = quantity(event.value, "mutations per megabase", "1/1000000{Base}")
        said = {"interpretation": [words(event.state)]} if event.state else {}
        return {"code": code, "valueQuantity": value, **said}
    if event.state in MSI_ANSWERS:
        answer = {**loinc(MSI_ANSWERS[event.state], event.state), **words(label)}
        return {"code": loinc("81695-9"), "valueCodeableConcept": answer}
    return {"code": words(event.name), "valueCodeableConcept": words(label)}


def _genes(names: tuple[str, ...], gene_ids: Mapping[str, str]) -> Iterator[Resource]:
    for name in names:
        identifier = gene_ids.get(name, "")
        concept = coded("hgnc", identifier, name) if identifier else words(name)
        yield component(loinc(_GENE, "Gene studied [ID]"), valueCodeableConcept=concept)


def _absence(one: Alteration, event: WildType, gene_ids: Mapping[str, str]) -> Iterator[Resource]:
    """Name the gene; where only some codons were looked at their name too, for absence holds for no more."""
    yield from _genes(one.genes, gene_ids)
    if event.codons:
        yield component(loinc(_VARIATION), valueCodeableConcept=words(one.label))


def _presence(one: Alteration, gene_ids: Mapping[str, str]) -> Iterator[Resource]:
    event = one.event
    yield from _genes(one.genes, gene_ids)
    if isinstance(event, SmallVariant):
        yield from _names(one)
    yield from _place(one)
    if isinstance(event, CopyNumber):
        yield _change(_COPY_TERMS[event.state])
    if isinstance(event, Fusion):
        yield _change("gene_fusion")
    if isinstance(event, SmallVariant) and event.consequence and (one.hgvs_p or one.hgvs_c):
        yield component(guide_code("molecular-consequence"), valueCodeableConcept=_term(event.consequence))
    if one.copies is not None:
        yield component(loinc(_COPIES), valueQuantity=quantity(one.copies, "copies", "1"))
    if one.vaf is not None:
        percent = quantity(one.vaf * 100, "%", "%")
        yield component(loinc(_FRACTION, "Sample variant allelic frequency"), valueQuantity=percent)
    if one.origin.value in ORIGINS:
        answer = loinc(ORIGINS[one.origin.value], one.origin.value.capitalize())
        yield component(loinc(_ORIGIN, "Genomic source class"), valueCodeableConcept=answer)
    yield component(loinc(_VARIATION), valueCodeableConcept=words(one.label))


def _names(one: Alteration) -> Iterator[Resource]:
    if one.hgvs_c:
        name = f"{one.transcript}:{one.hgvs_c}" if one.transcript else one.hgvs_c
        yield component(loinc(_CODING, "DNA change (c.HGVS)"), valueCodeableConcept=hgvs(name))
    if one.hgvs_p:
        yield component(loinc(_PROTEIN, "Amino acid change (pHGVS)"), valueCodeableConcept=hgvs(one.hgvs_p))
    if one.transcript:
        yield component(loinc(_TRANSCRIPT), valueCodeableConcept=words(one.transcript))


def _change(term: str) -> Resource:
    return component(loinc(_CHANGE), valueCodeableConcept=_term(term))


def _term(term: str) -> Resource:
    code = SEQUENCE_ONTOLOGY.get(term, "")
    return coded("so", code, term) if code else words(term)


def _place(one: Alteration) -> Iterator[Resource]:
    """Write the place on the genome with both alleles, 1-based, where the report names one."""
    try:
        change = genomic.parse(one.hgvs_g) if one.hgvs_g else None
    except NotationError:
        return
    if change is None or change.alleles is None:
        return
    pos1, reference, alternate = change.alleles
    accession = accession_of(change.contig, change.build)
    if accession and len(reference) == len(alternate) == 1:
        name = f"{accession}:g.{pos1}{reference}>{alternate}"
        yield component(loinc(_GENOMIC, "Genomic DNA change (gHGVS)"), valueCodeableConcept=hgvs(name))
    if change.build in _BUILDS:
        answer = loinc(_BUILDS[change.build], change.build)
        yield component(loinc(_ASSEMBLY), valueCodeableConcept=answer)
    if accession:
        yield component(loinc(_SEQUENCE), valueCodeableConcept=words(accession))
    yield component(loinc(_CHROMOSOME), valueCodeableConcept=words(f"Chromosome {change.contig}"))
    yield component(loinc(_REFERENCE), valueString=reference or "-")
    yield component(loinc(_ALTERNATE), valueString=alternate or "-")
    yield component(loinc(_RANGE), valueRange={"low": {"value": pos1}})
