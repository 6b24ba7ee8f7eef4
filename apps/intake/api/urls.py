"""Routes of intake's API."""

from django.urls import path

from apps.intake.api import pushing, views

urlpatterns = [
    path("batches/", views.Batches.as_view(), name="batches"),
    path("batches/<int:pk>/", views.OneBatch.as_view(), name="batch"),
    path("batches/<int:pk>/rejects/", views.Rejects.as_view(), name="batch-rejects"),
    path("claims/", views.Claims.as_view(), name="claims"),
    path("left-out/", views.LeftOuts.as_view(), name="left-out"),
    path("sources/<str:code>/records/", pushing.PushRecords.as_view(), name="source-records"),
]
