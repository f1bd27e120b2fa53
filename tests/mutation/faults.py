"""Small faults of a source, one at a time.

A comparison turned, shifted by one or negated, `and` for `or`, a part of a condition dropped, a number off by one, a
condition negated, a `not` dropped, `+` for `-`, a truth turned, a value that is not returned. Words are left alone.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Fault", "faults_of", "faulty"]

_TURNED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}


class Fault(NamedTuple):
    """One fault: its module, its 1-based lines, what stood there and what stands there now, and which one it is."""

    module: str
    line1: int
    last_line1: int
    words: str
    node0: int
    variant0: int


def faults_of(module: str, text: str) -> Iterator[Fault]:
    """Yield every fault of a source."""
    tree = ast.parse(text)
    order = _Order()
    order.visit(tree)
    for number, node in enumerate(order.nodes):
        for place, new in enumerate(_variants(node)):
            before, after = (ast.unparse(one).split("\n")[0][:80] for one in (node, new))
            line1, last_line1 = _lines(node)
            yield Fault(module, line1, last_line1, f"{before}  ->  {after}", number, place)


def faulty(fault: Fault, text: str) -> str:
    """Return the source with the fault."""
    tree = ast.parse(text)
    order = _Order()
    order.visit(tree)
    new = list(_variants(order.nodes[fault.node0]))[fault.variant0]
    return ast.unparse(ast.fix_missing_locations(_Replace(fault.node0, new).visit(copy.deepcopy(tree))))


def _lines(node: ast.AST) -> tuple[int, int]:
    """Return the lines whose running shows the fault: of an `if`, those of its condition."""
    shown = node.test if isinstance(node, ast.If | ast.While) else node
    return getattr(shown, "lineno", 0), getattr(shown, "end_lineno", 0) or 0


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the node with one fault."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in _TURNED.get(type(operator), ()):
                changed = copy.deepcopy(node)
                changed.ops[place] = other()
                yield changed
    elif isinstance(node, ast.BoolOp):
        other_word = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        yield ast.BoolOp(other_word, copy.deepcopy(node.values))
        for place in range(len(node.values)):
            rest = [copy.deepcopy(one) for index, one in enumerate(node.values) if index != place]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(copy.deepcopy(node.op), rest)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield copy.deepcopy(node.operand)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        other_sign = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield ast.BinOp(copy.deepcopy(node.left), other_sign, copy.deepcopy(node.right))
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield from (ast.Constant(node.value + step) for step in (1, -1))
    elif isinstance(node, ast.If | ast.IfExp | ast.While) and "TYPE_CHECKING" not in ast.unparse(node.test):
        changed_if = copy.copy(node)
        changed_if.test = ast.UnaryOp(ast.Not(), copy.deepcopy(node.test))
        yield changed_if
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


class _Replace(ast.NodeTransformer):
    def __init__(self, number: int, new: ast.AST) -> None:
        self._number = number
        self._new = new
        self._seen = -1

    def visit(self, node: ast.AST) -> ast.AST:
        self._seen += 1
        if self._seen == self._number:
            return self._new
        return self.generic_visit(node)


class _Order(ast.NodeVisitor):
    """Lists the nodes in the order in which `_Replace` meets them."""

    def __init__(self) -> None:
        self.nodes: list[ast.AST] = []

    def visit(self, node: ast.AST) -> None:
        self.nodes.append(node)
        self.generic_visit(node)
