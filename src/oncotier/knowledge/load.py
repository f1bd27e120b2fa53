"""From a folder of tables to a `KnowledgeBase`: the only part of the knowledge layer that reads files."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.errors import KnowledgeBaseError
from oncotier.knowledge.base import KnowledgeBase
from oncotier.knowledge.columns import COLUMNS
from oncotier.knowledge.table import Table, parse_table

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["default_root", "load", "read_tables"]


def default_root() -> Path:
    """Return the knowledge base that ships with the program: inside the wheel, or beside `src` in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "knowledgebase"
    return inside if inside.is_dir() else package.parent.parent / "knowledgebase"


def load(root: Path | None = None) -> KnowledgeBase:
    """Read the knowledge base at `root` (default: the one that ships). Raises KnowledgeBaseError."""
    root = root or default_root()
    tables, sha256, faults = read_tables(root)
    if faults:
        raise KnowledgeBaseError(tuple(faults))
    return KnowledgeBase(tables, sha256)


def read_tables(root: Path) -> tuple[dict[str, Table], str, list[str]]:
    """Return all tables by name, the hash of their bytes, and every fault of files and headers."""
    if not root.is_dir():
        return {}, "", [f"{root}: no such folder"]
    digest = hashlib.sha256()
    tables: dict[str, Table] = {}
    faults: list[str] = []
    for name, path in _files(root):
        raw = path.read_bytes()
        digest.update(name.encode() + b"\0" + raw + b"\0")
        try:
            tables[name] = parse_table(name, raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            faults.append(f"{name}: not UTF-8 (byte {error.start})")
            continue
        faults.extend(_header_faults(tables[name]))
    faults.extend(f"{name}: missing" for name in COLUMNS if name.endswith(".tsv") and name not in tables)
    return tables, digest.hexdigest(), faults


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for name in sorted(COLUMNS):
        if name.endswith(".tsv"):
            path = root / name
            if path.is_file():
                yield name, path
        else:
            for path in sorted((root / name).glob("*.tsv")):
                yield f"{name}/{path.name}", path


def _header_faults(table: Table) -> Iterator[str]:
    expected = COLUMNS.get(table.name) or COLUMNS[table.name.partition("/")[0]]
    if table.columns != expected:
        missing = [column for column in expected if column not in table.columns]
        unknown = [column for column in table.columns if column not in expected]
        what = f"missing {missing}" * bool(missing) + f" unknown {unknown}" * bool(unknown)
        yield f"{table.name}:1: the columns must be {' '.join(expected)}; {what.strip() or 'the order differs'}"
