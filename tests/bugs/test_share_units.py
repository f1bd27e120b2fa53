"""A bare 0.8 in a column of percent was read as a fraction of 80 %."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.readers.builders import MAF_COLUMNS, codes, maf, maf_row, read, report

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading


def shares(reading: Reading) -> dict[str | None, float | None]:
    """Return the allele fraction of the alteration of each gene."""
    return {one.gene: one.vaf for one in report(reading).alterations}


def table(low: str, high: str, column: str = "vaf") -> str:
    rows = (f"KRAS,p.G12D,{low},8,1000", f"BRAF,p.V600E,{high},450,1000", "NRAS,p.Q61K,0.3,,")
    return "\n".join((f"gene,protein,{column},alt_depth,depth", *rows)) + "\n"


@pytest.mark.parametrize("low", ["0.8", "1", ".8"])
def test_a_number_above_one_puts_the_column_in_doubt(tmp_path: Path, low: str) -> None:
    reading = read(tmp_path, table(low, "45.2"))
    assert shares(reading) == {"KRAS": 0.008, "BRAF": 0.45, "NRAS": None}
    assert "fraction_unit" in codes(reading)


@pytest.mark.parametrize("column", ["t_vaf", "VAF", "tumor_f"])
def test_so_it_does_in_a_maf(tmp_path: Path, column: str) -> None:
    counts = {"t_alt_count": "8", "t_depth": "1000"}
    rows = [
        maf_row("KRAS", "p.G12D", **{column: "0.8"}, **counts),
        maf_row("NRAS", "p.Q61K", **{column: "0.3"}, t_alt_count="", t_depth=""),
        maf_row("BRAF", "p.V600E", **{column: "45.2"}, t_alt_count="", t_depth=""),
    ]
    names = [name for name in MAF_COLUMNS if name not in {"t_vaf", "t_alt_count", "t_depth"}]
    reading = read(tmp_path, maf(rows, (*names, column, "t_alt_count", "t_depth")))
    assert shares(reading) == {"KRAS": 0.008, "BRAF": None, "NRAS": None}
    (notice,) = (one for one in reading.notices if one.code == "fraction_unit")
    assert notice.words.startswith(f"{column} holds 45.2, which is no fraction")


def test_a_percent_sign_says_the_unit(tmp_path: Path) -> None:
    assert shares(read(tmp_path, table("0.8%", "45.2%"))) == {"KRAS": 0.008, "BRAF": 0.452, "NRAS": 0.3}
    reading = read(tmp_path, table("0.8", "45.2", "VAF (%)"))
    assert shares(reading) == {"KRAS": 0.008, "BRAF": 0.452, "NRAS": 0.003}
    assert "fraction_unit" not in codes(reading)


def test_fractions_are_read(tmp_path: Path) -> None:
    reading = read(tmp_path, table("0.8", "1"))
    assert shares(reading) == {"KRAS": 0.8, "BRAF": 1, "NRAS": 0.3}
    assert "fraction_unit" not in codes(reading)


@pytest.mark.parametrize(
    ("column", "written", "share"),
    [
        ("vaf", "0,12", 0.12),
        ("vaf", "45,2%", 0.452),
        ("vaf", "45,2 %", 0.452),
        ("VAF (%)", "45,2", 0.452),
        ("vaf", "1,234", None),
        ("vaf", "0,1,2", None),
    ],
)
def test_a_decimal_comma_was_no_number(tmp_path: Path, column: str, written: str, share: float | None) -> None:
    reading = read(tmp_path, f"gene;protein;{column}\nKRAS;p.G12D;{written}\n")
    assert shares(reading) == {"KRAS": share}
