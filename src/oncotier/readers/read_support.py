"""How many reads of a sample carry a structural allele, in the FORMAT fields of each caller.

Manta and DRAGEN: PR and SR, reference and alternate. Delly and Sniffles: DV, RV. GRIDSS: VF. LUMPY: SU. svtyper: AO.
SvABA: a scalar AD. These are no fractions of alleles: they tell which of two samples has the allele.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.readers.tabular import whole_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["origin_by_support", "support_of"]

_SCALARS = (("VF",), ("SU",), ("DV", "RV"), ("AO",), ("AD",))
_TRACE = 0.1  # of the reads of the tumor, as of a tumor in its normal
_INHERITED = 0.5


def support_of(fields: Mapping[str, str]) -> int | None:
    """Return the reads that carry the allele, None where no field says."""
    pairs = [fields[key].split(",") for key in ("PR", "SR") if "," in fields.get(key, "")]
    counts = [whole_of(pair[1]) for pair in pairs]
    known = [count for count in counts if count is not None]
    if known:
        return sum(known)
    for keys in _SCALARS:
        counts = [whole_of(fields.get(key, "")) for key in keys]
        known = [count for count in counts if count is not None]
        if known:
            return sum(known)
    return None


def origin_by_support(own: int | None, of_normal: int | None) -> Origin:
    """Return the origin that the reads of a matched normal show; between a trace and as many as here it is unknown."""
    if own is None or of_normal is None or not own:
        return Origin.UNKNOWN
    share = of_normal / own
    if share < _TRACE:
        return Origin.SOMATIC
    return Origin.GERMLINE if share >= _INHERITED else Origin.UNKNOWN
