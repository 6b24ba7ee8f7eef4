"""The tree of teams, leave, roles, sign-ins: what each operation writes, and the sentence of each refusal."""

from datetime import date

import pytest

from apps.audit.models import Entry
from apps.people.choices import LeaveKind, Role
from apps.people.contracts import Contract
from apps.people.models import Change, Leadership, Leave, Notice, Person, RoleGrant, Team, TeamPath, User
from apps.people.operations import (
    add_person,
    add_site,
    add_team,
    change_team,
    close_period,
    create_login,
    end_role,
    give_number,
    grant_role,
    mark_notices_read,
    notify,
    remove_leave,
    set_leader,
    set_leave,
    set_login_open,
    set_password,
)
from apps.people.operations.leave import LeaveOverlaps
from apps.people.operations.logins import HasLogin, OwnLogin, UsernameTaken, UsernameUnusable, WeakPassword
from apps.people.operations.memberships import DatesReversed
from apps.people.operations.people import NameMissing, NumberMissing, NumberTaken
from apps.people.operations.placements import DaysAreClosed
from apps.people.operations.roles import LastAdministrator, OwnRole, RoleEndsBeforeItStarts, RoleHeld
from apps.people.operations.teams import CodeTaken, LeaderAlready, TeamInCircle, TreeOnClosedDays
from apps.people.queries import ancestors, descendant_ids, leader_of, leaders_of
from tests.people import AT, START, Company

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-password-1"
ON = date(2026, 10, 5)


@pytest.fixture
def company() -> Company:
    return Company()


class TestTree:
    @pytest.fixture
    def teams(self, company: Company) -> dict[str, Team]:
        top = company.team("Top")
        east = company.team("East", top)
        return {"top": top, "east": east, "low": company.team("Low", east), "other": company.team("Other")}

    def test_every_team_knows_itself_and_what_is_above_and_below(self, teams: dict[str, Team]) -> None:
        top, east, low, other = (teams[name].pk for name in ("top", "east", "low", "other"))
        assert ancestors(low) == [low, east, top]
        assert descendant_ids([top]) == {top, east, low}
        assert descendant_ids([east, other]) == {east, low, other}
        assert TeamPath.objects.count() == 7

    def test_a_moved_team_takes_those_below_along_and_marks_who_gains_and_loses(
        self, teams: dict[str, Team]
    ) -> None:
        Change.objects.all().delete()
        east = teams["east"]
        change_team(team=east, name="East", site=None, parent=teams["other"], by=None, at=AT)
        assert descendant_ids([teams["top"].pk]) == {teams["top"].pk}
        assert ancestors(teams["low"].pk) == [teams["low"].pk, east.pk, teams["other"].pk]
        marked = Change.objects.values_list("team_id", "first_day", "last_day")
        assert set(marked) == {
            (teams[name].pk, date(2010, 1, 1), date(2040, 12, 31)) for name in ("top", "other")
        }

    def test_another_name_marks_nothing(self, teams: dict[str, Team]) -> None:
        Change.objects.all().delete()
        change_team(team=teams["low"], name="Lower", site=None, parent=teams["east"], by=None, at=AT)
        assert not Change.objects.exists()
        assert Entry.objects.get(verb="team.changed").after["name"] == "Lower"

    @pytest.mark.parametrize("below", ["east", "low"])
    def test_a_team_is_never_below_itself(self, teams: dict[str, Team], below: str) -> None:
        with pytest.raises(TeamInCircle):
            change_team(team=teams["east"], name="East", site=None, parent=teams[below], by=None, at=AT)

    def test_a_team_with_closed_figures_keeps_its_place(
        self, company: Company, teams: dict[str, Team]
    ) -> None:
        company.person("Ann", teams["low"], starts=date(2026, 9, 30))
        steward = company.user("Sue")
        Change.objects.all().delete()
        close_period(month=date(2026, 9, 1), by=steward, at=AT)
        with pytest.raises(TreeOnClosedDays, match="September 2026"):
            change_team(team=teams["east"], name="East", site=None, parent=None, by=None, at=AT)
        change_team(team=teams["other"], name="Other", site=None, parent=teams["top"], by=None, at=AT)

    def test_codes_are_unique_and_a_site_is_inherited(self, company: Company) -> None:
        site = add_site(code="HK", name="Hong Kong", by=None, at=AT)
        with pytest.raises(CodeTaken):
            add_site(code=" HK ", name="Hongkong", by=None, at=AT)
        top = add_team(code="TOP", name="Top", site=site, by=None, at=AT)
        assert add_team(code="LOW", name="Low", site=None, parent=top, by=None, at=AT).site == site

    def test_the_leader_is_the_nearest_one_above(self, company: Company, teams: dict[str, Team]) -> None:
        tom, eve = company.person("Tom", role=None), company.person("Eve", role=None)
        set_leader(team=teams["top"], person=tom, starts=START, by=None, at=AT)
        set_leader(team=teams["east"], person=eve, starts=date(2026, 6, 1), by=None, at=AT)
        low = teams["low"].pk
        assert leader_of(low, date(2026, 5, 31)) == tom
        assert leader_of(low, date(2026, 6, 1)) == eve
        assert leaders_of([low, teams["top"].pk, teams["other"].pk], ON) == {low: eve, teams["top"].pk: tom}

    def test_a_new_leader_ends_the_term_before(self, company: Company, teams: dict[str, Team]) -> None:
        tom, eve = company.person("Tom", role=None), company.person("Eve", role=None)
        set_leader(team=teams["east"], person=tom, starts=START, by=None, at=AT)
        set_leader(team=teams["east"], person=eve, starts=date(2026, 6, 1), by=None, at=AT)
        terms = Leadership.objects.order_by("starts").values_list("person__name", "starts", "ends")
        assert list(terms) == [("Tom", START, date(2026, 6, 1)), ("Eve", date(2026, 6, 1), None)]
        with pytest.raises(LeaderAlready):
            set_leader(team=teams["east"], person=eve, starts=date(2026, 7, 1), by=None, at=AT)
        assert set(RoleGrant.objects.values_list("person__name", "role")) == {
            ("Tom", "manager"),
            ("Eve", "manager"),
        }


