"""Rows of django-tables2 drawn in Python: a template node for each cell would cost more than the query.

Used by `templates/tables/table.html`, the template of every table. Attributes of cells come from the column
as its author wrote them; the class names that django-tables2 adds are left out: they would meet our own.
"""

from collections.abc import Mapping
from typing import Any, Final

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.template import RequestContext
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django_tables2.utils import AttributeDict, computed_values

from apps.portal.templatetags.figures import no_data

register = template.Library()

LIBRARY_DASH: Final = "—"  # what django-tables2 shows for an empty cell unless told otherwise


@register.simple_tag(takes_context=True)
def table_head(context: RequestContext, table: Any) -> SafeString:
    """The headings; those that sort are links, and say by `aria-sort` how the table is sorted now."""
    if not table.show_header:
        return mark_safe("")
    cells = ((_heading(context, table, column),) for column in table.columns)
    return format_html("<thead><tr>{}</tr></thead>", format_html_join("", "{}", cells))


def _heading(context: RequestContext, table: Any, column: Any) -> SafeString:
    attrs = {"scope": "col", **_attrs_of(table, column, "th")}
    if not column.orderable:
        return _element("th", attrs, column.header)
    order = ""
    if column.is_ordered:
        order = "desc" if column.order_by_alias.is_descending else "asc"
        attrs["aria-sort"] = "descending" if order == "desc" else "ascending"
    changed = {table.prefixed_order_by_field: column.order_by_alias.next, table.prefixed_page_field: None}
    link = format_html(
        '<a class="table-sort {}" href="{}">{}</a>', order, _address(context, changed), column.header
    )
    return _element("th", attrs, link)


@register.simple_tag
def table_body(table: Any) -> SafeString:
    """The rows of this page; the first cell of each is its heading."""
    columns = [(column, *_cell_attrs(table, column)) for column in table.columns]
    rows = []
    for row in table.paginated_rows:
        attrs = computed_values(table.row_attrs, kwargs={"table": table, "record": row.record})
        cells = mark_safe("".join(_cell(row, index, *column) for index, column in enumerate(columns)))
        rows.append(_element("tr", {} if attrs is None else attrs, cells))
    if not rows and table.empty_text:
        drawn = isinstance(table.empty_text, SafeString)  # components/empty.html brings its own room
        css = "p-0" if drawn else "text-secondary"
        empty = format_html('<td colspan="{}" class="{}">{}</td>', len(columns), css, table.empty_text)
        rows.append(_element("tr", {}, empty))
    return format_html("<tbody>{}</tbody>", mark_safe("".join(rows)))


def _cell_attrs(table: Any, column: Any) -> tuple[SafeString | None, str]:
    """What a column puts on each of its cells (None: depends on the row), and its label on a phone."""
    label = str(column.header) if "table-stack" in str(table.attrs.get("class", "")) else ""
    raw = column.column.attrs.get("td", column.column.attrs.get("cell", {}))
    if any(callable(value) for value in raw.values()):
        return None, label
    return _attributes({**raw, **_labelled(label)}), label


def _labelled(label: str) -> dict[str, str]:
    return {"data-l": label} if label else {}


def _cell(row: Any, index: int, column: Any, attrs: SafeString | None, label: str) -> SafeString:
    value = row.get_cell(column.name)
    column.current_value = no_data() if value == LIBRARY_DASH else value
    column.current_record = row.record
    if attrs is None:
        known = _attrs_of(row.table, column, "td", record=row.record, value=column.current_value)
        attrs = _attributes({**known, **_labelled(label)})
    if index == 0:
        return format_html('<th scope="row"{}>{}</th>', attrs, column.current_value)
    return format_html("<td{}>{}</td>", attrs, column.current_value)


def _attrs_of(table: Any, column: Any, name: str, **given: Any) -> dict[str, Any]:
    raw = column.column.attrs.get(name, column.column.attrs.get("cell", {}))
    computed = computed_values(raw, kwargs={"table": table, "bound_column": column, **given})
    return {key: value for key, value in computed.items() if value is not None}


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    written = AttributeDict(attrs).as_html()
    return mark_safe(f" {written}" if written else "")


def _element(name: str, attrs: Mapping[str, Any], content: object) -> SafeString:
    return mark_safe(f"<{name}{_attributes(attrs)}>{conditional_escape(_text(content))}</{name}>")


def _text(content: object) -> str:
    """Safe text as it is, everything else as plain text that will be escaped."""
    return content if isinstance(content, SafeString) else str(content)


@register.simple_tag(takes_context=True)
def page_address(context: RequestContext, table: Any, number: int) -> str:
    """The address of another page of the table, everything else as it is."""
    return _address(context, {table.prefixed_page_field: number})


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The page numbers to show, with the paginator's ellipsis between far ones."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


def _address(context: RequestContext, changed: Mapping[str, object]) -> str:
    request = context.get("request")
    query = QueryDict(mutable=True) if request is None else request.GET.copy()
    for key, value in changed.items():
        query.pop(key, None)
        if value is not None:
            query[key] = str(value)
    return f"?{query.urlencode()}"
