"""Genomic changes as text: HGVS g., and the ways in which VCF, MAF, browsers and SPDI write a place and two alleles.

`NC_000007.13:g.55259515T>G`, `chr7:g.55259515T>G`, `7:55259515T>G`, `chr7:55259515 T>G`, `7-55259515-T-G`,
`7:55259515:T:G`, `7,55259515,55259515,T,G`, `hg19 chr7:55,259,515 T/G`, SPDI `NC_000007.13:55259514:T:G` (the only
one that counts from 0). Rules: HGVS nomenclature v21, DNA recommendations. Without the sequence of the genome
nothing is shifted: an insertion is a duplication only where the text itself shows the doubled bases.
"""

from __future__ import annotations

import re
from enum import StrEnum

from oncotier.domain.value import Value, replace
from oncotier.errors import NotationError
from oncotier.notation.accession import CHROMOSOMES, accession_of, chromosome_of
from oncotier.notation.lazy_pattern import ascii_pattern

__all__ = ["GenomicChange", "GenomicKind", "format_genomic", "is_genomic_like", "parse", "parse_or_none"]

_BUILD = r"(?:grch|hg|b)(?:37|38|19)(?:\.p\d{1,2})?"
_BUILD_IN_FRONT = ascii_pattern(rf"(?P<build>{_BUILD})[\s:;,/|_-]{{1,3}}(?=chr|NC_|[0-9XYM])", re.IGNORECASE)
_BUILD_BEHIND = ascii_pattern(rf"[\s,;]{{0,3}}[(\[]?(?:on |build |assembly )?(?P<build>{_BUILD})[)\]]?$", re.IGNORECASE)
_CONTIG = r"(?:chr(?:omosome)?[ _]?)?(?:[0-9]{1,2}|X|Y|MT?)(?![0-9A-Z])"
_PLACE = ascii_pattern(
    rf"(?P<contig>NC_\d{{6}}(?:\.\d{{1,2}})?|{_CONTIG})(?:\((?P<build>{_BUILD})\))?"
    r"\s?(?P<join>[:,_-]|\s)\s?(?P<system>[gm]\.\s?)?",
    re.IGNORECASE,
)
_NO_CONTIG = ascii_pattern(r"[gm]\.\d", re.IGNORECASE)
_NUMBER = r"(?:[1-9]\d{0,2}(?:,\d{3}){1,2}(?!\d)|[1-9]\d{0,8}(?!\d))"
_BASES = "[ACGTN]+"
_RANGE = rf"(?P<start>{_NUMBER})(?:\s?[_-]\s?(?P<end>{_NUMBER}))?[\s:_]{{0,2}}"
_SUBSTITUTED = ascii_pattern(
    rf"{_RANGE}(?P<old>(?:{_BASES})?)\s?(?:>|->|=>|\u2192|/|&gt;|%3E)\s?(?P<new>{_BASES})", re.IGNORECASE
)
_DELINS = ascii_pattern(rf"{_RANGE}del(?P<old>{_BASES}|\d{{1,6}})?ins(?P<new>{_BASES})", re.IGNORECASE)
_INSERTED = ascii_pattern(rf"{_RANGE}ins(?P<new>{_BASES})", re.IGNORECASE)
_PLAIN = ascii_pattern(rf"{_RANGE}(?P<kind>del|dup|inv)(?P<old>{_BASES}|\d{{1,9}})?", re.IGNORECASE)
_UNCHANGED = ascii_pattern(rf"{_RANGE}(?:{_BASES})?(?:=|%3D)", re.IGNORECASE)
_ALLELE = rf"{_BASES}|-"
_JOINED = r"[\s:,_-]{1,3}"
_ALLELES = ascii_pattern(
    rf"(?P<start>{_NUMBER})(?:{_JOINED}(?P<end>{_NUMBER}))?(?:[\s:,_-](?:rs\d{{1,12}}|\.))?"
    rf"{_JOINED}(?P<old>{_ALLELE})[\s:,_/-]{{1,3}}(?P<new>{_ALLELE})",
    re.IGNORECASE,
)
_SPDI = ascii_pattern(rf"(?P<start0>\d{{1,9}}):(?P<old>(?:{_BASES})?|\d{{1,6}}):(?P<new>(?:{_BASES})?)", re.IGNORECASE)
_LIKE = ascii_pattern(
    rf"(?:{_BUILD}[\s:;,/|_-]{{1,3}})?"
    r"(?:NC_\d|N[TW]_\d|(?:GL|JH|K[INQVZ])\d{6}"
    rf"|chr(?:omosome)?[ _]?(?:\d{{1,2}}|X|Y|MT?)(?:\({_BUILD}\))?[\s:,_-]{{1,3}}(?:[gm]\.|\d)"
    rf"|(?:\d{{1,2}}|X|Y|MT?)(?:\({_BUILD}\))?(?:\s?:\s?(?:[gm]\.|\d{{3}}|\d{{1,3}},\d{{3}})|,\d{{3,9}},|[-_]\d{{3,9}}[-_]"
    rf"|\s[gm]\.\d|\s\d{{3,9}}\s(?:[ACGTN]+\s|\d{{3}}|\.\s|-\s|rs\d)))|[gm]\.\d",
    re.IGNORECASE,
)
_HINT = "write it as chr7:g.55259515T>G, 7-55259515-T-G or NC_000007.13:g.55242465_55242479del"


