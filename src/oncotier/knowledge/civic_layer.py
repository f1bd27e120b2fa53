"""A folder with all our tables and the evidence of CIViC as a layer of its own: `civic.tsv` in two folders.

Every item of the file is listed in the report of the import; whatever the checks of the knowledge base refuse is taken
out again and listed there too, so the folder is clean.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.errors import KnowledgeBaseError, OutputError, UsageError
from oncotier.knowledge.check import check
from oncotier.knowledge.check.finding import natural
from oncotier.knowledge.civic import Evidence, Malformed
from oncotier.knowledge.civic_row import Converted, LeftOut, convert
from oncotier.knowledge.columns import COLUMNS
from oncotier.knowledge.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.knowledge.check import Finding

__all__ = ["REPORT_NAME", "Imported", "Outcome", "write_layer"]

REPORT_NAME = "civic_import_report.tsv"
_LAYER = {folder: f"{folder}/civic.tsv" for folder in ("assertions", "resistance")}
_PLACE = re.compile(r"(?:assertions|resistance)/civic\.tsv:\d+|drugs\.tsv:\d+")
_AT_PLACE = re.compile(rf" \((?:{_PLACE.pattern})\)")  # a line of a folder that was never finished
_ATTRIBUTION = (
    "Evidence items with ids CIVIC-EID: CIViC, Clinical Interpretation of Variants in Cancer (civicdb.org), CC0;"
    " imported by rule, not curated by us."
)
_README = """\
# An oncotier knowledge base with CIViC evidence

