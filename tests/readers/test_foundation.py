"""The FoundationOne XML reader: every record ends somewhere, nothing of the patient is kept, nothing is expanded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncotier.domain.settings import ReadSettings
from oncotier.errors import InputError
from oncotier.readers import foundation
from oncotier.readers.reader import Confidence
from oncotier.readers.registry import reader_for
from oncotier.readers.source import open_input
from tests.readers.foundation_reports import (
    NEW,
    OLD,
    codes,
    element,
    interpreted,
    labels,
    read,
    read_text,
    variant,
    variant_report,
)

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("ONCOTIER_SHARED", str(ROOT.parent / "shared")))
SAMPLE = SHARED / "data" / "05_foundation_xml" / "sample.xml"


class TestSniff:
    @pytest.mark.parametrize(
        "head",
        [
            b"<ResultsReport>",
            b"\xef\xbb\xbf\n  <?xml version='1.0'?>\n<!-- x --><rr:ResultsReport xmlns:rr='u'>",
            b"<a><variant-report\n",
            b"<FinalReport/>",
            "<ResultsReport>".encode("utf-16"),
            b"<!DOCTYPE x><variant-report>",
        ],
    )
    def test_a_report_is_certain(self, head: bytes) -> None:
        assert foundation.sniff(head) is Confidence.CERTAIN

    @pytest.mark.parametrize(
        "head",
        [
            b"",
            b"##fileformat=VCFv4.2\n",
            b"<?xml version='1.0'?><carisReport>",
            b"<html><!-- <variant-report> -->",
            b"EGFR L858R <variant-report>",
            b"<variant-reports>",
            b"\xff\xfe\x00",
            bytes(range(256)),
        ],
    )
    def test_anything_else_is_not_ours(self, head: bytes) -> None:
        assert foundation.sniff(head) is Confidence.NO

    @pytest.mark.parametrize("path", [NEW, OLD])
    def test_fixtures(self, path: Path) -> None:
        assert reader_for(open_input(str(path))).name == "foundation-xml"


class TestEnvelopes:
    def test_new_envelope(self) -> None:
        reading = read(NEW)
        assert reading.format == "foundation-xml"
        assert reading.sample == "SAMPLE-D"
        assert reading.tumor_type == "Lung adenocarcinoma"
        assert reading.records_read == 11
        assert reading.out_of_scope_by == {"non_human_content": 1}
        assert not reading.unresolved
        assert not reading.incomplete
        assert codes(reading) == ["non_human_content", "build_assumed"]
        assert labels(reading) == {
            "BRAF V600E",
            "TP53 c.594-2A>C",
            "TERT c.-124C>T",
            "ERBB2 amplification",
            "CDKN2A deletion",
            "CDKN2B deletion",
            "EML4::ALK fusion",
            "MSI-H",
            "TMB 12.61 mut/Mb",
            "CDKN2A wild-type",
            "CDKN2B wild-type",
            "KRAS wild-type",
        }

    def test_old_envelope(self) -> None:
        reading = read(OLD)
        assert reading.sample == "OLD-1"
        assert reading.tumor_type == "Invented diagnosis"
        assert reading.records_read == 3
        assert labels(reading) == {"EGFR L858R", "MSS", "TMB 3 mut/Mb"}

    def test_records_are_numbered_in_document_order(self) -> None:
        reading = read(NEW)
        ends = [*reading.negatives, *reading.observations]
        assert [end.source.record1 for end in ends] == [1, 2, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10]
        assert {end.source.input for end in ends} == {NEW.name}

    def test_raw_is_a_short_description(self) -> None:
        raws = [observation.source.raw for observation in read(NEW).observations]
        assert raws[0] == "short-variant BRAF V600E c.1799T>A"
        assert raws[-1] == "tumor-mutation-burden 12.61"
        assert not any("<" in raw for raw in raws)

    def test_a_long_raw_text_is_cut(self, tmp_path: Path) -> None:
        found = variant(tmp_path, gene="FLT3", cds_effect="1_2ins" + "ACGT" * 200, protein_effect="E604_F605ins266")
        assert len(found.source.raw) == 200
        assert found.coding.endswith("ACGT")

    def test_hash_is_of_the_bytes(self) -> None:
        assert read(NEW).sha256 == open_input(str(NEW)).sha256

    def test_bare_variant_report(self, tmp_path: Path) -> None:
        assert read_text(tmp_path, "<variant-report/>").records_read == 0

    def test_summary_without_its_variants_is_listed_not_lost(self, tmp_path: Path) -> None:
        text = OLD.read_text()
        start, end = text.index("<variant-report>"), text.index("</ResultsReport>")
        reading = read_text(tmp_path, text[:start] + text[end:])
        assert "variant_report_missing" in codes(reading)
        assert reading.records_read == 3
        assert [(one.reason, one.source.raw) for one in reading.unresolved] == [("summary_only", "summary EGFR L858R")]
        assert labels(reading) == {"MSS", "TMB 3 mut/Mb"}

    @pytest.mark.parametrize("name", ["variant-report", "FinalReport"])
    def test_two_reports_in_one_file_are_refused(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(InputError, match=f"holds 2 {name} elements"):
            read_text(tmp_path, f"<r><{name}/><{name}/></r>")

    def test_other_xml_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no FoundationOne report") as caught:
            read_text(tmp_path, "<ResultsReport><other/></ResultsReport>")
        assert "variant-report" in caught.value.hint

    def test_amended_report(self, tmp_path: Path) -> None:
        text = "<FinalReport><AAC><Amendmends><Amendmend><Comment>Fakename</Comment></Amendmend></Amendmends></AAC>"
        reading = read_text(tmp_path, f"<r>{text}</FinalReport><variant-report/></r>")
        assert "report_amended" in codes(reading)
        assert "Fakename" not in repr(reading)


class TestBuild:
    def test_assumed(self) -> None:
        reading = read(NEW)
        assert (reading.build, reading.build_evidence) == (
            "GRCh37",
            "assumed: FoundationOne XML reports GRCh37 positions",
        )
        assert [notice.severity for notice in reading.notices if notice.code == "build_assumed"] == ["info"]

    def test_given(self) -> None:
        reading = read(NEW, ReadSettings(build="GRCh38"))
        assert (reading.build, reading.build_evidence) == ("GRCh38", "--build")
        assert "build_assumed" not in codes(reading)


class TestPersonalData:
    FAKES = ("fakefirst", "fakelast", "fake-", "1901-02-03", "fakedoctor", "fakepath", "fake facility", "fakesigner")

    @pytest.mark.parametrize("path", [NEW, OLD])
    def test_nothing_is_kept(self, path: Path) -> None:
        reading = read(path)
        shown = (repr(reading) + repr(interpreted(reading))).lower()
        assert not [fake for fake in self.FAKES if fake in shown]

    def test_vendor_claims_are_not_kept(self) -> None:
        assert "vendor " not in repr(read(NEW)).lower()
        assert "Vendorinib" not in repr(read(NEW))

    @pytest.mark.parametrize("name", ["Fakelastname_T1", "t1-FAKEFIRSTNAME", "FAKE-MRN-000", "FAKE-PHYSICIAN-ID"])
    def test_a_sample_name_that_gives_the_patient_away(self, tmp_path: Path, name: str) -> None:
        text = NEW.read_text().replace("SAMPLE-D", name)
        assert read_text(tmp_path, text).sample == ""
        assert read_text(tmp_path, text, ReadSettings(include_phi=True)).sample == name

    def test_specimen_stands_in_on_request(self, tmp_path: Path) -> None:
        text = variant_report("", attributes='specimen="S-1"')
        assert read_text(tmp_path, text).sample == ""
        assert read_text(tmp_path, text, ReadSettings(include_phi=True)).sample == "S-1"


class TestQualityControl:
    def test_fail_voids_every_record(self, tmp_path: Path) -> None:
        reading = read_text(tmp_path, NEW.read_text().replace('status="Pass"', 'status="Fail"'))
        assert reading.filtered_by == {"quality_control_fail": reading.records_read}
        assert [*reading.observations, *reading.negatives, *reading.unresolved] == []
        assert not reading.out_of_scope_by
        assert not reading.incomplete
        assert [notice.severity for notice in reading.notices if notice.code == "quality_control_fail"] == ["error"]
        report = interpreted(reading)
        assert report.alterations == ()
        assert report.inputs[0].records.filtered == 11

    def test_fail_without_records(self, tmp_path: Path) -> None:
        reading = read_text(tmp_path, variant_report('<quality-control status="Fail"/>'))
        assert reading.filtered_by == {}
        assert "quality_control_fail" in codes(reading)

    @pytest.mark.parametrize(
        ("status", "code"), [("Qualified", "quality_control_qualified"), ("Odd", "quality_control_unknown")]
    )
    def test_doubt_is_a_warning(self, tmp_path: Path, status: str, code: str) -> None:
        reading = read_text(tmp_path, NEW.read_text().replace('status="Pass"', f'status="{status}"'))
        assert [notice.severity for notice in reading.notices if notice.code == code] == ["warning"]
        assert len(reading.observations) == 9


class TestBadXml:
    @pytest.mark.parametrize(
        "text",
        [
            '<!DOCTYPE variant-report SYSTEM "file:///etc/passwd"><variant-report/>',
            '<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<variant-report a="&b;"/>',
            '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><variant-report>&x;</variant-report>',
        ],
    )
    def test_doctype_is_refused(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(InputError, match=r"report\.xml:\d+: a DOCTYPE or entity declaration is refused") as caught:
            read_text(tmp_path, text)
        assert caught.value.hint

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("", "report.xml:1"),
            ("<variant-report>\n<short-variants>\n", "report.xml:3"),
            ("<variant-report>\n</other>", "report.xml:2"),
            ("\n\n<?xml version='1.0'?>\n<variant-report><</variant-report>", "report.xml:4"),
            ("<variant-report>&undefined;</variant-report>", "report.xml:1"),
            ('<?xml version="1.0" encoding="no-such"?><variant-report/>', "report.xml:1"),
            ("<variant-report/>\x00", "report.xml:1"),
            ("<variant-report/><variant-report/>", "report.xml:1"),
            (b"<variant-report a='\xff'/>", "report.xml:1"),
        ],
    )
    def test_malformed(self, tmp_path: Path, text: str | bytes, place: str) -> None:
        with pytest.raises(InputError) as caught:
            read_text(tmp_path, text)
        assert str(caught.value).startswith(place)
        assert caught.value.hint

    def test_every_cut_is_refused(self, tmp_path: Path) -> None:
        whole = NEW.read_bytes().rstrip()
        for size in range(0, len(whole), 97):
            with pytest.raises(InputError):
                read_text(tmp_path, whole[:size])

    def test_depth(self, tmp_path: Path) -> None:
        assert read_text(tmp_path, variant_report("<a>" * 99 + "</a>" * 99)).records_read == 0
        with pytest.raises(InputError, match="nested more than 100 deep"):
            read_text(tmp_path, variant_report("<a>" * 200_000))

    def test_depth_counts_in_left_out_parts(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="nested more than 100 deep"):
            read_text(tmp_path, variant_report("<Trials>" * 101))

    def test_number_of_elements(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("oncotier.readers.markup._ELEMENT_LIMIT", 10)
        with pytest.raises(InputError, match="more than 10 elements"):
            read_text(tmp_path, variant_report("<a/>" * 10))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
    def test_encodings(self, tmp_path: Path, encoding: str) -> None:
        text = f'<?xml version="1.0" encoding="{encoding}"?><variant-report disease="Mélanome"/>'
        assert read_text(tmp_path, text.encode(encoding)).tumor_type == "Mélanome"

    @pytest.mark.parametrize(
        ("stated", "read_as"),
        [
            ("PEDIATRIC Bone osteosarcoma", "Bone osteosarcoma"),
            ("Paediatric neuroblastoma", "neuroblastoma"),
            ("Pediatric-Type Follicular Lymphoma", "Pediatric-Type Follicular Lymphoma"),
            ("Bone osteosarcoma, pediatric form", "Bone osteosarcoma, pediatric form"),
            ("PEDIATRIC", "PEDIATRIC"),
        ],
    )
    def test_a_child_has_the_tumor_that_the_ontology_names(self, tmp_path: Path, stated: str, read_as: str) -> None:
        text = f'<variant-report disease-ontology="{stated}"/>'
        assert read_text(tmp_path, text).tumor_type == read_as

    def test_byte_order_mark_and_blank_lines(self, tmp_path: Path) -> None:
        text = b"\xef\xbb\xbf\r\n<?xml version='1.0'?>\r\n<variant-report disease='X'/>\r\n"
        assert read_text(tmp_path, text).tumor_type == "X"

    def test_root_that_is_left_out_elsewhere(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no FoundationOne report"):
            read_text(tmp_path, "<Trials/>")


ATTRIBUTES = (
    *("gene", "protein-effect", "cds-effect", "functional-effect", "status", "equivocal", "allele-fraction", "depth"),
    *("percent-reads", "type", "copy-number", "number-of-exons", "target-gene", "targeted-gene", "other-gene"),
    *("in-frame", "description", "score", "unit", "organism"),
)
ELEMENTS = (
    *("short-variant", "copy-number-alteration", "rearrangement"),
    *("microsatellite-instability", "tumor-mutation-burden", "non-human"),
)
VALUES = st.one_of(
    st.sampled_from(
        ["BRAF", "CDKN2A/B", "V600E", "1799T>A", "true", "N/A", "unknown", "splice", "0.5", "7 of 9", "loss"]
    ),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=12),
)


@given(st.lists(st.tuples(st.sampled_from(ELEMENTS), st.dictionaries(st.sampled_from(ATTRIBUTES), VALUES)), max_size=6))
def test_every_record_ends_somewhere(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[str, dict[str, str]]]
) -> None:
    body = "".join(element(name, given) for name, given in records)
    reading = read_text(tmp_path_factory.mktemp("foundation"), variant_report(body))
    assert reading.records_read == len(records)
    interpreted(reading)


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLE.is_file(), reason=f"the real sample is not there: {SAMPLE} (set ONCOTIER_SHARED)")
def test_real_sample() -> None:
    reading = read(SAMPLE)
    report = interpreted(reading)
    found = {alteration.label: alteration for alteration in report.alterations}
    assert reading.records_read == 48 + 5 + 1 + 2
    assert {"BRAF V600E", "NPM1 W288fs*12", "MYC amplification", "MSS", "TMB 0.73 mut/Mb"} <= set(found)
    assert found["BRAF V600E"].vaf == 0.3868
    assert found["BRAF V600E"].flags == ("vendor:known",)
    assert found["CDK4 amplification"].copies == 44
    assert found["PIM1 amplification"].flags == ("equivocal", "vendor:unknown")
    assert "quality_control_qualified" in codes(reading)
    assert reading.negatives == ()
    assert report.unresolved == ()
    assert "Patient, Test" not in repr(reading)
    assert "Smith" not in repr(report)
