"""One row of a table to one value: the only place that knows columns; raises `Fault` with the column named."""

from __future__ import annotations

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
    Status,
    Threshold,
    Toxicity,
    Trial,
    Zygosity,
)
from oncotier.domain.tumor import TumorType
from oncotier.errors import NotationError
from oncotier.genome.transcript import Codon, Transcript
from oncotier.knowledge.table import Fault, Row
from oncotier.notation import biomarker
from oncotier.notation.therapy import parse_regimen, parse_selectors

if TYPE_CHECKING:
    from enum import StrEnum

    from oncotier.domain.biomarker import Pattern

    Word = TypeVar("Word", bound=StrEnum)

__all__ = [
    "COLUMNS",
    "assertion",
    "codon",
    "drug",
    "gene",
    "level",
    "named_class",
    "panel_marker",
    "resistance",
    "rule",
    "threshold",
    "toxicity",
    "transcript",
    "trial",
    "tumor_type",
]

COLUMNS: dict[str, tuple[str, ...]] = {
    "assertions": tuple(
        "id gene biomarker origin zygosity requires excludes tumor_include tumor_exclude drugs direction setting line"
        " evidence authority status status_date approval_year trials companion_tests escat sources verified verified_on"
        " note seed_ref seed_claim".split()
    ),
    "resistance": tuple(
        "id gene biomarker origin zygosity context tumor_include tumor_exclude affects exempts direction mechanism"
        " setting evidence authority overcome_by still_active sources verified verified_on note seed_ref"
        " seed_claim".split()
    ),
    "manifest.tsv": ("key", "value"),
    "rules.tsv": tuple(
        "id priority tumor_include applies_to when need exempts on_fail on_unknown message sources seed_ref".split()
    ),
    "trials.tsv": tuple(
        "id trial nct pmid population endpoint value unit comparator_value comparator hazard_ratio analysis source"
        " verified verified_on note seed_ref seed_claim".split()
    ),
    "drugs.tsv": tuple(
        "drug brands class generation modality targets route approval_year payload linker mechanism note sources"
        " verified seed_ref".split()
    ),
    "toxicity.tsv": tuple("id applies_to monitor frequency note sources verified seed_ref seed_claim".split()),
    "tests.tsv": tuple(
        "id name method detects used_for companion_drugs limits sources verified seed_ref seed_claim".split()
    ),
    "panels.tsv": tuple(
        "id tumor_type marker biomarker methods needed_for guideline note sources verified seed_ref".split()
    ),
    "genes.tsv": tuple(
        "gene hgnc_id aliases role fusion_side transcript refseq protein_length numbering scope sources".split()
    ),
    "tumor_types.tsv": tuple("code name parent main_type tissue lineage synonyms source".split()),
    "classes.tsv": tuple("class gene biomarker driver note source".split()),
    "levels.tsv": tuple("evidence tumor_match amp escat note".split()),
    "thresholds.tsv": tuple("name value unit used_for sources verified".split()),
    "coordinates/genes.tsv": tuple(
        "gene chrom strand start0_GRCh37 end0_GRCh37 start0_GRCh38 end0_GRCh38 source".split()
    ),
    "coordinates/codons.tsv": tuple(
        "gene residue ref_aa transcript codon GRCh37_pos1 GRCh38_pos1 hotspot check source".split()
    ),
    "coordinates/domains.tsv": tuple("gene domain codon_first codon_last source verified".split()),
    "coordinates/exons.tsv": tuple("gene exon codon_first codon_last cds_first1 cds_last1 transcript source".split()),
    "coordinates/transcripts.tsv": tuple(
        "transcript gene role refseq chrom strand protein_length cds0_GRCh37 exons0_GRCh37 cds0_GRCh38 exons0_GRCh38"
        " note source check".split()
    ),
}


def _pattern(row: Row, column: str) -> Pattern | None:
    text = row.text(column)
    if not text:
        return None
    try:
        return biomarker.parse(text)
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


def level(row: Row) -> tuple[tuple[str, str], LevelCell]:
    """Read a row of `levels.tsv` as ((evidence, tumor match), cell)."""
    key = (row.required("evidence"), row.required("tumor_match"))
    return key, LevelCell(row.words("amp", "|"), row.words("escat", "|"))


def threshold(row: Row) -> Threshold:
    """Read a row of `thresholds.tsv`."""
    value = row.number("value")
    if value is None:
        raise Fault("value: empty, but needed")
    return Threshold(row.required("name"), value, row.text("unit"))


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
    exons = tuple(_interval(f"exons0_{build}", part) for part in row.words(f"exons0_{build}"))
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
    )


def _interval(column: str, text: str) -> tuple[int, int]:
    start0, _, end0 = text.partition("-")
    if not (start0.isdigit() and end0.isdigit()) or int(start0) >= int(end0):
        raise Fault(f"{column}: {text!r} is no interval as 130713880-130714455")
    return int(start0), int(end0)
