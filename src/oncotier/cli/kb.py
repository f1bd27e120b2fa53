"""`oncotier kb`: the knowledge base for curators."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.cli.output import screen_for, write_result
from oncotier.errors import KnowledgeBaseError, UsageError
from oncotier.exporters.safe_text import safe_text
from oncotier.knowledge.load import default_root, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from oncotier.domain.evidence import Assertion
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.knowledge.card import Card
    from oncotier.knowledge.wording import Wording

__all__ = ["check", "diff", "export", "import_civic", "search", "show", "wording_of"]

_MALFORMED = 3
_INDENT = "  "


def check(root: Path | None, *, knowledge_base: Path | None = None) -> int:
    """Print every fault as `file:line: rule: words`; return 6 when there is one.

    The folder is an argument or an option, as with the other commands. Raises UsageError when both are given.
    """
    from oncotier.knowledge.check import check as find_faults

    if root is not None and knowledge_base is not None:
        raise UsageError("two knowledge bases to check", hint="give one: as the argument or behind --knowledge-base")
    faults = find_faults(root or knowledge_base or default_root())
    write_result("".join(f"{fault.place}: {fault.rule}: {fault.words}\n" for fault in faults), "")
    sys.stderr.write(f"oncotier: {len(faults)} faults\n" if faults else "oncotier: the knowledge base is clean\n")
    return KnowledgeBaseError.exit_code if faults else 0


def show(text: str, *, knowledge_base: Path | None) -> int:
    """Print the card of a gene, drug, tumor type, trial, or of any row by its id."""
    from oncotier.knowledge.show import show as card_of

    kb = load(knowledge_base)
    card = card_of(text, kb, wording_of(kb))
    write_result(_folded(card, screen_for("").width), "")
    return 0


def search(text: str, *, output_format: str, knowledge_base: Path | None) -> int:
    """Print one line for each thing that a text is found in, best first."""
    from oncotier.knowledge.catalog import catalog, nearest
    from oncotier.knowledge.search import search as hits_of

    _known_format(output_format, ("text", "tsv"))
    kb = load(knowledge_base)
    entries = catalog(kb, wording_of(kb))
    hits = hits_of(text, entries)
    rows = [(hit.entry.kind, hit.entry.id, hit.entry.what, hit.match) for hit in hits]
    if output_format == "tsv":
        write_result(_tsv((("kind", "id", "what", "match"), *rows)), "")
    else:
        write_result(_aligned([row[:3] for row in rows], screen_for("").width), "")
    if not hits:
        close = ", ".join(nearest(text, entries))
        advice = f"; nearest: {close}" if close else ""
        sys.stderr.write(f"oncotier: nothing found for {safe_text(text)!r}{safe_text(advice)}\n")
    return 0


def diff(old: Path, new: Path, *, output_format: str) -> int:
    """Print what two knowledge bases say differently; return 1 when anything differs."""
    from oncotier.knowledge import difference, difference_report

    _known_format(output_format, ("text", "tsv", "json"))
    found = difference.compare(load(old), load(new))
    if output_format == "tsv":
        text = _tsv(difference_report.rows(found))
    elif output_format == "json":
        text = _json(difference_report.document(found))
    else:
        text = _folded(difference_report.card(found), screen_for("").width)
    write_result(text, "")
    return 1 if found.changes else 0


def export(*, output_format: str, output: str, knowledge_base: Path | None) -> int:
    """Write every assertion and resistance row as one flat table."""
    from oncotier.knowledge.export import COLUMNS, table

    _known_format(output_format, ("tsv", "json"))
    kb = load(knowledge_base)
    rows = table(kb, wording_of(kb))
    if output_format == "json":
        text = _json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    else:
        text = _tsv((COLUMNS, *(["" if cell is None else str(cell) for cell in row] for row in rows)))
    write_result(text, output)
    return 0


def import_civic(file: Path, *, output: Path, knowledge_base: Path | None) -> int:
    """Write a knowledge base with CIViC evidence added; return 3 when a line of the file is malformed."""
    from oncotier.knowledge.civic import read_evidence
    from oncotier.knowledge.civic_layer import write_layer

    root = knowledge_base or default_root()
    outcomes = write_layer(read_evidence(file), root, output)
    for words, count in outcomes.counts:
        sys.stderr.write(f"oncotier: {count:5} {safe_text(words)}\n")
    sys.stderr.write(f"oncotier: {safe_text(str(output))}: every evidence item is listed in {outcomes.report_name}\n")
    return _MALFORMED if outcomes.malformed else 0


def wording_of(kb: KnowledgeBase) -> Wording:
    """Return the words and tiers of the report, for cards and tables of a knowledge base."""
    from oncotier.interpret.tier import tiers
    from oncotier.interpret.words import EVIDENCE, STATUS, pattern_words
    from oncotier.knowledge.wording import Wording, own_match

    def own_tiers(row: Assertion) -> tuple[str, str]:
        return tiers(kb, row, own_match(row.tumor_include))

    return Wording(pattern_words, EVIDENCE, STATUS, own_tiers)


def _known_format(name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise UsageError(f"unknown output format {name!r}", hint=" or ".join(known))


def _folded(card: Card, width: int) -> str:
    """Fold the lines of a card to a width, later lines of a paragraph indented below its first."""
    from oncotier.exporters.layout import fold

    lines: list[str] = []
    for line in card.lines:
        margin = _INDENT * line.depth
        hang = margin + _INDENT if line.depth else ""
        text = safe_text(line.text)
        first, *rest = fold(text, width - len(margin))
        lines += [""] * line.heading + [margin + first]
        if rest:
            lines += [hang + part for part in fold(text[len(first) :].strip(), width - len(hang))]
    return "".join(line.rstrip() + "\n" for line in lines)


def _aligned(rows: Sequence[Sequence[str]], width: int) -> str:
    """Write rows in columns, the last one cut at the width of the screen."""
    safe = [[safe_text(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in list(zip(*safe, strict=True))[:-1]]
    lines = ("  ".join([*(cell.ljust(size) for cell, size in zip(row, widths, strict=False)), row[-1]]) for row in safe)
    return "".join((line if len(line) <= width else line[: width - 3].rstrip() + "...") + "\n" for line in lines)


def _tsv(rows: Iterable[Sequence[str]]) -> str:
    return "".join("\t".join(safe_text(cell) for cell in row) + "\n" for row in rows)


def _json(content: object) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"
