"""Data shared under memoranda, each read kept; the file of an objection, the answer to a proposal."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from enterprises.protection import append_only

# The reader is of the department that signed, on a day of its term, and reads what is named in it.
AS_AGREED = """
    CREATE FUNCTION blacklist_sharedread_is_as_agreed() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM blacklist_memorandum m
            JOIN enterprises_user u ON u.id = NEW.reader_id AND u.department_id = m.department_id
            WHERE m.id = NEW.memorandum_id
              AND (m.valid_from IS NULL
                   OR m.valid_from <= (NEW.at AT TIME ZONE 'Asia/Shanghai')::date)
              AND (m.valid_until IS NULL
                   OR m.valid_until > (NEW.at AT TIME ZONE 'Asia/Shanghai')::date)
        ) OR EXISTS (
            SELECT unnest(NEW.fields)
            EXCEPT
            SELECT unnest(p.fields) FROM blacklist_memorandumpurpose p
            WHERE p.memorandum_id = NEW.memorandum_id
        ) THEN
            RAISE EXCEPTION 'the memorandum does not allow this read'
                USING ERRCODE = 'restrict_violation', TABLE = 'blacklist_sharedread';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER blacklist_sharedread_is_as_agreed
        BEFORE INSERT ON blacklist_sharedread
        FOR EACH ROW EXECUTE FUNCTION blacklist_sharedread_is_as_agreed();
"""

AS_AGREED_REVERSE = """
    DROP TRIGGER blacklist_sharedread_is_as_agreed ON blacklist_sharedread;
    DROP FUNCTION blacklist_sharedread_is_as_agreed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("blacklist", "0004_hearings_and_reckonings"),
        ("enterprises", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Memorandum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=400, verbose_name="source")),
                (
                    "confidence",
                    models.CharField(blank=True, max_length=40, verbose_name="confidence"),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="The first day it no longer holds.",
                        null=True,
                        verbose_name="valid until",
                    ),
                ),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="number")),
                ("parties_en", models.CharField(max_length=300, verbose_name="parties (English)")),
                ("parties_zh", models.CharField(max_length=300, verbose_name="parties (Chinese)")),
                ("signed_on", models.DateField(verbose_name="signed on")),
                ("text_en", models.TextField(verbose_name="text (English)")),
                ("text_zh", models.TextField(verbose_name="text (Chinese)")),
            ],
            options={
                "verbose_name": "memorandum",
                "verbose_name_plural": "memoranda",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="MemorandumPurpose",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose_en", models.CharField(max_length=200, verbose_name="purpose (English)")),
                ("purpose_zh", models.CharField(max_length=200, verbose_name="purpose (Chinese)")),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("registration", "registration: number, state, last day"),
                                ("credit_class", "credit class, and since when"),
                                ("score", "points"),
                                ("reasons", "why this class"),
                                ("grading", "government grading in force"),
                                ("events", "credit events that count"),
                                ("lists", "red or black list"),
                                ("representative", "legal representative"),
                                ("address", "address"),
                                ("contact", "contact person and telephone"),
                                ("size", "workers and capacity"),
                                ("markets", "export markets declared"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="fields",
                    ),
                ),
            ],
            options={
                "verbose_name": "purpose of a memorandum",
                "verbose_name_plural": "purposes of memoranda",
                "ordering": ["memorandum", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SharedRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("registration", "registration: number, state, last day"),
                                ("credit_class", "credit class, and since when"),
                                ("score", "points"),
                                ("reasons", "why this class"),
                                ("grading", "government grading in force"),
                                ("events", "credit events that count"),
                                ("lists", "red or black list"),
                                ("representative", "legal representative"),
                                ("address", "address"),
                                ("contact", "contact person and telephone"),
                                ("size", "workers and capacity"),
                                ("markets", "export markets declared"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="fields",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "read of shared data",
                "verbose_name_plural": "reads of shared data",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="classproposal",
            name="answer",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="reason of the decision"
            ),
        ),
        migrations.AddField(
            model_name="creditevent",
            name="objection_file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enterprises.storedfile",
                verbose_name="file given with the objection",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "rejected"), _negated=True),
                    ("decided_by__isnull", True),
                    ("reported_by__isnull", True),
                    models.Q(("decided_by", models.F("reported_by")), _negated=True),
                    _connector="OR",
                ),
                name="credit_event_never_rejected_by_its_reporter",
            ),
        ),
        migrations.AddField(
            model_name="memorandum",
            name="department",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memoranda",
                to="enterprises.partnerdepartment",
                verbose_name="partner department",
            ),
        ),
        migrations.AddField(
            model_name="memorandumpurpose",
            name="memorandum",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="purposes",
                to="blacklist.memorandum",
                verbose_name="memorandum",
            ),
        ),
        migrations.AddField(
            model_name="sharedread",
            name="enterprise",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shared_reads",
                to="enterprises.enterprise",
            ),
        ),
        migrations.AddField(
            model_name="sharedread",
            name="memorandum",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reads",
                to="blacklist.memorandum",
            ),
        ),
        migrations.AddField(
            model_name="sharedread",
            name="reader",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="memorandum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_until__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="memorandum_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="memorandumpurpose",
            constraint=models.UniqueConstraint(
                fields=("memorandum", "purpose_en"), name="memorandum_purpose_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="memorandumpurpose",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "fields__contained_by",
                        [
                            "registration",
                            "credit_class",
                            "score",
                            "reasons",
                            "grading",
                            "events",
                            "lists",
                            "representative",
                            "address",
                            "contact",
                            "size",
                            "markets",
                        ],
                    ),
                    ("fields__len__gte", 1),
                ),
                name="memorandum_purpose_fields_are_known",
            ),
        ),
        migrations.AddIndex(
            model_name="sharedread",
            index=models.Index(fields=["enterprise", "at"], name="shared_read_by_firm"),
        ),
        migrations.AddIndex(
            model_name="sharedread",
            index=models.Index(fields=["memorandum", "at"], name="shared_read_by_memorandum"),
        ),
        migrations.AddConstraint(
            model_name="sharedread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "fields__contained_by",
                        [
                            "registration",
                            "credit_class",
                            "score",
                            "reasons",
                            "grading",
                            "events",
                            "lists",
                            "representative",
                            "address",
                            "contact",
                            "size",
                            "markets",
                        ],
                    ),
                    ("fields__len__gte", 1),
                ),
                name="shared_read_fields_are_known",
            ),
        ),
        append_only("blacklist_sharedread"),
        migrations.RunSQL(AS_AGREED, AS_AGREED_REVERSE),
    ]
