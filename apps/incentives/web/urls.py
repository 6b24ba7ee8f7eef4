"""Routes of incentives."""

from django.urls import path

from apps.incentives.web.views import honours, payouts, plans, runs

urlpatterns = [
    path("payouts/", runs.runs, name="runs"),
    path("payouts/<int:pk>/", runs.run, name="run"),
    path("payouts/<int:pk>/checks/", runs.run_checks_panel, name="run-checks"),
    path("payouts/<int:pk>/step/<slug:step>/", runs.run_step, name="run-step"),
    path("payouts/<int:pk>/exceptions/<int:exception_id>/", runs.run_exception, name="run-exception"),
    path("payouts/<int:pk>/files/<slug:kind>/", runs.run_file, name="run-file"),
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
