"""Answers that rest on the knowledge base alone: worked out once, and kept with it as long as it lives."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["remembered", "remembered_briefly"]

Answer = TypeVar("Answer")
Asked = TypeVarTuple("Asked")

_MOST_ANSWERS = 4096
_FEW_ANSWERS = 256


def remembered(
    function: Callable[[KnowledgeBase, *Asked], Answer],
) -> Callable[[KnowledgeBase, *Asked], Answer]:
    """Keep the answers of a pure function of a knowledge base and of hashable values with that knowledge base.

    Of each function it keeps some thousands; then it begins anew, so that no run of any length grows by them.
    """
    return _kept(function, _MOST_ANSWERS)


def remembered_briefly(
    function: Callable[[KnowledgeBase, *Asked], Answer],
) -> Callable[[KnowledgeBase, *Asked], Answer]:
    """Keep the answers as `remembered` does, but few: for what is asked with large values that samples share."""
    return _kept(function, _FEW_ANSWERS)


def _kept(function: Callable[[KnowledgeBase, *Asked], Answer], most: int) -> Callable[[KnowledgeBase, *Asked], Answer]:
    @wraps(function)
    def asked(kb: KnowledgeBase, *values: *Asked) -> Answer:
        answers = kb.answers[function]
        try:
            answer: Answer = answers[values]
        except KeyError:
            if len(answers) >= most:
                answers.clear()
            answer = answers[values] = function(kb, *values)
        return answer

    return asked
