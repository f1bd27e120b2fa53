"""PEACH genotypes of an ORANGE record: how fast a patient breaks down a drug, from the functions of both alleles.

Rule: activity scores of CPIC (DPYD 2017 update; UGT1A1 by the number of alleles with reduced function).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import StatementObservation, Unresolved
from oncotier.readers.ends import End, OutOfScope
from oncotier.readers.json_document import JsonObject, number, objects, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oncotier.readers.ends import Place

__all__ = ["genotypes"]

_ACTIVITIES = {"normal function": 1.0, "reduced function": 0.5, "decreased function": 0.5, "no function": 0.0}
_POOR_UP_TO = {"DPYD": 0.5, "UGT1A1": 1.0}
_NORMAL = 2.0


def genotypes(document: JsonObject) -> Iterator[Callable[[Place], Iterator[End]]]:
    """Yield what reads each genotype; the genotypes of one gene make one status together."""
    listed = objects(document, "peach")
    for one in listed:
        gene = text(one, "gene")
        yield partial(_genotype, one, _status(gene, [other for other in listed if text(other, "gene") == gene]))


def _copies(one: JsonObject) -> int:
    """Return how many copies carry a haplotype: stated, or in its name (`*2A_HET`)."""
    count = number(one, "alleleCount")
    return int(count) if count is not None else {"HOM": 2, "HET": 1}.get(text(one, "haplotype").rpartition("_")[2], 0)


def _status(gene: str, alleles: list[JsonObject]) -> str:
    """Return the status of a gene; empty where not both of its alleles are known."""
    scores = [_ACTIVITIES.get(text(one, "function").lower()) for one in alleles]
    known = [score for score in scores if score is not None]
    if gene not in _POOR_UP_TO or len(known) < len(scores) or sum(map(_copies, alleles)) != 2:
        return ""
    total = sum(score * _copies(one) for score, one in zip(known, alleles, strict=True))
    return "normal" if total == _NORMAL else "poor" if total <= _POOR_UP_TO[gene] else "intermediate"


def _genotype(one: JsonObject, status: str, place: Place) -> Iterator[End]:
    gene = text(one, "gene")
    source = place.source(gene, text(one, "haplotype", "allele"), text(one, "function"))
    if status:
        yield StatementObservation(source, f"{gene} {status} metabolizer", origin=Origin.GERMLINE)
    elif gene in _POOR_UP_TO:
        words = f"{gene}: the functions of both alleles are not known: how fast it works cannot be told"
        yield Unresolved(source, "genotype_unknown", words)
    else:
        yield OutOfScope("gene_not_in_table")