class GenomicKind(StrEnum):
    """The kinds of a genomic change, as HGVS writes them."""

    SUBSTITUTION = ">"
    DELETION = "del"
    DUPLICATION = "dup"
    INSERTION = "ins"
    DELINS = "delins"
    INVERSION = "inv"


class GenomicChange(Value, frozen=True):
    """One change of the genome, on the plus strand; positions are 1-based and both ends included.

    `contig` is `1` to `22`, `X`, `Y` or `MT`; `build` is empty where the text names none. `reference` holds the bases
    from `start1` to `end1` and is empty where the text does not state them. An insertion lies between `start1` and
    `end1`, which are neighbors.
    """

    contig: str
    start1: int
    end1: int
    kind: GenomicKind
    reference: str = ""
    alternate: str = ""
    build: str = ""

    def __str__(self) -> str:
        return format_genomic(self)

    @property
    def needs_bases(self) -> bool:
        """Tell whether the alleles cannot be written without the reference bases from `start1` to `end1`."""
        return not self.reference and self.kind is not GenomicKind.INSERTION

    @property
    def alleles(self) -> tuple[int, str, str] | None:
        """The 1-based position and both alleles as a MAF writes them; None while `needs_bases`, or for an inversion.

        An empty allele is `-`, and the position of an insertion is the base in front of it.
        """
        if self.needs_bases or self.kind is GenomicKind.INVERSION:
            return None
        match self.kind:
            case GenomicKind.INSERTION:
                return self.start1, "-", self.alternate
            case GenomicKind.DUPLICATION:
                return self.end1, "-", self.reference
            case _:
                return self.start1, self.reference, self.alternate or "-"


def is_genomic_like(text: str) -> bool:
    """Tell whether a text could be a genomic change, without judging it in full."""
    return _LIKE.match(text.lstrip()) is not None


def parse_or_none(text: str) -> GenomicChange | None:
    """Read a genomic change; None for a text of another kind. Raises NotationError for a genomic one with a fault."""
    return parse(text) if is_genomic_like(text) else None


