"""The Caris reader: both notations, wild-type rows, every kind of result, what was not assessed, no patient."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import CopyNumberObservation, Locus, RearrangementObservation, StatementObservation
from oncotier.errors import InputError
from tests.readers.builders import codes, labels, only_variant, read, tally
from tests.readers.tiny_reports import caris

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading


def result(folder: Path, kind: str, /, *, test: Any = None, **fields: object) -> Reading:
    reading = read(folder, caris({kind: fields}, **(test or {})))
    assert tally(reading).read == 1
    return reading


def statements(reading: Reading) -> list[str]:
    return [one.text for one in reading.observations if isinstance(one, StatementObservation)]


def as_xml(value: object, name: str) -> str:
    """Write what the JSON report says as the XML report does."""
    if isinstance(value, list):
        return "".join(as_xml(one, name) for one in value)
    inner = "".join(as_xml(one, key) for key, one in value.items()) if isinstance(value, dict) else str(value or "")
    return f"<{name}>{inner.replace('& ', '&amp; ')}</{name}>"


WHOLE = caris(
    {
        "genomicAlteration": {
            "gene": "EGFR",
            "result": "Pathogenic Variant",
            "hgvsCodingChange": "c.2573T>G",
            "hgvsProteinChange": "p.L858R",
            "molecularConsequence": "Missense",
            "genomicSource": "Somatic",
            "alleleFrequencyInformation": {"alleleFrequency": "27"},
            "readInformation": {"readDepth": "812"},
            "alterationDetails": {"transcriptAlterationDetails": {"transcriptID": "NM_005228"}},
            "therapyRecommendation": {"therapyName": "vendorinib"},
        }
    },
    {"genomicAlteration": {"gene": "KRAS", "result": "Wild Type"}},
    {"copyNumberAlteration": {"gene": "MET", "result": "Amplified", "copyNumber": 16.4}},
    {"translocation": {"gene": "ALK", "result": "Fusion Not Detected"}},
    {"tumorMutationBurden": {"mutationBurdenScore": "22 per Mb", "mutationBurdenCall": "High"}},
    {"microsatelliteInstability": {"msiCall": "Stable"}},
)


class TestWhole:
    @pytest.mark.parametrize("notation", ["json", "xml"])
    def test_both_notations_say_the_same(self, tmp_path: Path, notation: str) -> None:
        head = '<?xml version="1.0"?>\n'
        text = WHOLE if notation == "json" else head + as_xml(json.loads(WHOLE), "report")
        reading = read(tmp_path, text)
        assert (reading.format, reading.tumor_type, reading.sample) == ("caris", "Melanoma", "")
        found = only_variant(reading)
        assert (found.vaf, found.depth, found.flags) == (0.27, 812, ("vendor:known",))
        assert (found.origin, found.transcript) == (Origin.SOMATIC, "NM_005228")
        assert {"EGFR L858R", "MET amplification", "MSS", "TMB 22 mut/Mb"} <= labels(reading)
        assert {(one.gene, one.kinds) for one in reading.negatives} == {
            ("KRAS", ("small_variant",)),
            ("ALK", ("fusion",)),
        }
        assert tally(reading).read == 6

    def test_nothing_of_the_patient_or_of_therapies_is_kept(self, tmp_path: Path) -> None:
        shown = repr(read(tmp_path, WHOLE)).lower()
        assert not [word for word in ("fake", "vendorinib", "1901") if word in shown]

    def test_results_in_one_object_or_a_list(self, tmp_path: Path) -> None:
        block = {
            "genomicAlteration": [{"gene": "KRAS", "result": "Wild Type"}, {"gene": "NRAS", "result": "Wild Type"}]
        }
        text = json.dumps({**json.loads(caris()), "tests": {"testName": "x", "testResults": block}})
        assert [one.gene for one in read(tmp_path, text).negatives] == ["KRAS", "NRAS"]

    def test_quantity_not_sufficient_voids_all(self, tmp_path: Path) -> None:
        text = WHOLE.replace('"labReportID"', '"reportType": "QNS", "labReportID"')
        reading = read(tmp_path, text)
        assert (reading.observations, reading.negatives) == ((), ())
        assert tally(reading).filtered_by == {"quantity_not_sufficient": 6}

    def test_a_cancelled_test_has_no_results(self, tmp_path: Path) -> None:
        fields = {"gene": "BRAF", "result": "Pathogenic Variant", "hgvsProteinChange": "p.V600E"}
        reading = read(tmp_path, caris({"genomicAlteration": fields}, test_cancellation_reason="not sufficient"))
        assert ([one.marker for one in reading.untested], reading.observations) == (["Any Panel"], ())
        assert "test_cancelled" in codes(reading)

    def test_amended(self, tmp_path: Path) -> None:
        text = caris(report={"amendmentInformation": {"amendmentType": "Correction", "amendedBy": "Fakename"}})
        reading = read(tmp_path, text)
        assert codes(reading) == {"report_amended", "no_records"}
        assert "Fakename" not in repr(reading)

    @pytest.mark.parametrize("text", ["{}", "[]", "<r/>", "<testDetails/>"])
    def test_other_documents(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(InputError, match="no Caris report"):
            read(tmp_path, text, input_format="caris")

    def test_doctype_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="DOCTYPE"):
            read(tmp_path, "<!DOCTYPE x><r/>", input_format="caris")

    def test_an_unknown_kind_is_listed(self, tmp_path: Path) -> None:
        reading = result(tmp_path, "novelAlteration", gene="MET", result="High")
        assert [one.reason for one in reading.unresolved] == ["result_kind_unknown"]


class TestVariants:
    @pytest.mark.parametrize(
        ("said", "flags"),
        [
            ("Pathogenic Variant", ("vendor:known",)),
            ("Mutated, Pathogenic", ("vendor:known",)),
            ("Likely Pathogenic Variant", ("vendor:likely",)),
            ("Mutated, Presumed Pathogenic", ("vendor:likely",)),
            ("Variant of Uncertain Significance", ("vendor:unknown",)),
            ("Mutated, Variant of Unknown Significance", ("vendor:unknown",)),
            ("Likely Benign Variant", ("benign",)),
            ("Mutated - Other", ()),
        ],
    )
    def test_verdicts(self, tmp_path: Path, said: str, flags: tuple[str, ...]) -> None:
        fields = {"gene": "TP53", "result": said, "hgvsProteinChange": "p.R175H", "result_group": "No Result"}
        assert only_variant(result(tmp_path, "genomicAlteration", **fields)).flags == flags

    @pytest.mark.parametrize("said", ["Wild Type", "Mutation Not Detected", "variantnotdetected", "Normal"])
    def test_negatives(self, tmp_path: Path, said: str) -> None:
        said = said.replace("variantnotdetected", "Variant Not Detected")
        assert [one.gene for one in result(tmp_path, "genomicAlteration", gene="KRAS", result=said).negatives] == [
            "KRAS"
        ]

    @pytest.mark.parametrize("said", ["Indeterminate", "indeterminate", "Quality Not Sufficient", "Low Coverage"])
    def test_no_result(self, tmp_path: Path, said: str) -> None:
        reading = result(tmp_path, "genomicAlteration", gene="KRAS", result=said)
        assert ([one.marker for one in reading.untested], reading.negatives) == (["KRAS"], ())

    def test_the_group_speaks_where_the_result_is_empty(self, tmp_path: Path) -> None:
        assert result(tmp_path, "genomicAlteration", gene="KRAS", result="", result_group="Normal").negatives
        assert result(tmp_path, "genomicAlteration", gene="KRAS", result="", result_group="No Result").untested

    def test_without_its_change(self, tmp_path: Path) -> None:
        reading = result(tmp_path, "genomicAlteration", gene="KRAS", result="Pathogenic Variant")
        assert [one.reason for one in reading.unresolved] == ["no_change"]

    def test_promoter(self, tmp_path: Path) -> None:
        fields = {"gene": "TERT", "result": "Pathogenic Variant", "hgvsCodingChange": "c.-124C>T"}
        assert labels(result(tmp_path, "genomicAlteration", molecularConsequence="Promoter", **fields)) == {
            "TERT c.-124C>T"
        }

    @pytest.mark.parametrize("frequency", ["", "x", "270", "-1"])
    def test_an_odd_frequency_is_unknown(self, tmp_path: Path, frequency: str) -> None:
        fields = {"gene": "TP53", "result": "Pathogenic", "hgvsProteinChange": "p.R175H"}
        found = {"alleleFrequency": frequency}
        assert (
            only_variant(result(tmp_path, "genomicAlteration", alleleFrequencyInformation=found, **fields)).vaf is None
        )

    def test_hla(self, tmp_path: Path) -> None:
        reading = result(tmp_path, "genomicAlteration", biomarkerName="HLA-A", gene="HLA-A", result="A*02:01, A*11:01")
        assert statements(reading) == ["HLA-A*02:01", "HLA-A*11:01"]


class TestStructure:
    @pytest.mark.parametrize(
        ("said", "copies", "call", "flags"),
        [
            ("Amplified", 16.4, "amplification", ()),
            ("Intermediate", 5, "gain", ("equivocal",)),
            ("Deletion Detected", None, "loss", ("loss_unspecified",)),
            ("Deletion Detected", 0, "homozygous_deletion", ()),
            ("Homozygous Deletion", None, "homozygous_deletion", ()),
        ],
    )
    def test_copies(self, tmp_path: Path, said: str, copies: float | None, call: str, flags: tuple[str, ...]) -> None:
        found = result(tmp_path, "copyNumberAlteration", gene="MET", result=said, copyNumber=copies).observations[0]
        assert isinstance(found, CopyNumberObservation)
        assert (found.call, found.copies, found.flags) == (call, copies, flags)

    def test_no_amplification_is_no_wild_type(self, tmp_path: Path) -> None:
        reading = result(tmp_path, "copyNumberAlteration", gene="ERBB2", result="Amplification Not Detected")
        assert [(one.gene, one.kinds) for one in reading.negatives] == [("ERBB2", ("copy_number",))]

    @pytest.mark.parametrize(
        ("said", "expected"),
        [("Amplified", ["ERBB2 ISH positive"]), ("Not Amplified", ["ERBB2 ISH negative"]), ("Equivocal", [])],
    )
    def test_in_situ_hybridization(self, tmp_path: Path, said: str, expected: list[str]) -> None:
        test: dict[str, object] = {"testName": "Her2 CISH", "testMethodology": "CISH"}
        reading = result(tmp_path, "copyNumberAlteration", test=test, gene="Her2/Neu", result=said)
        assert statements(reading) == expected
        assert [one.marker for one in reading.untested] == ([] if expected else ["ERBB2 ISH"])

    @pytest.mark.parametrize(
        ("said", "flags"),
        [
            ("Pathogenic Fusion", ("vendor:known",)),
            ("Fusion Detected", ()),
            ("Fusion of Uncertain Significance", ("vendor:unknown",)),
        ],
    )
    def test_fusions(self, tmp_path: Path, said: str, flags: tuple[str, ...]) -> None:
        found = result(tmp_path, "translocation", gene="ALK", gene1="TPM3", gene2="ALK", result=said).observations[0]
        assert isinstance(found, RearrangementObservation)
        assert (found.gene1, found.gene2, found.oriented, found.flags) == ("TPM3", "ALK", False, flags)

    def test_unclassified(self, tmp_path: Path) -> None:
        fields = {"gene1": "EWSR1", "gene2": "OSBP2", "result": "", "result_group": "unclassifiedVD"}
        assert result(tmp_path, "translocation", gene="EWSR1", **fields).observations

    @pytest.mark.parametrize(
        ("marker", "genes", "expected"),
        [
            ("cMET", {"gene": "MET"}, {"MET exon 14 skipping"}),
            ("cMET", {"gene": "MET", "gene1": "MET", "gene2": "MET"}, {"MET exon 14 skipping"}),
            ("cMET", {"gene": "MET", "gene1": "ST7", "gene2": "MET"}, {"ST7::MET fusion"}),
            ("ARv7", {"gene": "AR"}, {"AR-V7"}),
            ("EGFRvIII", {"gene": "EGFR"}, {"EGFRvIII"}),
        ],
    )
    def test_transcript_variants(
        self, tmp_path: Path, marker: str, genes: dict[str, object], expected: set[str]
    ) -> None:
        fields = {"biomarkerName": marker, "result": "Pathogenic Variant Transcript Detected", **genes}
        assert labels(result(tmp_path, "translocation", **fields)) == expected


class TestMeasures:
    @pytest.mark.parametrize(
        ("kind", "fields", "expected"),
        [
            ("tumorMutationBurden", {"mutationBurdenScore": "22 per Mb"}, ["TMB 22"]),
            ("tumorMutationBurden", {"mutationBurdenScore": ">150 per Mb", "mutationBurdenCall": "High"}, ["TMB high"]),
            ("tumorMutationBurden", {"mutationBurdenScore": "", "mutationBurdenCall": "Indeterminate"}, []),
            ("microsatelliteInstability", {"msiCall": "High"}, ["MSI-H"]),
            ("microsatelliteInstability", {"msiCall": "Equivocal"}, ["MSI-ambiguous"]),
            ("microsatelliteInstability", {"msiCall": "Not Detected"}, []),
            ("genomicScarScore", {"result": "Positive", "score": "63"}, ["HRD positive"]),
            ("genomicScarScore", {"result": "Quality Not Sufficient"}, []),
            ("epigeneticAlteration", {"gene": "MGMT", "result": "Methylated"}, ["MGMT promoter methylated"]),
            ("epigeneticAlteration", {"gene": "MGMT", "result": "Unmethylated"}, ["MGMT promoter unmethylated"]),
        ],
    )
    def test_measures(self, tmp_path: Path, kind: str, fields: dict[str, object], expected: list[str]) -> None:
        reading = result(tmp_path, kind, **fields)
        assert statements(reading) == expected
        assert len(reading.untested) == (not expected)
        assert not tally(reading).unresolved

    def test_loss_of_heterozygosity_is_said(self, tmp_path: Path) -> None:
        reading = result(tmp_path, "genomicLevelHeterozygosity", result="Low", LOHpercentage="11")
        assert (codes(reading), reading.out_of_scope_by) == ({"loss_of_heterozygosity"}, {"loss_of_heterozygosity": 1})

    @pytest.mark.parametrize(
        ("marker", "fields", "expected"),
        [
            ("PD-L1 (22c3)", {"result": "Positive", "tpScore": "60", "cpScore": "65"}, ["TPS 60%", "CPS 65"]),
            ("PD-L1 (22c3)", {"result": "Positive", "stainPercent": 60, "threshold": "TPS >= 1%"}, ["TPS 60%"]),
            ("PD-L1 IC(SP142)", {"gene": "ARM", "tcStainPercent": "12", "icStainPercent": "5"}, ["TC 12%", "IC 5%"]),
            ("PD-L1 (SP142)", {"result": "Positive", "stainPercent": 99}, ["IHC positive"]),
            ("PD-L1 (SP142)", {"result": "Negative"}, ["IHC negative"]),
        ],
    )
    def test_pd_l1(self, tmp_path: Path, marker: str, fields: dict[str, object], expected: list[str]) -> None:
        fields = {"gene": "CD274", "expressionType": "Protein", **fields}
        reading = result(tmp_path, "expressionAlteration", biomarkerName=marker, **fields)
        assert statements(reading) == [f"PD-L1 {one}" for one in expected]

    @pytest.mark.parametrize(
        ("gene", "fields", "expected"),
        [
            ("MLH1", {"result": "Negative"}, "MLH1 IHC loss"),
            ("MSH6", {"result": "Positive", "stainPercent": 70, "intensity": "2+"}, "MSH6 IHC intact"),
            ("ESR1", {"result": "Positive", "stainPercent": 90, "intensity": "3+"}, "ER IHC 90% (3+)"),
            ("PGR", {"result": "Negative", "stainPercent": 0, "intensity": "0"}, "PR IHC 0%"),
            ("ERBB2", {"result": "Positive", "stainPercent": 90, "intensity": "3+"}, "HER2 IHC 3+"),
            ("ERBB2", {"result": "Equivocal", "stainPercent": 90, "intensity": "2+"}, "HER2 IHC 2+"),
            ("ERBB2", {"result": "Negative", "stainPercent": 50, "intensity": "1+"}, "HER2 IHC 1+"),
            ("ERBB2", {"result": "Negative", "stainPercent": 5, "intensity": "1+"}, "HER2 IHC negative"),
            ("ERBB2", {"result": "Negative", "stainPercent": 100, "intensity": "0"}, "HER2 IHC 0"),
            ("AR", {"result": "Positive"}, "AR IHC positive"),
        ],
    )
    def test_stains(self, tmp_path: Path, gene: str, fields: dict[str, object], expected: str) -> None:
        reading = result(tmp_path, "expressionAlteration", gene=gene, expressionType="Protein", **fields)
        assert statements(reading) == [expected]
        assert not tally(reading).unresolved


class TestPlace:
    @pytest.mark.parametrize(
        ("changed", "place"),
        [
            ({}, Locus("7", 140753336, "A", "T", "GRCh38")),
            ({"genomeBuild": "hg19"}, Locus("7", 140753336, "A", "T", "GRCh37")),
            ({"genomeBuild": ""}, None),
            ({"chromosome": ""}, None),
            ({"observedNucleotide": "TT"}, None),
            ({"referenceNucleotide": "-"}, None),
            ({"transcriptStartPosition": "x"}, None),
        ],
    )
    def test_of_a_substitution(self, tmp_path: Path, changed: dict[str, str], place: Locus | None) -> None:
        details = {"referenceNucleotide": "A", "observedNucleotide": "T", "transcriptStartPosition": "140753336"}
        details |= {key: value for key, value in changed.items() if key in details}
        result = {
            "gene": "BRAF", "result": "Pathogenic Variant", "hgvsProteinChange": "p.V600E", "chromosome": "chr7",
            "genomeBuild": "GRCh38", "alterationDetails": {"transcriptAlterationDetails": details},
        } | {key: value for key, value in changed.items() if key not in details}  # fmt: skip
        reading = read(tmp_path, caris({"genomicAlteration": result}))
        assert only_variant(reading).locus == place
        assert reading.build == (place.build if place else "")


@pytest.mark.parametrize(
    "said",
    [
        "Wild Type", "Mutation Not Detected", "Not Deleted", "Deletion Not Detected", "Not Rearranged", "Not Mutated",
        "No Mutations Detected", "No pathogenic variant", "None detected", "Not Altered", "no reportable alterations",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["genomicAlteration", "copyNumberAlteration", "translocation"])
def test_words_for_tested_and_absent(tmp_path: Path, kind: str, said: str) -> None:
    reading = result(tmp_path, kind, gene="CDKN2A", result=said)
    assert ([one.gene for one in reading.negatives], reading.observations) == (["CDKN2A"], ())


@pytest.mark.parametrize("said", ["No Call", "No Result", "Not Tested", "Indeterminate", "QNS", "Not Performed"])
def test_words_for_not_assessed(tmp_path: Path, said: str) -> None:
    reading = result(tmp_path, "genomicAlteration", gene="CDKN2A", result=said)
    assert ([one.marker for one in reading.untested], reading.negatives) == (["CDKN2A"], ())


@pytest.mark.parametrize("marker", ["cMET", "MET Exon 14 Skipping", "MET exon 14", "METex14"])
def test_a_transcript_of_met_without_exon_14_is_no_fusion(tmp_path: Path, marker: str) -> None:
    fields = {"gene1": "MET", "gene2": "MET", "result": "Pathogenic Variant Transcript Detected"}
    assert labels(result(tmp_path, "translocation", biomarkerName=marker, **fields)) == {"MET exon 14 skipping"}


def test_one_gene_on_both_sides_is_no_fusion(tmp_path: Path) -> None:
    found = result(tmp_path, "translocation", gene1="NTRK1", gene2="NTRK1", result="Pathogenic").observations[0]
    assert isinstance(found, RearrangementObservation)
    assert found.call == "rearrangement"


@pytest.mark.parametrize(
    ("old", "new", "start", "stop", "place"),
    [
        ("GGAATTAAGAGAAGC", "-", "55174772", "55174786", ("GGAATTAAGAGAAGC", "-", 55174772)),
        ("GGAATTAAGAGAAGC", "", "55174772", "55174786", ("GGAATTAAGAGAAGC", "-", 55174772)),
        ("AGGAATTAAGAGAAGC", "A", "55174771", "55174786", ("AGGAATTAAGAGAAGC", "A", 55174771)),
        ("GGAATTAAGAGAAGC", "-", "55174771", "55174786", None),
        ("GGAATTAAGAGAAGC", "-", "55174772", "", None),
        ("-", "GGA", "55174772", "55174773", None),
        ("GGAATTAAGAGAAGC", "GGN", "55174772", "55174786", None),
    ],
)
def test_the_place_of_a_change_of_the_length(
    tmp_path: Path, old: str, new: str, start: str, stop: str, place: tuple[str, str, int] | None
) -> None:
    details = {"referenceNucleotide": old, "observedNucleotide": new}
    details |= {"transcriptStartPosition": start, "transcriptStopPosition": stop}
    variant = {"gene": "EGFR", "hgvsProteinChange": "p.E746_A750del", "result": "Pathogenic Variant"}
    variant |= {"chromosome": "chr7", "genomeBuild": "GRCh38"}
    text = caris({"genomicAlteration": {**variant, "alterationDetails": {"transcriptAlterationDetails": details}}})
    locus = only_variant(read(tmp_path, text)).locus
    assert (locus and (locus.reference, locus.alternate, locus.pos1)) == place
