"""The results of a Caris report that speak of genes and genome-wide measures, and what each becomes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from oncotier.domain.observation import (
    CopyNumberObservation,
    Negative,
    RearrangementObservation,
    StatementObservation,
    Unresolved,
    Untested,
    VariantObservation,
)
from oncotier.genome.assembly import build_of_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.caris_stains import read_expression
from oncotier.readers.ends import End, OutOfScope, Place
from oncotier.readers.json_document import JsonObject, flag, number, text
from oncotier.readers.measure_words import fraction_of_percent, is_undetermined, msi_state, tmb_number, tmb_word
from oncotier.readers.unread_burden import burden_unread
from oncotier.readers.vendor_words import (
    change_names,
    consequence_of,
    genes_of_pair,
    is_not_assessed,
    is_not_detected,
    locus_of,
    loss_flags,
    origin_of,
    significance_flags,
    splicing_in_words,
    states_nothing,
)

if TYPE_CHECKING:
    from oncotier.domain.observation import Locus, Source

__all__ = ["KINDS", "ResultReader", "read_other"]

ResultReader = Callable[[JsonObject, JsonObject, Place], Iterator[End]]

_FOUND = lazy_pattern(
    r"detected|positive|present|pathogenic|oncogenic|fusion|rearrang|transloc|mutat|variant|transcript|skipping"
    r"|uncertain|unclassified",
    re.IGNORECASE,
)

_IN_SITU = lazy_pattern(r"\b(?:c|f|d|s)?ish\b", re.IGNORECASE)
_ALLELE = lazy_pattern(r"\b([ABC]\*\d{2,3}:\d{2,3})")
_SKIPPED = ("MET", "MET exon 14 skipping")
_TRANSCRIPT_VARIANTS = {  # gene and event
    **dict.fromkeys(("CMET", "MET", "METEXON14", "METEXON14SKIPPING", "METEX14"), _SKIPPED),
    "ARV7": ("AR", "AR-V7"),
    "EGFRVIII": ("EGFR", "EGFRvIII"),
}
_RECEPTOR_NAMES = {"HER2": "ERBB2", "HER2NEU": "ERBB2", "CMET": "MET"}


def _gene(result: JsonObject) -> str:
    gene = text(result, "gene")
    if states_nothing(gene):
        gene = text(result, "biomarkerName")
    return _RECEPTOR_NAMES.get(re.sub(r"[^A-Z0-9]", "", gene.upper()), gene)


def _said(result: JsonObject) -> str:
    return text(result, "result", "result_group", "resultGroup")


def _settled(
    result: JsonObject, gene: str, source: Source, place: Place, kind: str
) -> Negative | Untested | Unresolved | None:
    """Return the end of a result that is no finding: nothing there, or nothing known."""
    said, group = text(result, "result"), text(result, "result_group", "resultGroup")
    if said and (is_not_detected(said) or is_not_assessed(said)):
        # "variantnotdetected" of the group "No Result" proves nothing.
        is_negative = is_not_detected(said) and not (is_not_assessed(said) or is_not_assessed(group))
    elif not said and group:
        is_negative = is_not_detected(group)
        if not is_negative and not is_not_assessed(group):
            return None
    else:
        return None
    if not is_negative:
        words = (group if is_not_detected(said) else said) or group
        is_named = place.names.resolve(gene) is not None or genes_of_pair(gene.replace("::", "-"), place) is not None
        return Untested(source, gene or "a result without its gene", words[:80], of_any_gene=not is_named)
    if place.names.resolve(gene) is None:
        return Unresolved(source, "no_gene", f"{gene[:80]!r} is no gene symbol")
    return Negative(source, gene, (kind,) if kind else ())


def _genomic_alteration(result: JsonObject, test: JsonObject, place: Place) -> Iterator[End]:
    del test
    gene, said = _gene(result), _said(result)
    if "HLA" in text(result, "biomarkerName").upper():
        yield from _hla(result, place)
        return
    written = text(result, "hgvsProteinChange")
    written_c = text(result, "hgvsCodingChange")
    source = place.source(gene, written or written_c, said)
    settled = _settled(result, gene, source, place, "small_variant")
    if settled is None and text(result, "wildtypeBiomarker") and not (written or written_c):
        settled = Negative(source, gene, ("small_variant",))
    if settled is not None:
        yield settled
        return
    protein, coding, transcript, notices = change_names(place, gene, written, written_c)
    yield from notices
    consequence = consequence_of(text(result, "molecularConsequence"))
    if not (protein or coding):
        yield Unresolved(source, "no_change", f"{gene}: {said[:60] or 'an alteration'} without its change")
        return
    verdict = significance_flags(said)
    if not verdict and flag(result, "unknownSignificance"):
        verdict = ("vendor:unknown",)
    splicing = splicing_in_words(text(result, "molecularConsequence"), protein, coding, verdict)
    depth = number(result, "readInformation/readDepth", "alleleFrequencyInformation/readInformation/readDepth")
    share = text(result, "alleleFrequencyInformation/alleleFrequency", "plasmaVariantFrequency")  # the latter of plasma
    details = "alterationDetails/transcriptAlterationDetails/transcriptID"
    yield VariantObservation(
        source,
        gene,
        protein=protein,
        coding=coding,
        consequence="" if consequence == "upstream_gene_variant" and protein else splicing or consequence,
        transcript=transcript or text(result, details),
        exon=text(result, "exon"),
        locus=_placed_at(result),
        vaf=fraction_of_percent(share),
        depth=int(depth) if depth is not None and depth >= 0 else None,
        origin=origin_of(text(result, "genomicSource")),
        flags=(*verdict, *_doubt(result, said)),
    )


def _doubt(result: JsonObject, said: str) -> tuple[str, ...]:
    is_doubted = re.search(r"equivocal|intermediate", said, re.IGNORECASE) or flag(result, "equivocal")
    return ("equivocal",) if is_doubted else ()


def _placed_at(result: JsonObject) -> Locus | None:
    """Return the place of a change, from `transcriptAlterationDetails`.

    Its positions are those of the chromosome, with the bases of the plus strand. How insertions are anchored is not
    documented: a change of the length counts only where the reference bases fill the stated positions exactly.
    """
    details = "alterationDetails/transcriptAlterationDetails"
    old, new = text(result, f"{details}/referenceNucleotide"), text(result, f"{details}/observedNucleotide")
    start, stop = text(result, f"{details}/transcriptStartPosition"), text(result, f"{details}/transcriptStopPosition")
    if not re.fullmatch("[ACGT]+", old) or not re.fullmatch("[ACGT]*-?", new):
        return None
    fills = start.isdecimal() and stop.isdecimal() and int(stop) - int(start) + 1 == len(old)
    if len(old) != len(new) and not fills:
        return None
    return locus_of(text(result, "chromosome"), start, old, new, build_of_name(text(result, "genomeBuild")))


def _hla(result: JsonObject, place: Place) -> Iterator[End]:
    said = " ".join(text(result, key) for key in ("result", "genotype", "biomarkerName"))
    alleles = dict.fromkeys(_ALLELE.findall(said))
    source = place.source(text(result, "biomarkerName"), *alleles)
    for allele in alleles:
        yield StatementObservation(source, f"HLA-{allele}")
    if not alleles:
        yield Untested(source, "HLA type", (text(result, "result") or "no allele named")[:80])


def _copy_number(result: JsonObject, test: JsonObject, place: Place) -> Iterator[End]:
    gene, said = _gene(result), _said(result)
    source = place.source(gene, "copy number", said)
    method = f"{text(test, 'testMethodology')} {text(test, 'platformTechnology')} {text(test, 'testName')}"
    if _IN_SITU.search(method):
        yield _in_situ(result, gene, source)
        return
    settled = _settled(result, gene, source, place, "copy_number")
    if settled is not None:
        yield settled
        return
    copies = number(result, "copyNumber")
    copies = copies if copies is not None and copies >= 0 else None
    call = _copy_call(f"{said} {text(result, 'copyNumberType')}".lower(), copies)
    if not call:
        yield Unresolved(source, "copy_number_call", f"{gene}: copy-number result {said[:60]!r} is not known")
        return
    origin = origin_of(text(result, "genomicSource"))
    flags = (*significance_flags(said), *_doubt(result, said), *loss_flags(call, copies))
    yield CopyNumberObservation(source, gene, call, copies=copies, origin=origin, flags=flags)


def _copy_call(said: str, copies: float | None) -> str:
    """Return the call of a result in words; a number of copies decides only whether a deletion leaves any."""
    if "intermediate" in said or "equivocal" in said or "gain" in said:
        return "gain"
    if "amplif" in said:
        return "amplification"
    if "delet" in said or "loss" in said:
        is_whole = re.search(r"homozygous|biallelic|complete|deep", said) or (copies is not None and copies < 0.5)
        return "homozygous_deletion" if is_whole else "loss"
    return ""


def _in_situ(result: JsonObject, gene: str, source: Source) -> End:
    """Read an in-situ hybridization: a status of its own, neither sequencing nor its negative."""
    said = _said(result)
    if is_not_assessed(said) or not said:
        return Untested(source, f"{gene} ISH", said[:80] or "no result")
    if re.search(r"equivocal|intermediate", said, re.IGNORECASE) or flag(result, "equivocal"):
        return Untested(source, f"{gene} ISH", said[:80])
    if is_not_detected(said):
        return StatementObservation(source, f"{gene} ISH negative")
    if re.search(r"amplif|positive|detected", said, re.IGNORECASE):
        return StatementObservation(source, f"{gene} ISH positive")
    return Unresolved(source, "result_unknown", f"{gene} in-situ hybridization: {said[:60]!r} is not known")


def _is_known(gene: str, place: Place) -> bool:
    name = place.names.resolve(gene)
    return name is not None and name.known


def _pair(written: str, place: Place) -> tuple[str, str]:
    """Return the two genes of a marker such as `EML4-ALK`, where one of them is known."""
    pair = genes_of_pair(written, place) or ("", "")
    return pair if any(_is_known(gene, place) for gene in pair) else ("", "")


def _translocation(result: JsonObject, test: JsonObject, place: Place) -> Iterator[End]:
    """Read a fusion or a transcript variant; one whose result is no known word is listed, not taken as found."""
    del test
    said, marker = _said(result), text(result, "biomarkerName")
    first, second = text(result, "gene1"), text(result, "gene2")
    first, second = ("" if states_nothing(one) else one for one in (first, second))
    gene = _gene(result)
    if not (first or second) and not _is_known(gene, place):
        first, second = _pair(gene, place)
    named = "::".join(one for one in (first, second) if one) or gene
    source = place.source(named, marker, said)
    of, variant = _TRANSCRIPT_VARIANTS.get(re.sub(r"[^A-Z0-9]", "", marker.upper()), ("", ""))
    asked = "transcript_variant" if variant and (not second or first == second) else "fusion"
    settled = _settled(result, of if asked != "fusion" else gene or named, source, place, asked)
    if settled is not None:
        # That one pair was not found proves neither gene free of fusions.
        is_of_pair = asked == "fusion" and first and second and not isinstance(settled, Untested)
        yield OutOfScope("tested_negative") if is_of_pair else settled
        return
    doubt = _doubt(result, said)
    if not doubt and not _FOUND.search(said):
        yield Unresolved(source, "result_unknown", f"{named}: fusion result {said[:60]!r} is not known")
        return
    flags = (*significance_flags(f"{text(result, 'result')} {text(result, 'result_group')}"), *doubt)
    origin = origin_of(text(result, "genomicSource"))
    if asked == "transcript_variant":
        yield StatementObservation(source, variant, origin=origin, flags=flags)
    elif first or second:
        call = "rearrangement" if first == second else "fusion"
        yield RearrangementObservation(source, first, second, call, origin=origin, flags=flags)
    else:
        yield RearrangementObservation(source, gene, "", "fusion", origin=origin, flags=flags)


def _mutation_burden(result: JsonObject, test: JsonObject, place: Place) -> Iterator[End]:
    del test
    score, call = text(result, "mutationBurdenScore"), text(result, "mutationBurdenCall", "result_group")
    source = place.source("TMB", score, call)
    if value := tmb_number(score):
        yield StatementObservation(source, f"TMB {value}")
    elif tmb_word(call):  # a bound such as ">150 per Mb" is no number; the call stands
        yield StatementObservation(source, f"TMB {tmb_word(call)}")
    else:
        yield burden_unread(source, "TMB", score or call, reason=(call or score or "no result")[:80])


def _microsatellites(result: JsonObject, test: JsonObject, place: Place) -> Iterator[End]:
    del test
    call = text(result, "msiCall", "result")
    source = place.source("MSI", call)
    if state := msi_state(call):
        yield StatementObservation(source, state)
    elif call and not is_not_assessed(call) and not is_undetermined(call):
        yield Unresolved(source, "status_unknown", f"microsatellite status {call[:60]!r} is not known")
    else:
        yield Untested(source, "MSI", (call or "no result")[:80])


def _heterozygosity(result: JsonObject, test: JsonObject, place: Place) -> Iterator[End]:
    """Set genomic LOH aside with its value: no rule of the knowledge base asks for it."""
    del test
    said, percent = text(result, "result"), text(result, "LOHpercentage")
    if is_not_assessed(said) or not (said or percent):
        yield Untested(place.source("genomic LOH", percent, said), "genomic LOH", (said or "no result")[:80])
    else:
        yield OutOfScope("loss_of_heterozygosity")
        yield place.notice(
            "loss_of_heterozygosity", f"genomic LOH {percent[:10]} % ({said[:40]}): not interpreted", "info"
        )


def _scar(result: JsonObject, test: JsonObject, place: Place) -> Iterator[End]:
    """Read the genomic scar score by its call: its scale and limit are the laboratory's own."""
    del test
    said, score = text(result, "result", "result_group"), text(result, "score")
    source = place.source("HRD", said, score)
    if is_not_assessed(said) or not said:
        yield Untested(source, "HRD", said[:80] or "no result")
    elif re.search(r"positive|high|detected", said, re.IGNORECASE) and not is_not_detected(said):
        yield StatementObservation(source, "HRD positive")
    elif is_not_detected(said) or "low" in said.lower():
        yield StatementObservation(source, "HRD negative")
    else:
        yield Unresolved(source, "result_unknown", f"genomic scar score: {said[:60]!r} is not known")


