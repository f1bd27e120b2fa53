"""bcftools csq (the copy inside pysam) on random genes: the same class, and the same residue for substitutions."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncotier.domain.observation import Locus
from oncotier.domain.protein import Substitution
from oncotier.genome.consequence import Call, call
from tests.genome.synthetic import Genome, mirrored, random_genome

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
    "5_prime_utr": {"5_prime_UTR_variant"},
    "3_prime_utr": {"3_prime_UTR_variant"},
    "intron": {"intron_variant", "splice_region_variant"},
}


def gff(one: Genome) -> str:
    """Write the gene as Ensembl does."""
    transcript = one.transcript
    sign = "+" if transcript.strand > 0 else "-"
    exons = sorted(transcript.exons)

    def row(kind: str, start0: int, end0: int, phase: str, rest: str) -> str:
        return "\t".join(["7", "x", kind, str(start0 + 1), str(end0), ".", sign, phase, rest])

    first, last = exons[0][0], exons[-1][1]
    lines = ["##gff-version 3"]
    lines.append(row("gene", first, last, ".", "ID=gene:G;Name=GENE;biotype=protein_coding"))
    lines.append(row("mRNA", first, last, ".", "ID=transcript:T;Parent=gene:G;biotype=protein_coding"))
    lines += [row("exon", start0, end0, ".", "Parent=transcript:T") for start0, end0 in exons]
    done = 0
    for start0, end0 in transcript.exons:
        low, high = max(start0, transcript.cds_start0), min(end0, transcript.cds_end0)
        if low < high:
            lines.append(row("CDS", low, high, str(-done % 3), "ID=CDS:P;Parent=transcript:T"))
            done += high - low
    before, behind = ("five", "three") if transcript.strand > 0 else ("three", "five")
    for start0, end0 in exons:
        if start0 < transcript.cds_start0:
            lines.append(
                row(f"{before}_prime_UTR", start0, min(end0, transcript.cds_start0), ".", "Parent=transcript:T")
            )
        if end0 > transcript.cds_end0:
            lines.append(row(f"{behind}_prime_UTR", max(start0, transcript.cds_end0), end0, ".", "Parent=transcript:T"))
    return "\n".join(lines) + "\n"


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


def opinions(one: Genome, loci: list[Locus], folder: Path) -> list[str]:
    """Ask bcftools for each change by itself."""
    (folder / "x.fa").write_text(f">7\n{one.contig}\n", encoding="ascii")
    (folder / "x.gff").write_text(gff(one), encoding="ascii")
    contig = f"##contig=<ID=7,length={len(one.contig)}>"
    head = f"##fileformat=VCFv4.2\n{contig}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    rows = [
        f"7\t{locus.pos1}\t{number}\t{locus.reference}\t{locus.alternate}\t.\t.\t." for number, locus in enumerate(loci)
    ]
    (folder / "x.vcf").write_text(head + "\n".join(rows) + "\n", encoding="ascii")
    text = bcftools.csq("-l", "-f", str(folder / "x.fa"), "-g", str(folder / "x.gff"), str(folder / "x.vcf"))
    said = [""] * len(loci)
    for line in text.splitlines():
        if not line.startswith("#"):
            cells = line.split("\t")
            info = dict(part.partition("=")[::2] for part in cells[7].split(";"))
            said[int(cells[2])] = info.get("BCSQ", "")
    return said


def is_at_a_border(one: Genome, locus: Locus) -> bool:
    """Tell whether a deletion or insertion lies at an end of an exon or of the coding sequence.

    There bcftools names it by its literal place, while an equal place inside the exon leaves the splice site whole.
    """
    edges = [edge for exon in one.transcript.exons for edge in exon]
    edges += [one.transcript.cds_start0, one.transcript.cds_end0]
    is_substitution = len(locus.reference) == len(locus.alternate)
    return not is_substitution and any(abs(locus.pos1 - edge) <= REACH for edge in edges)


@pytest.mark.parametrize("strand", [1, -1])
@pytest.mark.parametrize("seed", range(6))
def test_bcftools_says_the_same(tmp_path: Path, seed: int, strand: int) -> None:
    one = random_genome(seed) if strand > 0 else mirrored(random_genome(seed))
    loci = edits(one)
    compared = 0
    for locus, opinion in zip(loci, opinions(one, loci, tmp_path), strict=True):
        found = call(locus, one.transcript, bases=one.bases, codons={})
        if not isinstance(found, Call) or not opinion or is_at_a_border(one, locus):
            continue
        terms = {term.lstrip("*") for term in opinion.split(",")[0].split("|")[0].split("&")}
        wanted = set().union(*(SAME.get(term, set()) for term in terms))
        if not wanted:
            continue
        compared += 1
        assert found.consequence in wanted, (locus, opinion, found)
        if terms <= {"missense"} and isinstance(found.protein, Substitution):
            change = opinion.split(",")[0].split("|")[5]
            at = found.protein.at
            assert change == f"{at.position}{at.amino_acid}>{at.position}{found.protein.alternate}"
    assert compared > len(loci) / 2
