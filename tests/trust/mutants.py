"""Mutation testing, bounded: one small fault at a time in a copy of the sources; the tests should notice.

    python -m tests.trust.mutants notation --sample 60 --seed 1
    python -m tests.trust.mutants match --sample 60 --seed 1

Prints every mutant that survived, and the score. Faults: a comparison turned, shifted by one or negated, `and` for
`or`, a number off by one, a condition negated, a `not` dropped, `+` for `-`, a returned truth turned. Words of messages
are left alone. A mutant that makes the tests run four times as long counts as noticed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
GROUPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "notation": (
        tuple(f"notation/{name}.py" for name in (
            "aminoacid biomarker biomarkers coding consequence finding fusion gene gene_events genomic label negative"
            " protein several statement therapy"
        ).split()),
        (
            "tests/notation",
            "tests/properties/test_notation_laws.py",
            "tests/properties/test_spelling_laws.py",
            "tests/trust/test_last_branches.py",
        ),
    ),
    "match": (
        tuple(f"interpret/{name}.py" for name in "match evaluate hits options tier line against".split()),
        (
            "tests/interpret/test_match_matrix.py",
            "tests/interpret/test_against.py",
            "tests/interpret/test_pains.py",
            "tests/trust/test_last_branches.py",
        ),
    ),
}  # fmt: skip
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


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the node with one fault."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in _TURNED.get(type(operator), ()):
                changed = copy.deepcopy(node)
                changed.ops[place] = other()
                yield changed
    elif isinstance(node, ast.BoolOp):
        changed_bool = copy.deepcopy(node)
        changed_bool.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        yield changed_bool
        for place in range(len(node.values)):
            rest = [copy.deepcopy(one) for index, one in enumerate(node.values) if index != place]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(copy.deepcopy(node.op), rest)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield copy.deepcopy(node.operand)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        changed_sum = copy.deepcopy(node)
        changed_sum.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield changed_sum
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield from (ast.Constant(node.value + step) for step in (1, -1))
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        changed_if = copy.deepcopy(node)
        changed_if.test = ast.UnaryOp(ast.Not(), changed_if.test)
        yield changed_if


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


def mutants(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (1-based line, what it was and became, the changed source)."""
    tree = ast.parse(text)
    order = _Order()
    order.visit(tree)
    for number, node in enumerate(order.nodes):
        for new in _variants(node):
            changed = ast.fix_missing_locations(_Replace(number, new).visit(copy.deepcopy(tree)))
            before, after = (ast.unparse(one).split("\n")[0][:70] for one in (node, new))
            yield getattr(node, "lineno", 0), f"{before}  ->  {after}", ast.unparse(changed)


def _is_noticed(folder: Path, tests: tuple[str, ...], seconds: float) -> bool:
    environment = os.environ | {"PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", *tests]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def main() -> int:
    """Try a sample of the mutants of a group; return 1 when the sources themselves fail the tests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("group", choices=GROUPS)
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    files, tests = GROUPS[asked.group]
    source = ROOT / "src" / "oncotier"
    every = [(name, *one) for name in files for one in mutants((source / name).read_text(encoding="utf-8"))]
    chosen = random.Random(asked.seed).sample(every, min(asked.sample, len(every)))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("src", "tests", "knowledgebase", "examples"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md"):
            shutil.copyfile(ROOT / name, folder / name)
        start = time.monotonic()
        if _is_noticed(folder, tests, 1200):
            sys.stdout.write("the tests fail without any mutant\n")
            return 1
        seconds = 4 * (time.monotonic() - start) + 10
        survivors = 0
        for file, line1, words, text in sorted(chosen):
            target = folder / "src" / "oncotier" / file
            target.write_text(text, encoding="utf-8")
            if not _is_noticed(folder, tests, seconds):
                survivors += 1
                sys.stdout.write(f"survived: {file}:{line1}: {words}\n")
                sys.stdout.flush()
            shutil.copyfile(source / file, target)
    noticed = len(chosen) - survivors
    sys.stdout.write(f"{asked.group}: {noticed} of {len(chosen)} mutants noticed (of {len(every)} possible)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
