"""bcftools csq (the copy inside pysam) on random and real genes: the same class, the same residue of substitutions."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from oncotier.domain.observation import Locus
from oncotier.domain.protein import Substitution
from oncotier.domain.value import replace
from oncotier.genome.assembly import BUILDS, contig_name
from oncotier.genome.consequence import Call, call
from oncotier.genome.transcript import Bases, Transcript
from oncotier.knowledge.base import KnowledgeBase
from oncotier.readers.reference import Reference
from tests.genome.shared import reference_folder
from tests.genome.synthetic import Genome, mirrored, random_genome
from tests.genome.test_real_genes import EDITS, GENES, drawn, located

bcftools = pytest.importorskip("pysam.bcftools")
REACH = 8
SAME = {
    "missense": {"missense_variant"},
    "synonymous": {"synonymous_variant"},
    "stop_gained": {"stop_gained"},
    "stop_lost": {"stop_lost"},
    "stop_retained": {"stop_retained_variant"},
    "start_lost": {"start_lost"},
    "frameshift": {"frameshift_variant", "stop_gained", "stop_lost"},
    "inframe_deletion": {"inframe_deletion", "stop_gained"},
    "inframe_insertion": {"inframe_insertion", "stop_gained"},
    "splice_acceptor": {"splice_acceptor_variant"},
    "splice_donor": {"splice_donor_variant"},
    "5_prime_utr": {"5_prime_UTR_variant", "splice_region_variant"},
    "3_prime_utr": {"3_prime_UTR_variant", "splice_region_variant"},
    "intron": {"intron_variant", "splice_region_variant"},
}


def gff(transcripts: list[Transcript]) -> str:
    """Write genes as Ensembl does, one transcript each."""
    return "##gff-version 3\n" + "".join(_gene(number, one) for number, one in enumerate(transcripts))


def _gene(number: int, transcript: Transcript) -> str:
    sign = "+" if transcript.strand > 0 else "-"
    exons = sorted(transcript.exons)
    parent = f"Parent=transcript:T{number}"

    def row(kind: str, start0: int, end0: int, phase: str, rest: str) -> str:
        return "\t".join([transcript.contig, "x", kind, str(start0 + 1), str(end0), ".", sign, phase, rest]) + "\n"

    first, last = exons[0][0], exons[-1][1]
    lines = [row("gene", first, last, ".", f"ID=gene:G{number};Name=GENE{number};biotype=protein_coding")]
    words = f"ID=transcript:T{number};Parent=gene:G{number};biotype=protein_coding"
    lines.append(row("mRNA", first, last, ".", words))
    lines += [row("exon", start0, end0, ".", parent) for start0, end0 in exons]
    done = 0
    for start0, end0 in transcript.exons:
        low, high = max(start0, transcript.cds_start0), min(end0, transcript.cds_end0)
        if low < high:
            lines.append(row("CDS", low, high, str(-done % 3), f"ID=CDS:P{number};{parent}"))
            done += high - low
    before, behind = ("five", "three") if transcript.strand > 0 else ("three", "five")
    for start0, end0 in exons:
        if start0 < transcript.cds_start0:
            lines.append(row(f"{before}_prime_UTR", start0, min(end0, transcript.cds_start0), ".", parent))
        if end0 > transcript.cds_end0:
            lines.append(row(f"{behind}_prime_UTR", max(start0, transcript.cds_end0), end0, ".", parent))
    return "".join(lines)


def edits(one: Genome) -> list[Locus]:
    """Return every substitution, and deletions and insertions of one to three bases, of the transcript."""
    found = []
    first, last = min(start for start, _ in one.transcript.exons), max(end for _, end in one.transcript.exons)
    for place in range(first + 3, last - 3):
        base = one.contig[place]
        found += [Locus("7", place + 1, base, other) for other in "ACGT" if other != base]
        found += [Locus("7", place + 1, one.contig[place : place + 1 + size], base) for size in (1, 3)]
        found += [Locus("7", place + 1, base, base + more) for more in ("A", "CAT")]
    return found


def opinions(
    fasta: Path, contigs: dict[str, int], transcripts: list[Transcript], loci: list[Locus], folder: Path
) -> list[str]:
    """Ask bcftools for each change by itself; `contigs` are lengths by name, in the order of the changes."""
    (folder / "x.gff").write_text(gff(transcripts), encoding="ascii")
    head = "".join(f"##contig=<ID={name},length={length}>\n" for name, length in contigs.items())
    columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    rows = [
        f"{locus.contig}\t{locus.pos1}\t{number}\t{locus.reference}\t{locus.alternate}\t.\t.\t.\n"
        for number, locus in enumerate(loci)
    ]
    (folder / "x.vcf").write_text(f"##fileformat=VCFv4.2\n{head}{columns}{''.join(rows)}", encoding="ascii")
    text = bcftools.csq("-l", "-f", str(fasta), "-g", str(folder / "x.gff"), str(folder / "x.vcf"))
    said = [""] * len(loci)
    for line in text.splitlines():
        if not line.startswith("#"):
            cells = line.split("\t")
            info = dict(part.partition("=")[::2] for part in cells[7].split(";"))
            said[int(cells[2])] = info.get("BCSQ", "")
    return said


def is_at_a_border(transcript: Transcript, locus: Locus) -> bool:
    """Tell whether a deletion or insertion lies at an end of an exon or of the coding sequence.

    There bcftools names it by its literal place, while an equal place inside the exon leaves the splice site whole.
    """
    edges = [edge for exon in transcript.exons for edge in exon]
    edges += [transcript.cds_start0, transcript.cds_end0]
    is_substitution = len(locus.reference) == len(locus.alternate)
    first, last = locus.pos1 - REACH, locus.pos1 + len(locus.reference) + REACH
    return not is_substitution and any(first <= edge <= last for edge in edges)


def substitutions(change: str) -> set[tuple[int, str, str]]:
    """Read `994LQ>994LP`: residue number, old and new residue of every difference."""
    old, new = change.split(">")
    first = int("".join(letter for letter in old if letter.isdecimal()))
    before, after = (one.lstrip("0123456789") for one in (old, new))
    return {(first + place, a, b) for place, (a, b) in enumerate(zip(before, after, strict=True)) if a != b}


def assert_agrees(opinion: str, locus: Locus, transcript: Transcript, bases: Bases) -> bool:
    """Compare one call with what bcftools says of it; false where the two cannot be compared."""
    found = call(locus, transcript, bases=bases, codons={})
    if not isinstance(found, Call) or not opinion or is_at_a_border(transcript, locus):
        return False
    terms_said, _, change = opinion.partition(",")[0].partition("|")
    terms = {term.lstrip("*") for term in terms_said.split("&")}
    wanted = set().union(*(SAME.get(term, set()) for term in terms))
    if not wanted:
        return False
    assert found.consequence in wanted, (locus, opinion, found)
    if terms <= {"missense"} and isinstance(found.protein, Substitution):
        at = found.protein.at
        expected = {(at.position, at.amino_acid, found.protein.alternate)}
        assert substitutions(change.split("|")[4]) == expected, (locus, opinion, found)
    return True


@pytest.mark.parametrize("strand", [1, -1])
@pytest.mark.parametrize("seed", range(6))
def test_bcftools_says_the_same(tmp_path: Path, seed: int, strand: int) -> None:
    one = random_genome(seed) if strand > 0 else mirrored(random_genome(seed))
    loci = edits(one)
    fasta = tmp_path / "x.fa"
    fasta.write_text(f">7\n{one.contig}\n", encoding="ascii")
    said = opinions(fasta, {"7": len(one.contig)}, [one.transcript], loci, tmp_path)
    compared = [
        assert_agrees(opinion, locus, one.transcript, one.bases) for locus, opinion in zip(loci, said, strict=True)
    ]
    assert sum(compared) > len(loci) / 2


@pytest.mark.shared
@pytest.mark.parametrize("build", BUILDS)
def test_bcftools_says_the_same_of_the_panel_genes(tmp_path: Path, kb: KnowledgeBase, build: str) -> None:
    """Random changes in and near the exons of real genes, by the panel FASTA of each build."""
    fasta = reference_folder() / f"{build}.panel.fa.gz"
    chance = random.Random(build)
    with Reference(fasta) as reference:
        lengths = dict(line.split("\t")[:2] for line in Path(f"{fasta}.fai").read_text("ascii").splitlines())
        names = {contig_name(name): name for name in lengths}
        drawn_loci: list[tuple[str, Locus, Transcript]] = []
        for gene in GENES:
            transcript = kb.transcripts(gene, build)[0]
            for _ in range(EDITS):
                edit = drawn(chance, transcript, reference)
                if edit is not None:
                    locus = located(transcript, edit, reference)
                    drawn_loci.append((names[locus.contig], locus, transcript))
        order = list(lengths)
        drawn_loci.sort(key=lambda one: (order.index(one[0]), one[1].pos1))
        transcripts = [
            replace(one, contig=names[one.contig]) for one in (kb.transcripts(gene, build)[0] for gene in GENES)
        ]
        loci = [replace(locus, contig=name) for name, locus, _ in drawn_loci]
        said = opinions(fasta, {name: int(length) for name, length in lengths.items()}, transcripts, loci, tmp_path)
        compared = [
            assert_agrees(opinion, locus, transcript, reference.bases)
            for opinion, (_, locus, transcript) in zip(said, drawn_loci, strict=True)
        ]
    assert sum(compared) > 500
