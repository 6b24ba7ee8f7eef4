"""Routes of incentives."""

from django.urls import path

from apps.incentives.web.views import honours, opening, payouts, payroll, plans, questions, runs, settling

urlpatterns = [
    path("payouts/", runs.runs, name="runs"),
    path("payouts/<int:pk>/", runs.run, name="run"),
    path("payouts/<int:pk>/checks/", runs.run_checks_panel, name="run-checks"),
    path("payouts/<int:pk>/step/<slug:step>/", runs.run_step, name="run-step"),
    path("payouts/<int:pk>/exceptions/<int:exception_id>/", runs.run_exception, name="run-exception"),
    path("payouts/<int:pk>/files/<int:file>/", payroll.run_file, name="run-file"),
    path("payouts/<int:pk>/answer/", payroll.run_answer, name="run-answer"),
    path("payouts/<int:pk>/reverse/", payroll.run_reverse, name="run-reverse"),
    path("payouts/payroll/", payroll.payroll_mapping, name="payroll-mapping"),
    path("payouts/opening/", opening.opening_balances, name="opening-balances"),
    path("payouts/off-cycle/", settling.run_off_cycle, name="run-off-cycle"),
    path("payouts/<int:pk>/changes/", settling.run_changes_page, name="run-changes"),
    path("payouts/<int:pk>/hold/<int:person>/", settling.run_hold, name="run-hold"),
    path("payouts/<int:pk>/holds/<int:hold>/lift/", settling.hold_lift, name="hold-lift"),
    path(
        "payouts/<int:pk>/corrections/<int:correction>/waive/",
        settling.correction_waive,
        name="correction-waive",
    ),
    path("payouts/<int:pk>/bounds/", settling.run_bounds, name="run-bounds"),
    path("payouts/<int:pk>/questions/", questions.run_questions, name="run-questions"),
    path("payouts/questions/<int:pk>/answer/", questions.question_answer, name="question-answer"),
    path("my/payouts/<int:run>/ask/", questions.my_question, name="my-question"),
    path("my/questions/<int:pk>/", questions.question_more, name="question-more"),
    path("payouts/<int:run>/people/<int:person>/", payouts.payee, name="payee"),
    path("payouts/<int:run>/people/<int:person>/statement.json", payouts.payee_json, name="payee-json"),
    path("my/payouts/", payouts.my_payouts, name="my-payouts"),
    path("my/payouts/<int:run>/", payouts.my_payout, name="my-payout"),
    path("my/payouts/<int:run>/statement.json", payouts.my_payout_json, name="my-payout-json"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.plan_new, name="plan-new"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/versions/<int:number>/", plans.plan, name="plan-version"),
    path("plans/<int:pk>/edit/", plans.plan_edit, name="plan-edit"),
    path("plans/<int:pk>/publish/", plans.plan_publish, name="plan-publish"),
    path("honours/", honours.honours, name="honours"),
    path("honours/rules/<int:pk>/retire/", honours.honour_retire, name="honour-retire"),
]
