"""GenMineTOP, GA4GH phenopackets and ORANGE: what each record becomes, what is refused, no patient."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import CopyNumberObservation, RearrangementObservation, StatementObservation
from oncotier.errors import InputError
from tests.readers.builders import codes, labels, only_variant, read, tally

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from oncotier.domain.observation import Reading


def statements(reading: Reading) -> list[str]:
    return [one.text for one in reading.observations if isinstance(one, StatementObservation)]


def rearrangement(reading: Reading) -> RearrangementObservation:
    found = reading.observations[0]
    assert isinstance(found, RearrangementObservation)
    return found


class TestGenMineTop:
    def report(self, folder: Path, item: str, marker: str = "") -> Reading:
        text = (
            "<root><version>2</version><vendor-id>todai-oncopanel</vendor-id><report>"
            "<patient><id>Fakepatient</id></patient><specimen><pathology>Melanoma</pathology></specimen>"
            f"<result><reference-genome>GRCh37</reference-genome><alterations>{item}</alterations>{marker}</result>"
            "</report></root>"
        )
        reading = read(folder, text)
        tally(reading)
        return reading

    def item(self, **parts: str) -> str:
        inner = "".join(f"<{key.replace('_', '-')}>{value}</{key.replace('_', '-')}>" for key, value in parts.items())
        return f"<item>{inner}</item>"

    def test_small_variant(self, tmp_path: Path) -> None:
        item = self.item(
            type="snv",
            gene="EGFR",
            transcript="<item>NM_005228.5</item>",
            coding_dna_alteration="c.2573T&gt;G",
            protein_alteration="p.L858R",
            allele_frequency="123/456",
            origin="somatic",
        )
        reading = self.report(tmp_path, item)
        found = only_variant(reading)
        assert (found.vaf, found.depth, found.origin) == (123 / 456, 456, Origin.SOMATIC)
        assert (labels(reading), reading.tumor_type, reading.build) == ({"EGFR L858R"}, "Melanoma", "GRCh37")
        assert "Fakepatient" not in repr(reading)

    @pytest.mark.parametrize(
        ("ref", "alt", "place"),
        [
            ("T", "G", (55259515, "T", "G")), ("TG", "GA", (55259515, "TG", "GA")),
            ("TGG", "T", (55259515, "TGG", "T")), ("T", "TGG", (55259515, "T", "TGG")),
            ("-", "G", None), ("T", "", None), ("TGG", "AC", None),
        ],
    )  # fmt: skip
    def test_a_place_counts_where_it_needs_no_rule(
        self, tmp_path: Path, ref: str, alt: str, place: tuple[int, str, str] | None
    ) -> None:
        item = self.item(type="snv", gene="EGFR", protein_alteration="p.L858R", locus="chr7:55259515", ref=ref, alt=alt)
        locus = only_variant(self.report(tmp_path, item)).locus
        assert (locus and (locus.pos1, locus.reference, locus.alternate)) == place
        assert locus is None or (locus.contig, locus.build) == ("7", "GRCh37")

    @pytest.mark.parametrize(
        ("kind", "copies", "call"),
        [
            ("cnv-amplification", "12.5", "amplification"),
            ("cnv-deletion", "0.1", "homozygous_deletion"),
            ("cnv-deletion", "", "loss"),
        ],
    )
    def test_copies(self, tmp_path: Path, kind: str, copies: str, call: str) -> None:
        found = self.report(tmp_path, self.item(type=kind, gene="ERBB2", num_copy=copies)).observations[0]
        assert isinstance(found, CopyNumberObservation)
        assert found.call == call

    def test_fusion(self, tmp_path: Path) -> None:
        ends = "<item><gene>EML4</gene></item><item><gene>ALK</gene></item>"
        genes = "<item>ALK</item><item>EML4</item>"
        found = rearrangement(self.report(tmp_path, self.item(type="fusion", gene=genes, breakpoint=ends, frame="in")))
        assert (found.gene1, found.gene2, found.in_frame) == ("EML4", "ALK", "yes")

    @pytest.mark.parametrize(
        ("joined", "expected"), [((13, 15), "MET exon 14 skipping"), ((1, 8), "MET exon 2-7 skipping"), ((13, 14), "")]
    )
    def test_splicing(self, tmp_path: Path, joined: tuple[int, int], expected: str) -> None:
        ends = "".join(f"<item><index>{one}</index></item>" for one in joined)
        reading = self.report(tmp_path, self.item(type="splicing-variant", gene="MET", breakpoint=ends))
        assert statements(reading) == ([expected] if expected else [])
        assert [one.reason for one in reading.unresolved] == ([] if expected else ["exon_unknown"])

    def test_burden(self, tmp_path: Path) -> None:
        marker = "<marker><tmb><exon><{0}>{1}</{0}></exon></tmb></marker>"
        name = "frequency-non-synonymous-alterations"
        assert labels(self.report(tmp_path, "", marker.format(name, "11.2"))) == {"TMB 11.2 mut/Mb"}
        assert [one.marker for one in self.report(tmp_path, "", marker.format(name, "")).untested] == ["TMB"]

    def test_expression_and_unknown_types(self, tmp_path: Path) -> None:
        reading = self.report(tmp_path, self.item(type="expression", gene="MET") + self.item(type="novel", gene="MET"))
        assert (reading.out_of_scope_by, [one.reason for one in reading.unresolved]) == (
            {"rna_expression": 1},
            ["type_unknown"],
        )

    def test_refusals(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="holds 0 result elements"):
            read(tmp_path, "<root/>", input_format="genminetop")


class TestPhenopacket:
    def packet(self, folder: Path, interpretation: dict[str, object], **more: object) -> Reading:
        diagnosis = {"disease": {"label": "Melanoma"}, "genomicInterpretations": [interpretation]}
        document = {"subject": {"id": "Fakepatient"}, "metaData": {}, "interpretations": [{"diagnosis": diagnosis}]}
        reading = read(folder, json.dumps({**document, **more}))
        assert tally(reading).read == 1
        assert "Fakepatient" not in repr(reading)
        return reading

    def variant(self, descriptor: Mapping[str, object], **more: object) -> dict[str, object]:
        return {"variantInterpretation": {"variationDescriptor": descriptor, **more}}

    def test_vcf_record(self, tmp_path: Path) -> None:
        record = {"genomeAssembly": "GRCh38", "chrom": "chr7", "pos": "55191822", "ref": "T", "alt": "G"}
        reading = self.packet(tmp_path, self.variant({"vcfRecord": record}))
        assert (labels(reading), reading.tumor_type) == ({"EGFR L858R"}, "Melanoma")

    @pytest.mark.parametrize("syntax", ["hgvs.c", "hgvs", ""])
    def test_expressions(self, tmp_path: Path, syntax: str) -> None:
        expression = {"syntax": syntax, "value": "NM_005228.5:c.2573T>G"}
        descriptor = {"geneContext": {"symbol": "EGFR"}, "expressions": [expression]}
        verdict = {"acmgPathogenicityClassification": "LIKELY_PATHOGENIC"}
        found = only_variant(self.packet(tmp_path, self.variant(descriptor, **verdict)))
        assert (found.coding, found.flags) == ("NM_005228.5:c.2573T>G", ("vendor:likely",))

    def test_rejected(self, tmp_path: Path) -> None:
        interpretation = {**self.variant({"label": "EGFR L858R"}), "interpretationStatus": "REJECTED"}
        assert tally(self.packet(tmp_path, interpretation)).filtered_by == {"rejected_by_source": 1}

    def test_label_and_copies(self, tmp_path: Path) -> None:
        gene = {"geneContext": {"symbol": "MET"}}
        assert labels(self.packet(tmp_path, self.variant({**gene, "label": "exon 14 skipping"}))) == {
            "MET exon 14 skipping"
        }
        loss = {**gene, "structuralType": {"id": "SO:0001743"}}
        assert labels(self.packet(tmp_path, self.variant(loss))) == {"MET loss"}

    def test_a_gene_alone(self, tmp_path: Path) -> None:
        reading = self.packet(tmp_path, {"gene": {"symbol": "MET"}})
        assert [one.reason for one in reading.unresolved] == ["no_change"]

    def test_refusals(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no phenopacket"):
            read(tmp_path, "{}", input_format="phenopacket")


class TestOrange:
    def orange(self, folder: Path, purple: Mapping[str, object] | None = None, **more: object) -> Reading:
        document = {"sampleId": "S1", "refGenomeVersion": "V38", "purple": purple or {}, **more}
        reading = read(folder, json.dumps(document))
        tally(reading)
        return reading

    VARIANT = {  # noqa: RUF012 - a constant
        "gene": "EGFR",
        "chromosome": "chr7",
        "position": 55191822,
        "ref": "T",
        "alt": "G",
        "tumorDepth": {"totalReadCount": 200, "alleleReadCount": 50},
        "canonicalImpact": {
            "transcript": "ENST00000275493",
            "hgvsCodingImpact": "c.2573T>G",
            "hgvsProteinImpact": "p.Leu858Arg",
            "affectedExon": 21,
            "effects": ["MISSENSE"],
        },
    }

    def test_variant(self, tmp_path: Path) -> None:
        repeated = {"allSomaticVariants": [self.VARIANT], "reportableSomaticVariants": [self.VARIANT]}
        reading = self.orange(tmp_path, repeated)
        found = only_variant(reading)
        assert (found.vaf, found.depth, found.consequence, found.exon) == (0.25, 200, "missense_variant", "21")
        assert (labels(reading), reading.build, reading.sample) == ({"EGFR L858R"}, "GRCh38", "S1")

    def test_losses_of_the_germline(self, tmp_path: Path) -> None:
        purple = {
            "allGermlineFullLosses": [{"gene": "BRCA2", "interpretation": "FULL_LOSS", "minCopies": 0}],
            "reportableGermlineDeletions": [{"gene": "BRCA1"}],
        }
        reading = self.orange(tmp_path, purple, linx={"germlineHomozygousDisruptions": [{"gene": "PALB2"}]})
        origins = {one.origin for one in reading.observations if not isinstance(one, StatementObservation)}
        assert (labels(reading), origins) == ({"BRCA2 deletion", "PALB2 truncation"}, {Origin.GERMLINE})
        assert [(one.reason, one.source.raw) for one in reading.unresolved] == [
            ("germline_deletion", "BRCA1 germline deletion")
        ]

    @pytest.mark.parametrize(
        ("word", "call"),
        [
            ("FULL_GAIN", "amplification"),
            ("PARTIAL_GAIN", "gain"),
            ("FULL_LOSS", "homozygous_deletion"),
            ("FULL_DEL", "homozygous_deletion"),
            ("PARTIAL_LOSS", "homozygous_deletion"),
        ],
    )
    def test_copies(self, tmp_path: Path, word: str, call: str) -> None:
        one = {"gene": "ERBB2", "interpretation": word, "minCopies": 14}
        found = self.orange(tmp_path, {"reportableSomaticGainsLosses": [one]}).observations[0]
        assert isinstance(found, CopyNumberObservation)
        assert (found.call, found.copies) == (call, 14)

    @pytest.mark.parametrize(
        ("genes", "exons", "expected"),
        [
            (("EML4", "ALK"), (13, 20), {"EML4::ALK fusion"}),
            (("EGFR", "EGFR"), (1, 8), {"EGFRvIII"}),
            (("MET", "MET"), (13, 15), {"MET exon 14 skipping"}),
        ],
    )
    def test_fusions(self, tmp_path: Path, genes: tuple[str, str], exons: tuple[int, int], expected: set[str]) -> None:
        fusion = {"geneStart": genes[0], "geneEnd": genes[1], "fusedExonUp": exons[0], "fusedExonDown": exons[1]}
        reading = self.orange(tmp_path, linx={"fusions": [{**fusion, "phased": "INFRAME"}]})
        assert labels(reading) == expected

    def test_out_of_frame(self, tmp_path: Path) -> None:
        fusion = {"geneStart": "EML4", "geneEnd": "ALK", "phased": "OUT_OF_FRAME"}
        found = rearrangement(self.orange(tmp_path, linx={"fusions": [fusion]}))
        assert (found.oriented, found.flags) == (True, ("out_of_frame",))

    def test_measures(self, tmp_path: Path) -> None:
        measures = {"microsatelliteStatus": "MSI", "tumorMutationalBurdenPerMb": 41.5}
        reading = self.orange(tmp_path, {"characteristics": measures}, chord={"hrStatus": "HR_DEFICIENT"})
        assert statements(reading) == ["MSI-H", "TMB 41.5", "HRD positive"]

    def test_nothing_measured_is_no_zero(self, tmp_path: Path) -> None:
        measures = {"microsatelliteStatus": "UNKNOWN", "tumorMutationalBurdenPerMb": 0}
        status = {"tumorMutationalBurdenStatus": "UNKNOWN"}
        reading = self.orange(
            tmp_path, {"characteristics": {**measures, **status}}, chord={"hrStatus": "CANNOT_BE_DETERMINED"}
        )
        assert [one.marker for one in reading.untested] == ["MSI", "TMB", "HRD"]

    def test_alleles_viruses_and_disruptions(self, tmp_path: Path) -> None:
        reading = self.orange(
            tmp_path,
            lilac={"alleles": [{"allele": "A*02:01"}, {"allele": "x"}]},
            virusInterpreter={"allViruses": [{"name": "HPV16"}]},
            linx={"somaticHomozygousDisruptions": [{"gene": "PTEN"}]},
        )
        assert statements(reading) == ["HLA-A*02:01"]
        assert rearrangement(reading).call == "truncation"
        assert (reading.out_of_scope_by, codes(reading)) == ({"non_human_content": 1}, {"non_human_content"})
        assert [one.reason for one in reading.unresolved] == ["allele_unknown"]

    def test_failed_quality_voids_all(self, tmp_path: Path) -> None:
        purple = {"allSomaticVariants": [self.VARIANT], "fit": {"qc": {"status": ["FAIL_NO_TUMOR"]}}}
        reading = self.orange(tmp_path, purple)
        assert (reading.observations, reading.filtered_by) == ((), {"quality_control_fail": 1})

    def test_refusals(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no ORANGE record"):
            read(tmp_path, "{}", input_format="orange")
