"""Our VCF reader against pysam (htslib), cyvcf2 and bcftools: the same rows, alleles, filters and counts.

cyvcf2 runs in a process of its own: a file that it does not like ends the process.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oncotier.domain.observation import VariantObservation
from oncotier.errors import OncotierError
from oncotier.genome.assembly import contig_name
from tests.readers.builders import bgzf, read_path, vcf, vcf_row

HEADER = (
    "##contig=<ID=chr7,length=159345973>",
    "##contig=<ID=chr12,length=133275309>",
    '##FILTER=<ID=LowQ,Description="q">',
    '##FILTER=<ID=Bad,Description="b">',
    '##INFO=<ID=DP,Number=1,Type=Integer,Description="d">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="g">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="ad">',
)
# Exons with the bases beside them: what lies deeper in an intron is counted, and handed over by no reader.
PLACES = st.tuples(st.just("chr7"), st.integers(55_191_715, 55_191_880)) | st.tuples(
    st.just("chr12"), st.integers(25_245_280, 25_245_390)
)
BASES = st.text("ACGT", min_size=1, max_size=4)
# Record, contig, position, REF, ALT, filters, reads of the allele, all reads.
Call = tuple[int, str, int, str, str, tuple[str, ...], int | None, int | None]


@st.composite
def rows(draw: st.DrawFn) -> str:
    contig, pos = draw(PLACES)
    reference = draw(BASES)
    alternates = draw(st.lists(BASES.filter(lambda one: one != reference), min_size=1, max_size=3, unique=True))
    counts = draw(st.lists(st.integers(1, 900), min_size=len(alternates) + 1, max_size=len(alternates) + 1))
    genotype = "/".join(map(str, range(len(alternates) + 1)))
    depths = ",".join(map(str, counts)) if draw(st.booleans()) else "."
    filters = draw(st.sampled_from(["PASS", ".", "LowQ", "LowQ;Bad"]))
    info = draw(st.sampled_from([".", "DP=5", "DP=7"]))
    values = f"{genotype}:{depths}"
    return vcf_row(contig, pos, reference, ",".join(alternates), info, values, filter_=filters)


def ours(path: Path) -> set[Call]:
    found: set[Call] = set()
    for one in read_path(path).observations:
        assert isinstance(one, VariantObservation)
        assert one.locus is not None
        reads = None if one.vaf is None or one.depth is None else round(one.vaf * one.depth)
        place = (one.source.record1, one.locus.contig, one.locus.pos1, one.locus.reference, one.locus.alternate)
        found.add((*place, _filters(one.filter.split(";")), reads, one.depth))
    return found


def _filters(names: list[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if name not in {"", ".", "PASS"}))


def by_pysam(path: Path) -> set[Call]:
    import pysam

    pysam.set_verbosity(0)
    found: set[Call] = set()
    with pysam.VariantFile(str(path)) as stream:
        for record1, row in enumerate(stream, 1):
            counts: tuple[int | None, ...] = next(iter(row.samples.values())).get("AD") or (None,)
            depths = [count for count in counts if count is not None]
            known = len(depths) == len(counts)
            for number1, alternate in enumerate(row.alts or (), 1):
                place = (record1, contig_name(row.contig), row.pos, row.ref, alternate)
                reads = (depths[number1], sum(depths)) if known else (None, None)
                found.add((*place, _filters([str(name) for name in row.filter]), *reads))
    return found


CYVCF2 = """
import json, sys
from cyvcf2 import VCF
for row in VCF(sys.argv[1]):
    counts = row.format("AD")
    counts = None if counts is None or (counts < 0).any() else counts[0].tolist()
    print(json.dumps([row.CHROM, row.POS, row.REF, row.ALT, row.FILTERS, counts]))