class TestLeave:
    def test_days_are_taken_once_and_given_back(self, company: Company) -> None:
        ann = company.person("Ann", company.team("East"))
        first, last = date(2026, 10, 6), date(2026, 10, 8)
        leave = set_leave(person=ann, first_day=first, last_day=last, kind=LeaveKind.SICK, by=None, at=AT)
        with pytest.raises(LeaveOverlaps, match="from 6 Oct 2026 to 8 Oct 2026"):
            set_leave(person=ann, first_day=last, last_day=last, kind=LeaveKind.ANNUAL, by=None, at=AT)
        with pytest.raises(DatesReversed):
            set_leave(person=ann, first_day=last, last_day=first, kind=LeaveKind.ANNUAL, by=None, at=AT)
        remove_leave(leave=leave, by=None, at=AT)
        assert not Leave.objects.exists()
        assert Entry.objects.get(verb="person.leave_removed").before["kind"] == "sick"

    @pytest.mark.parametrize(("day", "refused"), [(date(2026, 9, 30), True), (date(2026, 10, 1), False)])
    def test_closed_days_stay_worked(self, company: Company, day: date, refused: bool) -> None:
        ann = company.person("Ann", company.team("East"))
        Change.objects.all().delete()
        close_period(month=date(2026, 9, 1), by=company.user("Sue"), at=AT)
        if refused:
            with pytest.raises(DaysAreClosed, match="30 Sep 2026 is closed"):
                set_leave(person=ann, first_day=day, last_day=day, kind=LeaveKind.SICK, by=None, at=AT)
        else:
            set_leave(person=ann, first_day=day, last_day=day, kind=LeaveKind.SICK, by=None, at=AT)
        assert Leave.objects.exists() is not refused


class TestRoles:
    def test_a_role_is_granted_told_and_recorded(self, company: Company) -> None:
        ann, admin = company.person("Ann", role=None), company.user("Adi", Role.ADMINISTRATOR)
        Notice.objects.all().delete()
        grant_role(person=ann, role=Role.HR, starts=START, by=admin, at=AT)
        assert Notice.objects.get().person == ann
        entry = Entry.objects.filter(verb="role.granted").latest("pk")
        assert (entry.actor_id, entry.subject_id, entry.after["role"]) == (admin.pk, str(ann.pk), "hr")

    def test_nobody_grants_themselves_a_role(self, company: Company) -> None:
        admin = company.user("Adi", Role.ADMINISTRATOR)
        with pytest.raises(OwnRole):
            grant_role(person=admin.person, role=Role.HR, starts=START, by=admin, at=AT)

    @pytest.mark.parametrize(
        ("starts", "held"), [(date(2026, 6, 30), True), (date(2026, 7, 1), False), (date(2025, 1, 1), True)]
    )
    def test_a_role_is_held_once_at_a_time(self, company: Company, starts: date, held: bool) -> None:
        ann = company.person("Ann", role=None)
        grant_role(person=ann, role=Role.HR, starts=START, ends=date(2026, 7, 1), by=None, at=AT)
        if held:
            with pytest.raises(RoleHeld, match="HR"):
                grant_role(person=ann, role=Role.HR, starts=starts, by=None, at=AT)
        else:
            grant_role(person=ann, role=Role.HR, starts=starts, by=None, at=AT)

    def test_the_last_administrator_stays(self, company: Company) -> None:
        first = company.user("Adi", Role.ADMINISTRATOR)
        grant = RoleGrant.objects.get(person=first.person)
        with pytest.raises(LastAdministrator):
            end_role(grant=grant, ends=ON, by=None, at=AT)
        company.person("Idle", role=Role.ADMINISTRATOR)  # without a sign-in that gets in
        with pytest.raises(LastAdministrator):
            end_role(grant=grant, ends=ON, by=None, at=AT)
        company.user("Ada", Role.ADMINISTRATOR)
        end_role(grant=grant, ends=ON, by=None, at=AT)
        assert RoleGrant.objects.get(pk=grant.pk).ends == ON

    def test_a_role_ends_after_it_began_unless_it_never_did(self, company: Company) -> None:
        ann = company.person("Ann", role=None)
        past = grant_role(person=ann, role=Role.HR, starts=START, by=None, at=AT)
        with pytest.raises(RoleEndsBeforeItStarts):
            end_role(grant=past, ends=date(2025, 12, 31), by=None, at=AT)
        future = grant_role(person=ann, role=Role.DIRECTOR, starts=date(2026, 12, 1), by=None, at=AT)
        end_role(grant=future, ends=ON, by=None, at=AT)
        assert not RoleGrant.objects.filter(role="director").exists()


