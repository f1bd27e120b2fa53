"""Everything that a text states: findings, several of them, and changes named by their place; what is kept beside."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import CopyNumber, CopyState, Fusion, Origin, Signature, SmallVariant
from oncotier.errors import NotationError
from oncotier.interpret.canonical import canonical_all
from oncotier.notation import statement
from oncotier.notation.genomic import GenomicChange, GenomicKind
from oncotier.notation.label import genes_of, kind_of, label_of
from oncotier.notation.protein import format_short
from oncotier.notation.statement import UNSPECIFIED_LOSS, PlacedChange, Statement
from tests.tables import rows

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase

ROWS = rows("notation_findings.tsv")
READ = [row for row in ROWS if row["label"]]
REFUSED = [row for row in ROWS if not row["label"]]
SINGLE = [row for row in READ if "; " not in row["label"] and row["kind"] != "placed"]


def _cells(found: tuple[Statement | PlacedChange, ...], kb: KnowledgeBase) -> dict[str, str]:
    """Write what was read as a row of the table."""
    labels, kinds, genes, proteins = [], [], [], []
    for one in found:
        change = one.protein if isinstance(one, PlacedChange) else getattr(one.event, "protein", None)
        proteins.append(format_short(change) if change is not None else "")
        if isinstance(one, PlacedChange):
            labels.append(str(one.change))
            kinds.append("placed")
            genes.append(one.gene or one.transcript)
        else:
            labels.append(label_of(one.event))
            kinds.append(kind_of(one.event).value)
            genes.append(genes_of(one.event, kb.fusion_targets)[0])
    return {
        "label": "; ".join(labels),
        "kind": "; ".join(dict.fromkeys(kinds)),
        "gene": "; ".join(genes) if any(genes) else "",
        "protein": "; ".join(proteins) if any(proteins) else "",
    }


def test_tables_are_large_enough() -> None:
    texts = {row["input"] for row in ROWS}
    assert len(texts) == len(ROWS) >= 400
    others = ("notation_statement.tsv", "notation_protein.tsv", "notation_coding.tsv")
    assert sum(len(rows(name)) for name in others) + len(ROWS) >= 1400


@pytest.mark.parametrize("row", READ, ids=lambda row: row["input"])
def test_every_text(row: dict[str, str], kb: KnowledgeBase) -> None:
    cells = _cells(statement.read(row["input"], kb.names), kb)
    assert cells == {column: row[column] for column in cells}


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["input"])
def test_every_refusal(row: dict[str, str], kb: KnowledgeBase) -> None:
    with pytest.raises(NotationError) as caught:
        statement.read(row["input"], kb.names)
    refusal = caught.value
    assert refusal.message == row["reason"]
    assert refusal.hint
    assert refusal.text == row["input"]
    assert 0 <= refusal.start0 < refusal.end0 <= len(refusal.text)


@pytest.mark.parametrize("row", SINGLE, ids=lambda row: row["input"])
def test_classes(row: dict[str, str], kb: KnowledgeBase) -> None:
    assert "; ".join(canonical_all(row["input"], kb)[0].classes) == row["classes"]


@pytest.mark.parametrize("label", sorted({label for row in READ for label in row["label"].split("; ")}))
def test_a_label_is_read_as_itself(label: str, kb: KnowledgeBase) -> None:
    if label.startswith("c."):
        label = f"NM_005228.5:{label}"
        assert str(statement.read(label, kb.names)[0].change) == label.partition(":")[2]  # type: ignore[union-attr]
        return
    assert _cells(statement.read(label, kb.names), kb)["label"] == label


@pytest.mark.parametrize("row", [row for row in READ if row["kind"] == "placed" or "; " in row["label"]])
def test_one_finding_is_asked_for(row: dict[str, str], kb: KnowledgeBase) -> None:
    with pytest.raises(NotationError, match=r"several findings|without its gene"):
        statement.parse(row["input"], kb.names)


@pytest.mark.parametrize("row", [row for row in READ if "; " in row["label"]], ids=lambda row: row["input"])
def test_all_findings_are_asked_for(row: dict[str, str], kb: KnowledgeBase) -> None:
    assert "; ".join(label_of(one.event) for one in statement.parse_all(row["input"], kb.names)) == row["label"]


# ---------------------------------------------------------------------------------------------- what is kept beside


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("MET amp CN 15", 15), ("MET amplification 15 copies", 15), ("MET amplification, GCN 12", 12),
        ("ERBB2 amplification (copy number 12)", 12), ("ERBB2 amplification (CN: 12.5)", 12.5),
        ("ERBB2 amplification (>=10 copies)", 10), ("MET gain (4 copies)", 4), ("HER2 amp x20 copies", 20),
        ("MET amplification", None), ("ERBB2 amplification (ratio 5.2)", None),
        ("MYC amplification (fold change 6)", None), ("MET amplification 6x", None), ("CDKN2A deletion", None),
    ],
)  # fmt: skip
def test_copies(text: str, copies: float | None, kb: KnowledgeBase) -> None:
    assert statement.parse(text, kb.names).copies == copies


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("PTEN loss", True), ("CDKN2A loss", True), ("loss of PTEN", True), ("PTEN lost", True), ("INI1 loss", True),
        ("MTAP deficient", True), ("PTEN copy number loss", False), ("PTEN heterozygous loss", False),
        ("PTEN single-copy loss", False), ("PTEN shallow deletion", False),
    ],
)  # fmt: skip
def test_a_plain_loss_leaves_open_what_was_lost(text: str, kb: KnowledgeBase, *, is_open: bool) -> None:
    read = statement.parse(text, kb.names)
    assert isinstance(read.event, CopyNumber)
    assert read.event.state is CopyState.LOSS
    assert read.flags == ((UNSPECIFIED_LOSS,) if is_open else ())


@pytest.mark.parametrize(
    ("text", "transcript", "hgvs_c"),
    [
        ("EGFR c.2573T>G", "", "c.2573T>G"),
        ("NM_005228.5(EGFR):c.2573T>G", "NM_005228.5", "c.2573T>G"),
        ("EGFR NM_005228.5:c.2573T>G (p.Leu858Arg)", "NM_005228.5", "c.2573T>G"),
        ("EGFR:NM_005228:exon21:c.T2573G:p.L858R", "NM_005228", "c.2573T>G"),
        ("EGFR ENST00000275493.7:c.2573T>G", "ENST00000275493.7", "c.2573T>G"),
        ("EGFR L858R", "", ""),
    ],
)
def test_the_transcript_is_kept(text: str, transcript: str, hgvs_c: str, kb: KnowledgeBase) -> None:
    read = statement.parse(text, kb.names)
    assert (read.transcript, read.hgvs_c) == (transcript, hgvs_c)


def test_a_coding_change_without_a_gene_keeps_its_transcript(kb: KnowledgeBase) -> None:
    (placed,) = statement.read("germline NM_007294.4:c.68_69delAG p.(Glu23Valfs*17)", kb.names)
    assert isinstance(placed, PlacedChange)
    assert (str(placed.change), placed.transcript, placed.gene) == ("c.68_69del", "NM_007294.4", "")
    assert placed.protein is not None
    assert format_short(placed.protein) == "E23Vfs*17"
    assert placed.origin is Origin.GERMLINE


def test_a_genomic_change_beside_a_finding_is_kept(kb: KnowledgeBase) -> None:
    read = statement.parse("EGFR L858R NC_000007.14:g.55191822T>G", kb.names)
    assert read.genomic == GenomicChange("7", 55191822, 55191822, GenomicKind.SUBSTITUTION, "T", "G", "GRCh38")
    assert statement.parse("EGFR L858R", kb.names).genomic is None


def test_the_fusion_in_which_a_change_was_found_is_kept(kb: KnowledgeBase) -> None:
    read = statement.parse("BCR-ABL1 T315I", kb.names)
    assert isinstance(read.event, SmallVariant)
    assert read.event.gene == "ABL1"
    assert read.context == (Fusion("BCR", "ABL1"),)
    assert statement.parse("ABL1 T315I", kb.names).context == ()


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("EGFR T790M and C797S in cis", ("in_cis",)), ("EGFR T790M/C797S (trans)", ("in_trans",)),
        ("EGFR T790M in cis with C797S", ("in_cis",)), ("EGFR T790M in trans to EGFR C797S", ("in_trans",)),
        ("EGFR T790M (in cis with C797S)", ("in_cis",)),
        ("EGFR p.[L858R;T790M]", ("in_cis",)), ("EGFR p.[L858R];[T790M]", ()), ("EGFR L858R, T790M", ()),
    ],
)  # fmt: skip
def test_phase_is_kept(text: str, flags: tuple[str, ...], kb: KnowledgeBase) -> None:
    assert {one.flags for one in statement.parse_all(text, kb.names)} == {flags}


def test_what_is_assumed_is_said(kb: KnowledgeBase) -> None:
    assert "H3.3" in statement.parse("H3 K27M", kb.names).note
    assert statement.parse("H3.3 K27M", kb.names).note == ""


def test_origin_holds_for_every_finding(kb: KnowledgeBase) -> None:
    found = statement.parse_all("germline BRCA1 c.68_69del, BRCA2 c.5946del", kb.names)
    assert [one.origin for one in found] == [Origin.GERMLINE] * 2


def test_a_verdict_beside_its_score(kb: KnowledgeBase) -> None:
    assert statement.parse("HRD positive (GIS 30)", kb.names).event == Signature("HRD", "HRD positive", 30)
    assert statement.parse("TMB high (8 muts/Mb)", kb.names).event == Signature("TMB", "", 8, "mut/Mb")


# ---------------------------------------------------------------------------------------------- negatives in lists


@pytest.mark.parametrize("row", [row for row in READ if row["kind"] != "placed"], ids=lambda row: row["input"])
def test_no_negated_or_doubtful_list_is_a_finding(row: dict[str, str], kb: KnowledgeBase) -> None:
    if any(words in row["label"] for words in ("wild-type", "negative", "IHC loss")) or row["label"].endswith(
        " mutation"
    ):
        return  # a negative of its own
    label = row["label"].replace("; ", ", ")
    texts = [f"no {label}", f"{label} not detected", f"{label} absent", f"possible {label}", f"{label} equivocal"]
    texts += [f"{label}, EGFR T790M not detected", f"no EGFR T790M, {label}", f"EGFR T790M pending; {label}"]
    for text in texts:
        with pytest.raises(NotationError):
            statement.parse_all(text, kb.names)


# ---------------------------------------------------------------------------------------------- time

UNITS = [
    "-",
    "_",
    "/",
    "(",
    ",",
    "A",
    "1",
    "KRAS/",
    "KRAS, ",
    "EML4-",
    "L858R ",
    "germline ",
    "exon 1",
    "a ",
    "[",
    "= ",
]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("start", ["", "EGFR ", "HER2 ", "no ", "chr7:", "PD-L1 TPS ", "MET amp "])
def test_time_does_not_grow_with_the_square_of_the_text(unit: str, start: str, kb: KnowledgeBase) -> None:
    began = time.process_time()
    for length in (999, 100_000):
        with pytest.raises(NotationError):
            statement.read((start + unit * length)[:length] + "!", kb.names)
    assert time.process_time() - began < 2
