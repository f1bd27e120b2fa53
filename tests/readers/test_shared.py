"""Real files that are not part of the project (opt-in: `-m shared`, with ONCOTIER_SHARED or ../shared)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from oncotier.domain.observation import Reading
from oncotier.errors import BuildError, OncotierError, SampleChoiceError
from oncotier.readers.delimited import Columns, table_rows
from oncotier.readers.source import open_input
from tests.readers.builders import codes, labels, read_path, tally, variants

pytestmark = pytest.mark.shared


@pytest.fixture
def data(shared_path: Path) -> Path:
    return shared_path / "data"


class TestHcc1395:
    def test_known_changes_with_their_counts(self, data: Path) -> None:
        reading = read_path(data / "04_hcc1395_vep_csq_b38" / "annotated.expression.vcf.gz")
        assert (reading.records_read, reading.sample, reading.build) == (1470, "HCC1395_TUMOR_DNA", "GRCh38")
        assert not reading.incomplete
        found = {(one.gene, one.protein.rpartition(":")[2]): one for one in variants(reading)}
        tp53 = found["TP53", "p.Arg175His"]
        assert (tp53.vaf, tp53.depth, tp53.filter) == (0.98864, 88, "")
        assert ("BRCA2", "p.Glu1593Ter") in found
        assert {"TP53 R175H", "BRCA2 E1593*"} <= labels(reading)
        assert codes(reading) == {"tumor_column"}
        assert tally(reading).read == 1470
        assert {one.reason for one in reading.unresolved} <= {"consequence_unavailable", "structural_allele"}


class TestLaml:
    PATH = Path("07_tcga_laml") / "tcga_laml.maf.gz"

    def test_193_samples_are_listed(self, data: Path) -> None:
        with pytest.raises(SampleChoiceError, match="holds 193 samples"):
            read_path(data / self.PATH)

    def test_every_sample_adds_up_and_so_does_the_cohort(self, data: Path) -> None:
        rows = list(table_rows(open_input(str(data / self.PATH))))
        place = Columns([cell.decode() for cell in rows[0][1]]).index("Tumor_Sample_Barcode")
        samples = sorted({cells[place].decode() for _, cells, _ in rows[1:]})
        assert len(samples) == 193
        seen: Counter[str] = Counter()
        own = 0
        for sample in samples:
            reading = read_path(data / self.PATH, sample=sample)
            ends = tally(reading)
            assert ends.read == len(rows) - 1 == 2207
            own += ends.read - ends.out_of_scope_by["other_sample"]
            seen.update(labels(reading))
        assert own == 2207
        expected = {"IDH1 R132C": 12, "IDH1 R132H": 4, "IDH2 R140Q": 16, "IDH2 R172K": 3, "KIT D816V": 4}
        expected |= {"KRAS G12D": 2, "NRAS Q61K": 2}
        assert {label: seen[label] for label in expected} == expected


class TestVcf2maf:
    @pytest.mark.parametrize("name", ["vep_isoforms", "custom_isoforms"])
    def test_the_annotated_tables(self, data: Path, name: str) -> None:
        reading = read_path(data / "03_vcf2maf_pair" / f"test_output.{name}.maf")
        assert (reading.build, reading.records_read) == ("GRCh37", 20)
        assert tally(reading).unresolved == 0
        assert "PIK3CA E545K" in labels(reading)

    @pytest.mark.parametrize(("name", "build"), [("test.vcf", "GRCh37"), ("test_grch38.vcf", "GRCh38")])
    def test_the_calls(self, data: Path, name: str, build: str) -> None:
        path = data / "03_vcf2maf_pair" / name
        with pytest.raises(BuildError, match="cannot be established"):
            read_path(path)
        reading = read_path(path, build=build)
        assert (reading.sample, reading.records_read) == ("TUMOR", 20)
        assert {one.reason for one in reading.unresolved} == {"consequence_unavailable"}
        assert {"PIK3CA", "TERT", "FLT3", "MET", "TP53"} <= {one.words.partition(":")[0] for one in reading.unresolved}
        assert tally(reading).read == 20

    def test_both_builds_lie_in_the_same_genes(self, data: Path) -> None:
        found = [
            [one.words for one in read_path(data / "03_vcf2maf_pair" / name, build=build).unresolved]
            for name, build in (("test.vcf", "GRCh37"), ("test_grch38.vcf", "GRCh38"))
        ]
        assert found[0] == found[1]


def test_colo829_asks_for_the_build_and_lists_what_needs_a_sequence(data: Path) -> None:
    path = data / "01_colo829_strelka_b37" / "test_strelka.vcf"
    with pytest.raises(BuildError) as raised:
        read_path(path)
    assert raised.value.hint == "give --build GRCh37 or GRCh38"
    reading = read_path(path, build="GRCh37")
    assert (reading.sample, reading.records_read) == ("TUMOR", 240)
    genes = {one.words.partition(":")[0] for one in reading.unresolved}
    assert {"BRAF", "SF3B1"} <= genes
    assert tally(reading).unresolved == len(reading.unresolved)


def test_structural_calls_are_listed(data: Path) -> None:
    reading = read_path(data / "10_sv" / "COLO829_truthset_somaticSVs.vcf", build="GRCh37")
    assert {one.reason for one in reading.unresolved} == {"structural_allele"}
    tally(reading)


def read_any(path: Path) -> Reading:
    """Read a VCF of unknown build and samples, as a user would after each question."""
    try:
        return read_path(path, build="GRCh37")
    except SampleChoiceError as error:
        sample = error.hint.partition("columns: ")[2].split(", ")[0]
        return read_path(path, build="GRCh37", sample=sample)


class TestSpecification:
    """The VCF files of the specification: 76 right ones, 607 wrong ones, mostly in header lines nobody reads."""

    @pytest.fixture
    def corpus(self, data: Path) -> Path:
        return data / "15_bad_inputs" / "hts-specs_vcf"

    def test_right_files_are_read_without_rejected_rows(self, corpus: Path) -> None:
        found = sorted(corpus.glob("*/passed/*.vcf"))
        assert len(found) == 76
        for path in found:
            reading = read_any(path)
            assert [one.words for one in reading.unresolved if one.reason == "malformed_row"] == [], path

    def test_wrong_files_are_read_or_refused(self, corpus: Path) -> None:
        found = sorted(corpus.glob("*/failed/*"))
        assert len(found) >= 607
        for path in found:
            try:
                reading = read_any(path)
            except OncotierError:
                continue
            assert tally(reading).read == reading.records_read, path
