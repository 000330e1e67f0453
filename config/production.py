"""What makes a demonstration easy and a bureau unsafe: refused in production."""

from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

DEMONSTRATION_SECRET_KEY = "demonstration-only-secret-key-refused-in-production"  # noqa: S105
SECRET_KEY_LENGTH_MIN = 50


def refuse_unsafe(*, secret_key: str, debug: bool, allowed_hosts: Sequence[str]) -> None:
    """Refuse to start in production with the ease of a demonstration, naming every fault at once.

    Raises:
        ImproperlyConfigured: at least one setting is unsafe.
    """
    faults = []
    if secret_key == DEMONSTRATION_SECRET_KEY or len(secret_key) < SECRET_KEY_LENGTH_MIN:
        faults.append(
            f"SECRET_KEY must be set to {SECRET_KEY_LENGTH_MIN} or more random characters."
        )
    if debug:
        faults.append("DEBUG must be off.")
    if "*" in allowed_hosts:
        faults.append("ALLOWED_HOSTS must name the hosts; '*' admits any.")
    if faults:
        raise ImproperlyConfigured("Refused in production: " + " ".join(faults))


def refuse_demonstration_accounts() -> None:
    """Refuse to serve where accounts with published passwords may log in.

    Raises:
        ImproperlyConfigured: the database holds active demonstration accounts.
    """
    from django.contrib.auth import get_user_model
    from django.db import connection

    try:
        accounts = get_user_model().objects.filter(is_demonstration=True, is_active=True)
        count = accounts.count()
    finally:
        connection.close()  # the server forks after this, and a connection cannot be shared
    if count:
        raise ImproperlyConfigured(
            f"Refused in production: {count} demonstration accounts are active, "
            "and their passwords are published. Use a database without demonstration data."
        )
