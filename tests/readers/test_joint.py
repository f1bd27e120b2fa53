"""Where a fusion joins its genes: the codons by the exons and the break, on both builds, as the literature counts them.

ALK is joined from exon 20, codon 1058 (Soda et al. 2007, PMID 17625570); ETV6 with NTRK3 after exon 5 of ETV6 and
before exon 15 of NTRK3 in secretory carcinoma.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import Fusion, Joint
from oncotier.domain.observation import RearrangementObservation
from oncotier.domain.settings import Settings
from oncotier.genome.assembly import BUILDS
from oncotier.interpret.assemble import interpret
from oncotier.readers.junction import FRAYED_CODONS, LEADING_CODONS, Side, domain_kept, joint_of
from tests.readers.builders import context, knowledge, read
from tests.readers.test_fusion_tables import EML4_ALK
from tests.readers.test_structural import behind, row, sv
from tests.readers.tiny_tables import STAR, table

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.genome.transcript import Transcript

KINASES = sorted(gene for gene, domain in knowledge().domain_windows if domain == "kinase")


def joints(path: Path, text: str) -> set[Joint | None]:
    reading = read(path, text)
    report = interpret([reading], knowledge(), Settings(tumor_type="LUAD"))
    assert any(isinstance(one, RearrangementObservation) for one in reading.observations)
    return {one.joint for one in report.alterations if isinstance(one.event, Fusion)}


def test_a_partner_outside_the_table_has_no_codon(tmp_path: Path) -> None:
    assert joints(tmp_path, table(STAR, [f"EML4--ALK 9 4 {EML4_ALK} INFRAME"])) == {Joint(None, 1058)}


def test_both_genes_of_a_breakend(tmp_path: Path) -> None:
    mate = row("chr12", behind("ETV6", 5), f"N]chr15:{behind('NTRK3', 14)}]", "SVTYPE=BND")
    etv6, ntrk3 = (knowledge().transcripts(gene, "GRCh38")[0].layout for gene in ("ETV6", "NTRK3"))
    last1 = -(-etv6.coding[5] // 3)
    first1 = ntrk3.coding[14] // 3 + 1
    assert Joint(last1, first1) in joints(tmp_path, sv([mate]))
    assert last1 == 337  # ETV6 c.1009, as in ETV6::NTRK3


def _breaks(transcript: Transcript) -> list[int]:
    """Return a 1-based place in every intron."""
    exons = sorted(transcript.exons)
    return [(left[1] + right[0]) // 2 + 1 for left, right in pairwise(exons)]


@pytest.mark.parametrize("gene", KINASES)
def test_the_domain_is_kept_where_its_codons_are_brought(gene: str) -> None:
    window = knowledge().domain_windows[gene, "kinase"]
    found = []
    for build in BUILDS:
        for transcript in knowledge().transcripts(gene, build)[:1]:
            forward = transcript.strand > 0
            places = _breaks(transcript) if forward else _breaks(transcript)[::-1]
            ends = []
            for pos1 in places:
                head = Side(transcript.contig, pos1, keeps_left=forward)
                tail = Side(transcript.contig, pos1, keeps_left=not forward)
                five, three = joint_of((head, transcript), None), joint_of(None, (tail, transcript))
                last1 = (five.five_prime_codon1 if five else None) or 0
                first1 = (three.three_prime_codon1 if three else None) or transcript.protein_length + 2
                assert 0 <= first1 - last1 <= 1 or last1 in {0, transcript.protein_length + 1}
                assert domain_kept(tail, transcript, context(build=build)) is (first1 <= window[0] + LEADING_CODONS)
                assert domain_kept(head, transcript, context(build=build)) is (last1 >= window[1] - FRAYED_CODONS)
                ends.append((last1, first1))
            assert ends == sorted(ends)
            found.append(ends)
    assert found[1:] == found[:1] or len(found) == 1
