"""The knowledge base linter: every rule on a tiny base that is sound but for one thing, and all on the real one."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest

from oncotier.domain.evidence import Evidence
from oncotier.domain.tumor import TumorMatch
from oncotier.errors import KnowledgeBaseError
from oncotier.knowledge import check as package
from oncotier.knowledge.check import RULES, Finding, check
from oncotier.knowledge.check.finding import natural, reading_order
from oncotier.knowledge.columns import COLUMNS
from oncotier.knowledge.load import default_root, load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.conftest import Run

    Edit = Callable[["Tiny"], object]

ASSERTIONS = "assertions/EGFR.tsv"
RESISTANCE = "resistance/EGFR.tsv"
CODONS = "coordinates/codons.tsv"
PROOF = {"verified": "primary", "verified_on": "2026-06-25", "sources": "PMID:29151359,LABEL:Tagrisso"}
ASSERTION = {
    "gene": "EGFR", "biomarker": "p:L858R", "tumor_include": "NSCLC", "drugs": "osimertinib", "line": "1",
    "direction": "sensitivity", "evidence": "label", "authority": "FDA", "status": "approved",
    "approval_year": "2018", "trials": "FLAURA-OS", "companion_tests": "Tiny CDx", **PROOF,
}  # fmt: skip
AGAINST = {
    "gene": "EGFR", "biomarker": "p:C797S", "tumor_include": "NSCLC", "affects": "class:EGFR_TKI/3",
    "direction": "resistance", "mechanism": "on_target", "evidence": "guideline", "authority": "NCCN", **PROOF,
}  # fmt: skip
TRIAL = {"trial": "FLAURA", "endpoint": "OS", "value": "38.6", "unit": "months", "verified": "no"}
PANEL = {"tumor_type": "NSCLC", "marker": "EGFR", "biomarker": "EGFR:p:L858R", "methods": "NGS DNA", "verified": "no"}


class Tiny:
    """A knowledge base of a few rows in which every rule has something to look at."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.tables: dict[str, list[dict[str, str]]] = {
            "manifest.tsv": [
                {"key": "as_of", "value": "2026-06-25"},
                {"key": "license", "value": "CC-BY-4.0"},
                {"key": "schema_version", "value": "1"},
                {"key": "version", "value": "2026.06.1"},
            ],
            ASSERTIONS: [
                {"id": "F2", **ASSERTION},
                {"id": "F10", **ASSERTION, "biomarker": "exon:19:inframe_del"},
            ],
            RESISTANCE: [{"id": "R1", **AGAINST}],
            "rules.tsv": [
                {
                    "id": "EGFR_NEEDED", "priority": "10", "tumor_include": "NSCLC", "applies_to": "class:EGFR_TKI",
                    "need": "EGFR:p:L858R", "on_fail": "block", "on_unknown": "conditional", "message": "Needs EGFR.",
                },
            ],
            "trials.tsv": [{"id": "FLAURA-OS", **TRIAL}, {"id": "FLAURA-PFS", **TRIAL}],
            "drugs.tsv": [
                {
                    "drug": "gefitinib", "brands": "Iressa", "class": "EGFR_TKI/1", "modality": "small molecule",
                    "route": "oral", "approval_year": "2015", "verified": "no",
                },
                {"drug": "osimertinib", "class": "EGFR_TKI/3", "modality": "small molecule", "verified": "no"},
            ],
            "toxicity.tsv": [{"id": "TX1", "applies_to": "osimertinib", "monitor": "QTc", "verified": "no"}],
            "tests.tsv": [
                {"id": "T1", "name": "Tiny CDx", "method": "PCR", "detects": "EGFR", "companion_drugs": "osimertinib",
                 "verified": "no"},
            ],
            "panels.tsv": [{"id": "P1", **PANEL}],
            "genes.tsv": [
                {"gene": "EGFR", "aliases": "ERBB,HER1", "role": "oncogene", "scope": "panel"},
                {"gene": "GTF2I", "role": "oncogene", "scope": "hotspot"},
                {"gene": "MYD88", "role": "oncogene", "scope": "fact", "numbering": "L265P=L252P;+13@NM_002468.4"},
            ],
            "tumor_types.tsv": [
                {"code": "LUNG", "name": "Lung", "lineage": "solid", "synonyms": "lung cancer"},
                {"code": "NSCLC", "name": "Non-Small Cell Lung Cancer", "parent": "LUNG", "lineage": "solid"},
            ],
            "classes.tsv": [
                {"class": "EGFR exon 19 deletion", "gene": "EGFR", "biomarker": "exon:19:inframe_del", "driver": "yes"},
            ],
            "levels.tsv": [
                {"evidence": evidence, "tumor_match": match, "amp": "I-A|II-C", "escat": "-"}
                for evidence in sorted(Evidence)
                for match in sorted(TumorMatch)
            ],
            "origin_hints.tsv": [{"gene": "EGFR", "hint": "clonal_hematopoiesis", "note": "Made up", "verified": "no"}],
            "benign.tsv": [{"gene": "EGFR", "change": "Q1174*", "reason": "Invented.", "sources": "PMID:29151359"}],
            "destroying.tsv": [{"gene": "EGFR", "change": "L858P", "reason": "Invented.", "sources": "PMID:29151359"}],
            "thresholds.tsv": [{"name": "TMB_high", "value": "10", "used_for": "TMB", "verified": "no"}],
            "coordinates/genes.tsv": [
                {"gene": "EGFR", "chrom": "7", "strand": "+", "start0_GRCh37": "55086713", "end0_GRCh37": "55279321",
                 "start0_GRCh38": "55019020", "end0_GRCh38": "55211628"},
                {"gene": "GTF2I", "chrom": "7", "strand": "+", "start0_GRCh38": "74657664", "end0_GRCh38": "74760692"},
            ],
            CODONS: [
                {"gene": "EGFR", "residue": "797", "ref_aa": "C", "codon": "TGC"},
                {"gene": "EGFR", "residue": "858", "ref_aa": "L", "codon": "CTG"},
                {"gene": "MYD88", "residue": "252", "ref_aa": "L", "codon": "CTG"},
                {"gene": "MYD88", "residue": "265", "ref_aa": "K", "codon": "AAG"},
            ],
            "coordinates/domains.tsv": [
                {"gene": "EGFR", "domain": "tkd", "codon_first": "712", "codon_last": "968", "verified": "no"},
            ],
            "coordinates/exons.tsv": [{"gene": "EGFR", "exon": "19", "codon_first": "729", "codon_last": "762"}],
            "coordinates/splice_windows.tsv": [
                {"gene": "EGFR", "exon": "19", "side": "donor", "change": "any", "first": "-3", "last": "6",
                 "note": "Invented.", "source": "invented"},
            ],
            "coordinates/transcripts.tsv": [
                {"transcript": "EGFR-201", "gene": "EGFR", "role": "primary", "chrom": "7", "strand": "+",
                 "protein_length": "1210", "cds0_GRCh38": "55019277-55205617",
                 "exons0_GRCh38": "55019016-55019365,55205255-55211628", "check": "coordinates only"},
            ],
        }  # fmt: skip
        self.late: list[Callable[[], object]] = []

    def write(self) -> Path:
        for name, rows in self.tables.items():
            columns = COLUMNS.get(name) or COLUMNS[name.partition("/")[0]]
            stated = [{"verified": "no", **row} for row in rows]
            lines = ["\t".join(columns), *("\t".join(row.get(column, "") for column in columns) for row in stated)]
            path = self.root / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(("\n".join(lines) + "\n").encode())
        for act in self.late:
            act()
        return self.root


