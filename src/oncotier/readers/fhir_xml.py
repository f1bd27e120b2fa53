"""FHIR resources as XML, turned into what the JSON of the same resource says (FHIR R4, section 2.6.1).

A primitive stands in the attribute `value`, a list is a repeated element, and a resource inside another is an element
of its own name. Narrative (`div`) is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.markup import BYTE_ORDER_MARKS, parse_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from oncotier.readers.json_document import JsonObject

__all__ = ["is_fhir_xml", "parse_fhir_xml"]

_ROOT = lazy_pattern(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:\w+:)?(?:Bundle|DiagnosticReport|Observation|Parameters)\s[^>]*http://hl7\.org/fhir[\"']",
    re.DOTALL,
)


def is_fhir_xml(head: bytes) -> bool:
    """Tell whether the first bytes are XML of one of the resources that carry results, in the namespace of FHIR."""
    encoding = "utf-16" if head.startswith(BYTE_ORDER_MARKS[:2]) else "utf-8-sig"
    return _ROOT.search(head.decode(encoding, "replace")) is not None


def parse_fhir_xml(raw: bytes, *, file: str) -> JsonObject:
    """Return the resource as JSON has it. Raises InputError, naming line and column."""
    return _resource(parse_xml(raw, file=file, what="FHIR resource", left_out=("div",)))


def _resource(element: Element) -> JsonObject:
    found = _value(element)
    return {"resourceType": element.tag, **(found if isinstance(found, dict) else {})}


def _value(element: Element) -> object:
    """Return a primitive as its text, even where it has extensions, anything else as an object."""
    attributes = {name: text for name, text in element.attrib.items() if not name.startswith("xmlns")}
    if "value" in attributes:
        return attributes["value"]
    made: JsonObject = dict(attributes)
    for child in element:
        inner = next(iter(child), None)
        value = _resource(inner) if inner is not None and inner.tag[:1].isupper() else _value(child)
        before = made.get(child.tag)
        if isinstance(before, list):
            before.append(value)
        else:
            made[child.tag] = value if child.tag not in made else [before, value]
    return made
