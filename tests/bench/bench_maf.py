"""What reading a large MAF costs: a million rows of 44 columns (450 MB), beside reading its lines and doing nothing.

`python -m tests.bench.bench_maf [ROWS]` prints the least time of alternating runs, ratios and peak memory of:

- *one of 500 samples*: a cohort of which one sample is asked for. The goal is of this kind: a million rows in one file
  are a cohort.
- *the same rows twice*: time grows as the file does, and memory not at all.
- *one sample, genes as in a genome*: one patient with a million rows, of which one in a thousand lies in a gene of the
  table (panel genes take up that share of a genome's exons). The thousand findings are interpreted and written too.
- *one sample, 1 in 70*: genes of the table as often as their share of all symbols, and each row changes a protein. No
  patient has fourteen thousand such findings; it shows that time and memory grow with the findings, not faster.

Start-up and the knowledge base's load are taken off the ratio, by a file of the same header without rows: they do not
grow with the file. The ratio with them stands beside it.

The process hashes the input (a report states its SHA-256) and checks the width of every row, also of other samples: a
row that is short may be anybody's. These two passes over all bytes alone take two to three times what reading the lines
takes: the faster a machine searches for line ends, the more. Hashing runs beside the rest, so what is waited for (wall)
is less than what is spent (CPU) where a second core is free. The goal is of the wall; what guards against a slower
reader is the CPU ratio to the two passes, which hardly depends on the machine.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from pathlib import Path

from oncotier.domain.value import Value
from oncotier.knowledge.load import load
from tests.conftest import ROOT, plain_environment

__all__ = ["CEILING", "DOUBLED", "GOAL", "KINDS", "ROWS", "Cost", "measure", "write_maf", "write_twice"]

ROWS = 1_000_000
ROUNDS = 5
GOAL = 3.0
CEILING = 1.7  # beside the two passes, where one of many samples is read; a quiet machine measures 1.2
DOUBLED = 2.1
MEMORY_MB = 64
KINDS = {
    "one of 500 samples": (500, 70),
    "one sample, genes as in a genome": (1, 1000),
    "one sample, 1 in 70": (1, 70),
}
"""Number of samples, and how many rows there are for one in a gene of the table, by name."""
_OTHER_GENES = 18_000
_COLUMNS = (
    "Hugo_Symbol Entrez_Gene_Id Center NCBI_Build Chromosome Start_Position End_Position Strand Variant_Classification"
    " Variant_Type Reference_Allele Tumor_Seq_Allele1 Tumor_Seq_Allele2 dbSNP_RS dbSNP_Val_Status Tumor_Sample_Barcode"
    " Matched_Norm_Sample_Barcode HGVSc HGVSp HGVSp_Short Transcript_ID Exon_Number t_depth t_ref_count t_alt_count"
    " n_depth n_ref_count n_alt_count all_effects Allele Gene Feature Feature_type Consequence cDNA_position"
    " CDS_position Protein_position Amino_acids Codons Existing_variation SIFT PolyPhen IMPACT FILTER"
).split()
_WALK_OF_LINES = "import sys\nfor line in open(sys.argv[1], 'rb'): pass"
_TWO_PASSES = """
import hashlib, sys
digest, others = hashlib.sha256(), bytes(set(range(256)) - set(b"\\t\\n\\r\\0#"))
with open(sys.argv[1], "rb") as stream:
    while chunk := stream.read(1 << 20):
        digest.update(chunk)
        chunk.translate(None, others)
