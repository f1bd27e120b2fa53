"""The table of rules, and the run over one folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.knowledge.check import cells, evidence, frame, genes, keys, patterns, references, vocabulary
from oncotier.knowledge.check.finding import Finding, LintRule, reading_order
from oncotier.knowledge.check.source import Source

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["RULES", "check"]

RULES = (
    LintRule("KB000", cells.tables_readable),
    LintRule("KB001", keys.unique_keys),
    LintRule("KB002", references.sources_known),
    LintRule("KB003", references.tumors_known),
    LintRule("KB004", references.drugs_known),
    LintRule("KB005", patterns.patterns_print_back),
    LintRule("KB006", keys.rows_sorted),
    LintRule("KB007", genes.residues_agree),
    LintRule("KB008", evidence.dates_past),
    LintRule("KB009", evidence.no_contradiction),
    LintRule("KB010", genes.genes_in_scope),
    LintRule("KB011", frame.manifest_complete),
    LintRule("KB012", evidence.proof_has_source),
    LintRule("KB013", evidence.verification_stated),
    LintRule("KB014", evidence.withdrawn_dated),
    LintRule("KB015", evidence.status_fits_evidence),
    LintRule("KB016", keys.names_unambiguous),
    LintRule("KB017", vocabulary.vocabulary_kept),
    LintRule("KB018", cells.cells_clean),
    LintRule("KB019", references.companion_tests_known),
    LintRule("KB020", frame.levels_complete),
    LintRule("KB021", patterns.atoms_carry_genes),
    LintRule("KB022", patterns.atom_genes_known),
    LintRule("KB023", patterns.windows_known),
)
_UNREADABLE = RULES[0].id


def check(root: Path) -> tuple[Finding, ...]:
    """Return every fault of the knowledge base at `root`, by file, line and rule; none means that all is well."""
    source = Source(root)
    found = [Finding(rule.id, place, words) for rule in RULES for place, words in rule.run(source)]
    return tuple(sorted(_without_echoes(found), key=reading_order))


def _without_echoes(found: list[Finding]) -> list[Finding]:
    """Leave out that a row cannot be read where another rule says of the same cell why."""
    explained = {_cell(finding) for finding in found if finding.rule != _UNREADABLE}
    return [finding for finding in found if finding.rule != _UNREADABLE or _cell(finding) not in explained]


def _cell(finding: Finding) -> tuple[str, str]:
    return finding.place, finding.words.partition(":")[0]
