"""The alleles of a record as one edit of the genome: read, trimmed, and joined where neighbors lie on one haplotype."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.observation import Locus
from oncotier.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Edit", "join", "read_edit", "trim"]

_SINGLE = frozenset("ACGT")


class Edit(Value, frozen=True):
    """The bases from `start0` up to `end0` (0-based half-open) replaced by `inserted`, in capitals.

    `stated0` and `stated` are the record's own reference bases before trimming: what the reference must say.
    """

    start0: int
    end0: int
    inserted: str
    stated0: int
    stated: str


def read_edit(locus: Locus, *, anchored: bool = False) -> Edit | str:
    """Return the edit of a record, or in words why it has none.

    A `-` is an empty allele as a MAF writes it; the position of a MAF insertion is the base in front of it.
    `anchored` takes a shared beginning away first: the edit lies where the record puts it, behind its anchor base.
    """
    reference, alternate = locus.reference, locus.alternate
    if reference in _SINGLE and alternate in _SINGLE and reference != alternate:
        return Edit(locus.pos1 - 1, locus.pos1, alternate, locus.pos1 - 1, reference)
    start0 = locus.pos1 - 1
    reference, alternate = reference.upper(), alternate.upper()
    if reference == "-":
        reference, start0 = "", start0 + 1
    alternate = "" if alternate == "-" else alternate
    words = _fault(reference, alternate)
    if words:
        return words
    if anchored:
        behind, old, new = trim(reference[::-1], alternate[::-1])
        before, old, new = len(reference) - behind - len(old), old[::-1], new[::-1]
    else:
        before, old, new = trim(reference, alternate)
    return Edit(start0 + before, start0 + before + len(old), new, start0, reference)


def _fault(reference: str, alternate: str) -> str:
    if alternate == "*":
        return "the allele * stands for a deletion that another record names"
    if any(sign in alternate for sign in "<>[]."):
        return "a symbolic or breakend allele names no bases"
    if set(reference + alternate) - _SINGLE:
        return f"the alleles {reference}>{alternate} are not all A, C, G or T"
    if reference == alternate:
        return "the alternate allele is the reference"
    return ""


def trim(reference: str, alternate: str) -> tuple[int, str, str]:
    """Leave out what both alleles share, at the end first; return the length of the shared beginning and the rest.

    >>> trim("AGGAATTAAGAGAAGC", "A"), trim("GATA", "GACA")
    ((1, 'GGAATTAAGAGAAGC', ''), (2, 'T', 'C'))
    """
    shared = min(len(reference), len(alternate))
    behind = 0
    while behind < shared and reference[-1 - behind] == alternate[-1 - behind]:
        behind += 1
    before = 0
    while before < shared - behind and reference[before] == alternate[before]:
        before += 1
    return before, reference[before : len(reference) - behind], alternate[before : len(alternate) - behind]


def join(loci: tuple[Locus, ...], between: Callable[[int, int], str]) -> Locus | str:
    """Return several changes of one haplotype as one; `between` reads the bases that none of them states.

    Returns words where they overlap, or where a base between them is not known.
    """
    edits: list[Edit] = []
    for locus in loci:
        edit = read_edit(locus, anchored=True)
        if isinstance(edit, str):
            return edit
        edits.append(edit)
    edits.sort(key=lambda edit: (edit.start0, edit.end0))
    first = edits[0]
    old, new, place0 = "", "", first.start0
    for edit in edits:
        gap = between(place0, edit.start0) if place0 < edit.start0 else ""
        if edit.start0 < place0:
            return "two changes of one haplotype overlap"
        if len(gap) != edit.start0 - place0 or set(gap) - _SINGLE:
            return "the bases between the changes of one haplotype are not known: --fasta"
        removed = edit.stated[edit.start0 - edit.stated0 : edit.end0 - edit.stated0]
        old, new, place0 = old + gap + removed, new + gap + edit.inserted, edit.end0
    one = loci[0]
    if not old:  # insertions only: one base in front anchors them as in a VCF
        return Locus(one.contig, first.start0, "-", new, one.build)
    return Locus(one.contig, first.start0 + 1, old, new or "-", one.build)
