"""Payouts of people in scope; runs for those who see all pay."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.incentives.api.serializers import (
    PayoutDetailSerializer,
    PayoutSerializer,
    RunDetailSerializer,
    RunPayoutSerializer,
    RunSerializer,
)
from apps.incentives.models import PayoutRun
from apps.incentives.plans import read_rules
from apps.incentives.policies import can_view_runs, visible_payouts, visible_runs
from apps.incentives.queries.payouts import payout_view, payouts_of
from apps.incentives.queries.runs import run_list
from apps.incentives.sentences import Words
from apps.metrics.queries import kpi_infos
from apps.people.api.asking import PageParams
from apps.people.api.base import WHO, ListView, ReadView, list_of
from apps.people.clock import today
from apps.people.policies import visible_pay_people


class Payouts(ListView):
    """A person's payouts: for the person and their leaders once approved."""

    @extend_schema(
        operation_id="person_payouts",
        summary=_("Payouts of a person"),
        parameters=[WHO, PageParams],
        responses=list_of(PayoutSerializer),
        tags=["pay"],
    )
    def get(self, request: Request, who: int | None) -> Response:
        """Newest month first; 404 for whoever may see none of the person's pay."""
        person_id = self.person_id(who)
        payouts = payouts_of(visible_payouts(self.user).filter(person_id=person_id))
        if not payouts.exists():
            self.person(visible_pay_people(self.user, today(), today()), person_id)
        return self.listed(payouts, PayoutSerializer)


class OnePayout(ReadView):
    """A payout with its lines."""

    @extend_schema(
        operation_id="person_payout",
        summary=_("A payout with its lines, each explained"),
        parameters=[WHO],
        responses=PayoutDetailSerializer,
        tags=["pay"],
    )
    def get(self, request: Request, who: int | None, run: int) -> Response:
        """Each step of the amount, in order."""
        self.asked()
        mine = visible_payouts(self.user).filter(person_id=self.person_id(who), run_id=run)
        payout = payouts_of(mine).first()
        if payout is None:
            raise Http404
        view = payout_view(payout)
        return Response(PayoutDetailSerializer(view, context={"currency": view.currency}).data)


class Runs(ListView):
    """Payout runs, for HR and directors."""

    @extend_schema(
        operation_id="runs_list",
        summary=_("Payout runs"),
        parameters=[PageParams],
        responses=list_of(RunSerializer),
        tags=["pay"],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        if not can_view_runs(self.user):
            raise Http404
        return self.listed(run_list(visible_runs(self.user)), RunSerializer)


class OneRun(ReadView):
    """A payout run."""

    @extend_schema(operation_id="run", summary=_("A payout run"), responses=RunDetailSerializer, tags=["pay"])
    def get(self, request: Request, pk: int) -> Response:
        """Its state with the evidence, and its exceptions."""
        self.asked()
        run = _run(self, pk)
        run.__dict__["listed_exceptions"] = list(
            run.exceptions.select_related("person").order_by("code", "pk")
        )
        return Response(RunDetailSerializer(run, context={"words": _words(run)}).data)


class RunPayouts(ListView):
    """The amounts of a run."""

    @extend_schema(
        operation_id="run_payouts",
        summary=_("Amounts of a payout run"),
        parameters=[PageParams],
        responses=list_of(RunPayoutSerializer),
        tags=["pay"],
    )
    def get(self, request: Request, pk: int) -> Response:
        """By name."""
        run = _run(self, pk)
        rows = run.inputs.defer("data").select_related("person").order_by("person__name", "pk")
        return self.listed(rows, RunPayoutSerializer, {"currency": run.plan_version.plan.currency})


def _run(view: ReadView, pk: int) -> PayoutRun:
    run = run_list(visible_runs(view.user)).filter(pk=pk).first()
    if run is None:
        raise Http404
    return run


def _words(run: PayoutRun) -> Words:
    version: Any = run.plan_version
    return Words(rules=read_rules(version.spec), currency=version.plan.currency, kpis=kpi_infos(run.last_day))
