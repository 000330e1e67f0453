"""What the database refuses on the ground floor: wrong credit codes, edits of the audit."""

from django.db import migrations

from enterprises.protection import append_only, never_deleted, stamps_reference

CREDIT_CODE = """
    CREATE FUNCTION credit_code_is_valid(code text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$' AND (
            SELECT substr('0123456789ABCDEFGHJKLMNPQRTUWXY',
                (31 - (sum((strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(code, place::int, 1)) - 1)
                    * weight) % 31)::int) % 31 + 1, 1) = substr(code, 18, 1)
            FROM unnest(ARRAY[1,3,9,27,19,26,16,17,20,29,25,13,8,24,10,30,28])
                WITH ORDINALITY AS w(weight, place)
        )
    $$;
    ALTER TABLE enterprises_enterprise ADD CONSTRAINT enterprise_credit_code_is_valid
        CHECK (credit_code_is_valid(credit_code));
"""

CREDIT_CODE_REVERSE = """
    ALTER TABLE enterprises_enterprise DROP CONSTRAINT enterprise_credit_code_is_valid;
    DROP FUNCTION credit_code_is_valid(text);
"""


STAMP = """
    INSERT INTO enterprises_referencestamp (id, version) VALUES (1, 0);
    CREATE FUNCTION enterprises_reference_was_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        UPDATE enterprises_referencestamp SET version = version + 1 WHERE id = 1;
        RETURN NULL;
    END $$;
"""

STAMP_REVERSE = """
    DROP FUNCTION enterprises_reference_was_changed();
    DELETE FROM enterprises_referencestamp;
"""


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0001_initial")]

    operations = [
        migrations.RunSQL(CREDIT_CODE, CREDIT_CODE_REVERSE),
        migrations.RunSQL(STAMP, STAMP_REVERSE),
        stamps_reference(
            "enterprises_market",
            "enterprises_destination",
            "enterprises_policymeasure",
            "enterprises_reasoncode",
            "enterprises_holiday",
            "enterprises_checklistitem",
        ),
        append_only("enterprises_auditentry"),
        never_deleted("enterprises_enterprise"),
        never_deleted("enterprises_registration", unless="OLD.state = 'draft'"),
        never_deleted("enterprises_dyehousefiling"),
    ]
