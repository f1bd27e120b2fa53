"""Genomic changes: the accessions of both builds, the alleles that they stand for, and the place of each fault."""

from __future__ import annotations

import pytest

from oncotier.domain.observation import Locus
from oncotier.errors import NotationError
from oncotier.genome.allele import Edit, read_edit
from oncotier.notation import genomic
from oncotier.notation.accession import CHROMOSOMES, accession_of, chromosome_of
from oncotier.notation.genomic import GenomicKind


def test_every_chromosome_has_one_accession_a_build() -> None:
    assert len(CHROMOSOMES) == 25
    for number, chromosome in enumerate(CHROMOSOMES[:24], start=1):
        old, new = accession_of(chromosome, "GRCh37"), accession_of(chromosome, "GRCh38")
        assert old.startswith(f"NC_{number:06d}.")
        assert int(new.partition(".")[2]) == int(old.partition(".")[2]) + 1  # a new assembly, the next version
        assert chromosome_of(old) == (chromosome, "GRCh37")
        assert chromosome_of(new.lower()) == (chromosome, "GRCh38")
        assert chromosome_of(old.partition(".")[0]) == (chromosome, "")


@pytest.mark.parametrize(
    ("accession", "known"),
    [
        ("NC_000007.13", ("7", "GRCh37")), ("NC_000007.14", ("7", "GRCh38")), ("NC_000001.10", ("1", "GRCh37")),
        ("NC_000002.12", ("2", "GRCh38")), ("NC_000005.9", ("5", "GRCh37")), ("NC_000017.11", ("17", "GRCh38")),
        ("NC_000023.10", ("X", "GRCh37")), ("NC_000024.10", ("Y", "GRCh38")), ("NC_012920.1", ("MT", "")),
        ("NC_000007.12", None), ("NC_000025.1", None), ("NC_000000.1", None), ("NC_012920.2", None),
        ("NM_005228.5", None), ("NC_", None), ("", None),
    ],
)  # fmt: skip
def test_accessions(accession: str, known: tuple[str, str] | None) -> None:
    assert chromosome_of(accession) == known


def test_the_mitochondrion_says_no_build() -> None:
    assert accession_of("MT", "GRCh37") == accession_of("7", "") == accession_of("Z", "GRCh38") == ""


@pytest.mark.parametrize(
    ("text", "alleles", "edit"),
    [
        ("7:55259515T>G", (55259515, "T", "G"), Edit(55259514, 55259515, "G", 55259514, "T")),
        ("7:55242465_55242467delGGA", (55242465, "GGA", "-"), Edit(55242464, 55242467, "", 55242464, "GGA")),
        ("7:55249010_55249011insACG", (55249010, "-", "ACG"), Edit(55249010, 55249010, "ACG", 55249010, "")),
        ("7:55249010:ACC:ACCACC", (55249012, "-", "ACC"), Edit(55249012, 55249012, "ACC", 55249012, "")),
        ("7:140453135 CA>TT", (140453135, "CA", "TT"), Edit(140453134, 140453136, "TT", 140453134, "CA")),
    ],
)
def test_alleles_are_what_the_genome_layer_reads(text: str, alleles: tuple[int, str, str], edit: Edit) -> None:
    change = genomic.parse(text)
    assert change.alleles == alleles
    assert not change.needs_bases
    assert read_edit(Locus(change.contig, *alleles)) == edit


@pytest.mark.parametrize("text", ["7:g.55242465_55242479del", "7:g.5dup", "7:g.5_9delinsT", "7:g.5_9inv"])
def test_without_the_reference_bases_there_are_no_alleles(text: str) -> None:
    change = genomic.parse(text)
    assert change.alleles is None
    assert change.needs_bases


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("7-55242464-AGGAATTAAGAGAAGC-A", "7:g.55242465_55242479delGGAATTAAGAGAAGC"),
        ("7:55249010:A:AA", "7:g.55249010dupA"),
        ("7:55249010:AC:ACAC", "7:g.55249010_55249011dupAC"),
        ("7:55249010:A:AACG", "7:g.55249010_55249011insACG"),
        ("7:140453135:CA:CT", "7:140453136:A:T"),
        ("7:g.140453135_140453136delCAinsCT", "7:g.140453136A>T"),
        ("7:g.5_7delTTGinsTT", "7:g.7delG"),
        ("NC_000007.14:55191821:T:G", "GRCh38 chr7:55191822 T>G"),
    ],
)
def test_equivalent_spellings_meet(one: str, other: str) -> None:
    assert genomic.parse(one) == genomic.parse(other)


def test_spdi_counts_from_zero_and_nothing_else_does() -> None:
    assert genomic.parse("NC_000007.14:55191821:T:G").start1 == 55191822
    assert genomic.parse("NC_000007.14:g.55191822T>G").start1 == 55191822
    assert genomic.parse("7:55191822:T:G").start1 == 55191822


@pytest.mark.parametrize(
    ("text", "words", "fault"),
    [
        ("chr25:100T>G", "no such chromosome", "chr25"),
        ("  chr25:100T>G", "no such chromosome", "chr25"),
        ("NC_000007.12:g.100T>G", "not the accession", "NC_000007.12"),
        ("chr7:g.55191822T>Q", "not an edit", "55191822T>Q"),
        ("hg19 chr7:g.9_5del", "ends before it begins", "9_5del"),
        ("g.55191822T>G", "without its chromosome", "g.55191822T>G"),
        ("EGFR L858R", "not a genomic change", "EGFR L858R"),
        ("7:1:-:-", "two empty alleles", "1:-:-"),
        ("7,5,9,AC,T", "does not fit the range", "5,9,AC,T"),
        ("", "not a genomic change", ""),
    ],
)
def test_fault_has_its_place_and_its_words(text: str, words: str, fault: str) -> None:
    with pytest.raises(NotationError, match=words) as caught:
        genomic.parse(text)
    assert text[caught.value.start0 : caught.value.end0] == fault
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("7:55259515T>G", True), ("chr7:g.1T>G", True), ("7-55191822-T-G", True), ("NC_000007.13:g.1T>G", True),
        ("g.55191822T>G", True), ("7 55191822 T G", True), ("7,55259515,55259515,T,G", True), ("GL000192.1:5T>G", True),
        ("1p/19q codeletion", False), ("17p deletion", False), ("1-124C>T", False), ("EGFR L858R", False),
        ("NM_005228.5:c.2573T>G", False), ("3+", False), ("X1010_splice", False), ("2488_2490delGAG", False),
        ("chromosome 17p deletion", False), ("", False),
    ],
)  # fmt: skip
def test_what_looks_like_a_change(text: str, like: bool) -> None:
    assert genomic.is_genomic_like(text) is like


def test_another_notation_is_none_and_a_faulty_one_is_refused() -> None:
    assert genomic.parse_or_none("EGFR L858R") is None
    assert genomic.parse_or_none(" 7:55259515T>G ") == genomic.parse("7:55259515T>G")
    with pytest.raises(NotationError):
        genomic.parse_or_none("7:55259515T>Q")


def test_kinds_are_written_as_hgvs_writes_them() -> None:
    assert [kind.value for kind in GenomicKind] == [">", "del", "dup", "ins", "delins", "inv"]
