"""The JSON Schema (2020-12) of the report, as `oncotier schema` prints it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from oncotier.domain.alteration import Kind, Origin
from oncotier.domain.evidence import Effect, Evidence, Status
from oncotier.domain.report import OptionState
from oncotier.domain.tumor import TumorMatch
from oncotier.exporters.document import SCHEMA_VERSION
from oncotier.interpret.tier import AMP_ORDER

__all__ = ["schema", "schema_text"]

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_RECORD: Schema = {"type": ["integer", "null"], "minimum": 1}  # null in a file that was read by its index
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_COUNTS: Schema = {"type": "object", "additionalProperties": _COUNT}
_ESCAT = ["I-A", "I-B", "I-C", "II-A", "II-B", "III-A", "III-B", "III", "IV-A", "IV-B", "V", "X"]


def _object(properties: Schema) -> Schema:
    """Describe an object whose listed keys are all there; more may be added in later versions."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "null"}]}


def _words(values: Iterable[str], *, null: bool = False) -> Schema:
    allowed: list[str | None] = [str(value) for value in values]
    return {"enum": [*allowed, None] if null else allowed}


def _input() -> Schema:
    records = dict.fromkeys(("read", "interpreted", "out_of_scope", "filtered", "unresolved"), _COUNT)
    return _object(
        {
            "name": _TEXT,
            "format": _TEXT,
            "sha256": _TEXT_OR_NULL,
            "genome_build": _words(("GRCh37", "GRCh38"), null=True),
            "build_evidence": _TEXT_OR_NULL,
            "records": _object(records),
            "filtered_by": _COUNTS,
            "out_of_scope_by": _COUNTS,
        }
    )


def _alteration() -> Schema:
    return _object(
        {
            "id": {"type": "string", "pattern": "^A[1-9][0-9]*$"},
            "kind": _words(Kind),
            "gene": _TEXT_OR_NULL,
            "genes": _TEXTS,
            "label": _TEXT,
            "classes": _TEXTS,
            "protein": _TEXT_OR_NULL,
            "hgvs_p": _TEXT_OR_NULL,
            "hgvs_c": _TEXT_OR_NULL,
            "hgvs_g": _TEXT_OR_NULL,
            "transcript": _TEXT_OR_NULL,
            "exon": {"type": ["integer", "null"]},
            "consequence": _TEXT_OR_NULL,
            "also_known_as": _TEXTS,
            "origin": _words(Origin),
            "vaf": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
            "depth": {"type": ["integer", "null"], "minimum": 0},
            "copy_number": _NUMBER_OR_NULL,
            "value": _NUMBER_OR_NULL,
            "unit": _TEXT_OR_NULL,
            "flags": _TEXTS,
            "source": _list(
                _object({"input": _TEXT, "record": {"type": ["integer", "null"], "minimum": 1}, "raw": _TEXT})
            ),
        }
    )


def _trial() -> Schema:
    return _object(
        {
            "name": _TEXT,
            "nct": _TEXT_OR_NULL,
            "pmid": _TEXT_OR_NULL,
            "endpoint": _TEXT,
            "value": _NUMBER_OR_NULL,
            "unit": _TEXT_OR_NULL,
            "comparator_value": _NUMBER_OR_NULL,
            "comparator": _TEXT_OR_NULL,
            "hazard_ratio": _NUMBER_OR_NULL,
            "population": _TEXT_OR_NULL,
            "source": _TEXT_OR_NULL,
            "analysis": _TEXT_OR_NULL,
            "verified": _words(("primary", "secondary", "no")),
        }
    )


def _option(*, ranked: bool) -> Schema:
    return _object(
        {
            "rank": {"type": "integer", "minimum": 1} if ranked else {"type": "null"},
            "therapy": _TEXT,
            "drugs": _TEXTS,
            "effect": _words(Effect),
            "amp_tier": _words(AMP_ORDER, null=True),
            "escat": _words(_ESCAT, null=True),
            "evidence": _words(Evidence),
            "status": _words(Status),
            "tumor_match": _words(TumorMatch),
            "state": _words([state for state in OptionState if (state is OptionState.BLOCKED) is not ranked]),
            "conditions": _TEXTS,
            "settings": _TEXTS,
            "supports": _TEXTS,
            "conflicts": _list(
                _object({"alteration": _TEXT_OR_NULL, "alterations": _list(_TEXT), "assertion": _TEXT, "words": _TEXT})
            ),
            "assertions": _TEXTS,
            "trials": _list(_trial()),
            "companion_diagnostics": _TEXTS,
            "monitoring": _TEXTS,
            "why": _TEXTS,
            "routes": _TEXTS,
            "notes": _TEXTS,
            "sources": _TEXTS,
            "verified": _TEXT,
        }
    )


def schema() -> Schema:
    """Return the schema of one report."""
    severity = _words(("info", "warning", "error"))
    properties = {
        "schema_version": {"const": SCHEMA_VERSION},
        "program": _object({"name": {"const": "oncotier"}, "version": _TEXT}),
        "knowledge_base": _object({"version": _TEXT, "as_of": _TEXT, "sha256": _TEXT}),
        "sample": _object(
            {
                "id": _TEXT,
                "tumor_type": _or_null(_object({"code": _TEXT, "name": _TEXT, "given": _TEXT})),
                "prior_therapies": _TEXTS,
            }
        ),
        "status": _words(("complete", "incomplete")),
        "inputs": _list(_input()),
        "assay": _or_null(
            _object(
                {"name": _TEXT, "sha256": _TEXT, "genes": _COUNT, "regions": _COUNT, "cell_free": {"type": "boolean"}}
            )
        ),
        "alterations": _list(_alteration()),
        "options": _list(_option(ranked=True)),
        "not_recommended": _list(_option(ranked=False)),
        "testing": _list(
            _object(
                {
                    "biomarker": _TEXT,
                    "state": _words(("present", "absent", "not_tested", "unknown")),
                    "needed_for": _TEXT,
                    "note": _TEXT,
                }
            )
        ),
        "unmatched": _list(_object({"alteration": _TEXT, "reason": _TEXT, "words": _TEXT})),
        "unresolved": _list(
            _object({"input": _TEXT, "record": _or_null(_COUNT), "raw": _TEXT, "reason": _TEXT, "words": _TEXT})
        ),
        "notices": _list(_object({"code": _TEXT, "severity": severity, "where": _TEXT, "words": _TEXT})),
        "disclaimer": _TEXT,
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "oncotier report"}
    return {**head, **_object(properties)}


def schema_text() -> str:
    """Return the schema as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2).decode() + "\n"