def put(table: str, index: int = 0, **cells: str) -> Edit:
    """Change cells of a row; in keywords `class_` stands for the column `class`."""
    return lambda tiny: tiny.tables[table][index].update({name.rstrip("_"): cell for name, cell in cells.items()})


def add(table: str, at: int, /, **cells: str) -> Edit:
    """Put a row before the row at an index."""
    return lambda tiny: tiny.tables[table].insert(at, cells)


def drop(table: str, index: int) -> Edit:
    return lambda tiny: tiny.tables[table].pop(index)


def rewrite(table: str, old: bytes, new: bytes) -> Edit:
    """Change the bytes of a file after it was written."""

    def edit(tiny: Tiny) -> None:
        path = tiny.root / table
        tiny.late.append(lambda: path.write_bytes(path.read_bytes().replace(old, new, 1)))

    return edit


def both(*edits: Edit) -> Edit:
    return lambda tiny: [edit(tiny) for edit in edits]


# rule, a change that the rule allows, a change that it does not allow, the places that it must name
CASES: Sequence[tuple[str, Edit, Edit, tuple[str, ...]]] = [
    ("KB000", add("drugs.tsv", 2, drug="tepotinib", modality="small molecule", verified="no"),
     rewrite("trials.tsv", b"FLAURA-OS\t", b"FLAURA-OS\t\t"), ("trials.tsv:2",)),
    ("KB000", put("manifest.tsv", 1, value="CC0-1.0"), rewrite("manifest.tsv", b"key\tvalue\t", b"key\tvalues\t"),
     ("manifest.tsv:1",)),
    ("KB000", put("toxicity.tsv", note="Über"), rewrite("toxicity.tsv", b"QTc", b"\xff"), ("toxicity.tsv",)),
    ("KB000", put("toxicity.tsv", note="x"),
     lambda tiny: tiny.late.append((tiny.root / "toxicity.tsv").unlink), ("toxicity.tsv",)),
    ("KB000", put("toxicity.tsv", note="x"),
     lambda tiny: tiny.late.append(lambda: (tiny.root / "notes.tsv").write_text("a\n")), ("notes.tsv",)),
    ("KB001", put(RESISTANCE, id="R2"), put(RESISTANCE, id="F10"), (f"{RESISTANCE}:2",)),
    ("KB001", add(CODONS, 3, gene="MYD88", residue="253", ref_aa="P"),
     add(CODONS, 3, gene="MYD88", residue="252", ref_aa="L"), (f"{CODONS}:5",)),
    ("KB002", put(ASSERTIONS, trials="FLAURA-OS,FLAURA-PFS"), put(ASSERTIONS, trials="FLAURA-XX"),
     (f"{ASSERTIONS}:2",)),
    ("KB002", put(RESISTANCE, sources="NCT:NCT02296125,GUIDELINE:ELN CML 2020,URL:https://example.org/a"),
     put(RESISTANCE, sources="NCT:NCT0229612,URL:http://example.org/a,29151359"), (f"{RESISTANCE}:2",)),
    ("KB002", put("trials.tsv", nct="NCT02296125,NCT02296126", pmid="31751012"), put("trials.tsv", nct="2296125"),
     ("trials.tsv:2",)),
    ("KB003", put(ASSERTIONS, tumor_include="NSCLC,LUNG"), put(ASSERTIONS, tumor_include="NSCLC,MM"),
     (f"{ASSERTIONS}:2",)),
    ("KB003", put("tumor_types.tsv", 0, parent=""), put("tumor_types.tsv", 0, parent="NSCLC"),
     ("tumor_types.tsv:2", "tumor_types.tsv:3")),
    ("KB004", put(ASSERTIONS, drugs="gefitinib + osimertinib"), put(ASSERTIONS, drugs="gefitinib + tagrisso"),
     (f"{ASSERTIONS}:2",)),
    ("KB004", put(RESISTANCE, affects="=class:EGFR_TKI,class:EGFR_TKI/1,gefitinib"),
     put(RESISTANCE, affects="class:EGFR_TKI/2"), (f"{RESISTANCE}:2",)),
    ("KB004", put(ASSERTIONS, line="post:class:EGFR_TKI"), put(ASSERTIONS, line="post:class:ALK_TKI"),
     (f"{ASSERTIONS}:2",)),
    ("KB004", put("toxicity.tsv", applies_to="class:EGFR_TKI"), put("toxicity.tsv", applies_to="class:egfr"),
     ("toxicity.tsv:2",)),
    ("KB004", put(RESISTANCE, overcome_by="gefitinib + osimertinib; gefitinib"),
     put(RESISTANCE, still_active="erlotinib"), (f"{RESISTANCE}:2",)),
    ("KB005", put(ASSERTIONS, requires="!(EGFR:p:T790M,EGFR:amp)&EGFR:any"), put(ASSERTIONS, requires="EGFR:mutated"),
     (f"{ASSERTIONS}:2",)),
    ("KB005", put(ASSERTIONS, requires="EGFR:amp,EGFR:any"), put(ASSERTIONS, requires="(EGFR:amp),EGFR:any"),
     (f"{ASSERTIONS}:2",)),
    ("KB005", put(ASSERTIONS, requires="p:A763_Y764insFQEA"), put(ASSERTIONS, requires="p:858LR"),
     (f"{ASSERTIONS}:2",)),
    ("KB005", put(ASSERTIONS, requires="codon:790"), put(ASSERTIONS, requires="p:T790"), (f"{ASSERTIONS}:2",)),
    ("KB005", put(ASSERTIONS, requires="p:746_750del"), put(ASSERTIONS, requires="p:T790X"), (f"{ASSERTIONS}:2",)),
    ("KB005", put("benign.tsv", change="Q1174fs"), put("benign.tsv", change="p.Gln1174Ter"), ("benign.tsv:2",)),
    ("KB005", put("destroying.tsv", change="L858Q"), put("destroying.tsv", change="p.L858Q"), ("destroying.tsv:2",)),
    ("KB006", add(ASSERTIONS, 2, id="F10a", **ASSERTION), add(ASSERTIONS, 1, id="F20", **ASSERTION),
     (f"{ASSERTIONS}:4",)),
    ("KB006", add("trials.tsv", 0, id="FLAURA2-OS", **TRIAL), add("trials.tsv", 2, id="FLAURA2-OS", **TRIAL),
     ("trials.tsv:4",)),
    ("KB007", put(RESISTANCE, biomarker="p:C797S,p:C797del"), put(RESISTANCE, biomarker="p:L858R,p:S797C"),
     (f"{RESISTANCE}:2",)),
    ("KB007", put(RESISTANCE, context="MYD88:p:L265P,MYD88:p:L265R"), put(RESISTANCE, context="MYD88:p:S252P"),
     (f"{RESISTANCE}:2",)),
    ("KB007", put("genes.tsv", 2, numbering="L265P=L252P"), put("genes.tsv", 2, numbering="L265P=P252L"),
     ("genes.tsv:4",)),
    ("KB007", put("benign.tsv", change="L858fs"), put("benign.tsv", change="R858*"), ("benign.tsv:2",)),
    ("KB007", put("destroying.tsv", change="L858W"), put("destroying.tsv", change="R858W"), ("destroying.tsv:2",)),
    ("KB008", put(RESISTANCE, verified_on="2026"), put(RESISTANCE, verified_on="2026-06-26"), (f"{RESISTANCE}:2",)),
    ("KB008", put(ASSERTIONS, approval_year="2026"), put(ASSERTIONS, approval_year="2027"), (f"{ASSERTIONS}:2",)),
    ("KB008", put("drugs.tsv", approval_year="2026"), put("trials.tsv", verified_on="2026-13-01"), ("trials.tsv:2",)),
    ("KB009", put(RESISTANCE, biomarker="p:L858R"), put(RESISTANCE, biomarker="p:L858R", evidence="label"),
     (f"{RESISTANCE}:2",)),
    ("KB009", put(RESISTANCE, biomarker="p:L858R", evidence="label", context="EGFR:amp"),
     put(RESISTANCE, biomarker="p:L858R", evidence="label", affects="=osimertinib"), (f"{RESISTANCE}:2",)),
    ("KB010", put(ASSERTIONS, gene="EGFR,t(11;14),del(5q),ctDNA"), put(ASSERTIONS, gene="EGFR,HER2"),
     (f"{ASSERTIONS}:2",)),
    ("KB010", put("genes.tsv", 1, scope="fact"), put("genes.tsv", 1, scope="panel"), ("genes.tsv:3",)),
    ("KB010", drop("coordinates/domains.tsv", 0), put("coordinates/domains.tsv", gene="ERBB9"),
     ("coordinates/domains.tsv:2",)),
    ("KB010", put("coordinates/transcripts.tsv", role="legacy"), put("coordinates/transcripts.tsv", gene="HER1"),
     ("coordinates/transcripts.tsv:2",)),
    ("KB011", put("manifest.tsv", 3, value="2026.06.2"), put("manifest.tsv", 3, value=""), ("manifest.tsv:5",)),
    ("KB011", add("manifest.tsv", 2, key="name", value="tiny"), drop("manifest.tsv", 1), ("manifest.tsv",)),
    ("KB011", put("manifest.tsv", 0, value="2026-06-30"), put("manifest.tsv", 0, value="2026"), ("manifest.tsv:2",)),
    ("KB012", put(RESISTANCE, verified="no", sources=""), put(RESISTANCE, sources=""), (f"{RESISTANCE}:2",)),
    ("KB012", put(RESISTANCE, evidence="case", sources=""), put(ASSERTIONS, verified="secondary", sources=""),
     (f"{ASSERTIONS}:2",)),
    ("KB013", put(RESISTANCE, verified="no", verified_on=""), put(RESISTANCE, verified_on=""), (f"{RESISTANCE}:2",)),
    ("KB013", put("panels.tsv", verified="secondary", verified_on="2026"), put("panels.tsv", verified="yes"),
     ("panels.tsv:2",)),
    ("KB013", put(CODONS, verified="computed", verified_on="2026-06-25"), put("rules.tsv", verified="computed"),
     ("rules.tsv:2",)),
    ("KB013", put("levels.tsv", verified="primary", verified_on="2026"), put("levels.tsv", verified=""),
     ("levels.tsv:2",)),
    ("KB014", put(ASSERTIONS, status="withdrawn", status_date="2026-06-22"), put(ASSERTIONS, status="withdrawn"),
     (f"{ASSERTIONS}:2",)),
    ("KB014", put(ASSERTIONS, status="withdrawn", status_date="2026"),
     put(ASSERTIONS, status="withdrawn", status_date="2026", evidence="guideline"), (f"{ASSERTIONS}:2",)),
    ("KB015", put(ASSERTIONS, status="off_label", evidence="guideline"), put(ASSERTIONS, status="off_label"),
     (f"{ASSERTIONS}:2",)),
    ("KB015", put(ASSERTIONS, status="investigational", evidence="case"), put(ASSERTIONS, status="investigational"),
     (f"{ASSERTIONS}:2",)),
    ("KB015", put(ASSERTIONS, status="accelerated"), put(ASSERTIONS, status="accelerated", evidence="late_trial"),
     (f"{ASSERTIONS}:2",)),
    ("KB015", put(ASSERTIONS, evidence="guideline", note="The label does not require the biomarker."),
     put(ASSERTIONS, evidence="guideline"), (f"{ASSERTIONS}:2",)),
    ("KB016", put("genes.tsv", 1, aliases="TFII-I"), put("genes.tsv", 1, aliases="egf-r"), ("genes.tsv:3",)),
    ("KB016", put("genes.tsv", 0, aliases="ERBB"), put("genes.tsv", 0, aliases="ERBB,ERBB"), ("genes.tsv:2",)),
    ("KB016", put("tumor_types.tsv", 1, synonyms="nsclc"), put("tumor_types.tsv", 1, synonyms="Lung Cancer"),
     ("tumor_types.tsv:3",)),
    ("KB016", put("drugs.tsv", 1, brands="Tagrisso"), put("drugs.tsv", 1, brands="Iressa"), ("drugs.tsv:3",)),
    ("KB017", put(ASSERTIONS, line="3+", authority="EMA", origin="germline", escat="I-A"),
     put(ASSERTIONS, line="first"), (f"{ASSERTIONS}:2",)),
    ("KB017", put(RESISTANCE, mechanism="bypass"), put(RESISTANCE, mechanism="sideways"), (f"{RESISTANCE}:2",)),
    ("KB017", put("trials.tsv", hazard_ratio="0.8"), put("trials.tsv", value="38,6"), ("trials.tsv:2",)),
    ("KB017", put("drugs.tsv", approval_year=""), put("drugs.tsv", approval_year="2015-07"), ("drugs.tsv:2",)),
    ("KB017", put("tumor_types.tsv", lineage="other"), put("tumor_types.tsv", lineage="liquid"),
     ("tumor_types.tsv:2",)),
    ("KB017", put("toxicity.tsv", frequency=""), put("toxicity.tsv", monitor=""), ("toxicity.tsv:2",)),
    ("KB017", put("coordinates/transcripts.tsv", cds0_GRCh38="", exons0_GRCh38=""),
     put("coordinates/transcripts.tsv", exons0_GRCh38="55019016"), ("coordinates/transcripts.tsv:2",)),
    ("KB018", put("toxicity.tsv", note='He said "wait".'), put("toxicity.tsv", note='"quoted, as spreadsheets do"'),
     ("toxicity.tsv:2",)),
    ("KB018", put("toxicity.tsv", note="1 mg"), put("toxicity.tsv", note="1\u00a0mg"), ("toxicity.tsv:2",)),
    ("KB018", put("toxicity.tsv", note="α"), put("toxicity.tsv", note="α "), ("toxicity.tsv:2",)),
    ("KB018", put("toxicity.tsv", seed_claim="last"), rewrite("toxicity.tsv", b"no\t\t\t\n", b"no\t\t\t"),
     ("toxicity.tsv:2",)),
    ("KB018", put("toxicity.tsv", seed_claim="last"), rewrite("toxicity.tsv", b"no\t\t\t\n", b"no\t\t\tx\r\n"),
     ("toxicity.tsv:1", "toxicity.tsv:2")),
    ("KB019", put(ASSERTIONS, companion_tests=""), put(ASSERTIONS, companion_tests="Tiny CDx;Tiny CDx (tissue)"),
     (f"{ASSERTIONS}:2",)),
    ("KB020", put("levels.tsv", amp="III", escat="II-B|-"), put("levels.tsv", amp="I-C"), ("levels.tsv:2",)),
    ("KB020", put("levels.tsv", escat="X"), drop("levels.tsv", 7), ("levels.tsv",)),
    ("KB021", put("panels.tsv", tumor_type="LUNG"), put("panels.tsv", tumor_type="LUAD"), ("panels.tsv:2",)),
    ("KB021", put("panels.tsv", biomarker="sig:MSI-H,cyto:del(17p)"), put("panels.tsv", biomarker="p:L858R"),
     ("panels.tsv:2",)),
    ("KB021", put("rules.tsv", when="clinical:liquid biopsy"), put("rules.tsv", when="amp"), ("rules.tsv:2",)),
    ("KB022", put(ASSERTIONS, requires="HR:status:positive"), put(ASSERTIONS, requires="HER1:amp"),
     (f"{ASSERTIONS}:2",)),
    ("KB022", put(ASSERTIONS, requires="fusion:any::EGFR"), put(ASSERTIONS, requires="fusion:EML4::ALK"),
     (f"{ASSERTIONS}:2",)),
    ("KB023", put(ASSERTIONS, requires="onc:tkd"), put(ASSERTIONS, requires="onc:ecd"), (f"{ASSERTIONS}:2",)),
    ("KB023", put("classes.tsv", biomarker="exon:19:any"), put("classes.tsv", biomarker="exon:20:any"),
     ("classes.tsv:2",)),
]  # fmt: skip
NAMES = [f"{case[0]}-{sum(other[0] == case[0] for other in CASES[:index])}" for index, case in enumerate(CASES)]


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


