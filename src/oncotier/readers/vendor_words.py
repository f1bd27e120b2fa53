"""Words that laboratories use alike: significance, origin, kind of change, how the parts of a variant are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import Locus
from oncotier.errors import NotationError
from oncotier.genome.assembly import BUILDS, contig_name
from oncotier.notation import coding, protein
from oncotier.notation.accession import CHROMOSOMES
from oncotier.notation.consequence import CANONICAL_SPLICE, of_coding, severity_rank
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.notation.statement import UNSPECIFIED_LOSS

if TYPE_CHECKING:
    from oncotier.domain.observation import Notice
    from oncotier.notation.coding import CodingChange
    from oncotier.readers.ends import Place

__all__ = [
    "change_names",
    "consequence_of",
    "genes_of_pair",
    "is_not_assessed",
    "is_not_detected",
    "locus_of",
    "loss_flags",
    "origin_of",
    "reads_coding",
    "reads_protein",
    "significance_flags",
    "splice_term",
    "splicing_in_words",
    "states_nothing",
]

_NOT_STATED = frozenset({"", "N/A", "NA", "NAN", "NONE", "NULL", "UNKNOWN", "INTERGENIC", "-", ".", "--"})
_UNCERTAIN = lazy_pattern(
    r"uncertain|unknown significance|undetermined significance|unclassified|\bv(?:o)?us\b", re.IGNORECASE
)
_BENIGN = lazy_pattern(r"benign|polymorphism", re.IGNORECASE)
_LIKELY = lazy_pattern(r"(?:likely|presumed|probably)[ _-]*(?:pathogenic|oncogenic)", re.IGNORECASE)
_PATHOGENIC = lazy_pattern(r"pathogenic|oncogenic", re.IGNORECASE)
_NOT_ASSESSED = lazy_pattern(
    r"indeterminate|inconclusive|not (?:assessed|reported|performed|tested|evaluable|sufficient|available)"
    r"|no (?:call|result)|insufficient|\bqns\b|quantity not|quality not|low coverage|cancel|fail|pending",
    re.IGNORECASE,
)
_NOT_DETECTED = lazy_pattern(
    r"wild[ -]?type|^wt$|\bnormal\b|negative|absent|\bnone (?:detected|found|identified)|not_?detected"
    r"|\bnot (?:detected|amplified|present|identified|deleted|rearranged|mutated|altered|methylated|observed|found)"
    r"|\bno (?:\w+ ){0,2}(?:mutations?|variants?|alterations?|amplifications?|deletions?|fusions?|rearrangements?)\b",
    re.IGNORECASE,
)
_CONSEQUENCES = {
    "missense": "missense_variant",
    "nonsense": "stop_gained",
    "stop gain": "stop_gained",
    "stop gained": "stop_gained",
    "frameshift": "frameshift_variant",
    "codon deletion": "inframe_deletion",
    "codon insertion": "inframe_insertion",
    "inframe deletion": "inframe_deletion",
    "inframe insertion": "inframe_insertion",
    "start loss": "start_lost",
    "stop loss": "stop_lost",
    "promoter": "upstream_gene_variant",
    "synonymous": "synonymous_variant",
}
_PROTEIN_IN_BRACKETS = lazy_pattern(r"p\.\(?[^()]+\)?")
_BASES = lazy_pattern(r"[ACGTN]*")
_CODING_PREFIX = lazy_pattern(r"^((?:NM_|NR_|XM_|ENST)[\w.]+)(?:\([^)]*\))?:")
_ACCESSION = lazy_pattern(r"(?:NM_|NR_|XM_|ENST)[\w.]+")


def states_nothing(text: str) -> bool:
    """Tell whether a text is one of the ways to write that there is nothing to write."""
    return text.strip().upper() in _NOT_STATED


def significance_flags(text: str) -> tuple[str, ...]:
    """Return the flag of a laboratory's verdict on a change; none for a text that gives no verdict."""
    if _UNCERTAIN.search(text):
        return ("vendor:unknown",)
    if _BENIGN.search(text):
        return ("benign",)
    if _LIKELY.search(text):
        return ("vendor:likely",)
    return ("vendor:known",) if _PATHOGENIC.search(text) else ()


def is_not_assessed(text: str) -> bool:
    """Tell whether a result says that there is none."""
    return _NOT_ASSESSED.search(text) is not None


def is_not_detected(text: str) -> bool:
    """Tell whether a result says that what was looked for is not there."""
    return _NOT_DETECTED.search(text) is not None


def origin_of(text: str) -> Origin:
    """Return the origin that a text names."""
    lowered = text.lower()
    if "germline" in lowered or "inherited" in lowered:
        return Origin.UNKNOWN if "somatic" in lowered else Origin.GERMLINE
    return Origin.SOMATIC if "somatic" in lowered else Origin.UNKNOWN


def consequence_of(text: str) -> str:
    """Return the Sequence Ontology term of a laboratory's word; empty where it is not one of the known words.

    >>> consequence_of("CODON_DELETION"), consequence_of("missense_variant"), consequence_of("Noncoding")
    ('inframe_deletion', 'missense_variant', '')
    """
    term = re.sub(r"[\s-]+", "_", text.strip())
    if severity_rank(term) < severity_rank(""):
        return term
    plain = re.sub(r"[\s_-]+", " ", text).strip().lower().removesuffix(" variant").removesuffix(" mutation")
    return _CONSEQUENCES.get(plain, "")


