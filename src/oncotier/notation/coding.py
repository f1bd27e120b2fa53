"""Coding-sequence changes as text: HGVS c., and the dialects that laboratories write.

Rules: HGVS nomenclature v21, DNA recommendations. Dialects: missing `c.`, an accession or gene in front, ANNOVAR's
`c.C944T`, Foundation Medicine's `2488_2490delGAG` and `205-8_205-2>CCTC`, lengths behind `del`, one position for a
change of several bases (`185delAG`), small letters.
"""

from __future__ import annotations

import re
from functools import lru_cache

from oncotier.domain.value import Value
from oncotier.errors import NotationError
from oncotier.notation.lazy_pattern import ascii_pattern

__all__ = ["CodingChange", "CodingPosition", "is_coding_like", "parse"]

_PREFIX = ascii_pattern(r"^(?!chr|NC_)(?:[A-Za-z0-9_.]+(?:\([A-Za-z0-9_.-]+\))?:)?\s*(?:c\.)?", re.IGNORECASE)
_NUMBER = "[1-9][0-9]{0,5}"  # the longest coding sequence (titin) has six digits; a longer number is a genomic place
_POSITION = rf"(\*|-)?({_NUMBER})(?![0-9])([+-][1-9][0-9]{{0,6}}(?![0-9]))?"
_RANGE = ascii_pattern(rf"{_POSITION}(?:_{_POSITION})?")
_ANNOVAR = ascii_pattern(rf"([ACGT])({_NUMBER})([ACGT])", re.IGNORECASE)
_SUBSTITUTED = ascii_pattern(r"(?P<old>[ACGTN]*)>(?:(?P<new>[ACGTN]+)|(?P<length>[1-9][0-9]{0,5}))", re.IGNORECASE)
_DELINS = ascii_pattern(
    r"del(?P<old>[ACGTN]+|[1-9][0-9]{0,5})?ins(?P<new>\(?(?:[ACGTN]+|[1-9][0-9]{0,5})\)?)", re.IGNORECASE
)
_INSERTED = ascii_pattern(r"ins(?P<new>\(?(?:[ACGTN]+|[1-9][0-9]{0,5})\)?)", re.IGNORECASE)
_PLAIN = ascii_pattern(r"(?P<kind>del|dup|inv)(?P<old>[ACGTN]+|[1-9][0-9]{0,5})?", re.IGNORECASE)
_UNCHANGED = ascii_pattern(r"[ACGT]*=", re.IGNORECASE)
_LIKE = ascii_pattern(
    r"(?:\*|-)?\d+(?:[+-]\d+)?(?:_(?:\*|-)?\d+(?:[+-]\d+)?)?(?:[ACGT]*>|del|ins|dup|inv|=)", re.IGNORECASE
)
_SHORT = 60  # characters of a name that is remembered
_START_CODON = 3
_NEAR_EXON = 2
_ROOM_TO_SPLICE = 50


class CodingPosition(Value, frozen=True, order=True):
    """A place on a transcript: `region` 5 (before the start), 0 (coding) or 3 (behind the stop), base, offset.

    `base` counts from 1 as HGVS does; `offset` is the distance into the intron, signed, 0 in an exon.
    """

    region: int
    base: int
    offset: int = 0

    def __str__(self) -> str:
        sign = {5: "-", 0: "", 3: "*"}[self.region]
        return f"{sign}{self.base}{self.offset:+d}" if self.offset else f"{sign}{self.base}"

    @property
    def along(self) -> tuple[int, int, int]:
        """A key that grows from the 5' to the 3' end of the transcript."""
        return {5: 0, 0: 1, 3: 2}[self.region], -self.base if self.region == 5 else self.base, self.offset


