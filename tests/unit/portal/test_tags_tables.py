"""Tables of django-tables2 in the portal's look: headings that sort, rows, pages, labels for phones."""

from typing import Any

import django_tables2 as tables
import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import format_html

from apps.portal.templatetags.figures import no_data

ROWS = [{"person": f"P{n:02d}", "check": "<b>", "total": n} for n in range(30)]


class Payouts(tables.Table):
    person = tables.Column()
    check = tables.Column(orderable=False)
    total = tables.Column(attrs={"th": {"class": "num"}, "td": {"class": "num"}})

    class Meta:
        template_name = "tables/table.html"
        attrs = {"class": "table card-table", "id": "payouts"}


def render(table: Any, query: str = "") -> str:
    request = RequestFactory().get(f"/runs/{query}")
    return Template("{% load django_tables2 %}{% render_table table %}").render(
        Context({"table": table, "request": request})
    )


def test_rows_are_escaped_and_begin_with_their_heading() -> None:
    html = render(Payouts(ROWS[:1]))
    assert '<tr><th scope="row">P00</th><td>&lt;b&gt;</td><td class="num">0</td></tr>' in html


def test_headings_sort_and_say_how() -> None:
    html = render(Payouts(ROWS[:2], order_by="-total"), "?team=3&page=2&sort=-total")
    assert '<a class="table-sort " href="?team=3&amp;sort=person">Person</a>' in html
    assert (
        'class="num" aria-sort="descending"><a class="table-sort desc" href="?team=3&amp;sort=total">' in html
    )
    assert '<th scope="col">Check</th>' in html


def test_pages_keep_the_query() -> None:
    table = Payouts(ROWS)
    table.paginate(page=2, per_page=10)
    html = render(table, "?team=3&page=2")
    assert "11–20 of 30" in html
    assert 'href="?team=3&amp;page=3">3</a>' in html
    assert 'aria-current="page">2</a>' in html


def test_one_page_has_no_page_numbers() -> None:
    assert "pagination" not in render(Payouts(ROWS[:3]))


def test_nothing_to_show_is_said() -> None:
    assert '<td colspan="3" class="text-secondary">None &lt;yet&gt;</td>' in render(
        Payouts([], empty_text="None <yet>")
    )
    drawn = format_html("<p>{}</p>", "None yet")
    assert '<td colspan="3" class="p-0"><p>None yet</p></td>' in render(Payouts([], empty_text=drawn))


def test_cells_of_a_stack_carry_their_label() -> None:
    html = render(Payouts(ROWS[:1], attrs={"class": "table table-stack"}))
    assert '<td class="num" data-l="Total">0</td>' in html


def test_attributes_may_depend_on_the_row() -> None:
    class Marked(Payouts):
        total = tables.Column(attrs={"td": {"class": lambda value: "low" if value < 1 else "num"}})

        class Meta(Payouts.Meta):
            row_attrs = {"class": lambda record: "held" if record["total"] else None, "data-id": "7"}

    html = render(Marked(ROWS[:2]))
    assert '<tr data-id="7"><th scope="row">P00</th><td>&lt;b&gt;</td><td class="low">0</td></tr>' in html
    assert '<td class="num">1</td>' in html
    assert 'class="held"' in html


@pytest.mark.parametrize("missing", [None, ""])
def test_an_empty_cell_shows_no_data_as_everywhere(missing: Any) -> None:
    html = render(Payouts([{"person": "A", "check": missing, "total": 0}]))
    assert f'<td>{no_data()}</td><td class="num">0</td>' in html
