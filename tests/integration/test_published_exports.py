"""Two published exports, imported by a real worker as a data steward would: every reference answer is ours.

`reference.py` beside each file states the definitions. Equal after rounding half up to the printed digits;
blank is no data; groups and periods that are not listed hold only zeros or blanks.
"""

import csv
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Final

import pytest

from tests.live import LivePortal

PROJECT: Final = Path(__file__).resolve().parent.parent.parent
SAMPLES: Final = Path(os.environ.get("KPIPORTAL_SAMPLE_DATA") or PROJECT.parent / "shared" / "data")
CALLS, DEALS = SAMPLES / "calls_pwc", SAMPLES / "crm_maven"

pytestmark = [
    pytest.mark.worker,
    pytest.mark.skipif(not CALLS.is_dir(), reason="no sample data: set KPIPORTAL_SAMPLE_DATA"),
]

Cell = dict[str, str]
Figures = dict[tuple[str, str, str], Cell]  # group, period, KPI -> the exported row
Answer = Callable[[Mapping[str, Cell]], str]  # from one group's KPIs in one period


def part(kpi: str, column: str = "value") -> Answer:
    return lambda figures: figures[kpi][column]


def ratio(above: str, below: str) -> Answer:
    def answer(figures: Mapping[str, Cell]) -> str:
        return str(Decimal(figures[above]["value"]) / Decimal(figures[below]["value"]))

    return answer


# column of the reference answers -> our figure
OF_CALLS: Final[dict[str, Answer]] = {
    "calls": part("offered"),
    "answered": part("answered"),
    "resolved": part("resolved"),
    "talk_seconds": part("talk_time", "numerator"),
    "speed_of_answer_sum": part("response_time", "numerator"),
    "rated": part("customer_satisfaction", "denominator"),
    "sat_sum": part("customer_satisfaction", "numerator"),
    "sat_4plus": part("top_score_share", "numerator"),
    "answer_rate": part("answer_rate"),
    "avg_talk_seconds": part("talk_time"),
    "avg_speed_of_answer": part("response_time"),
    "avg_satisfaction": part("customer_satisfaction"),
    "csat_4plus_share": part("top_score_share"),
}
OF_DEALS: Final[dict[str, Answer]] = {
    "closed": part("deals_closed"),
    "won": part("won"),
    "lost": part("lost"),
    "amount": part("sales_amount"),
    "win_rate": part("win_rate"),
    "aov": part("average_order_value"),
}
OF_AGENTS_DEALS: Final = {
    **OF_DEALS,
    "opportunities": part("opportunities"),
    "conversion_all": ratio("won", "opportunities"),
}
OF_RETENTION: Final[dict[str, Answer]] = {
    "accounts_prev_month": part("retention_rate", "denominator"),
    "retained": part("retention_rate", "numerator"),
    "retention_rate": part("retention_rate"),
}
KPIS_OF_CALLS: Final = [
    "offered",
    "answered",
    "resolved",
    "talk_time",
    "response_time",
    "customer_satisfaction",
    "top_score_share",
    "answer_rate",
]
KPIS_OF_DEALS: Final = ["deals_closed", "won", "lost", "sales_amount", "win_rate", "average_order_value"]
CALL_DAYS: Final = ("2021-01-01", "2021-03-31")
DEAL_DAYS: Final = ("2016-10-20", "2017-12-31")


@pytest.fixture(scope="module")
def portal() -> Iterator[LivePortal]:
    with LivePortal() as made:
        made.start_worker()
        yield made


@pytest.fixture(scope="module")
def import_export(portal: LivePortal) -> Callable[..., dict[str, int]]:
    """Connect a source and let the worker import a file of it; the counts of its batch."""

    def import_file(preset: str, kind: str, file: Path, **options: str) -> dict[str, int]:
        declared = [word for name, value in options.items() for word in ("--option", f"{name}={value}")]
        portal.manage("create_source", "--code", preset, "--kind", kind, "--preset", preset, *declared)
        portal.shell(RECEIVE.format(source=preset, path=str(file)))
        portal.wait_until(lambda: portal.sql(STATE)[0][0] in {"imported", "failed", "refused"}, seconds=120)
        portal.wait_until(lambda: portal.sql("SELECT count(*) FROM people_change") == [(0,)], seconds=120)
        state, *counts = portal.sql(STATE)[0]
        return {"state": state, **dict(zip(COUNTS, counts, strict=True))}

    return import_file


COUNTS: Final = ("read", "accepted", "rejected", "parked", "queued", "skipped")
STATE: Final = f"SELECT state, {', '.join(COUNTS)} FROM intake_batch ORDER BY id DESC LIMIT 1"  # noqa: S608
RECEIVE: Final = """
from pathlib import Path
from apps.intake.models import Source
from apps.intake.operations import receive_file
from apps.people.clock import now
source, path = Source.objects.get(code={source!r}), Path({path!r})
receive_file(source=source, path=path, filename=path.name, auto_import=True, by=None, at=now())
"""


