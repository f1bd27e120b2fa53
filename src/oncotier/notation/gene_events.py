"""What is said of one gene, in words, as an event: copy number, exon classes, intragenic events, promoter."""

from __future__ import annotations

import re

from oncotier.domain.alteration import (
    CopyNumber,
    CopyState,
    Event,
    Expression,
    Rearrangement,
    RearrangementKind,
    SmallVariant,
    WildType,
)
from oncotier.domain.protein import Residue, Substitution
from oncotier.notation.lazy_pattern import ascii_pattern

__all__ = ["copies_of", "is_unspecified_loss", "parse"]

_COPIES = (
    r"(?:[ ,;:]{0,3}[(\[]?(?:"
    r"(?:(?:gene )?copy[- ]number|copies|gcn|cn)[ :=~]{0,3}(?:of )?(?:>=|≥|>)?[ ~]?"
    r"(?P<copies>\d{1,4}(?:\.\d{1,4})?)(?: copies)?"
    r"|(?:>=|≥|>|~|x)?[ ~]?(?P<copies_first>\d{1,4}(?:\.\d{1,4})?) ?copies"
    r"|(?:(?:x|fold change|fold|(?:her2/cep17 |cep17 )?ratio)[ :=~]{0,3})?\d{1,4}(?:\.\d{1,4})? ?(?:x|fold)?"
    r")[)\]]?)?"
)
_AMPLIFIED = ascii_pattern(
    r"(?:(?:gene|focal|high[- ]level|high|strong|copy[- ]number)[ -])*"
    rf"(?:amp|ampl|amplified|amplification)(?: positive)?{_COPIES}",
    re.IGNORECASE,
)
_DELETED = ascii_pattern(
    r"(?:gene )?(?:homozygous(?:ly)? (?:deletion|deleted|loss)|homdel|hom\.? del(?:etion)?|deep deletion"
    r"|biallelic (?:deletion|loss)|deletion|deleted)",
    re.IGNORECASE,
)
_GAINED = ascii_pattern(
    rf"(?:(?:copy[- ]number |low[- ]level )?gain(?:ed)?|low[- ]level (?:amp|amplification)){_COPIES}", re.IGNORECASE
)
_UNSPECIFIED_LOSS = ascii_pattern(r"(?:gene )?(?:loss|lost|deficient|deficiency|null)", re.IGNORECASE)
_LOST = ascii_pattern(
    r"(?:copy[- ]number |gene )?(?:loss|lost)|deficient|deficiency|null"
    r"|(?:hetero|hemi)zygous(?:ly)? (?:deletion|deleted|loss)"
    r"|(?:single|one)[- ]copy (?:deletion|loss)|shallow (?:deletion|loss)|monoallelic (?:deletion|loss)",
    re.IGNORECASE,
)
_NOT_EXPRESSED = ascii_pattern(
    r"(?:loss|lost) (?:by|on|in) ihc|(?:loss of|lost) (?:protein |nuclear )?expression|(?:nuclear |protein )?expression"
    r" (?:loss|lost)|(?:protein|nuclear) loss|loss of (?:the )?protein",
    re.IGNORECASE,
)
_WILD_TYPE = ascii_pattern(r"(?:is )?(?:wild[- ]?type|wt)", re.IGNORECASE)
_CODONS = r"(?P<{0}>\d{{1,4}}(?:(?: ?[/,] ?| and )\d{{1,4}}){{0,9}})"
_WILD_CODONS = ascii_pattern(
    rf"(?:(?:codons? {_CODONS.format('before')}|[A-Z](?P<residue>\d{{1,4}}))[ -]+(?:wild[- ]?type|wt)"
    rf"|(?:wild[- ]?type|wt) \(?(?:at )?codons? {_CODONS.format('behind')}\)?)",
    re.IGNORECASE,
)
_STRUCTURAL = (
    (
        ascii_pattern(
            r"[- ]*(?:itd|internal tandem duplications?)(?:[- ](?:positive|mutated|mutations?|insertion))?",
            re.IGNORECASE,
        ),
        RearrangementKind.INTERNAL_TANDEM_DUPLICATION,
    ),
    (
        ascii_pattern(r"-?(?:kdd|kinase[- ]domain duplication)", re.IGNORECASE),
        RearrangementKind.KINASE_DOMAIN_DUPLICATION,
    ),
    (
        ascii_pattern(r"[- ]*(?:ptd|partial tandem duplication)", re.IGNORECASE),
        RearrangementKind.PARTIAL_TANDEM_DUPLICATION,
    ),
    (
        ascii_pattern(r"ctd|c-terminal(?: domain)?(?: (?:deletion|truncation))?", re.IGNORECASE),
        RearrangementKind.C_TERMINAL_DELETION,
    ),
    (ascii_pattern(r"truncat(?:ion|ed|ing)(?: mutation| variant)?", re.IGNORECASE), RearrangementKind.TRUNCATION),
)
_VIII = ascii_pattern(r"[- ]?(?:viii|variant iii|v3|exons? 2[-–]7 (?:deletion|del|skipping|loss))", re.IGNORECASE)
_VII = ascii_pattern(r"[- ]?(?:vii|variant ii)", re.IGNORECASE)
_VV = ascii_pattern(r"[- ]?v(?:v|5|iv[ab]?)", re.IGNORECASE)
_SPLICE_VARIANT = ascii_pattern(r"-?(?P<name>v7|v567es)", re.IGNORECASE)
_P61 = ascii_pattern(r"-?p61(?: variant)?", re.IGNORECASE)
_INTRAGENIC = ascii_pattern(
    r"-?\s*intragenic(?: (?P<what>deletion|duplication|inversion|rearrangement|event|loss))?", re.IGNORECASE
)
_REARRANGED = ascii_pattern(r"(?:gene )?(?:rearrangement|rearranged|translocation|disruption)", re.IGNORECASE)
_EXON = ascii_pattern(
    r"(?:(?P<frame>in-?frame) )?Δ?ex(?:on)?s?[ -]?(?P<first>\d{1,3})(?:\s*[-–]\s*(?P<last>\d{1,3}))?[ -]?"
    r"(?:(?P<frame_after>in-?frame) )?"
    r"(?P<what>del(?:etions?|eted)?|ins(?:ertions?)?|skip(?:ping|ped)?(?: mutation| variant| alteration)?"
    r"|mut(?:ations?|ated|ant)?|frame-?shift(?: mutation| variant)?|dup(?:lication)?"
    r"|splice(?:[- ]site)?(?: mutation| variant| alteration)?|loss|)(?P<more> mutation| variant)?",
    re.IGNORECASE,
)
_EXON_14_SPLICE = ascii_pattern(r"X?963_X?1010_?splice", re.IGNORECASE)
_EXON_19 = ascii_pattern(r"(?:del[- ]?19|(?:e|ex)?19[- ]?del(?:etions?)?)(?: mutation)?", re.IGNORECASE)
_EXON_20 = ascii_pattern(r"(?:ins[- ]?20|(?:e|ex)?20[- ]?ins(?:ertions?)?)(?: mutation)?", re.IGNORECASE)
_EXON_CONSEQUENCE = {
    "del": "inframe_deletion",
    "ins": "inframe_insertion",
    "fra": "frameshift_variant",
    "dup": "inframe_insertion",
    "spl": "splice_region_variant",
}
_KINASE_DOMAIN_EXONS = {("EGFR", 18, 25), ("EGFR", 18, 26), ("BRAF", 10, 18)}
_PROMOTER = ascii_pattern(
    r"(?:promoter )?\s*(?:c\.)?(?P<change>-\d{1,4} ?[ACGT]>[ACGT])(?: promoter)?(?: mutation| variant)?", re.IGNORECASE
)
_ANY_PROMOTER = ascii_pattern(r"promoter (?:mutation|mutated|mutant|variant|alteration)", re.IGNORECASE)
# `c.1-124C>T` is `c.-124C>T` in TERT: no intron lies in front of its start codon
_TERT_BEFORE_1 = ascii_pattern(r"(?:c\.)?1(?=-\d{1,4} ?[ACGT]>)", re.IGNORECASE)
_CODON = ascii_pattern(r"codon (?P<codon>[1-9]\d{0,4}) (?:mutation|mutated|mutant|variant|alteration)s?", re.IGNORECASE)
_TERT_SHORT = ascii_pattern(r"(?:promoter )?(?P<name>C228T|C250T)(?: promoter)?(?: mutation| variant)?", re.IGNORECASE)
_TERT = {"C228T": "c.-124C>T", "C250T": "c.-146C>T"}
_ANY = ascii_pattern(
    r"(?:(?:likely )?(?:pathogenic|deleterious|oncogenic|activating|driver) )?"
    r"(?:mut(?:ation|ations|ated|ant)?|alterations?|altered|variants?)",
    re.IGNORECASE,
)
# Genes of repair by homologous recombination: labels of PARP inhibitors say "deleterious" where laboratories say
# "pathogenic", and both mean that the function is lost.
_REPAIR = frozenset("ATM BARD1 BRCA1 BRCA2 BRIP1 CDK12 CHEK1 CHEK2 FANCL PALB2 RAD51B RAD51C RAD51D RAD54L".split())
_PATHOGENIC = ascii_pattern(
    r"(?:(?:likely|suspected) )?(?:pathogenic|deleterious)(?: (?:mut(?:ation|ated)?|variant|alteration)s?)?",
    re.IGNORECASE,
)
_EFFECTS = (
    (
        ascii_pattern(
            r"(?:loss[- ]of[- ]function|lof|inactivating|inactivation|inactivated)"
            r"(?: (?:mut(?:ation|ated)?|variant|alteration))?",
            re.IGNORECASE,
        ),
        "loss_of_function_variant",
    ),
    (ascii_pattern(r"nonsense(?: mutation| variant)?|stop[- ]gain(?:ed)?", re.IGNORECASE), "stop_gained"),
    (ascii_pattern(r"frame-?shift(?: mutation| variant)?", re.IGNORECASE), "frameshift_variant"),
    (ascii_pattern(r"missense(?: mutation| variant)?", re.IGNORECASE), "missense_variant"),
    (ascii_pattern(r"splice[- ]site(?: mutation| variant)", re.IGNORECASE), "splice_site_variant"),
)


