"""Tables of MOAlmanac: the simplified input (`feature_type feature alteration_type alteration`) and its outputs.

One file is one patient: germline events stand beside those of the tumor. Its list of events that it filtered out
(no `score_bin` column) is read as filtered. Therapies that an output names are its own claims and are not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import (
    CopyNumberObservation,
    RearrangementObservation,
    StatementObservation,
    Unresolved,
    Untested,
    VariantObservation,
)
from oncotier.readers.called_locus import cell_locus
from oncotier.readers.ends import OutOfScope
from oncotier.readers.measure_words import is_undetermined, msi_state
from oncotier.readers.numeral import decimal, fraction
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.sheet import Row, SheetForm, header_columns, read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.observation import Reading
    from oncotier.readers.ends import End, Place
    from oncotier.readers.source import InputFile

__all__ = ["read", "sniff"]

_COLUMNS = ("feature_type", "feature", "alteration_type", "alteration")
_FORM = SheetForm("moalmanac", {f"the {one}": (one,) for one in _COLUMNS})
_CONSEQUENCES = {
    "missense": "missense_variant",
    "nonsense": "stop_gained",
    "frameshift": "frameshift_variant",
    "splice site": "splice_site_variant",
    "nonstop": "stop_lost",
    "insertion": "inframe_insertion",
    "deletion": "inframe_deletion",
    "silent": "synonymous_variant",
    "translation start site": "start_lost",
}
_CALLS = {"amplification": "amplification", "deletion": "homozygous_deletion"}
_VARIANTS = {"somatic variant": Origin.SOMATIC, "germline variant": Origin.GERMLINE}


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: the four columns that name an event."""
    columns = header_columns(head)
    return Confidence.CERTAIN if all(columns.has(name) for name in _COLUMNS) else Confidence.NO


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample. Raises InputError and SampleChoiceError."""

    def ends_of(row: Row, place: Place) -> Iterable[End]:
        return _ends(row, place, context)

    return read_sheet(source, context, _FORM, ends_of)


def _ends(row: Row, place: Place, context: Context) -> Iterator[End]:
    kind, feature = row.cell("feature_type").lower(), row.cell("feature")
    word, change = row.cell("alteration_type"), row.cell("alteration")
    raw = place.source(feature, change or word)
    failed = _failed(row)
    if kind == "microsatellite stability":
        state = msi_state(feature)
        if not state and is_undetermined(feature):
            yield Untested(raw, "MSI", f"the table says {feature[:40]!r}")
        else:
            yield StatementObservation(raw, state) if state else OutOfScope("kind_not_used")
    elif kind == "mutational burden":
        value = decimal(change.split(" ")[0])
        words = f"mutational burden {change[:60]!r}"
        yield StatementObservation(raw, f"TMB {value:g}") if value else Unresolved(raw, "not_determined", words)
    elif kind in {"mutational signature", "aneuploidy", "knockdown", "silencing"}:
        yield OutOfScope("kind_not_used")
    elif kind == "rearrangement":
        yield from _rearrangement(row, place, context)
    elif kind == "copy number" and not word:
        yield OutOfScope("copy_neutral")
    elif (name := context.names.resolve(feature)) is not None and not name.known:
        yield OutOfScope("gene_not_in_table")
    elif kind == "copy number" and word.lower() in _CALLS:
        yield CopyNumberObservation(raw, feature, _CALLS[word.lower()], filter=failed)
    elif kind in _VARIANTS:
        yield _variant(row, place, _VARIANTS[kind])
    else:
        yield Unresolved(raw, "kind_unknown", f"{row.cell('feature_type')[:40]!r} {word[:40]!r} is not understood")


def _failed(row: Row) -> str:
    """Return the objection to an event of the list of those filtered out: it has no scores."""
    is_list = row.columns.has("spanningfrags") and not row.columns.has("score_bin")
    return "filtered_by_moalmanac" if is_list else ""


def _rearrangement(row: Row, place: Place, context: Context) -> Iterator[End]:
    feature, change = row.cell("feature"), row.cell("alteration")
    first, _, second = change.partition("--")
    partners = (first, second) if second else (feature, "")
    if all(context.names.is_foreign(one) for one in partners if one):
        yield OutOfScope("gene_not_in_table")
    else:
        word = row.cell("alteration_type").lower() or "fusion"
        yield RearrangementObservation(place.source(change or feature), *partners, word, filter=_failed(row))


def _variant(row: Row, place: Place, origin: Origin) -> VariantObservation:
    reference, first, second = (row.cell(name) for name in ("reference_allele", "observed_allele1", "observed_allele2"))
    alternate = second if second and second != reference else first
    depth = decimal(row.cell("total_coverage"))
    return VariantObservation(
        place.source(row.cell("feature"), row.cell("alteration") or row.cell("alteration_type")),
        row.cell("feature"),
        protein=row.cell("alteration"),
        consequence=_CONSEQUENCES.get(row.cell("alteration_type").lower(), ""),
        locus=cell_locus(row.cell("chromosome"), row.cell("start_position"), reference, alternate, row.build),
        vaf=fraction(row.cell("tumor_f")),
        depth=int(depth) if depth is not None else None,
        origin=origin,
        filter=_failed(row),
    )
