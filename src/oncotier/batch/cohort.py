"""A cohort in figures: how many samples have what, and what it offers them. Counts only, whatever its size."""

from __future__ import annotations

from collections import Counter, defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING

from oncotier.batch.tables import ALTERATIONS, OPTIONS, SAMPLES

if TYPE_CHECKING:
    from oncotier.batch.tables import Rows

__all__ = ["NO_TIER", "TIERS", "Cohort"]

TIERS = ("I-A", "I-B", "II-C", "II-D", "III")
NO_TIER = "none"
_MOST_IN_MATRIX = 5000
_TIER0, _THERAPY0, _RANK0 = (OPTIONS.index(name) for name in ("amp_tier", "therapy", "rank"))
_SHOWN = itemgetter(*(ALTERATIONS.index(name) for name in ("kind", "gene", "label", "amp_tier")))
_STATED = itemgetter(*(SAMPLES.index(name) for name in ("status", "tumor_type", "unresolved", "reason", "words")))


class Cohort:
    """Figures that grow sample by sample.

    `tiers` counts samples by the tier of their best option, `genes` and `alterations` samples by what an option rests
    on, `therapies` samples by tier and therapy; `unresolved` counts records that were not understood. `matrix` holds
    (kind, tier) by sample and gene, of the first thousands.
    """

    def __init__(self) -> None:
        self.samples = 0
        self.statuses: Counter[str] = Counter()
        self.tumor_types: Counter[str] = Counter()
        self.tiers: Counter[str] = Counter()
        self.genes: Counter[str] = Counter()
        self.alterations: Counter[tuple[str, str, str]] = Counter()
        self.therapies: dict[str, Counter[str]] = defaultdict(Counter)
        self.matrix: dict[str, dict[str, tuple[str, str]]] = {}
        self.unresolved = self.unresolved_samples = 0
        self.troubled: list[tuple[str, str, str]] = []

    def add(self, rows: Rows) -> None:
        """Count one sample."""
        status, tumor_type, count, reason, words = _STATED(rows.row)
        self.samples += 1
        self.statuses[status] += 1
        if status != "complete" and len(self.troubled) < _MOST_IN_MATRIX:
            self.troubled.append((rows.sample, status, words or reason))
        if status == "failed":
            return
        self.tumor_types[tumor_type] += 1
        unresolved = int(count or 0)
        self.unresolved += unresolved
        self.unresolved_samples += unresolved > 0
        self._options(rows)
        self._alterations(rows)

    def _options(self, rows: Rows) -> None:
        ranked = {(cells[_TIER0], cells[_THERAPY0]) for cells in rows.options if cells[_RANK0]}
        self.tiers[min((tier for tier, _ in ranked if tier), default=NO_TIER)] += 1
        for tier, therapy in ranked:
            self.therapies[tier or NO_TIER][therapy] += 1

    def _alterations(self, rows: Rows) -> None:
        found: dict[str, tuple[str, str]] = {}
        labels: set[tuple[str, str, str]] = set()
        for cells in rows.alterations:
            kind, symbol, label, tier = _SHOWN(cells)
            if not tier or kind == "status":
                continue
            gene = symbol or label.split()[0]
            labels.add((gene, label, tier))
            if gene not in found or tier < found[gene][1]:
                found[gene] = (kind, tier)
        self.alterations.update(labels)
        self.genes.update(found.keys())
        if found and len(self.matrix) < _MOST_IN_MATRIX:
            self.matrix[rows.sample] = found