class CodingChange(Value, frozen=True):
    """One coding-sequence change; `edit` is what stands behind the position (`A>G`, `del`, `dup`, `delinsTT`)."""

    first: CodingPosition
    last: CodingPosition
    edit: str

    def __str__(self) -> str:
        place = str(self.first) if self.first == self.last else f"{self.first}_{self.last}"
        return f"c.{place}{self.edit}"

    @property
    def is_canonical_splice(self) -> bool:
        """Tell whether it touches the two intronic bases next to an exon (+1, +2, -1, -2)."""
        if not (self.first.offset or self.last.offset):
            return False
        if not self.is_inside_intron:
            return self.edit != "dup"  # one of the two copies keeps the border and what lies beside it
        distances = (abs(self.first.offset), abs(self.last.offset))
        near = max(distances) if self.edit.startswith("ins") else min(distances)
        return near <= _NEAR_EXON

    @property
    def is_inside_intron(self) -> bool:
        """Tell whether both ends lie in the same intron: beside the same exon, or from one exon's end to the next."""
        before, behind = self.first, self.last
        if not (before.offset and behind.offset):
            return False
        if (before.region, before.base) == (behind.region, behind.base):
            return (before.offset > 0) == (behind.offset > 0)
        return before.offset > 0 > behind.offset and behind.along[1] - before.along[1] == 1

    @property
    def copied_length(self) -> int | None:
        """Return how many bases a duplication across exon borders adds to the transcript; None where it is no such.

        A duplication of whole exons with 50 and more intronic bases on both sides adds their exonic bases only; with
        fewer, whether the copy can be spliced is open.
        """
        before, behind = self.first, self.last
        if self.edit != "dup" or before.region or behind.region or self.is_inside_intron:
            return None
        exonic = behind.base - before.base + 1
        if before.offset < 0 and behind.offset > 0:
            return exonic if min(-before.offset, behind.offset) >= _ROOM_TO_SPLICE else None
        if before.offset < 0 == behind.offset:
            return exonic - before.offset
        return exonic + behind.offset if before.offset == 0 < behind.offset else None

    @property
    def is_promoter(self) -> bool:
        """Tell whether it lies before the first base of the coding sequence."""
        return self.first.region == 5 and self.last.region == 5 and not (self.first.offset or self.last.offset)

    @property
    def breaks_start(self) -> bool:
        """Tell whether a base of the start codon is replaced or lost: ATG is the only codon of methionine."""
        exonic = self.last.region == 0 and not (self.first.offset or self.last.offset)
        from_start = self.first.along <= CodingPosition(0, _START_CODON).along
        return exonic and from_start and (">" in self.edit or self.edit == "del")

    @property
    def net_length(self) -> int | None:
        """Return by how many bases an exonic change lengthens the coding sequence; None where it does not say."""
        if self.first.region or self.last.region or self.first.offset or self.last.offset:
            return None
        span = self.last.base - self.first.base + 1
        kind, _, inserted = self.edit.partition("ins")
        added = int(inserted) if inserted.isdigit() else len(inserted)
        lengths = {"del": -span, "dup": span}
        if "ins" in self.edit:
            return added - span if kind == "del" else added
        return lengths.get(self.edit)


def is_coding_like(text: str) -> bool:
    """Tell whether a word could be a coding change, without judging it in full."""
    bare = text.rpartition(":")[2]
    return bare.startswith("c.") or bool(_LIKE.match(bare))


def parse(text: str) -> CodingChange:
    """Read one coding change and write it the HGVS way (deleted bases are not repeated). Raises NotationError.

    >>> str(parse("NM_005228.5(EGFR):c.2573T>G")), str(parse("2488_2490delGAG")), str(parse("c.C944T"))
    ('c.2573T>G', 'c.2488_2490del', 'c.944C>T')
    """
    return (_parsed if len(text) <= _SHORT else _parsed.__wrapped__)(text)


@lru_cache(maxsize=4096)  # the hotspots of tumors are named again and again
def _parsed(text: str) -> CodingChange:
    unescaped = text.strip().replace("%3D", "=").replace("%3d", "=").replace("&gt;", ">").replace("%3E", ">")
    bare = _PREFIX.sub("", unescaped, count=1).replace(" ", "")
    annovar = _ANNOVAR.fullmatch(bare)
    if annovar:
        bare = f"{annovar[2]}{annovar[1]}>{annovar[3]}"
    found = _RANGE.match(bare)
    if not found:
        raise NotationError("not a coding change", text, hint="write it as c.2573T>G or c.2236_2250del")
    first = _position(found[1], found[2], found[3])
    last = _position(found[4], found[5], found[6]) if found[5] else first
    read = _edit(bare[found.end() :])
    if read is None:
        start0 = text.find(bare[found.end() :]) if found.end() < len(bare) else -1
        raise NotationError(
            "not an edit of the sequence", text, start0=max(start0, 0), hint="edits: T>G del dup delinsTT"
        )
    return _change(first, last, *read, text)


