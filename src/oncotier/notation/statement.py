"""A finding in words, as people and vendor reports write it, to an event.

`EGFR p.Leu858Arg`, `HER2 amp`, `METex14`, `EML4--ALK`, `FLT3 internal tandem duplication`, `KRAS wild-type`,
`MSI-H`, `HER2 IHC 2+`, `germline BRCA1 c.68_69del` ... One text is one finding, and what was not found is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Event, Expression, Origin
from oncotier.domain.value import Value
from oncotier.errors import NotationError
from oncotier.notation import biomarkers, coding, fusion, gene_events, negative, protein, sequence_words
from oncotier.notation.gene import FAMILIES, GeneName, GeneNames, is_keyword, is_missing_symbol
from oncotier.notation.lazy_pattern import LazyPattern

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Statement", "parse"]

_ORIGIN = LazyPattern(r"[ (,;:/-]*\b(germline|somatic)\b[ ,:)-]*", re.IGNORECASE)
_CLINICAL = LazyPattern(r"clinical ?:", re.IGNORECASE)
_ORIGIN_LETTER = LazyPattern(r"^([gs])(?=BRCA[12]\b)")
_AFFIRMED = LazyPattern(
    r"(?:[ ,:-]+(?:was |is )?(?:detected|present|identified|found|confirmed|positive|pos)|(?<=[A-Za-z0-9])\+)$",
    re.IGNORECASE,
)
_LIST = LazyPattern(r"\s*[,;&/]\s*|\s+(?:and|with)\s+", re.IGNORECASE)
_LEADING_WILD_TYPE = LazyPattern(r"(wild[- ]?type|wt) (\S+)", re.IGNORECASE)
_GLUED = LazyPattern(
    r"(?P<gene>[A-Za-z0-9-]+?)"
    r"(?P<rest>[ -]?Δ?ex(?:on)?[ -]?\d+.*|-?vIII|[- ]?ITD.*|[- ]?PTD|-?V(?:7|567es)|[- ]?KDD|-?amp|-intragenic.*)",
    re.IGNORECASE,
)
_HYPHEN = LazyPattern(r"[-_/]")
_ACCESSION = LazyPattern(r"(?:N[MPRC]_|ENS[TPG]|LRG_|XM_)[A-Za-z0-9_.]*", re.IGNORECASE)
_GENE_AND_ACCESSION = LazyPattern(r"(?P<one>[A-Za-z0-9_.-]+)\((?P<two>[A-Za-z0-9_.-]+)\)")
_SPACED = LazyPattern(r"\b([pc])\.\s+(?=\S)", re.IGNORECASE)
_ODD_SIGNS = (("\u2010", "-"), ("\u2011", "-"), ("\u2212", "-"), ("\u03b1", "alpha"), ("\u03b2", "beta"))
_SHOWN_BY_ISH = frozenset({"ALK", "NTRK1", "NTRK2", "NTRK3", "RET", "ROS1"})
_STAINED_NEGATIVE = LazyPattern(r"(?P<gene>\S+(?: 18\.2)?)[ :-]+(?:negative|neg|not detected|absent)", re.IGNORECASE)
_POSITIVE_IS_FUSED = frozenset({"ALK", "NTRK1", "NTRK2", "NTRK3", "ROS1"})
_SHOWN_BY_IHC = frozenset(
    {"CD19", "CD274", "CD33", "CLDN18", "FOLR1", "GPC3", "GPRC5D", "IL3RA", "MAGEA4", "NECTIN4", "TNFRSF17", "TNFRSF8"}
)
_HINT_GENE = "examples: L858R, p.(Leu858Arg), c.2573T>G, amplification, exon 14 skipping, ITD, fusion, wild-type"
_HINT_ANY = (
    "one finding a text: EGFR L858R, EML4::ALK, ERBB2 amplification, MSI-H, TMB 12.5, HER2 IHC 2+, PD-L1 TPS 60%,"
    " KRAS wild-type"
)


class Statement(Value, frozen=True):
    """One finding read from words; `gene_given` is the gene as written, where it differs from the symbol."""

    event: Event
    origin: Origin = Origin.UNKNOWN
    gene_given: str = ""
    hgvs_c: str = ""


def parse(text: str, names: GeneNames) -> Statement:
    """Read one finding. Raises NotationError with the place of the fault and what would be understood."""
    bare = _tidy(text)
    if not bare:
        raise NotationError("an empty text", text, hint="write a finding such as EGFR L858R")
    bare, origin = _take_origin(bare)
    try:
        statement = _read(bare, names, has_origin=origin is not Origin.UNKNOWN)
    except NotationError as error:
        raise _placed(error, text) from error
    if statement is None:
        raise _not_understood(text, bare, names)
    return Statement(statement.event, origin, statement.gene_given, statement.hgvs_c)


def _tidy(text: str) -> str:
    for odd, plain in _ODD_SIGNS:
        text = text.replace(odd, plain)
    return _SPACED.sub(r"\1.", " ".join(text.split()).strip("\"'").rstrip(".,; "))


def _take_origin(bare: str) -> tuple[str, Origin]:
    if _CLINICAL.match(bare):  # "germline BRCA" is a clinical fact
        return bare, Origin.UNKNOWN
    if found := _ORIGIN.search(bare):
        rest = (bare[: found.start()] + " " + bare[found.end() :]).strip()
        return " ".join(rest.split()), Origin(found[1].lower())
    if found := _ORIGIN_LETTER.search(bare):
        return bare[1:], Origin.GERMLINE if found[1] == "g" else Origin.SOMATIC
    return bare, Origin.UNKNOWN


def _read(bare: str, names: GeneNames, *, has_origin: bool) -> Statement | None:
    """Read a finding: what has a negative of its own first, then what is absent, then what is present."""
    affirmed = _AFFIRMED.sub("", bare)
    for candidate in dict.fromkeys((bare, affirmed)):
        event = fusion.named(candidate) or biomarkers.parse(candidate)
        if event is not None:
            known = _named(event, names)
            return None if known is None else Statement(known)
    if _is_list(bare):
        raise NotationError("several findings in one text", bare, hint="give each finding a text of its own")
    if negative.is_doubtful(bare) or negative.is_negative(bare):
        event = None if has_origin or negative.is_doubtful(bare) else _absent(bare, names)
        if event is None:
            raise negative.refusal(bare)
        return Statement(event)
    says_positive = bare[len(affirmed) :].lower().endswith(("+", "pos", "positive"))
    for candidate in dict.fromkeys((affirmed, f"{affirmed} positive" if says_positive else bare)):
        statement = _present(candidate, names)
        if statement is not None:
            return statement
    return None


def _is_list(bare: str) -> bool:
    """Tell whether a text lists biomarkers: `HR+/HER2-`, `MSI-H and TMB-H`."""
    parts = _LIST.compiled.split(bare)
    return len(parts) > 1 and all(biomarkers.parse(part) is not None for part in parts)


def _named(event: Event, names: GeneNames) -> Event | None:
    """Replace a protein name in an IHC or ISH result by its gene symbol; None where it is no gene at all.

    A break-apart probe that is positive shows a fusion.
    """
    if not isinstance(event, Expression):
        return event
    name = names.resolve(event.gene)
    if name is None or (not name.known and (is_keyword(event.gene) or negative.is_negative(event.gene))):
        return None
    if event.assay == "ISH" and event.result == "positive" and name.symbol in _SHOWN_BY_ISH:
        return fusion.orient(name.symbol, "", names)
    return Expression(name.symbol, event.assay, event.result, event.value, event.unit, event.intensity)


def _absent(bare: str, names: GeneNames) -> Event | None:
    found = negative.read(bare, names)
    if found is not None:
        return found
    stained = _STAINED_NEGATIVE.fullmatch(bare)
    name = names.resolve(stained["gene"]) if stained else None
    return Expression(name.symbol, "IHC", "negative") if name and name.symbol in _SHOWN_BY_IHC else None


def _present(bare: str, names: GeneNames) -> Statement | None:
    found = _LEADING_WILD_TYPE.fullmatch(bare)
    if found and names.resolve(found[2]):
        bare = f"{found[2]} wild-type"
    split = _split_gene(bare, names)
    statement = _about_gene(*split, names=names) if split else None
    if statement is not None:
        return statement
    for name, rest in _hyphenated(bare, names):
        statement = _about_gene(name, rest, names=names)
        if statement is not None:
            return statement
    pair = fusion.split_pair(bare, names)
    if pair is not None and pair[0] == pair[1]:
        event = gene_events.parse(pair[0], "intragenic", is_oncogene=False, is_target=False)
        return None if event is None else Statement(event)
    joined = fusion.parse(bare, names)
    return None if joined is None else Statement(joined)


def _split_gene(text: str, names: GeneNames) -> tuple[GeneName, str] | None:
    """Split the gene from what is said of it: by words, or glued (`METex14`, `FLT3-ITD`, `EGFRvIII`, `AR-V7`)."""
    words = _words(text)
    found = names.longest_prefix(words)
    if found is not None and len(words) > found[1]:
        return found[0], " ".join(words[found[1] :])
    glued = _GLUED.fullmatch(text)
    if glued and (name := names.resolve(glued["gene"])) and name.known:
        return name, glued["rest"].strip(" -")
    if len(words) > 1 and words[0] == words[0].upper() and not is_keyword(words[0]):
        name = names.resolve(words[0])
        if name is not None and fusion.split_pair(words[0], names) is None:
            return name, " ".join(words[1:])
    return None


def _words(text: str) -> tuple[str, ...]:
    """Split a text into words, colons included where they join a gene and its change; accessions are left out."""
    if ":" not in text or "::" in text:
        return tuple(text.split())
    words: list[str] = []
    for word in text.replace(":", " ").split():
        pair = _GENE_AND_ACCESSION.fullmatch(word)
        words += pair.groups() if pair and any(map(_ACCESSION.fullmatch, pair.groups())) else (word,)
    return tuple(word for word in words if not _ACCESSION.fullmatch(word))


def _hyphenated(text: str, names: GeneNames) -> Iterator[tuple[GeneName, str]]:
    """Yield a gene and what a hyphen joins to it: `KRAS-mutant`, `BRAF_V600E`; a fusion partner is not meant."""
    for sign in _HYPHEN.compiled.finditer(text):
        left, right = text[: sign.start()], text[sign.end() :].strip()
        name = names.resolve(left) if right and " " not in left else None
        if name is not None and name.known and is_keyword(right.split()[0].rstrip(",;")):
            yield name, right


def _about_gene(name: GeneName, rest: str, *, names: GeneNames) -> Statement | None:
    """Read what is said of one gene; None when it is nothing that stands alone (a fusion partner)."""
    given = name.given if name.given != name.symbol else ""
    gene, is_oncogene = name.symbol, name.symbol in names.oncogenes
    is_target = gene in names.three_prime or gene in names.five_prime
    event = gene_events.parse(gene, rest, is_oncogene=is_oncogene, is_target=is_target)
    if event is None and rest.lower() in {"positive", "pos"}:
        event = _positive(gene, names)
    if event is not None:
        return Statement(event, gene_given=given)
    if any(word in names.by_name for word in rest.split()):
        return None  # a second gene: PIK3CA is also written like a change
    sequence = sequence_words.parse(gene, rest, x_is_stop=not is_oncogene)
    return None if sequence is None else Statement(sequence.event, gene_given=given, hgvs_c=sequence.hgvs_c)


def _positive(gene: str, names: GeneNames) -> Event | None:
    """Read a plain "positive": a fusion or a stained protein where it can mean nothing else."""
    if gene in _POSITIVE_IS_FUSED:
        return fusion.orient(gene, "", names)
    return Expression(gene, "IHC", "positive") if gene in _SHOWN_BY_IHC else None


def _placed(error: NotationError, text: str) -> NotationError:
    """Move the place of a fault from the part that was read to the whole text."""
    start0 = text.find(error.text)
    if start0 < 0:
        start0 = text.lower().find(error.text.lower())
    if start0 < 0:
        part = error.text[error.start0 : error.end0]
        start0 = max(text.find(part), 0)
        end0 = start0 + len(part) if part in text else len(text)
        return NotationError(error.message, text, start0=start0, end0=end0, hint=error.hint)
    end0 = min(start0 + error.end0, len(text))
    return NotationError(error.message, text, start0=min(start0 + error.start0, end0), end0=end0, hint=error.hint)


def _not_understood(text: str, bare: str, names: GeneNames) -> NotationError:
    first = bare.split(maxsplit=1)[0] if bare else ""
    start0 = max(text.find(first), 0)
    end0 = min(start0 + len(first), len(text))
    if first.upper() in FAMILIES:
        hint = f"name one: {' '.join(FAMILIES[first.upper()])}"
        return NotationError(f"{first} stands for several genes", text, start0=start0, end0=end0, hint=hint)
    if first and is_missing_symbol(first):
        message = "no gene symbol (a missing value or a spreadsheet date)"
        return NotationError(message, text, start0=start0, end0=end0)
    words = _words(bare)
    known = names.longest_prefix(words)
    if words and known is None and (protein.is_protein_like(words[0]) or coding.is_coding_like(words[0])):
        return NotationError("a change without its gene", text, hint="put the gene in front: EGFR L858R")
    pair = fusion.split_pair(first, names)
    if pair is not None and all(pair):
        hint = f"one text is one finding: {pair[0]}::{pair[1]} fusion, or what is said of {pair[1]} alone"
        return NotationError("two genes, and more than their fusion", text, start0=end0, hint=hint)
    if known is not None:
        return _gene_only(text, words, *known)
    return NotationError("neither a gene alteration nor a biomarker", text, hint=_HINT_ANY)


def _gene_only(text: str, words: tuple[str, ...], name: GeneName, count: int) -> NotationError:
    """Point at what follows a known gene."""
    if len(words) == count:
        return NotationError(f"{name.symbol} is a gene, and nothing is said of it", text, hint=_HINT_GENE)
    start0 = max(text.find(words[count], len(name.given)), 0)
    words_of_it = f"{name.symbol} is a gene, but what is said of it is not understood"
    return NotationError(words_of_it, text, start0=start0, end0=len(text.rstrip()), hint=_HINT_GENE)
