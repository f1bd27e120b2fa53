"""What a batch costs: reports per second and core, the gain of a second worker, memory; beside reading alone.

`python -m tests.bench.bench_batch` prints the table of the README. Every sample is a VCF of ten rows as VEP annotates
them: two in genes of the table, the rest elsewhere. Costs are CPU time of all processes of a run, the least of some
runs in turn; start-up is taken out by comparing runs of two sizes. cyvcf2 and `bcftools query` read the same files and
do nothing with them. No other program that makes such reports runs without a network or a database of its own, so that
none stands beside them.
"""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from oncotier.batch.request import Request
from oncotier.batch.workbench import Workbench
from oncotier.domain.value import replace
from tests.conftest import ROOT, plain_environment

__all__ = ["MOST_MB", "MOST_READS", "Cost", "cost", "interpret_ms", "least", "per_sample_ms", "read_ms", "write_calls"]

MOST_MB = 80
MOST_READS = 20.0  # beside interpretation, a sample takes so many times what cyvcf2 takes to read its file; 7 in quiet

SMALL, LARGE, ROUNDS = 200, 1000, 3
_ENDS = (
    "##fileformat=VCFv4.2\n"
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: Allele|'
    'Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|EXON|INTRON|HGVSc|HGVSp|CANONICAL">\n'
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allelic depths">\n'
    "##contig=<ID=chr1,length=248956422>\n##contig=<ID=chr2,length=242193529>\n##contig=<ID=chr3,length=198295559>\n"
    "##contig=<ID=chr7,length=159345973>\n##contig=<ID=chr12,length=133275309>\n##contig=<ID=chr17,length=83257441>\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t"
)
# Chromosome, position on GRCh38 (1-based), bases, gene, transcript, coding and protein change.
_CHANGES = (
    (1, 114713908, "T", "C", "NRAS", "ENST00000369535", "182A>G", "Gln61Arg"),
    (2, 208248388, "C", "T", "IDH1", "ENST00000345146", "395G>A", "Arg132His"),
    (3, 179218303, "G", "A", "PIK3CA", "ENST00000263967", "1633G>A", "Glu545Lys"),
    (7, 55191822, "T", "G", "EGFR", "ENST00000275493", "2573T>G", "Leu858Arg"),
    (7, 140753336, "A", "T", "BRAF", "ENST00000646891", "1799T>A", "Val600Glu"),
    (12, 25245350, "C", "T", "KRAS", "ENST00000311936", "35G>A", "Gly12Asp"),
    (17, 7673802, "C", "T", "TP53", "ENST00000269305", "818G>A", "Arg273His"),
)
_ELSEWHERE = [
    (2, 178560000 + 50 * number, "G", "A", "TTN", "ENST00000589042", f"{number + 1}G>A", f"Val{number + 1}Ile")
    for number in range(8)
]


class Cost(NamedTuple):
    """What one run took: seconds of CPU and of the clock, and the largest resident memory in MB.

    That of a worker, and that of the process that leads them.
    """

    cpu_s: float
    wall_s: float
    worker_mb: float
    leader_mb: float


def write_calls(folder: Path, count: int) -> Path:
    """Write so many samples into a new folder."""
    folder.mkdir()
    for number in range(count):
        chance = random.Random(number)
        rows = sorted([*chance.sample(_CHANGES, 2), *_ELSEWHERE])
        text = "".join(_row(row, chance.randint(5, 200)) for row in rows)
        (folder / f"S{number:05d}.vcf").write_text(f"{_ENDS}S{number:05d}\n{text}", encoding="ascii")
    return folder


def _row(change: tuple[int, int, str, str, str, str, str, str], reads: int) -> str:
    chromosome, pos1, ref, alt, gene, transcript, coding, protein = change
    csq = f"{alt}|missense_variant|MODERATE|{gene}||Transcript|{transcript}|protein_coding|||"
    csq += f"{transcript}.1:c.{coding}|ENSP00000000000.1:p.{protein}|YES"
    return f"chr{chromosome}\t{pos1}\t.\t{ref}\t{alt}\t60\tPASS\tCSQ={csq}\tGT:AD\t0/1:200,{reads}\n"


