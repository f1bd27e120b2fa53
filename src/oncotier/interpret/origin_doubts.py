"""Changes whose origin should be checked: possibly inherited, or of blood cells and not of the tumor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, Origin, SmallVariant
from oncotier.domain.observation import Notice
from oncotier.interpret.traits import is_loss_of_function, is_oncogenic

if TYPE_CHECKING:
    from oncotier.interpret.findings import Findings

__all__ = ["origin_notices"]

_SOLID = "solid"


def origin_notices(findings: Findings, tumor_code: str) -> tuple[Notice, ...]:
    """Return a notice for every change that may be inherited, or may come from clonal hematopoiesis."""
    small = [one for one in findings.alterations if isinstance(one.event, SmallVariant)]
    found = [_germline(one, findings) for one in small]
    found += [_hematopoiesis(one, findings, tumor_code) for one in small]
    return tuple(one for one in found if one is not None)


def _germline(one: Alteration, findings: Findings) -> Notice | None:
    """Doubt a destroying or known oncogenic change of a gene of hereditary cancer that half of the reads carry."""
    kb = findings.kb
    low, high = (kb.thresholds.get(f"germline_vaf_{end}") for end in ("low", "high"))
    if one.origin is not Origin.UNKNOWN or one.gene not in kb.germline_genes or low is None or high is None:
        return None
    if not (is_loss_of_function(one, kb) or is_oncogenic(one, kb)) or one.vaf is None:
        return None
    if not low.value <= one.vaf <= high.value:
        return None
    words = f"{one.label} at an allele fraction of {one.vaf:.0%} may be inherited: confirm it in the germline"
    return Notice("possible_germline", "warning", "", words)


def _hematopoiesis(one: Alteration, findings: Findings, tumor_code: str) -> Notice | None:
    """Doubt a change of a gene of clonal hematopoiesis at a low fraction, in a solid tumor or in plasma."""
    kb = findings.kb
    tumor = kb.tumors.by_code.get(tumor_code)
    if tumor is None or tumor.lineage != _SOLID or one.origin is not Origin.UNKNOWN:
        return None
    low = kb.thresholds.get("hematopoiesis_vaf")
    is_low = one.vaf is not None and low is not None and one.vaf < low.value
    if one.gene not in kb.hematopoiesis_genes or not (is_low or findings.coverage.is_cell_free):
        return None
    words = f"{one.label} may come from blood cells (clonal hematopoiesis) and not from the tumor: compare with blood"
    return Notice("possible_clonal_hematopoiesis", "info", "", words)
