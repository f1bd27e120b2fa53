"""What reading a VCF costs beside decompressing it: a raw genome, the same by its index, and an annotated exome.

`python -m tests.bench.bench_vcf` writes the files (4,000,000 and 100,000 rows; fixed seed), reads each in a process of
its own and prints CPU time, its ratio to decompression and the peak memory. Start-up and the knowledge base's load are
taken off the ratios, by a file of the same header without rows: they do not grow with the file.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.knowledge.load import load
from tests.conftest import ROOT, plain_environment
from tests.readers.builders import bgzf

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["GOALS", "PEAK", "Cost", "decompression", "measure", "reading", "write_exome", "write_genome"]

GOALS = {"genome": 6.0, "exome": 3.0}
"""How many times the CPU time of decompression reading may take, start-up aside."""
PEAK = 64
"""Megabytes."""

GENOME_ROWS = 4_000_000
EXOME_ROWS = 100_000
ROUNDS = 3
_LENGTHS = {
    "1": 249250621, "2": 243199373, "3": 198022430, "4": 191154276, "5": 180915260, "6": 171115067, "7": 159138663,
    "8": 146364022, "9": 141213431, "10": 135534747, "11": 135006516, "12": 133851895, "13": 115169878,
    "14": 107349540, "15": 102531392, "16": 90354753, "17": 81195210, "18": 78077248, "19": 59128983, "20": 63025520,
    "21": 48129895, "22": 51304566, "X": 155270560,
}  # fmt: skip
_FIELDS = (
    "Allele Consequence IMPACT SYMBOL Gene Feature_type Feature BIOTYPE EXON INTRON HGVSc HGVSp cDNA_position"
    " CDS_position Protein_position Amino_acids Codons Existing_variation DISTANCE STRAND FLAGS SYMBOL_SOURCE HGNC_ID"
    " CANONICAL MANE_SELECT TSL APPRIS CCDS ENSP SWISSPROT TREMBL UNIPARC SIFT PolyPhen DOMAINS AF AFR_AF AMR_AF EAS_AF"
    " EUR_AF SAS_AF gnomADe_AF CLIN_SIG PHENO"
).split()
_WITH_PEAK = (
    "import atexit, runpy, sys\n"
    "status = lambda: next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
    "target = sys.argv.pop(1)\n"
    "atexit.register(lambda: print(status().split()[1], file=open(target, 'w')))\n"
    "runpy.run_module('oncotier', run_name='__main__', alter_sys=True)"
)
"""The program, which leaves its peak memory in a file: what the system tells of a child includes its parent's."""
_DECOMPRESS = (
    "import sys; from oncotier.readers.bgzf import sound_blocks\nfor _ in sound_blocks(open(sys.argv[1], 'rb')): pass"
)


class Cost(Value, frozen=True):
    """CPU seconds, wall seconds, and peak memory in megabytes (0 where not measured), of a whole process."""

    cpu: float
    wall: float
    peak: float = 0


def _header(*more: str) -> str:
    contigs = "".join(f"##contig=<ID={name},length={length}>\n" for name, length in _LENGTHS.items())
    columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOR\n"
    return "##fileformat=VCFv4.2\n" + contigs + "".join(f"{line}\n" for line in more) + columns


def _places(rows: int) -> Iterator[tuple[str, int]]:
    total = sum(_LENGTHS.values())
    for name, length in _LENGTHS.items():
        count = round(rows * length / total)
        for number in range(count):
            yield name, 10_000 + number * (length - 20_000) // max(1, count)


