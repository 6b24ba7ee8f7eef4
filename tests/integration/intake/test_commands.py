"""`create_source` and `import_file`, as a data steward types them."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.intake import operations
from apps.intake.models import Batch, Call, Source
from apps.people.models import Change
from tests import deliveries as d

pytestmark = pytest.mark.django_db
GOOD = "c1,7,2026-11-02 10:00:00,out,61234567,Y,60,5"


@pytest.fixture(autouse=True)
def _company() -> None:
    d.organisation()
    d.agent("Ada", "7")


def run(*arguments: object) -> str:
    out = StringIO()
    call_command(*(str(argument) for argument in arguments), stdout=out)
    return out.getvalue()


def run_json(*arguments: object) -> dict[str, Any]:
    return dict(json.loads(run(*arguments, "--json")))


@pytest.fixture
def dialer() -> str:
    run("create_source", "--code", "dialer", "--kind", "dialer", "--preset", "dialer")
    return "dialer"


def write(folder: Path, *rows: str, name: str = "calls.csv") -> Path:
    path = folder / name
    path.write_text(d.lines(d.CALLS, *rows))
    return path


def test_a_file_is_imported_to_its_end_and_the_feed_is_empty(dialer: str, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD, "c2,99,2026-11-02 10:00:00,out,,Y,1,1", "c3,7,x,out,,Y,1,1")
    said = run_json("import_file", "--source", dialer, path)
    names = ("read", "accepted", "unchanged", "rejected", "parked", "queued", "skipped")
    assert [said[name] for name in names] == [3, 1, 0, 1, 1, 0, 0]
    assert (said["state"], said["already_imported"], said["error"]) == ("imported", False, "")
    assert not Change.objects.exists()
    assert Call.objects.count() == 1


def test_the_same_file_again_says_so_and_changes_nothing(dialer: str, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    run("import_file", "--source", dialer, path)
    assert run_json("import_file", "--source", dialer, path)["already_imported"] is True
    assert "already imported, 0 changes" in run("import_file", "--source", dialer, path)
    assert Batch.objects.count() == 1


def test_the_days_a_file_speaks_for_may_be_said(dialer: str, tmp_path: Path) -> None:
    run("import_file", "--source", dialer, write(tmp_path, GOOD), "--covers-last", "2026-11-23")
    assert str(Batch.objects.get().covers_last) == "2026-11-23"


def test_a_refused_file_fails_with_sentence_and_remedy(dialer: str, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("nonsense\n1\n")
    expected = r"The file lacks: Agent No, Answered, Call ID, .* say in the mapping"
    with pytest.raises(CommandError, match=expected):
        run("import_file", "--source", dialer, path)


def test_unknown_sources_and_files_are_said(dialer: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no source “nothing”"):
        run("import_file", "--source", "nothing", write(tmp_path, GOOD))
    with pytest.raises(CommandError, match="no file"):
        run("import_file", "--source", dialer, tmp_path / "none.csv")


def test_a_batch_that_waits_for_a_person_is_imported(dialer: str, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    batch = d.bring(Source.objects.get(), path, auto=False)
    operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
    assert run_json("import_file", "--source", dialer, path)["state"] == "imported"


def test_options_declare_what_is_never_guessed(tmp_path: Path) -> None:
    arguments = ("create_source", "--code", "crm", "--kind", "crm", "--preset", "crm_opportunities")
    run(*arguments, "--option", "dates=mdy")
    assert Source.objects.get().mappings.get().spec["dates"] == "mdy"
    for wrong in ("dates", "mood=good", "dates=dym"):
        with pytest.raises(CommandError):
            run(*arguments[:2], "other", *arguments[3:], "--option", wrong)
    assert Source.objects.count() == 1
    with pytest.raises(CommandError, match="already"):
        run(*arguments)
    with pytest.raises(CommandError, match="no time zone"):
        run(*arguments[:2], "other", *arguments[3:], "--time-zone", "Mars/Olympus")
