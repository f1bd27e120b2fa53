"""Tables of any laboratory: the columns are named by the user (`--columns gene=Gene,protein=AAChange`), or by custom.

Every row is one finding: a small variant, a copy number (`call` or `copies`), a rearrangement (`gene1`, `gene2`), or
a statement in words (`finding`). A fraction is read as such, or as percent where the cell or its column says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import (
    CopyNumberObservation,
    Negative,
    RearrangementObservation,
    StatementObservation,
    Unresolved,
    Untested,
    VariantObservation,
)
from oncotier.domain.value import replace
from oncotier.errors import InputError, UsageError
from oncotier.genome.assembly import build_of_name
from oncotier.notation.gene import FAMILIES, is_missing_symbol
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.notation.negative import is_doubtful, is_negative
from oncotier.readers.annovar_entry import best_entry, entries_of
from oncotier.readers.called_locus import cell_locus
from oncotier.readers.ends import OutOfScope
from oncotier.readers.mapped_fields import ABSENT, Fields, is_open
from oncotier.readers.mapped_words import event_in_words, is_marker, marker_in_words, names_an_event, stated_in_words
from oncotier.readers.measure_words import is_undetermined
from oncotier.readers.numeral import decimal, whole
from oncotier.readers.objection import NO_READS
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.share_unit import ShareUnit
from oncotier.readers.sheet import Row, SheetForm, header_columns, read_sheet, sheet_samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from oncotier.domain.observation import Reading
    from oncotier.readers.delimited import Columns
    from oncotier.readers.ends import End, Place
    from oncotier.readers.source import InputFile

__all__ = ["FIELDS", "column_fields", "fits", "read", "samples", "sniff"]

_OF_VCF = lazy_pattern(rb"^##(?:fileformat=VCF|INFO=<|FORMAT=<|FILTER=<|contig=<)", re.MULTILINE)
_CUSTOM = {
    "sample": ("sample", "sample_id", "sample id"),
    "gene": ("gene", "gene symbol", "gene_symbol", "gene name", "symbol"),
    "protein": (
        "protein",
        "protein change",
        "protein_change",
        "hgvsp",
        "hgvs_p",
        "hgvs.p",
        "p.",
        "aachange",
        "aa change",
    ),
    "coding": ("coding", "coding change", "cdna", "cdna change", "hgvsc", "hgvs_c", "hgvs.c", "c."),
    "transcript": ("transcript", "transcript id", "transcript_id", "refseq"),
    "consequence": ("consequence", "effect"),
    "chrom": ("chrom", "chr", "chromosome"),
    "pos": ("pos", "position", "start"),
    "ref": ("ref", "reference", "ref allele"),
    "alt": ("alt", "alternate", "alt allele"),
    "build": ("build", "genome build", "genome_build", "assembly"),
    "vaf": ("vaf", "vaf (%)", "vaf%", "af", "allele fraction", "allele frequency", "allele_frequency"),
    "depth": ("depth", "dp", "coverage", "read depth"),
    "alt_depth": ("alt_depth", "alt depth", "alt reads", "ad_alt"),
    "filter": ("filter",),
    "origin": ("origin",),
    "call": ("call", "copy number call", "cnv call"),
    "copies": ("copies", "copy number", "copy_number", "cn"),
    "gene1": ("gene1", "gene 1", "5' gene", "5p_gene"),
    "gene2": ("gene2", "gene 2", "3' gene", "3p_gene"),
    "finding": ("finding", "alteration", "variant"),
}
FIELDS = tuple(_CUSTOM)
"""The fields that `--columns` can name."""

_CALLS = {
    "amplification": "amplification",
    "amplified": "amplification",
    "amp": "amplification",
    "homozygous deletion": "homozygous_deletion",
    "homozygous_deletion": "homozygous_deletion",
    "deep deletion": "homozygous_deletion",
    "homdel": "homozygous_deletion",
    "gain": "gain",
    "loss": "loss",
    "neutral": "neutral",
    "normal": "neutral",
    "diploid": "neutral",
    "not amplified": "neutral",
    "no amplification": "neutral",
}
_UNSURE = lazy_pattern(r"\blow\b", re.IGNORECASE)  # of a fusion: low confidence, low support
_PRESENT = frozenset({"", "pos", "positive", "detected", "present", "yes"})


_OF_ANY_KIND = frozenset({"protein", "coding", "consequence", "alt", "finding"})


def _unproved(names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the kinds of alterations that a table of copies or of fusions has no column for: it shows none absent."""
    if names.keys() & _OF_ANY_KIND or not names.keys() & {"copies", "gene2"}:
        return ()
    columns = {"small_variant": "", "copy_number": "copies", "fusion": "gene2"}
    return tuple(kind for kind, field in columns.items() if field not in names)


