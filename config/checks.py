"""What `manage.py check --deploy` says beyond Django's own advice."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from config.production import refuse_demonstration_accounts


@register(Tags.security, deploy=True)
def no_demonstration_accounts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    try:
        refuse_demonstration_accounts()
    except ImproperlyConfigured as refusal:
        return [Error(str(refusal), id="qiudu.E001")]
    return []
