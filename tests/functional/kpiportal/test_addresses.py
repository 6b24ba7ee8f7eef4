"""No page passes a NUL sign of a query on to the database: PostgreSQL would refuse it."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.people.choices import Role
from tests import floor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("route", ["measure-new", "kpi-new", "scorecards", "api:docs"])
def test_a_nul_in_a_query_breaks_nothing(route: str) -> None:
    floor.organisation()
    director = floor.person("Irene Chan", Role.DIRECTOR, sign_in=True)
    client = Client()
    assert director.user
    client.force_login(director.user)
    answer = client.get(reverse(route), {"kpi": "outbound_\x00calls", "team": "\x00"})
    assert answer.status_code == 200
    assert answer.wsgi_request.GET.dict() == {"kpi": "outbound_calls", "team": ""}
