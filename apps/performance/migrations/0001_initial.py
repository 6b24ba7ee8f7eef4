import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='PeriodSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('close_number', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month', 'close_number'), name='performance_snapshot_once')],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('agent', 'Agent'), ('team', 'Team')], max_length=5)),
                ('subject_id', models.BigIntegerField()),
                ('team_id', models.BigIntegerField()),
                ('scorecard_id', models.BigIntegerField()),
                ('score_micros', models.BigIntegerField(null=True)),
                ('place', models.PositiveIntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=60)),
                ('lines', models.JSONField()),
                ('detail', models.JSONField(default=dict)),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='performance.periodsnapshot')),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'subject_id'], name='performance_result_subject')],
                'constraints': [models.UniqueConstraint(fields=('snapshot', 'subject', 'subject_id'), name='performance_result_once')],
            },
        ),
    ]
