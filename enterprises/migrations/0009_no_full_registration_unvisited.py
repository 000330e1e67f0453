"""What the database refuses of provisional registrations: to become full before an endorsed visit."""

from django.db import migrations

TRIGGER = """
    DROP TRIGGER enterprises_registration_is_visited_before_it_is_full ON enterprises_registration;
    CREATE TRIGGER enterprises_registration_is_visited_before_it_is_full
        BEFORE UPDATE OF state ON enterprises_registration
        FOR EACH ROW
        WHEN (NEW.state = 'registered' AND OLD.state IN ({before}))
        EXECUTE FUNCTION enterprises_nothing_is_granted_unvisited();
"""


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0008_visited_before_granted")]

    operations = [
        migrations.RunSQL(
            TRIGGER.format(before="'accepted', 'provisional'"), TRIGGER.format(before="'accepted'")
        )
    ]
