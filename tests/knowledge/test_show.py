"""Cards: what a curator reads of a gene, a drug, a tumor type, a trial or a row, and what an unknown name gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from oncotier.cli.kb import wording_of
from oncotier.errors import UsageError
from oncotier.knowledge.catalog import KINDS, catalog
from oncotier.knowledge.show import show
from oncotier.knowledge.wording import figure_words, strength

if TYPE_CHECKING:
    from oncotier.knowledge.base import KnowledgeBase
    from tests.conftest import Run


def lines_of(kb: KnowledgeBase, name: str) -> list[str]:
    return [line.text for line in show(name, kb, wording_of(kb)).lines]


def section(lines: list[str], start: str) -> list[str]:
    """Return the lines of a section, its heading included."""
    first = next(index for index, line in enumerate(lines) if line.startswith(start))
    rest = [index for index, line in enumerate(lines[first + 1 :], first + 1) if re.match(r"[A-Z].* \(\d+", line)]
    return lines[first : min(rest, default=len(lines))]


def test_a_gene_says_what_it_is(kb: KnowledgeBase) -> None:
    lines = lines_of(kb, "EGFR")
    assert lines[0] == "EGFR"
    assert lines[1] == "HGNC:3236; oncogene"
    assert any(line.startswith("also called: ") and "HER1" in line for line in lines)
    assert "class: EGFR exon 19 deletion (EGFR exon 19 in-frame deletion), a driver" in lines
    assert lines[-1] == f"knowledge base {kb.stamp.version}, as of {kb.stamp.as_of}"


def test_a_benign_change_is_said_of_its_gene(kb: KnowledgeBase) -> None:
    assert any(line.startswith("benign: K3326*, no loss of function: ") for line in lines_of(kb, "BRCA2"))
    assert not any("benign" in line for line in lines_of(kb, "BRCA1"))


def test_findings_and_classes_are_written_as_people_say_them(kb: KnowledgeBase) -> None:
    egfr = lines_of(kb, "EGFR")
    assert "clinical: histology=SCLC [R134]" in egfr
    assert any(line.endswith("but not to EGFR TKI (generation 3), EGFR MET bispecific") for line in egfr)
    assert "ERBB2 oncogenic mutation in the kinase domain or ERBB2 exon 20 in-frame insertion" in lines_of(kb, "ERBB2")


def test_legacy_numberings_are_said(kb: KnowledgeBase) -> None:
    words = next(line for line in lines_of(kb, "EZH2") if line.startswith("legacy numbering: "))
    assert "Y641F is now Y646F" in words
    assert "-5 codons on NM_001203247" in words


def test_therapies_stand_under_finding_and_tumor_type_strongest_first(kb: KnowledgeBase) -> None:
    lines = lines_of(kb, "EGFR")
    exon20 = lines.index("EGFR exon 20 in-frame insertion")
    assert lines[exon20 + 1] == "in Non-Small Cell Lung Cancer (NSCLC)"
    rows = {row.id: row for row in kb.assertions(("EGFR",))}
    own = {row.id for row in rows.values() if row.biomarker == rows["F008"].biomarker}
    ids = [found[1] for line in lines[exon20:] if (found := re.search(r"\[(F\d+)\]$", line))][: len(own)]
    assert set(ids) == own
    assert ids.index("F008") < ids.index("F020") < ids.index("F011"), "label, then trial, then withdrawn"
    assert sorted(ids, key=lambda one: strength(rows[one])) == ids


def test_a_trial_is_one_line_of_figures(kb: KnowledgeBase) -> None:
    assert "FLAURA: OS 38.6 v 31.8 months, HR 0.80 (PMID 31751012)" in lines_of(kb, "EGFR")


def test_an_unstated_figure_is_not_that_of_the_comparator(kb: KnowledgeBase) -> None:
    trial = kb.trial("FLAURA-OS")
    assert trial is not None
    without = type(trial)(**{name: getattr(trial, name) for name in trial.__struct_fields__} | {"value": None})
    assert figure_words(without) == "FLAURA: OS not stated v 31.8 months, HR 0.80 (PMID 31751012)"


def test_a_withdrawn_therapy_is_shown_as_such(kb: KnowledgeBase) -> None:
    lines = lines_of(kb, "EGFR")
    place = next(index for index, line in enumerate(lines) if line.startswith("Mobocertinib"))
    assert "withdrawn 2023-10-02, do not use" in lines[place + 1]


def test_an_unverified_row_says_so(kb: KnowledgeBase) -> None:
    row = next(row for row in kb.all_assertions() if row.verified == "no")
    lines = lines_of(kb, row.genes[0])
    place = next(index for index, line in enumerate(lines) if line.endswith(f"[{row.id}]"))
    assert "NOT VERIFIED" in lines[place + 1]


def test_resistance_says_drugs_mechanism_and_remedy(kb: KnowledgeBase) -> None:
    lines = section(lines_of(kb, "EGFR"), "Resistance")
    place = lines.index("EGFR T790M [R001]")
    block = lines[place : place + 7]
    assert "drugs: afatinib, dacomitinib, erlotinib, gefitinib" in block
    assert any(line.startswith("mechanism: gatekeeper; regulatory label (FDA)") for line in block)
    assert "overcome by: osimertinib" in block


def test_tests_and_panels_of_a_gene(kb: KnowledgeBase) -> None:
    lines = lines_of(kb, "EGFR")
    assert any(line.startswith("cobas EGFR v2 (PCR, companion diagnostic") for line in lines)
    assert any("[NSCLC-EGFR]" in line for line in section(lines, "Asked for by guidelines"))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("HER2", "ERBB2"), ("her2", "ERBB2"), ("c-MET", "MET"), ("MSI", "MSI (microsatellite instability)"),
        ("hr", "HR (hormone receptors)"), ("del(5q)", "del(5q) (cytogenetic finding)"),
        ("Tagrisso", "osimertinib (Tagrisso)"), ("OSIMERTINIB", "osimertinib (Tagrisso)"),
        ("LUAD", "Lung Adenocarcinoma (LUAD)"), ("nsclc", "Non-Small Cell Lung Cancer (NSCLC)"),
        ("lung adenocarcinoma", "Lung Adenocarcinoma (LUAD)"), ("EGFR_TKI", "EGFR TKI (class:EGFR_TKI)"),
        ("class:EGFR_TKI", "EGFR TKI (class:EGFR_TKI)"), ("FLAURA", "FLAURA"), ("flaura-os", "FLAURA"),
        ("NCT02296125", "FLAURA"), ("CDX-F1CDX", "CDX-F1CDX"), ("FoundationOne CDx", "CDX-F1CDX"),
        ("NSCLC-EGFR", "NSCLC-EGFR"), ("TX01", "TX01"), ("EGFR exon 19 deletion", "EGFR exon 19 deletion"),
        ("f001", "F001: Osimertinib: first line, metastatic"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_any_spelling(kb: KnowledgeBase, name: str, title: str) -> None:
    assert lines_of(kb, name)[0] == title


def test_a_name_of_two_things_shows_the_gene_and_says_the_other(kb: KnowledgeBase) -> None:
    lines = lines_of(kb, "ABL")
    assert lines[0] == "ABL1"
    assert lines[1].startswith("ABL also names the tumor type ABL: Acute Basophilic Leukemia")


def test_everything_with_an_id_has_a_card(kb: KnowledgeBase) -> None:
    wording = wording_of(kb)
    first: dict[str, str] = {}
    for entry in catalog(kb, wording):
        first.setdefault(entry.kind, entry.id)
    assert tuple(sorted(first)) == tuple(sorted(KINDS))
    for identifier in first.values():
        assert len(show(identifier, kb, wording).lines) > 2, identifier


def test_an_assertion_in_words_with_its_place_and_sources(kb: KnowledgeBase) -> None:
    row = next(row for row in kb.all_assertions() if row.id == "F001")
    lines = lines_of(kb, "F001")
    assert "finding: EGFR L858R or EGFR exon 19 in-frame deletion" in lines
    assert "as written: EGFR p:L858R,exon:19:inframe_del" in lines
    assert "line of therapy: first" in lines
    assert "PMID:29151359" in lines
    assert row.place in lines
    assert any(line.startswith("verified in a primary source") for line in lines)


def test_a_resistance_row_in_words(kb: KnowledgeBase) -> None:
    lines = lines_of(kb, "R001")
    assert "drugs affected: afatinib, dacomitinib, erlotinib, gefitinib" in lines
    assert "mechanism: gatekeeper" in lines
    assert any(re.fullmatch(r"resistance/EGFR\.tsv:\d+", line) for line in lines)


def test_a_rule_in_words(kb: KnowledgeBase) -> None:
    lines = lines_of(kb, "BREAST_HR_HER2")
    assert "if not: the option is not recommended" in lines
    assert "if not known: the option becomes conditional" in lines
    assert any(re.fullmatch(r"rules\.tsv:\d+", line) for line in lines)


def test_a_drug_says_what_it_is_made_of(kb: KnowledgeBase) -> None:
    lines = lines_of(kb, "trastuzumab deruxtecan")
    assert "class: HER2 ADC" in lines
    assert "modality: antibody-drug conjugate, IV" in lines
    assert any(line.startswith("payload: DXd") for line in lines)
    assert any(line.startswith("linker: cleavable") for line in lines)
    assert "What to watch for" in lines


def test_a_drug_names_the_rows_for_and_against_it(kb: KnowledgeBase) -> None:
    lines = lines_of(kb, "osimertinib")
    assert any(line.endswith("[F001]") for line in section(lines, "Therapies with it"))
    assert "EGFR C797S [R002]" in section(lines, "What speaks against it")
    assert "EGFR T790M: osimertinib [R001]" in lines


def test_a_tumor_type_inherits_from_above(kb: KnowledgeBase) -> None:
    lines = lines_of(kb, "LUAD")
    assert lines[1] == "under: Non-Small Cell Lung Cancer (NSCLC) < Lung (LUNG)"
    assert any("[NSCLC-EGFR]" in line for line in lines)
    own = section(lines, "Therapies in this tumor type")
    assert any(line.endswith("[F001]") for line in own)
    assert any(line.endswith("[F168]") for line in section(lines, "Therapies in any tumor of its kind"))


@pytest.mark.parametrize(
    ("name", "near"), [("EGRF", "EGFR"), ("osimertinb", "osimertinib"), ("F9999", "F"), ("EGFR L858R", "EGFR")]
)
def test_an_unknown_name_gives_the_nearest(kb: KnowledgeBase, name: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        show(name, kb, wording_of(kb))
    assert name in caught.value.message
    assert near in caught.value.hint


@pytest.mark.parametrize("name", ["EGFR", "BRCA2", "LUAD", "F001", "R008", "CDX-F1CDX", "pembrolizumab", "MSI"])
def test_a_card_fits_the_screen_and_is_plain(run: Run, name: str) -> None:
    done = run("kb", "show", name)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode().split("\n")
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in done.stdout.decode()
    assert not [line for line in lines if line != line.rstrip()]
    narrow = run("kb", "show", name, env={"COLUMNS": "60"}).stdout.decode()
    assert max(map(len, narrow.split("\n"))) <= 60
    assert re.sub(r"\s", "", narrow) == re.sub(r"\s", "", done.stdout.decode()), "folding loses nothing"


def test_the_exit_code_of_an_unknown_name(run: Run) -> None:
    done = run("kb", "show", "EGRF")
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"nearest: EGFR" in done.stderr
