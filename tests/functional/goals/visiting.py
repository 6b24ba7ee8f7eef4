"""Visitors of goals' pages, and what their browser sends."""

from datetime import UTC, datetime

from django.test import Client

from apps.goals.models import Scorecard
from tests import floor

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def visitor(role: floor.Role) -> Client:
    return signed_in(floor.person(f"Some {role}", role, sign_in=True).user)


def complete(home: floor.Team, **other: object) -> Scorecard:
    lines = floor.line("outbound_calls", 60, 210), floor.line("conversion_rate", 40, "0.05")
    return floor.draft(home, *lines, **other)  # type: ignore[arg-type]


def typed(card: Scorecard, **other: str) -> dict[str, object]:
    """What the browser sends of a draft with two KPIs, with changes."""
    values = {
        "name": card.name,
        "no_data": "redistribute",
        "minimum_days": "10",
        "version": str(card.version),
        "kpi": ["outbound_calls", "conversion_rate"],
        "outbound_calls-target": "1,210",
        "outbound_calls-threshold": "",
        "outbound_calls-stretch": "",
        "outbound_calls-weight": "60",
        "outbound_calls-grain": "week",
        "conversion_rate-target": "5.00",
        "conversion_rate-threshold": "4",
        "conversion_rate-stretch": "6 %",
        "conversion_rate-weight": "40",
        "conversion_rate-grain": "month",
        "action": "save",
    }
    return values | other
