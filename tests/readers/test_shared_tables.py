"""Real tables that are not part of the project (opt-in: `-m shared`): known truths are found, and counts add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.readers import atypical, clinical, maf
from oncotier.readers.source import open_input
from tests.readers.builders import labels, read_path, tally

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.shared


@pytest.fixture
def data(shared_path: Path) -> Path:
    return shared_path / "data"


def test_annovar_names_every_change_on_the_own_transcript(data: Path) -> None:
    reading = read_path(data / "11_annovar" / "FDA.hg19_multianno.txt", build="GRCh37")
    found = labels(reading)
    assert tally(reading).interpreted == 22
    expected = "ABL1 T315I|AKT1 E17K|BRAF V600E|EGFR T790M|EGFR L861Q|EGFR S768I|JAK2 V617F|KRAS G12C|PDGFRA D842V"
    assert set(expected.split("|")) <= found
    assert {"EZH2 Y646F", "EZH2 Y646H", "EZH2 Y646N", "EZH2 Y646S", "FGFR3 Y373C", "KIT D816V"} <= found


class TestMoalmanac:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            (
                "example_patient.simplified_input.txt",
                {"BRAF V600E", "BRCA2 S1982fs", "CDK4 amplification", "COL1A1::CITED4 fusion"},
            ),
            ("example_patient.capture.somatic.snvs.maf", {"BRAF V600E"}),
            ("example_patient.capture.germline.maf", {"BRCA2 S1982fs", "BRAF R509*"}),
            ("example_output.somatic.scored.txt", {"BRAF V600E", "CDK4 amplification", "CDKN2A deletion"}),
            ("example_output.actionable.txt", {"BRAF V600E", "BRCA2 S1982fs", "MSI-H"}),
            ("example_output.mutational_burden.txt", {"TMB 6.821 mut/Mb"}),
            ("example.input-metadata.txt", {"MSI-H"}),
        ],
    )
    def test_known_events(self, data: Path, name: str, expected: set[str]) -> None:
        reading = read_path(data / "09_moalmanac_patient" / name)
        assert expected <= labels(reading)
        assert tally(reading).unresolved == 0

    def test_what_was_filtered_out_is_no_finding(self, data: Path) -> None:
        reading = read_path(data / "09_moalmanac_patient" / "example_output.somatic.filtered.txt")
        assert (tally(reading).read, labels(reading)) == (40970, set())

    def test_the_tumor_type(self, data: Path) -> None:
        assert read_path(data / "09_moalmanac_patient" / "example.input-metadata.txt").tumor_type == "MEL"


class TestOncokb:
    def test_both_spellings_of_one_change(self, data: Path) -> None:
        reading = read_path(data / "08_oncokb_examples" / "example_maf.txt", sample="TCGA-05-4417-01")
        assert {"KRAS G12C", "EGFR T790M", "TERT c.-124C>T"} <= labels(reading)
        assert (tally(reading).interpreted, reading.build) == (9, "GRCh37")

    @pytest.mark.parametrize("name", ["example_maf.txt", "example_maf_grch38.txt"])
    def test_every_sample_adds_up(self, data: Path, name: str) -> None:
        path = data / "08_oncokb_examples" / name
        names = maf.samples(open_input(str(path)))
        readings = [read_path(path, sample=sample) for sample in names]
        own = [tally(one).read - one.out_of_scope_by.get("other_sample", 0) for one in readings]
        assert sum(own) == readings[0].records_read

    def test_atypical_alterations(self, data: Path) -> None:
        path = data / "08_oncokb_examples" / "example_atypical_alterations.txt"
        names = atypical.samples(open_input(str(path)))
        found = set().union(*(labels(read_path(path, sample=sample)) for sample in names))
        assert found == {"MSI-H", "TMB-H", "EGFRvIII", "EGFR CTD", "FLT3-ITD", "BRAF KDD"}

    def test_tumor_types(self, data: Path) -> None:
        path = data / "08_oncokb_examples" / "example_clinical.txt"
        names = clinical.samples(open_input(str(path)))
        assert [read_path(path, sample=name).tumor_type for name in names[:3]] == ["LUAD", "BLLETV6RUNX1", "GBM"]


def test_the_cbioportal_test_study_adds_up(data: Path) -> None:
    path = data / "13_cbioportal" / "data_mutations_extended.maf"
    names = maf.samples(open_input(str(path)))
    readings = [read_path(path, sample=sample) for sample in names]
    assert sum(tally(one).read - one.out_of_scope_by.get("other_sample", 0) for one in readings) == 36
    assert {"BRCA1 Q1323*", "BRCA2 D191G"} <= set().union(*map(labels, readings))
