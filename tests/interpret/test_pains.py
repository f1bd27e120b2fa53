"""Every pain of the first priority has a row or a test that proves its absence; nothing here only claims it."""

from __future__ import annotations

import re

import pytest

from tests.accuracy.cases import expectations
from tests.conftest import ROOT
from tests.tables import rows

PAINS = rows("pains.tsv")


def parts(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in row["proof"].split("|"))


@pytest.mark.parametrize("row", PAINS, ids=lambda row: f"{row['pain']}: {row['proof']}")
def test_the_proof_of_a_pain_exists(row: dict[str, str]) -> None:
    match row["kind"]:
        case "verdict":
            known = {
                ("; ".join(one.sample.findings), one.sample.tumor, one.therapy, one.state) for one in expectations()
            }
            assert parts(row) in known
        case "name":
            found = {(one["input"], one["label"]) for one in rows("notation_findings.tsv")}
            assert parts(row) in found | {(one["text"], one["label"]) for one in rows("notation_statement.tsv")}
        case "label":
            named = [(one["gene"], name) for one in _numbered() for name in one["also_known_as"].split(",")]
            assert parts(row) in named
        case "unmatched":
            assert parts(row) in {(one["findings"], one["label"]) for one in rows("match_unmatched.tsv")}
        case kind:
            assert kind == "test"
            path, _, name = row["proof"].partition("::")
            text = (ROOT / path).read_text(encoding="utf-8")
            assert re.search(rf"def {name}\(" if name else r"def test_", text)


def _numbered() -> list[dict[str, str]]:
    return rows("consequence_numbering.tsv")


def test_every_thread_of_the_first_priority_is_named() -> None:
    named = {number for row in PAINS for number in re.findall(r"#(\d+)", row["pain"])}
    assert named >= set(
        "12 48 112 139 159 192 37 40 45 61 138 202 277 279 300 301 303 307 251 345 350 1412 1496 1511 2343 2918 3069"
        " 287 629 716 790 799 862 4129 1864 5324 7210 667 95 66 512 721 46 11 24 83".split()
    )
