"""The command table: names, options and help of every command; the work is imported when a command runs.

No annotation is left as text here: typer evaluates those of all commands in every run, and would compile each first.
"""

from pathlib import Path
from typing import Annotated

import typer

from oncotier import __version__
from oncotier.cli import options
from oncotier.cli.border import bordered

__all__ = ["app"]

app = typer.Typer(
    name="oncotier",
    help="Read the NGS results of a tumor and rank the therapies that they speak for. Offline; not medical advice.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
kb_app = typer.Typer(
    name="kb", help="Look into and check the knowledge base.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(kb_app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"oncotier {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", "-V", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    del version


@app.command()
@bordered
def interpret(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT...", help="Files of one sample; - is standard input.")
    ] = None,
    tumor_type: options.TumorTypeText = "",
    sample: options.Sample = "",
    build: options.Build = "",
    input_format: options.InputFormat = "",
    columns: options.Columns = None,
    finding: options.Findings = None,
    prior_therapy: options.PriorTherapies = None,
    origin: options.OriginWord = "unknown",
    min_vaf: options.MinVaf = None,
    min_depth: options.MinDepth = None,
    keep_filtered: options.KeepFiltered = False,
    threshold: options.Thresholds = None,
    assay: options.AssayFile = "",
    fasta: options.Fasta = None,
    gff: options.Gff = "",
    output_format: Annotated[
        str,
        typer.Option("-f", "--format", metavar="NAME", help="table, json, jsonl, tsv, html, markdown, fhir or vcf."),
    ] = "table",
    output: options.OutputFile = "",
    knowledge_base: options.KnowledgeBaseFolder = None,
    all_genes: options.AllGenes = False,
    include_phi: options.IncludePhi = False,
) -> int:
    """Interpret the files of one tumor sample: one report of ranked options."""
    from oncotier.batch.request import Request
    from oncotier.cli import interpret as command

    request = Request(
        inputs=tuple(inputs or ()),
        tumor_type=tumor_type,
        sample=sample,
        build=build,
        input_format=input_format,
        findings=tuple(finding or ()),
        prior_therapies=tuple(prior_therapy or ()),
        origin=origin,
        min_vaf=min_vaf,
        min_depth=min_depth,
        keep_filtered=keep_filtered,
        assay=assay,
        fasta=tuple(fasta or ()),
        gff=gff,
        knowledge_base=knowledge_base,
        all_genes=all_genes,
        include_phi=include_phi,
        thresholds=tuple(threshold or ()),
        columns=tuple(columns or ()),
    )
    return command.run(request, output_format=output_format, output=output)


@app.command()
@bordered
def batch(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE...", help="Files, folders, tables of many samples; or: merge DIR..."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="The result folder (required).")
    ] = None,
    manifest: options.Manifest = None,
    jobs: options.Jobs = 0,
    resume: options.Resume = False,
    output_format: Annotated[
        list[str] | None,
        typer.Option("-f", "--format", metavar="NAME", help="Format of the reports; repeatable. Default: json."),
    ] = None,
    parquet: options.Parquet = False,
    shard: options.Shard = "",
    executor: options.Executor = "local",
    scheduler: options.Scheduler = "",
    tumor_type: options.TumorTypeText = "",
    build: options.Build = "",
    input_format: options.InputFormat = "",
    columns: options.Columns = None,
    finding: options.Findings = None,
    prior_therapy: options.PriorTherapies = None,
    origin: options.OriginWord = "unknown",
    min_vaf: options.MinVaf = None,
    min_depth: options.MinDepth = None,
    keep_filtered: options.KeepFiltered = False,
    threshold: options.Thresholds = None,
    assay: options.AssayFile = "",
    fasta: options.Fasta = None,
    gff: options.Gff = "",
    knowledge_base: options.KnowledgeBaseFolder = None,
    all_genes: options.AllGenes = False,
    include_phi: options.IncludePhi = False,
) -> int:
    """Interpret many samples: one report each, and tables of all (batch merge puts shards together)."""
    from oncotier.batch.request import Request
    from oncotier.cli import batch as command

    named = tuple(sources or ())
    if named[:1] == ("merge",):
        return command.merge(named[1:], command.required(output), parquet=parquet)
    base = Request(
        tumor_type=tumor_type,
        build=build,
        input_format=input_format,
        findings=tuple(finding or ()),
        prior_therapies=tuple(prior_therapy or ()),
        origin=origin,
        min_vaf=min_vaf,
        min_depth=min_depth,
        keep_filtered=keep_filtered,
        assay=assay,
        fasta=tuple(fasta or ()),
        gff=gff,
        knowledge_base=knowledge_base,
        all_genes=all_genes,
        include_phi=include_phi,
        thresholds=tuple(threshold or ()),
        columns=tuple(columns or ()),
    )
    request = command.request_of(
        named,
        command.required(output),
        base,
        formats=tuple(output_format or ()),
        manifest=manifest,
        jobs=jobs,
        resume=resume,
        shard=command.shard_of(shard),
        parquet=parquet,
        executor=executor,
        scheduler=scheduler,
    )
    return command.run(request)


@app.command()
@bordered
def explain(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT|TEXT...", help="Files of one sample, or findings: 'EGFR L858R'.")
    ],
    tumor_type: options.TumorTypeText = "",
    assertion: Annotated[str, typer.Option("--assertion", metavar="ID", help="Only this row.")] = "",
    drug: Annotated[str, typer.Option("--drug", metavar="NAME", help="Every row of this drug.")] = "",
    sample: options.Sample = "",
    build: options.Build = "",
    input_format: options.InputFormat = "",
    finding: options.Findings = None,
    prior_therapy: options.PriorTherapies = None,
    origin: options.OriginWord = "unknown",
    assay: options.AssayFile = "",
    fasta: options.Fasta = None,
    output_format: Annotated[
        str, typer.Option("-f", "--format", metavar="text|tsv|json", help="Output format.")
    ] = "text",
    output: options.OutputFile = "",
    knowledge_base: options.KnowledgeBaseFolder = None,
) -> int:
    """Say why each row of the knowledge base matched, did not match, or was blocked."""
    from oncotier.batch.request import Request
    from oncotier.cli import explain as command

    request = Request(
        inputs=tuple(inputs),
        tumor_type=tumor_type,
        sample=sample,
        build=build,
        input_format=input_format,
        findings=tuple(finding or ()),
        prior_therapies=tuple(prior_therapy or ()),
        origin=origin,
        assay=assay,
        fasta=tuple(fasta or ()),
        knowledge_base=knowledge_base,
    )
    return command.run(request, assertion=assertion, drug=drug, output_format=output_format, output=output)


