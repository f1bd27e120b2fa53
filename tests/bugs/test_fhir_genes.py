"""FHIR: genes by number, in brackets or in pairs; two genes of one change or one loss were read as a fusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bugs.fhir_documents import EGFR, GENE, L858R, gene, observation, of_one, of_resources, protein, typed
from tests.readers.builders import labels
from tests.readers.tiny_reports import coded, component, variant

if TYPE_CHECKING:
    from pathlib import Path

HGNC = "http://www.genenames.org"


@pytest.mark.parametrize(
    "value",
    [
        coded("HGNC:3236", system=HGNC),
        coded("3236", system="http://www.genenames.org/geneId"),
        {"text": "EGFR (epidermal growth factor receptor)", **coded("HGNC:3236", system=HGNC)},
    ],
)
def test_one_gene(tmp_path: Path, value: object) -> None:
    assert labels(of_one(tmp_path, component(GENE, value), L858R)) == {"EGFR L858R"}


def test_the_symbol_counts_before_the_number(tmp_path: Path) -> None:
    swapped = component(GENE, coded("HGNC:6342", "NRAS", HGNC))  # the number of KIT
    assert labels(of_one(tmp_path, swapped, protein("p.Gln61Arg"))) == {"NRAS Q61R"}


def test_the_transcript_tells_the_gene_of_a_foreign_number(tmp_path: Path) -> None:
    number = component(GENE, coded("1956", system="https://www.ncbi.nlm.nih.gov/gene"))
    assert labels(of_one(tmp_path, number, component("48004-6", "NM_005228.5:c.2573T>G"))) == {"EGFR L858R"}


@pytest.mark.parametrize("name", ["EML4::ALK", "EML4-ALK"])
@pytest.mark.parametrize("kind", [(), (typed("SO:0001565"),)])
def test_two_genes_in_one_component(tmp_path: Path, name: str, kind: tuple[object, ...]) -> None:
    assert labels(of_one(tmp_path, component(GENE, {"text": name}), *kind)) == {"EML4::ALK fusion"}


def test_an_antisense_gene_is_no_pair(tmp_path: Path) -> None:
    assert labels(of_one(tmp_path, component(GENE, {"text": "EGFR-AS1"}), L858R)) == set()


def test_a_change_in_overlapping_genes(tmp_path: Path) -> None:
    parts = (gene("BRCA1"), gene("NBR2"), component("48004-6", "NM_007294.4:c.68_69del"), protein("p.Glu23ValfsTer17"))
    assert labels(of_one(tmp_path, *parts)) == {"BRCA1 E23Vfs*17"}


def test_two_names_of_one_gene(tmp_path: Path) -> None:
    found = observation(
        "molecular-consequence",
        derivedFrom=[{"reference": "Observation/v1"}],
        component=[gene("HER2"), protein("p.Ser310Phe")],
    )
    assert labels(of_resources(tmp_path, variant(gene("ERBB2")), found)) == {"ERBB2 S310F"}


def test_the_consequence_for_another_gene_is_not_taken(tmp_path: Path) -> None:
    parts = [[gene("NDUFB2"), protein("p.Ala2Val")], [gene("BRAF"), protein("p.Val600Glu")]]
    found = [
        observation("molecular-consequence", str(n), derivedFrom=[{"reference": "Observation/v1"}], component=one)
        for n, one in enumerate(parts)
    ]
    assert labels(of_resources(tmp_path, variant(gene("BRAF")), *found)) == {"BRAF V600E"}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((typed("SO:0001743"),), {"CDKN2A loss", "CDKN2B loss"}),
        ((component("82155-3", {"value": 0}, "valueQuantity"),), {"CDKN2A deletion", "CDKN2B deletion"}),
    ],
)
def test_a_loss_of_two_genes(tmp_path: Path, parts: tuple[object, ...], expected: set[str]) -> None:
    assert labels(of_one(tmp_path, gene("CDKN2A"), gene("CDKN2B"), *parts)) == expected


def test_an_absent_fusion_of_two_genes_says_nothing_of_other_fusions(tmp_path: Path) -> None:
    reading = of_one(tmp_path, gene("EML4"), gene("ALK"), typed("SO:0001565"), said="LA9634-2")
    assert not reading.negatives


def test_an_absent_substitution_says_nothing_of_copies(tmp_path: Path) -> None:
    reading = of_one(tmp_path, EGFR, typed("SO:0001483"), said="LA9634-2")
    assert [one.kinds for one in reading.negatives] == [("small_variant",)]
