"""The command table: names, options and help of every command; the work is imported when a command runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from oncotier import __version__
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


KnowledgeBaseOption = Annotated[
    Path | None, typer.Option("--knowledge-base", metavar="DIR", help="Another knowledge base than the one that ships.")
]
OutputOption = Annotated[
    str, typer.Option("-o", "--output", metavar="FILE", help="Write to a file (complete or not at all).")
]


@app.command()
@bordered
def interpret(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT...", help="Files of one sample; - is standard input.")
    ] = None,
    tumor_type: Annotated[
        str, typer.Option("-t", "--tumor-type", metavar="TEXT", help="OncoTree code or name, or a common name.")
    ] = "",
    sample: Annotated[str, typer.Option("--sample", metavar="TEXT", help="Which sample of the file.")] = "",
    build: Annotated[
        str, typer.Option("--build", metavar="GRCh37|GRCh38", help="Genome build, where the file does not say.")
    ] = "",
    input_format: Annotated[
        str, typer.Option("--input-format", metavar="NAME", help="Input format; default: recognized by content.")
    ] = "",
    finding: Annotated[
        list[str] | None,
        typer.Option("--finding", metavar="TEXT", help="A finding not in the files: 'HER2 IHC 2+'; repeatable."),
    ] = None,
    prior_therapy: Annotated[
        list[str] | None, typer.Option("--prior-therapy", metavar="TEXT", help="A drug given before; repeatable.")
    ] = None,
    origin: Annotated[
        str, typer.Option("--origin", metavar="somatic|germline|unknown", help="Origin, where the file does not say.")
    ] = "unknown",
    min_vaf: Annotated[
        float | None, typer.Option("--min-vaf", metavar="F", help="Least allele fraction, 0 to 1.")
    ] = None,
    min_depth: Annotated[int | None, typer.Option("--min-depth", metavar="N", help="Least read depth.")] = None,
    keep_filtered: Annotated[bool, typer.Option("--keep-filtered", help="Use calls that failed a filter.")] = False,
    output_format: Annotated[
        str, typer.Option("-f", "--format", metavar="NAME", help="table, json, jsonl or tsv.")
    ] = "table",
    output: OutputOption = "",
    knowledge_base: KnowledgeBaseOption = None,
    all_genes: Annotated[
        bool, typer.Option("--all-genes", help="Also list protein-changing records outside the gene table.")
    ] = False,
    include_phi: Annotated[
        bool, typer.Option("--include-phi", help="Keep names and dates of vendor reports (left out otherwise).")
    ] = False,
) -> int:
    """Interpret the files of one tumor sample: one report of ranked options."""
    from oncotier.cli import interpret as command

    request = command.Request(
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
        output_format=output_format,
        output=output,
        knowledge_base=knowledge_base,
        all_genes=all_genes,
        include_phi=include_phi,
    )
    return command.run(request)


@app.command()
@bordered
def normalize(
    texts: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Alterations; - reads one a line.")],
    output_format: Annotated[str, typer.Option("-f", "--format", metavar="text|tsv", help="Output format.")] = "text",
    knowledge_base: KnowledgeBaseOption = None,
) -> int:
    """Print the canonical label of each alteration text."""
    from oncotier.cli import normalize as command

    return command.run(tuple(texts), output_format=output_format, knowledge_base=knowledge_base)


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
) -> int:
    """Check the knowledge base and print every fault with file and line."""
    from oncotier.cli import kb as command

    return command.check(root)


@kb_app.command("show")
@bordered
def kb_show(
    name: Annotated[
        str, typer.Argument(metavar="GENE|ID", help="A gene, marker, drug, class, tumor type, trial, or row id.")
    ],
    knowledge_base: KnowledgeBaseOption = None,
) -> int:
    """Print what the knowledge base says of one thing."""
    from oncotier.cli import kb as command

    return command.show(name, knowledge_base=knowledge_base)


@kb_app.command("search")
@bordered
def kb_search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A part of a name, id, figure or note; case is free.")],
    output_format: Annotated[str, typer.Option("-f", "--format", metavar="text|tsv", help="Output format.")] = "text",
    knowledge_base: KnowledgeBaseOption = None,
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
    output: OutputOption = "",
    knowledge_base: KnowledgeBaseOption = None,
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
    knowledge_base: KnowledgeBaseOption = None,
) -> int:
    """Write a copy of the knowledge base with CIViC evidence added (not curated by oncotier)."""
    from oncotier.cli import kb as command

    return command.import_civic(file, output=output, knowledge_base=knowledge_base)
