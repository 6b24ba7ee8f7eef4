"""KPIs and scores as they are shown: words, colours, icons and ratios, ready for a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.engine.periods import Grain
from apps.metrics.choices import KpiDirection
from apps.people.days import next_month
from apps.people.queries.book import FULL_DAY
from apps.people.written import Exact, adding_up, percent, plain, written
from apps.performance.choices import Headline, Standing
from apps.performance.rows import LinePerformance, PersonPerformance, TeamPerformance
from apps.performance.sentences import issue_sentence, line_reason, reason_sentence
from apps.portal.templatetags.figures import kpi_text

# tone and icon (heroicons, mini) of each standing
LOOKS: Final[dict[str, tuple[str, str]]] = {
    Standing.MET: ("ok", "check-circle"),
    Standing.ON_PACE: ("ok", "arrow-trending-up"),
    Standing.CLOSE: ("info", "minus-circle"),
    Standing.BEHIND: ("warn", "arrow-trending-down"),
    Standing.AT_RISK: ("bad", "exclamation-triangle"),
    Standing.NO_DATA: ("mut", "minus-circle"),
    Standing.SMALL_SAMPLE: ("mut", "minus-circle"),
}
BAR_TONES: Final = {"ok": "ok", "info": "ok", "warn": "warn", "bad": "bad", "mut": "ok"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A standing as a word with colour and icon."""

    word: str
    tone: str
    icon: str

    @property
    def bar(self) -> str:
        """The colour of bars and rings, which know ok, warn and bad only."""
        return BAR_TONES[self.tone]


def look(state: str) -> Look:
    """How a standing looks."""
    tone, icon = LOOKS[state]
    return Look(word=str(Standing(state).label), tone=tone, icon=icon)


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiShown:
    """One line of a scorecard, written.

    `weight` is the scorecard's, `share` what of the score the line has after the no-data policy; `points`
    has two decimals of a per cent, and those of all lines add up to the score as it is written.
    """

    code: str
    name: str
    weight: str
    share: str
    look: Look
    url: str
    value: str
    target: str
    counted: str
    points: Fraction
    basis: str
    n: int
    sample: str
    actual: Fraction | None
    projected: Fraction | None
    pace: Fraction | None
    words: str
    foot: str
    note: str
    why: str


def kpis_shown(
    performance: PersonPerformance | TeamPerformance, *, currency: str, subject_id: int
) -> list[KpiShown]:
    """The lines of a scorecard, written, in their order."""
    points = adding_up([line.points for line in performance.lines], 4)
    return [
        _kpi(line, part, performance, currency, subject_id)
        for line, part in zip(performance.lines, points, strict=True)
    ]


def _kpi(
    line: LinePerformance,
    points: Fraction,
    performance: PersonPerformance | TeamPerformance,
    currency: str,
    subject_id: int,
) -> KpiShown:
    state = look(line.state)
    value, target = value_text(line, line.actual, currency), target_text(line, currency)
    paced = line.kpi.is_volume and not performance.final and line.grain == Grain.MONTH
    return KpiShown(
        code=line.kpi.code,
        name=line.kpi.title,
        weight=plain(line.weight, 2),
        share=plain(line.weight if performance.score is None else line.effective_weight * 100, 2),
        look=state,
        url=_figure_url(line, performance, subject_id),
        value=value,
        target=target,
        counted=_counted(line),
        points=points,
        basis=_("at pace") if paced else _("as it stands"),
        n=line.n,
        sample=_sample(line),
        actual=line.achievement,
        projected=line.projected_achievement if paced else None,
        pace=_pace(line) if paced else None,
        words=_("%(kpi)s: %(value)s of %(target)s, %(state)s")
        % {"kpi": line.kpi.title, "value": value, "target": target, "state": state.word},
        foot=_foot(line, currency, paced=paced),
        note=_note(line, performance, currency, paced=paced),
        why=issue_sentence(line.issue) or line_reason(line.reason),
    )


def _figure_url(
    line: LinePerformance, performance: PersonPerformance | TeamPerformance, subject_id: int
) -> str:
    """Where the figure is opened: through the last day that counts."""
    url = reverse(
        "figure", args=[line.kpi.code, performance.subject, subject_id, f"{performance.month:%Y-%m}"]
    )
    through = performance.data_through
    if (
        performance.final
        or through is None
        or not performance.month <= through < next_month(performance.month)
    ):
        return url
    return f"{url}?to={through:%Y-%m-%d}"


