"""The Celery application: no results are kept; what a person must see later is a row."""

import os
from datetime import timedelta
from typing import Any

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# What happens by the clock, in Shanghai time. Each task reads the clock itself, may run twice,
# and catches up on what it missed, so that a night without beat costs nothing. What is due every
# few seconds expires, so that no queue grows while the workers are away; what is due once a day
# is given a time of its own between 00:05 and 06:00, when nobody files.
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "relay the facts whose kick was lost": {
        "task": "enterprises.tasks.relay_facts",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 5},
    },
    "end registrations, filings and authorisations that ran out": {
        "task": "enterprises.tasks.end_what_ran_out",
        "schedule": crontab(hour=0, minute=5),
    },
    "remind of rectifications, and tell who is late": {
        "task": "enterprises.tasks.follow_up_rectifications",
        "schedule": crontab(hour=0, minute=8),
    },
    "remind of notices that are not acknowledged": {
        "task": "enterprises.tasks.remind_of_notices",
        "schedule": crontab(hour=0, minute=40),
    },
    "let classes follow what lapsed": {
        "task": "blacklist.tasks.reclassify",
        "schedule": crontab(hour=0, minute=15),
    },
    "open, draw and follow up the monthly monitoring": {
        "task": "lab.tasks.ensure_monitoring",
        "schedule": crontab(hour=0, minute=30),
    },
    "close the requests for a retest that nobody answered in time": {
        "task": "lab.tasks.close_late_retests",
        "schedule": crontab(hour=0, minute=40),
    },
    "publish the hashes of seeds ahead, reveal those of days that are past": {
        "task": "inspections.tasks.turn_seeds",
        "schedule": crontab(hour=0, minute=10),
    },
    "expire certificates whose goods may no longer ship": {
        "task": "inspections.tasks.expire_certificates",
        "schedule": crontab(hour=0, minute=20),
    },
    "keep the demonstration from ageing": {
        "task": "inspections.demo.tasks.keep_fresh",
        "schedule": crontab(hour=5, minute=30),
    },
}

app = Celery("qiudu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = BEAT_SCHEDULE
app.autodiscover_tasks()
app.autodiscover_tasks(["inspections.demo"])
