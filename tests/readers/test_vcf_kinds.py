"""A VCF of structural variants or copies alone shows no gene wild type, whatever the assay covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from tests.readers.builders import GRCH38, knowledge, read, vcf, vcf_row

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.report import Report

SVTYPE = '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="Type of structural variant">'
PANEL = Assay("panel", "", (Covered("KRAS", COVERED_KINDS), Covered("MET", COVERED_KINDS)))
DELETION = vcf_row("chr7", 100, "A", "<DEL>", "SVTYPE=DEL;END=900", "0/1:9,9")
BREAKEND = vcf_row("chr7", 100, "A", "A[chr12:900[", ".", "0/1:9,9")
SMALL_INDEL = vcf_row("chr7", 100, "AAAA", "A", "SVTYPE=DEL;END=103", "0/1:9,9")
SEGMENT = vcf_row("chr7", 100, "N", ".", "SVTYPE=CNV;END=900", "0/0:9,9")
BASES = vcf_row("chr7", 200, "A", "C", ".", "0/1:9,9")
BLOCK = vcf_row("chr7", 200, "A", "<NON_REF>", "END=300", "0/0:9,0")


def of(folder: Path, *files: str) -> Report:
    readings = [read(folder, text, name=f"{number}.vcf") for number, text in enumerate(files)]
    return interpret(readings, knowledge(), Settings(tumor_type="COAD"), assay=PANEL)


def written(*rows: str, is_structural: bool = True) -> str:
    return vcf(rows, header=(*GRCH38, *([SVTYPE] if is_structural else [])))


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (written(DELETION, BREAKEND, SMALL_INDEL, SEGMENT), "unknown"),
        (written(BREAKEND), "unknown"),
        (written(), "unknown"),
        (written(DELETION, BASES), "absent"),
        (written(BASES), "absent"),
        (written(BLOCK), "absent"),
        (written(BASES, is_structural=False), "absent"),
        (written(is_structural=False), "absent"),
    ],
)
def test_rows_of_structure_alone_say_nothing_of_the_sequence(tmp_path: Path, text: str, state: str) -> None:
    found = of(tmp_path, text)
    assert {one.biomarker: one.state for one in found.testing}["KRAS G12C"] == state
    words = [one.words for one in found.notices if one.code == "absence_not_shown"]
    assert any("small variants" in one for one in words) is (state == "unknown")


@pytest.mark.parametrize("rows", [(BASES,), (BLOCK,), ()])
def test_small_variants_alone_say_nothing_of_copies_and_fusions(tmp_path: Path, rows: tuple[str, ...]) -> None:
    notices = of(tmp_path, written(*rows, is_structural=False)).notices
    (words,) = (one.words for one in notices if one.code == "absence_not_shown")
    assert "copy numbers and fusions" in words


@pytest.mark.parametrize("text", [written(BASES), written(BASES, DELETION, is_structural=False)])
def test_a_file_that_could_hold_all_kinds_shows_them_absent(tmp_path: Path, text: str) -> None:
    assert "absence_not_shown" not in {one.code for one in of(tmp_path, text).notices}


COPIES = '##FORMAT=<ID=CN,Number=1,Type=Integer,Description="Copies">'
SUPPORT = '##FORMAT=<ID=PR,Number=R,Type=Integer,Description="Pairs">'
FOLD = '##INFO=<ID=FOLD_CHANGE,Number=1,Type=Float,Description="Fold change">'


@pytest.mark.parametrize(
    ("rows", "header", "is_shown"),
    [
        ((DELETION, BREAKEND), (), False),
        ((), (), False),
        ((BREAKEND,), (COPIES, SUPPORT), False),  # Delly counts copies of its own events only
        ((), (COPIES,), True),
        ((DELETION,), (COPIES,), True),
        ((DELETION,), (FOLD,), True),
        ((DELETION, SEGMENT), (), True),
    ],
)
def test_breakends_alone_say_nothing_of_copies(
    tmp_path: Path, rows: tuple[str, ...], header: tuple[str, ...], *, is_shown: bool
) -> None:
    reading = read(tmp_path, vcf(rows, header=(*GRCH38, SVTYPE, *header)))
    assert reading.unproved == (("small_variant",) if is_shown else ("small_variant", "copy_number"))


def test_what_the_test_does_not_cover_is_not_tested(tmp_path: Path) -> None:
    panel = Assay("panel", "", (Covered("ALK"), Covered("KRAS")))
    reading = read(tmp_path, written(BASES, is_structural=False))
    found = interpret([reading], knowledge(), Settings(tumor_type="LUAD"), assay=panel)
    states = {one.biomarker: one.state for one in found.testing}
    assert (states["ALK fusion"], states["KRAS G12C"]) == ("not_tested", "absent")


def test_beside_small_variants_they_take_nothing_away(tmp_path: Path) -> None:
    found = of(tmp_path, written(DELETION), written(BASES))
    assert {one.biomarker: one.state for one in found.testing}["KRAS G12C"] == "absent"
