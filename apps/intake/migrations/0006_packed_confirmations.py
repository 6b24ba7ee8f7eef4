"""Confirmations are packed, a block of them in one row: those there are move over."""

import io
from typing import Any

import django.db.models.deletion
import polars as pl
from django.db import migrations, models
from django.db.models import F, Q

ROWS_AT_ONCE = 100_000


def pack_all(apps: Any, schema_editor: Any) -> None:
    """Each batch's confirmations of a record type, in blocks ordered by fact."""
    old, new = apps.get_model("intake", "OldConfirmation"), apps.get_model("intake", "Confirmation")
    pairs = old.objects.order_by().values_list("batch_id", "record_type").distinct()
    for batch_id, record_type in list(pairs):
        rows = old.objects.filter(batch_id=batch_id, record_type=record_type).order_by("fact_id")
        said: list[tuple[int, int]] = []
        for fact_and_row in rows.values_list("fact_id", "row").iterator(chunk_size=10_000):
            said.append(fact_and_row)
            if len(said) == ROWS_AT_ONCE:
                _keep(new, batch_id, record_type, said)
                said = []
        if said:
            _keep(new, batch_id, record_type, said)


def _keep(new: Any, batch_id: int, record_type: str, said: list[tuple[int, int]]) -> None:
    frame = pl.DataFrame(said, schema={"fact_id": pl.Int64, "row": pl.Int64}, orient="row")
    packed = io.BytesIO()
    steps = frame.select(pl.all().diff().fill_null(pl.all().first()))
    steps.write_ipc(packed, compression="zstd")
    new.objects.create(
        batch_id=batch_id,
        record_type=record_type,
        first_fact=said[0][0],
        last_fact=said[-1][0],
        count=len(said),
        facts=packed.getvalue(),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0005_record_types'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='confirmation', name='intake_confirmation_once'),
        migrations.RenameModel(old_name='Confirmation', new_name='OldConfirmation'),
        migrations.AlterField(
            model_name='oldconfirmation',
            name='batch',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='intake.batch'),
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record_type', models.CharField(choices=[('call', 'Calls'), ('order', 'Orders'), ('refund', 'Refunds'), ('opportunity', 'Opportunities'), ('enquiry', 'Enquiries'), ('survey', 'Survey responses'), ('complaint', 'Complaints'), ('evaluation', 'Evaluations'), ('order_line', 'Order lines'), ('credit', 'Order credits'), ('session', 'Agent sessions'), ('follow_up', 'Follow-ups'), ('measurement', 'Measurements')], max_length=20)),
                ('first_fact', models.BigIntegerField()),
                ('last_fact', models.BigIntegerField()),
                ('count', models.PositiveIntegerField()),
                ('facts', models.BinaryField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='intake.batch')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=Q(first_fact__lte=F('last_fact'), count__gt=0), name='intake_confirmation_some')],
            },
        ),
        migrations.RunPython(pack_all, migrations.RunPython.noop, elidable=True),
        migrations.DeleteModel(name='OldConfirmation'),
    ]
