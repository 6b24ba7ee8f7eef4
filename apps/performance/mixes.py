"""Shared, mix, own: why a ratio lies beside its target (rules of calculation §2.11), for many at once.

*Shared* is what all teams on the same scorecard lie beside the target, *mix* what other lists and campaigns
explain, *own* what is left, chance included. Evidence beside the cause that people choose, never a verdict.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from apps.engine.mix import Explanation, explain
from apps.metrics.choices import Level, Subject
from apps.metrics.figures import KpiInfo
from apps.metrics.segments import TOGETHER, Segments, has_segments, segments
from apps.performance.collecting import Frame, make_plan
from apps.performance.flows import Span
from apps.performance.gaps import span_of
from apps.performance.rows import PersonPerformance, TeamPerformance


@dataclass(frozen=True, slots=True, kw_only=True)
class MixRow:
    """One agent or team; `explanation` in the KPI's unit, `segments` as they were counted."""

    subject: Subject
    subject_id: int
    name: str
    explanation: Explanation
    segments: Segments


@dataclass(frozen=True, slots=True, kw_only=True)
class MixReport:
    """A KPI's gap to its target for some people and teams against their peers together.

    `has_target` is False where the line has no single target (a band): the peers' value stands for it, and
    nothing is shared then.
    """

    kpi: KpiInfo
    span: Span
    has_target: bool
    target: Fraction
    peers: Segments
    peer_teams: tuple[int, ...]
    rows: tuple[MixRow, ...]

    @property
    def peers_value(self) -> Fraction:
        """The peers' ratio, in the KPI's unit."""
        return _ratio(self.peers) / self.kpi.scale


def mix_report(
    kpi: KpiInfo,
    performances: Sequence[PersonPerformance | TeamPerformance],
    *,
    peers_of: PersonPerformance | TeamPerformance,
) -> MixReport | None:
    """The gap of each to the target, against all teams on the scorecard of `peers_of` in its month.

    None where the KPI has no lists or campaigns, or nothing was measured. Three statements and five queries
    for any number.
    """
    span, card = span_of(peers_of), peers_of.scorecard_id
    if span is None or card is None or not has_segments(kpi):
        return None
    plan = make_plan(Frame(month=peers_of.month, on=span.last, final=peers_of.final))
    teams = sorted(plan.teams_on({card}))
    found = segments(kpi, level=Level.TEAM, ids=teams, first=span.first, last=span.last, together=True)
    peers = found.get(TOGETHER)
    if not peers or not _whole(peers):
        return None
    own = _own(kpi, performances, span)
    line = peers_of.line(kpi.code)
    has_target = line is not None and line.target_value is not None
    target = (
        (line.target_value or Fraction(0)) if line is not None and has_target else _ratio(peers) / kpi.scale
    )
    return MixReport(
        kpi=kpi,
        span=span,
        has_target=has_target,
        target=target,
        peers=peers,
        peer_teams=tuple(teams),
        rows=tuple(_rows(kpi, performances, own, peers, target)),
    )


def _own(
    kpi: KpiInfo, performances: Sequence[PersonPerformance | TeamPerformance], span: Span
) -> dict[tuple[Subject, int], Segments]:
    found: dict[tuple[Subject, int], Segments] = {}
    for subject in Subject:
        ids = [_id(one) for one in performances if one.subject == subject]
        parts = segments(kpi, level=Level(subject), ids=ids, first=span.first, last=span.last)
        found |= {(subject, subject_id): part for subject_id, part in parts.items()}
    return found


def _rows(
    kpi: KpiInfo,
    performances: Iterable[PersonPerformance | TeamPerformance],
    own: dict[tuple[Subject, int], Segments],
    peers: Segments,
    target: Fraction,
) -> Iterable[MixRow]:
    for one in performances:
        mine = own.get((one.subject, _id(one)))
        explanation = explain(mine, peers, target * kpi.scale) if mine else None
        if mine and explanation is not None:
            yield MixRow(
                subject=one.subject,
                subject_id=_id(one),
                name=one.name if isinstance(one, PersonPerformance) else one.team_name,
                explanation=_scaled(explanation, kpi.scale),
                segments=mine,
            )


def _scaled(found: Explanation, scale: int) -> Explanation:
    return Explanation(
        gap=found.gap / scale, shared=found.shared / scale, mix=found.mix / scale, own=found.own / scale
    )


def _id(one: PersonPerformance | TeamPerformance) -> int:
    return one.person_id if isinstance(one, PersonPerformance) else one.team_id


def _whole(parts: Segments) -> int:
    return sum(denominator for _, denominator in parts.values())


def _ratio(parts: Segments) -> Fraction:
    return Fraction(sum(numerator for numerator, _ in parts.values()), _whole(parts))