@pytest.fixture(scope="module")
def calls(
    portal: LivePortal, import_export: Callable[..., dict[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> LivePortal:
    roster = tmp_path_factory.mktemp("roster") / "agents.csv"
    names = sorted({row["Agent"] for row in rows_of(CALLS / "Call-Center-Dataset.csv")})
    lines = [f"P{number},{name},Support,London" for number, name in enumerate(names, 1)]
    roster.write_text("\n".join(["number,name,team,site", *lines]) + "\n")
    portal.manage("import_people", str(roster), "--from", "2021-01-01")
    counts = import_export("call_and_survey", "dialer", CALLS / "Call-Center-Dataset.csv")
    assert counts == {"state": "imported", "read": 5000, "accepted": 5000, **dict.fromkeys(COUNTS[2:], 0)}
    return portal


@pytest.fixture(scope="module")
def deals(portal: LivePortal, import_export: Callable[..., dict[str, int]]) -> LivePortal:
    portal.manage("import_people", str(DEALS / "iso" / "sales_teams.csv"), "--from", "2016-01-01")
    counts = import_export("crm_opportunities", "crm", DEALS / "iso" / "sales_pipeline.csv", dates="ymd")
    assert counts == {"state": "imported", "read": 8800, "accepted": 8800, **dict.fromkeys(COUNTS[2:], 0)}
    return portal


def exported(
    portal: LivePortal, days: tuple[str, str], grain: str, by: str, kpis: list[str], *, total: bool = False
) -> Figures:
    text = portal.manage(
        "export_kpis", "--from", days[0], "--to", days[1], "--grain", grain, "--by", by, "--kpi", *kpis
    )
    key = {"agent": "agent", "team": "team", "site": "site", "company": "company"}[by]
    found: Figures = {}
    for row in csv.DictReader(io.StringIO(text)):
        place = ("all" if by == "company" else row[key], row["period"], row["kpi"])
        assert place not in found, "one row for each group, period and KPI"
        found[place] = row
    return found


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rounded(value: str, like: str) -> str:
    """Half up to the digits that the reference prints."""
    if not value:
        return ""
    digits = Decimal(like).as_tuple().exponent
    return str(Decimal(value).quantize(Decimal(1).scaleb(int(digits)), rounding=ROUND_HALF_UP))


def differences(
    figures: Figures, file: Path, group: str, period: str, answers: dict[str, Answer]
) -> list[str]:
    """What the reference says otherwise, column by column; and figures where it lists nothing."""
    by_place: dict[tuple[str, str], dict[str, Cell]] = {}
    for (name, when, kpi), row in figures.items():
        by_place.setdefault((name, when), {})[kpi] = row
    wrong: list[str] = []
    listed = set()
    for row in rows_of(file):
        place = (row.get(group, "all"), row.get(period, "total"))
        listed.add(place)
        for column, answer in answers.items():
            ours = answer(by_place[place])
            told = row[column]
            same = rounded(ours, told) == told if told else not ours
            if not same and Decimal(rounded(ours, told) or "NaN") != Decimal(told or "NaN"):
                wrong.append(f"{place} {column}: {ours!r}, reference {told!r}")
    for place, kpis in by_place.items():
        if place not in listed:
            wrong += [
                f"{place} {kpi}: {row['value']} is not listed"
                for kpi, row in kpis.items()
                if row["value"] and Decimal(row["value"]) != 0
            ]
    assert len(listed) == len(rows_of(file))
    return wrong


@pytest.mark.parametrize(
    ("name", "by", "grain"),
    [
        ("agent_day", "agent", "day"),
        ("agent_week", "agent", "week"),
        ("agent_month", "agent", "month"),
        ("agent_total", "agent", "total"),
        ("month", "company", "month"),
        ("total", "company", "total"),
    ],
)
def test_calls(calls: LivePortal, name: str, by: str, grain: str) -> None:
    figures = exported(calls, CALL_DAYS, grain, by, KPIS_OF_CALLS)
    if by == "agent":
        figures = {key: row for key, row in figures.items() if row["number"].startswith("P")}
    assert differences(figures, CALLS / f"expected_{name}.csv", "agent", grain, OF_CALLS) == []


@pytest.mark.parametrize(
    ("name", "by", "group", "grain"),
    [
        ("agent_month", "agent", "sales_agent", "month"),
        ("agent_week", "agent", "sales_agent", "week"),
        ("manager_month", "team", "manager", "month"),
        ("office_month", "site", "regional_office", "month"),
        ("month", "company", "all", "month"),
        ("total", "company", "all", "total"),
    ],
)
def test_deals(deals: LivePortal, name: str, by: str, group: str, grain: str) -> None:
    figures = exported(deals, DEAL_DAYS, grain, by, KPIS_OF_DEALS)
    assert differences(figures, DEALS / f"expected_{name}.csv", group, grain, OF_DEALS) == []


def test_deals_in_total_count_opportunities_without_a_day(deals: LivePortal) -> None:
    figures = exported(deals, DEAL_DAYS, "total", "agent", [*KPIS_OF_DEALS, "opportunities"])
    file = DEALS / "expected_agent_total.csv"
    assert differences(figures, file, "sales_agent", "total", OF_AGENTS_DEALS) == []
    assert sum(int(row["value"] or 0) for key, row in figures.items() if key[2] == "opportunities") == 8800


def test_retention_of_accounts(deals: LivePortal) -> None:
    figures = exported(deals, DEAL_DAYS, "month", "company", ["retention_rate"])
    file = DEALS / "expected_retention_month.csv"
    assert differences(figures, file, "all", "month", OF_RETENTION) == []


def test_every_cell_is_what_the_records_say(calls: LivePortal, deals: LivePortal) -> None:
    found = json.loads(deals.manage("verify_cells", "--json"))
    assert (found["different"], found["waiting"]) == (0, 0)
    assert found["compared"] > 20_000


def test_json_says_the_same_as_csv(calls: LivePortal) -> None:
    options = ("--from", "2021-01-01", "--to", "2021-01-31", "--grain", "month", "--by", "agent")
    rows = json.loads(calls.manage("export_kpis", *options, "--format", "json"), parse_float=Decimal)
    text = calls.manage("export_kpis", *options)
    table = list(csv.DictReader(io.StringIO(text)))
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows] == table
    assert len(table) > 200
