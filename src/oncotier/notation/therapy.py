"""Therapies as text: regimens (`dabrafenib + trametinib`) and selectors (`class:EGFR_TKI/1`)."""

from __future__ import annotations

from oncotier.domain.evidence import Selector
from oncotier.errors import NotationError
from oncotier.notation.lazy_pattern import lazy_pattern

__all__ = ["format_selector", "parse_regimen", "parse_selectors", "therapy_name"]

_CLASS = lazy_pattern(r"class:(?P<name>[A-Z0-9_]+)(?:/(?P<generation>[A-Za-z0-9]+))?")
_SPELLED = {
    word.lower(): word
    for word in (
        "PD-1 PD-L1 PD-1/PD-L1 CDK4/6 BRAF MEK EGFR ALK BTK PARP MET KRAS G12C RAS(ON) ERK FOLFOX FOLFIRI FOLFIRINOX"
        " CAPOX CHP FCR Lu TKI BCG HER2 ROS1 RET TRK"
    ).split()
} | {"anti-egfr": "anti-EGFR"}


def parse_regimen(text: str) -> tuple[str, ...]:
    """Split a regimen into its drugs, in the written order."""
    return tuple(part.strip() for part in text.split(" + ") if part.strip())


def therapy_name(regimen: tuple[str, ...]) -> str:
    """Write a regimen for people: `Dabrafenib + Trametinib`, `Trastuzumab deruxtecan`.

    >>> therapy_name(("trastuzumab deruxtecan", "pertuzumab"))
    'Trastuzumab deruxtecan + Pertuzumab'
    """
    return " + ".join(_capitalized(drug) for drug in regimen)


def _capitalized(drug: str) -> str:
    first, *others = drug.split(" ")
    spelled = _SPELLED.get(first, first)
    words = [spelled[:1].upper() + spelled[1:]]
    words += [_SPELLED.get(word, word) for word in others]
    return " ".join(words)


def parse_selectors(text: str) -> tuple[Selector, ...]:
    """Read a comma list of selectors. Raises NotationError."""
    selectors: list[Selector] = []
    start0 = 0
    for part in text.split(","):
        if part.strip():
            selectors.append(_selector(part.strip(), text, start0 + len(part) - len(part.lstrip())))
        start0 += len(part) + 1
    return tuple(selectors)


def _selector(part: str, text: str, start0: int) -> Selector:
    bare = part.removeprefix("=").strip()
    alone = part.startswith("=")
    if not bare:
        raise NotationError("'=' needs a drug or a class behind it", text, start0=start0, end0=start0 + len(part))
    if not bare.startswith("class:"):
        return Selector(drug=bare, alone=alone)
    found = _CLASS.fullmatch(bare)
    if not found:
        raise NotationError("not a drug class", text, start0=start0, end0=start0 + len(part))
    return Selector(drug_class=found["name"], generation=found["generation"] or "", alone=alone)


def format_selector(selector: Selector) -> str:
    """Write a selector in the grammar."""
    sign = "=" if selector.alone else ""
    if selector.drug_class:
        generation = f"/{selector.generation}" if selector.generation else ""
        return f"{sign}class:{selector.drug_class}{generation}"
    return sign + selector.drug
