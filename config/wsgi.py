"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - only a configured application has settings

if settings.IS_PRODUCTION:
    from config.production import refuse_demonstration_accounts

    refuse_demonstration_accounts()
