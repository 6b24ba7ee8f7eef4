"""Routes of the portal's own pages."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from apps.portal.web.views import (
    account,
    boards,
    drivers,
    figure,
    finding,
    home,
    kpis,
    people,
    personal,
    records,
    teams,
    wallboards,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", login_not_required(account.SignIn.as_view()), name="login"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("me/", people.agent, name="agent"),
    path("agents/<int:pk>/", people.person, name="person"),
    path("agents/<int:pk>/course/", people.course, name="person-course"),
    path("agents/<int:pk>/drivers/", drivers.person_drivers, name="person-drivers"),
    path("agents/<int:pk>/kept/", personal.kept, name="person-kept"),
    path("agents/<int:pk>/beside/", people.beside, name="person-beside"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("teams/<int:pk>/course/", teams.course, name="team-course"),
    path("me/board/", boards.mine, name="my-board"),
    path("me/board.<slug:kind>", boards.my_export, name="my-board-export"),
    path("teams/<int:pk>/board/", boards.board, name="board"),
    path("teams/<int:pk>/board.<slug:kind>", boards.export, name="board-export"),
    path("teams/<int:pk>/board/setting/", boards.setting, name="board-setting"),
    path("teams/<int:pk>/drivers/", drivers.team_drivers, name="team-drivers"),
    path("teams/<int:pk>/tasks/", teams.tasks, name="team-tasks"),
    path("teams/<int:pk>/pay/", teams.pay, name="team-pay"),
    path("teams/<int:pk>/leaderboard.<slug:kind>", teams.export, name="team-export"),
    path("figures/<slug:kpi>/<slug:subject>/<int:pk>/<slug:month>/", figure.figure, name="figure"),
    path(
        "figures/<slug:kpi>/<slug:subject>/<int:pk>/<slug:month>/records.<slug:kind>",
        figure.export,
        name="figure-records",
    ),
    path("records/<slug:record_type>/<int:pk>/figures/", records.record_figures, name="record-figures"),
    path("wallboards/", wallboards.wallboards, name="wallboards"),
    path("wallboards/<int:pk>/revoke/", wallboards.revoke, name="wallboard-revoke"),
    path("wall/<str:secret>/", login_not_required(wallboards.wall), name="wall"),
    path("kpis/", finding.kpis, name="kpis"),
    path("kpis/<slug:code>/teams/<int:pk>/", kpis.month, name="kpi-month"),
    path("kpis/<slug:code>/teams/<int:pk>/people.<slug:kind>", kpis.people_file, name="kpi-people"),
    path("search/", finding.search, name="search"),
    path("profile/", account.profile, name="profile"),
    path("profile/password/", account.password, name="password_change"),
    path("profile/key/", account.token_issue, name="token-issue"),
    path("profile/key/revoke/", account.token_revoke, name="token-revoke"),
]
