"""The tables of drugs of the knowledge base: which drugs a selector names, what they are called, what to watch for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from oncotier.knowledge import rows
from oncotier.knowledge.lookup import Lookup, read_row
from oncotier.notation.therapy import therapy_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.domain.evidence import Drug, Selector, Toxicity
    from oncotier.knowledge.table import Table

__all__ = ["DrugTables"]

_PLAIN_WORDS = frozenset("ANTIBODY BISPECIFIC COVALENT DEGRADER DIMER INHIBITOR TARGETED".split())


class DrugTables:
    """What `drugs.tsv` and `toxicity.tsv` say; the cached properties only remember it."""

    tables: Mapping[str, Table]

    @cached_property
    def drugs(self) -> Mapping[str, Drug]:
        """Every drug by its generic name."""
        return Lookup(self.tables["drugs.tsv"], rows.drug)

    def monitoring(self, regimen: tuple[str, ...]) -> tuple[Toxicity, ...]:
        """Return the monitoring rows of a regimen's drugs and classes, in the order of the table."""
        known = self._monitoring.get(regimen)
        if known is None:
            known = self._monitoring[regimen] = self._monitored(regimen)
        return known

    @cached_property
    def _monitoring(self) -> dict[tuple[str, ...], tuple[Toxicity, ...]]:
        return {}

    def _monitored(self, regimen: tuple[str, ...]) -> tuple[Toxicity, ...]:
        names = {(drug, "") for drug in regimen}
        names |= {pair for drug in regimen if drug in self.drugs for pair in self.drugs[drug].classes}
        names |= {(drug_class, "") for drug_class, _ in names}
        wanted = sorted({place for name in names for place in self._toxicity_places.get(name, ())})
        return tuple(read_row(self.tables["toxicity.tsv"], place, rows.toxicity) for place in wanted)

    @cached_property
    def _toxicity_places(self) -> Mapping[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for place, text in enumerate(self.tables["toxicity.tsv"].column("applies_to")):
            for part in text.split(","):
                name, _, generation = part.strip().removeprefix("class:").partition("/")
                found.setdefault((name, generation), []).append(place)
        return found

    def selects(self, selector: Selector, regimen: tuple[str, ...]) -> bool:
        """Tell whether a selector speaks of a regimen: of one of its drugs, or (`alone`) of all that is targeted."""
        if (selector.drug, selector.drug_class, selector.generation) not in self._named_by(regimen):
            return False
        if not selector.alone:
            return True
        return all(self._selects_drug(selector, drug) or self._is_backbone(drug) for drug in regimen)

    def _named_by(self, regimen: tuple[str, ...]) -> frozenset[tuple[str, str, str]]:
        """Return drug, class and generation of every selector that speaks of a drug of a regimen."""
        known = self._names_of_regimens.get(regimen)
        if known is None:
            found = {(name, "", "") for name in regimen}
            for drug in (self.drugs[name] for name in regimen if name in self.drugs):
                found |= {("", drug_class, "") for drug_class, _ in drug.classes}
                found |= {("", drug_class, generation) for drug_class, generation in drug.classes}
            known = self._names_of_regimens[regimen] = frozenset(found)
        return known

    @cached_property
    def _names_of_regimens(self) -> dict[tuple[str, ...], frozenset[tuple[str, str, str]]]:
        return {}

    def _selects_drug(self, selector: Selector, name: str) -> bool:
        if selector.drug:
            return selector.drug == name
        drug = self.drugs.get(name)
        if drug is None:
            return False
        return any(
            drug_class == selector.drug_class and selector.generation in {"", generation}
            for drug_class, generation in drug.classes
        )

    def _is_backbone(self, name: str) -> bool:
        drug = self.drugs.get(name)
        return drug is not None and drug.modality in {"chemotherapy", "class", "endocrine"}

    def members(self, selector: Selector) -> tuple[str, ...]:
        """Return the drugs that a selector names, in the order of the drug table."""
        if selector.drug:
            return (selector.drug,) if selector.drug in self.drugs else ()
        return self._drugs_by_class.get((selector.drug_class, selector.generation), ())

    @cached_property
    def _drugs_by_class(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        table = self.tables["drugs.tsv"]
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for drug, classes in zip(table.column("drug"), table.column("class"), strict=True):
            for entry in classes.split(","):
                drug_class, _, generation = entry.strip().partition("/")
                for key in {(drug_class, ""), (drug_class, generation)}:
                    found[key] = (*found.get(key, ()), drug)
        return found

    def class_entry(self, drug_class: str) -> str:
        """Return the drug-table entry that stands for a whole class (`pd-1 inhibitor`), or an empty string."""
        return self._class_entries.get(drug_class, "")

    @cached_property
    def _class_entries(self) -> Mapping[str, str]:
        table = self.tables["drugs.tsv"]
        columns = (table.column("drug"), table.column("modality"), table.column("class"))
        entries = [
            (classes.split(",")[0].partition("/")[0], drug)
            for drug, modality, classes in zip(*columns, strict=True)
            if modality == "class" and classes
        ]
        return dict(entries)

    def generic_name(self, text: str) -> str | None:
        """Return the generic name for a generic or brand name, None when unknown."""
        return self._generic_names.get(text.strip().lower())

    @cached_property
    def _generic_names(self) -> Mapping[str, str]:
        brands = {brand.lower(): drug.name for drug in self.drugs.values() for brand in drug.brands}
        return brands | {name: name for name in self.drugs}

    def words(self, selector: Selector) -> str:
        """Write a selector for people: the drug, `PD-1/PD-L1 inhibitor`, or `EGFR TKI (generation 1)`."""
        if selector.drug:
            return selector.drug
        entry = self.class_entry(selector.drug_class)
        name = therapy_name((entry,)) if entry else _class_words(selector.drug_class)
        return f"{name} (generation {selector.generation})" if selector.generation else name


def _class_words(drug_class: str) -> str:
    """Write the key of a drug class for people: `EGFR_MET_BISPECIFIC` as `EGFR MET bispecific`."""
    return " ".join(part.lower() if part in _PLAIN_WORDS else part for part in drug_class.split("_"))