def cost(source: Path, *options: str) -> Cost:
    """Run a batch in processes of its own and return what it took.

    Results stay until the end: a file system may look for a free inode among those just deleted, which costs more than
    writing the file.
    """
    script = (
        "import resource, sys, time\nfrom oncotier.cli.main import main\nbegun = time.perf_counter()\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "own, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))\n"
        "print(own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime, time.perf_counter() - begun,"
        " theirs.ru_maxrss / 1024, own.ru_maxrss / 1024)\n"
    )
    out = tempfile.mkdtemp(prefix="out-", dir=source.parent)
    command = [sys.executable, "-c", script, "batch", str(source), "-o", out, "-t", "LUAD", *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=plain_environment(), check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Cost(*map(float, done.stdout.split()))


def least(small: Path, large: Path, *options: str, rounds: int = 1) -> Cost:
    """Return what one sample takes: the least that the larger batch took, less the least of the smaller, in turn."""
    found = [(cost(small, *options), cost(large, *options)) for _ in range(rounds)]
    few, many = ([min(figures) for figures in zip(*costs, strict=True)] for costs in zip(*found, strict=True))
    samples = len(list(large.iterdir())) - len(list(small.iterdir()))
    return Cost(*((more - less) / samples for less, more in zip(few, many, strict=True)))


def per_sample_ms(small: Path, large: Path, *options: str, rounds: int = 1) -> float:
    """Return the CPU milliseconds of one sample: what the larger batch took more."""
    return 1000 * least(small, large, *options, rounds=rounds).cpu_s


def interpret_ms(source: Path) -> float:
    """Return the CPU milliseconds that the interpretation of one sample takes, when everything is read."""
    asked = Request(tumor_type="LUAD")
    with Workbench(asked) as bench:
        samples = [bench.readings(replace(asked, inputs=(str(file),))) for file in sorted(source.iterdir())]
        bench.case_of(asked, samples[0])
        begun = time.process_time()
        for readings in samples:
            bench.case_of(asked, readings)
        return 1000 * (time.process_time() - begun) / len(samples)


def read_ms(source: Path) -> dict[str, float]:
    """Return the CPU milliseconds of one file for tools that only read it."""
    files = sorted(source.iterdir())
    found = {"cyvcf2, all rows and CSQ": _cyvcf2_ms(files)}
    if shutil.which("bcftools"):
        before = _cpu_s()
        for file in files[:SMALL]:
            command = ["bcftools", "query", "-f", "%CHROM %POS %INFO/CSQ[ %AD]\n", str(file)]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        found["bcftools query, a process a file"] = 1000 * (_cpu_s() - before) / len(files[:SMALL])
    return found


def _cyvcf2_ms(files: list[Path]) -> float:
    from cyvcf2 import VCF

    begun = time.process_time()
    for file in files:
        for record in VCF(str(file)):
            record.INFO.get("CSQ").split(",")
            record.format("AD")
    return 1000 * (time.process_time() - begun) / len(files)


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print what a sample takes, by format and tool, and what a second worker and memory come to."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = (write_calls(Path(folder) / str(count), count) for count in (SMALL, LARGE))
        rows = {
            f"{words} and tables": per_sample_ms(small, large, "-j", "1", *_formats(words), rounds=ROUNDS)
            for words in ("JSON", "JSON, TSV", "JSON, HTML")
        }
        rows |= {
            "of it interpretation": min(interpret_ms(large) for _ in range(ROUNDS)),
            **read_ms(large),
        }
        for name, milliseconds in rows.items():
            sys.stdout.write(f"{name:<34}{milliseconds:8.2f} ms  {1000 / milliseconds:6.0f} per second and core\n")
        one, two = (least(small, large, "-j", jobs, rounds=ROUNDS) for jobs in ("1", "2"))
        sys.stdout.write(f"{'two workers for one':<34}{one.wall_s / two.wall_s:8.2f}\n")
        sys.stdout.write(f"{'memory of a worker':<34}{cost(large, '-j', '2').worker_mb:8.0f} MB\n")
        sys.stdout.write(f"{'memory of a sample that is done':<34}{1024 * one.leader_mb:8.1f} kB\n")


def _formats(words: str) -> list[str]:
    return [part for name in words.lower().split(", ") for part in ("-f", name)]


if __name__ == "__main__":
    main()
