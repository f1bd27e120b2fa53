"""Every branch of the engine on one small gene, on both strands, with the names worked out by hand.

ATG GCA AAA TTT CTG GAA G|GT CAT CAT CAT TGT GAT GAT GAA AAC|CCT CAA TGG AAA GTG TAA GCTTACTGACCGATA
M1  A2  K3  F4  L5  E6  G7   H8  H9  H10 C11 D12 D13 E14 N15 P16 Q17 W18 K19 V20 *21
"""

from __future__ import annotations

import re

import pytest

from oncotier.domain.observation import Locus
from oncotier.domain.value import replace
from oncotier.genome.consequence import Call, Unavailable, call
from oncotier.genome.transcript import ExonLoss
from oncotier.notation.protein import format_short
from tests.genome.synthetic import Genome, genome, mirrored

GENE = genome(
    "ttgacctgaacttgacgtca"
    "GACCTCCATGGCAAAATTTCTGGAAG"
    "gtaagtctttcccattgcattctgatttttcccttttctag"
    "GTCATCATCATTGTGATGATGAAAAC"
    "gtgagtaccatgcctagcatcgcttgattcttgcacag"
    "CCTCAATGGAAAGTGTAAGCTTACTGACCGATA"
    "ccagtctagattgacatcgg"
)
BOTH = pytest.mark.parametrize("gene", [GENE, mirrored(GENE)], ids=["plus", "minus"])

MISSENSE, FRAMESHIFT, REGION = "missense_variant", "frameshift_variant", "splice_region_variant"
DELETION, INSERTION, GAINED = "inframe_deletion", "inframe_insertion", "stop_gained"
DONOR, ACCEPTOR, INTRON = "splice_donor_variant", "splice_acceptor_variant", "intron_variant"
START, LOST, RETAINED = "start_lost", "stop_lost", "stop_retained_variant"