def test_the_tiny_base_is_sound(tiny: Tiny) -> None:
    assert check(tiny.write()) == ()
    assert len(load(tiny.root).all_assertions()) == 2


@pytest.mark.parametrize(("allowed"), [case[1] for case in CASES], ids=NAMES)
def test_what_a_rule_allows(tiny: Tiny, allowed: Edit) -> None:
    allowed(tiny)
    assert check(tiny.write()) == ()


@pytest.mark.parametrize(("rule", "fault", "places"), [(c[0], c[2], c[3]) for c in CASES], ids=NAMES)
def test_what_a_rule_finds(tiny: Tiny, rule: str, fault: Edit, places: tuple[str, ...]) -> None:
    fault(tiny)
    found = check(tiny.write())
    assert {finding.rule for finding in found} == {rule}, found
    assert tuple(dict.fromkeys(finding.place for finding in found)) == places
    assert all(finding.words for finding in found)


def test_every_rule_has_cases() -> None:
    assert {case[0] for case in CASES} == {rule.id for rule in RULES}


def test_rules_are_numbered_without_gaps_and_documented() -> None:
    assert [rule.id for rule in RULES] == [f"KB{number:03}" for number in range(len(RULES))]
    for rule in RULES:
        assert rule.title.endswith("."), rule.id
        assert rule.words.count("\n") >= 2, f"{rule.id} says nothing to the curator"


