"""Atoms that ask for no gene alteration: receptor status, IHC, ISH, PD-L1, signatures, and stated facts.

Each reader returns the truth (present, absent, unknown), the witnesses, and the words for what is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, Expression, Marker, Signature
from oncotier.domain.biomarker import Atom, AtomKind
from oncotier.interpret.findings import MISMATCH_REPAIR
from oncotier.interpret.receptors import amplified_her2, equivocal_her2, her2_states, hormone_states
from oncotier.interpret.words import atom_words

if TYPE_CHECKING:
    from oncotier.interpret.findings import Findings

__all__ = ["KINDS", "read"]

_STATED = frozenset(
    {
        AtomKind.CYTOGENETIC,
        AtomKind.HLA,
        AtomKind.METHYLATION,
        AtomKind.RESIDUAL_DISEASE,
        AtomKind.IMAGING,
        AtomKind.PHARMACOGENETIC,
        AtomKind.IGHV,
        AtomKind.CLINICAL,
    }
)
KINDS = _STATED | {
    AtomKind.REVERSION,
    AtomKind.STATUS,
    AtomKind.IHC,
    AtomKind.ISH,
    AtomKind.PD_L1,
    AtomKind.SIGNATURE,
    AtomKind.NONE,
}

Reading = tuple[str, tuple[Alteration, ...], str]
_HER2_EXCLUDES = {
    "positive": {"negative", "low", "ultralow", "zero"},
    "negative": {"positive"},
    "low": {"positive", "ultralow", "zero"},
    "ultralow": {"positive", "low", "zero"},
}
_OPPOSITES = {
    "MSI-H": {"MSS", "MSI-L"},
    "MSS": {"MSI-H"},
    "MSI-L": {"MSI-H", "MSS"},
    "dMMR": {"pMMR"},
    "pMMR": {"dMMR"},
    "HRD+": {"HRD-"},
    "HRD-": {"HRD+"},
    "TMB-H": {"TMB-L", "TMB-intermediate"},
}


def read(atom: Atom, wanted: tuple[str, ...], findings: Findings) -> Reading:
    """Evaluate a marker atom for the genes or markers that it speaks of."""
    match atom.kind:
        case AtomKind.STATUS:
            return _status(atom, wanted, findings)
        case AtomKind.IHC | AtomKind.ISH:
            return _stain(atom, wanted, findings)
        case AtomKind.PD_L1:
            return _pd_l1(atom, wanted, findings)
        case AtomKind.SIGNATURE:
            return _signature(atom, wanted, findings)
        case AtomKind.NONE:
            return "unknown", (), "no test"
        case AtomKind.REVERSION:
            return _reversion(atom, wanted, findings)
        case _:
            return _stated(atom, wanted, findings)


def _status(atom: Atom, wanted: tuple[str, ...], findings: Findings) -> Reading:
    words = atom_words(atom, wanted)
    for gene in wanted:
        is_her2 = gene == "ERBB2"
        marker = {"ESR1": "ER", "PGR": "PR"}.get(gene, "HR")
        states = her2_states(findings) if is_her2 else hormone_states(findings, marker)
        witnesses = tuple(dict.fromkeys(alteration for state, alteration in states if state == atom.text))
        if witnesses:
            return "present", witnesses, words
        excluded = _HER2_EXCLUDES[atom.text] if is_her2 else {"positive", "negative"} - {atom.text}
        if any(state in excluded for state, _ in states):
            return "absent", (), words
    if wanted != ("ERBB2",):
        return "unknown", (), words
    amplified = amplified_her2(findings) if atom.text == "positive" else ()
    if amplified and not equivocal_her2(findings):
        return "unknown", amplified, "HER2 IHC or ISH (amplified by sequencing)"
    open_result = equivocal_her2(findings) if atom.text != "negative" else ()
    return (
        "unknown",
        open_result,
        "HER2 ISH" if open_result or (atom.text == "negative" and equivocal_her2(findings)) else "HER2 IHC",
    )


def _stain(atom: Atom, wanted: tuple[str, ...], findings: Findings) -> Reading:
    words = atom_words(atom, wanted)
    assay = atom.kind.value.upper()
    results = [
        (alteration.event, alteration)
        for gene in wanted
        for alteration in findings.by_gene.get(gene, ())
        if isinstance(alteration.event, Expression) and alteration.event.assay == assay
    ]
    fitting = [alteration for event, alteration in results if _stain_fits(atom, event)]
    if fitting:
        return "present", tuple(dict.fromkeys(fitting)), words
    unscored = [alteration for event, alteration in results if atom.minimum and _is_unscored_positive(event)]
    if unscored:
        return "unknown", tuple(dict.fromkeys(unscored)), words
    if "ERBB2" in wanted and not results and atom.text in {"3+", "positive"}:
        return "unknown", amplified_her2(findings), words
    decided = [event for event, _ in results if not atom.minimum or event.value is not None]
    return ("absent" if decided else "unknown"), (), words


def _is_unscored_positive(event: Expression) -> bool:
    """Tell whether a stain is called positive without the share of cells that a threshold asks for."""
    return event.value is None and event.result not in {"", "0", "negative", "loss"}


def _stain_fits(atom: Atom, event: Expression) -> bool:
    if atom.minimum:
        strong = not atom.name or (event.intensity != "" and event.intensity >= atom.name)
        return event.value is not None and event.value >= atom.minimum and strong
    if atom.text == "positive" and event.result in {"1+", "2+", "3+"}:
        return True
    return event.result == atom.text


def _pd_l1(atom: Atom, wanted: tuple[str, ...], findings: Findings) -> Reading:
    words = atom_words(atom, wanted)
    same_score = [
        (alteration.event.value, alteration)
        for alteration in findings.by_gene.get("CD274", ())
        if isinstance(alteration.event, Expression) and alteration.event.assay == atom.name
    ]
    enough = [alteration for value, alteration in same_score if value is not None and value >= atom.minimum]
    if enough:
        return "present", tuple(dict.fromkeys(enough)), words
    unnamed = [
        alteration
        for alteration in findings.by_gene.get("CD274", ())
        if isinstance(alteration.event, Expression)
        and alteration.event.assay == "IHC"
        and alteration.event.value is not None
        and alteration.event.value >= atom.minimum
    ]
    if unnamed and not same_score:
        return "unknown", tuple(unnamed), f"{words} (which score was counted is not stated)"
    return ("absent" if same_score else "unknown"), (), words


def _signature(atom: Atom, wanted: tuple[str, ...], findings: Findings) -> Reading:
    words = atom_words(atom, wanted)
    if atom.minimum:
        return _score(atom, words, findings)
    states = _signature_states(findings)
    witnesses = tuple(dict.fromkeys(alteration for state, alteration in states if state == atom.text))
    if witnesses:
        return "present", witnesses, words
    opposed = any(state in _OPPOSITES.get(atom.text, ()) for state, _ in states)
    return ("absent" if opposed else "unknown"), (), words


def _signature_states(findings: Findings) -> list[tuple[str, Alteration]]:
    states: list[tuple[str, Alteration]] = []
    for alteration in findings.alterations:
        match alteration.event:
            case Signature("HRD", state, value):
                floor = findings.kb.thresholds.get("HRD_score_myChoice")
                by_score = value is not None and floor is not None and value >= floor.value
                high = state == "HRD positive" if state else by_score  # a laboratory's verdict knows its own assay
                states.append(("HRD+" if high else "HRD-", alteration))
            case Signature("TMB", _, float() as value):
                floor = findings.kb.thresholds.get("TMB_high")
                states.append(("TMB-H" if floor is not None and value >= floor.value else "TMB-L", alteration))
            case Signature(_, state):
                states.append((state, alteration))
            case Expression(gene, "IHC", "loss") if gene in MISMATCH_REPAIR:
                states.append(("dMMR", alteration))
            case _:
                pass
    return states


def _score(atom: Atom, words: str, findings: Findings) -> Reading:
    below = False
    for alteration in findings.alterations:
        event = alteration.event
        if not isinstance(event, Signature) or event.name != atom.name:
            continue
        if event.value is not None:
            if event.value >= atom.minimum:
                return "present", (alteration,), words
            below = True
        elif event.state == f"{atom.name}-H" and atom.minimum == _high(atom.name, findings):
            return "present", (alteration,), words
        elif event.state == f"{atom.name}-L":
            below = True
    return ("absent" if below else "unknown"), (), words


def _high(name: str, findings: Findings) -> float | None:
    threshold = findings.kb.thresholds.get(f"{name}_high")
    return threshold.value if threshold is not None else None


def _reversion(atom: Atom, wanted: tuple[str, ...], findings: Findings) -> Reading:
    """Take a reversion as stated of a gene; it is not derived from two changes of the sequence."""
    witnesses = tuple(
        alteration
        for gene in wanted
        for alteration in findings.by_gene.get(gene, ())
        if isinstance(alteration.event, Marker) and alteration.event.kind == atom.kind.value
    )
    return ("present" if witnesses else "unknown"), witnesses, atom_words(atom, wanted)


def _stated(atom: Atom, wanted: tuple[str, ...], findings: Findings) -> Reading:
    words = atom_words(atom, wanted)
    witnesses = tuple(
        alteration
        for alteration in findings.alterations
        if isinstance(alteration.event, Marker)
        and alteration.event.kind == atom.kind.value
        and alteration.event.text.casefold() == atom.text.casefold()
        and (atom.kind is not AtomKind.PHARMACOGENETIC or alteration.event.gene in wanted)
    )
    if not witnesses and atom.kind is AtomKind.PHARMACOGENETIC and _is_other_metabolizer(wanted, findings):
        return "absent", (), words
    if not witnesses and atom.kind is AtomKind.METHYLATION and _is_unmethylated(atom, findings):
        return "absent", (), words
    return ("present" if witnesses else "unknown"), witnesses, words


def _is_other_metabolizer(wanted: tuple[str, ...], findings: Findings) -> bool:
    """Tell whether another status of the gene is stated: a patient has one."""
    stated = (one.event for one in findings.alterations)
    return any(isinstance(event, Marker) and event.kind == "pgx" and event.gene in wanted for event in stated)


def _is_unmethylated(atom: Atom, findings: Findings) -> bool:
    wanted = f"{atom.text} unmethylated".casefold()
    return any(isinstance(one.event, Marker) and one.event.text.casefold() == wanted for one in findings.alterations)
