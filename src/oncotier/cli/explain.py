"""`oncotier explain`: why each row of the knowledge base matched, did not match, or was blocked."""

from __future__ import annotations

from pathlib import Path

from oncotier.batch.request import Request
from oncotier.batch.workbench import Workbench
from oncotier.cli.interpret import exit_code_of
from oncotier.cli.output import check_target, screen_for, write_result
from oncotier.domain.value import replace
from oncotier.errors import UsageError
from oncotier.exporters.explanation import FORMATS, render_explanation
from oncotier.interpret.explain import explain

__all__ = ["run"]


def run(request: Request, *, assertion: str, drug: str, output_format: str, output: str) -> int:
    """Explain one sample; inputs that are no files are read as findings. Return the exit code."""
    if output_format not in FORMATS:
        raise UsageError(f"unknown output format {output_format!r}", hint=", ".join(FORMATS))
    files = tuple(text for text in request.inputs if text == "-" or Path(text).exists())
    texts = tuple(text for text in request.inputs if text not in files)
    for text in texts:
        if "/" in text and Path(text).suffix and " " not in text:
            raise UsageError(f"no such file: {text}", hint="give a file, or a finding such as 'EGFR L858R'")
    request = replace(request, inputs=files, findings=(*texts, *request.findings))
    if not request.inputs and not request.findings:
        raise UsageError("nothing to explain", hint="give a file or a finding such as 'EGFR L858R'")
    check_target(output, request.inputs)
    with Workbench(request) as bench:
        generic = bench.kb.generic_name(drug) if drug else ""
        if generic is None:
            raise UsageError(f"unknown drug {drug!r}", hint="give a generic or brand name: oncotier kb search TEXT")
        known = {row.id for row in bench.kb.all_assertions()} | {row.id for row in bench.kb.all_resistance()}
        known |= {rule.id for rule in bench.kb.rules}
        if assertion and assertion not in known:
            raise UsageError(f"no row {assertion!r} in the knowledge base", hint="oncotier kb search TEXT finds rows")
        case = bench.case(request)
    verdicts = explain(case.findings, case.ranked, case.report, assertion=assertion, drug=generic)
    write_result(render_explanation(verdicts, case.report, output_format, screen_for(output).width), output)
    return exit_code_of(case.report)
