"""Drawings: the right lengths, everything escaped, no style and no script."""

import re
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from apps.portal.templatetags import drawings


def parts(svg: str, css: str) -> list[ET.Element]:
    """The elements of a class; parsing proves that the drawing is well-formed."""
    return [element for element in ET.fromstring(svg).iter() if element.get("class") == css]  # noqa: S314


def test_a_bullet_shows_actual_projection_and_pace_on_its_scale() -> None:
    svg = drawings.bullet(
        Fraction(775, 1000),
        projected=Fraction(1085, 1000),
        pace=Fraction(5, 7),
        top=Fraction(14, 10),
        label="x",
    )
    assert parts(svg, "b-actual")[0].get("width") == "55.36%"  # 77.5 of 140
    assert parts(svg, "b-proj")[0].get("width") == "77.50%"
    assert parts(svg, "b-target")[0].get("x1") == "71.43%"
    assert [e.get("x") for e in ET.fromstring(svg) if e.tag == "svg"] == ["51.02%"]  # noqa: S314


@pytest.mark.parametrize(
    ("actual", "width"), [(0, "0.00%"), (-1, "0.00%"), (Fraction(13, 10), "100.00%"), (9, "100.00%")]
)
def test_a_bullet_stays_inside_its_scale(actual: Any, width: str) -> None:
    assert parts(drawings.bullet(actual, label="x"), "b-actual")[0].get("width") == width


def test_without_data_only_the_track_is_drawn() -> None:
    assert parts(drawings.bullet(None, label="x"), "b-actual") == []
    assert parts(drawings.hbar(None, label="x"), "b-actual") == []
    assert parts(drawings.score_ring(None, text="–", small="", label="x"), "r-val") == []
    assert drawings.spark([None, None], label="x") == ""
    assert drawings.payout_curve([], label="x") == ""


def test_a_small_bullet_has_a_line_for_the_pace() -> None:
    svg = drawings.bullet(1, pace=Fraction(1, 2), small=True, top=1, label="x")
    assert parts(svg, "b-pace-sm")[0].get("x1") == "50.00%"


def test_a_bar_may_have_no_target() -> None:
    assert len(parts(drawings.hbar(1, label="x"), "b-target")) == 1
    assert parts(drawings.hbar(1, label="x", target=None), "b-target") == []


@pytest.mark.parametrize(
    ("value", "arc"),
    [(0, "0.00 100"), (Fraction(6, 10), "50.00 100"), (Fraction(12, 10), "100.00 100"), (5, "100.00 100")],
)
def test_the_ring_is_full_at_its_top(value: Any, arc: str) -> None:
    svg = drawings.score_ring(value, text="60 %", small="score", label="x", top=Fraction(12, 10))
    assert parts(svg, "r-val")[0].get("stroke-dasharray") == arc


def test_the_ring_marks_threshold_and_cap_where_they_are_given() -> None:
    assert parts(drawings.score_ring(1, text="", small="", label="x"), "r-thr") == []
    svg = drawings.score_ring(
        1, text="", small="", label="x", threshold=Fraction(8, 10), cap=Fraction(11, 10)
    )
    assert len(parts(svg, "r-thr")) == 2


def test_a_spark_leaves_a_gap_where_there_is_no_data() -> None:
    svg = drawings.spark([1, 2, None, 3, 4], target=2, label="x")
    assert [line.get("points") for line in parts(svg, "s-line")] == [
        "2.0,22.0 25.0,16.0",
        "71.0,10.0 94.0,4.0",
    ]
    assert parts(svg, "s-dot")[0].get("cx") == "94.0"
    assert parts(svg, "s-target")[0].get("y1") == "16.0"


def test_a_spark_of_one_value_is_a_dot() -> None:
    svg = drawings.spark([3], label="x")
    assert parts(svg, "s-line") == []
    assert parts(svg, "s-dot")[0].get("cx") == "2.0"


def test_parts_of_a_whole_fill_it_in_order() -> None:
    svg = drawings.splitbar([("new", 1), ("chg", 0), ("same", 3)], label="x")
    assert [(e.get("class"), e.get("x"), e.get("width")) for e in ET.fromstring(svg)] == [  # noqa: S314
        ("seg-new", "0.000%", "25.000%"),
        ("seg-same", "25.000%", "75.000%"),
    ]


def test_what_is_not_allocated_stays_open_and_too_much_is_scaled() -> None:
    assert parts(drawings.weightbar([40, 20, 35], label="x"), "wt-left")[0].get("width") == "5.000%"
    over = drawings.weightbar([100, 100], label="x")
    assert parts(over, "wt-left") == []
    assert parts(over, "wt-1")[0].get("width") == "50.000%"
    assert parts(drawings.sharebar([("short", 80), ("long", 20)], label="x"), "sb-left") == []
    assert parts(drawings.sharebar([("short", 75)], label="x"), "sb-left")[0].get("x") == "75.000%"


CURVE = [(Fraction(8, 10), Fraction(1, 2)), (1, 1), (Fraction(11, 10), Fraction(13, 10))]


def test_the_curve_goes_through_its_points_and_jumps_at_the_threshold() -> None:
    svg = drawings.payout_curve(
        CURVE, at=Fraction(1058, 1000), rate=Fraction(1174, 1000), text="9,392", label="x"
    )
    points = (parts(svg, "pc-line")[0].get("points") or "").split()
    assert points == ["34.0,128.0", "66.0,128.0", "66.0,89.5", "194.0,51.1", "258.0,28.0", "290.0,28.0"]
    assert [(e.get("cx"), e.get("cy")) for e in parts(svg, "pc-dot")] == [("231.1", "37.7")]
    assert {e.text for e in parts(svg, "pc-ax")} == {"0", "50", "100", "130", "80", "110"}


def test_steps_hold_the_rate_of_the_point_reached() -> None:
    svg = drawings.payout_curve(CURVE, steps=True, label="x")
    points = (parts(svg, "pc-line")[0].get("points") or "").split()
    assert points[2:5] == ["66.0,89.5", "194.0,89.5", "194.0,51.1"]
    assert parts(svg, "pc-dot") == []


HOSTILE = '"><script>alert(1)</script>'
DRAWN = [
    lambda text: drawings.bullet(1, label=text),
    lambda text: drawings.hbar(1, label=text, tone=text),
    lambda text: drawings.score_ring(1, text=text, small=text, label=text),
    lambda text: drawings.spark([1, 2], label=text),
    lambda text: drawings.splitbar([(text, 1)], label=text),
    lambda text: drawings.weightbar([1], label=text),
    lambda text: drawings.payout_curve(CURVE, at=1, rate=1, text=text, label=text),
]


@pytest.mark.parametrize("draw", DRAWN)
def test_everything_is_escaped(draw: Any) -> None:
    svg = draw(HOSTILE)
    assert "<script" not in svg
    ET.fromstring(svg)  # noqa: S314


def test_a_label_marked_safe_cannot_end_its_attribute() -> None:
    svg = drawings.bullet(1, label=mark_safe('Sales "net" &amp; more'))
    assert ET.fromstring(svg).get("aria-label") == 'Sales "net" & more'  # noqa: S314


@pytest.mark.parametrize("draw", DRAWN)
def test_nothing_is_inline(draw: Any) -> None:
    assert not re.search(r"\sstyle=|\son\w+=|<script", draw("x"))


def test_the_tags_work_in_a_template() -> None:
    template = Template('{% load drawings %}{% bullet value label="Sales" small=True %}')
    assert "bullet-sm" in template.render(Context({"value": Fraction(1, 2)}))
