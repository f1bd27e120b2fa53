"""`oncotier interpret`: the issue's example, findings alone, several files of one sample, options that count."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run

LUNG = "examples/lung_egfr.vcf"


def report(run: Run, *arguments: str, code: int = 0) -> dict[str, Any]:
    done = run("interpret", *arguments, "-f", "json")
    assert done.returncode == code, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def labels(found: dict[str, Any]) -> set[str]:
    return {one["label"] for one in found["alterations"]}


def test_lung_with_t790m(run: Run) -> None:
    found = report(run, LUNG, "-t", "lung adenocarcinoma")
    first = found["options"][0]
    assert (first["rank"], first["therapy"], first["state"]) == (1, "Osimertinib", "available")
    blocked = {one["therapy"]: one for one in found["not_recommended"]}
    t790m = next(one["id"] for one in found["alterations"] if one["label"] == "EGFR T790M")
    for therapy in ("Erlotinib", "Gefitinib", "Afatinib"):
        conflicts = blocked[therapy]["conflicts"]
        assert any(one["alteration"] == t790m and "EGFR T790M" in one["words"] for one in conflicts)
    ranked = {one["therapy"] for one in found["options"]}
    assert not ranked & {"Erlotinib", "Gefitinib", "Afatinib"}


def test_the_table_says_it_too(run: Run) -> None:
    text = run("interpret", LUNG, "-t", "lung adenocarcinoma").stdout.decode()
    options, _, blocked = text.partition("Not recommended")
    assert options.split("\n----", 1)[0].count("Options") <= 1
    assert any(line.split()[:2] == ["1", "Osimertinib"] for line in options.split("\n"))
    for therapy in ("Erlotinib", "Gefitinib", "Afatinib"):
        line = next(one for one in blocked.split("\n") if one.startswith(f"{therapy} "))
        assert "EGFR T790M" in line


def test_findings_alone(run: Run) -> None:
    found = report(run, "--finding", "EGFR L858R", "--finding", "EGFR nonsense words", "-t", "LUAD", code=3)
    assert labels(found) == {"EGFR L858R"}
    found = report(run, "--finding", "EGFR L858R", "--finding", "EGFR T790M", "-t", "LUAD")
    assert found["options"][0]["therapy"] == "Osimertinib"
    assert found["inputs"][0]["name"] == "--finding"
    assert found["sample"]["id"] == ""


def test_several_files_of_one_sample(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fusions.txt").write_text("MET amplification\n")
    extra = str(tmp_path / "fusions.txt")
    found = report(run, LUNG, extra, "-t", "LUAD", "--finding", "PD-L1 TPS 60%")
    assert labels(found) == {"EGFR T790M", "EGFR L858R", "TP53 R273H", "MET amplification", "PD-L1 TPS 60%"}
    assert [one["name"] for one in found["inputs"]] == ["lung_egfr.vcf", "fusions.txt", "--finding"]
    assert found["sample"]["id"] == "LUNG-01-T"
    turned = report(run, extra, LUNG, "-t", "LUAD", "--finding", "PD-L1 TPS 60%")
    assert turned["options"] == found["options"]
    assert turned["alterations"] == found["alterations"]


def test_the_same_finding_from_two_places_is_one_alteration(run: Run) -> None:
    found = report(run, LUNG, "--finding", "EGFR p.Leu858Arg", "-t", "LUAD")
    (one,) = [one for one in found["alterations"] if one["label"] == "EGFR L858R"]
    assert [source["input"] for source in one["source"]] == ["--finding", "lung_egfr.vcf"]
    assert one["vaf"] == 0.412


def test_thresholds_and_filters(run: Run) -> None:
    assert labels(report(run, LUNG, "-t", "LUAD", "--min-vaf", "0.4")) == {"EGFR L858R", "TP53 R273H"}
    assert labels(report(run, LUNG, "-t", "LUAD", "--min-depth", "200")) == {"EGFR L858R"}
    kept = report(run, LUNG, "-t", "LUAD", "--keep-filtered")
    assert "TP53 R248Q" in labels(kept)
    for one in report(run, LUNG, "-t", "LUAD", "--min-depth", "200")["inputs"]:
        assert one["records"]["filtered"] == sum(one["filtered_by"].values()) == 3


def test_prior_therapy_is_understood(run: Run) -> None:
    found = report(run, LUNG, "-t", "LUAD", "--prior-therapy", "Tarceva", "--prior-therapy", "cisplatin + pemetrexed")
    assert found["sample"]["prior_therapies"] == ["erlotinib", "cisplatin", "pemetrexed"]


@pytest.mark.parametrize("text", ["LUAD", "Lung Adenocarcinoma", "lung adenocarcinoma", "luad"])
def test_tumor_types_by_code_and_name(run: Run, text: str) -> None:
    found = report(run, LUNG, "-t", text)
    assert found["sample"]["tumor_type"] == {"code": "LUAD", "name": "Lung Adenocarcinoma", "given": text}


def test_without_a_tumor_type_everything_is_capped_and_said(run: Run) -> None:
    found = report(run, LUNG)
    assert found["sample"]["tumor_type"] is None
    assert {one["amp_tier"] for one in found["options"]} <= {"II-C", "II-D", "III", None}
    assert any(one["code"] == "tumor_type_missing" for one in found["notices"])


def test_personal_data_stay_out(run: Run) -> None:
    done = run("interpret", "examples/colorectal_kras_g12c.xml", "-f", "json")
    for word in (b"Nobody", b"FICTITIOUS", b"1900-01-01"):
        assert word not in done.stdout + done.stderr


def test_all_genes_lists_more(run: Run) -> None:
    found = report(run, LUNG, "-t", "LUAD", "--all-genes")
    (one,) = found["inputs"]
    assert one["records"]["read"] == 6
    assert labels(report(run, LUNG, "-t", "LUAD")) <= labels(found)
