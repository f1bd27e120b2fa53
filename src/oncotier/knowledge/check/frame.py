"""Rules about the frame that all other tables stand in: the manifest and the tier cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.evidence import Evidence
from oncotier.domain.tumor import TumorMatch
from oncotier.knowledge.check.evidence import is_full_date
from oncotier.knowledge.check.vocabulary import AMP_TIERS, ESCAT_TIERS

if TYPE_CHECKING:
    from oncotier.knowledge.check.finding import Remarks
    from oncotier.knowledge.check.source import Source

__all__ = ["levels_complete", "manifest_complete"]

_NEEDED = ("version", "as_of", "schema_version", "license")


def manifest_complete(source: Source) -> Remarks:
    """Version, date, schema version and license stand in the manifest.

    The keys are `version`, `as_of`, `schema_version` and `license`; every report prints version and date. `as_of` is
    a full date (2026-06-25): the day up to which facts were collected.
    """
    if "manifest.tsv" not in source.tables:
        return
    stated = {row.text("key"): row for row in source.rows("manifest.tsv")}
    for key in _NEEDED:
        row = stated.get(key)
        if row is None:
            yield "manifest.tsv", f"key: {key!r} is missing"
        elif not row.text("value"):
            yield row.place, f"value: {key} is empty"
        elif key == "as_of" and not is_full_date(row.text("value")):
            yield row.place, f"value: {row.text('value')!r} is no date as 2026-06-25"


def levels_complete(source: Source) -> Remarks:
    """`levels.tsv` has a cell for each kind of evidence and each tumor match, with tiers of the two schemes.

    A missing cell would leave a match without a tier. `amp`: I-A I-B II-C II-D III IV, `escat`: I-A to X, `-` for no
    tier; two values joined by `|` stand for "with | without" the condition in `note`.
    """
    if "levels.tsv" not in source.tables:
        return
    seen: set[tuple[str, str]] = set()
    for row in source.rows("levels.tsv"):
        seen.add((row.text("evidence"), row.text("tumor_match")))
        for column, words in (("evidence", tuple(Evidence)), ("tumor_match", tuple(TumorMatch))):
            if row.text(column) not in words:
                yield row.place, f"{column}: {row.text(column)!r} is none of {' '.join(words)}"
        for column, tiers in (("amp", AMP_TIERS), ("escat", ESCAT_TIERS)):
            values = row.text(column).split("|")
            if len(values) > 2 or not set(values) <= set(tiers):
                yield row.place, f"{column}: {row.text(column)!r} is no tier, nor two joined by |"
    for evidence in Evidence:
        for match in TumorMatch:
            if (evidence, match) not in seen:
                yield "levels.tsv", f"evidence: no cell for {evidence} and {match}"
