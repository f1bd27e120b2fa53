"""VEP annotation (`CSQ`): one best transcript per gene and allele, as plain fields.

The order of fields comes from the header. Only transcripts of genes in scope are taken apart. Preference: MANE
Select, canonical, VEP's own pick, then the most severe consequence, then the order of the file.

VEP spells alleles without the first base that all alleles of a row share, where their lengths differ. A row that was
split after annotation still carries the entries of its former neighbors, numbered as they were then.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from oncotier.domain.value import Value, replace
from oncotier.notation.consequence import PROTEIN_CHANGING, most_severe, severity_rank
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from oncotier.domain.observation import VariantObservation
    from oncotier.readers.reader import Context

__all__ = ["AlleleCalls", "CsqLayout", "TranscriptCall", "best_calls", "from_amino_acids", "percent_decoded"]

_POSITION = lazy_pattern(r"[0-9]{1,6}")


class TranscriptCall(Value, frozen=True):
    """What VEP says of one allele on one transcript."""

    gene: str
    protein: str
    coding: str
    consequence: str
    transcript: str
    exon: str
    intron: str

    def on(self, placed: VariantObservation) -> VariantObservation:
        """Return a change that is known by its place with what VEP says of it."""
        return replace(
            placed,
            gene=self.gene,
            protein=self.protein,
            coding=self.coding,
            consequence=self.consequence,
            transcript=self.transcript,
            exon=self.exon,
            intron=self.intron,
        )


class AlleleCalls(Value, frozen=True):
    """The best call per gene in scope, by symbol; `broken` entries do not have the fields that the header names.

    `other_alleles` holds the alleles of entries in scope, when none of them can be shown to be the one asked for.
    """

    calls: tuple[TranscriptCall, ...]
    broken: int = 0
    other_alleles: tuple[str, ...] = ()


class CsqLayout(Value, frozen=True):
    """Where each field stands, -1 when the file does not carry it."""

    names: tuple[str, ...]
    allele: int
    allele_number: int
    consequence: int
    symbol: int
    feature: int
    exon: int
    intron: int
    hgvs_c: int
    hgvs_p: int
    protein_position: int
    amino_acids: int
    canonical: int
    mane_select: int
    pick: int

    @classmethod
    @lru_cache(maxsize=16)
    def of(cls, names: tuple[str, ...]) -> CsqLayout:
        """Build the layout from the names in the header."""
        place = {name: index for index, name in enumerate(names)}
        wanted = (
            "Allele ALLELE_NUM Consequence SYMBOL Feature EXON INTRON HGVSc HGVSp Protein_position Amino_acids"
            " CANONICAL MANE_SELECT PICK"
        ).split()
        return cls(names, *(place.get(name, -1) for name in wanted))


def best_calls(
    value: str, layout: CsqLayout, context: Context, *, reference: str, alternates: tuple[str, ...], index0: int
) -> AlleleCalls:
    """Return what a row's annotation says of the alternate allele at `index0`."""
    entries = value.split(",")
    bars, place = len(layout.names) - 1, layout.symbol
    whole = [entry for entry in entries if entry.count("|") == bars]
    broken = len(entries) - len(whole)
    symbols = [entry.split("|", place + 1)[place] for entry in whole]  # most rows are of other genes: no more is needed
    named = {symbol: context.names.resolve(symbol) for symbol in set(symbols) if symbol}
    in_scope: list[tuple[str, list[str]]] = []
    for symbol, entry in zip(symbols, whole, strict=True):
        name = named.get(symbol)
        if name is None or not (name.known or context.settings.all_genes):
            continue
        fields = entry.split("|")
        if name.known or _changes_protein(fields, layout):
            in_scope.append((name.symbol, fields))
    if not in_scope:
        return AlleleCalls((), broken)
    is_own = _allele_test([entry.split("|") for entry in whole], layout, reference, alternates, index0)
    if is_own is None:
        return AlleleCalls((), broken, tuple(sorted({_allele(fields, layout) for _, fields in in_scope})))
    by_gene: dict[str, list[list[str]]] = {}
    for gene, fields in in_scope:
        if is_own(fields):
            by_gene.setdefault(gene, []).append(fields)
    best = {gene: _best(found, layout, context.own_transcripts(gene)) for gene, found in by_gene.items()}
    return AlleleCalls(tuple(_call(gene, fields, layout) for gene, fields in sorted(best.items())), broken)


def _changes_protein(fields: list[str], layout: CsqLayout) -> bool:
    """Tell whether an entry states a change of a protein, by its consequence or, where it has none, by the name."""
    if layout.consequence >= 0 and fields[layout.consequence]:
        return not PROTEIN_CHANGING.isdisjoint(_terms(fields[layout.consequence]))
    return layout.hgvs_p >= 0 and bool(fields[layout.hgvs_p])


def _allele_test(
    entries: list[list[str]], layout: CsqLayout, reference: str, alternates: tuple[str, ...], index0: int
) -> Callable[[list[str]], bool] | None:
    """Return the test for the entries of one allele, None when they cannot be told from those of another."""
    if layout.allele_number >= 0:
        numbers = {fields[layout.allele_number] for fields in entries}
        if numbers <= {str(allele1) for allele1 in range(1, len(alternates) + 1)}:
            return lambda fields: fields[layout.allele_number] == str(index0 + 1)
    spelled = {_allele(fields, layout) for fields in entries}
    if len(alternates) == len(spelled) == 1:
        return lambda _: True
    own = _spelling(spelled, reference, alternates, index0)
    return (lambda fields: _allele(fields, layout) == own) if own else None


