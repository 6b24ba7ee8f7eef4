"""Rules of coaching: written, changed, switched; and who may read what."""

from datetime import date
from typing import Any

import pytest

from apps.audit.models import Entry
from apps.coaching import operations, policies, refusals
from apps.coaching.models import Assignment, CoachingRule
from apps.coaching.sentences import rule_text
from apps.metrics.models import Kpi
from apps.people.choices import Role
from apps.people.models import User
from tests import floor, talks
from tests.talks import AT, OCT, TODAY, Floor

pytestmark = pytest.mark.django_db
NB = "\N{NO-BREAK SPACE}"


@pytest.fixture
def scene() -> Floor:
    return talks.made()


def test_a_rule_says_what_it_does(scene: Floor) -> None:
    rules = [
        talks.rule(by=scene.director),
        talks.rule(code="score", basis="score", kpi=None, bound_micros=800_000, periods_in_row=1),
        talks.rule(
            code="slow",
            kpi=Kpi.objects.get(code="response_time"),
            bound_micros=45_000_000,
            periods_in_row=1,
        ),
    ]
    assert [rule_text(rule).replace(NB, " ") for rule in rules[:2]] == [
        "Conversion rate below 3.5 % for 2 closed months in a row",
        "Score below 80.0 % in a closed month",
    ]
    assert "above 45" in rule_text(rules[2])
    entry = Entry.objects.filter(verb="coaching_rule.created").order_by("pk").first()
    assert entry is not None
    assert entry.after["kpi"] == "conversion_rate"


def test_a_rule_begins_with_a_month(scene: Floor) -> None:
    assert talks.rule(starts=date(2026, 10, 17)).starts == OCT


@pytest.mark.parametrize(
    ("changes", "refusal", "words"),
    [
        ({"kpi": None}, refusals.RuleNeedsKpi, "Choose a KPI"),
        ({"kpi": "talk_time"}, refusals.RuleNeedsKpi, "inside a band"),
        ({"bound_micros": 0}, refusals.BoundNotPositive, "above 0"),
        ({"periods_in_row": 0}, refusals.PeriodsOutOfRange, "1 to 12 months"),
        ({"periods_in_row": 13}, refusals.PeriodsOutOfRange, "1 to 12 months"),
        ({"due_days": 0}, refusals.DueDaysOutOfRange, "1 to 90 days"),
        ({"due_days": 91}, refusals.DueDaysOutOfRange, "1 to 90 days"),
    ],
)
def test_what_is_no_rule(scene: Floor, changes: dict[str, Any], refusal: type, words: str) -> None:
    if isinstance(changes.get("kpi"), str):
        changes = {"kpi": Kpi.objects.get(code=changes["kpi"])}
    with pytest.raises(refusal, match=words):
        talks.rule(**changes)
    rule = talks.rule()
    with pytest.raises(refusal):
        operations.edit_rule(rule=rule, content=talks.content(**changes), by=scene.director, at=AT)
    assert CoachingRule.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"periods_in_row": 12, "due_days": 90}, {"bound_micros": 1, "due_days": 1}]
)
def test_edges_of_a_rule(scene: Floor, changes: dict[str, Any]) -> None:
    assert talks.rule(**changes).pk


def test_codes_are_taken_once(scene: Floor) -> None:
    talks.rule()
    with pytest.raises(refusals.RuleCodeTaken, match="a rule with the code “conversion” already"):
        talks.rule()


def test_a_change_is_in_the_trail_with_before_and_after_and_none_is_not(scene: Floor) -> None:
    rule = talks.rule()
    operations.edit_rule(rule=rule, content=talks.content(), by=scene.director, at=AT)
    assert not Entry.objects.filter(verb="coaching_rule.edited").exists()
    operations.edit_rule(rule=rule, content=talks.content(bound_micros=40_000), by=scene.director, at=AT)
    entry = Entry.objects.get(verb="coaching_rule.edited")
    assert (entry.before["bound_micros"], entry.after["bound_micros"]) == (35_000, 40_000)


def test_switching_twice_is_switching_once(scene: Floor) -> None:
    rule = talks.rule()
    for _ in range(2):
        assert not operations.switch_rule(rule=rule, active=False, by=scene.leader, at=AT).active
    assert Entry.objects.filter(verb="coaching_rule.switched_off").count() == 1


# Who may see what


def seen(user: User | None, row: Assignment) -> tuple[bool, bool, bool]:
    """Whether the user sees the assignment, by both twins, and may write in it."""
    assert user is not None
    listed = policies.visible_assignments(user, TODAY).filter(pk=row.pk).exists()
    assert listed == policies.can_view_assignment(user, row, TODAY)
    given = policies.given_assignments(user, TODAY).filter(pk=row.pk).exists()
    assert given == policies.can_give(user, row, TODAY)
    return listed, given, policies.can_edit_rules(user, TODAY)


def test_coaching_is_seen_by_the_two_and_the_leaders_above(scene: Floor) -> None:
    row = talks.assigned(scene)
    assert seen(row.person.user, row) == (True, False, False)
    assert seen(scene.leader, row) == (True, True, True)
    assert seen(scene.head, row) == (True, True, True)


@pytest.mark.parametrize("role", list(Role))
def test_no_role_alone_sees_coaching(scene: Floor, role: Role) -> None:
    row = talks.assigned(scene)
    rules = role in {Role.MANAGER, Role.DIRECTOR}
    assert seen(floor.person("Stranger", role, sign_in=True).user, row) == (False, False, rules)


def test_a_neighbour_and_the_leader_of_another_team_see_nothing(scene: Floor) -> None:
    row = talks.assigned(scene)
    other = floor.leader("Carmen Ng", floor.team("Outbound B", scene.sales))
    assert seen(scene.agent("June Ma").user, row) == (False, False, False)
    assert seen(other, row) == (False, False, True)


def test_a_superuser_sees_nothing(scene: Floor) -> None:
    row = talks.assigned(scene)
    root = User.objects.create_superuser("root", password="a-long-password-1")
    assert seen(root, row) == (False, False, False)
