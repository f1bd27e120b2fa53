"""Words that the formats for reading share: fractions, tumor type, citations, and blocked therapies by their reason."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.notation.label import number_text
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.alteration import Alteration
    from oncotier.domain.observation import Tally
    from oncotier.domain.report import Conflict, Option, Report, SampleSummary

__all__ = [
    "STATE_WORDS",
    "Citation",
    "Refusal",
    "citations",
    "fraction",
    "labels_of",
    "marker_lines",
    "measures",
    "refusals",
    "shared_words",
    "tally_words",
    "tumor_words",
]

_PMID = lazy_pattern(r"[0-9]{1,9}")
_NCT = lazy_pattern(r"NCT[0-9]{8}")
_URL = lazy_pattern(r"https://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/%?=&#+,;:@()-]*)?")
STATE_WORDS = {"present": "present", "unknown": "unclear", "absent": "absent", "not_tested": "not tested"}
"""What a report calls the states of a marker."""
_LEAST_SHARED = 12
"""A beginning of fewer characters says nothing that several reasons share."""


class Citation(Value, frozen=True):
    """A source in words, and the page where it stands (empty where there is none that can be vouched for)."""

    words: str
    link: str = ""


class Refusal(Value, frozen=True):
    """Therapies that the same rows speak against, and what each row says."""

    therapies: tuple[str, ...]
    reasons: tuple[str, ...]


def fraction(value: float) -> str:
    """Write a fraction of reads as percent: `41.2%`."""
    return f"{100 * value:.3g}%"


def marker_lines(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the states of the markers that guidelines ask for, each with its markers; doubts with their reason."""
    for state, words in STATE_WORDS.items():
        by_note: dict[str, list[str]] = {}
        for one in report.testing:
            if one.state == state:
                by_note.setdefault(one.note if state == "unknown" else "", []).append(one.biomarker)
        for note, markers in by_note.items():
            yield words, f"{'; '.join(markers)}{f' ({note})' if note else ''}"


def measures(alteration: Alteration) -> tuple[str, ...]:
    """Return what was measured of an alteration: `VAF 41.2%`, `depth 204`, `14 copies`."""
    found = []
    if alteration.vaf is not None:
        found.append(f"VAF {fraction(alteration.vaf)}")
    if alteration.depth is not None:
        found.append(f"depth {alteration.depth}")
    if alteration.copies is not None:
        found.append(f"{number_text(alteration.copies)} copies")
    return tuple(found)


def tumor_words(sample: SampleSummary) -> str:
    """Write the tumor type as understood: `Lung Adenocarcinoma (LUAD)`."""
    return f"{sample.tumor_name} ({sample.tumor_code})" if sample.tumor_code else "tumor type not given"


def tally_words(tally: Tally) -> str:
    """Write how the records of an input ended; the numbers add up."""
    return (
        f"{tally.read} records = {tally.interpreted} interpreted + {tally.out_of_scope} out of scope"
        f" + {tally.filtered} filtered + {tally.unresolved} unresolved"
    )


def labels_of(report: Report) -> dict[str, str]:
    """Return the label of every alteration by its id."""
    return {one.id: one.label for one in report.alterations}


def citations(sources: Iterable[str]) -> Iterator[Citation]:
    """Yield every source once, with a link where its identifier is well formed."""
    for source in dict.fromkeys(sources):
        kind, _, rest = source.partition(":")
        for name in rest.split(",") if kind in {"PMID", "NCT"} else [rest]:
            yield _citation(kind, name.strip(), source)


def _citation(kind: str, name: str, source: str) -> Citation:
    match kind:
        case "PMID":
            link = f"https://pubmed.ncbi.nlm.nih.gov/{name}/" if _PMID.fullmatch(name) else ""
            return Citation(f"PMID {name}", link)
        case "NCT":
            link = f"https://clinicaltrials.gov/study/{name}" if _NCT.fullmatch(name) else ""
            return Citation(name, link)
        case "LABEL" | "GUIDELINE":
            return Citation(f"{kind.capitalize()}: {name}")
        case "URL":
            return Citation(name, name if _URL.fullmatch(name) else "")
        case _:
            return Citation(source)


def refusals(report: Report) -> tuple[Refusal, ...]:
    """Return the therapies that are not recommended, together where the same rows speak against them, in order."""
    groups: dict[tuple[tuple[tuple[str, ...], str], ...], list[Option]] = {}
    for option in report.not_recommended:
        key = tuple(dict.fromkeys((conflict.alterations, conflict.assertion) for conflict in option.conflicts))
        groups.setdefault(key, []).append(option)
    return tuple(
        Refusal(tuple(option.therapy for option in group), _reasons([option.conflicts for option in group]))
        for group in groups.values()
    )


def _reasons(several: list[tuple[Conflict, ...]]) -> tuple[str, ...]:
    """Say what the conflicts of several therapies have in common, one row after the other."""
    rows: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for conflicts in several:
        for conflict in conflicts:
            rows.setdefault((conflict.alterations, conflict.assertion), []).append(conflict.words)
    return tuple(dict.fromkeys(shared_words(words) for words in rows.values())) or ("no reason recorded",)


def shared_words(texts: list[str]) -> str:
    """Write what texts have in common, with `...` for what differs; all of them where they share too little.

    >>> shared_words(["T790M: resistance to erlotinib (R001)", "T790M: resistance to gefitinib (R001)"])
    'T790M: resistance to ... (R001)'
    """
    different = list(dict.fromkeys(texts))
    if len(different) == 1:
        return different[0]
    start = _shared_start(different)
    start = start[: start.rfind(" ") + 1]
    ends = [text[len(start) :][::-1] for text in different]
    end = _shared_start(ends)[::-1]
    end = end[end.find(" ") :] if " " in end else ""
    return f"{start}...{end}" if len(start) >= _LEAST_SHARED else "; ".join(different)


def _shared_start(texts: list[str]) -> str:
    """Return the characters with which all texts begin."""
    columns = zip(*texts, strict=False)
    return "".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns))
