"""What a reader is: a row with a name, a description, a look at the first bytes, and a way to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from importlib import import_module

from oncotier.domain.coverage import COVERED_KINDS
from oncotier.domain.observation import Reading
from oncotier.domain.settings import ReadSettings
from oncotier.domain.value import Value, replace
from oncotier.errors import InputError, SampleChoiceError
from oncotier.genome.scope import Scope
from oncotier.genome.transcript import Transcript
from oncotier.notation.gene import GeneNames
from oncotier.readers.source import InputFile

__all__ = ["Confidence", "Context", "Reader", "choose_sample", "decode_text", "decoded"]


class Confidence(IntEnum):
    """How sure a reader is that the first bytes are of its format."""

    NO = 0
    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3


def _no_transcripts(gene: str) -> frozenset[str]:
    del gene
    return frozenset()


def _no_transcript_models(gene: str, build: str) -> tuple[Transcript, ...]:
    del gene, build
    return ()


def _no_bases(build: str) -> Mapping[tuple[str, int], str]:
    del build
    return {}


def _no_whole_genes(build: str) -> frozenset[str] | None:
    del build
    return None


class Context(Value, frozen=True):
    """What readers may know of the rest: which genes matter in a build, how genes are called, what was asked for.

    `own_transcripts` names the transcripts (without version) whose numbering the knowledge base uses for a gene.
    `known_bases` gives bases of the genome on a build by contig (without prefix) and 1-based position.
    `transcripts` gives the stored transcripts of a gene on a build, the primary one first; `domains` the first and last
    codon of protein domains by (gene, domain); `thresholds` the numbers that calls are judged by, by name.
    `whole_genes` names the genes of which changes deep in introns count on a build, None where they count in all.
    """

    scope: Callable[[str], Scope]
    names: GeneNames
    settings: ReadSettings
    own_transcripts: Callable[[str], frozenset[str]] = _no_transcripts
    known_bases: Callable[[str], Mapping[tuple[str, int], str]] = _no_bases
    transcripts: Callable[[str, str], tuple[Transcript, ...]] = _no_transcript_models
    domains: Mapping[tuple[str, str], tuple[int, int]] = {}
    thresholds: Mapping[str, float] = {}
    whole_genes: Callable[[str], frozenset[str] | None] = _no_whole_genes


class Reader(Value, frozen=True):
    """One input format: a row of the table in `registry.py`.

    `module` has two functions: `sniff(head) -> Confidence` judges the first decompressed bytes, `read(source, context)
    -> Reading` raises InputError or UsageError. It is imported only when `could_be` does not rule the format out.
    `magic` is how files of this format, and of no other, begin. `holds` names the kinds of alterations that a file of
    the format can hold: a table of fusions is silent on mutations, and shows none of them absent.
    """

    name: str
    describes: str
    module: str
    could_be: Callable[[bytes], bool]
    magic: bytes = b""
    holds: tuple[str, ...] = COVERED_KINDS

    def sniff(self, head: bytes) -> Confidence:
        """Judge the first decompressed bytes of a file."""
        if not self.could_be(head.removeprefix(b"\xef\xbb\xbf").lstrip()):
            return Confidence.NO
        judged: Confidence = import_module(self.module).sniff(head)
        return judged

    def read(self, source: InputFile, context: Context) -> Reading:
        """Read one sample. Raises InputError and UsageError."""
        reading: Reading = import_module(self.module).read(source, context)
        unproved = tuple(one for one in COVERED_KINDS if one in reading.unproved or one not in self.holds)
        return replace(reading, unproved=unproved) if unproved != reading.unproved else reading


def decode_text(raw: bytes, *, file: str) -> str:
    """Decode a document as UTF-8 with or without byte-order mark. Raises InputError, naming the byte or line."""
    if b"\0" in raw:
        line1 = raw.count(b"\n", 0, raw.index(b"\0")) + 1
        raise InputError("not text: it holds a NUL byte", file=file, line1=line1, hint="get a complete copy")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 text (byte {error.start})", file=file) from None


def decoded(raw: bytes) -> str:
    """Decode as UTF-8, and what is not as Latin-1, which cannot fail."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def choose_sample(names: tuple[str, ...], wanted: str, *, file: str) -> str:
    """Return the sample to read. Raises SampleChoiceError, listing the names, when it is not clear which."""
    if wanted:
        if wanted in names:
            return wanted
        raise SampleChoiceError(f"{file}: no sample {wanted!r}", hint=_listed(names))
    if len(names) > 1:
        raise SampleChoiceError(f"{file}: holds {len(names)} samples; choose one with --sample", hint=_listed(names))
    return names[0] if names else ""


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:20])
    return f"samples: {shown}" + (f" ... and {len(names) - 20} more" if len(names) > 20 else "")
