"""Mappings: what is checked before one is stored, and how headers are found."""

from typing import Any

import pytest

from apps.intake.mapping import InvalidMapping, bind, parse
from apps.intake.presets import PRESETS, UnknownOption, UnknownPreset, preset_spec


@pytest.mark.parametrize("code", list(PRESETS))
def test_every_preset_is_a_mapping(code: str) -> None:
    assert parse(preset_spec(code, {"dates": "mdy", "durations": "seconds"})).topics


def broken(**changes: Any) -> dict[str, Any]:
    return {**preset_spec("finance_refunds"), **changes}


def with_record(**changes: Any) -> dict[str, Any]:
    spec = preset_spec("crm_orders")
    spec["records"][0] |= changes
    return spec


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        (broken(dates="dym"), "dates"),
        (broken(durations="weeks"), "durations"),
        (broken(decimal=";"), "decimal"),
        (broken(decimal=".", thousands="."), "thousands"),
        (broken(surprise=1), "surprise"),
        (broken(columns={}), "columns"),
        (broken(columns=None), "columns"),
        (broken(records=[]), "records"),
        (broken(reading={"delimiter": "|"}), "reading.delimiter"),
        (with_record(type="visit"), "records[0].type"),
        (with_record(key=[]), "records[0].key"),
        (with_record(key=["nowhere"]), "records[0].key"),
        (with_record(agent=None), "records[0].agent"),
        (with_record(agent={"column": "agent", "by": "face"}), "records[0].agent.by"),
        (with_record(fields={"day": "date"}), "records[0].fields.amount"),
        (with_record(fields={"day": "date", "amount": "nowhere"}), "records[0].fields.amount"),
        (with_record(fields={"day": "date", "amount": {}}), "records[0].fields.amount"),
        (with_record(fields={"day": "date", "amount": "amount", "mood": "date"}), "records[0].fields"),
        (
            with_record(fields={"day": "date", "amount": {"column": "amount", "scale": 0}}),
            "records[0].fields.amount.scale",
        ),
    ],
)
def test_a_wrong_mapping_names_the_place(spec: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidMapping) as refused:
        parse(spec)
    assert refused.value.values["path"] == path
    assert path in refused.value.message


@pytest.mark.parametrize(
    ("names", "path"),
    [
        ((None, None), "records"),
        (("a", None), "records"),
        (("a", "a"), "records[1].name"),
        (("a", "x|a"), "records[1].name"),
    ],
)
def test_two_records_of_a_type_need_names_that_keep_their_keys_apart(
    names: tuple[str | None, ...], path: str
) -> None:
    spec = preset_spec("order_credits")
    (rule,) = spec["records"]
    spec["records"] = [rule | ({"name": name} if name else {}) for name in names]
    with pytest.raises(InvalidMapping) as refused:
        parse(spec)
    assert refused.value.values["path"] == path


def with_field(**rule: Any) -> dict[str, Any]:
    return with_record(fields={"day": "date", "amount": {"column": "amount", **rule}})


TABLES = {"t": {"columns": ["word", "price"], "rows": [["a", "1"]]}}


def with_tables(rows: Any, columns: Any = ("word", "price")) -> dict[str, Any]:
    return {**preset_spec("crm_orders"), "tables": {"t": {"columns": list(columns), "rows": rows}}}