# what is edited, coding name (empty: the same), protein, terms, exon, intron
CASES = """
4G>T                      .                     A2S                 missense_variant         1 .
6A>G                      .                     A2=                 synonymous_variant       1 .
7A>T                      .                     K3*                 stop_gained              1 .
2T>C                      .                     M1?                 start_lost               1 .
1_3del                    .                     M1?                 start_lost               1 .
3_4insA                   .                     A2Sfs*11            frameshift_variant       1 .
-2_2del                   .                     M1?                 start_lost               1 .
-1_1delinsGC              .                     M1?                 start_lost               1 .
-1_4delinsGATGC           .                     A2P                 missense_variant         1 .
61T>C                     .                     *21Qext*3           stop_lost                3 .
63A>G                     .                     *21=                stop_retained_variant    3 .
59_63delinsCATAG          .                     V20A                missense_variant         3 .
57_61delinsCGTGC          .                     K19_*21delinsNVQAY  stop_lost                3 .
61_63del                  .                     *21Aext*2           stop_lost                3 .
62del                     63del                 *21=                stop_retained_variant    3 .
62_63insC                 .                     *21Yext             stop_lost                3 .
60_*2del                  .                     *21Yext*1           stop_lost                3 .
58_63del                  59_*1del              V20_*21delinsAY     stop_lost                3 .
54_62del                  .                     W18*                stop_gained              3 .
60_61insTAG               60_62dup              *21=                stop_retained_variant    3 .
22_24del                  28_30del              H10del              inframe_deletion         2 .
25_27dup                  28_30dup              H10dup              inframe_insertion        2 .
27_28insCATCAT            25_30dup              H9_H10dup           inframe_insertion        2 .
34_36del                  39_41del              D13del              inframe_deletion         2 .
33_34insGGG               34_35insGGG           C11_D12insG         inframe_insertion        2 .
35_36insCCC               .                     D12_D13insP         inframe_insertion        2 .
31_33delinsTGG            33T>G                 C11W                missense_variant         2 .
25_27delinsAAA            .                     H9K                 missense_variant         2 .
30_31delinsAA             .                     H10_C11delinsQS     missense_variant         2 .
31_36delinsGGG            .                     C11_D12delinsG      inframe_deletion         2 .
31_33delinsGGGCCC         .                     C11delinsGP         inframe_insertion        2 .
31_36delinsGGGTAGCCC      .                     C11_D12delinsG*     stop_gained              2 .
33_34insTAG               .                     D12*                stop_gained              2 .
33_34insCCCTAA            .                     C11_D12insP*        stop_gained              2 .
31_33delinsTAA            32_33delinsAA         C11*                stop_gained              2 .
31_32insA                 .                     C11*                stop_gained              2 .
8del                      9del                  K3Nfs               frameshift_variant       1 .
31_34del                  .                     C11Mfs              frameshift_variant       2 .
58dup                     .                     V20Gfs              frameshift_variant       3 .
55_56del                  56_57del              K19Sfs              frameshift_variant       3 .
12_13insTTATAG            .                     E6*                 stop_gained              1 .
57_58insGTATAG            59_60insATAGGT        *21=                stop_retained_variant    3 .
61_62insCAT               .                     V20_*21insS         inframe_insertion        3 .
58_61del                  .                     V20Kfs              frameshift_variant       3 .
-3T>A                     .                     .                   5_prime_UTR_variant      1 .
-5_-4insA                 .                     .                   5_prime_UTR_variant      1 .
-1_1insG                  .                     .                   5_prime_UTR_variant      1 .
-8A>G                     .                     .                   upstream_gene_variant    . .
-12_-5del                 -11_-4del             .                   5_prime_UTR_variant      1 .
-12_2del                  .                     M1?                 start_lost               1 .
*2C>T                     .                     .                   3_prime_UTR_variant      3 .
63_*1insC                 .                     .                   3_prime_UTR_variant      3 .
*16C>A                    .                     .                   downstream_gene_variant  . .
19+1G>A                   .                     .                   splice_donor_variant     1 1
19+2T>C                   .                     .                   splice_donor_variant     1 1
20-1G>A                   .                     .                   splice_acceptor_variant  2 1
20-2A>G                   .                     .                   splice_acceptor_variant  2 1
45+1_45+2delinsAA         .                     .                   splice_donor_variant     2 2
19+3A>G                   .                     .                   splice_region_variant    . 1
19+8T>C                   .                     .                   splice_region_variant    . 1
19+9T>C                   .                     .                   intron_variant           . 1
20-8T>C                   .                     .                   splice_region_variant    . 1
20-9C>A                   .                     .                   intron_variant           . 1
19+14A>G                  .                     .                   intron_variant           . 1
19G>A  .  G7S  missense_variant,splice_region_variant  1  .
17A>G  .  E6G  missense_variant,splice_region_variant  1  .
16G>C                     .                     E6Q                 missense_variant         1 .
20G>T  .  G7V  missense_variant,splice_region_variant  2  .
22C>T  .  H8Y  missense_variant,splice_region_variant  2  .
23A>G                     .                     H8R                 missense_variant         2 .
21T>C  .  G7=  splice_region_variant,synonymous_variant  2  .
19+1del  19del  G7Vfs  frameshift_variant,splice_region_variant  1  .
18_19dup  .  G7Efs  frameshift_variant,splice_region_variant  1  .
19_19+1insC               .                     .                   splice_donor_variant     1 .
20-1_20insC               .                     .                   splice_acceptor_variant  2 .
20-2_20-1dup              .                     .                   splice_region_variant    . 1
20-8del                   20-5del               .                   splice_region_variant    . 1
19+2_19+3insC             .                     .                   splice_region_variant    . 1
19+1_19+2insC             .                     .                   splice_donor_variant     1 1
20-2_20-1insC             .                     .                   splice_acceptor_variant  2 1
15_19+12dup               .                     .                   intron_variant           . 1
17_19+3del                18_19+4del            .                   splice_donor_variant     1 .
20-3_21del                .                     .                   splice_acceptor_variant  2 .
18_20-20del               .                     .                   splice_donor_variant     1 .
20-5_45+5del  20-4_45+6del  .  splice_acceptor_variant,splice_donor_variant  2  .
-3_45+5del  -2_45+6del  .  splice_acceptor_variant,splice_donor_variant,start_lost  1  .
45+9_*3del                .                     .                   splice_acceptor_variant,stop_lost 3 .
-7_*15del                 .                     .                   transcript_ablation      1 .
"""


