from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0008_progress'),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='goes_on',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='source',
            name='expected_from',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('goes_on', True), ('expected_from__isnull', True), _connector='OR'), name='intake_source_single_expects_nothing'),
        ),
    ]