"""


def by_cyvcf2(path: Path) -> set[Call]:
    done = subprocess.run([sys.executable, "-c", CYVCF2, str(path)], capture_output=True, check=True, timeout=120)
    found: set[Call] = set()
    for record1, line in enumerate(done.stdout.splitlines(), 1):
        contig, pos, reference, alternates, filters, counts = json.loads(line)
        for number1, alternate in enumerate(alternates, 1):
            reads = (counts[number1], sum(counts)) if counts else (None, None)
            found.add((record1, contig_name(contig), pos, reference, alternate, _filters(filters), *reads))
    return found


BCFTOOLS = shutil.which("bcftools") or ""
with_bcftools = pytest.mark.skipif(not BCFTOOLS, reason="no bcftools here (apt-get install bcftools)")


def asked_of_bcftools(path: Path, columns: str) -> list[list[str]]:
    done = subprocess.run(
        [BCFTOOLS, "query", "-f", columns + "\n", str(path)], capture_output=True, text=True, check=True, timeout=120
    )
    return [line.split("\t") for line in done.stdout.splitlines()]


def by_bcftools(path: Path) -> set[Call]:
    found: set[Call] = set()
    for record1, row in enumerate(asked_of_bcftools(path, "%CHROM\\t%POS\\t%REF\\t%ALT\\t%FILTER[\\t%AD]"), 1):
        contig, pos, reference, alternates, filters, stated = row
        counts = [int(count) for count in stated.split(",")] if "." not in stated else []
        for number1, alternate in enumerate(alternates.split(","), 1):
            reads = (counts[number1], sum(counts)) if counts else (None, None)
            found.add(
                (record1, contig_name(contig), int(pos), reference, alternate, _filters(filters.split(";")), *reads)
            )
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(rows(), min_size=1, max_size=12), is_packed=st.booleans())
def test_pysam_reads_the_same(lines: list[str], is_packed: bool) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "input.vcf"
        data = vcf(lines, header=HEADER).encode()
        path.write_bytes(bgzf(data, block_size=300) if is_packed else data)
        assert ours(path) == by_pysam(path)


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One long file of rows as above: a process for each of many files would take minutes."""
    lines: list[str] = []

    @settings(max_examples=300, database=None)
    @given(row=rows())
    def collect(row: str) -> None:
        lines.append(row)

    collect()
    path = tmp_path_factory.mktemp("long") / "input.vcf"
    path.write_text(vcf(lines, header=HEADER))
    assert len(lines) > 200
    return path


def test_cyvcf2_reads_the_same(long_file: Path) -> None:
    assert ours(long_file) == by_cyvcf2(long_file) == by_pysam(long_file)


@with_bcftools
def test_bcftools_reads_the_same(long_file: Path) -> None:
    assert ours(long_file) == by_bcftools(long_file)


Place = tuple[str, int, str]


def places_by_pysam(path: Path) -> list[Place]:
    import pysam

    pysam.set_verbosity(0)
    # By an open file: htslib cannot seek in plain gzip, which several tools write.
    with path.open("rb") as raw, pysam.VariantFile(raw) as stream:
        return [(contig_name(row.contig), row.pos, (row.ref or "").upper()) for row in stream]


def places_by_cyvcf2(path: Path) -> list[Place]:
    code = (
        "import sys; from cyvcf2 import VCF\nfor row in VCF(sys.argv[1]): print(row.CHROM, row.POS, row.REF, sep='\\t')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, check=True, text=True, timeout=600
    )
    return [_place(*line.split("\t")) for line in done.stdout.splitlines()]


def places_by_bcftools(path: Path) -> list[Place]:
    return [_place(*row) for row in asked_of_bcftools(path, "%CHROM\\t%POS\\t%REF")]


def _place(contig: str, pos: str, reference: str) -> Place:
    return contig_name(contig), int(pos), reference.upper()


OTHERS = [places_by_pysam, places_by_cyvcf2, pytest.param(places_by_bcftools, marks=with_bcftools)]


@pytest.mark.shared
@pytest.mark.parametrize("theirs", OTHERS)
def test_real_files_have_the_same_rows(shared_path: Path, theirs: Callable[[Path], list[Place]]) -> None:
    """Of files of many callers: as many records, and every place of ours is one of theirs."""
    seen = 0
    for path in sorted((shared_path / "data").rglob("*.vcf*")):
        if "15_bad_inputs" in path.parts or path.suffix in {".tbi", ".csi"}:
            continue
        try:
            reading = read_path(path)
        except OncotierError as error:
            reading = read_path(path, sample=_first_sample(error), build="GRCh38")
        found = theirs(path)
        assert reading.records_read == len(found), path
        for one in reading.observations:
            if isinstance(one, VariantObservation) and one.locus is not None:
                place = (one.locus.contig, one.locus.pos1, one.locus.reference)
                assert found[one.source.record1 - 1] == place, (path, place)
        seen += 1
    assert seen >= 8


def _first_sample(error: OncotierError) -> str:
    return error.hint.partition("columns: ")[2].split(", ")[0]
