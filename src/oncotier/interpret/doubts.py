"""What does not fit together in one sample: other samples, contradicting findings, a tumor type that is too wide."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, Expression, Kind, ReceptorStatus, Signature, SmallVariant
from oncotier.domain.observation import Notice, Reading
from oncotier.domain.protein import Delins, Insertion, Substitution, codon_span1, is_truncating
from oncotier.errors import NotationError
from oncotier.interpret.receptors import amplified_her2, her2_states
from oncotier.interpret.traits import is_oncogenic
from oncotier.knowledge.remembered import remembered, remembered_briefly
from oncotier.notation import coding
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from oncotier.interpret.findings import Findings
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["doubts"]


def doubts(readings: tuple[Reading, ...], findings: Findings, tumor_code: str) -> tuple[Notice, ...]:
    """Return a warning for everything in a sample that contradicts something else in it."""
    found: list[Notice] = []
    samples = list(dict.fromkeys(reading.sample for reading in readings if reading.sample))
    if len(samples) > 1:
        words = f"the inputs name {len(samples)} samples: {', '.join(samples)}; they are read as one"
        found.append(Notice("samples_differ", "warning", "", words))
    found.extend(Notice("possible_reversion", "warning", "", words) for words in _reversions(findings))
    found.extend(Notice("itd_possible", "warning", "", words) for words in _stopped_duplications(findings))
    for first, second in _contradictions(findings):
        words = f"{first.label} and {second.label} contradict each other: check the reports"
        found.append(Notice("contradiction", "warning", "", words))
    found.extend(Notice("contradiction", "warning", "", words) for words in _denied_fusions(findings))
    found.extend(Notice("contradiction", "warning", "", words) for words in _her2_doubts(findings))
    found.extend(Notice("contradiction", "warning", "", words) for words in _names_that_differ(findings))
    below = _rows_below(findings.kb, findings.keys, tumor_code) if tumor_code else ()
    if below:
        name = findings.kb.tumors.by_code[tumor_code].name
        words = f"{name} is an umbrella: rows of {', '.join(below)} count as related only; give the exact tumor type"
        found.append(Notice("tumor_type_wide", "warning", "", words))
    return tuple(found)


@remembered_briefly
def _rows_below(kb: KnowledgeBase, keys: tuple[str, ...], tumor_code: str) -> tuple[str, ...]:
    """Return the tumor types below the sample's that rows of its findings name."""
    return tuple(sorted({code for row in kb.assertions(keys) for code in _below(kb, tumor_code, row.tumor_include)}))


@remembered
def _below(kb: KnowledgeBase, tumor_code: str, include: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in include if kb.tumors.is_above(tumor_code, code))


_TESTED_AS = {"structural": "fusion"}  # a source names the kinds that it looked for in a gene; it calls both fusions


def _contradictions(findings: Findings) -> list[tuple[Alteration, Alteration]]:
    pairs = []
    for gene, alterations in sorted(findings.by_gene.items()):
        for one in alterations:
            stated = findings.stated_wild_type(gene, kind=_TESTED_AS.get(one.kind.value, one.kind.value))
            if stated and one not in stated and is_oncogenic(one, findings.kb):
                pairs.append((one, stated[0]))
    measured = [one for one in findings.alterations if _measure(one)]
    for index, one in enumerate(measured):
        pairs += [(one, other) for other in measured[index + 1 :] if _opposed(one, other)]
    return pairs


def _denied_fusions(findings: Findings) -> list[str]:
    """Compare the fusions with the genes in which another test of the sample states that there is none."""
    return [
        f"{one.label} and 'no fusion of {gene}' contradict each other: check the reports"
        for gene, alterations in sorted(findings.by_gene.items())
        for one in alterations
        if one.kind is Kind.FUSION and findings.is_stated_absent(gene, "fusion")
        if not findings.stated_wild_type(gene, kind="fusion")  # which contradicts it already
    ]


def _measure(alteration: Alteration) -> tuple[str, ...]:
    match alteration.event:
        case Signature(name):
            return ("signature", "MSI" if name == "MMR" else name)
        case ReceptorStatus(marker):
            return ("status", marker)
        case Expression(gene, assay):
            return ("expression", gene, assay)
        case _:
            return ()


_UNSTABLE = frozenset({"MSI-H", "dMMR"})


