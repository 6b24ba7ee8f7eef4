"""`import_people` and `create_login` on the command line, and the worker's sign of life."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.people.models import Person, User, WorkerBeat
from apps.people.operations.beats import note_beat
from apps.people.tasks import beat
from tests.people import AT, Company

pytestmark = pytest.mark.django_db

FILE = "sales_agent,manager,regional_office\nAnna,Dustin,Central\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command("import_people", *(str(argument) for argument in arguments), stdout=out)
    return out.getvalue()


def test_it_says_what_it_did(file: Path) -> None:
    assert "read 1 rows: 2 people would be created" in run(file, "--from", "2026-01-01", "--dry-run")
    assert not Person.objects.exists()
    assert "2 people created, 0 changed, 0 unchanged, 1 teams created" in run(file, "--from", "2026-01-01")
    told = json.loads(run(file, "--json"))
    assert (told["read"], told["created"], told["changed"], told["unchanged"], told["errors"]) == (
        1,
        0,
        0,
        2,
        [],
    )


def test_errors_are_named_and_end_it(file: Path) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_people", str(file), stdout=out)
    assert "row 2, from '': No first day is given." in out.getvalue()
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "no rows of people"), (b"team\nE\n", "no column with names")]
)
def test_a_file_that_is_none_is_one_sentence(file: Path, content: bytes, told: str) -> None:
    file.write_bytes(content)
    with pytest.raises(CommandError, match=told):
        run(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "nowhere.csv")


def test_a_first_administrator_is_made_by_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPIPORTAL_PASSWORD", "a-long-password-1")
    ann = Company().person("Ann")
    call_command("create_login", "00001", "ann", "--role", "administrator", stdout=io.StringIO())
    user = User.objects.get(username="ann")
    assert user.person == ann
    assert ann.role_grants.filter(role="administrator").exists()
    with pytest.raises(CommandError, match="Nobody has the number"):
        call_command("create_login", "77", "bob")
    with pytest.raises(CommandError, match="already"):
        call_command("create_login", "00001", "ann2")


def test_a_worker_s_beat_is_one_row() -> None:
    note_beat(name="one", at=AT)
    note_beat(name="one", at=AT + timedelta(seconds=2))
    assert WorkerBeat.objects.get().at == AT + timedelta(seconds=2)
    beat(unknown="argument")
    beat()
    assert WorkerBeat.objects.count() == 2