def _allele(fields: list[str], layout: CsqLayout) -> str:
    return fields[layout.allele].upper() if layout.allele >= 0 else "?"


def _spelling(spelled: set[str], reference: str, alternates: tuple[str, ...], index0: int) -> str:
    """Return the allele among those that VEP spelled, empty when none or more than one can be meant."""
    written = alternates[index0]
    shortened = (written[1:] or "-") if written[:1] == reference[:1] else written
    if len(alternates) == 1:
        fitting = spelled & {written, shortened}
        return fitting.pop() if len(fitting) == 1 else ""
    rule = _vep_alleles(reference, alternates)
    if spelled.issubset(alternates) and not spelled.issubset(rule):  # SnpEff writes alleles as ALT does
        return written if written in spelled else ""
    if rule[index0] in spelled:
        return rule[index0]
    others = {allele for place, allele in enumerate(rule) if place != index0}
    return next((allele for allele in (written, shortened) if allele in spelled and allele not in others), "")


def _vep_alleles(reference: str, alternates: tuple[str, ...]) -> tuple[str, ...]:
    """Spell the alleles of a row as VEP does: without the first base where all share it and the lengths differ."""
    bases = [one for one in alternates if one.isalpha()]
    if all(len(one) == len(reference) for one in bases) or {one[:1] for one in bases} != {reference[:1]}:
        return alternates
    return tuple((one[1:] or "-") if one.isalpha() else one for one in alternates)


def _best(entries: list[list[str]], layout: CsqLayout, own: frozenset[str]) -> list[str]:
    """Return the entry to count for a gene: of the gene table's own transcripts, whose numbering the rows use, first.

    Then MANE Select, canonical, VEP's pick, the most severe: each rule chooses among those that the rules before left.
    """
    left = entries
    if layout.feature >= 0:
        left = [fields for fields in left if fields[layout.feature].partition(".")[0] in own] or left
    for place, word in ((layout.mane_select, ""), (layout.canonical, "YES"), (layout.pick, "1")):
        if len(left) > 1 and place >= 0:
            left = [one for one in left if (one[place] == word if word else one[place] not in {"", "-"})] or left
    if layout.consequence < 0:
        return left[0]
    return min(left, key=lambda fields: _severity(fields[layout.consequence]))


_SNPEFF_TERMS = {
    "disruptive_inframe_deletion": "inframe_deletion", "conservative_inframe_deletion": "inframe_deletion",
    "disruptive_inframe_insertion": "inframe_insertion", "conservative_inframe_insertion": "inframe_insertion",
    "initiator_codon_variant": "start_retained_variant",
    "5_prime_UTR_premature_start_codon_gain_variant": "5_prime_UTR_variant",
}  # fmt: skip


def _terms(text: str) -> list[str]:
    return [_SNPEFF_TERMS.get(term, term) for term in text.split("&")]


@lru_cache(maxsize=1024)  # a file has few kinds of consequences and many rows
def _severity(text: str) -> int:
    return severity_rank(most_severe(_terms(text)))


def percent_decoded(text: str) -> str:
    """Return a text with its percent-escapes replaced (VCF 4.3, section 1.2)."""
    from urllib.parse import unquote

    return unquote(text)


def _call(gene: str, fields: list[str], layout: CsqLayout) -> TranscriptCall:
    def field(index: int) -> str:
        text = fields[index] if index >= 0 else ""
        return percent_decoded(text) if "%" in text else text

    consequence = most_severe(_terms(field(layout.consequence)))
    protein = field(layout.hgvs_p)
    if not protein:
        protein = from_amino_acids(field(layout.protein_position), field(layout.amino_acids))
    return TranscriptCall(
        gene=gene,
        protein=protein,
        coding=field(layout.hgvs_c),
        consequence=consequence,
        transcript=field(layout.feature),
        exon=field(layout.exon),
        intron=field(layout.intron),
    )


def from_amino_acids(position: str, amino_acids: str) -> str:
    """Rebuild a protein change from VEP's `Protein_position` and `Amino_acids` (`745-750`, `KELREA/K`), or "".

    Prefix before suffix is trimmed, which puts the change where HGVS wants it: as far to the end as it goes.
    """
    reference, slash, alternate = amino_acids.partition("/")
    start = position.split("-", maxsplit=1)[0]
    if not slash or not _POSITION.fullmatch(start):
        return ""
    reference, alternate = reference.replace("-", ""), alternate.replace("-", "")
    first = int(start) if reference else int(start) + 1  # `769-770`, `-/ASV`: between the two
    if "X" in alternate:
        return f"{reference[:1]}{first}fs" if reference[:1] not in {"", "*"} else ""
    while reference and alternate and reference[0] == alternate[0] and (len(reference) > 1 or len(alternate) > 1):
        reference, alternate, first = reference[1:], alternate[1:], first + 1
    while reference and alternate and reference[-1] == alternate[-1] and (len(reference) > 1 or len(alternate) > 1):
        reference, alternate = reference[:-1], alternate[:-1]
    return _spelled(reference, alternate, first)


def _spelled(reference: str, alternate: str, first: int) -> str:
    last = first + len(reference) - 1
    span = f"{reference[:1]}{first}" + (f"_{reference[-1:]}{last}" if last > first else "")
    if not reference:
        return f"{first - 1}_{first}ins{alternate}" if alternate else ""
    if not alternate:
        return f"{span}del"
    if len(reference) == len(alternate) == 1:
        return f"{reference}{first}{alternate}"
    return f"{span}delins{alternate}"
