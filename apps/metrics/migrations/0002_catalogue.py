"""The catalogue of KPIs as it stood when this migration was written; later entries come by install_catalogue."""

from datetime import date

from django.db import migrations

STARTS = date(2010, 1, 1)
MEAN = {"min_sample": 30, "decimals": 1}

# code, name, category, unit, direction, numerator, denominator, other
KPIS = [
    ("sales_amount", "Sales amount", "sales", "money", "higher", "net_sales", "", {"scale": 100}),
    ("conversion_rate", "Conversion rate", "sales", "rate", "higher", "contacted_buyers", "reached_customers",
     {**MEAN, "parameters": {"look_back_days": 30}}),
    ("average_order_value", "Average order value", "sales", "money", "higher", "order_amount", "orders",
     {"scale": 100, "decimals": 2, "min_sample": 5}),
    ("outbound_calls", "Outbound calls", "efficiency", "count", "higher", "outbound_calls", "", {}),
    ("talk_time", "Talk time", "efficiency", "seconds", "band", "talk_seconds", "talked_calls", MEAN),
    ("response_time", "Response time", "efficiency", "seconds", "lower", "wait_seconds", "waited_calls", MEAN),
    ("customer_satisfaction", "Customer satisfaction", "customer", "points", "higher", "survey_score",
     "survey_responses", {"scale": 100, "decimals": 2, "min_sample": 10, "horizon": "long"}),
    ("retention_rate", "Retention rate", "customer", "rate", "higher", "retained_customers", "base_customers",
     {**MEAN, "horizon": "long"}),
    ("complaint_rate", "Complaint rate", "customer", "rate", "lower", "complaints", "customers_served",
     {**MEAN, "decimals": 2, "horizon": "long"}),
    ("new_customers", "New customers won", "sales", "count", "higher", "new_customers", "", {"horizon": "long"}),
    ("uncontacted_buyers", "Buyers without contact", "sales", "count", "higher", "uncontacted_buyers", "",
     {"parameters": {"look_back_days": 30}}),
    ("refund_amount", "Refunds", "sales", "money", "lower", "reversed_amount", "", {"scale": 100}),
    ("opportunities", "Opportunities", "sales", "count", "higher", "opportunities", "", {}),
    ("deals_closed", "Deals closed", "sales", "count", "higher", "deals_closed", "", {}),
    ("won", "Deals won", "sales", "count", "higher", "won", "", {}),
    ("lost", "Deals lost", "sales", "count", "lower", "lost", "", {}),
    ("win_rate", "Win rate", "sales", "rate", "higher", "won", "deals_closed", MEAN),
    ("offered", "Calls offered", "efficiency", "count", "higher", "offered", "", {}),
    ("answered", "Calls answered", "efficiency", "count", "higher", "answered", "", {}),
    ("answer_rate", "Answer rate", "efficiency", "rate", "higher", "answered", "offered", MEAN),
    ("service_level", "Service level", "efficiency", "rate", "higher", "answered_in_time", "offered",
     {**MEAN, "parameters": {"within_seconds": 20}}),
    ("enquiry_response_time", "Response time to enquiries", "efficiency", "seconds", "lower",
     "response_seconds", "responses_given", {"decimals": 1, "min_sample": 10}),
    ("resolved", "Calls resolved", "customer", "count", "higher", "resolved", "", {}),
    ("top_score_share", "Share of top scores", "customer", "rate", "higher", "top_scores", "survey_responses",
     {"decimals": 1, "min_sample": 10, "parameters": {"top_score": 400}}),
    *[
        (code, name, "customer", "points", "higher", code, below,
         {"scale": 100, "decimals": 2, "min_sample": 10, "horizon": "long"})
        for code, name, below in (
            ("attitude", "Attitude", "attitude_responses"),
            ("professionalism", "Professionalism", "professionalism_responses"),
            ("problem_solving", "Problem solving", "problem_solving_responses"),
            ("quality_score", "Quality score", "evaluations"),
        )
    ],
]


def install(apps, schema_editor):
    Kpi = apps.get_model("metrics", "Kpi")
    KpiVersion = apps.get_model("metrics", "KpiVersion")
    for position, (code, name, category, unit, direction, numerator, denominator, other) in enumerate(KPIS):
        kpi = Kpi.objects.create(
            code=code, name=name, category=category, unit=unit, direction=direction, position=position,
            horizon=other.get("horizon", "short"), decimals=other.get("decimals", 0), is_volume=not denominator,
        )
        KpiVersion.objects.create(
            kpi=kpi, version=1, starts=STARTS, numerator=numerator, denominator=denominator,
            scale=other.get("scale", 1), min_sample=other.get("min_sample", 0),
            parameters=other.get("parameters", {}),
        )


def remove(apps, schema_editor):
    apps.get_model("metrics", "KpiVersion").objects.all().delete()
    apps.get_model("metrics", "Kpi").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("metrics", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
