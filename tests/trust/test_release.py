"""What a release says of itself: versions that agree, bounds of packages, limits as the program has them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from oncotier import __version__
from oncotier.readers import json_document, markup, source
from tests.readers.builders import knowledge

ROOT = Path(__file__).parent.parent.parent
MEGABYTE = 1024 * 1024


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def project() -> dict[str, object]:
    found: dict[str, object] = tomllib.loads(read("pyproject.toml"))["project"]
    return found


def test_the_versions_agree() -> None:
    assert f"\nversion: {__version__}\n" in read("CITATION.cff")
    assert f"\n## {__version__} " in read("CHANGELOG.md")
    assert f"\n## {knowledge().stamp.version} - as of {knowledge().stamp.as_of}\n" in read("knowledgebase/CHANGELOG.md")


def test_the_licenses_are_there_and_named() -> None:
    license_files = project()["license-files"]
    assert isinstance(license_files, list)
    assert all((ROOT / name).is_file() for name in license_files)
    assert "license: Apache-2.0" in read("CITATION.cff")
    assert project()["license"] == "Apache-2.0"


def test_every_package_has_a_lower_bound_that_the_oldest_run_installs() -> None:
    dependencies = project()["dependencies"]
    assert isinstance(dependencies, list)
    assert len(dependencies) > 5
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+>=[0-9.]+(,<[0-9.]+)?", one) for one in dependencies)


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("a line (64 MB)", source.LINE_LIMIT == 64 * MEGABYTE),
        ("after decompression (1 GB;", source.SIZE_LIMIT == 1024 * MEGABYTE),
        ("256 MB for JSON", json_document._SIZE_LIMIT == 256 * MEGABYTE),
        ("on nesting (100)", json_document._DEPTH_LIMIT == markup._DEPTH_LIMIT == 100),
    ],
)
def test_the_limits_are_those_of_the_page(words: str, limit: bool) -> None:
    assert words in " ".join(read("SECURITY.md").split())
    assert limit


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_*]*(?:\.[a-z]+)?)`", read("tests/README.md")))
    assert len(named) > 30
    assert not [
        name for name in named if not list((ROOT / "tests").glob(name.rstrip("/"))) and name != "knowledgebase/"
    ]
