"""Fusion calls of one table, judged together: which build they are on, whether names fit places, what is kept.

The names of the caller are never replaced. A break that does not lie in its gene, a target domain that is not in the
product, and a reciprocal call are said; several calls of one pair are one event, of which the best one counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Notice, RearrangementObservation, Source
from oncotier.domain.value import Value, replace
from oncotier.genome.assembly import BUILDS, contig_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.gene_junction import KINASE_LOST
from oncotier.readers.junction import Junction, Side, domain_kept, in_one_gene, joint_of
from oncotier.readers.tabular import spans_on

if TYPE_CHECKING:
    from oncotier.domain.alteration import Joint
    from oncotier.genome.scope import GeneSpan
    from oncotier.genome.transcript import Transcript
    from oncotier.notation.gene import GeneNames
    from oncotier.readers.reader import Context
    from oncotier.readers.tabular import TableBody

__all__ = ["MARGIN", "Breakpoint", "FusionCall", "breakpoint_of", "gene_of", "judge_calls", "other_target_at"]

_PLACE = lazy_pattern(r"(?P<contig>[^:]+):(?P<pos>[0-9]{1,10})(?::?(?P<strand>[+-]))?")
MARGIN = 10_000
"""Bases beside a gene in which a break may still be named after it."""
_NO_GENE = frozenset({".", "-", "NA", "N/A", "NONE", "UNKNOWN", "INTERGENIC"})
_NAMED = lazy_pattern(r"\^|\(")


class Breakpoint(Value, frozen=True):
    """Where a partner is broken: contig without prefix, 1-based; `keeps_left` None where the file does not tell."""

    contig: str
    pos1: int
    keeps_left: bool | None = None


class FusionCall(Value, frozen=True):
    """One call; `gene1` is the 5' partner where `oriented`. `in_frame` is `yes`, `no` or empty."""

    source: Source
    gene1: str
    gene2: str
    place1: Breakpoint | None = None
    place2: Breakpoint | None = None
    oriented: bool = False
    in_frame: str = ""
    filter: str = ""
    flags: tuple[str, ...] = ()
    kind: str = "fusion"
    description: str = ""


def breakpoint_of(text: str) -> Breakpoint | None:
    """Read `chr2:42522694`, `2:42522694:+`; None for anything else."""
    found = _PLACE.fullmatch(text.strip())
    return Breakpoint(contig_name(found["contig"]), int(found["pos"])) if found else None


def gene_of(text: str, names: GeneNames) -> str:
    """Return the symbol of `EML4^ENSG00000143924`, or of `ALK(1200),CLIP4(300)`: genes beside a place between them.

    Of symbols that are joined (`ALK;CLTC`) it is the only one of ours.
    """
    symbol = names.one_of_joined(_NAMED.split(text.strip(), maxsplit=1)[0].strip())
    return "" if symbol.upper() in _NO_GENE else symbol


def judge_calls(body: TableBody, calls: list[FusionCall]) -> None:
    """Add the observations of all calls to a body; the build is the user's, else the one that the places fit."""
    if not body.build:
        body.build, body.build_evidence = _voted_build(calls, body.context)
    if not body.build and any(call.place1 or call.place2 for call in calls):
        words = "genome build not stated: fusions are taken by their names, their breaks are not checked; give --build"
        body.notice("build_unknown", "warning", words, of_row=False)
    found = [(call, _judged(body, call)) for call in calls]
    best: dict[tuple[str, ...], tuple[str, ...]] = {}
    for call, one in found:
        key = _pair(call)
        if not one.filter and (key not in best or _objections(one.flags) < _objections(best[key])):
            best[key] = one.flags
    for call, one in found:
        flags = one.flags if one.filter else best[_pair(call)]
        in_frame = "yes" if "in_frame" in flags else "no" if "out_of_frame" in flags else ""
        body.observations.append(replace(one, flags=flags, in_frame=in_frame))
        _say(body, one, flags)


def _pair(call: FusionCall) -> tuple[str, ...]:
    return (call.gene1, call.gene2) if call.oriented else tuple(sorted((call.gene1, call.gene2)))


_GRAVE = (KINASE_LOST, "out_of_frame", "equivocal", "breakpoint_elsewhere")


def _objections(flags: tuple[str, ...]) -> tuple[bool, ...]:
    return tuple(flag in flags for flag in _GRAVE)


