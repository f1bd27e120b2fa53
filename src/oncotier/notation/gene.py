"""Gene symbols as laboratories write them: current HGNC symbols, older ones, protein names (HER2, c-MET)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.notation.lazy_pattern import ascii_pattern, lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["FAMILIES", "LONGEST_NAME", "GeneName", "GeneNames", "is_garbled", "is_keyword", "is_missing_symbol"]

_SYMBOL = lazy_pattern(r"[A-Z][A-Za-z0-9@.-]{1,20}")
_FAILED_FORMULA = ("#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")
_MISSING = frozenset({"", "NA", "N/A", "NAN", "NULL", "NONE", ".", "-", "UNKNOWN", *_FAILED_FORMULA})
_MONTH = "Jan|Feb|Mar|Mrz|Mär|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez"
_EXCEL_DATE = ascii_pattern(rf"\d{{1,2}}[-.](?:{_MONTH})|(?:Mar|Sep|Dec)-\d{{1,2}}", re.IGNORECASE)
_KEYWORDS = frozenset(
    """
    ABSENT ACTIVATED ADC ADDICTED ALLELE ALTERATION ALTERED AMBIGUOUS AMP AMPLIFICATION AMPLIFIED ANTIBODY ASSAY BENIGN
    BREAK CANCER CARCINOMA CISH CLASS CN CNV CODON COPY CPS CTD DEL DELETED DELETION DEPENDENT DETECTED DISH DNA DRIVEN
    DUP DUPLICATION EQUIVOCAL EXON EXONS EXPRESSING EXPRESSION FISH FRAMESHIFT FUSION FUSIONS GAIN GENE GERMLINE HIGH
    HRD HRR IC IHC INFRAME INHIBITOR INS INSERTION INTACT INTERGENIC INTRAGENIC INTRON ISH ITD KDD LIKE LIKELY LOH LOSS
    LOST LOW MISSENSE MMR MOLECULAR MRNA MSI MSI-H MSI-L MSS MUT MUTANT MUTATED MUTATION MUTATIONS NEG NEGATIVE NGS NO
    NON NONSENSE NORMAL NOT OE OF ONCOGENIC OVEREXPRESSED OVEREXPRESSION PARTNER PATHOGENIC PATHWAY PCR PD PENDING
    POINT POS POSITIVE POSSIBLE PRESENT PROMOTER PROTEIN PTD REARRANGED REARRANGEMENT RELATED RESISTANT RESULT RNA
    SAMPLE SENSITIVE SIGNALING SISH SKIPPING SNP SNV SOMATIC SPLICE STABLE STATUS SV TAP TARGETED TC TEST TESTED THE
    THERAPY TIER TKD TKI TMB TMB-H TMB-L TPS TRANSCRIPT TRANSLOCATION TRUNCATION TUMOR TUMOUR TYPE UNKNOWN UNMUTATED
    VAF VARIANT VIII VUS WILD-TYPE WILDTYPE WITH WITHOUT WT
    """.split()
)
_CHANGE = ascii_pattern(
    r"(?:p\.)?[A-Z*]\d{2,4}(?:[A-Z*]|_.*|=|(?:[A-Z]?fs|del|ins|dup|splice).*)?|V\d{1,2}|EX(?:ON)?\d+.*"
    r"|(?:Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val)\d{2,4}.*|[A-Z]\d+;[A-Z]\d+"
    r"|(?:CHR|CLASS|CN|CODON|COPY|DOMAIN|GRADE|INTRON|ISOFORM|LEVEL|LINE|SCORE|STAGE|TIER|TYPE|VARIANT|X)\d+[A-Z]?",
    re.IGNORECASE,
)
_JOINED = ascii_pattern(r"([A-Za-z0-9-]{3,20}?)((?:p\.)?[A-Z][0-9]{2,4}(?:[A-Z*]|fs.*|del))")  # ARL13B is a gene
_MOST_WORDS = 4
_BETWEEN_WORDS = lazy_pattern(r"[^A-Za-z0-9-]+")
_JOINED_SYMBOLS = ascii_pattern(r"[\w.@-]+(?:\s*[;,|&]\s*[\w.@-]+)+")
_LONGEST_CELL = 400  # characters that are looked through for the name of a gene
_NUMBERED = ascii_pattern(r"(.+?)\.\d?")  # as R keeps names apart, or a sentence ends
_S100 = ascii_pattern(r"S100[A-Z]", re.IGNORECASE)

LONGEST_NAME = 60
"""No name of a gene has more characters; what is longer is not looked up."""

FAMILIES = {
    "BRCA": ("BRCA1", "BRCA2"),
    "BRCA1/2": ("BRCA1", "BRCA2"),
    "CDKN2A/B": ("CDKN2A", "CDKN2B"),
    "FGFR": ("FGFR1", "FGFR2", "FGFR3"),
    "H3": ("H3-3A", "H3C2"),
    "IDH": ("IDH1", "IDH2"),
    "MEK": ("MAP2K1", "MAP2K2"),
    "NTRK": ("NTRK1", "NTRK2", "NTRK3"),
    "NTRK1/2/3": ("NTRK1", "NTRK2", "NTRK3"),
    "PDGFR": ("PDGFRA", "PDGFRB"),
    "RAF": ("ARAF", "BRAF", "RAF1"),
    "RAS": ("KRAS", "NRAS"),
    "TRK": ("NTRK1", "NTRK2", "NTRK3"),
}
"""Words that look like a gene symbol and stand for several genes."""


class GeneName(Value, frozen=True):
    """A name read as a symbol; `known` says that the symbol is in scope."""

    symbol: str
    given: str
    known: bool


class GeneNames(Value, frozen=True):
    """The names of all genes in scope, and what the notation must know of them.

    `three_prime` and `five_prime` hold the genes that carry a drug's target as 3' or 5' partner of a fusion;
    `oncogenes` those in which a final `X` means "any residue" (G719X), not a stop (R213X).
    """

    by_name: Mapping[str, str]
    three_prime: frozenset[str] = frozenset()
    five_prime: frozenset[str] = frozenset()
    oncogenes: frozenset[str] = frozenset()

    @classmethod
    def build(
        cls,
        genes: Iterable[tuple[str, Iterable[str]]],
        *,
        three_prime: Iterable[str] = (),
        five_prime: Iterable[str] = (),
        oncogenes: Iterable[str] = (),
    ) -> GeneNames:
        """Make the table from (symbol, aliases) pairs; a symbol always wins over another gene's alias."""
        pairs = [(symbol, tuple(aliases)) for symbol, aliases in genes]
        names = {_key(alias): symbol for symbol, aliases in pairs for alias in aliases}
        names.update((_key(symbol), symbol) for symbol, _ in pairs)
        return cls(names, frozenset(three_prime), frozenset(five_prime), frozenset(oncogenes))

    def resolve(self, text: str) -> GeneName | None:
        """Return the gene that a text names; None where it is no gene symbol at all (`NA`, a date)."""
        given = text.strip()
        if len(given) > LONGEST_NAME:
            return None
        symbol = self.by_name.get(_key(given))
        if symbol is not None:
            return GeneName(symbol, given, known=True)
        numbered = _NUMBERED.fullmatch(given) if "." in given else None
        if numbered and self.by_name.get(numbered[1]) == numbered[1]:
            return GeneName(numbered[1], given, known=True)
        return None if self.parted(given) else _other_gene(given)

    def parted(self, word: str) -> tuple[str, str] | None:
        """Return a known gene and its change that stand in one word, as print does to `ABL1` with a raised `T315I`."""
        found = _JOINED.fullmatch(word)
        symbol = self.by_name.get(_key(found[1])) if found else None
        return (symbol, found[2]) if found and symbol else None

    def known_within(self, cell: str) -> tuple[str, ...]:
        """Return the known genes among the words of a cell that is no symbol: `KRAS;KRAS-AS1`, `KRAS (NM_004985)`."""
        words = _BETWEEN_WORDS.split(cell[:_LONGEST_CELL])
        return tuple(dict.fromkeys(symbol for word in words if (symbol := self.by_name.get(_key(word)))))

    def is_foreign(self, cell: str) -> bool:
        """Tell whether a cell names a gene, and none of ours among its words (`KRAS (NM_004985)` is no other gene)."""
        name = self.resolve(cell)
        if name is not None:
            return not name.known
        return not (is_missing_symbol(cell) or self.known_within(cell))

    def one_of_joined(self, cell: str) -> str:
        """Return the only known gene of a cell that joins symbols, as ANNOVAR does (`KRAS;KRAS-AS1`), else the cell."""
        known = self.known_within(cell) if _JOINED_SYMBOLS.fullmatch(cell) else ()
        return known[0] if len(known) == 1 else cell

    def longest_prefix(self, words: tuple[str, ...]) -> tuple[GeneName, int] | None:
        """Return the known gene that the first words name, and how many words it took (`c MET amp` takes two)."""
        for count in range(min(len(words), _MOST_WORDS), 0, -1):
            joined = " ".join(words[:count])
            symbol = self.by_name.get(_key(joined)) if len(joined) <= LONGEST_NAME else None
            if symbol is not None:
                return GeneName(symbol, joined, known=True), count
        return None


