"""What may be inherited, or come from blood cells, is said; what is known of its origin is not doubted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from tests.readers.builders import MAF_COLUMNS, maf, maf_row, read

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.knowledge.base import KnowledgeBase


@pytest.mark.parametrize(
    ("gene", "change", "counts", "status", "tumor", "code", "said"),
    [
        ("BRCA2", "p.S1982Rfs*22", (52, 48), "", "HGSOC", "possible_germline", True),
        ("BRCA2", "p.S1982Rfs*22", (90, 10), "", "HGSOC", "possible_germline", False),
        ("BRCA2", "p.S1982Rfs*22", (52, 48), "Somatic", "HGSOC", "possible_germline", False),
        ("BRCA2", "p.S1982Rfs*22", (52, 48), "Germline", "HGSOC", "possible_germline", False),
        ("BRCA2", "p.N372H", (52, 48), "", "HGSOC", "possible_germline", False),
        ("BRCA1", "p.C61G", (50, 50), "", "HGSOC", "possible_germline", True),
        ("KRAS", "p.G12D", (50, 50), "", "PAAD", "possible_germline", False),
        ("DNMT3A", "p.R882H", (96, 4), "", "LUAD", "possible_clonal_hematopoiesis", True),
        ("DNMT3A", "p.R882H", (96, 4), "", "AML", "possible_clonal_hematopoiesis", False),
        ("DNMT3A", "p.R882H", (60, 40), "", "LUAD", "possible_clonal_hematopoiesis", False),
        ("EGFR", "p.L858R", (96, 4), "", "LUAD", "possible_clonal_hematopoiesis", False),
    ],
)
def test_a_doubt_of_the_origin_is_said_when_it_must(  # noqa: PLR0917  # one row of a table
    tmp_path: Path,
    kb: KnowledgeBase,
    gene: str,
    change: str,
    counts: tuple[int, int],
    status: str,
    tumor: str,
    code: str,
    said: bool,  # a column of the table
) -> None:
    cells = maf_row(gene, change, Variant_Classification="Nonsense_Mutation" if "fs" in change else "Missense_Mutation")
    cells |= {"t_ref_count": str(counts[0]), "t_alt_count": str(counts[1]), "Mutation_Status": status}
    reading = read(tmp_path, maf([cells], (*MAF_COLUMNS, "Mutation_Status")))
    report = interpret([reading], kb, Settings(tumor_type=tumor))
    assert [one.gene for one in report.alterations] == [gene]
    assert (code in {notice.code for notice in report.notices}) is said
