"""Why a review says no; each sentence is what the person reads."""

from django.utils.translation import gettext_lazy as _

from apps.people.refusals import Refusal


class NotTheLeader(Refusal):
    """Only the leader of the team, or one above, holds its review."""

    sentence = _("Only the leader of the team, or one above, writes in its review.")


class PeriodNotBegun(Refusal):
    """A review of days that have not come."""

    sentence = _("%(period)s has not begun yet: there is nothing to review.")
    field = "starts"


class NoScorecard(Refusal):
    """A review without targets to look at."""

    sentence = _(
        "%(team)s has no published scorecard for %(month)s. "
        "Publish one first: a review compares with targets."
    )


class ReviewClosed(Refusal):
    """The review was closed in the meantime."""

    sentence = _("This review is closed: what was decided stays as it is.")


class CauseMissing(Refusal):
    """A finding without its cause or reason."""

    sentence = _("Choose the cause and say in a sentence why.")
    field = "why"


class KpiNotReviewed(Refusal):
    """A finding on a KPI that the review does not show."""

    sentence = _("%(kpi)s is not part of this review.")
    field = "kpi"


class ActionEmpty(Refusal):
    """An action without words."""

    sentence = _("Say what will be done.")
    field = "text"


class OwnerMissing(Refusal):
    """An action nobody owns."""

    sentence = _("Choose one owner: someone of the team, or who leads it.")
    field = "owner"


class DueInPast(Refusal):
    """An action that is late before it is written."""

    sentence = _("The due date %(day)s is past. Choose today or a later day.")
    field = "due_day"


class AlreadyDone(Refusal):
    """Somebody marked the action as done in the meantime."""

    sentence = _("This action was marked as done already.")


class NotYourAction(Refusal):
    """Only its owner or the team's leader may mark an action as done."""

    sentence = _("Only the owner of an action, or who leads the team, marks it as done.")


class ReviewNotBegun(Refusal):
    """A review that nobody has opened."""

    sentence = _("This meeting has not been opened yet: open it first, its figures are frozen then.")


class DueOnHoliday(Refusal):
    """A due day on which nobody works."""

    sentence = _("%(day)s is not a working day. Choose another day.")
    field = "due_day"


class NumberNeedsKpi(Refusal):
    """A number of no KPI."""

    sentence = _("Choose the KPI that the number is about.")
    field = "kpi"


class ReasonMissing(Refusal):
    """Dropped without a reason."""

    sentence = _("Say why in a sentence.")
    field = "note"


class LessonEmpty(Refusal):
    """A lesson without its cause."""

    sentence = _("Name the cause, and what was learned or changed.")
    field = "cause"


class NoteEmpty(Refusal):
    """A note without words."""

    sentence = _("Write the note.")
    field = "text"
