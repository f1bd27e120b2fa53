"""GA4GH phenopackets, version 1 and 2, as JSON: genomic interpretations, variants, measurements, diagnostic markers.

Records: each of them, of the person and of the tumor samples. What was rejected is set aside; what a control sample has
is of the germline. Several members of a cohort, or several tumor samples, are never mixed. Persons, relatives and
phenotypes are read past.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import StatementObservation, Unresolved
from oncotier.domain.value import Value
from oncotier.errors import InputError, NotationError
from oncotier.notation import statement
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.ends import End, Ends, Filtered, OutOfScope
from oncotier.readers.fhir_diagnosis import is_tumor, main_diagnosis
from oncotier.readers.fhir_markers import read_marker
from oncotier.readers.fhir_measures import read_measures
from oncotier.readers.fhir_other import read_other
from oncotier.readers.json_document import JsonObject, at, flag, objects, parse_json, say_repeated, text
from oncotier.readers.phenopacket_variant import descriptor_of_allele, read_variation
from oncotier.readers.reader import Confidence, Context, choose_sample
from oncotier.readers.vendor_words import significance_flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import Place
    from oncotier.readers.json_document import Json
    from oncotier.readers.source import InputFile

__all__ = ["read", "samples", "sniff"]

_KEYS = lazy_pattern(
    rb'"(?:phenopacketSchemaVersion|phenopacket_schema_version|genomicInterpretations|phenotypicFeatures)"\s*:'
)
_NAMED = {"interpretations", "subject", "metaData", "meta_data"}
_REJECTED = {"REJECTED", "1"}
_UNFINISHED = {"IN_PROGRESS"}
_CONTROL = lazy_pattern(r"reference sample|\bnormal\b|\bcontrol\b|\bgermline\b|EFO:0009654", re.IGNORECASE)


class _Sample(Value, frozen=True):
    """One person, or one of several tumor samples of a person: a stand-in name, the packet, the sample's own id."""

    name: str
    packet: JsonObject
    biosample: str = ""


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: JSON with the keys of a phenopacket, which no FHIR resource has."""
    is_json = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}
    return Confidence.CERTAIN if is_json and _KEYS.search(head) and b'"resourceType"' not in head else Confidence.NO


def samples(source: InputFile) -> tuple[str, ...]:
    """Return stand-in names of the members of a cohort and of several tumor samples, for their own are not shown."""
    document, _ = parse_json(source.read_whole(), file=source.name)
    return tuple(one.name for one in _samples(document) if one.name)


def read(source: InputFile, context: Context) -> Reading:
    """Read one phenopacket. Raises InputError for what is none, SampleChoiceError for several persons or tumors."""
    document, repeated = parse_json(source.read_whole(), file=source.name)
    known = _samples(document)
    if not known:
        raise InputError("no phenopacket", file=source.name, hint="expected subject, interpretations and metaData")
    names = tuple(one.name for one in known if one.name)
    name = choose_sample(names, context.settings.sample, file=source.name) if names else ""
    sample = next(one for one in known if one.name == name)
    ends = Ends(source.name, context.names)
    packet = _Packet(sample, context.settings.build)
    packet.read(ends, _wrapped(document))
    say_repeated(ends, repeated)
    if relatives := len(objects(document, "relatives")):
        ends.note("relatives_not_read", "info", f"the findings of {relatives} relatives are not read")
    ends.judge_absence(speaks_of_genes=packet.has_variants)
    return ends.reading(
        source,
        name="phenopacket",
        build=context.settings.build,
        sample=sample.name if len(names) > 1 else "",
        tumor_type=packet.diagnosis(ends, _wrapped(document)),
    )


def _samples(document: Json) -> tuple[_Sample, ...]:
    """Return every person and tumor sample; one alone has no name."""
    members = objects(document, "members") or objects(document)
    packets = [_packet(one) for one in members]
    found: list[_Sample] = []
    for number1, packet in enumerate((one for one in packets if _NAMED & one.keys()), start=1):
        member = f"member-{number1}" if len(packets) > 1 else ""
        tumors = _tumor_samples(packet)
        if len(tumors) < 2:
            found.append(_Sample(member, packet))
            continue
        prefix = f"{member}-" if member else ""
        found += [_Sample(f"{prefix}biosample-{place1}", packet, one) for place1, one in enumerate(tumors, start=1)]
    return tuple(found)


def _packet(document: JsonObject) -> JsonObject:
    inner = at(document, "phenopacket") or at(document, "proband") or document
    return inner if isinstance(inner, dict) else {}


def _wrapped(document: Json) -> list[JsonObject]:
    """Return the interpretation of version 1, which stands around its phenopacket."""
    return objects(document) if at(document, "diagnosis") is not None else []


def _tumor_samples(packet: JsonObject) -> tuple[str, ...]:
    """Return the ids of the samples that findings are of, without controls."""
    samples = {text(one, "id"): one for one in objects(packet, "biosamples") if text(one, "id")}
    of = (text(one, "subjectOrBiosampleId") for _, one in _interpreted(objects(packet, "interpretations")))
    own = (key for key, one in samples.items() if any(at(one, part) for part in ("variants", "measurements")))
    found = dict.fromkeys(key for key in (*of, *own) if key in samples)
    return tuple(key for key in found if not _is_control(samples[key]))


def _is_control(sample: JsonObject) -> bool:
    words = " ".join(
        text(sample, f"{key}/{part}") for key in ("materialSample", "sampleType") for part in ("id", "label")
    )
    return flag(sample, "isControlSample") or _CONTROL.search(words) is not None


def _interpreted(interpretations: list[JsonObject]) -> Iterator[tuple[JsonObject, JsonObject]]:
    """Yield every genomic interpretation with its diagnosis; what is no object as an empty one."""
    for interpretation in interpretations:
        for diagnosis in objects(interpretation, "diagnosis"):
            for one in _listed(at(diagnosis, "genomicInterpretations")):
                yield diagnosis, one if isinstance(one, dict) else {}


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _odd(holder: JsonObject) -> list[Json]:
    """Return what is no object where a variant, a measurement or a marker should be."""
    parts = (_listed(at(holder, key)) for key in ("variants", "measurements", "diagnosticMarkers"))
    return [one for part in parts for one in part if not isinstance(one, dict)]


class _Packet:
    """What one phenopacket says of one sample."""

    def __init__(self, sample: _Sample, build: str) -> None:
        self._packet = sample.packet
        self._build = build
        self.has_variants = False
        of_all = {text(one, "id"): one for one in objects(sample.packet, "biosamples")}
        self._controls = {key for key, one in of_all.items() if _is_control(one)}
        self._left_out = set(_tumor_samples(sample.packet)) - {sample.biosample} if sample.biosample else set()
        self._biosamples = [one for key, one in of_all.items() if key not in self._left_out]

    def read(self, ends: Ends, wrapped: list[JsonObject]) -> None:
        """Read every record."""
        interpretations = _listed(at(self._packet, "interpretations")) + list(wrapped)
        for _ in (one for one in interpretations if not isinstance(one, dict)):
            ends.take([_no_change(ends.place(), "")])
        if any(text(one, "progressStatus").upper() in _UNFINISHED for one in objects(list(interpretations))):
            ends.note("report_preliminary", "warning", "an interpretation is still in progress")
        for _, one in _interpreted([one for one in interpretations if isinstance(one, dict)]):
            if text(one, "subjectOrBiosampleId") not in self._left_out:
                self.has_variants = True
                ends.take(self._interpretation(one, ends.place()))
        for holder in (self._packet, *self._biosamples):
            is_control = holder is not self._packet and _is_control(holder)
            origin = Origin.GERMLINE if is_control else Origin.UNKNOWN
            for _ in _odd(holder):
                ends.take([_no_change(ends.place(), "")])
            for variant in objects(holder, "variants"):
                self.has_variants = True
                ends.take(self._allele(variant, "", ends.place(), origin, ()))
            for measurement in [] if is_control else objects(holder, "measurements"):
                ends.take(_measurement(measurement, ends.place()))
            for marker in [] if is_control else objects(holder, "diagnosticMarkers"):
                ends.take([_diagnostic_marker(text(marker, "label"), ends.place())])
        for gene in objects(self._packet, "genes") if not ends.records else []:
            ends.take([_no_change(ends.place(), text(gene, "symbol"))])

    def _interpretation(self, one: JsonObject, place: Place) -> Iterator[End]:
        if text(one, "interpretationStatus", "status").upper() in _REJECTED:
            yield Filtered("rejected_by_source")
            return
        origin = Origin.GERMLINE if text(one, "subjectOrBiosampleId") in self._controls else Origin.UNKNOWN
        variant = at(one, "variantInterpretation")
        descriptor = at(variant, "variationDescriptor")
        flags = significance_flags(text(variant, "acmgPathogenicityClassification").replace("_", " "))
        paths = ("geneContext/symbol", "geneContext/valueId")
        gene = text(descriptor, *paths) or text(one, "gene/symbol", "gene/valueId")
        if isinstance(descriptor, dict):
            yield from read_variation(descriptor, gene, place, build=self._build, origin=origin, flags=flags)
        elif alleles := [*objects(variant, "variant"), *objects(one, "variant")]:  # before version 2
            yield from self._allele(alleles[0], gene, place, origin, flags)
        else:
            yield _no_change(place, gene)

    def _allele(
        self, variant: JsonObject, gene: str, place: Place, origin: Origin, flags: tuple[str, ...]
    ) -> Iterator[End]:
        descriptor = descriptor_of_allele(variant)
        if descriptor is None:
            yield OutOfScope("mouse_allele") if at(variant, "mouseAllele") is not None else _no_change(place, gene)
        else:
            yield from read_variation(descriptor, gene, place, build=self._build, origin=origin, flags=flags)

    def diagnosis(self, ends: Ends, wrapped: list[JsonObject]) -> str:
        """Return the disease of the diagnosis or of the person, else the histology of the sample."""
        interpretations = [*objects(self._packet, "interpretations"), *wrapped]
        found = [
            text(one, "disease/label", "disease/term/label")
            for interpretation in interpretations
            for one in objects(interpretation, "diagnosis")
        ]
        found += [text(one, "term/label") for one in objects(self._packet, "diseases") if not flag(one, "excluded")]
        if not any(map(is_tumor, found)):
            used = set(_tumor_samples(self._packet)) - self._left_out
            tumors = [one for one in self._biosamples if not _is_control(one)]
            tumors = [one for one in tumors if text(one, "id") in used] or tumors
            found = [*(text(one, "histologicalDiagnosis/label") for one in tumors), *found]
        return main_diagnosis([one for one in found if one], ends)


def _no_change(place: Place, gene: str) -> Unresolved:
    return Unresolved(place.source(gene), "no_change", f"{gene or 'a gene'}: named without its change")


def _measurement(measurement: JsonObject, place: Place) -> Iterator[End]:
    """Read a measurement as the Observation of FHIR that says the same."""
    value = at(measurement, "value")
    unit = text(value, "quantity/unit/label", "quantity/unit/id")
    observation: JsonObject = {"code": _concept(at(measurement, "assay"))}
    if text(value, "quantity/value"):
        observation["valueQuantity"] = {"value": text(value, "quantity/value"), "unit": unit}
    if isinstance(found := at(value, "ontologyClass"), dict):
        observation["valueCodeableConcept"] = _concept(found)
    if words := text(measurement, "description"):
        observation["note"] = [{"text": words}]
    ends = tuple(read_measures(observation, place)) or tuple(read_marker(observation, place))
    yield from ends or read_other(observation, place)


def _concept(term: Json) -> JsonObject:
    return {"coding": [{"code": text(term, "id").rpartition(":")[2], "display": text(term, "label")}]}


def _diagnostic_marker(words: str, place: Place) -> End:
    source = place.source(words)
    try:
        statement.read(words, place.names)
    except NotationError:
        return Unresolved(source, "biomarker_not_read", f"{words[:80] or 'a marker'}: give it as a finding")
    return StatementObservation(source, words)
