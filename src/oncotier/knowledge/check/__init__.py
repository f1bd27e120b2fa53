"""The linter of the knowledge base: `check(root)` returns every fault of every table at once, with file and line.

It reads the tables as text and stops at nothing: a row that cannot be read is one finding, a table without its
header is one finding and is then left out. The rules, one function each (`RULES`; the docstrings are for curators):

KB000  Every table is there, is UTF-8, has its header, and every row can be read.
KB001  Every key is unique.
KB002  Trial ids exist in `trials.tsv`, and every source has a known form.
KB003  Tumor codes exist in `tumor_types.tsv`.
KB004  Drugs exist in `drugs.tsv`, and a class named by a selector is some drug's class.
KB005  Every pattern parses, and prints back as it is written.
KB006  Rows are sorted by their key, numbers counting as numbers.
KB007  Every residue in a `p:` atom or a benign change is the one that the gene has there.
KB008  Dates are ISO dates or years, and none is later than `as_of` of the manifest.
KB009  No two rows say the opposite of one drug with the same evidence.
KB010  Every gene of a row is in `genes.tsv`, or a declared marker; genes in scope have coordinates.
KB011  Version, date, schema version and license stand in the manifest.
KB012  Every verified row with evidence `label` or `guideline` names a source.
KB013  Every `verified` is `primary`, `secondary` or `no`, and a row that is verified says when.
KB014  Every withdrawn therapy keeps its row, with the date of the withdrawal and evidence `label`.
KB015  Status and evidence of an assertion fit together.
KB016  Every alias, synonym or brand names one thing only.
KB017  Every cell holds what its column allows.
KB018  Cells have no blanks around them, no quotes around them, and no invisible characters; lines end with LF.
KB019  Companion tests are written with a `name` of `tests.tsv`.
KB020  `levels.tsv` has a cell for each kind of evidence and each tumor match, with tiers of the two schemes.
KB021  In `panels.tsv` the tumor type exists; in `panels.tsv` and `rules.tsv` every atom carries its gene.
KB022  Every gene in front of an atom, or in a fusion, is a symbol of `genes.tsv` or a declared marker.
KB023  Every exon or domain named by an atom has its codon window in `coordinates/`.
"""

from __future__ import annotations

from oncotier.knowledge.check.finding import Finding, LintRule
from oncotier.knowledge.check.run import RULES, check

__all__ = ["RULES", "Finding", "LintRule", "check"]
