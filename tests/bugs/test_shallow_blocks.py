"""A gene that the assay names was absent although the gVCF, or rows of 0/0, show that it was hardly read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import examine, interpret
from tests.readers.builders import GRCH38, knowledge, read, vcf, vcf_row
from tests.readers.test_vcf_blocks import G12, HIGH, LOW, RAS_CODONS, WHOLE, block, states

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.report import Report

PANEL = Assay("panel", "", tuple(Covered(gene, COVERED_KINDS) for gene in ("KRAS", "NRAS", "BRAF")))
EXON = 25209800  # codons 180 and on of KRAS lie there, none of which the knowledge base speaks of


def of(tmp_path: Path, *files: tuple[str, ...]) -> Report:
    readings = [
        read(tmp_path, vcf(rows, header=GRCH38), name=f"{number}.g.vcf") for number, rows in enumerate(files, 1)
    ]
    return interpret(readings, knowledge(), Settings(tumor_type="COAD"), assay=PANEL)


def notes(found: Report) -> dict[str, str]:
    return {one.biomarker: one.note for one in found.testing}


@pytest.mark.parametrize("shallow", ["0/0:30:99:20", "0/0:300:12:250", "0/0:300:99:."])
def test_blocks_that_are_poor_leave_the_gene_open(tmp_path: Path, shallow: str) -> None:
    found = of(tmp_path, (block(LOW, HIGH, shallow),))
    assert states(found)[RAS_CODONS] == states(found)["KRAS G12C"] == states(found)["BRAF V600E"] == "unknown"
    assert not found.alterations
    said = [one.words for one in found.notices if one.code == "covered_not_read"]
    assert [words[:59] for words in said] == ["3 genes of the assay have codons without reference blocks o"]


def test_what_has_no_block_is_open_in_every_gene(tmp_path: Path) -> None:
    found = of(tmp_path, (WHOLE,))
    assert states(found)[RAS_CODONS] == "absent"
    assert states(found)["BRAF V600E"] == "unknown"
    assert notes(found)["BRAF V600E"] == "BRAF: 1.g.vcf shows too few reads, or none, at codons 1-766"


def test_one_codon_is_open_and_the_others_are_not(tmp_path: Path) -> None:
    found = of(tmp_path, (block(LOW, G12), block(G12 + 1, G12 + 1, "0/0:30:99:20"), block(G12 + 2, HIGH)))
    assert states(found)["KRAS G12C"] == states(found)[RAS_CODONS] == "unknown"
    assert notes(found)["KRAS G12C"] == "KRAS: 1.g.vcf shows too few reads, or none, at codon 12"
    (wild,) = (one.event for one in found.alterations)
    assert wild.codons == (13, 59, 61, 117, 146)  # type: ignore[union-attr]


def test_one_file_of_each_chromosome_is_read_together(tmp_path: Path) -> None:
    transcript = knowledge().transcripts("BRAF", "GRCh38")[0]
    first, last = min(transcript.exons)[0], max(end for _, end in transcript.exons)
    other = vcf_row("chr7", first, "A", "<NON_REF>", f"END={last}", "0/0:250", format_="GT:MIN_DP")
    found = of(tmp_path, (WHOLE,), (other,))
    assert states(found)[RAS_CODONS] == states(found)["BRAF V600E"] == "absent"


@pytest.mark.parametrize(
    "row",
    [
        block(G12, G12, "0/0:150:99", format="GT:DP:GQ", alt=".", info="."),
        block(LOW, HIGH, "0/0:2", format="GT:CN", alt=".", info=f"SVTYPE=CNV;END={HIGH}"),
        vcf_row("chr12", 25245350, "C", "A,<NON_REF>", ".", "0/0:300,0,0", format_="GT:AD"),
    ],
    ids=["single base", "segment of copies", "row of a change"],
)
def test_other_files_do_not_state_all_that_was_read(tmp_path: Path, row: str) -> None:
    found = of(tmp_path, (row,))
    assert states(found)["BRAF V600E"] == states(found)[RAS_CODONS] == "absent"


@pytest.mark.parametrize(("format_", "value"), [("GT:AD", "0/0:3,1"), ("GT:RO:AO", "0/0:2:0")])
def test_few_reads_of_each_allele_are_few_reads(tmp_path: Path, format_: str, value: str) -> None:
    rows = (vcf_row("chr12", 25245350, "C", "T", ".", value, format_=format_),)
    assert states(of(tmp_path, rows))[RAS_CODONS] == "unknown"


@pytest.mark.parametrize("value", ["0/0:2,0:2", "./.:0,0:0"])
def test_a_place_without_reads_is_open_in_what_asks_for_the_whole_gene(tmp_path: Path, value: str) -> None:
    rows = [vcf_row("chr12", EXON, "C", "T", ".", value, format_="GT:AD:DP")]
    reading = read(tmp_path, vcf(rows, header=GRCH38))
    findings = examine([reading], knowledge(), Settings(tumor_type="COAD"), assay=PANEL).findings
    assert findings.coverage.unread["KRAS"].words.startswith("input shows too few reads, or none, at codon")
    found = interpret([reading], knowledge(), Settings(tumor_type="COAD"), assay=PANEL)
    assert states(found)[RAS_CODONS] == "absent"
    assert "KRAS wild-type (codons 12/13/59/61/117/146)" in {one.label for one in found.alterations}


@pytest.mark.parametrize("panel", [PANEL, None])
def test_a_gene_read_in_part_is_no_list_of_its_codons(tmp_path: Path, panel: Assay | None) -> None:
    """BRCA2, of which no row asks for single codons, was wild type in one codon after another."""
    transcript = knowledge().transcripts("BRCA2", "GRCh38")[0]
    first, last = max(transcript.exons, key=lambda exon: exon[1] - exon[0])
    rows = [WHOLE, vcf_row("chr13", first, "A", "<NON_REF>", f"END={last}", "0/0:250", format_="GT:MIN_DP")]
    readings = [read(tmp_path, vcf(rows, header=GRCH38))]
    found = interpret(readings, knowledge(), Settings(tumor_type="COAD"), assay=panel)
    assert [one.label for one in found.alterations] == ["KRAS wild-type"]
    unread = [one.words for one in found.notices if one.code == "covered_not_read"]
    assert [words.partition(" have")[0] for words in unread] == (["2 genes of the assay"] if panel else [])


PISCES = "GT:GQ:AD:DP:VF"


def pisces(filters: str, value: str, alt: str = ".", info: str = "DP=12") -> str:
    """Return a row of Pisces, which writes one for every base, at KRAS G12."""
    return vcf_row("chr12", 25245350, "C", alt, info, value, filter_=filters, format_=PISCES)


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (pisces("LowDP", "0/0:20:12:12:0"), "unknown"),
        (pisces("LowDP;LowGQ", "0/0:3:12:12:0"), "unknown"),
        (pisces("LowGQ", "0/0:3:400:400:0"), "unknown"),
        (pisces("LowDP", "0/0:20:12,0:12:0", "T"), "unknown"),
        (pisces("R5x9;low_depth", "0/0:20:12,0:12:0", "T"), "unknown"),
        (pisces("SB", "0/0:20:400,0:400:0", "T"), "absent"),
        (pisces("PASS", "0/0:20:12:12:0"), "absent"),
        (pisces("cnvLength", "0/0:20:12:12:0", info="SVTYPE=CNV;END=25245400"), "absent"),
    ],
)
def test_a_caller_that_objects_to_the_reference_has_not_shown_it(tmp_path: Path, row: str, state: str) -> None:
    found = of(tmp_path, (row,))
    assert states(found)[RAS_CODONS] == states(found)["KRAS G12C"] == state
    assert states(found)["BRAF V600E"] == "absent"
    assert found.inputs[0].records.out_of_scope == found.inputs[0].records.read == 1
