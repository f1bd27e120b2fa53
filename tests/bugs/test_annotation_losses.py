"""Faults in what annotators say of small variants that once lost or changed a finding: one test each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.readers.builders import csq, labels, maf, maf_row, read, report, variants, vcf, vcf_row

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading

CONTIGS = (
    "##contig=<ID=chr7,length=159345973>",
    "##contig=<ID=chr17,length=83257441>",
)
FUNCOTATOR = (
    '##INFO=<ID=FUNCOTATION,Number=A,Type=String,Description="Functional annotation from the Funcotator tool.'
    " Funcotation fields are: Gencode_43_hugoSymbol|Gencode_43_variantClassification|Gencode_43_tumorSeqAllele2"
    '|Gencode_43_annotationTranscript|Gencode_43_transcriptExon|Gencode_43_cDnaChange|Gencode_43_proteinChange">'
)
BCSQ = (
    '##INFO=<ID=BCSQ,Number=.,Type=String,Description="Local consequence annotation from BCFtools/csq, see'
    " http://samtools.github.io/bcftools/howtos/csq-calling.html for details. Format:"
    ' Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change">'
)
SNPEFF = (
    "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | Gene_Name |"
    " Feature_ID | HGVS.c | HGVS.p' \">"
)
ANNOVAR = '##INFO=<ID=AAChange.refGene,Number=.,Type=String,Description="AAChange.refGene annotation by ANNOVAR">'
MET_DONOR = {"Chromosome": "7", "Start_Position": "116412044", "Reference_Allele": "G", "Tumor_Seq_Allele2": "T"}


def annotated(header: str, row: str) -> str:
    return vcf([row], header=(*CONTIGS, header))


def codes(reading: Reading) -> set[str]:
    return {one.code for one in report(reading).notices}


@pytest.mark.parametrize("order", [1, -1])
def test_transcripts_of_funcotator_behind_a_hash_were_a_broken_annotation(tmp_path: Path, order: int) -> None:
    entries = [
        "[EGFR|MISSENSE|G|ENST00000275493.7|21|c.2573T>G|p.L858R]",
        "[EGFR-AS1|FIVE_PRIME_FLANK|G|ENST00000442411.1|||]",
    ]
    info = "FUNCOTATION=" + "#".join(entries[::order])
    for chrom, pos in (("chr7", 55191822), ("chrUn_x", 1)):
        row = vcf_row(chrom, pos, "T", "G", info, "0/1:60,40")
        assert labels(read(tmp_path, annotated(FUNCOTATOR, row))) == {"EGFR L858R"}


@pytest.mark.parametrize("name", ["c.e14+1G>T|", "c.3028_splice|p.D1010_splice"])
def test_a_splice_site_named_by_funcotator_or_oncotator_was_no_notation(tmp_path: Path, name: str) -> None:
    info = f"FUNCOTATION=[MET|SPLICE_SITE|T|ENST00000397752.8|14|{name}]"
    row = vcf_row("chr7", 116771990, "G", "T", info, "0/1:60,40")
    assert labels(read(tmp_path, annotated(FUNCOTATOR, row))) == {"MET c.3028+1G>T"}


@pytest.mark.parametrize(("coding", "protein"), [("c.e14+1G>T", ""), ("c.3028_splice", "p.D1010_splice")])
def test_a_splice_site_of_an_oncotator_maf_was_no_notation(tmp_path: Path, coding: str, protein: str) -> None:
    row = maf_row("MET", protein, NCBI_Build="hg19", cDNA_Change=coding, Variant_Classification="Splice_Site")
    table = maf([{**row, **MET_DONOR}], columns=tuple(dict.fromkeys((*row, *MET_DONOR))))
    assert labels(read(tmp_path, table)) == {"MET c.3028+1G>T"}


@pytest.mark.parametrize(
    ("header", "info"),
    [
        (BCSQ, "BCSQ=inframe_insertion|ERBB2|ENST00000269571|protein_coding|+|771A>771AYVMA|x"),
        (FUNCOTATOR, "FUNCOTATION=[ERBB2|IN_FRAME_INS|GCATACGTGATG|ENST00000269571.10|20||p.771_772insYVMA]"),
    ],
)
def test_an_insertion_without_residues_was_not_the_duplication_at_its_place(
    tmp_path: Path, header: str, info: str
) -> None:
    reading = read(tmp_path, annotated(header, vcf_row("chr17", 39724728, "A", "AGCATACGTGATG", info, "0/1:60,40")))
    assert labels(reading) == {"ERBB2 Y772_A775dup"}
    assert "annotation_differs" not in codes(reading)


def test_amino_acids_of_an_insertion_were_not_the_duplication_at_its_place(tmp_path: Path) -> None:
    entry = csq(
        Allele="GCATACGTGATG", SYMBOL="ERBB2", Consequence="inframe_insertion", Protein_position="771-772",
        Amino_acids="-/AYVM",
    )  # fmt: skip
    row = vcf_row("chr17", 39724728, "A", "AGCATACGTGATG", f"CSQ={entry}", "0/1:60,40")
    assert labels(read(tmp_path, vcf([row]))) == {"ERBB2 Y772_A775dup"}


def test_an_allele_spelled_in_full_was_taken_for_a_shortened_one(tmp_path: Path) -> None:
    info = "ANN=C|frameshift_variant|EGFR|E|c.2573delT|p.Leu858fs,CC|missense_variant|EGFR|E|c.2573T>C|p.Leu858Pro"
    reading = read(tmp_path, annotated(SNPEFF, vcf_row("chr7", 55191821, "CT", "C,CC", info, "1/2:0,5,5")))
    assert labels(reading) == {"EGFR L858Rfs", "EGFR L858P"}
    assert "annotation_differs" not in codes(reading)


def test_a_block_substitution_of_annovar_was_no_notation(tmp_path: Path) -> None:
    info = "AAChange.refGene=BRAF:NM_004333:exon15:c.1798_1799AA:p.V600K"
    row = vcf_row("chr7", 140753336, "AC", "TT", info, "0/1:60,40")
    assert labels(read(tmp_path, annotated(ANNOVAR, row))) == {"BRAF V600K"}


@pytest.mark.parametrize(
    ("written", "label"),
    [("p.D770_N771insSVD", "EGFR D770_N771insSVD"), ("p.G770_N771insQRG", "EGFR V769_D770insGQR")],
)
def test_an_insertion_of_other_residues_was_called_another_numbering(tmp_path: Path, written: str, label: str) -> None:
    place = {"Chromosome": "7", "Start_Position": "55249010", "Reference_Allele": "-", "Tumor_Seq_Allele2": "GCCAGCGTG"}
    row = maf_row("EGFR", written, NCBI_Build="GRCh37", Variant_Classification="In_Frame_Ins")
    reading = read(tmp_path, maf([{**row, **place}], columns=tuple(dict.fromkeys((*row, *place)))))
    assert labels(reading) == {label}
    assert ("annotation_differs" in codes(reading)) == (label == "EGFR D770_N771insSVD")


@pytest.mark.parametrize("names", [("ENST00000646891:c.T1799A_x", "ENSP1:p.Val600Glu"), ("", "ENSP1:Val600Glu??")])
def test_a_name_in_no_notation_hid_what_the_place_tells(tmp_path: Path, names: tuple[str, str]) -> None:
    entry = csq(Allele="T", SYMBOL="BRAF", Consequence="missense_variant", HGVSc=names[0], HGVSp=names[1])
    reading = read(tmp_path, vcf([vcf_row("chr7", 140753336, "A", "T", f"CSQ={entry}", "0/1:60,40")]))
    assert labels(reading) == {"BRAF V600E"}
    assert "annotation_differs" in codes(reading)
    elsewhere = read(tmp_path, vcf([vcf_row("chr7", 1000, "A", "T", f"CSQ={entry}", "0/1:60,40")]))
    assert [one.reason for one in report(elsewhere).unresolved] == ["notation"]


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("MISSENSE", "missense_variant"),
        ("NONSENSE", "stop_gained"),
        ("NONSTOP", "stop_lost"),
        ("FIVE_PRIME_UTR", "5_prime_UTR_variant"),
        ("THREE_PRIME_FLANK", "downstream_gene_variant"),
    ],
)
def test_classes_as_funcotator_writes_them_in_a_vcf_were_no_consequence(tmp_path: Path, word: str, term: str) -> None:
    row = vcf_row(
        "chr7", 55191822, "T", "G", f"FUNCOTATION=[EGFR|{word}|G|ENST00000275493.7|21|c.2573T>G|]", "0/1:60,40"
    )
    assert [one.consequence for one in variants(read(tmp_path, annotated(FUNCOTATOR, row)))] == [term]


def _compound(first: tuple[str, ...], second: tuple[str, ...], effect: str, genotype: str) -> str:
    rows = [
        vcf_row(*first, f"BCSQ={effect}", f"{genotype}:60,40"),
        vcf_row(*second, f"BCSQ=@{first[1]}", f"{genotype}:60,40"),
    ]
    return vcf(rows, header=("##contig=<ID=chr12,length=133851895>", "##contig=<ID=chr13,length=115169878>", BCSQ))


def test_a_part_of_a_compound_change_was_a_change_of_its_own(tmp_path: Path) -> None:
    effect = "missense|KRAS|ENST00000256078|protein_coding|-|12G>12F|25398284C>A+25398285C>A"
    places = (("chr12", "25398284", "C", "A"), ("chr12", "25398285", "C", "A"))
    reading = read(tmp_path, _compound(*places, effect, "0/1"))
    assert labels(reading) == {"KRAS G12F"}
    assert [one.reason for one in report(reading).unresolved] == ["part_of_compound"]
    assert labels(read(tmp_path, _compound(*places, effect, "0|1"))) == {"KRAS G12F"}


def test_a_part_of_a_change_that_keeps_the_reading_frame_was_a_loss_of_function(tmp_path: Path) -> None:
    residues = "1982SGKSVQVS>1982RESLSRYH|32914437GT>G+32914460A>AC"
    effect = f"inframe_altering|BRCA2|ENST00000380152|protein_coding|+|{residues}"
    places = (("chr13", "32914437", "GT", "G"), ("chr13", "32914460", "A", "AC"))
    assert labels(read(tmp_path, _compound(*places, effect, "0/1"))) == {"BRCA2 S1982_S1989delinsRESLSRYH"}


def test_a_part_of_a_change_that_the_file_does_not_hold_is_told_by_its_place(tmp_path: Path) -> None:
    row = vcf_row("chr7", 55191822, "T", "G", "BCSQ=@55191821", "0/1:60,40")
    assert labels(read(tmp_path, annotated(BCSQ, row))) == {"EGFR L858R"}
