"""Before and after a measure taken: what its KPI was in the months before, and since."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from apps.goals.models import MeasureTaken
from apps.metrics.choices import Subject
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.queries import figures, kpi_infos
from apps.people.models import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    """A measure with its KPI in equally long times before and after its first day; None where unknown."""

    measure: MeasureTaken
    kpi: KpiInfo | None = None
    before: Fraction | None = None
    after: Fraction | None = None
    n_before: int = 0
    n_after: int = 0
    days: int = 0


def before_after(measure: MeasureTaken, on: date) -> BeforeAfter:
    """Its KPI in the (at most 90) days before it began and in as many since, of its team or the whole floor.

    For a volume: a day's mean. Figures beside each other, not a proof: other things changed too.
    """
    if measure.kpi is None or measure.starts >= on:
        return BeforeAfter(measure=measure)
    info = kpi_infos(on).get(measure.kpi.code)
    team = measure.team or Team.objects.filter(parent=None).order_by("pk").first()
    if info is None or team is None:
        return BeforeAfter(measure=measure)
    until = min(on, measure.ends or on)
    days = min((until - measure.starts).days, 90)
    first, start = measure.starts - timedelta(days=days), measure.starts

    def value(one: date, last: date) -> Figure | None:
        asked = {info.code: info}
        found = figures(kpis=asked, subject=Subject.TEAM, subject_ids=[team.pk], first=one, last=last)
        return found.get((team.pk, info.code))

    before = value(first, start - timedelta(days=1))
    after = value(start, start + timedelta(days=days - 1))
    return BeforeAfter(
        measure=measure,
        kpi=info,
        before=_mean(before, info, days),
        after=_mean(after, info, days),
        n_before=before.n if before else 0,
        n_after=after.n if after else 0,
        days=days,
    )


def _mean(figure: Figure | None, info: KpiInfo, days: int) -> Fraction | None:
    if figure is None or figure.value is None:
        return None
    return figure.value / days if info.is_volume else figure.value
