"""When a row of resistance speaks of a sample, how loudly, and what it still recommends."""

from __future__ import annotations

from typing import Any

import pytest

from oncotier.domain.evidence import Effect, Evidence, Origins, Resistance, Zygosity
from oncotier.domain.tumor import TumorMatch
from oncotier.domain.value import replace
from oncotier.interpret.advice import rebiopsy_notices
from oncotier.interpret.against import (
    Fired,
    _has_origin,
    _hits_alleles,
    _with_remedies,
    affects,
    speaks_for_tumor,
    weight,
)
from oncotier.interpret.canonical import canonical_all
from oncotier.interpret.findings import Findings
from oncotier.interpret.hits import Strength
from oncotier.interpret.line import LINE_WORDS, LineFit
from oncotier.notation.therapy import parse_selectors
from tests.readers.builders import knowledge

KB = knowledge()
T790M = canonical_all("EGFR T790M", KB)
ROW = next(one for one in KB.all_resistance() if one.id == "R001")


def row(**changed: Any) -> Resistance:
    return replace(ROW, **changed)


def fired(one: Resistance, tumor: TumorMatch = TumorMatch.SAME, **changed: Any) -> Fired:
    return replace(Fired(one, tuple(T790M), Strength.EXACT, tumor), **changed)


@pytest.mark.parametrize(
    ("tumor", "include", "exclude", "expected"),
    [
        ("LUAD", ("NSCLC",), (), TumorMatch.SAME),
        ("LUAD", ("LUAD",), (), TumorMatch.SAME),
        ("LUAD", ("ANY_SOLID",), (), TumorMatch.AGNOSTIC),
        ("LUAD", ("ANY_SOLID",), ("NSCLC",), None),
        ("LUNG", ("NSCLC",), (), TumorMatch.RELATED),
        ("COAD", ("NSCLC",), (), None),
        ("AML", ("ANY_SOLID",), (), None),
        ("", ("ANY_SOLID",), (), TumorMatch.AGNOSTIC),
        ("", ("ANY",), (), TumorMatch.AGNOSTIC),
        ("", ("NSCLC",), (), None),
    ],
)
def test_of_which_tumor_types_a_warning_speaks(
    tumor: str, include: tuple[str, ...], exclude: tuple[str, ...], expected: TumorMatch | None
) -> None:
    assert speaks_for_tumor(KB, tumor, include, exclude) is expected


@pytest.mark.parametrize(
    ("origin", "texts", "expected"),
    [
        (Origins.EITHER, ("BRCA2 S1982fs",), True),
        (Origins.GERMLINE, ("germline BRCA2 S1982fs",), True),
        (Origins.GERMLINE, ("somatic BRCA2 S1982fs",), False),
        (Origins.GERMLINE, ("BRCA2 S1982fs",), False),
        (Origins.SOMATIC, ("germline BRCA2 S1982fs",), False),
        (Origins.SOMATIC, ("germline BRCA2 S1982fs", "somatic BRCA2 K3326*"), True),
    ],
)
def test_the_origin_that_a_row_asks_for(origin: Origins, texts: tuple[str, ...], expected: bool) -> None:
    supports = tuple(one for text in texts for one in canonical_all(text, KB))
    assert _has_origin(row(origin=origin), supports) is expected


@pytest.mark.parametrize(
    ("zygosity", "texts", "expected"),
    [
        (Zygosity.ANY, ("TP53 R213*",), True),
        (Zygosity.BIALLELIC, ("TP53 R213*",), False),
        (Zygosity.BIALLELIC, ("TP53 R213*", "TP53 Q192*"), True),
        (Zygosity.BIALLELIC, ("TP53 R213*", "TP53 P72R"), False),
        (Zygosity.BIALLELIC, ("TP53 homozygous deletion",), True),
        (Zygosity.BIALLELIC, ("TP53 amplification",), False),
    ],
)
def test_the_alleles_that_a_row_asks_for(zygosity: Zygosity, texts: tuple[str, ...], expected: bool) -> None:
    supports = tuple(one for text in texts for one in canonical_all(text, KB))
    assert _hits_alleles(row(zygosity=zygosity), supports, Findings(supports, KB)) is expected


