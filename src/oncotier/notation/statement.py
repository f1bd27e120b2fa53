"""Findings in words, as people and vendor reports write them, to events.

`EGFR p.Leu858Arg`, `HER2 amp`, `METex14`, `EML4--ALK`, `FLT3 internal tandem duplication`, `KRAS wild-type`,
`MSI-H`, `HER2 IHC 2+`, `germline BRCA1 c.68_69del` ... What was not found is none, and what may mean one thing or the
other is refused. A text with several findings (`HR+/HER2-`, `RAS wild-type`) is read by `parse_all`; a change that is
named by its place only (`7:55259515T>G`, `NM_005228.5:c.2573T>G`) by `read`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import (
    CopyNumber,
    Expression,
    Marker,
    Origin,
    ReceptorStatus,
    Signature,
    SmallVariant,
    WildType,
)
from oncotier.domain.protein import ProteinChange, Substitution
from oncotier.domain.value import Value, replace
from oncotier.errors import NotationError
from oncotier.notation import coding, genomic, sequence_words, share, statement_fault
from oncotier.notation.coding import CodingChange
from oncotier.notation.finding import UNSPECIFIED_LOSS, Statement, accession_of, read_finding, words_of
from oncotier.notation.genomic import GenomicChange
from oncotier.notation.lazy_pattern import ascii_pattern
from oncotier.notation.several import Split, splits

if TYPE_CHECKING:
    from oncotier.notation.gene import GeneNames

__all__ = ["UNSPECIFIED_LOSS", "PlacedChange", "Statement", "parse", "parse_all", "read"]

_ORIGIN = ascii_pattern(r"[ (,;:/-]{0,3}\b(germline|somatic)\b[ ,:)-]{0,3}", re.IGNORECASE)
_CLINICAL = ascii_pattern(r"clinical ?:", re.IGNORECASE)
_ORIGIN_LETTER = ascii_pattern(r"^([gs])(?=BRCA[12]\b)")
_THE_GENE = ascii_pattern(r"(?:\bthe )?([A-Za-z0-9-]{2,20}) genes?(?= |$)")  # `mutation in the BRAF gene`
_SPACED = ascii_pattern(r"\b([pc])\. (?=\S)", re.IGNORECASE)
_ODD_SIGNS = (("\u2010", "-"), ("\u2011", "-"), ("\u2212", "-"), ("\u03b1", "alpha"), ("\u03b2", "beta"))
_PHASE = ascii_pattern(r"[ ,]?\(?(?:in )?(?P<phase>cis|trans)\)?$", re.IGNORECASE)
_PHASED_TO = ascii_pattern(
    r"(?P<gene>\S+) (?P<change>\S+) \(?in (?P<phase>cis|trans) (?:with|to) (?:(?P=gene) )?(?P<other>[^\s()]+)\)?",
    re.IGNORECASE,
)
_ONE_ALLELE = ascii_pattern(r"\[[^\[\]]{3,60};[^\[\]]{3,60}\]")  # HGVS: changes of one allele in one pair of brackets
_BUILD = ascii_pattern(r"\(?(?:grch3[78]|hg19|hg38|b3[78])\)?", re.IGNORECASE)
_DECIMAL_COMMAS = (
    ascii_pattern(r"(?<![\w,.])(\d{1,4}),(\d{1,2})(?= ?(?:%|mut|m/mb|copies|fold))", re.IGNORECASE),
    ascii_pattern(
        r"\b((?:b?tmb|hrd|gis|cps|tps|score|copy number|cn)[ :=]{1,3}\d{1,4}),(\d{1,2})(?![\w,])", re.IGNORECASE
    ),
)
_LONGEST = 1000


class PlacedChange(Value, frozen=True):
    """A change named by its place on the genome or on a transcript: its gene or effect needs coordinates or sequence.

    `transcript` is the accession as written; `gene` the symbol where the text names one (for a genomic change);
    `protein` the consequence where the text states it.
    """

    change: GenomicChange | CodingChange
    transcript: str = ""
    gene: str = ""
    protein: ProteinChange | None = None
    origin: Origin = Origin.UNKNOWN
    vaf: float | None = None


def parse(text: str, names: GeneNames) -> Statement:
    """Read exactly one finding. Raises NotationError with the place of the fault and what would be understood."""
    found = parse_all(text, names)
    if len(found) > 1:
        raise statement_fault.several(text)
    return found[0]


def parse_all(text: str, names: GeneNames) -> tuple[Statement, ...]:
    """Read one finding or several, in the order of the text. Raises NotationError, for a `PlacedChange` also."""
    found = read(text, names)
    statements = tuple(one for one in found if isinstance(one, Statement))
    if len(statements) == len(found):
        return statements
    words, hint = "a genomic change without its gene", "put the gene and its change: EGFR L858R"
    if any(isinstance(one, PlacedChange) and one.transcript for one in found):
        words, hint = "a change without its gene", "put the gene in front: EGFR L858R"
    raise NotationError(words, text, hint=hint)


def read(text: str, names: GeneNames) -> tuple[Statement | PlacedChange, ...]:
    """Read everything that a text states, at least one thing. Raises NotationError with the place of the fault."""
    bare = _tidy(text)
    if not bare:
        raise NotationError("an empty text", text, hint="write a finding such as EGFR L858R")
    bare, origin = _take_origin(bare)
    has_origin = origin is not Origin.UNKNOWN
    try:
        placed = _placed_with_share(bare, names)
        found = (placed,) if placed is not None else _phased(bare, names, has_origin=has_origin)
    except NotationError as error:
        raise statement_fault.placed(error, text) from error
    if not found:
        raise statement_fault.not_understood(text, words_of(bare), names)
    return tuple(replace(one, origin=origin) for one in found) if has_origin else found


def _tidy(text: str) -> str:
    for odd, plain in _ODD_SIGNS:
        text = text.replace(odd, plain)
    for comma in _DECIMAL_COMMAS if "," in text else ():
        text = comma.sub(r"\1.\2", text)
    if "gene" in text:
        text = _THE_GENE.sub(r"\1", text)
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


# ---------------------------------------------------------------------------------------------- places


def _placed_with_share(bare: str, names: GeneNames) -> Statement | PlacedChange | None:
    rest, vaf = share.split(bare)
    placed = _placed(rest, names)
    return placed if placed is None or vaf is None else replace(placed, vaf=vaf)


def _placed(bare: str, names: GeneNames) -> Statement | PlacedChange | None:
    """Read a text that names a place: on the genome, alone or beside a finding, or on a transcript without a gene."""
    fault: NotationError | None = None
    if genomic.is_genomic_like(bare):
        try:
            return PlacedChange(genomic.parse(bare))
        except NotationError as error:
            fault = error
    if ":" in bare or " g." in bare:
        found = _beside_finding(bare, names)
        if found is not None:
            return found
    if fault is not None and "c." not in bare:
        raise fault
    return _on_transcript(bare, names)


def _beside_finding(bare: str, names: GeneNames) -> Statement | PlacedChange | None:
    """Take a genomic change out of a text that says more: its gene, or the same change in another notation."""
    head, colon, behind = bare.partition(":")
    if colon and genomic.is_genomic_like(behind) and names.resolve(head) is not None:
        bare = f"{head} {behind}"
    words = bare.split()
    places = [word for word in words if genomic.is_genomic_like(word.strip("(),;[]")) and "c." not in word]
    if not places:
        return None
    builds = [word for word in words if _BUILD.fullmatch(word)]
    written = [place.strip("(),;[]") for place in places]
    changes = {genomic.parse(f"{builds[0].strip('()')} {one}" if builds else one) for one in written}
    if len(changes) > 1:
        raise NotationError("two genomic changes in one text", bare, hint="give each change a text of its own")
    change = changes.pop()
    rest = " ".join(word for word in words if word not in places and word not in builds).strip(",; ")
    if rest[:1] + rest[-1:] in {"()", "[]"}:
        rest = rest[1:-1]
    name = names.resolve(rest)
    if not rest or (name is not None and name.known):
        return PlacedChange(change, gene=name.symbol if name else "")
    statement = read_finding(rest, names)
    if statement is None or not isinstance(statement.event, SmallVariant):
        raise NotationError("a genomic change, and what does not belong to it", bare, hint="one finding a text")
    return replace(statement, genomic=change)


def _on_transcript(bare: str, names: GeneNames) -> PlacedChange | None:
    """Read a coding change on a transcript where no gene is named."""
    accession = accession_of(bare)
    words = tuple(word for word in words_of(bare) if accession not in word) if accession else ()
    if not any(map(coding.is_coding_like, words)) or names.longest_prefix(words) is not None:
        return None
    sequence = sequence_words.parse("", " ".join(words), x_is_stop=True)
    if sequence is None or not sequence.hgvs_c:
        return None
    return PlacedChange(coding.parse(sequence.hgvs_c), accession, protein=sequence.event.protein)


# ---------------------------------------------------------------------------------------------- findings


def _phased(bare: str, names: GeneNames, *, has_origin: bool) -> tuple[Statement, ...]:
    """Read findings with a word on their phase behind: `EGFR T790M and C797S in trans` flags both `in_trans`.

    A report may name the other change elsewhere: one alone is flagged too, and no change is lost for its phase.
    """
    if both := _PHASED_TO.fullmatch(bare):
        bare = f"{both['gene']} {both['change']} and {both['other']} in {both['phase']}"
    phase = _PHASE.search(bare)
    if phase is None:
        found = _findings(bare, names, has_origin=has_origin)
        brackets = _ONE_ALLELE.search(bare) if len(found) > 1 else None
        return tuple(replace(one, flags=(*one.flags, "in_cis")) for one in found) if brackets else found
    found = _findings(bare[: phase.start()].rstrip(" ,;"), names, has_origin=has_origin)
    if not all(isinstance(one.event, SmallVariant) for one in found):
        raise NotationError(
            "only small variants have a phase", bare, start0=phase.start(), hint="name both: EGFR T790M, C797S in cis"
        )
    flag = f"in_{phase['phase'].lower()}"
    return tuple(replace(one, flags=(*one.flags, flag)) for one in found)


def _findings(bare: str, names: GeneNames, *, has_origin: bool) -> tuple[Statement, ...]:
    """Read a text as one finding, else as several; what is refused as one and is no list stays refused."""
    if len(bare) > _LONGEST:
        raise NotationError(f"longer than {_LONGEST} characters", bare, hint="one finding a text: EGFR L858R")
    refusal: NotationError | None = None
    try:
        statement = read_finding(bare, names, has_origin=has_origin)
        if statement is not None:
            return (statement,)
    except NotationError as error:
        refusal = error
    for split in splits(bare, names):
        found = _each(split, names, has_origin=has_origin)
        if found:
            return found
    if refusal is not None:
        raise refusal
    return ()


def _each(split: Split, names: GeneNames, *, has_origin: bool) -> tuple[Statement, ...]:
    """Read every text of a split; nothing where one of them is no finding, or where they may be alternatives."""
    found: list[Statement] = []
    for text in split.texts:
        gene = _gene_of(found[0]) if split.inherits and found else ""
        statement = _try(text, names, has_origin=has_origin)
        if statement is None and gene:
            statement = _try(f"{gene} {text}", names, has_origin=has_origin)
        if statement is None:
            return ()
        found.append(statement)
    return tuple(dict.fromkeys(found)) if _is_list(split, found) else ()


def _try(text: str, names: GeneNames, *, has_origin: bool) -> Statement | None:
    try:
        return read_finding(text, names, has_origin=has_origin)
    except NotationError:
        return None


def _gene_of(statement: Statement) -> str:
    return statement.gene_given or getattr(statement.event, "gene", "")


def _is_list(split: Split, found: list[Statement]) -> bool:
    """Tell whether findings side by side are all meant, and not one or the other, or one in two notations."""
    events = [statement.event for statement in found]
    if split.of_genes:
        wild = all(isinstance(event, WildType) for event in events)
        same = all(isinstance(event, CopyNumber | Expression | ReceptorStatus) for event in events)
        return wild or (same and not split.of_family)
    if split.of_words:
        return all(isinstance(event, Signature | Expression | ReceptorStatus | Marker) for event in events)
    small = [event for event in events if isinstance(event, SmallVariant)]
    by_protein = {event.gene for event in small if event.protein is not None}
    if any(event.gene in by_protein for event in small if event.coding and event.protein is None):
        return False
    points = [(event.gene, event.protein.at) for event in small if isinstance(event.protein, Substitution)]
    return not split.alternatives or len(set(points)) == len(points)
