"""The options that several commands share: the same names, help and meaning everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "AllGenes",
    "AssayFile",
    "Build",
    "Columns",
    "Executor",
    "Fasta",
    "Findings",
    "Gff",
    "IncludePhi",
    "InputFormat",
    "Jobs",
    "KeepFiltered",
    "KnowledgeBaseFolder",
    "Manifest",
    "MinDepth",
    "MinVaf",
    "OriginWord",
    "OutputFile",
    "Parquet",
    "PriorTherapies",
    "Resume",
    "Sample",
    "Scheduler",
    "Shard",
    "Thresholds",
    "TumorTypeText",
]

KnowledgeBaseFolder = Annotated[
    Path | None, typer.Option("--knowledge-base", metavar="DIR", help="Another knowledge base than the one that ships.")
]
OutputFile = Annotated[
    str, typer.Option("-o", "--output", metavar="FILE", help="Write to a file (complete or not at all).")
]
TumorTypeText = Annotated[
    str, typer.Option("-t", "--tumor-type", metavar="TEXT", help="OncoTree code or name, or a common name.")
]
Sample = Annotated[str, typer.Option("--sample", metavar="TEXT", help="Which sample of the file.")]
Build = Annotated[
    str, typer.Option("--build", metavar="GRCh37|GRCh38", help="Genome build, where the file does not say.")
]
InputFormat = Annotated[
    str, typer.Option("--input-format", metavar="NAME", help="Input format; default: recognized by content.")
]
Columns = Annotated[
    list[str] | None,
    typer.Option("--columns", metavar="FIELD=NAME,...", help="What the columns of a table hold: gene=Gene,vaf=AF."),
]
Findings = Annotated[
    list[str] | None,
    typer.Option("--finding", metavar="TEXT", help="A finding not in the files: 'HER2 IHC 2+'; repeatable."),
]
PriorTherapies = Annotated[
    list[str] | None, typer.Option("--prior-therapy", metavar="TEXT", help="A drug given before; repeatable.")
]
OriginWord = Annotated[
    str, typer.Option("--origin", metavar="somatic|germline|unknown", help="Origin, where the file does not say.")
]
MinVaf = Annotated[float | None, typer.Option("--min-vaf", metavar="F", help="Least allele fraction, 0 to 1.")]
MinDepth = Annotated[int | None, typer.Option("--min-depth", metavar="N", help="Least read depth.")]
KeepFiltered = Annotated[bool, typer.Option("--keep-filtered", help="Use calls that failed a filter.")]
Thresholds = Annotated[
    list[str] | None,
    typer.Option("--threshold", metavar="NAME=VALUE", help="Another value of a threshold of a call; repeatable."),
]
AssayFile = Annotated[
    str, typer.Option("--assay", metavar="FILE", help="What the test covered: a gene list or a BED file.")
]
Fasta = Annotated[
    list[str] | None,
    typer.Option("--fasta", metavar="FILE", help="Indexed reference genome: names every change; repeatable."),
]
Gff = Annotated[
    str, typer.Option("--gff", metavar="FILE", help="GFF3 with the transcripts of further genes (see --all-genes).")
]
AllGenes = Annotated[
    bool, typer.Option("--all-genes", help="Also list protein-changing records outside the gene table.")
]
Manifest = Annotated[
    Path | None,
    typer.Option(
        "--manifest", metavar="FILE", help="Table of samples: sample, inputs (; between), tumor_type, other options."
    ),
]
Jobs = Annotated[int, typer.Option("-j", "--jobs", metavar="N", help="Worker processes; 0 is one per CPU.")]
Resume = Annotated[bool, typer.Option("--resume", help="Skip what is done and has not changed; redo the rest.")]
Shard = Annotated[
    str, typer.Option("--shard", metavar="I/N", help="Only the I-th of N parts of the samples (see batch merge).")
]
Parquet = Annotated[bool, typer.Option("--parquet", help="Also write the tables as Parquet.")]
Executor = Annotated[str, typer.Option("--executor", metavar="local|dask", help="Where the work is done.")]
Scheduler = Annotated[
    str, typer.Option("--scheduler", metavar="ADDRESS", help="Address of the dask scheduler, or its file.")
]
IncludePhi = Annotated[
    bool, typer.Option("--include-phi", help="Keep names and dates of vendor reports (left out otherwise).")
]