def column_fields(texts: Iterable[str]) -> dict[str, str]:
    """Read `--columns` texts into column names by field. Raises UsageError for an unknown or doubled field."""
    found: dict[str, str] = {}
    for pair in (pair for text in texts for pair in text.split(",")):
        field, equals, name = (part.strip() for part in pair.partition("="))
        if not equals or not name or field not in FIELDS:
            words = f"--columns {pair.strip()!r}: expected field=column"
            raise UsageError(words, hint=f"fields: {', '.join(FIELDS)}")
        if field in found:
            raise UsageError(f"--columns names the field {field} twice", hint="give each field one column")
        found[field] = name
    return found


def fits(head: bytes, columns: Mapping[str, str]) -> bool:
    """Tell whether a table has every column that the user named."""
    header = header_columns(head)
    return bool(columns) and all(header.has(name) for name in columns.values())


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: a header of customary names, enough of them for a finding."""
    if b"\0" in head or _OF_VCF.search(head):  # a VCF whose column line is broken is no table
        return Confidence.NO
    names = _by_custom(header_columns(head))
    has_change = {"gene", "protein"} <= names.keys() or {"gene", "coding"} <= names.keys()
    is_placed = {"chrom", "pos", "ref", "alt"} <= names.keys()
    is_called = {"gene", "call"} <= names.keys() or {"gene", "copies"} <= names.keys()
    is_other = {"gene1", "gene2"} <= names.keys() or {"gene", "finding"} <= names.keys()
    if has_change:
        return Confidence.LIKELY
    return Confidence.POSSIBLE if is_placed or is_called or is_other else Confidence.NO


def _by_custom(header: Columns) -> dict[str, str]:
    found = {field: header.first(*names) for field, names in _CUSTOM.items()}
    return {field: name for field, name in found.items() if name}


def _names(source: InputFile, context: Context) -> dict[str, str]:
    """Return the columns by field: those that the user names, else those of custom. Raises InputError."""
    header = header_columns(source.head)
    given = dict(context.settings.columns)
    missing = [name for name in given.values() if not header.has(name)]
    if missing:
        shown = ", ".join(name for name in header.names if name)[:300]
        raise InputError(f"no column {missing[0]!r}, which --columns names", file=source.name, hint=f"columns: {shown}")
    names = given or _by_custom(header)
    if not names.keys() & {"gene", "finding", "gene1", "chrom"}:
        raise InputError("no column for a gene or finding", file=source.name, hint="name them: --columns gene=Gene,...")
    return names


def samples(source: InputFile) -> tuple[str, ...]:
    """Return the sample names of a table with a customary sample column."""
    return sheet_samples(source, _CUSTOM["sample"])


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample. Raises InputError, BuildError and SampleChoiceError."""
    names = _names(source, context)
    form = SheetForm(
        "table",
        sample=(names["sample"],) if "sample" in names else (),
        build=(names["build"],) if "build" in names else (),
    )

    unit = ShareUnit(source.name, names.get("vaf", ""))

    def ends_of(row: Row, place: Place) -> Iterable[End]:
        fields = Fields(row, names, context)
        unit.note(place.record1, fields.bare_share, fields.counted_share)
        return _ends(fields, place)

    reading = read_sheet(source, context, form, ends_of)
    observations = unit.settle(reading.observations)
    notices = (*reading.notices, *unit.notices())
    return replace(reading, observations=observations, notices=notices, unproved=_unproved(names))


