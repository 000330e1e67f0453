"""Records that have no number of their own."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils.translation import gettext_lazy as _


class Keyed(models.Model):
    """A record that a random key stands for in addresses, where others have their number."""

    key = models.UUIDField(_("key"), unique=True, editable=False, db_default=RandomUUID())

    class Meta:
        abstract = True
