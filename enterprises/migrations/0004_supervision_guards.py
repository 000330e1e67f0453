"""What the database refuses of visits and rectifications, whoever asks."""

from django.db import migrations

from enterprises.protection import append_only, never_deleted

# Whoever assessed endorses nothing, and who assessed is fixed once the visit begins.
ASSESSORS = """
    CREATE FUNCTION enterprises_assessment_is_endorsed_by_another() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM enterprises_assessmentassessor
                   WHERE assessment_id = NEW.id AND user_id = NEW.endorsed_by_id) THEN
            RAISE EXCEPTION 'assessment % is not endorsed by who assessed', NEW.number
                USING ERRCODE = 'check_violation', TABLE = 'enterprises_assessment',
                      CONSTRAINT = 'assessment_not_endorsed_by_an_assessor';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER enterprises_assessment_is_endorsed_by_another
        BEFORE INSERT OR UPDATE OF endorsed_by_id ON enterprises_assessment
        FOR EACH ROW WHEN (NEW.endorsed_by_id IS NOT NULL)
        EXECUTE FUNCTION enterprises_assessment_is_endorsed_by_another();

    CREATE FUNCTION enterprises_assessors_are_named_when_planned() RETURNS trigger
    LANGUAGE plpgsql AS $$
    DECLARE
        whose bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.assessment_id ELSE OLD.assessment_id END;
    BEGIN
        IF (SELECT state FROM enterprises_assessment WHERE id = whose) <> 'planned' THEN
            RAISE EXCEPTION 'the assessors of a visit that began are fixed'
                USING ERRCODE = 'restrict_violation', TABLE = 'enterprises_assessmentassessor';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER enterprises_assessors_are_named_when_planned
        BEFORE INSERT OR UPDATE OR DELETE ON enterprises_assessmentassessor
        FOR EACH ROW EXECUTE FUNCTION enterprises_assessors_are_named_when_planned();
"""
ASSESSORS_REVERSE = """
    DROP TRIGGER enterprises_assessors_are_named_when_planned ON enterprises_assessmentassessor;
    DROP FUNCTION enterprises_assessors_are_named_when_planned();
    DROP TRIGGER enterprises_assessment_is_endorsed_by_another ON enterprises_assessment;
    DROP FUNCTION enterprises_assessment_is_endorsed_by_another();
"""

# The items are those of the day of planning; what was found is written on site and then stands.
ITEMS = """
    CREATE FUNCTION enterprises_assessmentitem_is_written_on_site() RETURNS trigger
    LANGUAGE plpgsql AS $$
    DECLARE
        needed text := CASE TG_OP WHEN 'INSERT' THEN 'planned' ELSE 'under_way' END;
    BEGIN
        IF (SELECT state FROM enterprises_assessment WHERE id = NEW.assessment_id) <> needed
           OR (TG_OP = 'UPDATE' AND
               ROW(NEW.assessment_id, NEW.code, NEW.text_en, NEW.text_zh, NEW.weight,
                   NEW.is_critical, NEW.measure)
               IS DISTINCT FROM
               ROW(OLD.assessment_id, OLD.code, OLD.text_en, OLD.text_zh, OLD.weight,
                   OLD.is_critical, OLD.measure)) THEN
            RAISE EXCEPTION 'item % is not written now', NEW.code
                USING ERRCODE = 'restrict_violation', TABLE = 'enterprises_assessmentitem';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER enterprises_assessmentitem_is_written_on_site
        BEFORE INSERT OR UPDATE ON enterprises_assessmentitem
        FOR EACH ROW EXECUTE FUNCTION enterprises_assessmentitem_is_written_on_site();
"""
ITEMS_REVERSE = """
    DROP TRIGGER enterprises_assessmentitem_is_written_on_site ON enterprises_assessmentitem;
    DROP FUNCTION enterprises_assessmentitem_is_written_on_site();
"""

# Nothing is granted in full while a visit has not ended or a finding is open.
CHILDREN = """
    CREATE FUNCTION enterprises_nothing_is_granted_over_a_finding() RETURNS trigger
    LANGUAGE plpgsql AS $$
    DECLARE
        is_maker boolean := TG_TABLE_NAME = 'enterprises_registration';
    BEGIN
        IF EXISTS (
            SELECT 1 FROM enterprises_assessment a
            WHERE CASE WHEN is_maker THEN a.registration_id ELSE a.filing_id END = NEW.id
              AND (a.state IN ('planned', 'under_way', 'submitted', 'sent_back')
                   OR EXISTS (SELECT 1 FROM enterprises_rectification r
                              WHERE r.assessment_id = a.id
                                AND r.state IN ('open', 'submitted', 'returned')))
        ) THEN
            RAISE EXCEPTION '% has a visit or a finding open', NEW.number
                USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
                      CONSTRAINT = 'nothing_is_granted_over_a_finding';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER enterprises_registration_is_full_without_findings
        BEFORE UPDATE OF state ON enterprises_registration
        FOR EACH ROW
        WHEN (NEW.state = 'registered' AND OLD.state IN ('accepted', 'provisional'))
        EXECUTE FUNCTION enterprises_nothing_is_granted_over_a_finding();
    CREATE TRIGGER enterprises_dyehousefiling_is_filed_without_findings
        BEFORE UPDATE OF state ON enterprises_dyehousefiling
        FOR EACH ROW
        WHEN (NEW.state = 'filed' AND OLD.state IN ('applied', 'assessed'))
        EXECUTE FUNCTION enterprises_nothing_is_granted_over_a_finding();
"""
CHILDREN_REVERSE = """
    DROP TRIGGER enterprises_dyehousefiling_is_filed_without_findings
        ON enterprises_dyehousefiling;
    DROP TRIGGER enterprises_registration_is_full_without_findings ON enterprises_registration;
    DROP FUNCTION enterprises_nothing_is_granted_over_a_finding();
"""
_WRITABLE = """
    (SELECT state FROM enterprises_registration WHERE id = OLD.registration_id)
        IN ('draft', 'returned')
"""


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0003_applications_visits_and_rectifications")]

    operations = [
        migrations.RunSQL(ASSESSORS, ASSESSORS_REVERSE),
        migrations.RunSQL(ITEMS, ITEMS_REVERSE),
        migrations.RunSQL(CHILDREN, CHILDREN_REVERSE),
        never_deleted("enterprises_assessment"),
        never_deleted("enterprises_assessmentitem"),
        never_deleted("enterprises_rectification"),
        never_deleted("enterprises_registrationdocument", unless=_WRITABLE),
        append_only("enterprises_rectificationevidence"),
        append_only("enterprises_rectificationextension"),
        append_only("enterprises_rectificationreminder"),
    ]
