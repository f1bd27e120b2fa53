"""The cells of one row of a user's table by field, and the words for results that are none, or open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.notation.gene import is_missing_symbol
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.numeral import fraction, percent, whole
from oncotier.readers.objection import objection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.readers.reader import Context
    from oncotier.readers.sheet import Row

__all__ = ["ABSENT", "Fields", "is_open"]

_RESULT = ("call", "result", "results", "status", "detected")
ABSENT = frozenset(
    {"neg", "negative", "not detected", "no", "not found", "wild type", "wild-type", "wildtype", "wt", "absent"}
)
_OPEN = lazy_pattern(
    r"\b(?:fail(?:ed|ure)?|no[ _-]?call|not[ _-](?:tested|evaluable|assessed|performed|done|covered|callable|sequenced"
    r"|analy[sz]ed)|unevaluable|indeterminate|inconclusive|insufficient|qns|pending|invalid|cancell?ed"
    r"|low[ _-]coverage)\b",
    re.IGNORECASE,
)
_REFUTED = lazy_pattern(r"\bartifact|\bartefact|\bfalse[ -]positive", re.IGNORECASE)
_UNSURE = lazy_pattern(r"\b(?:equivocal|borderline|questionable|ambiguous|unconfirmed|doubtful)\b", re.IGNORECASE)
_PERCENT = lazy_pattern(r"%|percent|prozent|pct", re.IGNORECASE)
_DECIMAL_COMMA = lazy_pattern(r"[0-9]{1,3},[0-9]+\s*%?")


class Fields:
    """The cells of one row by field; an absent column reads as an empty cell."""

    def __init__(self, row: Row, names: Mapping[str, str], context: Context) -> None:
        self.row = row
        self.names = names
        self.context = context

    def __getitem__(self, field: str) -> str:
        return self.row.cell(self.names[field]) if field in self.names else ""

    @property
    def gene(self) -> str:
        """The gene; of a cell that joins symbols the only one of ours, or nothing where the place alone can tell it."""
        cell = self["gene"]
        gene = self.context.names.one_of_joined(cell)
        if gene == cell or any(self[field] for field in ("protein", "coding", "finding", "call", "copies")):
            return gene
        return "" if self["chrom"] and self["pos"] else cell

    def holds_gene(self, cell: str) -> bool:
        """Tell whether a cell that is no symbol holds one of ours among its words (`KRAS (NM_004985)`)."""
        names = self.context.names
        return names.resolve(cell) is None and bool(names.known_within(cell))

    def in_scope(self, gene: str) -> bool:
        """Tell whether a gene is in the table, or no symbol at all (which must be listed, not lost)."""
        name = self.context.names.resolve(gene)
        return name.known if name else is_missing_symbol(gene) or not gene[:1].isalnum()

    @property
    def call(self) -> str:
        """The call in small letters; from a column that nobody named only what says that there is no finding."""
        if "call" in self.names:
            return self["call"].lower()
        said = self.row.cell(*_RESULT).lower()
        return said if said in ABSENT or is_open(said) else ""

    @property
    def bare_share(self) -> str:
        """The cell of the allele fraction, of a column whose name does not say percent."""
        return "" if _PERCENT.search(self.names.get("vaf", "")) else self._share

    @property
    def _share(self) -> str:
        """The cell of the allele fraction with a decimal point: no fraction has a comma between thousands."""
        written = self["vaf"]
        return written.replace(",", ".") if _DECIMAL_COMMA.fullmatch(written) else written

    @property
    def counted_share(self) -> float | None:
        """The allele fraction by the read counts."""
        alternate, depth = whole(self["alt_depth"]), whole(self["depth"])
        return alternate / depth if alternate is not None and depth and alternate <= depth else None

    @property
    def vaf(self) -> float | None:
        """The allele fraction as stated, else by the read counts."""
        stated = fraction(self.bare_share) if self.bare_share else percent(self._share)
        return self.counted_share if stated is None else stated

    @property
    def origin(self) -> Origin:
        """The origin, where its cell has one of our words."""
        word = self["origin"].lower()
        return Origin(word) if word in set(Origin) else Origin.UNKNOWN

    @property
    def failed(self) -> str:
        """What the filter objects to, or the call itself."""
        return objection(self["filter"]) or (self.call if _REFUTED.search(self.call) else "")

    @property
    def doubts(self) -> tuple[str, ...]:
        """The flag of a change of which the call is not sure."""
        return ("equivocal",) if _UNSURE.search(self.call) else ()


def is_open(text: str) -> bool:
    """Tell whether a result says that there is none."""
    return text not in ABSENT and _OPEN.search(text) is not None
