"""Figures drawn by the server as SVG: `{% load drawings %}`.

No style attribute and no script, so that a strict content security policy holds; colours come from classes,
widths from SVG attributes. Shares and achievements are ratios: 1 means the target was met exactly. Each
drawing has a label in words; geometry alone may be a float.
"""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

Number = int | float | Fraction | Decimal
NOTHING = mark_safe("")


def spoken(label: object) -> SafeString:
    """A label for an attribute: a text marked safe, as literals are, may not end the attribute either."""
    text = label if isinstance(label, SafeString) else escape(str(label))
    return mark_safe(text.replace('"', "&quot;").replace("<", "&lt;"))


def _share(value: Number, top: Number) -> str:
    """Position on a 0..top scale as an SVG length, kept inside it."""
    return f"{max(0.0, min(100.0, float(value) * 100 / float(top))):.2f}%"


@register.simple_tag
def bullet(
    actual: Number | None,
    *,
    label: str,
    pace: Number | None = None,
    projected: Number | None = None,
    threshold: Number = 0.8,
    top: Number = 1.3,
    tone: str = "ok",
    small: bool = False,
) -> SafeString:
    """Actual (bar) and projection (pale bar) against the target (tick at 1) and the pace (triangle).

    `actual`, `pace`, `projected` and `threshold` are ratios to the target on a scale from 0 to `top`; without
    `actual` only the track is drawn. Tones: ok, warn, bad.
    """
    height, y, thick = (12, 2, 8) if small else (26, 4, 12)
    inner_y, inner = (y + 2, thick - 4) if small else (y + 3, thick - 6)
    bars = [
        _bar("b-band3", "100%", y, thick, 3),
        _bar("b-band2", _share(1, top), y, thick, 3),
        _bar("b-band1", _share(threshold, top), y, thick, 3),
    ]
    bars += [
        _bar(css, _share(value, top), inner_y, inner, 2)
        for css, value in (("b-proj", projected), ("b-actual", actual))
        if value is not None
    ]
    return format_html(
        '<svg class="bullet bullet-{}{}" role="img" aria-label="{}" width="100%" height="{}">{}{}{}</svg>',
        tone,
        mark_safe(" bullet-sm") if small else NOTHING,
        spoken(label),
        height,
        _joined(bars),
        _line("b-target", _share(1, top), y - 2, y + thick + 2),
        _pace_mark(pace, top, y, thick, small=small),
    )


def _bar(css: str, width: str, y: int, height: int, radius: int) -> SafeString:
    return format_html(
        '<rect class="{}" x="0" y="{}" width="{}" height="{}" rx="{}"/>', css, y, width, height, radius
    )


def _line(css: str, x: str, y1: int, y2: int) -> SafeString:
    return format_html('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', css, x, x, y1, y2)


def _pace_mark(pace: Number | None, top: Number, y: int, thick: int, *, small: bool) -> SafeString:
    if pace is None:
        return NOTHING
    if small:
        return _line("b-pace-sm", _share(pace, top), y, y + thick)
    return format_html(
        '<svg x="{}" y="{}" overflow="visible"><path class="b-pace" d="M0 0 L5 8 L-5 8 Z"/></svg>',
        _share(pace, top),
        y + thick + 1,
    )


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


@register.simple_tag
def hbar(
    value: Number | None, *, label: str, top: Number = 1.3, target: Number | None = 1, tone: str = "ok"
) -> SafeString:
    """One plain bar on a 0..top scale, with a tick at the target unless that is None."""
    return format_html(
        '<svg class="bullet bullet-{} bullet-sm" width="100%" height="12" role="img" aria-label="{}">'
        "{}{}{}</svg>",
        tone,
        spoken(label),
        _bar("b-band3", "100%", 2, 8, 3),
        NOTHING if value is None else _bar("b-actual", _share(value, top), 2, 8, 3),
        NOTHING if target is None else _line("b-target", _share(target, top), 0, 12),
    )


@register.simple_tag
def score_ring(
    value: Number | None,
    *,
    text: str,
    small: str,
    label: str,
    top: Number = 1.2,
    threshold: Number | None = None,
    cap: Number | None = None,
    tone: str = "ok",
) -> SafeString:
    """A score as a ring: the full circle is `top`; a long tick at 1, short ones at threshold and cap.

    `text` stands in the middle and `small` under it; `value` None draws the empty track.
    """
    full = min(max(float(value or 0), 0.0), float(top)) * 100 / float(top)
    arc = NOTHING
    if value is not None:
        arc = format_html(
            '<circle class="r-val" cx="90" cy="90" r="75" pathLength="100" stroke-dasharray="{} 100"'
            ' transform="rotate(-90 90 90)"/>',
            f"{full:.2f}",
        )
    ticks = [_ring_tick(1, top, 64, "r-target")]
    ticks += [_ring_tick(mark, top, 83, "r-thr") for mark in (threshold, cap) if mark is not None]
    return format_html(
        '<svg class="ring ring-{}" viewBox="0 0 180 180" role="img" aria-label="{}">'
        '<circle class="r-track" cx="90" cy="90" r="75" pathLength="100"/>{}{}'
        '<text class="r-big" x="90" y="95" text-anchor="middle">{}</text>'
        '<text class="r-small" x="90" y="116" text-anchor="middle">{}</text></svg>',
        tone,
        spoken(label),
        arc,
        _joined(ticks),
        text,
        small,
    )


