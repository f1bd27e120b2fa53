"""The description of a test: gene lists and BED files, read strictly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.coverage import Covered, Region
from oncotier.errors import InputError
from oncotier.readers.assay import read_assay
from oncotier.readers.source import open_input

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.coverage import Assay
    from oncotier.knowledge.base import KnowledgeBase


def _read(tmp_path: Path, kb: KnowledgeBase, text: str) -> Assay:
    path = tmp_path / "assay.txt"
    path.write_text(text, encoding="utf-8")
    source = open_input(str(path))
    try:
        return read_assay(source, kb.names)
    finally:
        source.close()


def test_a_list_of_genes(tmp_path: Path, kb: KnowledgeBase) -> None:
    assay = _read(tmp_path, kb, "# a comment\nKRAS\nHER2\tall\nALK\tfusion, small_variant\nBRAF\t\t600-601,469\n\n")
    assert assay.genes == (
        Covered("KRAS"),
        Covered("ERBB2", ("small_variant", "copy_number", "fusion")),
        Covered("ALK", ("fusion", "small_variant")),
        Covered("BRAF", ("small_variant",), ((600, 601), (469, 469))),
    )
    assert not assay.is_cell_free


def test_a_bed_file(tmp_path: Path, kb: KnowledgeBase) -> None:
    text = "#build: hg19\n#specimen: plasma\ntrack name=x\nchr7\t55259411\t55259567\tEGFR_21\n"
    assay = _read(tmp_path, kb, text)
    assert assay.regions == (Region("7", 55259411, 55259567),)
    assert (assay.build, assay.is_cell_free) == ("GRCh37", True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names no gene"),
        ("# only a comment\n", "names no gene"),
        ("KRAS\tmethylation\n", "line|:1: 'methylation' is no kind"),
        ("NRAS\nKRAS\t\t13-12\n", ":2: '13-12' is no range"),
        ("KRAS\t\t12;13\n", "'12;13' is no range"),
        ("not a gene!\n", "is no gene symbol"),
        ("chr7\t100\t100\n", "empty interval"),
        ("chr7\t100\t200\nKRAS\n", "genes and regions"),
        ("#build: mm10\nKRAS\n", "'mm10' is no genome build"),
    ],
)
def test_faults_name_the_line(tmp_path: Path, kb: KnowledgeBase, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        _read(tmp_path, kb, text)
