"""A manifest: options by column, paths that stay in its folder, and faults that name their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncotier.batch.manifest import read_manifest
from oncotier.batch.request import Request
from oncotier.errors import InputError
from tests.batch.cohorts import lists, maf, rows
from tests.conftest import Run
from tests.readers.builders import GRCH38, vcf, vcf_row


def written(folder: Path, *lines: str) -> Path:
    path = folder / "manifest.tsv"
    path.write_text("".join(line.replace(" | ", "\t") + "\n" for line in lines))
    return path


def test_columns_are_options_and_empty_cells_leave_the_command_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "sample | inputs | tumor_type | finding | min_vaf | keep_filtered | prior_therapy",
        "P1 | a.vcf;b.tsv | LUAD | MSI-H;TMB 12 | 0.1 | yes | osimertinib",
        "P2 | c.vcf |  |  |  |  | ",
    )
    one, two = read_manifest(path, Request(tumor_type="NSCLC", min_vaf=0.05))
    assert one.paths == (tmp_path / "a.vcf", tmp_path / "b.tsv")
    assert one.request == Request(
        tumor_type="LUAD",
        findings=("MSI-H", "TMB 12"),
        min_vaf=0.1,
        keep_filtered=True,
        prior_therapies=("osimertinib",),
    )
    assert two.request == Request(tumor_type="NSCLC", min_vaf=0.05)


@pytest.mark.parametrize("entry", ["../secret.vcf", "a/../../secret.vcf", "-", "https://x/y.vcf", "link/secret.vcf"])
def test_an_entry_that_leads_out_is_refused(entry: str, tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.vcf").touch()
    (inside / "link").symlink_to(tmp_path)
    (row,) = read_manifest(written(inside, "sample | inputs", f"P1 | {entry}"), Request())
    assert "manifest.tsv:2" in row.refusal
    assert row.paths == ()


def test_an_absolute_path_is_the_users_word(tmp_path: Path) -> None:
    (row,) = read_manifest(written(tmp_path, "sample | inputs", "P1 | /data/x.vcf"), Request())
    assert (row.paths, row.refusal) == ((Path("/data/x.vcf"),), "")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((), "empty"),
        (("sample | tumor_type", "P1 | LUAD"), "no column 'inputs'"),
        (("sample | inputs | mood", "P1 | a | b"), "unknown column 'mood'"),
        (("sample | inputs", "P1 | a | b"), ":2: 3 cells"),
        (("sample | inputs", " | a"), ":2: no sample name"),
        (("sample | inputs", "P1 | a", "P1 | b"), ":3: sample 'P1' stands in line 2"),
        (("sample | inputs | knowledge_base", "P1 | a | b"), "unknown column 'knowledge_base'"),
    ],
)
def test_faults(lines: tuple[str, ...], words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        read_manifest(written(tmp_path, *lines), Request())


def test_a_run_with_a_manifest(run: Run, tmp_path: Path) -> None:
    lists(tmp_path / "in", {"x": "BRAF V600E", "y": "MSI-H"})
    (tmp_path / "in" / "cohort.maf").write_text(maf(3))
    path = written(
        tmp_path,
        "sample | tumor_type | inputs",
        "one | melanoma | in/x.txt",
        "P001 | LUAD | in/cohort.maf;in/y.txt",
        "P999 | LUAD | in/cohort.maf",
        "gone | LUAD | in/gone.vcf",
        "typo | lung canzer | in/y.txt",
    )
    done = run("batch", "--manifest", str(path), "-o", str(tmp_path / "out"))
    assert done.returncode == 3
    found = {row["sample"]: row for row in rows(tmp_path / "out" / "samples.tsv")}
    assert {name: row["status"] for name, row in found.items()} == {
        "one": "complete", "P001": "complete", "P999": "failed", "gone": "failed", "typo": "failed",
    }  # fmt: skip
    assert (found["one"]["tumor_type"], found["P001"]["inputs"]) == ("MEL", "cohort.maf; y.txt")
    assert "none of them 'P999'" in found["P999"]["words"]
    assert "lung canzer" in found["typo"]["words"]


def test_the_columns_of_one_vcf_are_chosen_by_the_sample(run: Run, tmp_path: Path) -> None:
    (tmp_path / "two.vcf").write_text(
        vcf(
            [
                vcf_row("chr7", 55191822, "T", "G", ".", "0/1:70,30", "0/0:70,0"),
                vcf_row("chr7", 140753336, "A", "T", ".", "0/0:70,0", "0/1:70,30"),
            ],
            samples=["PAT1", "PAT2"],
            header=GRCH38,
        )
    )
    path = written(tmp_path, "sample | inputs | tumor_type", "PAT1 | two.vcf | LUAD", "PAT2 | two.vcf | MEL")
    done = run("batch", "--manifest", str(path), "-o", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    found = {(one["sample"], one["gene"], one["label"]) for one in rows(tmp_path / "out" / "alterations.tsv")}
    assert found == {("PAT1", "EGFR", "EGFR L858R"), ("PAT2", "BRAF", "BRAF V600E")}
    alone = run("batch", str(tmp_path / "two.vcf"), "-o", str(tmp_path / "alone"))
    assert b"of a batch in a manifest; columns: PAT1, PAT2" in alone.stderr
