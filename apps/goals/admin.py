"""Goals in the admin: which there are, not what they want of anyone: an administrator sees no figures."""

from django.contrib import admin

from apps.goals.models import MeasureTaken, Objective, Scorecard
from apps.people.admin import ReadOnlyAdmin


@admin.register(Scorecard)
class ScorecardAdmin(ReadOnlyAdmin):
    """Scorecards without their lines; targets are on the managers' pages."""

    list_display = ("name", "team", "starts", "ends", "state", "version")
    list_filter = ("state",)
    fields = ("name", "team", "starts", "ends", "state", "version")


@admin.register(Objective)
class ObjectiveAdmin(ReadOnlyAdmin):
    """The company's objectives."""

    list_display = ("name", "focus", "starts", "ends", "parent")


@admin.register(MeasureTaken)
class MeasureTakenAdmin(ReadOnlyAdmin):
    """What was done to reach more."""

    list_display = ("name", "owner", "starts", "ends", "objective", "kpi", "team")
    fields = ("name", "owner", "starts", "ends", "objective", "kpi", "team", "note")