def place(gene: Genome, text: str) -> int:
    found = re.fullmatch(r"([-*]?)(\d+)([+-]\d+)?", text)
    assert found
    offset, number = int(found[3] or 0), int(found[2])
    if found[1] == "*":
        beyond = max(0, number - 15)
        return gene.behind_stop(number - beyond) + beyond
    return gene.at(-number if found[1] else number) + offset


def edited(gene: Genome, text: str) -> Locus:
    """Write a coding name as a VCF does, without asking the engine."""
    found = re.fullmatch(r"([-*+\d]+?)(?:_([-*+\d]+))?(?:[ACGT]>([ACGT])|(delins|del|dup|ins)([ACGT]*))", text)
    assert found, text
    first = place(gene, found[1])
    last = place(gene, found[2] or found[1]) + 1
    sense = gene.contig if gene.transcript.strand > 0 else mirrored(gene).contig
    if found[4] == "dup":
        return gene.locus(last, 0, sense[first:last])
    if found[4] == "ins":
        assert last == first + 2
        return gene.locus(first + 1, 0, found[5])
    return gene.locus(first, last - first, found[3] or found[5] or "")


def read(line: str) -> list[str]:
    return ["" if cell == "." else cell for cell in line.split()]


@BOTH
@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_every_branch(gene: Genome, line: str) -> None:
    edit, coding, protein, terms, exon, intron = read(line)
    found = call(edited(gene, edit), gene.transcript, bases=gene.bases, codons={})
    assert isinstance(found, Call), found
    assert found.coding == f"c.{coding or edit}"
    written = format_short(found.protein) if found.protein is not None else ""
    assert written == protein
    assert ",".join((found.consequence, *found.also)) == terms
    assert (found.exon, found.intron) == (int(exon) if exon else None, int(intron) if intron else None)
    assert (found.method, found.ambiguous) == ("fasta", False)
    assert (found.gene, found.transcript) == ("GENE", "GENE-201")


@BOTH
@pytest.mark.parametrize(
    ("edit", "lost"),
    [
        ("20-5_45+5del", ExonLoss(2, 2, in_frame=False)),
        ("-3_45+5del", ExonLoss(2, 2, in_frame=False)),
        ("-7_45+5del", ExonLoss(1, 2, in_frame=False)),
        ("17_19+3del", None),
        ("-7_*15del", ExonLoss(1, 3, in_frame=False)),
    ],
)
def test_exons_lost_are_listed(gene: Genome, edit: str, lost: ExonLoss | None) -> None:
    found = call(edited(gene, edit), gene.transcript, bases=gene.bases, codons={})
    assert isinstance(found, Call)
    assert found.lost == lost
    assert found.exon == (lost.first if lost and edit != "-3_45+5del" else 1)
    assert found.protein is None


@BOTH
def test_what_lies_outside(gene: Genome) -> None:
    for locus in (Locus("8", 50, "A", "G"), Locus("7", 50_000, "A", "G")):
        found = call(locus, gene.transcript, bases=gene.bases, codons={})
        assert isinstance(found, Unavailable)
        assert found.reason == "outside"


@BOTH
@pytest.mark.parametrize("edit", ["4G>T", "19+1G>A", "31_36delinsGGG", "22_24del"])
def test_a_reference_allele_that_does_not_fit(gene: Genome, edit: str) -> None:
    locus = edited(gene, edit)
    wrong = locus.reference.translate(str.maketrans("ACGT", "TGCA"))
    found = call(replace(locus, reference=wrong), gene.transcript, bases=gene.bases, codons={})
    assert isinstance(found, Unavailable)
    assert found.reason == "reference_mismatch"
    assert str(locus.pos1) in found.words


@BOTH
def test_a_reference_with_holes_says_what_is_missing(gene: Genome) -> None:
    def holes(contig: str, start0: int, end0: int) -> str:
        del contig
        return "R" * (end0 - start0)

    def nothing(*_: object) -> str:
        return ""

    for bases in (holes, nothing):
        found = call(edited(gene, "4G>T"), gene.transcript, bases=bases, codons={})
        assert isinstance(found, Unavailable)
        assert (found.reason, found.coding, found.exon) == ("consequence_unavailable", "c.4G>T", 1)
        assert "FASTA does not hold" in found.words
        found = call(edited(gene, "4G>T"), gene.transcript, bases=bases, codons=gene.codons([2]))
        assert isinstance(found, Call)
        assert found.method == "codon facts"
        found = call(edited(gene, "19+1G>A"), gene.transcript, bases=bases, codons={})
        assert isinstance(found, Call)
        assert found.method == "coordinates"


