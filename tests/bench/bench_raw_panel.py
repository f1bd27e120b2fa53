"""What calling costs: a raw panel VCF of 500 rows without FASTA, beside the same rows where no gene lies.

`python -m tests.bench.bench_raw_panel` prints the ratio and what each takes. Rows lie on stored codons, in coding
exons away from them, beside exons and in introns, as a panel's calls do. Whole processes run in turn; CPU time counts.
"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from oncotier.genome.transcript import Transcript
from oncotier.knowledge.base import KnowledgeBase
from oncotier.knowledge.known_bases import known_bases
from oncotier.knowledge.load import load
from tests.conftest import ROOT, plain_environment

__all__ = ["CEILING", "GOAL", "ROUNDS", "ratio", "write_panel"]

ROUNDS = 11
GOAL = 1.3
CEILING = 1.55  # what a noisy machine measures where a quiet one finds 1.28
ROWS = 500
BUILD = "GRCh37"
_AWAY1 = 200_000_001  # behind the genes of every chromosome that is longer
_HEADER = (
    "##fileformat=VCFv4.2\n##contig=<ID=7,length=159138663>\n##contig=<ID=12,length=133851895>\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOR\n"
)


def write_panel(inside: Path, outside: Path, *, rows: int = ROWS) -> None:
    """Write the rows where they are, and the same rows at positions without a gene."""
    kb = load()
    places = _places(kb, random.Random(4), rows)
    inside.write_text(_HEADER + "".join(_row(*place) for place in places), encoding="ascii")
    away = [("1", _AWAY1 + 10 * number, *place[2:]) for number, place in enumerate(places)]
    scope = kb.scope(BUILD)
    free = [place for place in away if not scope.overlaps("1", place[1] - 1, place[1] + len(place[2]))]
    outside.write_text(_HEADER + "".join(_row(*free[number % len(free)]) for number in range(rows)), encoding="ascii")


def _places(kb: KnowledgeBase, chance: random.Random, rows: int) -> list[tuple[str, int, str, str]]:
    known = known_bases(kb, BUILD)
    actionable = sorted(known)
    transcripts = [stored[0] for gene in sorted(kb.genes) if (stored := kb.transcripts(gene, BUILD))]
    found: list[tuple[str, int, str, str]] = []
    while len(found) < rows:
        if chance.random() < 0.02:  # ten calls lie on residues that somebody speaks of
            contig, pos1 = chance.choice(actionable)
        else:
            contig, pos1 = _anywhere(chance.choice(transcripts), chance)
        reference = known.get((contig, pos1), chance.choice("ACGT"))
        alternate = chance.choice([base for base in "ACGT" if base != reference])
        if chance.random() < 0.05:
            alternate = reference + alternate * chance.randint(1, 6)
        found.append((contig, pos1, reference, alternate))
    return sorted(found, key=lambda place: (place[0].zfill(2), place[1]))


def _anywhere(transcript: Transcript, chance: random.Random) -> tuple[str, int]:
    """Draw a base in an exon or up to 100 bases beside one, as captured by a panel."""
    start, end = chance.choice(transcript.exons)
    return transcript.contig, chance.randint(start - 100, end + 100)


def _row(contig: str, pos1: int, reference: str, alternate: str) -> str:
    return f"{contig}\t{pos1}\t.\t{reference}\t{alternate}\t60\tPASS\tDP=400\tGT:AD:DP\t0/1:300,100:400\n"


def ratio(folder: Path, rounds: int = ROUNDS) -> tuple[float, dict[str, float]]:
    """Return how many times as long the rows in genes take, and the medians in seconds."""
    paths = {"in genes": folder / "inside.vcf", "nothing in scope": folder / "outside.vcf"}
    write_panel(paths["in genes"], paths["nothing in scope"])
    env = {name: value for name, value in plain_environment().items() if name != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {name: [] for name in paths}
    for number in range(rounds + 1):
        for name, path in paths.items():
            command = [sys.executable, "-m", "oncotier", "interpret", str(path), "-t", "LUAD", "-f", "json"]
            before = _cpu_seconds()
            done = subprocess.run(command, capture_output=True, cwd=ROOT, env=env, check=False)
            if done.returncode:
                raise RuntimeError(done.stderr.decode())
            if number:
                times[name].append(_cpu_seconds() - before)
    medians = {name: statistics.median(found) for name, found in times.items()}
    return medians["in genes"] / medians["nothing in scope"], medians


def _cpu_seconds() -> float:
    """Return the CPU time of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print a table: what, milliseconds; and the ratio beside its goal."""
    with tempfile.TemporaryDirectory() as folder:
        found, medians = ratio(Path(folder))
    for name, seconds in medians.items():
        sys.stdout.write(f"{name:<18}{1000 * seconds:6.0f} ms\n")
    sys.stdout.write(f"{'ratio':<18}{found:6.2f}  {GOAL:g}\n")


if __name__ == "__main__":
    main()
