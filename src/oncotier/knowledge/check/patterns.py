"""Rules about the pattern grammar: what is written parses, and what it names exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.biomarker import AtomKind, atoms_of
from oncotier.domain.protein import Substitution
from oncotier.errors import NotationError
from oncotier.knowledge.check.markers import is_marker
from oncotier.notation import protein
from oncotier.notation.biomarker import format_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.biomarker import Atom
    from oncotier.knowledge.check.finding import Remarks
    from oncotier.knowledge.check.source import PatternCell, Source

__all__ = ["atom_genes_known", "atoms_carry_genes", "patterns_print_back", "windows_known"]

_NAME_THEMSELVES = frozenset(
    {
        AtomKind.SIGNATURE,
        AtomKind.CYTOGENETIC,
        AtomKind.HLA,
        AtomKind.METHYLATION,
        AtomKind.RESIDUAL_DISEASE,
        AtomKind.IMAGING,
        AtomKind.IGHV,
        AtomKind.CLINICAL,
        AtomKind.NONE,
    }
)
_WITHOUT_ROW_GENE = ("panels.tsv", "rules.tsv")


def _atoms(source: Source) -> Iterator[tuple[PatternCell, Atom]]:
    for cell in source.patterns:
        for atom in atoms_of(cell.pattern):
            yield cell, atom


def patterns_print_back(source: Source) -> Remarks:
    """Every pattern parses, and prints back as it is written.

    The grammar stands in `knowledgebase/README.md`; `>>>` marks the place of the fault. Printing back differs where
    parentheses are not needed. What stands behind `p:`, and a change in `benign.tsv` or `destroying.tsv`, must be one
    exact protein change in one-letter code: `p:T315` names no new residue; any change of the codon is written
    `codon:315`.
    """
    yield from source.pattern_faults
    for cell in source.patterns:
        printed = format_pattern(cell.pattern)
        if printed != cell.text:
            yield cell.place, f"{cell.column}: {cell.text!r} prints back as {printed!r}"
    for cell, atom in _atoms(source):
        words = _inexact(atom.text) if atom.kind is AtomKind.PROTEIN else ""
        if words:
            yield cell.place, f"{cell.column}: p:{atom.text}: {words}"
    for row in (*source.rows("benign.tsv"), *source.rows("destroying.tsv")):
        words = _inexact(row.text("change"))
        if words:
            yield row.place, f"change: {row.text('change')}: {words}"


def _inexact(text: str) -> str:
    """Return why a text is no exact protein change as the program prints it; empty when it is one."""
    try:
        change = protein.parse(text, x_is_stop=False)
    except NotationError:
        return "is no protein change"
    if isinstance(change, Substitution) and change.alternate == "X":
        at = change.at.position
        return f"names no new residue: write codon:{at} for any change of this codon, or the exact change"
    printed = protein.format_short(change)
    return "" if printed == text else f"is written {printed}"


def atoms_carry_genes(source: Source) -> Remarks:
    """In `panels.tsv` the tumor type exists; in `panels.tsv` and `rules.tsv` every atom carries its gene.

    These tables have no gene column to fall back on: write `BRAF:p:V600E`. Free of a gene are only the atoms that
    name their subject themselves: `sig:`, `cyto:`, `hla:`, `meth:`, `mrd:`, `imaging:`, `ighv:`, `clinical:`, `none`;
    and `fusion:` with two named partners.
    """
    for row in source.rows("panels.tsv"):
        code = row.text("tumor_type")
        if code and not source.knows("tumor_types.tsv", code):
            yield row.place, f"tumor_type: {code!r} is not in tumor_types.tsv"
    for cell, atom in _atoms(source):
        if cell.place.startswith(_WITHOUT_ROW_GENE) and not atom.gene and atom.kind not in _NAME_THEMSELVES:
            yield cell.place, f"{cell.column}: {format_pattern(atom)!r} carries no gene"


def atom_genes_known(source: Source) -> Remarks:
    """Every gene in front of an atom, or in a fusion, is a symbol of `genes.tsv` or a declared marker.

    Aliases do not do here (`ERBB2:amp`, not `HER2:amp`): findings are kept under the current symbol, so an alias
    would never be found. `any` stands for whatever partner of a fusion.
    """
    for cell, atom in _atoms(source):
        for name in (atom.gene, atom.five_prime, atom.three_prime):
            if name in {"", "any"} or is_marker(name) or source.knows("genes.tsv", name):
                continue
            yield cell.place, f"{cell.column}: {name!r} in {format_pattern(atom)!r} is no gene of genes.tsv"


def windows_known(source: Source) -> Remarks:
    """Every exon or domain named by an atom has its codon window in `coordinates/`.

    `EGFR:exon:19:inframe_del` needs a row in `coordinates/exons.tsv`, `ERBB2:onc:tkd` one in
    `coordinates/domains.tsv`: without the window a change in the exon or domain is never recognized as such.
    """
    exons = _pairs(source, "coordinates/exons.tsv", "exon")
    domains = _pairs(source, "coordinates/domains.tsv", "domain")
    for cell, atom in _atoms(source):
        if atom.kind is AtomKind.EXON:
            known, name = exons, str(atom.numbers[0])
        elif atom.kind is AtomKind.ONCOGENIC and atom.text:
            known, name = domains, atom.text
        else:
            continue
        genes = (atom.gene,) if atom.gene else cell.genes
        if known is not None and not any((gene, name) in known for gene in genes):
            yield cell.place, f"{cell.column}: no codon window for {format_pattern(atom)!r} of {' or '.join(genes)}"


def _pairs(source: Source, table: str, column: str) -> frozenset[tuple[str, str]] | None:
    if table not in source.tables:
        return None
    return frozenset((row.text("gene"), row.text(column)) for row in source.rows(table))
