"""What a browser and a program are told while the database cannot be reached: 503, and when to try again."""

import pytest
from django.db import InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from apps.people.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("path", ["/", "/notices/", "/api/v1/me/"])
def test_a_database_that_is_away_is_said(
    monkeypatch: pytest.MonkeyPatch, path: str, error: type[Exception]
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_user("amy"))

    def gone(_wrapper: BaseDatabaseWrapper, *_given: object, **_more: object) -> None:
        raise error("secret detail")

    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "cursor", gone)
        answer = client.get(path)
    said = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "The database cannot be reached" in said
    assert "secret" not in said
    assert answer["Content-Type"].startswith("application/json" if "api" in path else "text/html")
