"""What the database itself refuses: edits of append-only tables, and rights the run-time role lacks.

A model says with `runtime_may` what the run-time role may do with its table: `"insert"` for
what is only ever added to, `"read"` for what triggers or loaders keep, and nothing for the rest.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

EVERYTHING = "everything"
RIGHTS = {
    EVERYTHING: "SELECT, INSERT, UPDATE, DELETE",
    "insert": "SELECT, INSERT",
    "read": "SELECT",
}
# What Django keeps about the schema is changed by migrations alone.
READ_ONLY_TABLES = ("django_migrations",)


class NotTheOwner(Exception):
    """The connection that should hand out rights is not one that may."""


def append_only(table: str) -> migrations.RunSQL:
    """Refuse every edit, deletion and truncation of a table, whoever asks.

    Rights bind the run-time role; this binds the owner too.
    """
    function = f"{table}_is_append_only"
    return migrations.RunSQL(
        sql=f"""
            CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '{table} is append-only: % is refused', TG_OP
                    USING ERRCODE = 'restrict_violation', TABLE = '{table}';
            END $$;
            CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION {function}();
            CREATE TRIGGER {table}_is_never_truncated BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION {function}();
        """,
        reverse_sql=f"""
            DROP TRIGGER {table}_is_never_truncated ON {table};
            DROP TRIGGER {function} ON {table};
            DROP FUNCTION {function}();
        """,
    )


def table_rights() -> Iterator[tuple[str, str]]:
    """Give each managed table with the rights of the run-time role on it."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model._meta.db_table, RIGHTS[getattr(model, "runtime_may", EVERYTHING)]
    for table in READ_ONLY_TABLES:
        yield table, RIGHTS["read"]


def secure(connection: BaseDatabaseWrapper, *, role: str) -> int:
    """Leave a role exactly the rights the models name; gives the number of tables.

    Raises:
        NotTheOwner: connected as the role itself, or as one that does not own the tables.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        _refuse_unless_owner(cursor, role=role)
        existing = set(connection.introspection.table_names(cursor))
        grants = [(table, rights) for table, rights in table_rights() if table in existing]
        database = quote(connection.settings_dict["NAME"])
        statements = [
            # Temporary tables could stand in front of those a trigger means to write.
            f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
            f"REVOKE ALL ON DATABASE {database} FROM {quote(role)}",
            f"GRANT CONNECT ON DATABASE {database} TO {quote(role)}",
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
            f"GRANT USAGE ON SCHEMA public TO {quote(role)}",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quote(role)}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quote(role)}",
            *(f"GRANT {rights} ON {quote(table)} TO {quote(role)}" for table, rights in grants),
        ]
        cursor.execute(";\n".join(statements))
    return len(grants)


def _refuse_unless_owner(cursor: CursorWrapper, *, role: str) -> None:
    cursor.execute(
        "SELECT current_user, current_user = %s, "
        "(SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = %s)",
        [role, role],
    )
    user, is_the_role, owned = cursor.fetchone()
    if is_the_role:
        raise NotTheOwner(f"{user} cannot bind itself; run this with QIUDU_ROLE=owner.")
    if owned:
        raise NotTheOwner(f"{role} owns {owned} tables, so no right can be kept from it.")


def never_deleted(table: str, *, unless: str = "FALSE") -> migrations.RunSQL:
    """Refuse the deletion of a record, save where `unless` (SQL over OLD) is true."""
    function = f"{table}_is_never_deleted"
    return migrations.RunSQL(
        sql=f"""
            CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {unless} THEN
                    RETURN OLD;
                END IF;
                RAISE EXCEPTION 'a row of {table} is never deleted'
                    USING ERRCODE = 'restrict_violation', TABLE = '{table}';
            END $$;
            CREATE TRIGGER {function} BEFORE DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION {function}();
        """,
        reverse_sql=f"""
            DROP TRIGGER {function} ON {table};
            DROP FUNCTION {function}();
        """,
    )


def stamps_reference(*tables: str) -> migrations.RunSQL:
    """Raise the stamp of the reference data whenever one of the tables is changed."""
    return migrations.RunSQL(
        sql="\n".join(
            f"""
            CREATE TRIGGER {table}_stamps_reference
                AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION enterprises_reference_was_changed();
            """
            for table in tables
        ),
        reverse_sql="\n".join(
            f"DROP TRIGGER {table}_stamps_reference ON {table};" for table in tables
        ),
    )
