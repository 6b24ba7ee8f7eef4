"""Every page of these tests is looked at on Tuesday 24 November 2026, noon in Hong Kong."""

import pytest

from apps.people import clock
from tests import floor


@pytest.fixture
def on_the_24th(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock.timezone, "now", lambda: floor.NOON)