def with_column(rule: dict[str, Any]) -> dict[str, Any]:
    spec = preset_spec("crm_orders")
    spec["columns"] |= {"made": {"join": ["agent", "date"]}, "own": rule}
    return spec


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        (with_field(table="nowhere"), "records[0].fields.amount.table"),
        (with_field(table="t", take="colour") | {"tables": TABLES}, "records[0].fields.amount.take"),
        (with_field(table="t", map={}) | {"tables": TABLES}, "records[0].fields.amount"),
        (with_field(const="1"), "records[0].fields.amount"),
        (with_field(above=0), "records[0].fields.amount.above"),
        (with_field(until="date"), "records[0].fields.amount.until"),
        (with_field(time="date"), "records[0].fields.amount.time"),
        (with_field(dates="ymd"), "records[0].fields.amount.dates"),
        (with_field(unit="weeks"), "records[0].fields.amount.unit"),
        (with_tables([["a", "1"], ["A ", "2"]]), "tables.t.rows"),
        (with_tables([["a"]]), "tables.t.rows"),
        (with_tables([["a", "1" * 121]]), "tables.t.rows"),
        (with_tables([[str(n), "1"] for n in range(2001)]), "tables.t.rows"),
        (with_tables([], columns=["word"]), "tables.t.columns"),
        (with_tables({"a": "1"}), "tables.t.rows"),
        (with_column({"join": ["made"]}), "columns.own.join"),
        (with_column({"join": ["nowhere"]}), "columns.own.join"),
        (with_column({"choose": [{"column": "agent", "when": [{"column": "nowhere"}]}]}),
         "columns.own.choose[0].when[0].column"),
        (with_column({"choose": ["agent"], "join": ["agent"]}), "columns.own"),
        (with_record(when=[{"column": "agent"}]), "records[0].when[0]"),
        (with_record(when=[{"column": "agent", "above": "many"}]), "records[0].when[0].above"),
        (with_record(when=[{"column": "agent", "blank": True, "not_blank": True}]), "records[0].when[0]"),
        (with_record(when=[{"column": "agent", "like": "x"}]), "records[0].when[0].like"),
        (with_record(key=[{"field": "amount"}]), "records[0].key"),
        (with_record(key=[{"field": "nothing"}]), "records[0].key"),
        (with_record(name="Not A Name"), "records[0].name"),
        (with_record(team={"column": "agent"}), "records[0].team"),
        (with_record(customer={"column": "customer", "region": "XX"}), "records[0].customer.region"),
        (broken(region="Hong Kong"), "region"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_newer_parts_is_placed_too(spec: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidMapping) as refused:
        parse(spec)
    assert refused.value.values["path"] == path


def test_two_measurements_of_a_row_need_names_of_their_own() -> None:
    spec = preset_spec("daily_totals")
    assert [rule.slot for rule in parse(spec).records][:2] == ["measurement", "measurement#2"]
    spec["records"][1]["name"] = spec["records"][0]["name"]
    with pytest.raises(InvalidMapping) as refused:
        parse(spec)
    assert refused.value.values["path"] == "records[1].name"


def test_a_record_type_comes_once() -> None:
    spec = preset_spec("crm_orders")
    spec["records"] *= 2
    with pytest.raises(InvalidMapping):
        parse(spec)


def test_unknown_presets_and_options_are_named() -> None:
    with pytest.raises(UnknownPreset, match="crm_orders"):
        preset_spec("nothing")
    with pytest.raises(UnknownOption, match="dates"):
        preset_spec("dialer", {"mood": "good"})


def test_options_change_only_their_own_source() -> None:
    preset_spec("crm_orders", {"dates": "dmy", "agents": "name"})
    assert parse(preset_spec("crm_orders")).dates == "ymd"


@pytest.mark.parametrize(
    "headers",
    [
        ("Refund ID", "Order ID", "Refund date", "Refund amount"),
        ("refund_id", "ORDER  ID", "refund-date", "refund amount "),
        ("\ufeffＲｅｆｕｎｄ ID", "Order ID", "Refund Date", "Refund Amount"),
        ("退款编号", "订单号", "退款日期", "退款金额"),
        ("退款編號", "訂單編號", "退款日期", "退款金額"),
    ],
)
def test_headers_are_found_whatever_their_spelling(headers: tuple[str, ...]) -> None:
    binding = bind(parse(preset_spec("finance_refunds")), headers)
    assert dict(binding.positions) == {"refund_id": 0, "order_id": 1, "date": 2, "amount": 3}
    assert (binding.missing, binding.twice, binding.unused) == ((), (), ())


def test_what_is_missing_twice_and_unused_is_named() -> None:
    binding = bind(parse(preset_spec("finance_refunds")), ("Refund ID", "Mood", "refund_id", "", "", "Date"))
    assert binding.missing == ("Order ID", "Refund amount")
    assert binding.twice == ("Refund ID",)
    assert binding.unused == ("Mood", "refund_id")
