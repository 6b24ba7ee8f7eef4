import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('metrics', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CoachingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('basis', models.CharField(choices=[('score', 'Score'), ('kpi', 'KPI')], max_length=5, verbose_name='looks at')),
                ('bound_micros', models.BigIntegerField(verbose_name='bound')),
                ('periods_in_row', models.PositiveSmallIntegerField(default=1, verbose_name='periods in a row')),
                ('due_days', models.PositiveSmallIntegerField(default=14, verbose_name='days until due')),
                ('starts', models.DateField()),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('kpi', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='metrics.kpi', verbose_name='KPI')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='coaching_rule_code'), models.CheckConstraint(condition=models.Q(('periods_in_row__gte', 1)), name='coaching_rule_periods'), models.CheckConstraint(condition=models.Q(models.Q(('basis', 'score'), ('kpi__isnull', True)), models.Q(('basis', 'kpi'), ('kpi__isnull', False)), _connector='OR'), name='coaching_rule_basis')],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kpi_code', models.CharField(blank=True, max_length=40)),
                ('month', models.DateField()),
                ('close_number', models.PositiveIntegerField()),
                ('reason_code', models.CharField(max_length=60)),
                ('reason_values', models.JSONField(default=dict)),
                ('opened_at', models.DateTimeField()),
                ('due_day', models.DateField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=6)),
                ('outcome', models.CharField(blank=True, choices=[('reached', 'Reached'), ('improved', 'Improved'), ('not_improved', 'Not improved'), ('too_little_data', 'Too little data')], max_length=16)),
                ('outcome_note', models.TextField(blank=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coach', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coaching_given', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coaching', to='people.person')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='coaching.coachingrule')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('person', 'rule', 'kpi_code'), name='coaching_one_open_assignment'), models.CheckConstraint(condition=models.Q(('person', models.F('coach')), _negated=True), name='coaching_not_oneself'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', ''), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='coaching_closed_has_outcome')],
            },
        ),
        migrations.CreateModel(
            name='RuleRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('close_number', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rounds', to='coaching.coachingrule')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('rule', 'month', 'close_number'), name='coaching_round_once')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(verbose_name='held on')),
                ('notes', models.TextField(verbose_name='notes')),
                ('agreed', models.TextField(blank=True, verbose_name='agreed next step')),
                ('written_at', models.DateTimeField()),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='coaching.assignment')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
