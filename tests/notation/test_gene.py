"""Gene names: symbols, aliases, missing values, dates of a spreadsheet, and words that only look like a symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.notation.gene import FAMILIES, GeneNames, is_keyword, is_missing_symbol

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("EGFR", "EGFR"), ("egfr", "EGFR"), (" EGFR ", "EGFR"), ("HER2", "ERBB2"), ("HER-2", "ERBB2"),
        ("HER2/neu", "ERBB2"), ("HER2neu", "ERBB2"), ("c-MET", "MET"), ("cMET", "MET"), ("c-Met", "MET"),
        ("C-KIT", "KIT"), ("MLL", "KMT2A"), ("MLL2", "KMT2D"), ("H3F3A", "H3-3A"), ("H3-3A", "H3-3A"),
        ("HLA-A", "HLA-A"), ("HLAA", "HLA-A"), ("PD-L1", "CD274"), ("PDL1", "CD274"), ("p53", "TP53"),
        ("p16", "CDKN2A"), ("B-RAF", "BRAF"), ("claudin 18.2", "CLDN18"), ("anaplastic lymphoma kinase", "ALK"),
        ("IGH@", "IGH"), ("TRK-A", "NTRK1"), ("SHP2", "PTPN11"), ("LKB1", "STK11"), ("NRF2", "NFE2L2"),
    ],
)  # fmt: skip
def test_known(text: str, symbol: str, kb: KnowledgeBase) -> None:
    name = kb.names.resolve(text)
    assert name is not None
    assert (name.symbol, name.given, name.known) == (symbol, text.strip(), True)


@pytest.mark.parametrize("text", ["TTN", "NKX2-1", "C11orf80", "RP11-123.4", "TRA@", "BRCA"])
def test_unknown_but_written_like_a_symbol(text: str, kb: KnowledgeBase) -> None:
    name = kb.names.resolve(text)
    assert name is not None
    assert (name.symbol, name.known) == (text, False)


@pytest.mark.parametrize(
    "text", ["", "NA", "na", "N/A", "nan", "NULL", "None", ".", "-", "unknown", "1-Mar", "9-Sep", "Sep-09", "foo", "7"]
)
def test_no_symbol_at_all(text: str, kb: KnowledgeBase) -> None:
    assert kb.names.resolve(text) is None


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("1-Mar", True), ("01-MAR", True), ("2-Sep", True), ("Dec-01", True), ("1-Dec", True), ("4-Oct", True),
        ("1.Mrz", True), ("Unknown", True), (" NA ", True), ("MARCH1", False), ("SEPTIN9", False), ("DEC1", False),
        ("NAT1", False), ("NF1", False),
    ],
)  # fmt: skip
def test_missing_values_and_dates(text: str, missing: bool) -> None:
    assert is_missing_symbol(text) is missing


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("NEGATIVE", True), ("negative", True), ("IHC", True), ("KDD", True), ("L858R", True), ("T790", True),
        ("E746_A750del", True), ("S1982Rfs*22", True), ("Leu858Arg", True), ("VAL600GLU", True), ("ex14", True),
        ("V3", True), ("V600Z", True), ("class2", True), ("TKI", True),
        ("E13;A20", True), ("BRCA", True), ("NTRK", True), ("EGFR", False), ("EML4", False),
        ("A2M", False), ("B2M", False), ("C11orf80", False), ("S100B", False), ("ARG1", False), ("KIF5B", False),
        ("CD74", False), ("TPM3", False), ("NKX2-1", False),
    ],
)  # fmt: skip
def test_words_of_the_notation_are_no_genes(text: str, keyword: bool) -> None:
    assert is_keyword(text) is keyword


def test_every_known_gene_of_a_family_is_known(kb: KnowledgeBase) -> None:
    unknown = {gene for genes in FAMILIES.values() for gene in genes if gene not in kb.genes}
    assert unknown == set()
    assert not set(FAMILIES) & set(kb.names.by_name)


def test_every_symbol_and_alias_of_the_knowledge_base_is_its_gene(kb: KnowledgeBase) -> None:
    table = kb.tables["genes.tsv"]
    for symbol, aliases in zip(table.column("gene"), table.column("aliases"), strict=True):
        for text in (symbol, symbol.lower(), *filter(None, aliases.split(","))):
            name = kb.names.resolve(text)
            assert name is not None, text
            assert name.symbol == symbol or text in kb.genes, text


def test_a_symbol_wins_over_an_alias() -> None:
    names = GeneNames.build([("A1", ["B1"]), ("B1", [])])
    found = names.resolve("b1")
    assert found is not None
    assert found.symbol == "B1"


def test_longest_prefix_takes_as_many_words_as_the_name_has(kb: KnowledgeBase) -> None:
    def taken(text: str) -> tuple[str, int] | None:
        found = kb.names.longest_prefix(tuple(text.split()))
        return None if found is None else (found[0].symbol, found[1])

    assert taken("c MET amp") == ("MET", 2)
    assert taken("MET amp") == ("MET", 1)
    assert taken("anaplastic lymphoma kinase fusion") == ("ALK", 3)
    assert taken("TTN L1R") is None
    assert kb.names.longest_prefix(()) is None
