"""A difference of reports as one page that needs nothing else: no script, no request, text beside every color."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from oncotier.exporters.difference_words import (
    field_lines,
    heading,
    is_small,
    kind_words,
    option_line,
    other_lines,
    place,
    sign,
    summary_lines,
)
from oncotier.exporters.safe_text import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.interpret.difference_summary import DifferenceSummary
    from oncotier.interpret.report_difference import OptionChange, SampleDifference

__all__ = ["pages"]

_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>oncotier: difference of reports</title>
<style>
:root{color-scheme:light dark;--ink:light-dark(#17212b,#e5ebf1);--soft:light-dark(#4b5966,#a9b5c1);
--line:light-dark(#d3dae1,#33404c);--paper:light-dark(#fff,#151c23);--ground:light-dark(#f3f5f7,#0d1217);
--for:light-dark(#00639c,#66b5ee);--against:light-dark(#9a2d00,#ff9f7c)}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
Arial,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
header,section{max-width:74rem;margin:0 auto 1.1rem;padding:1.1rem 1.25rem}
section{background:var(--paper);border:1px solid var(--line);border-radius:10px}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 .5rem}h2{font-size:1.25rem;margin:0 0 .6rem}
p{margin:.2rem 0}.soft,dt{color:var(--soft);font-size:.9em}
table{width:100%;border-collapse:collapse;margin:.4rem 0}
th,td{text-align:left;vertical-align:top;padding:.5rem .8rem .5rem 0;border-top:1px solid var(--line)}
thead th{border:0;color:var(--soft);font-size:.85em;font-weight:500}
td p+p{margin-top:.3rem}
table{overflow-wrap:break-word}
.part{white-space:nowrap}
th .soft{font-weight:400}
ul{list-style:none;margin:.3rem 0;padding:0}li{padding:.15rem 0 .15rem 1.4rem;text-indent:-1.4rem}
.mark{display:inline-block;width:1.4rem;text-indent:0;font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",
monospace;font-weight:700}
.gain .what,.gain .mark{color:var(--for);font-weight:600}.warn .what,.warn .mark{color:var(--against);font-weight:600}
summary{cursor:pointer;padding:.35rem 0;font-weight:600}
@media (max-width:44rem){thead{display:none}tr,td,th{display:block;border:0;padding:.1rem 0}
tr{border-top:1px solid var(--line);padding:.6rem 0}td[data-name]::before{content:attr(data-name) ": ";
color:var(--soft)}td:empty{display:none}}
@media print{body{background:none}header,section{max-width:none;padding:.4rem 0;border:0}tr,li{break-inside:avoid}}
</style></head><body>
"""
_CLASSES = {"+": "gain", "!": "warn", "-": "loss", "~": "move"}


def pages(old: str, new: str, differences: Iterable[SampleDifference], summary: DifferenceSummary) -> Iterator[str]:
    """Yield the page in pieces: head, one section a changed sample, the summary."""
    yield f"{_HEAD}<header><h1>What changed between two reports</h1>\n"
    yield f"<p>{_safe(old)} \u2192 {_safe(new)}</p>\n"
    yield '<p class="soft">For research and professional use; not medical advice.</p></header>\n'
    for one in differences:
        if one.is_changed:
            yield _section(one)
    items = "".join(f"<li>{_safe(line)}</li>\n" for line in summary_lines(summary))
    yield f"<section><h2>Summary</h2>\n<ul>\n{items}</ul></section>\n</body></html>\n"


def _section(one: SampleDifference) -> str:
    moved = [change for change in one.options if not is_small(change)]
    small = [change for change in one.options if is_small(change)]
    beside = [_item(mark, words) for mark, words in other_lines(one)]
    parts = [f"<section><h2>{_safe(heading(one))}</h2>\n"]
    if moved:
        names = "".join(f'<th scope="col">{name}</th>' for name in ("Therapy", "Change", "Before", "After", "Why"))
        rows = "".join(map(_row, moved))
        parts.append(f"<table><thead><tr>{names}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n")
    if small:
        items = "".join(_item(sign(change), option_line(change)) for change in small)
        parts.append(f"<details><summary>Said differently ({len(small)})</summary>\n<ul>\n{items}</ul></details>\n")
    if beside:
        opened = "" if moved else " open"
        items = "".join(beside)
        title = f"Beside the options ({len(beside)})"
        parts.append(f"<details{opened}><summary>{title}</summary>\n<ul>\n{items}</ul></details>\n")
    return "".join((*parts, "</section>\n"))


def _row(change: OptionChange) -> str:
    """Write one therapy: what became of it, where it stood and stands, and what was said new."""
    mark = sign(change)
    there = change.new or change.old
    who = f'<p class="soft">for {_safe(", ".join(there.alterations))}</p>' if there and there.alterations else ""
    cells = (
        f'<th scope="row">{_safe(change.therapy)}{who}</th>'
        f'<td class="what"><span class="mark">{html.escape(mark)}</span>{_safe(kind_words(change))}</td>'
        f'<td data-name="before">{_parts(place(change.old))}</td><td data-name="after">{_parts(place(change.new))}</td>'
        f"<td>{''.join(f'<p>{_safe(words)}</p>' for words in _reasons(change))}</td>"
    )
    return f'<tr class="{_CLASSES[mark]}">{cells}</tr>\n'


def _parts(text: str) -> str:
    """Write a list of words so that lines break between them only."""
    return ", ".join(f'<span class="part">{_safe(part)}</span>' for part in text.split(", ") if part)


def _reasons(change: OptionChange) -> Iterator[str]:
    there = change.new or change.old
    if change.new is None or change.old is None:
        yield from there.conflicts if there is not None and there.rank is None else ()
    yield from field_lines(change)
    rows = [f"+{name}" for name in change.assertions_gained] + [f"-{name}" for name in change.assertions_lost]
    if rows:
        yield f"rows {' '.join(rows)}"
    if change.causes:
        yield f"beside it changed: {', '.join(change.causes)}"


def _item(mark: str, words: str) -> str:
    return f'<li><span class="mark">{html.escape(mark)}</span>{_safe(words)}</li>\n'


def _safe(text: str) -> str:
    return html.escape(safe_text(text))
