"""What the database refuses of release: edited judgements, certificates without one."""

from django.db import migrations

from enterprises.protection import append_only, never_deleted, stamps_reference

CERTIFICATE = """
    CREATE FUNCTION inspections_certificate_rests_on_a_release() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM inspections_releasedecision r
                JOIN inspections_declaration d ON d.id = r.declaration_id
            WHERE r.id = NEW.decision_id AND r.declaration_id = NEW.declaration_id
                AND r.is_final AND r.outcome = 'released' AND d.enterprise_id = NEW.enterprise_id
        ) THEN
            RAISE EXCEPTION 'a certificate rests on a release of its declaration'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'certificate_rests_on_a_release',
                    TABLE = 'inspections_certificate';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER inspections_certificate_rests_on_a_release
        BEFORE INSERT OR UPDATE OF decision_id, declaration_id, enterprise_id
        ON inspections_certificate
        FOR EACH ROW EXECUTE FUNCTION inspections_certificate_rests_on_a_release();
"""

CERTIFICATE_REVERSE = """
    DROP TRIGGER inspections_certificate_rests_on_a_release ON inspections_certificate;
    DROP FUNCTION inspections_certificate_rests_on_a_release();
"""

GOODS = """
    CREATE FUNCTION inspections_goods_are_fixed_once_submitted() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE
        its_declaration bigint;
    BEGIN
        its_declaration := CASE WHEN TG_OP = 'INSERT' THEN NEW.declaration_id
            ELSE OLD.declaration_id END;
        IF EXISTS (
            SELECT 1 FROM inspections_declaration d
            WHERE d.id = its_declaration AND d.state NOT IN ('draft', 'returned')
        ) THEN
            RAISE EXCEPTION 'the goods of a submitted declaration are not changed'
                USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$;
    CREATE TRIGGER inspections_line_is_fixed_once_submitted
        BEFORE INSERT OR UPDATE OR DELETE ON inspections_declarationline
        FOR EACH ROW EXECUTE FUNCTION inspections_goods_are_fixed_once_submitted();
    CREATE TRIGGER inspections_contract_limit_is_fixed_once_submitted
        BEFORE INSERT OR UPDATE OR DELETE ON inspections_contractlimit
        FOR EACH ROW EXECUTE FUNCTION inspections_goods_are_fixed_once_submitted();
"""

GOODS_REVERSE = """
    DROP TRIGGER inspections_line_is_fixed_once_submitted ON inspections_declarationline;
    DROP TRIGGER inspections_contract_limit_is_fixed_once_submitted ON inspections_contractlimit;
    DROP FUNCTION inspections_goods_are_fixed_once_submitted();
"""


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial"), ("lab", "0002_guards")]

    operations = [
        stamps_reference(
            "inspections_hscode",
            "inspections_yieldnorm",
            "inspections_riskanalysis",
            "inspections_risklevel",
            "inspections_ruleset",
            "inspections_releaserule",
        ),
        append_only("inspections_releasedecision"),
        append_only("inspections_checkdraw"),
        migrations.RunSQL(CERTIFICATE, CERTIFICATE_REVERSE),
        migrations.RunSQL(GOODS, GOODS_REVERSE),
        never_deleted("inspections_declaration", unless="OLD.state = 'draft'"),
        never_deleted("inspections_hold"),
        never_deleted("inspections_check"),
        never_deleted("inspections_certificate"),
    ]