def write_genome(path: Path, rows: int = GENOME_ROWS) -> None:
    """Write raw calls, evenly over the genome."""
    chance = random.Random(4)
    bases = "ACGT"

    def lines() -> Iterator[str]:
        for contig, pos1 in _places(rows):
            place = chance.randrange(4)
            depth, other = chance.randrange(20, 60), chance.randrange(5, 30)
            yield (
                f"{contig}\t{pos1}\trs{chance.randrange(10**9)}\t{bases[place]}\t{bases[place - 1]}\t"
                f"{chance.randrange(10, 3000)}.{chance.randrange(100)}\tPASS\tAC=1;AF=0.500;AN=2;DP={depth + other};"
                f"FS=0.{chance.randrange(999)};MQ=60.00;QD=1{chance.randrange(9)}.{chance.randrange(99)}\tGT:AD:DP:GQ\t"
                f"0/1:{depth},{other}:{depth + other}:99\n"
            )

    _write(path, _header(), lines())


def write_exome(path: Path, rows: int = EXOME_ROWS) -> None:
    """Write calls annotated as by VEP on ten transcripts with 44 fields each.

    One in fifty lies in a gene of the table, and of these one in ten changes a protein: the annotation names the gene
    and the codon that lie there. Rows elsewhere are of other genes, and change a protein.
    """
    chance = random.Random(5)
    base = load()
    scope = base.scope("GRCh37")
    spans = [span for one in scope.by_contig.values() for span in one.spans if span.contig in _LENGTHS]
    order = list(_LENGTHS)

    def lines() -> Iterator[str]:
        places = [(order.index(contig), pos1, f"GENE{chance.randrange(20000)}", 0) for contig, pos1 in _places(rows)]
        for number, (place, pos1, other, _) in enumerate(places):
            genes = scope.genes_at(order[place], pos1 - 1, pos1)
            places[number] = (place, pos1, genes[0], -1) if genes else (place, pos1, other, chance.randrange(1, 3000))
        for number in range(0, len(places), 50):
            span = chance.choice(spans)
            place, pos1 = order.index(span.contig), chance.randint(span.start0 + 1, span.end0)
            changed = _coding_place(base, span.gene, chance) if number % 500 == 0 else None
            places[number] = (place, changed[0], span.gene, changed[1]) if changed else (place, pos1, span.gene, -1)
        for place, pos1, gene, coding1 in sorted(places):
            entries = ",".join(_entry(gene, number, coding1, chance) for number in range(10))
            yield f"{order[place]}\t{pos1}\t.\tA\tG\t60\tPASS\tDP=90;CSQ={entries}\tGT:AD:DP\t0/1:60,30:90\n"

    words = "Consequence annotations from Ensembl VEP. Format: " + "|".join(_FIELDS)
    _write(path, _header(f'##INFO=<ID=CSQ,Number=.,Type=String,Description="{words}">'), lines())


def _coding_place(base: KnowledgeBase, gene: str, chance: random.Random) -> tuple[int, int] | None:
    """Return a 1-based position in a coding exon, and the 1-based number of its coding base; None without an exon."""
    for one in base.transcripts(gene, "GRCh37"):
        layout = one.layout
        for _ in range(20):
            coding0 = chance.randrange(layout.cds_length)
            pos1 = layout.position1(layout.place_of(coding0))
            if base.codon_at(gene, "GRCh37", pos1) is None:  # the base that stands there is not known
                return pos1, coding0 + 1
    return None


def _entry(gene: str, number: int, coding1: int, chance: random.Random) -> str:
    """Return an entry of VEP: of a change of this coding base on three transcripts, or deep in an intron."""
    changes = coding1 > 0 and number < 3
    place = str(coding1) if changes else f"{chance.randrange(1, 3000)}+{chance.randrange(100, 9000)}"
    given = {
        "Allele": "G", "Consequence": "missense_variant" if changes else "intron_variant", "IMPACT": "MODERATE",
        "SYMBOL": gene, "Gene": f"ENSG{chance.randrange(10**11):011}", "Feature_type": "Transcript",
        "Feature": f"ENST{chance.randrange(10**11):011}.{number}", "BIOTYPE": "protein_coding", "EXON": f"{number}/20",
        "HGVSc": f"ENST{chance.randrange(10**11):011}.1:c.{place}A>G",
        "HGVSp": f"ENSP{chance.randrange(10**11):011}.1:p.Lys{(coding1 + 2) // 3}Arg" if changes else "",
        "STRAND": "1",
        "Existing_variation": f"rs{chance.randrange(10**9)}&COSV{chance.randrange(10**8)}", "SYMBOL_SOURCE": "HGNC",
        "gnomADe_AF": f"{chance.random():.7f}", "Amino_acids": "K/R", "Codons": "aAg/aGg",
    }  # fmt: skip
    return "|".join(given.get(name, "") for name in _FIELDS)