def parse(gene: str, rest: str, *, is_oncogene: bool, is_target: bool) -> Event | None:
    """Read what is said of one gene in words; None for anything else (a sequence change, a fusion).

    `is_oncogene` decides what an exon's deletion is: in an oncogene a change within the exon that keeps the frame,
    elsewhere the loss of the exon. `is_target` leaves "rearrangement" to the fusions.
    """
    structural = _structural(gene, rest, is_target=is_target)
    event = structural or _copy_number(gene, rest) or _by_exon(gene, rest, is_oncogene=is_oncogene)
    return event or _promoter(gene, rest) or _whole_gene(gene, rest)


def _structural(gene: str, rest: str, *, is_target: bool) -> Event | None:
    if gene == "EGFR" and _VIII.fullmatch(rest):
        return Rearrangement(gene, RearrangementKind.EXON_DELETION, 2, 7, "EGFRvIII")
    if gene == "EGFR" and _VII.fullmatch(rest):
        return Rearrangement(gene, RearrangementKind.EXON_DELETION, 14, 15)
    if gene == "EGFR" and _VV.fullmatch(rest):
        return Rearrangement(gene, RearrangementKind.C_TERMINAL_DELETION)
    if gene == "AR" and (found := _SPLICE_VARIANT.fullmatch(rest)):
        name = {"V7": "V7", "V567ES": "V567es"}[found["name"].upper()]
        return Rearrangement(gene, RearrangementKind.SPLICE_VARIANT, name=f"{gene}-{name}")
    if gene == "BRAF" and _P61.fullmatch(rest):
        return Rearrangement(gene, RearrangementKind.SPLICE_VARIANT, name="BRAF p61")
    if found := _INTRAGENIC.fullmatch(rest):
        return _intragenic(gene, (found["what"] or "rearrangement").lower())
    if not is_target and _REARRANGED.fullmatch(rest):
        return Rearrangement(gene, RearrangementKind.UNSPECIFIED)
    for pattern, kind in _STRUCTURAL:
        if pattern.fullmatch(rest):
            return Rearrangement(gene, kind)
    return None


