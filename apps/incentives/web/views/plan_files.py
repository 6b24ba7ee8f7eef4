"""A plan as its text file: shown, downloaded, edited as text, uploaded; a new plan from a file."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.incentives import operations
from apps.incentives.models import Plan, PlanVersion
from apps.incentives.plan_files import FileWrong, Head, PlanFile, read_plan_file, write_plan_file
from apps.incentives.policies import can_write_plans
from apps.incentives.web.file_lines import file_lines
from apps.incentives.web.views.plans import revision_of, shown_context, version_of
from apps.people.clock import now
from apps.people.models import Team, User
from apps.people.refusals import Refusal
from apps.people.web.scope import signed_in

MOST = 200_000  # bytes: a plan of a thousand lines is far below


class FileForm(forms.Form):
    """The text, or a file with it."""

    text = forms.CharField(
        label=gettext_lazy("The plan as text"),
        widget=forms.Textarea(attrs={"rows": 24, "class": "mono", "spellcheck": "false"}),
        required=False,
        strip=False,
    )
    file = forms.FileField(label=gettext_lazy("or a file"), required=False)

    def content(self) -> str:
        """What was sent: the file, where there is one. Raises `FileWrong`."""
        upload = self.cleaned_data.get("file")
        if upload is None:
            return str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if upload.size > MOST:
            raise FileWrong(line=1, column=1, where="", problem=_("the file is too large for a plan"))
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            problem = _("the file is no text in UTF-8")
            raise FileWrong(line=1, column=1, where="", problem=problem) from None


@require_http_methods(["GET", "POST"])
def plan_file(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """The text of a version: the draft where there is one; what is sent becomes the draft."""
    user = signed_in(request)
    plan, version, versions = version_of(user, pk, number)
    text = text_of(plan, version)
    if "download" in request.GET:
        return _download(text, f"{plan.code}.v{version.version}.toml")
    if request.method == "POST":
        if not can_write_plans(user):
            raise Http404
        version.revision = revision_of(request)
        form = FileForm(request.POST, request.FILES)
        if form.is_valid() and (written := _save(form, user, plan, versions)):
            return redirect("plan-file", pk=written.plan_id)
    else:
        form = FileForm(initial={"text": text})
    before = next((one for one in versions if one.version < version.version), None)
    context = shown_context(user, plan, version, versions) | {
        "form": form,
        "version": version,
        "lines": file_lines(text, text_of(plan, before) if before else ""),
        "filename": f"{plan.code}.v{version.version}.toml",
    }
    return render(request, "incentives/plan_file.html", context)


@require_http_methods(["GET", "POST"])
def plan_from_file(request: HttpRequest) -> HttpResponse:
    """A new plan from a file: its draft."""
    user = signed_in(request)
    if not can_write_plans(user):
        raise Http404
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (written := _save(form, user, None, [])):
        messages.success(request, str(written))
        return redirect("plan", pk=written.plan_id)
    return render(request, "incentives/plan_from_file.html", {"form": form})


def text_of(plan: Plan, version: PlanVersion) -> str:
    """The file of a version."""
    head = Head(
        code=plan.code,
        name=plan.name,
        version=version.version,
        starts=version.starts,
        teams=[team.code for team in plan.teams.all()],
        currency=plan.currency,
        note=version.note,
    )
    return write_plan_file(head, version.spec)


def _download(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _save(form: FileForm, user: User, plan: Plan | None, versions: list[PlanVersion]) -> PlanVersion | None:
    try:
        return _write(read_plan_file(form.content()), user, plan, versions)
    except FileWrong as wrong:
        line, column = wrong.values["line"], wrong.values["column"]
        said = _("Line %(line)d, column %(column)d: %(problem)s") % {
            "line": line,
            "column": column,
            "problem": f"{wrong.values['where']}{wrong.values['problem']}",
        }
        form.add_error("text", said)
    except Refusal as refusal:
        form.add_error("text", refusal.message)
    return None


def _write(file: PlanFile, user: User, plan: Plan | None, versions: list[PlanVersion]) -> PlanVersion:
    at = now()
    content: dict[str, Any] = {
        "starts": file.starts,
        "note": file.note,
        "spec": file.spec,
        "by": user,
        "at": at,
    }
    if plan is None:
        teams = list(Team.objects.filter(code__in=file.teams))
        if missing := sorted(set(file.teams) - {team.code for team in teams}):
            raise FileWrong.at(
                file.places.find("teams"), _("there is no team “%(code)s”") % {"code": missing[0]}
            )
        return operations.create_plan(
            code=file.code, name=file.name, currency=file.currency, teams=teams, **content
        )
    if file.code != plan.code:
        problem = _("this is the file of “%(other)s”, not of “%(code)s”") % {
            "other": file.code,
            "code": plan.code,
        }
        raise FileWrong.at(file.places.find("code"), problem)
    draft = next((one for one in versions if not one.is_published), None)
    if draft is not None:
        return operations.change_draft(version=draft, **content)
    return operations.draft_version(plan=plan, **content)
