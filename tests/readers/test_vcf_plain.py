"""A row deep in an intron ends as any other: what is wrong with it is told wherever in the file it stands."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from oncotier.domain.settings import Settings
from oncotier.domain.value import replace
from oncotier.interpret.assemble import interpret
from oncotier.readers import source, vcf_body
from oncotier.readers.registry import read_input
from oncotier.readers.source import open_input
from oncotier.readers.vcf_plain import SilentEntries
from tests.readers.builders import (
    GRCH37,
    annotation_line,
    bgzf,
    context,
    csq,
    knowledge,
    read,
    report,
    tally,
    vcf,
    vcf_row,
)
from tests.readers.test_coding_parts import away

PLACE = away("GRCh37", random.Random(3), 1)[0].split("\t")
ROWS = {
    "plain": {},
    "no filter applied": {6: "."},
    "no quality": {5: "."},
    "fraction": {5: "12.5"},
    "exponent": {5: "1e3"},
    "quality is a word": {5: "high"},
    "quality is cut": {5: "1.2.3"},
    "empty quality": {5: ""},
    "empty filter": {6: ""},
    "filtered": {6: "LowQual"},
    "tier of confidence": {6: "Tier2"},
    "not called": {6: "NOCALL"},
    "absent": {9: "0/0:70,0"},
    "open": {9: "./.:70,0"},
    "haploid": {9: "1:70,30"},
    "no genotype": {9: "q/1:70,30"},
    "no such allele": {9: "0/2:70,30"},
    "phased": {9: "0|1:70,30"},
    "second of two": {4: "G,T", 9: "1/2:70,30"},
    "third of two": {4: "G,T", 9: "1/3:70,30"},
    "more values than keys": {9: "0/1:70,30:5"},
    "fewer values than keys": {9: "0/1"},
    "genotype is not first": {8: "AD:GT", 9: "70,30:0/1"},
    "genotype is not first, and none": {8: "AD:GT", 9: "70,30:0/x"},
    "no key of a genotype": {8: "AD", 9: "70,30"},
    "reference as alternate": {3: "A", 4: "a"},
    "reference among alternates": {3: "A", 4: "G,A", 9: "0/1:70,30"},
    "no second alternate": {4: "G,"},
    "not UTF-8": {7: "NOTE=\xe9"},
    "key twice": {7: "DP=5;DP=6"},
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_ends_as_if_it_were_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    cells = [*PLACE[:3], "A", "G", "50", "PASS", "DP=100", "GT:AD", "0/1:70,30"]
    for place, text in ROWS[name].items():
        cells[place] = text
    data = vcf(["\t".join(cells)], header=GRCH37).encode("latin-1")
    found = []
    for few in (10, 0):
        monkeypatch.setattr(vcf_body, "_FEW", few)
        reading = read(tmp_path, data)
        told = [(one.source.record1, one.reason, one.words) for one in reading.unresolved]
        codes = sorted(one.code for one in reading.notices)
        found.append((tally(reading), told, codes, report(reading).incomplete))
    assert found[0] == found[1]


@pytest.mark.parametrize("few", [10, 0])
def test_the_table_has_rows_of_every_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(vcf_body, "_FEW", few)
    rows = []
    for changes in ROWS.values():
        cells = [*PLACE[:3], "A", "G", "50", "PASS", "DP=100", "GT:AD", "0/1:70,30"]
        for place, text in changes.items():
            cells[place] = text
        rows.append("\t".join(cells))
    ends = tally(read(tmp_path, vcf(rows, header=GRCH37).encode("latin-1")))
    assert (ends.read, ends.interpreted, ends.filtered, ends.unresolved) == (len(ROWS), 1, 0, 12)
    assert ends.out_of_scope_by == {"absent_in_sample": 1, "no_protein_effect": 16}


INTRON = {"Allele": "G", "SYMBOL": "EGFR", "Consequence": "intron_variant", "Feature": "ENST1", "HGVSc": "c.88+5000A>G"}
ENTRIES = {
    "intron": [INTRON],
    "of all transcripts": [INTRON, INTRON | {"Consequence": "intron_variant&non_coding_transcript_variant"}],
    "of a gene elsewhere": [INTRON | {"SYMBOL": "EGFR-AS1"}],
    "missense elsewhere": [INTRON | {"SYMBOL": "XYZ1", "Consequence": "missense_variant", "HGVSp": "ENSP1:p.Leu8Arg"}],
    "another allele elsewhere": [INTRON | {"SYMBOL": "XYZ1"}, INTRON | {"SYMBOL": "XYZ1", "Allele": "T"}],
    "missense here and elsewhere": [INTRON, INTRON | {"SYMBOL": "XYZ1", "Consequence": "missense_variant"}],
    "unknown term elsewhere": [INTRON | {"SYMBOL": "XYZ1", "Consequence": "odd_variant"}],
    "of no gene": [{"Allele": "G", "Consequence": "intergenic_variant"}],
    "of an alias": [INTRON | {"SYMBOL": "ERBB1"}],
    "protein": [INTRON | {"HGVSp": "ENSP1:p.Leu858Arg"}],
    "missense": [INTRON, INTRON | {"Consequence": "missense_variant", "HGVSp": "ENSP1:p.Leu858Arg"}],
    "missense without a name": [INTRON | {"Consequence": "missense_variant"}],
    "splicing": [INTRON | {"Consequence": "splice_donor_variant&intron_variant", "HGVSc": "c.88+1A>G"}],
    "promoter": [INTRON | {"SYMBOL": "TERT", "Consequence": "upstream_gene_variant", "HGVSc": "c.-124C>T"}],
    "near an exon": [INTRON | {"HGVSc": "ENST1.1:c.88+5A>G"}],
    "unreadable": [INTRON | {"HGVSc": "c.?"}],
    "of another allele": [INTRON | {"Allele": "T"}],
    "of two alleles": [INTRON, INTRON | {"Allele": "T"}],
    "unknown term": [INTRON | {"Consequence": "odd_variant"}],
    "no term": [INTRON | {"Consequence": ""}],
}


@pytest.mark.parametrize("all_genes", [False, True])
@pytest.mark.parametrize("name", ENTRIES)
def test_an_annotated_row_ends_as_if_it_were_taken_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, *, all_genes: bool
) -> None:
    value = ",".join(csq(**entry) for entry in ENTRIES[name])
    rows = [
        vcf_row("7", 55100000, "A", "G", f"CSQ={value}", "0/1:70,30"),
        vcf_row("7", 55100001, "A", "G,T", f"CSQ={value}", "0/1:70,30,0"),
        vcf_row("7", 55100002, "A", "G", f"CSQ={value}|", "0/1:70,30"),
        vcf_row("7", 55100003, "A", "G", ".", "0/1:70,30"),
        vcf_row("7", 55100004, "A", "G", f"CSQ={value}", "0/3:70,30"),
    ]
    path = tmp_path / "input"
    path.write_text(vcf(rows, header=[*GRCH37, annotation_line()]), encoding="utf-8")
    found = []
    for is_quick in (False, True):
        if not is_quick:
            monkeypatch.setattr(SilentEntries, "test", lambda *_: None)
        basic = context()
        reading = read_input(
            open_input(str(path)), replace(basic, settings=replace(basic.settings, all_genes=all_genes))
        )
        monkeypatch.undo()
        told = interpret([reading], knowledge(), Settings(all_genes=all_genes))
        ends = told.inputs[0].records
        found.append((ends, told.alterations, told.options, told.unresolved, told.notices))
    assert found[0] == found[1]


def test_what_is_silent_is_not_taken_apart(tmp_path: Path) -> None:
    row = vcf_row("7", 55100000, "A", "G", f"CSQ={csq(**INTRON)}", "0/1:70,30")
    reading = read(tmp_path, vcf([row], header=[*GRCH37, annotation_line()]))
    assert (reading.observations, reading.out_of_scope_by) == ((), {"no_protein_effect": 1})


@pytest.mark.parametrize("samples", [(), ("TUMOR",), ("NORMAL", "TUMOR")])
def test_where_info_begins_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, samples: tuple[str, ...]
) -> None:
    """Law: rows away from genes end alike, whether their first columns are looked at alone or the row as a whole."""
    values = ["0/1:70,30"] * len(samples)
    rows = [vcf_row("7", 56_000_000, "A", "G", f"CSQ={csq(**INTRON)}", *values)]
    for number, gene in enumerate(["OR4F5", "EGFR", "", "GTF2I", "OR4F5", "OR4F5", "OR4F5"]):
        entry = csq(**INTRON | {"SYMBOL": gene})
        cells = vcf_row("7", 56_000_001 + number, "A", "G", f"CSQ={entry}", *values).split("\t")
        cells[2] = "x" * (60 * number)
        rows += ["\t".join(cells), "\t".join([*cells, "5"]), "\t".join(cells[:-1]), "\t".join([*cells[:6], *cells[7:]])]
        rows += ["\t".join(cells[:count]) for count in (1, 3, 8)]
    monkeypatch.setattr(vcf_body, "_PROBE", 1)
    monkeypatch.setattr(source, "_BLOCK", 1000)
    found = []
    for start in (1, 40, 200, 10_000):
        monkeypatch.setattr(vcf_body, "_START", start)
        data = vcf(rows, header=[*GRCH37, annotation_line()], samples=samples).encode()
        found.append(read(tmp_path, bgzf(data, block_size=1000)))
    assert found[1:] == found[:1] * 3
