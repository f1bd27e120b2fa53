"""What the page costs: CPU of a whole run with `-f html` beside one with `-f json`, in turns.

`python -m tests.bench.bench_html` prints both. User and system time of the processes are added up, so that other work
on the machine counts little; the smallest of many runs is the closest to the work itself.
"""

from __future__ import annotations

import resource
import subprocess
import sys

from tests.conftest import ROOT, plain_environment

__all__ = ["ADDED_MS", "ROUNDS", "cpu_ms"]

ROUNDS = 9
ADDED_MS = 100.0
_REPORT = ("interpret", "examples/lung_egfr.vcf", "-t", "LUAD", "-f")


def cpu_ms(rounds: int = ROUNDS) -> dict[str, float]:
    """Return the least CPU time of a run by format, in milliseconds; compiled modules exist."""
    env = {name: value for name, value in plain_environment().items() if name != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {"json": [], "html": []}
    for number in range(rounds + 1):
        for name, found in times.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            command = [sys.executable, "-m", "oncotier", *_REPORT, name]
            subprocess.run(command, capture_output=True, cwd=ROOT, env=env, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if number:
                found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {name: 1000 * min(found) for name, found in times.items()}


def main() -> None:
    """Print a table: format, milliseconds of CPU."""
    found = cpu_ms()
    for name, milliseconds in found.items():
        sys.stdout.write(f"{name:<6}{milliseconds:7.0f}\n")
    sys.stdout.write(f"added {found['html'] - found['json']:7.0f}  {ADDED_MS:g}\n")


if __name__ == "__main__":
    main()
