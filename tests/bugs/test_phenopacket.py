"""Phenopackets: version 1, cohorts, several samples, measurements and most notations were not read, or mixed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from oncotier.domain.alteration import Origin
from oncotier.errors import SampleChoiceError
from oncotier.readers import phenopacket
from oncotier.readers.source import open_input
from tests.readers.builders import codes, labels, only_variant, read, tally

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

V600E, HGVS = {"BRAF V600E"}, "NM_004333.6:c.1799T>A"
PLACE = {"genomeAssembly": "GRCh38", "chrom": "7", "pos": 140753336, "ref": "A", "alt": "T"}


def expressed(syntax: str, value: str, gene: str = "BRAF") -> dict[str, Any]:
    return {"geneContext": {"symbol": gene}, "expressions": [{"syntax": syntax, "value": value}]}


BRAF, KRAS = expressed("hgvs.p", "p.Val600Glu"), expressed("hgvs.p", "p.Gly12Cys", "KRAS")


def of(descriptor: object, *, sample: str = "x", **more: Any) -> dict[str, Any]:
    return {"subjectOrBiosampleId": sample, "variantInterpretation": {"variationDescriptor": descriptor}, **more}


def packet(*interpreted: object, **more: Any) -> dict[str, Any]:
    diagnosis = {"genomicInterpretations": list(interpreted)}
    interpretations = [{"diagnosis": diagnosis}] if interpreted else []
    meta = {"phenopacketSchemaVersion": "2.0"}
    return {"subject": {"id": "Fakepatient"}, "interpretations": interpretations, "metaData": meta, **more}


def read_in(folder: Path, document: object, **more: Any) -> Reading:
    reading = read(folder, json.dumps(document), **more)
    tally(reading)
    assert "Fakepatient" not in repr(reading)
    return reading


@pytest.mark.parametrize(
    "descriptor",
    [
        expressed("spdi", "NC_000007.14:140753335:A:T"),
        expressed("hgvs.g", "NC_000007.14:g.140753336A>T", ""),
        expressed("hgvs.c", HGVS, ""),
        {"label": "BRAF V600E", "expressions": [{"syntax": "hgvs.p", "value": "p.Val600Glu"}]},
        {**BRAF, "geneContext": {"valueId": "HGNC:1097"}},
        {"expressions": [*expressed("hgvs.c", "oops")["expressions"], {"value": "NC_000007.14:g.140753336A>T"}]},
        {**BRAF, "variation": {"copyNumber": {"number": {"value": "3"}}}},
        {"vcfRecord": {**PLACE, "filter": "PASS"}},
    ],
)
def test_one_change(tmp_path: Path, descriptor: dict[str, Any]) -> None:
    assert labels(read_in(tmp_path, packet(of(descriptor)))) == V600E


def test_the_filter_of_a_record(tmp_path: Path) -> None:
    reading = read_in(tmp_path, packet(of({"vcfRecord": {**PLACE, "filter": "LowQual"}})))
    assert (only_variant(reading).filter, labels(reading)) == ("LowQual", set())


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"structuralType": {"id": "SO:0001565"}}, {"ALK fusion"}),
        ({"structuralType": {"id": "SO:0001565"}, "label": "EML4-ALK fusion"}, {"EML4::ALK fusion"}),
        ({"variation": {"copyNumber": {"number": {"value": "12"}}}}, {"ALK amplification"}),
        ({"variation": {"copyNumberCount": {"copies": {"value": 0}}}}, {"ALK deletion"}),
        ({"variation": {"copyNumber": {"indefiniteRange": {"value": 10, "comparator": ">="}}}}, {"ALK amplification"}),
        ({"variation": {"copyNumber": {"relativeCopyClass": "complete loss"}}}, {"ALK deletion"}),
        ({"structuralType": {"id": "EFO:0030072"}}, {"ALK gain"}),
        ({"structuralType": {"id": "SO:0001565"}, "label": "not readable"}, {"ALK fusion"}),
        (
            {"structuralType": {"id": "SO:0001743"}, "variation": {"copyNumber": {"number": {"value": 0}}}},
            {"ALK deletion"},
        ),
    ],
)
def test_structure(tmp_path: Path, more: dict[str, Any], expected: set[str]) -> None:
    assert labels(read_in(tmp_path, packet(of({"geneContext": {"symbol": "ALK"}, **more})))) == expected


@pytest.mark.parametrize(
    "counted", [{"indefiniteRange": {"value": 10, "comparator": "<="}}, {"definiteRange": {"min": 9}}]
)
def test_an_upper_bound_is_no_number_of_copies(tmp_path: Path, counted: dict[str, Any]) -> None:
    reading = read_in(tmp_path, packet(of({"geneContext": {"symbol": "MET"}, "variation": {"copyNumber": counted}})))
    assert [one.reason for one in reading.unresolved] == ["not_determined"]


@pytest.mark.parametrize("status", ["REJECTED", "rejected", 1])
def test_rejected_by_name_and_number(tmp_path: Path, status: object) -> None:
    reading = read_in(tmp_path, packet(of(BRAF, interpretationStatus=status)))
    assert reading.filtered_by == {"rejected_by_source": 1}


@pytest.mark.parametrize(
    ("allele", "expected"),
    [
        ({"hgvsAllele": {"hgvs": HGVS}}, V600E),
        ({"vcfAllele": {**PLACE, "chr": "7"}}, V600E),
        (
            {
                "spdiAllele": {
                    "seqId": "NC_000007.14", "position": 140753335, "deletedSequence": "A", "insertedSequence": "T",
                }
            },
            V600E,
        ),
        ({"iscnAllele": {"iscn": "t(9;22)(q34;q11.2)"}}, {"BCR::ABL1 fusion"}),
        ({"mouseAllele": {"gene": "Braf"}}, set()),
    ],
)  # fmt: skip
def test_version_1(tmp_path: Path, allele: dict[str, Any], expected: set[str]) -> None:
    assert labels(read_in(tmp_path, packet(variants=[allele]))) == expected
    sample = {"id": "b", "variants": [allele], "histologicalDiagnosis": {"label": "Melanoma"}}
    of_sample = read_in(tmp_path, packet(biosamples=[sample]))
    assert (labels(of_sample), of_sample.tumor_type) == (expected, "Melanoma")


def test_an_interpretation_of_version_1(tmp_path: Path) -> None:
    alleles = [{"variant": {"hgvsAllele": {"hgvs": one}}, "status": status} for one, status in (
        (HGVS, "CAUSATIVE"), ("NM_005228.5:c.2573T>G", "REJECTED"))]  # fmt: skip
    diagnosis = {"disease": {"term": {"label": "Melanoma"}}, "genomicInterpretations": alleles}
    reading = read_in(tmp_path, {"phenopacket": packet(), "diagnosis": [diagnosis]})
    assert (labels(reading), reading.tumor_type, tally(reading).read) == (V600E, "Melanoma", 2)


def test_genes_without_a_change_are_listed(tmp_path: Path) -> None:
    reading = read_in(tmp_path, packet(genes=[{"symbol": "BRAF"}]))
    assert [one.reason for one in reading.unresolved] == ["no_change"]


def measured(code: str, label: str, **value: Any) -> dict[str, Any]:
    return {"assay": {"id": code, "label": label}, "value": value}


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (measured("LOINC:81695-9", "MSI", ontologyClass={"id": "LOINC:LA26203-2"}), {"MSI-H"}),
        (measured("x:1", "Tumor Mutational Burden", quantity={"unit": {"label": "mut/Mb"}, "value": 12.5}),
         {"TMB 12.5 mut/Mb"}),
        (measured("LOINC:16112-5", "Estrogen receptor", ontologyClass={"label": "Positive"}), {"ER positive"}),
        (measured("LOINC:718-7", "Hemoglobin", quantity={"unit": {"label": "g/dL"}, "value": 12}), set()),
    ],
)  # fmt: skip
def test_measurements(tmp_path: Path, one: dict[str, Any], expected: set[str]) -> None:
    reading = read_in(tmp_path, packet(measurements=[one]))
    assert (labels(reading), tally(reading).read) == (expected, 1)
    assert labels(read_in(tmp_path, packet(biosamples=[{"id": "b", "measurements": [one]}]))) == expected


def test_diagnostic_markers(tmp_path: Path) -> None:
    markers = [{"label": "ER positive"}, {"label": "Some stain"}]
    reading = read_in(tmp_path, packet(biosamples=[{"id": "b", "diagnosticMarkers": markers}]))
    assert (labels(reading), [one.reason for one in reading.unresolved]) == ({"ER positive"}, ["biomarker_not_read"])


def test_members_of_a_cohort_are_not_mixed(tmp_path: Path) -> None:
    document = {"members": [packet(of(BRAF)), packet(of(KRAS))], "metaData": {}}
    with pytest.raises(SampleChoiceError) as raised:
        read_in(tmp_path, document)
    assert raised.value.hint == "samples: member-1, member-2"
    assert labels(read_in(tmp_path, document, sample="member-2")) == {"KRAS G12C"}
    assert phenopacket.samples(open_input(str(tmp_path / "input"))) == ("member-1", "member-2")


def test_one_person_has_no_stand_in_name(tmp_path: Path) -> None:
    assert not read_in(tmp_path, packet(of(BRAF))).sample
    assert phenopacket.samples(open_input(str(tmp_path / "input"))) == ()


def test_relatives_are_said(tmp_path: Path) -> None:
    reading = read_in(tmp_path, {"proband": packet(of(BRAF)), "relatives": [packet(of(KRAS))]})
    assert (labels(reading), codes(reading)) == (V600E, {"relatives_not_read"})


def test_tumor_samples_are_not_mixed(tmp_path: Path) -> None:
    document = packet(of(BRAF, sample="b1"), of(KRAS, sample="b2"), biosamples=[{"id": "b1"}, {"id": "b2"}])
    with pytest.raises(SampleChoiceError, match="2 samples"):
        read_in(tmp_path, document)
    assert labels(read_in(tmp_path, document, sample="biosample-1")) == V600E


def test_a_control_sample_is_of_the_germline(tmp_path: Path) -> None:
    names = ("abnormal sample", "reference sample")
    held = [{"id": f"b{n}", "materialSample": {"label": name}} for n, name in enumerate(names)]
    reading = read_in(tmp_path, packet(of(BRAF, sample="b0"), of(KRAS, sample="b1"), biosamples=held))
    found = {getattr(one, "gene", ""): one.origin for one in reading.observations}
    assert found == {"BRAF": Origin.UNKNOWN, "KRAS": Origin.GERMLINE}


def test_an_allele_that_is_not_stated_is_no_deletion(tmp_path: Path) -> None:
    reading = read_in(tmp_path, packet(of({"vcfRecord": {**PLACE, "alt": ""}})))
    assert [one.reason for one in reading.unresolved] == ["no_change"]


@pytest.mark.parametrize(
    "document",
    [packet(measurements=[5]), packet("BRAF V600E"), packet(of("BRAF V600E")), packet(interpretations=["x"])],
)
def test_what_is_no_object_is_listed(tmp_path: Path, document: object) -> None:
    assert [one.reason for one in read_in(tmp_path, document).unresolved] == ["no_change"]


def test_the_histology_of_the_sample_that_was_sequenced(tmp_path: Path) -> None:
    held = [{"id": one, "histologicalDiagnosis": {"label": one}} for one in ("Prostate cancer", "Melanoma")]
    reading = read_in(tmp_path, packet(of(BRAF, sample="Melanoma"), biosamples=held))
    assert (reading.tumor_type, codes(reading)) == ("Melanoma", set())


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"diseases": [{"term": {"label": "Hypertension"}}, {"term": {"label": "Melanoma"}}]}, "Melanoma"),
        ({"diseases": [{"term": {"label": "Lung cancer"}, "excluded": True}]}, ""),
        ({"biosamples": [{"id": "b", "histologicalDiagnosis": {"label": "Melanoma"}}]}, "Melanoma"),
    ],
)
def test_tumor_type(tmp_path: Path, more: dict[str, Any], expected: str) -> None:
    assert read_in(tmp_path, packet(of(BRAF), **more)).tumor_type == expected
