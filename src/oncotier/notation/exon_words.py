"""The class of a change beside the change: `exon 19 deletion (p.E746_A750del)`, `exon 14 skipping, c.3028+1G>A`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.protein import Deletion, Delins, Duplication, Frameshift, Insertion, ProteinChange
from oncotier.notation.lazy_pattern import ascii_pattern

if TYPE_CHECKING:
    from oncotier.notation.coding import CodingChange

__all__ = ["fits", "split"]

_CLASS = ascii_pattern(
    r"\(?\b(?P<words>(?:in-?frame )?ex(?:on)?[ -]?\d{1,3}[ -](?:in-?frame )?"
    r"(?P<what>del|ins|dup|skip)(?:etions?|ertions?|lications?|ping|ped)?\b(?: mutation| variant| alteration)?)"
    r"\)?[,:]?",
    re.IGNORECASE,
)
_SHORTER = (Deletion, Delins, Frameshift)
_LONGER = (Insertion, Duplication, Delins, Frameshift)


def split(rest: str) -> tuple[str, str, str]:
    """Take the words of a class out of what is said of a gene: `del`, `ins`, `dup` or `skip`, these words, the rest.

    The first two are empty, and the rest is whole, where no class is named.
    """
    found = _CLASS.search(rest)
    if found is None:
        return "", "", rest
    others = f"{rest[: found.start()]} {rest[found.end() :]}".strip(" ,;")
    return found["what"].lower(), found["words"], others


def fits(what: str, change: ProteinChange | None, change_c: CodingChange | None) -> bool:
    """Tell whether a change can be of a class: a deletion shortens, an insertion or a duplication lengthens."""
    if change is not None:
        return isinstance(change, _SHORTER if what == "del" else _LONGER)
    edit = change_c.edit if change_c is not None else ""
    return edit.startswith("del") if what == "del" else edit.startswith(("ins", "dup", "delins"))
