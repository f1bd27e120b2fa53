"""How laboratories word what they measure: microsatellite status, mutational burden, fractions and percentages."""

from __future__ import annotations

import re

from oncotier.notation.lazy_pattern import lazy_pattern

__all__ = [
    "fraction_of_percent",
    "is_undetermined",
    "msi_state",
    "settle_denials",
    "tmb_number",
    "tmb_word",
    "without_megabase",
]

_MSI_STATES = {
    "MSS": ("mss", "msstable", "msistable", "stable", "microsatellitestable"),
    "MSI-H": ("msih", "msihigh", "high", "microsatelliteinstabilityhigh", "msiunstable", "unstable"),
    "MSI-L": ("msil", "msilow", "low", "microsatelliteinstabilitylow"),
    "MSI-ambiguous": ("msiambiguous", "msambiguous", "ambiguous", "msequivocal", "msiequivocal", "equivocal"),
}
_MSI = {word: state for state, words in _MSI_STATES.items() for word in words}
_DECIMAL_COMMA = lazy_pattern(r"(?<=\d),(?=\d{1,2}(?!\d))")
_TMB_SCORE = lazy_pattern(r"(?<![\d.,])(\d{1,6}(?:\.\d{1,6})?)\s*(?:mut(?:ation)?s?\b.*)?$", re.IGNORECASE)
_TMB_WORD = lazy_pattern(r"(?:tmb[-_ ]*)?(high|intermediate|low)\b|tmb[-_ ]*([hil])\b", re.IGNORECASE)
_TMB_LETTERS = {"h": "high", "i": "intermediate", "l": "low"}
_PER_MEGABASE = lazy_pattern(r"\s*(?:m|muts?|mutations?)?\s*(?:/|per)\s*(?:mb|megabase)\s*$", re.IGNORECASE)
_BOUND = lazy_pattern(r"[<>≤≥]|-\d")
_UNDETERMINED = lazy_pattern(
    r"cannot|not |un(?:known|determined)|indeterminate|inconclusive|insufficient|\bqns\b", re.IGNORECASE
)
_DENIED_LOSS = lazy_pattern(
    r"\b(?:no|not|without|negative\s+for)\s+(?:[\w-]+\s+){0,4}?(?P<word>loss|lost|absen\w+|deficien\w+|abnormal\w*)\b"
    r"|\b(?P<before>loss|absence|deficiency|abnormality)(?:\s+of(?:\s+\w+){0,3}?\s+expression)?"
    r"\s+(?:is\s+|was\s+)?not\s+(?:detected|identified|seen|observed|found|present)\b",
    re.IGNORECASE,
)
_DENIED_KEEPING = lazy_pattern(
    r"\bnot\s+(?:intact|retained|preserved|normal|present|expressed|proficient)\b|\bno\s+(?:\w+\s+){0,2}?expression\b",
    re.IGNORECASE,
)
_PERCENT = lazy_pattern(r"(\d{1,3}(?:\.\d{1,10})?)\s*%?")


def msi_state(text: str) -> str:
    """Return the notation's word for a microsatellite status (`MSI-H`, `MSS`, ...); empty where it is none.

    What stands in brackets must say the same: `Microsatellite stable (MSS)`.
    """
    found = {_MSI.get(re.sub(r"[^a-z]", "", part.lower()), "") for part in re.split(r"[()]", text) if part.strip()}
    return found.pop() if len(found) == 1 else ""


def tmb_number(text: str) -> str:
    """Return the score of a text such as `TMB-Low; 3 Muts/Mb`; empty for none, a bound (`<1`) or a negative number.

    One or two digits behind a comma are decimals; with three (`1,234`) it is not known what the comma stands for.

    >>> tmb_number("12,6 Muts/Mb"), tmb_number("1,234"), tmb_number("<1")
    ('12.6', '', '')
    """
    plain = _DECIMAL_COMMA.sub(".", _PER_MEGABASE.sub("", text))
    found = None if _BOUND.search(text) else _TMB_SCORE.search(plain)
    return found[1] if found else ""


def without_megabase(text: str) -> str:
    """Return a text without the unit of mutations per megabase at its end.

    >>> without_megabase("12.5 muts/Mb"), without_megabase("12.5")
    ('12.5', '12.5')
    """
    return _PER_MEGABASE.sub("", text)


def tmb_word(text: str) -> str:
    """Return `high`, `intermediate` or `low`, with which a text begins; empty where it does not.

    >>> tmb_word("TMB-High"), tmb_word("TMB-H"), tmb_word("not high")
    ('high', 'high', '')
    """
    found = _TMB_WORD.match(text)
    if not found:
        return ""
    return found[1].lower() if found[1] else _TMB_LETTERS[found[2].lower()]


def settle_denials(text: str) -> str:
    """Return what a stain shows, without the words that turn their object around.

    >>> settle_denials("No evidence of loss"), settle_denials("not retained"), settle_denials("no abnormality")
    ('intact', 'loss', 'normal')
    """

    def plain(found: re.Match[str]) -> str:
        return "normal" if (found["word"] or found["before"]).lower().startswith("abnormal") else "intact"

    return _DENIED_KEEPING.sub("loss", _DENIED_LOSS.sub(plain, text))


def is_undetermined(text: str) -> bool:
    """Tell whether a text says that nothing could be determined."""
    return _UNDETERMINED.search(text) is not None


def fraction_of_percent(text: str) -> float | None:
    """Return a fraction (0 to 1) from a percentage (`27`, `27.4%`); None for anything beyond its bounds.

    >>> fraction_of_percent("27.4%"), fraction_of_percent("12,5"), fraction_of_percent("270")
    (0.274, 0.125, None)
    """
    found = _PERCENT.fullmatch(_DECIMAL_COMMA.sub(".", text.strip()))
    value = float(found[1]) if found else None
    return round(value / 100, 8) if value is not None and value <= 100 else None
