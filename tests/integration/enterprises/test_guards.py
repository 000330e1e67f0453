"""What the database refuses on the ground floor, tried past every service."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError, ProgrammingError
from django.test import TestCase

from enterprises.models import AuditEntry, Enterprise


def make(credit_code: str) -> Enterprise:
    return Enterprise.objects.create(
        serial="0001",
        name_zh="雪岭裘皮",
        name_en="Xueling",
        credit_code=credit_code,
        kinds=["manufacturer"],
        township="大营",
        legal_representative="王芳",
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
    )


class TestCreditCode(TestCase):
    def test_database_takes_a_right_check_character(self):
        make("91350100M000100Y43")

        self.assertEqual(Enterprise.objects.count(), 1)

    def test_database_refuses_a_wrong_check_character(self):
        with (
            self.assertRaisesMessage(IntegrityError, "enterprise_credit_code_is_valid"),
            transaction.atomic(),
        ):
            make("91350100M000100Y44")


class TestAudit(TestCase):
    def test_database_refuses_to_edit_what_was_written(self):
        AuditEntry.objects.create(
            at=datetime(2026, 3, 1, tzinfo=UTC), actor_name="x", action="y", record_number="z"
        )

        with pytest.raises((InternalError, ProgrammingError, IntegrityError)), transaction.atomic():
            AuditEntry.objects.update(action="other")
