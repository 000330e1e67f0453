"""The Celery application: no results are kept; what a person must see later is a row."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("qiudu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
