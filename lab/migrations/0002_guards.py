"""What the database keeps and refuses in the laboratory and its stores.

The balance of a lot is moved by the insert of ledger entries and by nothing else; the functions
that write it run as the owner, since the run-time role may only read it.
"""

from django.db import migrations

from enterprises.protection import append_only, never_deleted, stamps_reference

BALANCE = """
    CREATE FUNCTION lab_lot_opens_its_balance() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        INSERT INTO lab_lotbalance (lot_id, free_skins, written_off, entries)
            SELECT id, 0, 0, 0 FROM opened ORDER BY id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER lab_lot_opens_its_balance AFTER INSERT ON lab_rawmateriallot
        REFERENCING NEW TABLE AS opened
        FOR EACH STATEMENT EXECUTE FUNCTION lab_lot_opens_its_balance();

    CREATE FUNCTION lab_ledger_moves_the_balance() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM posted p JOIN lab_ledgerentry r ON r.id = p.reverses_id
            WHERE r.lot_id <> p.lot_id OR r.skins <> -p.skins
                OR (p.kind = 'give_back' AND r.kind <> 'reservation')
                OR (p.kind = 'reversal' AND r.kind <> 'write_off')
        ) THEN
            RAISE EXCEPTION 'a reversing entry gives back exactly what it names'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_reversal_mirrors_its_entry',
                    TABLE = 'lab_ledgerentry';
        END IF;
        PERFORM 1 FROM lab_lotbalance
            WHERE lot_id IN (SELECT lot_id FROM posted) ORDER BY lot_id FOR UPDATE;
        UPDATE lab_lotbalance b
            SET free_skins = b.free_skins + s.skins,
                written_off = b.written_off + s.written_off,
                entries = b.entries + s.entries
            FROM (
                SELECT lot_id, sum(skins)::int AS skins, count(*)::int AS entries,
                    coalesce(-sum(skins) FILTER (WHERE kind IN ('write_off', 'reversal')), 0)::int
                        AS written_off
                FROM posted GROUP BY lot_id
            ) s
            WHERE b.lot_id = s.lot_id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER lab_ledger_moves_the_balance AFTER INSERT ON lab_ledgerentry
        REFERENCING NEW TABLE AS posted
        FOR EACH STATEMENT EXECUTE FUNCTION lab_ledger_moves_the_balance();
"""

BALANCE_REVERSE = """
    DROP TRIGGER lab_ledger_moves_the_balance ON lab_ledgerentry;
    DROP FUNCTION lab_ledger_moves_the_balance();
    DROP TRIGGER lab_lot_opens_its_balance ON lab_rawmateriallot;
    DROP FUNCTION lab_lot_opens_its_balance();
"""

VERIFICATION = """
    CREATE FUNCTION lab_sample_is_verified_by_another() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NEW.verified_by_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM lab_result r
            WHERE r.sample_id = NEW.id AND r.analyst_id = NEW.verified_by_id
        ) THEN
            RAISE EXCEPTION 'who entered a result never verifies it'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'sample_never_verified_by_who_entered', TABLE = 'lab_sample';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER lab_sample_is_verified_by_another
        BEFORE INSERT OR UPDATE OF verified_by_id ON lab_sample
        FOR EACH ROW EXECUTE FUNCTION lab_sample_is_verified_by_another();

    CREATE FUNCTION lab_result_comes_before_verification() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        PERFORM 1 FROM lab_sample WHERE id = NEW.sample_id FOR UPDATE;
        IF EXISTS (
            SELECT 1 FROM lab_sample s
            WHERE s.id = NEW.sample_id AND s.verified_by_id IS NOT NULL
                AND (NEW.supersedes_id IS NULL OR s.verified_by_id = NEW.analyst_id)
        ) THEN
            RAISE EXCEPTION 'a verified sample takes no new result'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'result_comes_before_verification', TABLE = 'lab_result';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER lab_result_comes_before_verification BEFORE INSERT ON lab_result
        FOR EACH ROW EXECUTE FUNCTION lab_result_comes_before_verification();
"""

