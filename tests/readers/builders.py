"""Small inputs made from rows: VCF with VEP annotation, MAF, gzip and BGZF bytes; and a short way to read them."""

from __future__ import annotations

import gzip
import struct
import zlib
from functools import cache, partial
from typing import TYPE_CHECKING

from oncotier.domain.observation import VariantObservation
from oncotier.domain.settings import ReadSettings, Settings
from oncotier.interpret.assemble import interpret
from oncotier.interpret.caller import no_reference
from oncotier.knowledge.known_bases import known_bases
from oncotier.knowledge.load import load
from oncotier.readers.reader import Context
from oncotier.readers.registry import read_input
from oncotier.readers.source import open_input

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from oncotier.domain.observation import Reading, Tally
    from oncotier.domain.report import Report
    from oncotier.interpret.caller import References
    from oncotier.knowledge.base import KnowledgeBase

CSQ_FIELDS = tuple(
    "Allele Consequence SYMBOL Feature EXON INTRON HGVSc HGVSp Protein_position Amino_acids CANONICAL MANE_SELECT"
    " PICK ALLELE_NUM".split()
)
GRCH38 = ("##contig=<ID=chr7,length=159345973>", "##contig=<ID=chr12,length=133275309>")
GRCH37 = ("##contig=<ID=7,length=159138663>", "##contig=<ID=12,length=133851895>")
EOF_BLOCK = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
MAF_COLUMNS = (
    "Hugo_Symbol NCBI_Build Chromosome Start_Position Reference_Allele Tumor_Seq_Allele1 Tumor_Seq_Allele2"
    " Variant_Classification Tumor_Sample_Barcode HGVSc HGVSp_Short t_depth t_ref_count t_alt_count"
).split()


def csq(fields: Sequence[str] = CSQ_FIELDS, **given: str) -> str:
    """Write one entry of a VEP annotation in the order of `fields`; what is not given stays empty."""
    return "|".join(given.get(name, "") for name in fields)


def annotation_line(fields: Sequence[str] = CSQ_FIELDS, key: str = "CSQ") -> str:
    """Write the header line that describes a VEP annotation."""
    words = "Consequence annotations from Ensembl VEP. Format: " + "|".join(fields)
    return f'##INFO=<ID={key},Number=.,Type=String,Description="{words}">'


def vcf_row(
    chrom: str,
    pos: int | str,
    ref: str,
    alt: str,
    info: str = ".",
    *values: str,
    filter_: str = "PASS",
    qual: str = "100",
    format_: str = "GT:AD",
) -> str:
    """Write one data row; `values` are the sample columns."""
    cells = [chrom, str(pos), ".", ref, alt, qual, filter_, info]
    return "\t".join([*cells, format_, *values] if values else cells)


def vcf(
    rows: Iterable[str],
    *,
    samples: Sequence[str] = ("TUMOR",),
    header: Sequence[str] = (*GRCH38, annotation_line()),
    version: str = "##fileformat=VCFv4.2",
) -> str:
    """Write a VCF."""
    columns = "#CHROM POS ID REF ALT QUAL FILTER INFO".split()
    line = "\t".join([*columns, "FORMAT", *samples] if samples else columns)
    start = [version] if version else []
    return "".join(f"{text}\n" for text in [*start, *header, line, *rows])


def egfr(**given: str) -> str:
    """Write the row of EGFR L858R on GRCh38, with other cells or CSQ fields where given."""
    entry = {
        "Allele": "G",
        "Consequence": "missense_variant",
        "SYMBOL": "EGFR",
        "Feature": "ENST00000275493",
        "HGVSp": "ENSP00000275493.2:p.Leu858Arg",
    }
    entry |= {name: value for name, value in given.items() if name in CSQ_FIELDS}
    return vcf_row(
        given.get("chrom", "chr7"),
        given.get("pos", "55191822"),
        given.get("ref", "T"),
        given.get("alt", "G"),
        given.get("info", f"CSQ={csq(**entry)}"),
        given.get("value", "0/1:70,30"),
        filter_=given.get("filter", "PASS"),
        qual=given.get("qual", "100"),
        format_=given.get("format", "GT:AD"),
    )


def kras() -> str:
    """Write the row of KRAS G12C on GRCh38."""
    entry = csq(Allele="A", Consequence="missense_variant", SYMBOL="KRAS", HGVSp="ENSP00000256078.5:p.Gly12Cys")
    return vcf_row("chr12", 25245351, "C", "A", f"CSQ={entry}", "0/1:60,20")


