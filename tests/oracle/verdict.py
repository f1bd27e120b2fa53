"""One published row against the engine: how it agrees, or why it does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.observation import Locus
from oncotier.domain.protein import Residue, Substitution, Synonymous
from oncotier.errors import NotationError
from oncotier.genome.consequence import Call, Unavailable, call
from oncotier.genome.transcript import Codon, place_codons
from oncotier.genome.translate import amino_acid, candidates
from oncotier.notation import coding
from oncotier.notation.protein import format_short, parse

if TYPE_CHECKING:
    from oncotier.genome.transcript import Bases, Transcript
    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["AGREE", "KINDS", "coding_agrees", "verdict", "written"]

KINDS = {
    "name": "the protein name on the primary transcript",
    "legacy name": "the protein name on a stored legacy transcript",
    "effect": "the HGVS name that the oracle's note gives for a row whose source names it otherwise",
    "coding": "the coding name (the source gives no protein change)",
    "residue": "residue number and substitution, where the FASTA lacks bases of the codon",
    "substitution": "old and new residue, where the source's transcript is not stored",
    "refused": "a wrong published row, not reproduced",
    "DIFFERS": "unexplained",
}
AGREE = frozenset(KINDS) - {"DIFFERS"}
_NAMED_IN_NOTE = re.compile(
    r"(?:expected |HGVS the first changed residue: |another spelling than HGVS: )([A-Z]\w*[*\w]*)"
)


def verdict(row: dict[str, str], build: str, kb: KnowledgeBase, bases: Bases | None) -> str:
    """Return the kind of agreement, one of `KINDS`."""
    locus = Locus(row["chrom"], int(row["pos"]), row["ref"], row["alt"], build)
    stored = kb.transcripts(row["gene"], build)
    codons = kb.codons(row["gene"], build)
    found = [call(locus, one, bases=bases, codons=place_codons(one, codons)) for one in stored]
    names = [_name(one) for one in found]
    wanted, note = row["expected_p_1letter"], row["isoform_note"]
    if row["status"] == "oracle_wrong":
        return "refused" if written(wanted) != names[0] else "DIFFERS"
    if not wanted:
        return "coding" if any(_has_coding(one, row["expected_c"]) for one in found) else "DIFFERS"
    named = _NAMED_IN_NOTE.search(note)
    if named:
        return "effect" if named[1] in names else "DIFFERS"
    if written(wanted) in names:
        return "name" if written(wanted) == names[0] else "legacy name"
    if "full codon not available" in note or any(isinstance(one, Unavailable) for one in found):
        return "residue" if any(_fits(locus, one, wanted, bases) for one in stored) else "DIFFERS"
    if "not stored" in note:
        return "substitution" if any(_letters(name) == _letters(written(wanted)) for name in names) else "DIFFERS"
    return "DIFFERS"


def coding_agrees(row: dict[str, str], build: str, kb: KnowledgeBase, bases: Bases | None) -> bool:
    """Tell whether a stored transcript gives the change one of its published coding names."""
    locus = Locus(row["chrom"], int(row["pos"]), row["ref"], row["alt"], build)
    codons = kb.codons(row["gene"], build)
    stored = kb.transcripts(row["gene"], build)
    found = [call(locus, one, bases=bases, codons=place_codons(one, codons)) for one in stored]
    return any(_has_coding(one, row["expected_c"]) for one in found)


def _name(found: Call | Unavailable) -> str:
    return format_short(found.protein) if isinstance(found, Call) and found.protein is not None else ""


def written(text: str) -> str:
    """Return a published protein change in our notation, or as it is where it is none."""
    try:
        return format_short(parse(text))
    except NotationError:  # dialects of the sources that are no protein change
        return text


def _letters(name: str) -> str:
    return re.sub(r"\d+", "", name)


def _has_coding(found: Call | Unavailable, published: str) -> bool:
    names = {str(coding.parse(name)) for name in published.replace(";", "|").split("|")}
    return found.coding in names


def _fits(locus: Locus, transcript: Transcript, wanted: str, bases: Bases | None) -> bool:
    """Tell whether a codon of the published residue, at the place of that number, can become the published one."""
    change = parse(wanted)
    if not isinstance(change, Substitution | Synonymous):
        return False
    at: Residue = change.at
    layout = transcript.layout
    positions = [layout.position1(layout.place_of(at.position * 3 - 3 + step)) for step in range(3)]
    if locus.pos1 not in positions or bases is None:
        return False
    sign = layout.sign
    codon = "".join(_sense(bases(transcript.contig, place - 1, place), sign) for place in positions)
    fact = Codon(transcript.gene, at.position, at.amino_acid, "", (positions[0], positions[1], positions[2]))
    found = call(locus, transcript, bases=bases, codons={at.position: fact})
    if isinstance(found, Call):
        return _name(found) == written(wanted)
    offset = positions.index(locus.pos1)
    known = codon[:offset] + _sense(locus.reference, sign) + codon[offset + 1 :]
    new = _sense(locus.alternate, sign)
    made = {amino_acid(one[:offset] + new + one[offset + 1 :]) for one in candidates(at.amino_acid, known)}
    return (change.alternate if isinstance(change, Substitution) else at.amino_acid) in made


def _sense(bases: str, sign: int) -> str:
    return bases if sign > 0 else bases[::-1].translate(str.maketrans("ACGT", "TGCA"))