def _ends(fields: Fields, place: Place) -> Iterator[End]:
    call = fields.call
    gene1, gene2 = (fields.context.names.one_of_joined(fields[field]) for field in ("gene1", "gene2"))
    if gene1 or gene2:
        yield from _rearrangement(fields, place, gene1, gene2, call)
    elif is_marker(fields.gene) and not fields.in_scope(fields.gene):
        yield _marker(fields, place, call)
    elif fields["finding"]:
        yield from _finding(fields, place, call)
    elif fields.gene and not fields.in_scope(fields.gene):
        yield _beside_genes(fields, place, call)
    elif is_open(call):
        what = " ".join(part for part in (fields.gene, fields["protein"] or fields["coding"]) if part)
        yield Untested(place.source(what, call), what, f"the table says {(fields['call'] or call)!r}")
    elif fields["protein"] or fields["coding"] or not (call or fields["copies"]):
        yield from _variant(fields, place, call)
    else:
        yield from _copy_number(fields, place, call)


def _rearrangement(fields: Fields, place: Place, gene1: str, gene2: str, call: str) -> Iterator[End]:
    source = place.source(f"{gene1}-{gene2}", fields["call"])
    if is_open(call):
        yield Untested(source, f"{gene1}::{gene2}", f"the table says {(fields['call'] or call)!r}")
    elif call in ABSENT:
        yield OutOfScope("stated_absent")
    elif not (fields.in_scope(gene1) or fields.in_scope(gene2)):
        if fields.holds_gene(gene1) or fields.holds_gene(gene2):
            yield Unresolved(
                source, "notation", f"{gene1[:40]!r} and {gene2[:40]!r}: write one gene symbol in each cell"
            )
        else:
            yield OutOfScope("gene_not_in_table")
    elif is_negative(call) or is_doubtful(call):
        words = f"{gene1}::{gene2}: the call {call[:60]!r} is neither a finding nor its absence"
        yield Unresolved(source, "call_unknown", words)
    else:
        word = "fusion" if call in _PRESENT else call
        flags = ("low_confidence", "equivocal") if _UNSURE.search(call) else ()
        yield RearrangementObservation(
            source, gene1, gene2, word, origin=fields.origin, vaf=fields.vaf, filter=fields.failed, flags=flags
        )


def _marker(fields: Fields, place: Place, call: str) -> End:
    """Read a biomarker that stands in the place of a gene; its result stands in any column of a change."""
    cells = [fields[name] for name in ("protein", "coding", "finding", "call", "copies")]
    text = next(filter(None, cells), "")
    source = place.source(fields.gene, text)
    if is_open(call) or is_open(text.lower()) or is_undetermined(text):
        return Untested(source, fields.gene, f"the table says {text or call!r}")
    if call in ABSENT:
        return OutOfScope("stated_absent")
    words = marker_in_words(fields.gene, text, fields.context.names) if text else ""
    if not words:
        return Unresolved(source, "not_determined", f"{fields.gene} {text[:60]!r} is no result of a biomarker")
    return StatementObservation(source, words, origin=fields.origin, filter=fields.failed)


def _beside_genes(fields: Fields, place: Place, call: str) -> End:
    """Read a row whose gene is none of the table: out of scope, unless its cell names an event, genes, or more."""
    gene, text, names = fields.gene, fields["protein"] or fields["coding"], fields.context.names
    source = place.source(gene, text)
    is_ours = bool(text or call or fields["copies"]) and fields.holds_gene(gene)
    if not (is_ours or gene.upper() in FAMILIES or names_an_event(gene, text, names)):
        return OutOfScope("gene_not_in_table")
    if is_open(call) or is_open(text.lower()):
        return Untested(source, gene, f"the table says {(call if is_open(call) else text)!r}")
    if call in ABSENT or text.lower() in ABSENT:
        return OutOfScope("stated_absent")
    words = event_in_words(gene, text or (call if call not in _CALLS else ""), names)
    if not words:
        return Unresolved(source, "notation", f"{gene[:60]!r} is more than a gene: write the whole finding in words")
    return StatementObservation(source, words, origin=fields.origin, filter=fields.failed, vaf=fields.vaf)


