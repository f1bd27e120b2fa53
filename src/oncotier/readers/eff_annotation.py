"""SnpEff's annotation before 2014 (`EFF`): `EFFECT(impact|class|codons|L858R|...|EGFR|...)`, as fields by VEP's names.

The fields stand in the header line; versions differ in how many there are. The change of residues is written `L858R`,
`KELREA745K`, or `p.Leu858Arg/c.2573T>G`. Format: SnpEff's documentation of its output before version 4.1.
"""

from __future__ import annotations

from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.csq import from_amino_acids

__all__ = ["eff_entries", "eff_fields", "eff_symbols"]

_FIELDS = lazy_pattern(r"Effect\s*\(([^)]+)\)")
_NAMES = {
    "amino_acid_change": "HGVSp", "gene_name": "SYMBOL", "transcript_id": "Feature", "transcript": "Feature",
    "genotype_number": "ALLELE_NUM", "genotype": "ALLELE_NUM",
}  # fmt: skip
_ENTRY = lazy_pattern(r"([^(),]+)\(([^()]*)\)")
_RAW_ENTRY = lazy_pattern(rb"\(([^()]*)\)")
_RESIDUES = lazy_pattern(r"([A-Z*]+)([1-9][0-9]{0,5})([A-Z*]+|-)")
_TERMS = {
    "NON_SYNONYMOUS_CODING": "missense_variant", "SYNONYMOUS_CODING": "synonymous_variant",
    "SYNONYMOUS_START": "start_retained_variant", "NON_SYNONYMOUS_START": "start_retained_variant",
    "SYNONYMOUS_STOP": "stop_retained_variant", "NON_SYNONYMOUS_STOP": "stop_retained_variant",
    "STOP_GAINED": "stop_gained", "STOP_LOST": "stop_lost", "START_LOST": "start_lost",
    "FRAME_SHIFT": "frameshift_variant", "CODON_CHANGE": "protein_altering_variant",
    "CODON_DELETION": "inframe_deletion", "CODON_INSERTION": "inframe_insertion",
    "CODON_CHANGE_PLUS_CODON_DELETION": "inframe_deletion", "CODON_CHANGE_PLUS_CODON_INSERTION": "inframe_insertion",
    "SPLICE_SITE_ACCEPTOR": "splice_acceptor_variant", "SPLICE_SITE_DONOR": "splice_donor_variant",
    "SPLICE_SITE_REGION": "splice_region_variant", "INTRON": "intron_variant", "INTRON_CONSERVED": "intron_variant",
    "UTR_5_PRIME": "5_prime_UTR_variant", "START_GAINED": "5_prime_UTR_variant", "UTR_3_PRIME": "3_prime_UTR_variant",
    "UPSTREAM": "upstream_gene_variant", "DOWNSTREAM": "downstream_gene_variant", "INTERGENIC": "intergenic_variant",
    "EXON": "coding_sequence_variant", "EXON_DELETED": "feature_truncation",
}  # fmt: skip


def eff_fields(key: str, words: str) -> tuple[str, ...] | None:
    """Return the fields that a header line describes: the effect first, the coding change last; None for another's."""
    found = _FIELDS.search(words) if key == "EFF" else None
    if found is None:
        return None
    names = (name.strip(" []") for name in found[1].split("|"))
    own = tuple(_NAMES.get(name.lower(), name) for name in names if name)
    return ("Consequence", *own, "HGVSc") if "SYMBOL" in own else None


def eff_entries(value: str, fields: tuple[str, ...]) -> str:
    """Return the entries of a value, filled to the width of the fields; trailing errors and warnings are optional."""
    place = fields.index("HGVSp") if "HGVSp" in fields else -1
    return ",".join(_entry(found[1], found[2].split("|"), len(fields), place) for found in _ENTRY.finditer(value))


def _entry(effect: str, cells: list[str], width: int, place: int) -> str:
    terms = [_TERMS.get(term.strip(), term.strip()) for term in effect.split("+")]
    cells = ["&".join(terms), *cells]
    if len(cells) < width:
        cells += [""] * (width - len(cells))
    if place >= 0:
        cells[place], cells[-1] = _change(cells[place], is_shift="frameshift_variant" in terms)
    return "|".join(cells)


def _change(text: str, *, is_shift: bool) -> tuple[str, str]:
    """Return the protein change and the coding change of `p.Leu858Arg/c.2573T>G`, `L858R` or `KELREA745K`."""
    parts = text.split("/")
    protein = next((part for part in parts if part.startswith("p.")), "")
    coding = next((part for part in parts if part.startswith(("c.", "n."))), "")
    old = _RESIDUES.fullmatch(text)
    if old and not is_shift:
        protein = from_amino_acids(old[2], f"{old[1]}/{old[3]}")
    return protein, coding


def eff_symbols(value: bytes, place: int) -> list[bytes]:
    """Return the gene symbols of a raw value; `place` counts the fields with the effect as the first."""
    entries = (found[1].split(b"|") for found in _RAW_ENTRY.finditer(value))
    return [cells[place - 1] for cells in entries if len(cells) >= place]
