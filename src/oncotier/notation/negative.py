"""Statements that something was not found, and statements in doubt: never a finding.

A negative statement is read where the domain has a value for it: a gene without any change is wild type. Whatever
else was not found (one change, a fusion, an amplification) is refused with a hint: `WildType` would say more than the
laboratory did. Receptors, IHC, ISH and signatures have negatives of their own (`oncotier.notation.biomarkers`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import WildType
from oncotier.errors import NotationError
from oncotier.notation.lazy_pattern import ascii_pattern

if TYPE_CHECKING:
    from oncotier.notation.gene import GeneNames

__all__ = ["is_doubtful", "is_negative", "read", "refusal"]

_NEGATION = ascii_pattern(
    r"\b(?:no|not|non|none|nor|never|without|absen(?:t|ce)|negatives?|neg|undetect(?:ed|able)|lack(?:s|ing)?|excluded|free"
    r"|unmutated|unaltered|unamplified|unrearranged|unmethylated|normal|intact|retained|nil|out[ -]of[ -]frame)\b",
    re.IGNORECASE,
)
_DOUBT = ascii_pattern(
    r"\b(?:equivocal|borderline|possibl[ey]|probabl[ey]|suspected|suspicious|unlikely|uncertain|indeterminate|inconclusive"
    r"|questionable|pending|failed|insufficient|evaluable|unknown|vus|vous|benign|polymorphism|artifact|artefact|versus|vs)"
    r"\b|(?<![.*(:0-9])\?\s*$",
    re.IGNORECASE,
)
_MINUS = ascii_pattern(r"[A-Za-z0-9]-$")
_UNKNOWN_PARTNER = ascii_pattern(
    r"\(?\b(?:unknown (?:fusion )?partner|partner (?:is )?unknown)\b\)?"
    r"|\bunknown(?=[:-]{1,2}[a-z0-9])|(?<=[:-])unknown\b",
    re.IGNORECASE,
)
_CHANGE = r"(?:gene )?(?P<what>mutations?|mut|variants?|alterations?|aberrations?|changes?)"
_FOUND = r"(?:(?: was| were)?(?: detected| found| identified| present| seen))"
_ABSENT = rf"(?:negative|neg|absent|undetected|none{_FOUND}|(?:was |were )?not{_FOUND})"
_FORMS = (
    ascii_pattern(
        rf"(?:no|without|absence of|negative for) (?P<gene>[\w./-]{{1,40}})[ -]{_CHANGE}{_FOUND}?", re.IGNORECASE
    ),
    ascii_pattern(
        rf"(?:no|without|absence of|negative for) {_CHANGE}{_FOUND}? (?:in|of) (?:the )?"
        rf"(?P<gene>[\w./-]{{1,40}}?)(?: gene)?{_FOUND}?",
        re.IGNORECASE,
    ),
    ascii_pattern(rf"(?P<gene>[\w./-]{{1,40}}?)[ :]+{_CHANGE}[ :-]+{_ABSENT}", re.IGNORECASE),
    ascii_pattern(rf"(?P<gene>[\w./-]{{1,40}}?)[ :]+no {_CHANGE}{_FOUND}?", re.IGNORECASE),
    ascii_pattern(
        r"(?P<gene>[\w./-]{1,40}?)(?: is)?[ :-]+(?P<what>not mutated|unmutated|non-?mutated|not altered|unaltered)",
        re.IGNORECASE,
    ),
)
_BARE = (
    ascii_pattern(rf"(?P<gene>[\w./-]{{1,40}}?)[ :-]+{_ABSENT}", re.IGNORECASE),
    ascii_pattern(r"negative for (?P<gene>[\w./-]{1,40})", re.IGNORECASE),
)

NAMED_FOR_ANY_CHANGE = frozenset(
    {"ALK", "BRAF", "EGFR", "HRAS", "IDH1", "IDH2", "KRAS", "NRAS", "NTRK1", "NTRK2", "NTRK3", "RET", "ROS1"}
)
"""Drivers whose plain "negative" means that no driver change was found; elsewhere it may mean a lost protein."""

MORE_THAN_MUTATED = frozenset(
    {"ALK", "ERBB2", "FGFR1", "FGFR2", "FGFR3", "KMT2A", "MET", "NRG1", "NTRK1", "NTRK2", "NTRK3", "RET", "ROS1"}
)
"""Genes whose usual finding is a fusion or amplification: "no mutation" does not make them wild type."""


def is_negative(text: str) -> bool:
    """Tell whether a text speaks of something that is not there."""
    return _NEGATION.search(text) is not None or (_MINUS.search(text) is not None and "--" not in text)


def is_doubtful(text: str) -> bool:
    """Tell whether a text speaks of something that may be there."""
    return bool(_DOUBT.search(_UNKNOWN_PARTNER.sub(" ", text)))


def read(text: str, names: GeneNames) -> WildType | None:
    """Read a negative statement about a whole gene; None for every other."""
    for form in _FORMS:
        found = form.fullmatch(text)
        name = names.resolve(found["gene"]) if found else None
        if found and name and name.known:
            whole = found["what"].lower().startswith(("alt", "aberr", "unalt", "not alt", "chang"))
            return WildType(name.symbol) if whole or name.symbol not in MORE_THAN_MUTATED else None
    for form in _BARE:
        found = form.fullmatch(text)
        name = names.resolve(found["gene"]) if found else None
        if name and name.symbol in NAMED_FOR_ANY_CHANGE:
            return WildType(name.symbol)
    return None


def refusal(text: str) -> NotationError:
    """Return the error for a statement that is negative or in doubt, with the word that makes it so."""
    found = _NEGATION.search(text)
    if found is None and (doubt := _DOUBT.search(text)):
        words, hint = "a result in doubt is no finding", "give it once it is certain, or leave it out"
        return NotationError(words, text, start0=doubt.start(), end0=doubt.end(), hint=hint)
    start0, end0 = found.span() if found else (len(text.rstrip()) - 1, len(text.rstrip()))
    return NotationError(
        "a negative result that has no form of its own",
        text,
        start0=start0,
        end0=end0,
        hint="leave it out, or state what was shown: KRAS wild-type (the whole gene), BRAF V600 wild-type (a codon),"
        " HER2 ISH-, MSS, pMMR, TMB 4, PD-L1 TPS 0%",
    )