def _ring_tick(at: Number, top: Number, inner: int, css: str) -> SafeString:
    turn = math.radians(min(float(at), float(top)) * 360 / float(top) - 90)
    (x1, y1), (x2, y2) = (
        (f"{90 + r * math.cos(turn):.1f}", f"{90 + r * math.sin(turn):.1f}") for r in (inner, 90)
    )
    return format_html('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>', css, x1, y1, x2, y2)


@register.simple_tag
def spark(values: Sequence[Number | None], *, label: str, target: Number | None = None) -> SafeString:
    """A small line of some periods with a dot on the last; None leaves a gap, the target is dashed."""
    known = [float(value) for value in values if value is not None]
    if not known:
        return NOTHING
    scale = [*known, float(target)] if target is not None else known
    low, span = min(scale), (max(scale) - min(scale)) or 1.0
    step = 92 / max(1, len(values) - 1)

    def place(value: float) -> float:
        return 22 - (value - low) * 18 / span

    spots = [None if v is None else (2 + i * step, place(float(v))) for i, v in enumerate(values)]
    last = next(spot for spot in reversed(spots) if spot is not None)
    dashed = NOTHING
    if target is not None:
        y = f"{place(float(target)):.1f}"
        dashed = format_html('<line class="s-target" x1="2" x2="94" y1="{}" y2="{}"/>', y, y)
    return format_html(
        '<svg class="spark" viewBox="0 0 96 26" width="96" height="26" role="img" aria-label="{}">{}{}'
        '<circle class="s-dot" cx="{}" cy="{}" r="2.6"/></svg>',
        spoken(label),
        dashed,
        _polylines(spots, "s-line"),
        f"{last[0]:.1f}",
        f"{last[1]:.1f}",
    )


def _polylines(spots: Iterable[tuple[float, float] | None], css: str) -> SafeString:
    runs: list[list[tuple[float, float]]] = [[]]
    for spot in spots:
        if spot is None:
            runs.append([])
        else:
            runs[-1].append(spot)
    drawn = (" ".join(f"{x:.1f},{y:.1f}" for x, y in run) for run in runs if len(run) > 1)
    return format_html_join("", '<polyline class="{}" points="{}"/>', ((css, points) for points in drawn))


@register.simple_tag
def splitbar(
    parts: Iterable[tuple[str, Number]],
    *,
    label: str,
    height: int = 12,
    full: Number | None = None,
    css: str = "splitbar",
    prefix: str = "seg-",
    tick: Number | None = None,
) -> SafeString:
    """Parts of a whole side by side: pairs of a class and an amount, to scale of `full` (default: their sum).

    `tick` marks an amount counted from the left.
    """
    known = [(name, float(amount)) for name, amount in parts if amount]
    whole = float(full) if full is not None else sum(amount for _, amount in known)
    whole = max(whole, sum(amount for _, amount in known)) or 1.0
    drawn, x = [], 0.0
    for name, amount in known:
        drawn.append((prefix, name, f"{x * 100 / whole:.3f}%", f"{amount * 100 / whole:.3f}%", height))
        x += amount
    return format_html(
        '<svg class="{}" role="img" aria-label="{}" width="100%" height="{}">{}{}</svg>',
        css,
        spoken(label),
        height,
        format_html_join("", '<rect class="{}{}" x="{}" y="0" width="{}" height="{}"/>', drawn),
        NOTHING if tick is None else _line("b-target", _share(tick, whole), -3, height + 3),
    )


@register.simple_tag
def sharebar(
    parts: Iterable[tuple[str, Number]], *, label: str, full: Number = 100, tick: Number | None = None
) -> SafeString:
    """Shares of `full` by class: short, long, sales, efficiency, customer; what is missing stays open."""
    known = list(parts)
    rest = float(full) - sum(float(amount) for _, amount in known)
    filled = [*known, ("left", rest)] if rest > 0 else known
    return splitbar(filled, label=label, full=full, css="sharebar", prefix="sb-", tick=tick)


