"""A report names the markets it fails for, so that eligibility need not read its verdicts."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lab", "0003_ledger_adjustments"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="failing_markets",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30),
                default=list,
                size=None,
                verbose_name="fails for",
            ),
        ),
    ]