def parse(text: str) -> GenomicChange:
    """Read one genomic change and leave out what both alleles share. Raises NotationError.

    >>> str(parse("chr7:55242464 AGGAATTAAGAGAAGC>A"))
    '7:g.55242465_55242479delGGAATTAAGAGAAGC'
    """
    start0, end0, builds = 0, len(text.rstrip()), []
    start0 += len(text) - len(text.lstrip())
    if found := _BUILD_IN_FRONT.match(text, start0):
        builds.append(found["build"])
        start0 = found.end()
    if found := _BUILD_BEHIND.search(text, start0, end0):
        builds.append(found["build"])
        end0 = found.start()
    place = _PLACE.match(text, start0, end0)
    if place is None:
        words = "not a genomic change"
        if _NO_CONTIG.match(text, start0):
            words = "a genomic change without its chromosome"
        raise NotationError(words, text, start0=min(start0, end0), end0=end0, hint=_HINT)
    contig, build = _contig(place, text)
    if place["build"]:
        builds.append(place["build"])
    build = _one_build([build, *map(_build_name, builds)], text)
    rest = text[place.end() : end0]
    if place["join"] == ",":  # then a comma separates columns, not thousands
        rest = rest.replace(",", ":")
    is_spdi = place["contig"][:3].upper() == "NC_" and not place["system"] and place["join"] == ":"
    read = (_read_spdi(rest) if is_spdi else None) or _read_hgvs(rest) or _read_alleles(rest)
    if isinstance(read, str) or read is None:
        raise NotationError(
            read or "not an edit of the genome", text, start0=place.end(), end0=max(place.end(), end0), hint=_HINT
        )
    return replace(read, contig=contig, build=build)


def _contig(place: re.Match[str], text: str) -> tuple[str, str]:
    written = place["contig"]
    if written[:3].upper() == "NC_":
        known = chromosome_of(written)
        if known is None:
            raise _at(place, text, "not the accession of a chromosome of GRCh37 or GRCh38")
        return known
    bare = re.sub(r"(?i)^chr(?:omosome)?[ _]?", "", written).upper()
    bare = "MT" if bare == "M" else bare
    if bare not in CHROMOSOMES:
        raise _at(place, text, "no such chromosome")
    return bare, ""


def _at(place: re.Match[str], text: str, words: str) -> NotationError:
    return NotationError(words, text, start0=place.start("contig"), end0=place.end("contig"), hint=_HINT)


def _build_name(word: str) -> str:
    return "GRCh38" if "38" in word else "GRCh37"


def _one_build(builds: list[str], text: str) -> str:
    named = sorted(set(builds) - {""})
    if len(named) > 1:
        raise NotationError(f"{' and '.join(named)} in one change", text, hint="name the build that the position is on")
    return named[0] if named else ""


def _position(text: str) -> int:
    return int(text.replace(",", ""))


def _read_hgvs(rest: str) -> GenomicChange | str | None:
    """Read a range and its edit, without a contig; a text is what is wrong with it."""
    for pattern in (_SUBSTITUTED, _DELINS, _INSERTED, _PLAIN):
        found = pattern.fullmatch(rest)
        if found:
            break
    else:
        return "the reference base: no change" if _UNCHANGED.fullmatch(rest) else None
    groups = found.groupdict()
    start1 = _position(found["start"])
    end1 = _position(found["end"]) if found["end"] else start1
    old, new = (groups.get("old") or "").upper(), (groups.get("new") or "").upper()
    if pattern is _INSERTED:
        return _insertion(start1, end1, new, is_range=bool(found["end"]))
    count = int(old) if old.isdigit() else len(old)
    if count and not found["end"]:
        end1 = start1 + count - 1
    if end1 < start1:
        return "the range ends before it begins"
    if count and end1 - start1 + 1 != count:
        return "the bases stated do not fit the range"
    reference = "" if old.isdigit() else old
    if pattern is _PLAIN:
        return GenomicChange("", start1, end1, GenomicKind(found["kind"].lower()), reference)
    return (
        _simplest(start1, reference, new) if reference else GenomicChange("", start1, end1, GenomicKind.DELINS, "", new)
    )