@register.simple_tag
def weightbar(weights: Iterable[Number], *, label: str, full: Number = 100) -> SafeString:
    """Weights in the order of their lines; each has the colour of its swatch (`sw-0` to `sw-8`)."""
    parts: list[tuple[str, Number]] = [(str(i % 9), weight) for i, weight in enumerate(weights)]
    rest = float(full) - sum(float(weight) for _, weight in parts)
    if rest > 0:
        parts.append(("left", rest))
    return splitbar(parts, label=label, height=10, full=full, css="weightbar", prefix="wt-")


@register.simple_tag
def payout_curve(
    points: Sequence[tuple[Number, Number]],
    *,
    label: str,
    at: Number | None = None,
    rate: Number | None = None,
    text: str = "",
    steps: bool = False,
) -> SafeString:
    """A payout curve from its points (achievement, rate as ratios) and a dot at (`at`, `rate`) with `text`.

    Between the points straight lines, or with `steps` the rate of the last point reached. Two points at one
    achievement draw a jump. Left of the first point nothing is paid.
    """
    if not points:
        return NOTHING
    known = [(float(x) * 100, float(y) * 100) for x, y in points]
    return _Curve(known, at=at, steps=steps).draw(label=label, at=at, rate=rate, text=text)


class _Curve:
    """Scales and pieces of one payout curve in a box of 300 × 152; values are per cent."""

    def __init__(self, points: list[tuple[float, float]], *, at: Number | None, steps: bool) -> None:
        self.points, self.steps = points, steps
        xs = [x for x, _ in points] + ([float(at) * 100] if at is not None else [])
        pad = max(5.0, (max(xs) - min(xs)) * 0.12)
        self.low, self.high = max(0.0, min(xs) - pad), max(xs) + pad
        self.top = max(y for _, y in points) * 1.08 or 1.0

    def x(self, value: float) -> str:
        return f"{34 + (value - self.low) * 256 / (self.high - self.low):.1f}"

    def y(self, value: float) -> str:
        return f"{128 - value * 108 / self.top:.1f}"

    def path(self) -> list[tuple[float, float]]:
        first, last = self.points[0], self.points[-1]
        path = [(self.low, 0.0), (first[0], 0.0), first] if first[0] > self.low else [first]
        for before, after in zip(self.points, self.points[1:], strict=False):
            path += [(after[0], before[1]), after] if self.steps else [after]
        return [*path, (self.high, last[1])]

    def draw(self, *, label: str, at: Number | None, rate: Number | None, text: str) -> SafeString:
        return format_html(
            '<svg class="curve" viewBox="0 0 300 152" role="img" aria-label="{}">{}{}'
            '<polyline class="pc-line" points="{}"/>{}</svg>',
            spoken(label),
            self._grid(),
            self._ticks(),
            " ".join(f"{self.x(x)},{self.y(y)}" for x, y in self.path()),
            NOTHING if at is None or rate is None else self._dot(float(at) * 100, float(rate) * 100, text),
        )

    def _grid(self) -> SafeString:
        rates = _apart(sorted({0.0, *(y for _, y in self.points)}), self.top / 9)
        return format_html_join(
            "",
            '<line class="pc-grid" x1="34" x2="290" y1="{}" y2="{}"/>'
            '<text class="pc-ax" x="28" y="{}" text-anchor="end">{}</text>',
            ((self.y(v), self.y(v), f"{float(self.y(v)) + 4:.1f}", f"{v:g}") for v in rates),
        )

    def _ticks(self) -> SafeString:
        marks = _apart(sorted({x for x, _ in self.points}), (self.high - self.low) / 10)
        return format_html_join(
            "",
            '<text class="pc-ax" x="{}" y="146" text-anchor="middle">{}</text>',
            ((self.x(v), f"{v:g}") for v in marks),
        )

    def _dot(self, at: float, rate: float, text: str) -> SafeString:
        x, y = self.x(at), self.y(rate)
        left = float(x) > 110
        return format_html(
            '<line class="pc-you" x1="{x}" x2="{x}" y1="{y}" y2="128"/>'
            '<line class="pc-you" x1="34" x2="{x}" y1="{y}" y2="{y}"/>'
            '<circle class="pc-dot" cx="{x}" cy="{y}" r="5"/>'
            '<text class="pc-val" x="{tx}" y="{ty}" text-anchor="{anchor}">{text}</text>',
            x=x,
            y=y,
            tx=f"{float(x) + (-8 if left else 8):.1f}",
            ty=f"{float(y) - 9:.1f}",
            anchor="end" if left else "start",
            text=text,
        )


def _apart(values: Iterable[float], gap: float) -> list[float]:
    """Values that leave room for their labels: each at least `gap` from the one before."""
    kept: list[float] = []
    for value in values:
        if not kept or value - kept[-1] >= gap:
            kept.append(value)
    return kept
