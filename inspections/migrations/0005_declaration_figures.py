"""One narrow row for each judged declaration, kept by triggers, filled for those judged before."""

import django.db.models.deletion
from django.db import migrations, models

# What a judgement says of its declaration; `{source}` is the row of a judgement.
_ROW = """
    SELECT d.id, d.enterprise_id, d.destination_iso,
        coalesce({source}.evidence #>> '{{destination,market}}', ''),
        CASE
            WHEN {source}.evidence #>> '{{trust,listed}}' = 'black' THEN 'D'
            WHEN {source}.evidence #>> '{{trust,listed}}' = 'red'
                AND {source}.evidence #>> '{{trust,credit_class}}' = 'A' THEN 'RED'
            ELSE coalesce({source}.evidence #>> '{{trust,credit_class}}', '')
        END,
        {source}.lane, {source}.path, {source}.outcome, {source}.outcome, d.pieces, d.value_usd,
        {source}.decided_at, ({source}.decided_at AT TIME ZONE 'Asia/Shanghai')::date,
        {source}.decided_at, ({source}.decided_at AT TIME ZONE 'Asia/Shanghai')::date,
        CASE WHEN {source}.verdict ? 'check_kind' AND {source}.verdict ? 'check_rate'
            AND {source}.evidence #> '{{checks}}' ? 'draw_value'
            THEN ({source}.verdict ->> 'check_rate')::numeric END,
        CASE WHEN {source}.verdict ? 'check_kind' AND {source}.verdict ? 'check_rate'
            AND {source}.evidence #> '{{checks}}' ? 'draw_value'
            THEN {source}.lane ELSE '' END,
        coalesce(
            {source}.verdict ? 'check_kind'
            AND ({source}.evidence #>> '{{checks,draw_value}}')::numeric * 100
                < ({source}.verdict ->> 'check_rate')::numeric,
            FALSE
        )
"""
_COLUMNS = """
    declaration_id, enterprise_id, destination_iso, market, level, lane, path, state,
    first_outcome, pieces, value_usd, submitted_at, submitted_on, decided_at, decided_on,
    draw_rate, draw_lane, is_drawn
"""
_UPSERT = """
    ON CONFLICT (declaration_id) DO UPDATE SET
        destination_iso = EXCLUDED.destination_iso, market = EXCLUDED.market,
        level = EXCLUDED.level, lane = EXCLUDED.lane, path = EXCLUDED.path,
        state = EXCLUDED.state, pieces = EXCLUDED.pieces, value_usd = EXCLUDED.value_usd,
        decided_at = EXCLUDED.decided_at, decided_on = EXCLUDED.decided_on,
        draw_rate = coalesce(figure.draw_rate, EXCLUDED.draw_rate),
        draw_lane = CASE WHEN figure.draw_rate IS NULL THEN EXCLUDED.draw_lane
            ELSE figure.draw_lane END,
        is_drawn = CASE WHEN figure.draw_rate IS NULL THEN EXCLUDED.is_drawn
            ELSE figure.is_drawn END
"""

COUNTED = f"""
    CREATE FUNCTION inspections_judgement_is_counted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        INSERT INTO inspections_declarationfigure AS figure ({_COLUMNS})
        {_ROW.format(source="NEW")}
        FROM inspections_declaration d WHERE d.id = NEW.declaration_id
        {_UPSERT};
        RETURN NULL;
    END $$;
    CREATE TRIGGER inspections_judgement_is_counted AFTER INSERT ON inspections_releasedecision
        FOR EACH ROW EXECUTE FUNCTION inspections_judgement_is_counted();

    CREATE FUNCTION inspections_ending_is_counted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        UPDATE inspections_declarationfigure SET state = NEW.state
            WHERE declaration_id = NEW.id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER inspections_ending_is_counted AFTER UPDATE OF state ON inspections_declaration
        FOR EACH ROW WHEN (NEW.state IN ('withdrawn', 'cancelled'))
        EXECUTE FUNCTION inspections_ending_is_counted();
"""

# Those judged before: judgement by judgement, in the order they were made.
FILLED = f"""
    DO $$
    DECLARE
        judged record;
    BEGIN
        FOR judged IN SELECT * FROM inspections_releasedecision ORDER BY declaration_id, ordinal
        LOOP
            INSERT INTO inspections_declarationfigure AS figure ({_COLUMNS})
            {_ROW.format(source="judged")}
            FROM inspections_declaration d WHERE d.id = judged.declaration_id
            {_UPSERT};
        END LOOP;
        UPDATE inspections_declarationfigure f SET state = d.state
            FROM inspections_declaration d
            WHERE d.id = f.declaration_id AND d.state IN ('withdrawn', 'cancelled');
    END $$;
"""

COUNTED_REVERSE = """
    DROP TRIGGER inspections_ending_is_counted ON inspections_declaration;
    DROP FUNCTION inspections_ending_is_counted();
    DROP TRIGGER inspections_judgement_is_counted ON inspections_releasedecision;
    DROP FUNCTION inspections_judgement_is_counted();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0007_exchange_rates"),
        ("inspections", "0004_impact_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeclarationFigure",
            fields=[
                (
                    "declaration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="figure",
                        serialize=False,
                        to="inspections.declaration",
                    ),
                ),
                (
                    "destination_iso",
                    models.CharField(max_length=2, verbose_name="destination country"),
                ),
                ("market", models.CharField(blank=True, max_length=30, verbose_name="market")),
                ("level", models.CharField(blank=True, max_length=3, verbose_name="class")),
                ("lane", models.CharField(blank=True, max_length=6, verbose_name="lane")),
                ("path", models.CharField(blank=True, max_length=22, verbose_name="path")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Deciding"),
                            ("held", "Held"),
                            ("returned", "Returned for correction"),
                            ("released", "Released"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "first_outcome",
                    models.CharField(
                        choices=[
                            ("refused", "Refused"),
                            ("returned", "Returned for correction"),
                            ("held", "Held"),
                            ("released", "Released"),
                        ],
                        max_length=10,
                        verbose_name="first outcome",
                    ),
                ),
                ("pieces", models.PositiveIntegerField(verbose_name="pieces")),
                (
                    "value_usd",
                    models.DecimalField(decimal_places=2, max_digits=16, verbose_name="value, USD"),
                ),
                ("submitted_at", models.DateTimeField(verbose_name="submitted at")),
                ("submitted_on", models.DateField(verbose_name="submitted on")),
                ("decided_at", models.DateTimeField(verbose_name="decided at")),
                ("decided_on", models.DateField(verbose_name="decided on")),
                (
                    "draw_rate",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, null=True, verbose_name="rate, %"
                    ),
                ),
                (
                    "draw_lane",
                    models.CharField(blank=True, max_length=6, verbose_name="lane of the draw"),
                ),
                ("is_drawn", models.BooleanField(default=False, verbose_name="drawn")),
                (
                    "enterprise",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declaration_figures",
                        to="enterprises.enterprise",
                    ),
                ),
            ],
            options={
                "verbose_name": "figures of a declaration",
                "verbose_name_plural": "figures of declarations",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["decided_on"], name="figure_by_decision"),
                    models.Index(fields=["submitted_on"], name="figure_by_submission"),
                    models.Index(fields=["enterprise", "decided_on"], name="figure_by_firm"),
                ],
            },
        ),
        migrations.RunSQL(COUNTED, COUNTED_REVERSE),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
    ]
