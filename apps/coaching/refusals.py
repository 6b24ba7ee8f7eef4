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

    sentence = _("A rule looks at 1 to %(most)s months.")
    field = "periods_in_row"


class DueDaysOutOfRange(Refusal):
    """A due day that is no day to work towards."""

    sentence = _("Coaching is due after 1 to %(most)s days.")
    field = "due_days"


class AlreadyClosed(Refusal):
    """The assignment was closed in the meantime."""

    sentence = _("This coaching was closed already, with the outcome “%(outcome)s”.")


class NotTheCoach(Refusal):
    """Only the coach writes; only the coach or a leader above places, hands on or declines."""

    sentence = _("Only the coach may do this, or a leader above where it is about the coach's week.")


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


class PatternMissing(Refusal):
    """A pattern rule without its pattern."""

    sentence = _("Choose which pattern the rule looks for.")
    field = "pattern"


class SpecialistMissing(Refusal):
    """A specialist rule without the specialist."""

    sentence = _("Choose the specialist who coaches.")
    field = "specialist"


class WindowOutOfRange(Refusal):
    """More months beyond the bound than are looked at."""

    sentence = _("The months looked at must be at least the months beyond the bound, and at most %(most)s.")
    field = "window"


class CertainNeedsShare(Refusal):
    """Certainty about what is no share."""

    sentence = _("Certainty needs a KPI that is a share of its records, like a rate.")
    field = "test"


class FallBound(Refusal):
    """A fall that is no fall."""

    sentence = _(
        "A fall is said in per cent of the own past: below 100 for what is better high, above "
        "100 for what is better low."
    )
    field = "bound"


class PriorityOutOfRange(Refusal):
    """A priority beyond the scale."""

    sentence = _("The priority is 1 (first) to 9.")
    field = "priority"


class ReasonMissing(Refusal):
    """Nothing was said why."""

    sentence = _("Say why in a sentence.")
    field = "reason"


class CoachNotHere(Refusal):
    """A coach who left, or who has no sign-in."""

    sentence = _("Choose a coach who works here and has a sign-in.")
    field = "coach"


class CoachIsOneself(Refusal):
    """Somebody would coach themselves."""

    sentence = _("Nobody coaches themselves: choose somebody else.")
    field = "coach"


class NotTheirLeader(Refusal):
    """Only who leads the person may do this."""

    sentence = _("Only who leads the person, or a leader above, may do this.")
    field = "person"


class CoachingOpen(Refusal):
    """A coaching on the same topic goes on."""

    sentence = _("There is an open coaching of this person on this topic already.")
    field = "kpi"


class DueInPast(Refusal):
    """A due day that has gone by."""

    sentence = _("%(day)s is past. Choose today or a later day.")
    field = "due_day"


class DueNotWorking(Refusal):
    """A due day on which nobody works."""

    sentence = _("%(day)s is not a working day. Choose another day.")
    field = "due_day"


class WeekPast(Refusal):
    """A week that is over."""

    sentence = _("%(day)s lies in a week that is over. Choose this week or a later one.")
    field = "day"


class WeekFull(Refusal):
    """A week without a free slot."""

    sentence = _("The week of %(day)s has no free slot. Choose another week, or hand the coaching on.")
    field = "day"


class NotOfTheTwo(Refusal):
    """Only the two of them write here."""

    sentence = _("Only the two of you write here.")


class CauseNotChosen(Refusal):
    """A view without a cause."""

    sentence = _("Choose the cause as you see it.")
    field = "cause"


class AgentFirst(Refusal):
    """The coach before the agent."""

    sentence = _("The agent writes first. You see their view once you have written yours.")


class ViewWritten(Refusal):
    """Both have written already."""

    sentence = _("Both of you have written: the two views stand as they are.")


class BehaviourMissing(Refusal):
    """A plan without a behaviour."""

    sentence = _("Say which one behaviour changes.")
    field = "behaviour"


class NumberMissing(Refusal):
    """A plan without its number."""

    sentence = _("Say which KPI and which number you agree on.")
    field = "number"


class PlanConfirmed(Refusal):
    """Both have confirmed already."""

    sentence = _("Both of you have confirmed: the plan stands as it is.")


class PlanChanged(Refusal):
    """Both decided in the meantime."""

    sentence = _("Both of you have decided already.")


class DecisionMissing(Refusal):
    """A decision that is none."""

    sentence = _("Choose what happens now.")
    field = "decision"


class NoOutcomeYet(Refusal):
    """A decision before the figures are in."""

    sentence = _("The figures of day 28 are not in yet.")


class ItemEmpty(Refusal):
    """A training or support without words."""

    sentence = _("Choose something from the library, or say what it is.")
    field = "text"


class OwnerNotOfTheTwo(Refusal):
    """An owner who is neither of the two."""

    sentence = _("One of the two of you owns it.")
    field = "owner"


class ConsentMissing(Refusal):
    """A record whose agent has not consented."""

    sentence = _("Its agent has not consented to show it yet.")
    field = "material"


class NotYourItem(Refusal):
    """Somebody else's training or support."""

    sentence = _("Only its owner marks it as done.")


class MaterialIncomplete(Refusal):
    """A material without what it is made of."""

    sentence = _("Give it a title and what it is made of: the text, the address, the file or the record.")
    field = "title"


class FileTooLarge(Refusal):
    """A file too large to keep."""

    sentence = _("A file may have 5 MB at most.")
    field = "file"


class RecordNotFound(Refusal):
    """A record that is not there."""

    sentence = _("There is no record with the number %(number)s.")
    field = "record"


class NotYourRecord(Refusal):
    """Somebody else's record."""

    sentence = _("Only the agent of a record consents to show it.")


class CauseCodeTaken(Refusal):
    """Two causes with one code."""

    sentence = _("There is a cause with the code “%(code)s” already. Choose another code.")
    field = "code"


class CauseCircle(Refusal):
    """A cause under itself."""

    sentence = _("A cause cannot lie under itself.")
    field = "parent"


class KeepOutOfRange(Refusal):
    """Kept for no time, or for ever."""

    sentence = _("What is written is kept for 1 to %(most)s months.")
    field = "keep_months"


class SlotsOutOfRange(Refusal):
    """More talks than a week holds."""

    sentence = _("A coach holds at most %(most)s talks a week.")
    field = "slots_per_week"


class PraiseEmpty(Refusal):
    """Praise without words."""

    sentence = _("Say what was good.")
    field = "text"


class NotYourPraise(Refusal):
    """Somebody else's praise."""

    sentence = _("Only who was praised shows it to the team.")
