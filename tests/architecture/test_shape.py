"""What every module of the program keeps: small, documented, silent, spelled one way, imports in one direction."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

from oncotier.readers.registry import READERS
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "oncotier"
MODULES = sorted(SOURCE.rglob("*.py"))
MODULE_LINES = 400
FUNCTION_LINES = 60
USUAL_FUNCTION_LINES = 40
BRITISH = re.compile(
    r"tumour|colour|behaviour|favour|honour|neighbour|\bcentre|\blicence|\bgrey\b"
    r"|(?:normal|recogn|organ|summar|categor|priorit|standard|util|minim|maxim|optim|character|initial|general|special"
    r"|harmon|token|random|local|visual|real|capital)is(?:e[drs]?|ing|ation)\b",
    re.IGNORECASE,
)


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions() -> list[tuple[str, int]]:
    """Return every function with the lines of its body: without signature (a table of options) and docstring."""
    found = []
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) is not None else node.body
                lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                found.append((f"{name_of(path)}:{node.lineno} {node.name}", lines))
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_is_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < MODULE_LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_has_a_docstring_and_says_what_is_public(path: Path) -> None:
    tree = tree_of(path)
    assert ast.get_docstring(tree)
    if path.name in {"__init__.py", "__main__.py"}:
        return
    names = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets)
    ]
    assert len(names) == 1
    (public,) = names
    defined = {one.id for node in ast.walk(tree) if isinstance(node, ast.Assign) for one in node.targets
               if isinstance(one, ast.Name)}  # fmt: skip
    defined |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    defined |= {
        node.target.id for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    imported = {one.asname or one.name for node in tree.body if isinstance(node, ast.ImportFrom) for one in node.names}
    assert [name for name in public if name not in defined | imported] == []
    assert len(set(public)) == len(public)


def test_functions_are_small() -> None:
    assert [found for found in functions() if found[1] >= FUNCTION_LINES] == []


def test_most_functions_are_very_small() -> None:
    found = functions()
    small = sum(lines < USUAL_FUNCTION_LINES for _, lines in found)
    assert small >= 0.95 * len(found)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_shell_speaks(path: Path) -> None:
    """No `print` anywhere: the shell writes results and messages, everything else returns values."""
    calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    assert [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"] == []
    if path.is_relative_to(SOURCE / "cli"):
        return
    streams = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in {"stdout", "stderr"}
    ]
    assert streams == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_american_spelling(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [
        (number, match[0])
        for number, line in enumerate(text.split("\n"), 1)
        for match in BRITISH.finditer(line)
        if not match[0].isupper()
    ]  # capitals: words that inputs may use
    assert found == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tumour", True), ("Colour", True), ("normalise", True), ("recognised", True), ("normalisation", True),
        ("otherwise", False), ("precise", False), ("tumor", False), ("revise", False), ("normalize", False),
    ],
)  # fmt: skip
def test_the_spelling_test_itself(text: str, *, found: bool) -> None:
    assert bool(BRITISH.search(text)) is found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_suppression_has_a_reason(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    bare = [number for number, line in enumerate(lines, 1) if re.search(r"# noqa(: [A-Z0-9, ]+)?$", line.rstrip())]
    assert bare == []


def test_import_contracts() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    if not program.exists() and not shutil.which("lint-imports"):
        pytest.skip("import-linter is not installed (extra: lint)")
    command = str(program) if program.exists() else "lint-imports"
    done = subprocess.run([command, "--no-cache"], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]


def test_every_format_is_under_the_contract_of_independence() -> None:
    """A reader of a format shares its ways with others through modules that are no format."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    listed = next(one["modules"] for one in contracts if one["type"] == "independence")
    assert listed == sorted(reader.module for reader in READERS)
