"""The database refuses what the run-time role may not do, table by table."""

import os

import psycopg2
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase

from enterprises.protection import RIGHTS, append_only, table_rights
from tests.databases import libpq

OWNED = "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user"
GRANTED = """
    SELECT t.tablename, array_agg(p.privilege ORDER BY p.privilege)
    FROM pg_tables t
    CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES',
                            'TRIGGER', 'MAINTAIN']) AS p(privilege)
    WHERE t.schemaname = 'public'
      AND has_table_privilege(current_user, format('%I.%I', t.schemaname, t.tablename), p.privilege)
    GROUP BY t.tablename
"""
ROW_GUARDED = """
    SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND (t.tgtype & 24) = 24 AND (t.tgtype & 2) = 2
"""


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


class RuntimeRole(TestCase):
    def test_tests_run_as_it(self):
        self.assertEqual(rows("SELECT current_user"), [(settings.RUNTIME_ROLE,)])

    def test_owns_nothing_and_is_no_superuser(self):
        self.assertEqual(rows(OWNED), [(0,)])
        self.assertEqual(
            rows(
                "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication"
                " FROM pg_roles WHERE rolname = current_user"
            ),
            [(False, False, False, False, False)],
        )

    def test_makes_no_tables_not_even_temporary_ones(self):
        self.assertEqual(
            rows(
                "SELECT has_schema_privilege(current_user, 'public', 'CREATE'),"
                " has_database_privilege(current_user, current_database(), 'TEMP')"
            ),
            [(False, False)],
        )

    def test_has_on_each_table_the_rights_its_model_names_and_no_other(self):
        granted = {table: set(rights) for table, rights in rows(GRANTED)}
        for table, rights in table_rights():
            with self.subTest(table=table):
                self.assertEqual(granted.pop(table), set(rights.split(", ")))

        self.assertEqual(granted, {}, "tables without a model")

    def test_is_refused_by_name_when_it_would_bind_itself(self):
        with self.assertRaisesMessage(CommandError, "QIUDU_ROLE=owner"):
            call_command("secure_database")


class RuntimeMay(TestCase):
    def test_is_a_word_the_protection_knows(self):
        for model in apps.get_models():
            word = getattr(model, "runtime_may", "everything")
            with self.subTest(model=model._meta.label):
                self.assertIn(word, RIGHTS)

    def test_insert_only_tables_are_guarded_against_the_owner_too(self):
        guarded = {table for (table,) in rows(ROW_GUARDED)}
        for model in apps.get_models():
            if getattr(model, "runtime_may", "") == "insert":
                with self.subTest(model=model._meta.label):
                    self.assertIn(model._meta.db_table, guarded)


class AppendOnly(TestCase):
    """The owner itself asks, of a table made in a transaction that is never committed."""

    def setUp(self):
        owner = psycopg2.connect(libpq(os.environ["DATABASE_OWNER_URL"]))
        self.addCleanup(owner.close)
        self.cursor = owner.cursor()
        self.cursor.execute("CREATE TABLE notebook (line text)")
        self.cursor.execute(append_only("notebook").sql)
        self.cursor.execute("INSERT INTO notebook VALUES ('first')")

    def test_takes_another_line(self):
        self.cursor.execute("INSERT INTO notebook VALUES ('second')")

    def test_refuses_every_edit_by_name(self):
        for edit in (
            "UPDATE notebook SET line = 'other'",
            "DELETE FROM notebook",
            "TRUNCATE notebook",
        ):
            with self.subTest(edit=edit):
                self.cursor.execute("SAVEPOINT before")
                with self.assertRaises(psycopg2.errors.RestrictViolation) as refusal:
                    self.cursor.execute(edit)
                self.cursor.execute("ROLLBACK TO before")

                self.assertIn("notebook is append-only", str(refusal.exception))
                self.assertEqual(refusal.exception.diag.table_name, "notebook")

    def test_is_an_ordinary_table_once_taken_back(self):
        self.cursor.execute(append_only("notebook").reverse_sql)

        self.cursor.execute("DELETE FROM notebook")
