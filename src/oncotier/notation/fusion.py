"""Fusions as text: every separator, either order, one partner unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Fusion
from oncotier.notation.gene import LONGEST_NAME, is_keyword
from oncotier.notation.lazy_pattern import ascii_pattern

if TYPE_CHECKING:
    from oncotier.notation.gene import GeneNames

__all__ = ["named", "orient", "parse", "split_pair"]

_WORDS = ascii_pattern(
    r"\b(?:gene\s+)?(?:fusions?|fused|rearrangements?|rearranged|rearr|translocations?)(?: (?:gene|transcript))?\b",
    re.IGNORECASE,
)
_ASIDE = ascii_pattern(
    r"\(?\b(?:intron \d{1,2}|in[- ]frame|intergenic(?: region)?"
    r"|(?:with )?(?:an )?unknown partner|partner (?:is )?unknown)\b\)?|[ ,;-]+$",
    re.IGNORECASE,
)
_IN_FRAME = ascii_pattern(r"[ ,]*\(?\bin[- ]frame\)?$", re.IGNORECASE)
_SUBTYPE = ascii_pattern(
    r"[ ,(]+(?:(?:variant |v\.?)\d[ab]?(?:/[ab])?"
    r"|[A-Z]\d{1,2}(?:[ab](?:/[ab])?|ins\d{1,4})? ?[;:,/-] ?(?:ins\d{1,4})?[A-Z]\d{1,2}"
    r"|p(?:190|210|230)|e\d{1,2}a\d|b[23]a[23])\)?$",
    re.IGNORECASE,
)
_EXON = r"(?:exon|ex\.?) ?\d{1,2}"
_EXONS_BEHIND = ascii_pattern(rf" ?[(\[]\S+ {_EXON} ?[;:,/-]+ ?\S+ {_EXON}[)\]]$", re.IGNORECASE)
_EXON_OF_PARTNER = ascii_pattern(rf" ?\((?:{_EXON}|\d{{1,2}})\)|[ :]{_EXON}(?![0-9])", re.IGNORECASE)
_SYMBOL = ascii_pattern(r"[A-Z][A-Z0-9.@-]*[A-Z0-9@]")
_SMALL_SYMBOL = ascii_pattern(r"[A-Za-z][a-z]+\d[a-z0-9]*")
_OPEN_FRAME = ascii_pattern(r"C(?:\d{1,2}|X)orf\d{1,3}", re.IGNORECASE)
_BETWEEN_GENES = frozenset({"INTERGENIC", "INTERGENIC REGION"})
_NO_PARTNER = _BETWEEN_GENES | frozenset({"", "?", "UNKNOWN", "NA", "N/A", "NONE", ".", "-"})
_STRONG_SEPARATOR = ascii_pattern(r" ?(?:::|--|—|–|>>|->|=>|→|⇒|\||~) ?")
_WEAK_SEPARATOR = ascii_pattern(r" ?[-/_:;>] ?| ")
_RECURRENT = {  # 5' and 3' partner of fusions that need no other sign to be told from two genes side by side
    frozenset((one, two)): (one, two)
    for one, _, two in (
        text.partition("::")
        for text in (
            "BCR::ABL1 EML4::ALK KIF5B::ALK NPM1::ALK KIAA1549::BRAF RUNX1::RUNX1T1 CBFB::MYH11 EGFR::PSPH"
            " EGFR::RAD51 EGFR::SEPTIN14 EWSR1::ERG EWSR1::FLI1 FGFR2::BICC1 FGFR3::TACC3 IGH::BCL2 IGH::CCND1"
            " COL1A1::PDGFB FIP1L1::PDGFRA ETV6::PDGFRB CD74::NRG1 SDC4::NRG1 SLC3A2::NRG1 ETV6::NTRK3 LMNA::NTRK1"
            " TPM3::NTRK1 TPR::NTRK1 PML::RARA CCDC6::RET KIF5B::RET NCOA4::RET CD74::ROS1 EZR::ROS1 SDC4::ROS1"
            " SLC34A2::ROS1 TPM3::ROS1 ETV6::RUNX1 TMPRSS2::ERG DNAJB1::PRKACA PAX3::FOXO1 PAX7::FOXO1 SS18::SSX1"
            " SS18::SSX2 NAB2::STAT6 NPM1::MLF1 TCF3::PBX1 PCM1::JAK2"
        ).split()
    )
}
_NAMED = (
    (
        ascii_pattern(
            r"philadelphia(?: chromosome)?(?:[ -]positive)?|ph\+|ph[ -]positive|ph(?:ila)? chromosome", re.IGNORECASE
        ),
        "BCR",
        "ABL1",
    ),
    (ascii_pattern(r"t\(9;22\)(?:\(q34(?:\.1)?;q11(?:\.2)?\))?", re.IGNORECASE), "BCR", "ABL1"),
    (ascii_pattern(r"t\(15;17\)(?:\(q\d+(?:\.\d)?;q\d+(?:\.\d)?\))?", re.IGNORECASE), "PML", "RARA"),
)


def named(text: str) -> Fusion | None:
    """Read a fusion that has a name of its own: `Philadelphia chromosome`, `t(9;22)`, `t(15;17)`."""
    for pattern, five_prime, three_prime in _NAMED:
        if pattern.fullmatch(text.strip()):
            return Fusion(five_prime, three_prime)
    return None


def parse(text: str, names: GeneNames) -> Fusion | None:
    """Read a fusion; None when the text does not speak of one.

    Two genes with a separator are a fusion with or without the word; one gene needs the word
    (`ALK rearrangement`). The order in a text is not trusted: the gene known as a target goes to its side.
    """
    stripped = text.strip()
    bare = _WORDS.sub(" ", stripped)
    worded = bare != stripped
    bare = _ASIDE.sub("", " ".join(bare.split())).strip(" ,;") if worded else _IN_FRAME.sub("", stripped)
    bare = _without_exons(bare)
    pair = split_pair(_SUBTYPE.sub("", bare), names, worded=worded)
    if pair is not None:
        return None if pair[0] == pair[1] else orient(*pair, names)
    name = names.resolve(bare) if worded else None
    return orient(name.symbol, "", names) if name and name.known else None


def _without_exons(bare: str) -> str:
    """Leave out the exons that a text states for both partners: `EML4 exon 13::ALK exon 20`, `EML4(13)-ALK(20)`."""
    bare = _EXONS_BEHIND.sub("", bare)
    partners = _EXON_OF_PARTNER.split(bare)
    return "".join(partners) if len(partners) == 3 and all(partners[:2]) and not partners[2] else bare


def split_pair(text: str, names: GeneNames, *, worded: bool = False) -> tuple[str, str] | None:
    """Split `A::B`, `A--B`, `A/B`, `A-B` or `A_B` into two symbols, minding symbols with a hyphen (HLA-A).

    An empty symbol is a partner that the text leaves open: the other one must be known. A single hyphen joins a fusion
    where one of the genes is known, or where the text says "fusion" (`worded`), which also allows a space between them.
    """
    strong = _STRONG_SEPARATOR.split(text, maxsplit=1)
    if len(strong) == 2 and " " in text and not all(part.strip() for part in strong) and "::" not in text:
        return None  # `EGFR --`: a dash for a missing value, while `FGFR2--` leaves its partner open
    if len(strong) == 2:
        one, two = (_partner(part.strip(), names, in_small=True) for part in strong)
        if one is None or two is None:
            return None
        return (one, two) if (one and two) or any(_is_known(part.strip(), names) for part in strong) else None
    if len(text) > 2 * LONGEST_NAME or len(text.split()) > 3 or names.by_name.get(re.sub(r"[-/_\s]", "", text).upper()):
        return None
    separators = list(_WEAK_SEPARATOR.finditer(text))
    for separator in separators:
        left, right = text[: separator.start()], text[separator.end() :]
        one, two = _partner(left, names, in_small=worded), _partner(right, names, in_small=worded)
        if (not one or not two) and frozenset((left.upper(), right.upper())) in _RECURRENT:
            one, two = left.upper(), right.upper()
        if one is None or two is None:
            continue
        if not one or not two:  # `unknown-ALK fusion`, `ALK-intergenic`
            is_said = worded or not _BETWEEN_GENES.isdisjoint((left.upper(), right.upper()))
            if is_said and separator[0].strip() and (_is_known(left, names) or _is_known(right, names)):
                return one, two
            continue
        if frozenset((one, two)) in _RECURRENT:
            return one, two
        is_known = _is_known(left, names), _is_known(right, names)
        if any(is_known) and (worded or (separator[0] != " " and _joins(one, two, separator[0], is_known, names))):
            return one, two
        if worded and separator[0] != " " and len(separators) == 1:
            return one, two
    return None


def _joins(one: str, two: str, separator: str, is_known: tuple[bool, bool], names: GeneNames) -> bool:
    """Tell whether a sign joins a fusion where no word says so, and does not list two genes (`KRAS/NRAS`).

    It does where one gene is outside the table, for a list would name genes of the table; a hyphen or an underscore
    also where exactly one of the two carries a target.
    """
    if separator.strip() in {":", ";", ">"}:
        return False  # also a gene and what is said of it, or a list
    if not all(is_known) or one == two:
        return True
    sides = names.three_prime | names.five_prime
    return separator.strip() in {"-", "_"} and (one in sides) != (two in sides)


def _is_known(name: str, names: GeneNames) -> bool:
    found = names.resolve(name)
    return found is not None and found.known


def _partner(text: str, names: GeneNames, *, in_small: bool) -> str | None:
    """Return the symbol that one side of a separator names, empty for a partner left open, None for anything else.

    A symbol that the table does not know may be written in small letters only where a fusion is certain (`in_small`).
    """
    if text.upper() in _NO_PARTNER:
        return ""
    name = names.resolve(text)
    if name is not None and name.known:
        return name.symbol
    pieces = text.split("-")
    if (
        " " in text
        or is_keyword(text)
        or names.parted(text)
        or any(is_keyword(piece) or _is_known(piece, names) for piece in pieces)
    ):
        return None
    if _OPEN_FRAME.fullmatch(text):
        return text.upper().replace("ORF", "orf")
    return text.upper() if _SYMBOL.fullmatch(text) or (in_small and _SMALL_SYMBOL.fullmatch(text)) else None


def orient(first: str, second: str, names: GeneNames) -> Fusion:
    """Put two partners of unknown order 5' to 3' by the side on which each is known to carry a target.

    A single partner goes to its own side; where nothing is known the order of the text stays, marked as not stated.
    """
    if not second or not first:
        only = first or second
        five = only in names.five_prime and only not in names.three_prime
        return Fusion(only, "", oriented=False) if five else Fusion("", only, oriented=False)
    if recurrent := _RECURRENT.get(frozenset((first, second))):
        return Fusion(recurrent[0], recurrent[1])
    score = _fits(first, second, names) - _fits(second, first, names)
    if score < 0:
        return Fusion(second, first)
    return Fusion(first, second, oriented=score > 0)


def _fits(five_prime: str, three_prime: str, names: GeneNames) -> int:
    return (five_prime in names.five_prime) + (three_prime in names.three_prime)
