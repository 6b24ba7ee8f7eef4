"""Files in a watched folder: taken once whole, put away once decided, and never lost on the way."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from apps.intake import operations, tasks
from apps.intake.models import Batch, Call, Source, WatchedFile
from apps.people.choices import Role
from apps.people.clock import now
from apps.people.models import Notice, User
from tests import deliveries as d
from tests import floor
from tests.racing import race

MINUTE = timedelta(minutes=1)
GOOD = d.lines(d.CALLS, "c1,7,2026-11-02 10:00:00,out,61234567,Y,60,5")
OTHER = GOOD.replace("c1", "c2")


@pytest.fixture
def steward() -> User:
    user = floor.person("Sandy", Role.STEWARD, sign_in=True).user
    assert user is not None
    return user


@pytest.fixture
def dialer(settings: Settings, tmp_path: Path) -> Source:
    settings.INTAKE_FOLDERS = str(tmp_path)
    d.organisation()
    d.agent("Ada", "7")
    return d.source()


@pytest.fixture
def inbox(dialer: Source, steward: User, tmp_path: Path) -> Path:
    operations.watch_folder(source=dialer, watched=True, times="", by=steward, at=d.AT)
    return tmp_path / "dialer"


def put(inbox: Path, name: str = "calls.csv", content: str | bytes = GOOD) -> Path:
    path = inbox / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def look(minute: int, work: bool = True) -> int:
    at = d.AT + minute * MINUTE
    done = operations.look_into_folders(at=at)
    for batch in Batch.objects.filter(state__in=("received", "ready"), auto_import=True) if work else ():
        operations.run_batch(batch_id=batch.pk, clock=lambda: at)
    return done


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.exists() else []


@pytest.mark.django_db
class TestNotKept:
    """What was put away holds customers as the stored file does, and goes with it."""

    def bring(self, inbox: Path) -> None:
        put(inbox)
        put(inbox, "calls.csv.totals", "rows=1")
        put(inbox, "other.csv", OTHER.replace("61234567", "69990000"))
        put(inbox, "broken.csv", "Nothing,of,it\n1,2,3\n")
        for minute in range(3):
            look(minute)
        assert names(inbox / "done") == ["calls.csv", "calls.csv.totals", "other.csv"]
        assert names(inbox / "refused") == ["broken.csv", "broken.csv.txt"]

    def test_erasing_removes_the_copy_with_the_stored_file(self, inbox: Path, steward: User) -> None:
        self.bring(inbox)
        put(inbox)  # the same once more: a second copy
        for minute in range(3, 6):
            look(minute)
        assert "calls (2).csv" in names(inbox / "done")
        operations.erase_customer(ref="61234567", by=steward, at=d.AT)
        assert names(inbox / "done") == ["other.csv"]
        assert names(inbox / "refused") == ["broken.csv", "broken.csv.txt"]

    def test_a_folder_that_the_source_had_before_is_looked_into(
        self, inbox: Path, dialer: Source, steward: User
    ) -> None:
        self.bring(inbox)
        operations.watch_folder(source=dialer, watched=False, times="", folder="new", by=steward, at=d.AT)
        operations.erase_customer(ref="61234567", by=steward, at=d.AT)
        assert names(inbox / "done") == ["other.csv"]

    def test_retention_removes_copies_with_their_files(
        self, inbox: Path, dialer: Source, steward: User
    ) -> None:
        self.bring(inbox)
        elsewhere = inbox.parent / "elsewhere"
        elsewhere.mkdir()
        put(elsewhere)
        operations.set_retention(source=dialer, months=6, by=steward, at=d.AT)
        assert operations.keep_no_longer(at=d.AT + timedelta(days=100)).copies == 0
        gone = operations.keep_no_longer(at=d.AT + timedelta(days=200))
        assert (gone.files, names(inbox / "done")) == (3, [])
        assert names(elsewhere) == ["calls.csv"]  # nothing that was not put away

    def test_what_was_never_stored_goes_by_its_age(self, inbox: Path, dialer: Source, steward: User) -> None:
        put(inbox, "a.csv")
        put(inbox, "a.csv.totals", "lines 1")
        put(inbox, "waits.csv", OTHER)
        os.utime(inbox / "a.csv", (0, 0))  # made long ago, put away now
        look(0)
        look(1, work=False)
        assert names(inbox / "refused") == ["a.csv", "a.csv.totals", "a.csv.txt"]
        operations.set_retention(source=dialer, months=6, by=steward, at=d.AT)
        operations.keep_no_longer(at=now() + timedelta(days=100))
        assert len(names(inbox / "refused")) == 3
        assert operations.keep_no_longer(at=now() + timedelta(days=200)).copies == 1
        assert names(inbox / "refused") == []
        assert names(inbox) == ["waits.csv"]

    def test_a_copy_that_may_not_be_removed_hinders_nothing(
        self, inbox: Path, steward: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.bring(inbox)
        unlink = Path.unlink

        def refuses(path: Path, *, missing_ok: bool = False) -> None:
            if path.parent.name == "done":
                raise PermissionError(13, "no")
            unlink(path, missing_ok=missing_ok)

        monkeypatch.setattr(Path, "unlink", refuses)
        assert operations.erase_customer(ref="61234567", by=steward, at=d.AT).files == 1
        assert "calls.csv" in names(inbox / "done")


@pytest.mark.django_db
class TestTaking:
    def test_seen_then_taken_then_done(self, inbox: Path) -> None:
        put(inbox)
        assert look(0) == 0
        assert not Batch.objects.exists()
        assert look(1) == 1
        assert names(inbox) == ["calls.csv"]
        assert look(2) == 1
        assert (names(inbox), names(inbox / "done")) == ([], ["calls.csv"])
        batch = Batch.objects.get()
        assert (batch.state, batch.way, batch.created_by) == ("imported", "folder", None)
        assert Call.objects.count() == 1
        assert not WatchedFile.objects.exists()

    def test_a_file_that_still_grows_waits(self, inbox: Path) -> None:
        put(inbox)
        look(0)
        put(inbox, content=GOOD + OTHER.splitlines()[1] + "\n")
        assert look(1) == 0
        assert look(2) == 1
        assert Batch.objects.get().read == 2

    def test_one_of_the_same_size_that_was_written_again_waits(self, inbox: Path) -> None:
        path = put(inbox)
        look(0)
        os.utime(path, ns=(1, 1))
        assert look(1) == 0

    @pytest.mark.parametrize(
        "name",
        ["a.csv.partial", "a.tmp", "a.csv.filepart", ".a.csv", "~$a.xlsx", "a.csv.totals", "a.CSV.TMP"],
    )
    def test_what_is_not_meant_is_left_alone(self, inbox: Path, name: str) -> None:
        put(inbox, name)
        (inbox / "folder.csv").mkdir()
        assert [look(minute) for minute in range(3)] == [0, 0, 0]
        assert name in names(inbox)

    def test_a_link_is_not_followed(self, inbox: Path, tmp_path: Path) -> None:
        secret = put(tmp_path, "secret.csv")
        (inbox / "calls.csv").symlink_to(secret)
        assert [look(minute) for minute in range(3)] == [0, 0, 0]

    def test_the_same_name_twice_is_kept_beside_the_first(self, inbox: Path) -> None:
        put(inbox)
        [look(minute) for minute in range(3)]
        put(inbox, content=OTHER)
        [look(minute) for minute in range(3, 6)]
        assert names(inbox / "done") == ["calls (2).csv", "calls.csv"]
        assert Call.objects.count() == 2

    def test_the_same_content_again_changes_nothing_and_is_put_away(self, inbox: Path) -> None:
        put(inbox)
        [look(minute) for minute in range(3)]
        put(inbox, "again.csv")
        [look(minute) for minute in range(3, 6)]
        assert names(inbox / "done") == ["again.csv", "calls.csv"]
        assert Batch.objects.count() == 1

    def test_a_crash_before_it_was_noted_takes_it_once(self, inbox: Path) -> None:
        put(inbox)
        look(0)
        look(1)
        WatchedFile.objects.update(batch=None)
        [look(minute) for minute in range(2, 5)]
        assert names(inbox / "done") == ["calls.csv"]
        assert Batch.objects.count() == 1

    def test_a_file_that_is_gone_is_forgotten(self, inbox: Path) -> None:
        put(inbox).unlink()
        put(inbox)
        look(0)
        (inbox / "calls.csv").unlink()
        look(1)
        assert not WatchedFile.objects.exists()

    def test_a_folder_that_is_gone_is_no_error(self, inbox: Path) -> None:
        inbox.rmdir()
        assert look(0) == 0


@pytest.mark.django_db
class TestRefusing:
    def test_with_the_reason_beside_it_in_every_language(self, inbox: Path, steward: User) -> None:
        put(inbox, content="a,b\n1,2\n")
        [look(minute) for minute in range(3)]
        assert names(inbox / "refused") == ["calls.csv", "calls.csv.txt"]
        note = (inbox / "refused" / "calls.csv.txt").read_text(encoding="utf-8").splitlines()
        assert len(note) == 3
        assert note[0].startswith("The file lacks: Agent No")
        assert Notice.objects.get().code == "intake.refused"

    def test_before_it_was_read(self, inbox: Path) -> None:
        put(inbox)
        put(inbox, "calls.csv.totals", "lines=7")
        [look(minute) for minute in range(2)]
        assert names(inbox / "refused") == ["calls.csv", "calls.csv.totals", "calls.csv.txt"]
        assert not Batch.objects.exists()

    def test_by_its_control_totals(self, inbox: Path) -> None:
        put(inbox)
        put(inbox, "calls.csv.totals", "\ufeffROWS: 2\r\n")
        [look(minute) for minute in range(3)]
        assert Batch.objects.get().error_code == "control_rows"
        assert "calls.csv.totals" in names(inbox / "refused")

    def test_a_held_one_waits_for_a_person(self, inbox: Path, steward: User) -> None:
        Source.objects.update(most_rejects=0)
        put(inbox, content=GOOD + "c2,7,x,out,,Y,1,1\n")
        [look(minute) for minute in range(4)]
        batch = Batch.objects.get()
        assert (batch.state, names(inbox)) == ("held", ["calls.csv"])
        operations.refuse_batch(batch=batch, reason="wrong", by=steward, at=d.AT)
        look(5)
        assert (names(inbox), names(inbox / "refused")) == ([], ["calls.csv", "calls.csv.txt"])

    def test_one_that_cannot_be_read_is_said_once_and_tried_again(
        self, inbox: Path, steward: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(inbox)
        look(0)
        with monkeypatch.context() as patch:
            patch.setattr("apps.intake.operations.receiving.store", _refuse_to_read)
            assert [look(1), look(2)] == [0, 0]
        assert [notice.code for notice in Notice.objects.all()] == ["intake.unreadable"]
        assert WatchedFile.objects.get().trouble == "unreadable"
        assert look(3) == 1
        assert WatchedFile.objects.get().trouble == ""


def _refuse_to_read(_content: object) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.mark.django_db
class TestWhen:
    def at(self, hour: int, minute: int, day: int = 24) -> datetime:
        return d.AT.replace(day=day, hour=hour, minute=minute)

    def test_at_its_times_and_then_until_the_file_is_away(
        self, dialer: Source, inbox: Path, steward: User
    ) -> None:
        operations.watch_folder(source=dialer, watched=True, times="06:30, 12:00", by=steward, at=d.AT)
        operations.look_into_folders(at=self.at(6, 0))
        put(inbox)
        operations.look_into_folders(at=self.at(6, 29))
        assert not WatchedFile.objects.exists()
        operations.look_into_folders(at=self.at(6, 30))
        assert WatchedFile.objects.exists()
        assert operations.look_into_folders(at=self.at(6, 31)) == 1

    def test_a_time_that_was_missed_is_made_up_for_the_next_day(
        self, dialer: Source, inbox: Path, steward: User
    ) -> None:
        operations.watch_folder(source=dialer, watched=True, times="12:00", by=steward, at=d.AT)
        operations.look_into_folders(at=self.at(11, 0))
        put(inbox)
        operations.look_into_folders(at=self.at(0, 5, day=25))
        assert WatchedFile.objects.exists()

    def test_not_when_it_is_not_watched_or_has_ended(
        self, dialer: Source, inbox: Path, steward: User
    ) -> None:
        put(inbox)
        operations.watch_folder(source=dialer, watched=False, times="", by=steward, at=d.AT)
        look(0)
        operations.watch_folder(source=dialer, watched=True, times="", by=steward, at=d.AT)
        operations.end_source(source=dialer, from_day=d.AT.date(), by=steward, at=d.AT)
        look(1)
        assert not WatchedFile.objects.exists()

    @pytest.mark.parametrize("times", ["6:30", "24:00", "noon", "06:30 x"])
    def test_what_is_no_time(self, dialer: Source, steward: User, times: str) -> None:
        with pytest.raises(operations.NoTimeOfDay):
            operations.watch_folder(source=dialer, watched=True, times=times, by=steward, at=d.AT)

    @pytest.mark.parametrize("folder", ["..", "../other", "/etc", ".", "a/../.."])
    def test_never_outside_the_folder_of_all(self, dialer: Source, steward: User, folder: str) -> None:
        with pytest.raises(operations.FolderOutside):
            operations.watch_folder(source=dialer, watched=True, times="", folder=folder, by=steward, at=d.AT)


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_look_at_once_take_a_file_once(inbox: Path) -> None:
    put(inbox)
    operations.look_into_folders(at=d.AT)
    at = d.AT + MINUTE
    results = race(lambda: operations.look_into_folders(at=at), lambda: operations.look_into_folders(at=at))
    assert sorted(results) == [0, 1]
    assert Batch.objects.count() == 1


@pytest.mark.django_db
def test_the_worker_looks_by_itself(inbox: Path) -> None:
    put(inbox)
    assert tasks.watch_folders(later="unknown") == 0
    assert WatchedFile.objects.exists()


@pytest.mark.django_db
def test_whoever_runs_the_server_may_choose_another_place(dialer: Source, tmp_path: Path) -> None:
    call_command("watch_folder", "dialer", "--folder", "site/two", "--times", "12:00")
    dialer.refresh_from_db()
    assert (dialer.watched, dialer.folder, dialer.watch_times) == (True, "site/two", "12:00")
    assert (tmp_path / "site" / "two").is_dir()
    call_command("watch_folder", "dialer", "--off")
    dialer.refresh_from_db()
    assert (dialer.watched, dialer.folder) == (False, "site/two")
    for wrong in (("nothing",), ("dialer", "--folder", "../x"), ("dialer", "--times", "noon")):
        with pytest.raises(CommandError):
            call_command("watch_folder", *wrong)