class TestLogins:
    def test_a_sign_in_belongs_to_its_person(self, company: Company) -> None:
        ann = company.person("Ann Lee")
        user = create_login(person=ann, username=" ann ", password=PASSWORD, by=None, at=AT)
        assert (user.username, str(user), Person.objects.get(user=user)) == ("ann", "Ann Lee", ann)
        assert user.check_password(PASSWORD)
        assert Entry.objects.get(verb="login.created").after == {"username": "ann"}

    @pytest.mark.parametrize(
        ("username", "password", "refusal"),
        [
            ("ANN", PASSWORD, UsernameTaken),
            ("", PASSWORD, UsernameUnusable),
            ("two words", PASSWORD, UsernameUnusable),
            ("b" * 151, PASSWORD, UsernameUnusable),
            ("bob", "12345678", WeakPassword),
            ("bob", "short", WeakPassword),
            ("bobby-ho", "bobby-ho", WeakPassword),
        ],
    )
    def test_a_sign_in_that_will_not_do(
        self, company: Company, username: str, password: str, refusal: type[Exception]
    ) -> None:
        create_login(person=company.person("Ann"), username="ann", password=PASSWORD, by=None, at=AT)
        with pytest.raises(refusal) as refused:
            create_login(person=company.person("Bob"), username=username, password=password, by=None, at=AT)
        assert "%(" not in str(refused.value)
        assert User.objects.count() == 1

    def test_a_second_sign_in_is_refused(self, company: Company) -> None:
        ann = company.person("Ann")
        create_login(person=ann, username="ann", password=PASSWORD, by=None, at=AT)
        with pytest.raises(HasLogin):
            create_login(person=ann, username="ann2", password=PASSWORD, by=None, at=AT)

    def test_it_is_closed_opened_and_never_by_oneself(self, company: Company) -> None:
        admin, user = company.user("Adi", Role.ADMINISTRATOR), company.user("Ann")
        set_login_open(user=user, is_open=False, by=admin, at=AT)
        assert not User.objects.get(pk=user.pk).is_active
        set_login_open(user=user, is_open=True, by=admin, at=AT)
        with pytest.raises(OwnLogin):
            set_login_open(user=admin, is_open=False, by=admin, at=AT)
        set_password(user=user, password="another-long-one-2", by=admin, at=AT)
        assert User.objects.get(pk=user.pk).check_password("another-long-one-2")
        assert "another" not in str(list(Entry.objects.values("before", "after")))


class TestPersons:
    def test_a_person_has_a_name_and_a_number_of_their_own(self, company: Company) -> None:
        company.person("Ann")
        for name, number, refusal in (
            ("  ", "9", NameMissing),
            ("Bob", " ", NumberMissing),
            ("Bob", "00001", NumberTaken),
        ):
            with pytest.raises(refusal):
                add_person(name=name, number=number, starts=START, by=None, at=AT)
        assert Person.objects.count() == 1

    def test_a_number_passes_on_when_it_has_ended(self, company: Company) -> None:
        ann, bob = company.person("Ann"), company.person("Bob")
        give_number(person=ann, number="9", starts=date(2026, 6, 1), by=None, at=AT)
        with pytest.raises(NumberTaken, match="Ann"):
            give_number(person=bob, number="00001", starts=date(2026, 5, 31), by=None, at=AT)
        give_number(person=bob, number="00001", starts=date(2026, 6, 1), by=None, at=AT)

    def test_a_contract_has_its_attributes(self, company: Company) -> None:
        contract = Contract(800, "ACME Ltd", "monthly", "4711", date(2026, 9, 30), date(2026, 8, 1))
        ann = add_person(name="Ann", number="9", starts=START, contract=contract, by=None, at=AT)
        row = ann.employments.get()
        assert (
            row.share_permille,
            row.legal_entity,
            row.payroll_group,
            row.cost_centre,
            row.probation_ends,
            row.notice_given,
        ) == contract


def test_notices_are_left_once_a_person_and_read_by_their_own(company: Company) -> None:
    ann, bob = company.person("Ann"), company.person("Bob")
    assert notify(person_ids=[ann.pk, bob.pk, ann.pk], code="role.granted", values={"role": "hr"}, at=AT) == 2
    assert mark_notices_read(person=ann, at=AT, notice_ids=[bob.notices.get().pk]) == 0
    assert mark_notices_read(person=ann, at=AT) == 1
    assert mark_notices_read(person=ann, at=AT) == 0
    assert bob.notices.get().read_at is None