def _opposed(one: Alteration, other: Alteration) -> bool:
    """Tell whether two results of one measure differ; MSI-H agrees with dMMR, MSS with pMMR."""
    if _measure(one) != _measure(other):
        return False
    if isinstance(one.event, Signature) and isinstance(other.event, Signature) and one.event.name in {"MSI", "MMR"}:
        return (one.event.state in _UNSTABLE) is not (other.event.state in _UNSTABLE)
    return one.label != other.label


_HER2_BELOW = frozenset({"negative", "low", "ultralow", "zero"})


def _her2_doubts(findings: Findings) -> list[str]:
    """Compare an amplification seen by sequencing with what stain and hybridization say."""
    amplified = amplified_her2(findings)
    against = [witness for state, witness in her2_states(findings) if state in _HER2_BELOW]
    if not amplified or not against:
        return []
    labels = ", ".join(dict.fromkeys(one.label for one in against))
    return [f"{amplified[0].label} and {labels} contradict each other: confirm HER2 by ISH"]


_NUMBER = lazy_pattern(r"\d+")


def _names_that_differ(findings: Findings) -> list[str]:
    """Find exchanges of one residue whose coding name lies in another codon: one of both names is wrong."""
    return [
        f"{one.label} and its coding change {one.hgvs_c}, which lies in codon {codon}, contradict each other: check the"
        " report"
        for one in findings.alterations
        if isinstance(one.event, SmallVariant) and isinstance(one.event.protein, Substitution)
        if (codon := _codon_of_base(one.hgvs_c)) and codon != one.event.protein.at.position
        if not any(str(codon) in _NUMBER.findall(name) for name in one.also_known_as)  # of an older transcript
    ]


def _codon_of_base(hgvs_c: str) -> int:
    """Return the codon in which the exchange of one coding base lies, 0 for any other change."""
    if ">" not in hgvs_c:
        return 0
    try:
        change = coding.parse(hgvs_c)
    except NotationError:
        return 0
    place = change.first
    is_exchange = change.first == change.last and not (place.region or place.offset) and change.net_length is None
    return (place.base + 2) // 3 if is_exchange else 0


_NEAR = 100  # codons: a reversion restores the frame soon behind the change that it undoes


def _reversions(findings: Findings) -> list[str]:
    """Find two frameshifts of one gene that together may restore its frame; whether they share a copy is not known."""
    found = []
    for gene, alterations in sorted(findings.by_gene.items()):
        if len(alterations) < 2 or all(row.mechanism != "reversion" for row in findings.kb.resistance((gene,))):
            continue
        shifts = [(one, place, length) for one in alterations for place, length in _frame_change(one)]
        found += [
            f"{one.label} and {other.label} together may restore the reading frame (reversion): check whether they lie"
            " on one copy of the gene, which would speak against PARP inhibitors and platinum"
            for (one, place, length), (other, place2, length2) in combinations(shifts, 2)
            if (length + length2) % 3 == 0 and abs(place - place2) <= 3 * _NEAR
        ]
    return found


def _stopped_duplications(findings: Findings) -> list[str]:
    """Find insertions into a region of internal tandem duplications that keep the frame, but encode a stop.

    A duplication of which a caller gives the bases or the place not quite right reads like that.
    """
    found = []
    for alteration in findings.alterations:
        event = alteration.event
        window = findings.kb.domain_windows.get((alteration.gene, "itd"))
        if window is None or not isinstance(event, SmallVariant) or not isinstance(event.protein, Delins | Insertion):
            continue
        first, last = codon_span1(event.protein)
        if is_truncating(event.protein) and first <= window[1] and window[0] <= last and not _frame_change(alteration):
            found.append(
                f"{alteration.label} lies where internal tandem duplications do, and encodes a stop as it is written:"
                f" confirm {alteration.gene}-ITD by fragment length"
            )
    return found


def _frame_change(alteration: Alteration) -> list[tuple[int, int]]:
    """Return the coding place and the net length of a change that loses the frame; nothing where it is not known."""
    if alteration.kind is not Kind.SMALL_VARIANT or not alteration.hgvs_c:
        return []
    try:
        change = coding.parse(alteration.hgvs_c)
    except NotationError:
        return []
    length = change.net_length
    return [(change.first.base, length)] if length is not None and length % 3 else []
