"""Rules about genes: in scope, placed on both builds, and with the residues that the tables claim."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.biomarker import AtomKind, atoms_of
from oncotier.domain.protein import Residue
from oncotier.domain.value import Value
from oncotier.errors import NotationError
from oncotier.knowledge.check.markers import is_marker
from oncotier.notation import protein

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.knowledge.check.finding import Remarks
    from oncotier.knowledge.check.source import Source
    from oncotier.knowledge.table import Row

__all__ = ["genes_in_scope", "residues_agree"]

_OFFSET = re.compile(r"([+-][0-9]+)@\S+")
_GENE_TABLES = (
    "classes.tsv",
    "benign.tsv",
    "destroying.tsv",
    "origin_hints.tsv",
    "coordinates/genes.tsv",
    "coordinates/codons.tsv",
    "coordinates/domains.tsv",
    "coordinates/exons.tsv",
    "coordinates/splice_windows.tsv",
    "coordinates/transcripts.tsv",
)


class _Facts(Value, frozen=True):
    """What the tables say of residues: amino acids by (gene, codon), legacy names and offsets by gene."""

    amino_acids: dict[tuple[str, int], str]
    renamed: dict[str, dict[str, str]]
    offsets: dict[str, tuple[int, ...]]

    def contradiction(self, gene: str, text: str) -> str:
        """Return what is wrong with a change of a gene in words; empty when it agrees or nothing is known."""
        for residue in _residues(text):
            listed = self.amino_acids.get((gene, residue.position), residue.amino_acid)
            if listed != residue.amino_acid and not self._is_legacy(gene, residue, text):
                return f"residue {residue.position} of {gene} is {listed}, not {residue.amino_acid}"
        return ""

    def _is_legacy(self, gene: str, residue: Residue, text: str) -> bool:
        if text in self.renamed.get(gene, {}):
            return True  # the current name behind it is checked as a row of genes.tsv
        return any(
            self.amino_acids.get((gene, residue.position - offset)) == residue.amino_acid
            for offset in self.offsets.get(gene, ())
        )


def residues_agree(source: Source) -> Remarks:
    """Every residue in a `p:` atom or a benign change is the one that the gene has there.

    `p:L858R` claims a leucine at codon 858; `coordinates/codons.tsv` must say the same wherever it lists the codon.
    A name in an older numbering is explained by `numbering` in `genes.tsv` (`Y641F=Y646F`, or an offset such as
    `+18@NM_001127500`: legacy minus current); the current names there are checked in the same way.
    """
    if "coordinates/codons.tsv" not in source.tables:
        return
    facts = _facts(source)
    for cell in source.patterns:
        for atom in atoms_of(cell.pattern):
            if atom.kind is not AtomKind.PROTEIN:
                continue
            genes = (atom.gene,) if atom.gene else cell.genes
            wrong = [facts.contradiction(gene, atom.text) for gene in genes]
            if wrong and all(wrong):
                yield cell.place, f"{cell.column}: p:{atom.text}: {'; '.join(wrong)}"
    for row in (*source.rows("benign.tsv"), *source.rows("destroying.tsv")):
        words = facts.contradiction(row.text("gene"), row.text("change"))
        if words:
            yield row.place, f"change: {row.text('change')}: {words}"
    for row in source.rows("genes.tsv"):
        for legacy, current in _renamed(row).items():
            words = facts.contradiction(row.text("gene"), current)
            if words:
                yield row.place, f"numbering: {legacy}={current}: {words}"


def _facts(source: Source) -> _Facts:
    codons = source.rows("coordinates/codons.tsv")
    listed = {(row.text("gene"), row.text("residue")): row.text("ref_aa") for row in codons}
    genes = tuple(source.rows("genes.tsv"))
    return _Facts(
        amino_acids={(gene, int(codon)): letter for (gene, codon), letter in listed.items() if codon.isdecimal()},
        renamed={row.text("gene"): _renamed(row) for row in genes},
        offsets={row.text("gene"): _offsets(row) for row in genes},
    )


def _renamed(row: Row) -> dict[str, str]:
    entries = (entry.partition("=") for entry in row.words("numbering", ";") if "=" in entry)
    return {legacy: current for legacy, _, current in entries}


def _offsets(row: Row) -> tuple[int, ...]:
    found = (_OFFSET.fullmatch(entry) for entry in row.words("numbering", ";"))
    return tuple(int(match[1]) for match in found if match)


def _residues(text: str) -> Iterator[Residue]:
    """Yield the residues that a change names with their amino acids; a stop is no fact of the codon table."""
    try:
        change = protein.parse(text, x_is_stop=False)
    except NotationError:
        return  # said by the rule about patterns
    for field in ("at", "first", "last"):
        residue = getattr(change, field, None)
        if isinstance(residue, Residue) and residue.amino_acid not in {"", "*"}:
            yield residue


def genes_in_scope(source: Source) -> Remarks:
    """Every gene of a row is in `genes.tsv`, or a declared marker; genes in scope have coordinates.

    Markers: MSI TMB HRD HR MMR IGHV ctDNA, and cytogenetic names as `del(5q)` or `t(11;14)`. Genes of scope `panel`
    and `knowledge` need a span on both builds in `coordinates/genes.tsv`; a `hotspot` gene needs one build (GTF2I has
    none on GRCh37); a `fact` gene needs none.
    """
    for kind in ("assertions", "resistance"):
        for row in source.rows(kind):
            for gene in row.words("gene"):
                if not is_marker(gene) and not source.knows("genes.tsv", gene):
                    yield row.place, f"gene: {gene!r} is neither in genes.tsv nor a declared marker"
    for kind in _GENE_TABLES:
        for row in source.rows(kind):
            if not source.knows("genes.tsv", row.text("gene")):
                yield row.place, f"gene: {row.text('gene')!r} is not in genes.tsv"
    yield from _unplaced(source)


def _unplaced(source: Source) -> Remarks:
    if "coordinates/genes.tsv" not in source.tables:
        return
    builds: dict[str, set[str]] = {}
    for row in source.rows("coordinates/genes.tsv"):
        placed = {build for build in ("GRCh37", "GRCh38") if row.text(f"start0_{build}") and row.text(f"end0_{build}")}
        builds.setdefault(row.text("gene"), set()).update(placed)
    for row in source.rows("genes.tsv"):
        scope = row.text("scope")
        missing = {"GRCh37", "GRCh38"} - builds.get(row.text("gene"), set())
        allowed = {"panel": 0, "knowledge": 0, "hotspot": 1}.get(scope, 2)
        if len(missing) > allowed:
            yield row.place, f"gene: {row.text('gene')} (scope {scope}) has no span on {' and '.join(sorted(missing))}"
