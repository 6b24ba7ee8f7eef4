"""Dated rows that never overlap, the calendar from 2010 to 2040, and the row of the organisation."""

from datetime import date, timedelta

from django.db import migrations

from apps.people import overlaps

FIRST, LAST = date(2010, 1, 1), date(2040, 12, 31)


def guard(_apps, schema_editor):
    overlaps.guard(schema_editor.connection)


def unguard(_apps, schema_editor):
    overlaps.unguard(schema_editor.connection)


def fill_calendar(apps, _schema_editor):
    CalendarDay = apps.get_model("people", "CalendarDay")
    every = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                day=day,
                week=day - timedelta(days=day.weekday()),
                month=day.replace(day=1),
                quarter=day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
            )
            for day in every
        ],
        ignore_conflicts=True,
        batch_size=5000,
    )


def empty_calendar(apps, _schema_editor):
    apps.get_model("people", "CalendarDay").objects.all().delete()


def name_organisation(apps, _schema_editor):
    apps.get_model("people", "Organisation").objects.get_or_create(pk=1, defaults={"name": "Goals & Rewards"})


class Migration(migrations.Migration):
    # After the tables only: on PostgreSQL rows and schema changes of one table do not mix in one transaction.
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.RunPython(guard, unguard),
        migrations.RunPython(fill_calendar, empty_calendar),
        migrations.RunPython(name_organisation, migrations.RunPython.noop),
    ]