def maf(rows: Iterable[Mapping[str, str]], columns: Sequence[str] = MAF_COLUMNS, *, start: str = "") -> str:
    """Write a MAF from rows by column name."""
    lines = ["\t".join(columns), *("\t".join(row.get(name, "") for name in columns) for row in rows)]
    return start + "".join(f"{line}\n" for line in lines)


def maf_row(gene: str = "EGFR", protein: str = "p.L858R", sample: str = "S1", **given: str) -> dict[str, str]:
    """Return the cells of one MAF row."""
    cells = {
        "Hugo_Symbol": gene,
        "HGVSp_Short": protein,
        "Tumor_Sample_Barcode": sample,
        "Variant_Classification": "Missense_Mutation",
    }
    return cells | given


def bgzf(data: bytes, *, block_size: int = 65280, with_end: bool = True) -> bytes:
    """Compress to BGZF with blocks of a chosen size."""
    starts = range(0, len(data), block_size)
    blocks = [bgzf_block(data[start : start + block_size]) for start in starts]
    return b"".join(blocks) + EOF_BLOCK * with_end


def bgzf_block(data: bytes) -> bytes:
    """Compress one block (SAM specification, section 4.1)."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = packer.compress(data) + packer.flush()
    head = b"\x1f\x8b\x08\x04" + bytes(5) + b"\xff\x06\x00BC\x02\x00"
    size = len(head) + 2 + len(body) + 8
    return head + struct.pack("<H", size - 1) + body + struct.pack("<II", zlib.crc32(data), len(data))


def gzipped(data: bytes) -> bytes:
    """Compress to plain gzip."""
    return gzip.compress(data, mtime=0)


@cache
def knowledge() -> KnowledgeBase:
    return load()


def context(*, sample: str = "", build: str = "") -> Context:
    kb = knowledge()
    settings = ReadSettings(sample=sample, build=build)
    thresholds = {name: threshold.value for name, threshold in kb.thresholds.items()}
    return Context(
        kb.scope,
        kb.names,
        settings,
        kb.own_transcripts,
        partial(known_bases, kb),
        kb.transcripts,
        kb.domain_windows,
        thresholds,
        lambda _: kb.promoter_genes.union(kb.splice_windows),
    )


def read(
    folder: Path,
    data: str | bytes,
    *,
    sample: str = "",
    build: str = "",
    input_format: str = "",
    name: str = "input",
) -> Reading:
    """Write the data to a file and read it as the program does."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_path(path, sample=sample, build=build, input_format=input_format)


def read_path(path: Path, *, sample: str = "", build: str = "", input_format: str = "") -> Reading:
    source = open_input(str(path))
    return read_input(source, context(sample=sample, build=build), input_format=input_format)


def variants(reading: Reading) -> list[VariantObservation]:
    return [one for one in reading.observations if isinstance(one, VariantObservation)]


def only_variant(reading: Reading) -> VariantObservation:
    found = variants(reading)
    assert len(found) == 1, found
    return found[0]


def proteins(reading: Reading) -> list[str]:
    """Return `GENE change` of every variant, without accession."""
    return [f"{one.gene} {one.protein.rpartition(':')[2]}" for one in variants(reading)]


def report(reading: Reading, references: References = no_reference) -> Report:
    """Interpret a reading as the program does."""
    return interpret([reading], knowledge(), Settings(), references)


def unresolved(reading: Reading) -> list[tuple[str, str]]:
    """Return reason and words of everything that a report lists as unresolved."""
    return [(one.reason, one.words) for one in report(reading).unresolved]


def tally(reading: Reading, references: References = no_reference) -> Tally:
    """Return how the records of a reading end in a report; checks that they add up."""
    counted = report(reading, references).inputs[0].records
    ends = counted.interpreted + counted.out_of_scope + counted.filtered + counted.unresolved
    assert counted.read == ends == reading.records_read
    assert counted.out_of_scope == sum(counted.out_of_scope_by.values())
    assert counted.filtered == sum(counted.filtered_by.values())
    return counted


def labels(reading: Reading) -> set[str]:
    """Return the labels of the alterations that a report makes of a reading."""
    return {one.label for one in report(reading).alterations}


def codes(reading: Reading) -> set[str]:
    return {notice.code for notice in reading.notices}
