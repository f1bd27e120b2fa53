"""A plain list of findings, one a line: `EGFR L858R`, `ALK fusion`, `MSI-H`; `#` begins a comment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import Notice, Reading, Source, StatementObservation
from oncotier.domain.value import replace
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.reader import Confidence, Context, decode_text

if TYPE_CHECKING:
    from oncotier.readers.source import InputFile

__all__ = ["from_texts", "read", "sniff"]

_CONTROL = lazy_pattern(rb"[\x00-\x08\x0e-\x1f\x7f]")
_MOST_TABS = 3

_FINDING = lazy_pattern(
    r"[A-Z]?\d+(?:[A-Z*=]|fs|del|ins|dup|_)|[cpg]\.|::|--|\b(?:amp|ampl|amplification|fusion|rearrangement|deletion|loss|gain"
    r"|wild[- ]?type|wt|mutation|skipping|itd|viii|msi|mss|tmb|hrd|ihc|[fc]?ish|tps|cps|positive|negative|low|d?mmr"
    r"|insertion|promoter|truncation|ex(?:on)?\s?\d+)\b|[+-]$",
    re.IGNORECASE,
)


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: short text lines, most of which look like a finding."""
    if _CONTROL.search(head):
        return Confidence.NO
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return Confidence.NO
        text = head[: error.start].decode("utf-8-sig")
    written = text.split("\n")[:50]
    if any(line.count("\t") > _MOST_TABS for line in written):
        return Confidence.NO  # a table
    lines = [line for line in map(_content, written) if line]
    if lines and not _FINDING.search(lines[0]) and _is_table(text, lines):
        return Confidence.NO  # a table with a header
    if not lines or any(len(line) > 200 or line[0] in "<{[@" for line in lines):
        return Confidence.NO
    fitting = sum(bool(_FINDING.search(line)) for line in lines)
    return Confidence.POSSIBLE if fitting * 2 >= len(lines) else Confidence.NO


def _is_table(text: str, lines: list[str]) -> bool:
    """Tell whether lines are rows: with tabs, or with as many commas or semicolons as the first line has."""
    counts = [[line.count(mark) for line in lines[:2]] for mark in ",;"]
    return "\t" in text or any(len(found) > 1 and found[0] == found[1] > 0 for found in counts)


def read(source: InputFile, context: Context) -> Reading:
    """Read every line that is not blank or a comment as one record. Raises InputError."""
    del context
    text = decode_text(source.read_whole(), file=source.name)
    lines = [content for line in text.split("\n") if (content := _content(line))]
    reading = from_texts(lines, name=source.name, sha256=source.sha256)
    if text.endswith("\n"):
        return reading
    # Lists are written by hand, where a last line without its break is common.
    words = "the last line does not end: make sure that it is whole"
    notice = Notice("no_final_line_break", "info", source.name, words)
    return replace(reading, notices=(*reading.notices, notice))


def from_texts(texts: list[str], *, name: str, sha256: str = "") -> Reading:
    """Make a reading of findings in words, one record each."""
    observations = tuple(
        StatementObservation(Source(name, record1, text[:200]), text) for record1, text in enumerate(texts, start=1)
    )
    notices = () if texts else (Notice("no_records", "warning", name, "no finding in the file"),)
    return Reading(
        input=name,
        format="list",
        sha256=sha256,
        records_read=len(texts),
        observations=observations,
        notices=notices,
    )


def _content(line: str) -> str:
    return " ".join(re.sub(r"(?:^|\s)#.*", "", line).split())
