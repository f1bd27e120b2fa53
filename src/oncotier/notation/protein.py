"""Protein changes as text: HGVS p., short and long, and the dialects that laboratories write.

Rules: HGVS nomenclature v21, protein recommendations. Dialects: missing `p.`, parentheses, `X` and `Ter` for a
stop, ranges without residues (`745_750del`), `>` for a delins, lengths instead of sequences (`ins23`), deleted
residues behind `del`, `delE746-A750`, the legacy `EL746IP`, capitals (`VAL600GLU`), and `X1010_splice`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from oncotier.domain.protein import (
    Deletion,
    Delins,
    Duplication,
    Extension,
    Frameshift,
    Insertion,
    ProteinChange,
    Residue,
    Splice,
    StartLoss,
    Substitution,
    Synonymous,
)
from oncotier.errors import NotationError
from oncotier.notation.aminoacid import THREE_LETTER, to_one_letter, to_three_letter
from oncotier.notation.lazy_pattern import ascii_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["format_long", "format_short", "is_protein_like", "parse"]

_AA = "[ACDEFGHIKLMNPQRSTUVWXY*]"
_NUMBER = "[1-9][0-9]{0,6}"
_RANGE = rf"(?P<aa1>{_AA}?)(?P<pos1>{_NUMBER})(?:_(?P<aa2>{_AA}?)(?P<pos2>{_NUMBER}))?"
_STATED = rf"(?P<stated>{_AA}+|{_NUMBER})?"
_ADDED = rf"(?:(?P<seq>{_AA}+)|\(?(?P<length>{_NUMBER})\)?)"
_SUBSTITUTION = ascii_pattern(rf"(?P<ref>{_AA}(?=\d)|(?=\d+[*X]))(?P<pos>{_NUMBER})(?P<alt>{_AA})")
_SYNONYMOUS = ascii_pattern(rf"(?P<ref>{_AA}?)(?P<pos>{_NUMBER})=")
_START_LOSS = ascii_pattern(rf"M1(?:\?|del|{_AA}ext.*|_(?:\?|{_AA}?{_NUMBER})del(?:ins{_AA}+)?)")
_FRAMESHIFT = ascii_pattern(rf"(?P<ref>{_AA}?)(?P<pos>{_NUMBER})(?P<alt>{_AA}?)fs(?:[*X]?(?P<stop>{_NUMBER}|\?)|[*X])?")
_EXTENSION = ascii_pattern(rf"[*X](?P<pos>{_NUMBER})(?P<alt>{_AA}?)ext(?:[*X]?(?P<stop>{_NUMBER}|\?)|[*X])?")
_DELINS = ascii_pattern(rf"{_RANGE}(?:del{_STATED}ins|>){_ADDED}")
_INSERTION = ascii_pattern(rf"{_RANGE}ins{_ADDED}")
_DELETION = ascii_pattern(rf"{_RANGE}del{_STATED}")
_DUPLICATION = ascii_pattern(rf"{_RANGE}dup{_STATED}")
_SPLICE = ascii_pattern(rf"{_AA}?(?P<pos>{_NUMBER})_?splice")
_LEGACY_DELINS = ascii_pattern(
    r"(?P<refs>[ACDEFGHIKLMNPQRSTVWY]{2,})(?P<pos>[1-9][0-9]{1,6})(?P<alts>[ACDEFGHIKLMNPQRSTVWY]+)"
)
_LEGACY_RANGE = ascii_pattern(rf"(?P<pos1>{_NUMBER})_(?P<pos2>{_NUMBER})(?P<refs>{_AA}+)>(?P<alts>{_AA}+)")
_RUN = ascii_pattern(rf"(?:(?P<refs>[ACDEFGHIKLMNPQRSTVWY]{{2,}})|-)(?P<pos>{_NUMBER})(?:(?P<fs>fs)(?:\*\d*)?|del)")
_CODON_ONLY = ascii_pattern(rf"(?P<ref>[ACDEFGHIKLMNPQRSTVWY])(?P<pos>{_NUMBER})")
_PREFIX = ascii_pattern(r"^(?:[A-Za-z0-9_.]+(?:\([A-Za-z0-9_-]+\))?:)?\s*(?:[pP]\.\s*)?")
_REORDERED = (
    (ascii_pattern(rf"^(?:del|Δ)({_AA}\d+(?:[_-]{_AA}?\d+)?)$"), r"\1del"),
    (ascii_pattern(rf"^({_AA}?\d+)-({_AA}?\d+)(?=del|dup|ins|>)"), r"\1_\2"),
)
_SHOUTED = ascii_pattern(r"(?<=\d)(?:DELINS|DEL|DUP|INS|_?SPLICE)|(?<=\d)[A-Z]?FS(?=[*X\d]|$)")
_NO_PROTEIN = ascii_pattern(r"\S*[pP]\.[(\[]*0\??[)\]]*")
_LIKE = ascii_pattern(
    r"[pP]\.(?:[A-Z]{2,}\d+(?:fs|del)|-\d+fs)"
    rf"|(?:[pP]\.)?[(\[]*(?:(?:(?i:{THREE_LETTER})|[A-Z*])?\d|[A-Z]{{2,}}\d+[A-Z]+$|(?:del|Δ)[A-Z]\d)"
)
_SOUND = ascii_pattern(
    rf"[(\[]*(?:{THREE_LETTER}|{_AA})?\d+(?:_(?:{THREE_LETTER}|{_AA})?\d+)?(?:delins|del|dup|ins|fs|ext|>)?",
    re.IGNORECASE,
)
_SHORT = 60  # characters of a name that is remembered
_HINT = "write a protein change as L858R, E746_A750del, S1982Rfs*22 or p.(Leu858Arg)"


def is_protein_like(text: str) -> bool:
    """Tell whether a word could be a protein change, without judging it in full."""
    return bool(_LIKE.match(text))


def parse(text: str, *, x_is_stop: bool = True) -> ProteinChange:
    """Read one protein change.

    `x_is_stop` reads a final `X` as a stop (`R213X`); otherwise it stays "any residue" (`G719X`), as papers write
    hotspots of oncogenes, so that `parse(format_short(x), x_is_stop=False) == x`. `Xaa` is never a stop.
    Raises NotationError.

    >>> format_short(parse("p.(Glu746_Ala750del)"))
    'E746_A750del'
    """
    return (_parsed if len(text) <= _SHORT else _parsed.__wrapped__)(text, x_is_stop)


@lru_cache(maxsize=4096)  # the hotspots of tumors are named again and again
def _parsed(text: str, x_is_stop: bool) -> ProteinChange:
    cleaned = _clean(text)
    x_is_stop = x_is_stop and "xaa" not in text.lower()
    words = "not a protein change"
    if _NO_PROTEIN.fullmatch(text.strip()):
        return StartLoss()  # `p.0?`: no protein is made, as a rule for want of a start
    try:
        for reader in (_read_point, _read_frame, _read_range, _read_rest):
            change = reader(cleaned, x_is_stop=x_is_stop)
            if change is not None:
                return change
        run = _read_run(cleaned) if "p." in text else None  # without the prefix `TP53del` is a gene
        if run is not None:
            return run
    except _ContradictionError as contradiction:
        words = str(contradiction)
    raise _fault(words, text)


class _ContradictionError(Exception):
    """A change that is well written but contradicts itself."""


def _fault(words: str, text: str) -> NotationError:
    """Point at what stands behind the last part that makes sense, or at the whole change."""
    prefix = _PREFIX.match(text)
    start0 = prefix.end() if prefix else 0
    end0 = max(start0, len(text.rstrip()))
    sound = _SOUND.match(text, start0)
    if sound and sound.end() < end0 and words == "not a protein change":
        start0 = sound.end()
    if start0 == end0:
        start0 = 0
    return NotationError(words, text, start0=start0, end0=end0, hint=_HINT)


def _clean(text: str) -> str:
    bare = _PREFIX.sub("", text.strip().replace("%3D", "=").replace("%3d", "="), count=1).strip("[] ")
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1].strip("[] ")
    bare = to_one_letter(bare)
    bare = _SHOUTED.sub(lambda found: found[0].replace("FS", "fs") if "FS" in found[0] else found[0].lower(), bare)
    for pattern, replacement in _REORDERED:
        bare = pattern.sub(replacement, bare)
    return bare


def _residue(position: str, amino_acid: str | None) -> Residue:
    return Residue(int(position), "" if amino_acid in (None, "X") else str(amino_acid))


def _stop(text: str | None) -> int | None:
    return int(text) if text and text != "?" else None


def _read_point(text: str, *, x_is_stop: bool) -> ProteinChange | None:
    if _START_LOSS.fullmatch(text):
        return StartLoss()
    if found := _SYNONYMOUS.fullmatch(text):
        return Synonymous(_residue(found["pos"], found["ref"]))
    found = _SUBSTITUTION.fullmatch(text)
    if not found:
        return None
    unknown = "" if found["alt"] == "*" else "*"  # `X307*` is no stop that stays: its X is a residue not named
    at = Residue(int(found["pos"]), unknown if found["ref"] == "X" else found["ref"])
    return _point(at, "*" if found["alt"] == "X" and x_is_stop else found["alt"])


def _point(at: Residue, alternate: str) -> ProteinChange:
    """Return what one residue in the place of another is: a lost start, a lost stop, or a substitution."""
    if at.amino_acid == alternate:
        return Synonymous(at)
    if at == Residue(1, "M"):
        return StartLoss()
    if at.amino_acid == "*":
        return Extension(at, alternate.replace("X", ""))
    return Substitution(at, alternate)


def _read_frame(text: str, *, x_is_stop: bool) -> ProteinChange | None:
    if found := _FRAMESHIFT.fullmatch(text):
        stop = _stop(found["stop"])
        alternate = "*" if found["alt"] == "X" and x_is_stop else found["alt"]
        at = Residue(int(found["pos"]), found["ref"].replace("X", ""))
        if at.amino_acid == "*":
            return Extension(at, alternate.strip("X*"), stop)
        return Substitution(at, "*") if alternate == "*" or stop == 1 else Frameshift(at, alternate, stop)
    if found := _EXTENSION.fullmatch(text):
        return Extension(Residue(int(found["pos"]), "*"), found["alt"].strip("X*"), _stop(found["stop"]))
    return None


def _read_range(text: str, *, x_is_stop: bool) -> ProteinChange | None:
    if found := _DELINS.fullmatch(text):
        inserted = _inserted(found["seq"], x_is_stop=x_is_stop)
        first, last = _ends(found, found["stated"] or "")
        stated = found["stated"] or ""
        removed = stated if stated.isalpha() and "X" not in stated else _between(first, last)
        return _simplest_delins(Delins(first, last, inserted, int(found["length"] or len(inserted))), removed)
    if found := _INSERTION.fullmatch(text):
        inserted = _inserted(found["seq"], x_is_stop=x_is_stop)
        first, last = _insertion_ends(found)
        return _repeated(first, last, inserted) or Insertion(
            first, last, inserted, int(found["length"] or len(inserted))
        )
    if found := _DELETION.fullmatch(text):
        return Deletion(*_ends(found, found["stated"] or ""))
    if found := _DUPLICATION.fullmatch(text):
        return Duplication(*_ends(found, found["stated"] or ""))
    return None


def _read_rest(text: str, *, x_is_stop: bool) -> ProteinChange | None:
    del x_is_stop
    if found := _SPLICE.fullmatch(text):
        return Splice(Residue(int(found["pos"])))  # which residue the codon held says nothing of the site
    if found := _LEGACY_DELINS.fullmatch(text):
        refs, alts = found["refs"], found["alts"]
        first = Residue(int(found["pos"]), refs[0])
        last = Residue(first.position + len(refs) - 1, refs[-1])
        return _simplest_delins(Delins(first, last, alts, len(alts)), refs)
    if found := _LEGACY_RANGE.fullmatch(text):
        refs, alts = found["refs"], found["alts"]
        first, last = Residue(int(found["pos1"]), refs[0]), Residue(int(found["pos2"]), refs[-1])
        if last.position - first.position + 1 != len(refs):
            raise _ContradictionError("the residues stated do not fit the range")
        return _simplest_delins(Delins(first, last, alts, len(alts)), refs)
    if found := _CODON_ONLY.fullmatch(text):
        return Substitution(Residue(int(found["pos"]), found["ref"]), "X")
    return None


def _read_run(text: str) -> ProteinChange | None:
    """Read a frameshift or deletion with all its residues in front, as early TCGA files write it: `WQ288fs`, `-287fs`.

    A `-` stands for an insertion behind a whole codon: which residue comes first is not said.
    """
    found = _RUN.fullmatch(text)
    if not found:
        return None
    refs, first = found["refs"] or "", int(found["pos"])
    if found["fs"]:
        return Frameshift(Residue(first, refs[:1]), "", None)
    return Deletion(Residue(first, refs[0]), Residue(first + len(refs) - 1, refs[-1])) if refs else None


def _inserted(sequence: str | None, *, x_is_stop: bool) -> str:
    return (sequence or "").replace("X", "*") if x_is_stop else sequence or ""


def _ends(found: re.Match[str], stated: str = "") -> tuple[Residue, Residue]:
    """Return both ends; residues (or their number) stated behind `del` or `dup` must fit, and may complete them."""
    first = _residue(found["pos1"], found["aa1"])
    last = _residue(found["pos2"], found["aa2"]) if found["pos2"] else first
    if last.position < first.position:
        raise _ContradictionError("the range ends before it begins")
    if not stated:
        return first, last
    named = "" if stated[0].isdigit() else stated
    count = len(named) or int(stated)
    if first == last and count > 1:  # "E746delELREA" names the first residue only
        last = Residue(first.position + count - 1)
    if count != last.position - first.position + 1:
        raise _ContradictionError("the residues stated do not fit the range")
    return _completed(first, named[:1]), _completed(last, named[-1:])


def _completed(at: Residue, amino_acid: str) -> Residue:
    known = amino_acid.replace("X", "")
    if known and at.amino_acid and known != at.amino_acid:
        raise _ContradictionError("the residues stated do not fit the range")
    return Residue(at.position, at.amino_acid or known)


def _insertion_ends(found: re.Match[str]) -> tuple[Residue, Residue]:
    first, last = _ends(found)
    if first == last:  # "K602insX" names the left neighbor only
        last = Residue(first.position + 1)
    if last.position != first.position + 1:
        raise _ContradictionError("an insertion lies between two neighbors")
    return first, last


def _repeated(first: Residue, last: Residue, inserted: str) -> Duplication | None:
    """Return the duplication that an insertion is where its two neighbors alone prove it (HGVS: dup before ins).

    `H773_V774insH` repeats one neighbor; `P772_H773insHP` reads PHPH, the repeat of both.
    """
    one, two = first.amino_acid, last.amino_acid
    if inserted and inserted == two:
        return Duplication(last, last)
    if inserted and inserted == one:
        return Duplication(first, first)
    return Duplication(first, last) if one and two and inserted == two + one else None


def _between(first: Residue, last: Residue) -> str:
    """Return the residues of a range of one or two, where both ends are named."""
    named = first.amino_acid if first == last else first.amino_acid + last.amino_acid
    return named if len(named) == last.position - first.position + 1 else ""


def _simplest_delins(change: Delins, removed: str) -> ProteinChange:
    """Leave out what a delins removes and puts back, where the removed residues are known (HGVS: 3' rule).

    What is left may be a substitution, a deletion or an insertion; ends that nobody named leave it as it is.
    """
    inserted = change.inserted
    if inserted == "*" and change.first == change.last:
        return Substitution(change.first, inserted)
    if not removed or not inserted or ("*" in inserted and len(removed + inserted) > 2):
        return change
    before = _shared(removed, inserted)
    behind = _shared(removed[before:][::-1], inserted[before:][::-1])
    old, new = (text[before : len(text) - behind] for text in (removed, inserted))
    start = change.first.position + before
    first, last = Residue(start, old[:1]), Residue(start + len(old) - 1, old[-1:])
    if not old and not new:
        return Synonymous(change.first) if len(removed) == 1 else change
    if not old:
        neighbors = Residue(start - 1, removed[before - 1]), Residue(start, removed[before : before + 1])
        if before and behind:
            return _repeated(*neighbors, new) or Insertion(*neighbors, new, len(new))
        return change
    if not new:
        return Deletion(first, last)
    return _point(first, new) if len(old) == len(new) == 1 else Delins(first, last, new, len(new))


def _shared(one: str, two: str) -> int:
    """Return how many first letters two texts share."""
    return next((index for index, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def format_short(change: ProteinChange) -> str:
    """Write a change in one-letter code without `p.`: the form of the labels."""
    return _short(change) if isinstance(change, Substitution) else _format(change, str)


@lru_cache(maxsize=4096)
def _short(change: Substitution) -> str:
    return _format(change, str)


def format_long(change: ProteinChange) -> str:
    """Write a change in three-letter code, in the parentheses of a predicted consequence: `p.(Leu858Arg)`."""
    if isinstance(change, Splice):
        return "p.?"
    return f"p.({_long(change) if isinstance(change, Substitution) else _format(change, to_three_letter)})"


@lru_cache(maxsize=4096)
def _long(change: Substitution) -> str:
    return _format(change, to_three_letter)


def _format(change: ProteinChange, write: Callable[[str], str]) -> str:
    def residue(at: Residue) -> str:
        return f"{write(at.amino_acid)}{at.position}"

    def span(first: Residue, last: Residue) -> str:
        return residue(first) if first == last else f"{residue(first)}_{residue(last)}"

    match change:
        case Substitution(at, alternate):
            return residue(at) + write(alternate)
        case Synonymous(at):
            return residue(at) + "="
        case StartLoss():
            return f"{write('M')}1?"
        case Deletion(first, last):
            return span(first, last) + "del"
        case Duplication(first, last):
            return span(first, last) + "dup"
        case Insertion(first, last, inserted, length):
            return f"{span(first, last)}ins{write(inserted) or length}"
        case Delins(first, last, inserted, length):
            return f"{span(first, last)}delins{write(inserted) or length}"
        case Frameshift(at, alternate, stop):
            return residue(at) + write(alternate) + "fs" + (f"{write('*')}{stop}" if stop else "")
        case Extension(at, alternate, stop):
            return residue(at) + write(alternate) + "ext" + (f"{write('*')}{stop}" if stop else "")
        case Splice(at):
            return f"{write(at.amino_acid) or 'X'}{at.position}_splice"
