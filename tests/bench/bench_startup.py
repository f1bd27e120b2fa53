"""How long the program takes to start, as multiples of an empty Python: `python -m tests.bench.bench_startup`.

Each round runs every command once, so that a noisy moment hits all of them alike; medians are compared. Compiled
modules exist (a first round is thrown away), as in an installation.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import NamedTuple

from tests.conftest import PROGRAM, ROOT, plain_environment

__all__ = ["GOALS", "Goal", "measure", "ratios"]

ROUNDS = 11
BASE = "python -c pass"


class Goal(NamedTuple):
    """A command and the most that it may cost, in units of an empty Python."""

    arguments: tuple[str, ...]
    most: float


GOALS = {
    "--version": Goal(("--version",), 5),
    "--help": Goal(("--help",), 10),
    "small report": Goal(("interpret", "examples/lung_egfr.vcf", "-t", "LUAD"), 15),
    "small report, JSON": Goal(("interpret", "examples/lung_egfr.vcf", "-t", "LUAD", "-f", "json"), 15),
}


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """Return the median time of every command in seconds."""
    commands = {BASE: [sys.executable, "-c", "pass"]}
    commands |= {name: [str(PROGRAM), *goal.arguments] for name, goal in GOALS.items()}
    env = {name: value for name, value in plain_environment().items() if name != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, env=env, check=True)
            if number:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def ratios(medians: dict[str, float]) -> dict[str, float]:
    """Return how many times as long as an empty Python each command takes."""
    return {name: seconds / medians[BASE] for name, seconds in medians.items() if name != BASE}


def main() -> None:
    """Print a table: command, milliseconds, ratio, goal."""
    medians = measure()
    found = ratios(medians)
    rows = [("command", "ms", "ratio", "goal"), (BASE, f"{1000 * medians[BASE]:.0f}", "1", "")]
    rows += [(name, f"{1000 * medians[name]:.0f}", f"{found[name]:.1f}", f"{GOALS[name].most:g}") for name in GOALS]
    for name, milliseconds, ratio, goal in rows:
        sys.stdout.write(f"{name:<20}{milliseconds:>6}{ratio:>7}{goal:>6}\n")


if __name__ == "__main__":
    main()
