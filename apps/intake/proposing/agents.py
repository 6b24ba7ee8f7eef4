"""How a file names agents: found by looking which of its columns the roster knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.intake.mapping.spec import AgentBy
from apps.intake.proposing.editing import give
from apps.intake.proposing.known import is_known
from apps.intake.proposing.samples import LOOKED_AT, Sample, Seen
from apps.intake.proposing.slots import AGENT, slot_of
from apps.people.names import name_key, tidy

KnownAgents = Mapping[AgentBy, frozenset[str]]  # as `spelled` writes them
FITS: Final = 0.5  # the share of texts that must be known before an unknown header is taken for the agent's


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFit:
    """How many different texts of a column the roster knows under one way of naming."""

    header: str
    by: AgentBy
    known: int
    texts: int
    by_header: bool  # exports are known to call agents so

    @property
    def rank(self) -> tuple[int, bool, bool]:
        """Greater is better; of two that know as many, the number: names change and come twice."""
        return self.known, self.by_header, self.by is AgentBy.NUMBER


def spelled(text: str, by: AgentBy) -> str:
    """A text as the roster's are spelled, so that they can be compared."""
    return tidy(text) if by is AgentBy.NUMBER else name_key(text)


def agent_fit(seen: Seen, by: AgentBy, roster: KnownAgents) -> AgentFit:
    """One column under one way of naming."""
    texts = list(seen.texts[:LOOKED_AT])
    known = roster.get(by, frozenset())
    return AgentFit(
        header=seen.header,
        by=by,
        known=sum(1 for text in texts if spelled(text, by) in known),
        texts=len(texts),
        by_header=is_known(seen.header, f"{AGENT}.{by}"),
    )


def best_agent(sample: Sample, roster: KnownAgents) -> AgentFit | None:
    """The column and the way of naming that fit best; None where neither headers nor roster say anything."""
    fits = [agent_fit(seen, by, roster) for seen in sample.columns for by in AgentBy]
    likely = [fit for fit in fits if fit.by_header or (fit.texts and fit.known >= FITS * fit.texts > 0)]
    best = max(likely, key=lambda fit: fit.rank, default=None)
    if best is None or best.known:
        return best
    return next((fit for fit in likely if fit.by is AgentBy.NUMBER), best)


def with_agents(spec: dict[str, Any], sample: Sample, roster: KnownAgents) -> dict[str, Any]:
    """The mapping with the agents taken from where they fit best."""
    best = best_agent(sample, roster)
    slot = slot_of(spec, f"{AGENT}.{best.by}") if best else None
    return give(spec, best.header, slot) if best and slot else spec
