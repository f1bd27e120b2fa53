"""Lines among the data rows of a VCF that are none: blank ones, comments, a header again where files were joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.errors import InputError
from oncotier.readers.reader import decoded
from oncotier.readers.vcf_header import parse_header

if TYPE_CHECKING:
    from oncotier.readers.vcf_header import VcfHeader

__all__ = ["StrayLines"]


class StrayLines:
    """Takes them out of the rows of one file; `first_line1` is the line of the first, 0 without any."""

    def __init__(self, header: VcfHeader, file: str) -> None:
        self._header = header
        self._file = file
        self._other: list[str] = []
        self.first_line1 = 0

    def takes(self, line1: int, line: bytes, build: str) -> bool:
        """Tell whether a line is blank, a comment or of a repeated header. Raises InputError for another header."""
        if not line.startswith(b"#"):
            return not line.strip()
        self.first_line1 = self.first_line1 or line1
        self._other.append(decoded(line))
        if line.startswith(b"#CHROM"):
            self._check(parse_header(self._other, file=self._file), line1, build)
            self._other = []
        return True

    def _check(self, other: VcfHeader, line1: int, build: str) -> None:
        differs = ""
        if other.columns != self._header.columns:
            differs = "columns"
        elif any(piece.build != build for piece in other.evidence):
            differs = "genome build"
        elif other.csq_key and (other.csq_key, other.csq_fields) != (self._header.csq_key, self._header.csq_fields):
            differs = "annotation fields"
        if differs:
            raise InputError(f"a second header with other {differs}", file=self._file, line1=line1)
