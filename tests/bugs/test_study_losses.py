"""Faults that the tables of cohort studies showed: what a row says twice and not alike, or does not say at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from tests.readers.builders import knowledge, labels, maf, maf_row, only_variant, read, report

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.report import Report


def table(*rows: dict[str, str]) -> str:
    columns = dict.fromkeys(name for row in rows for name in row)
    return maf(rows, list(columns))


def codes_of(found: Report) -> set[str]:
    return {notice.code for notice in found.notices} - {"tumor_type_missing", "build_unknown"}


@pytest.mark.parametrize(
    "counts", [{}, {"t_alt_count": "", "t_ref_count": ""}, {"t_alt_count": "0", "t_ref_count": "0"}]
)
def test_a_depth_of_0_was_a_depth_and_set_the_row_aside(tmp_path: Path, counts: dict[str, str]) -> None:
    """Tools write 0 where no depth is known."""
    reading = read(tmp_path, table(maf_row(t_depth="0", **counts)))
    assert only_variant(reading).depth is None
    assert interpret([reading], knowledge(), Settings(min_depth=20)).alterations[0].label == "EGFR L858R"


@pytest.mark.parametrize(
    ("cell", "exon"), [("11-Jun", None), ("6-Nov", None), ("21-NOV", None), ("6/11", 6), ("exon11", 11), ("11-12", 11)]
)
def test_an_exon_that_a_spreadsheet_made_a_date_was_read_as_a_day(tmp_path: Path, cell: str, exon: int | None) -> None:
    found = report(read(tmp_path, table(maf_row("TP53", "p.G199V", Exon_Number=cell)))).alterations
    assert [getattr(one.event, "exon", None) for one in found] == [exon]


@pytest.mark.parametrize(
    ("short", "long", "differs"),
    [
        ("p.Q212K", "p.Gln121Lys", True),
        ("p.Q212K", "Gln121Lys", True),
        ("p.Q212K", "ENSP00000351276.6:p.Gln212Lys", False),
        ("p.L503Wfs*5", "p.Leu503TrpfsTer5", False),
        ("p.L503Wfs*5", "p.Leu503TrpfsTer6", False),
        ("p.Q212K", "", False),
        ("p.Q212K", "see 4", False),
    ],
)
def test_two_protein_columns_that_differ_were_not_said(tmp_path: Path, short: str, long: str, *, differs: bool) -> None:
    found = report(read(tmp_path, table(maf_row("FGFR2", short, HGVSp=long))))
    assert [one.label for one in found.alterations] == [f"FGFR2 {short.removeprefix('p.')}"]
    assert ("columns_disagree" in codes_of(found)) is differs


@pytest.mark.parametrize(
    ("gene", "change", "term", "destroys", "is_said"),
    [
        ("BRCA2", "p.D191G", "Nonsense_Mutation", False, True),
        ("BRCA2", "p.D191G", "Frame_Shift_Del", False, True),
        ("BRCA2", "p.D191G", "Missense_Mutation", False, False),
        ("BRCA2", "p.E1593*", "Nonsense_Mutation", True, False),
        ("BRCA2", "p.E1593X", "Nonsense_Mutation", True, False),
        ("BRCA2", "p.M1T", "Nonsense_Mutation", True, False),
        ("BRCA2", "p.D191G", "Splice_Site", True, False),
        ("BRCA2", "", "Nonsense_Mutation", True, False),
    ],
)
def test_a_replaced_residue_called_nonsense_was_a_loss_of_function(
    tmp_path: Path, gene: str, change: str, term: str, *, destroys: bool, is_said: bool
) -> None:
    found = report(read(tmp_path, table(maf_row(gene, change, Variant_Classification=term))))
    assert [bool(one.classes) for one in found.alterations] == [destroys]
    assert ("term_contradicts_change" in codes_of(found)) is is_said


@pytest.mark.parametrize(("share", "is_said"), [("0", True), ("0.0", True), ("0.001", False), ("", False)])
def test_a_row_of_which_no_read_is_counted_was_as_good_as_any(tmp_path: Path, share: str, *, is_said: bool) -> None:
    reading = read(tmp_path, table(maf_row(t_vaf=share)))
    assert labels(reading) == {"EGFR L858R"}
    assert ("no_read_counted" in codes_of(report(reading))) is is_said


@pytest.mark.parametrize(
    ("gene", "change", "coding", "is_said"),
    [
        ("FLT3", "p.L601_K602insQRI*", "c.1802_1803insTCAGAGAATATGAATATGATT", True),
        ("FLT3", "p.Y599_D600delinsYR*FD", "", True),
        ("FLT3", "p.L601_K602insQRI*", "c.1802_1803insTCAGAGAATATGAATATGATTA", False),
        ("FLT3", "p.L601_K602insQRI", "", False),
        ("FLT3", "p.L601*", "", False),
        ("FLT3", "p.D835_I836insQ*", "", False),
        ("KIT", "p.D579_H580insQ*", "", False),
    ],
)
def test_a_duplication_that_reads_as_a_stop_was_no_more_than_unmatched(
    tmp_path: Path, gene: str, change: str, coding: str, *, is_said: bool
) -> None:
    """Public leukemia data hold such rows for samples with an internal tandem duplication."""
    row = maf_row(gene, change, Variant_Classification="In_Frame_Ins", HGVSc=coding)
    assert ("itd_possible" in codes_of(report(read(tmp_path, table(row))))) is is_said