@pytest.mark.parametrize(
    ("evidence", "direction", "is_certain", "expected"),
    [
        (Evidence.LABEL, Effect.RESISTANCE, True, "block"),
        (Evidence.GUIDELINE, Effect.NO_BENEFIT, True, "block"),
        (Evidence.LATE_TRIAL, Effect.RESISTANCE, True, "demote"),
        (Evidence.LABEL, Effect.REDUCED_SENSITIVITY, True, "demote"),
        (Evidence.CASE, Effect.RESISTANCE, True, "note"),
        (Evidence.PRECLINICAL, Effect.RESISTANCE, True, "note"),
        (Evidence.LABEL, Effect.RESISTANCE, False, "note"),
    ],
)
def test_how_much_a_row_weighs(evidence: Evidence, direction: Effect, is_certain: bool, expected: str) -> None:
    assert weight(fired(row(evidence=evidence, direction=direction), is_certain=is_certain)) == expected


def test_what_a_row_affects() -> None:
    one = row(overcome_by=(("osimertinib",),), still_active=(("amivantamab",),))
    assert affects(KB, one, ("erlotinib",)) is True
    assert affects(KB, one, ("osimertinib",)) is False
    assert affects(KB, one, ("amivantamab", "erlotinib")) is False
    assert affects(KB, one, ("sotorasib",)) is False


HITS_IT = row(id="X", affects=parse_selectors("osimertinib"), exempts=(), overcome_by=(), still_active=())


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (fired(row(id="X")), True),
        (fired(HITS_IT), False),
        (fired(HITS_IT, is_certain=False), True),
        (fired(replace(HITS_IT, evidence=Evidence.CASE)), True),
    ],
    ids=["spares it", "hits it", "only notes it", "a case only"],
)
def test_a_remedy_is_named_while_nothing_of_weight_stands_against_it(other: Fired, kept: bool) -> None:
    one = fired(row(overcome_by=(("osimertinib",),)))
    assert _with_remedies(one, [one, other], KB).remedies == ((("osimertinib",),) if kept else ())


def test_a_row_does_not_stand_against_its_own_remedy() -> None:
    one = fired(replace(HITS_IT, overcome_by=(("osimertinib", "savolitinib"),)))
    assert _with_remedies(one, [one], KB).remedies == (("osimertinib", "savolitinib"),)


def test_a_row_of_another_tumor_type_names_no_remedy() -> None:
    one = fired(row(overcome_by=(("osimertinib",),)), elsewhere="Melanoma")
    assert _with_remedies(one, [one], KB).remedies == ()


@pytest.mark.parametrize(
    ("setting", "tumor", "changed", "is_advised"),
    [
        ("acquired", TumorMatch.SAME, {}, True),
        ("primary, acquired", TumorMatch.SAME, {}, False),
        ("primary", TumorMatch.SAME, {}, False),
        ("", TumorMatch.SAME, {}, False),
        ("acquired", TumorMatch.OTHER, {}, False),
        ("acquired", TumorMatch.RELATED, {}, True),
        ("acquired", TumorMatch.SAME, {"is_certain": False}, False),
    ],
)
def test_when_a_new_biopsy_is_advised(
    setting: str, tumor: TumorMatch, changed: dict[str, bool], is_advised: bool
) -> None:
    found = rebiopsy_notices((fired(row(setting=setting), tumor, **changed),))
    assert bool(found) is is_advised
    assert not is_advised or "EGFR T790M" in found[0].words


def test_fits_of_a_line_are_in_their_order_and_each_has_its_words() -> None:
    order = ["OVERCOMES", "AFTER_PRIOR", "FITS", "EARLIER_LINE", "NEEDS_PRIOR", "GIVEN_BEFORE"]
    assert [one.name for one in sorted(LineFit)] == order
    assert list(LINE_WORDS) == sorted(LineFit)
