"""The home: one portal at a time, erased only after a yes, and never more than the portal wrote."""

import io
from pathlib import Path

import pytest

from deploy import data
from deploy.places import Home
from deploy.terminal import Stop, Terminal


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.logs.mkdir()
    return home


def test_erasing_takes_what_the_portal_wrote_and_nothing_else(home: Home) -> None:
    (home.path / "kpiportal.sqlite3").write_text("rows")
    (home.path / "kpiportal.sqlite3-wal").write_text("rows")
    (home.path / "files" / "batches").mkdir(parents=True)
    (home.path / "secret.key").write_text("key")
    (home.path / "my-notes.txt").write_text("mine")
    data.erase(home)
    assert sorted(path.name for path in home.path.iterdir()) == ["logs", "my-notes.txt"]


@pytest.mark.parametrize("answer", ["no\n", "\n", "y\n", ""])
def test_without_a_yes_nothing_is_erased(home: Home, answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    with pytest.raises(Stop, match="Nothing was deleted"):
        data.ask_before_erasing(home, Terminal(io.StringIO()))


def test_a_yes_is_enough(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Yes\n"))
    said = io.StringIO()
    data.ask_before_erasing(home, Terminal(said))
    assert str(home.path) in said.getvalue()


def test_the_question_names_the_database_but_not_its_password(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://me:secret@db.example/kpi?sslmode=require")
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    said = io.StringIO()
    data.ask_before_erasing(home, Terminal(said))
    assert "db.example/kpi" in said.getvalue()
    assert "secret" not in said.getvalue()


def test_a_second_portal_in_one_home_is_told_where_the_first_is(home: Home) -> None:
    with data.sole_owner(home) as lock:
        data.announce(lock, "http://127.0.0.1:8000")
        with pytest.raises(Stop, match=r"http://127\.0\.0\.1:8000"), data.sole_owner(home):
            pytest.fail("two portals in one home")
    with data.sole_owner(home):
        pass


def test_bells_of_an_earlier_run_are_silenced(home: Home) -> None:
    home.messages.mkdir(parents=True)
    (home.messages / "1_a.kpiportal.msg").write_text("{}")
    data.silence_old_bells(home)
    assert not list(home.messages.iterdir())


def test_the_demo_is_remembered_for_each_database(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert data.demo_state(home) == ""
    data.note_demo(home, "begun")
    assert data.demo_state(home) == "begun"
    monkeypatch.setenv("DATABASE_URL", "postgres://localhost/kpi")
    assert data.demo_state(home) == ""
