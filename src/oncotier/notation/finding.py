"""One finding in words to one event: what is said of a gene, a fusion, a biomarker, or that a gene is wild type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import CopyNumber, CopyState, Event, Expression, Marker, Origin, SmallVariant
from oncotier.domain.value import Value, replace
from oncotier.errors import NotationError
from oncotier.notation import biomarkers, coding, exon_words, fusion, gene_events, negative, sequence_words, share
from oncotier.notation.gene import LONGEST_NAME, GeneName, GeneNames, is_keyword
from oncotier.notation.lazy_pattern import ascii_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.notation.genomic import GenomicChange

__all__ = ["SHOWN_BY_ISH", "UNSPECIFIED_LOSS", "Statement", "accession_of", "read_finding", "words_of"]

UNSPECIFIED_LOSS = "loss_unspecified"
"""The flag of a plain "loss": whether of one copy, of both, of the protein or of its function is left open."""

_AFFIRMED = ascii_pattern(
    r"(?:[ ,:-]{1,4}(?:was |is )?(?:detected|present|identified|found|confirmed|positive|pos)|(?<=[A-Za-z0-9])\+)$",
    re.IGNORECASE,
)
_LEADING_WILD_TYPE = ascii_pattern(r"(wild[- ]?type|wt) (\S+)", re.IGNORECASE)
_GLUED = ascii_pattern(
    r"(?P<gene>[A-Za-z0-9-]+?)"
    r"(?P<rest>[ -]?Δ?ex(?:on)?[ -]?\d+.*|-?v(?:III?|IV[ab]?)|[- ]?ITD.*|[- ]?PTD|-?V(?:7|567es)|[- ]?KDD|-?amp|-?wt"
    r"|-intragenic.*)",
    re.IGNORECASE,
)
_HISTONE = ascii_pattern(r"(?P<gene>H3(?:\.[13])?)[ :-]?(?P<rest>(?:p\.)?[KG](?:27|28|34|35)[A-Z]\b.*)", re.IGNORECASE)
_HISTONE_GENES = {"H3": "H3-3A", "H3.3": "H3-3A", "H3.1": "H3C2"}
_TERT_PROMOTER = ascii_pattern(r"(?:TERTp|pTERT)(?: promoter)?[ :-](?P<rest>.+)", re.IGNORECASE)
_HYPHEN = ascii_pattern(r"[-_/]")
_ACCESSION = ascii_pattern(r"(?:N[MPRC]_|ENS[TPG]|LRG_|XM_)[A-Za-z0-9_.]*", re.IGNORECASE)
_OPENED_ACCESSION = ascii_pattern(r"([(\[])(?:N[MPRC]_|ENS[TPG]|LRG_|XM_)[A-Za-z0-9_.]*: ?(?=[cpg]\.)", re.IGNORECASE)
_TRANSCRIPT = ascii_pattern(r"(?:[NX][MR]_\d|ENST\d|LRG_\d+t\d)[0-9.]*", re.IGNORECASE)
_GENE_AND_ACCESSION = ascii_pattern(r"(?P<one>[A-Za-z0-9_.-]+)\((?P<two>[A-Za-z0-9_.-]+)\)")
_ALIAS = ascii_pattern(r"\((?P<name>[\w./-]{1,20})\)[:,]?")
_GLUED_ALIAS = ascii_pattern(r"^([A-Za-z0-9-]{2,20})\((?=[A-Za-z0-9./-]{2,20}\)[ :])")
_SPACED_SIGN = ascii_pattern(r" [-/_|~:;>] ")
_SAID_FUSED = ascii_pattern(r" (?:gene )?(?:fusion|rearrangement)$", re.IGNORECASE)
_FUSED = ascii_pattern(
    r"(?P<pair>\S+)(?: (?:fusion|rearrangement)(?:[ -]positive)?)?,? (?:(?:with|and|plus|\+) )?(?P<rest>.+)",
    re.IGNORECASE,
)
_IN_GENE = ascii_pattern(r" (?:in|of|for|on)(?: the)?$|,$", re.IGNORECASE)
_LOST_PROTEIN = ascii_pattern(r"loss of (?P<gene>\S+) (?:protein )?(?:expression|protein|staining)", re.IGNORECASE)
_OVEREXPRESSED = ascii_pattern(
    r"(?:(?P<high>high|strong) )?(?:protein )?over-?express(?:ed|ion)|high (?:protein )?expression", re.IGNORECASE
)
_OVEREXPRESSED_FIRST = ascii_pattern(
    r"(?P<high>high|strong) (?P<gene>\S+) (?P<rest>(?:protein )?over-?expression)", re.IGNORECASE
)
_OTHER_PROTEINS = frozenset({"P14ARF", "P14", "ARF"})  # read from CDKN2A in another frame, with numbers of its own
SHOWN_BY_ISH = frozenset({"ALK", "NTRK1", "NTRK2", "NTRK3", "RET", "ROS1"})
"""Genes of which in-situ hybridization shows a fusion."""
_STAINED_NEGATIVE = ascii_pattern(
    r"(?P<gene>\S+(?: 18\.2)?)[ :-]{1,3}(?:negative|neg|not detected|absent)", re.IGNORECASE
)
_POSITIVE_IS_FUSED = frozenset({"ALK", "NTRK1", "NTRK2", "NTRK3", "ROS1"})
_SHOWN_BY_IHC = frozenset(
    {"CD19", "CD274", "CD33", "CLDN18", "FOLR1", "GPC3", "GPRC5D", "IL3RA", "MAGEA4", "NECTIN4", "TNFRSF17", "TNFRSF8"}
)


class Statement(Value, frozen=True):
    """One finding read from words.

    `gene_given` is the gene as written, where it differs from the symbol; `transcript` the accession that a coding
    change was given on; `copies` the stated number of copies, `vaf` the fraction of reads (0 to 1); `genomic` the same
    change on the genome, where given; `context` what else the text states by the way (the fusion in `BCR-ABL1 T315I`);
    `note` says what was assumed.
    """

    event: Event
    origin: Origin = Origin.UNKNOWN
    gene_given: str = ""
    hgvs_c: str = ""
    transcript: str = ""
    copies: float | None = None
    genomic: GenomicChange | None = None
    flags: tuple[str, ...] = ()
    context: tuple[Event, ...] = ()
    note: str = ""
    vaf: float | None = None


def read_finding(bare: str, names: GeneNames, *, has_origin: bool = False) -> Statement | None:
    """Read a tidy text, with the fraction of reads of a small variant behind it where it is stated.

    None where it is nothing that is known; raises NotationError for a known thing with a fault.
    """
    rest, vaf = share.split(bare)
    if vaf is None:
        return _read_whole(bare, names, has_origin=has_origin)
    statement = _read_whole(rest, names, has_origin=has_origin)
    if statement is None or not isinstance(statement.event, SmallVariant):
        return _read_whole(bare, names, has_origin=has_origin)
    return replace(statement, vaf=vaf)


def _read_whole(bare: str, names: GeneNames, *, has_origin: bool) -> Statement | None:
    """Read what has a negative of its own first, then what is absent, then what is present."""
    affirmed = _AFFIRMED.sub("", bare)
    for candidate in dict.fromkeys((bare, affirmed)):
        event = fusion.named(candidate) or biomarkers.parse(candidate)
        if event is not None:
            known = _named(event, names)
            return None if known is None else Statement(known)
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


def _named(event: Event, names: GeneNames) -> Event | None:
    """Replace a name in an IHC or ISH result or a reversion by its gene symbol; None where it is no gene at all.

    A break-apart probe that is positive shows a fusion.
    """
    if not isinstance(event, Expression) and not (isinstance(event, Marker) and event.kind == "reversion"):
        return event
    name = names.resolve(event.gene)
    if name is None or (not name.known and (is_keyword(event.gene) or negative.is_negative(event.gene))):
        return None
    if isinstance(event, Marker):
        return Marker(event.kind, event.text, name.symbol) if name.known or name.given.isupper() else None
    if event.assay == "ISH" and event.result == "positive" and name.symbol in SHOWN_BY_ISH:
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
    pair = fusion.split_pair(bare, names) if _SPACED_SIGN.search(bare) else None
    if pair is not None and all(pair) and pair[0] != pair[1]:
        return Statement(fusion.orient(*pair, names))
    if "::" in bare and (fused := fusion.parse(bare, names)) is not None:
        return Statement(fused)
    for name, rest in _about(bare, names):
        statement = _about_gene(name, rest, names=names)
        if statement is not None:
            transcript = accession_of(bare) if isinstance(statement.event, SmallVariant) else ""
            return replace(statement, transcript=transcript) if transcript else statement
    pair = fusion.split_pair(_SAID_FUSED.sub("", bare), names)
    if pair is not None and pair[0] == pair[1]:
        event = gene_events.parse(pair[0], "intragenic", is_oncogene=False, is_target=False)
        return None if event is None else Statement(event)
    joined = fusion.parse(bare, names)
    return Statement(joined) if joined is not None else _of_fusion(bare, names)


def _about(bare: str, names: GeneNames) -> Iterator[tuple[GeneName, str]]:
    """Yield the gene that a text is about and what it says of it: in front, glued, joined by a hyphen, or behind."""
    if split := _split_gene(bare, names):
        yield split
    yield from _hyphenated(bare, names)
    if lost := _LOST_PROTEIN.fullmatch(bare) or _OVEREXPRESSED_FIRST.fullmatch(bare):
        name = names.resolve(lost["gene"])
        if name is not None and name.known:
            yield name, f"{lost['high']} {lost['rest']}" if "high" in lost.groupdict() else "loss of expression"
    words = bare.split()
    name = names.resolve(words[-1]) if len(words) > 1 else None
    begins = names.longest_prefix(tuple(words)) is not None or fusion.split_pair(bare, names) is not None
    if name is not None and name.known and not begins:
        rest = _IN_GENE.sub("", " ".join(words[:-1]))
        yield name, rest or words[0]


def _of_fusion(bare: str, names: GeneNames) -> Statement | None:
    """Read a change of the target in a fusion: `BCR-ABL1 T315I` is ABL1 T315I, and says that BCR::ABL1 is there."""
    found = _FUSED.fullmatch(bare)
    pair = fusion.split_pair(found["pair"], names) if found else None
    if found is None or pair is None or not all(pair) or pair[0] == pair[1]:
        return None
    joined = fusion.orient(*pair, names)
    targets = [gene for gene in pair if gene in names.three_prime or gene in names.five_prime]
    name = names.resolve(targets[0]) if len(targets) == 1 else None
    statement = _about_gene(name, found["rest"], names=names) if name else None
    if statement is None or not isinstance(statement.event, SmallVariant) or statement.event.protein is None:
        return None
    return replace(statement, context=(joined,))


def _split_gene(text: str, names: GeneNames) -> tuple[GeneName, str] | None:
    """Split the gene from what is said of it: by words, or glued (`METex14`, `FLT3-ITD`, `EGFRvIII`, `AR-V7`)."""
    if histone := _HISTONE.fullmatch(text):
        name = names.resolve(_HISTONE_GENES[histone["gene"].upper()])
        return (replace(name, given=histone["gene"]), histone["rest"]) if name else None
    if promoter := _TERT_PROMOTER.fullmatch(text):
        name = names.resolve("TERT")
        return (name, f"promoter {promoter['rest']}") if name else None
    words = words_of(_GLUED_ALIAS.sub(r"\1 (", text))
    found = names.longest_prefix(words)
    if found is not None and len(words) > found[1]:
        return _past_alias(found[0], words[found[1] :], names)
    glued = _GLUED.fullmatch(text)
    if glued and (name := names.resolve(glued["gene"])) and name.known:
        return name, glued["rest"].strip(" -")
    if len(words) > 1 and words[0] == words[0].upper() and not is_keyword(words[0]):
        name = names.resolve(words[0])
        if name is not None and fusion.split_pair(words[0], names) is None:
            return name, " ".join(words[1:])
    return None


def _past_alias(name: GeneName, rest: tuple[str, ...], names: GeneNames) -> tuple[GeneName, str]:
    """Leave out another name of the gene in parentheses: `CDKN2A (p16) R58*`, `SMARCB1 (INI1) loss`."""
    alias = _ALIAS.fullmatch(rest[0])
    other = names.resolve(alias["name"]) if alias and len(rest) > 1 else None
    if other is not None and other.symbol == name.symbol:
        given = other.given if other.given.upper() in _OTHER_PROTEINS else name.given
        return replace(name, given=given), " ".join(rest[1:])
    return name, " ".join(rest)


def accession_of(text: str) -> str:
    """Return the first accession of a transcript in a text (`NM_005228.5`, `ENST00000275493`), or an empty string."""
    found = _TRANSCRIPT.search(text)
    return found[0].rstrip(".") if found else ""


def words_of(text: str) -> tuple[str, ...]:
    """Split a text into words, colons included where they join a gene and its change; accessions are left out."""
    if ":" not in text or "::" in text:
        return tuple(word for word in text.split() if not _ACCESSION.fullmatch(word.strip("()")))
    words: list[str] = []
    for word in _OPENED_ACCESSION.sub(r"\1", text).replace(":", " ").split():
        pair = _GENE_AND_ACCESSION.fullmatch(word)
        words += pair.groups() if pair and any(map(_ACCESSION.fullmatch, pair.groups())) else (word,)
    return tuple(word for word in words if not _ACCESSION.fullmatch(word.strip("()")))


def _hyphenated(text: str, names: GeneNames) -> Iterator[tuple[GeneName, str]]:
    """Yield a gene and what a hyphen joins to it: `KRAS-mutant`, `BRAF_V600E`; a fusion partner is not meant."""
    for sign in _HYPHEN.finditer(text, 0, LONGEST_NAME):
        left, right = text[: sign.start()], text[sign.end() :].strip()
        name = names.resolve(left) if right and " " not in left else None
        if name is not None and name.known and is_keyword(right.split()[0].rstrip(",;")):
            yield name, right


def _about_gene(name: GeneName, rest: str, *, names: GeneNames) -> Statement | None:
    """Read what is said of one gene; None when it is nothing that stands alone (a fusion partner)."""
    given = name.given if name.given != name.symbol else ""
    gene, is_oncogene = name.symbol, name.symbol in names.oncogenes
    is_target = gene in names.three_prime or gene in names.five_prime
    event = gene_events.parse(gene, rest, is_oncogene=is_oncogene, is_target=is_target) or _stained(gene, rest, names)
    if event is not None:
        return _of_event(event, rest, given)
    if any(word in names.by_name for word in rest.split()):
        return None  # a second gene: PIK3CA is also written like a change
    if skipped := _skipped(gene, rest):
        return replace(skipped, gene_given=given)
    sequence = sequence_words.parse(gene, rest, x_is_stop=not is_oncogene)
    if sequence is None:
        return None
    if sequence.event.protein is not None and given.upper() in _OTHER_PROTEINS:
        hint = "give the change of p16INK4a (CDKN2A, NM_000077), or the coding change with its transcript"
        raise NotationError(f"{given} has residue numbers of its own", rest, hint=hint)
    note = "H3 without a number read as H3.3 (H3-3A)" if given.upper() == "H3" else ""
    return Statement(sequence.event, gene_given=given, hgvs_c=sequence.hgvs_c, note=note)


def _skipped(gene: str, rest: str) -> Statement | None:
    """Read a skipped exon with the coding change behind it: the laboratory says what the change does."""
    what, words, others = exon_words.split(rest)
    bare = others.strip(" ()")
    if what != "skip" or not coding.is_coding_like(bare) or " " in bare:
        return None
    event = gene_events.parse(gene, words, is_oncogene=True, is_target=False)
    return None if event is None else Statement(event, hgvs_c=str(coding.parse(bare)))


def _of_event(event: Event, rest: str, given: str) -> Statement:
    copies = gene_events.copies_of(rest) if isinstance(event, CopyNumber) else None
    is_open = event == CopyNumber(getattr(event, "gene", ""), CopyState.LOSS) and gene_events.is_unspecified_loss(rest)
    return Statement(event, gene_given=given, copies=copies, flags=(UNSPECIFIED_LOSS,) if is_open else ())


def _stained(gene: str, rest: str, names: GeneNames) -> Event | None:
    """Read a plain "positive" or "high": a fusion or a stained protein where it can mean nothing else."""
    word = rest.lower()
    if word in {"positive", "pos"} and gene in _POSITIVE_IS_FUSED:
        return fusion.orient(gene, "", names)
    if found := _OVEREXPRESSED.fullmatch(rest):
        is_high = bool(found["high"]) or "over" not in word
        return Expression(gene, "IHC", "high" if is_high else "positive") if gene in _SHOWN_BY_IHC | {"MET"} else None
    if gene not in _SHOWN_BY_IHC:
        return None
    result = {"positive": "positive", "pos": "positive", "high": "high", "low": "low"}.get(word)
    return Expression(gene, "IHC", result) if result else None
