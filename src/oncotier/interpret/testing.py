"""What guidelines ask to be tested in a tumor type, and what this sample says of each marker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.biomarker import AtomKind, atoms_of
from oncotier.domain.report import TestedMarker
from oncotier.interpret.evaluate import Truth, evaluate

if TYPE_CHECKING:
    from oncotier.domain.evidence import PanelMarker
    from oncotier.interpret.findings import Findings

__all__ = ["tested_markers"]


def tested_markers(findings: Findings, tumor_code: str) -> tuple[TestedMarker, ...]:
    """Return the markers asked for in the tumor type and those above it, nearest first, each with its state."""
    kb = findings.kb
    chain = kb.tumors.ancestors(tumor_code)
    markers = [(chain.index(marker.tumor_type), marker) for marker in kb.panel_markers(chain)]
    seen: dict[str, TestedMarker] = {}
    for _, marker in sorted(markers, key=lambda pair: (pair[0], pair[1].id)):
        seen.setdefault(marker.marker, _tested(marker, findings))
    return tuple(seen.values())


def _is_opposed(marker: PanelMarker, findings: Findings) -> bool:
    """Tell whether one of several ways to measure the same signature says no (MSS answers "MSI-H or dMMR")."""
    atoms = atoms_of(marker.biomarker)
    if any(atom.kind is not AtomKind.SIGNATURE for atom in atoms):
        return False
    return any(evaluate(atom, (), findings).truth is Truth.ABSENT for atom in atoms)


def _tested(marker: PanelMarker, findings: Findings) -> TestedMarker:
    """Present and absent need proof; a result that does not decide is unknown; no result is not tested."""
    found = evaluate(marker.biomarker, (), findings)
    if found.truth is Truth.PRESENT:
        labels = ", ".join(alteration.label for alteration in found.supports)
        return TestedMarker(marker.marker, "present", marker.needed_for, labels)
    if found.truth is Truth.ABSENT or _is_opposed(marker, findings):
        return TestedMarker(marker.marker, "absent", marker.needed_for, "")
    missing = "; ".join(found.missing)
    if found.supports:
        return TestedMarker(marker.marker, "unknown", marker.needed_for, f"to be shown: {missing}")
    return TestedMarker(
        marker.marker, "not_tested", marker.needed_for, f"by {marker.methods}" if marker.methods else ""
    )
