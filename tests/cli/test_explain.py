"""`oncotier explain`: every candidate row gets a verdict, and the verdicts agree with the report."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Run


def _explain(run: Run, *arguments: str) -> dict[str, Any]:
    done = run("explain", *arguments, "-f", "json")
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("text", "tumor", "row", "verdict", "words"),
    [
        ("EGFR L858R", "LUAD", "F001", "available", "AMP tier I-A"),
        ("EGFR L858R", "LUAD", "F005", "not_found", "asks for EGFR T790M; the sample has EGFR L858R"),
        ("KRAS G12D", "CRC", "F063", "fired", "action: block"),
        ("KRAS G12D", "CRC", "F067", "absent", "absent: KRAS wild-type"),
        ("BRAF V600E", "CRC", "CRC_BRAF_V600E_UNKNOWN", "", ""),
    ],
)
def test_the_verdict_of_a_row(run: Run, text: str, tumor: str, row: str, verdict: str, words: str) -> None:
    rows = {one["row"]: one for one in _explain(run, text, "-t", tumor)["rows"]}
    if not verdict:
        assert row not in rows
        return
    assert rows[row]["verdict"] == verdict
    assert words in "; ".join(rows[row]["words"])


def test_every_row_of_an_option_is_explained_with_its_rank(run: Run) -> None:
    report = json.loads(run("interpret", "--finding", "EGFR L858R", "-t", "LUAD", "-f", "json").stdout)
    verdicts = {one["row"]: one for one in _explain(run, "EGFR L858R", "-t", "LUAD")["rows"]}
    for option in report["options"]:
        for row in option["assertions"]:
            if verdicts[row]["kind"] == "assertion":
                assert verdicts[row]["rank"] == option["rank"]
                assert verdicts[row]["verdict"] == option["state"]


def test_a_drug_shows_rows_of_other_genes_too(run: Run) -> None:
    rows = _explain(run, "EGFR L858R", "-t", "LUAD", "--drug", "Tagrisso")["rows"]
    assert all("osimertinib" in one["therapy"].lower() or one["kind"] != "assertion" for one in rows)
    assert {"F001", "F123"} <= {one["row"] for one in rows}


def test_one_row_is_asked_for_by_its_id(run: Run) -> None:
    rows = _explain(run, "EGFR L858R", "-t", "LUAD", "--assertion", "F123")["rows"]
    assert [one["row"] for one in rows] == ["F123"]


def test_an_unmatched_alteration_has_a_reason_code(run: Run) -> None:
    unmatched = _explain(run, "TERT c.-124C>T", "-t", "MEL")["unmatched"]
    assert [one["reason"] for one in unmatched] == ["gene_without_rows"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("EGFR L858R", "--assertion", "F000"), "no row 'F000'"),
        (("EGFR L858R", "--drug", "nosuch"), "unknown drug 'nosuch'"),
        (("nosuch/file.vcf",), "no such file"),
        (("EGFR L858R", "-f", "xml"), "unknown output format"),
    ],
)
def test_what_does_not_exist_is_a_usage_error(run: Run, arguments: tuple[str, ...], words: str) -> None:
    done = run("explain", *arguments)
    assert done.returncode == 2
    assert words in done.stderr.decode()


def test_the_text_fits_the_screen(run: Run) -> None:
    done = run("explain", "KRAS G12D", "-t", "CRC")
    assert done.returncode == 0
    assert max(map(len, done.stdout.decode().splitlines())) <= 80
    assert b"not medical advice" in done.stdout
