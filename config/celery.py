"""The Celery application: no results are kept; what a person must see later is a row."""

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# What happens by the clock, in Shanghai time. Each task reads the clock itself, may run twice,
# and catches up on what it missed, so that a night without beat costs nothing.
#
#   "name of the duty": {
#       "task": "<app>.tasks.<function>",
#       "schedule": crontab(hour=0, minute=5) or timedelta(seconds=5),
#       "options": {"expires": seconds},  # for frequent ones: no queue grows while workers are away
#   },
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {}

app = Celery("qiudu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = BEAT_SCHEDULE
app.autodiscover_tasks()
