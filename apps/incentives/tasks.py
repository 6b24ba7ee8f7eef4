"""What the worker does for incentives. Tasks may run twice or late."""

from celery import shared_task

from apps.incentives.operations import honours, jobs, nominations
from apps.people.clock import now


@shared_task(name="apps.incentives.tasks.award_honours")
def award_honours(**_unknown: object) -> int:
    """Honour the best of each closed month that was not looked at yet, and put forward who meets a rule."""
    return honours.award_honours(at=now()) + nominations.nominate(at=now())


@shared_task(name="apps.incentives.tasks.sweep_jobs")
def sweep_jobs(**_unknown: object) -> int:
    """Ring for every calculation that waits, or whose worker fell silent."""
    waiting = list(jobs.due_jobs(now()).values_list("pk", flat=True)[:10])
    for job_id in waiting:
        work_job.apply_async((job_id,), expires=10)
    return len(waiting)


@shared_task(name="apps.incentives.tasks.work_job")
def work_job(job_id: int, **_unknown: object) -> bool:
    """Calculate a run; another worker may have it already."""
    return jobs.work_job(job_id=job_id)