def _change(first: CodingPosition, last: CodingPosition, edit: str, old: str, text: str) -> CodingChange:
    """Build the change; bases (or their number) stated behind the place must fit it, and may complete it."""
    old_length = _count(old)
    exonic = not (first.region or last.region or first.offset or last.offset)
    if edit.startswith("ins") and exonic and first == last:  # "5382insC" names the base in front only
        last = CodingPosition(0, first.base + 1)
    if edit.startswith("ins") or first.region == last.region == 5:  # 5' of the start the numbers fall
        first, last = sorted((first, last), key=lambda place: place.along)
    if last.along < first.along:
        raise NotationError("the range ends before it begins", text)
    if exonic and old_length:
        if first == last:  # "185delAG" names the first of the deleted bases only
            last = CodingPosition(0, first.base + old_length - 1)
        if last.base - first.base + 1 != old_length:
            raise NotationError("the bases stated do not fit the range", text)
        if edit.startswith("delins") and old.isalpha() and edit[6:].isalpha():
            return _simplest(first.base, old, edit[6:], text)
    return CodingChange(first, last, edit)


def _simplest(base: int, old: str, new: str, text: str) -> CodingChange:
    """Leave out the exonic bases that a delins takes away and puts back: a substitution, del, ins or delins is left."""
    before = _shared(old, new)
    behind = _shared(old[before:][::-1], new[before:][::-1])
    gone, added = (bases[before : len(bases) - behind] for bases in (old, new))
    start = base + before
    first, last = CodingPosition(0, start), CodingPosition(0, start + len(gone) - 1)
    if not gone and not added:
        raise NotationError("the bases are replaced by themselves", text)
    if not added:
        return CodingChange(first, last, "del")
    if gone:
        return CodingChange(first, last, f"{gone}>{added}" if len(gone) == len(added) == 1 else f"delins{added}")
    if old[:before].endswith(added):
        return CodingChange(CodingPosition(0, start - len(added)), CodingPosition(0, start - 1), "dup")
    if not before:
        return CodingChange(CodingPosition(0, base), CodingPosition(0, base + len(old) - 1), f"delins{new}")
    return CodingChange(CodingPosition(0, start - 1), CodingPosition(0, start), f"ins{added}")


def _shared(one: str, two: str) -> int:
    """Return how many first letters two texts share."""
    return next((index for index, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _position(sign: str | None, base: str, offset: str | None) -> CodingPosition:
    region = {"-": 5, "*": 3, None: 0}[sign]
    return CodingPosition(region, int(base), int(offset or 0))


def _edit(text: str) -> tuple[str, str] | None:
    """Return the edit in HGVS words, and the bases of the reference that it states, or their number."""
    if _UNCHANGED.fullmatch(text):
        return "=", ""
    if found := _SUBSTITUTED.fullmatch(text):
        old, new = found["old"].upper(), (found["new"] or found["length"]).upper()
        single = len(old) == len(new) == 1 and found["new"]
        return (f"{old}>{new}" if single else f"delins{new}"), old
    if found := _DELINS.fullmatch(text):
        return f"delins{_bases(found['new'])}", (found["old"] or "").upper()
    if found := _INSERTED.fullmatch(text):
        return f"ins{_bases(found['new'])}", ""
    if found := _PLAIN.fullmatch(text):
        return found["kind"].lower(), (found["old"] or "").upper()
    return None


def _bases(text: str) -> str:
    return text.strip("()").upper()


def _count(stated: str) -> int:
    return int(stated) if stated.isdigit() else len(stated)
