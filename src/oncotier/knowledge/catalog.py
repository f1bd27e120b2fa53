"""The catalog: every thing of the knowledge base that has a name or an id, one entry each.

`kb show` finds a thing by it, `kb search` ranks it, and both take their nearest names from it.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from oncotier.domain.biomarker import Atom, AtomKind, Pattern, atoms_of
from oncotier.domain.value import Value
from oncotier.knowledge.lookup import read_all
from oncotier.knowledge.wording import Wording, therapy_words
from oncotier.notation.therapy import format_selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.domain.evidence import Assertion, Resistance
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.knowledge.table import Row

__all__ = ["KINDS", "Entry", "catalog", "genes_named", "nearest"]

KINDS = (
    "gene", "marker", "drug", "drug class", "tumor type", "trial", "alteration class", "test", "assertion",
    "resistance", "rule", "panel", "toxicity",
)  # fmt: skip
_MARKER_NAMES = {
    "MSI": "microsatellite instability", "MMR": "mismatch repair", "TMB": "tumor mutational burden",
    "HRD": "homologous recombination deficiency", "HR": "hormone receptors", "IGHV": "IGHV mutation status",
    "ctDNA": "circulating tumor DNA",
}  # fmt: skip


class Entry(Value, frozen=True):
    """One thing: its kind, its id, its other names, one line on it, and further words that a search looks into."""

    kind: str
    id: str
    names: tuple[str, ...]
    what: str
    fields: tuple[str, ...] = ()
    notes: str = ""


def catalog(kb: KnowledgeBase, wording: Wording) -> tuple[Entry, ...]:
    """Return every entry, kind by kind."""
    return (
        *_genes(kb),
        *_markers(kb),
        *_drugs(kb),
        *_tumor_types(kb),
        *_trials(kb),
        *_classes(kb, wording),
        *_tests(kb),
        *_assertions(kb, wording),
        *_resistance(kb, wording),
        *_rules(kb),
        *_panels(kb),
        *_toxicity(kb),
    )


def nearest(text: str, entries: tuple[Entry, ...], count: int = 5) -> tuple[str, ...]:
    """Return the names and ids most like a text, best first."""
    spelled: dict[str, str] = {}
    for entry in entries:
        for name in (entry.id, *entry.names):
            spelled.setdefault(name.casefold(), name)
    close = difflib.get_close_matches(text.casefold(), spelled, n=count, cutoff=0.6)
    return tuple(spelled[name] for name in close)


def genes_named(pattern: Pattern, genes: tuple[str, ...]) -> frozenset[str]:
    """Return the genes and markers that a pattern speaks of; `genes` are those of its row."""
    return frozenset(name for atom in atoms_of(pattern) for name in _subjects(atom, genes))


def _subjects(atom: Atom, genes: tuple[str, ...]) -> Iterator[str]:
    if atom.gene:
        yield atom.gene
    elif atom.kind is not AtomKind.SIGNATURE:
        yield from genes
    yield from (partner for partner in (atom.five_prime, atom.three_prime) if partner not in {"", "any"})
    if atom.kind is AtomKind.SIGNATURE:
        yield from (name for name, signs in _SIGNS.items() if any(sign in atom.text for sign in signs))
    elif atom.kind is AtomKind.CYTOGENETIC:
        yield atom.text


_SIGNS = {
    "MSI": ("MSI", "MSS", "dMMR", "pMMR"),
    "MMR": ("MSI", "MSS", "dMMR", "pMMR"),
    "TMB": ("TMB",),
    "HRD": ("HRD",),
}


def _rows(kb: KnowledgeBase, table: str) -> list[Row]:
    return read_all(kb.tables[table], lambda row: row)


def _genes(kb: KnowledgeBase) -> Iterator[Entry]:
    for gene in kb.genes.values():
        aliases = f"; also {', '.join(gene.aliases)}" if gene.aliases else ""
        names = (*gene.aliases, *((gene.hgnc_id,) if gene.hgnc_id else ()))
        yield Entry("gene", gene.symbol, names, f"{gene.role.replace('_', ' ')}{aliases}")


def _clinical_rows(kb: KnowledgeBase) -> Iterator[Assertion | Resistance]:
    yield from kb.all_assertions()
    yield from kb.all_resistance()


def _markers(kb: KnowledgeBase) -> Iterator[Entry]:
    named = {name for row in _clinical_rows(kb) for name in row.genes}
    for name in sorted(named - set(kb.genes)):
        words = _MARKER_NAMES.get(name, "cytogenetic finding")
        yield Entry("marker", name, (words,) if name in _MARKER_NAMES else (), words)


def _drugs(kb: KnowledgeBase) -> Iterator[Entry]:
    members: dict[str, list[str]] = {}
    for drug in kb.drugs.values():
        classes = ", ".join(name.replace("_", " ") for name, _ in drug.classes)
        brands = f" ({', '.join(drug.brands)})" if drug.brands else ""
        yield Entry("drug", drug.name, drug.brands, f"{drug.modality}{brands}; {classes}".rstrip("; "), (), drug.note)
        for name, _ in drug.classes:
            members.setdefault(name, []).append(drug.name)
    for name, drugs in sorted(members.items()):
        names = (f"class:{name}", name.replace("_", " "))
        yield Entry("drug class", name, names, ", ".join(sorted(drugs)))


def _tumor_types(kb: KnowledgeBase) -> Iterator[Entry]:
    for node in kb.tumors.by_code.values():
        above = kb.tumors.by_code.get(node.parent)
        what = node.name + (f" (under {above.name})" if above else "")
        yield Entry("tumor type", node.code, (node.name, *node.synonyms), what)


def _trials(kb: KnowledgeBase) -> Iterator[Entry]:
    for row in _rows(kb, "trials.tsv"):
        names = (row.text("trial"), *row.words("nct"), *(f"PMID:{number}" for number in row.words("pmid")))
        what = f"{row.text('trial')}, {row.text('endpoint')}: {row.text('population')}".rstrip(": ")
        yield Entry("trial", row.text("id"), names, what, row.words("pmid"), row.text("note"))


def _classes(kb: KnowledgeBase, wording: Wording) -> Iterator[Entry]:
    for gene in kb.genes:
        for named in kb.classes_of_gene(gene):
            yield Entry("alteration class", named.name, (), wording.pattern(named.biomarker, (gene,)), (gene,))


def _tests(kb: KnowledgeBase) -> Iterator[Entry]:
    for row in _rows(kb, "tests.tsv"):
        what = f"{row.text('name')} ({row.text('method')}): {row.text('detects')}"
        yield Entry("test", row.text("id"), (row.text("name"),), what, row.words("companion_drugs"), row.text("limits"))


def _assertions(kb: KnowledgeBase, wording: Wording) -> Iterator[Entry]:
    for row in kb.all_assertions():
        finding = wording.pattern(row.biomarker, row.genes)
        what = f"{therapy_words(row)}; {finding}; {', '.join(row.tumor_include)}"
        yield Entry("assertion", row.id, (), what, (*row.regimen, *row.genes, *row.trials, *row.sources), row.note)


def _resistance(kb: KnowledgeBase, wording: Wording) -> Iterator[Entry]:
    for row in kb.all_resistance():
        affected = ", ".join(kb.words(selector) for selector in row.affects)
        effect = row.direction.value.replace("_", " ")
        what = f"{wording.pattern(row.biomarker, row.genes)}: {effect} to {affected}; {', '.join(row.tumor_include)}"
        selectors = tuple(format_selector(selector) for selector in row.affects)
        yield Entry("resistance", row.id, (), what, (*row.genes, *selectors, *row.sources), row.note)


def _rules(kb: KnowledgeBase) -> Iterator[Entry]:
    for row in kb.rules:
        yield Entry("rule", row.id, (), row.message, tuple(format_selector(one) for one in row.applies_to))


def _panels(kb: KnowledgeBase) -> Iterator[Entry]:
    for row in _rows(kb, "panels.tsv"):
        what = f"{row.text('marker')} in {row.text('tumor_type')}; {row.text('guideline')}"
        yield Entry(
            "panel", row.text("id"), (), what, (row.text("biomarker"), row.text("needed_for")), row.text("note")
        )


def _toxicity(kb: KnowledgeBase) -> Iterator[Entry]:
    for row in _rows(kb, "toxicity.tsv"):
        what = f"{row.text('applies_to')}: {row.text('monitor')}"
        yield Entry("toxicity", row.text("id"), (), what, (), row.text("note"))
