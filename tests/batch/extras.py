"""What some tests need beside the plain test tools."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest

__all__ = ["need"]


def need(module: str, extra: str) -> None:
    """Skip a test that needs a tool which is not installed; where all tools were promised, fail it."""
    if find_spec(module) is None:
        words = f"{module} is not installed (extra: {extra})"
        if os.environ.get("ONCOTIER_EXTRAS"):
            pytest.fail(words)
        pytest.skip(words)
