"""What the program cannot reach: a network, a shell, code in its input, a file that a table or an XML names."""

from __future__ import annotations

import ast
import socket
from pathlib import Path

import pytest

SOURCES = sorted((Path(__file__).parent.parent.parent / "src").rglob("*.py"))
MODULES = frozenset(
    "asyncio ctypes dbm ftplib http imaplib marshal pickle poplib requests runpy shelve smtplib socketserver ssl"
    " subprocess telnetlib urllib.request webbrowser xmlrpc yaml".split()
)
CALLS = frozenset({"eval", "exec", "compile", "__import__", "breakpoint", "input"})
ATTRIBUTES = frozenset({"system", "popen", "spawnl", "spawnv", "execv", "execvp", "fork", "extractall"})


def _imports(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_module_can_reach_out_or_run_its_input(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found = {name for name in _imports(node) if name in MODULES or name.split(".")[0] in MODULES}
        assert not found, (path.name, found)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in CALLS, (path.name, node.lineno)
        if isinstance(node, ast.Attribute):
            assert node.attr not in ATTRIBUTES, (path.name, node.lineno)


def test_only_the_lock_knows_sockets_and_only_the_name_of_the_machine() -> None:
    users = [path.name for path in SOURCES if "import socket" in path.read_text(encoding="utf-8")]
    assert users == ["folder_lock.py"]
    (lock,) = (path for path in SOURCES if path.name == "folder_lock.py")
    used = [node for node in ast.walk(ast.parse(lock.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)]
    assert {one.attr for one in used if isinstance(one.value, ast.Name) and one.value.id == "socket"} == {"gethostname"}


def test_the_guard_of_the_tests_holds() -> None:
    with pytest.raises(pytest.fail.Exception, match="reached for the network"), socket.socket() as one:
        one.connect(("127.0.0.1", 9))
    with pytest.raises(pytest.fail.Exception, match="reached for the network"):
        socket.getaddrinfo("example.org", 80)
