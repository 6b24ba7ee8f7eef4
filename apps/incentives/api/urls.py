"""Routes of incentives' API."""

from django.urls import path

from apps.incentives.api import views

urlpatterns = [
    path("people/<who:who>/payouts/", views.Payouts.as_view(), name="payouts"),
    path("people/<who:who>/payouts/<int:run>/", views.OnePayout.as_view(), name="payout"),
    path("runs/", views.Runs.as_view(), name="runs"),
    path("runs/<int:pk>/", views.OneRun.as_view(), name="run"),
    path("runs/<int:pk>/payouts/", views.RunPayouts.as_view(), name="run-payouts"),
]
