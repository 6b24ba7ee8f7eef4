"""The catalogue as data: complete, consistent, and what the migration installed."""

import string

import pytest

from apps.metrics import operations
from apps.metrics.catalogue import CATALOGUE, THE_NINE, kpi_name, kpi_words
from apps.metrics.definitions import Definition, definitions
from apps.metrics.measures import AGGREGATES, MEASURES
from apps.metrics.models import Kpi, KpiVersion
from apps.metrics.naming import _NAMES, _WORDS
from apps.metrics.streams import STREAMS
from apps.metrics.variants import CHOICES, DEFAULTS

CODES = [entry.code for entry in CATALOGUE]


def test_the_nine_of_the_rules_come_first() -> None:
    assert (
        *("sales_amount", "conversion_rate", "average_order_value", "outbound_calls", "talk_time"),
        *("response_time", "customer_satisfaction", "retention_rate", "complaint_rate"),
    ) == THE_NINE


def test_every_kpi_has_a_name_and_words_in_the_readers_language() -> None:
    assert len(CODES) == len(set(CODES)) == 51
    assert set(_NAMES) == set(_WORDS) == set(CODES)
    for entry in CATALOGUE:
        assert kpi_name(entry.code, "?") == entry.name
        assert "%" not in kpi_words(entry.code, {**DEFAULTS, **entry.parameters})


def test_a_kpi_of_the_organisation_keeps_its_own_name() -> None:
    assert kpi_name("our_own", "Our own") == "Our own"
    assert kpi_words("our_own", {}) == ""


@pytest.mark.parametrize("entry", CATALOGUE, ids=CODES)
def test_measures_exist(entry: object) -> None:
    for code in (entry.numerator, entry.denominator):  # type: ignore[attr-defined]
        assert not code or MEASURES[code].aggregates <= AGGREGATES.keys()


def test_texts_name_only_what_is_filled_in() -> None:
    """No stray placeholder: each is a parameter or what a statement fills."""
    known = {"currency", "last", "greatest", "session_seconds", "order_day", "period_of_q"}
    for stream in STREAMS.values():
        for rows in stream.rows:
            texts = [rows.table, rows.where, rows.agent, rows.day, rows.placed, *rows.columns.values()]
            fields = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
            numbers = {f"{name}_before" for name in stream.numbers}
            chosen = {"contact", "contact_before"} if "contact" in stream.choices else set()
            chosen |= {"measurement"} if "measurement" in stream.choices else set()
            assert fields <= known | numbers | chosen
            assert "order_state" in stream.choices or "order_day" not in fields
        assert set(stream.numbers) <= set(DEFAULTS)
        assert set(stream.choices) <= set(CHOICES)
    for aggregate in AGGREGATES.values():
        assert ("{value}" in aggregate.sql) is bool(aggregate.parameter)
        assert aggregate.parameter in {"", *DEFAULTS}


@pytest.mark.django_db
def test_the_migration_installed_the_catalogue() -> None:
    """Every column of both tables is what the data says."""
    for position, entry in enumerate(CATALOGUE):
        version = KpiVersion.objects.select_related("kpi").get(kpi__code=entry.code, version=1)
        kpi = version.kpi
        assert (kpi.name, kpi.category, kpi.unit) == (entry.name, entry.category, entry.unit)
        assert (kpi.direction, kpi.horizon, kpi.decimals) == (entry.direction, entry.horizon, entry.decimals)
        assert (kpi.is_volume, kpi.position, kpi.active) == (
            entry.is_volume,
            position,
            entry.active,
        )
        assert (version.numerator, version.denominator) == (entry.numerator, entry.denominator)
        assert (version.scale, version.min_sample) == (entry.scale, entry.min_sample)
        assert version.parameters == dict(entry.parameters)
    assert Kpi.objects.count() == len(CATALOGUE)


@pytest.mark.django_db
def test_installing_again_changes_nothing_and_adds_what_is_missing() -> None:
    assert operations.install_catalogue() == 0
    KpiVersion.objects.filter(kpi__code="won").delete()
    Kpi.objects.filter(code="won").delete()
    Kpi.objects.filter(code="lost").update(name="Deals gone")
    assert operations.install_catalogue() == 1
    assert Kpi.objects.get(code="won").versions.get().numerator == "won"
    assert Kpi.objects.get(code="lost").name == "Deals gone"


@pytest.mark.django_db
def test_which_are_counted_again_at_each_level() -> None:
    def codes(chosen: list[Definition]) -> set[str]:
        return {definition.code for definition in chosen}

    assert codes([d for d in definitions() if d.is_distinct]) == {
        *("conversion_rate", "uncontacted_buyers", "retention_rate", "complaint_rate", "orders_per_buyer")
    }
