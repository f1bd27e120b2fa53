"""What the user asked for: the options of a run as one frozen value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ReadSettings", "Settings"]


class ReadSettings(Value, frozen=True):
    """What readers must know: the sample to take, a forced build, whether personal data may be kept.

    `columns` names the columns of a table by the field that each holds (`gene`, `protein`). Without
    `use_index` every record has its number in the file, even where an index would spare reading most of it. With
    `all_genes` an annotated change of a protein counts in genes outside of the table too.
    """

    sample: str = ""
    build: str = ""
    include_phi: bool = False
    columns: Mapping[str, str] = {}
    use_index: bool = True
    all_genes: bool = False


class Settings(Value, frozen=True):
    """What interpretation must know; fractions and depths are lower bounds, None means no bound.

    `thresholds` replaces values of `thresholds.tsv` by name.
    """

    tumor_type: str = ""
    prior_therapies: tuple[str, ...] = ()
    origin: Origin = Origin.UNKNOWN
    min_vaf: float | None = None
    min_depth: int | None = None
    keep_filtered: bool = False
    all_genes: bool = False
    sample: str = ""
    build: str = ""
    thresholds: Mapping[str, float] = {}