"""


def write_maf(path: Path, *, rows: int = ROWS, samples: int = 1, one_in: int = 70) -> None:
    """Write a MAF as vcf2maf does; of so many rows `one_in` lies in a gene of the gene table."""
    chance = random.Random(6)
    known = sorted(load().genes)
    others = [f"ZZGENE{number}" for number in range(_OTHER_GENES)]
    with path.open("w", encoding="ascii") as out:
        out.write("#version 2.4\n" + "\t".join(_COLUMNS) + "\n")
        for number in range(rows):
            gene = chance.choice(known if chance.random() * one_in < 1 else others)
            out.write(_row(chance, gene, f"SAMPLE-{number * samples // rows:04}-T"))


def write_twice(path: Path) -> None:
    """Write the rows of a MAF behind them a second time."""
    with path.open("rb") as stream, path.open("ab") as out:
        size = path.stat().st_size
        stream.readline()
        stream.readline()
        while stream.tell() < size:
            out.write(stream.read(min(1 << 20, size - stream.tell())))


def _row(chance: random.Random, gene: str, sample: str) -> str:
    codon, place1, depth = chance.randint(1, 900), chance.randint(1, 10**8), chance.randint(50, 900)
    alt, transcript = chance.randint(0, depth), f"ENST00000{chance.randint(200000, 700000)}"
    effect = f"{gene},missense_variant,p.Arg{codon}Cys,{transcript},c.{3 * codon}C>T,MODERATE,YES,deleterious(0),1"
    return (
        f"{gene}\t{codon}\tlab\tGRCh38\tchr7\t{place1}\t{place1}\t+\tMissense_Mutation\tSNP\tC\tC\tT\trs{place1}\t\t"
        f"{sample}\tSAMPLE-N\tc.{3 * codon}C>T\tp.Arg{codon}Cys\tp.R{codon}C\t{transcript}\t7/20\t"
        f"{depth}\t{depth - alt}\t{alt}\t400\t400\t0\t{effect}\tT\tENSG00000146648\t{transcript}\tTranscript\t"
        f"missense_variant\t{3 * codon + 200}/5600\t{3 * codon}/3633\t{codon}/1210\tR/C\tCgt/Tgt\trs{place1}\t"
        "deleterious(0)\tprobably_damaging(0.999)\tMODERATE\tPASS\n"
    )


class Cost(Value, frozen=True):
    """The least CPU seconds of whole processes, the wall ratio of the rows to their lines, and the peak memory (MB)."""

    nothing: float
    lines: float
    passes: float
    start: float
    interpret: float
    wall: float
    peak: float

    @property
    def rows(self) -> float:
        """What the rows alone cost."""
        return self.interpret - self.start

    @property
    def ratio(self) -> float:
        """What the rows cost beside reading their lines, the start of both programs aside."""
        return self.rows / (self.lines - self.nothing)

    @property
    def beside_passes(self) -> float:
        """What the rows cost beside hashing all bytes and finding where their cells and lines end."""
        return self.rows / (self.passes - self.nothing)


def measure(path: Path, sample: str, rounds: int = ROUNDS) -> Cost:
    """Run each command so often, in turn, and return the least of each."""
    empty = path.with_name("empty.maf")
    with path.open("rb") as stream:
        empty.write_bytes(stream.readline() + stream.readline())
    interpret = [sys.executable, "-m", "oncotier", "interpret", "-f", "json", "-o", "/dev/null"]
    commands = {
        "nothing": [sys.executable, "-c", "pass"],
        "lines": [sys.executable, "-c", _WALK_OF_LINES, str(path)],
        "passes": [sys.executable, "-c", _TWO_PASSES, str(path)],
        "start": [*interpret, str(empty)],
        "interpret": [*interpret, str(path), *(("--sample", sample) if sample else ())],
    }
    runs = [{name: _run(command) for name, command in commands.items()} for _ in range(rounds)]
    cpu, wall = ({name: min(run[name][place] for run in runs) for name in commands} for place in (0, 1))
    peak = max(megabytes for run in runs for _, _, megabytes in run.values())
    ratio = (wall["interpret"] - wall["start"]) / (wall["lines"] - wall["nothing"])
    return Cost(**cpu, wall=ratio, peak=peak)


def _run(command: list[str]) -> tuple[float, float, float]:
    """Return CPU seconds, wall seconds and peak memory (MB) of one process."""
    code = (
        "import resource, subprocess, sys, time\n"
        "begun = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True)\n"
        "wall = time.perf_counter() - begun\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "sys.stderr.buffer.write(done.stderr[-2000:])\n"
        "print(done.returncode, used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)"
    )
    env = {name: value for name, value in plain_environment().items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, cwd=ROOT, env=env, check=True)
    status, *figures = done.stdout.decode().split()
    if status != "0":
        raise RuntimeError(done.stderr.decode())
    seconds, wall, megabytes = map(float, figures)
    return seconds, wall, megabytes


def main() -> None:
    """Print a table: what, seconds, ratio beside its goal, megabytes."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.maf"
        for kind, (samples, one_in) in KINDS.items():
            write_maf(path, rows=rows, samples=samples, one_in=one_in)
            sample = "SAMPLE-0100-T" if samples > 1 else ""
            cost = measure(path, sample)
            _print(kind, cost, f" ({GOAL:g})" if samples > 1 else "")
            if samples > 1:
                write_twice(path)
                twice = measure(path, sample)
                grown = twice.rows / cost.rows
                _print("the same rows twice", twice, f", {grown:.2f} times the rows once ({DOUBLED:g})")


def _print(kind: str, cost: Cost, words: str) -> None:
    seconds = f"lines {cost.lines:.2f} s  interpret {cost.interpret:.2f} s, of which start {cost.start:.2f} s"
    ratios = f"of wall {cost.wall:.2f}{words}, of CPU {cost.ratio:.2f}, beside two passes {cost.beside_passes:.2f}"
    sys.stdout.write(f"{kind:<34}{seconds}  {cost.peak:.0f} MB ({MEMORY_MB})  ratio {ratios}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
