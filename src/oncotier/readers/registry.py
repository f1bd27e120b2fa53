"""The table of readers, and the choice of one by the first bytes of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.errors import InputError, UsageError
from oncotier.readers.reader import Confidence, Reader

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["READERS", "read_input", "reader_for"]

READERS: tuple[Reader, ...] = (
    Reader(
        "vcf",
        "VCF 4.0 to 4.5 with VEP annotation (CSQ), plain, gzip or BGZF; the tumor column is found by rule",
        "oncotier.readers.vcf",
        lambda head: head.startswith(b"#"),
    ),
    Reader(
        "maf",
        "MAF of GDC, vcf2maf, cBioPortal, Oncotator and Funcotator; one sample of it (--sample)",
        "oncotier.readers.maf",
        lambda head: b"\t" in head,
    ),
    Reader(
        "foundation-xml",
        "FoundationOne CDx, Liquid CDx and Heme reports as XML",
        "oncotier.readers.foundation",
        lambda head: head[:1] == b"<" or head[:2] in {b"\xff\xfe", b"\xfe\xff"},
    ),
    Reader(
        "list",
        "plain text, one finding a line (EGFR L858R, ALK fusion, MSI-H); # begins a comment",
        "oncotier.readers.listing",
        lambda head: head[:1] not in {b"<", b"{", b"["},
    ),
)


def read_input(source: InputFile, context: Context, *, input_format: str = "") -> Reading:
    """Read an input with the named reader, or the one that recognizes it. Raises InputError and UsageError."""
    return reader_for(source, input_format=input_format).read(source, context)


def reader_for(source: InputFile, *, input_format: str = "") -> Reader:
    """Return the reader of a format by name, or by the first bytes. Raises UsageError, InputError for no bytes."""
    named = [reader for reader in READERS if reader.name == input_format]
    if input_format and not named:
        raise UsageError(f"unknown input format {input_format!r}", hint=f"formats: {_names()}")
    if not source.head:
        raise InputError(source.fault or "the file is empty", file=source.name)
    if named:
        return named[0]
    judged = [(reader.sniff(source.head), reader) for reader in READERS]
    best = max(confidence for confidence, _ in judged)
    found = [reader for confidence, reader in judged if confidence is best]
    if best is Confidence.NO:
        raise UsageError(f"{source.name}: format not recognized, {_seen(source.head)}", hint=f"formats: {_names()}")
    if len(found) > 1:
        names = " and ".join(reader.name for reader in found)
        raise UsageError(f"{source.name}: could be {names}", hint="choose with --input-format")
    return found[0]


def _names() -> str:
    return ", ".join(reader.name for reader in READERS)


def _seen(head: bytes) -> str:
    """Describe the first bytes without printing them raw."""
    start = head.removeprefix(b"\xef\xbb\xbf")[:40].decode("latin-1").split("\n")[0]
    shown = "".join(character if character.isprintable() else "?" for character in start)
    return f"it begins with {shown!r}"
