"""Tables of log ratios: SEG, CNVkit without integer copies, GISTIC `all_data`. They are recognized and refused.

A log ratio depends on purity and ploidy: no fixed value of it is an amplification or a homozygous deletion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.errors import InputError

if TYPE_CHECKING:
    from oncotier.readers.delimited import Columns

__all__ = ["is_log_ratio", "refused"]

_MEAN = ("seg.mean", "seg_mean", "segment_mean")


def is_log_ratio(columns: Columns) -> bool:
    """Tell whether a table has segments with a mean log ratio and no copy number."""
    is_seg = columns.first(*_MEAN) and columns.first("loc.start", "start", "segment_start")
    return bool(is_seg) and not columns.first("tcn.em", "cn", "tcn")


def refused(file: str) -> InputError:
    """Return the error that says why log ratios are no calls."""
    return InputError(
        "it holds log ratios, which are no copy-number calls: they depend on purity and ploidy",
        file=file,
        hint="give integer copies (cnvkit call, FACETS, PURPLE) or discrete calls (GISTIC all_thresholded)",
    )
