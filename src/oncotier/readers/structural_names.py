"""The genes that the annotation of a structural row names: at its own place, and both partners of a fusion.

VEP, SnpEff and other dialects of the header by their fields; SnpEff's fusions (`gene_fusion`, and head to head
`bidirectional_gene_fusion`) name both partners as `EML4&ALK`, as does simple_sv_annotation (SIMPLE_ANN). Oncomine and
AnnotSV write the gene of the place into a field of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.readers.csq import CsqLayout
    from oncotier.readers.vcf_row import Row

__all__ = ["Partner", "fused_genes", "own_gene"]

_BESIDE = frozenset(
    "upstream_gene_variant downstream_gene_variant intergenic_variant intergenic_region regulatory_region_variant"
    " TF_binding_site_variant".split()
)
_OWN_KEYS = ("GENE", "GENES", "GENE_NAME", "Gene_name")
_ANN_TERM, _ANN_GENE, _SIMPLE_GENE = 1, 3, 2  # places of SnpEff's ANN and of SIMPLE_ANN
_HEAD_TO_HEAD = "bidirectional_gene_fusion"


class Partner(Value, frozen=True):
    """The gene at the other side of a junction; `is_opposed` where the annotation says that it runs the other way."""

    gene: str
    is_opposed: bool = False


def own_gene(row: Row, key: str, layout: CsqLayout | None) -> str:
    """Return the first gene that holds the place of a row, empty where none is named; genes beside it do not count."""
    for terms, gene in _entries(row, key, layout):
        if gene and "&" not in gene and not _BESIDE.issuperset(terms) and not any("fusion" in term for term in terms):
            return gene
    written = (row.info[name] for name in _OWN_KEYS if name in row.info)
    named = next(written, "").split(",")[0]
    return "" if named == "." else named


def fused_genes(row: Row, key: str, layout: CsqLayout | None) -> tuple[tuple[str, str], bool] | None:
    """Return both genes of a fusion that the annotation names, and whether it says that they lie head to head."""
    found = [(terms, gene.split("&")) for terms, gene in _entries(row, key, layout)]
    fused = [(terms, pair) for terms, pair in found if len(pair) == 2 and any("fusion" in one for one in terms)]
    for terms, pair in fused:
        if _HEAD_TO_HEAD not in terms:
            return (pair[0], pair[1]), False
    for entry in row.info.get("SIMPLE_ANN", "").split(","):
        fields = entry.split("|")
        pair = fields[_SIMPLE_GENE].split("&") if len(fields) > _SIMPLE_GENE and "FUSION" in fields[1] else []
        if len(pair) == 2:
            return (pair[0], pair[1]), False
    return ((fused[0][1][0], fused[0][1][1]), True) if fused else None


def _entries(row: Row, key: str, layout: CsqLayout | None) -> Iterator[tuple[frozenset[str], str]]:
    """Yield the terms and the gene of each entry, of the annotation that the header describes and of SnpEff's."""
    places = [(key, layout.consequence, layout.symbol)] if key and layout is not None and layout.symbol >= 0 else []
    if key != "ANN":
        places.append(("ANN", _ANN_TERM, _ANN_GENE))
    for name, term_at, gene_at in places:
        for entry in row.info.get(name, "").split(","):
            fields = entry.split("|")
            if len(fields) > max(term_at, gene_at):
                terms = fields[term_at].split("&") if term_at >= 0 else ()
                yield frozenset(terms), fields[gene_at]
