"""What lies away from the parts of genes that matter has no effect, whatever change of bases it is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from oncotier.domain.value import replace
from oncotier.genome.assembly import BUILDS
from oncotier.knowledge.known_bases import known_bases
from oncotier.readers import vcf_body
from oncotier.readers.coding_parts import CodingParts, joined
from oncotier.readers.registry import read_input
from oncotier.readers.source import open_input
from tests.readers.builders import GRCH37, GRCH38, context, knowledge, read, report, tally, vcf, vcf_row

HEADERS = {"GRCh37": GRCH37, "GRCh38": GRCH38}
BASES = "ACGT"


def parts(build: str) -> CodingParts:
    return CodingParts(knowledge().scope(build), context(), build)


def word(chance: random.Random, size: int) -> str:
    return "".join(chance.choice(BASES) for _ in range(size))


def away(build: str, chance: random.Random, rows: int) -> list[str]:
    """Draw changes within genes that touch no part, half of them right beside one."""
    found = parts(build)
    scope = knowledge().scope(build)
    written: list[str] = []
    while len(written) < rows:
        contig = chance.choice(sorted(scope.by_contig))
        span = chance.choice(scope.by_contig[contig].spans)
        starts0, ends0 = found.on(contig)
        near = chance.choice([*(end0 + 1 for end0 in ends0), *(start0 for start0 in starts0)])
        pos1 = near if chance.random() < 0.5 else chance.randint(span.start0 + 1, span.end0)
        reference = word(chance, chance.choice([1, 1, 1, 2, 30]))
        alternate = word(chance, chance.choice([1, 1, 1, 3, 40]))
        cells = [contig.encode(), str(pos1).encode(), b".", reference.encode(), alternate.encode()]
        inside = scope.overlaps(contig, pos1 - 1, pos1 - 1 + len(reference))
        if reference != alternate and inside and found.leaves_out(contig, cells):
            written.append(vcf_row(contig, pos1, reference, alternate, ".", "0/1:70,30"))
    return written


@pytest.mark.parametrize("build", BUILDS)
def test_no_change_there_has_an_effect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build: str) -> None:
    """Law: read row by row, as where all introns count, each such row ends as one without effect."""
    monkeypatch.setattr(vcf_body, "_FEW", 0)
    path = tmp_path / "input"
    path.write_text(vcf(away(build, random.Random(7), 1500), header=HEADERS[build]), encoding="utf-8")
    everything = replace(context(), whole_genes=lambda _: None)
    whole = read_input(open_input(str(path)), everything)
    assert len(whole.observations) == 1500
    ends = tally(whole)
    assert (ends.out_of_scope, ends.unresolved, ends.interpreted) == (1500, 0, 0)
    assert set(ends.out_of_scope_by) == {"no_protein_effect"}
    quick = read_input(open_input(str(path)), context())
    assert quick.out_of_scope_by == {"no_protein_effect": 1500}
    assert report(quick).alterations == ()


def covers(found: CodingParts, contig: str, start0: int, end0: int) -> bool:
    starts0, ends0 = found.on(contig)
    return any(first0 <= start0 and end0 <= last0 for first0, last0 in zip(starts0, ends0, strict=True))


@pytest.mark.parametrize("build", BUILDS)
def test_exons_and_known_bases_are_within(build: str) -> None:
    found, kb = parts(build), knowledge()
    stored = [one for gene in sorted(kb.genes) for one in kb.transcripts(gene, build)]
    assert all(covers(found, one.contig, *exon) for one in stored for exon in one.exons)
    assert all(covers(found, contig, pos1 - 1, pos1) for contig, pos1 in known_bases(kb, build))


@pytest.mark.parametrize("gene", ["MET", "TERT"])
def test_genes_whose_introns_or_promoter_count_are_whole(gene: str) -> None:
    found = parts("GRCh38")
    spans = [one for index in knowledge().scope("GRCh38").by_contig.values() for one in index.spans if one.gene == gene]
    assert all(covers(found, span.contig, span.start0, span.end0) for span in spans)


@pytest.mark.parametrize(
    ("reference", "alternate", "silent"),
    [("A", "G", True), ("a", "g,T", True), ("A", "<DEL>", False), ("A", "G[7:5[", False), ("A", ".", False),
     ("A", "*", False), ("A", "", False), ("1", "G", False), ("A", "G T", False)],
)  # fmt: skip
def test_only_plain_changes_of_bases_are_left_out(
    tmp_path: Path, reference: str, alternate: str, *, silent: bool
) -> None:
    place = away("GRCh37", random.Random(3), 1)[0].split("\t")
    cells = [place[0].encode(), place[1].encode(), b".", reference.encode(), alternate.encode()]
    assert parts("GRCh37").leaves_out(place[0], cells) is silent
    row = vcf_row(place[0], place[1], reference, alternate, ".", "./.:70,30")
    assert tally(read(tmp_path, vcf([row], header=GRCH37))).read == 1


def test_intervals_are_joined() -> None:
    assert list(joined([(1, 3), (2, 9), (9, 10), (12, 13)])) == [(1, 10), (12, 13)]
    assert list(joined([(1, 3), (5, 6)], gap=2)) == [(1, 6)]
    assert list(joined([])) == []
