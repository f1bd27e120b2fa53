"""ANNOVAR multianno tables: one row a change, named on several transcripts of several gene models.

Columns: ANNOVAR user guide, gene-based annotation. `AAChange.<model>` lists `GENE:transcript:exon:c.change:p.change`;
the entry on the knowledge base's own transcript is taken wherever it stands. Substitutions are written `c.C944T`.
With `-dot2underline` the names are `AAChange_<model>`; models of GENCODE come in many versions.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from oncotier.domain.observation import Notice, Unresolved, Untested, VariantObservation
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.annovar_call import call_of
from oncotier.readers.annovar_entry import Entry, best_entry, entries_of, hgvs_coding, unescaped
from oncotier.readers.called_locus import cell_locus
from oncotier.readers.ends import OutOfScope
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.sheet import Row, SheetForm, header_columns, read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.observation import Locus, Reading
    from oncotier.readers.annovar_call import Call
    from oncotier.readers.ends import End, Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_MODELS = ("refGene", "refGeneWithVer", "ncbiRefSeq", "ensGene", "wgEncodeGencodeBasicV19", "knownGene")
_PLACE = ("Chr", "Start", "Ref", "Alt")
_FORM = SheetForm("annovar", {one: (one,) for one in _PLACE})
_CONSEQUENCES = {
    "nonsynonymous snv": "missense_variant",
    "synonymous snv": "synonymous_variant",
    "frameshift deletion": "frameshift_variant",
    "frameshift insertion": "frameshift_variant",
    "frameshift substitution": "frameshift_variant",
    "frameshift block substitution": "frameshift_variant",
    "nonframeshift deletion": "inframe_deletion",
    "nonframeshift insertion": "inframe_insertion",
    "stopgain": "stop_gained",
    "stopgain snv": "stop_gained",
    "stoploss": "stop_lost",
    "stoploss snv": "stop_lost",
    "startloss": "start_lost",
}
_REGIONS = {
    "splicing": "splice_site_variant",
    "utr5": "5_prime_UTR_variant",
    "utr3": "3_prime_UTR_variant",
    "intronic": "intron_variant",
    "upstream": "upstream_gene_variant",
    "downstream": "downstream_gene_variant",
    "intergenic": "intergenic_variant",
}
_MODEL = lazy_pattern(r"(?:Func|AAChange)[._](\w[\w.]*)")


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: the five columns of a place, and a gene model."""
    columns = header_columns(head)
    has_place = all(columns.has(name) for name in _PLACE)
    return Confidence.CERTAIN if has_place and _models(columns.names) else Confidence.NO


@lru_cache(maxsize=16)
def _models(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the gene models of a table, those of RefSeq first."""
    found = dict.fromkeys(match[1] for name in names if (match := _MODEL.fullmatch(name.strip())))
    return tuple(sorted(found, key=lambda one: _MODELS.index(one) if one in _MODELS else len(_MODELS)))


def _said(row: Row, word: str, model: str) -> str:
    """Return what a model says under a word (`Func`, `Gene`, `AAChange`)."""
    return row.cell(f"{word}.{model}", f"{word}_{model}")


def read(source: InputFile, context: Context) -> Reading:
    """Read every row. Raises InputError."""

    def ends_of(row: Row, place: Place) -> Iterable[End]:
        return _ends(row, place, context)

    return read_sheet(source, context, _FORM, ends_of)


def _ends(row: Row, place: Place, context: Context) -> Iterator[End]:
    models = _models(row.columns.names)
    changes = [one for model in models for one in entries_of(_said(row, "AAChange", model))]
    entry = best_entry(changes, context)
    if entry is None:
        details = [one for model in models for one in _details(row, model)]
        entry = best_entry(details, context)
    genes = {gene for model in models for gene in _genes(row, model)}
    known = sorted({name.symbol for gene in genes if (name := context.names.resolve(gene)) and name.known})
    locus = cell_locus(row.cell("Chr"), row.cell("Start"), row.cell("Ref"), row.cell("Alt"), row.build)
    if entry is None and not known:
        yield OutOfScope("gene_not_in_table")
        return
    found = entry or Entry(known[0] if len(known) == 1 else "", "")
    call = call_of(row)
    if call.absent:
        yield OutOfScope("absent_in_sample")
    elif call.no_call:
        source = place.source(*known, "no call")
        yield from (Untested(source, gene, "no call in the sample") for gene in known or [found.gene])
    elif not found.gene and locus is None:
        words = f"{' and '.join(known)}: the row names no change of either"
        yield Unresolved(place.source(*known), "no_finding", words)
    else:
        model = next((one for one in models if _said(row, "ExonicFunc", one) or _said(row, "Func", one)), models[0])
        yield _observation(place, found, _consequence(row, model), locus, call)
        if call.samples > 1:
            yield Notice("samples_unnamed", "warning", place.input, _UNNAMED)


_UNNAMED = "made from a VCF of several samples, which are not named here: whose the changes are is not known"


def _observation(place: Place, entry: Entry, consequence: str, locus: Locus | None, call: Call) -> VariantObservation:
    # `p.745_750del` names no residue and is not shifted: the coding change says more.
    is_bare = bool(entry.coding) and entry.protein[2:3].isdigit()
    return VariantObservation(
        place.source(entry.gene, entry.protein or entry.coding),
        entry.gene,
        protein="" if is_bare else entry.protein,
        coding=entry.coding,
        consequence=consequence,
        transcript=entry.transcript,
        exon=entry.exon.removeprefix("exon"),
        locus=locus,
        vaf=call.vaf,
        depth=call.depth,
        filter=call.filter,
    )


def _details(row: Row, model: str) -> Iterator[Entry]:
    """Yield what `GeneDetail` says of splice sites and untranslated regions (`NM_000245:exon14:c.3082+1G>T`)."""
    genes = _genes(row, model)
    for part in re.split(r"[,;]", unescaped(_said(row, "GeneDetail", model))):
        fields = part.strip().split(":")
        coding = next((hgvs_coding(field) for field in fields if field.startswith("c.")), "")
        if coding and len(genes) == 1:
            yield Entry(genes[0], fields[0], coding=coding)


def _genes(row: Row, model: str) -> list[str]:
    """Return the genes of a row, each once: `TP53;TP53` stands beside `exonic;splicing`."""
    return list(dict.fromkeys(gene for gene in re.split(r"[;,]", unescaped(_said(row, "Gene", model))) if gene))


def _consequence(row: Row, model: str) -> str:
    exonic = _said(row, "ExonicFunc", model).lower().replace("_", " ")
    if exonic in _CONSEQUENCES:
        return _CONSEQUENCES[exonic]
    regions = unescaped(_said(row, "Func", model)).lower().split(";")
    return next((_REGIONS[one] for one in regions if one in _REGIONS), "")
