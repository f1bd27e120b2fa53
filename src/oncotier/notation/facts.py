"""Stated facts as text: cytogenetics, HLA type, methylation, IGHV, metabolizer status, reversion, clinical features."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Event, Marker
from oncotier.errors import NotationError
from oncotier.notation.lazy_pattern import ascii_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["parse"]

_CHROMOSOME = r"(?:[1-9]|1\d|2[0-2]|X|Y)"
_ARM = r"[pq](?:\d{1,2}(?:\.\d{1,2})?)?"
_KARYOTYPE = ascii_pattern(
    rf"(?P<what>del|inv|dup|add|i)\((?P<chromosome>{_CHROMOSOME})(?P<arm>{_ARM})?\)(?:\((?P<bands>{_ARM};?(?:{_ARM})?)\))?",
    re.IGNORECASE,
)
_TRANSLOCATION = ascii_pattern(
    rf"t\((?P<chromosomes>{_CHROMOSOME}(?:;{_CHROMOSOME}){{1,2}})\)(?:\((?P<bands>{_ARM}(?:;{_ARM}){{1,2}})\))?",
    re.IGNORECASE,
)
_COUNT = ascii_pattern(rf"(?P<sign>[+-]|trisomy |monosomy )(?P<chromosome>{_CHROMOSOME})(?P<arm>[pq])?", re.IGNORECASE)
_ARM_MINUS = ascii_pattern(rf"(?P<arm>{_CHROMOSOME}[pq])-(?: syndrome)?", re.IGNORECASE)
_COMPLEX = ascii_pattern(r"complex (?:karyotype|cytogenetics)", re.IGNORECASE)
_ARM_WORDS = ascii_pattern(
    rf"(?:(?:deletion|del|loss)(?: of)? ?(?:chromosome )?(?P<after>{_CHROMOSOME}[pq])"
    rf"|(?:chromosome )?(?P<before>{_CHROMOSOME}[pq])[ -]?(?:deletion|deleted|del|loss))",
    re.IGNORECASE,
)
_USUAL_BANDS = {  # the bands of recurrent events; writing them out says nothing more (WHO 2022, ICC 2022)
    pair: ascii_pattern(bands, re.IGNORECASE)
    for pair, bands in {
        "t(1;19)": r"q23(?:\.\d)?;p13(?:\.\d)?",
        "t(4;11)": r"q21(?:\.\d)?;q23(?:\.\d)?",
        "t(4;14)": r"p16(?:\.\d)?;q32(?:\.\d+)?",
        "t(6;9)": r"p2[23](?:\.\d)?;q34(?:\.\d)?",
        "t(8;14)": r"q24(?:\.\d+)?;q32(?:\.\d+)?",
        "t(8;21)": r"q22(?:\.\d)?;q22(?:\.\d+)?",
        "t(9;11)": r"p2[12](?:\.\d)?;q23(?:\.\d)?",
        "t(11;14)": r"q13(?:\.\d)?;q32(?:\.\d+)?",
        "t(12;21)": r"p13(?:\.\d)?;q22(?:\.\d+)?",
        "t(14;16)": r"q32(?:\.\d+)?;q23(?:\.\d)?",
        "t(14;18)": r"q32(?:\.\d+)?;q21(?:\.\d+)?",
        "t(14;20)": r"q32(?:\.\d+)?;q1[12](?:\.\d)?",
        "t(16;16)": r"p13(?:\.\d+)?;q22(?:\.\d)?",
        "inv(3)": r"q21(?:\.\d)?;?q26(?:\.\d)?",
        "inv(16)": r"p13(?:\.\d+)?;?q22(?:\.\d)?",
    }.items()
}
_ABSENT = (
    r"(?:no|not|non|none|without|never|absen\w+|negative|possibl[ey]|suspected|unknown)\b"
    r"|.*\b(?:absent|negative|excluded|not \w+|unknown)$"
)
_HLA = ascii_pattern(r"hla[- ]?(?P<gene>[ABC])\*?(?P<type>\d{2,3}:\d{2,3})(?::\d{2,3}){0,2}", re.IGNORECASE)
_OTHER: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        "meth",
        ascii_pattern(r"mgmt[- ](?:promoter[- ])?(?:un-?methylated|not methylated)", re.IGNORECASE),
        lambda _: "MGMT unmethylated",
    ),
    (
        "meth",
        ascii_pattern(r"mgmt[- ](?:promoter[- ])?(?:hyper)?methylat(?:ed|ion)(?: positive)?", re.IGNORECASE),
        lambda _: "MGMT",
    ),
    ("mrd", ascii_pattern(r"ctdna(?: mrd)?[ -]*(?:\+|positive|detected)", re.IGNORECASE), lambda _: "ctDNA+"),
    ("imaging", ascii_pattern(r"psma(?:[ -]pet)?[ -]*(?:\+|positive)", re.IGNORECASE), lambda _: "PSMA+"),
    (
        "ighv",
        ascii_pattern(r"(?P<un>un)?mutated ighv|ighv[ :-]*(?P<un_after>un)?mutated", re.IGNORECASE),
        lambda found: "unmutated" if found["un"] or found["un_after"] else "mutated",
    ),
    (
        "clinical",
        ascii_pattern(rf"clinical ?: ?(?!{_ABSENT})(?P<text>\S.*)", re.IGNORECASE),
        lambda found: found["text"],
    ),
)
_BIM = ascii_pattern(r"(?:clinical ?: ?)?(?P<text>BIM deletion polymorphism)", re.IGNORECASE)
_METABOLIZER = ascii_pattern(
    r"(?P<gene>dpyd|ugt1a1|tpmt|nudt15) (?P<state>poor|intermediate|normal) metaboli[sz]er", re.IGNORECASE
)
_STAR_ALLELE = ascii_pattern(
    r"(?P<gene>dpyd|ugt1a1|tpmt|nudt15) ?\*\d{1,3}[a-z]?(?: ?/ ?\*\d{1,3}[a-z]?)?", re.IGNORECASE
)
_REVERSION = ascii_pattern(
    r"(?P<gene>[a-z][a-z0-9]*(?:-\d[a-z])?):?[ _-]reversion(?:[ _-](?:mutation|variant|alteration)s?)?"
    r"|reversion(?: (?:mutation|variant|alteration)s?)? (?:in|of) (?:the )?(?P<gene_after>[a-z][a-z0-9]*(?:-\d[a-z])?)",
    re.IGNORECASE,
)


def parse(text: str) -> Event | None:
    """Read one fact: `del(17p)`, `trisomy 8`, `HLA-A*02:01`, `MGMT methylated`, `BRCA1 reversion`, `clinical: ...`.

    The gene of a reversion is returned as it is written: this table knows no gene names. Raises NotationError for a
    star allele.
    """
    cytogenetic = _cytogenetic(text)
    if cytogenetic:
        return Marker("cyto", cytogenetic)
    if found := _HLA.fullmatch(text):
        return Marker("hla", f"{found['gene'].upper()}*{found['type']}")
    if found := _METABOLIZER.fullmatch(text):
        return Marker("pgx", found["state"].lower(), found["gene"].upper())
    if found := _STAR_ALLELE.fullmatch(text):
        hint = f"give the status by both alleles: {found['gene'].upper()} poor metabolizer"
        raise NotationError("a star allele, which is a haplotype and no change of the protein", text, hint=hint)
    if found := _REVERSION.fullmatch(text):
        return Marker("reversion", "reversion", found["gene"] or found["gene_after"])
    if _BIM.fullmatch(text):  # inherited, and no deletion of the gene
        return Marker("clinical", "BIM deletion polymorphism", "BCL2L11")
    for kind, pattern, words in _OTHER:
        found = pattern.fullmatch(text)
        if found:
            return Marker(kind, words(found))
    return None


def _cytogenetic(text: str) -> str:
    """Return a cytogenetic finding in the usual short form; the bands of a deletion become its arm (`del(17p)`)."""
    if _COMPLEX.fullmatch(text):
        return "complex karyotype"
    found = _ARM_WORDS.fullmatch(text)
    minus = _ARM_MINUS.fullmatch(text)
    if found or minus:
        place = (found["after"] or found["before"]) if found else minus["arm"] if minus else ""
        return f"del({place[:-1].upper()}{place[-1].lower()})"
    if found := _COUNT.fullmatch(text):
        if found["sign"] == "-" and found["arm"]:
            return f"del({found['chromosome'].upper()}{found['arm'].lower()})"
        sign = {"t": "+", "m": "-"}.get(found["sign"][0].lower(), found["sign"])
        return f"{sign}{found['chromosome'].upper()}{(found['arm'] or '').lower()}"
    if found := _TRANSLOCATION.fullmatch(text):
        pair, bands = found["chromosomes"].upper(), (found["bands"] or "").lower()
        return _with_bands(f"t({pair})", bands)
    found = _KARYOTYPE.fullmatch(text)
    return _karyotype(found) if found else ""


def _karyotype(found: re.Match[str]) -> str:
    what, chromosome = found["what"].lower(), found["chromosome"].upper()
    arm, bands = (found["arm"] or "").lower(), (found["bands"] or "").lower()
    if what == "del" and len(set(re.findall("[pq]", arm + bands))) == 1:
        return f"del({chromosome}{(arm + bands)[0]})"
    return _with_bands(f"{what}({chromosome}{arm})", bands)


def _with_bands(event: str, bands: str) -> str:
    usual = _USUAL_BANDS.get(event)
    return f"{event}({bands})" if bands and not (usual and usual.fullmatch(bands)) else event
