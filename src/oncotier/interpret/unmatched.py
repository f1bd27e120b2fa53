"""Why nothing in the knowledge base speaks of an alteration: a reason code and words for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.alteration import Alteration, Kind
from oncotier.domain.report import Unmatched
from oncotier.interpret.against import resistance_words, speaks_for_tumor
from oncotier.interpret.evaluate import Truth, evaluate
from oncotier.interpret.traits import is_oncogenic, is_unnamed, is_vendor_vus
from oncotier.interpret.words import doubt_words
from oncotier.notation.statement import UNSPECIFIED_LOSS

if TYPE_CHECKING:
    from oncotier.domain.evidence import Selector
    from oncotier.interpret.advice import Remark
    from oncotier.interpret.findings import Findings
    from oncotier.interpret.options import Ranked

__all__ = ["unmatched"]

_GENE_KINDS = frozenset({Kind.SMALL_VARIANT, Kind.COPY_NUMBER, Kind.FUSION, Kind.STRUCTURAL})


def unmatched(
    findings: Findings, ranked: Ranked, tumor_code: str, said: tuple[Remark, ...] = ()
) -> tuple[Unmatched, ...]:
    """Return the reason for every alteration that no option rests on and no row speaks against."""
    return tuple(
        _noted(alteration, ranked) or _remarked(alteration, said) or _why_unmatched(alteration, findings, tumor_code)
        for alteration in findings.alterations
        if alteration.id not in ranked.spoken_of
    )


def _noted(alteration: Alteration, ranked: Ranked) -> Unmatched | None:
    """Say which rows note an alteration that changes no option of this sample."""
    rows = [one for one in ranked.fired if alteration.id in {support.id for support in one.supports}]
    if not rows:
        return None
    words = "; ".join(resistance_words(one, tuple(map(_selector_words, one.row.affects))) for one in rows)
    return Unmatched(alteration.id, "noted_only", f"noted, without an option that it touches: {words}")


def _remarked(alteration: Alteration, said: tuple[Remark, ...]) -> Unmatched | None:
    """Name the rules that a change of a gene makes speak in the notices."""
    rules = [one.rule.id for one in said if alteration in one.supports]
    if not rules or alteration.kind not in _GENE_KINDS:
        return None
    return Unmatched(alteration.id, "noted_only", f"no option rests on it; see the notice of {', '.join(rules)}")


def _selector_words(selector: Selector) -> str:
    return selector.drug or selector.drug_class.replace("_", " ")


def _why_unmatched(alteration: Alteration, findings: Findings, tumor_code: str) -> Unmatched:
    kb = findings.kb
    genes = [gene for gene in alteration.genes if kb.has_gene_rows(gene)]
    if alteration.genes and not genes:
        return Unmatched(
            alteration.id, "gene_without_rows", f"no row of the knowledge base speaks of {alteration.gene}"
        )
    if is_vendor_vus(alteration):
        return Unmatched(alteration.id, "unknown_significance", "reported as a variant of unknown significance")
    if is_unnamed(alteration):
        words = f"a change of {alteration.gene} without saying which: give the change, as EGFR L858R"
        return Unmatched(alteration.id, "change_not_stated", words)
    if "out_of_frame" in alteration.flags:
        return Unmatched(alteration.id, "out_of_frame", "a fusion out of frame makes no functional protein")
    if "target_domain_lost" in alteration.flags:
        words = "the break does not leave the domain that the drugs aim at in the product"
        return Unmatched(alteration.id, "target_domain_lost", words)
    if "equivocal" in alteration.flags:
        return Unmatched(alteration.id, "equivocal", f"{doubt_words(alteration.flags)}: confirm it first")
    if alteration.kind is Kind.SMALL_VARIANT and not is_oncogenic(alteration, kb):
        words = f"rows speak of {alteration.gene}, but not of this change, which is not known to be oncogenic"
        return Unmatched(alteration.id, "change_without_row", words)
    if rows := _open_rows(alteration, findings, tumor_code):
        words = f"say whether both alleles or the protein are lost: if so, it speaks against {'; '.join(rows)}"
        return Unmatched(alteration.id, "loss_not_settled", words)
    if alteration.kind in _GENE_KINDS:
        words = f"rows speak of {' and '.join(genes)}, but of no such change in this tumor type"
        return Unmatched(alteration.id, "no_row_for_tumor_type", words)
    return Unmatched(alteration.id, "no_row", "no row of the knowledge base speaks of it in this tumor type")


def _open_rows(alteration: Alteration, findings: Findings, tumor_code: str) -> tuple[str, ...]:
    """Return the rows against therapies that would fire, were a loss known to leave no copy."""
    if UNSPECIFIED_LOSS not in alteration.flags:
        return ()
    return tuple(
        f"{', '.join(map(findings.kb.words, row.affects))} ({row.id})"
        for row in findings.kb.resistance(findings.keys)
        if alteration.gene in row.genes
        and speaks_for_tumor(findings.kb, tumor_code, row.tumor_include, row.tumor_exclude) is not None
        and evaluate(row.biomarker, row.genes, findings).truth is Truth.UNKNOWN
    )
