"""Ways to write small FoundationOne reports and to read them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from oncotier.domain.observation import (
    VariantObservation,
)
from oncotier.domain.settings import ReadSettings, Settings
from oncotier.interpret.assemble import interpret
from oncotier.knowledge.load import load
from oncotier.readers import foundation
from oncotier.readers.reader import Context
from oncotier.readers.source import open_input

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.domain.observation import Reading
    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

DATA = Path(__file__).parent / "data"
NEW = DATA / "foundation_new_envelope.xml"
OLD = DATA / "foundation_old_envelope.xml"


@cache
def knowledge() -> KnowledgeBase:
    return load()


def read(path: Path, settings: ReadSettings | None = None) -> Reading:
    kb = knowledge()
    context = Context(
        scope=kb.scope,
        names=kb.names,
        settings=settings or ReadSettings(),
        transcripts=kb.transcripts,
        domains=kb.domain_windows,
    )
    return foundation.read(open_input(str(path)), context)


def read_text(tmp_path: Path, text: str | bytes, settings: ReadSettings | None = None) -> Reading:
    path = tmp_path / "report.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, settings)


def variant_report(body: str, *, attributes: str = "") -> str:
    return f"<variant-report {attributes}>{body}</variant-report>"


def element(name: str, given: Mapping[str, str]) -> str:
    """Write an element; `_` in an attribute's name stands for `-`."""
    attributes = (f"{key.replace('_', '-')}={quoteattr(value)}" for key, value in given.items())
    return f"<{name} {' '.join(attributes)}/>"


def one_observation(tmp_path: Path, body: str, *, attributes: str = "") -> object:
    observations = read_text(tmp_path, variant_report(body, attributes=attributes)).observations
    assert len(observations) == 1
    return observations[0]


def variant(tmp_path: Path, **given: str) -> VariantObservation:
    found = one_observation(tmp_path, element("short-variant", {"gene": "TP53", **given}))
    assert isinstance(found, VariantObservation)
    return found


def codes(reading: Reading) -> list[str]:
    return [notice.code for notice in reading.notices]


def interpreted(reading: Reading) -> Report:
    """Interpret a reading; the counts add up, whatever was read."""
    report = interpret([reading], knowledge(), Settings())
    tally = report.inputs[0].records
    assert tally.read == reading.records_read
    assert tally.read == tally.interpreted + tally.out_of_scope + tally.filtered + tally.unresolved
    assert tally.out_of_scope == sum(tally.out_of_scope_by.values())
    assert tally.filtered == sum(tally.filtered_by.values())
    assert all(one.reason and one.words for one in report.unresolved)
    return report


def labels(reading: Reading) -> set[str]:
    return {alteration.label for alteration in interpreted(reading).alterations}
