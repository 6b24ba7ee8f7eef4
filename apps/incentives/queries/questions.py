"""Questions about pay: what can be asked about, and the threads of a run or a payout."""

from typing import Final

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from apps.incentives.choices import QuestionState
from apps.incentives.models import PayoutRun, Question, QuestionPost, RunInput, RunLine

TOTAL: Final = "total"


def about_line(line: RunLine) -> str:
    """How a question names a line: by step and component, which stay where a run is calculated anew."""
    return f"line:{line.step}:{line.component}"[:90]


def about_kpi(kpi: str) -> str:
    """How a question names a row of the scorecard."""
    return f"kpi:{kpi}"


def lines_to_ask_about(payout: RunInput) -> set[str]:
    """Everything of the payout that has a name for questions. One query."""
    lines = payout.run.lines.filter(person_id=payout.person_id)
    facts = payout.data.get("facts", {}).get("lines", [])
    return {TOTAL, *map(about_line, lines), *(about_kpi(one["kpi"]) for one in facts)}


def threads(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Questions with who asked and all that was said, the open ones first, by their day. Two queries."""
    posts = QuestionPost.objects.select_related("by").order_by("at", "pk")
    return (
        questions.select_related("person", "run__plan_version__plan", "closed_by")
        .prefetch_related(Prefetch("posts", queryset=posts))
        .annotate(closed=Exists(Question.objects.filter(pk=OuterRef("pk")).exclude(state=QuestionState.OPEN)))
        .order_by("closed", "due", "pk")
    )


def open_questions(run: PayoutRun) -> QuerySet[Question]:
    """Those of the run that wait for an answer."""
    return run.questions.filter(state=QuestionState.OPEN)