def value_text(line: LinePerformance, value: Exact | None, currency: str) -> str:
    """A value in the KPI's unit; a dash for no data."""
    if value is None:
        return "–"
    return kpi_text(value, unit=line.kpi.unit, decimals=line.kpi.decimals, money=currency)


def target_text(line: LinePerformance, currency: str) -> str:
    """The target in the KPI's unit: a number, or a band; a dash without working time."""
    target = line.target
    if target is None:
        return "–"
    if line.kpi.direction == KpiDirection.BAND:
        low, high = getattr(target, "low", None), getattr(target, "high", None)
        return f"{value_text(line, low, '')}–{value_text(line, high, '')}"
    return value_text(line, line.target_value, currency)


def _counted(line: LinePerformance) -> str:
    shown = line.headline if line.counted is not None else line.achievement
    return "–" if shown is None else percent(shown)


def _sample(line: LinePerformance) -> str:
    return _("n = %(n)s") % {"n": written(line.n, 0)}


def _pace(line: LinePerformance) -> Fraction | None:
    wanted = line.target_value
    return None if line.expected is None or not wanted else line.expected / wanted


def _foot(line: LinePerformance, currency: str, *, paced: bool) -> str:
    if paced and line.projected is not None and line.projected_achievement is not None:
        return _("Projected %(value)s · %(ratio)s") % {
            "value": value_text(line, line.projected, currency),
            "ratio": percent(line.projected_achievement),
        }
    if line.achievement is None:
        return issue_sentence(line.issue) or _("There is no figure yet.")
    return _("As it stands %(ratio)s") % {"ratio": percent(line.achievement)}


def _note(
    line: LinePerformance, performance: PersonPerformance | TeamPerformance, currency: str, *, paced: bool
) -> str:
    wanted, days = line.target_value, days_of(performance, line)
    if paced and wanted is not None and line.actual is not None and days and days.left > 0 and days.passed:
        need = max(Fraction(0), wanted - line.actual) / days.left
        return _("needs %(need)s a day, so far %(have)s") % {
            "need": value_text(line, need, currency),
            "have": value_text(line, line.actual / days.passed, currency),
        }
    words = [_sample(line)]
    if line.kpi.direction == KpiDirection.LOWER:
        words.append(_("lower is better"))
    if line.reason:
        words.append(line_reason(line.reason))
    return " · ".join(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOfWork:
    """Whole days of the subject's own working time: passed, and left; a team's are those of its agents."""

    passed: Fraction
    left: Fraction


def days_of(performance: PersonPerformance | TeamPerformance, line: LinePerformance) -> DaysOfWork | None:
    """The working time behind a volume's pace; None where there was none, or no target to see it by."""
    if not performance.worked or line.expected is None or not line.target_value:
        return None
    whole = Fraction(performance.worked, FULL_DAY)
    passed = whole * line.expected / line.target_value
    return DaysOfWork(passed=passed, left=whole - passed)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreShown:
    """A score with its ring, written."""

    value: Fraction | None
    big: str
    small: str
    title: str
    label: str
    look: Look
    why: str
    total: str
    total_weight: str


def score_shown(performance: PersonPerformance | TeamPerformance) -> ScoreShown:
    """The headline of a person's or a team's month."""
    state = look(performance.state)
    big = "–" if performance.score is None else percent(performance.score)
    title = str(performance.headline.label)
    return ScoreShown(
        value=performance.score,
        big=big,
        small=_("projected score") if performance.headline == Headline.PROJECTED else _("score"),
        title=title,
        label=_("%(title)s %(score)s, target 100 %%") % {"title": title, "score": big},
        look=state,
        why=reason_sentence(performance),
        total="–" if performance.score is None else percent(performance.score, 2),
        total_weight=plain(sum((line.weight for line in performance.lines), Decimal(0)), 2),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceShown:
    """One line of "around me": a name where the reader may see it, else nobody's."""

    place: int
    name: str
    mine: bool
    score: Fraction | None
    person_id: int | None


def places_shown(
    around: Sequence[PersonPerformance], mine: PersonPerformance, *, names: bool
) -> list[PlaceShown]:
    """The places around a person; colleagues of an agent stay without names."""
    return [
        PlaceShown(
            place=one.place or 0,
            name=one.name if names or one.person_id == mine.person_id else _("Colleague"),
            mine=one.person_id == mine.person_id,
            score=one.score,
            person_id=one.person_id if names else None,
        )
        for one in around
    ]
