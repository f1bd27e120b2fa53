"""Real files that are not part of the project (opt-in: `-m shared`, with ONCOTIER_SHARED or ../shared)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from oncotier.domain.alteration import Alteration
from oncotier.domain.observation import Reading
from oncotier.domain.value import replace
from oncotier.errors import BuildError, OncotierError, SampleChoiceError
from oncotier.genome.assembly import BUILDS
from oncotier.genome.scope import GeneSpan, Scope
from oncotier.interpret.caller import no_reference
from oncotier.readers.delimited import Columns, table_rows
from oncotier.readers.references import ReferenceSet
from oncotier.readers.registry import read_input
from oncotier.readers.source import open_input
from tests.readers.builders import codes, context, labels, read_path, report, tally, unresolved, variants

pytestmark = pytest.mark.shared


@pytest.fixture
def data(shared_path: Path) -> Path:
    return shared_path / "data"


@pytest.fixture
def genomes(shared_path: Path) -> Iterator[ReferenceSet]:
    """The panel genomes of both builds."""
    folder = shared_path / "reference"
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder}")
    found = ReferenceSet([str(folder / f"{build}.panel.fa.gz") for build in BUILDS], {})
    yield found
    found.close()


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

    CALLS = (
        "APC E1156Afs*7; APC E1156Gfs*7; APC E1156Gfs*8; BAP1 S485Pfs*84; BAP1 c.1713_1729+5del;"
        " FLT3 E604_F605insSPRGGNEYFYVDFREYEYDLKWE; MAP3K1 S941_942delins1; MET D1010H; PIK3CA E469delinsDK;"
        " PIK3CA E545K; TERT c.-124C>T; TERT c.-146C>T"
    )

    @pytest.mark.parametrize(("name", "build"), [("test.vcf", "GRCh37"), ("test_grch38.vcf", "GRCh38")])
    def test_the_calls(self, data: Path, genomes: ReferenceSet, name: str, build: str) -> None:
        """Neither header names the build; MAP3K1 lies outside of the panel FASTA."""
        reading = read_path(data / "03_vcf2maf_pair" / name)
        assert (reading.build, reading.build_evidence) == (build, f"4 of 4 known bases of {build} fit")
        assert (reading.sample, reading.records_read) == ("TUMOR", 20)
        for references in (no_reference, genomes):
            ends = tally(reading, references)
            assert (ends.interpreted, ends.unresolved) == (13, 0)
            assert ends.out_of_scope_by == {"no_protein_effect": 3, "outside_genes_in_table": 4}
        found = report(reading, genomes)
        assert sorted(one.label for one in found.alterations) == self.CALLS.split("; ")
        classes = {one.label: one.classes for one in found.alterations if one.classes}
        assert classes["MET D1010H"] == ("MET exon 14 skipping",)
        assert {"APC E1156Afs*7", "BAP1 S485Pfs*84", "BAP1 c.1713_1729+5del"} <= classes.keys()

    def test_without_a_reference_a_frameshift_and_a_splice_site_are_still_named(self, data: Path) -> None:
        found = labels(read_path(data / "03_vcf2maf_pair" / "test.vcf"))
        named = {"MET D1010H", "PIK3CA E545K", "TERT c.-124C>T", "TERT c.-146C>T", "APC E1156Gfs", "BAP1 S485fs"}
        assert named | {"BAP1 exon 13 splice donor variant"} <= found

    @pytest.mark.parametrize("with_fasta", [False, True])
    def test_both_builds_give_the_same_report(self, data: Path, genomes: ReferenceSet, *, with_fasta: bool) -> None:
        references = genomes if with_fasta else no_reference
        old, new = (
            report(read_path(data / "03_vcf2maf_pair" / name), references) for name in ("test.vcf", "test_grch38.vcf")
        )
        assert [told(one) for one in old.alterations] == [told(one) for one in new.alterations]
        assert old.options == new.options


def told(one: Alteration) -> tuple[object, ...]:
    return one.event, one.label, one.classes, one.hgvs_c, one.hgvs_p, one.transcript, one.also_known_as, one.vaf


class TestColo829:
    """240 somatic calls of Strelka on GRCh37; the header has no contigs and names no build."""

    PATH = Path("01_colo829_strelka_b37") / "test_strelka.vcf"

    def test_every_record_ends_somewhere(self, data: Path) -> None:
        reading = read_path(data / self.PATH)
        assert (reading.sample, reading.records_read, reading.build) == ("TUMOR", 240, "GRCh37")
        ends = tally(reading)
        assert (ends.interpreted, ends.out_of_scope, ends.filtered, ends.unresolved) == (2, 234, 0, 4)
        assert ends.out_of_scope_by == {"outside_genes_in_table": 234}
        assert labels(reading) == {"BRAF V600E", "CDKN2A 68fs"}

    def test_what_needs_a_sequence_says_so(self, data: Path) -> None:
        found = unresolved(read_path(data / self.PATH))
        assert {reason for reason, _ in found} == {"consequence_unavailable"}
        assert {words.partition(":")[0] for _, words in found} == {"SF3B1", "STK19", "TNFRSF8", "TP63"}
        assert all(words.endswith("without the reference genome: --fasta") for _, words in found)

    def test_with_a_reference(self, data: Path, genomes: ReferenceSet) -> None:
        """COLO-829 carries BRAF V600E and a CDKN2A deletion of two bases; the other genes are not in the FASTA."""
        reading = read_path(data / self.PATH)
        found = {one.label: one for one in report(reading, genomes).alterations}
        assert found["BRAF V600E"].hgvs_c == "c.1799T>A"
        assert found["CDKN2A A68Gfs*51"].classes == ("CDKN2A loss of function",)
        assert tally(reading, genomes).interpreted == 2

    def test_the_wrong_build_is_an_error(self, data: Path) -> None:
        with pytest.raises(BuildError, match=r"GRCh38 \(--build\); GRCh37"):
            read_path(data / self.PATH, build="GRCh38")


def test_structural_calls_are_read(data: Path) -> None:
    reading = read_path(data / "10_sv" / "COLO829_truthset_somaticSVs.vcf", build="GRCh37")
    assert labels(reading) == {"PTEN exon 6 deletion"}
    tally(reading)


class TestSpecification:
    """The VCF files of the specification, read as they are: 76 right ones, 607 wrong ones.

    Each wrong file is refused, or its row or header line is listed with its number, also where no finding rests on it.
    """

    CUT = "no newline at end of file"

    @pytest.fixture
    def corpus(self, data: Path) -> Path:
        return data / "15_bad_inputs" / "hts-specs_vcf"

    def test_right_files_are_read_and_nothing_is_said(self, corpus: Path) -> None:
        """But for the rows of one, which tests something else: they are not in the order that they shall have."""
        found = sorted(corpus.glob("*/passed/*.vcf"))
        assert len(found) == 76
        said: dict[str, set[str]] = {}
        for path in found:
            for everywhere in (False, True):
                for reading in readings_of(path, everywhere=everywhere):
                    words = {one.words for one in reading.unresolved if one.reason == "malformed_row"}
                    words |= {one.words for one in reading.notices if one.code in {"header_faulty", "row_faulty"}}
                    said[path.name] = said.get(path.name, set()) | words
        told = {name: words for name, words in said.items() if words}
        start = "1 row breaks the specification; what is read of them was checked: "
        assert told == {"zero_length_LAA.vcf": {f"{start}line 8 POS 300 comes after 400"}}

    def test_wrong_files_are_refused_or_the_fault_is_listed(self, corpus: Path) -> None:
        ends: Counter[str] = Counter()
        for path in sorted(corpus.glob("*/failed/*")):
            try:
                readings = readings_of(path, everywhere=False)
            except OncotierError:
                ends["refused"] += 1
                continue
            assert all(tally(one).read == one.records_read for one in readings), path
            ends[self.end(path, readings)] += 1
        assert ends == {"refused": 17, "row listed": 268, "header line listed": 317, "cut line listed": 5}

    def end(self, path: Path, readings: list[Reading]) -> str:
        """Return how the fault is listed; in a file of one row that is wrong, it is that row."""
        text = path.read_text(encoding="utf-8", errors="replace")
        lines = text.rstrip("\n").split("\n")
        rows = [line1 for line1, line in enumerate(lines, 1) if line and not line.startswith("#")]
        words = [one.words for reading in readings for one in reading.unresolved if one.reason == "malformed_row"]
        notices = {one.code: one.words for reading in readings for one in reading.notices}
        words += [notices["row_faulty"].partition("checked: ")[2]] if "row_faulty" in notices else []
        if self.CUT in text:
            assert notices["no_final_line_break"].startswith(f"line {len(lines)},"), path
            return "cut line listed"
        if "_body_" in path.name:
            assert words, path
            assert int(words[0].removeprefix("line ").partition(" ")[0].rstrip(":")) in rows, path
            return "row listed"
        listed = int(notices["header_faulty"].partition(": line ")[2].partition(" ")[0])
        assert listed not in rows, path
        return "header line listed"


def readings_of(path: Path, *, everywhere: bool) -> list[Reading]:
    """Read all samples of a VCF of unknown build; `everywhere` puts every row in scope."""
    asked = context(build="GRCh37")
    if everywhere:
        chromosomes = [*map(str, range(1, 23)), "X", "Y", "MT"]
        wide = Scope.build(["EGFR"], [GeneSpan("EGFR", one, 0, 3 * 10**9) for one in chromosomes])
        asked = replace(asked, scope=lambda _: wide)
    try:
        return [read_input(open_input(str(path)), asked)]
    except SampleChoiceError as error:
        names = error.hint.partition("columns: ")[2].split(" ... ")[0].split(", ")
    settings = [replace(asked.settings, sample=name) for name in names]
    return [read_input(open_input(str(path)), replace(asked, settings=one)) for one in settings]
