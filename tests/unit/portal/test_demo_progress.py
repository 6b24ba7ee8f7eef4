"""The note on how far the demo company is."""

import os
import time
from pathlib import Path

import pytest
from django.conf import LazySettings

from apps.portal.demo.progress import FRESH_SECONDS, demo_progress, note_progress


@pytest.fixture(autouse=True)
def _home(settings: LazySettings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def test_it_is_said_while_it_grows_and_gone_at_the_end() -> None:
    assert demo_progress() is None
    note_progress(0)
    assert demo_progress() == 0
    note_progress(42)
    assert demo_progress() == 42
    note_progress(100)
    assert demo_progress() is None


def test_a_note_of_a_build_that_was_broken_off_is_not_said(tmp_path: Path) -> None:
    note_progress(42)
    long_ago = time.time() - FRESH_SECONDS - 1
    os.utime(tmp_path / "demo" / "progress", (long_ago, long_ago))
    assert demo_progress() is None
