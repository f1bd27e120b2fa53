"""The columns of every table, in their order; `knowledgebase/README.md` says what each one means."""

from __future__ import annotations

__all__ = ["COLUMNS", "key_columns"]

COLUMNS: dict[str, tuple[str, ...]] = {
    "assertions": tuple(
        "id gene biomarker origin zygosity requires excludes tumor_include tumor_exclude drugs direction setting line"
        " evidence authority status status_date approval_year trials companion_tests escat sources verified verified_on"
        " note seed_ref seed_claim".split()
    ),
    "resistance": tuple(
        "id gene biomarker origin zygosity context tumor_include tumor_exclude affects exempts direction mechanism"
        " setting evidence authority overcome_by still_active sources verified verified_on note seed_ref"
        " seed_claim".split()
    ),
    "manifest.tsv": ("key", "value", "verified", "verified_on"),
    "rules.tsv": tuple(
        "id priority tumor_include applies_to when need exempts line on_fail on_unknown message sources"
        " verified verified_on seed_ref".split()
    ),
    "trials.tsv": tuple(
        "id trial nct pmid population endpoint value unit comparator_value comparator hazard_ratio analysis source"
        " verified verified_on note seed_ref seed_claim".split()
    ),
    "drugs.tsv": tuple(
        "drug brands class generation modality targets route approval_year payload linker mechanism note sources"
        " verified verified_on seed_ref".split()
    ),
    "toxicity.tsv": tuple(
        "id applies_to monitor frequency note sources verified verified_on seed_ref seed_claim".split()
    ),
    "tests.tsv": tuple(
        "id name method detects used_for companion_drugs limits sources verified verified_on seed_ref"
        " seed_claim".split()
    ),
    "panels.tsv": tuple(
        "id tumor_type marker biomarker origin methods needed_for guideline note sources verified verified_on"
        " seed_ref".split()
    ),
    "genes.tsv": tuple(
        "gene hgnc_id aliases role fusion_side transcript refseq protein_length numbering scope sources"
        " verified verified_on".split()
    ),
    "tumor_types.tsv": tuple("code name parent main_type tissue lineage synonyms source verified verified_on".split()),
    "classes.tsv": tuple("class gene biomarker driver note source verified verified_on".split()),
    "levels.tsv": tuple("evidence tumor_match amp escat note verified verified_on".split()),
    "thresholds.tsv": tuple("name value unit used_for sources verified verified_on".split()),
    "origin_hints.tsv": tuple("gene hint note sources verified verified_on".split()),
    "benign.tsv": tuple("gene change reason sources verified verified_on".split()),
    "destroying.tsv": tuple("gene change reason sources verified verified_on".split()),
    "coordinates/genes.tsv": tuple(
        "gene chrom strand start0_GRCh37 end0_GRCh37 start0_GRCh38 end0_GRCh38 source verified verified_on".split()
    ),
    "coordinates/codons.tsv": tuple(
        "gene residue ref_aa transcript codon GRCh37_pos1 GRCh38_pos1 hotspot check source verified verified_on".split()
    ),
    "coordinates/domains.tsv": tuple("gene domain codon_first codon_last source verified verified_on".split()),
    "coordinates/exons.tsv": tuple(
        "gene exon codon_first codon_last cds_first1 cds_last1 transcript source verified verified_on".split()
    ),
    "coordinates/splice_windows.tsv": tuple(
        "gene exon side change first last note source verified verified_on".split()
    ),
    "coordinates/transcripts.tsv": tuple(
        "transcript gene role refseq chrom strand protein_length cds0_GRCh37 exons0_GRCh37 cds0_GRCh38 exons0_GRCh38"
        " note source check verified verified_on".split()
    ),
}

_KEY_WIDTHS = {
    "levels.tsv": 2, "benign.tsv": 2, "destroying.tsv": 2, "coordinates/codons.tsv": 2, "coordinates/domains.tsv": 2,
    "coordinates/exons.tsv": 2, "coordinates/splice_windows.tsv": 4,
}  # fmt: skip


def key_columns(kind: str) -> tuple[str, ...]:
    """Return the columns that name a row of a table: its first one, or its first few."""
    return COLUMNS[kind][: _KEY_WIDTHS.get(kind, 1)]
