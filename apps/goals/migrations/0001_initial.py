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
            name='Objective',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('focus', models.CharField(choices=[('growth', 'Grow sales'), ('new_markets', 'Win new markets'), ('retention', 'Keep customers'), ('quality', 'Raise quality'), ('efficiency', 'Use capacity'), ('brand', 'Build the brand')], max_length=20, verbose_name='focus')),
                ('starts', models.DateField(verbose_name='from')),
                ('ends', models.DateField(verbose_name='until')),
                ('measure_of_success', models.CharField(blank=True, max_length=300, verbose_name='measure of success')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='people.person')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='goals.objective')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='goals_objective_dates'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='goals_objective_not_own_parent')],
            },
        ),
        migrations.CreateModel(
            name='Scorecard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('starts', models.DateField()),
                ('ends', models.DateField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('retired', 'Retired')], default='draft', max_length=10)),
                ('no_data', models.CharField(choices=[('redistribute', 'Its weight goes to the others'), ('zero', 'It counts 0 %'), ('full', 'It counts 100 %')], default='redistribute', max_length=12)),
                ('minimum_days', models.PositiveSmallIntegerField(default=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('retired_because', models.CharField(blank=True, max_length=300)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retired_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scorecards', to='people.team')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='goals_scorecard_dates'), models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', False), ('state', 'retired'), models.Q(('retired_because', ''), _negated=True)), models.Q(models.Q(('state', 'retired'), _negated=True), ('retired_at__isnull', True), ('retired_because', '')), _connector='OR'), name='goals_scorecard_retired_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('published_at__isnull', False)), _connector='OR'), name='goals_scorecard_published_has_evidence')],
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('weight', models.PositiveIntegerField()),
                ('grain', models.CharField(choices=[('month', 'Month'), ('week', 'Week')], default='month', max_length=5)),
                ('target_micros', models.BigIntegerField(null=True)),
                ('threshold_micros', models.BigIntegerField(blank=True, null=True)),
                ('stretch_micros', models.BigIntegerField(blank=True, null=True)),
                ('zero_micros', models.BigIntegerField(blank=True, null=True)),
                ('low_micros', models.BigIntegerField(blank=True, null=True)),
                ('high_micros', models.BigIntegerField(blank=True, null=True)),
                ('low_limit_micros', models.BigIntegerField(blank=True, null=True)),
                ('high_limit_micros', models.BigIntegerField(blank=True, null=True)),
                ('cap_permille', models.PositiveIntegerField(default=1500)),
                ('kpi', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='metrics.kpi')),
                ('objective', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='goals.objective')),
                ('scorecard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='goals.scorecard')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('scorecard', 'kpi'), name='goals_line_kpi_once'), models.CheckConstraint(condition=models.Q(('weight__gt', 0), ('weight__lte', 10000)), name='goals_line_weight'), models.CheckConstraint(condition=models.Q(('target_micros__isnull', False), models.Q(('high_limit_micros__isnull', False), ('high_micros__isnull', False), ('low_limit_micros__isnull', False), ('low_micros__isnull', False)), _connector='OR'), name='goals_line_has_target')],
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('scorecard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acknowledgements', to='goals.scorecard')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('scorecard', 'person'), name='goals_acknowledged_once')],
            },
        ),
        migrations.CreateModel(
            name='ScorecardMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('scorecard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='months', to='goals.scorecard')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('team', 'month'), name='goals_scorecard_month_once')],
            },
        ),
        migrations.CreateModel(
            name='PersonTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target_micros', models.BigIntegerField()),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='person_targets', to='goals.line')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line', 'person'), name='goals_person_target_once')],
            },
        ),
    ]