def test_the_package_docstring_lists_the_rules() -> None:
    listed = re.findall(r"^(KB\d{3})  (.+)$", package.__doc__ or "", re.MULTILINE)
    assert listed == [(rule.id, rule.title) for rule in RULES]


def test_the_shipped_base_is_clean() -> None:
    assert check(default_root()) == ()


def test_the_shipped_base_is_checked_in_under_a_second() -> None:
    start = time.process_time()
    check(default_root())
    assert time.process_time() - start < 1


def test_all_faults_come_at_once_in_reading_order(tiny: Tiny) -> None:
    edits = (
        put(ASSERTIONS, biomarker="EGFR:p:S858R&(", line="first", trials="X"),
        add(ASSERTIONS, 2, id="F11", **ASSERTION | {"drugs": "tagrisso"}),
        put(RESISTANCE, mechanism=""),
        rewrite("panels.tsv", b"tumor_type", b"tumour_type"),
        rewrite("trials.tsv", b"FLAURA-PFS\t", b"FLAURA-PFS\t\t"),
        put("toxicity.tsv", note="x "),
    )
    for edit in edits:
        edit(tiny)
    found = check(tiny.write())
    assert [(finding.place, finding.rule) for finding in found] == [
        (f"{ASSERTIONS}:2", "KB002"),
        (f"{ASSERTIONS}:2", "KB005"),
        (f"{ASSERTIONS}:2", "KB017"),
        (f"{ASSERTIONS}:4", "KB004"),
        ("panels.tsv:1", "KB000"),
        (f"{RESISTANCE}:2", "KB017"),
        ("toxicity.tsv:2", "KB018"),
        ("trials.tsv:3", "KB000"),
    ]
    assert found[1].words.startswith("biomarker: ")
    assert ">>>" in found[1].words


