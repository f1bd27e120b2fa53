"""The rows of the knowledge base as values; columns and vocabularies are those of `knowledgebase/README.md`."""

from __future__ import annotations

from enum import StrEnum

from oncotier.domain.biomarker import Pattern
from oncotier.domain.value import Value

__all__ = [
    "Assertion",
    "Drug",
    "Effect",
    "Evidence",
    "Gene",
    "LevelCell",
    "NamedClass",
    "Origins",
    "PanelMarker",
    "Resistance",
    "Rule",
    "Selector",
    "Status",
    "Threshold",
    "Toxicity",
    "Trial",
    "Zygosity",
]


class Effect(StrEnum):
    """What a row says of its drugs."""

    SENSITIVITY = "sensitivity"
    REDUCED_SENSITIVITY = "reduced_sensitivity"
    RESISTANCE = "resistance"
    NO_BENEFIT = "no_benefit"
    CONTRAINDICATED = "contraindicated"


class Evidence(StrEnum):
    """The kind of proof behind a row, strongest first."""

    LABEL = "label"
    GUIDELINE = "guideline"
    LATE_TRIAL = "late_trial"
    EARLY_TRIAL = "early_trial"
    CASE = "case"
    PRECLINICAL = "preclinical"


class Status(StrEnum):
    """The regulatory status of a therapy in a row's indication, best first."""

    APPROVED = "approved"
    ACCELERATED = "accelerated"
    OFF_LABEL = "off_label"
    INVESTIGATIONAL = "investigational"
    WITHDRAWN = "withdrawn"


class Origins(StrEnum):
    """Which origin of the alteration a row asks for."""

    EITHER = "either"
    SOMATIC = "somatic"
    GERMLINE = "germline"


class Zygosity(StrEnum):
    """How many alleles a row asks to be hit."""

    ANY = "any"
    BIALLELIC = "biallelic"


class Selector(Value, frozen=True):
    """Drugs by name, or by class and generation; `alone` asks for a regimen of nothing else that is targeted."""

    drug: str = ""
    drug_class: str = ""
    generation: str = ""
    alone: bool = False


class Assertion(Value, frozen=True, cache_hash=True):
    """A therapy that a finding speaks for; `place` is the `file:line` of the row."""

    id: str
    genes: tuple[str, ...]
    biomarker: Pattern
    origin: Origins
    zygosity: Zygosity
    requires: Pattern | None
    excludes: Pattern | None
    tumor_include: tuple[str, ...]
    tumor_exclude: tuple[str, ...]
    regimen: tuple[str, ...]
    direction: Effect
    setting: str
    line: str
    evidence: Evidence
    authority: str
    status: Status
    status_date: str
    approval_year: int | None
    trials: tuple[str, ...]
    companion_tests: tuple[str, ...]
    escat: str
    sources: tuple[str, ...]
    verified: str
    verified_on: str
    note: str
    seed_ref: tuple[str, ...]
    seed_claim: str
    place: str


class Resistance(Value, frozen=True, cache_hash=True):
    """A finding that speaks against drugs; `place` is the `file:line` of the row."""

    id: str
    genes: tuple[str, ...]
    biomarker: Pattern
    origin: Origins
    zygosity: Zygosity
    context: Pattern | None
    tumor_include: tuple[str, ...]
    tumor_exclude: tuple[str, ...]
    affects: tuple[Selector, ...]
    exempts: tuple[Selector, ...]
    direction: Effect
    mechanism: str
    setting: str
    evidence: Evidence
    authority: str
    overcome_by: tuple[tuple[str, ...], ...]
    still_active: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    verified: str
    verified_on: str
    note: str
    seed_ref: tuple[str, ...]
    seed_claim: str
    place: str


class Rule(Value, frozen=True, cache_hash=True):
    """A condition over several findings that gates options or speaks to the reader of the report.

    `line` is `1` where it speaks of the first line only, `post:SELECTOR` where only after such a drug, else empty.
    """

    id: str
    priority: int
    tumor_include: tuple[str, ...]
    applies_to: tuple[Selector, ...]
    when: Pattern | None
    need: Pattern | None
    exempts: tuple[Selector, ...]
    line: str
    on_fail: str
    on_unknown: str
    message: str
    sources: tuple[str, ...]
    seed_ref: tuple[str, ...]
    place: str


class Trial(Value, frozen=True, cache_hash=True):
    """One endpoint of one analysis of one trial."""

    id: str
    trial: str
    nct: str
    pmid: str
    population: str
    endpoint: str
    value: float | None
    unit: str
    comparator_value: float | None
    comparator: str
    hazard_ratio: float | None
    analysis: str
    source: str
    verified: str
    verified_on: str
    note: str
    seed_ref: tuple[str, ...]
    seed_claim: str


class Drug(Value, frozen=True):
    """One drug, class entry or backbone; `classes` holds (class, generation), generation may be empty."""

    name: str
    brands: tuple[str, ...]
    classes: tuple[tuple[str, str], ...]
    generation: str
    modality: str
    targets: tuple[str, ...]
    route: str
    approval_year: str
    payload: str
    linker: str
    mechanism: str
    note: str


class Toxicity(Value, frozen=True):
    """What to watch for under a drug or a class."""

    id: str
    applies_to: tuple[Selector, ...]
    monitor: str
    frequency: str
    note: str


class Gene(Value, frozen=True):
    """One gene in scope; `role` is oncogene, tumor_suppressor, both or other.

    `fusion_side` says on which side of a fusion the gene carries the target (three_prime, five_prime, either).
    """

    symbol: str
    hgnc_id: str
    aliases: tuple[str, ...]
    role: str
    fusion_side: str
    transcript: str
    refseq: str
    numbering: tuple[str, ...]


class PanelMarker(Value, frozen=True, cache_hash=True):
    """One marker that guidelines ask for in one tumor type; `origin` is the one that it is asked in."""

    id: str
    tumor_type: str
    marker: str
    biomarker: Pattern
    origin: Origins
    methods: str
    needed_for: str
    guideline: str
    note: str


class NamedClass(Value, frozen=True):
    """A class of alterations with a name of its own; `driver` says that belonging to it is enough to be oncogenic."""

    name: str
    gene: str
    biomarker: Pattern
    driver: bool


class SpliceWindow(Value, frozen=True):
    """Bases beside one border of an exon whose change makes the cell skip the exon.

    `side` is `acceptor` or `donor`; `first` and `last` count away from the border (there is no 0): at the acceptor
    negative in the intron and positive in the exon, at the donor negative in the exon and positive in the intron.
    """

    gene: str
    exon: int
    side: str
    indel_only: bool
    first: int
    last: int


class LevelCell(Value, frozen=True):
    """The tiers of one cell of the mapping table; two values stand for `with | without` the stated condition."""

    amp: tuple[str, ...]
    escat: tuple[str, ...]


class Threshold(Value, frozen=True):
    """A numeric threshold with its unit."""

    name: str
    value: float
    unit: str
