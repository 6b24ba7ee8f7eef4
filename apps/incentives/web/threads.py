"""Threads of questions in words: what each is about, and by when it is answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.engine.lines import Step
from apps.incentives.models import Question, QuestionPost
from apps.incentives.plans import read_rules
from apps.incentives.queries.questions import TOTAL
from apps.incentives.sentences import Words
from apps.incentives.sentences.lines import step_title
from apps.metrics.queries import kpi_infos
from apps.people.clock import today

TONES = {"open": "warn", "answered": "ok", "corrected": "ok", "declined": "mut"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRow:
    """A question opened; `late`: its day has passed and it still waits."""

    question: Question
    about: str
    posts: list[QuestionPost]
    late: bool
    tone: str


def thread_rows(questions: Iterable[Question]) -> list[ThreadRow]:
    """The threads in the reader's language."""
    return [
        ThreadRow(
            question=one,
            about=about_text(one),
            posts=list(one.posts.all()),
            late=one.is_open and one.due < today(),
            tone=TONES[one.state],
        )
        for one in questions
    ]


def about_text(question: Question) -> str:
    """What a question is about: the total, a KPI, or a line by its title."""
    kind, _colon, rest = question.about.partition(":")
    if kind == TOTAL:
        return _("the whole amount")
    version = question.run.plan_version
    words = Words(
        rules=read_rules(version.spec),
        currency=version.plan.currency,
        kpis=kpi_infos(question.run.last_day),
    )
    if kind == "kpi":
        return words.kpi_name(rest)
    step, _colon, component = rest.partition(":")
    if step == Step.COMPONENT:
        return words.component(component)
    if step in {Step.COMPONENT_GATE, Step.PLAN_GATE}:
        return words.gate_name(component)
    return step_title(step)
