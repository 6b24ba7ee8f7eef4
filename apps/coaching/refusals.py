"""Why coaching says no; each sentence is what the person reads."""

from django.utils.translation import gettext_lazy as _

from apps.people.refusals import Refusal


class RuleCodeTaken(Refusal):
    """Two rules with one code."""

    sentence = _("There is a rule with the code “%(code)s” already. Choose another code.")
    field = "code"


class RuleNeedsKpi(Refusal):
    """A rule on a KPI without the KPI, or on one that has no bad side."""

    sentence = _("Choose a KPI that is better high or better low: one inside a band has no single bound.")
    field = "kpi"


class BoundNotPositive(Refusal):
    """A bound that nothing can lie on the bad side of."""

    sentence = _("The bound must be above 0: nothing can lie below it otherwise.")
    field = "bound"


class PeriodsOutOfRange(Refusal):
    """A row of no months, or one longer than anybody remembers."""

    sentence = _("A rule looks at 1 to %(most)s months in a row.")
    field = "periods_in_row"


class DueDaysOutOfRange(Refusal):
    """A due day that is no day to work towards."""

    sentence = _("Coaching is due after 1 to %(most)s days.")
    field = "due_days"


class AlreadyClosed(Refusal):
    """The assignment was closed in the meantime."""

    sentence = _("This coaching was closed already, with the outcome “%(outcome)s”.")


class NotTheCoach(Refusal):
    """Only the coach, or a leader above, writes."""

    sentence = _("Only the coach or a leader above may write here.")


class SessionInFuture(Refusal):
    """A talk that has not been held."""

    sentence = _("The talk is dated %(day)s, which has not come yet. Write it down once it was held.")
    field = "held_on"


class SessionBeforeAssignment(Refusal):
    """A talk before there was a reason for it."""

    sentence = _("The talk is dated %(day)s, before this coaching began on %(opened)s.")
    field = "held_on"


class NothingWritten(Refusal):
    """A talk without notes."""

    sentence = _("Write down what was talked about.")
    field = "notes"


class OutcomeMissing(Refusal):
    """Closing without saying what came of it."""

    sentence = _("Say what came of it before you close.")
    field = "outcome"
