"""Faults of the readers of copy numbers that once lost a finding, or made one of no tumor: one test each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import CopyNumberObservation
from tests.readers.builders import labels, read, tally

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

GENES = "gene\tminCopyNumber\tmaxCopyNumber\n"


def driver(folder: Path, gene: str, word: str, least: str, most: str) -> Reading:
    head = "gene\tdriver\tcategory\tlikelihoodMethod\tminCopyNumber\tmaxCopyNumber\n"
    reading = read(folder, f"{head}{gene}\t{word}\tONCO\tNONE\t{least}\t{most}\n")
    tally(reading)
    return reading


@pytest.mark.parametrize(
    ("gene", "word", "least", "most", "label"),
    [
        ("ERBB2", "AMP", "5.5", "5.6", "ERBB2 amplification"),
        ("PTEN", "HOM_DUP_DISRUPTION", "2.0", "3.0", "PTEN truncation"),
        ("CDKN2A", "DEL", "0.1", "2.0", "CDKN2A deletion"),
    ],
)
def test_a_driver_was_read_by_its_copies(
    tmp_path: Path, gene: str, word: str, least: str, most: str, label: str
) -> None:
    assert labels(driver(tmp_path, gene, word, least, most)) == {label}


def test_a_mutation_of_the_driver_catalog_was_neutral(tmp_path: Path) -> None:
    reading = driver(tmp_path, "BRAF", "MUTATION", "2.0", "2.0")
    assert ([one.reason for one in reading.unresolved], reading.out_of_scope_by) == (["no_change"], {})


def test_a_gene_lost_in_one_part_and_gained_in_another_was_a_gain(tmp_path: Path) -> None:
    found = read(tmp_path, f"{GENES}PTEN\t0.05\t7.5\n").observations
    assert [(one.call, one.copies) for one in found if isinstance(one, CopyNumberObservation)] == [("", 0.05)]
    assert labels(read(tmp_path, f"{GENES}PTEN\t0.05\t7.5\n")) == {"PTEN deletion"}


def test_no_tumor_was_microsatellite_stable(tmp_path: Path) -> None:
    table = "purity\tploidy\tstatus\tmsStatus\ttmbPerMb\n0.08\t2.0\tNO_TUMOR\tMSS\t0.1\n"
    reading = read(tmp_path, table)
    assert (reading.observations, [one.marker for one in reading.untested]) == ((), ["MSI", "TMB"])


def test_a_burden_that_was_not_counted_was_zero(tmp_path: Path) -> None:
    table = "purity\tploidy\tstatus\tmsStatus\ttmbPerMb\ttmbStatus\n0.5\t2.0\tNORMAL\tUNKNOWN\t0.0000\tUNKNOWN\n"
    reading = read(tmp_path, table)
    assert (reading.observations, [one.marker for one in reading.untested]) == ((), ["MSI", "TMB"])


def test_a_large_homozygous_deletion_that_facets_suppresses_was_called(tmp_path: Path) -> None:
    head = "sample\tgene\tchrom\tseg_start\tseg_end\ttcn.em\tlcn.em\tcn_state\tfilter\n"
    row = "S1\tPTEN\t10\t60000000\t135000000\t0\t0\tHOMDEL\tsuppress_large_homdel\n"
    found = read(tmp_path, head + row).observations[0]
    assert isinstance(found, CopyNumberObservation)
    assert found.filter == "suppress_large_homdel"
