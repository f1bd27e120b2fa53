"""The resources of a FHIR document and how they refer to each other: bundles, contained resources, bulk exports.

A reference leads by full URL, by type and id (with or without a server in front, with or without a version behind) or,
for a contained resource, by its id within what contains it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.fhir_xml import parse_fhir_xml
from oncotier.readers.json_document import at, objects, parse_json, text
from oncotier.readers.markup import BYTE_ORDER_MARKS, could_be_xml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oncotier.readers.json_document import JsonObject
    from oncotier.readers.source import InputFile

__all__ = ["Document", "Resource", "read_document", "reference_name"]

_VERSION = lazy_pattern(r"/_history/[^/]*$")
_TYPE = lazy_pattern(r"[A-Z][A-Za-z]+")
_ANYWHERE = -1


class Resource(Value, frozen=True):
    """One resource: its number in the document, and the number of what contains it (its own where nothing does)."""

    index: int
    body: JsonObject
    container: int

    @property
    def kind(self) -> str:
        """The type of the resource."""
        return text(self.body, "resourceType")

    @property
    def status(self) -> str:
        """The status of the resource."""
        return text(self.body, "status")


class Document(Value, frozen=True):
    """All resources of a document, the keys repeated in it, and whether a further page of results is elsewhere.

    `by_name` finds the number of a resource by what contains it (`_ANYWHERE` for nothing) and its name.
    """

    resources: tuple[Resource, ...]
    by_name: Mapping[tuple[int, str], int]
    repeated: tuple[str, ...] = ()
    has_next_page: bool = False
    is_bundle: bool = False
    malformed: int = 0

    def of_kind(self, *kinds: str) -> tuple[Resource, ...]:
        """Return the resources of some types, in the order of the document."""
        return tuple(one for one in self.resources if one.kind in kinds)

    def find(self, reference: JsonObject, origin: Resource) -> Resource | None:
        """Return the resource that a reference of another one leads to; None where it is not in the document."""
        written = text(reference, "reference")
        if written == "#":
            return self.resources[origin.container]
        place = (origin.container, written) if written.startswith("#") else (_ANYWHERE, reference_name(written))
        index = self.by_name.get(place)
        return None if index is None else self.resources[index]


def read_document(source: InputFile) -> Document:
    """Return the resources of a document as JSON, XML or one resource a line. Raises InputError."""
    raw = source.read_whole()
    if could_be_xml(raw.removeprefix(BYTE_ORDER_MARKS[2]).lstrip()):
        return _flat(parse_fhir_xml(raw, file=source.name), ())
    document, repeated = parse_json(_as_list(raw), file=source.name)
    return _flat(document, repeated)


def _as_list(raw: bytes) -> bytes:
    """Return a bulk export, which has one resource a line, as a list; any other document as it is."""
    lines = raw.removeprefix(BYTE_ORDER_MARKS[2]).rstrip().split(b"\n")
    whole = [line.strip() for line in lines]
    if len(lines) < 2 or not all(line[:1] + line[-1:] == b"{}" for line in whole if line):
        return raw
    parts = [line + b"," if line and any(whole[place0 + 1 :]) else line for place0, line in enumerate(whole)]
    return b"[" + b"\n".join(parts) + b"]"


def _flat(document: object, repeated: tuple[str, ...]) -> Document:
    found: list[Resource] = []
    by_name: dict[tuple[int, str], int] = {}
    bundles: list[JsonObject] = []
    for url, body in (one for root in objects(document) for one in _entries("", root, bundles)):
        index, kind, own = len(found), text(body, "resourceType"), text(body, "id")
        for name in (reference_name(url), f"{kind}/{own}", f"urn:uuid:{own}", own):
            by_name.setdefault((_ANYWHERE, name), index)
        found.append(Resource(index, body, index))
        for one in objects(body, "contained"):
            by_name.setdefault((index, f"#{text(one, 'id')}"), len(found))
            found.append(Resource(len(found), one, index))
    by_name.pop((_ANYWHERE, ""), None)
    links = {text(link, "relation") for one in bundles for link in objects(one, "link")}
    return Document(tuple(found), by_name, repeated, "next" in links, bool(bundles), sum(map(_malformed, bundles)))


def _malformed(bundle: JsonObject) -> int:
    """Return how many entries of a bundle are no objects, or hold something else than a resource."""
    entries = at(bundle, "entry")
    listed = entries if isinstance(entries, list) else []
    held = [at(one, "resource") if isinstance(one, dict) else one for one in listed]
    is_empty = [isinstance(one, dict) and at(one, "resource") is None for one in listed]
    kinds = [text(one, "resourceType") for one in held]
    return sum(1 for kind, empty in zip(kinds, is_empty, strict=True) if not kind and not empty)


def _entries(url: str, body: JsonObject, bundles: list[JsonObject]) -> Iterator[tuple[str, JsonObject]]:
    """Yield the resources of bundles and of the results of an operation, of a history the latest version of each."""
    kind = text(body, "resourceType")
    if kind == "Bundle":
        bundles.append(body)
        seen: set[str] = set()
        is_history = text(body, "type") == "history"
        for entry in objects(body, "entry"):
            name = reference_name(text(entry, "fullUrl") or text(entry, "request/url"))
            if is_history and name in seen:
                continue
            seen.add(name)
            for one in objects(entry, "resource"):
                yield from _entries(text(entry, "fullUrl"), one, bundles)
    elif kind == "Parameters":
        waiting = objects(body, "parameter")
        while waiting:
            part = waiting.pop(0)
            waiting = [*objects(part, "part"), *waiting]
            for one in objects(part, "resource"):
                yield from _entries("", one, bundles)
    elif kind:
        yield url, body


def reference_name(reference: str) -> str:
    """Return `Observation/7` for a URL of any server and version; any other reference as it is."""
    bare = _VERSION.sub("", reference)
    parts = bare.split("/")
    is_typed = len(parts) > 1 and _TYPE.fullmatch(parts[-2]) is not None
    return "/".join(parts[-2:]) if is_typed else bare
