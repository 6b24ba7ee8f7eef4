"""People in Django's admin: to look only, as operations guard every write."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.authtoken.models import TokenProxy

from apps.audit.models import Entry
from apps.audit.verbs import holds_pay, pay_hidden
from apps.people import models
from apps.people.choices import Role
from apps.people.policies import has_role, sees_all_pay


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic only for the type checker
    """Shows rows to an administrator; nobody adds, changes or deletes one here."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Administrators see it."""
        return has_role(request.user, Role.ADMINISTRATOR)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Administrators see it."""
        return has_role(request.user, Role.ADMINISTRATOR)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False


class UserAdmin(ReadOnlyAdmin):
    """Sign-ins, without what the password is kept as."""

    list_display = ("username", "first_name", "is_active", "last_login")
    exclude = ("password", "groups", "user_permissions")


class EntryAdmin(ReadOnlyAdmin):
    """The trail; amounts of pay are left out for whoever sees no pay."""

    list_display = ("at", "actor_label", "verb", "subject_label")
    readonly_fields = ("changes",)
    show_full_result_count = False
    ordering = ("-pk",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Everything that was kept, or a sentence in place of amounts of pay."""
        hidden = obj is not None and holds_pay(obj.verb) and not sees_all_pay(request.user)
        what = ("changes",) if hidden else ("before", "after")
        return [
            *("at", "actor_id", "actor_label", "verb", "subject_type", "subject_id", "subject_label"),
            *what,
            "reason",
        ]

    @admin.display(description=_("Before and after"))
    def changes(self, _entry: Entry) -> str:
        """What stands in place of amounts of pay."""
        return pay_hidden()


class DatedAdmin(ReadOnlyAdmin):
    """Dated rows of a person."""

    list_display = ("__str__", "starts", "ends")
    list_select_related = True


SHOWN: dict[type[Model], type[ReadOnlyAdmin]] = {
    models.User: UserAdmin,
    Entry: EntryAdmin,
    models.EmployeeNumber: DatedAdmin,
    models.Employment: DatedAdmin,
    models.Leadership: DatedAdmin,
    models.Membership: DatedAdmin,
    models.Placement: DatedAdmin,
    models.RoleGrant: DatedAdmin,
    **dict.fromkeys(
        (
            models.Organisation,
            models.Site,
            models.Team,
            models.Person,
            models.Leave,
            models.CalendarException,
            models.Period,
            models.Freeze,
            models.Change,
            models.WorkerBeat,
        ),
        ReadOnlyAdmin,
    ),
}
for model, shown in SHOWN.items():
    admin.site.register(model, shown)
admin.site.unregister(Group)
admin.site.unregister(TokenProxy)  # a key is its owner's alone: whoever reads it may act as them
