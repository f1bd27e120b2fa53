"""MSI, TMB and pertinent negatives of a FoundationOne report, also where only its summary states them."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from oncotier.domain.observation import (
    StatementObservation,
)
from tests.readers.foundation_reports import (
    NEW,
    codes,
    interpreted,
    labels,
    one_observation,
    read,
    read_text,
    variant_report,
)


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

    def test_an_unknown_biomarker_is_listed(self, tmp_path: Path) -> None:
        body = (
            '<biomarkers><microsatellite-instability status="MSS"/><novel-score score="41" status="high"/></biomarkers>'
        )
        reading = read_text(tmp_path, variant_report(body))
        assert [(one.reason, one.source.raw) for one in reading.unresolved] == [
            ("biomarker_not_read", "novel-score high 41")
        ]
        assert (labels(reading), reading.records_read) == ({"MSS"}, 2)

    @pytest.mark.parametrize(
        ("status", "expected"), [("positive", {"HRD positive"}), ("Not Detected", {"HRD negative"}), ("unknown", set())]
    )
    def test_hrd_of_its_own_element(self, tmp_path: Path, status: str, expected: set[str]) -> None:
        body = f'<biomarkers><hrd-signature status="{status}"/></biomarkers>'
        reading = read_text(tmp_path, variant_report(body))
        assert {one.text for one in reading.observations if isinstance(one, StatementObservation)} == expected
        assert [one.marker for one in reading.untested] == ([] if expected else ["HRD"])

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


def summary(name: str, said: str, *, variants: str = "") -> str:
    gene = f"<Gene><Name>{name}</Name><Alterations><Alteration><Name>{said}</Name></Alteration></Alterations></Gene>"
    return f"<r><FinalReport><Genes>{gene}</Genes></FinalReport>{variant_report(variants)}</r>"


class TestOtherSignatures:
    @pytest.mark.parametrize(
        ("name", "said", "expected"),
        [
            ("HRD Signature", "HRDsig Positive", ["HRD positive"]),
            ("Homologous Recombination status", "HRD Not Detected", ["HRD negative"]),
            ("HRD signature", "Cannot Be Determined", []),
        ],
    )
    def test_homologous_recombination(self, tmp_path: Path, name: str, said: str, expected: list[str]) -> None:
        reading = read_text(tmp_path, summary(name, said))
        assert [one.text for one in reading.observations if isinstance(one, StatementObservation)] == expected
        assert reading.records_read == 1
        assert [one.marker for one in reading.untested] == ([] if expected else ["HRD"])

    @pytest.mark.parametrize(
        ("name", "said", "variants", "is_said"),
        [
            ("Tumor Fraction", "12 %", "", True),
            ("EGFR", "L858R", "", True),
            ("EGFR", "L858R", '<short-variant gene="EGFR" protein-effect="L858R"/>', False),
            ("CDKN2A/B", "loss", '<copy-number-alteration gene="CDKN2B" type="loss"/>', False),
            ("KMT2D", "Q3499*", '<short-variant gene="MLL2" protein-effect="Q3499*"/>', False),
            ("EML4", "EML4-ALK", '<rearrangement target-gene="ALK" other-gene="EML4" type="fusion"/>', False),
            ("KRAS", "no reportable alterations", "", False),
            ("Microsatellite status", "MS-Stable", "", False),
        ],
    )
    def test_what_only_the_summary_names_is_said(
        self, tmp_path: Path, name: str, said: str, variants: str, is_said: bool
    ) -> None:
        reading = read_text(tmp_path, summary(name, said, variants=variants))
        assert ("summary_only" in {one.code for one in reading.notices}) is is_said
