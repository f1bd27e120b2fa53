"""The Tempus reader: both schemas, keys that vary, percent strings, what is inherited, what was not assessed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import CopyNumberObservation, RearrangementObservation, StatementObservation
from oncotier.errors import InputError
from tests.readers.builders import codes, labels, only_variant, read, tally
from tests.readers.tiny_reports import tempus_1, tempus_3

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

EGFR = {
    "gene": "EGFR",
    "hgncId": "3236",
    "variantType": "SNV",
    "variantDescription": "Missense variant (exon 21) - GOF",
    "HGVS.p": "p.L858R",
    "HGVS.pFull": "p.Leu858Arg",
    "HGVS.c": "c.2573T>G",
    "transcript": "NM_005228",
    "nucleotideAlteration": "chr7:55259515:T:G",
    "allelicFraction": "27.4",
    "coverage": 812,
}


def statements(reading: Reading) -> list[str]:
    return [one.text for one in reading.observations if isinstance(one, StatementObservation)]


def group(kind: str, **detail: object) -> dict[str, object]:
    """Write `genomicVariants` with one variant of a type."""
    return {"biologicallyRelevant": {"variants": [{"variantType": kind, "variantDetails": [detail]}]}}


class TestSchema1:
    def test_every_field(self, tmp_path: Path) -> None:
        reading = read(tmp_path, tempus_1(somaticBiologicallyRelevantVariants=[EGFR]))
        found = only_variant(reading)
        assert (found.protein, found.coding, found.transcript) == ("p.L858R", "c.2573T>G", "NM_005228")
        assert (found.vaf, found.depth, found.origin) == (0.274, 812, Origin.SOMATIC)
        assert (found.consequence, found.flags) == ("missense_variant", ("vendor:likely",))
        assert found.locus is not None
        assert (found.locus.contig, found.locus.pos1, found.locus.build) == ("7", 55259515, "GRCh37")
        assert (reading.build, reading.tumor_type) == ("GRCh37", "Melanoma")
        assert (labels(reading), codes(reading)) == ({"EGFR L858R"}, set())

    def test_a_gene_hands_its_name_to_its_variants(self, tmp_path: Path) -> None:
        variants = [
            {"mutationEffect": "p.V600E", "HGVS.p": "p.V600E", "allelicFraction": "30%"},
            {"HGVS_c": "c.1799T>A"},
        ]
        genes = [{"gene": "BRAF", "variants": variants, "therapies": ["vendorinib"]}]
        reading = read(tmp_path, tempus_1(somaticPotentiallyActionableMutations=genes))
        assert (labels(reading), reading.records_read) == ({"BRAF V600E"}, 2)
        assert "vendorinib" not in repr(reading)

    @pytest.mark.parametrize(
        ("section", "origin", "flags"),
        [
            ("somaticVariantsOfUnknownSignificance", Origin.SOMATIC, ("vendor:unknown",)),
            ("inheritedRelevantVariants", Origin.GERMLINE, ()),
            ("inheritedVariantsOfUnknownSignificance", Origin.GERMLINE, ("vendor:unknown",)),
        ],
    )
    @pytest.mark.parametrize("is_wrapped", [True, False])
    def test_sections(
        self, tmp_path: Path, section: str, origin: Origin, flags: tuple[str, ...], is_wrapped: bool
    ) -> None:
        variant = {"gene": "BRCA2", "HGVS.p": "p.S1982fs", "chromosome": 13, "pos": 1, "ref": "A", "alt": "T"}
        values: object = {"note": "x", "values": [variant]} if is_wrapped else [variant]
        found = only_variant(read(tmp_path, tempus_1(**{section: values})))
        assert (found.origin, found.flags) == (origin, flags)
        assert found.locus is not None
        assert found.locus.contig == "13"

    def test_clinical_significance(self, tmp_path: Path) -> None:
        variant = {"gene": "BRCA2", "HGVS.p": "p.S1982fs", "clinicalSignificance": "Likely Pathogenic"}
        found = only_variant(read(tmp_path, tempus_1(inheritedRelevantVariants={"values": [variant]})))
        assert found.flags == ("vendor:likely",)

    @pytest.mark.parametrize(
        ("words", "copies", "call"),
        [
            ("Copy number gain", None, "gain_by_copies"),
            ("Copy number gain", 14, "gain_by_copies"),
            ("Copy number loss", None, "loss"),
            ("Copy number loss", "0", "homozygous_deletion"),
            ("Copy number loss", 1, "loss"),
        ],
    )
    def test_copies(self, tmp_path: Path, words: str, copies: object, call: str) -> None:
        variant = {"gene": "ERBB2", "variantDescription": words, "variantType": "CNV", "copyNumber": copies}
        found = read(tmp_path, tempus_1(somaticPotentiallyActionableCopyNumberVariants=[variant])).observations[0]
        assert isinstance(found, CopyNumberObservation)
        assert (found.call, found.copies) == (call, None if copies is None else float(str(copies)))

    @pytest.mark.parametrize(
        ("copies", "label"), [(None, "gain"), (3, "gain"), (5.9, "gain"), (6, "amplification"), (0, "gain")]
    )
    def test_a_gain_is_never_less_than_a_gain(self, tmp_path: Path, copies: object, label: str) -> None:
        variant = {
            "gene": "ERBB2",
            "variantDescription": "Copy number gain",
            "variantType": "CNV",
            "copyNumber": copies,
        }
        reading = read(tmp_path, tempus_1(somaticPotentiallyActionableCopyNumberVariants=[variant]))
        assert labels(reading) == {f"ERBB2 {label}"}

    def test_fusions_state_their_order(self, tmp_path: Path) -> None:
        variant = {"gene5": "EML4", "gene3": "ALK", "variantDescription": "Chromosomal rearrangement, in-frame"}
        found = read(tmp_path, tempus_1(fusionVariants=[variant])).observations[0]
        assert isinstance(found, RearrangementObservation)
        assert (found.gene1, found.gene2, found.oriented, found.in_frame) == ("EML4", "ALK", True, "yes")

    @pytest.mark.parametrize("second", ["", "EGFR"])
    def test_an_event_within_a_gene(self, tmp_path: Path, second: str) -> None:
        variant = {"gene5": "EGFR", "gene3": second, "structuralVariant": "EGFRvIII", "variantDescription": "Fusion"}
        assert labels(read(tmp_path, tempus_1(fusionVariants=[variant]))) == {"EGFRvIII"}

    def test_not_sufficient_voids_all(self, tmp_path: Path) -> None:
        text = tempus_1(somaticBiologicallyRelevantVariants=[EGFR]).replace('"standard"', '"qns"')
        reading = read(tmp_path, text)
        assert (reading.observations, tally(reading).filtered_by) == ((), {"quantity_not_sufficient": 1})

    def test_low_coverage_is_not_tested(self, tmp_path: Path) -> None:
        reading = read(
            tmp_path, tempus_1(lowCoverageAmplicons=[{"gene": "KRAS"}], pertinentNegativeGenes=["NRAS", "?"])
        )
        assert [one.marker for one in reading.untested] == ["KRAS"]
        assert [one.gene for one in reading.negatives] == ["NRAS"]
        assert [one.reason for one in reading.unresolved] == ["no_gene"]

    def test_a_lone_surrogate_and_a_repeated_key(self, tmp_path: Path) -> None:
        text = tempus_1(somaticBiologicallyRelevantVariants=[{**EGFR, "variantDescription": "x\udc80"}])
        text = text.replace(
            '"results": {',
            '"results": {"somaticBiologicallyRelevantVariants": [{"gene": "KRAS", "HGVS.p": "p.G12C"}], ',
        )
        reading = read(tmp_path, text)
        assert (labels(reading), codes(reading)) == ({"EGFR L858R", "KRAS G12C"}, {"duplicate_key"})
        repr(reading).encode()


class TestSchema3:
    def test_small_variant(self, tmp_path: Path) -> None:
        detail = {"gene": "KRAS", "pVar": "p.G12C", "cVar": "c.34G>T", "transcriptId": "NM_004985"}
        reading = read(tmp_path, tempus_3(genomicVariants=group("snvIndels", allelicFraction="12", **detail)))
        found = only_variant(reading)
        assert (found.protein, found.coding, found.vaf, found.transcript) == ("p.G12C", "c.34G>T", 0.12, "NM_004985")
        assert (labels(reading), reading.tumor_type) == ({"KRAS G12C"}, "Lung adenocarcinoma")

    def test_inserted_length_instead_of_bases(self, tmp_path: Path) -> None:
        detail = {"gene": "FLT3", "pVar": "p.?", "cVar": "c.1803_1804ins(9)"}
        found = only_variant(read(tmp_path, tempus_3(genomicVariants=group("snvIndels", **detail))))
        assert found.coding == "c.1803_1804ins(9)"

    @pytest.mark.parametrize(
        ("kind", "detail", "expected"),
        [
            ("cnvs", {"gene": "MYC", "variantDescription": "Copy number gain"}, {"MYC gain"}),
            ("fusions", {"gene5": "EML4", "gene3": "ALK"}, {"EML4::ALK fusion"}),
            ("fusions", {"gene": "ALK", "fusedGene": "EML4"}, {"EML4::ALK fusion"}),
            ("isoforms", {"gene": "MET", "variantDescription": "MET exon 14 skipping"}, {"MET exon 14 skipping"}),
            ("isoforms", {"gene": "EGFR", "variantDescription": "EGFRvIII"}, {"EGFRvIII"}),
            ("isoforms", {"gene": "AR", "variantDescription": "AR-V7"}, {"AR-V7"}),
        ],
    )
    def test_types(self, tmp_path: Path, kind: str, detail: dict[str, object], expected: set[str]) -> None:
        assert labels(read(tmp_path, tempus_3(genomicVariants=group(kind, **detail)))) == expected

    def test_classes(self, tmp_path: Path) -> None:
        variant = {"variants": [{"variantType": "snvIndels", "variantDetails": [{"gene": "BRCA1", "pVar": "p.E23fs"}]}]}
        found = only_variant(read(tmp_path, tempus_3(genomicVariants={"likelyPathogenic": variant})))
        assert (found.origin, found.flags) == (Origin.GERMLINE, ("vendor:likely",))


class TestMeasures:
    def test_two_statements_on_microsatellites_that_differ_are_both_read(self, tmp_path: Path) -> None:
        both = tempus_1(msiStatus="stable", microsatelliteInstability={"status": "High"})
        assert statements(read(tmp_path, both)) == ["MSS", "MSI-H"]

    @pytest.mark.parametrize(
        ("results", "expected"),
        [
            ({"tumorMutationalBurden": 12.5}, ["TMB 12.5"]),
            ({"tumorMutationalBurden": {"tmb": 12.5, "tmbPercentile": 80}}, ["TMB 12.5"]),
            ({"bloodTumorMutationalBurden": {"btmb": 20}}, ["bTMB 20"]),
            ({"msiStatus": "stable"}, ["MSS"]),
            ({"msiStatus": "stable", "microsatelliteInstability": {"status": "Stable"}}, ["MSS"]),
            ({"microsatelliteInstability": {"status": "MSI-High"}}, ["MSI-H"]),
            ({"hrdFindings": {"status": "HRD positive"}}, ["HRD positive"]),
            ({"hrd": {"result": "Not Detected"}}, ["HRD negative"]),
            ({"tumorMutationalBurden": ""}, []),
            ({"tumorMutationalBurden": None}, []),
            ({"msiStatus": "undetermined"}, []),
        ],
    )
    def test_measures(self, tmp_path: Path, results: dict[str, object], expected: list[str]) -> None:
        reading = read(tmp_path, tempus_1(**results))
        assert statements(reading) == expected
        assert len(reading.untested) == (not expected)
        assert tally(reading).interpreted == 1

    def test_pd_l1(self, tmp_path: Path) -> None:
        scores = {"result": "positive", "tumorProportionScore": "90%", "combinedPositiveScore": "92"}
        ihc = {"pdl1": {"interpretation": {**scores, "percentTumorCellStaining": "90"}}}
        assert statements(read(tmp_path, tempus_3(ihc=ihc))) == ["PD-L1 TPS 90%", "PD-L1 CPS 92"]

    def test_a_bound(self, tmp_path: Path) -> None:
        ihc = {"PD-L1 22C3": {"interpretation": "negative", "tumorProportionScore": "< 1%"}}
        reading = read(tmp_path, tempus_1(ihcFindings=ihc))
        assert (statements(reading), tally(reading).unresolved) == (["PD-L1 TPS <1%"], 0)

    def test_repair_proteins(self, tmp_path: Path) -> None:
        details = [{"protein": "MLH1", "result": "absent"}, {"protein": "MSH2", "result": "present"}]
        reading = read(tmp_path, tempus_3(ihc={"mmr": {"details": details, "interpretation": "abnormal"}}))
        assert statements(reading) == ["dMMR", "MLH1 IHC loss", "MSH2 IHC intact"]
        assert tally(reading).read == 3


class TestDocument:
    def test_nothing_of_the_patient_is_kept(self, tmp_path: Path) -> None:
        shown = repr(read(tmp_path, tempus_1(somaticBiologicallyRelevantVariants=[EGFR]))).lower()
        assert not [word for word in ("fake", "1901") if word in shown]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("{}", "no Tempus report"),
            ('{"results": []}', "no Tempus report"),
            ("[{}, {}]", "holds 2 reports"),
            ('{"a": NaN}', "a number that is none"),
            ('{"a": ' + "9" * 5000 + "}", "a number too long"),
            ('{"results": {', r"input:1: not valid JSON: .* \(column"),
            ("[" * 101 + "]" * 101, "nested more than 100 deep"),
            ("[" * 100_000, "nested more than 100 deep"),
        ],
    )
    def test_refusals(self, tmp_path: Path, text: str, words: str) -> None:
        with pytest.raises(InputError, match=words):
            read(tmp_path, text, input_format="tempus")

    def test_byte_order_mark(self, tmp_path: Path) -> None:
        assert read(tmp_path, "\ufeff" + tempus_1(msiStatus="stable")).format == "tempus"

    def test_a_report_alone_in_a_list(self, tmp_path: Path) -> None:
        assert read(tmp_path, json.dumps([json.loads(tempus_1(msiStatus="high"))])).records_read == 1


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ({"PD-L1 (22C3)": "TPS: 80%"}, {"PD-L1 TPS 80%"}),
        ({"PD-L1": "CPS 12"}, {"PD-L1 CPS 12"}),
        ({"PD-L1": "TPS <1%"}, {"PD-L1 TPS <1%"}),
        ({"HER2": "3+"}, {"HER2 IHC 3+"}),
        ({"HER2": {"result": "IHC 1+ (low)"}}, {"HER2 IHC 1+"}),
        ({"HER2/neu": "0"}, {"HER2 IHC 0"}),
        ({"HER2": "equivocal"}, {"HER2 IHC 2+"}),
        ({"HER2": "see comment"}, set()),
    ],
)
def test_stains_in_words(tmp_path: Path, findings: dict[str, object], expected: set[str]) -> None:
    reading = read(tmp_path, tempus_1(ihcFindings=findings))
    assert labels(reading) == expected
    assert tally(reading).unresolved == (not expected)


@pytest.mark.parametrize("written", ["5.3 m/MB", "5.3", "5.3 mut/Mb", "5.3 mutations per megabase"])
def test_burden_with_its_unit(tmp_path: Path, written: str) -> None:
    assert labels(read(tmp_path, tempus_1(tumorMutationalBurden=written))) == {"TMB 5.3 mut/Mb"}
