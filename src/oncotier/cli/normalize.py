"""`oncotier normalize`: texts to canonical labels, one line each."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from oncotier.cli.output import write_result
from oncotier.domain.alteration import Alteration, SmallVariant
from oncotier.errors import InputError, NotationError, UsageError
from oncotier.exporters.safe_text import safe_text
from oncotier.interpret.canonical import canonical_all
from oncotier.knowledge.base import KnowledgeBase
from oncotier.knowledge.load import load
from oncotier.notation.protein import format_short

__all__ = ["run"]

_COLUMNS = ("input", "label", "kind", "gene", "protein", "classes", "reason")
_NOT_READ = 3


def run(texts: tuple[str, ...], *, output_format: str, knowledge_base: Path | None) -> int:
    """Print one line per text; return 3 when one of them could not be read."""
    if output_format not in {"text", "tsv"}:
        raise UsageError(f"unknown output format {output_format!r}", hint="text or tsv")
    kb = load(knowledge_base)
    rows = [_row(text, kb) for text in _texts(texts)]
    lines = ["\t".join(row) for row in (_COLUMNS, *rows)] if output_format == "tsv" else [row[1] for row in rows]
    write_result("".join(line + "\n" for line in lines), "")
    return _NOT_READ if any(row[6] for row in rows) else 0


def _texts(texts: tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        if text == "-":
            yield from _lines_of_standard_input()
        else:
            yield text


def _lines_of_standard_input() -> Iterator[str]:
    """Read one text a line; bytes that are not UTF-8 stay visible as escapes, and make that text unreadable."""
    if sys.stdin is None:
        raise InputError("standard input is closed")
    whole = sys.stdin.buffer.read().decode("utf-8", "backslashreplace").removeprefix("\ufeff")
    yield from (line for line in (line.rstrip("\r") for line in whole.split("\n")) if line.strip())


def _row(text: str, kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the cells of one text; several findings in it stand side by side in each cell."""
    try:
        found = [_cells(one) for one in canonical_all(text, kb)]
    except NotationError as error:
        sys.stderr.write(f"oncotier: {safe_text(text)}: {safe_text(error.message)}\n")
        if error.hint:
            sys.stderr.write(f"  hint: {safe_text(error.hint)}\n")
        return tuple(safe_text(cell) for cell in (text, "", "", "", "", "", error.message))
    columns = ("; ".join(dict.fromkeys(filter(None, cells))) for cells in zip(*found, strict=True))
    return tuple(safe_text(cell) for cell in (text, *columns, ""))


def _cells(alteration: Alteration) -> tuple[str, ...]:
    event = alteration.event
    change = event.protein if isinstance(event, SmallVariant) else None
    protein = format_short(change) if change is not None else ""
    return alteration.label, alteration.kind.value, alteration.gene, protein, "; ".join(alteration.classes)