def _intragenic(gene: str, what: str) -> Event:
    what = {"loss": "deletion", "event": "rearrangement"}.get(what, what)
    kind = RearrangementKind.EXON_DELETION if what == "deletion" else RearrangementKind.UNSPECIFIED
    return Rearrangement(gene, kind, name=f"{gene} intragenic {what}")


def _copy_number(gene: str, rest: str) -> Event | None:
    table = (
        (_AMPLIFIED, CopyState.AMPLIFICATION),
        (_DELETED, CopyState.HOMOZYGOUS_DELETION),
        (_GAINED, CopyState.GAIN),
        (_LOST, CopyState.LOSS),
    )
    for pattern, state in table:
        if pattern.fullmatch(rest):
            return CopyNumber(gene, state)
    return Expression(gene, "IHC", "loss") if _NOT_EXPRESSED.fullmatch(rest) else None


def copies_of(rest: str) -> float | None:
    """Return the number of copies stated with an amplification or a gain (`amp CN 15`, `gain (4 copies)`).

    A bound (`>= 10 copies`) is taken as its number; a ratio or a fold change is no number of copies.
    """
    found = _AMPLIFIED.fullmatch(rest) or _GAINED.fullmatch(rest)
    written = (found["copies"] or found["copies_first"]) if found else None
    return float(written) if written else None