def test_a_clean_base_loads_and_a_base_that_does_not_load_has_findings(tiny: Tiny) -> None:
    put("thresholds.tsv", value="ten")(tiny)
    assert {finding.rule for finding in check(tiny.write())} == {"KB017"}
    with pytest.raises(KnowledgeBaseError):
        _ = load(tiny.root).thresholds


def test_an_unreadable_table_is_not_blamed_on_those_that_point_to_it(tiny: Tiny) -> None:
    for name in ("drugs.tsv", "genes.tsv", "tumor_types.tsv", "trials.tsv", "tests.tsv", CODONS, "levels.tsv"):
        rewrite(name, b"\t", b"\tnew\t")(tiny)
    assert {finding.rule for finding in check(tiny.write())} == {"KB000"}


@pytest.mark.parametrize("files", [(), ("manifest.tsv",)])
def test_a_folder_that_is_no_knowledge_base(tmp_path: Path, files: tuple[str, ...]) -> None:
    for name in files:
        (tmp_path / name).write_bytes(b"")
    found = check(tmp_path)
    assert {finding.rule for finding in found} == {"KB000"}
    assert {finding.place.partition(":")[0] for finding in found} >= {"manifest.tsv", "genes.tsv"}


def test_the_command_takes_the_folder_as_argument_or_as_option(run: Run, tiny: Tiny) -> None:
    put(ASSERTIONS, biomarker="p:T790")(tiny)
    folder = str(tiny.write())
    as_argument, as_option = run("kb", "check", folder), run("kb", "check", "--knowledge-base", folder)
    assert as_argument.returncode == as_option.returncode == 6
    assert as_argument.stdout == as_option.stdout
    assert b"assertions/EGFR.tsv:2: KB005: biomarker: p:T790: names no new residue: write codon:790" in as_option.stdout
    both_ways = run("kb", "check", folder, "--knowledge-base", folder)
    assert both_ways.returncode == 2
    assert b"two knowledge bases" in both_ways.stderr


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    assert check(missing) == (Finding("KB000", str(missing), "no such folder"),)


def test_natural_order() -> None:
    ids = ["del(5q)", "F10", "F262b", "F262", "R1", "F262a", "F2", "10"]
    assert sorted(ids, key=natural) == ["10", "F2", "F10", "F262", "F262a", "F262b", "R1", "del(5q)"]


def test_lines_are_ordered_as_numbers() -> None:
    found = [Finding("KB001", place, "") for place in ("a.tsv:10", "b.tsv:1", "a.tsv:9", "a.tsv")]
    ordered = [finding.place for finding in sorted(found, key=reading_order)]
    assert ordered == ["a.tsv", "a.tsv:9", "a.tsv:10", "b.tsv:1"]
