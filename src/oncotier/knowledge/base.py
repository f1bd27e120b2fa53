"""The knowledge base in memory: tables as text, indexed by gene at once, read into rows only when asked for.

A report asks for the rows of the genes in its sample, so ten times as many rows cost little. Every answer is a
pure function of the tables: the cached properties only remember it.
"""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from oncotier.domain.report import KnowledgeStamp
from oncotier.domain.value import replace
from oncotier.errors import UsageError
from oncotier.genome.scope import Scope
from oncotier.knowledge import coordinate_rows, rows
from oncotier.knowledge.coordinates import CoordinateTables
from oncotier.knowledge.drug_tables import DrugTables
from oncotier.knowledge.lookup import Lookup, read_all, read_row
from oncotier.notation.gene import GeneNames
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.notation.tumor import TumorTypes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from oncotier.domain.evidence import (
        Assertion,
        Gene,
        LevelCell,
        NamedClass,
        PanelMarker,
        Resistance,
        Rule,
        Threshold,
        Trial,
    )
    from oncotier.knowledge.table import Row, Table

    Value = TypeVar("Value")

__all__ = ["KnowledgeBase"]

_ASKED_WILD_TYPE = lazy_pattern(r"([A-Z0-9-]+):wt\b(?::([0-9/]+))?")
_AT_THREE_PRIME = frozenset({"three_prime", "either"})
_AT_FIVE_PRIME = frozenset({"five_prime", "either"})


