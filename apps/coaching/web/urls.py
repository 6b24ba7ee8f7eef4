"""Routes of coaching."""

from django.urls import path

from apps.coaching.web.views import assignments, rules

urlpatterns = [
    path("coaching/", assignments.coaching, name="coaching"),
    path("coaching/<int:pk>/", assignments.assignment, name="assignment"),
    path("coaching/<int:pk>/talk/", assignments.assignment_talk, name="assignment-talk"),
    path("coaching/<int:pk>/close/", assignments.assignment_close, name="assignment-close"),
    path("coaching/rules/", rules.coaching_rules, name="coaching-rules"),
    path("coaching/rules/new/", rules.coaching_rule_new, name="coaching-rule-new"),
    path("coaching/rules/<int:pk>/", rules.coaching_rule, name="coaching-rule"),
    path("coaching/rules/<int:pk>/switch/", rules.coaching_rule_switch, name="coaching-rule-switch"),
    path("my/coaching/", assignments.development, name="development"),
]
