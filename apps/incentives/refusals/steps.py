"""Why a step of a plan or of a payout run is refused: each sentence is what the person reads."""

from django.utils.translation import gettext_lazy as _

from apps.people.refusals import Refusal


class SpecWrong(Refusal):
    """A plan's rules cannot be read, or make no sense."""

    sentence = _("%(where)s: %(problem)s")


# Plans


class PlanCodeTaken(Refusal):
    """Codes name plans in files and addresses."""

    sentence = _("There is a plan with the code “%(code)s” already.")
    field = "code"


class PlanNeedsTeams(Refusal):
    """A plan without teams pays nobody."""

    sentence = _("Choose at least one team: the plan pays the agents of its teams.")
    field = "teams"


class CurrencyUnknown(Refusal):
    """ISO 4217: three capital letters."""

    sentence = _("“%(currency)s” is not a currency: three capital letters are expected, such as HKD.")
    field = "currency"


class DraftExists(Refusal):
    """One draft at a time, so that nobody's changes are lost."""

    sentence = _("Version %(version)d is a draft already: publish or change that one.")


class DraftChanged(Refusal):
    """Someone else has published or changed the draft."""

    sentence = _("Someone else has changed this version since you opened it. Look at it again.")


class VersionPublished(Refusal):
    """Published rules never change."""

    sentence = _("Version %(version)d is published and never changes: write a new version.")


class EditorPublishes(Refusal):
    """Four eyes: who wrote the rules does not put them in force."""

    sentence = _("You wrote this version: someone else has to publish it.")


class MonthNeeded(Refusal):
    """Plans hold for whole months."""

    sentence = _("A plan begins on the first day of a month.")
    field = "starts"


class VersionTooEarly(Refusal):
    """Versions follow one another."""

    sentence = _("The version before begins on %(starts)s: choose a later month.")
    field = "starts"


class MonthsApproved(Refusal):
    """What was approved keeps the rules it was approved with."""

    sentence = _("Payouts for %(month)s are approved by the present version: choose a later month.")
    field = "starts"


class ExamplesDiffer(Refusal):
    """A plan proves itself before it counts."""

    sentence = _("Worked examples that differ: %(count)d. %(examples)s. Correct the plan or the example.")


class CurrencyDiffers(Refusal):
    """A plan pays in one currency."""

    sentence = _("The plan pays %(currency)s and the file %(other)s: currencies do not mix.")
    field = "currency"


class AmountNeeded(Refusal):
    """An award or deduction of nothing is none."""

    sentence = _("An amount above or below 0 is needed.")
    field = "amount"


class SecondPersonNeeded(Refusal):
    """Four eyes: whoever asks does not decide."""

    sentence = _("You asked for this amount: someone else has to decide it.")


class ManualDecided(Refusal):
    """Someone decided it before."""

    sentence = _("This amount is decided already.")


class MonthPaid(Refusal):
    """What is approved keeps its amounts: a correction comes with the next run."""

    sentence = _("The amounts of %(month)s are approved already: choose a later month.")
    field = "month"


class TeamHasPlan(Refusal):
    """Two plans would pay a team twice."""

    sentence = _("%(team)s is paid by the plan “%(plan)s” in that time already.")
    field = "teams"


# Runs


class NoVersionInForce(Refusal):
    """There are no rules for the month."""

    sentence = _("The plan has no published version for %(month)s.")
    field = "month"


class RunExists(Refusal):
    """One run for a plan and month."""

    sentence = _("There is a run of this plan for %(month)s already.")
    field = "month"


class RunChanged(Refusal):
    """Someone else, or the same person by a second click, has moved the run on."""

    sentence = _(
        "The run has moved on since you opened this page: it is now “%(state)s”. Nothing was done twice."
    )


class WrongState(Refusal):
    """The step does not follow the run's state."""

    sentence = _("This step is not possible while the run is “%(state)s”.")


class MonthOpen(Refusal):
    """Only final figures are paid."""

    sentence = _("%(month)s is open, its figures are provisional. A data steward has to close it first.")


class FiguresWaiting(Refusal):
    """Figures of the month are still being computed."""

    sentence = _(
        "Changes to %(month)s are still being computed: %(count)d. Wait until the figures are up to date."
    )


class DataIncomplete(Refusal):
    """A source is missing or does not reach the end of the month."""

    sentence = _("Data are missing for %(month)s: %(sources)s. Import them first.")


class InputsChanged(Refusal):
    """The stored inputs are not the present ones."""

    sentence = _(
        "The data or the plan changed since the calculation. The run is back at “Calculated”: "
        "calculate it again, then look at what changed."
    )


class NobodyToPay(Refusal):
    """No agent was in the plan's teams."""

    sentence = _("Nobody was in the plan's teams in %(month)s: there is nothing to calculate.")


class NobodyChosen(Refusal):
    """An off-cycle run is for certain people."""

    sentence = _("Choose at least one person whom this run pays.")
    field = "people"


class DecisionWrong(Refusal):
    """Not every exception can be decided in every way."""

    sentence = _("This exception cannot be decided like that.")
    field = "decision"


class NotInRun(Refusal):
    """Only who is in the run can be held."""

    sentence = _("This person is not in the run.")


class HeldAlready(Refusal):
    """One hold for one thing."""

    sentence = _("This is held already.")


class HoldLifted(Refusal):
    """Someone lifted it before."""

    sentence = _("This hold is lifted already.")


class OrderUnknown(Refusal):
    """The order is not among those that count for the person in the month."""

    sentence = _("The order “%(order)s” counts for no part of this person's pay for %(month)s.")
    field = "order"


class CorrectionWaived(Refusal):
    """Someone waived it, or it is gone with a recalculation."""

    sentence = _("This correction is decided already.")


class BoundsWrong(Refusal):
    """Bounds make sense above their least."""

    sentence = _("The limit must be above 1 × the median, and the change above 0 %.")
    field = "median"


class ExceptionsOpen(Refusal):
    """Each exception is looked at before the run is approved."""

    sentence = _("Exceptions that are open: %(count)d. Decide each of them first.")


class SelfApproval(Refusal):
    """Four eyes."""

    sentence = _("You calculated this run: someone else has to approve it.")


class EditorApproves(Refusal):
    """Four eyes: rules and their result are not approved by the one who wrote the rules."""

    sentence = _("You wrote the plan version that this run is priced by: someone else has to approve it.")


class OwnPay(Refusal):
    """Nobody approves their own pay."""

    sentence = _("You are paid by this run yourself: someone else has to approve it.")


class OwnException(Refusal):
    """Nobody decides about their own pay."""

    sentence = _("This is about your own pay: someone else has to decide it.")


class ReasonNeeded(Refusal):
    """A reason is asked for."""

    sentence = _("Please give a reason: it is kept with the run.")
    field = "reason"


class ExceptionCleared(Refusal):
    """Someone decided it before."""

    sentence = _("This exception is decided already.")


class ExportBroken(Refusal):
    """A payee lacks what payroll needs."""

    sentence = _("These people have no employee number on %(day)s: %(names)s. Give them one first.")
