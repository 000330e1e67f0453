"""What the database refuses of notices: other words once sent, a second answer, a deletion."""

from django.db import migrations

from enterprises.protection import append_only, never_deleted

# A notice is what its readers acknowledged, so its words are fixed when it is sent.
WORDS = """
    CREATE FUNCTION enterprises_notice_keeps_its_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state <> 'draft' AND (
            NEW.state = 'draft' OR
            ROW(NEW.number, NEW.kind, NEW.title_en, NEW.title_zh, NEW.text_en, NEW.text_zh,
                NEW.destinations, NEW.analytes, NEW.species, NEW.effective_on,
                NEW.asks_acknowledgement, NEW.is_public, NEW.supersedes_id, NEW.author_id,
                NEW.created_at, NEW.sent_by_id, NEW.sent_at)
            IS DISTINCT FROM
            ROW(OLD.number, OLD.kind, OLD.title_en, OLD.title_zh, OLD.text_en, OLD.text_zh,
                OLD.destinations, OLD.analytes, OLD.species, OLD.effective_on,
                OLD.asks_acknowledgement, OLD.is_public, OLD.supersedes_id, OLD.author_id,
                OLD.created_at, OLD.sent_by_id, OLD.sent_at)
        ) THEN
            RAISE EXCEPTION 'a notice that was sent keeps its words'
                USING ERRCODE = 'restrict_violation', TABLE = 'enterprises_notice';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER enterprises_notice_keeps_its_words BEFORE UPDATE ON enterprises_notice
        FOR EACH ROW EXECUTE FUNCTION enterprises_notice_keeps_its_words();
"""
WORDS_REVERSE = """
    DROP TRIGGER enterprises_notice_keeps_its_words ON enterprises_notice;
    DROP FUNCTION enterprises_notice_keeps_its_words();
"""

# Whom it was addressed to and why is fixed at once; reading, reminding, acknowledging come once.
RECEIPT = """
    CREATE FUNCTION enterprises_noticereceipt_is_stamped_once() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF ROW(NEW.notice_id, NEW.enterprise_id, NEW.because, NEW.addressed_at)
                IS DISTINCT FROM
                ROW(OLD.notice_id, OLD.enterprise_id, OLD.because, OLD.addressed_at)
            OR (OLD.read_at IS NOT NULL AND NEW.read_at IS DISTINCT FROM OLD.read_at)
            OR (OLD.reminded_at IS NOT NULL AND NEW.reminded_at IS DISTINCT FROM OLD.reminded_at)
            OR (OLD.acknowledged_at IS NOT NULL
                AND ROW(NEW.acknowledged_at, NEW.acknowledged_by_id)
                    IS DISTINCT FROM ROW(OLD.acknowledged_at, OLD.acknowledged_by_id))
        THEN
            RAISE EXCEPTION 'a receipt of a notice is stamped once'
                USING ERRCODE = 'restrict_violation', TABLE = 'enterprises_noticereceipt';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER enterprises_noticereceipt_is_stamped_once
        BEFORE UPDATE ON enterprises_noticereceipt
        FOR EACH ROW EXECUTE FUNCTION enterprises_noticereceipt_is_stamped_once();
"""
RECEIPT_REVERSE = """
    DROP TRIGGER enterprises_noticereceipt_is_stamped_once ON enterprises_noticereceipt;
    DROP FUNCTION enterprises_noticereceipt_is_stamped_once();
"""


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0005_notices_and_keys")]

    operations = [
        migrations.RunSQL(WORDS, WORDS_REVERSE),
        migrations.RunSQL(RECEIPT, RECEIPT_REVERSE),
        never_deleted("enterprises_notice", unless="OLD.state = 'draft'"),
        never_deleted("enterprises_noticereceipt"),
        append_only("enterprises_noticereading"),
    ]