def is_unspecified_loss(rest: str) -> bool:
    """Tell whether a plain "loss" is said: of one copy, of both, of the protein or of its function is left open."""
    return bool(_UNSPECIFIED_LOSS.fullmatch(rest))


def _by_exon(gene: str, rest: str, *, is_oncogene: bool) -> Event | None:
    if gene == "MET" and _EXON_14_SPLICE.fullmatch(rest):
        return Rearrangement(gene, RearrangementKind.EXON_SKIPPING, 14, 14)
    if gene == "EGFR" and _EXON_19.fullmatch(rest):
        return SmallVariant(gene, consequence="inframe_deletion", exon=19)
    if gene in {"EGFR", "ERBB2"} and _EXON_20.fullmatch(rest):
        return SmallVariant(gene, consequence="inframe_insertion", exon=20)
    found = _EXON.fullmatch(rest)
    if not found:
        return None
    first, last = int(found["first"]), int(found["last"] or found["first"])
    what = found["what"].lower()[:3]
    if last < first or not first:
        return None
    if what == "ski" or (gene == "MET" and first == last == 14 and what in {"", "mut", "spl", "del", "los"}):
        return Rearrangement(gene, RearrangementKind.EXON_SKIPPING, first, last)
    in_frame = bool(found["frame"] or found["frame_after"])
    if first == last and what != "los" and (is_oncogene or in_frame or what not in {"del", "dup"}):
        return SmallVariant(gene, consequence=_EXON_CONSEQUENCE.get(what, ""), exon=first)
    return None if in_frame else _whole_exons(gene, first, last, what)


def _whole_exons(gene: str, first: int, last: int, what: str) -> Event | None:
    if what in {"del", "los"}:
        return Rearrangement(gene, RearrangementKind.EXON_DELETION, first, last)
    if what != "dup":
        return None
    if (gene, first, last) in _KINASE_DOMAIN_EXONS:
        return Rearrangement(gene, RearrangementKind.KINASE_DOMAIN_DUPLICATION)
    exons = f"exon {first}" if first == last else f"exons {first}-{last}"
    return Rearrangement(gene, RearrangementKind.UNSPECIFIED, first, last, f"{gene} {exons} duplication")


def _promoter(gene: str, rest: str) -> Event | None:
    if gene == "TERT":
        rest = _TERT_BEFORE_1.sub("", rest, count=1)
    if found := _PROMOTER.fullmatch(rest):
        change = found["change"].upper().replace(" ", "")
        return SmallVariant(gene, coding=f"c.{change}", consequence="upstream_gene_variant")
    if gene == "TERT" and (found := _TERT_SHORT.fullmatch(rest)):
        return SmallVariant(gene, coding=_TERT[found["name"].upper()], consequence="upstream_gene_variant")
    return SmallVariant(gene, consequence="upstream_gene_variant") if _ANY_PROMOTER.fullmatch(rest) else None


def _whole_gene(gene: str, rest: str) -> Event | None:
    if _WILD_TYPE.fullmatch(rest):
        return WildType(gene)
    if found := _WILD_CODONS.fullmatch(rest):
        codons = re.findall(r"[0-9]+", found["before"] or found["residue"] or found["behind"])
        return WildType(gene, tuple(sorted({int(codon) for codon in codons})))
    if gene in _REPAIR and _PATHOGENIC.fullmatch(rest):
        return SmallVariant(gene, consequence="loss_of_function_variant")
    if _ANY.fullmatch(rest):
        return SmallVariant(gene)
    if found := _CODON.fullmatch(rest):
        return SmallVariant(gene, Substitution(Residue(int(found["codon"])), "X"))
    for pattern, term in _EFFECTS:
        if pattern.fullmatch(rest):
            return SmallVariant(gene, consequence=term)
    return None
