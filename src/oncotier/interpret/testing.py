"""What guidelines ask to be tested in a tumor type, and what this sample says of each marker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.biomarker import AtomKind, atoms_of
from oncotier.domain.evidence import Origins
from oncotier.domain.report import TestedMarker
from oncotier.domain.value import Value
from oncotier.interpret.evaluate import Truth, evaluate
from oncotier.interpret.markers import KINDS
from oncotier.interpret.signs import MEASURED
from oncotier.interpret.traits import is_unnamed
from oncotier.knowledge.remembered import remembered

if TYPE_CHECKING:
    from oncotier.domain.alteration import Alteration
    from oncotier.domain.biomarker import Atom
    from oncotier.domain.evidence import PanelMarker
    from oncotier.interpret.findings import Findings
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["tested_markers"]


def tested_markers(findings: Findings, tumor_code: str) -> tuple[TestedMarker, ...]:
    """Return the markers asked for in the tumor type and those above it, nearest first, each with its state."""
    return tuple([_tested(asked, findings) for asked in _asked_in(findings.kb, tumor_code)])


class _Asked(Value, frozen=True):
    """A marker of a panel, all genes and markers that its pattern names, and what is said where nothing is known."""

    marker: PanelMarker
    names: frozenset[str]
    not_tested: TestedMarker


@remembered
def _asked_in(kb: KnowledgeBase, tumor_code: str) -> tuple[_Asked, ...]:
    """Return the markers asked for in a tumor type, each once: as the nearest tumor type asks for it."""
    chain = kb.tumors.ancestors(tumor_code)
    markers = sorted(kb.panel_markers(chain), key=lambda marker: (chain.index(marker.tumor_type), marker.id))
    nearest = {marker.marker: marker for marker in reversed(markers)}
    return tuple(_asked(nearest[name]) for name in dict.fromkeys(marker.marker for marker in markers))


def _asked(marker: PanelMarker) -> _Asked:
    atoms = atoms_of(marker.biomarker)
    names = {name for atom in atoms for name in (atom.gene, atom.five_prime, atom.three_prime)} - {"", "any"}
    if any(atom.kind in KINDS for atom in atoms):
        names.add(MEASURED)
    words = f"by {marker.methods}" if marker.methods else ""
    return _Asked(marker, frozenset(names), TestedMarker(marker.marker, "not_tested", marker.needed_for, words))


def _is_opposed(marker: PanelMarker, findings: Findings) -> bool:
    """Tell whether one of several ways to measure the same signature says no (MSS answers "MSI-H or dMMR")."""
    atoms = atoms_of(marker.biomarker)
    if any(atom.kind is not AtomKind.SIGNATURE for atom in atoms):
        return False
    return any(evaluate(atom, (), findings).truth is Truth.ABSENT for atom in atoms)


def _tested(asked: _Asked, findings: Findings) -> TestedMarker:
    """Present and absent need proof; a result that does not decide is unknown; no result is not tested."""
    if asked.names.isdisjoint(findings.known) and not findings.untested:
        return asked.not_tested
    marker = asked.marker
    found = evaluate(marker.biomarker, (), findings)
    if found.truth is Truth.PRESENT:
        labels = ", ".join(alteration.label for alteration in found.supports)
        if not _is_of_origin(marker, found.supports):
            words = f"{labels}: {marker.origin.value} origin to be shown"
            return TestedMarker(marker.marker, "unknown", marker.needed_for, words)
        return TestedMarker(marker.marker, "present", marker.needed_for, labels)
    if found.truth is Truth.ABSENT or _is_opposed(marker, findings):
        return TestedMarker(marker.marker, "absent", marker.needed_for, "")
    missing = "; ".join(found.missing)
    doubt = _doubt(marker, findings) or _unnamed_change(marker, findings)
    if doubt:
        return TestedMarker(marker.marker, "unknown", marker.needed_for, doubt)
    if found.supports:
        return TestedMarker(marker.marker, "unknown", marker.needed_for, f"to be shown: {missing}")
    return asked.not_tested


def _doubt(marker: PanelMarker, findings: Findings) -> str:
    """Say why not finding a marker proves nothing, where somebody looked for it; empty where nobody did."""
    genes = {gene for atom in atoms_of(marker.biomarker) for gene in _genes_of(atom)}
    stated = [f"{gene}: {findings.untested[gene]}" for gene in sorted(genes) if gene in findings.untested]
    if stated:
        return "; ".join(stated)
    atoms = (atom for atom in atoms_of(marker.biomarker) if atom.kind not in KINDS)  # of a stain sequence says nothing
    asked = ((gene, findings.open_question(atom, gene)) for atom in atoms for gene in _genes_of(atom))
    doubts = [f"{gene}: {words}" for gene, words in asked if words]
    if doubts:
        return "; ".join(dict.fromkeys(doubts))
    coverage = findings.coverage
    looked_for = [coverage.covers_atom(atom, _gene_of(atom), findings.kb) for atom in atoms_of(marker.biomarker)]
    if coverage.is_proof or not all(looked_for):
        return ""
    why = "cell-free DNA, or an input with results that are void, missing or unread"
    return f"covered and not found, which proves nothing: {why}"


def _genes_of(atom: Atom) -> tuple[str, ...]:
    return atom.gene, atom.five_prime, atom.three_prime


def _gene_of(atom: Atom) -> str:
    if atom.kind is not AtomKind.FUSION:
        return atom.gene
    return atom.three_prime if atom.three_prime not in {"", "any"} else atom.five_prime


def _is_of_origin(marker: PanelMarker, supports: tuple[Alteration, ...]) -> bool:
    """Tell whether a finding is of the origin that the marker is asked in."""
    if marker.origin is Origins.EITHER:
        return True
    return any(alteration.origin.value == marker.origin.value for alteration in supports)


def _unnamed_change(marker: PanelMarker, findings: Findings) -> str:
    """Say that a change of the gene was reported without saying which; empty where none was."""
    genes = {_gene_of(atom) for atom in atoms_of(marker.biomarker)} - {""}
    labels = [
        alteration.label
        for gene in sorted(genes)
        for alteration in findings.by_gene.get(gene, ())
        if is_unnamed(alteration)
    ]
    return f"{', '.join(labels)}: which change it is, is not said" if labels else ""
