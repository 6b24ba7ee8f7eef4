"""Dated rows of one key never share a day: refused by the database, one after the other and at once."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from apps.people.models import (
    EmployeeNumber,
    Leadership,
    Leave,
    Membership,
    Person,
    Placement,
    RoleGrant,
    Team,
)
from apps.people.names import name_key
from tests.racing import race

JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))


def person(name: str) -> Person:
    return Person.objects.create(name=name, name_key=name_key(name))


@pytest.mark.django_db
class TestOneAfterTheOther:
    @pytest.fixture
    def keys(self) -> dict[type[models.Model], dict[str, Any]]:
        ann, team = person("Ann"), Team.objects.create(code="E", name="East")
        return {
            Placement: {"person": ann, "team": team},
            Membership: {"person": ann, "team": team, "kind": "home"},
            EmployeeNumber: {"person": ann, "number": "0042"},
            RoleGrant: {"person": ann, "role": "agent"},
            Leadership: {"person": ann, "team": team},
        }

    @pytest.mark.parametrize("model", [Placement, Membership, EmployeeNumber, RoleGrant, Leadership])
    @pytest.mark.parametrize(
        ("starts", "ends", "refused"),
        [
            (JAN, FEB, False),  # ends where the other begins
            (JAN, date(2026, 2, 2), True),  # one day too long
            (date(2026, 2, 10), date(2026, 2, 11), True),  # inside
            (date(2026, 2, 28), APR, True),  # the other's last day
            (MAR, APR, False),  # begins where the other ends
            (JAN, APR, True),  # around
        ],
    )
    def test_a_shared_day_is_refused(
        self,
        keys: dict[type[models.Model], dict[str, Any]],
        model: Any,
        starts: date,
        ends: date,
        refused: bool,
    ) -> None:
        model.objects.create(**keys[model], starts=FEB, ends=MAR)
        if refused:
            with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
                model.objects.create(**keys[model], starts=starts, ends=ends)
        else:
            model.objects.create(**keys[model], starts=starts, ends=ends)
        assert model.objects.count() == (1 if refused else 2)

    @pytest.mark.parametrize("model", [Membership, EmployeeNumber, RoleGrant, Leadership])
    def test_an_open_row_holds_all_later_days(
        self, keys: dict[type[models.Model], dict[str, Any]], model: Any
    ) -> None:
        model.objects.create(**keys[model], starts=FEB)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**keys[model], starts=date(2030, 1, 1))
        model.objects.create(**keys[model], starts=JAN, ends=FEB)

    def test_a_changed_row_is_refused_too(self, keys: dict[type[models.Model], dict[str, Any]]) -> None:
        Placement.objects.create(**keys[Placement], starts=JAN, ends=FEB)
        second = Placement.objects.create(**keys[Placement], starts=FEB, ends=MAR)
        with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
            Placement.objects.filter(pk=second.pk).update(starts=date(2026, 1, 31))
        Placement.objects.filter(pk=second.pk).update(ends=APR)

    def test_many_rows_at_once_are_refused_too(self, keys: dict[type[models.Model], dict[str, Any]]) -> None:
        rows = [Placement(**keys[Placement], starts=JAN, ends=MAR), Placement(**keys[Placement], starts=FEB)]
        with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
            Placement.objects.bulk_create(rows)

    def test_other_keys_may_share_days(self, keys: dict[type[models.Model], dict[str, Any]]) -> None:
        bob = person("Bob")
        Placement.objects.create(**keys[Placement], starts=JAN)
        Placement.objects.create(**{**keys[Placement], "person": bob}, starts=JAN)
        Membership.objects.create(**keys[Membership], starts=JAN)
        Membership.objects.create(**{**keys[Membership], "kind": "loan"}, starts=FEB, ends=MAR)
        RoleGrant.objects.create(**keys[RoleGrant], starts=JAN)
        RoleGrant.objects.create(**{**keys[RoleGrant], "role": "hr"}, starts=JAN)
        assert RoleGrant.objects.count() == 2

    def test_one_number_never_belongs_to_two_people_on_a_day(
        self, keys: dict[type[models.Model], dict[str, Any]]
    ) -> None:
        EmployeeNumber.objects.create(**keys[EmployeeNumber], starts=JAN, ends=MAR)
        bob = person("Bob")
        with pytest.raises(IntegrityError), transaction.atomic():
            EmployeeNumber.objects.create(person=bob, number="0042", starts=FEB)
        EmployeeNumber.objects.create(person=bob, number="0042", starts=MAR)

    @pytest.mark.parametrize(("first", "refused"), [(date(2026, 2, 10), True), (date(2026, 2, 11), False)])
    def test_the_last_day_of_leave_is_taken(self, first: date, refused: bool) -> None:
        ann = person("Ann")
        Leave.objects.create(person=ann, first_day=FEB, last_day=date(2026, 2, 10), kind="annual")
        again = Leave(person=ann, first_day=first, last_day=date(2026, 2, 20), kind="sick")
        if refused:
            with pytest.raises(IntegrityError), transaction.atomic():
                again.save()
        else:
            again.save()


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_never_place_one_person_twice() -> None:
    east, west = (Team.objects.create(code=code, name=code) for code in ("E", "W"))
    people = [person(f"P{number}") for number in range(8)]

    def place_all(team: Team, day: date) -> int:
        made = 0
        for someone in people:
            try:
                with transaction.atomic():
                    Placement.objects.create(person=someone, team=team, starts=day)
                made += 1
            except IntegrityError:
                continue
        return made

    outcomes = race(lambda: place_all(east, JAN), lambda: place_all(west, FEB), lambda: place_all(east, MAR))
    assert all(isinstance(outcome, int) for outcome in outcomes), outcomes
    assert sum(outcome for outcome in outcomes if isinstance(outcome, int)) == len(people)
    assert Placement.objects.count() == len(people)
