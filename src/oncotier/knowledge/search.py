"""Finding things of the knowledge base by a word: exact id, exact name, beginning, part of a text, part of a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.knowledge.catalog import KINDS
from oncotier.knowledge.check.finding import natural

if TYPE_CHECKING:
    from oncotier.knowledge.catalog import Entry

__all__ = ["MATCHES", "Hit", "search"]

MATCHES = ("id", "name", "prefix", "part", "note")


class Hit(Value, frozen=True):
    """One entry that a text was found in; `match` is a word of `MATCHES`, best first."""

    match: str
    entry: Entry


def search(text: str, entries: tuple[Entry, ...]) -> tuple[Hit, ...]:
    """Return every entry that holds the text, without regard to case, best first."""
    wanted = " ".join(text.split()).casefold()
    hits = (Hit(match, entry) for entry in entries if (match := _match(wanted, entry)))
    return tuple(
        sorted(
            hits,
            key=lambda hit: (MATCHES.index(hit.match), KINDS.index(hit.entry.kind), natural(hit.entry.id)),
        )
    )


def _match(wanted: str, entry: Entry) -> str:
    """Return how the text was found, empty when it was not."""
    if not wanted:
        return ""
    names = [name.casefold() for name in entry.names]
    identifier = entry.id.casefold()
    if wanted == identifier:
        return "id"
    if wanted in names:
        return "name"
    if any(name.startswith(wanted) for name in (identifier, *names)):
        return "prefix"
    if any(wanted in part.casefold() for part in (identifier, *names, entry.what, *entry.fields)):
        return "part"
    return "note" if wanted in entry.notes.casefold() else ""
