"""Routes of people, and of the audit trail, which people may show and audit may not know of."""

from django.urls import include, path

from apps.people.web.views import notices, organisation, people, periods, roster, trail

people_patterns = [
    path("", people.people, name="list"),
    path("new/", people.new_person, name="new"),
    path("import/", roster.import_page, name="import"),
    path("teams/", organisation.teams, name="teams"),
    path("teams/new/", organisation.new_team, name="team-new"),
    path("teams/<int:pk>/", organisation.team, name="team"),
    path("sites/new/", organisation.new_site, name="site-new"),
    path("calendar/", organisation.calendar, name="calendar"),
    path("calendar/<int:pk>/remove/", organisation.remove_day, name="calendar-remove"),
    path("organisation/", organisation.settings, name="organisation"),
    path("organisation/months/", organisation.fiscal, name="fiscal"),
    path("<int:pk>/", people.person, name="person"),
    path("<int:pk>/<slug:action>/", people.person_action, name="action"),
    path("<int:pk>/<slug:action>/<int:row>/", people.person_action, name="row-action"),
]

urlpatterns = [
    path("people/", include((people_patterns, "people"))),
    path("periods/", periods.periods, name="periods"),
    path("periods/<int:year>-<int:month>/close/", periods.close, name="period-close"),
    path("periods/<int:year>-<int:month>/reopen/", periods.reopen, name="period-reopen"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read, name="notices-read"),
    path("audit/", trail.trail, name="audit"),
    path("audit/export/", trail.export, name="audit-export"),
]
