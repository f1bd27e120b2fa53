"""`--fasta` and the environment: full names with a reference, errors that say what to do, exit code 3."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.genome.shared import reference_folder
from tests.readers.builders import GRCH37, GRCH38, vcf, vcf_row
from tests.readers.test_references import fasta

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run

ROWS = {
    "GRCh37": ("13:32914437:GT:G", "7:55259515:T:G", "17:7578212:G:A"),
    "GRCh38": ("13:32340300:GT:G", "7:55191822:T:G", "17:7674894:G:A"),
}
HEADERS = {"GRCh37": GRCH37, "GRCh38": GRCH38}


def written(folder: Path, build: str, *, header: bool = True) -> str:
    path = folder / f"{build}.vcf"
    cells = (text.split(":") for text in ROWS[build])
    rows = [vcf_row(chrom, pos, ref, alt, ".", "0/1:5,5") for chrom, pos, ref, alt in cells]
    path.write_text(vcf(rows, header=HEADERS[build] if header else ()))
    return str(path)


def report(run: Run, *arguments: str, code: int = 0, env: dict[str, str] | None = None) -> dict[str, Any]:
    done = run("interpret", *arguments, "-t", "OVT", "-f", "json", env=env)
    assert done.returncode == code, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def labels(found: dict[str, Any]) -> list[str]:
    return [one["label"] for one in found["alterations"]]


@pytest.mark.parametrize("build", ROWS)
@pytest.mark.parametrize("header", [True, False])
def test_without_a_reference(run: Run, tmp_path: Path, build: str, *, header: bool) -> None:
    """A stop outside of the stored codons is listed, and is no error."""
    found = report(run, written(tmp_path, build, header=header))
    assert sorted(labels(found)) == ["BRCA2 1982fs", "EGFR L858R"]
    (refused,) = found["unresolved"]
    assert refused["reason"] == "consequence_unavailable"
    assert refused["words"].startswith("TP53: ")
    assert "--fasta" in refused["words"]
    (one,) = found["inputs"]
    assert one["genome_build"] == build
    assert one["records"] == {"read": 3, "interpreted": 2, "out_of_scope": 0, "filtered": 0, "unresolved": 1}


@pytest.mark.shared
@pytest.mark.parametrize("build", ROWS)
@pytest.mark.parametrize("by", ["option", "environment", "both builds"])
def test_with_a_reference(run: Run, tmp_path: Path, build: str, by: str) -> None:
    folder = reference_folder()
    paths = {name: str(folder / f"{name}.panel.fa.gz") for name in ROWS}
    arguments = {
        "option": ["--fasta", paths[build]],
        "environment": [],
        "both builds": ["--fasta", paths["GRCh37"], "--fasta", paths["GRCh38"]],
    }[by]
    env = {f"ONCOTIER_FASTA_{build.upper()}": paths[build]} if by == "environment" else {}
    found = report(run, written(tmp_path, build), *arguments, env=env)
    assert sorted(labels(found)) == ["BRCA2 S1982Rfs*22", "EGFR L858R", "TP53 R213*"]
    assert found["unresolved"] == []
    named = {one["label"]: (one["hgvs_c"], one["hgvs_p"], one["consequence"]) for one in found["alterations"]}
    assert named["BRCA2 S1982Rfs*22"] == ("c.5946del", "p.(Ser1982ArgfsTer22)", "frameshift_variant")
    assert named["TP53 R213*"] == ("c.637C>T", "p.(Arg213Ter)", "stop_gained")


@pytest.mark.shared
def test_both_builds_give_the_same_options(run: Run, tmp_path: Path) -> None:
    folder = reference_folder()
    found = [report(run, written(tmp_path, build), "--fasta", str(folder / f"{build}.panel.fa.gz")) for build in ROWS]
    assert found[0]["options"] == found[1]["options"]
    assert found[0]["not_recommended"] == found[1]["not_recommended"]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("missing", "no such file"),
        ("no index", "has no index GRCh38.fa.fai"),
        ("wrong build", "GRCh38.vcf: is on GRCh38, but --fasta is GRCh37.fa (GRCh37)"),
        ("mixed", "has contigs of both builds"),
    ],
)
def test_errors_name_the_file_and_what_to_do(run: Run, tmp_path: Path, how: str, words: str) -> None:
    path = fasta(tmp_path, "GRCh37" if how == "wrong build" else "GRCh38")
    if how == "missing":
        path = str(tmp_path / "none.fa")
    if how == "no index":
        (tmp_path / "GRCh38.fa.fai").unlink()
    if how == "mixed":
        with (tmp_path / "GRCh38.fa.fai").open("a") as index:
            index.write("12\t133851895\t20\t8\t9\n")
    done = run("interpret", written(tmp_path, "GRCh38"), "--fasta", path, "-t", "LUAD")
    assert done.returncode == 3
    assert done.stdout == b""
    assert words in done.stderr.decode()


def test_a_wrong_variable_is_named(run: Run, tmp_path: Path) -> None:
    env = {"ONCOTIER_FASTA_GRCH38": str(tmp_path / "none.fa")}
    done = run("interpret", written(tmp_path, "GRCh38"), "-t", "LUAD", env=env)
    assert done.returncode == 3
    assert "ONCOTIER_FASTA_GRCH38: " in done.stderr.decode()


@pytest.mark.parametrize("build", ROWS)
def test_a_build_that_the_rows_contradict_is_an_error(run: Run, tmp_path: Path, build: str) -> None:
    (other,) = ROWS.keys() - {build}
    for header in (True, False):
        done = run("interpret", written(tmp_path, build, header=header), "--build", other, "-t", "LUAD")
        assert done.returncode == 3
        assert "the genome build is contradictory" in done.stderr.decode()


def test_an_undecidable_build_asks_for_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.vcf"
    path.write_text(vcf([vcf_row("17", 7578212, "G", "A", ".", "0/1:5,5")], header=()))
    done = run("interpret", str(path), "-t", "LUAD")
    assert done.returncode == 3
    assert "give --build GRCh37 or GRCh38" in done.stderr.decode()
    found = report(run, str(path), "--build", "GRCh37")
    assert [one["reason"] for one in found["unresolved"]] == ["consequence_unavailable"]


def test_many_contradicting_bases_end_in_exit_3_with_a_report(run: Run, tmp_path: Path) -> None:
    """The header states GRCh37, and the reference alleles at known places are other bases."""
    path = tmp_path / "x.vcf"
    rows = [vcf_row("7", pos, "A", "G", ".", "0/1:5,5") for pos in (55259515, 55249071, 140453137)]
    path.write_text(vcf(rows, header=GRCH37))
    found = report(run, str(path), code=3)
    assert {one["reason"] for one in found["unresolved"]} == {"reference_mismatch"}
    assert "wrong_build" in {one["code"] for one in found["notices"]}
