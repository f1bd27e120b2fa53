"""`coordinates/transcripts.tsv` against the other tables, against itself, and against the shared genomes."""

from __future__ import annotations

import pytest

from oncotier.genome.allele import Edit
from oncotier.genome.assembly import BUILDS
from oncotier.genome.strand import Strand
from oncotier.genome.transcript import Transcript, place_codons
from oncotier.knowledge import coordinate_rows
from oncotier.knowledge.base import KnowledgeBase
from oncotier.knowledge.check.finding import natural
from oncotier.knowledge.table import Fault, Row, Table
from oncotier.readers.reference import Reference
from tests.genome.shared import panel_genomes, reference_folder, rows_of

NAME = "coordinates/transcripts.tsv"
NOT_PLACED = {("GTF2I", "GRCh37")}
genomes = pytest.fixture(scope="module")(panel_genomes)


@pytest.fixture(scope="module")
def every(kb: KnowledgeBase) -> list[tuple[str, Transcript]]:
    genes = dict.fromkeys(kb.tables[NAME].column("gene"))
    return [(build, one) for gene in genes for build in BUILDS for one in kb.transcripts(gene, build)]


def test_rows_are_sorted_unique_and_plain(kb: KnowledgeBase) -> None:
    table = kb.tables[NAME]
    names = list(table.column("transcript"))
    assert names == sorted(set(names), key=natural)
    assert len(names) == 325
    assert all(line.isascii() for line in table.lines)


def test_every_gene_has_one_primary_transcript_first(kb: KnowledgeBase) -> None:
    for gene in set(kb.tables[NAME].column("gene")):
        for build in BUILDS:
            roles = [one.role for one in kb.transcripts(gene, build)]
            expected = [] if (gene, build) in NOT_PLACED else ["primary"]
            assert roles == expected + ["legacy"] * (len(roles) - len(expected)), gene
    assert kb.transcripts("NOGENE", "GRCh37") == ()
    assert kb.transcripts("EGFR", "GRCh37") is kb.transcripts("EGFR", "GRCh37")


def test_coding_lengths_fit_the_proteins(every: list[tuple[str, Transcript]]) -> None:
    for build, one in every:
        assert one.layout.cds_length == 3 * (one.protein_length + 1), (build, one.name)
        assert list(one.layout.starts) == sorted(one.layout.starts)
        assert all(end <= start for end, start in zip(one.layout.ends, one.layout.starts[1:], strict=False))


def test_both_builds_have_the_same_exons(kb: KnowledgeBase) -> None:
    """The builds may differ in untranslated ends, never in the coding parts of the exons."""

    def coding_parts(one: Transcript) -> list[int]:
        parts = [min(end, one.cds_end0) - max(start, one.cds_start0) for start, end in one.exons]
        return [part for part in parts if part > 0]

    for gene in set(kb.tables[NAME].column("gene")):
        older = {one.name: one for one in kb.transcripts(gene, "GRCh37")}
        for one in kb.transcripts(gene, "GRCh38"):
            if one.name in older:
                assert coding_parts(one) == coding_parts(older[one.name]), one.name
                assert one.strand == older[one.name].strand


def test_the_other_tables_agree(kb: KnowledgeBase) -> None:
    for row in kb.tables["coordinates/genes.tsv"].rows():
        for build in BUILDS:
            for one in kb.transcripts(row.text("gene"), build):
                assert one.contig == row.text("chrom")
                assert (one.strand > 0) == (row.text("strand") == "+")
                start0, end0 = row.integer(f"start0_{build}"), row.integer(f"end0_{build}")
                assert start0 is not None
                assert end0 is not None
                assert start0 <= min(one.exons)[0]
                assert max(one.exons)[1] <= end0
    for row in kb.tables["coordinates/exons.tsv"].rows():
        layout = kb.transcripts(row.text("gene"), "GRCh38")[0].layout
        index = int(row.text("exon")) - 1
        length = layout.ends[index] - layout.starts[index]
        first, last = layout.coding[index], layout.coding[index] + length - 1
        assert int(row.text("cds_first1")) == max(0, first) + 1
        assert int(row.text("cds_last1")) == min(layout.cds_length - 1, last) + 1


