"""What a cell may hold, column by column: word lists, numbers, identifiers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.evidence import Effect, Evidence, Origins, Status, Zygosity
from oncotier.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oncotier.knowledge.check.finding import Remarks
    from oncotier.knowledge.check.source import Source

__all__ = ["AMP_TIERS", "ESCAT_TIERS", "vocabulary_kept"]

AMP_TIERS = ("I-A", "I-B", "II-C", "II-D", "III", "IV", "-")
ESCAT_TIERS = ("I-A", "I-B", "I-C", "II-A", "II-B", "III-A", "III-B", "IV-A", "IV-B", "V", "X", "-")


class _Form(Value, frozen=True):
    """What a cell, or each part of a list cell, must look like; `words` says it to the curator."""

    pattern: re.Pattern[str]
    words: str
    needed: bool = True
    separator: str = ""


def _one_of(words: str | Iterable[str], *, needed: bool = True) -> _Form:
    words = tuple(words.split() if isinstance(words, str) else words)
    return _Form(re.compile("|".join(re.escape(word) for word in words)), f"none of {' '.join(words)}", needed)


def _like(pattern: str, words: str, *, needed: bool = True, separator: str = "") -> _Form:
    return _Form(re.compile(pattern), words, needed, separator)


_TEXT = _like(r".+", "text")
_CODE = _like(r"\S+", "no key: it has blanks")
_NUMBER = _like(r"-?[0-9]+(?:\.[0-9]+)?", "no number", needed=False)
_WHOLE = _like(r"[0-9]+", "no whole number")
_WHOLE_OR_EMPTY = _like(r"[0-9]+", "no whole number", needed=False)
_YEAR = _like(r"[0-9]{4}", "no year", needed=False)
_CHROMOSOME = _like(r"[1-9]|1[0-9]|2[0-2]|X|Y|MT", "no chromosome")
_INTERVAL = _like(r"[0-9]+-[0-9]+", "no interval as 130713880-130714455", needed=False, separator=",")
_POSITIONS = _like(r"[0-9]+,[0-9]+,[0-9]+", "no three positions", needed=False)
_SEED = _like(r"[A-Z][0-9]+", "no entry of the acceptance checklist", needed=False, separator=",")
_ORIGIN = _one_of(Origins, needed=False)
_ZYGOSITY = _one_of(Zygosity, needed=False)
_EVIDENCE = _one_of(Evidence)
_AUTHORITY = _one_of("FDA EMA NCCN ESMO ELN ASCO CPIC none")
_MECHANISM = _one_of(
    "on_target gatekeeper solvent_front bypass downstream lineage histologic antigen_loss reversion primary"
)
_AGAINST = _one_of(effect for effect in Effect if effect is not Effect.SENSITIVITY)
_LINE = _like(
    r"adjuvant|neoadjuvant|maintenance|1|2|3\+|any|post:\S.*",
    "none of adjuvant neoadjuvant maintenance 1 2 3+ any post:SELECTOR",
)
_CLASS = _like(r"[A-Z0-9_]+(?:/[A-Za-z0-9]+)?", "no class as ALK_TKI/2", needed=False, separator=",")
_NUMBERING = _like(
    r"[A-Z][0-9]+[A-Z*]=[A-Z][0-9]+[A-Z*]|[+-][0-9]+@\S+", "no Y641F=Y646F or +18@NM_001127500", needed=False,
    separator=";",
)  # fmt: skip
_MODALITY = _one_of(
    (
        "small molecule", "antibody", "bispecific antibody", "antibody-drug conjugate", "cell therapy", "radioligand",
        "chemotherapy", "endocrine", "class", "other",
    )
)  # fmt: skip

_FORMS: dict[str, dict[str, _Form]] = {
    "assertions": {
        "id": _CODE, "gene": _TEXT, "biomarker": _TEXT, "origin": _ORIGIN, "zygosity": _ZYGOSITY,
        "tumor_include": _CODE, "drugs": _TEXT, "direction": _one_of([Effect.SENSITIVITY]), "line": _LINE,
        "evidence": _EVIDENCE, "authority": _AUTHORITY, "status": _one_of(Status), "approval_year": _YEAR,
        "escat": _one_of(ESCAT_TIERS, needed=False), "seed_ref": _SEED,
    },
    "resistance": {
        "id": _CODE, "gene": _TEXT, "biomarker": _TEXT, "origin": _ORIGIN, "zygosity": _ZYGOSITY,
        "tumor_include": _CODE, "affects": _TEXT, "direction": _AGAINST, "mechanism": _MECHANISM,
        "evidence": _EVIDENCE, "authority": _AUTHORITY, "seed_ref": _SEED,
    },
    "rules.tsv": {
        "id": _CODE, "priority": _WHOLE, "tumor_include": _CODE, "on_fail": _one_of("block demote note warn"),
        "line": _like(r"1|post:\S.*", "neither 1 nor post:SELECTOR", needed=False),
        "on_unknown": _one_of("conditional note ignore", needed=False), "message": _TEXT, "seed_ref": _SEED,
    },
    "trials.tsv": {
        "id": _CODE, "trial": _TEXT, "endpoint": _TEXT, "value": _NUMBER, "comparator_value": _NUMBER,
        "unit": _one_of("months percent weeks", needed=False), "hazard_ratio": _NUMBER, "seed_ref": _SEED,
    },
    "drugs.tsv": {
        "drug": _like(r"[^A-Z]+", "not in lower case"), "class": _CLASS, "modality": _MODALITY,
        "route": _one_of("oral IV SC IM", needed=False), "approval_year": _YEAR, "seed_ref": _SEED,
    },
    "toxicity.tsv": {"id": _CODE, "applies_to": _TEXT, "monitor": _TEXT, "seed_ref": _SEED},
    "tests.tsv": {"id": _CODE, "name": _TEXT, "method": _TEXT, "detects": _TEXT, "seed_ref": _SEED},
    "panels.tsv": {
        "id": _CODE, "tumor_type": _CODE, "marker": _TEXT, "biomarker": _TEXT, "methods": _TEXT, "seed_ref": _SEED,
        "origin": _one_of("germline somatic", needed=False),
    },
    "genes.tsv": {
        "gene": _CODE, "hgnc_id": _like(r"HGNC:[0-9]+", "no HGNC:123", needed=False), "numbering": _NUMBERING,
        "role": _one_of("oncogene tumor_suppressor both other"), "protein_length": _WHOLE_OR_EMPTY,
        "fusion_side": _one_of("three_prime five_prime either", needed=False),
        "scope": _one_of("panel knowledge hotspot fact"),
    },
    "tumor_types.tsv": {"code": _CODE, "name": _TEXT, "lineage": _one_of("solid heme other")},
    "classes.tsv": {"class": _TEXT, "gene": _CODE, "biomarker": _TEXT, "driver": _one_of("yes no")},
    "thresholds.tsv": {"name": _CODE, "value": _like(_NUMBER.pattern.pattern, "no number"), "used_for": _TEXT},
    "origin_hints.tsv": {"gene": _CODE, "hint": _one_of("clonal_hematopoiesis"), "note": _TEXT},
    "benign.tsv": {"gene": _CODE, "change": _CODE, "reason": _TEXT, "sources": _TEXT},
    "destroying.tsv": {"gene": _CODE, "change": _CODE, "reason": _TEXT, "sources": _TEXT},
    "coordinates/genes.tsv": {
        "gene": _CODE, "chrom": _CHROMOSOME, "strand": _one_of("+ -"),
        "start0_GRCh37": _WHOLE_OR_EMPTY, "end0_GRCh37": _WHOLE_OR_EMPTY,
        "start0_GRCh38": _WHOLE_OR_EMPTY, "end0_GRCh38": _WHOLE_OR_EMPTY,
    },
    "coordinates/codons.tsv": {
        "gene": _CODE, "residue": _WHOLE, "ref_aa": _like(r"[ACDEFGHIKLMNPQRSTUVWY*]", "no amino acid"),
        "codon": _like(r"[ACGT]{3}", "no codon", needed=False), "GRCh37_pos1": _POSITIONS, "GRCh38_pos1": _POSITIONS,
        "hotspot": _WHOLE_OR_EMPTY,
    },
    "coordinates/domains.tsv": {"gene": _CODE, "domain": _CODE, "codon_first": _WHOLE, "codon_last": _WHOLE},
    "coordinates/exons.tsv": {"gene": _CODE, "exon": _WHOLE, "codon_first": _WHOLE, "codon_last": _WHOLE},
    "coordinates/splice_windows.tsv": {
        "gene": _CODE, "exon": _WHOLE, "side": _one_of("acceptor donor"), "change": _one_of("any indel"),
        "first": _like(r"-?[1-9][0-9]?", "no place beside a border"),
        "last": _like(r"-?[1-9][0-9]?", "no place beside a border"),
    },
    "coordinates/transcripts.tsv": {
        "transcript": _CODE, "gene": _CODE, "role": _one_of("primary legacy"), "chrom": _CHROMOSOME,
        "strand": _one_of("+ -"), "protein_length": _WHOLE, "check": _TEXT,
        "cds0_GRCh37": _INTERVAL, "exons0_GRCh37": _INTERVAL, "cds0_GRCh38": _INTERVAL, "exons0_GRCh38": _INTERVAL,
    },
}  # fmt: skip


def vocabulary_kept(source: Source) -> Remarks:
    """Every cell holds what its column allows.

    Word lists (`origin`, `line`, `authority`, `mechanism`, `lineage` ...), numbers, years, and the cells that must
    not be empty. The lists stand in `knowledgebase/README.md`; a new word needs the program to know it first.
    """
    for kind, forms in _FORMS.items():
        for row in source.rows(kind):
            for column, form in forms.items():
                text = row.cells[column]
                if not text:
                    if form.needed:
                        yield row.place, f"{column}: empty, but needed"
                    continue
                for part in row.words(column, form.separator) if form.separator else (text,):
                    if not form.pattern.fullmatch(part):
                        yield row.place, f"{column}: {part!r} is {form.words}"
