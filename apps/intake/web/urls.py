"""Routes of intake: /data/ is for data stewards only; a record opens for whoever sees its figures."""

from django.urls import path

from apps.intake.web.views import batches, corrections, deciding, home, records, sources, unknown

urlpatterns = [
    path("data/", home.data_home, name="data-home"),
    path("data/working/", home.working, name="data-working"),
    path("data/connect/", sources.connect, name="data-connect"),
    path("data/sources/<int:pk>/end/", sources.end, name="source-end"),
    path("data/sources/<int:pk>/resume/", sources.resume, name="source-resume"),
    path("data/upload/", sources.upload, name="data-upload"),
    path("data/batches/", batches.batches, name="data-batches"),
    path("data/batches/<int:pk>/", batches.batch, name="batch"),
    path("data/batches/<int:pk>/progress/", batches.progress, name="batch-progress"),
    path("data/batches/<int:pk>/days/", batches.days, name="batch-days"),
    path("data/batches/<int:pk>/file/", batches.original, name="batch-file"),
    path("data/batches/<int:pk>/rows/<slug:fate>/", batches.rows, name="batch-rows"),
    path("data/batches/<int:pk>/again/", deciding.again, name="batch-again"),
    path("data/batches/<int:pk>/import/", deciding.start, name="batch-import"),
    path("data/batches/<int:pk>/cancel/", deciding.cancel, name="batch-cancel"),
    path("data/batches/<int:pk>/refuse/", deciding.refuse, name="batch-refuse"),
    path("data/batches/<int:pk>/release/", deciding.release, name="batch-release"),
    path("data/batches/<int:pk>/withdraw/", deciding.withdraw, name="batch-withdraw"),
    path("data/unknown/", unknown.unknown_agents, name="data-unknown"),
    path("data/unknown/again/", unknown.again, name="data-unknown-again"),
    path("data/unknown/match/", unknown.match_many, name="data-match-many"),
    path("data/unknown/<int:pk>/", unknown.match, name="data-match"),
    path("data/corrections/", corrections.corrections, name="data-corrections"),
    path("data/corrections/decide/", corrections.decide, name="data-decide"),
    path("data/records/", records.records, name="data-records"),
    path("records/<slug:record_type>/<int:pk>/", records.record, name="record"),
    path("records/<slug:record_type>/<int:pk>/original/", records.original, name="record-original"),
    path("records/<slug:record_type>/<int:pk>/leave-out/", records.leave_out, name="record-leave-out"),
    path("records/<slug:record_type>/<int:pk>/put-back/", records.put_back, name="record-put-back"),
]
