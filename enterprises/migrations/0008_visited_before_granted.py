"""What the database refuses of grants: one in full, or a filing, that no endorsed visit stands behind."""

from django.db import migrations

# A provisional registration gets its visit as the first condition, so it may be granted before.
VISITED = """
    CREATE FUNCTION enterprises_nothing_is_granted_unvisited() RETURNS trigger
    LANGUAGE plpgsql AS $$
    DECLARE
        is_maker boolean := TG_TABLE_NAME = 'enterprises_registration';
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM enterprises_assessment
            WHERE CASE WHEN is_maker THEN registration_id ELSE filing_id END = NEW.id
              AND state = 'endorsed'
        ) THEN
            RAISE EXCEPTION 'no endorsed visit stands behind %', NEW.number
                USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
                      CONSTRAINT = 'nothing_is_granted_unvisited';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER enterprises_registration_is_visited_before_it_is_full
        BEFORE UPDATE OF state ON enterprises_registration
        FOR EACH ROW
        WHEN (NEW.state = 'registered' AND OLD.state = 'accepted')
        EXECUTE FUNCTION enterprises_nothing_is_granted_unvisited();
    CREATE TRIGGER enterprises_dyehousefiling_is_visited_before_it_is_filed
        BEFORE UPDATE OF state ON enterprises_dyehousefiling
        FOR EACH ROW
        WHEN (NEW.state = 'filed' AND OLD.state IN ('applied', 'assessed'))
        EXECUTE FUNCTION enterprises_nothing_is_granted_unvisited();
"""
VISITED_REVERSE = """
    DROP TRIGGER enterprises_dyehousefiling_is_visited_before_it_is_filed
        ON enterprises_dyehousefiling;
    DROP TRIGGER enterprises_registration_is_visited_before_it_is_full ON enterprises_registration;
    DROP FUNCTION enterprises_nothing_is_granted_unvisited();
"""


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0007_exchange_rates")]

    operations = [migrations.RunSQL(VISITED, VISITED_REVERSE)]
