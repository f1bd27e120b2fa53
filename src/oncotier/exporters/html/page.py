"""The page: views of a report put into the template that ships with the package."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oncotier.domain.alteration import Kind, Origin
from oncotier.domain.value import Value
from oncotier.exporters.html.alteration_view import fact_rows, gene_groups, roles_of, without_card
from oncotier.exporters.html.biomarker_view import biomarkers
from oncotier.exporters.html.copies_picture import copies_picture
from oncotier.exporters.html.fraction_picture import fraction_picture
from oncotier.exporters.html.matrix_view import matrix
from oncotier.exporters.html.option_view import option_views
from oncotier.exporters.phrases import STATE_WORDS, fraction, refusals, tally_words, tumor_words
from oncotier.exporters.safe_text import safe_text
from oncotier.notation.label import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from jinja2 import Template
    from jinja2.runtime import Macro
    from markupsafe import Markup

    from oncotier.domain.report import Report

__all__ = ["page"]

_TEMPLATES = Path(__file__).parent / "template"
_MOST_WRITTEN = 2048
_FIRST = 6
"""How many options the summary shows before the rest is folded."""
_ORIGIN_DOUBTS = frozenset({"possible_germline", "possible_clonal_hematopoiesis"})


class Unspoken(Value, frozen=True):
    """An alteration without an option or a warning: its label, what is known of it, and why nothing speaks of it."""

    label: str
    facts: str
    words: str


def page(report: Report) -> str:
    """Return the whole page with its final line break."""
    css, digest = _style()
    return _template().render(_views(report), css=css, style_hash=f"sha256-{digest}").rstrip("\n") + "\n"


@cache
def _style() -> tuple[str, str]:
    """Return the style sheet and its hash, by which the page's security policy allows it."""
    css = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    return css, base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")


@cache
def _template() -> Template:
    """Compile the template, once in a process: it takes ten times as long as a page.

    Every text that it shows is escaped, and its invisible characters are made visible.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        optimized=False,  # folding constants costs more than it saves, and a single page is the common case
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    environment.globals["once"] = _once()
    return environment.get_template("report.html")


def _visible(value: object) -> object:
    """Make the invisible characters of a text visible; what is markup already was made from such texts."""
    return safe_text(value) if type(value) is str and not value.isprintable() else value


def _once() -> Callable[[Macro, Hashable], Markup]:
    """Return what writes a macro of one value, and knows what it wrote: for what the knowledge base says of therapies.

    In a batch the same few hundred trials and sources come again and again.
    """
    from markupsafe import Markup

    written: dict[tuple[str, Hashable], Markup] = {}

    def once(macro: Macro, value: Hashable) -> Markup:
        key = (macro.name, value)
        if key not in written:
            if len(written) >= _MOST_WRITTEN:
                written.clear()
            written[key] = Markup(macro(value))  # noqa: S704 - every text in it was escaped
        return written[key]

    return once


def _views(report: Report) -> Mapping[str, Any]:
    views = option_views(report)
    ranked = tuple(view for view in views if view.option.rank)
    return {
        "report": report,
        "sample": report.sample.id or "sample",
        "tumor": tumor_words(report.sample),
        "facts": tuple(_facts(report)),
        "ranked": ranked,
        "first": ranked[:_FIRST],
        "rest": ranked[_FIRST:],
        "refused": tuple(view for view in views if not view.option.rank),
        "refusals": refusals(report),
        "urgent": [one for one in report.notices if one.severity != "info" or one.code.startswith(("rule:", "phase_"))],
        "quiet": [
            one for one in report.notices if one.severity == "info" and not one.code.startswith(("rule:", "phase_"))
        ],
        "biomarkers": biomarkers(report),
        "tested": tuple(
            (state, words, [one for one in report.testing if one.state == state])
            for state, words in STATE_WORDS.items()
        ),
        "pictures": tuple(_overview(report)),
        "groups": gene_groups(report, views),
        "homeless": tuple(view for view in ranked if not view.option.supports),
        "matrix": matrix(report, views),
        "germline": tuple(_origin(report)),
        "unspoken": tuple(_unspoken(report)),
        "tallies": tuple((one, tally_words(one.records)) for one in report.inputs),
        "thresholds": tuple(_thresholds(report)),
    }


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the lines of the banner."""
    sample, stamp = report.sample, report.knowledge_base
    given = sample.tumor_given if sample.tumor_given not in {"", sample.tumor_name, sample.tumor_code} else ""
    yield "Tumor type as understood", f"{tumor_words(sample)}, given as {given}" if given else tumor_words(sample)
    yield "Assay", report.assay.name if report.assay else "not described: what is not found counts as not tested"
    yield "Genome build", ", ".join(dict.fromkeys(one.genome_build for one in report.inputs if one.genome_build)) or "-"
    yield "Quality", _quality(report)
    if sample.prior_therapies:
        yield "Given before", ", ".join(sample.prior_therapies)
    yield "Knowledge base", f"{stamp.version}, as of {stamp.as_of}"


def _quality(report: Report) -> str:
    tallies = [one.records for one in report.inputs]
    counts = {
        "records read": sum(one.read for one in tallies),
        "interpreted": sum(one.interpreted for one in tallies),
        "out of scope": sum(one.out_of_scope for one in tallies),
        "filtered": sum(one.filtered for one in tallies),
        "unresolved": sum(one.unresolved for one in tallies),
    }
    depths = [one.depth for one in report.alterations if one.depth is not None]
    words = ", ".join(f"{count} {name}" for name, count in counts.items())
    return f"{words}; read depth {min(depths)} to {max(depths)}" if depths else words


def _overview(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the pictures of the sample as a whole, each with its caption."""
    roles = roles_of(report)
    window = report.pictures.fraction_window if report.pictures else None
    cutoffs = report.pictures.cutoffs if report.pictures else ()
    measured = [one for one in report.alterations if one.vaf is not None]
    if measured:
        caption = "Variant allele fractions"
        if window is not None:
            caption += (
                f"; {fraction(window[0])} to {fraction(window[1])} (shaded) suggests a heterozygous germline variant"
            )
        yield caption, fraction_picture(measured, window, roles)
    counted = [one for one in report.alterations if one.kind is Kind.COPY_NUMBER and one.copies is not None]
    if counted:
        yield "Copy numbers, total over the gene", copies_picture(counted, cutoffs, roles)


def _origin(report: Report) -> Iterator[str]:
    """Yield what was reported as inherited, and every notice that doubts an origin."""
    for one in report.alterations:
        if one.origin is Origin.GERMLINE:
            yield f"{one.label}: reported as germline"
    for notice in report.notices:
        if notice.code in _ORIGIN_DOUBTS:
            yield notice.words


def _unspoken(report: Report) -> Iterator[Unspoken]:
    by_id = {one.id: one for one in report.alterations}
    left_out = without_card(report)
    for one in report.unmatched:
        facts = fact_rows(by_id[one.alteration]) if one.alteration in left_out else ()
        said = "; ".join(f"{name.lower()} {text}" for name, text in facts)
        yield Unspoken(by_id[one.alteration].label, said, one.words)


def _thresholds(report: Report) -> Iterator[str]:
    for one in report.pictures.cutoffs if report.pictures else ():
        marker = f"{one.gene} {one.marker}".strip()
        unit = f" {one.unit}" if one.unit not in {"%", one.marker} else one.unit.replace(one.marker, "")
        direction = "below" if one.is_upper else "from"
        yield f"{marker}: {one.name} {direction} {number_text(one.value)}{unit}"