def _judged(body: TableBody, call: FusionCall) -> RearrangementObservation:
    frame = {"yes": ("in_frame",), "no": ("out_of_frame",)}.get(call.in_frame, ())
    one = RearrangementObservation(
        call.source,
        call.gene1,
        call.gene2,
        call.kind,
        oriented=call.oriented,
        description=call.description,
        filter=call.filter,
        flags=(*call.flags, *frame),
    )
    genes = (_symbol(call.gene1, body.context), _symbol(call.gene2, body.context))
    if genes[0] and genes[0] == genes[1]:
        return _intragenic(body, call, genes[0], one)
    if not (call.gene1 and call.gene2):
        # A gene that acts by its loss is broken by such a joint: there is no fusion to speak of.
        alone, names = genes[0] or genes[1], body.context.names
        is_joined = alone in names.three_prime | names.five_prime | names.oncogenes
        call_word = one.call if is_joined or one.call != "fusion" else "rearrangement"
        one = replace(one, call=call_word, flags=(*one.flags, "partner_unknown", "equivocal"))
    misfits = _misfits(body, call, genes)
    if misfits:
        return replace(one, flags=(*one.flags, "breakpoint_elsewhere", "equivocal"))
    one = replace(one, joint=_joint(body, call, genes))
    lost = _domain_lost(body, call, genes)
    return replace(one, flags=(*one.flags, KINASE_LOST)) if lost else one


def _joint(body: TableBody, call: FusionCall, genes: tuple[str, str]) -> Joint | None:
    """Return the codons at which two genes are joined, where the order of the partners and their breaks are known."""
    if not call.oriented:
        return None
    placed: list[tuple[Side, Transcript] | None] = []
    for gene, place, is_head in ((genes[0], call.place1, True), (genes[1], call.place2, False)):
        transcript = _transcript(body, gene)
        if transcript is None or place is None or place.contig != transcript.contig:
            placed.append(None)
        else:
            placed.append((_side(place, transcript, is_head=is_head), transcript))
    return joint_of(placed[0], placed[1])


def _symbol(gene: str, context: Context) -> str:
    name = context.names.resolve(gene)
    return name.symbol if name is not None and name.known else ""


def _misfits(body: TableBody, call: FusionCall, genes: tuple[str, str]) -> list[str]:
    """Return the partners whose break lies elsewhere, and say so."""
    spans = body.spans()
    found = []
    sides = zip(genes, (call.gene1, call.gene2), (call.place1, call.place2), strict=True)
    for gene, written, place in sides:
        span = spans.get(gene)
        where = f"{call.source.input}:{call.source.record1}"
        other = "" if gene or not written else other_target_at(body, place)
        if span is not None and place is not None and not _lies_in(place, span):
            found.append(gene)
            words = (
                f"{gene} does not lie at {place.contig}:{place.pos1} on {body.build}: the name or the place is wrong"
            )
            body.notices.append(Notice("breakpoint_elsewhere", "warning", where, words))
        elif other and place is not None and other not in genes:
            found.append(written)
            words = f"the partner is called {written}, but {place.contig}:{place.pos1} lies in {other}"
            body.notices.append(Notice("breakpoint_elsewhere", "warning", where, f"{words}: one of them is wrong"))
    return found


def _lies_in(place: Breakpoint, span: GeneSpan) -> bool:
    return place.contig == span.contig and span.start0 - MARGIN < place.pos1 <= span.end0 + MARGIN


def _domain_lost(body: TableBody, call: FusionCall, genes: tuple[str, str]) -> bool:
    """Tell whether the partner that carries the target does not bring its domain, by its side or by its break."""
    names = body.context.names
    if not call.oriented:
        return False
    sides = ((genes[0], call.place1, names.five_prime), (genes[1], call.place2, names.three_prime))
    carriers = [(gene, place) for gene, place, on_side in sides if gene in on_side]
    if not carriers:
        return bool(set(genes) & (names.five_prime | names.three_prime))
    kept = [_keeps_domain(body, gene, place, is_head=gene == genes[0]) for gene, place in carriers]
    return all(one is False for one in kept)


def _keeps_domain(body: TableBody, gene: str, place: Breakpoint | None, *, is_head: bool) -> bool | None:
    transcript = _transcript(body, gene)
    if transcript is None or place is None:
        return None
    return domain_kept(_side(place, transcript, is_head=is_head), transcript, body.context)


def _side(place: Breakpoint, transcript: Transcript, *, is_head: bool) -> Side:
    """Return the side of a partner: its 5' part lies left of the break on the plus strand, right on the minus."""
    return Side(place.contig, place.pos1, keeps_left=is_head == (transcript.strand > 0))


def _transcript(body: TableBody, gene: str) -> Transcript | None:
    stored = body.context.transcripts(gene, body.build) if body.build and gene else ()
    return stored[0] if stored else None


