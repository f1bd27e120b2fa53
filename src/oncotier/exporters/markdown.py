"""The report as Markdown for a ticket: short, in tables and lists, and inert whatever an input wrote.

Markup characters are escaped; what a tracker would act upon in plain text (mentions, references, addresses, emoji
names) is broken up by a code span, because trackers look at the text after the escapes are gone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.exporters.exporter import Exporter, Screen
from oncotier.exporters.safe_text import safe_text
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from oncotier.domain.alteration import Alteration
    from oncotier.domain.report import Option, Report

__all__ = ["MARKDOWN", "escaped"]

_MARKUP = lazy_pattern(r"[\\`*_\[\]|~$]")
_ACTED_UPON = lazy_pattern(r"://|(?<=\bwww)\.|@|#(?=[0-9A-Za-z])|:(?=[a-z+-][a-z0-9_+-]+:)", re.IGNORECASE)
_UNKNOWN = "-"


def render(report: Report, screen: Screen) -> str:
    """Return the report as Markdown (CommonMark with tables)."""
    del screen
    labels = {one.id: one.label for one in report.alterations}
    blocks = (
        _banner(report),
        _options(report, labels),
        _not_recommended(report),
        _notices(report),
        _alterations(report),
        _testing(report),
        _not_understood(report, labels),
        _footer(report),
    )
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


def escaped(text: str) -> str:
    r"""Write a text so that it is shown as it is and nothing in it acts.

    >>> escaped("a|b <b> @user")
    'a\\|b &lt;b&gt; `@`user'
    """
    plain = _MARKUP.sub(lambda found: f"\\{found[0]}", safe_text(text).replace("&", "&amp;"))
    plain = plain.replace("<", "&lt;").replace(">", "&gt;")
    return _ACTED_UPON.sub(lambda found: f"`{found[0]}`", plain)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(columns)
    yield _row("---" for _ in columns)
    for row in rows:
        yield _row(escaped(cell) or _UNKNOWN for cell in row)


def _banner(report: Report) -> Iterator[str]:
    from oncotier.exporters.phrases import tumor_words

    yield f"# {escaped(report.sample.id or 'sample')}: {escaped(tumor_words(report.sample))}"
    yield ""
    if report.incomplete:
        yield "> **INCOMPLETE**: an input could not be read whole; options may be missing"
        yield ""
    stamp = report.knowledge_base
    given = f"; given before: {', '.join(report.sample.prior_therapies)}" if report.sample.prior_therapies else ""
    yield escaped(f"oncotier {report.program_version}, knowledge base {stamp.version} as of {stamp.as_of}{given}")


def _options(report: Report, labels: Mapping[str, str]) -> Iterator[str]:
    yield f"## Options ({len(report.options)})"
    yield ""
    if not report.options:
        yield "No actionable alteration found among what was tested."
        return
    columns = ("Rank", "Therapy", "AMP", "ESCAT", "For", "State", "Status", "Setting and evidence")
    yield from _table(columns, (_option(one, labels) for one in report.options))
    notes: dict[str, list[str]] = {}
    for option in report.options:
        for note in option.notes:
            notes.setdefault(note, []).append(str(option.rank))
    if notes:
        yield ""
    for note, ranks in notes.items():
        yield f"- Rank {', '.join(ranks)}: {escaped(note)}"


def _option(option: Option, labels: Mapping[str, str]) -> tuple[str, ...]:
    from oncotier.interpret.words import EVIDENCE, STATUS, TUMOR_MATCH

    state = option.state.value
    if option.conditions:
        state += f": only if {' and '.join(option.conditions)}"
    against = "; ".join(dict.fromkeys(conflict.words for conflict in option.conflicts))
    trials = ", ".join(dict.fromkeys(trial.trial for trial in option.trials))
    evidence = f"{EVIDENCE[option.evidence]}{f' ({trials})' if trials else ''}"
    return (
        str(option.rank),
        option.therapy,
        option.amp_tier,
        "" if option.escat == "-" else option.escat,
        ", ".join(labels[identifier] for identifier in option.supports),
        f"{state}: {against}" if against else state,
        f"{STATUS[option.status]}, {TUMOR_MATCH[option.tumor_match]}",
        "; ".join((*option.settings, evidence)),
    )


def _not_recommended(report: Report) -> Iterator[str]:
    from oncotier.exporters.phrases import refusals

    if report.not_recommended:
        yield f"## Not recommended ({len(report.not_recommended)})"
        yield ""
    for one in refusals(report):
        yield f"- **{escaped('; '.join(one.therapies))}**: {escaped('; '.join(one.reasons))}"


def _notices(report: Report) -> Iterator[str]:
    shown = [one for one in report.notices if one.severity != "info" or one.code.startswith(("rule:", "phase_"))]
    if shown:
        yield "## Doubts and warnings"
        yield ""
    for one in shown:
        place = f"{one.where}: " if one.where else ""
        yield f"- {one.severity}: {escaped(place + one.words)}"


def _alterations(report: Report) -> Iterator[str]:
    yield f"## Alterations ({len(report.alterations)})"
    yield ""
    if not report.alterations:
        yield "None among what was read."
        return
    yield from _table(("Alteration", "HGVS", "Measured", "Origin", "Class"), map(_alteration, report.alterations))


def _alteration(one: Alteration) -> tuple[str, ...]:
    from oncotier.exporters.phrases import measures

    return (
        one.label,
        ", ".join(name for name in (one.hgvs_p, one.hgvs_c, one.hgvs_g) if name),
        ", ".join(measures(one)),
        "" if one.origin.value == "unknown" else one.origin.value,
        ", ".join(
            (*(kind for kind in one.classes if kind != one.label), *(flag.replace("_", " ") for flag in one.flags))
        ),
    )


def _testing(report: Report) -> Iterator[str]:
    from oncotier.exporters.phrases import marker_lines

    if report.testing:
        yield "## Asked for by guidelines in this tumor type"
        yield ""
    for words, markers in marker_lines(report):
        yield f"- **{words}**: {escaped(markers)}"


def _not_understood(report: Report, labels: Mapping[str, str]) -> Iterator[str]:
    if report.unmatched or report.unresolved:
        yield f"## Not matched ({len(report.unmatched)}), not understood ({len(report.unresolved)})"
        yield ""
    for unmatched in report.unmatched:
        yield f"- {escaped(labels[unmatched.alteration])}: {escaped(unmatched.words)}"
    for one in report.unresolved:
        yield f"- not understood: {escaped(f'{one.source.words}: {one.words}')}"


def _footer(report: Report) -> Iterator[str]:
    from oncotier.exporters.phrases import tally_words

    yield "---"
    yield ""
    for one in report.inputs:
        build = f", {one.genome_build}" if one.genome_build else ""
        digest = f", SHA-256 {one.sha256}" if one.sha256 else ""
        yield f"- {escaped(f'{one.name} ({one.format}{build}{digest}): {tally_words(one.records)}')}"
    yield f"- knowledge base SHA-256 {escaped(report.knowledge_base.sha256)}"
    yield ""
    yield escaped(report.disclaimer)


MARKDOWN = Exporter("markdown", ".md", "short tables and lists for a ticket or a merge request", render)
