"""The command in a report: reproducible, without folders and without anything about the patient."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.batch.request import Request
from oncotier.cli.command_line import command_line

if TYPE_CHECKING:
    from tests.conftest import Run

FULL = Request(
    inputs=("/home/someone/a b.vcf", "-"),
    tumor_type="lung adenocarcinoma",
    sample="Jane Doe",
    build="GRCh37",
    input_format="vcf",
    findings=("HER2 IHC 2+", "ER+"),
    prior_therapies=("gefitinib",),
    origin="somatic",
    min_vaf=0.05,
    min_depth=0,
    keep_filtered=True,
    assay="/labs/panel.bed",
    fasta=("/refs/hg19.fa",),
    gff="/refs/more.gff3",
    knowledge_base=Path("/somewhere/own"),
    all_genes=True,
    include_phi=True,
    thresholds=("amplification_copies=8",),
    columns=("gene=Symbol",),
)


def test_every_option_is_named_and_nothing_is_told() -> None:
    assert command_line(FULL, "html") == (
        "oncotier interpret 'a b.vcf' - --tumor-type 'lung adenocarcinoma' --sample ... --build GRCh37"
        " --input-format vcf --finding ... --finding ... --prior-therapy ... --origin somatic --min-vaf 0.05"
        " --min-depth 0 --assay panel.bed --fasta hg19.fa --gff more.gff3 --threshold amplification_copies=8"
        " --columns gene=Symbol --format html --knowledge-base own --keep-filtered --all-genes --include-phi"
    )


def test_no_field_of_a_request_is_forgotten() -> None:
    plain = command_line(Request(inputs=("a.vcf",)), "html")
    assert plain == "oncotier interpret a.vcf --format html"
    for name in Request.__struct_fields__:
        changed = Request(**{"inputs": ("a.vcf",), name: getattr(FULL, name)})
        assert command_line(changed, "html") != plain, name


def test_the_page_shows_it(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    done = run("interpret", "examples/lung_egfr.vcf", "-t", "LUAD", "-f", "html", "-o", str(target))
    assert done.returncode == 0, done.stderr
    text = target.read_text(encoding="utf-8")
    assert "<code>oncotier interpret lung_egfr.vcf --tumor-type LUAD --format html</code>" in text
    assert str(tmp_path) not in text
    assert "examples/" not in text
    assert "EGFR: changes on the protein" in text
