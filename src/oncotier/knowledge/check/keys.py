"""Rules about keys: unique, in order, and no name that means two things."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from oncotier.domain.tumor import TumorType
from oncotier.knowledge.check.finding import natural
from oncotier.knowledge.check.source import kind_of
from oncotier.knowledge.columns import COLUMNS, key_columns
from oncotier.notation.gene import GeneNames
from oncotier.notation.tumor import TumorTypes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oncotier.knowledge.check.finding import Remarks
    from oncotier.knowledge.check.source import Source
    from oncotier.knowledge.table import Row

__all__ = ["names_unambiguous", "rows_sorted", "unique_keys"]

_SHARED_IDS = ("assertions", "resistance", "rules.tsv")


def _key(row: Row, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row.text(column) for column in columns)


def unique_keys(source: Source) -> Remarks:
    """Every key is unique.

    The ids of `assertions/`, `resistance/` and `rules.tsv` share one space, because reports name them; every other
    table is unique in its own key. Give the newer row a new id; an id is never reused.
    """
    shared: dict[tuple[str, ...], str] = {}
    for kind in COLUMNS:
        columns = key_columns(kind)
        seen = shared if kind in _SHARED_IDS else {}
        for row in source.rows(kind):
            key = _key(row, columns)
            if key in seen:
                yield row.place, f"{columns[-1]}: {' '.join(key)} stands in {seen[key]} already"
            else:
                seen[key] = row.place


def rows_sorted(source: Source) -> Remarks:
    """Rows are sorted by their key, numbers counting as numbers.

    F2 comes before F10, F262a before F262b. A fixed order keeps differences between versions readable: move the row.
    """
    for name, rows in source.rows_by_table.items():
        columns = key_columns(kind_of(name))
        keys = [_key(row, columns) for row in rows]
        sortable = [tuple(natural(cell) for cell in key) for key in keys]
        for index in range(1, len(rows)):
            if sortable[index] < sortable[index - 1]:
                words = f"{' '.join(keys[index])} belongs before {' '.join(keys[index - 1])}"
                yield rows[index].place, f"{columns[-1]}: {words}"


def names_unambiguous(source: Source) -> Remarks:
    """Every alias, synonym or brand names one thing only.

    Aliases of `genes.tsv`, synonyms of `tumor_types.tsv` and brands of `drugs.tsv` are compared as the program looks
    them up (case and hyphens do not count). None may name two rows, nor be the symbol, code or name of another row.
    """
    yield from _ambiguous(source.rows("genes.tsv"), ("gene",), "aliases", ",", _gene_key)
    yield from _ambiguous(source.rows("tumor_types.tsv"), ("code", "name"), "synonyms", ";", _tumor_key)
    yield from _ambiguous(source.rows("drugs.tsv"), ("drug",), "brands", ",", str.lower)


def _ambiguous(
    rows: Iterable[Row], own: tuple[str, ...], column: str, separator: str, key: Callable[[str], str]
) -> Remarks:
    rows = tuple(rows)
    owners: dict[str, set[str]] = {}
    for row in rows:
        for name_column in own:
            owners.setdefault(key(row.text(name_column)), set()).add(row.text(own[0]))
    seen: dict[str, str] = {}
    for row in rows:
        me = row.text(own[0])
        for name in row.words(column, separator):
            others = sorted(owners.get(key(name), set()) - {me})
            other = others[0] if others else seen.get(key(name), me)
            if other != me:
                yield row.place, f"{column}: {name!r} of {me} also names {other}"
            seen.setdefault(key(name), me)
        written = row.words(column, separator)
        for name in sorted({name for name in written if written.count(name) > 1}):
            yield row.place, f"{column}: {name!r} stands twice"


@cache
def _gene_key(name: str) -> str:
    return next(iter(GeneNames.build([(name, ())]).by_name))


@cache
def _tumor_key(name: str) -> str:
    return next(iter(TumorTypes.build([TumorType(name, name)]).code_by_name))
