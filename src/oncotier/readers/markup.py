"""A report as XML: elements by local name, without the parts that are not read; nothing is ever expanded or fetched.

Refused: any DOCTYPE, more than `_DEPTH_LIMIT` levels, more than `_ELEMENT_LIMIT` elements, what is not well-formed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection
    from xml.etree.ElementTree import Element, TreeBuilder
    from xml.parsers.expat import XMLParserType

__all__ = ["BYTE_ORDER_MARKS", "could_be_xml", "parse_xml"]

_DEPTH_LIMIT = 100
_ELEMENT_LIMIT = 200_000
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
"""Of UTF-16 in either order, and of UTF-8."""


def could_be_xml(head: bytes) -> bool:
    """Tell whether the first bytes can begin an XML document."""
    return head[:1] == b"<" or head[:2] in BYTE_ORDER_MARKS[:2]


def parse_xml(raw: bytes, *, file: str, what: str, left_out: Collection[str] = ()) -> Element:
    """Return the root element; `what` names the report in messages. Raises InputError, naming line and column."""
    return _Document(file, what, frozenset(left_out)).parse(raw)


class _Document:
    """Builds the tree of one document."""

    def __init__(self, file: str, what: str, left_out: frozenset[str]) -> None:
        from xml.etree.ElementTree import TreeBuilder
        from xml.parsers.expat import ParserCreate

        self.file = file
        self._what = what
        self._left_out = left_out
        self._tree: TreeBuilder = TreeBuilder()
        self._depth = 0
        self._left_out_from = 0
        self._elements = 0
        self._line_shift = 0
        self._parser: XMLParserType = ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def parse(self, raw: bytes) -> Element:
        """Return the root element. Raises InputError, naming line and column."""
        from xml.parsers.expat import ErrorString, ExpatError

        if not raw.startswith(BYTE_ORDER_MARKS[:2]):
            bare = raw.removeprefix(BYTE_ORDER_MARKS[2]).lstrip()
            # Blank lines before the XML declaration are an error to the parser, and harmless.
            self._line_shift = raw.count(b"\n", 0, len(raw) - len(bare))
            raw = bare
        try:
            self._parser.Parse(raw, True)
            return self._tree.close()
        except ExpatError as error:
            words = f"not well-formed XML: {ErrorString(error.code)} (column {error.offset + 1})"
            hint = "the file is damaged or cut off: get a complete copy from the laboratory"
            raise InputError(words, file=self.file, line1=error.lineno + self._line_shift, hint=hint) from None
        except (LookupError, ValueError):
            words = "the XML declaration names an unknown encoding"
            raise InputError(words, file=self.file, line1=1, hint="save the file as UTF-8") from None

    def _refuse(self, words: str, hint: str) -> InputError:
        line1 = self._parser.CurrentLineNumber + self._line_shift
        words = f"{words} (column {self._parser.CurrentColumnNumber + 1})"
        return InputError(words, file=self.file, line1=line1, hint=hint)

    def _refuse_doctype(self, *_: object) -> None:
        raise self._refuse("a DOCTYPE or entity declaration is refused", f"a {self._what} has none: remove it")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _DEPTH_LIMIT:
            raise self._refuse(f"elements nested more than {_DEPTH_LIMIT} deep", f"this is no {self._what}")
        if self._elements > _ELEMENT_LIMIT:
            raise self._refuse(f"more than {_ELEMENT_LIMIT} elements", "this is no report of one specimen")
        local = name.rpartition(":")[2]
        if local in self._left_out and not self._left_out_from and self._depth > 1:
            self._left_out_from = self._depth
        if not self._left_out_from:
            self._tree.start(local, attributes)

    def _end(self, name: str) -> None:
        if not self._left_out_from:
            self._tree.end(name.rpartition(":")[2])
        elif self._depth == self._left_out_from:
            self._left_out_from = 0
        self._depth -= 1

    def _text(self, text: str) -> None:
        if not self._left_out_from:
            self._tree.data(text)
