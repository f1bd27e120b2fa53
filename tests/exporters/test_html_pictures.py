"""Pictures: things stand where they are, labels do not touch, and the text beside says the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncotier.domain.alteration import Alteration, Fusion, Joint, Kind, SmallVariant
from oncotier.domain.evidence import Trial
from oncotier.domain.picture import CodonSpan, Cutoff, Mark, ProteinModel
from oncotier.domain.value import replace
from oncotier.exporters.html.drawing import lanes, number
from oncotier.exporters.html.fusion_picture import fusion_picture
from oncotier.exporters.html.gauge_picture import gauge_picture
from oncotier.exporters.html.protein_picture import protein_picture
from oncotier.exporters.html.trial_picture import trial_picture

TRIAL = Trial(
    id="T", trial="FLAURA", nct="", pmid="", population="", endpoint="PFS", value=18.9, unit="months",
    comparator_value=10.2, comparator="gefitinib", hazard_ratio=0.46, analysis="", source="", verified="no",
    verified_on="", note="", seed_ref=(), seed_claim="",
)  # fmt: skip
MODEL = ProteinModel("G", "ENST1", 1000, (CodonSpan("1", 1, 1000),), (CodonSpan("kinase", 500, 750),))


def change(identifier: str, label: str) -> Alteration:
    return Alteration(SmallVariant("G"), f"G {label}", Kind.SMALL_VARIANT, "G", ("G",), id=identifier)


def test_a_change_stands_at_its_codon() -> None:
    model = replace(MODEL, marks=(Mark("A1", 600, 600, "missense"),))
    drawn = protein_picture(model, {"A1": change("A1", "V600E")}, {"A1": "for"})
    assert '<svg x="59.95%" overflow="visible">' in drawn
    assert 'class="head for"' in drawn
    assert "<desc>1000 amino acids, 1 coding exons (ENST1). V600E: codon 600, kinase domain, missense</desc>" in drawn


def test_lost_exons_are_a_stretch() -> None:
    model = replace(MODEL, marks=(Mark("A1", 101, 200, "exons"),))
    drawn = protein_picture(model, {"A1": change("A1", "exon 2 deletion")}, {})
    assert re.search(r'<rect x="10%" y="[\d.]+" width="10%" height="14" class="span none"/>', drawn)


@pytest.mark.parametrize(
    ("gene", "flags", "says"),
    [
        ("G", (), "5&#39; EML4; 3&#39; G, carries the kinase domain"),
        ("G", ("target_domain_lost",), "5&#39; EML4; 3&#39; G, has lost the kinase domain"),
        ("", (), "5&#39; EML4; 3&#39; partner not known"),
    ],
)
def test_a_fusion_says_what_it_carries(gene: str, flags: tuple[str, ...], says: str) -> None:
    fusion = Fusion("EML4", gene)
    alteration = Alteration(fusion, "joined", Kind.FUSION, gene or "EML4", ("EML4", gene), flags=flags)
    drawn = fusion_picture(alteration, fusion, {"G": MODEL})
    assert f"<desc>{says}</desc>" in drawn
    assert ("domain lost" in drawn) is bool(flags)


def test_a_fusion_is_drawn_from_its_break_on() -> None:
    fusion = Fusion("EML4", "G")
    alteration = Alteration(fusion, "joined", Kind.FUSION, "G", ("EML4", "G"), joint=Joint(None, 201))
    drawn = fusion_picture(alteration, fusion, {"G": MODEL})
    assert "<desc>5&#39; EML4; 3&#39; G from codon 201, carries the kinase domain</desc>" in drawn
    domain = next(one for one in MODEL.domains if one.name == "kinase")
    start, width = (52 + 48 * place / 800 for place in (domain.first1 - 201, domain.last1 - domain.first1 + 1))
    assert f'<rect x="{start:g}%"' in drawn
    assert f'width="{width - 52:g}%"' in drawn
    assert ">codon 201</text>" in drawn
    alone = fusion_picture(replace(alteration, joint=Joint(90, None)), fusion, {})
    assert "<desc>5&#39; EML4 up to codon 90; 3&#39; G</desc>" in alone


def test_a_trial_is_drawn_from_zero_to_a_round_end() -> None:
    drawn = trial_picture(TRIAL)
    assert drawn is not None
    assert '<svg x="94.5%"' in drawn
    assert '<svg x="51%"' in drawn
    assert "<desc>18.9 months against 10.2 months with gefitinib</desc>" in drawn
    percent = trial_picture(replace(TRIAL, value=40.0, comparator_value=20.0, unit="percent"))
    assert percent is not None
    assert '<svg x="40%"' in percent


@pytest.mark.parametrize("missing", ["value", "comparator_value"])
def test_a_trial_with_one_figure_is_not_drawn(missing: str) -> None:
    assert trial_picture(replace(TRIAL, **{missing: None})) is None


def test_a_gauge_holds_value_and_threshold() -> None:
    drawn = gauge_picture("TPS", 60.0, "%", (Cutoff("TPS", 50.0, "%", "asked for"),))
    assert 'width="60%"' in drawn
    assert '<line x1="50%" x2="50%"' in drawn


@given(st.lists(st.tuples(st.floats(0, 100), st.text("ABC123", min_size=1, max_size=14)), max_size=30))
def test_labels_in_one_lane_do_not_touch(labels: list[tuple[float, str]]) -> None:
    taken: dict[int, list[tuple[float, float]]] = {}
    for (place, text), (lane, leftward) in zip(labels, lanes(labels), strict=True):
        width = 100 * 7.0 * len(text) / 320
        span = (place - width, place) if leftward else (place, place + width)
        assert not [one for one in taken.get(lane, []) if span[0] < one[1] and one[0] < span[1]]
        taken.setdefault(lane, []).append(span)


@pytest.mark.parametrize(
    ("value", "written"), [(0.0, "0"), (1.0, "1"), (12.345, "12.35"), (50.10, "50.1"), (-4.5, "-4.5")]
)
def test_coordinates_are_short(value: float, written: str) -> None:
    assert number(value) in {written, written.replace("12.35", "12.34")}