@app.command()
@bordered
def normalize(
    texts: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Alterations; - reads one a line.")],
    output_format: Annotated[str, typer.Option("-f", "--format", metavar="text|tsv", help="Output format.")] = "text",
    knowledge_base: options.KnowledgeBaseFolder = None,
) -> int:
    """Print the canonical label of each alteration text."""
    from oncotier.cli import normalize as command

    return command.run(tuple(texts), output_format=output_format, knowledge_base=knowledge_base)


@app.command()
@bordered
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A JSON report, or the folder of a batch.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="A later one.")],
    output_format: Annotated[
        str, typer.Option("-f", "--format", metavar="NAME", help="table, tsv, json or html.")
    ] = "table",
    output: options.OutputFile = "",
) -> int:
    """Compare two reports or two batch results: options gained, lost, moved; exit code 1 when they differ."""
    from oncotier.cli import diff as command

    return command.run(old, new, output_format=output_format, output=output)


@app.command()
@bordered
def formats() -> int:
    """List every input and output format."""
    from oncotier.cli import formats as command

    return command.run()


@app.command()
@bordered
def schema() -> int:
    """Print the JSON Schema of the report."""
    from oncotier.cli.output import write_result
    from oncotier.exporters.schema import schema_text

    write_result(schema_text(), "")
    return 0


@kb_app.command("check")
@bordered
def kb_check(
    root: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A knowledge base; default: the one that ships.")
    ] = None,
    knowledge_base: options.KnowledgeBaseFolder = None,
) -> int:
    """Check the knowledge base and print every fault with file and line."""
    from oncotier.cli import kb as command

    return command.check(root, knowledge_base=knowledge_base)


@kb_app.command("show")
@bordered
def kb_show(
    name: Annotated[
        str, typer.Argument(metavar="GENE|ID", help="A gene, marker, drug, class, tumor type, trial, or row id.")
    ],
    knowledge_base: options.KnowledgeBaseFolder = None,
) -> int:
    """Print what the knowledge base says of one thing."""
    from oncotier.cli import kb as command

    return command.show(name, knowledge_base=knowledge_base)


@kb_app.command("search")
@bordered
def kb_search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A part of a name, id, figure or note; case is free.")],
    output_format: Annotated[str, typer.Option("-f", "--format", metavar="text|tsv", help="Output format.")] = "text",
    knowledge_base: options.KnowledgeBaseFolder = None,
) -> int:
    """Find a text in names, ids and notes, best first."""
    from oncotier.cli import kb as command

    return command.search(text, output_format=output_format, knowledge_base=knowledge_base)


@kb_app.command("diff")
@bordered
def kb_diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A knowledge base.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another one.")],
    output_format: Annotated[
        str, typer.Option("-f", "--format", metavar="text|tsv|json", help="Output format.")
    ] = "text",
) -> int:
    """Compare two knowledge bases row by row; exit code 1 when they differ."""
    from oncotier.cli import kb as command

    return command.diff(old, new, output_format=output_format)


@kb_app.command("export")
@bordered
def kb_export(
    output_format: Annotated[str, typer.Option("-f", "--format", metavar="tsv|json", help="Output format.")] = "tsv",
    output: options.OutputFile = "",
    knowledge_base: options.KnowledgeBaseFolder = None,
) -> int:
    """Write every assertion and resistance row as one flat table, for pandas or R."""
    from oncotier.cli import kb as command

    return command.export(output_format=output_format, output=output, knowledge_base=knowledge_base)


kb_import_app = typer.Typer(
    name="import", help="Add public evidence as a layer of its own.", no_args_is_help=True, rich_markup_mode=None
)
kb_app.add_typer(kb_import_app)


@kb_import_app.command("civic")
@bordered
def kb_import_civic(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CIViC accepted evidence, TSV (monthly release).")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="The new knowledge base; not there yet.")
    ],
    knowledge_base: options.KnowledgeBaseFolder = None,
) -> int:
    """Write a copy of the knowledge base with CIViC evidence added (not curated by oncotier)."""
    from oncotier.cli import kb as command

    return command.import_civic(file, output=output, knowledge_base=knowledge_base)
