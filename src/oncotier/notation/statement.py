"""A finding in words, as people and vendor reports write it, to an event.

`EGFR p.Leu858Arg`, `HER2 amp`, `METex14`, `EML4--ALK`, `FLT3 internal tandem duplication`, `KRAS wild-type`,
`MSI-H`, `HER2 IHC 2+`, `germline BRCA1 c.68_69del` ... One text is one finding, and what was not found is none.
"""

from __future__ import annotations

import re

from oncotier.domain.alteration import Event, Expression, Fusion, Origin, ReceptorStatus
from oncotier.domain.value import Value
from oncotier.errors import NotationError
from oncotier.notation import biomarkers, coding, fusion, gene_events, negative, protein, sequence_words
from oncotier.notation.gene import FAMILIES, GeneName, GeneNames, is_keyword, is_missing_symbol
from oncotier.notation.lazy_pattern import LazyPattern

__all__ = ["Statement", "parse"]

_ORIGIN = LazyPattern(r"[(,]?\s*\b(germline|somatic)\b(?! mutation)[ ,:)]*|\b(?P<g>[gs])(?=BRCA[12]\b)")
_ORIGIN_WORD = LazyPattern(r"[(,]?\s*\b(germline|somatic)\b[ ,:)]*", re.IGNORECASE)
_ORIGIN_LETTER = LazyPattern(r"^([gs])(?=BRCA[12]\b)")
_AFFIRMED = LazyPattern(
    r"(?:[ ,:-]+(?:was |is )?(?:detected|present|identified|found|confirmed|positive|pos)|(?<=[A-Za-z0-9])\+)$",
    re.IGNORECASE,
)
_LEADING_WILD_TYPE = LazyPattern(r"(wild[- ]?type|wt) (\S+)", re.IGNORECASE)
_GLUED = LazyPattern(
    r"(?P<gene>[A-Za-z0-9-]+?)(?P<rest>[ -]?Δ?ex(?:on)?[ -]?\d+.*|-?vIII|[- ]?ITD.*|[- ]?PTD|-?V7|[- ]?KDD|-?amp"
    r"|-intragenic.*)",
    re.IGNORECASE,
)
_HYPHEN = LazyPattern(r"[-_/]")
_ACCESSION = LazyPattern(r"(?:N[MPRC]_|ENS[TPG]|LRG_|XM_)[A-Za-z0-9_.]*", re.IGNORECASE)
_GENE_AND_ACCESSION = LazyPattern(r"(?P<one>[A-Za-z0-9_.-]+)\((?P<two>[A-Za-z0-9_.-]+)\)")
_SPACED = LazyPattern(r"\b([pc])\.\s+(?=\S)", re.IGNORECASE)
_ODD_HYPHENS = str.maketrans("\u2010\u2011\u2212\u03b1\u03b2", "---ab")
_SHOWN_BY_ISH = frozenset({"ALK", "NTRK1", "NTRK2", "NTRK3", "RET", "ROS1"})
_POSITIVE_IS_FUSED = frozenset({"ALK", "NTRK1", "NTRK2", "NTRK3", "ROS1"})
_SHOWN_BY_IHC = frozenset(
    {"CD19", "CD274", "CD33", "CLDN18", "FOLR1", "GPC3", "GPRC5D", "IL3RA", "MAGEA4", "NECTIN4", "TNFRSF17", "TNFRSF8"}
)


class Statement(Value, frozen=True):
    """One finding read from words; `gene_given` is the gene as written, where it differs from the symbol."""

    event: Event
    origin: Origin = Origin.UNKNOWN
    gene_given: str = ""
    hgvs_c: str = ""
