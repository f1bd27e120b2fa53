"""The words of the report for atoms, tiers, matches and states: one place, so that every format says the same."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Marker
from oncotier.domain.biomarker import AllOf, AnyOf, Atom, AtomKind, Not, Pattern
from oncotier.domain.evidence import Evidence, Status
from oncotier.domain.report import OptionState
from oncotier.domain.tumor import TumorMatch
from oncotier.notation.label import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

__all__ = [
    "DISCLAIMER",
    "EVIDENCE",
    "REBIOPSY",
    "STATE",
    "STATUS",
    "TUMOR_MATCH",
    "atom_words",
    "doubt_words",
    "pattern_words",
]

DISCLAIMER = (
    "For research and professional use. This report supports qualified experts; it is not medical advice and does not"
    " prescribe. Verify every finding and every option against the original report, the current label and guidelines."
)

REBIOPSY = (
    "{findings} can arise under therapy: at progression a new biopsy (tissue or ctDNA) shows which mechanism leads;"
    " choose the drug that addresses it"
)

_DOUBTS = {  # flags that stand beside `equivocal` where the doubt is not the source's own
    "partner_unknown": "its partner is not named",
    "exons_unknown": "its exons are not stated",
    "partner_opposed": "its partner runs the other way at the break",
    "copies_unknown": "its copies are not counted",
    "bases_unknown": "its bases are not told",
    "broad": "most of its chromosome arm is lost with it",
    "partial": "only a part of the gene is gone",
    "side_doubtful": "the target is named on the side that is lost",
    "breakpoint_elsewhere": "its breakpoint lies elsewhere",
    "frame_doubtful": "its reading frame is in doubt",
    "low_confidence": "reported with low confidence",
}

EVIDENCE: Mapping[Evidence, str] = {
    Evidence.LABEL: "regulatory label",
    Evidence.GUIDELINE: "guideline standard",
    Evidence.LATE_TRIAL: "late-phase trial",
    Evidence.EARLY_TRIAL: "early-phase trial",
    Evidence.CASE: "case reports",
    Evidence.PRECLINICAL: "preclinical data",
}
STATUS: Mapping[Status, str] = {
    Status.APPROVED: "approved",
    Status.ACCELERATED: "accelerated approval",
    Status.OFF_LABEL: "off label",
    Status.INVESTIGATIONAL: "investigational",
    Status.WITHDRAWN: "withdrawn, do not use",
}
TUMOR_MATCH: Mapping[TumorMatch, str] = {
    TumorMatch.SAME: "this tumor type",
    TumorMatch.AGNOSTIC: "any solid tumor",
    TumorMatch.RELATED: "related tumor type",
    TumorMatch.OTHER: "other tumor type",
    TumorMatch.UNKNOWN: "tumor type not given",
}
STATE: Mapping[OptionState, str] = {
    OptionState.AVAILABLE: "available",
    OptionState.CONDITIONAL: "conditional",
    OptionState.DEMOTED: "demoted",
    OptionState.BLOCKED: "not recommended",
}
_STATUS_NAMES = {"ERBB2": "HER2", "ESR1": "ER", "PGR": "PR", "HR": "HR"}
_PLAIN = {
    AtomKind.INTERNAL_TANDEM_DUPLICATION: "internal tandem duplication",
    AtomKind.KINASE_DOMAIN_DUPLICATION: "kinase domain duplication",
    AtomKind.PARTIAL_TANDEM_DUPLICATION: "partial tandem duplication",
    AtomKind.HOMOZYGOUS_DELETION: "homozygous deletion",
    AtomKind.LOSS_OF_FUNCTION: "loss of function",
    AtomKind.ANY: "mutation",
    AtomKind.REVERSION: "reversion mutation",
    AtomKind.NONE: "no test",
}
_DOMAINS = {"tkd": "kinase domain", "exonuclease": "exonuclease domain", "itd": "ITD region"}
_EXON_EFFECTS = {
    "inframe_del": "in-frame deletion", "inframe_ins": "in-frame insertion", "inframe": "in-frame change",
    "any": "mutation", "frameshift": "frameshift", "skip": "skipping", "splice": "splice variant",
    "missense": "missense",
}  # fmt: skip


def pattern_words(pattern: Pattern, genes: tuple[str, ...]) -> str:
    """Write a pattern for people: `RAS wild-type and BRAF wild-type`."""
    match pattern:
        case Atom():
            return atom_words(pattern, genes)
        case Not(inner):
            return f"no {pattern_words(inner, genes)}"
        case AllOf(parts):
            written = (pattern_words(part, genes) for part in parts)
            grouped = (isinstance(part, AnyOf) for part in parts)
            return " and ".join(f"({words})" if group else words for words, group in zip(written, grouped, strict=True))
        case AnyOf(parts):
            return " or ".join(pattern_words(part, genes) for part in parts)


def doubt_words(flags: Collection[str]) -> str:
    """Return why an equivocal finding is one: the doubt that its flags name, else that it was reported so."""
    return next((words for flag, words in _DOUBTS.items() if flag in flags), "reported as equivocal")


@lru_cache(maxsize=8192)
def atom_words(atom: Atom, genes: tuple[str, ...]) -> str:
    """Write an atom for people: `EGFR L858R`, `HER2 IHC 3+`, `PD-L1 TPS >= 50 %`."""
    gene = atom.gene or "/".join(genes)
    if atom.kind in _PLAIN:
        return f"{gene} {_PLAIN[atom.kind]}"
    write = _WRITERS.get(atom.kind)
    return write(atom, gene) if write else _stated(atom, gene)


def _stated(atom: Atom, gene: str) -> str:
    """Write a stated fact as it is labeled in a report; a clinical one as it is stated (`clinical: ...`)."""
    if atom.kind is AtomKind.CLINICAL:
        return f"clinical: {atom.text}"
    return label_of(Marker(atom.kind.value, atom.text, gene if atom.kind is AtomKind.PHARMACOGENETIC else ""))


def _oncogenic(atom: Atom, gene: str) -> str:
    if not atom.text:
        return f"{gene} oncogenic alteration"
    return f"{gene} oncogenic mutation in the {_DOMAINS.get(atom.text, atom.text)}"


def _exons(atom: Atom, gene: str) -> str:
    return f"{gene} exons {atom.numbers[0]}-{atom.numbers[1]} {'deletion' if atom.name == 'del' else atom.name}"


def _fusion(atom: Atom, gene: str) -> str:
    del gene
    return "::".join(part for part in (atom.five_prime, atom.three_prime) if part != "any") + " fusion"


def _wild_type(atom: Atom, gene: str) -> str:
    if not atom.text:
        return f"{gene} wild-type"
    return f"{gene} wild-type ({'codons' if len(atom.numbers) > 1 else 'codon'} {atom.text})"


def _stain(atom: Atom, gene: str) -> str:
    return f"{_STATUS_NAMES.get(gene, gene)} {atom.kind.value.upper()} {atom.text}".rstrip()


def _pd_l1(atom: Atom, gene: str) -> str:
    del gene
    return f"PD-L1 {atom.name} >= {atom.minimum:g}{'' if atom.name == 'CPS' else ' %'}"


_WRITERS: Mapping[AtomKind, Callable[[Atom, str], str]] = {
    AtomKind.PROTEIN: lambda atom, gene: f"{gene} {atom.text}",
    AtomKind.CODON: lambda atom, gene: f"{gene} codon {atom.text} mutation",
    AtomKind.CODONS: lambda atom, gene: f"{gene} mutation in codons {atom.text}",
    AtomKind.EXON: lambda atom, gene: f"{gene} exon {atom.numbers[0]} {_EXON_EFFECTS.get(atom.name, atom.name)}",
    AtomKind.EXONS: _exons,
    AtomKind.FUSION: _fusion,
    AtomKind.AMPLIFICATION: lambda atom, gene: f"{gene} {'high-level ' if atom.text else ''}amplification",
    AtomKind.ONCOGENIC: _oncogenic,
    AtomKind.PROMOTER: lambda atom, gene: f"{gene} promoter change {atom.text}".rstrip(),
    AtomKind.SPLICE: lambda atom, gene: (
        atom.text if atom.text.startswith(gene) else f"{gene} splice variant {atom.text}"
    ),
    AtomKind.WILD_TYPE: _wild_type,
    AtomKind.STATUS: lambda atom, gene: f"{_STATUS_NAMES.get(gene, gene)} {atom.text}",
    AtomKind.IHC: _stain,
    AtomKind.ISH: _stain,
    AtomKind.PD_L1: _pd_l1,
    AtomKind.SIGNATURE: lambda atom, _: atom.text.replace(">=", " >= "),
}
