"""Components: the right words and marks, tied together for who listens."""

import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation
from heroicons import IconDoesNotExist

from apps.portal.templatetags import ui


def render(source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_icons_are_decoration_and_unknown_ones_fail() -> None:
    drawn = ui.icon("bell", "icon me-2")
    assert 'aria-hidden="true"' in drawn
    assert 'class="icon me-2"' in drawn
    with pytest.raises(IconDoesNotExist):
        ui.micon("no-such-icon")


@pytest.mark.parametrize("tone", ["ok", "warn", "bad", "info", "mut"])
def test_a_badge_has_an_icon_beside_its_word(tone: str) -> None:
    badge = ui.badge(tone, "a < b")
    assert badge.startswith(f'<span class="pill {tone}"><svg')
    assert badge.endswith("a &lt; b</span>")


def test_a_badge_may_have_another_icon_or_none() -> None:
    assert ui.badge("ok", "x", "clock") == f'<span class="pill ok">{ui.micon("clock")}x</span>'
    assert ui.badge("ok", "x", "") == '<span class="pill ok">x</span>'


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Amy Lau", "AL"), ("Maria de la Cruz", "MC"), ("Cher", "CH"), ("劉穎心", "穎心"), ("", "?")],
)
def test_initials(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


def test_a_stepper_says_which_step_is_now() -> None:
    steps = [
        {"label": "Draft", "state": "done", "note": "17 Nov"},
        {"label": "Calculated", "state": "now", "note": ""},
        {"label": "Locked", "state": "todo", "note": ""},
    ]
    html = render('{% stepper steps "State" %}', steps=steps)
    assert re.findall(r'<li class="(\w+)"( aria-current="step")?', html) == [
        ("done", ""),
        ("now", ' aria-current="step"'),
        ("todo", ""),
    ]
    assert '<span class="knob">2</span>' in html
    assert "(done)" in html


def test_a_stepper_shows_where_it_was_stopped() -> None:
    html = render(
        '{% stepper steps "State" %}', steps=[{"label": "Importing", "state": "stopped", "note": "x"}]
    )
    assert '<li class="stopped" aria-current="step">' in html


@pytest.mark.parametrize(
    ("done", "total", "shown"), [(5, 10, "5"), (0, 0, "0"), (11, 10, "10"), (-1, 10, "0")]
)
def test_progress_stays_inside_its_bar(done: int, total: int, shown: str) -> None:
    assert f'value="{shown}" aria-label="Rows"' in ui.progress(done, total, "Rows")


def test_a_chart_carries_its_data_and_its_figures() -> None:
    data = {"actual": [Fraction(1, 4), None, Decimal("2.5")], "labels": [date(2026, 11, 2), "</script>"]}
    html = render(
        '{% chart "trend" data "sales" label height=240 table=table %}',
        data=data,
        label="Sales",
        table={"head": ["Day", "Sum"], "rows": [["2 Nov", "1,000"]]},
    )
    payload = re.search(r'<script id="chart-sales" type="application/json">(.*?)</script>', html)
    assert payload
    assert json.loads(payload[1]) == {"actual": [0.25, None, 2.5], "labels": ["2026-11-02", "</script>"]}
    assert 'data-source="chart-sales" role="img" aria-label="Sales"' in html
    assert '<th scope="row" class="fw-normal">2 Nov</th><td class="num">1,000</td>' in html
    assert "Show the figures" in html


def test_a_tile_links_to_its_explanation_only_where_there_is_one() -> None:
    assert '<a class="fig" href="/x/">9</a>' in render('{% stat "To pay" 9 "of all" url="/x/" %}')
    assert "<a" not in render('{% stat "To pay" 9 %}')


def test_nothing_yet_says_what_to_do() -> None:
    html = render('{% empty "inbox" "Nothing" "Why" "/upload/" "Upload" %}')
    assert '<a class="btn btn-primary" href="/upload/">Upload</a>' in html
    assert "<a" not in render('{% empty "inbox" "Nothing" %}')


class Sample(forms.Form):
    name = forms.CharField(help_text="As in payroll")
    kind = forms.ChoiceField(choices=[("a", "A")])
    cause = forms.ChoiceField(widget=forms.RadioSelect, choices=[("m", "Market"), ("s", "Strategy")])
    causes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=[("m", "Market")])
    final = forms.BooleanField(required=False)
    token = forms.CharField(widget=forms.HiddenInput)
    size = forms.IntegerField(widget=forms.NumberInput(attrs={"class": "num"}))


def test_controls_are_dressed_by_kind() -> None:
    form = Sample()
    assert 'class="form-control"' in ui.control(form["name"])
    assert 'class="form-select"' in ui.control(form["kind"])
    assert 'class="form-check-input"' in ui.control(form["final"])
    assert 'class="form-control num wide"' in ui.control(form["size"], "wide")
    assert [option.data["attrs"]["class"] for option in ui.options(form["cause"])] == ["form-check-input"] * 2


def test_an_error_is_tied_to_its_control() -> None:
    html = render("{% field form.name %}", form=Sample({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert "form-control is-invalid" in html


def test_choices_are_a_group_with_a_legend_and_marks() -> None:
    html = render("{% field form.cause %}{% field form.causes %}", form=Sample())
    assert '<legend class="form-label">Cause</legend>' in html
    assert html.count("form-check-input") == 3


def test_a_hidden_field_has_no_label() -> None:
    assert "label" not in render("{% field form.token %}", form=Sample())


def test_the_summary_names_each_field_that_is_wrong() -> None:
    html = render('{% include "components/form.html" %}', form=Sample({}))
    summary = html[: html.index("form-grid")]
    assert re.findall(r'href="#(\w+)"', summary) == ["id_name", "id_kind", "id_cause", "id_causes", "id_size"]
    assert 'role="alert"' in summary
    assert 'role="alert"' not in render('{% include "components/form.html" %}', form=Sample())


@pytest.mark.parametrize(
    ("level", "tone"), [("success", "ok"), ("error", "bad"), ("warning", "warn"), ("", "info")]
)
def test_messages_have_a_tone(level: str, tone: str) -> None:
    assert ui.message_tone(level) == tone


def test_a_route_that_is_not_there_is_empty() -> None:
    assert ui.route("admin:index") == "/admin/"
    assert ui.route("no-such-page") == ""


@pytest.mark.parametrize(("code", "tag"), [("en", "en"), ("zh-hant", "zh-Hant"), ("zh-hans", "zh-Hans")])
def test_the_page_names_its_language(code: str, tag: str) -> None:
    with translation.override(code):
        assert ui.html_lang() == tag


def test_the_csrf_header_is_json() -> None:
    assert json.loads(ui.htmx_headers('a"b')) == {"X-CSRFToken": 'a"b'}