def _insertion(start1: int, end1: int, new: str, *, is_range: bool) -> GenomicChange | str:
    if not is_range or end1 != start1 + 1:
        return "an insertion lies between two neighbors: 100_101insA"
    return GenomicChange("", start1, end1, GenomicKind.INSERTION, "", new)


def _read_alleles(rest: str) -> GenomicChange | str | None:
    """Read a position and two alleles behind separators, as VCF, MAF and browsers join them."""
    found = _ALLELES.fullmatch(rest)
    if not found:
        return None
    start1 = _position(found["start"])
    old, new = (found[name].upper().replace("-", "") for name in ("old", "new"))
    end1 = _position(found["end"]) if found["end"] else None
    if end1 is not None and end1 - start1 + 1 != len(old) and not (not old and end1 - start1 in {0, 1}):
        return "the reference allele does not fit the range"
    if not old:  # a MAF insertion stands behind its position
        return GenomicChange("", start1, start1 + 1, GenomicKind.INSERTION, "", new) if new else "two empty alleles"
    return _simplest(start1, old, new)


def _read_spdi(rest: str) -> GenomicChange | str | None:
    """Read SPDI: a 0-based position, what is deleted (or its length), what is inserted."""
    found = _SPDI.fullmatch(rest)
    if not found:
        return None
    start1, old, new = int(found["start0"]) + 1, found["old"].upper(), found["new"].upper()
    if old.isdigit() and int(old):
        end1 = start1 + int(old) - 1
        return GenomicChange("", start1, end1, GenomicKind.DELINS if new else GenomicKind.DELETION, "", new)
    if not old.strip("0"):
        return (
            GenomicChange("", start1 - 1, start1, GenomicKind.INSERTION, "", new) if new and start1 > 1 else "no change"
        )
    return _simplest(start1, old, new)


def _simplest(start1: int, old: str, new: str) -> GenomicChange | str:
    """Leave out what both alleles share, at the beginning first; an insertion that repeats is a duplication."""
    before = _shared(old, new)
    behind = _shared(old[before:][::-1], new[before:][::-1])
    reference, alternate = (text[before : len(text) - behind] for text in (old, new))
    first1 = start1 + before
    last1 = first1 + len(reference) - 1
    if not reference and not alternate:
        return "the alternate allele is the reference: no change"
    if not alternate:
        return GenomicChange("", first1, last1, GenomicKind.DELETION, reference)
    if reference:
        kind = GenomicKind.SUBSTITUTION if len(reference) == len(alternate) == 1 else GenomicKind.DELINS
        return GenomicChange("", first1, last1, kind, reference, alternate)
    if old[:before].endswith(alternate):
        return GenomicChange("", first1 - len(alternate), first1 - 1, GenomicKind.DUPLICATION, alternate)
    if first1 == 1:
        return "nothing lies in front of the first base"
    return GenomicChange("", first1 - 1, first1, GenomicKind.INSERTION, "", alternate)


def _shared(one: str, two: str) -> int:
    return next((index for index, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def format_genomic(change: GenomicChange) -> str:
    """Write a change the HGVS way, with its accession where the build is known; `parse` reads it back.

    >>> format_genomic(parse("GRCh38 7-55191822-T-G"))
    'NC_000007.14:g.55191822T>G'
    """
    accession = accession_of(change.contig, change.build)
    contig = accession or (f"{change.build}:{change.contig}" if change.build else change.contig)
    system = "m" if change.contig == "MT" else "g"
    place = str(change.start1) if change.start1 == change.end1 else f"{change.start1}_{change.end1}"
    return f"{contig}:{system}.{place}{_written(change)}"


def _written(change: GenomicChange) -> str:
    match change.kind:
        case GenomicKind.SUBSTITUTION:
            return f"{change.reference}>{change.alternate}"
        case GenomicKind.DELINS:
            return f"del{change.reference}ins{change.alternate}"
        case GenomicKind.INSERTION:
            return f"ins{change.alternate}"
        case _:
            return f"{change.kind.value}{change.reference}"
