"""Tables of MSI, TMB, HRD and clinical data: status by the stated rule, and no status where none can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.observation import StatementObservation
from oncotier.domain.value import replace
from oncotier.errors import InputError, SampleChoiceError
from oncotier.readers.registry import read_input
from oncotier.readers.source import open_input
from tests.readers.builders import codes, context, labels, read, tally
from tests.readers.tiny_variant_tables import table

if TYPE_CHECKING:
    from pathlib import Path

SITES = "Total_Number_of_Sites|Number_of_Unstable_Sites|%"
SOMATIC = "Total_Number_of_Sites|Number_of_Somatic_Sites|%"


class TestMsisensor:
    @pytest.mark.parametrize(
        ("cells", "expected"),
        [
            (("1000", "250", "25.00"), {"MSI-H"}),
            (("1000", "100", "10.00"), {"MSI-H"}),
            (("1000", "99", "9.9"), {"MSI-ambiguous"}),
            (("1000", "35", "3.5"), {"MSI-ambiguous"}),
            (("1000", "34", "3.4"), {"MSS"}),
            (("1000", "0", "0.00"), {"MSS"}),
            (("1000", "250", ""), {"MSI-H"}),
        ],
    )
    def test_status_by_the_thresholds(self, tmp_path: Path, cells: tuple[str, ...], expected: set[str]) -> None:
        reading = read(tmp_path, table(SITES, cells))
        assert labels(reading) == expected
        assert "msi_by_score" in codes(reading)

    @pytest.mark.parametrize("cells", [("65535", "65535", "100"), ("70000", "65535", "93.6"), ("0", "0", "0")])
    def test_an_overflow_or_no_sites_is_not_tested(self, tmp_path: Path, cells: tuple[str, ...]) -> None:
        reading = read(tmp_path, table(SITES, cells))
        assert [one.marker for one in reading.untested] == ["MSI"]
        assert not labels(reading)

    @pytest.mark.parametrize("cells", [("1000", "250", "2.5"), ("10", "20", "200"), ("x", "1", "1"), ("-5", "1", "1")])
    def test_a_contradiction_is_listed(self, tmp_path: Path, cells: tuple[str, ...]) -> None:
        assert tally(read(tmp_path, table(SITES, cells))).unresolved == 1

    @pytest.mark.parametrize(("unstable", "share", "is_said"), [("150", "15", True), ("250", "25", False)])
    def test_a_score_that_another_tool_calls_stable_is_said(
        self, tmp_path: Path, unstable: str, share: str, *, is_said: bool
    ) -> None:
        reading = read(tmp_path, table(SOMATIC, ("1000", unstable, share)))
        assert labels(reading) == {"MSI-H"}
        assert ("msi_tool_unknown" in codes(reading)) is is_said


class TestClinical:
    TEXT = "#Patient\tSample\n#STRING\tSTRING\n" + table(
        "PATIENT_ID|SAMPLE_ID|ONCOTREE_CODE|MSI_TYPE|MSI_SCORE|TMB_NONSYNONYMOUS",
        ("P1", "S1", "LUAD", "Stable", "0.5", "3.3"),
        ("P2", "S2", "COAD", "NA", "23.1", "44"),
        ("P3", "S3", "COAD", "", "6", "NA"),
        ("P4", "S4", "", "Do not report", "", "-1"),
        ("P5", "S5", "MEL", "odd", "", "12 muts/Mb"),
    )

    @pytest.mark.parametrize(
        ("sample", "tumor", "expected"),
        [
            ("S1", "LUAD", {"MSS", "TMB 3.3 mut/Mb"}),
            ("S2", "COAD", {"MSI-H", "TMB 44 mut/Mb"}),
            ("S3", "COAD", {"MSI-ambiguous"}),
            ("S4", "", set()),
            ("S5", "MEL", {"TMB 12 mut/Mb"}),
        ],
    )
    def test_each_sample(self, tmp_path: Path, sample: str, tumor: str, expected: set[str]) -> None:
        reading = read(tmp_path, self.TEXT, sample=sample)
        assert (reading.tumor_type, labels(reading)) == (tumor, expected)
        assert reading.out_of_scope_by == {"other_sample": 4}
        assert tally(reading).read == 5

    def test_what_was_not_measured_is_not_negative(self, tmp_path: Path) -> None:
        reading = read(tmp_path, self.TEXT, sample="S4")
        assert [one.marker for one in reading.untested] == ["MSI"]
        assert [one.reason for one in reading.unresolved] == ["not_determined"]

    def test_patients_are_read_past(self, tmp_path: Path) -> None:
        assert "P1" not in repr(read(tmp_path, self.TEXT, sample="S1"))

    def test_samples_are_listed(self, tmp_path: Path) -> None:
        with pytest.raises(SampleChoiceError) as raised:
            read(tmp_path, self.TEXT)
        assert raised.value.hint == "samples: S1, S2, S3, S4, S5"

    def test_a_tumor_type_alone_is_a_reading(self, tmp_path: Path) -> None:
        reading = read(tmp_path, table("SAMPLE_ID|ONCOTREE_CODE", ("S1", "LUAD")))
        assert (reading.tumor_type, reading.out_of_scope_by) == ("LUAD", {"clinical_data": 1})


BURDENS = [
    ("12.5", "TMB-H", {"TMB 12.5 mut/Mb"}, "", ""),
    ("12.5", "", {"TMB 12.5 mut/Mb"}, "", ""),
    ("12.5", "Not evaluable", {"TMB 12.5 mut/Mb"}, "", ""),
    ("0", "Low", {"TMB 0 mut/Mb"}, "", ""),
    ("8", "High", {"TMB 8 mut/Mb"}, "tmb_status_differs", ""),
    ("10", "TMB-Low", {"TMB 10 mut/Mb"}, "tmb_status_differs", ""),
    ("NA", "TMB-H", {"TMB-H"}, "", ""),
    ("", "TMB-High", {"TMB-H"}, "", ""),
    ("", "High", {"TMB-H"}, "", ""),
    ("", "h", {"TMB-H"}, "", ""),
    ("", "TMB_High", {"TMB-H"}, "", ""),
    ("", "High (12 mut/Mb)", {"TMB 12 mut/Mb"}, "", ""),
    ("", "Low", {"TMB-L"}, "", ""),
    ("NA", "Intermediate", {"TMB-intermediate"}, "", ""),
    (">20", "High", {"TMB-H"}, "tmb_by_status", ""),
    ("High", "", {"TMB-H"}, "", ""),
    (">20", "NA", set(), "", "not_determined"),
    ("x", "", set(), "", "not_determined"),
    ("", "not high", set(), "", "not_determined"),
    ("", "Low confidence", set(), "", "not_determined"),
    ("NA", "hypermutated", set(), "", "not_determined"),
    ("NA", "NA", set(), "", "not tested"),
    ("", "cannot be determined", set(), "", "not tested"),
    ("0", "unknown", set(), "", "not tested"),
]


class TestBurdenStatus:
    @pytest.mark.parametrize("header", ["SAMPLE_ID|ONCOTREE_CODE|TMB_SCORE|TMB_STATUS", "sample|x|TMB|TMB_STATUS"])
    @pytest.mark.parametrize(("number", "status", "expected", "code", "end"), BURDENS)
    def test_the_number_counts_and_else_the_status(
        self, tmp_path: Path, header: str, number: str, status: str, expected: set[str], code: str, end: str
    ) -> None:
        reading = read(tmp_path, table(header, ("S1", "LUAD", number, status)))
        assert labels(reading) == expected
        assert {one for one in codes(reading) if one.startswith("tmb_")} == ({code} if code else set())
        assert [one.reason for one in reading.unresolved] == ([end] if end == "not_determined" else [])
        assert [one.marker for one in reading.untested] == (["TMB"] if end == "not tested" else [])

    def test_a_status_alone_is_a_table(self, tmp_path: Path) -> None:
        assert labels(read(tmp_path, table("SAMPLE_ID|TMB_STATUS", ("S1", "TMB-High")))) == {"TMB-H"}

    def test_a_missing_value_hides_no_other_column(self, tmp_path: Path) -> None:
        text = table("SAMPLE_ID|ONCOTREE_CODE|TMB_NONSYNONYMOUS|TMB_SCORE", ("S1", "LUAD", "NA", "12"))
        assert labels(read(tmp_path, text)) == {"TMB 12 mut/Mb"}


class TestHrd:
    @pytest.mark.parametrize(
        ("header", "cells", "label"),
        [
            ('""|"HRD"|"Telomeric AI"|"LST"|"HRD-sum"', ('"S1"', "20", "15", "17", "52"), "HRD 52"),
            ('"HRD"|"Telomeric AI"|"LST"|"HRD-sum"', ('"S1"', "20", "15", "17", "52"), "HRD 52"),
            ("sample|HRD_score", ("S1", "17.5"), "HRD 17.5"),
            ("sample|del.mh.prop|SNV3|Probability", ("S1", "0.1", "1", "0.93"), "HRD positive"),
            ("sample|del.mh.prop|SNV3|Probability", ("S1", "0.1", "1", "0.69"), "HRD negative"),
            ("sample|p_BRCA1|p_BRCA2|p_hrd|hr_status", ("S1", "0", "1", "1", "HR_deficient"), "HRD positive"),
            ("sample|p_BRCA1|p_BRCA2|p_hrd|hr_status", ("S1", "0", "0", "0", "HR_proficient"), "HRD negative"),
        ],
    )
    def test_each_tool_by_its_own_rule(self, tmp_path: Path, header: str, cells: tuple[str, ...], label: str) -> None:
        assert labels(read(tmp_path, table(header, cells))) == {label}

    @pytest.mark.parametrize(
        ("header", "cells"),
        [
            ("sample|p_hrd|hr_status", ("S1", "NA", "cannot_be_determined")),
            ("sample|HRD_score", ("S1", "NA")),
        ],
    )
    def test_no_result_is_not_negative(self, tmp_path: Path, header: str, cells: tuple[str, ...]) -> None:
        reading = read(tmp_path, table(header, cells))
        assert [one.marker for one in reading.untested] == ["HRD"]
        assert not reading.observations

    @pytest.mark.parametrize(
        ("header", "cells"),
        [("sample|HRD_score", ("S1", "high")), ("sample|SV3|Probability", ("S1", "1", "1.2"))],
    )
    def test_what_is_no_score_is_listed(self, tmp_path: Path, header: str, cells: tuple[str, ...]) -> None:
        assert tally(read(tmp_path, table(header, cells))).unresolved == 1


class TestTmb:
    @pytest.mark.parametrize(
        ("header", "cells", "expected"),
        [
            ("Tumor_Sample_Barcode|total|total_perMB|total_perMB_log", ("S1", "5", "12.5", "1.1"), {"TMB 12.5 mut/Mb"}),
            ("sample_id|tmb_measure|tmb_estimate|tmb_unit", ("S1", "TMB_coding_and_silent", "7", "mutations/Mb"),
             {"TMB 7 mut/Mb"}),
            ("sample_id|tmb_measure|tmb_estimate|tmb_unit", ("S1", "TMB_missense_only", "4", "mutations/Mb"), set()),
            ("sample|TMB", ("S1", "0"), {"TMB 0 mut/Mb"}),
            ("sample|TMB", ("S1", "12.5 muts/Mb"), {"TMB 12.5 mut/Mb"}),
            ("sample|TMB", ("S1", "NA"), set()),
            ("sample|TMB", ("S1", "1,5"), set()),
            ("sample|TMB|unit", ("S1", "15", "mutations/exome"), set()),
        ],
    )  # fmt: skip
    def test_values_and_units(self, tmp_path: Path, header: str, cells: tuple[str, ...], expected: set[str]) -> None:
        reading = read(tmp_path, table(header, cells))
        assert (reading.format, labels(reading)) == ("tmb", expected)
        assert tally(reading).read == 1

    def test_a_table_without_the_column_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no column for the burden"):
            read(tmp_path, table("a|b", ("1", "2")), input_format="tmb")


class TestThresholds:
    """Every limit of a measure is a row of `thresholds.tsv`: another value is followed, none is made up."""

    MEASURES = (
        ("tso500-measures", '{"PercentageUnstableSites": "15", "TotalMicrosatelliteSitesAssessed": "100"}'),
        ("msisensor", table(SITES, ("1000", "50", "5.00"))),
        ("hrd", table("sample|SV3|Probability", ("S1", "1", "0.6"))),
    )

    def states(self, path: Path, name: str, text: str, thresholds: dict[str, float]) -> list[object]:
        path.write_text(text, encoding="utf-8")
        asked = replace(context(), thresholds=thresholds)
        reading = read_input(open_input(str(path)), asked, input_format=name)
        return [one.text for one in reading.observations if isinstance(one, StatementObservation)] or [
            one.reason for one in reading.unresolved
        ]

    @pytest.mark.parametrize(("name", "text"), MEASURES)
    def test_without_a_threshold_no_status(self, tmp_path: Path, name: str, text: str) -> None:
        assert self.states(tmp_path / "x", name, text, {}) == ["not_determined"]

    @pytest.mark.parametrize(
        ("number", "before", "changed", "after"),
        [
            (0, "MSI-ambiguous", {"TSO500_MSI_percent": 13.8}, "MSI-H"),
            (0, "MSI-ambiguous", {"TSO500_MSI_stable_percent": 16.0}, "MSS"),
            (1, "MSI-ambiguous", {"MSIsensor_score": 5.0}, "MSI-H"),
            (2, "HRD negative", {"HRDetect_probability": 0.5}, "HRD positive"),
        ],
    )
    def test_another_value_counts(
        self, tmp_path: Path, number: int, before: str, changed: dict[str, float], after: str
    ) -> None:
        own = dict(context().thresholds)
        assert self.states(tmp_path / "x", *self.MEASURES[number], own) == [before]
        assert self.states(tmp_path / "x", *self.MEASURES[number], {**own, **changed}) == [after]

    def test_too_few_sites_are_no_result(self, tmp_path: Path) -> None:
        text = '{"PercentageUnstableSites": "30", "TotalMicrosatelliteSitesAssessed": "39"}'
        reading = read(tmp_path, text)
        assert (labels(reading), [one.marker for one in reading.untested]) == (set(), ["MSI"])
