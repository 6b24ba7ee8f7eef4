"""Why something around a run is refused: payroll, questions, honours, proposals, jobs."""

from django.utils.translation import gettext_lazy as _

from apps.people.refusals import Refusal


class MappingWrong(Refusal):
    """Payroll's mapping leaves out what payroll needs, or makes no sense."""

    sentence = _("The payroll mapping: %(problem)s.")
    field = "columns"


class AnswerUnreadable(Refusal):
    """The file that payroll sent back cannot be read."""

    sentence = _("The file cannot be read: %(problem)s.")
    field = "file"


class AnswerDiffers(Refusal):
    """Payroll booked something else than the files say."""

    sentence = _(
        "Payroll's file differs for %(count)d people: look at the differences, or say why they are right."
    )


class BalancesUnreadable(Refusal):
    """A line of the file with opening balances is wrong."""

    sentence = _("Line %(line)d: %(problem)s. Nothing was loaded.")
    field = "file"


class BalancesLate(Refusal):
    """A locked month never changes."""

    sentence = _("%(month)s is locked in the portal already: its balances cannot be loaded any more.")
    field = "file"


class BalancesTwice(Refusal):
    """The same balance again would count twice."""

    sentence = _("Some of these balances are loaded already. Nothing was loaded.")
    field = "file"


class Reversed(Refusal):
    """Reversed once and for all."""

    sentence = _("This run is reversed already.")


class LaterRunLocked(Refusal):
    """A later run has settled what this one paid."""

    sentence = _("A later run of the plan is locked and counts on this one: correct it there.")


class QuestionOpen(Refusal):
    """One open question about a line."""

    sentence = _("You have asked about this line already; the answer comes to the same thread.")


class QuestionClosed(Refusal):
    """Someone has answered before."""

    sentence = _("This question is closed already.")


class NothingSaid(Refusal):
    """A question or answer needs words."""

    sentence = _("Please write something.")
    field = "text"


class AboutUnknown(Refusal):
    """The line is not part of the payout."""

    sentence = _("This line is not part of the statement.")


class TooLate(Refusal):
    """Questions come within their time."""

    sentence = _("Questions about this month were open until %(day)s.")


class ControlTotalDiffers(Refusal):
    """What payroll booked is not what the file says."""

    sentence = _("Payroll's total is %(given)s, the file's is %(total)s: find the difference first.")
    field = "total"


# Honours


class HonourCodeTaken(Refusal):
    """Codes name rules."""

    sentence = _("There is an honour with the code “%(code)s” already.")
    field = "code"


class HonourNeedsKpi(Refusal):
    """The best by a KPI needs to know which one."""

    sentence = _("Choose the KPI that decides; a KPI whose target is a band has no best.")
    field = "kpi"


class MonthsWrong(Refusal):
    """A nomination rests on several months."""

    sentence = _("A nomination goes by the score or a KPI over 2 to 24 months.")
    field = "months"


class NominationDecided(Refusal):
    """Someone was faster."""

    sentence = _("This nomination is decided already.")


class OutcomeNeeded(Refusal):
    """A proposal ends with what came of it."""

    sentence = _("Please say what came of it.")
    field = "outcome"


class ProposalClosed(Refusal):
    """Someone was faster."""

    sentence = _("This proposal is closed already.")


class DueInPast(Refusal):
    """A proposal is followed up on a day to come."""

    sentence = _("Choose a day that is not over.")
    field = "due"


class JobOpen(Refusal):
    """One calculation of a run at a time."""

    sentence = _("This run is being calculated already.")


class JobEnded(Refusal):
    """There is nothing to stop any more."""

    sentence = _("The calculation has ended already.")
