"""Places on the genome as a raw VCF gives them, interpreted whole: from the locus to the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Locus, Reading, Source, VariantObservation
from oncotier.domain.settings import Settings
from oncotier.interpret.assemble import interpret
from oncotier.interpret.caller import no_reference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oncotier.domain.alteration import Alteration
    from oncotier.domain.report import Report
    from oncotier.interpret.caller import References
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["label", "only", "place", "placed", "report_of", "report_of_places"]


def place(text: str, build: str) -> Locus:
    """Read `7:55259515:T:G`."""
    contig, pos1, reference, alternate = text.split(":", 3)
    return Locus(contig, int(pos1), reference, alternate, build)


def placed(text: str, build: str = "GRCh37", *, record1: int = 1, phase: str = "", **named: str) -> VariantObservation:
    """Return a record as the reader hands it on; `named` are the columns of an annotation."""
    source = Source("calls.vcf", record1, text)
    return VariantObservation(source, named.pop("gene", ""), locus=place(text, build), phase=phase, **named)  # type: ignore[arg-type]


def report_of(
    kb: KnowledgeBase,
    records: Sequence[VariantObservation],
    references: References = no_reference,
    *,
    tumor: str = "",
) -> Report:
    """Interpret records of one file."""
    build = next((one.locus.build for one in records if one.locus is not None), "")
    count = len({one.source.record1 for one in records})
    reading = Reading("calls.vcf", "vcf", "", count, observations=tuple(records), build=build)
    found = interpret([reading], kb, Settings(tumor_type=tumor), references)
    ends = found.inputs[0].records
    assert ends.read == ends.interpreted + ends.out_of_scope + ends.filtered + ends.unresolved
    return found


def report_of_places(
    kb: KnowledgeBase, texts: str, build: str = "GRCh37", references: References = no_reference, *, tumor: str = ""
) -> Report:
    """Interpret places separated by blanks as the unphased records of one file."""
    records = [placed(text, build, record1=number) for number, text in enumerate(texts.split(), start=1)]
    return report_of(kb, records, references, tumor=tumor)


def only(report: Report) -> Alteration:
    """Return the one alteration of a report."""
    (found,) = report.alterations
    return found


def label(report: Report) -> str:
    """Return the labels of a report, sorted and joined with `; `."""
    return "; ".join(sorted(one.label for one in report.alterations))
