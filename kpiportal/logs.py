"""What is left out of the logs. Read before Django is set up, so nothing of it is imported."""

import logging


class NotAboutHealth(logging.Filter):
    """Leaves out that `/healthz` answered 503: that is its answer, not a failure of the page."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is about anything else."""
        request = getattr(record, "request", None)
        return getattr(request, "path", "") != "/healthz"