def test_a_stop_inside_the_protein_is_selenocysteine() -> None:
    one = genome("ttACATGGCATGAAAATAACCCtt")
    longer = replace(one.transcript, cds_end0=one.transcript.cds_end0 + 6, protein_length=4)
    whole = replace(one, transcript=longer)
    found = call(Locus("7", 12, "G", "C"), longer, bases=whole.bases, codons={})
    assert isinstance(found, Call)
    assert found.protein is not None
    assert (found.coding, format_short(found.protein)) == ("c.8G>C", "U3S")


def test_another_start_codon_than_atg() -> None:
    one = genome("ttACCCTGGCAAAATAACCCtt", "CTGGCA")

    def written(reference: str, alternate: str) -> str:
        found = call(Locus("7", 6, reference, alternate), one.transcript, bases=one.bases, codons={})
        assert isinstance(found, Call)
        assert found.protein is not None
        return f"{found.coding} {format_short(found.protein)} {found.consequence}"

    assert written("C", "G") == "c.1C>G M1? start_lost"
    assert written("C", "A") == "c.1C>A M1= synonymous_variant"
    assert written("CTGGCA", "CTGTCA") == "c.4G>T A2S missense_variant"


def test_a_codon_that_an_intron_splits() -> None:
    one = genome("ttACATGGCAAAgtaaacagATTTTAACCCtt")
    for gene in (one, mirrored(one)):
        for edit, protein in (("8A>G", "K3R"), ("9A>T", "K3N")):
            found = call(edited_simple(gene, edit), gene.transcript, bases=None, codons=gene.codons([3]))
            assert isinstance(found, Call)
            assert found.protein is not None
            assert (format_short(found.protein), found.method) == (protein, "codon facts")


def edited_simple(gene: Genome, text: str) -> Locus:
    return gene.locus(gene.at(int(text[:-3])), 1, text[-1])


def test_a_start_codon_is_kept_where_the_change_can_lie_before_it() -> None:
    one = genome("ttACAATGGCAAAATAACCCtt")
    for gene in (one, mirrored(one)):
        for edit, coding in ((gene.locus(gene.at(1), 1, ""), "c.1del"), (gene.locus(gene.at(1), 0, "A"), "c.1dup")):
            found = call(edit, gene.transcript, bases=gene.bases, codons={})
            assert isinstance(found, Call)
            assert (found.coding, found.consequence) == (coding, "start_retained_variant")


def test_a_transcript_without_a_tail() -> None:
    one = genome("ttACATGGCAGTGTAAtt")
    for gene in (one, mirrored(one)):
        found = call(gene.locus(gene.at(9), 1, ""), gene.transcript, bases=gene.bases, codons={})
        assert isinstance(found, Call)
        assert (found.coding, found.consequence, found.ambiguous) == ("c.9del", "frameshift_variant", True)
        stop = call(gene.locus(gene.at(11), 1, ""), gene.transcript, bases=gene.bases, codons={})
        assert isinstance(stop, Unavailable)
        assert (stop.reason, stop.coding) == ("consequence_unavailable", "c.12del")


def test_a_deletion_that_reaches_over_the_end_of_the_gene() -> None:
    one = genome("ca" * 1200 + "ACCATGGCAAAATAACCC" + "ca" * 400)
    for gene in (one, mirrored(one)):
        for first, length, term in ((100, 2301, "5_prime_UTR_variant"), (100, 2304, "start_lost"),
                                    (2416, 701, "3_prime_UTR_variant"), (2411, 706, "stop_lost")):  # fmt: skip
            found = call(gene.locus(first, length, ""), gene.transcript, bases=gene.bases, codons={})
            assert isinstance(found, Call)
            assert (found.consequence, found.exon, found.protein, found.lost) == (term, 1, None, None)