VERIFICATION_REVERSE = """
    DROP TRIGGER lab_result_comes_before_verification ON lab_result;
    DROP FUNCTION lab_result_comes_before_verification();
    DROP TRIGGER lab_sample_is_verified_by_another ON lab_sample;
    DROP FUNCTION lab_sample_is_verified_by_another();
"""

DELIVERIES = """
    CREATE FUNCTION lab_delivery_stays_within_its_batch() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE
        dyed integer;
        delivered bigint;
    BEGIN
        IF NEW.dye_batch_id IS NULL OR NEW.state = 'void' THEN
            RETURN NEW;
        END IF;
        SELECT skins INTO dyed FROM lab_dyebatch WHERE id = NEW.dye_batch_id FOR UPDATE;
        SELECT coalesce(sum(coalesce(settled_skins, skins)), 0) INTO delivered
            FROM lab_delivery
            WHERE dye_batch_id = NEW.dye_batch_id AND state <> 'void' AND id <> NEW.id;
        IF delivered + coalesce(NEW.settled_skins, NEW.skins) > dyed THEN
            RAISE EXCEPTION 'a batch never delivers more skins than it dyed'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'delivery_stays_within_its_batch', TABLE = 'lab_delivery';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER lab_delivery_stays_within_its_batch BEFORE INSERT OR UPDATE ON lab_delivery
        FOR EACH ROW EXECUTE FUNCTION lab_delivery_stays_within_its_batch();

    CREATE FUNCTION lab_lot_stays_within_its_delivery() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NEW.delivery_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM lab_delivery d
            WHERE d.id = NEW.delivery_id AND d.state IN ('confirmed', 'settled')
                AND d.buyer_id = NEW.enterprise_id
                AND d.species = NEW.species AND d.process = NEW.process AND d.colour = NEW.colour
                AND NEW.dye_batch_id IS NOT DISTINCT FROM d.dye_batch_id
                AND NEW.skins_received <= coalesce(d.settled_skins, d.skins)
        ) THEN
            RAISE EXCEPTION 'a lot never holds more or other than its confirmed delivery'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'lot_stays_within_its_delivery', TABLE = 'lab_rawmateriallot';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER lab_lot_stays_within_its_delivery
        BEFORE INSERT OR UPDATE OF delivery_id, dye_batch_id, skins_received, species, process,
            colour, enterprise_id ON lab_rawmateriallot
        FOR EACH ROW EXECUTE FUNCTION lab_lot_stays_within_its_delivery();
"""

DELIVERIES_REVERSE = """
    DROP TRIGGER lab_lot_stays_within_its_delivery ON lab_rawmateriallot;
    DROP FUNCTION lab_lot_stays_within_its_delivery();
    DROP TRIGGER lab_delivery_stays_within_its_batch ON lab_delivery;
    DROP FUNCTION lab_delivery_stays_within_its_batch();
"""


class Migration(migrations.Migration):
    dependencies = [("lab", "0001_initial"), ("enterprises", "0002_guards")]

    operations = [
        stamps_reference(
            "lab_analyte",
            "lab_aromaticamine",
            "lab_method",
            "lab_panelitem",
            "lab_scoperule",
            "lab_limit",
            "lab_samplingplanrow",
        ),
        migrations.RunSQL(BALANCE, BALANCE_REVERSE),
        append_only("lab_ledgerentry"),
        append_only("lab_result"),
        append_only("lab_report"),
        migrations.RunSQL(VERIFICATION, VERIFICATION_REVERSE),
        migrations.RunSQL(DELIVERIES, DELIVERIES_REVERSE),
        never_deleted("lab_rawmateriallot"),
        never_deleted("lab_lotbalance"),
        never_deleted("lab_delivery"),
        never_deleted("lab_dyebatch"),
        never_deleted("lab_sample"),
        never_deleted("lab_sampleitem"),
        never_deleted("lab_monitoringobligation"),
        never_deleted("lab_obligationdraw"),
    ]
