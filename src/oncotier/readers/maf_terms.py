"""The variant classes of MAF, and of Funcotator in a VCF (`MISSENSE`, `FIVE_PRIME_UTR`), as Sequence Ontology terms."""

from __future__ import annotations

from oncotier.notation.lazy_pattern import lazy_pattern

__all__ = ["CONSEQUENCE_BY_CLASS", "coding_name", "sequence_ontology"]

# `c.(2572-2574)cTg>cGg` shows the codon; `c.e14+1G>T` and `c.3028_splice` name a splice site by its exon or neighbor.
_NO_HGVS = lazy_pattern(r"c\.(?:\(|e\d|.*_splice).*")

CONSEQUENCE_BY_CLASS = {
    "missense_mutation": "missense_variant",
    "missense": "missense_variant",
    "nonsense_mutation": "stop_gained",
    "nonsense": "stop_gained",
    "frame_shift_del": "frameshift_variant",
    "frame_shift_ins": "frameshift_variant",
    "in_frame_del": "inframe_deletion",
    "in_frame_ins": "inframe_insertion",
    "splice_site": "splice_site_variant",
    "splice_region": "splice_region_variant",
    "nonstop_mutation": "stop_lost",
    "nonstop": "stop_lost",
    "translation_start_site": "start_lost",
    "start_codon_snp": "start_lost",
    "start_codon_del": "start_lost",
    "start_codon_ins": "start_lost",
    "de_novo_start_inframe": "5_prime_UTR_variant",
    "de_novo_start_in_frame": "5_prime_UTR_variant",
    "de_novo_start_outofframe": "5_prime_UTR_variant",
    "de_novo_start_out_frame": "5_prime_UTR_variant",
    "silent": "synonymous_variant",
    "intron": "intron_variant",
    "5'utr": "5_prime_UTR_variant",
    "five_prime_utr": "5_prime_UTR_variant",
    "3'utr": "3_prime_UTR_variant",
    "three_prime_utr": "3_prime_UTR_variant",
    "5'flank": "upstream_gene_variant",
    "five_prime_flank": "upstream_gene_variant",
    "3'flank": "downstream_gene_variant",
    "three_prime_flank": "downstream_gene_variant",
    "igr": "intergenic_variant",
    "rna": "non_coding_transcript_exon_variant",
    "lincrna": "non_coding_transcript_exon_variant",
}


def sequence_ontology(variant_class: str) -> str:
    """Return the term of a MAF variant class in any case (`Missense_Mutation`), empty for what is none."""
    return CONSEQUENCE_BY_CLASS.get(variant_class.lower(), "")


def coding_name(written: str) -> str:
    """Return a coding change as named; empty for what Oncotator and Funcotator write beside HGVS."""
    return "" if _NO_HGVS.fullmatch(written) else written
