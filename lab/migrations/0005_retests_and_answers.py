"""Retests of retained parts, what lots are quarantined for, and answers that say why.

A retest is measured by another analyst than the first sample; the trigger says so to whoever
walks round the service.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from enterprises.protection import never_deleted

# Proposed before they had numbers: a year in which nothing else is numbered.
NUMBERS = "UPDATE lab_ledgeradjustment SET number = 'A00-' || lpad(id::text, 6, '0')"

ANALYSTS = """
    CREATE FUNCTION lab_retest_is_measured_by_another() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF EXISTS (
            WITH RECURSIVE tested AS (
                SELECT retest_of_id AS id FROM lab_sample WHERE id = NEW.sample_id
                UNION
                SELECT s.retest_of_id FROM lab_sample s JOIN tested t ON s.id = t.id
            )
            SELECT 1 FROM lab_result r JOIN tested t ON r.sample_id = t.id
            WHERE r.analyst_id = NEW.analyst_id
        ) THEN
            RAISE EXCEPTION 'a retest is measured by another analyst'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'retest_measured_by_another', TABLE = 'lab_result';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER lab_retest_is_measured_by_another BEFORE INSERT ON lab_result
        FOR EACH ROW EXECUTE FUNCTION lab_retest_is_measured_by_another();
"""

ANALYSTS_REVERSE = """
    DROP TRIGGER lab_retest_is_measured_by_another ON lab_result;
    DROP FUNCTION lab_retest_is_measured_by_another();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0002_guards"),
        ("lab", "0004_report_names_failing_markets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Retest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("accepted", "Accepted"),
                            ("done", "Done"),
                            ("declined", "Declined"),
                            ("out_of_time", "Asked too late"),
                        ],
                        default="asked",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("grounds", models.CharField(max_length=300, verbose_name="grounds")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("ask_by", models.DateField(verbose_name="could be asked for by")),
                ("conclude_by", models.DateField(verbose_name="to be concluded by")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("passed", "Passed"),
                            ("failed", "Failed again"),
                            ("inconclusive", "Inconclusive"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "retest",
                "verbose_name_plural": "retests",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="counted_skins",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="skins the buyer counted"
            ),
        ),
        migrations.AddField(
            model_name="ledgeradjustment",
            name="answer",
            field=models.CharField(blank=True, max_length=300, verbose_name="answer"),
        ),
        migrations.AddField(
            model_name="ledgeradjustment",
            name="number",
            field=models.CharField(max_length=20, null=True, verbose_name="number"),
        ),
        migrations.RunSQL(NUMBERS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="ledgeradjustment",
            name="number",
            field=models.CharField(max_length=20, unique=True, verbose_name="number"),
        ),
        migrations.AddField(
            model_name="monitoringobligation",
            name="waiver_reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=300,
                verbose_name="why it is waived",
            ),
        ),
        migrations.AddField(
            model_name="rawmateriallot",
            name="quarantined_for",
            field=models.ForeignKey(
                blank=True,
                help_text="The failed sample that set it aside; nobody's, where a person did.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="lab.sample",
                verbose_name="set aside for",
            ),
        ),
        migrations.AddConstraint(
            model_name="monitoringobligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "waived"), _negated=True),
                    models.Q(("waived_by__isnull", False), ("waiver_proposed_by__isnull", False)),
                    _connector="OR",
                ),
                name="obligation_waived_names_both",
            ),
        ),
        migrations.AddConstraint(
            model_name="rawmateriallot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quarantined_for__isnull", True),
                    ("state__in", ["quarantined", "rejected"]),
                    _connector="OR",
                ),
                name="lot_set_aside_for_a_sample_is_set_aside",
            ),
        ),
        migrations.AddField(
            model_name="retest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AddField(
            model_name="retest",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="retest",
            name="enterprise",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="retests",
                to="enterprises.enterprise",
            ),
        ),
        migrations.AddField(
            model_name="retest",
            name="retained",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="retest_request",
                to="lab.sample",
                verbose_name="sample of the retained part",
            ),
        ),
        migrations.AddField(
            model_name="retest",
            name="sample",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="retest_requests",
                to="lab.sample",
            ),
        ),
        migrations.AddIndex(
            model_name="retest",
            index=models.Index(fields=["state", "conclude_by"], name="retest_by_state"),
        ),
        migrations.AddConstraint(
            model_name="retest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["asked", "accepted", "done", "declined", "out_of_time"])
                ),
                name="retest_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="retest",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["", "passed", "failed", "inconclusive"])),
                name="retest_outcome_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="retest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("retained__isnull", False), ("state__in", ["accepted", "done"])),
                    models.Q(
                        ("retained__isnull", True),
                        ("state__in", ["asked", "declined", "out_of_time"]),
                    ),
                    _connector="OR",
                ),
                name="retest_accepted_has_its_sample",
            ),
        ),
        migrations.AddConstraint(
            model_name="retest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("done_at__isnull", False),
                        ("state", "done"),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "done"), _negated=True),
                        ("done_at__isnull", True),
                        ("outcome", ""),
                    ),
                    _connector="OR",
                ),
                name="retest_done_has_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="retest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="retest_declined_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="retest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="retest_never_decided_by_who_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="retest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "declined"), _negated=True),
                fields=("sample",),
                name="retest_once_per_sample",
            ),
        ),
        never_deleted("lab_retest"),
        migrations.RunSQL(ANALYSTS, ANALYSTS_REVERSE),
    ]
