"""Invented cohorts: small MAFs, lists and manifests, and what a result folder holds."""

from __future__ import annotations

from pathlib import Path

MAF_COLUMNS = (
    "Hugo_Symbol", "NCBI_Build", "Chromosome", "Start_Position", "End_Position", "Variant_Classification",
    "Reference_Allele", "Tumor_Seq_Allele2", "Tumor_Sample_Barcode", "HGVSp_Short",
)  # fmt: skip
CHANGES = (
    ("BRAF", "GRCh37", "7", "140453136", "140453136", "Missense_Mutation", "A", "T", "p.V600E"),
    ("KRAS", "GRCh37", "12", "25398284", "25398284", "Missense_Mutation", "C", "T", "p.G12D"),
    ("EGFR", "GRCh37", "7", "55259515", "55259515", "Missense_Mutation", "T", "G", "p.L858R"),
    ("IDH1", "GRCh37", "2", "209113112", "209113112", "Missense_Mutation", "C", "T", "p.R132H"),
    ("OR4F5", "GRCh37", "1", "69511", "69511", "Missense_Mutation", "A", "G", "p.T141A"),
)


def maf_row(sample: str, change: tuple[str, ...]) -> str:
    return "\t".join((*change[:8], sample, change[8])) + "\n"


def maf(samples: int, *, changes: tuple[tuple[str, ...], ...] = CHANGES) -> str:
    """Return a MAF of so many samples, each with one or two changes, in the order of the changes."""
    rows = [
        maf_row(f"P{number:03d}", change)
        for index, change in enumerate(changes)
        for number in range(samples)
        if index in {number % len(changes), (number * 3 + 1) % len(changes)}
    ]
    return "\t".join(MAF_COLUMNS) + "\n" + "".join(rows)


def lists(folder: Path, findings: dict[str, str]) -> Path:
    """Write one list of findings per sample into a new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in findings.items():
        (folder / f"{name}.txt").write_text(text + "\n")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its place."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]
