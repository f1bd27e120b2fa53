"""Where a FHIR document says that no call was made, or no segment lies, a gene was shown without changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.coverage import COVERED_KINDS, Assay, Covered
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import examine
from tests.bugs.fhir_documents import gene, observation, of_resources
from tests.readers.builders import read, tally
from tests.readers.tiny_reports import coded, component

if TYPE_CHECKING:
    from pathlib import Path

    from oncotier.domain.observation import Reading
    from oncotier.interpret.findings import Findings
    from oncotier.knowledge.base import KnowledgeBase

PANEL = Assay("panel", "", tuple(Covered(one, COVERED_KINDS) for one in ("KRAS", "NRAS", "ERBB2")))
CHROMOSOME_12, OF_37 = component("48013-7", "NC_000012.12"), component("48013-7", "NC_000012.11")
CODON_12_OF_KRAS = (25245340, 25245360)  # GRCh38
GUIDE = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition"


def uncalled(first1: int, last1: int) -> dict[str, object]:
    limits = {"low": {"value": first1}, "high": {"value": last1}}
    return {"code": coded("uncallable-regions"), "valueRange": limits}


def region(*parts: object) -> dict[str, object]:
    return observation("53041-0", component=list(parts))


def analysis(*parts: dict[str, object]) -> dict[str, object]:
    regions = {"url": f"{GUIDE}/genomic-study-analysis-regions", "extension": list(parts)}
    return {"resourceType": "Procedure", "id": "p", "status": "completed", "extension": [regions]}


def called(word: str, symbol: str) -> dict[str, object]:
    return {"url": word, "valueCodeableConcept": {"coding": [{"display": symbol}]}}


def found(reading: Reading, kb: KnowledgeBase) -> Findings:
    return examine([reading], kb, Settings(tumor_type="COAD"), assay=PANEL).findings


def wild_types(findings: Findings) -> set[str]:
    return {one.gene for one in findings.alterations if one.label.endswith("wild-type")}


WHOLE_FILE: dict[str, object] = {"url": "uncalled", "valueReference": {"reference": "DocumentReference/bed"}}
VARIANTS = region(gene("KRAS"))


@pytest.mark.parametrize(
    ("resources", "shown"),
    [
        ((VARIANTS,), {"KRAS", "NRAS"}),
        ((region(CHROMOSOME_12, uncalled(*CODON_12_OF_KRAS)),), {"NRAS"}),
        ((region(CHROMOSOME_12, uncalled(1000, 2000)),), {"KRAS", "NRAS"}),
        ((region(gene("KRAS"), uncalled(*CODON_12_OF_KRAS)),), {"NRAS"}),  # on no chromosome: of the gene it names
        ((region(uncalled(5, 9)),), set()),
        ((VARIANTS, region(CHROMOSOME_12, uncalled(5, 9)), region(OF_37, uncalled(5, 9))), set()),  # on two builds
        ((analysis(called("studied", "KRAS")), observation("x")), {"KRAS", "NRAS"}),
        ((analysis(called("studied", "KRAS"), called("uncalled", "NRAS")), observation("x")), {"KRAS"}),
        ((analysis(called("studied", "KRAS"), WHOLE_FILE), observation("x")), set()),
    ],
)
def test_no_call_shows_no_wild_type(
    kb: KnowledgeBase, tmp_path: Path, resources: tuple[dict[str, object], ...], shown: set[str]
) -> None:
    assert wild_types(found(of_resources(tmp_path, *resources), kb)) & {"KRAS", "NRAS"} == shown


def test_why_a_gene_is_open_is_said(kb: KnowledgeBase, tmp_path: Path) -> None:
    findings = found(of_resources(tmp_path, region(CHROMOSOME_12, uncalled(*CODON_12_OF_KRAS))), kb)
    (words,) = (words for (one, _), words in findings.open_questions.items() if one == "KRAS")
    assert words.endswith("has no call in 12:25245340-25245360")


def test_that_regions_were_not_called_is_said(tmp_path: Path) -> None:
    reading = of_resources(tmp_path, region(CHROMOSOME_12, uncalled(5, 9), uncalled(20, 30)))
    assert [one.words for one in reading.notices if one.code == "region_uncalled"] == [
        "no call was made in 2 regions: nothing is shown absent there"
    ]


SEGMENTS = "chromosome\tstart\tend\tgene\tlog2\tcn\tprobes\n"


def test_a_gene_under_no_segment_was_not_amplified(kb: KnowledgeBase, tmp_path: Path) -> None:
    reading = read(tmp_path, f"{SEGMENTS}chr12\t1\t133000000\t-\t0\t2\t90\n", build="GRCh38")
    tally(reading)
    copies = {one: words for (one, kind), words in found(reading, kb).open_questions.items() if kind == "copy_number"}
    assert {"NRAS", "ERBB2"} <= set(copies)
    assert "KRAS" not in copies
    assert copies["ERBB2"].endswith("has no segment over ERBB2")


def test_a_segment_without_copies_is_named_once(tmp_path: Path) -> None:
    rows = "".join(f"chr{one}\t1\t240000000\t-\tNA\t\t90\n" for one in ("17", "12"))
    reading = read(tmp_path, f"{SEGMENTS}{rows}", build="GRCh38")
    open_genes = [one.gene for one in reading.undetermined]
    assert len(open_genes) == len(set(open_genes))
    assert {one.source.record1 for one in reading.undetermined if one.gene == "ERBB2"} == {1}
