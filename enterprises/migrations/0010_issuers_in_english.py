"""The issuers of measures, and who backs them, in English too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0009_no_full_registration_unvisited"),
    ]

    operations = [
        migrations.AddField(
            model_name="policymeasure",
            name="backed_by_en",
            field=models.CharField(
                blank=True, default="", max_length=120, verbose_name="backed by (English)"
            ),
        ),
        migrations.AddField(
            model_name="policymeasure",
            name="issuer_en",
            field=models.CharField(
                blank=True, default="", max_length=120, verbose_name="issuer (English)"
            ),
        ),
        migrations.AlterField(
            model_name="policymeasure",
            name="backed_by_zh",
            field=models.CharField(blank=True, max_length=80, verbose_name="backed by (Chinese)"),
        ),
        migrations.AlterField(
            model_name="policymeasure",
            name="issuer_zh",
            field=models.CharField(max_length=80, verbose_name="issuer (Chinese)"),
        ),
    ]
