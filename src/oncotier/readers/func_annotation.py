"""Ion Torrent's annotation of Oncomine assays (`FUNC`): a list of objects in single quotes, as fields by VEP's names.

`FUNC=[{'gene':'EGFR','transcript':'NM_005228.3','protein':'p.Leu858Arg',...}]` is no JSON and is never evaluated: the
pairs of a quoted key and a quoted or bare value are taken out of each pair of braces.
"""

from __future__ import annotations

from oncotier.notation.lazy_pattern import lazy_pattern

__all__ = ["func_entries", "func_fields", "func_symbols"]

_FIELDS = ("SYMBOL", "Allele", "Consequence", "Feature", "EXON", "HGVSc", "HGVSp")
_OBJECT = lazy_pattern(r"\{([^{}]*)\}")
_PAIR = lazy_pattern(r"'(\w+)'\s*:\s*(?:'((?:[^'\\]|\\.)*)'|([^',{}\s]+))")
_GENE = lazy_pattern(rb"'gene'\s*:\s*'([^']*)'")
_TERMS = {
    "missense": "missense_variant", "nonsense": "stop_gained", "synonymous": "synonymous_variant",
    "stoploss": "stop_lost", "frameshiftinsertion": "frameshift_variant", "frameshiftdeletion": "frameshift_variant",
    "frameshiftblocksubstitution": "frameshift_variant", "nonframeshiftinsertion": "inframe_insertion",
    "nonframeshiftdeletion": "inframe_deletion", "nonframeshiftblocksubstitution": "protein_altering_variant",
    "splicesite_5": "splice_donor_variant", "splicesite_3": "splice_acceptor_variant", "intronic": "intron_variant",
    "utr_5": "5_prime_UTR_variant", "utr_3": "3_prime_UTR_variant", "upstream": "upstream_gene_variant",
    "downstream": "downstream_gene_variant",
}  # fmt: skip


def func_fields(key: str, words: str) -> tuple[str, ...] | None:
    """Return the fields that this reader makes of the annotation; None for another's."""
    del words
    return _FIELDS if key == "FUNC" else None


def func_entries(value: str) -> str:
    """Return an entry for each object that names a gene; one that calls the reference allele says nothing."""
    entries = []
    for found in _OBJECT.finditer(value):
        given = {pair[1]: pair[2] if pair[2] is not None else pair[3] for pair in _PAIR.finditer(found[1])}
        if not given.get("gene") or given.get("function", "").lower() == "refallele":
            continue
        cells = [
            given["gene"],
            given.get("origAlt") or given.get("normalizedAlt", ""),
            _TERMS.get(given.get("function", "").lower()) or _TERMS.get(given.get("location", "").lower(), ""),
            given.get("transcript", ""),
            given.get("exon", ""),
            _stated(given.get("coding", ""), "c."),
            _stated(given.get("protein", ""), "p."),
        ]
        entries.append("|".join(_encoded(cell) for cell in cells))
    return ",".join(entries)


def _stated(text: str, prefix: str) -> str:
    """Return a change as named; empty where the assay only says that there is one (`p.?`)."""
    return text if text.startswith(prefix) and "?" not in text else ""


def _encoded(text: str) -> str:
    """Keep the separators of entries and fields out of a text; they are decoded behind the split."""
    return text.replace("%", "%25").replace(",", "%2C").replace("|", "%7C")


def func_symbols(value: bytes, place: int) -> list[bytes]:
    """Return the gene symbols of a raw value."""
    del place
    return _GENE.findall(value)
