"""The entries of ANNOVAR's `AAChange` cells: what a gene model says of a change on each of its transcripts.

An entry is `GENE:transcript:exon:c.change:p.change`; substitutions are written `c.C944T` (ANNOVAR user guide).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.readers.reader import Context

__all__ = ["Entry", "best_entry", "entries_of", "hgvs_coding", "unescaped"]

_SUBSTITUTED = lazy_pattern(r"c\.([ACGT])(\d+)([ACGT])")
_CODING = lazy_pattern(
    r"c\.[-*]?\d+(?:[+-]\d+)?(?:_[-*]?\d+(?:[+-]\d+)?)?(?:[ACGT]>[ACGT]|(?:del|dup|ins|delins)[ACGT]*)"
)
_ESCAPE = lazy_pattern(r"\\x([0-9a-fA-F]{2})")


class Entry(Value, frozen=True):
    """What a gene model says of a change on one transcript; cells that it leaves out are empty."""

    gene: str
    transcript: str
    exon: str = ""
    coding: str = ""
    protein: str = ""


def entries_of(text: str) -> tuple[Entry, ...]:
    """Return the entries of an `AAChange` cell; none for `UNKNOWN`, a dot, or words."""
    found = []
    for part in re.split(r"[,;]", unescaped(text)):
        fields = part.strip().split(":")
        if len(fields) < 3:  # gene, transcript and at least one word
            continue
        said = {field[:2]: field for field in fields[2:]}
        coding = hgvs_coding(said.get("c.", ""))
        found.append(Entry(fields[0], fields[1], said.get("ex", ""), coding, said.get("p.", "")))
    return tuple(found)


def best_entry(entries: Iterable[Entry], context: Context) -> Entry | None:
    """Return the entry on the transcript whose numbering the knowledge base uses, else the first in scope."""
    in_scope = [one for one in entries if (name := context.names.resolve(one.gene)) and name.known]
    own = {_symbol(one, context): context.own_transcripts(_symbol(one, context)) for one in in_scope}
    fitting = (one for one in in_scope if one.transcript.partition(".")[0] in own[_symbol(one, context)])
    return next(fitting, in_scope[0] if in_scope else None)


def _symbol(entry: Entry, context: Context) -> str:
    name = context.names.resolve(entry.gene)
    return name.symbol if name else entry.gene


def unescaped(text: str) -> str:
    r"""Replace ANNOVAR's escapes (`\x3b` is a semicolon)."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "\\x" in text else text


def hgvs_coding(coding: str) -> str:
    """Return a coding change in HGVS order (`c.C944T` is `c.944C>T`); empty where it is none."""
    written = _SUBSTITUTED.sub(r"c.\2\1>\3", coding)
    return written if _CODING.fullmatch(written) else ""
