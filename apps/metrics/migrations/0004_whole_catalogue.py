"""The rest of the catalogue as it stood when this migration was written; later entries by install_catalogue."""

from datetime import date

from django.db import migrations

STARTS = date(2010, 1, 1)
MEAN = {"min_sample": 30, "decimals": 1}
FEW = {"min_sample": 10, "decimals": 1}
FIRST_POSITION = 28

# code, name, category, unit, direction, numerator, denominator, other
KPIS = [
    ("contact_rate", "Contact rate", "efficiency", "rate", "higher", "connected", "dialled", MEAN),
    ("calls_per_hour", "Calls per hour logged in", "efficiency", "count", "higher", "calls_by_hour",
     "logged_in_seconds", {"decimals": 1, "min_sample": 5}),
    ("wrap_up_time", "Wrap-up time", "efficiency", "seconds", "lower", "wrap_up_seconds", "wrapped_calls", MEAN),
    ("abandoned_rate", "Abandoned rate", "efficiency", "rate", "lower", "abandoned", "abandon_known", MEAN),
    ("first_contact_resolution", "First-contact resolution", "customer", "rate", "higher", "resolved_first",
     "resolution_known", MEAN),
    ("response_rate", "Survey response rate", "customer", "rate", "higher", "survey_responses", "calls_answered",
     MEAN),
    ("net_promoter_score", "Net promoter score", "customer", "points", "higher", "net_promoters",
     "survey_responses", {**FEW, "horizon": "long", "parameters": {"promoter_from": 500, "detractor_to": 300}}),
    ("refund_rate", "Refund rate", "sales", "rate", "lower", "reversed_amount", "order_amount", FEW),
    ("orders_per_buyer", "Orders per buyer", "sales", "count", "higher", "buyer_orders", "buyers",
     {**FEW, "decimals": 2}),
    ("items_per_order", "Items per order", "sales", "count", "higher", "pieces", "lined_orders",
     {**FEW, "decimals": 2, "scale": 1000}),
    ("attach_rate", "Attach rate", "sales", "rate", "higher", "attached_orders", "lined_orders", FEW),
    ("cross_sell_share", "Cross-sell share", "sales", "rate", "higher", "cross_sold", "purchases", FEW),
    ("callbacks_on_time", "Callbacks done on time", "customer", "rate", "higher", "callbacks_kept",
     "callbacks_due", FEW),
    ("new_market_share", "Share of sales from new markets", "sales", "rate", "higher", "new_market_amount",
     "order_amount", {**FEW, "horizon": "long", "parameters": {"new_market_months": 12}}),
    ("sales_per_contact", "Sales per contact", "sales", "money", "higher", "net_sales", "connected",
     {"scale": 100, "decimals": 2, "min_sample": 30}),
    ("brand_reputation", "Brand reputation", "customer", "points", "higher", "measured_value", "measurements",
     {"scale": 1_000_000, "decimals": 1, "horizon": "long", "parameters": {"measurement": "brand_reputation"}}),
    ("enquiries", "Enquiries", "customer", "count", "higher", "enquiries", "", {}),
    ("sales_amount_verified", "Sales amount, verified orders", "sales", "money", "higher", "net_sales", "",
     {"scale": 100, "parameters": {"order_state": "verified"}, "active": False}),
    ("sales_amount_paid", "Sales amount, paid orders", "sales", "money", "higher", "net_sales", "",
     {"scale": 100, "parameters": {"order_state": "paid"}, "active": False}),
    ("conversion_rate_dialled", "Conversion rate of customers dialled", "sales", "rate", "higher",
     "contacted_buyers", "reached_customers",
     {**MEAN, "parameters": {"look_back_days": 30, "contact": "dialled"}, "active": False}),
    ("conversion_rate_offered", "Conversion rate of callers", "sales", "rate", "higher", "contacted_buyers",
     "reached_customers", {**MEAN, "parameters": {"look_back_days": 30, "contact": "offered"}, "active": False}),
    ("retention_rate_months", "Retention rate over months", "customer", "rate", "higher",
     "retained_customers_months", "base_customers_months",
     {**MEAN, "horizon": "long", "parameters": {"base_months": 3}, "active": False}),
    ("new_customers_months", "Customers won or won back", "sales", "count", "higher", "new_customers_months", "",
     {"horizon": "long", "parameters": {"new_customer_months": 12}, "active": False}),
]


def install(apps, schema_editor):
    Kpi = apps.get_model("metrics", "Kpi")
    KpiVersion = apps.get_model("metrics", "KpiVersion")
    for position, (code, name, category, unit, direction, numerator, denominator, other) in enumerate(
        KPIS, FIRST_POSITION
    ):
        if Kpi.objects.filter(code=code).exists():
            continue
        kpi = Kpi.objects.create(
            code=code, name=name, category=category, unit=unit, direction=direction, position=position,
            horizon=other.get("horizon", "short"), decimals=other.get("decimals", 0), is_volume=not denominator,
            active=other.get("active", True),
        )
        KpiVersion.objects.create(
            kpi=kpi, version=1, starts=STARTS, numerator=numerator, denominator=denominator,
            scale=other.get("scale", 1), min_sample=other.get("min_sample", 0),
            parameters=other.get("parameters", {}),
        )


def remove(apps, schema_editor):
    codes = [row[0] for row in KPIS]
    apps.get_model("metrics", "KpiVersion").objects.filter(kpi__code__in=codes).delete()
    apps.get_model("metrics", "Kpi").objects.filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("metrics", "0003_cell_checks")]
    operations = [migrations.RunPython(install, remove)]
