"""Answers that rest on the knowledge base alone: worked out once, and kept with it as long as it lives."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from oncotier.knowledge.base import KnowledgeBase

__all__ = ["remembered"]

Answer = TypeVar("Answer")
Asked = TypeVarTuple("Asked")

_MOST_ANSWERS = 4096


def remembered(
    function: Callable[[KnowledgeBase, *Asked], Answer],
) -> Callable[[KnowledgeBase, *Asked], Answer]:
    """Keep the answers of a pure function of a knowledge base and of hashable values with that knowledge base.

    Of each function it keeps some thousands; then it begins anew, so that no run of any length grows by them.
    """

    @wraps(function)
    def asked(kb: KnowledgeBase, *values: *Asked) -> Answer:
        answers = kb.answers[function]
        try:
            answer: Answer = answers[values]
        except KeyError:
            if len(answers) >= _MOST_ANSWERS:
                answers.clear()
            answer = answers[values] = function(kb, *values)
        return answer

    return asked
