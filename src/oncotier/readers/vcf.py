"""VCF as text: strict per row, counted per row, objects only for rows in genes that matter.

Structure of the format: VCF 4.0 to 4.5 specification (samtools/hts-specs). A row that breaks it is rejected with its
number and reason and never hides the next one. cyvcf2 is deliberately not used here: on malformed text it loses rows
silently or ends the process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.readers.reader import Confidence
from oncotier.readers.vcf_reading import read_batches

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_BOM = b"\xef\xbb\xbf"


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes."""
    start = head.removeprefix(_BOM).lstrip()
    if start.startswith(b"##fileformat=VCF"):
        return Confidence.CERTAIN
    return (
        Confidence.LIKELY
        if start.startswith((b"#CHROM\tPOS\t", b"##")) and b"\n#CHROM\tPOS" in b"\n" + start
        else Confidence.NO
    )


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample of a VCF. Raises InputError, BuildError and SampleChoiceError."""
    return read_batches(source, context, source.batches())
