"""Faults of structural rows of a VCF that lost an event, named one that is not there, or said a thing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import RearrangementObservation
from tests.readers.builders import codes, labels, read, tally, vcf_row
from tests.readers.test_structural import behind, options, row, sv, symbolic, transcript

if TYPE_CHECKING:
    from pathlib import Path

KINASE = behind("ALK", 19)
FAR = 42_297_000  # in EML4, which is not in the gene table
ANN = (
    "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation |"
    " Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank | HGVS.c"
    " | HGVS.p '\">"
)
CSQ = '##INFO=<ID=CSQ,Number=.,Type=String,Description="Ensembl VEP. Format: Allele|Consequence|SYMBOL|Feature">'


def mates(*, info: str = "", mate: str = "") -> list[str]:
    return [
        row("chr2", KINASE, f"N]chr2:{FAR}]", f"SVTYPE=BND;MATEID=b{info}"),
        row("chr2", FAR, f"N]chr2:{KINASE}]", f"SVTYPE=BND;MATEID=a{mate}"),
    ]


@pytest.mark.parametrize(
    ("info", "found"),
    [
        ("CT=3to3", {"ALK fusion"}),
        ("CT=5to5", {"ALK rearrangement"}),
        ("STRANDS=++:9,--:0", {"ALK fusion"}),
        ("STRANDS=++:0,--:9", {"ALK rearrangement"}),
        ("STRANDS=++:4,--:5", {"ALK fusion", "ALK rearrangement"}),
    ],
)
def test_one_side_of_an_inversion_was_read_as_both(tmp_path: Path, info: str, found: set[str]) -> None:
    text = sv([row("chr2", KINASE, "<INV>", f"SVTYPE=INV;END={FAR};{info}")])
    assert labels(read(tmp_path, text)) == found


def test_both_mates_gave_one_warning_twice(tmp_path: Path) -> None:
    notices = read(tmp_path, sv(mates())).notices
    assert [one.code for one in notices].count("partner_unknown") == 1


@pytest.mark.parametrize(
    ("term", "pair", "code", "state"),
    [
        ("gene_fusion&frameshift_variant", "EML4&ALK", "", "available"),
        ("gene_fusion", "ALK&EML4", "", "available"),
        ("bidirectional_gene_fusion", "ALK&EML4", "fusion_doubtful", "conditional"),
    ],
)
def test_the_partners_that_snpeff_names_were_not_read(
    tmp_path: Path, term: str, pair: str, code: str, state: str
) -> None:
    info = f";ANN=x|{term}|HIGH|{pair}|{pair}|gene_variant|x||||"
    reading = read(tmp_path, sv(mates(info=info), ANN))
    assert labels(reading) == {"EML4::ALK fusion"}
    assert options(reading, "LUAD")["Alectinib"] == state
    assert {"fusion_doubtful", "partner_unknown"} & codes(reading) == {code} - {""}


def test_the_partners_in_a_simple_annotation_were_not_read(tmp_path: Path) -> None:
    info = ";SIMPLE_ANN=BND|FUSION|ALK&EML4|ENST00000389048|KNOWN_FUSION|1"
    assert labels(read(tmp_path, sv(mates(info=info)))) == {"EML4::ALK fusion"}


def test_a_gene_beside_the_break_was_taken_for_the_partner(tmp_path: Path) -> None:
    entries = "bnd|downstream_gene_variant|COX7A2L|t1,bnd|intron_variant|EML4|t2"
    assert labels(read(tmp_path, sv(mates(mate=f";CSQ={entries}"), CSQ))) == {"EML4::ALK fusion"}


@pytest.mark.parametrize("kind", ["BND", "TRA"])
def test_the_sides_that_strands_join_were_not_read(tmp_path: Path, kind: str) -> None:
    place = behind("NTRK3", 14)
    info = f"SVTYPE={kind};CHR2=chr15;END2={place};STRANDS=++;END={behind('ETV6', 5)}"
    found = labels(read(tmp_path, sv([row("chr12", behind("ETV6", 5), f"<{kind}>", info)])))
    assert "ETV6::NTRK3 fusion" in found


def test_an_open_translocation_said_that_it_has_no_end(tmp_path: Path) -> None:
    info = f"SVTYPE=TRA;CHR2=chr15;END={behind('NTRK3', 14)}"
    (one,) = read(tmp_path, sv([row("chr12", behind("ETV6", 5), "<TRA>", info)])).unresolved
    assert one.words == "ETV6, NTRK3: <TRA> does not say which sides are joined (ALT, CT or STRANDS)"


@pytest.mark.parametrize(("kind", "label"), [("DEL", "CDKN2A loss"), ("DUP", "CDKN2A gain")])
@pytest.mark.parametrize("beyond", [-10, 900])
def test_a_whole_gene_was_lost_beside_its_own_edge(tmp_path: Path, kind: str, label: str, beyond: int) -> None:
    """Its span is wider than its exons: a side there is in the gene and yet beyond it."""
    edges = [edge for exon in transcript("CDKN2A").exons for edge in exon]
    info = f"SVTYPE={kind};END={max(edges) + beyond}"
    assert labels(read(tmp_path, sv([row("chr9", min(edges) - beyond, f"<{kind}>", info)]))) == {label}


def test_a_homozygous_deletion_by_the_genotype_is_to_be_confirmed(tmp_path: Path) -> None:
    edges = [edge for exon in transcript("PTEN").exons for edge in exon]
    one = row("chr10", min(edges) - 10, "<DEL>", f"SVTYPE=DEL;END={max(edges) + 9}", value="1/1:0,9", format="GT:PR")
    reading = read(tmp_path, sv([one]))
    assert labels(reading) == {"PTEN deletion"}
    assert "copies_unknown" in codes(reading)
    assert set(options(reading, "PRAD").values()) == {"conditional"}


def paired(format_: str, normal: str, tumor: str) -> str:
    low, high = sorted((behind("BRCA1", 4), behind("BRCA1", 8)))
    one = vcf_row("chr17", low, "N", "<DEL>", f"SVTYPE=DEL;END={high}", normal, tumor, format_=format_)
    return sv([one]).replace("\tTUMOR\n", "\tNORMAL\tTUMOR\n")


@pytest.mark.parametrize(
    ("format_", "normal", "tumor", "origin"),
    [
        ("PR:SR", "30,0:30,0", "30,20:30,20", "somatic"),
        ("PR:SR", "30,20:30,20", "30,20:30,20", "germline"),
        ("GT:VF:REF", ".:1:50", ".:30:20", "somatic"),
        ("GT:DR:DV", "./.:30:5", "0/1:30:20", "unknown"),
    ],
)
def test_the_reads_of_the_normal_did_not_tell_the_origin(
    tmp_path: Path, format_: str, normal: str, tumor: str, origin: str
) -> None:
    (one,) = read(tmp_path, paired(format_, normal, tumor)).observations
    assert isinstance(one, RearrangementObservation)
    assert one.origin.value == origin


@pytest.mark.parametrize("format_", ["PR", "GT:VF"])
def test_an_event_of_the_normal_alone_was_one_of_the_tumor(tmp_path: Path, format_: str) -> None:
    values = ("30,20", "30,0") if format_ == "PR" else (".:20", ".:0")
    assert tally(read(tmp_path, paired(format_, *values))).out_of_scope_by == {"absent_in_sample": 1}


def test_an_allele_of_an_unknown_kind_said_that_it_has_no_end(tmp_path: Path) -> None:
    (one,) = read(tmp_path, sv([symbolic("EGFR", "CPX", 1, 7)])).unresolved
    assert one.words == "EGFR: <CPX> is no kind of allele that is understood"


def test_a_kinase_kept_beside_a_gene_that_runs_the_other_way_was_said_to_be_lost(tmp_path: Path) -> None:
    reading = read(tmp_path, sv([row("chr2", KINASE, f"N[chr5:{behind('MSH3', 5)}[", "SVTYPE=BND")]))
    assert "MSH3::ALK fusion" in labels(reading)
    assert options(reading, "LUAD")["Alectinib"] == "conditional"
    assert "fusion_doubtful" in codes(reading)


@pytest.mark.parametrize("kind", ["DUP:INV", "DUP:DISPERSED"])
def test_a_copy_elsewhere_was_a_tandem_duplication(tmp_path: Path, kind: str) -> None:
    (one,) = read(tmp_path, sv([symbolic("EGFR", kind, 17, 25)])).unresolved
    assert one.words == f"EGFR: <{kind}> is no kind of allele that is understood"


@pytest.mark.parametrize(
    ("gene", "exon", "kind", "length", "info", "label"),
    [
        ("EGFR", 19, "DEL", 15, "", "EGFR exon 19 deletion"),
        ("EGFR", 19, "DEL", 15, ";IMPRECISE", "EGFR rearrangement"),
        ("EGFR", 19, "DEL", 16, "", "EGFR truncation"),
        ("KIT", 11, "DEL", 18, "", "KIT exon 11 deletion"),
        ("ERBB2", 20, "DUP", 12, "", "ERBB2 exon 20 insertion"),
        ("EGFR", 20, "INS", 9, "", "EGFR exon 20 insertion"),
        ("EGFR", 20, "INS", 10, "", "EGFR rearrangement"),
        ("EGFR", 20, "INS", 300, "", "EGFR rearrangement"),
        ("PTEN", 5, "DEL", 15, "", "PTEN rearrangement"),
        ("MET", 14, "DEL", 60, "", "MET rearrangement"),
    ],
)
def test_codons_of_an_exon_were_a_rearrangement(  # and a deletion inside exon 14 of MET skipped it
    tmp_path: Path, gene: str, exon: int, kind: str, length: int, info: str, label: str
) -> None:
    one = transcript(gene)
    start0 = one.exons[exon - 1][0] + 20
    end = start0 if kind == "INS" else start0 + length
    text = sv([row(f"chr{one.contig}", start0, f"<{kind}>", f"SVTYPE={kind};END={end};SVLEN={length}{info}")])
    reading = read(tmp_path, text)
    assert labels(reading) == {label}
    assert tally(reading).interpreted == 1
    assert {"available"}.isdisjoint(options(reading, "LUAD").values())
