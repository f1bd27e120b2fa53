"""What a row of a user's table says in words where a change is expected: `ALK` | `fusion`, `TMB` | `12.3`.

The words are read as the list reader reads `ALK fusion`. Words that only say that something was found (`positive`), or
that leave open what was lost or gained (`deletion`), are no finding of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.errors import NotationError
from oncotier.notation import protein, statement
from oncotier.notation.label import genes_of
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from oncotier.notation.gene import GeneNames

__all__ = ["event_in_words", "is_marker", "marker_in_words", "names_an_event", "stated_in_words"]

_MARKER = lazy_pattern(
    r"(?:b?tmb|msi|mmr|hrd|gis|microsatellites?(?: instability)?|mismatch repair(?: deficiency)?"
    r"|tumou?r mutation(?:al)? (?:burden|load)|homologous recombination deficiency|genomic instability)"
    r"(?:[ _-](?:status|score))?(?: \([a-z]{3,4}\))?",
    re.IGNORECASE,
)
_VAGUE = frozenset(
    {
        *("deletion", "del", "insertion", "ins", "duplication", "dup", "indel", "positive", "pos", "detected"),
        *("present", "yes", "negative", "neg", "not detected", "not found", "absent", "no", "none", "na", "n/a"),
    }
)
_FOUND = frozenset({"positive", "pos", "detected", "present", "yes"})
_FUSION = lazy_pattern(
    r"(?:gene )?(?:fusion|rearrange(?:ment|d)|translocation)(?: (?:detected|present|positive))?", re.IGNORECASE
)
_MORE_THAN_A_GENE = lazy_pattern(r"[-/:]|v[IV]+$")
_OTHER_RNA = lazy_pattern(r"-(?:AS|IT|OT|DT)\d*$")  # antisense and other transcripts beside a gene
_NO_CHANGE = lazy_pattern(r".*p\.\(?[=?]\)?|[^A-Za-z0-9]*")


def is_marker(name: str) -> bool:
    """Tell whether the cell of the gene names a biomarker that is none (`MSI`, `TMB score`)."""
    return _MARKER.fullmatch(name.strip()) is not None


def marker_in_words(name: str, text: str, names: GeneNames) -> str:
    """Return the finding that a biomarker and its result make; empty where they make none, or several."""
    bare = re.sub(r"(?i)[ _-](?:status|score)\b|\s*\(.*", "", name.strip())
    for words in (f"{bare} {text}", text):
        found = _read(words, names)
        if len(found) == 1 and isinstance(found[0], statement.Statement) and not genes_of(found[0].event)[1]:
            return words
    return ""


def stated_in_words(gene: str, text: str, names: GeneNames) -> str:
    """Return the finding in words that a gene and a cell make that holds no change of a protein; else nothing."""
    if text.lower() in _VAGUE or _NO_CHANGE.fullmatch(text) or _is_protein(text):
        return ""
    if _read(f"{gene} {text}", names):
        return f"{gene} {text}"
    resolved = names.resolve(gene)
    if resolved is None:
        return ""
    is_of_gene = [resolved.symbol in _genes(one) for one in _read(text, names)]
    return text if is_of_gene and all(is_of_gene) else ""


def names_an_event(gene: str, text: str, names: GeneNames) -> bool:
    """Tell whether the cell of the gene names a known gene and more (`EML4-ALK`, `EGFRvIII`), the other no change."""
    if not _MORE_THAN_A_GENE.search(gene) or _OTHER_RNA.search(gene) or _is_protein(text):
        return False
    parts = (names.resolve(part) for part in re.split(r"::|--|[-/_ ]|v[IV]+$", gene) if part)
    return any(part is not None and part.known for part in parts)


def event_in_words(gene: str, text: str, names: GeneNames) -> str:
    """Return the event that the cell of the gene names, with what the other adds (`E13;A20`); empty for none."""
    if text and _read(f"{gene} {text}", names):
        return f"{gene} {text}"
    if text and text.lower() not in _FOUND and text.upper() != gene.upper() and not _FUSION.fullmatch(text):
        return ""
    return gene if _read(gene, names) else ""


def _genes(found: statement.Statement | statement.PlacedChange) -> tuple[str, ...]:
    return genes_of(found.event)[1] if isinstance(found, statement.Statement) else ()


def _is_protein(text: str) -> bool:
    try:
        protein.parse(text)
    except NotationError:
        return False
    return True


def _read(text: str, names: GeneNames) -> tuple[statement.Statement | statement.PlacedChange, ...]:
    try:
        return statement.read(text, names)
    except NotationError:
        return ()