def _write(path: Path, header: str, lines: Iterator[str]) -> None:
    from pysam import BGZFile

    with BGZFile(str(path), "wb", None) as stream:
        stream.write(header.encode())
        held: list[str] = []
        for line in lines:
            held.append(line)
            if len(held) == 10_000:
                stream.write("".join(held).encode())
                held = []
        stream.write("".join(held).encode())
    path.with_name(f"{path.name}.empty").write_bytes(bgzf(header.encode()))


def measure(command: list[str], rounds: int = ROUNDS) -> Cost:
    """Run a command several times and return the medians. Raises RuntimeError when it fails."""
    env = {name: value for name, value in plain_environment().items() if name != "PYTHONDONTWRITEBYTECODE"}
    found = []
    for _ in range(rounds):
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT, env=env)
        found.append(_waited(child))
    return Cost(*(statistics.median(column) for column in zip(*found, strict=True)))


def _waited(child: subprocess.Popen[bytes]) -> tuple[float, float]:
    from time import perf_counter

    start = perf_counter()
    words = b""
    if child.stderr:
        with child.stderr as stream:
            words = stream.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(words.decode())
    return used.ru_utime + used.ru_stime, perf_counter() - start


def decompression(path: Path, rounds: int = ROUNDS) -> Cost:
    """Return what decompressing alone costs: by bgzip, or by the same library in Python where that is not installed."""
    bgzip = shutil.which("bgzip")
    command = [bgzip, "-dc", str(path)] if bgzip else [sys.executable, "-c", _DECOMPRESS, str(path)]
    start = (
        Cost(0, 0)
        if bgzip
        else measure([sys.executable, "-c", "from oncotier.readers.bgzf import sound_blocks; import deflate"], rounds)
    )
    whole = measure(command, rounds)
    return Cost(whole.cpu - start.cpu, whole.wall - start.wall)


def reading(path: Path, rounds: int = ROUNDS) -> Cost:
    """Return what interpreting a file costs."""
    peak = path.with_name("peak.txt")
    options = ["interpret", str(path), "-f", "json", "-t", "LUAD"]
    cost = measure([sys.executable, "-c", _WITH_PEAK, str(peak), *options], rounds)
    return Cost(cost.cpu, cost.wall, int(peak.read_text()) / 1024)


def main() -> None:
    """Print a table: what, CPU seconds, wall seconds, megabytes, and the ratio to decompression beside its goal."""
    from pysam import tabix_index

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for label, write in (("genome", write_genome), ("exome", write_exome)):
            path = folder / f"{label}.vcf.gz"
            write(path)
            unit, empty = decompression(path), reading(path.with_name(f"{path.name}.empty"))
            _print(f"{label}: decompressed", unit, "")
            _print(f"{label}: without rows", empty, "")
            cost = reading(path)
            _print(label, cost, f"{(cost.cpu - empty.cpu) / unit.cpu:5.2f} of {GOALS[label]:g}")
            if label == "genome":
                tabix_index(str(path), preset="vcf", force=True)
                _print("genome by index", reading(path), "0.4 s in all")


def _print(label: str, cost: Cost, words: str) -> None:
    sys.stdout.write(f"{label:<22}{cost.cpu:7.2f} s {cost.wall:7.2f} s {cost.peak:6.0f} MB  {words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