def _intragenic(
    body: TableBody, call: FusionCall, gene: str, one: RearrangementObservation
) -> RearrangementObservation:
    """Turn a call whose partners are one gene into what happens to its exons, where the places tell."""
    alone = replace(one, gene1=gene, gene2="", call="rearrangement", oriented=False)
    transcript = _transcript(body, gene)
    junction = _junction_within(call, transcript) if transcript is not None else None
    effect = in_one_gene(junction, transcript, body.context) if junction is not None and transcript else None
    if effect is not None:
        return replace(alone, call=effect.call, description=effect.words, flags=(*alone.flags, *effect.flags))
    if call.kind not in _SHAPES or call.description:
        return alone
    return replace(alone, description=f"intragenic {call.kind}")


_SHAPES = ("deletion", "duplication", "inversion")


def _junction_within(call: FusionCall, transcript: Transcript) -> Junction | None:
    """Return the junction of two places in one gene: by the kind or the order that is stated, or by exon edges."""
    one, other = call.place1, call.place2
    if one is None or other is None or call.description:
        return None
    low, high = sorted((one, other), key=lambda place: place.pos1)
    if call.kind in _SHAPES:
        keeps = {"deletion": (True, False), "duplication": (False, True), "inversion": (True, True)}[call.kind]
        return Junction(Side(low.contig, low.pos1, keeps[0]), Side(high.contig, high.pos1, keeps[1]))
    edges = (_edge(one, transcript), _edge(other, transcript))
    if not call.oriented and edges not in {("donor", "acceptor"), ("acceptor", "donor")}:
        return None
    head, tail = (one, other) if call.oriented or edges[0] == "donor" else (other, one)
    return Junction.of(_side(head, transcript, is_head=True), _side(tail, transcript, is_head=False))


def _edge(place: Breakpoint, transcript: Transcript) -> str:
    """Tell at which edge of an exon a break lies, one base off allowed: `donor` is the 3' edge, `acceptor` the 5'."""
    at_start = any(abs(place.pos1 - start0 - 1) <= 1 for start0, _ in transcript.exons)
    at_end = any(abs(place.pos1 - end0) <= 1 for _, end0 in transcript.exons)
    if at_start == at_end:
        return ""
    return "donor" if at_end == (transcript.strand > 0) else "acceptor"


def other_target_at(body: TableBody, place: Breakpoint | None) -> str:
    """Return the fusion target in which a place lies, empty where there is none or the build is not known."""
    targets = body.context.names.three_prime | body.context.names.five_prime
    spans = body.spans()
    inside = (gene for gene in sorted(targets) if place and gene in spans and _lies_in(place, spans[gene]))
    return next(inside, "")


def _say(body: TableBody, one: RearrangementObservation, flags: tuple[str, ...]) -> None:
    pair = "::".join(gene for gene in (one.gene1, one.gene2) if gene)
    said = {
        KINASE_LOST: f"{pair}: the product does not carry the domain that the drugs aim at, or is the reciprocal one",
        "partner_unknown": f"{pair}: one partner is not named: confirm the fusion",
        "low_confidence": f"{pair}: the caller's confidence is low: confirm the fusion",
        "no_rna_support": f"{pair}: not confirmed in RNA",
    }
    where = f"{one.source.input}:{one.source.record1}"
    is_ours = any(_symbol(gene, body.context) for gene in (one.gene1, one.gene2))
    if is_ours and not one.filter:
        body.notices.extend(Notice(flag, "warning", where, words) for flag, words in said.items() if flag in flags)


def _voted_build(calls: list[FusionCall], context: Context) -> tuple[str, str]:
    """Return the build on which more breaks lie in their genes and at edges of their exons; empty where both have some.

    A break that lies in its gene on the losing build only makes the vote void: the file is of two builds, or invented.
    """
    places = [
        (gene, place)
        for call in calls
        for text, place in ((call.gene1, call.place1), (call.gene2, call.place2))
        if place is not None and (gene := _symbol(text, context))
    ]
    inside = {build: _inside(places, context, build) for build in BUILDS}
    edges = {
        build: sum(_is_at_edge(place, context.transcripts(gene, build)) for gene, place in inside[build])
        for build in BUILDS
    }
    first, second = sorted(BUILDS, key=lambda build: -len(inside[build]) - edges[build])
    is_tie = len(inside[first]) + edges[first] == len(inside[second]) + edges[second]
    if is_tie or inside[second] - inside[first]:
        return "", ""
    words = f"{len(inside[first])} of {len(places)} breaks lie in their genes, {edges[first]} at edges of exons"
    return first, words


def _inside(places: list[tuple[str, Breakpoint]], context: Context, build: str) -> set[tuple[str, Breakpoint]]:
    spans = spans_on(context, build)
    return {(gene, place) for gene, place in places if gene in spans and _lies_in(place, spans[gene])}


def _is_at_edge(place: Breakpoint, stored: tuple[Transcript, ...]) -> bool:
    return any(place.pos1 in {start0 + 1, end0} for one in stored for start0, end0 in one.exons)
