"""What is worth saying of a VCF as a whole, after it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import CopyNumberObservation, Notice
from oncotier.readers.reader import decoded
from oncotier.readers.segments import ploidy_words
from oncotier.readers.vcf_select import Overlap

if TYPE_CHECKING:
    from oncotier.readers.vcf_body import Body

__all__ = ["notices_of"]

_COUNTED = (
    ("filter_not_applied", "info", "{} rows in scope have FILTER '.': the caller's filters were not applied"),
    (
        "confidence_tier",
        "warning",
        "{} rows in scope have a confidence of MuSE as FILTER (Tier1 to Tier5): filtered, unless --keep-filtered",
    ),
    ("info_repeated", "warning", "{} rows in scope repeat a key of INFO or FORMAT: none of its values counts alone"),
    ("not_utf8", "warning", "{} rows in scope are not UTF-8 and were read as Latin-1"),
    (
        "allele_unclear",
        "warning",
        "{} alleles in scope have an annotation that speaks of other alleles: their consequence was called anew",
    ),
    ("annotation_broken", "warning", "{} alleles in scope have entries of the annotation that are cut or too long"),
)
_ONE_FAULT = "1 header line breaks the specification, and was"


def _undeclared(body: Body) -> list[str]:
    """Return contigs that are no chromosomes, of rows of a file that declares others: a name may be damaged."""
    foreign = [decoded(chrom) for chrom in sorted(body.overlap.foreign)]
    declared = body.header.contigs if foreign else frozenset()
    return [chrom for chrom in foreign if chrom not in declared] if declared else []


def notices_of(body: Body, last_line1: int) -> tuple[Notice, ...]:
    """Return everything worth saying of the file, whose last line is the one named, if it has no line break."""
    found = [(code, severity, words.format(body.counts[code])) for code, severity, words in _COUNTED]
    found = [notice for notice in found if body.counts[notice[0]]]
    if len(body.header.samples) > 1:
        found.append(("tumor_column", "info", f"{body.tumor.name!r} is read as the tumor: {body.tumor.rule}"))
    if body.records == 0:
        words = "no variant in the file: a negative result is not implied without a list of tested regions"
        found.append(("no_records", "warning", words))
    elif isinstance(body.overlap, Overlap) and not body.overlap.has_chromosomes:
        seen = ", ".join(sorted(decoded(chrom) for chrom in body.overlap.foreign)[:3])[:80]
        words = f"no row lies on a chromosome by the names 1 to 22, X, Y or MT (contigs: {seen or 'none'})"
        found.append(("contigs_unknown", "warning", words))
    if undeclared := _undeclared(body):
        words = f"rows lie on contigs that the header does not declare: {', '.join(undeclared[:3])}: is a name damaged?"
        found.append(("contig_undeclared", "warning", words[:200]))
    if body.header.faults:
        said = "; ".join(f"line {line1} {words}" for line1, words in body.header.faults[:3])
        many = len(body.header.faults)
        start = f"{many} header lines break the specification, and were" if many > 1 else _ONE_FAULT
        words = f"{start} read past: {said}"
        found.append(("header_faulty", "info", words))
    has_copies = any(isinstance(one, CopyNumberObservation) for one in body.structural.observations)
    ploidy = body.header.ploidy if has_copies else None
    if ploidy is not None and (words := ploidy_words(ploidy, body.context, "the ploidy of the tumor in the header")):
        found.append(("ploidy", "warning", words))
    if body.header.csq_key and not body.layout:
        words = f"{body.header.csq_key} has no field SYMBOL: annotate with vep --symbol --hgvs"
        found.append(("annotation_without_symbol", "warning", words))
    if body.source.fault:
        words = f"{body.source.fault}: rows may be missing, the result is incomplete"
        found.append(("input_incomplete", "error", words))
    elif body.source.is_cut:
        found.append(
            ("no_final_line_break", "warning", f"line {last_line1}, the last one, does not end: it may be cut")
        )
    if body.misplaced and body.build:
        words = f"{body.misplaced} rows name a change in a gene that does not lie there on {body.build}"
        found.append(("positions_do_not_fit", "warning", f"{words}: is it the right build?"))
    if not body.build:
        words = "genome build not established: protein changes of the annotation are used, positions are not"
        found.append(("build_unknown", "warning", words))
    if body.untested:
        genes = ", ".join(sorted({one.marker for one in body.untested}))
        count = len(body.untested)
        positions = f"{count} position{'s' if count > 1 else ''}"
        found.append(("not_assessed", "warning", f"{positions} could not be called, in {genes[:200]}"))
    if body.stray.first_line1:
        words = f"line {body.stray.first_line1}: header or comment lines among the data rows were passed over"
        found.append(("comment_in_body", "warning", words))
    of_file = tuple(Notice(code, severity, body.source.name, words) for code, severity, words in found)
    return (*of_file, *body.structural.notices)
