"""Routes of goals."""

from django.urls import path

from apps.goals.web.views import editor, objectives, scorecards, targets

urlpatterns = [
    path("scorecards/", scorecards.scorecards, name="scorecards"),
    path("scorecards/new/", scorecards.scorecard_new, name="scorecard-new"),
    path("scorecards/<int:pk>/", editor.scorecard, name="scorecard"),
    path("scorecards/<int:pk>/line/", editor.scorecard_line, name="scorecard-line"),
    path("scorecards/<int:pk>/people/", editor.scorecard_people, name="scorecard-people"),
    path("scorecards/<int:pk>/agent/", editor.scorecard_agent, name="scorecard-agent"),
    path("scorecards/<int:pk>/discard/", editor.scorecard_discard, name="scorecard-discard"),
    path("scorecards/<int:pk>/retire/", scorecards.scorecard_retire, name="scorecard-retire"),
    path("my/targets/", targets.targets, name="targets"),
    path("my/targets/<int:pk>/acknowledge/", targets.acknowledge, name="targets-acknowledge"),
    path("objectives/", objectives.objectives, name="objectives"),
    path("objectives/new/", objectives.objective_new, name="objective-new"),
    path("objectives/<int:pk>/", objectives.objective, name="objective"),
]