class KnowledgeBase(CoordinateTables, DrugTables):
    """All that is known, found by gene, drug, tumor type or id; raises KnowledgeBaseError on a faulty row."""

    def __init__(self, tables: Mapping[str, Table], sha256: str) -> None:
        self.tables = tables
        self.sha256 = sha256

    @cached_property
    def stamp(self) -> KnowledgeStamp:
        """Version, date and hash of this knowledge base."""
        properties = dict(read_all(self.tables["manifest.tsv"], lambda row: (row.text("key"), row.text("value"))))
        return KnowledgeStamp(properties.get("version", ""), properties.get("as_of", ""), self.sha256)

    @cached_property
    def genes(self) -> Mapping[str, Gene]:
        """Every gene in scope by symbol."""
        return Lookup(self.tables["genes.tsv"], rows.gene)

    @cached_property
    def names(self) -> GeneNames:
        """The symbols, aliases and HGNC numbers of all genes, with what the notation must know of them."""
        table = self.tables["genes.tsv"]
        symbols, aliases = tuple(table.column("gene")), table.column("aliases")
        sides, roles = tuple(table.column("fusion_side")), tuple(table.column("role"))
        named = zip(symbols, aliases, table.column("hgnc_id"), strict=True)
        return GeneNames.build(
            ((symbol, (*filter(None, names.split(",")), *filter(None, (number,)))) for symbol, names, number in named),
            three_prime=(symbol for symbol, side in zip(symbols, sides, strict=True) if side in _AT_THREE_PRIME),
            five_prime=(symbol for symbol, side in zip(symbols, sides, strict=True) if side in _AT_FIVE_PRIME),
            oncogenes=(symbol for symbol, role in zip(symbols, roles, strict=True) if role == "oncogene"),
        )

    @cached_property
    def fusion_targets(self) -> frozenset[str]:
        """The genes that carry a drug's target in a fusion."""
        return self.names.three_prime | self.names.five_prime

    @cached_property
    def tumors(self) -> TumorTypes:
        """Every tumor type."""
        return TumorTypes(Lookup(self.tables["tumor_types.tsv"], rows.tumor_type))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every multi-finding rule, by priority and id."""
        found = read_all(self.tables["rules.tsv"], rows.rule)
        return tuple(sorted(found, key=lambda rule: (rule.priority, rule.id)))

    def rules_about(self, regimen: tuple[str, ...]) -> tuple[Rule, ...]:
        """Return the rules that speak of a regimen and do not exempt it, by priority and id."""
        known = self._rules_about.get(regimen)
        if known is None:
            known = self._rules_about[regimen] = tuple(
                rule
                for rule in self.rules
                if any(self.selects(selector, regimen) for selector in rule.applies_to)
                and not any(self.selects(selector, regimen) for selector in rule.exempts)
            )
        return known

    @cached_property
    def _rules_about(self) -> dict[tuple[str, ...], tuple[Rule, ...]]:
        return {}

    def panel_markers(self, tumor_types: tuple[str, ...]) -> tuple[PanelMarker, ...]:
        """Return the markers that guidelines ask for in these tumor types, in the order of the table."""
        known = self._panel_markers.get(tumor_types)
        if known is None:
            table = self.tables["panels.tsv"]
            places = [index for index, code in enumerate(table.column("tumor_type")) if code in tumor_types]
            read = tuple(read_row(table, index, rows.panel_marker) for index in places)
            known = self._panel_markers[tumor_types] = read
        return known

    @cached_property
    def _panel_markers(self) -> dict[tuple[str, ...], tuple[PanelMarker, ...]]:
        return {}

    @cached_property
    def levels(self) -> Mapping[tuple[str, str], LevelCell]:
        """Tier cells by (evidence, tumor match)."""
        return dict(read_all(self.tables["levels.tsv"], rows.level))

    @cached_property
    def hematopoiesis_genes(self) -> frozenset[str]:
        """The genes that are often changed in blood cells without a blood cancer."""
        table = self.tables["origin_hints.tsv"]
        pairs = zip(table.column("gene"), table.column("hint"), strict=True)
        return frozenset(gene for gene, hint in pairs if hint == "clonal_hematopoiesis")

    @cached_property
    def germline_genes(self) -> frozenset[str]:
        """The genes that guidelines ask to be tested in the germline, in any tumor type."""
        table = self.tables["panels.tsv"]
        pairs = zip(table.column("biomarker"), table.column("methods"), strict=True)
        cells = [cell for cell, methods in pairs if "germline" in methods]
        return frozenset(part.partition(":")[0] for cell in cells for part in cell.split(",") if ":pgx" not in part)

    def is_destroying(self, gene: str, change: str) -> bool:
        """Tell whether a protein change (short form, `C61G`) is known to destroy its gene, which it does not show."""
        return (gene, change) in self._destroying

    @cached_property
    def _destroying(self) -> frozenset[tuple[str, str]]:
        return frozenset(read_all(self.tables["destroying.tsv"], rows.listed_change))

    def is_benign(self, gene: str, change: str) -> bool:
        """Tell whether a protein change (short form, `K3326*`) is known to be benign although it looks destructive."""
        return (gene, change) in self._benign

    @cached_property
    def _benign(self) -> frozenset[tuple[str, str]]:
        return frozenset(read_all(self.tables["benign.tsv"], rows.listed_change))

    @cached_property
    def thresholds(self) -> Mapping[str, Threshold]:
        """Numeric thresholds by name."""
        return {threshold.name: threshold for threshold in read_all(self.tables["thresholds.tsv"], rows.threshold)}

    def with_thresholds(self, values: Mapping[str, float]) -> KnowledgeBase:
        """Return this knowledge base with other values of thresholds. Raises UsageError for an unknown name."""
        for name in values:
            if name not in self.thresholds:
                raise UsageError(f"unknown threshold {name!r}", hint=f"thresholds: {', '.join(self.thresholds)}")
        if all(self.thresholds[name].value == value for name, value in values.items()):
            return self
        changed = copy(self)
        given = {name: replace(self.thresholds[name], value=value) for name, value in values.items()}
        changed.__dict__["thresholds"] = {**self.thresholds, **given}
        changed.__dict__.pop("answers", None)  # they may rest on the thresholds
        return changed

    @cached_property
    def answers(self) -> dict[Callable[..., Any], dict[tuple[Any, ...], Any]]:
        """What `knowledge.remembered` keeps, by function and by the values that it was asked with."""
        return defaultdict(dict)

    def classes_of_gene(self, gene: str) -> tuple[NamedClass, ...]:
        """Return the named classes of a gene's alterations."""
        return self._classes.get(gene, ())

    @cached_property
    def _classes(self) -> Mapping[str, tuple[NamedClass, ...]]:
        found: dict[str, tuple[NamedClass, ...]] = {}
        for named in read_all(self.tables["classes.tsv"], rows.named_class):
            found[named.gene] = (*found.get(named.gene, ()), named)
        return found

    @cached_property
    def genes_asked_wild_type(self) -> frozenset[str]:
        """The genes in which an assertion, a resistance row or a rule asks for wild type."""
        return frozenset(self.codons_asked_wild_type)

    @cached_property
    def codons_asked_wild_type(self) -> Mapping[str, frozenset[int]]:
        """The same genes, each with the codons that any of these asks for; none where all ask for the whole gene."""
        asking = ("biomarker", "requires", "when", "need", "context")
        cells = (
            cell
            for name, table in self.tables.items()
            if name.startswith(("assertions/", "resistance/")) or name == "rules.tsv"
            for column in asking
            if column in table.columns
            for cell in table.column(column)
            if ":wt" in cell
        )
        found: dict[str, set[int]] = {}
        for gene, codons in (one for cell in cells for one in _ASKED_WILD_TYPE.findall(cell)):
            found.setdefault(gene, set()).update(int(codon) for codon in codons.split("/") if codon)
        return {gene: frozenset(codons) for gene, codons in found.items()}

    @cached_property
    def promoter_genes(self) -> frozenset[str]:
        """The genes whose promoter a guideline asks for."""
        cells = self.tables["panels.tsv"].column("biomarker")
        return frozenset(part.partition(":")[0] for cell in cells if ":promoter" in cell for part in cell.split(","))

    def trial(self, trial_id: str) -> Trial | None:
        """Return a trial row by id."""
        return self._trials.get(trial_id)

    @cached_property
    def _trials(self) -> Mapping[str, Trial]:
        return Lookup(self.tables["trials.tsv"], rows.trial)

    def assertions(self, genes: Iterable[str]) -> tuple[Assertion, ...]:
        """Return the assertions that speak of any of these genes or markers, by id order of their files."""
        return self._rows_about(self._assertion_places, genes, self._read_assertions, rows.assertion)

    def resistance(self, genes: Iterable[str]) -> tuple[Resistance, ...]:
        """Return the resistance rows that speak of any of these genes or markers."""
        return self._rows_about(self._resistance_places, genes, self._read_resistance, rows.resistance)

    def has_gene_rows(self, gene: str) -> bool:
        """Tell whether any assertion or resistance row speaks of the gene."""
        return gene in self._assertion_places or gene in self._resistance_places

    @cached_property
    def _assertion_places(self) -> Mapping[str, list[tuple[str, int]]]:
        return self._places("assertions/")

    @cached_property
    def _resistance_places(self) -> Mapping[str, list[tuple[str, int]]]:
        return self._places("resistance/")

    def _places(self, folder: str) -> Mapping[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = {}
        for name, table in self.tables.items():
            if name.startswith(folder):
                for index, genes in enumerate(table.column("gene")):
                    for gene in map(str.strip, genes.split(",")) if "," in genes else (genes,):
                        found.setdefault(gene, []).append((name, index))
        return found

    def _rows_about(
        self,
        places: Mapping[str, list[tuple[str, int]]],
        genes: Iterable[str],
        known: dict[tuple[str, int], Value],
        read: Callable[[Row], Value],
    ) -> tuple[Value, ...]:
        wanted = sorted({place for gene in genes for place in places.get(gene, ())})
        for place in wanted:
            if place not in known:
                known[place] = read_row(self.tables[place[0]], place[1], read)
        return tuple(known[place] for place in wanted)

    @cached_property
    def _read_assertions(self) -> dict[tuple[str, int], Assertion]:
        return {}

    @cached_property
    def _read_resistance(self) -> dict[tuple[str, int], Resistance]:
        return {}

    def all_assertions(self) -> tuple[Assertion, ...]:
        """Return every assertion."""
        return self.assertions(self._assertion_places)

    def all_resistance(self) -> tuple[Resistance, ...]:
        """Return every resistance row."""
        return self.resistance(self._resistance_places)

    def scope(self, build: str) -> Scope:
        """Return the genes in scope, with their spans on a build (`GRCh37`, `GRCh38`, or empty: symbols only)."""
        known = self._scopes.get(build)
        if known is None:
            table = self.tables["coordinates/genes.tsv"]
            spans = read_all(table, lambda row: coordinate_rows.gene_span(row, build)) if build else ()
            known = self._scopes[build] = Scope.build(self.genes, (span for span in spans if span is not None))
        return known

    @cached_property
    def _scopes(self) -> dict[str, Scope]:
        return {}

    def own_transcripts(self, gene: str) -> frozenset[str]:
        """Return the transcripts, without version, whose numbering the rows of a gene use."""
        known = self.genes.get(gene)
        names = (known.transcript, known.refseq) if known is not None else ()
        return frozenset(name.partition(".")[0] for name in names if name)
