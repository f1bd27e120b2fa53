"""Why a text is no finding: the place of the fault in the whole text, and what would be understood."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.errors import NotationError
from oncotier.notation import coding, fusion, protein
from oncotier.notation.gene import FAMILIES, is_missing_symbol
from oncotier.notation.lazy_pattern import ascii_pattern

if TYPE_CHECKING:
    from oncotier.notation.gene import GeneName, GeneNames

__all__ = ["not_understood", "placed", "several"]

_HINT_GENE = "examples: L858R, p.(Leu858Arg), c.2573T>G, amplification, exon 14 skipping, ITD, fusion, wild-type"
_HINT_ANY = (
    "one finding a text: EGFR L858R, EML4::ALK, ERBB2 amplification, MSI-H, TMB 12.5, HER2 IHC 2+, PD-L1 TPS 60%,"
    " KRAS wild-type"
)
_HINTS = (  # what laboratories write that leaves something open, and what to write instead
    (ascii_pattern(r"(?:TPS|CPS)\b", re.IGNORECASE), "name the stain: PD-L1 TPS 60%, PD-L1 CPS 10"),
    (
        ascii_pattern(r".*\bb?TMB\b.*(?:[<>\u2264\u2265]|\b(?:least|most|than|below|above)\b)", re.IGNORECASE),
        "a bound is no value: TMB 12.5, or the call of the laboratory: TMB-H, TMB-L",
    ),
    (ascii_pattern(r".*\bmicrosatellites?\b", re.IGNORECASE), "name the state: MSI-H, MSS"),
    (ascii_pattern(r".*\bTKD\b", re.IGNORECASE), "name the change of the kinase domain: FLT3 D835Y"),
    (ascii_pattern(r".*\bratio\b", re.IGNORECASE), "state the result: HER2 ISH positive, HER2 ISH negative"),
    (
        ascii_pattern(r".*(?:\b(?:cn|copy number|gcn)\b|\bcopies\b|-CN\d)", re.IGNORECASE),
        "a number of copies needs its call: MET amplification (15 copies), MET gain (4 copies)",
    ),
    (
        ascii_pattern(r".*\b(?:over-?express|expression|high\b|low\b)", re.IGNORECASE),
        "name the assay: FOLR1 IHC 3+, PD-L1 TPS 60%",
    ),
    (
        ascii_pattern(r".*\bIHC\b", re.IGNORECASE),
        "a stain that shows a mutation is no sequence: EGFR L858R where it is taken for proof",
    ),
    (ascii_pattern(r".*\bclass[ -]?(?:[123]|I{1,3})\b", re.IGNORECASE), "name the change: BRAF G469A"),
    (ascii_pattern(r".*\bpositive$", re.IGNORECASE), "say what was found: EGFR L858R, RET fusion, EGFR IHC positive"),
    (ascii_pattern(r".*\bpromoter$", re.IGNORECASE), "name the change: TERT c.-124C>T, or TERT promoter mutation"),
    (
        ascii_pattern(r".*\bLOH$", re.IGNORECASE),
        "loss of heterozygosity alone is no finding: PTEN deletion, PTEN single-copy loss",
    ),
)


def several(text: str) -> NotationError:
    """Return the error for several findings where one is asked for."""
    return NotationError("several findings in one text", text, hint="give each finding a text of its own")


def placed(error: NotationError, text: str) -> NotationError:
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


def not_understood(text: str, words: tuple[str, ...], names: GeneNames) -> NotationError:
    """Return the error for a text that no notation reads; `words` are those of the text without accessions."""
    first = words[0] if words else ""
    start0 = max(text.find(first), 0)
    end0 = min(start0 + len(first), len(text))
    if first.upper() in FAMILIES:
        hint = f"name one: {' '.join(FAMILIES[first.upper()])}"
        return NotationError(f"{first} stands for several genes", text, start0=start0, end0=end0, hint=hint)
    genes = [names.resolve(part) for part in first.split("/", maxsplit=9)]
    if len(genes) > 1 and genes[0] and genes[0].known and all(name is None or name.known for name in genes):
        hint = "say it of each gene, or name the one: KRAS G12D"
        return NotationError(f"{first} names several genes", text, start0=start0, end0=end0, hint=hint)
    if first and is_missing_symbol(first):
        message = "no gene symbol (a missing value or a spreadsheet date)"
        return NotationError(message, text, start0=start0, end0=end0)
    known = names.longest_prefix(words)
    parted = names.parted(first.rpartition("::")[2].rpartition("-")[2]) if known is None else None
    if parted:
        hint = f"put a space behind the gene: {' '.join(parted)}"
        return NotationError("a gene and its change in one word", text, start0=start0, end0=end0, hint=hint)
    if words and known is None and (protein.is_protein_like(words[0]) or coding.is_coding_like(words[0])):
        return NotationError("a change without its gene", text, hint="put the gene in front: EGFR L858R")
    hint = next((hint for pattern, hint in _HINTS if pattern.match(text)), "")
    pair = fusion.split_pair(first, names)
    if pair is not None and all(pair):
        hint = hint or f"one text is one finding: {pair[0]}::{pair[1]} fusion, or what is said of {pair[1]} alone"
        return NotationError("two genes, and more than their fusion", text, start0=end0, hint=hint)
    if known is not None:
        return _gene_only(text, words, *known, hint=hint or _HINT_GENE)
    return NotationError("neither a gene alteration nor a biomarker", text, hint=hint or _HINT_ANY)


def _gene_only(text: str, words: tuple[str, ...], name: GeneName, count: int, *, hint: str) -> NotationError:
    """Point at what follows a known gene."""
    if len(words) == count:
        return NotationError(f"{name.symbol} is a gene, and nothing is said of it", text, hint=hint)
    start0 = max(text.find(words[count], len(name.given)), 0)
    words_of_it = f"{name.symbol} is a gene, but what is said of it is not understood"
    return NotationError(words_of_it, text, start0=start0, end0=len(text.rstrip()), hint=hint)
