"""Where a statement stands in an input."""

from __future__ import annotations

from oncotier.domain.value import Value

__all__ = ["Source"]


class Source(Value, frozen=True, order=True):
    """The input's base name, its 1-based data record, and the raw text.

    `allele1` is the 1-based number of the alternate allele in a record that holds several, 0 where that says nothing.
    A `record1` below 0 tells the order of records only: their numbers are not known where a file is read by its index.
    """

    input: str
    record1: int
    raw: str
    allele1: int = 0

    @property
    def record(self) -> int | None:
        """The number of the record as it is told, None where it is not known."""
        return self.record1 if self.record1 >= 0 else None

    @property
    def number(self) -> str:
        """What tells the record from others of the file: its number, else the raw text."""
        return str(self.record1) if self.record1 >= 0 else self.raw

    @property
    def where(self) -> str:
        """The file and the record, as notices name them: `calls.vcf:12`."""
        return f"{self.input}:{self.number}"

    @property
    def words(self) -> str:
        """The file, the record and its raw text."""
        return f"{self.input} record {self.record1}: {self.raw}" if self.record1 >= 0 else f"{self.input}: {self.raw}"
