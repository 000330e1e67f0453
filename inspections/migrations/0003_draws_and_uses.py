"""Keep a draw in full, the goods of a submitted declaration whole, and a revealed seed true."""

from django.db import migrations, models

from enterprises.protection import never_deleted

# The pointers to the ledger are written after submission; which skins go into what is not.
USES = """
    CREATE FUNCTION inspections_uses_are_fixed_once_submitted() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE
        its_line bigint;
    BEGIN
        its_line := CASE WHEN TG_OP = 'INSERT' THEN NEW.line_id ELSE OLD.line_id END;
        IF EXISTS (
            SELECT 1 FROM inspections_declarationline l
                JOIN inspections_declaration d ON d.id = l.declaration_id
            WHERE l.id = its_line AND d.state NOT IN ('draft', 'returned')
        ) THEN
            RAISE EXCEPTION 'the goods of a submitted declaration are not changed'
                USING ERRCODE = 'restrict_violation', TABLE = 'inspections_materialuse';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$;
    CREATE TRIGGER inspections_use_is_fixed_once_submitted
        BEFORE INSERT OR DELETE OR UPDATE OF line_id, lot_id, skins ON inspections_materialuse
        FOR EACH ROW EXECUTE FUNCTION inspections_uses_are_fixed_once_submitted();
"""
USES_REVERSE = """
    DROP TRIGGER inspections_use_is_fixed_once_submitted ON inspections_materialuse;
    DROP FUNCTION inspections_uses_are_fixed_once_submitted();
"""

SEEDS = """
    CREATE FUNCTION inspections_seed_is_revealed_once() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NEW.day <> OLD.day OR NEW.commitment <> OLD.commitment
            OR NEW.published_at <> OLD.published_at OR OLD.revealed <> '' THEN
            RAISE EXCEPTION 'a published hash or a revealed seed is never changed'
                USING ERRCODE = 'restrict_violation', TABLE = 'inspections_dayseed';
        END IF;
        IF NEW.revealed <> ''
            AND encode(sha256(decode(NEW.revealed, 'hex')), 'hex') <> NEW.commitment THEN
            RAISE EXCEPTION 'a revealed seed has the hash that was published'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'day_seed_has_its_published_hash', TABLE = 'inspections_dayseed';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER inspections_seed_is_revealed_once BEFORE UPDATE ON inspections_dayseed
        FOR EACH ROW EXECUTE FUNCTION inspections_seed_is_revealed_once();
"""
SEEDS_REVERSE = """
    DROP TRIGGER inspections_seed_is_revealed_once ON inspections_dayseed;
    DROP FUNCTION inspections_seed_is_revealed_once();
"""


# "Never one's own": whoever asked for a check or carried one out does not give the chief's release.
CHIEF = """
    CREATE FUNCTION inspections_chief_releases_not_ones_own() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NEW.ended = 'released' AND EXISTS (
            SELECT 1 FROM inspections_check c
            WHERE c.declaration_id = NEW.declaration_id
                AND NEW.closed_by_id IN (c.ordered_by_id, c.carried_out_by_id)
        ) THEN
            RAISE EXCEPTION 'who checked the goods does not give the chief''s release'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'hold_released_by_another_than_who_checked',
                    TABLE = 'inspections_hold';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER inspections_chief_releases_not_ones_own
        BEFORE INSERT OR UPDATE OF ended, closed_by_id ON inspections_hold
        FOR EACH ROW EXECUTE FUNCTION inspections_chief_releases_not_ones_own();
"""
CHIEF_REVERSE = """
    DROP TRIGGER inspections_chief_releases_not_ones_own ON inspections_hold;
    DROP FUNCTION inspections_chief_releases_not_ones_own();
"""


class Migration(migrations.Migration):
    dependencies = [("inspections", "0002_guards")]

    operations = [
        migrations.AlterField(
            model_name="checkdraw",
            name="value",
            field=models.DecimalField(decimal_places=18, max_digits=20, verbose_name="value"),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ordered_by__isnull", True),
                    ("carried_out_by__isnull", True),
                    models.Q(("carried_out_by", models.F("ordered_by")), _negated=True),
                    _connector="OR",
                ),
                name="check_never_carried_out_by_who_added_it",
            ),
        ),
        migrations.RunSQL(USES, USES_REVERSE),
        migrations.RunSQL(CHIEF, CHIEF_REVERSE),
        migrations.RunSQL(SEEDS, SEEDS_REVERSE),
        never_deleted("inspections_dayseed"),
        never_deleted("inspections_stickycheck"),
    ]
