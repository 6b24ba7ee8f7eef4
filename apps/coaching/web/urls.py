"""Routes of coaching."""

from django.urls import path

from apps.coaching.web.views import assignments, conversation, development, library, rules

urlpatterns = [
    path("coaching/", assignments.coaching, name="coaching"),
    path("coaching/all/", assignments.coaching_all, name="coaching-all"),
    path("coaching/new/", assignments.coaching_start, name="coaching-start"),
    path("coaching/praise/", assignments.coaching_praise, name="coaching-praise"),
    path("coaching/calendar.ics", assignments.coaching_calendar_file, name="coaching-calendar"),
    path("coaching/effect/", library.effect, name="coaching-effect"),
    path("coaching/library/", library.library, name="library"),
    path("coaching/library/<int:pk>/", library.material, name="material"),
    path("coaching/library/<int:pk>/consent/", library.material_consent, name="material-consent"),
    path("coaching/library/<int:pk>/withdraw/", library.material_withdraw, name="material-withdraw"),
    path("coaching/settings/", library.settings, name="coaching-settings"),
    path("coaching/settings/cause/<int:pk>/", library.cause_save, name="coaching-cause"),
    path("coaching/settings/question/<int:pk>/", library.question_save, name="coaching-question"),
    path("coaching/checks/<int:pk>/seen/", assignments.check_seen, name="check-seen"),
    path("coaching/items/<int:pk>/done/", conversation.item_done, name="item-done"),
    path("coaching/<int:pk>/", conversation.assignment, name="assignment"),
    path("coaching/<int:pk>/conversation/", conversation.conversation, name="conversation"),
    path("coaching/<int:pk>/view/", conversation.assignment_view, name="assignment-view"),
    path("coaching/<int:pk>/plan/", conversation.assignment_plan, name="assignment-plan"),
    path("coaching/<int:pk>/confirm/", conversation.assignment_confirm, name="assignment-confirm"),
    path("coaching/<int:pk>/item/", conversation.assignment_item, name="assignment-item"),
    path("coaching/<int:pk>/decide/", conversation.assignment_decide, name="assignment-decide"),
    path("coaching/<int:pk>/talk/", conversation.assignment_talk, name="assignment-talk"),
    path("coaching/<int:pk>/close/", conversation.assignment_close, name="assignment-close"),
    path("coaching/<int:pk>/place/", conversation.assignment_place, name="assignment-place"),
    path("coaching/<int:pk>/postpone/", conversation.assignment_postpone, name="assignment-postpone"),
    path("coaching/<int:pk>/hand-on/", conversation.assignment_hand_on, name="assignment-hand-on"),
    path("coaching/<int:pk>/decline/", conversation.assignment_decline, name="assignment-decline"),
    path("coaching/rules/", rules.coaching_rules, name="coaching-rules"),
    path("coaching/rules/new/", rules.coaching_rule_new, name="coaching-rule-new"),
    path("coaching/rules/<int:pk>/", rules.coaching_rule, name="coaching-rule"),
    path("coaching/rules/<int:pk>/replay/", rules.coaching_rule_replay, name="coaching-rule-replay"),
    path("coaching/rules/<int:pk>/switch/", rules.coaching_rule_switch, name="coaching-rule-switch"),
    path("my/coaching/", development.development, name="development"),
    path("my/coaching/ask/", development.ask, name="coaching-ask"),
    path("my/coaching/praise/<int:pk>/show/", development.praise_show, name="praise-show"),
]
