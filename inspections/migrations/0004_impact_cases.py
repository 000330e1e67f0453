"""Open a case for each failed sample, and keep it open until its tasks are done."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from enterprises.protection import append_only, never_deleted

# Both ways round: no case is closed over an open task, and no task changes once closing is asked.
TASKS = """
    CREATE FUNCTION inspections_impact_case_ends_with_its_tasks() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NEW.state IN ('closing', 'closed') AND EXISTS (
            SELECT 1 FROM inspections_impacttask t WHERE t.case_id = NEW.id AND t.state = 'open'
        ) THEN
            RAISE EXCEPTION 'an impact case is closed when its tasks are done'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'impact_case_closed_with_its_tasks_done',
                    TABLE = 'inspections_impactcase';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER inspections_impact_case_ends_with_its_tasks
        BEFORE INSERT OR UPDATE OF state ON inspections_impactcase
        FOR EACH ROW EXECUTE FUNCTION inspections_impact_case_ends_with_its_tasks();

    CREATE FUNCTION inspections_impact_task_moves_while_at_work() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE
        its_state text;
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.state = 'done' THEN
            RAISE EXCEPTION 'a task that is done is never changed'
                USING ERRCODE = 'restrict_violation', TABLE = 'inspections_impacttask';
        END IF;
        SELECT state INTO its_state FROM inspections_impactcase WHERE id = NEW.case_id FOR SHARE;
        IF its_state IN ('closing', 'closed') THEN
            RAISE EXCEPTION 'the tasks of an impact case that is closing are fixed'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'impact_task_changes_while_at_work',
                    TABLE = 'inspections_impacttask';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER inspections_impact_task_moves_while_at_work
        BEFORE INSERT OR UPDATE ON inspections_impacttask
        FOR EACH ROW EXECUTE FUNCTION inspections_impact_task_moves_while_at_work();
