"""What the database refuses of credit: edited gradings, rewritten classes, deleted entries."""

from django.db import migrations

from enterprises.protection import append_only, never_deleted, stamps_reference

CLASS_PERIOD = """
    CREATE FUNCTION blacklist_classification_keeps_its_past() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.until IS NOT NULL
            OR to_jsonb(NEW) - 'until' IS DISTINCT FROM to_jsonb(OLD) - 'until' THEN
            RAISE EXCEPTION 'of a class only the end is ever written, and once'
                USING ERRCODE = 'restrict_violation', TABLE = 'blacklist_classification';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER blacklist_classification_keeps_its_past
        BEFORE UPDATE ON blacklist_classification
        FOR EACH ROW EXECUTE FUNCTION blacklist_classification_keeps_its_past();
"""

CLASS_PERIOD_REVERSE = """
    DROP TRIGGER blacklist_classification_keeps_its_past ON blacklist_classification;
    DROP FUNCTION blacklist_classification_keeps_its_past();
"""


class Migration(migrations.Migration):
    dependencies = [("blacklist", "0002_initial"), ("enterprises", "0002_guards")]

    operations = [
        stamps_reference(
            "blacklist_scoringscheme",
            "blacklist_schemevalue",
            "blacklist_creditindicator",
        ),
        append_only("blacklist_gradinground"),
        append_only("blacklist_grading"),
        migrations.RunSQL(CLASS_PERIOD, CLASS_PERIOD_REVERSE),
        never_deleted("blacklist_classification"),
        never_deleted("blacklist_creditevent"),
        never_deleted("blacklist_listentry"),
        never_deleted("blacklist_classproposal"),
    ]
