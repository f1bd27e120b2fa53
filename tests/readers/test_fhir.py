"""The FHIR reader: what each component says, absences that are no findings, and what the sender only claims."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import CopyNumberObservation, RearrangementObservation, StatementObservation
from oncotier.errors import InputError, SampleChoiceError
from oncotier.readers import fhir
from oncotier.readers.source import open_input
from tests.readers.builders import codes, labels, only_variant, read, read_path, tally
from tests.readers.tiny_reports import bundle, coded, component, variant

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

GENE = component("48018-6", "EGFR")
SO = "http://www.sequenceontology.org/"


def one(folder: Path, *parts: object, **more: object) -> Reading:
    reading = read(folder, bundle([variant(*parts, **more)]))  # type: ignore[arg-type]
    tally(reading)
    return reading


def so(code: str, where: str = "48019-4") -> dict[str, object]:
    return {"code": coded(where), "valueCodeableConcept": coded(code, system=SO)}


def quantity(code: str, value: object, unit: str = "") -> dict[str, object]:
    return component(code, {"value": value, "code": unit}, "valueQuantity")


def observation(code: str, **more: object) -> dict[str, object]:
    return {"resourceType": "Observation", "id": "o", "status": "final", "code": coded(code), **more}


TITLE = "Malignant neoplasm of unspecified part of bronchus or lung"


class TestSmallVariants:
    def test_every_component(self, tmp_path: Path) -> None:
        reading = one(
            tmp_path,
            component("48018-6", coded("HGNC:3236", "EGFR", "http://www.genenames.org")),
            component("51958-7", "NM_005228.5"),
            component("48004-6", "NM_005228.5:c.2573T>G"),
            component("48005-3", "NP_005219.2:p.(Leu858Arg)"),
            component("81290-9", "NC_000007.13:g.55259515T>G"),
            component("48002-0", coded("LA6684-0")),
            quantity("81258-6", 57.4, "%"),
            so("SO:0001583", "molecular-consequence"),
        )
        found = only_variant(reading)
        assert (found.gene, found.vaf, found.origin, found.depth) == ("EGFR", 0.574, Origin.SOMATIC, None)
        assert (found.transcript, found.consequence) == ("NM_005228.5", "missense_variant")
        assert found.locus is not None
        assert (found.locus.build, found.locus.pos1) == ("GRCh37", 55259515)
        assert labels(reading) == {"EGFR L858R"}
        assert not codes(reading)

    @pytest.mark.parametrize(
        ("value", "unit", "vaf"),
        [
            (57.4, "%", 0.574),
            (0.574, "1", 0.574),
            (0.5, "", None),
            (57.4, "1", None),
            (101, "%", None),
            (-1, "%", None),
        ],
    )
    def test_the_unit_of_a_fraction_is_never_guessed(
        self, tmp_path: Path, value: float, unit: str, vaf: float | None
    ) -> None:
        reading = one(tmp_path, GENE, component("48005-3", "p.L858R"), quantity("81258-6", value, unit))
        assert only_variant(reading).vaf == vaf
        assert ("vaf_unreadable" in codes(reading)) is (vaf is None)

    @pytest.mark.parametrize(
        ("name", "build"),
        [("NC_000007.14:g.55191822T>G", "GRCh38"), ("NC_000007.13:g.55259515T>G", "GRCh37")],
    )
    def test_a_place_alone_is_called(self, tmp_path: Path, name: str, build: str) -> None:
        reading = one(tmp_path, component("81290-9", name))
        found = only_variant(reading)
        assert found.locus is not None
        assert (found.gene, found.locus.build) == ("", build)
        assert labels(reading) == {"EGFR L858R"}

    @pytest.mark.parametrize(("system", "low"), [("LA30100-4", 55191821), ("LA30102-0", 55191822), ("", 55191822)])
    def test_alleles_by_range(self, tmp_path: Path, system: str, low: int) -> None:
        parts = [
            component("48013-7", "NC_000007.14"),
            component("69547-8", "T", "valueString"),
            component("69551-0", "G", "valueString"),
            component("81254-5", {"low": {"value": low}}, "valueRange"),
        ]
        parts += [component("92822-6", coded(system))] if system else []
        assert labels(one(tmp_path, *parts)) == {"EGFR L858R"}

    @pytest.mark.parametrize("assembly", ["LA26806-2", "GRCh38"])
    def test_alleles_by_chromosome_and_assembly(self, tmp_path: Path, assembly: str) -> None:
        stated = coded(assembly) if assembly.startswith("LA") else assembly
        reading = one(
            tmp_path,
            component("48000-4", coded("LA21260-7", "Chromosome 7")),
            component("62374-4", stated),
            component("69547-8", "T", "valueString"),
            component("69551-0", "G", "valueString"),
            component("81254-5", {"low": {"value": 55191822}}, "valueRange"),
        )
        assert (labels(reading), reading.build) == ({"EGFR L858R"}, "GRCh38")

    def test_a_deletion_whose_bases_are_known_to_the_tables(self, tmp_path: Path) -> None:
        reading = one(tmp_path, GENE, component("81290-9", "NC_000007.14:g.55174772_55174786del"))
        assert [type(found) for found in reading.observations] == [StatementObservation]

    def test_the_transcript_of_the_name_counts(self, tmp_path: Path) -> None:
        reading = one(tmp_path, GENE, component("51958-7", "NM_004656"), component("48004-6", "NM_005228.5:c.2573T>G"))
        assert only_variant(reading).transcript == "NM_005228.5"
        assert "transcript_differs" in codes(reading)

    def test_an_unreadable_name_does_not_cost_the_other(self, tmp_path: Path) -> None:
        reading = one(tmp_path, GENE, component("48005-3", "p.L858R"), component("48004-6", "c.oops"))
        assert labels(reading) == {"EGFR L858R"}
        assert "coding_unreadable" in codes(reading)

    def test_variation_in_words(self, tmp_path: Path) -> None:
        reading = one(tmp_path, component("48018-6", "MET"), component("81252-9", "exon 14 skipping", "valueString"))
        assert labels(reading) == {"MET exon 14 skipping"}

    @pytest.mark.parametrize("name", ["12345", "clinvar:12345", "ga4gh:VA.x"])
    def test_an_identifier_is_no_name(self, tmp_path: Path, name: str) -> None:
        reading = one(tmp_path, GENE, component("81252-9", coded(name)))
        assert [found.reason for found in reading.unresolved] == ["no_change"]

    def test_what_is_derived_from_a_variant_is_read_with_it(self, tmp_path: Path) -> None:
        consequence = observation(
            "molecular-consequence",
            derivedFrom=[{"reference": "urn:uuid:v1"}],
            component=[component("48005-3", "p.Leu858Arg")],
        )
        verdict = observation(
            "diagnostic-implication",
            derivedFrom=[{"reference": "Observation/v1"}],
            component=[component("53037-8", coded("LA26333-7"))],
        )
        reading = read(tmp_path, bundle([variant(GENE), consequence, verdict]))
        assert (only_variant(reading).protein, only_variant(reading).flags) == ("p.Leu858Arg", ("vendor:unknown",))
        assert tally(reading).out_of_scope_by == {"annotation_of_a_variant": 2}

    def test_phase(self, tmp_path: Path) -> None:
        both = [{"reference": "Observation/a"}, {"reference": "Observation/b"}]
        phase = observation("82120-7", derivedFrom=both, valueCodeableConcept=coded("x", "Cis"))
        first = variant(GENE, component("48005-3", "p.T790M"), name="a")
        second = variant(GENE, component("48005-3", "p.C797S"), name="b")
        reading = read(tmp_path, bundle([first, second, phase]))
        assert [found.flags for found in reading.observations] == [("in_cis",), ("in_cis",)]


class TestPresence:
    @pytest.mark.parametrize("code", ["LA18198-4", "LA11884-6"])
    def test_no_result_is_neither_present_nor_absent(self, tmp_path: Path, code: str) -> None:
        reading = one(tmp_path, GENE, said=code)
        assert [found.marker for found in reading.untested] == ["EGFR"]
        assert not reading.negatives

    def test_data_absent(self, tmp_path: Path) -> None:
        reading = one(tmp_path, GENE, said="", dataAbsentReason=coded("not-performed"))
        assert [(found.marker, found.words) for found in reading.untested] == [("EGFR", "no result: not-performed")]

    def test_absent_genes(self, tmp_path: Path) -> None:
        genes = (component("48018-6", gene) for gene in ("NRAS", "KIT", "12345"))
        reading = one(tmp_path, *genes, said="LA9634-2")
        assert [found.gene for found in reading.negatives] == ["NRAS", "KIT"]
        assert [found.reason for found in reading.unresolved] == ["no_gene"]
        assert not reading.observations

    def test_one_absent_change_is_no_wild_type(self, tmp_path: Path) -> None:
        reading = one(tmp_path, GENE, component("48005-3", "p.T790M"), said="LA9634-2")
        assert not reading.negatives
        assert tally(reading).out_of_scope_by == {"one_change_absent": 1}

    def test_absent_fusion(self, tmp_path: Path) -> None:
        reading = one(tmp_path, component("48018-6", "ALK"), so("SO:0001565"), said="LA9634-2")
        assert [(found.gene, found.kinds) for found in reading.negatives] == [("ALK", ("fusion",))]

    def test_without_value_it_is_present_and_said(self, tmp_path: Path) -> None:
        reading = one(tmp_path, GENE, component("48005-3", "p.L858R"), said="")
        assert (labels(reading), codes(reading)) == ({"EGFR L858R"}, {"presence_assumed"})

    def test_entered_in_error(self, tmp_path: Path) -> None:
        reading = one(tmp_path, GENE, component("48005-3", "p.L858R"), status="entered-in-error")
        assert tally(reading).out_of_scope_by == {"entered_in_error": 1}


class TestStructure:
    @pytest.mark.parametrize(
        ("genes", "names", "expected", "oriented"),
        [
            (("MET", "ALK"), (), ("MET", "ALK"), False),
            (("ALK", "EML4"), ("EML4::ALK",), ("EML4", "ALK"), True),
            (("EML4", "ALK"), ("EML4::ALK fusion",), ("EML4", "ALK"), True),
        ],
    )
    def test_fusion(
        self, tmp_path: Path, genes: tuple[str, ...], names: tuple[str, ...], expected: tuple[str, str], oriented: bool
    ) -> None:
        parts = [component("48018-6", gene) for gene in genes]
        parts += [component("81252-9", name, "valueString") for name in names]
        found = one(tmp_path, *parts, so("SO:0002062")).observations[0]
        assert isinstance(found, RearrangementObservation)
        assert ((found.gene1, found.gene2), found.oriented) == (expected, oriented)

    def test_one_partner(self, tmp_path: Path) -> None:
        assert labels(one(tmp_path, component("48018-6", "ALK"), so("SO:0001565"))) == {"ALK fusion"}

    @pytest.mark.parametrize(
        ("code", "copies", "call"),
        [
            ("SO:0001743", None, "loss"),
            ("SO:0001742", None, "gain_by_copies"),
            ("SO:0001742", 14, "gain_by_copies"),
            ("SO:0001743", 0, "homozygous_deletion"),
            ("SO:0001743", 1, "loss"),
            ("SO:0001893", None, "homozygous_deletion"),
            ("SO:0001889", None, "amplification"),
            ("LA14034-5", None, "loss"),
            ("", 14, ""),
        ],
    )
    @pytest.mark.parametrize("where", ["48019-4", "molecular-consequence"])
    def test_copies(self, tmp_path: Path, code: str, copies: int | None, call: str, where: str) -> None:
        parts: list[dict[str, object]] = [so(code, where)] if code else []
        parts += [quantity("82155-3", copies)] if copies is not None else []
        found = one(tmp_path, component("48018-6", "CDKN2A"), *parts).observations[0]
        assert isinstance(found, CopyNumberObservation)
        assert (found.call, found.copies) == (call, copies)


class TestMeasures:
    @pytest.mark.parametrize(
        "value",
        [
            {"value": 57.1, "code": "1/1000000{Base}"},
            {"value": 57.1, "unit": "somatic variants per megabase of sequenced DNA", "code": "1/1000000"},
            {"value": 57.1, "unit": "mutations/Mb"},
        ],
    )
    def test_tmb(self, tmp_path: Path, value: object) -> None:
        assert labels(read(tmp_path, bundle([observation("94076-7", valueQuantity=value)]))) == {"TMB 57.1 mut/Mb"}

    def test_tmb_in_another_unit_is_not_used(self, tmp_path: Path) -> None:
        reading = read(tmp_path, bundle([observation("94076-7", valueQuantity={"value": 350, "unit": "mutations"})]))
        assert [found.reason for found in reading.unresolved] == ["unit_unknown"]

    @pytest.mark.parametrize(
        ("code", "display", "state"),
        [
            ("LA14122-8", "", "MSS"),
            ("LA26203-2", "", "MSI-H"),
            ("LA26202-4", "", "MSI-L"),
            ("x", "MSI-High", "MSI-H"),
            ("x", "Indeterminate", ""),
        ],
    )
    def test_msi(self, tmp_path: Path, code: str, display: str, state: str) -> None:
        reading = read(tmp_path, bundle([observation("81695-9", valueCodeableConcept=coded(code, display))]))
        assert labels(reading) == ({state} if state else set())
        assert [found.marker for found in reading.untested] == ([] if state else ["MSI"])

    def test_claims_and_other_observations_are_counted(self, tmp_path: Path) -> None:
        others = [observation("therapeutic-implication"), observation("718-7", id="hb")]
        stain = observation("y", id="s")
        stain["code"] = coded("y", "PD-L1 gene variant analysis")
        reading = read(tmp_path, bundle([*others, stain]))
        assert tally(reading).out_of_scope_by == {"claim_of_the_sender": 1, "other_observation": 1}
        assert [found.reason for found in reading.unresolved] == ["biomarker_not_read"]


class TestDocument:
    def test_a_report_with_contained_results(self, tmp_path: Path) -> None:
        report = {"resourceType": "DiagnosticReport", "id": "r", "status": "amended"}
        text = json.dumps({**report, "contained": [variant(GENE, component("48005-3", "p.L858R"))]})
        reading = read(tmp_path, text)
        assert (labels(reading), codes(reading)) == ({"EGFR L858R"}, {"report_amended"})

    def test_two_persons_ask_which(self, tmp_path: Path) -> None:
        people = [
            variant(GENE, component("48005-3", change), name=name, subject={"reference": f"Patient/{name}"})
            for name, change in (("fakeperson-a", "p.L858R"), ("fakeperson-b", "p.T790M"))
        ]
        with pytest.raises(SampleChoiceError) as raised:
            read(tmp_path, bundle(people))
        assert raised.value.hint == "samples: subject-1, subject-2"
        reading = read(tmp_path, bundle(people), sample="subject-2")
        assert labels(reading) == {"EGFR T790M"}
        assert "fakeperson" not in repr(reading)
        assert fhir.samples(open_input(str(tmp_path / "input"))) == ("subject-1", "subject-2")

    def test_tumor_type(self, tmp_path: Path) -> None:
        condition: dict[str, object] = {"resourceType": "Condition", "id": "c", "code": {"text": "Melanoma"}}
        assert (
            read(tmp_path, bundle([condition, variant(GENE, component("48005-3", "p.L858R"))])).tumor_type == "Melanoma"
        )

    @pytest.mark.parametrize(
        ("codings", "read_as"),
        [
            ([("C34.9", TITLE), ("8140/3", "Adenocarcinoma, NOS")], "lung adenocarcinoma"),
            ([("C34.9", TITLE), ("8070/3", "Squamous cell carcinoma NOS")], "lung squamous cell carcinoma"),
            ([("C34.9", TITLE)], TITLE),
            ([("C34.9", TITLE), ("8140/3", "")], TITLE),
            ([("C76.0", TITLE), ("8140/3", "Adenocarcinoma, NOS")], TITLE),
            (
                [("254637007", "Non-small cell lung cancer"), ("8140/3", "x"), ("C34", "y")],
                "Non-small cell lung cancer",
            ),
        ],
    )
    @pytest.mark.parametrize("kind", ["Condition", "ServiceRequest"])
    def test_codes_of_organ_and_histology(
        self, tmp_path: Path, codings: list[tuple[str, str]], read_as: str, kind: str
    ) -> None:
        """The title of an ICD-10 code names no histology."""
        concept = {"coding": [{"code": code, "display": said} for code, said in codings]}
        held: dict[str, object] = {"code": concept} if kind == "Condition" else {"reasonCode": [concept]}
        resource = {"resourceType": kind, "id": "c", **held}
        found = read(tmp_path, bundle([resource, variant(GENE, component("48005-3", "p.L858R"))]))
        assert found.tumor_type == read_as

    @pytest.mark.parametrize(
        ("texts", "read_as"),
        [
            (["Hypertension", "Melanoma"], "Melanoma"),
            (["Melanoma", "Lung cancer"], "Melanoma"),
            (["Hypertension", "Gout"], "Hypertension"),
            ([], ""),
        ],
    )
    def test_of_several_conditions_the_tumor(self, tmp_path: Path, texts: list[str], read_as: str) -> None:
        conditions: list[dict[str, object]] = [
            {"resourceType": "Condition", "id": f"c{place}", "code": {"text": words}}
            for place, words in enumerate(texts)
        ]
        found = read(tmp_path, bundle([*conditions, variant(GENE, component("48005-3", "p.L858R"))]))
        assert found.tumor_type == read_as

    @pytest.mark.parametrize("text", ["[]", "{}", '{"resourceType": ""}', "[1]"])
    def test_nothing_of_ours(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(InputError, match="no FHIR resource"):
            read(tmp_path, text, input_format="fhir")

    def test_odd_shapes_are_read_past(self, tmp_path: Path) -> None:
        odd = variant(GENE, {"code": None}, {"code": {"coding": "x"}}, [], 7, said="LA9633-4", derivedFrom="x")
        reading = one(tmp_path, *odd["component"])  # type: ignore[misc]
        assert [found.reason for found in reading.unresolved] == ["no_change"]


@pytest.mark.shared
class TestReal:
    def test_mcode(self, shared_path: Path) -> None:
        reading = read_path(shared_path / "data/12_fhir/Bundle-gx-genomic-bundle-adam-anyperson.json")
        found = labels(reading)
        assert {"BAP1 Q590*", "MET::ALK fusion", "CDKN2A loss", "CDKN2B loss", "TMB 57.1 mut/Mb"} <= found
        assert {one.gene for one in reading.negatives} == {"NRAS", "KIT", "BRAF"}
        assert not {label for label in found if label.startswith(("BRAF V", "NRAS Q", "KIT D"))}
        assert tally(reading).read == 19
        assert reading.tumor_type == "lung adenocarcinoma"
        assert "nyperson" not in repr(reading).lower().replace(reading.input.lower(), "")

    def test_genomics_reporting(self, shared_path: Path) -> None:
        reading = read_path(shared_path / "data/12_fhir/Bundle-bundle-oncologyexamples-r4.json")
        assert {"JAK2 V617F", "KDR Q472H", "MSS", "TMB 25 mut/Mb"} <= labels(reading)
        assert tally(reading).read == 10
