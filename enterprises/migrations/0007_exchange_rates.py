"""What currencies are worth in US dollars, by date."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

import enterprises.models.markets
from enterprises.protection import stamps_reference


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0006_notice_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=400, verbose_name="source")),
                (
                    "confidence",
                    models.CharField(blank=True, max_length=40, verbose_name="confidence"),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="The first day it no longer holds.",
                        null=True,
                        verbose_name="valid until",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "usd_rate",
                    models.DecimalField(
                        decimal_places=6, max_digits=12, verbose_name="US dollars for one"
                    ),
                ),
            ],
            options={
                "verbose_name": "exchange rate",
                "verbose_name_plural": "exchange rates",
                "ordering": ["currency", "valid_from", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("usd_rate__gt", 0)), name="exchange_rate_is_positive"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("currency"), "="),
                            (
                                enterprises.models.markets.DateRange(
                                    "valid_from",
                                    "valid_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="exchange_rate_one_per_currency_and_day",
                    ),
                ],
            },
        ),
        stamps_reference("enterprises_exchangerate"),
    ]
