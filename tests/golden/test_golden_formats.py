"""One small input of every format and what its report says, line by line. `pytest --update-golden` rewrites them.

The inputs are invented. Each holds what is present, absent and not tested in that format, rows that are set aside
and rows that are broken; a line of the expected text that does not say what the input says is a bug.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from oncotier.readers.registry import READERS, reader_for
from oncotier.readers.source import open_input
from tests.golden.format_fixtures import EXPECTED, FIXTURES, FOLDER, OPTIONS, format_of
from tests.golden.format_listing import listing
from tests.readers.builders import knowledge, read_path

if TYPE_CHECKING:
    from pathlib import Path


def test_every_format_has_a_fixture() -> None:
    assert {format_of(path) for path in FIXTURES} == {reader.name for reader in READERS}


def test_every_expected_text_has_its_fixture() -> None:
    stems = {path.name.removesuffix(EXPECTED) for path in FOLDER.iterdir() if path.name.endswith(EXPECTED)}
    assert stems == {path.stem for path in FIXTURES}
    assert OPTIONS.keys() <= stems


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_the_report_says_what_the_input_says(fixture: Path, request: pytest.FixtureRequest) -> None:
    assert reader_for(open_input(str(fixture))).name == format_of(fixture)
    reading = read_path(fixture, **OPTIONS.get(fixture.stem, {}))
    found = listing(reading, interpret([reading], knowledge(), Settings()))
    path = FOLDER / f"{fixture.stem}{EXPECTED}"
    if request.config.getoption("--update-golden"):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")
