"""What a user asks for one sample, and what interpretation and readers must know of it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from oncotier.domain.alteration import Origin
from oncotier.domain.settings import ReadSettings, Settings
from oncotier.domain.value import Value
from oncotier.errors import UsageError
from oncotier.genome.assembly import build_of_name
from oncotier.notation.lazy_pattern import lazy_pattern

__all__ = ["Request", "read_settings_of", "settings_of"]

_DECIMAL = lazy_pattern(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")


class Request(Value, frozen=True):
    """What is asked for one sample, in the words of the command line; empty and None are "not given"."""

    inputs: tuple[str, ...] = ()
    tumor_type: str = ""
    sample: str = ""
    build: str = ""
    input_format: str = ""
    findings: tuple[str, ...] = ()
    prior_therapies: tuple[str, ...] = ()
    origin: str = "unknown"
    min_vaf: float | None = None
    min_depth: int | None = None
    keep_filtered: bool = False
    assay: str = ""
    fasta: tuple[str, ...] = ()
    gff: str = ""
    knowledge_base: Path | None = None
    all_genes: bool = False
    include_phi: bool = False
    thresholds: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@lru_cache(maxsize=64)  # the samples of a batch share one
def settings_of(request: Request) -> Settings:
    """Return what interpretation must know. Raises UsageError for values that cannot be."""
    if request.origin not in set(Origin):
        raise UsageError(f"unknown origin {request.origin!r}", hint="somatic, germline or unknown")
    if request.min_depth is not None and request.min_depth < 0:
        raise UsageError(f"--min-depth {request.min_depth} is negative", hint="give a number of reads")
    if request.min_vaf is not None and not 0 <= request.min_vaf <= 1:
        raise UsageError(f"--min-vaf {request.min_vaf:g} is no fraction", hint="give a number from 0 to 1")
    return Settings(
        tumor_type=request.tumor_type,
        prior_therapies=request.prior_therapies,
        origin=Origin(request.origin),
        min_vaf=request.min_vaf,
        min_depth=request.min_depth,
        keep_filtered=request.keep_filtered,
        all_genes=request.all_genes,
        sample=request.sample,
        build=_build(request),
        thresholds=_thresholds(request.thresholds),
    )


def _thresholds(texts: tuple[str, ...]) -> dict[str, float]:
    """Read NAME=VALUE of every `--threshold`."""
    found = {}
    for text in texts:
        name, _, written = text.partition("=")
        if not _DECIMAL.fullmatch(written.strip()):
            raise UsageError(f"--threshold {text!r} is not NAME=VALUE", hint="for example amplification_copies=8")
        found[name.strip()] = float(written)
    return found


@lru_cache(maxsize=64)
def read_settings_of(request: Request) -> ReadSettings:
    """Return what readers must know. Raises UsageError."""
    return ReadSettings(
        sample=request.sample,
        build=_build(request),
        include_phi=request.include_phi,
        columns=_columns(request),
        all_genes=request.all_genes,
    )


def _columns(request: Request) -> dict[str, str]:
    if not request.columns:
        return {}
    from oncotier.readers.mapped import column_fields

    return column_fields(request.columns)


def _build(request: Request) -> str:
    build = build_of_name(request.build) if request.build else ""
    if request.build and not build:
        raise UsageError(f"unknown genome build {request.build!r}", hint="GRCh37 or GRCh38")
    return build
