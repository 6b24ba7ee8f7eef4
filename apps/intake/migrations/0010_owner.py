from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0009_expected_from'),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='owner_name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='source',
            name='owner_email',
            field=models.EmailField(blank=True, max_length=200),
        ),
    ]
