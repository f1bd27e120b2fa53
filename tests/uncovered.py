"""Compare the lines and branches that no test ran with those that are allowed to be: `tests/tables/uncovered.tsv`.

    python -m tests.uncovered coverage.json      (`.ci/coverage` makes the file)

A gap that is not listed fails, and so does a listed one that is none any more. A gap is named by the text of its line,
so that it is found again when lines move. The last `case` of a `match` needs no entry: mypy proves that it is the last.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests" / "tables" / "uncovered.tsv"
Gap = tuple[str, str]
"""The file below `src/oncotier`, and the text of the line."""


def gaps(measured: dict[str, Any]) -> Iterator[tuple[Gap, int]]:
    """Yield each gap with its 1-based line."""
    for name, one in measured["files"].items():
        path = Path(name)
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
        missing = set(one["missing_lines"])
        branches = {
            source
            for source, target in one["missing_branches"]
            if target not in missing and not _is_last_case(lines[source - 1], target)
        }
        for line1 in sorted(missing | branches):
            yield (path.relative_to("src/oncotier").as_posix(), lines[line1 - 1].strip()), line1


def _is_last_case(text: str, target: int) -> bool:
    return text.strip().startswith("case ") and target < 0


def allowed() -> set[Gap]:
    """Return the gaps that have a reason."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {(row["file"], row["code"]) for row in rows if row["why"]}


def main(path: str) -> int:
    """Print what differs, and the figures; return 1 where anything does."""
    measured = json.loads(Path(path).read_text(encoding="utf-8"))
    found, known = dict(gaps(measured)), allowed()
    for (file, code), line1 in found.items():
        if (file, code) not in known:
            sys.stdout.write(f"not covered: src/oncotier/{file}:{line1}: {code}\n")
    for file, code in sorted(known - found.keys()):
        sys.stdout.write(f"covered, take it from {TABLE.name}: {file}: {code}\n")
    totals = measured["totals"]
    whole = totals["num_statements"] + totals["num_branches"]
    missed = totals["missing_lines"] + totals["missing_branches"]
    sys.stdout.write(f"{whole - missed} of {whole} lines and branches of {len(measured['files'])} files are covered\n")
    return int(found.keys() != known)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