def splice_term(change: CodingChange, *, is_held_relevant: bool) -> str:
    """Return the term of a change that a laboratory files under splicing.

    Beyond the two canonical bases the position proves nothing: there the term rests on the laboratory's verdict, and a
    change of unknown significance stays what its position says. At the end of an exon the side is not told.
    """
    term = of_coding(change)
    if term in CANONICAL_SPLICE or not is_held_relevant:
        return term
    offset = change.first.offset or change.last.offset
    if not offset:
        return "splice_site_variant"
    return "splice_donor_variant" if offset > 0 else "splice_acceptor_variant"


def splicing_in_words(words: str, written: str, written_c: str, flags: tuple[str, ...]) -> str:
    """Return the term of a change whose description names splicing; empty for one with a protein change, or unreadable.

    `p.?` and a synonymous name are no protein change.
    """
    is_named = written and not re.fullmatch(r".*[?=]\)*", written)
    if is_named or not re.search(r"\bsplic", words, re.IGNORECASE) or not reads_coding(written_c):
        return ""
    is_held_relevant = not {"vendor:known", "vendor:likely"}.isdisjoint(flags)
    return splice_term(coding.parse(written_c), is_held_relevant=is_held_relevant)


def change_names(place: Place, gene: str, change: str, change_c: str) -> tuple[str, str, str, tuple[Notice, ...]]:
    """Return protein change, coding change and transcript as written, without what cannot be read beside the other.

    A name that the notation cannot read must not cost the one that it can; where neither can be read both go on, and
    interpretation lists them.
    """
    change = "" if states_nothing(change) else change.strip()
    change_c = "" if states_nothing(change_c) else change_c.strip()
    if "c." in change:  # a synonymous change written as NM_1.1:c.2997C>T(p.(Asn999=))
        found = _PROTEIN_IN_BRACKETS.search(change)
        change = found[0] if found else ""
    prefix = _CODING_PREFIX.match(change_c)
    transcript = prefix[1] if prefix else ""
    if change and change_c:
        reads, reads_c = reads_protein(change), reads_coding(change_c)
        if reads and not reads_c:
            words = f"{gene} {change}: coding change {change_c[:80]!r} not understood, left out"
            return change, "", transcript, (place.notice("coding_unreadable", words),)
        if reads_c and not reads:
            words = f"{gene} {change_c[:80]}: protein change {change[:80]!r} not understood, left out"
            return "", change_c, transcript, (place.notice("protein_unreadable", words),)
    return change, change_c, transcript, ()


def reads_protein(text: str) -> bool:
    """Tell whether a text is a protein change, or says that there is none."""
    if re.fullmatch(r".*p\.\(?[=?]\)?|[.=?-]", text):
        return True
    try:
        protein.parse(text)
    except (NotationError, ValueError):
        return False
    return True


def reads_coding(text: str) -> bool:
    """Tell whether a text is a coding change."""
    try:
        coding.parse(text)
    except (NotationError, ValueError):
        return False
    return True


def locus_of(contig: str, pos: str, reference: str, alternate: str, build: str) -> Locus | None:
    """Return a place as VCF writes it, `-` for no alternate base; None where the build or a part of it is not known.

    An insertion without a base to anchor it has no place: sources differ in the side of the position that it is on.
    """
    name = contig_name(contig.strip())
    reference, alternate = reference.strip().upper(), alternate.strip().upper()
    reference, alternate = reference.replace("-", ""), alternate.replace("-", "")
    known = reference and name in CHROMOSOMES and build in BUILDS and pos.strip().isdecimal() and len(pos.strip()) < 11
    if not known or reference == alternate or not (_BASES.fullmatch(reference) and _BASES.fullmatch(alternate)):
        return None
    return Locus(name, int(pos), reference, alternate or "-", build)


def transcript_in(text: str) -> str:
    """Return the transcript accession in a text; empty where there is none."""
    found = _ACCESSION.search(text)
    return found[0] if found else ""


def genes_of_pair(text: str, place: Place) -> tuple[str, str] | None:
    """Return the two genes of a pair such as `EML4-ALK`; of alternatives (`ROS1;GOPC`) a known gene, else the first.

    The sign between them is told from a hyphen within a symbol (`NKX2-1`) by which of the parts are symbols.
    """
    found: list[tuple[int, str, str]] = []
    for sign in re.finditer(r"::|--|[-/]", text):
        left, right = (_alternatives(side, place) for side in (text[: sign.start()], text[sign.end() :]))
        if left and right:
            found.append((left[0] + right[0], left[1], right[1]))
    if not found:
        return None
    best = max(found, key=lambda one: one[0])
    return best[1], best[2]


def _alternatives(text: str, place: Place) -> tuple[int, str] | None:
    """Return whether one of the genes on a side is known, and that gene; None where one is no symbol."""
    genes = [part.strip() for part in re.split(r"[;/]", text)]
    names = [place.names.resolve(gene) for gene in genes]
    if not all(names):
        return None
    known = [gene for gene, name in zip(genes, names, strict=True) if name is not None and name.known]
    named = [gene for gene in genes if "." not in gene]  # AC016683.6 is a clone, named beside the gene in it
    return (1, known[0]) if known else (0, (named or genes)[0])


def loss_flags(call: str, copies: float | None) -> tuple[str, ...]:
    """Return the flag of a copy-number loss without a number of copies: one or both may be lost, which is to be shown.

    Vendors report a "copy number loss" mostly where both copies are gone, but their words do not say so.
    """
    return (UNSPECIFIED_LOSS,) if call == "loss" and copies is None else ()
