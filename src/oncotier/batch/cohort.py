"""A cohort in figures: how many samples have what, and what it offers them. Counts only, whatever its size."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from oncotier.batch.tables import ALTERATIONS, OPTIONS, SAMPLES

if TYPE_CHECKING:
    from oncotier.batch.tables import Rows

__all__ = ["NO_TIER", "TIERS", "Cohort"]

TIERS = ("I-A", "I-B", "II-C", "II-D", "III")
NO_TIER = "none"
_MOST_IN_MATRIX = 5000


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
        cells = dict(zip(SAMPLES, rows.row, strict=True))
        self.samples += 1
        self.statuses[cells["status"]] += 1
        if cells["status"] != "complete" and len(self.troubled) < _MOST_IN_MATRIX:
            self.troubled.append((rows.sample, cells["status"], cells["words"] or cells["reason"]))
        if cells["status"] == "failed":
            return
        self.tumor_types[cells["tumor_type"]] += 1
        unresolved = int(cells["unresolved"] or 0)
        self.unresolved += unresolved
        self.unresolved_samples += unresolved > 0
        self._options(rows)
        self._alterations(rows)

    def _options(self, rows: Rows) -> None:
        tier_at, therapy_at, rank_at = (OPTIONS.index(name) for name in ("amp_tier", "therapy", "rank"))
        ranked = [cells for cells in rows.options if cells[rank_at]]
        tiers = [cells[tier_at] for cells in ranked]
        self.tiers[min((tier for tier in tiers if tier), default=NO_TIER)] += 1
        for tier, therapy in {(cells[tier_at], cells[therapy_at]) for cells in ranked}:
            self.therapies[tier or NO_TIER][therapy] += 1

    def _alterations(self, rows: Rows) -> None:
        found: dict[str, tuple[str, str]] = {}
        labels: set[tuple[str, str, str]] = set()
        for cells in rows.alterations:
            one = dict(zip(ALTERATIONS, cells, strict=True))
            if not one["amp_tier"] or one["kind"] == "status":
                continue
            gene = one["gene"] or one["label"].split()[0]
            labels.add((gene, one["label"], one["amp_tier"]))
            if gene not in found or one["amp_tier"] < found[gene][1]:
                found[gene] = (one["kind"], one["amp_tier"])
        self.alterations.update(labels)
        self.genes.update(found.keys())
        if found and len(self.matrix) < _MOST_IN_MATRIX:
            self.matrix[rows.sample] = found
