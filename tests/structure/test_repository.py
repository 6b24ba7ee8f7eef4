"""What is in the repository, and what must never be."""

import base64
import json
import re
from pathlib import Path

import pytest

from tests.structure.source import ROOT, tracked

LOCKS = ["requirements.txt", "requirements-test.txt", "requirements-node.txt", "package-lock.json"]
# Spelled so that this file does not contain them.
FORBIDDEN = [
    base64.b64decode(word).decode()
    for word in ("L3dvcmsv", "L2Zhcm0=", "cHlwaS5vcmc=", "cHl0aG9uaG9zdGVkLm9yZw==", "cmVnaXN0cnkubnBtanM=")
]
GENERATED = re.compile(r"(^|/)(vendor|node_modules|\.venv|var)/|\.min\.(js|css)$|\.woff2?$|\.mo$|\.sqlite3")
BINARY = {".png", ".jpg", ".ico", ".woff2", ".mo", ".xlsx"}


def text_of(path: Path) -> str:
    """A file's text; what is not text has none."""
    return "" if path.suffix in BINARY else path.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("word", FORBIDDEN)
def test_nothing_of_a_workplace_is_named(word: str) -> None:
    found = [str(path.relative_to(ROOT)) for path in tracked() if word in text_of(path)]
    assert not found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    # npm notes where to give money to an author; that is no address to fetch from.
    assert not re.search(r"resolved|https?://", re.sub(r'"url": "https://[^"]*"', "", text))


@pytest.mark.parametrize("lock", [lock for lock in LOCKS if lock.endswith(".txt")])
def test_every_python_package_is_pinned_with_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in filter(None, map(str.strip, text.splitlines())):
        assert re.match(r"[a-z0-9.-]+(\[[a-z,-]+\])?==[^ ]+", line), line
        assert "--hash=sha256:" in line, line


def test_every_npm_package_is_pinned_with_its_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    unpinned = [name for name, package in packages.items() if name and not package.get("integrity")]
    assert not unpinned


def test_nothing_third_party_or_generated_is_committed() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    found = [name for name in names if GENERATED.search(name)]
    assert not found


def test_no_file_is_large() -> None:
    found = [path.relative_to(ROOT).as_posix() for path in tracked() if path.stat().st_size > 1_000_000]
    assert not found


def test_every_dependency_is_explained() -> None:
    record = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8").lower()
    names = [
        re.split(r"[\[~=<> ;]", line.strip())[0]
        for source in ("requirements.in", "requirements-test.in", "requirements-node.in")
        for line in (ROOT / source).read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith(("#", "-"))
    ]
    names += json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    missing = [name for name in names if f"`{name.lower()}`" not in record]
    assert not missing
