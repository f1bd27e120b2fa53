"""One row of a table to one value: the only place that reads cells; raises `Fault` with the column named."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from oncotier.domain.evidence import (
    Assertion,
    Drug,
    Effect,
    Evidence,
    Gene,
    LevelCell,
    NamedClass,
    Origins,
    PanelMarker,
    Resistance,
    Rule,
    Selector,
    SpliceWindow,
    Status,
    Threshold,
    Toxicity,
    Trial,
    Zygosity,
)
from oncotier.domain.tumor import TumorType
from oncotier.errors import NotationError
from oncotier.genome.scope import GeneSpan
from oncotier.genome.transcript import Codon, Transcript
from oncotier.knowledge.table import Fault, Row
from oncotier.notation import biomarker
from oncotier.notation.therapy import parse_regimen, parse_selectors

if TYPE_CHECKING:
    from enum import StrEnum

    from oncotier.domain.biomarker import Pattern

    Word = TypeVar("Word", bound=StrEnum)

__all__ = [
    "assertion",
    "benign",
    "codon",
    "drug",
    "gene",
    "gene_span",
    "hotspot",
    "level",
    "named_class",
    "panel_marker",
    "resistance",
    "rule",
    "splice_window",
    "threshold",
    "toxicity",
    "transcript",
    "trial",
    "tumor_type",
    "window",
]

_parsed = lru_cache(maxsize=4096)(biomarker.parse)  # the same few hundred patterns stand in thousands of cells


def _pattern(row: Row, column: str) -> Pattern | None:
    text = row.text(column)
    if not text:
        return None
    try:
        return _parsed(text)
    except NotationError as error:
        raise Fault(f"{column}: {error.message}: {text[: error.start0]}>>>{text[error.start0 :]}") from None


def _biomarker(row: Row) -> Pattern:
    pattern = _pattern(row, "biomarker")
    if pattern is None:
        raise Fault("biomarker: empty, but needed")
    return pattern


def _selectors(row: Row, column: str) -> tuple[Selector, ...]:
    try:
        return parse_selectors(row.text(column))
    except NotationError as error:
        raise Fault(f"{column}: {error.message}: {error.text[error.start0 : error.end0]}") from None


def _word(row: Row, column: str, words: type[Word], default: Word | None = None) -> Word:
    text = row.text(column)
    if not text and default is not None:
        return default
    try:
        return words(text)
    except ValueError:
        raise Fault(f"{column}: {text!r} is none of {' '.join(words)}") from None


def _regimens(row: Row, column: str) -> tuple[tuple[str, ...], ...]:
    return tuple(parse_regimen(part) for part in row.words(column, ";"))


def assertion(row: Row) -> Assertion:
    """Read a row of `assertions/`."""
    return Assertion(
        id=row.required("id"),
        genes=row.words("gene"),
        biomarker=_biomarker(row),
        origin=_word(row, "origin", Origins, Origins.EITHER),
        zygosity=_word(row, "zygosity", Zygosity, Zygosity.ANY),
        requires=_pattern(row, "requires"),
        excludes=_pattern(row, "excludes"),
        tumor_include=row.words("tumor_include"),
        tumor_exclude=row.words("tumor_exclude"),
        regimen=parse_regimen(row.required("drugs")),
        direction=_word(row, "direction", Effect),
        setting=row.text("setting"),
        line=row.text("line"),
        evidence=_word(row, "evidence", Evidence),
        authority=row.text("authority"),
        status=_word(row, "status", Status),
        status_date=row.text("status_date"),
        approval_year=row.integer("approval_year"),
        trials=row.words("trials"),
        companion_tests=row.words("companion_tests", ";"),
        escat=row.text("escat"),
        sources=row.words("sources"),
        verified=row.choice("verified", ("primary", "secondary", "no")),
        verified_on=row.text("verified_on"),
        note=row.text("note"),
        seed_ref=row.words("seed_ref"),
        seed_claim=row.text("seed_claim"),
        place=row.place,
    )


def resistance(row: Row) -> Resistance:
    """Read a row of `resistance/`."""
    return Resistance(
        id=row.required("id"),
        genes=row.words("gene"),
        biomarker=_biomarker(row),
        origin=_word(row, "origin", Origins, Origins.EITHER),
        zygosity=_word(row, "zygosity", Zygosity, Zygosity.ANY),
        context=_pattern(row, "context"),
        tumor_include=row.words("tumor_include"),
        tumor_exclude=row.words("tumor_exclude"),
        affects=_selectors(row, "affects"),
        exempts=_selectors(row, "exempts"),
        direction=_word(row, "direction", Effect),
        mechanism=row.text("mechanism"),
        setting=row.text("setting"),
        evidence=_word(row, "evidence", Evidence),
        authority=row.text("authority"),
        overcome_by=_regimens(row, "overcome_by"),
        still_active=_regimens(row, "still_active"),
        sources=row.words("sources"),
        verified=row.choice("verified", ("primary", "secondary", "no")),
        verified_on=row.text("verified_on"),
        note=row.text("note"),
        seed_ref=row.words("seed_ref"),
        seed_claim=row.text("seed_claim"),
        place=row.place,
    )


def rule(row: Row) -> Rule:
    """Read a row of `rules.tsv`."""
    return Rule(
        id=row.required("id"),
        priority=row.integer("priority") or 0,
        tumor_include=row.words("tumor_include"),
        applies_to=_selectors(row, "applies_to"),
        when=_pattern(row, "when"),
        need=_pattern(row, "need"),
        exempts=_selectors(row, "exempts"),
        on_fail=row.choice("on_fail", ("block", "demote", "note", "warn")),
        on_unknown=row.choice("on_unknown", ("", "conditional", "note", "ignore")),
        message=row.required("message"),
        sources=row.words("sources"),
        seed_ref=row.words("seed_ref"),
        place=row.place,
    )


def trial(row: Row) -> Trial:
    """Read a row of `trials.tsv`."""
    return Trial(
        id=row.required("id"),
        trial=row.required("trial"),
        nct=row.text("nct"),
        pmid=row.text("pmid"),
        population=row.text("population"),
        endpoint=row.required("endpoint"),
        value=row.number("value"),
        unit=row.text("unit"),
        comparator_value=row.number("comparator_value"),
        comparator=row.text("comparator"),
        hazard_ratio=row.number("hazard_ratio"),
        analysis=row.text("analysis"),
        source=row.text("source"),
        verified=row.choice("verified", ("primary", "secondary", "no")),
        verified_on=row.text("verified_on"),
        note=row.text("note"),
        seed_ref=row.words("seed_ref"),
        seed_claim=row.text("seed_claim"),
    )


def drug(row: Row) -> Drug:
    """Read a row of `drugs.tsv`."""
    classes = tuple(entry.partition("/") for entry in row.words("class"))
    return Drug(
        name=row.required("drug"),
        brands=row.words("brands"),
        classes=tuple((name, generation) for name, _, generation in classes),
        generation=row.text("generation"),
        modality=row.text("modality"),
        targets=row.words("targets"),
        route=row.text("route"),
        approval_year=row.text("approval_year"),
        payload=row.text("payload"),
        linker=row.text("linker"),
        mechanism=row.text("mechanism"),
        note=row.text("note"),
    )


def toxicity(row: Row) -> Toxicity:
    """Read a row of `toxicity.tsv`."""
    return Toxicity(
        id=row.required("id"),
        applies_to=_selectors(row, "applies_to"),
        monitor=row.required("monitor"),
        frequency=row.text("frequency"),
        note=row.text("note"),
    )


def panel_marker(row: Row) -> PanelMarker:
    """Read a row of `panels.tsv`."""
    return PanelMarker(
        id=row.required("id"),
        tumor_type=row.required("tumor_type"),
        marker=row.required("marker"),
        biomarker=_biomarker(row),
        origin=Origins(row.text("origin") or "either"),
        methods=row.text("methods"),
        needed_for=row.text("needed_for"),
        guideline=row.text("guideline"),
        note=row.text("note"),
    )


def gene(row: Row) -> Gene:
    """Read a row of `genes.tsv`."""
    return Gene(
        symbol=row.required("gene"),
        hgnc_id=row.text("hgnc_id"),
        aliases=row.words("aliases"),
        role=row.choice("role", ("oncogene", "tumor_suppressor", "both", "other")),
        fusion_side=row.choice("fusion_side", ("", "three_prime", "five_prime", "either")),
        transcript=row.text("transcript"),
        refseq=row.text("refseq"),
        numbering=row.words("numbering", ";"),
    )


def tumor_type(row: Row) -> TumorType:
    """Read a row of `tumor_types.tsv`."""
    return TumorType(
        code=row.required("code"),
        name=row.required("name"),
        parent=row.text("parent"),
        main_type=row.text("main_type"),
        tissue=row.text("tissue"),
        lineage=row.choice("lineage", ("solid", "heme", "other")),
        synonyms=row.words("synonyms", ";"),
    )


def named_class(row: Row) -> NamedClass:
    """Read a row of `classes.tsv`."""
    driver = row.choice("driver", ("yes", "no")) == "yes"
    return NamedClass(row.required("class"), row.required("gene"), _biomarker(row), driver)


def benign(row: Row) -> tuple[str, str]:
    """Read a row of `benign.tsv` as (gene, protein change in short form)."""
    return row.required("gene"), row.required("change")


def level(row: Row) -> tuple[tuple[str, str], LevelCell]:
    """Read a row of `levels.tsv` as ((evidence, tumor match), cell)."""
    key = (row.required("evidence"), row.required("tumor_match"))
    return key, LevelCell(row.words("amp", "|"), row.words("escat", "|"))


def splice_window(row: Row) -> SpliceWindow:
    """Read a row of `coordinates/splice_windows.tsv`."""
    exon, first, last = row.integer("exon"), row.text("first"), row.text("last")
    if exon is None:
        raise Fault("exon: empty, but needed")
    indel_only = row.choice("change", ("any", "indel")) == "indel"
    side = row.choice("side", ("acceptor", "donor"))
    return SpliceWindow(row.required("gene"), exon, side, indel_only, int(first), int(last))


def threshold(row: Row) -> Threshold:
    """Read a row of `thresholds.tsv`."""
    value = row.number("value")
    if value is None:
        raise Fault("value: empty, but needed")
    return Threshold(row.required("name"), value, row.text("unit"))


def hotspot(row: Row) -> tuple[tuple[str, int], int]:
    """Read a row of `coordinates/codons.tsv` as ((gene, codon), number of tumors)."""
    residue, count = row.integer("residue"), row.integer("hotspot")
    if residue is None or count is None:
        raise Fault("hotspot: needs a residue and a number of tumors")
    return (row.required("gene"), residue), count


def window(row: Row) -> tuple[int, int]:
    """Read the first and last codon of a row of `coordinates/exons.tsv` or `coordinates/domains.tsv`."""
    return int(row.text("codon_first")), int(row.text("codon_last"))


def gene_span(row: Row, build: str) -> GeneSpan | None:
    """Read a row of `coordinates/genes.tsv` for one build, None where it has no place there."""
    start0, end0 = row.integer(f"start0_{build}"), row.integer(f"end0_{build}")
    if start0 is None or end0 is None:
        return None
    return GeneSpan(row.text("gene"), row.text("chrom"), start0, end0)


def codon(row: Row, build: str) -> Codon | None:
    """Read a row of `coordinates/codons.tsv` for one build, None where it has no place there."""
    positions1 = row.words(f"{build}_pos1")
    if not positions1:
        return None
    residue = row.integer("residue")
    if residue is None or len(positions1) != 3 or not all(position.isdigit() for position in positions1):
        raise Fault(f"{build}_pos1: needs a residue and its three positions")
    first, second, third = (int(position) for position in positions1)
    return Codon(row.required("gene"), residue, row.required("ref_aa"), row.text("codon"), (first, second, third))


def transcript(row: Row, build: str) -> Transcript | None:
    """Read a row of `coordinates/transcripts.tsv` for one build, None where it has no place there."""
    column = f"exons0_{build}"
    exons = _intervals(column, row.text(column))
    if not exons:
        return None
    length = row.integer("protein_length")
    if length is None:
        raise Fault("protein_length: empty, but needed")
    cds_start0, cds_end0 = _interval(f"cds0_{build}", row.required(f"cds0_{build}"))
    return Transcript(
        gene=row.required("gene"),
        name=row.required("transcript"),
        role=row.choice("role", ("primary", "legacy")),
        contig=row.required("chrom"),
        strand=1 if row.choice("strand", ("+", "-")) == "+" else -1,
        exons=exons,
        cds_start0=cds_start0,
        cds_end0=cds_end0,
        protein_length=length,
        refseq=row.text("refseq"),
    )


_NO_DIGITS = str.maketrans("", "", "0123456789")


def _intervals(column: str, text: str) -> tuple[tuple[int, int], ...]:
    """Read a list of intervals at once; a faulty one is looked for only where the list is not as it must be."""
    ends = text.replace("-", ",").split(",")
    if len(ends) % 2 == 0 and text.translate(_NO_DIGITS) == ",".join("-" * (len(ends) // 2)) and all(ends):
        numbers = list(map(int, ends))
        found = tuple(zip(numbers[::2], numbers[1::2], strict=True))
        if all(start0 < end0 for start0, end0 in found):
            return found
    return tuple([_interval(column, part.strip()) for part in text.split(",") if part.strip()])


def _interval(column: str, text: str) -> tuple[int, int]:
    start0, _, end0 = text.partition("-")
    if start0.isdigit() and end0.isdigit():
        found = int(start0), int(end0)
        if found[0] < found[1]:
            return found
    raise Fault(f"{column}: {text!r} is no interval as 130713880-130714455")
