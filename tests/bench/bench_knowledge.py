"""What the knowledge base costs: CPU of loading, and of a report with ten times as many rows.

`python -m tests.bench.bench_knowledge` prints both. Loading means: read the tables, and everything that a small report
asks of them for the first time. Ten times as many rows are copies of every assertion, resistance row and trial under
other ids: `other genes` moves the copies to other genes, as a knowledge base grows; `same genes` leaves them where they
are, so that the report also weighs ten times as many rows that speak of its own genes. Reports are whole processes, run
side by side, and compared as ratios of medians.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from oncotier.knowledge.load import default_root, load
from oncotier.readers.listing import from_texts
from tests.conftest import ROOT, plain_environment

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["GOALS", "LOAD_MS", "ROUNDS", "load_ms", "multiplied", "ratios"]

ROUNDS = 9
TIMES = 10
LOAD_MS = 30.0
GOALS = {"other genes": 1.3, "same genes": 1.3}
REPORT = ("interpret", "examples/lung_egfr.vcf", "-t", "LUAD", "-f", "json")
_COPIED = ("assertions", "resistance", "trials.tsv")


def load_ms(rounds: int = ROUNDS) -> float:
    """Return the CPU time of loading, and of what one report asks of the tables for the first time, in milliseconds."""
    kb = load()
    readings = [from_texts(["EGFR L858R"], name="bench")]
    settings = Settings(tumor_type="LUAD")
    interpret(readings, kb, settings)
    warm = _median_ms(lambda: interpret(readings, kb, settings), rounds)
    cold = _median_ms(lambda: interpret(readings, load(), settings), rounds)
    return cold - warm


def _median_ms(work: Callable[[], object], rounds: int) -> float:
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * statistics.median(times)


def multiplied(root: Path, *, times: int = TIMES, other_genes: bool = False) -> Path:
    """Write the knowledge base with `times` as many rows to `root`."""
    shutil.copytree(default_root(), root)
    genes = sorted(load().genes)
    for name in _COPIED:
        paths = sorted((root / name).glob("*.tsv")) if (root / name).is_dir() else [root / name]
        for path in paths:
            header, *lines = path.read_text("utf-8").removesuffix("\n").split("\n")
            numbered = ((line, number) for number in range(1, times) for line in lines)
            copies = [_copy(line, number, header, genes if other_genes else []) for line, number in numbered]
            path.write_text("\n".join([header, *lines, *copies]) + "\n", "utf-8")
    return root


def _copy(line: str, number: int, header: str, genes: list[str]) -> str:
    """Return a row under another id; with `genes`, a row of an assertion or resistance table moves to another gene."""
    cells = line.split("\t")
    columns = header.split("\t")
    cells[0] = f"{cells[0]}-copy{number}"
    if genes and "gene" in columns:
        place = columns.index("gene")
        first = cells[place].split(",")[0]
        shifted = (genes.index(first) if first in genes else 0) + 29 * number
        cells[place] = genes[shifted % len(genes)]
    return "\t".join(cells)


def ratios(folder: Path, rounds: int = ROUNDS) -> dict[str, float]:
    """Return how many times as long as with the tables as they are a report takes with ten times as many rows."""
    roots = {
        "": multiplied(folder / "one", times=1),
        "other genes": multiplied(folder / "other", other_genes=True),
        "same genes": multiplied(folder / "same"),
    }
    times: dict[str, list[float]] = {name: [] for name in roots}
    env = {name: value for name, value in plain_environment().items() if name != "PYTHONDONTWRITEBYTECODE"}
    for number in range(rounds + 1):
        for name, root in roots.items():
            command = [sys.executable, "-m", "oncotier", *REPORT, "--knowledge-base", str(root)]
            start = time.perf_counter()
            subprocess.run(command, capture_output=True, cwd=ROOT, env=env, check=True)
            if number:
                times[name].append(time.perf_counter() - start)
    base = statistics.median(times.pop(""))
    return {name: statistics.median(found) / base for name, found in times.items()}


def main() -> None:
    """Print a table: what, number, goal."""
    sys.stdout.write(f"load, ms of CPU  {load_ms():6.1f}  {LOAD_MS:g}\n")
    with tempfile.TemporaryDirectory() as folder:
        for name, ratio in ratios(Path(folder)).items():
            sys.stdout.write(f"{name:<16} {ratio:6.2f}  {GOALS[name]:g}\n")


if __name__ == "__main__":
    main()
