"""Every component on one page, with made-up figures: for looking at, and for the browser tests beside it."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from kpiportal.urls import urlpatterns as portal

F = Fraction
SOURCE = Path(__file__).with_name("sink.html")
DAYS = [2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25, 26, 27, 30]
SOLD = [5_200, 15_400, 28_000, 35_100, 39_800, 48_300, 60_000, 72_400, 76_800, 81_000, 93_500, 104_000]
SOLD += [119_000, 131_200, 139_500]
STEPS = [
    {"label": "Draft", "state": "done", "note": "17 Nov, M. Wong"},
    {"label": "Calculated", "state": "done", "note": "20 Nov 18:12, v3"},
    {"label": "Submitted", "state": "done", "note": "23 Nov 09:05, M. Wong"},
    {"label": "Approved", "state": "now", "note": "waits for you"},
    {"label": "Locked", "state": "todo", "note": "freezes October"},
    {"label": "Exported", "state": "todo", "note": "pay date 30 Nov"},
]
KPIS = [
    ("Sales amount", "ok", "Ahead of pace", F(775, 1000), F(1085, 1000), F(5, 7), "HK$139,500", "180,000"),
    ("Conversion rate", "ok", "Target met", F(105, 100), None, None, "5.25 %", "5.00 %"),
    ("Outbound calls", "warn", "Behind pace", F(1620, 2520), F(9, 10), F(5, 7), "1,620", "2,520"),
    ("Complaint rate", "bad", "Missed", None, None, None, "–", "0.50 %"),
]


class Payouts(tables.Table):
    person = tables.Column(verbose_name="Person")
    team = tables.Column(verbose_name="Team")
    score = tables.Column(verbose_name="Score", attrs={"th": {"class": "num"}, "td": {"class": "num"}})
    total = tables.Column(verbose_name="Total", attrs={"th": {"class": "num"}, "td": {"class": "num"}})
    note = tables.Column(verbose_name="Check", orderable=False)

    class Meta:
        template_name = "tables/table.html"
        attrs = {"class": "table card-table table-vcenter table-sticky", "id": "payouts"}
        row_attrs = {"class": lambda record: "held" if record["note"] == "Held" else None}


class Entry(forms.Form):
    name = forms.CharField(label="Name", help_text="As it stands in the payroll system.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Sales amount"), ("b", "Outbound calls")])
    starts = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    cause = forms.ChoiceField(
        label="Cause", widget=forms.RadioSelect, choices=[("m", "Market"), ("s", "Strategy")]
    )
    final = forms.BooleanField(label="Final", required=False)
    file = forms.FileField(label="File", required=False)


def trend() -> dict[str, Any]:
    path = [180_000 * (i + 1) / 21 for i in range(21)]
    projected = [None] * 14 + [139_500 + 9_300 * i for i in range(7)]
    return {
        "labels": DAYS,
        "actual": [*SOLD, *[None] * 6],
        "projected": projected,
        "low": [None if v is None else v - 1_900 * i for i, v in enumerate(projected, -14)],
        "high": [None if v is None else v + 1_900 * i for i, v in enumerate(projected, -14)],
        "target": path,
        "now": 14,
        "unit": "money",
        "sign": "HK$",
        "digits": 0,
        "names": {
            "actual": "Actual",
            "projected": "Projected",
            "range": "Likely range",
            "target": "Target path",
            "now": "data to Fri 20",
        },
    }


def pace() -> dict[str, Any]:
    path = [180_000 * (i + 1) / 21 for i in range(21)]
    return {
        "labels": DAYS,
        "actual": [*(sold / wanted for sold, wanted in zip(SOLD, path, strict=False)), *[None] * 6],
        "last": [F(110 - i % 7, 100) for i in range(21)],
        "now": 14,
        "unit": "ratio",
        "digits": 1,
        "names": {"actual": "November", "last": "October", "target": "Target path", "now": "data to Fri 20"},
    }


FATES = [("new", 148), ("chg", 318), ("same", 1800), ("rej", 64), ("park", 87), ("queue", 41), ("skip", 28)]
CHARTS: dict[str, dict[str, Any]] = {
    "waterfall": {
        "names": {"floor": "axis starts at %s"},
        "unit": "money",
        "sign": "HK$",
        "per": 100,
        "steps": [
            {"name": name, "value": value * 100, "total": name in ("October", "November")}
            for name, value in (
                ("October", 1_413_310),
                ("Calls", -82_146),
                ("Contacts", 100_326),
                ("Buyers", 43_783),
                ("Orders", 29_679),
                ("Amount", -46_152),
                ("Uncontacted", 7_200),
                ("Refunds", -12_800),
                ("November", 1_453_200),
            )
        ],
    },
    "histogram": {
        "unit": "count",
        "bins": [[110 + 10 * i, n] for i, n in enumerate([3, 4, 6, 8, 11, 14, 16, 24, 20, 14, 9, 6, 3])],
        "width": 10,
        "reached": 190,
        "xname": "HK$ thousand per agent-month",
        "marks": [
            {"at": 150, "name": "Threshold 150", "tone": "warn"},
            {"at": 190, "name": "Target 190"},
            {"at": 220, "name": "Stretch 220", "tone": "soft"},
        ],
    },
    "bars": {
        "unit": "count",
        "labels": [f"{day} Nov" for day in DAYS],
        "series": [
            {"name": "Unchanged", "colour": "same", "values": [80 + (7 * i) % 30 for i in range(21)]},
            {"name": "Changed", "colour": "chg", "values": [(5 * i) % 22 for i in range(21)]},
            {"name": "New", "colour": "new", "values": [0] * 17 + [20, 60, 90, 40]},
            {"name": "Parked or rejected", "colour": "park", "values": [(3 * i) % 14 for i in range(21)]},
        ],
    },
    "lines": {
        "unit": "ratio",
        "labels": ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"],
        "target": F(1, 20),
        "names": {"target": "Target"},
        "series": [
            {
                "name": "Outbound A",
                "values": [F(4, 100), F(45, 1000), None, F(5, 100), F(48, 1000), F(52, 1000)],
            },
            {
                "name": "Outbound B",
                "values": [F(38, 1000), F(4, 100), F(43, 1000), F(41, 1000), F(44, 1000), None],
            },
        ],
    },
    "area": {
        "unit": "count",
        "labels": list(range(60)),
        "values": [0 if 30 <= i < 38 else 110_000 + i % 7 * 2_000 for i in range(60)],
        "name": "Rows a second",
        "pause": [30, 38],
    },
    "shares": {
        "unit": "count",
        "parts": [
            {"name": "Sales", "value": 60},
            {"name": "Efficiency", "value": 10},
            {"name": "Customers", "value": 30},
        ],
    },
}


DEMO = [
    {"name": "Amy Lau", "role": "Agent", "about": "Outbound A", "username": "amy", "password": "demo"},
    {"name": "Daniel Ho", "role": "Manager", "about": "", "username": "daniel", "password": "demo"},
]
SENT: list[str] = []


@login_not_required
def sink(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        SENT.append(request.path + "?" + request.POST.get("name", ""))
    messages.success(request, "The run was submitted. Someone else approves it.")
    form = Entry(request.GET if "sent" in request.GET else None)
    rows = [
        {
            "person": name,
            "team": "Outbound A",
            "score": f"{113 - i}.20 %",
            "total": f"{11 - i},600.00",
            "note": note,
        }
        for i, (name, note) in enumerate(
            [
                ("Karen Tse", "1.6 × median"),
                ("Tommy Lam", "+69 % on Sep"),
                ("Raymond So", "Held"),
                ("Helen <Poon>", "Clear"),
            ]
        )
    ]
    table = Payouts(rows, order_by=request.GET.get("sort", "-total"))
    table.paginate(page=request.GET.get("page", 1), per_page=3)
    empty = Payouts([], empty_text="Nobody was paid yet.", attrs={"class": "table card-table table-sticky"})
    context = {
        "steps": STEPS,
        "kpis": KPIS,
        "form": form,
        "table": table,
        "empty_table": empty,
        "trend": trend(),
        "pace": pace(),
        "charts": CHARTS,
        "score": F(1058, 1000),
        "rate": F(1174, 1000),
        "day": date(2026, 11, 23),
        "curve": [(F(8, 10), F(1, 2)), (F(1), F(1)), (F(11, 10), F(13, 10))],
        "figures": {
            "head": ["Day", "Cumulative", "Target path"],
            "rows": [[str(day), f"{sold:,}", "8,571"] for day, sold in zip(DAYS, SOLD, strict=False)],
        },
        "spark": [F(95, 100), F(97, 100), None, F(96, 100), F(101, 100), F(1058, 1000)],
        "weights": [40, 20, 10, 10, 10, 5],
        "parts": FATES,
        "shares": [("short", 75), ("long", 20)],
    }
    return HttpResponse(engines["django"].from_string(SOURCE.read_text("utf-8")).render(context, request))


@login_not_required
def fragment(request: HttpRequest) -> HttpResponse:
    """A panel that is loaded later: a chart and a form with an error, answered with 422."""
    source = '{% load ui %}<div id="later">{% chart "lines" data "later" "Later" height=200 %}</div>'
    answer = engines["django"].from_string(source).render({"data": CHARTS["lines"]}, request)
    return HttpResponse(
        answer, status=422, headers={"HX-Trigger": json.dumps({"toast": {"text": "Loaded."}})}
    )


def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("for those who signed in")


@login_not_required
def refuses(request: HttpRequest, kind: str) -> HttpResponse:
    raise {"400": SuspiciousOperation, "403": PermissionDenied, "500": RuntimeError}[kind]("secret detail")


urlpatterns = [
    path("refuses/<kind>/", refuses, name="refuses"),
    path("fragment/", fragment, name="fragment"),
    path("private/", private, name="private"),
    path("sink/", sink, name="sink"),
    path("search/", sink, name="search"),
    path("notices/", sink, name="notices"),
    path("sign-in/", LoginView.as_view(extra_context={"demo_logins": DEMO}), name="login"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("team/", include(([path("", sink, name="team")], "portal"))),
    path("scorecards/", include(([path("", sink, name="scorecards")], "goals"))),
    path("coaching/", include(([path("", sink, name="assignments")], "coaching"))),
    path("reviews/", include(([path("", sink, name="reviews")], "reviews"))),
    *portal,
]
