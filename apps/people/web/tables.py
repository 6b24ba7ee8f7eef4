"""The tables of people."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.people.choices import Role
from apps.people.models import Person


class PersonTable(tables.Table):
    """People of the day; rows as `queries.roster.with_present` annotates them."""

    name = tables.Column(verbose_name=_("Name"), order_by=("name_key", "pk"))
    number = tables.Column(verbose_name=_("Number"), default="–")
    team_name = tables.Column(verbose_name=_("Team"), default="–")
    site_name = tables.Column(verbose_name=_("Site"), default="–")
    roles_now = tables.Column(verbose_name=_("Roles"), orderable=False, empty_values=())
    sign_in = tables.Column(verbose_name=_("Sign-in"), orderable=False, empty_values=())

    class Meta:
        attrs = {"class": "table card-table table-vcenter table-stack duo", "id": "people"}
        order_by = ("name",)

    def render_name(self, record: Person) -> SafeString:
        """The name as a link to the person's page."""
        return format_html('<a href="{}">{}</a>', reverse("people:person", args=[record.pk]), record.name)

    def render_roles_now(self, record: Person) -> str:
        """The roles of the day."""
        grants = record.roles_now  # type: ignore[attr-defined]  # prefetched by the query
        return ", ".join(str(Role(grant.role).label) for grant in grants) or "–"

    def render_sign_in(self, record: Person) -> str:
        """The name to sign in with."""
        return record.user.username if record.user else "–"