def _finding(fields: Fields, place: Place, call: str) -> Iterator[End]:
    text, gene = fields["finding"], fields.gene
    is_named = not gene or is_missing_symbol(gene) or text.upper().startswith(gene.upper())
    whole_text = text if is_named else f"{gene} {text}"
    if gene and not is_missing_symbol(gene) and not (fields.in_scope(gene) or fields.holds_gene(gene)):
        yield OutOfScope("gene_not_in_table")
    elif is_open(call):
        yield Untested(place.source(whole_text), whole_text, f"the table says {(fields['call'] or call)!r}")
    elif call in ABSENT:
        yield OutOfScope("stated_absent")
    else:
        yield StatementObservation(place.source(whole_text), whole_text, origin=fields.origin, filter=fields.failed)


def _copy_number(fields: Fields, place: Place, call: str) -> Iterator[End]:
    source = place.source(fields.gene, fields["call"], fields["copies"])
    copies = decimal(fields["copies"])
    if fields["copies"] and is_missing_symbol(call):
        call = ""
    if call in ABSENT:
        # A table that also has changes says of a gene without any number of copies that it has none of them.
        of_copies = fields["copies"] or ("copies" in fields.names and not {"protein", "coding"} & fields.names.keys())
        yield Negative(source, fields.gene, ("copy_number",) if of_copies else ())
    elif fields["copies"] and call and not any(map(str.isalpha, call)):  # `ERBB2 0` would be read as a stain
        yield Unresolved(source, "copy_number_call", f"{fields.gene}: the call {call[:40]!r} is no word for copies")
    elif call and call not in _CALLS and call not in _PRESENT:
        words = f"{fields.gene} {fields['call']}"
        yield StatementObservation(source, words, origin=fields.origin, filter=fields.failed)
    elif not call and copies is None:
        yield Unresolved(source, "copy_number_call", f"{fields['copies'][:40]!r} is no number of copies")
    else:
        known = _CALLS.get(call, "")
        if known or copies is not None:
            yield CopyNumberObservation(source, fields.gene, known, copies, origin=fields.origin, filter=fields.failed)
        else:
            yield Unresolved(source, "no_finding", "the row names no change")


def _variant(fields: Fields, place: Place, call: str) -> Iterator[End]:
    gene, protein, coding, transcript = fields.gene, fields["protein"], fields["coding"], fields["transcript"]
    listed = best_entry(entries_of(protein), fields.context) if protein.count(":") > 1 else None
    if listed:  # an ANNOVAR cell: GENE:transcript:exon:c.:p.
        gene, protein, coding = gene or listed.gene, listed.protein, listed.coding
        transcript = transcript or listed.transcript
    source = place.source(gene, protein or coding)
    build = build_of_name(fields["build"]) or fields.row.build
    locus = cell_locus(fields["chrom"], fields["pos"], fields["ref"], fields["alt"], build)
    if call in ABSENT:
        if protein or coding:
            yield OutOfScope("stated_absent")  # one change of many: the gene is not proven free of others
        else:
            yield Negative(source, gene)
    elif is_negative(call):
        yield Unresolved(source, "call_unknown", f"{gene}: the call {call[:60]!r} is neither a finding nor its absence")
    elif (protein or coding) and is_missing_symbol(gene) and locus is None:
        words = f"{(protein or coding)[:60]!r} stands without its gene: fill in the gene of every row"
        yield Unresolved(source, "no_gene", words)
    elif not (protein or coding or locus) or (is_missing_symbol(gene) and locus is None):
        yield Unresolved(source, "no_finding", "the row names no gene and change")
    elif protein and locus is None and not coding and (words := stated_in_words(gene, protein, fields.context.names)):
        yield StatementObservation(source, words, origin=fields.origin, filter=fields.failed, vaf=fields.vaf)
    else:
        yield VariantObservation(
            source,
            "" if is_missing_symbol(gene) else gene,
            protein=protein,
            coding=coding,
            consequence=fields["consequence"],
            transcript=transcript,
            locus=locus,
            vaf=fields.vaf,
            depth=whole(fields["depth"]),
            origin=fields.origin,
            filter=fields.failed or (NO_READS if fields.vaf == 0 else ""),
            flags=fields.doubts,
        )
