"""Questions about pay: the agent's, and HR's answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.incentives import operations
from apps.incentives.models import Question
from apps.incentives.policies import can_prepare_runs, own_payouts, own_questions, visible_runs
from apps.incentives.queries.payouts import payouts_of
from apps.incentives.queries.questions import threads
from apps.incentives.web.forms import AnswerForm, QuestionForm
from apps.incentives.web.threads import thread_rows
from apps.incentives.web.views.settling import preparing, said
from apps.people.clock import now
from apps.people.web.scope import get_visible_or_404, signed_in


@require_GET
def run_questions(request: HttpRequest, pk: int) -> HttpResponse:
    """All questions of a run with their threads, those that wait first."""
    user = signed_in(request)
    run = get_visible_or_404(visible_runs(user).select_related("plan_version__plan"), pk=pk)
    context = {
        "run": run,
        "version": run.plan_version,
        "rows": thread_rows(threads(Question.objects.filter(run=run))),
        "may_answer": can_prepare_runs(user),
    }
    return render(request, "incentives/questions.html", context)


@require_POST
def question_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer, correct or decline."""
    user = preparing(request)
    row = get_visible_or_404(
        Question.objects.filter(run__in=visible_runs(user)).select_related("run__plan_version__plan"), pk=pk
    )
    form = AnswerForm(request.POST)
    text, outcome = (
        ("", "") if not form.is_valid() else (form.cleaned_data["text"], form.cleaned_data["outcome"])
    )
    said(
        request,
        lambda: operations.answer(question=row, outcome=outcome, text=text, by=user, at=now()),
        _("Answered: the agent is told."),
    )
    return redirect("run-questions", pk=row.run_id)


@require_POST
def my_question(request: HttpRequest, run: int) -> HttpResponse:
    """Ask about a line of one's own statement."""
    user = signed_in(request)
    payout = get_visible_or_404(payouts_of(own_payouts(user)), run=run)
    form = QuestionForm(request.POST)
    about, text = ("", "") if not form.is_valid() else (form.cleaned_data["about"], form.cleaned_data["text"])
    said(
        request,
        lambda: operations.ask(payout=payout, about=about, text=text, by=user, at=now()),
        _("Asked: HR answers within two working days."),
    )
    return redirect("my-payout", run=run)


@require_POST
def question_more(request: HttpRequest, pk: int) -> HttpResponse:
    """Another word in one's own thread; it opens a closed question again."""
    user = signed_in(request)
    row = get_visible_or_404(own_questions(user).select_related("run__plan_version__plan"), pk=pk)
    text = request.POST.get("text", "")[:2000]
    said(request, lambda: operations.say_more(question=row, text=text, by=user, at=now()))
    return redirect("my-payout", run=row.run_id)
