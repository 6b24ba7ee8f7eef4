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
            name='HonourRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('basis', models.CharField(choices=[('score', 'Score'), ('kpi', 'KPI')], max_length=5)),
                ('starts', models.DateField()),
                ('active', models.BooleanField(default=True)),
                ('kpi', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='metrics.kpi')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='incentives_honour_code'), models.CheckConstraint(condition=models.Q(models.Q(('basis', 'score'), ('kpi__isnull', True)), models.Q(('basis', 'kpi'), ('kpi__isnull', False)), _connector='OR'), name='incentives_honour_basis')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('teams', models.ManyToManyField(related_name='plans', to='people.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='incentives_plan_code')],
            },
        ),
        migrations.CreateModel(
            name='HonourRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('close_number', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rounds', to='incentives.honourrule')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('rule', 'month', 'close_number'), name='incentives_honour_round_once')],
            },
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('starts', models.DateField()),
                ('ends', models.DateField(blank=True, null=True)),
                ('spec', models.JSONField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='what changes, and why')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('edited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('editors', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='incentives.plan')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('plan', 'version'), name='incentives_plan_version_once'), models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gt', models.F('starts')), _connector='OR'), name='incentives_plan_version_dates'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('published_by__isnull', True)), models.Q(('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='incentives_plan_version_published_has_evidence'), models.UniqueConstraint(condition=models.Q(('ends__isnull', True), ('published_at__isnull', False)), fields=('plan',), name='incentives_plan_one_open_version'), models.UniqueConstraint(condition=models.Q(('published_at__isnull', True)), fields=('plan',), name='incentives_plan_one_draft')],
            },
        ),
        migrations.CreateModel(
            name='PayoutRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('number', models.PositiveIntegerField(default=1)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('calculated', 'Calculated'), ('submitted', 'Submitted'), ('approved', 'Approved'), ('locked', 'Locked'), ('exported', 'Exported'), ('acknowledged', 'Acknowledged')], default='draft', max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('calculated_at', models.DateTimeField(blank=True, null=True)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('approved_hash', models.CharField(blank=True, max_length=64)),
                ('locked_at', models.DateTimeField(blank=True, null=True)),
                ('exported_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('input_hash', models.CharField(blank=True, max_length=64)),
                ('output_hash', models.CharField(blank=True, max_length=64)),
                ('engine_version', models.CharField(blank=True, max_length=20)),
                ('total_minor', models.BigIntegerField(default=0)),
                ('close_number', models.PositiveIntegerField(null=True)),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('calculated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('exported_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('locked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='incentives.planversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('plan_version', 'month', 'number'), name='incentives_run_once'), models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('calculated_at__isnull', False), ('calculated_by__isnull', False), ('state__in', ('calculated', 'submitted', 'approved', 'locked', 'exported', 'acknowledged')), models.Q(('output_hash', ''), _negated=True)), _connector='OR'), name='incentives_run_calculated_has_evidence'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('state__in', ('approved', 'locked', 'exported', 'acknowledged')), ('approved_hash', models.F('output_hash')), models.Q(('approved_by', models.F('calculated_by')), _negated=True)), models.Q(models.Q(('state__in', ('approved', 'locked', 'exported', 'acknowledged')), _negated=True), ('approved_at__isnull', True), ('approved_by__isnull', True), ('approved_hash', '')), _connector='OR'), name='incentives_run_approved_has_evidence'), models.CheckConstraint(condition=models.Q(models.Q(('locked_at__isnull', False), ('locked_by__isnull', False), ('state__in', ('locked', 'exported', 'acknowledged'))), models.Q(models.Q(('state__in', ('locked', 'exported', 'acknowledged')), _negated=True), ('locked_at__isnull', True), ('locked_by__isnull', True)), _connector='OR'), name='incentives_run_locked_has_evidence')],
            },
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('values', models.JSONField(default=dict)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='people.person')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='awards', to='incentives.honourround')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('round', 'person'), name='incentives_award_once')],
            },
        ),
        migrations.CreateModel(
            name='PayrollFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel')], max_length=4)),
                ('filename', models.CharField(max_length=120)),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('total_minor', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='incentives.payoutrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'format'), name='incentives_file_once')],
            },
        ),
        migrations.CreateModel(
            name='RunException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('values', models.JSONField(default=dict)),
                ('cleared_at', models.DateTimeField(blank=True, null=True)),
                ('clearance', models.TextField(blank=True)),
                ('cleared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exceptions', to='incentives.payoutrun')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('clearance', ''), ('cleared_at__isnull', True)), models.Q(('cleared_at__isnull', False), models.Q(('clearance', ''), _negated=True)), _connector='OR'), name='incentives_exception_cleared_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='RunInput',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('team_id', models.BigIntegerField()),
                ('data', models.JSONField()),
                ('total_minor', models.BigIntegerField(default=0)),
                ('score_micros', models.BigIntegerField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inputs', to='incentives.payoutrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'person'), name='incentives_input_once')],
            },
        ),
        migrations.CreateModel(
            name='RunLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('step', models.CharField(max_length=20)),
                ('component', models.CharField(blank=True, max_length=60)),
                ('amount', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('base', models.TextField(blank=True)),
                ('rate', models.TextField(blank=True)),
                ('code', models.CharField(max_length=60)),
                ('values', models.JSONField(default=dict)),
                ('for_month', models.DateField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='incentives.payoutrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'person', 'position'), name='incentives_line_once')],
            },
        ),
    ]
