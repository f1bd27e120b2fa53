"""The report as an HL7 FHIR R4 bundle by the Genomics Reporting guide; preliminary, without a patient.

One DiagnosticReport, one Observation per alteration, one therapeutic implication per option. Ids are made of the
report's content: the same report gives the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oncotier.exporters.exporter import Exporter, Screen

if TYPE_CHECKING:
    from oncotier.domain.report import Option, Report

__all__ = ["FHIR"]

Resource = dict[str, Any]

_STATUS = "preliminary"
_RESPONSE = {
    ("sensitivity", "available"): ("LA6677-4", "Responsive"),
    ("resistance", "blocked"): ("LA6676-6", "Resistant"),
    ("no_benefit", "blocked"): ("LA9662-3", "Presumed non-responsive"),
}
"""Answers for what stands without reserve; an option with a condition or against which something speaks is in words."""


def render(report: Report, screen: Screen) -> str:
    """Return the bundle as indented JSON."""
    import msgspec

    del screen
    return msgspec.json.format(msgspec.json.encode(_Bundle(report).document()), indent=2).decode() + "\n"


class _Bundle:
    """The resources of one report, each by its URL."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.labels = {one.id: one.label for one in report.alterations}
        self.digest = _digest(report)
        self.urls = {one.id: self._url(f"alteration/{one.id}") for one in report.alterations}

    def document(self) -> Resource:
        """Return the bundle, the report first."""
        findings = [self._finding(index) for index in range(len(self.report.alterations))]
        options = (*self.report.options, *self.report.not_recommended)
        implications = [self._implication(number1, option) for number1, option in enumerate(options, start=1)]
        entries = [*findings, *implications]
        first = self._entry("report", self._diagnostic_report([entry["fullUrl"] for entry in entries]))
        return {
            "resourceType": "Bundle",
            "id": self._identifier("bundle"),
            "type": "collection",
            "entry": [first, *entries],
        }

    def _identifier(self, name: str) -> str:
        import uuid

        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:oncotier:{self.digest}:{name}"))

    def _url(self, name: str) -> str:
        return f"urn:uuid:{self._identifier(name)}"

    def _entry(self, name: str, parts: Resource) -> Resource:
        from oncotier.exporters.fhir_terms import CATEGORY, GUIDE

        kind, profile = parts.pop("_kind")
        category = list(CATEGORY) if kind == "Observation" else list(CATEGORY[1:])
        resource = {
            "resourceType": kind,
            "id": self._identifier(name),
            "meta": {"profile": [f"{GUIDE}/StructureDefinition/{profile}"]},
            "status": _STATUS,
            "category": category,
            **parts,
        }
        return {"fullUrl": self._url(name), "resource": resource}

    def _finding(self, index: int) -> Resource:
        from oncotier.exporters.fhir_finding import finding

        one = self.report.alterations[index]
        profile, parts = finding(one, self.report.gene_ids)
        return self._entry(f"alteration/{one.id}", {"_kind": ("Observation", profile), **parts})

    def _implication(self, number1: int, option: Option) -> Resource:
        from oncotier.exporters.fhir_terms import component, guide_code, loinc, words

        tumor = self.report.sample.tumor_name
        parts = [
            component(guide_code("therapeutic-implication"), valueCodeableConcept=_response(option)),
            component(loinc("51963-7", "Medication assessed"), valueCodeableConcept=words(option.therapy)),
        ]
        if option.amp_tier or option.escat not in {"", "-"}:
            parts.append(component(loinc("93044-6", "Level of evidence"), valueCodeableConcept=words(_level(option))))
        if tumor:
            parts.append(component(loinc("81259-4"), valueCodeableConcept=words(tumor)))
        based = option.spoken_of
        derived = [{"reference": self.urls[identifier]} for identifier in based if identifier in self.urls]
        return self._entry(
            f"option/{number1}",
            {
                "_kind": ("Observation", "therapeutic-implication"),
                "code": guide_code("therapeutic-implication"),
                **({"derivedFrom": derived} if derived else {}),
                "note": [words(line) for line in _remarks(option)],
                "component": parts,
            },
        )

    def _diagnostic_report(self, urls: list[str]) -> Resource:
        from oncotier.exporters.fhir_terms import loinc, words

        sample = self.report.sample.id
        return {
            "_kind": ("DiagnosticReport", "genomic-report"),
            "code": loinc("51969-4", "Genetic analysis report"),
            **({"specimen": [{"display": words(sample)["text"]}]} if sample else {}),
            **({"result": [{"reference": url} for url in urls]} if urls else {}),
            "conclusion": "\n".join(words(line)["text"] for line in self._conclusion()),
        }

    def _conclusion(self) -> list[str]:
        """Say what the Observations cannot: gaps, warnings, what was not understood, and that it is no advice."""
        report = self.report
        lines = [report.disclaimer]
        lines += ["INCOMPLETE: an input could not be read whole."] if report.incomplete else []
        stamp = report.knowledge_base
        lines.append(f"oncotier {report.program_version}, knowledge base {stamp.version} as of {stamp.as_of}.")
        tumor = f"{report.sample.tumor_name} ({report.sample.tumor_code})" if report.sample.tumor_code else "not given"
        lines.append(f"Tumor type: {tumor}.")
        if report.sample.prior_therapies:
            lines.append(f"Prior therapies: {', '.join(report.sample.prior_therapies)}.")
        lines.append(f"Options: {len(report.options)}; not recommended: {len(report.not_recommended)}.")
        lines += [f"Asked for in this tumor type: {one.biomarker}: {one.state}" for one in report.testing]
        lines += [f"Without an option: {self.labels[one.alteration]}: {one.words}" for one in report.unmatched]
        lines += [f"Not understood: {one.source.words}: {one.words}" for one in report.unresolved]
        lines += [f"{one.severity}: {one.where} {one.words}" for one in report.notices if one.severity != "info"]
        return lines


def _digest(report: Report) -> str:
    import hashlib

    from oncotier.exporters import json

    return hashlib.sha256(json.JSON_LINES.render(report, Screen()).encode()).hexdigest()


def _response(option: Option) -> Resource:
    from oncotier.exporters.fhir_terms import loinc, words

    said = f"{option.effect.value.replace('_', ' ')}, {option.state.value}"
    answer = _RESPONSE.get((option.effect.value, option.state.value))
    if answer is None or option.status.value == "withdrawn":
        return words("not recommended" if option.rank is None else said)
    return {**loinc(*answer), **words(said)}


def _level(option: Option) -> str:
    tiers = [f"AMP/ASCO/CAP {option.amp_tier}"] if option.amp_tier else []
    tiers += [f"ESCAT {option.escat}"] if option.escat not in {"", "-"} else []
    return "; ".join(tiers)


def _remarks(option: Option) -> list[str]:
    """Return the words of an option: its place, what it needs, what speaks against it, what it rests on."""
    rank = f"rank {option.rank}" if option.rank is not None else "NOT RECOMMENDED"
    lines = [f"{rank}: {option.therapy}: {option.state.value}, {option.status.value}, {option.evidence.value}"]
    lines += [f"needs: {condition}" for condition in option.conditions]
    lines += [f"against: {words}" for words in dict.fromkeys(one.words for one in option.conflicts)]
    lines += [f"setting: {setting}" for setting in option.settings]
    lines += option.notes
    lines.append(f"knowledge-base rows: {', '.join(option.assertions) or 'none'}")
    if option.sources:
        lines.append(f"sources: {', '.join(option.sources)}")
    return lines


FHIR = Exporter("fhir", ".fhir.json", "HL7 FHIR R4 bundle by the Genomics Reporting guide, without a patient", render)