@lru_cache(maxsize=4096)  # the same genes out of scope are named in sample after sample
def _other_gene(given: str) -> GeneName | None:
    if is_missing_symbol(given) or not _SYMBOL.fullmatch(given):
        return None
    return GeneName(given, given, known=False)


def is_keyword(text: str) -> bool:
    """Tell whether a word is of this notation's own (`IHC`, `NEGATIVE`, `L858R`, `ex14`) and so names no gene.

    A table of gene names comes first: `P53` and `P16` are written like a change.
    """
    if text.upper() in _KEYWORDS or text.upper() in FAMILIES:
        return True
    return bool(_CHANGE.fullmatch(text)) and not _S100.fullmatch(text)


def is_garbled(text: str) -> bool:
    """Tell whether a text has what no symbol has: it may name any gene, so it must not pass for one out of scope."""
    return not (text.isascii() and text.isprintable())


def is_missing_symbol(text: str) -> bool:
    """Tell whether a cell that should name a gene is a missing value, a date made by a spreadsheet, or garbled."""
    return is_garbled(text) or text.strip().upper() in _MISSING or bool(_EXCEL_DATE.fullmatch(text.strip()))


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    if name.isalnum():  # most symbols hold nothing to leave out
        return name.upper()
    return re.sub(r"[\s_/-]", "", name).upper()
