import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.people import overlaps


def guard_leave(_apps, schema_editor):
    """SQLite makes the table anew for a column, without its triggers."""
    overlaps.guard_again(schema_editor.connection, "people_leave")


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_large_counts'),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_leave),
        migrations.AddField(
            model_name='leave',
            name='half',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunPython(guard_leave, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Downtime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('day_minutes', models.PositiveSmallIntegerField(default=480)),
                ('reason', models.CharField(max_length=200)),
                ('logged_at', models.DateTimeField()),
                ('logged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
            ],
        ),
        migrations.CreateModel(
            name='DowntimeTeam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('permille', models.PositiveSmallIntegerField()),
                ('downtime', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='people.downtime')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.team')),
            ],
        ),
        migrations.CreateModel(
            name='Deputy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts', models.DateField()),
                ('ends', models.DateField()),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stands_in', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deputies', to='people.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='people_deputy_dates'), models.CheckConstraint(condition=models.Q(('person', models.F('deputy')), _negated=True), name='people_deputy_is_another'), models.UniqueConstraint(fields=('person', 'deputy', 'starts'), name='people_deputy_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='downtime',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gt', 0), ('minutes__lte', models.F('day_minutes'))), name='people_downtime_minutes'),
        ),
        migrations.AddConstraint(
            model_name='downtime',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='people_downtime_reason'),
        ),
        migrations.AddConstraint(
            model_name='downtime',
            constraint=models.UniqueConstraint(fields=('team', 'day', 'reason'), name='people_downtime_once'),
        ),
        migrations.AddIndex(
            model_name='downtimeteam',
            index=models.Index(fields=['day'], name='people_downtime_day'),
        ),
        migrations.AddConstraint(
            model_name='downtimeteam',
            constraint=models.UniqueConstraint(fields=('downtime', 'team'), name='people_downtime_team_once'),
        ),
    ]
