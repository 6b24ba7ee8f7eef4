"""The sites and teams a roster names: found by name or code, else made."""

from dataclasses import dataclass, field
from hashlib import blake2b

from apps.people.models import Site, Team
from apps.people.names import name_key
from apps.people.operations.teams import rebuild_paths
from apps.people.roster.errors import RowError
from apps.people.roster.rows import RosterRow


@dataclass(slots=True)
class Teams:
    """The teams of a file by `name_key`; `made` are the new ones."""

    by_key: dict[str, Team] = field(default_factory=dict)
    made: list[Team] = field(default_factory=list)

    def id_of(self, name: str) -> int | None:
        """The team's id, or None for an empty name."""
        team = self.by_key.get(name_key(name))
        return team.pk if team else None


def made_code(name: str) -> str:
    """A code for a team or site known by name only; the same name always gives the same code."""
    if len(name) <= 40:
        return name
    return f"{name[:31]}-{blake2b(name.encode(), digest_size=4).hexdigest()}"


def match_teams(rows: list[RosterRow], errors: list[RowError]) -> Teams:
    """Find or make the teams and sites of the rows; a site given in the file becomes the team's."""
    wanted = _wanted(rows, errors)
    sites = _sites(sorted({site for _, site in wanted.values() if site}))
    there = {name_key(team.code): team for team in Team.objects.all()}
    there |= {name_key(team.name): team for team in Team.objects.all()}
    teams = Teams()
    for key, (name, site) in wanted.items():
        team = there.get(key)
        if team is None:
            team = Team.objects.create(code=made_code(name), name=name, site=sites.get(name_key(site)))
            teams.made.append(team)
        elif site and team.site_id != sites[name_key(site)].pk:
            team.site = sites[name_key(site)]
            team.save(update_fields=["site"])
        teams.by_key[key] = team
    if teams.made:
        rebuild_paths()
    return teams


def _wanted(rows: list[RosterRow], errors: list[RowError]) -> dict[str, tuple[str, str]]:
    """Each team's name and site, by key; a team with two sites is an error."""
    wanted: dict[str, tuple[str, str]] = {}
    first: dict[str, int] = {}
    for row in rows:
        key = name_key(row.team)
        if not key:
            continue
        name, site = wanted.get(key, (row.team, ""))
        if site and row.site and name_key(site) != name_key(row.site):
            details = (("other", str(first[key])),)
            errors.append(
                RowError(row=row.row, column="site", value=row.site, code="two_sites", details=details)
            )
        if not site and row.site:
            first[key] = row.row
        wanted[key] = (name, site or row.site)
    return wanted


def _sites(names: list[str]) -> dict[str, Site]:
    sites = {name_key(site.code): site for site in Site.objects.all()}
    sites |= {name_key(site.name): site for site in Site.objects.all()}
    for name in names:
        if name_key(name) not in sites:
            sites[name_key(name)] = Site.objects.create(code=made_code(name), name=name)
    return sites
