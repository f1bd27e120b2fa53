"""The FoundationOne XML reader: every record ends somewhere, nothing of the patient is kept, nothing is expanded."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncotier.domain.observation import (
    CopyNumberObservation,
    RearrangementObservation,
    StatementObservation,
    VariantObservation,
)
from oncotier.domain.settings import ReadSettings, Settings
from oncotier.errors import InputError
from oncotier.interpret.assemble import interpret
from oncotier.knowledge.load import load
from oncotier.readers import foundation
from oncotier.readers.reader import Confidence, Context
from oncotier.readers.registry import reader_for
from oncotier.readers.source import open_input

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.domain.observation import Reading
    from oncotier.domain.report import Report
    from oncotier.knowledge.base import KnowledgeBase

DATA = Path(__file__).parent / "data"
NEW = DATA / "foundation_new_envelope.xml"
OLD = DATA / "foundation_old_envelope.xml"
ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("ONCOTIER_SHARED", str(ROOT.parent / "shared")))
SAMPLE = SHARED / "data" / "05_foundation_xml" / "sample.xml"


@cache
def knowledge() -> KnowledgeBase:
    return load()


def read(path: Path, settings: ReadSettings | None = None) -> Reading:
    kb = knowledge()
    context = Context(scope=kb.scope, names=kb.names, settings=settings or ReadSettings())
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


class TestShortVariant:
    def test_every_field(self) -> None:
        found = read(NEW).observations[0]
        assert isinstance(found, VariantObservation)
        assert (found.gene, found.protein, found.coding) == ("BRAF", "V600E", "1799T>A")
        assert (found.transcript, found.consequence) == ("NM_004333", "missense_variant")
        assert (found.vaf, found.depth, found.flags) == (0.25, 400, ("vendor:known",))

    @pytest.mark.parametrize(
        ("effect", "protein", "cds", "term"),
        [
            ("missense", "R175H", "524G>A", "missense_variant"),
            ("nonsense", "R213*", "637C>T", "stop_gained"),
            ("nonsense", "M1T", "2T>C", "start_lost"),
            ("frameshift", "N131fs*27", "390_426del37", "frameshift_variant"),
            ("nonframeshift", "E830del", "2488_2490delGAG", "inframe_deletion"),
            ("nonframeshift", "E604_F605ins23", "1813_1814ins69", "inframe_insertion"),
            ("nonframeshift", "D770>GY", "2308_2310>GGATAC", "inframe_insertion"),
            ("nonframeshift", "H402_D403>AG", "1204_1209>ACGTAC", ""),
            ("nonframeshift", "", "1204_1209>ACGTAC", ""),
            ("nonframeshift", "", "1204_1205ins42", "inframe_insertion"),
            ("nonframeshift", "?", "?", ""),
            ("splice", "splice site 594-2A>C", "594-2A>C", "splice_acceptor_variant"),
            ("splice", "splice site4494-42_4499>A", "4494-42_4499>A", "splice_acceptor_variant"),
            ("splice", "splice site 672+1G>A", "672+1G>A", "splice_donor_variant"),
            ("", "splice site 3836_3836+9>GCCGTAGG", "", "splice_donor_variant"),
            ("splice", "splice site ?", "?", ""),
            ("promoter", "promoter -124C>T", "-124C>T", "upstream_gene_variant"),
            ("", "promoter -146C>T", "", "upstream_gene_variant"),
            ("another", "R175H", "524G>A", ""),
        ],
    )
    def test_consequence(self, tmp_path: Path, effect: str, protein: str, cds: str, term: str) -> None:
        found = variant(tmp_path, functional_effect=effect, protein_effect=protein, cds_effect=cds)
        assert found.consequence == term
        assert found.protein == ("" if protein.startswith(("splice", "promoter")) else protein)
        assert found.coding == (cds or protein.rpartition(" ")[2])

    @pytest.mark.parametrize(
        ("status", "cds", "term"),
        [
            ("likely", "375+5G>T", "splice_donor_variant"),
            ("known", "376-3C>G", "splice_acceptor_variant"),
            ("likely", "375G>A", "protein_altering_variant"),
            ("unknown", "375+5G>T", "splice_region_variant"),
            ("unknown", "375G>A", ""),
        ],
    )
    def test_splice_beyond_the_canonical_bases(self, tmp_path: Path, status: str, cds: str, term: str) -> None:
        words = {"functional_effect": "splice", "protein_effect": f"splice site {cds}", "cds_effect": cds}
        assert variant(tmp_path, status=status, **words).consequence == term

    def test_length_instead_of_bases(self, tmp_path: Path) -> None:
        found = variant(
            tmp_path, functional_effect="splice", protein_effect="splice site 14-42_58>31", cds_effect="14-42_58>31"
        )
        assert (found.coding, found.consequence) == ("14-42_58delins31", "splice_acceptor_variant")

    def test_an_unreadable_coding_change_does_not_cost_the_protein_change(self, tmp_path: Path) -> None:
        reading = read_text(
            tmp_path, variant_report('<short-variant gene="BRAF" protein-effect="V600E" cds-effect="odd text"/>')
        )
        assert labels(reading) == {"BRAF V600E"}
        assert [notice.where for notice in reading.notices if notice.code == "coding_unreadable"] == ["report.xml:1"]

    def test_an_unreadable_change_is_listed(self, tmp_path: Path) -> None:
        text = variant_report('<short-variant gene="BRAF" protein-effect="odd" functional-effect="missense"/>')
        assert [one.reason for one in interpreted(read_text(tmp_path, text)).unresolved] == ["notation"]

    @pytest.mark.parametrize("name", ["protein_effect", "cds_effect"])
    def test_a_position_beyond_reason_does_not_stop_the_reader(self, tmp_path: Path, name: str) -> None:
        assert variant(tmp_path, **{name: f"{'6' * 5000}A>T"}).consequence == ""

    def test_no_attribute_at_all(self, tmp_path: Path) -> None:
        report = interpreted(read_text(tmp_path, variant_report("<short-variant/>")))
        assert [one.reason for one in report.unresolved] == ["no_gene"]

    @pytest.mark.parametrize(
        ("fraction", "percent", "vaf"),
        [
            ("0.4800", "1.00", 0.48),
            ("", "3.19", 0.0319),
            ("48.0", "48.00", 0.48),
            ("nan", "inf", None),
            ("-0.1", "101", None),
            ("1", "", 1.0),
            ("0", "", 0.0),
            ("", "", None),
        ],
    )
    def test_fraction(self, tmp_path: Path, fraction: str, percent: str, vaf: float | None) -> None:
        found = variant(tmp_path, protein_effect="R175H", allele_fraction=fraction, percent_reads=percent)
        assert found.vaf == vaf

    def test_an_unreadable_fraction_is_noted(self, tmp_path: Path) -> None:
        text = variant_report('<short-variant gene="TP53" protein-effect="R175H" allele-fraction="x"/>')
        assert "vaf_unreadable" in codes(read_text(tmp_path, text))

    @pytest.mark.parametrize(("text", "depth"), [("552", 552), ("9" * 400, None), ("", None), ("x", None)])
    def test_depth(self, tmp_path: Path, text: str, depth: int | None) -> None:
        assert variant(tmp_path, protein_effect="R175H", depth=text).depth == depth

    def test_flags(self, tmp_path: Path) -> None:
        found = variant(tmp_path, protein_effect="R175H", status="unknown", equivocal="true", subclonal="true")
        assert found.flags == ("vendor:unknown", "equivocal", "subclonal")
        assert variant(tmp_path, protein_effect="R175H", status="odd", equivocal="false").flags == ()


class TestCopyNumber:
    def copy_numbers(self, tmp_path: Path, **given: str) -> list[CopyNumberObservation]:
        reading = read_text(tmp_path, variant_report(element("copy-number-alteration", given)))
        interpreted(reading)
        assert reading.records_read == 1
        return [one for one in reading.observations if isinstance(one, CopyNumberObservation)]

    @pytest.mark.parametrize(
        ("call", "exons", "read_as", "flags"),
        [
            ("amplification", "7 of 7", "amplification", ()),
            ("loss", "7 of 7", "homozygous_deletion", ()),
            ("amplification", "3 of 7", "gain", ("partial",)),
            ("loss", "3 of 7", "loss", ("partial",)),
            ("amplification", "", "amplification", ()),
            ("Odd Word", "", "Odd Word", ()),
        ],
    )
    def test_call(self, tmp_path: Path, call: str, exons: str, read_as: str, flags: tuple[str, ...]) -> None:
        (found,) = self.copy_numbers(tmp_path, gene="MYC", type=call, number_of_exons=exons, copy_number="9")
        assert (found.call, found.flags, found.copies) == (read_as, flags, 9.0)

    def test_equivocal_amplification_stays_one(self, tmp_path: Path) -> None:
        (found,) = self.copy_numbers(tmp_path, gene="ERBB2", type="amplification", equivocal="true", copy_number="6")
        assert (found.call, found.flags) == ("amplification", ("equivocal",))

    @pytest.mark.parametrize(
        ("name", "genes"),
        [
            ("CDKN2A/B", ["CDKN2A", "CDKN2B"]),
            ("CDKN2A/CDKN2B", ["CDKN2A", "CDKN2B"]),
            ("ABCA/B/C", ["ABCA", "ABCB", "ABCC"]),
            ("MYC", ["MYC"]),
            ("N/A", ["N/A"]),
            ("MYC/", ["MYC/"]),
        ],
    )
    def test_shared_names(self, tmp_path: Path, name: str, genes: list[str]) -> None:
        found = self.copy_numbers(tmp_path, gene=name, type="loss")
        assert [one.gene for one in found] == genes
        assert {one.source.record1 for one in found} == {1}

    @pytest.mark.parametrize(("text", "copies"), [("44", 44.0), ("0", 0.0), ("NA", None), ("", None), ("-3", None)])
    def test_copies(self, tmp_path: Path, text: str, copies: float | None) -> None:
        (found,) = self.copy_numbers(tmp_path, gene="MYC", type="loss", copy_number=text)
        assert found.copies == copies

    def test_an_unknown_call_is_listed(self, tmp_path: Path) -> None:
        text = variant_report('<copy-number-alteration gene="MYC" type="odd"/>')
        assert [one.reason for one in interpreted(read_text(tmp_path, text)).unresolved] == ["copy_number_call"]


class TestRearrangement:
    def rearrangement(self, tmp_path: Path, attributes: str) -> RearrangementObservation:
        found = one_observation(tmp_path, f"<rearrangement {attributes}/>")
        assert isinstance(found, RearrangementObservation)
        return found

    @pytest.mark.parametrize("name", ["targeted-gene", "target-gene"])
    def test_every_field(self, tmp_path: Path, name: str) -> None:
        attributes = 'other-gene="TACC3" type="Fusion" in-frame="No" status="likely" equivocal="true"'
        found = self.rearrangement(tmp_path, f'{name}="FGFR3" {attributes} description="words" allele-fraction="0.1"')
        assert (found.gene1, found.gene2, found.call, found.oriented) == ("FGFR3", "TACC3", "fusion", False)
        assert (found.in_frame, found.description, found.vaf) == ("no", "words", 0.1)
        assert found.flags == ("vendor:likely", "equivocal", "out_of_frame")

    def test_in_frame(self, tmp_path: Path) -> None:
        assert self.rearrangement(tmp_path, 'target-gene="ALK" in-frame="Yes"').flags == ("in_frame",)
        assert self.rearrangement(tmp_path, 'target-gene="ALK" in-frame="unknown"').in_frame == ""

    @pytest.mark.parametrize("other", ["N/A", "", "NF1", "intergenic"])
    def test_one_gene(self, tmp_path: Path, other: str) -> None:
        text = f'<rearrangement target-gene="NF1" other-gene="{other}" type="truncation"/>'
        assert labels(read_text(tmp_path, variant_report(text))) == {"NF1 truncation"}

    def test_no_gene_is_listed(self, tmp_path: Path) -> None:
        report = interpreted(read_text(tmp_path, variant_report("<rearrangement/>")))
        assert [one.reason for one in report.unresolved] == ["no_gene"]


class TestBiomarkers:
    @pytest.mark.parametrize(
        ("status", "label"),
        [("MSS", "MSS"), ("MSI-H", "MSI-H"), ("MSI-L", "MSI-L"), ("MSI-ambiguous", "MSI-ambiguous")],
    )
    def test_msi(self, tmp_path: Path, status: str, label: str) -> None:
        reading = read_text(tmp_path, variant_report(f'<microsatellite-instability status="{status}"/>'))
        assert labels(reading) == {label}

    @pytest.mark.parametrize("status", ["unknown", "", "MSI-High Not Detected", "Cannot Be Determined"])
    def test_msi_not_assessed(self, tmp_path: Path, status: str) -> None:
        reading = read_text(tmp_path, variant_report(f'<microsatellite-instability status="{status}"/>'))
        assert ([one.marker for one in reading.untested], reading.unresolved) == (["MSI"], ())
        assert "not_assessed" in codes(reading)
        assert interpreted(reading).inputs[0].records.interpreted == 1

    def test_msi_in_other_words_is_listed(self, tmp_path: Path) -> None:
        reading = read_text(tmp_path, variant_report('<microsatellite-instability status="odd"/>'))
        assert ([one.reason for one in reading.unresolved], reading.untested) == (["not_determined"], ())

    @pytest.mark.parametrize(
        ("attributes", "text"),
        [
            ('score="0.73" status="low" unit="mutations-per-megabase"', "TMB 0.73"),
            ('score="12" status="unknown"', "TMB 12"),
            ('score="0" status="low"', "TMB 0"),
            ('status="high"', "TMB high"),
        ],
    )
    def test_tmb(self, tmp_path: Path, attributes: str, text: str) -> None:
        found = one_observation(tmp_path, f"<tumor-mutation-burden {attributes}/>")
        assert isinstance(found, StatementObservation)
        assert found.text == text

    @pytest.mark.parametrize(
        "attributes", ['status="unknown"', 'status="unknown" score="-1"', 'status="unknown" score="0.00"', ""]
    )
    def test_tmb_not_assessed(self, tmp_path: Path, attributes: str) -> None:
        reading = read_text(tmp_path, variant_report(f"<tumor-mutation-burden {attributes}/>"))
        assert ([one.marker for one in reading.untested], reading.unresolved) == (["TMB"], ())
        interpreted(reading)

    @pytest.mark.parametrize(
        ("attributes", "reason"),
        [('score="&lt;1"', "not_determined"), ('score="3" unit="mutations-per-exome"', "unit_unknown")],
    )
    def test_tmb_that_cannot_be_read(self, tmp_path: Path, attributes: str, reason: str) -> None:
        reading = read_text(tmp_path, variant_report(f"<tumor-mutation-burden {attributes}/>"))
        assert [one.reason for one in reading.unresolved] == [reason]
        interpreted(reading)

    def test_blood(self, tmp_path: Path) -> None:
        text = '<tumor-mutation-burden score="14" status="high"/>'
        found = one_observation(tmp_path, text, attributes='test-type="FoundationOneLiquidDx"')
        assert isinstance(found, StatementObservation)
        assert found.text == "bTMB 14"

    def test_a_word_without_score_says_nothing_of_blood(self, tmp_path: Path) -> None:
        text = variant_report('<tumor-mutation-burden status="high"/>', attributes='test-type="Liquid"')
        assert [one.reason for one in read_text(tmp_path, text).unresolved] == ["not_determined"]

    def test_the_variant_report_is_asked_first(self) -> None:
        texts = [one.text for one in read(NEW).observations if isinstance(one, StatementObservation)]
        assert texts == ["MSI-H", "TMB 12.61"]


class TestBiomarkersInWords:
    def texts(self, tmp_path: Path, summary: str, *, attributes: str = "") -> list[str]:
        reading = read_text(tmp_path, f"<r><FinalReport>{summary}</FinalReport><variant-report {attributes}/></r>")
        interpreted(reading)
        assert reading.records_read == len(reading.observations) + len(reading.unresolved) + len(reading.untested)
        observed = [one.text for one in reading.observations if isinstance(one, StatementObservation)]
        return [*observed, *(one.reason for one in reading.unresolved), *("not assessed" for _ in reading.untested)]

    def gene(self, name: str, value: str) -> str:
        alteration = f"<Alteration><Name>{escape(value)}</Name></Alteration>"
        return f"<Gene><Name>{name}</Name><Alterations>{alteration}</Alterations></Gene>"

    @pytest.mark.parametrize(
        ("name", "value", "text"),
        [
            ("Microsatellite status", "MS-Stable", "MSS"),
            ("Microsatellite Status", "MSI-High", "MSI-H"),
            ("Microsatellite status", "Cannot Be Determined", "not assessed"),
            ("Tumor Mutation Burden", "TMB-Low; 3 Muts/Mb", "TMB 3"),
            ("Tumor Mutational Burden", "22.5 Muts/Mb", "TMB 22.5"),
            ("Tumor Mutation Burden", "TMB-Intermediate", "TMB intermediate"),
            ("Tumor Mutation Burden", "Cannot Be Determined", "not assessed"),
            ("Tumor Mutation Burden", "TMB-Low; <1 Muts/Mb", "TMB low"),
            ("Blood Tumor Mutation Burden", "5 Muts/Mb", "bTMB 5"),
        ],
    )
    def test_pseudo_gene(self, tmp_path: Path, name: str, value: str, text: str) -> None:
        assert self.texts(tmp_path, self.gene(name, value)) == [text]

    def test_report_property(self, tmp_path: Path) -> None:
        text = '<reportProperty key="TumorMutationBurdenScore"><value>0.73 Muts/Mb</value></reportProperty>'
        assert self.texts(tmp_path, text) == ["TMB 0.73"]
        assert self.texts(tmp_path, text, attributes='test-type="Liquid"') == ["bTMB 0.73"]

    def test_a_number_outweighs_a_word(self, tmp_path: Path) -> None:
        word = '<VariantProperty geneName="Tumor Mutation Burden" variantName="TMB-Low"/>'
        assert self.texts(tmp_path, word + self.gene("Tumor Mutation Burden", "TMB-Low; 3 Muts/Mb")) == ["TMB 3"]

    def test_doubt_outweighs_a_number(self, tmp_path: Path) -> None:
        number = '<reportProperty key="TumorMutationBurdenScore"><value>0 Muts/Mb</value></reportProperty>'
        texts = self.texts(tmp_path, number + self.gene("Tumor Mutation Burden", "Cannot Be Determined"))
        assert texts == ["not assessed"]

    def test_other_genes_of_the_summary_are_no_records(self, tmp_path: Path) -> None:
        assert self.texts(tmp_path, self.gene("BRAF", "V600E")) == []


class TestNegatives:
    def test_named_genes(self) -> None:
        assert [negative.gene for negative in read(NEW).negatives] == ["KRAS", "CDKN2A", "CDKN2B"]

    @pytest.mark.parametrize(
        "text",
        [
            "<PertinentNegatives/>",
            "<PertinentNegatives><PertinentNegative/></PertinentNegatives>",
            "<PertinentNegatives><PertinentNegative><Gene> </Gene></PertinentNegative></PertinentNegatives>",
            "<PertinentNegatives><PertinentNegative><Gene>N/A</Gene></PertinentNegative></PertinentNegatives>",
        ],
    )
    def test_an_empty_element_says_nothing(self, tmp_path: Path, text: str) -> None:
        reading = read_text(tmp_path, f"<r><FinalReport>{text}</FinalReport><variant-report/></r>")
        assert (reading.records_read, reading.negatives) == (0, ())

    def test_no_gene_symbol_is_listed(self, tmp_path: Path) -> None:
        text = "<PertinentNegative><Gene>no gene at all</Gene></PertinentNegative>"
        report = interpreted(read_text(tmp_path, f"<r><FinalReport>{text}</FinalReport><variant-report/></r>"))
        assert [one.reason for one in report.unresolved] == ["no_gene"]


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
