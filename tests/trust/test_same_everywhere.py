"""The same case gives the same report: whatever the order, the wrapping, the names of contigs, the build, the host."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.batch.cohorts import content, maf
from tests.readers.builders import GRCH37, GRCH38, bgzf, gzipped, vcf, vcf_row
from tests.trust.outcome import Outcome, outcome_of_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Run

FORMAT = ("##FORMAT=<ID=GT>", "##FORMAT=<ID=AD>")
# Contig, position on GRCh37, on GRCh38, REF, ALT: hotspots that the tables of places hold for both builds.
HOTSPOTS = (
    ("7", 55259515, 55191822, "T", "G"),  # EGFR L858R
    ("7", 55249071, 55181378, "C", "T"),  # EGFR T790M
    ("7", 140453136, 140753336, "A", "T"),  # BRAF V600E
    ("12", 25398285, 25245351, "C", "A"),  # KRAS G12C
    ("12", 25398284, 25245350, "C", "T"),  # KRAS G12D
)
BENIGN = tuple(("1", 1000 + place, 1000 + place, "A", "G") for place in range(40))
LOWER = tuple((contig, on37, on38, old.lower(), new.lower()) for contig, on37, on38, old, new in HOTSPOTS)
Variant = tuple[str, int, int, str, str]


def rows_on(build: str, variants: tuple[Variant, ...], *, prefix: str = "") -> list[str]:
    place = {"GRCh37": 1, "GRCh38": 2}[build]
    return [vcf_row(prefix + one[0], int(one[place]), one[3], one[4], ".", "0/1:70,30") for one in variants]


def text_on(build: str = "GRCh38", variants: tuple[Variant, ...] = HOTSPOTS, *, prefix: str = "chr") -> str:
    contigs = [line.replace("ID=chr", "ID=") for line in (GRCH37 if build == "GRCh37" else GRCH38)]
    header = [line.replace("ID=", f"ID={prefix}") for line in contigs]
    return vcf(rows_on(build, variants, prefix=prefix), header=(*header, *FORMAT))


TEXT = text_on()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return outcome_of_bytes(tmp_path_factory.mktemp("base") / "input", TEXT.encode())


def test_the_base_says_something(base: Outcome) -> None:
    assert len(base.labels) == len(HOTSPOTS)
    assert base.options
    assert base.refused
    assert base.code == 0


FORMS: dict[str, Callable[[], bytes]] = {
    "CRLF": lambda: TEXT.replace("\n", "\r\n").encode(),
    "byte-order mark": lambda: b"\xef\xbb\xbf" + TEXT.encode(),
    "gzip": lambda: gzipped(TEXT.encode()),
    "BGZF": lambda: bgzf(TEXT.encode()),
    "BGZF of small blocks": lambda: bgzf(TEXT.encode(), block_size=64),
    "contigs without prefix": lambda: text_on(prefix="").encode(),
    "GRCh37": lambda: text_on("GRCh37", prefix="").encode(),
    "GRCh37 with prefix": lambda: text_on("GRCh37").encode(),
    "benign rows among them": lambda: text_on(variants=(*BENIGN[:20], *HOTSPOTS, *BENIGN[20:])).encode(),
    "rows backwards": lambda: text_on(variants=HOTSPOTS[::-1]).encode(),
    "every row twice": lambda: text_on(variants=(*HOTSPOTS, *HOTSPOTS)).encode(),
    "bases in lower case": lambda: text_on(variants=LOWER).encode(),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_form_of_the_file_does_not_matter(tmp_path: Path, base: Outcome, form: Callable[[], bytes]) -> None:
    found = outcome_of_bytes(tmp_path / "input", form())
    assert found.findings == base.findings
    assert found.code == 0


def test_no_order_of_rows_matters(tmp_path: Path, base: Outcome) -> None:
    variants = [*HOTSPOTS, *BENIGN[:6]]
    for seed in range(25):
        random.Random(seed).shuffle(variants)
        found = outcome_of_bytes(tmp_path / "input", text_on(variants=tuple(variants)).encode())
        assert found.findings == base.findings


def test_split_and_joined_alleles_are_the_same(tmp_path: Path) -> None:
    joined = vcf_row("chr12", 25245350, "C", "A,T", ".", "1/2:40,30,30")
    split = [
        vcf_row("chr12", 25245350, "C", "A", ".", "0/1:70,30"),
        vcf_row("chr12", 25245350, "C", "T", ".", "0/1:70,30"),
    ]
    one = outcome_of_bytes(tmp_path / "a", vcf([joined], header=(*GRCH38, *FORMAT)).encode())
    two = outcome_of_bytes(tmp_path / "b", vcf(split, header=(*GRCH38, *FORMAT)).encode())
    assert one.options == two.options
    assert [label.split()[:2] for label in one.labels] == [label.split()[:2] for label in two.labels]
    assert len(one.labels) == 2


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cohort") / "cohort.maf"
    path.write_text(maf(12))
    return path


def test_a_batch_is_the_same_on_every_machine(run: Run, cohort: Path, tmp_path: Path) -> None:
    """One, two or four workers; any hash seed, locale, time zone; a row order and line ends of another system."""
    header, *rows = cohort.read_text().splitlines()
    random.Random(5).shuffle(rows)
    shuffled = tmp_path / "other" / "cohort.maf"
    shuffled.parent.mkdir()
    shuffled.write_bytes("\r\n".join([header, *sorted(rows, key=lambda row: row.split("\t")[8]), ""]).encode())
    runs = (
        ("1", cohort, {"PYTHONHASHSEED": "0", "LC_ALL": "C"}),
        ("2", cohort, {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8"}),
        ("4", cohort, {"PYTHONHASHSEED": "random", "TZ": "America/St_Johns", "COLUMNS": "50"}),
    )
    found = []
    for jobs, source, env in runs:
        out = tmp_path / f"out{jobs}"
        done = run("batch", str(source), "-o", str(out), "-f", "json", "-f", "html", "-f", "tsv", "-j", jobs, env=env)
        assert done.returncode == 0, done.stderr
        found.append(content(out))
        shutil.rmtree(out)
    assert found[0] == found[1] == found[2]
    done = run("batch", str(shuffled), "-o", str(tmp_path / "out"))
    assert done.returncode == 0
    assert _options(content(tmp_path / "out")["options.tsv"]) == _options(found[0]["options.tsv"])


def _options(table: bytes) -> list[bytes]:
    """Return the table of options without the number of the input's row, which is another one."""
    return [b"\t".join(row.split(b"\t")[:12]) for row in table.splitlines()]
