"""Copies made to read a file: made once, gone with it."""

import os
import time
from pathlib import Path

import pytest

from apps.intake.reading.prepared import KEPT_SECONDS, forget_copies, forget_unused_copies, prepared


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "stored"
    path.write_text("1")
    return path


def write(text: str, made: list[str]) -> "Write":
    return Write(text, made)


class Write:
    def __init__(self, text: str, made: list[str]) -> None:
        self._text, self._made = text, made

    def __call__(self, folder: Path) -> None:
        self._made.append(self._text)
        (folder / "content").write_text(self._text)


def test_a_copy_is_made_once_for_a_content_and_purpose(file: Path) -> None:
    made: list[str] = []
    first = prepared(file, "a", write("1", made))
    assert prepared(file, "a", write("2", made)) == first
    assert (first / "content").read_text() == "1"
    assert prepared(file, "b", write("3", made)) != first
    file.write_text("22")
    assert (prepared(file, "a", write("4", made)) / "content").read_text() == "4"
    assert made == ["1", "3", "4"]


def test_a_copy_that_could_not_be_made_leaves_nothing(file: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "content").write_text("half")
        raise KeyError("x")

    with pytest.raises(KeyError):
        prepared(file, "a", fail)
    made: list[str] = []
    folder = prepared(file, "a", write("whole", made))
    assert [each.name for each in folder.parent.iterdir()] == [folder.name]


def test_what_is_made_of_a_copy_goes_with_the_file(file: Path) -> None:
    copy = prepared(file, "unpacked", write("x", [])) / "content"
    second = prepared(copy, "a sheet", write("y", []))
    file.unlink()
    forget_copies(file)
    assert not copy.exists()
    assert not second.exists()


def test_what_nobody_asks_for_goes(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("2")
    old, new = prepared(file, "a", write("x", [])), prepared(other, "a", write("y", []))
    long_ago = time.time() - KEPT_SECONDS - 60
    os.utime(old.parent, (long_ago, long_ago))
    forget_unused_copies()
    assert not old.exists()
    assert new.exists()
