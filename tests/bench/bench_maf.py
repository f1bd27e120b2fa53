"""What reading a large MAF costs: a million rows of 44 columns, beside reading its lines and doing nothing.

`python -m tests.bench.bench_maf [ROWS]` prints ratios of CPU time and peak memory, once for a file of five hundred
samples of which one is asked for, once for a file that is one sample: there more than ten thousand rows are findings,
which are understood, matched and written too, so that the goal is of the first kind only.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from oncotier.knowledge.load import load
from tests.conftest import ROOT, plain_environment

__all__ = ["CEILING", "GOAL", "KINDS", "ROWS", "measure", "write_maf"]

ROWS = 1_000_000
ROUNDS = 5
GOAL = 3.0
CEILING = 4.5  # what a noisy machine measures where one of many samples is read
MEMORY_MB = 64
KINDS = {"one of 500 samples": 500, "one sample": 1}
_GENES = 20_000
_COLUMNS = (
    "Hugo_Symbol Entrez_Gene_Id Center NCBI_Build Chromosome Start_Position End_Position Strand Variant_Classification"
    " Variant_Type Reference_Allele Tumor_Seq_Allele1 Tumor_Seq_Allele2 dbSNP_RS dbSNP_Val_Status Tumor_Sample_Barcode"
    " Matched_Norm_Sample_Barcode HGVSc HGVSp HGVSp_Short Transcript_ID Exon_Number t_depth t_ref_count t_alt_count"
).split()
_MORE = [f"X_{number}" for number in range(44 - len(_COLUMNS))]
_WALK_OF_LINES = "import sys\nfor line in open(sys.argv[1], 'rb'): pass"


def write_maf(path: Path, *, rows: int = ROWS, samples: int = 1) -> None:
    """Write a MAF whose genes are drawn from twenty thousand, those of the gene table among them."""
    chance = random.Random(6)
    known = sorted(load().genes)
    genes = [*known, *(f"ZZGENE{number}" for number in range(_GENES - len(known)))]
    rest = "\t".join(f"value{number}" for number in range(len(_MORE)))
    with path.open("w", encoding="ascii") as out:
        out.write("#version 2.4\n" + "\t".join([*_COLUMNS, *_MORE]) + "\n")
        for number in range(rows):
            gene, codon, place1 = chance.choice(genes), chance.randint(1, 900), chance.randint(1, 10**8)
            out.write(
                f"{gene}\t1\tlab\tGRCh38\tchr7\t{place1}\t{place1}\t+\tMissense_Mutation\tSNP\tC\tC\tT\trs{number}\t\t"
                f"SAMPLE-{number * samples // rows:04}-T\tSAMPLE-N\tc.{3 * codon}C>T\tp.Arg{codon}Cys\tp.R{codon}C\t"
                f"ENST00000000001\t7/20\t100\t70\t30\t{rest}\n"
            )


def measure(path: Path, sample: str, rounds: int = ROUNDS) -> tuple[float, dict[str, float], float]:
    """Return the ratio, the medians of CPU time in seconds, and the peak memory in megabytes."""
    interpret = [sys.executable, "-m", "oncotier", "interpret", str(path), "-f", "json", "-o", "/dev/null"]
    commands = {
        "lines": [sys.executable, "-c", _WALK_OF_LINES, str(path)],
        "interpret": [*interpret, *(("--sample", sample) if sample else ())],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    peak = 0.0
    for _ in range(rounds):
        for name, command in commands.items():
            seconds, megabytes = _run(command)
            times[name].append(seconds)
            peak = max(peak, megabytes)
    medians = {name: statistics.median(found) for name, found in times.items()}
    return medians["interpret"] / medians["lines"], medians, peak


def _run(command: list[str]) -> tuple[float, float]:
    """Return CPU seconds and peak memory (MB) of one process."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "sys.stderr.buffer.write(done.stderr[-2000:])\n"
        "print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)"
    )
    env = {name: value for name, value in plain_environment().items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, cwd=ROOT, env=env, check=True)
    status, seconds, megabytes = done.stdout.decode().split()
    if status != "0":
        raise RuntimeError(done.stderr.decode())
    return float(seconds), float(megabytes)


def main() -> None:
    """Print a table: what, seconds, ratio beside its goal, megabytes."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        for kind, samples in KINDS.items():
            path = Path(folder) / "bench.maf"
            write_maf(path, rows=rows, samples=samples)
            ratio, medians, peak = measure(path, "SAMPLE-0100-T" if samples > 1 else "")
            shown = "  ".join(f"{name} {seconds:.2f} s" for name, seconds in medians.items())
            sys.stdout.write(f"{kind:<20}{shown}  ratio {ratio:.2f} ({GOAL:g})  {peak:.0f} MB ({MEMORY_MB})\n")


if __name__ == "__main__":
    main()
