"""The doors that stand open to anybody, and those of the account."""

from tests.security.doors import (
    KNOWN,
    LOGIN,
    Door,
    everyone,
    only,
)

_LOGGED_IN = only(KNOWN)

DOORS = (
    # Whoever has work is brought to it.
    Door("home", everyone(302, anonymous=200)),
    Door("health", everyone()),
    Door("inspections:story", everyone()),
    Door("inspections:seeds", everyone()),
    Door("inspections:check", everyone()),
    Door(
        "inspections:check",
        everyone(),
        data={"number": "C26-9999-9999-9", "code": "XXXXXXXX"},
        case="unknown",
    ),
    Door("inspections:check-code", everyone(), {"code": "code"}),
    Door("login", everyone(302, anonymous=200)),
    Door("logout", everyone(405)),
    Door("logout", everyone(LOGIN), method="post"),
    Door("set-language", everyone(405)),
    Door("set-language", everyone(302), method="post", data={"language": "en"}),
    Door("set-language", everyone(400), method="post", data={"language": "tlh"}, case="unknown"),
    Door("set-theme", everyone(302), method="post", data={"theme": "dark"}),
    Door("set-theme", everyone(400), method="post", data={"theme": "pink"}, case="unknown"),
    Door("password_change", _LOGGED_IN),
    Door("password_change_done", _LOGGED_IN),
    Door("password_reset", everyone()),
    Door("password_reset_done", everyone()),
    Door("password_reset_confirm", everyone(), {"uidb64": "nobody", "token": "stale_token"}),
    Door("password_reset_complete", everyone()),
)