def _methylation(result: JsonObject, test: JsonObject, place: Place) -> Iterator[End]:
    del test
    gene, said = _gene(result), _said(result)
    source = place.source(gene, "methylation", said)
    if is_not_assessed(said) or re.search(r"equivocal", said, re.IGNORECASE) or not said:
        yield Untested(source, f"{gene} methylation", said[:80] or "no result")
    else:
        is_absent = is_not_detected(said) or re.search(r"un-?methylated", said, re.IGNORECASE)
        yield StatementObservation(source, f"{gene} promoter {'unmethylated' if is_absent else 'methylated'}")


def _transcription(result: JsonObject, test: JsonObject, place: Place) -> Iterator[End]:
    del result, test, place
    yield OutOfScope("rna_expression")


def read_other(kind: str, result: JsonObject, place: Place) -> Iterator[End]:
    """List a result of a kind that is not known."""
    words = f"a result of kind {kind[:40]!r} ({_gene(result)[:40]} {_said(result)[:40]}) is not known"
    yield Unresolved(place.source(kind[:40], _gene(result), _said(result)), "result_kind_unknown", words)


KINDS: Mapping[str, ResultReader] = {
    "genomicAlteration": _genomic_alteration,
    "copyNumberAlteration": _copy_number,
    "translocation": _translocation,
    "expressionAlteration": read_expression,
    "epigeneticAlteration": _methylation,
    "tumorMutationBurden": _mutation_burden,
    "microsatelliteInstability": _microsatellites,
    "genomicLevelHeterozygosity": _heterozygosity,
    "genomicScarScore": _scar,
    "wtsExpression": _transcription,
}
