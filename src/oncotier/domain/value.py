"""The base of every value: frozen, compared by content, cheap to define and to make.

A `msgspec.Struct` instead of a dataclass, for two measured reasons: a frozen slotted dataclass costs about one
millisecond each time its class is defined (fifty of them cost more than the whole interpreter start), and one
to two microseconds per value (a batch makes millions). Nothing else of msgspec is used in the core.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

__all__ = ["Value", "replace"]


class Value(msgspec.Struct, frozen=True):
    """A frozen value; subclasses declare fields only."""
