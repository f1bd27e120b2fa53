"""GFF3: the dialects of Ensembl, RefSeq and GENCODE give the same transcripts; what is wrong is refused or counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from oncotier.domain.value import replace
from oncotier.errors import BuildError, InputError
from oncotier.genome.assembly import BUILDS
from oncotier.genome.scope import Scope
from oncotier.genome.transcript import Transcript
from oncotier.genome.transcript_set import NO_TRANSCRIPTS, frame_fault
from oncotier.notation.accession import accession_of
from oncotier.readers.gff import read_gff
from tests.genome.synthetic import genome, random_genome
from tests.readers.builders import GRCH38, bgzf, gzipped, knowledge, vcf, vcf_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oncotier.genome.transcript_set import TranscriptSet
    from tests.conftest import Run

HEAD = {
    "ensembl": "##gff-version 3\n#!genome-build Genome Reference Consortium GRCh38.p14\n",
    "refseq": "##gff-version 3\n#!gff-spec-version 1.21\n#!genome-build GRCh38.p14\n",
    "gencode": "##gff-version 3\n#description: evidence-based annotation of the human genome (GRCh38), version 44\n",
}
DIALECTS = tuple(HEAD)
SELECT = {"ensembl": "basic,Ensembl_canonical,MANE_Select", "refseq": "MANE Select", "gencode": "basic,MANE_Select"}


def contig_of(dialect: str, contig: str, build: str = "GRCh38") -> str:
    return {"ensembl": contig, "refseq": accession_of(contig, build), "gencode": f"chr{contig}"}[dialect]


def cds_of(one: Transcript) -> list[tuple[int, int, int]]:
    """Return the CDS parts with their phases in the order of the transcript."""
    found, length = [], 0
    for start0, end0 in one.exons:
        first0, last0 = max(start0, one.cds_start0), min(end0, one.cds_end0)
        if first0 < last0:
            found.append((first0, last0, -length % 3))
            length += last0 - first0
    return found


def gene_rows(
    dialect: str,
    *transcripts: Transcript,
    tags: Iterable[str] = (),
    biotype: str = "protein_coding",
    build: str = "GRCh38",
) -> str:
    """Write one gene as the dialect does; `tags` has one text for each transcript."""
    first = transcripts[0]
    contig, strand = contig_of(dialect, first.contig, build), "+" if first.strand > 0 else "-"
    places = [edge for one in transcripts for exon in one.exons for edge in exon]
    mark = {"ensembl": "gene:", "refseq": "gene-", "gencode": ""}[dialect]
    parent = f"{mark}G{first.gene}"
    names = {
        "ensembl": f"Name={first.gene};biotype={biotype};description=invented [Source:none%3BAcc:1]",
        "refseq": f"Dbxref=GeneID:1;Name={first.gene};gbkey=Gene;gene={first.gene};gene_biotype={biotype}",
        "gencode": f"gene_id=G{first.gene};gene_type={biotype};gene_name={first.gene}",
    }[dialect]
    rows = [(contig, "gene", min(places), max(places), strand, ".", f"ID={parent};{names}")]
    for one, tag in zip(transcripts, [*tags, *[""] * len(transcripts)], strict=False):
        rows.extend(transcript_rows(dialect, one, parent, contig, tag, biotype))
    lines = (
        f"{contig}\tmade\t{kind}\t{start0 + 1}\t{end0}\t.\t{sign}\t{phase}\t{text}\n"
        for contig, kind, start0, end0, sign, phase, text in rows
    )
    return "".join(lines) + ("###\n" if dialect == "ensembl" else "")


def transcript_rows(
    dialect: str, one: Transcript, parent: str, contig: str, tag: str, biotype: str
) -> list[tuple[str, str, int, int, str, str, str]]:
    mark = {"ensembl": "transcript:", "refseq": "rna-", "gencode": ""}[dialect]
    identity, sign = f"{mark}{one.name}", "+" if one.strand > 0 else "-"
    kind = "transcript" if dialect == "gencode" else "mRNA"
    tagged = f";tag={tag}" if tag else ""
    words = {
        "ensembl": f"Name={one.gene}-201;biotype={biotype}{tagged};transcript_id={one.name};version=7",
        "refseq": f"Dbxref=GeneID:1;gbkey=mRNA;gene={one.gene}{tagged};transcript_id={one.name}",
        "gencode": f"transcript_type={biotype};transcript_id={one.name}{tagged};Dbxref=RefSeq:NM_000001.1",
    }[dialect]
    start0, end0 = min(first for first, _ in one.exons), max(last for _, last in one.exons)
    rows = [(contig, kind, start0, end0, sign, ".", f"ID={identity};Parent={parent};{words}")]
    for number, (first0, last0) in enumerate(one.exons, 1):
        own = f"Parent={identity};rank={number}" if dialect == "ensembl" else f"ID=exon-{number};Parent={identity}"
        rows.append((contig, "exon", first0, last0, sign, ".", own))
    for first0, last0, phase in cds_of(one):
        rows.append((contig, "CDS", first0, last0, sign, str(phase), f"ID=cds-{one.name};Parent={identity}"))
    return rows


def everything(gene: str) -> bool:
    return bool(gene)


def written(folder: Path, text: str | bytes, name: str = "genes.gff3") -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def taken(folder: Path, text: str | bytes, wanted: Callable[[str], bool] = everything) -> TranscriptSet:
    return read_gff(written(folder, text), knowledge().names, wanted)


def codes(found: TranscriptSet) -> dict[str, str]:
    return {one.code: one.words for one in found.notices}


ONE = replace(random_genome(3).transcript, gene="ZZZ1", name="ENST1")
MINUS = replace(
    ONE, gene="CD19", name="ENST2", contig="16", strand=-1, exons=ONE.exons[::-1],
)  # fmt: skip
SHORT = replace(ONE, name="ENST9", exons=ONE.exons[:1], cds_end0=ONE.cds_start0 + 3)


class TestDialects:
    @pytest.mark.parametrize("dialect", DIALECTS)
    @pytest.mark.parametrize("one", [ONE, MINUS], ids=["plus", "minus"])
    def test_the_transcript_comes_back(self, tmp_path: Path, dialect: str, one: Transcript) -> None:
        text = HEAD[dialect] + gene_rows(dialect, one, tags=[SELECT[dialect]])
        found = taken(tmp_path, text)
        assert (found.build, found.name) == ("GRCh38", "genes.gff3")
        (back,) = found.of(one.gene, "GRCh38")
        assert back.layout == one.layout
        assert (back.gene, back.role, back.contig, back.strand) == (one.gene, "primary", one.contig, one.strand)
        assert back.name == (f"{one.name}.7" if dialect == "ensembl" else one.name)
        assert back.refseq == ("NM_000001.1" if dialect == "gencode" else "")
        assert back.protein_length == one.layout.cds_length // 3 - 1
        assert found.of(one.gene, "GRCh37") == found.of("NRAS", "GRCh38") == ()

    @pytest.mark.parametrize("dialect", DIALECTS)
    @pytest.mark.parametrize("build", BUILDS)
    def test_every_stored_transcript_comes_back(self, tmp_path: Path, dialect: str, build: str) -> None:
        kb = knowledge()
        stored = {gene: kb.transcripts(gene, build)[:1] for gene in kb.genes}
        rows = (gene_rows(dialect, *one, build=build) for one in stored.values() if one)
        text = "##gff-version 3\n" + "".join(rows)
        found = taken(tmp_path, text)
        assert found.build == (build if dialect == "refseq" else "")
        assert len(found.by_gene) > 250
        for gene, ones in stored.items():
            assert [back.layout for back in found.of(gene, build)] == [one.layout for one in ones], gene

    def test_compressed_files_are_read(self, tmp_path: Path) -> None:
        text = (HEAD["ensembl"] + gene_rows("ensembl", ONE)).encode()
        plain = taken(tmp_path, text).by_gene
        assert taken(tmp_path, gzipped(text)).by_gene == taken(tmp_path, bgzf(text)).by_gene == plain != {}
        assert taken(tmp_path, text.replace(b"\n", b"\r\n")).by_gene == plain
        with pytest.raises(InputError, match=r"genes\.gff3: the compressed data are corrupted or cut"):
            taken(tmp_path, gzipped(text)[:-12])

    def test_a_stop_codon_beside_the_cds_belongs_to_it(self, tmp_path: Path) -> None:
        end0 = ONE.cds_end0
        text = gene_rows("gencode", ONE).replace(f"\t{end0}\t.\t+\t{cds_of(ONE)[-1][2]}", f"\t{end0 - 3}\t.\t+\t"
                                                 f"{cds_of(ONE)[-1][2]}")  # fmt: skip
        stop = f"chr7\tmade\tstop_codon\t{end0 - 2}\t{end0}\t.\t+\t0\tParent=ENST1\n"
        assert f"\t{end0 - 3}\t" in text
        (back,) = taken(tmp_path, HEAD["gencode"] + text + stop).of("ZZZ1", "GRCh38")
        assert back.layout == ONE.layout

    def test_exons_may_have_several_parents_and_may_be_missing(self, tmp_path: Path) -> None:
        rows = gene_rows("ensembl", ONE)
        several = rows.replace("Parent=transcript:ENST1", "Parent=transcript:ENST0,transcript:ENST1")
        other = "7\tm\tmRNA\t1\t9\t.\t+\t.\tID=transcript:ENST0;Parent=gene:GZZZ1;biotype=retained_intron\n"
        at = several.index("7\tmade\texon")
        assert (
            taken(tmp_path, HEAD["ensembl"] + several[:at] + other + several[at:]).by_gene
            == taken(tmp_path, HEAD["ensembl"] + rows).by_gene
        )
        bare = "".join(line for line in rows.splitlines(keepends=True) if "\texon\t" not in line)
        (back,) = taken(tmp_path, HEAD["ensembl"] + bare).of("ZZZ1", "GRCh38")
        assert back.layout.cds_length == ONE.layout.cds_length
        assert back.exons == tuple(part[:2] for part in cds_of(ONE))


class TestChoice:
    @pytest.mark.parametrize(
        ("tags", "expected"),
        [
            (["", ""], "ENST1"),  # the longest
            (["", "basic"], "ENST9"),
            (["basic", "Ensembl_canonical"], "ENST9"),
            (["basic", "RefSeq Select"], "ENST9"),
            (["Ensembl_canonical", "MANE_Select"], "ENST9"),
            (["MANE Select", "Ensembl_canonical"], "ENST1"),
        ],
    )
    @pytest.mark.parametrize("turned", [False, True])
    def test_the_primary_one(self, tmp_path: Path, tags: list[str], expected: str, *, turned: bool) -> None:
        pairs = list(zip([ONE, SHORT_OK], tags, strict=True))
        pairs = pairs[::-1] if turned else pairs
        text = gene_rows("gencode", *(one for one, _ in pairs), tags=[tag for _, tag in pairs])
        (back,) = taken(tmp_path, HEAD["gencode"] + text).of("ZZZ1", "GRCh38")
        assert (back.name, back.role) == (expected, "primary")

    def test_mane_plus_clinical_stands_beside_it(self, tmp_path: Path) -> None:
        text = gene_rows("ensembl", SHORT_OK, ONE, tags=["basic,MANE_Plus_Clinical", "MANE_Select"])
        found = taken(tmp_path, HEAD["ensembl"] + text).of("ZZZ1", "GRCh38")
        assert [(one.name, one.role) for one in found] == [("ENST1.7", "primary"), ("ENST9.7", "legacy")]

    def test_the_copy_on_the_y_chromosome_is_left_out(self, tmp_path: Path) -> None:
        on_y = gene_rows("ensembl", replace(ONE, contig="Y", name="ENSTY")).replace("gene:GZZZ1", "gene:GZZZ1_PAR_Y")
        on_x = gene_rows("ensembl", replace(ONE, contig="X"))
        (back,) = taken(tmp_path, HEAD["ensembl"] + on_y + on_x).of("ZZZ1", "GRCh38")
        assert back.contig == "X"

    def test_a_current_symbol_goes_before_an_alias(self, tmp_path: Path) -> None:
        alias = gene_rows("ensembl", replace(ONE, gene="HER2", name="ENST5"), tags=["MANE_Select"])
        own = gene_rows("ensembl", replace(SHORT_OK, gene="ERBB2"))
        assert set(taken(tmp_path, HEAD["ensembl"] + alias).by_gene) == {"ERBB2"}
        for text in (alias + own, own + alias):
            (back,) = taken(tmp_path, HEAD["ensembl"] + text).of("ERBB2", "GRCh38")
            assert back.name == "ENST9.7"

    def test_only_genes_that_are_wanted(self, tmp_path: Path) -> None:
        text = HEAD["ensembl"] + gene_rows("ensembl", ONE) + gene_rows("ensembl", MINUS)
        assert set(taken(tmp_path, text, lambda gene: gene == "CD19").by_gene) == {"CD19"}
        assert set(taken(tmp_path, text).by_gene) == {"CD19", "ZZZ1"}

    @pytest.mark.parametrize(
        "contig", ["MT", "chrM", "NC_012920.1", "KI270728.1", "NT_187633.1", "CHR_HSCHR6_MHC_COX_CTG1", "NC_060925.1"]
    )
    def test_other_contigs_are_left_out(self, tmp_path: Path, contig: str) -> None:
        other = gene_rows("gencode", ONE).replace("chr7\t", f"{contig}\t")
        text = HEAD["gencode"] + gene_rows("gencode", MINUS) + other
        assert set(taken(tmp_path, text).by_gene) == {"CD19"}
        with pytest.raises(InputError, match="no gene lies on a chromosome of GRCh37 or GRCh38"):
            taken(tmp_path, HEAD["gencode"] + other)

    def test_genes_without_a_name_go_by_their_id(self, tmp_path: Path) -> None:
        text = HEAD["ensembl"] + gene_rows("ensembl", ONE).replace(";Name=ZZZ1;", ";")
        assert set(taken(tmp_path, text).by_gene) == {"GZZZ1"}

    @pytest.mark.parametrize("kind", ["nonsense_mediated_decay", "IG_V_gene", "lncRNA"])
    def test_other_biotypes_are_left_out(self, tmp_path: Path, kind: str) -> None:
        found = taken(tmp_path, HEAD["ensembl"] + gene_rows("ensembl", ONE, biotype=kind))
        assert (found.by_gene, set(codes(found))) == ({}, {"gff_genes"})


SHORT_OK = genome("c" * ONE.exons[0][0] + "CCATGAAACCCTGAGG").transcript
SHORT_OK = replace(SHORT_OK, gene="ZZZ1", name="ENST9")


class TestRejected:
    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            ("tag=basic", "tag=basic,cds_start_NF", "1: the coding sequence is marked as incomplete"),
            ("tag=basic", "tag=basic,cds_end_NF", "1: the coding sequence is marked as incomplete"),
            ("tag=basic", "tag=basic;partial=true", "1: the coding sequence is marked as incomplete"),
            ("ID=cds-ENST1", "ID=cds-ENST1;end_range=5,.", "1: the coding sequence is marked as incomplete"),
            ("\t0\tID=cds-ENST1", "\t1\tID=cds-ENST1", "1: the first CDS does not begin with a whole codon"),
            ("SECOND_PHASE", "", "1: a phase contradicts the lengths of the CDS before it"),
            ("CUT", "", "1: the length of the CDS is not a multiple of three"),
            ("OUTSIDE", "", "1: the CDS is not the coding part of the exons"),
        ],
    )
    def test_is_counted_and_said(self, tmp_path: Path, old: str, new: str, words: str) -> None:
        text = gene_rows("gencode", ONE, tags=["basic"])
        parts = cds_of(ONE)
        first, second, last = parts[0], parts[1], parts[-1]
        if old == "SECOND_PHASE":
            old, new = (
                f"\t{second[1]}\t.\t+\t{second[2]}\tID=cds",
                f"\t{second[1]}\t.\t+\t{(second[2] + 1) % 3}\tID=cds",
            )
        elif old == "CUT":
            old, new = f"\t{last[1]}\t.\t+\t{last[2]}\tID=cds", f"\t{last[1] - 1}\t.\t+\t{last[2]}\tID=cds"
        elif old == "OUTSIDE":
            old, new = f"\t{first[1]}\t.\t+\t0\tID=cds", f"\t{first[1] + 3}\t.\t+\t0\tID=cds"
        assert old in text
        found = taken(tmp_path, HEAD["gencode"] + text.replace(old, new, 1))
        assert found.by_gene == {}
        assert codes(found)["gff_rejected"] == f"1 transcripts are not used ({words}); left without any: ZZZ1"

    def test_another_transcript_may_stand_in(self, tmp_path: Path) -> None:
        text = gene_rows("gencode", ONE, SHORT_OK, tags=["basic,cds_end_NF", "basic"])
        found = taken(tmp_path, HEAD["gencode"] + text)
        assert [one.name for one in found.of("ZZZ1", "GRCh38")] == ["ENST9"]
        assert codes(found)["gff_rejected"].endswith("every gene has another one")
        assert codes(found)["gff_genes"] == "1 genes are called by their transcripts in this file"


def broken(line1: int, cell: int, value: str) -> str:
    lines = (HEAD["gencode"] + gene_rows("gencode", ONE)).split("\n")
    cells = lines[line1 - 1].split("\t")
    cells[cell] = value
    lines[line1 - 1] = "\t".join(cells)
    return "\n".join(lines)


class TestRefused:
    @pytest.mark.parametrize(
        ("line1", "cell", "value", "words"),
        [
            (4, 3, "x", "expected start and end as whole numbers, start first, found 'x' and"),
            (5, 3, "0", "expected start and end as whole numbers, start first, found '0' and"),
            (5, 4, "1", "expected start and end as whole numbers, start first, found"),
            (5, 4, "9" * 5000, "expected start and end as whole numbers, start first, found"),
            (5, 6, "-", r"expected contig and strand of its transcript \('chr7 \+'\), found 'chr7 -'"),
            (5, 0, "chr8", r"expected contig and strand of its transcript \('chr7 \+'\), found 'chr8 \+'"),
            (4, 6, "?", r"expected strand \+ or -, found '\?'"),
            (9, 7, ".", "expected phase 0, 1 or 2 of a CDS, found '.'"),
            (5, 8, "ID=exon-1", "a part has no Parent"),
            (5, 8, "Parent=ENST7", "expected a Parent that stands before it, found 'ENST7'"),
            (5, 8, "Parent=ENST1,ENST7", "expected a Parent that stands before it, found 'ENST7'"),
            (4, 8, "ID=ENST1;Parent=G7", "expected a Parent that stands before it, found 'G7'"),
            (4, 8, "Parent=GZZZ1", "expected an ID of its own, found none"),
            (6, 8, "Parent=ENST1\tmore", "expected 9 columns separated by tabs, found 10"),
            (1, 0, "7\tx\texon", "expected '##gff-version 3' on the first line, found"),
        ],
    )
    def test_with_file_and_line(self, tmp_path: Path, line1: int, cell: int, value: str, words: str) -> None:
        with pytest.raises(InputError, match=rf"^genes\.gff3:{line1}: {words}") as raised:
            taken(tmp_path, broken(line1, cell, value))
        assert raised.value.hint

    def test_an_id_for_the_second_time(self, tmp_path: Path) -> None:
        rows = gene_rows("gencode", ONE).splitlines(keepends=True)
        with pytest.raises(InputError, match=r"genes\.gff3:5: expected an ID of its own, found 'ENST1' for the second"):
            taken(tmp_path, HEAD["gencode"] + "".join([*rows[:2], rows[1], *rows[2:]]))

    def test_comments_blank_lines_and_sequences_are_passed_over(self, tmp_path: Path) -> None:
        rows = gene_rows("gencode", ONE)
        hidden = "".join(f"#{line}\n" for line in gene_rows("gencode", MINUS).splitlines())
        text = f"{HEAD['gencode']}\n# words\n{hidden}{rows}##FASTA\n>chr7\nACGT\n"
        assert set(taken(tmp_path, text).by_gene) == {"ZZZ1"}

    def test_an_annotation_of_nothing(self, tmp_path: Path) -> None:
        for text in ("", "##gff-version 3\n"):
            with pytest.raises(InputError):
                taken(tmp_path, text)


class TestBuild:
    @pytest.mark.parametrize(
        ("lines", "expected"),
        [
            ("#!genome-build GRCh37.p13\n", "GRCh37"),
            ("#!genome-version GRCh38\n", "GRCh38"),
            ("##genome-build NCBI GRCh38\n", "GRCh38"),
            ("#!genome-build-accession NCBI:GCA_000001405.29\n", ""),
            ("##sequence-region   7 1 159138663\n", "GRCh37"),
            ("##sequence-region chr7 1 159345973\n", "GRCh38"),
            ("##sequence-region NC_000007.14 1 159345973\n", "GRCh38"),
            ("##sequence-region 7 1000 2000\n", ""),
            ("", ""),
        ],
    )
    def test_is_read_off_the_head(self, tmp_path: Path, lines: str, expected: str) -> None:
        found = taken(tmp_path, f"##gff-version 3\n{lines}" + gene_rows("ensembl", ONE))
        assert found.build == expected
        assert ("gff_build_assumed" in codes(found)) is not bool(expected)
        builds = [build for build in ("", *BUILDS) if found.of("ZZZ1", build)]
        assert builds == ([expected] if expected else list(BUILDS))

    def test_accessions_tell_it(self, tmp_path: Path) -> None:
        assert taken(tmp_path, "##gff-version 3\n" + gene_rows("refseq", ONE)).build == "GRCh38"
        with pytest.raises(BuildError, match=r"contradictory: GRCh37 .*#!genome-build GRCh37.*; GRCh38 .*NC_000007.14"):
            taken(tmp_path, "##gff-version 3\n#!genome-build GRCh37\n" + gene_rows("refseq", ONE))

    def test_another_genome_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(BuildError, match=r"line 2: expected genome build GRCh37 or GRCh38, found .*T2T-CHM13v2\.0"):
            taken(tmp_path, "##gff-version 3\n#!genome-build T2T-CHM13v2.0\n" + gene_rows("ensembl", ONE))

    def test_must_fit_the_inputs(self, tmp_path: Path) -> None:
        stated = taken(tmp_path, HEAD["ensembl"] + gene_rows("ensembl", ONE))
        stated.must_fit([("a.vcf", "GRCh38"), ("list", "")])
        with pytest.raises(BuildError, match=r"b\.vcf: is on GRCh37, but --gff is genes\.gff3 \(GRCh38\)"):
            stated.must_fit([("a.vcf", "GRCh38"), ("b.vcf", "GRCh37")])
        silent = taken(tmp_path, "##gff-version 3\n" + gene_rows("ensembl", ONE))
        silent.must_fit([("a.vcf", "GRCh37")])
        with pytest.raises(BuildError, match=r"genes\.gff3: does not say its genome build"):
            silent.must_fit([("a.vcf", "GRCh38"), ("b.vcf", "GRCh37")])
        NO_TRANSCRIPTS.must_fit([("a.vcf", "GRCh38"), ("b.vcf", "GRCh37")])


class TestScope:
    def test_genes_of_the_table_as_a_whole_and_others_by_their_coding_exons(self, tmp_path: Path) -> None:
        far = replace(ONE, exons=((1000, 1200), (5000, 5100), (9000, 9300)), cds_start0=1100, cds_end0=9050)
        far = replace(far, cds_end0=9040 + (0 if (100 + 100 + 40) % 3 == 0 else 1))
        panel = replace(far, gene="CD19", name="ENST3", contig="16")
        found = taken(tmp_path, HEAD["ensembl"] + gene_rows("ensembl", far) + gene_rows("ensembl", panel))
        scope = found.widen(knowledge().scope("GRCh38"), "GRCh38")
        inside = [place for place in range(0, 10000, 10) if scope.overlaps("7", place, place + 1)]
        assert [place for place in inside if place - 10 not in inside] == [1050, 4950, 8950]
        assert scope.genes_at("7", 1000, 9300) == ("ZZZ1",)
        assert scope.genes_at("7", 1149, 1150) == ("ZZZ1",)
        assert scope.genes_at("16", 3000, 3001) == ("CD19",)
        assert "CD19" not in scope.unplaced
        assert scope.genes_at("7", 55191821, 55191822) == ("EGFR",)
        for build in ("", "GRCh37"):
            assert found.widen(knowledge().scope(build), build).unplaced == knowledge().scope(build).unplaced

    def test_genes_at_is_the_same_by_search_and_by_looking_at_all(self) -> None:
        scope = knowledge().scope("GRCh38")
        for index in scope.by_contig.values():
            for span in index.spans:
                for start0, end0 in ((span.start0 - 1, span.start0), (span.end0 - 1, span.end0 + 5), (0, 10**9)):
                    expected = [one.gene for one in index.spans if one.start0 < end0 and start0 < one.end0]
                    assert list(scope.genes_at(span.contig, start0, end0)) == expected
        assert Scope.build((), ()).genes_at("7", 0, 9) == ()


def test_what_the_reference_says_of_a_coding_sequence() -> None:
    gene = genome("ccCCATGAAAgtaagCCCTGAGGcc")
    assert frame_fault(gene.transcript, gene.bases) == ""
    assert frame_fault(gene.transcript, None) is None
    assert frame_fault(gene.transcript, lambda *_: "") is None
    longer = replace(gene.transcript, cds_end0=gene.transcript.cds_end0 - 3)
    assert frame_fault(longer, gene.bases) == "GENE-201 ends with CCC, which is no stop codon, in the FASTA"
    inside = genome("ccCCATGTGACCCTAGCCCTGAGGcc", "ATGTGACCCTAGCCCTGA")
    whole = replace(inside.transcript, cds_start0=4, cds_end0=22)
    assert frame_fault(whole, inside.bases) == "GENE-201 has the stop codon TAG at residue 4 in the FASTA"
    assert frame_fault(replace(whole, cds_end0=16), inside.bases) == ""  # TGA: selenocysteine


PLUS = random_genome(3)
PANEL = genome("c" * 3000 + "CCATGAAACCCgtaagtttcagGGGTTTTGAGG" + "c" * 30, strand=-1)
PANEL_GENE = replace(PANEL.transcript, gene="CD19", name="ENST2", contig="16")


class TestCommand:
    """CD19 is a gene of the table without coordinates; ZZZ1 is none of the table."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        text = HEAD["ensembl"] + gene_rows("ensembl", ONE) + gene_rows("ensembl", PANEL_GENE)
        written(tmp_path, text)
        fasta, index = "", ""
        for name, bases in (("chr7", PLUS.contig), ("chr16", PANEL.contig)):
            fasta += f">{name}\n"
            index += f"{name}\t{len(bases)}\t{len(fasta)}\t{len(bases)}\t{len(bases) + 1}\n"
            fasta += f"{bases}\n"
        written(tmp_path, fasta, "tiny.fa")
        written(tmp_path, index, "tiny.fa.fai")
        rows = []
        for one, contig, c1 in ((PANEL, "chr16", 5), (PLUS, "chr7", 5)):
            at = one.at(c1)
            base = "ACGT"["ACGT".index(one.spliced[one.coding_from + c1 - 1]) - 1]
            rows.append((contig, one.locus(at, 1, base)))
            rows.append((contig, one.locus(one.at(c1 + 1), 1, "")))
        made = [vcf_row(contig, one.pos1, one.reference, one.alternate, ".", "0/1:5,5") for contig, one in rows]
        written(tmp_path, vcf(made, header=GRCH38), "in.vcf")
        return tmp_path

    def report(self, run: Run, folder: Path, *options: str, code: int = 0) -> dict[str, Any]:
        done = run("interpret", str(folder / "in.vcf"), "-f", "json", *options)
        assert done.returncode == code, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def summary(self, found: dict[str, Any]) -> tuple[list[str], list[str], dict[str, int]]:
        records = found["inputs"][0]["records"]
        assert records["read"] == 4
        assert records["read"] == sum(records[key] for key in "interpreted out_of_scope filtered unresolved".split())
        alterations = [f"{one['gene']} {one['consequence']}" for one in found["alterations"]]
        return alterations, [one["reason"] for one in found["unresolved"]], found["inputs"][0]["out_of_scope_by"]

    def test_without_it_everything_is_outside(self, run: Run, folder: Path) -> None:
        expected: tuple[list[str], list[str], dict[str, int]] = ([], [], {"outside_genes_in_table": 4})
        assert self.summary(self.report(run, folder, "--fasta", str(folder / "tiny.fa"), "--all-genes")) == expected

    def test_with_a_reference(self, run: Run, folder: Path) -> None:
        options = ("--gff", str(folder / "genes.gff3"), "--fasta", str(folder / "tiny.fa"))
        found = self.report(run, folder, *options)
        alterations, unresolved, outside = self.summary(found)
        assert (sorted(alterations), unresolved, outside) == (
            ["CD19 frameshift_variant", "CD19 missense_variant"], [], {"outside_genes_in_table": 2}
        )  # fmt: skip
        by_label = {one["label"]: one for one in found["alterations"]}
        assert by_label["CD19 K2I"]["hgvs_c"] == "c.5A>T"
        assert by_label["CD19 K2I"]["transcript"] == "ENST2.7"
        assert "gff_genes" in {one["code"] for one in found["notices"]}
        every = self.report(run, folder, *options, "--all-genes")
        alterations, unresolved, outside = self.summary(every)
        assert sorted(alterations) == [
            "CD19 frameshift_variant", "CD19 missense_variant", "ZZZ1 frameshift_variant", "ZZZ1 missense_variant",
        ]  # fmt: skip
        assert (unresolved, outside) == ([], {})
        assert not any(one["code"] == "annotation_differs" for one in every["notices"])

    def test_without_a_reference(self, run: Run, folder: Path) -> None:
        options = ("--gff", str(folder / "genes.gff3"), "--all-genes")
        alterations, unresolved, outside = self.summary(self.report(run, folder, *options))
        assert sorted(alterations) == ["CD19 frameshift_variant", "ZZZ1 frameshift_variant"]
        assert unresolved == ["consequence_unavailable"]  # the substitution in CD19
        assert outside == {"outside_genes_in_table": 1}

    def test_a_reference_that_contradicts_it_is_not_used(self, run: Run, folder: Path) -> None:
        path = folder / "tiny.fa"
        path.write_text(path.read_text().replace(PANEL.contig, PANEL.contig.replace("CTCA", "CTCC")))
        options = ("--gff", str(folder / "genes.gff3"), "--fasta", str(path))
        found = self.report(run, folder, *options)
        assert [(one["reason"], one["words"]) for one in found["unresolved"]] == [
            ("consequence_unavailable", "CD19: ENST2.7 ends with GGA, which is no stop codon, in the FASTA")
        ] * 2
        assert found["alterations"] == []

    def test_another_build_is_an_error(self, run: Run, folder: Path) -> None:
        text = (folder / "genes.gff3").read_text().replace("GRCh38.p14", "GRCh37.p13")
        done = run("interpret", str(folder / "in.vcf"), "--gff", written(folder, text, "old.gff3"))
        assert done.returncode == 3
        assert b"in.vcf: is on GRCh38, but --gff is old.gff3 (GRCh37)" in done.stderr

    def test_a_broken_file_is_an_error(self, run: Run, folder: Path) -> None:
        done = run("interpret", str(folder / "in.vcf"), "--gff", str(folder / "in.vcf"))
        assert done.returncode == 3
        assert b"in.vcf:1: expected '##gff-version 3' on the first line" in done.stderr
        assert run("interpret", str(folder / "in.vcf"), "--gff", str(folder / "none.gff3")).returncode == 3
