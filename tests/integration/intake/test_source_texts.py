"""A source goes out as a text and comes back: nothing is lost, and what is wrong is named with its place."""

import tomllib
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.audit.models import Entry
from apps.intake import operations
from apps.intake.models import Mapping, Source
from apps.intake.presets import PRESETS
from apps.intake.toml import to_toml
from tests import deliveries
from tests.deliveries import AT

pytestmark = pytest.mark.django_db


def exported(code: str) -> str:
    out = StringIO()
    call_command("export_source", code, stdout=out)
    return out.getvalue()


def loaded(text: str) -> operations.LoadedSource:
    return operations.load_source(text=text, by=None, at=AT)


@pytest.mark.parametrize("preset", list(PRESETS))
def test_every_built_in_mapping_goes_round_without_a_loss(preset: str) -> None:
    source = deliveries.source(preset)
    before = operations.current_mapping(source)
    assert before is not None
    text = exported(source.code)
    again = loaded(text)
    assert not again.created
    assert not again.new_version
    assert again.changed == ()
    other = loaded(text.replace(f'code = "{source.code}"', 'code = "copy"'))
    assert other.created
    assert other.mapping.spec == before.spec
    assert exported("copy").replace('code = "copy"', f'code = "{source.code}"') == text


def test_settings_go_round_too() -> None:
    source = deliveries.source()
    Source.objects.filter(pk=source.pk).update(
        time_zone="Asia/Manila",
        currency="PHP",
        delivers_weekdays="12345",
        due_time="06:30",
        most_rejects=20,
        expected_from="2026-11-24",
    )
    text = exported("dialer")
    Source.objects.filter(pk=source.pk).update(
        time_zone="",
        currency="",
        delivers_weekdays="1234567",
        due_time=None,
        most_rejects=None,
        expected_from=None,
    )
    again = loaded(text)
    changed = {"time_zone", "currency", "delivers_weekdays", "due_time", "most_rejects", "expected_from"}
    assert set(again.changed) == changed
    assert exported("dialer") == text
    assert Entry.objects.filter(verb="source.changed").count() == 1


def test_a_changed_text_is_a_new_version_and_the_same_text_none() -> None:
    deliveries.source()
    changed = exported("dialer").replace('durations = "seconds"', 'durations = "clock"')
    assert loaded(changed).mapping.version == 2
    assert loaded(changed).new_version is False
    assert Mapping.objects.count() == 2


WRONG = [
    ("code = ", "code =", "line"),
    ('kind = "dialer"', 'kind = "dailer"', "kind"),
    ('kind = "dialer"', 'kind = "dialer"\ncolour = "red"', "colour"),
    ('type = "call"', 'type = "cell"', "records[0].type"),
    ('name = "dialer"', 'name = ""', "name"),
    ('kind = "dialer"', 'kind = "dialer"\ntime_zone = "Mars"', "Mars"),
    ('kind = "dialer"', 'kind = "dialer"\ndelivers_weekdays = "89"', "delivers_weekdays"),
]


@pytest.mark.parametrize(("right", "wrong", "place"), WRONG)
def test_a_wrong_text_is_refused_with_its_place(right: str, wrong: str, place: str, tmp_path: Path) -> None:
    deliveries.source()
    text = exported("dialer").replace("dialer", "phones", 0)
    assert right in text
    file = tmp_path / "source.toml"
    if wrong == "code =":
        text = text.replace('code = "dialer"', "code =")
    file.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(CommandError, match=place.replace("[", r"\[")):
        call_command("load_source", str(file))
    assert Mapping.objects.count() == 1


def test_a_source_that_is_not_there_is_named_with_those_that_are() -> None:
    deliveries.source()
    with pytest.raises(CommandError, match="There are: dialer"):
        call_command("export_source", "crm")


@pytest.mark.parametrize(
    "content",
    [
        {"text": 'quotes " and \\ and \n and \t and \x07', "空 格": "值", "n": -3, "yes": True, "no": []},
        {"deep": {"a": {"b": {"c": "d"}}}, "list": [{"x": "1"}, {"x": "2", "y": {"z": "w"}}]},
        {"long": ["a" * 40, "b" * 40, "c" * 40], "records": [{"type": "call", "fields": {}}]},
        {"mixed": ["agent", {"field": "started_at"}], "words": {str(n): "x" * 30 for n in range(9)}},
    ],
)
def test_what_is_written_is_read_back_as_it_was(content: dict[str, Any]) -> None:
    assert tomllib.loads(to_toml(content)) == content