def test_every_stored_codon_is_a_codon_of_its_transcript(kb: KnowledgeBase) -> None:
    for gene in set(kb.tables["coordinates/codons.tsv"].column("gene")):
        for build in BUILDS:
            codons = kb.codons(gene, build)
            if not kb.transcripts(gene, build):
                continue
            primary = kb.transcripts(gene, build)[0]
            placed = place_codons(primary, codons)
            assert placed == {codon.residue: codon for codon in codons}, (gene, build)


def _row(cells: dict[str, str]) -> Row:
    return Table("x", tuple(cells), ("\t".join(cells.values()),)).row(0)


def test_a_faulty_row_names_its_column(kb: KnowledgeBase) -> None:
    table = kb.tables[NAME]
    cells = table.row(0).cells
    for change, column in (
        ({"exons0_GRCh38": "5-2"}, "exons0_GRCh38"),
        ({"exons0_GRCh38": "a-b"}, "exons0_GRCh38"),
        ({"cds0_GRCh38": ""}, "cds0_GRCh38"),
        ({"strand": "1"}, "strand"),
        ({"role": "main"}, "role"),
        ({"protein_length": ""}, "protein_length"),
    ):
        with pytest.raises(Fault, match=column):
            coordinate_rows.transcript(_row(cells | change), "GRCh38")
    assert coordinate_rows.transcript(_row(cells | {"exons0_GRCh37": ""}), "GRCh37") is None
    codon = kb.tables["coordinates/codons.tsv"].row(0).cells
    with pytest.raises(Fault, match="GRCh38_pos1"):
        coordinate_rows.codon(_row(codon | {"GRCh38_pos1": "1,2"}), "GRCh38")
    assert coordinate_rows.codon(_row(codon | {"GRCh37_pos1": ""}), "GRCh37") is None


@pytest.mark.shared
def test_the_facts_are_those_of_the_reference_data(kb: KnowledgeBase) -> None:
    source = {
        row["transcript"] or row["transcript_name"]: row
        for row in rows_of(reference_folder() / "panel_transcripts.tsv")
    }
    assert set(source) == set(kb.tables[NAME].column("transcript"))
    for gene in set(kb.tables[NAME].column("gene")):
        for build in BUILDS:
            for one in kb.transcripts(gene, build):
                row = source[one.name]
                starts = [int(text) for text in row[f"exon_starts_{build}"].split(",") if text]
                ends = [int(text) for text in row[f"exon_ends_{build}"].split(",") if text]
                assert sorted(one.exons) == list(zip(starts, ends, strict=True))
                assert one.exons == tuple(sorted(one.exons, reverse=one.strand < 0))
                assert (one.cds_start0, one.cds_end0) == (int(row[f"cds_start_{build}"]), int(row[f"cds_end_{build}"]))
                assert (one.gene, one.role, one.contig) == (row["gene"], row["role"], row["chrom"])


@pytest.mark.shared
def test_every_transcript_with_sequence_translates(
    every: list[tuple[str, Transcript]], genomes: dict[str, Reference]
) -> None:
    whole = 0
    for build, one in every:
        strand = Strand(one, Edit(0, 0, "", 0, ""), genomes[build].bases, {})
        layout = one.layout
        coding = strand.spliced(0, layout.cds_length)
        if "N" in coding:
            continue
        whole += 1
        protein = "".join(strand.residue(index) for index in range(layout.stop_index + 1))
        assert protein.startswith("M")
        assert protein.index("*") == len(protein) - 1 == one.protein_length
        assert "U" not in protein
        assert coding.startswith("ATG") or one.gene == "WT1"
    assert whole == 2 * 159
