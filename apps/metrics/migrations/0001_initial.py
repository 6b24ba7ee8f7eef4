import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Kpi',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('category', models.CharField(choices=[('sales', 'Sales'), ('efficiency', 'Efficiency'), ('customer', 'Customers')], max_length=12)),
                ('horizon', models.CharField(choices=[('short', 'Short-term'), ('long', 'Long-term')], max_length=6)),
                ('unit', models.CharField(choices=[('count', 'Count'), ('money', 'Money'), ('rate', 'Rate'), ('seconds', 'Seconds'), ('points', 'Points')], max_length=8)),
                ('direction', models.CharField(choices=[('higher', 'Higher is better'), ('lower', 'Lower is better'), ('band', 'Inside a band')], max_length=6)),
                ('decimals', models.PositiveSmallIntegerField(default=0)),
                ('is_volume', models.BooleanField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='metrics_kpi_code')],
            },
        ),
        migrations.CreateModel(
            name='Cell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('agent', 'Agent'), ('team', 'Team')], max_length=5)),
                ('subject_id', models.BigIntegerField()),
                ('grain', models.CharField(choices=[('day', 'Day'), ('week', 'Week'), ('month', 'Month'), ('quarter', 'Quarter')], max_length=7)),
                ('starts', models.DateField()),
                ('numerator', models.BigIntegerField()),
                ('denominator', models.BigIntegerField(null=True)),
                ('n', models.BigIntegerField()),
                ('kpi', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='metrics.kpi')),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'subject_id', 'grain', 'starts'], name='metrics_cell_subject')],
                'constraints': [models.UniqueConstraint(fields=('grain', 'starts', 'subject', 'subject_id', 'kpi'), name='metrics_cell_once')],
            },
        ),
        migrations.CreateModel(
            name='KpiVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('starts', models.DateField()),
                ('numerator', models.CharField(max_length=60)),
                ('denominator', models.CharField(blank=True, max_length=60)),
                ('scale', models.PositiveIntegerField(default=1)),
                ('min_sample', models.PositiveIntegerField(default=0)),
                ('parameters', models.JSONField(blank=True, default=dict)),
                ('kpi', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='metrics.kpi')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kpi', 'version'), name='metrics_kpi_version_once'), models.UniqueConstraint(fields=('kpi', 'starts'), name='metrics_kpi_version_starts_once'), models.CheckConstraint(condition=models.Q(('scale__gt', 0)), name='metrics_kpi_version_scale')],
            },
        ),
    ]
