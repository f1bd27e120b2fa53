"""What counts beside changes of genes in the table: all genes where asked for, and what could not be called."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncotier.domain.coverage import Assay, Covered
from oncotier.domain.observation import Reading
from oncotier.domain.report import Report
from oncotier.domain.settings import Settings
from oncotier.domain.value import replace
from oncotier.interpret.assemble import interpret
from oncotier.readers.registry import read_input
from oncotier.readers.source import open_input
from tests.readers.builders import (
    GRCH38,
    context,
    csq,
    egfr,
    knowledge,
    kras,
    labels,
    read,
    report,
    tally,
    unresolved,
    vcf,
    vcf_row,
)


def far(gene: str, protein: str, term: str = "missense_variant", *, alt: str = "G", value: str = "0/1:70,30") -> str:
    entry = csq(Allele="G", SYMBOL=gene, HGVSp=protein, Consequence=term, Feature="ENST1")
    end = ";END=70008" if alt == "<DEL>" else ""
    return vcf_row("chr1", 69091, "A", alt, f"CSQ={entry}{end}", value)


ROWS = [
    far("OR4F5", "ENSP1:p.Met1Val"),
    far("OR4F5", "ENSP1:p.Met1%3D", "synonymous_variant"),
    far("OR4F5", "", "intron_variant"),
    far("", "", "intergenic_variant"),
    far("OR4F5", "ENSP1:p.Lys2Arg", value="0/0:100,0"),
    far("OR4F5", "", "transcript_ablation", alt="<DEL>"),
    egfr(),
    kras(),
]


def with_all_genes(tmp_path: Path, rows: list[str]) -> tuple[Reading, Report]:
    path = tmp_path / "input"
    path.write_text(vcf(rows), encoding="utf-8")
    basic = context()
    reading = read_input(open_input(str(path)), replace(basic, settings=replace(basic.settings, all_genes=True)))
    return reading, interpret([reading], knowledge(), Settings(all_genes=True))


class TestAllGenes:
    def test_protein_changes_elsewhere_are_listed_only_where_asked_for(self, tmp_path: Path) -> None:
        assert labels(read(tmp_path, vcf(ROWS))) == {"EGFR L858R", "KRAS G12C"}
        reading, found = with_all_genes(tmp_path, ROWS)
        assert [one.label for one in found.alterations] == ["EGFR L858R", "KRAS G12C", "OR4F5 M1?"]
        ends = found.inputs[0].records
        assert (ends.read, ends.interpreted, ends.unresolved) == (8, 3, 0)
        assert ends.out_of_scope_by == {"absent_in_sample": 1, "outside_genes_in_table": 4}
        assert reading.records_read == 8

    def test_nothing_else_changes(self, tmp_path: Path) -> None:
        plain = report(read(tmp_path, vcf(ROWS)))
        _, found = with_all_genes(tmp_path, ROWS)
        assert found.options == plain.options

    def test_another_gene_at_the_same_place_is_listed_too(self, tmp_path: Path) -> None:
        other = csq(Allele="G", SYMBOL="EGFR-AS1", HGVSp="ENSP9:p.Lys5Arg", Consequence="missense_variant")
        row = egfr()
        row = row.replace("\tGT:AD", f",{other}\tGT:AD")
        _, found = with_all_genes(tmp_path, [row])
        assert {"EGFR L858R", "EGFR-AS1 K5R"} == {one.label for one in found.alterations}
        assert labels(read(tmp_path, vcf([row]))) == {"EGFR L858R"}


def no_call(reason: str = "FAIL_REASON=COVERAGE_LOW;DP=9", **given: str) -> str:
    return vcf_row("chr12", 25245351, given.get("ref", "C"), given.get("alt", "A"), reason, "./.:1,0", filter_="NOCALL")


class TestNoCall:
    ASSAY = Assay("panel", "", (Covered("KRAS"), Covered("NRAS"), Covered("BRAF")))

    def states(self, reading: Reading) -> dict[str, str]:
        found = interpret([reading], knowledge(), Settings(tumor_type="COAD"), assay=self.ASSAY)
        return {one.biomarker: one.state for one in found.testing}

    def test_what_could_not_be_called_is_not_absent(self, tmp_path: Path) -> None:
        reading = read(tmp_path, vcf([no_call()], header=GRCH38))
        assert [(one.marker, one.words) for one in reading.untested] == [
            ("KRAS", "no call at chr12:25245351 (COVERAGE_LOW)")
        ]
        assert self.states(reading)["KRAS G12C"] == "unknown"
        assert self.states(reading)["BRAF V600E"] == "absent"
        assert tally(reading).read == 1
        assert unresolved(reading) == []
        assert "1 position could not be called, in KRAS" in {one.words for one in reading.notices}

    def test_without_it_the_gene_is_absent(self, tmp_path: Path) -> None:
        assert self.states(read(tmp_path, vcf([], header=GRCH38)))["KRAS G12C"] == "absent"

    @pytest.mark.parametrize("alt", ["<CNV>", "A]chr1:5]"])
    def test_a_structural_row_says_nothing_of_small_variants(self, tmp_path: Path, alt: str) -> None:
        assert read(tmp_path, vcf([no_call(alt=alt)], header=GRCH38)).untested == ()


VOCABULARIES = [
    ("Mutect2", "germline;panel_of_normals"),
    ("MuTect1", "REJECT"),
    ("Strelka", "DP"),
    ("Strelka2", "LowEVS"),
    ("VarScan2", "str10"),
    ("VarScan2", "indelError"),
    ("VarDict", "p8;q22.5"),
    ("LoFreq", "min_dp_10"),
    ("MuSE", "Tier1"),
    ("Octopus", "AFB"),
    ("Sentieon", "t_lod_fstar"),
    ("DRAGEN", "weak_evidence"),
    ("SAGE", "minTumorQual"),
    ("an unknown caller", "pass"),
    ("two names", "PASS;weak"),
]


@pytest.mark.parametrize(("caller", "name"), VOCABULARIES, ids=[f"{one}-{name}" for one, name in VOCABULARIES])
def test_a_filter_that_is_not_passed_sets_the_call_aside(tmp_path: Path, caller: str, name: str) -> None:
    """Whatever a caller names its filters: only PASS is passed, and `.` says that none was applied."""
    reading = read(tmp_path, vcf([egfr(filter=name), kras()]))
    ends = tally(reading)
    assert ends.filtered == 1, caller
    assert labels(reading) == {"KRAS G12C"}