"""
TASKS_REVERSE = """
    DROP TRIGGER inspections_impact_task_moves_while_at_work ON inspections_impacttask;
    DROP FUNCTION inspections_impact_task_moves_while_at_work();
    DROP TRIGGER inspections_impact_case_ends_with_its_tasks ON inspections_impactcase;
    DROP FUNCTION inspections_impact_case_ends_with_its_tasks();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0002_guards"),
        ("inspections", "0003_draws_and_uses"),
        ("lab", "0004_report_names_failing_markets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImpactCase",
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
                            ("open", "Open"),
                            ("closing", "Closing"),
                            ("closed", "Closed"),
                            ("reopened", "Reopened"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened at")),
                ("state_since", models.DateTimeField(verbose_name="state since")),
                (
                    "state_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "impact case",
                "verbose_name_plural": "impact cases",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImpactLot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("sampled", "Sampled itself"),
                            ("batch", "Of the failed dye batch"),
                            ("dyehouse", "Of the dyehouse, since its last pass"),
                            ("goods", "In the goods that failed"),
                            ("sibling", "Of the same dye batch, listed only"),
                        ],
                        max_length=8,
                        verbose_name="reached as",
                    ),
                ),
                (
                    "skins_left",
                    models.PositiveIntegerField(verbose_name="skins left when the case was opened"),
                ),
            ],
            options={
                "verbose_name": "lot of an impact case",
                "verbose_name_plural": "lots of impact cases",
                "ordering": ["case", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ImpactTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordinal", models.PositiveIntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("certificate", "Revoke or keep a certificate"),
                            ("consignment", "Recall or notify a consignment"),
                            ("inform", "Inform a firm"),
                            ("lot", "Settle a lot"),
                            ("other", "Anything else"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Done")],
                        default="open",
                        max_length=4,
                        verbose_name="state",
                    ),
                ),
                (
                    "what",
                    models.CharField(blank=True, max_length=300, verbose_name="what is to be done"),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("revoked", "Revoked"),
                            ("kept", "Kept"),
                            ("ended", "No longer in force"),
                            ("recalled", "Recalled"),
                            ("notified", "Destination notified"),
                            ("not_shipped", "Has not left"),
                            ("informed", "Informed"),
                            ("freed", "Freed"),
                            ("rejected", "Rejected"),
                            ("done", "Done"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "task of an impact case",
                "verbose_name_plural": "tasks of impact cases",
                "ordering": ["case", "ordinal"],
            },
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["state", "-id"], name="certificate_by_state"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["enterprise", "-id"], name="certificate_by_firm"),
        ),
        migrations.AddField(
            model_name="impactcase",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="impactcase",
            name="closing_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="impactcase",
            name="sample",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="impact_case",
                to="lab.sample",
            ),
        ),
        migrations.AddField(
            model_name="impactlot",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lots",
                to="inspections.impactcase",
            ),
        ),
        migrations.AddField(
            model_name="impactlot",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="lab.rawmateriallot",
            ),
        ),
        migrations.AddField(
            model_name="impacttask",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="inspections.impactcase",
            ),
        ),
        migrations.AddField(
            model_name="impacttask",
            name="certificate",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inspections.certificate",
            ),
        ),
        migrations.AddField(
            model_name="impacttask",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="impacttask",
            name="declaration",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inspections.declaration",
            ),
        ),
        migrations.AddField(
            model_name="impacttask",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="impacttask",
            name="enterprise",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enterprises.enterprise",
            ),
        ),
        migrations.AddField(
            model_name="impacttask",
            name="lot",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="lab.rawmateriallot",
            ),
        ),
        migrations.AddField(
            model_name="impacttask",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="impactcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "closing", "closed", "reopened"])),
                name="impact_case_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="impactcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_by__isnull", True),
                    ("closing_by__isnull", True),
                    models.Q(("closed_by", models.F("closing_by")), _negated=True),
                    _connector="OR",
                ),
                name="impact_case_never_closed_by_who_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="impactcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closing"), _negated=True),
                    ("closing_by__isnull", False),
                    _connector="OR",
                ),
                name="impact_case_closing_was_asked_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="impactcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(("closed_by__isnull", False), ("closing_by__isnull", False)),
                    _connector="OR",
                ),
                name="impact_case_closed_by_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="impactcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "reopened"), _negated=True),
                    models.Q(("state_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="impact_case_reopened_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="impactlot",
            constraint=models.UniqueConstraint(
                fields=("case", "lot"), name="impact_lot_once_per_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="impactlot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reach__in", ["sampled", "batch", "dyehouse", "goods", "sibling"])
                ),
                name="impact_lot_reach_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="impacttask",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["due_on"], name="impact_task_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="impacttask",
            constraint=models.UniqueConstraint(
                fields=("case", "ordinal"), name="impact_task_numbered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="impacttask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "other"), _negated=True),
                fields=("case", "kind", "enterprise", "lot", "declaration", "certificate"),
                name="impact_task_once_about_a_record",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="impacttask",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "done"])),
                name="impact_task_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="impacttask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("outcome", ""), ("state", "open")),
                    models.Q(
                        ("done_at__isnull", False),
                        ("state", "done"),
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="impact_task_done_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="impacttask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("enterprise__isnull", False), ("kind", "inform")),
                    models.Q(("kind", "lot"), ("lot__isnull", False)),
                    models.Q(("declaration__isnull", False), ("kind", "consignment")),
                    models.Q(("certificate__isnull", False), ("kind", "certificate")),
                    models.Q(("kind", "other"), models.Q(("what", ""), _negated=True)),
                    _connector="OR",
                ),
                name="impact_task_is_about_its_record",
            ),
        ),
        append_only("inspections_impactlot"),
        never_deleted("inspections_impactcase"),
        never_deleted("inspections_impacttask"),
        migrations.RunSQL(TASKS, TASKS_REVERSE),
    ]
