"""Real files that are not part of the project, all of them, row by row against what they say (opt-in: `-m shared`).

What a table says is worked out here with nothing but `csv`, and compared with what the program makes of it.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from oncotier.errors import OncotierError, SampleChoiceError
from oncotier.readers import maf
from oncotier.readers.source import open_input
from tests.readers.builders import knowledge, read_path, report, tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from oncotier.domain.alteration import Alteration
    from oncotier.domain.report import Report
    from tests.conftest import Run

pytestmark = pytest.mark.shared

FILES = """
01_colo829_strelka_b37/test_strelka.vcf                                   vcf                  240
02_pcgr_coad/T001-COAD.grch37.cna.tsv                                     refused              segments name no genes
02_pcgr_coad/T001-COAD.grch37.fusions.tsv                                 pcgr-fusion          13
02_pcgr_coad/T001-COAD.grch37.vcf.gz                                      vcf                  3317
02_pcgr_coad/T001-COAD.grch38.vcf.gz                                      vcf                  3313
03_vcf2maf_pair/test.vcf                                                  vcf                  20
03_vcf2maf_pair/test_grch38.vcf                                           vcf                  20
03_vcf2maf_pair/test_output.custom_isoforms.maf                           maf                  20
03_vcf2maf_pair/test_output.vep_isoforms.maf                              maf                  20
04_hcc1395_vep_csq_b38/annotated.expression.vcf.gz                        vcf-vep              1470
05_foundation_xml/sample.xml                                              foundation-xml       56
06_tso500/rna_sample_CombinedVariantOutput.tsv                            tso500               20
06_tso500/sample_CombinedVariantOutput.tsv                                tso500               40
06_tso500/sample_CombinedVariantOutput_novar.tsv                          tso500               5
07_tcga_laml/tcga_laml.maf.gz                                             193 samples          2207
08_oncokb_examples/example_atypical_alterations.txt                       5 samples            12
08_oncokb_examples/example_clinical.txt                                   9 samples            9
08_oncokb_examples/example_cna.txt                                        2 samples            4
08_oncokb_examples/example_fusions.txt                                    3 samples            7
08_oncokb_examples/example_individual_cna.txt                             2 samples            12
08_oncokb_examples/example_maf.txt                                        4 samples            17
08_oncokb_examples/example_maf_grch38.txt                                 4 samples            14
08_oncokb_examples/example_sv.txt                                         3 samples            7
09_moalmanac_patient/example.input-metadata.txt                           moalmanac-metadata   10
09_moalmanac_patient/example_output.actionable.txt                        moalmanac            21
09_moalmanac_patient/example_output.germline.acmg.txt                     moalmanac            4
09_moalmanac_patient/example_output.germline.cancer_related.txt           moalmanac            10
09_moalmanac_patient/example_output.germline.hereditary_cancers.txt       moalmanac            5
09_moalmanac_patient/example_output.integrated.summary.txt                refused              format not recognized
09_moalmanac_patient/example_output.msi_variants.txt                      moalmanac            2
09_moalmanac_patient/example_output.mutational_burden.txt                 tmb                  1
09_moalmanac_patient/example_output.somatic.filtered.txt                  moalmanac            40970
09_moalmanac_patient/example_output.somatic.scored.txt                    moalmanac            265
09_moalmanac_patient/example_output.therapeutic_strategies.txt            refused              format not recognized
09_moalmanac_patient/example_patient.capture.germline.maf                 maf                  10
09_moalmanac_patient/example_patient.capture.sbs_contributions.txt        refused              format not recognized
09_moalmanac_patient/example_patient.capture.somatic.called.cna.txt       moalmanac-cna        6
09_moalmanac_patient/example_patient.capture.somatic.coverage.txt         refused              format not recognized
09_moalmanac_patient/example_patient.capture.somatic.indels.maf           maf                  2
09_moalmanac_patient/example_patient.capture.somatic.seg.annotated        refused              it holds log ratios
09_moalmanac_patient/example_patient.capture.somatic.snvs.maf             maf                  299
09_moalmanac_patient/example_patient.rna.somatic.snvs.maf                 maf                  352
09_moalmanac_patient/example_patient.rna.star.fusions.txt                 star-fusion          178
09_moalmanac_patient/example_patient.simplified_input.txt                 moalmanac            4
10_sv/COLO829_truthset_somaticSVs.vcf                                     vcf                  134
10_sv/manta.vcf                                                           vcf                  3
11_annovar/FDA.hg19_multianno.txt                                         annovar              22
12_fhir/Bundle-bundle-oncologyexamples-r4.json                            fhir                 10
12_fhir/Bundle-gx-genomic-bundle-adam-anyperson.json                      fhir                 19
13_cbioportal/data_cna_discrete.txt                                       788 samples          6304
13_cbioportal/data_mutations_extended.maf                                 21 samples           36
13_cbioportal/data_structural_variants.txt                                36 samples           48
14_kb/cgi_biomarkers_per_variant.tsv                                      table                1442
14_kb/oncotree_2025_10_03.json                                            refused              format not recognized
"""
EXPECTED = {line.split()[0]: re.split(r"\s{2,}", line.strip())[1:] for line in FILES.strip().splitlines()}
SILENT = {"Silent", "Intron", "IGR", "RNA", "5'Flank"}


@pytest.fixture
def data(shared_path: Path) -> Path:
    return shared_path / "data"


def table(path: Path, *, skip: int = 0) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        for _ in range(skip):
            next(lines)
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def own(symbol: str) -> str:
    """Return the gene of the table that a symbol names, empty for others."""
    name = knowledge().names.resolve(symbol)
    return name.symbol if name is not None and name.known else ""


def by_record(found: Report) -> dict[int, list[Alteration]]:
    places: dict[int, list[Alteration]] = defaultdict(list)
    for one in found.alterations:
        for source in one.sources:
            places[source.record1].append(one)
    return places


class TestEveryFile:
    def test_the_table_names_them_all(self, data: Path) -> None:
        found = {str(path.relative_to(data)) for path in data.glob("[01]*/*") if path.is_file()}
        assert {name for name in found if not name.startswith("15_")} == set(EXPECTED)

    @pytest.mark.parametrize("name", EXPECTED)
    def test_it_is_read_and_its_counts_add_up_or_it_is_refused(self, data: Path, name: str) -> None:
        what, expected = EXPECTED[name]
        path = data / name
        try:
            reading = read_path(path)
        except SampleChoiceError as error:
            assert f"holds {what}" in str(error)
            reading = read_path(path, sample=error.hint.partition(": ")[2].split(", ")[0])
        except OncotierError as error:
            assert what == "refused", error
            assert expected in error.message
            return
        assert what in {reading.format, what if what.endswith("samples") else ""}
        assert tally(reading).read == int(expected)


def test_each_change_of_193_leukemias_is_found_in_its_patient(data: Path) -> None:
    """415 rows change the protein of a gene of the table: each is one finding, with the share of reads of its row."""
    path = data / "07_tcga_laml" / "tcga_laml.maf.gz"
    rows = dict(enumerate(table(path), 1))
    wanted = {
        place: row
        for place, row in rows.items()
        if own(row["Hugo_Symbol"]) and row["Variant_Classification"] not in SILENT
    }
    seen: dict[int, str] = {}
    for sample in maf.samples(open_input(str(path))):
        for place, found in by_record(report(read_path(path, sample=sample))).items():
            (one,) = found
            assert one.gene == own(rows[place]["Hugo_Symbol"])
            share = rows[place]["i_TumorVAF_WU"]
            if len(one.sources) == 1:
                assert one.vaf == (None if share == "NA" else pytest.approx(float(share) / 100, abs=1e-6))
            seen[place] = sample
    assert seen == {place: row["Tumor_Sample_Barcode"] for place, row in wanted.items()}
    assert len(seen) == 415


def test_the_changes_that_vep_names_in_a_cell_line(data: Path) -> None:
    """Every row of HCC1395 with a protein change in a gene of the table, and no other, is a finding."""
    path = data / "04_hcc1395_vep_csq_b38" / "annotated.expression.vcf.gz"
    fields: list[str] = []
    wanted: dict[int, set[str]] = {}
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if line.startswith("##INFO=<ID=CSQ"):
                fields = line.split("Format: ")[1].split('"')[0].split("|")
            if not line.startswith("#"):
                place = len(wanted) + 1
                info = line.split("\t")[7]
                entries = re.findall(r"(?:^|;)CSQ=([^;]*)", info)[0].split(",")
                cells = [dict(zip(fields, entry.split("|"), strict=True)) for entry in entries]
                wanted[place] = {
                    own(cell["SYMBOL"])
                    for cell in cells
                    if cell["HGVSp"] and not cell["HGVSp"].endswith(("%3D", "=")) and own(cell["SYMBOL"])
                }
    found = by_record(report(read_path(path)))
    assert {place: {one.gene for one in ones} for place, ones in found.items()} == {
        place: genes for place, genes in wanted.items() if genes
    }
    assert all(one.vaf is not None and one.origin.value == "somatic" for ones in found.values() for one in ones)


def test_each_alteration_of_a_foundation_report(data: Path) -> None:
    path = data / "05_foundation_xml" / "sample.xml"
    kinds = {"short-variant", "copy-number-alteration", "rearrangement"}
    found = by_record(report(read_path(path)))
    place = 0
    for element in ET.parse(path).iter():  # noqa: S314 - a known file
        if element.tag.rpartition("}")[2] not in kinds:
            continue
        place += 1
        cells = element.attrib
        gene = own(cells.get("gene", cells.get("target-gene", "")))
        assert [one.gene for one in found.get(place, [])] == ([gene] if gene else []), cells
        if gene and "percent-reads" in cells and element.tag.endswith("short-variant"):
            (one,) = found[place]
            assert one.vaf == pytest.approx(float(cells["percent-reads"]) / 100)
            assert one.depth == int(cells["depth"])
            written = cells["protein-effect"]
            assert one.label == f"{gene} {written}" or written.startswith("splice site"), written
        if gene and "copy-number" in cells:
            assert found[place][0].copies == float(cells["copy-number"])
    assert place == 54


def places_of(rows: Iterable[dict[str, str]]) -> dict[tuple[str, str, int], list[str]]:
    """Return the labels of `alterations.tsv` by sample, file and record."""
    found: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for row in rows:
        for source in row["source"].split("; "):
            file, _, record = source.rpartition(":")
            found[row["sample"], file, int(record)].append(row["label"])
    return found


def test_a_study_in_a_batch_has_every_sample_and_every_event(data: Path, tmp_path: Path, run: Run) -> None:
    study = data / "13_cbioportal"
    done = run("batch", str(study), "-o", str(tmp_path / "out"), "-j", "2")
    assert done.returncode == 0, done.stderr
    found = places_of(table(tmp_path / "out" / "alterations.tsv"))
    samples = {row["sample"]: row for row in table(tmp_path / "out" / "samples.tsv")}
    named: set[str] = set()
    wanted: set[tuple[str, str, int]] = set()
    for place, row in enumerate(table(study / "data_cna_discrete.txt"), 1):
        named.add(row["Sample_Id"])
        if own(row["Hugo_Symbol"]) and row["Value"] not in {"0", "NA", ""}:
            wanted.add((row["Sample_Id"], "data_cna_discrete.txt", place))
    for place, row in enumerate(table(study / "data_mutations_extended.maf", skip=1), 1):
        named.add(row["Tumor_Sample_Barcode"])
        is_silent = re.fullmatch(r"p\.([A-Z])\d+\1", row["HGVSp_Short"])
        if own(row["Hugo_Symbol"]) and row["Variant_Classification"] not in SILENT and not is_silent:
            wanted.add((row["Tumor_Sample_Barcode"], "data_mutations_extended.maf", place))
    for place, row in enumerate(table(study / "data_structural_variants.txt"), 1):
        named.add(row["Sample_Id"])
        if own(row["Site1_Hugo_Symbol"]) or own(row["Site2_Hugo_Symbol"]):
            wanted.add((row["Sample_Id"], "data_structural_variants.txt", place))
    assert named == set(samples)
    assert set(found) == wanted
    assert sum(int(row["unresolved"]) for row in samples.values()) == 1  # a row called NCOA4 with a break in BRAF


def test_the_examples_of_a_peer_in_a_batch(data: Path, tmp_path: Path, run: Run) -> None:
    """Each sample gets the tumor type of the clinical file and its rows of eight tables."""
    examples = data / "08_oncokb_examples"
    done = run("batch", str(examples), "-o", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    samples = {row["sample"]: row for row in table(tmp_path / "out" / "samples.tsv")}
    clinical = {row["SAMPLE_ID"]: row["ONCOTREE_CODE"] for row in table(examples / "example_clinical.txt")}
    renamed = {"GBM": "GB"}  # OncoTree 2025
    assert {name: row["tumor_type"] for name, row in samples.items()} == {
        name: renamed.get(code, code) for name, code in clinical.items()
    }
    found = places_of(table(tmp_path / "out" / "alterations.tsv"))
    for name in ("example_maf.txt", "example_maf_grch38.txt"):
        for place, row in enumerate(table(examples / name), 1):
            key = row["Tumor_Sample_Barcode"], name, place
            assert bool(found.get(key)) is bool(own(row["Hugo_Symbol"])), key
    for place, row in enumerate(table(examples / "example_individual_cna.txt"), 1):
        word = {"2": "amplification", "1": "gain", "-1": "loss", "-2": "deletion"}
        call = word.get(row["Copy_Number_Alteration"], row["Copy_Number_Alteration"].lower())
        key = row["Tumor_Sample_Barcode"], "example_individual_cna.txt", place
        assert found[key] == [f"{row['Hugo_Symbol']} {call}"]