All tables of the knowledge base that it was made from, and `assertions/civic.tsv` and `resistance/civic.tsv` with
evidence items of CIViC (Clinical Interpretation of Variants in Cancer, https://civicdb.org). CIViC is dedicated to the
public domain (CC0 1.0); the other tables keep their license (CC-BY-4.0, see LICENSE).

The items were imported by rule, none was curated by oncotier: ids `CIVIC-EID...`, authority `none`, CIViC levels
A, B, C and D as late trial, early trial, case and preclinical, the mechanism of a resistance set by rule. Only
accepted, unflagged, predictive items that support a claim are in. `civic_import_report.tsv` lists every item of the
file, what became of it and why.

    oncotier interpret SAMPLE --knowledge-base DIR
"""


class Outcome(Value, frozen=True):
    """What became of one line of the file: assertion, resistance, left_out or malformed; and why."""

    evidence_id: str
    outcome: str
    reason: str


class Imported(Value, frozen=True):
    """The outcome of every line, in the order of the file."""

    outcomes: tuple[Outcome, ...]
    report_name: str = REPORT_NAME

    @property
    def malformed(self) -> int:
        """Count the lines that were no evidence item."""
        return sum(outcome.outcome == "malformed" for outcome in self.outcomes)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """Count the outcomes, those left out by reason, the most frequent first."""
        counted = Counter(_counted(outcome) for outcome in self.outcomes)
        return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _counted(outcome: Outcome) -> str:
    if outcome.outcome == "left_out":
        return f"left out, {outcome.reason.partition(':')[0]}"
    return {"assertion": "imported as assertion", "resistance": "imported as resistance"}.get(
        outcome.outcome, outcome.outcome
    )


def write_layer(items: Iterable[Evidence | Malformed], root: Path, target: Path) -> Imported:
    """Write the folder, complete or not at all. Raises OutputError, UsageError or KnowledgeBaseError."""
    kb = load(root)
    if _LAYER["assertions"] in kb.tables or _LAYER["resistance"] in kb.tables:
        raise UsageError(f"{root} holds a CIViC layer already", hint="import into the knowledge base without it")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(f"{target}: exists already", hint="give a folder that is not there yet")
    if not target.resolve().parent.is_dir():
        raise OutputError(f"{target}: the folder above it does not exist")
    items = tuple(items)
    target = target.resolve()
    stage = target.with_name(f".{target.name}.{os.getpid()}.oncotier-part")
    try:
        outcomes = _staged(items, kb, root, stage)
        os.replace(stage, target)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror or type(error).__name__}") from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return Imported(outcomes)


def _staged(items: tuple[Evidence | Malformed, ...], kb: KnowledgeBase, root: Path, stage: Path) -> tuple[Outcome, ...]:
    """Write the folder under a temporary name until its checks are clean."""
    kept, outcomes = _converted(items, kb)
    while True:
        _write_tables(kb, kept, stage)
        refused = _refused(check(stage), kept, kb)
        if not refused:
            break
        kept = [one for one in kept if one.evidence_id not in refused]
        outcomes = [
            Outcome(one.evidence_id, "left_out", f"refused by kb check: {refused[one.evidence_id]}")
            if one.evidence_id in refused and one.outcome in {"assertion", "resistance"}
            else one
            for one in outcomes
        ]
    lines = ["\t".join((one.evidence_id, one.outcome, _one_cell(one.reason))) for one in outcomes]
    _write(stage / REPORT_NAME, ["evidence_id\toutcome\treason", *lines])
    _write(stage / "README.md", _README.rstrip("\n").split("\n"))
    if (root / "LICENSE").is_file():
        shutil.copyfile(root / "LICENSE", stage / "LICENSE")
    return tuple(outcomes)


def _converted(items: tuple[Evidence | Malformed, ...], kb: KnowledgeBase) -> tuple[list[Converted], list[Outcome]]:
    kept: list[Converted] = []
    outcomes: list[Outcome] = []
    seen: set[str] = set()
    for item in items:
        if isinstance(item, Malformed):
            outcomes.append(Outcome(f"line {item.line1}", "malformed", item.words))
            continue
        if item.id in seen:
            outcomes.append(Outcome(item.id, "left_out", f"id stands twice: the first EID{item.id} counts"))
            continue
        seen.add(item.id)
        try:
            one = convert(item, kb)
        except LeftOut as reason:
            outcomes.append(Outcome(item.id, "left_out", str(reason)))
            continue
        kept.append(one)
        outcomes.append(Outcome(item.id, one.folder.removesuffix("s"), _imported_words(one)))
    return kept, outcomes


def _imported_words(one: Converted) -> str:
    words = f"{', '.join(row['id'] for row in one.rows)} in {_LAYER[one.folder]}"
    return words + (f"; new in drugs.tsv: {', '.join(one.new_drugs)}" if one.new_drugs else "")


def _write_tables(kb: KnowledgeBase, kept: list[Converted], stage: Path) -> None:
    shutil.rmtree(stage, ignore_errors=True)
    for folder in ("assertions", "resistance", "coordinates"):
        (stage / folder).mkdir(parents=True)
    for name, table in kb.tables.items():
        _write(stage / name, ["\t".join(table.columns), *_lines(name, table.lines, kept)])
    for folder, name in _LAYER.items():
        _write(stage / name, ["\t".join(COLUMNS[folder]), *_layer_lines(folder, kept)])


def _lines(name: str, lines: tuple[str, ...], kept: list[Converted]) -> list[str]:
    """Return the lines of one of our tables: the manifest names the layer, the drug table gets the new drugs."""
    if name == "manifest.tsv":
        marked = [_marked(line) for line in lines]
        return sorted([*marked, f"attribution_civic\t{_ATTRIBUTION}\tno\t"], key=_first_cell)
    if name == "drugs.tsv":
        added = dict.fromkeys(drug for one in kept for drug in one.new_drugs)
        return sorted([*lines, *(_drug_line(drug) for drug in added)], key=_first_cell)
    return list(lines)


def _marked(line: str) -> str:
    key, value, *rest = line.split("\t")
    return "\t".join((key, f"{value}+civic" if key == "version" else value, *rest))


def _first_cell(line: str) -> tuple[str | int, ...]:
    return natural(line.partition("\t")[0])


def _drug_line(drug: str) -> str:
    cells = {"drug": drug, "modality": "other", "note": "Named by CIViC evidence only.", "verified": "no"}
    return "\t".join(cells.get(column, "") for column in COLUMNS["drugs.tsv"])


def _layer_lines(folder: str, kept: list[Converted]) -> list[str]:
    rows = sorted((row for one in kept if one.folder == folder for row in one.rows), key=lambda row: natural(row["id"]))
    return ["\t".join(row.get(column, "") for column in COLUMNS[folder]) for row in rows]


def _refused(findings: tuple[Finding, ...], kept: list[Converted], kb: KnowledgeBase) -> dict[str, str]:
    """Return the words of the checks by evidence id, for every item that a finding names.

    Two items that contradict each other both go: to keep one would take a side. Raises KnowledgeBaseError for a fault
    that no item has caused.
    """
    owners = _owners(kept, kb)
    refused: dict[str, str] = {}
    ours: list[str] = []
    for finding in findings:
        places = (finding.place, *_PLACE.findall(finding.words))
        blamed = {identifier for place in places for identifier in owners.get(place, ())}
        if not blamed:
            ours.append(f"{finding.place}: {finding.rule}: {finding.words}")
        for identifier in blamed:
            refused.setdefault(identifier, f"{finding.rule} {_AT_PLACE.sub('', finding.words)}")
    if ours:
        raise KnowledgeBaseError(tuple(ours))
    return refused


def _owners(kept: list[Converted], kb: KnowledgeBase) -> dict[str, set[str]]:
    """Return the evidence ids behind each line that the import wrote, by `file:line`."""
    owners: dict[str, set[str]] = {}
    by_row = {row["id"]: one.evidence_id for one in kept for row in one.rows}
    for folder, name in _LAYER.items():
        for line2, line in enumerate(_layer_lines(folder, kept), start=2):
            owners[f"{name}:{line2}"] = {by_row[line.partition("\t")[0]]}
    drugs = _lines("drugs.tsv", kb.tables["drugs.tsv"].lines, kept)
    for line2, line in enumerate(drugs, start=2):
        users = {one.evidence_id for one in kept if line.partition("\t")[0] in one.new_drugs}
        if users:
            owners[f"drugs.tsv:{line2}"] = users
    return owners


def _one_cell(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _write(path: Path, lines: list[str]) -> None:
    path.write_bytes(("\n".join(lines) + "\n").encode())
