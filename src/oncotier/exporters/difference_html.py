"""A difference of reports as one page that needs nothing else: no script, no request, text beside every color."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from oncotier.exporters.difference_words import heading, option_line, other_lines, sign, summary_lines
from oncotier.exporters.safe_text import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.interpret.difference_summary import DifferenceSummary
    from oncotier.interpret.report_difference import SampleDifference

__all__ = ["pages"]

_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>oncotier: difference of reports</title>
<style>
:root{color-scheme:light dark;--line:#8886}
body{font:1rem/1.45 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;border-top:1px solid var(--line);padding-top:.8rem}
ul{list-style:none;padding:0}li{padding:.15rem 0 .15rem 1.6rem;text-indent:-1.6rem;overflow-wrap:anywhere}
b{display:inline-block;width:1.6rem;text-indent:0;font-family:monospace}
.gain{color:light-dark(#05603a,#7ee2b0)}.warn{color:light-dark(#9b1c1c,#ffa6a6);font-weight:600}
@media print{body{max-width:none;padding:0}li{break-inside:avoid}}
</style></head><body>
"""
_CLASSES = {"+": "gain", "!": "warn", "-": "loss", "~": "move"}


def pages(old: str, new: str, differences: Iterable[SampleDifference], summary: DifferenceSummary) -> Iterator[str]:
    """Yield the page in pieces: head, one section a changed sample, the summary."""
    yield f"{_HEAD}<h1>{_safe(old)} \u2192 {_safe(new)}</h1>\n"
    yield "<p>Differences of two interpretations. For research and professional use; not medical advice.</p>\n"
    for one in differences:
        if one.is_changed:
            yield _section(one)
    items = "".join(f"<li>{_safe(line)}</li>\n" for line in summary_lines(summary))
    yield f"<section><h2>Summary</h2>\n<ul>\n{items}</ul></section>\n</body></html>\n"


def _section(one: SampleDifference) -> str:
    lines = [*other_lines(one), *((sign(change), option_line(change)) for change in one.options)]
    items = "".join(_item(mark, words, is_option=index >= len(lines) - len(one.options))
                    for index, (mark, words) in enumerate(lines))  # fmt: skip
    return f"<section><h2>{_safe(heading(one))}</h2>\n<ul>\n{items}</ul></section>\n"


def _item(mark: str, words: str, *, is_option: bool) -> str:
    name = _CLASSES[mark] if is_option else "aside"
    return f'<li class="{name}"><b>{html.escape(mark)}</b>{_safe(words)}</li>\n'


def _safe(text: str) -> str:
    return html.escape(safe_text(text))
