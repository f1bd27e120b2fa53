"""What a junction does to the genes in scope, as observations: fusions, lost exons, duplications, broken genes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import (
    CopyNumberObservation,
    Notice,
    Observation,
    RearrangementObservation,
    StatementObservation,
)
from oncotier.domain.value import replace
from oncotier.genome.transcript import exons_lost
from oncotier.readers.junction import (
    CODONS,
    Effect,
    Junction,
    Side,
    domain_kept,
    frame_of,
    in_one_gene,
    interval_of,
    is_broken,
    joint_of,
    keeps_five_prime,
    shape_of,
)
from oncotier.readers.structural_names import Partner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oncotier.genome.transcript import Transcript
    from oncotier.readers.reader import Context

__all__ = ["KINASE_LOST", "GeneJunctions"]

KINASE_LOST = "target_domain_lost"
"""Flag of a fusion whose product does not carry the domain that the drugs aim at."""

_FEW_CODONS = 150  # bases; more is no event of one small variant
_OF_COPIES = {"deletion": "loss", "duplication": "gain"}

End = Observation | str


class GeneJunctions:
    """Judges junctions on one build; `names` gives the gene that an annotation names at a place."""

    def __init__(self, context: Context, build: str, names: Mapping[tuple[str, int], Partner]) -> None:
        self._context = context
        self._build = build
        self._scope = context.scope(build)
        self._names = names
        self._said: set[tuple[str, str]] = set()
        self.notices: list[Notice] = []

    def touched(self, contig: str, start0: int, end0: int) -> tuple[str, ...]:
        """Return the genes in scope that an interval touches."""
        return self._scope.genes_at(contig, start0, end0)

    def following(self, contig: str, pos1: int) -> str:
        """Return the first gene in scope that begins behind a place, empty where there is none."""
        return self._scope.behind(contig, pos1 - 1)

    def effects(
        self, junction: Junction, template: RearrangementObservation, *, is_homozygous: bool = False
    ) -> Iterator[End]:
        """Yield what one junction does; a reason where it does nothing to a gene in scope."""
        first, second = self._at(junction.first), self._at(junction.second)
        both = [gene for gene in first if gene in second]
        whole = self._whole(junction)
        found: list[End] = []
        for gene in both:
            if gene not in whole:
                found.extend(self._within(gene, junction, template))
        ones = [gene for gene in first if gene not in both] or [""]
        others = [gene for gene in second if gene not in both] or [""]
        if ones != [""] or others != [""]:
            for one in ones:
                for other in others:
                    found.extend(self._across(junction, one, other, template))
        told = {gene for end in found if isinstance(end, RearrangementObservation) for gene in (end.gene1, end.gene2)}
        found.extend(self._copies_of(whole - told, junction, template, is_homozygous=is_homozygous))
        kept = [end for end in found if not isinstance(end, str)]
        yield from kept or found or ["outside_genes_in_table"]

    def single(self, side: Side, template: RearrangementObservation) -> Iterator[End]:
        """Yield what a breakend without a mate does: the rest of the molecule is not known."""
        found = [end for gene in self._at(side) for end in self._open(gene, side, None, template)]
        yield from found or ["outside_genes_in_table"]

    def insertion(
        self, contig: str, pos1: int, template: RearrangementObservation, *, length: int | None = None
    ) -> Iterator[End]:
        """Yield what an insertion without a sequence does: in the juxtamembrane part of FLT3 it is an ITD."""
        genes = self._at(Side(contig, pos1, keeps_left=True))
        junction = Junction(Side(contig, pos1, keeps_left=False), Side(contig, pos1 + 1, keeps_left=True))
        for gene in genes:
            transcript = self._transcript(gene)
            effect = in_one_gene(junction, transcript, self._context) if transcript else None
            if effect is None:
                yield "no_exon_touched"
            elif effect.words == "ITD":
                yield _filled(template, gene, effect)
            elif transcript and (words := _codons_added(transcript, pos1, length)):
                yield self._of_effect(
                    gene, Effect(CODONS, words, ("inserted_sequence_unknown",)), length or 0, template
                )
            else:
                yield _filled(template, gene, Effect("rearrangement", "", ("inserted_sequence_unknown",)))
        if not genes:
            yield "outside_genes_in_table"

    def _at(self, side: Side) -> tuple[str, ...]:
        return self._scope.genes_at(side.contig, side.pos1 - 1, side.pos1)

    def _transcript(self, gene: str) -> Transcript | None:
        stored = self._context.transcripts(gene, self._build) if gene else ()
        return stored[0] if stored else None

    def _within(self, gene: str, junction: Junction, template: RearrangementObservation) -> Iterator[End]:
        transcript = self._transcript(gene)
        if transcript is None:
            yield _filled(template, gene, Effect("rearrangement"))
            return
        effect = in_one_gene(junction, transcript, self._context)
        start0, end0 = interval_of(junction)
        yield self._of_effect(gene, effect, end0 - start0, template) if effect is not None else "no_exon_touched"

    def _of_effect(self, gene: str, effect: Effect, length: int, template: RearrangementObservation) -> End:
        """Return an event within a gene; codons of an oncogene, whose bases nobody told, are to be confirmed."""
        if effect.call != CODONS:
            return _filled(template, gene, effect)
        is_told = length <= _FEW_CODONS and "imprecise" not in template.flags
        if not is_told or gene not in self._context.names.oncogenes:
            return _filled(template, gene, Effect("rearrangement", "", effect.flags))
        return StatementObservation(
            template.source, f"{gene} {effect.words}", template.origin,
            (*template.flags, "bases_unknown", "equivocal"), template.filter,
        )  # fmt: skip

    def _across(self, junction: Junction, one: str, other: str, template: RearrangementObservation) -> Iterator[End]:
        """Yield what a junction of two genes, or of one gene and a place outside the table, does."""
        sides = (junction.first, junction.second)
        transcripts = (self._transcript(one), self._transcript(other))
        if one and other and transcripts[0] is not None and transcripts[1] is not None:
            yield from self._pair((sides[0], transcripts[0]), (sides[1], transcripts[1]), junction, template)
            return
        for gene, side, far in ((one, sides[0], sides[1]), (other, sides[1], sides[0])):
            if gene:
                partner = self._names.get((far.contig, far.pos1))
                is_other = partner is not None and partner.gene != gene
                yield from self._open(gene, side, partner if is_other else None, template, junction)

    def _pair(
        self,
        one: tuple[Side, Transcript],
        other: tuple[Side, Transcript],
        junction: Junction,
        template: RearrangementObservation,
    ) -> Iterator[End]:
        """Yield the fusion of two genes read in one direction, and the genes that are broken by it."""
        heads = [keeps_five_prime(side, transcript.strand) for side, transcript in (one, other)]
        five, three = (one, other) if heads[0] else (other, one)
        in_sense = heads[0] != heads[1] and is_broken(*three) and _ends_inside(*five)
        targets = self._targets
        if in_sense:
            frame = frame_of(five[0], five[1], three[0], three[1])
            flags = self._product_flags(five, three)
            if frame is not None:
                flags = (*flags, "in_frame") if frame else (*flags, "frame_doubtful", "equivocal")
                if not frame:
                    words = f"{five[1].gene}::{three[1].gene}: the exons beside the break do not share a frame"
                    self._warn(template, "frame_doubtful", f"{words}: confirm the fusion in RNA")
            yield replace(
                template, gene1=five[1].gene, gene2=three[1].gene, call="fusion", oriented=True,
                in_frame="yes" if frame else "", flags=(*template.flags, *flags), joint=joint_of(five, three),
            )  # fmt: skip
        for (side, transcript), (_, far) in ((one, other), (other, one)):
            is_target = transcript.gene in targets
            if is_target and heads[0] == heads[1]:
                opposed = Partner(far.gene, is_opposed=True)
                yield from self._open(transcript.gene, side, opposed, template, junction)
            elif not is_target or not in_sense:
                yield from self._broken(transcript, side, junction, template, is_target=is_target)

    @property
    def _targets(self) -> frozenset[str]:
        return self._context.names.three_prime | self._context.names.five_prime

    def _product_flags(self, five: tuple[Side, Transcript], three: tuple[Side, Transcript]) -> tuple[str, ...]:
        """Return the flag of a fusion in which no partner brings the domain that makes it a target."""
        names = self._context.names
        roles = [(part, part[1].gene in at) for part, at in ((five, names.five_prime), (three, names.three_prime))]
        carriers = [domain_kept(*part, self._context) for part, is_on_side in roles if is_on_side]
        if carriers:
            return (KINASE_LOST,) if all(kept is False for kept in carriers) else ()
        return (KINASE_LOST,) if {five[1].gene, three[1].gene} & self._targets else ()

    def _open(
        self,
        gene: str,
        side: Side,
        partner: Partner | None,
        template: RearrangementObservation,
        junction: Junction | None = None,
    ) -> Iterator[End]:
        """Yield what the loss of contact with the rest of a gene does, where the other side is no gene of the table."""
        transcript = self._transcript(gene)
        if transcript is None:
            yield _filled(template, gene, Effect("rearrangement"))
            return
        names = self._context.names
        is_head = keeps_five_prime(side, transcript.strand)
        on_side = gene in (names.five_prime if is_head else names.three_prime)
        kept = domain_kept(side, transcript, self._context)
        inside = _ends_inside(side, transcript) if is_head else is_broken(side, transcript)
        if on_side and inside and kept is not False:
            other = partner.gene if partner else ""
            gene1, gene2 = (gene, other) if is_head else (other, gene)
            flags = self._doubt(gene, partner, template)
            yield replace(
                template, gene1=gene1, gene2=gene2, call="fusion", oriented=bool(partner),
                flags=(*template.flags, *flags),
                joint=joint_of((side, transcript), None) if is_head else joint_of(None, (side, transcript)),
            )  # fmt: skip
            return
        yield from self._broken(transcript, side, junction, template, is_target=gene in self._targets)

    def _doubt(self, gene: str, partner: Partner | None, template: RearrangementObservation) -> tuple[str, ...]:
        """Return the flags of a fusion whose partner has no stored place, and say what is open."""
        if partner is None:
            words = f"{gene}: the break keeps its target domain, but the other side lies in no known gene"
            self._warn(template, "partner_unknown", f"{words}: confirm the fusion in RNA")
            return ("partner_unknown", "equivocal")
        if partner.is_opposed:
            words = f"{gene}: the break keeps its target domain, but {partner.gene} runs the other way there"
            self._warn(template, "fusion_doubtful", f"{words}: confirm the fusion in RNA")
            return ("partner_opposed", "equivocal")
        return ()

    def _broken(
        self,
        transcript: Transcript,
        side: Side,
        junction: Junction | None,
        template: RearrangementObservation,
        *,
        is_target: bool,
    ) -> Iterator[End]:
        """Yield what a break does to a gene whose other part is gone or elsewhere."""
        if not is_broken(side, transcript):
            yield "outside_coding_sequence"
            return
        gene = transcript.gene
        if is_target or gene in self._context.names.oncogenes:
            yield _filled(template, gene, Effect("rearrangement", "", (KINASE_LOST,) if is_target else ()))
            return
        shape = shape_of(junction) if junction is not None else "translocation"
        if shape == "duplication":
            yield "one_copy_left_intact"  # the doubled stretch ends in the gene: one whole copy of it remains
            return
        lost = exons_lost(transcript, *interval_of(junction)) if junction and shape == "deletion" else None
        if lost is None:
            yield _filled(template, gene, Effect("truncation"))
            return
        words = f"exon {lost.first} loss" if lost.first == lost.last else f"exons {lost.first}-{lost.last} deletion"
        yield _filled(template, gene, Effect("deletion", words))

    def _whole(self, junction: Junction) -> set[str]:
        """Return the genes whose whole coding sequence a junction deletes or doubles."""
        if shape_of(junction) not in _OF_COPIES:
            return set()
        start0, end0 = interval_of(junction)
        contig = junction.first.contig
        beside = {*self._at(junction.first), *self._at(junction.second)}
        found = set()
        for gene in self._scope.genes_at(contig, start0, end0):
            transcript = self._transcript(gene)
            if transcript is None or transcript.contig != contig:
                is_whole = gene not in beside
            else:
                is_whole = start0 <= transcript.cds_start0 and transcript.cds_end0 <= end0
            if is_whole:
                found.add(gene)
        return found

    def _copies_of(
        self, genes: set[str], junction: Junction, template: RearrangementObservation, *, is_homozygous: bool
    ) -> Iterator[CopyNumberObservation]:
        """Yield genes lost or gained as a whole, in unknown copies; a homozygous genotype lets none be left."""
        flags = (*template.flags, "copies_unknown")
        for gene in sorted(genes):
            call = _OF_COPIES[shape_of(junction)]
            if call == "loss" and is_homozygous:
                call, flags = "homozygous_deletion", (*flags, "equivocal")
                words = f"{gene}: its deletion is homozygous by the genotype, which counts no copies: confirm it"
                self._warn(template, "copies_unknown", words)
            yield CopyNumberObservation(
                template.source, gene, call, origin=template.origin, filter=template.filter,
                flags=tuple(dict.fromkeys(flags)),
            )  # fmt: skip

    def _warn(self, template: RearrangementObservation, code: str, words: str) -> None:
        """Warn once of what several rows say, as both of a mate pair do."""
        if not template.filter and (code, words) not in self._said:
            self._said.add((code, words))
            where = f"{template.source.input}:{template.source.record1}"
            self.notices.append(Notice(code, "warning", where, words))


def _ends_inside(side: Side, transcript: Transcript) -> bool:
    """Tell whether the 5' part that a side keeps holds the first exon and not the whole gene."""
    layout = transcript.layout
    x = layout.along(side.pos1 - 1, side.pos1)[0]
    return layout.ends[0] - 1 <= x < layout.place_of(layout.cds_length - 1)


def _codons_added(transcript: Transcript, pos1: int, length: int | None) -> str:
    """Return an insertion of few whole codons into an exon in words, empty for any other."""
    layout = transcript.layout
    exon0 = layout.exon_of(layout.along(pos1 - 1, pos1)[0])
    is_in_frame = length is not None and 0 < length <= _FEW_CODONS and length % 3 == 0
    return f"exon {exon0 + 1} insertion" if exon0 is not None and is_in_frame else ""


def _filled(template: RearrangementObservation, gene: str, effect: Effect) -> RearrangementObservation:
    return replace(
        template, gene1=gene, call=effect.call, description=effect.words, flags=(*template.flags, *effect.flags)
    )
