"""Faults of the readers of laboratories' reports that lost a finding or invented one: one test each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import RearrangementObservation, StatementObservation
from tests.readers.builders import labels, read, tally
from tests.readers.tiny_reports import tempus_1, tempus_3
from tests.readers.tiny_variant_tables import table

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading


def statements(reading: Reading) -> list[str]:
    return [one.text for one in reading.observations if isinstance(one, StatementObservation)]


GUARDANT = [
    ("gene_a|gene_b|downstream_gene|chrom_a|percentage|call", ("NTRK1", "TPM3", "-", "0", "0", "{0}")),
    ("chrom|gene|copy_number|call", ("7", "MET", "2.08", "{0}")),
    ("gene|chrom|position|mut_nt|mut_aa|percentage|call", ("TP53", "17", "7579472", "G>C", "P72R", "49.8", "{0}")),
]


@pytest.mark.parametrize(("header", "cells"), GUARDANT)
@pytest.mark.parametrize(("call", "interpreted"), [("0", 0), ("0.0", 0), ("False", 0), ("1", 1), ("", 1)])
def test_rows_of_guardant_that_were_not_called_were_findings(
    tmp_path: Path, header: str, cells: tuple[str, ...], call: str, interpreted: int
) -> None:
    ends = tally(read(tmp_path, table(header, tuple(cell.format(call) for cell in cells))))
    assert (ends.interpreted, dict(ends.filtered_by)) == (interpreted, {} if interpreted else {"filter:not_called": 1})


@pytest.mark.parametrize(("last", "expected"), [("ALK", ("EML4", "ALK", True)), ("-", ("ALK", "EML4", False))])
def test_the_downstream_gene_of_guardant_was_not_used(
    tmp_path: Path, last: str, expected: tuple[str, str, bool]
) -> None:
    (found,) = read(tmp_path, table("gene_a|gene_b|downstream_gene|call", ("ALK", "EML4", last, "1"))).observations
    assert isinstance(found, RearrangementObservation)
    assert (found.gene1, found.gene2, found.oriented) == expected


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("runid|run_sample_id|msi_score|msi_status", ("R", "S", "1", "{}")),
        ("MSI_SCORE|MSI_STATUS|Call", ("1", "{}", "1")),
    ],
)
@pytest.mark.parametrize(("status", "expected"), [("MSS/MSI-L", {"MSS"}), ("MSI-High", {"MSI-H"})])
def test_the_sheet_of_msi_of_guardant_was_no_known_format(
    tmp_path: Path, header: str, cells: tuple[str, ...], status: str, expected: set[str]
) -> None:
    text = table(header, tuple(cell.format(status) for cell in cells))
    assert labels(read(tmp_path, text, input_format="" if "runid" in header else "guardant360")) == expected


def test_burdens_of_tempus_among_the_variants_were_lost(tmp_path: Path) -> None:
    variants = {"tumorMutationalBurden": {"tmb": 14.2}, "bloodTumorMutationalBurden": {"btmb": 21}}
    reading = read(tmp_path, tempus_3(genomicVariants=variants))
    assert statements(reading) == ["TMB 14.2", "bTMB 21"]
    empty = {"tumorMutationalBurden": {"tmb": None}}
    assert statements(read(tmp_path, tempus_3(genomicVariants=empty, tumorMutationalBurden={"tmb": 3}))) == ["TMB 3"]


@pytest.mark.parametrize("is_list", [False, True])
def test_stains_of_tempus_by_antigen_were_not_read(tmp_path: Path, is_list: bool) -> None:
    scores = [{"interpretation": "positive", "tumorProportionScore": "60%"}, {"combinedPositiveScore": "70"}]
    block = {"antigen": {"name": "PD-L1", "pdl1clone": "22C3", "interpretations": scores}}
    reading = read(tmp_path, tempus_1(ihcFindings=[block] if is_list else block))
    assert statements(reading) == ["PD-L1 TPS 60%", "PD-L1 CPS 70"]
    other = {"antigen": [{"name": "HER2", "interpretations": [{"interpretation": "3+"}]}]}
    assert statements(read(tmp_path, tempus_1(ihcFindings=other))) == ["HER2 IHC 3+"]
