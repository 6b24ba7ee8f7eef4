"""Writing plans: a draft by one person, put in force by another; what is published never changes."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q

from apps.audit import operations as audit
from apps.incentives import refusals
from apps.incentives.examples import failed, read_examples, run_examples
from apps.incentives.models import PayoutRun, Plan, PlanVersion
from apps.incentives.plans import check_kpis, read_rules
from apps.metrics.queries import kpi_infos
from apps.people.models import Team, TeamPath, User
from apps.people.queries import descendant_ids
from apps.people.written import month_text


@transaction.atomic
def create_plan(
    *,
    code: str,
    name: str,
    currency: str,
    teams: Collection[Team],
    starts: date,
    spec: Any,
    by: User,
    at: datetime,
    note: str = "",
) -> PlanVersion:
    """A new plan with its first version as a draft. `spec` as `apps.incentives.plans` describes it.

    Refusals: `PlanCodeTaken`, `PlanNeedsTeams`, `CurrencyUnknown`, `MonthNeeded`, `SpecWrong`.
    """
    if not teams:
        raise refusals.PlanNeedsTeams
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha() or not currency.isupper():
        raise refusals.CurrencyUnknown(currency=currency)
    try:
        with transaction.atomic():
            plan = Plan.objects.create(code=code, name=name, currency=currency)
    except IntegrityError:
        raise refusals.PlanCodeTaken(code=code) from None
    plan.teams.set(teams)
    return _draft(plan, starts=starts, spec=spec, note=note, by=by, at=at)


@transaction.atomic
def draft_version(
    *, plan: Plan, starts: date, spec: Any, by: User, at: datetime, note: str = ""
) -> PlanVersion:
    """The plan's next version as a draft; refused while there is one (`DraftExists`)."""
    draft = plan.versions.filter(published_at__isnull=True).first()
    if draft is not None:
        raise refusals.DraftExists(version=draft.version)
    return _draft(plan, starts=starts, spec=spec, note=note, by=by, at=at)


@transaction.atomic
def change_draft(
    *, version: PlanVersion, starts: date, spec: Any, by: User, at: datetime, note: str = ""
) -> PlanVersion:
    """Write a draft anew. `version` is the draft as its editor saw it.

    Refusals: `VersionPublished`, `DraftChanged` (someone else was faster), `MonthNeeded`, `SpecWrong`.
    """
    if version.is_published:
        raise refusals.VersionPublished(version=version.version)
    _check(starts=starts, spec=spec, currency=version.plan.currency)
    before = {"starts": version.starts.isoformat(), "spec": version.spec, "note": version.note}
    changed = PlanVersion.objects.filter(
        pk=version.pk, revision=version.revision, published_at__isnull=True
    ).update(starts=starts, spec=spec, note=note, edited_by=by, revision=F("revision") + 1)
    if not changed:
        raise refusals.DraftChanged
    version.refresh_from_db()
    version.editors.add(by)
    audit.record(
        verb="plan_version.changed", subject=version, by=by, at=at, before=before, after=_content(version)
    )
    return version


@transaction.atomic
def publish_version(*, version: PlanVersion, by: User, at: datetime) -> PlanVersion:
    """Put a draft in force from its month on; the version before ends there.

    Refusals: `VersionPublished`, `EditorPublishes`, `DraftChanged`, `VersionTooEarly`, `MonthsApproved`,
    `TeamHasPlan`, `SpecWrong`.
    """
    _hold(version)
    if version.is_published:
        raise refusals.VersionPublished(version=version.version)
    if version.editors.filter(pk=by.pk).exists():
        raise refusals.EditorPublishes
    _check(starts=version.starts, spec=version.spec, currency=version.plan.currency)
    _check_examples(version)
    _check_place(version)
    open_before = version.plan.versions.published().filter(ends__isnull=True)
    open_before.update(ends=version.starts)
    published = PlanVersion.objects.filter(
        pk=version.pk, revision=version.revision, published_at__isnull=True
    ).update(published_by=by, published_at=at, revision=F("revision") + 1)
    if not published:
        raise refusals.DraftChanged
    version.refresh_from_db()
    audit.record(verb="plan_version.published", subject=version, by=by, at=at, after=_content(version))
    return version


def _draft(plan: Plan, *, starts: date, spec: Any, note: str, by: User, at: datetime) -> PlanVersion:
    _check(starts=starts, spec=spec, currency=plan.currency)
    number = (plan.versions.aggregate(last=Max("version"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            version = PlanVersion.objects.create(
                plan=plan, version=number, starts=starts, spec=spec, note=note, edited_by=by
            )
    except IntegrityError:
        raise refusals.DraftExists(version=number) from None
    version.editors.add(by)
    audit.record(verb="plan_version.drafted", subject=version, by=by, at=at, after=_content(version))
    return version


def _check(*, starts: date, spec: Any, currency: str = "") -> None:
    if starts.day != 1:
        raise refusals.MonthNeeded
    rules = read_rules(spec)
    if currency and rules.currency and rules.currency != currency:
        raise refusals.CurrencyDiffers(currency=currency, other=rules.currency)
    check_kpis(rules, kpi_infos(starts))
    read_examples(spec, rules, rules.currency or currency)


def _check_examples(version: PlanVersion) -> None:
    """The plan proves itself: every worked example gives what its author expected."""
    currency = version.plan.currency
    outcomes = run_examples(version.spec, read_rules(version.spec), currency)
    if wrong := [one for one in outcomes if not one.agrees]:
        raise refusals.ExamplesDiffer(count=len(wrong), examples=failed(wrong, currency))


def _hold(version: PlanVersion) -> None:
    """One publication at a time among the plans of the same teams; on SQLite the transaction is the lock."""
    teams = descendant_ids(version.plan.teams.values_list("pk", flat=True))
    list(Team.objects.select_for_update().filter(pk__in=teams).order_by("pk").values_list("pk"))


def _check_place(version: PlanVersion) -> None:
    """The version follows the plan's others, leaves approved months alone, and shares no team with another
    plan.
    """
    others = version.plan.versions.published()
    later = others.filter(starts__gte=version.starts).order_by("-starts").first()
    if later is not None:
        raise refusals.VersionTooEarly(starts=later.starts.isoformat())
    approved = PayoutRun.objects.approved().filter(plan_version__plan=version.plan, month__gte=version.starts)
    if run := approved.order_by("-month").first():
        raise refusals.MonthsApproved(month=month_text(run.month))
    _check_teams(version)


def _check_teams(version: PlanVersion) -> None:
    mine = descendant_ids(version.plan.teams.values_list("pk", flat=True))
    same = (
        PlanVersion.objects.for_leaders()
        if read_rules(version.spec).leaders
        else (PlanVersion.objects.for_agents())
    )
    rivals = same.published().exclude(plan=version.plan)
    rivals = rivals.filter(Q(ends__isnull=True) | Q(ends__gt=version.starts))
    shared = TeamPath.objects.filter(
        descendant_id__in=mine, ancestor__plans__versions__in=rivals
    ).select_related("descendant")
    if path := shared.order_by("descendant_id").first():
        plan = Plan.objects.filter(versions__in=rivals, teams=path.ancestor_id).order_by("pk").first()
        raise refusals.TeamHasPlan(team=str(path.descendant), plan=str(plan))


def _content(version: PlanVersion) -> dict[str, Any]:
    return {"starts": version.starts.isoformat(), "spec": version.spec, "note": version.note}
