"""Fuzzing, the same each time in the ordinary run; `ONCOTIER_FUZZ=9999 pytest tests/trust/test_fuzz.py` looks further.

Every find becomes a test in `tests/bugs`. What must hold: an error of ours or a report that adds up, and nothing else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from oncotier.cli.app import app
from oncotier.errors import NotationError, OncotierError
from oncotier.exporters.exporter import Exporter, Screen
from oncotier.exporters.registry import EXPORTERS
from oncotier.exporters.stored_document import report_of_json
from oncotier.interpret.canonical import canonical_all
from tests.builders import report_of
from tests.exporters.reports import hostile_report
from tests.golden.format_fixtures import FIXTURES, OPTIONS, format_of
from tests.readers.builders import bgzf, gzipped, knowledge, vcf
from tests.trust.outcome import outcome_of_bytes
from tests.trust.test_bad_rows import HEADER, ROWS

FURTHER = int(os.environ.get("ONCOTIER_FUZZ", "0"))
TOKENS = (
    *"\t\n\r\0\x1b,;:|=/_-*?<>[](){}'\"&%#.+~ 09AcgtNZé\ufeff\u202e",
    "\r\n", "NA", "nan", "None", "null", "true", "-1", "0", "1e9", "1e999", "99999999999999999999", "0x1", "1_000",
    "c.", "p.", "g.", "p.=", "p.?", "del", "dup", "ins", "delins", "fs*", "ext*", "::", "--", "chr", "chrM", "<DEL>",
    "<NON_REF>", "G]chr7:1]", "EGFR", "BRCA", "HER2", "L858R", "V600E", "%09", "&amp;", "<!--", "]]>",
    "<![CDATA[", "\\u0000", "\\ud800", "S1", "CSQ=", "AF=", "##", "#CHROM",
)  # fmt: skip


def bounded(examples: int) -> settings:
    """So many examples, the same each time; as many as asked for, and always others, when asked to look further."""
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=FURTHER or examples, derandomize=not FURTHER, deadline=None, suppress_health_check=quiet
    )


@st.composite
def mutations(draw: st.DrawFn, texts: list[str]) -> str:
    """One of the texts with some of it cut, doubled, moved or replaced."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        kind = draw(st.integers(0, 3))
        if kind == 0:
            text = text[:start] + text[end:]
        elif kind == 1:
            text = text[:end] + text[start:]
        elif kind == 2:
            text = text[:start] + draw(st.sampled_from(TOKENS)) + text[end:]
        else:
            place = draw(st.integers(0, len(text)))
            text = text[:place] + text[start:end] + text[place:]
    return text


PACKS: st.SearchStrategy[Callable[[bytes], bytes]] = st.sampled_from([bytes, gzipped, bgzf])


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
@bounded(20)
@given(data=st.data())
def test_every_reader(fixture: Path, data: st.DataObject) -> None:
    whole = fixture.read_bytes()
    encoding = "latin-1" if b"\0" in whole else "utf-8"  # BCF: every byte a letter
    text = data.draw(mutations([whole.decode(encoding)]))
    raw = data.draw(PACKS)(text.encode(encoding, "replace"))
    name = data.draw(st.sampled_from([format_of(fixture), ""]))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "input"
        found = outcome_of_bytes(path, raw, input_format=name, **OPTIONS.get(fixture.stem, {}))
    assert found.code in {0, 2, 3}


@bounded(150)
@given(data=st.data())
def test_the_vcf_reader(data: st.DataObject) -> None:
    text = data.draw(mutations([vcf(ROWS, header=HEADER), vcf(ROWS[1:], header=HEADER[2:], samples=("T", "N"))]))
    with TemporaryDirectory() as folder:
        found = outcome_of_bytes(Path(folder) / "input", text.encode("utf-8", "surrogatepass"), input_format="vcf")
    assert found.code in {0, 2, 3}


@bounded(150)
@given(raw=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        assert outcome_of_bytes(Path(folder) / "input", raw).code in {0, 2, 3}


FINDINGS = [
    "EGFR L858R", "EGFR p.E746_A750delELREA", "BRCA2 c.5946delT", "MET exon 14 skipping", "EML4-ALK fusion", "MSI-H",
    "TMB 12.5 mut/Mb", "HER2 IHC 2+", "PD-L1 TPS 60%", "KRAS wild-type", "7:55259515T>G", "chr7:g.55191822T>G",
    "NM_005228.5:c.2573T>G", "FLT3-ITD", "ERBB2 amplification", "TERT c.-124C>T", "CDKN2A/B homozygous deletion",
]  # fmt: skip


@bounded(250)
@given(text=mutations(FINDINGS) | st.lists(st.sampled_from([*TOKENS, *FINDINGS]), max_size=6).map("".join))
def test_a_finding_is_read_or_refused(text: str) -> None:
    try:
        found = canonical_all(text, knowledge())
    except NotationError:
        return
    for one in found:
        assert one.label
        again = canonical_all(one.label, knowledge())
        assert [same.label for same in again] == [one.label]


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.name)
@bounded(15)
@given(
    text=st.text(max_size=12) | st.lists(st.sampled_from(TOKENS), max_size=5).map("".join), width=st.integers(40, 200)
)
def test_every_exporter(exporter: Exporter, text: str, width: int) -> None:
    written = exporter.render(hostile_report(text), Screen(width))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", written)
    written.encode("utf-8")


STORED = next(one for one in EXPORTERS if one.name == "json").render(
    report_of(knowledge(), "EGFR L858R", "MSI-H", tumor="LUAD"), Screen(80)
)


@bounded(150)
@given(text=mutations([STORED, STORED[-3000:], STORED[:3000]]))
def test_a_stored_report(text: str) -> None:
    try:
        report_of_json(text.encode("utf-8", "surrogatepass"), file="x")
    except OncotierError:
        return


@bounded(60)
@given(
    arguments=st.lists(
        st.sampled_from(["interpret", "explain", "normalize", "diff", "formats", "-t", "-f", "json", "--finding", "-"])
        | st.sampled_from(["--sample", "--min-vaf", "--build", "--threshold", "--columns", "LUAD", "EGFR L858R", "\0"])
        | st.text(max_size=5),
        max_size=5,
    )
)
def test_any_command_line(arguments: list[str]) -> None:
    if "-o" in arguments or any(one.startswith(("-o", "--o")) for one in arguments):
        return
    done = CliRunner().invoke(app, arguments, input="EGFR L858R\n")
    assert done.exit_code in {0, 1, 2, 3}, done.stderr
    assert "internal" not in done.stderr
