"""Notices: written, sent once to those they concern, read, acknowledged, replaced, taken back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import TestCase

from enterprises import outbox
from enterprises.errors import DomainError, IllegalTransition, Invalid, NotPermitted, StaleVersion
from enterprises.models import AuditEntry, Notice, NoticeReading, NoticeReceipt, Notification
from enterprises.roles import Role
from enterprises.services import notices
from enterprises.services.memberships import end_membership
from enterprises.services.notices import NoticeContent
from enterprises.states import NoticeKind, NoticeState
from enterprises.tasks import relay_facts, remind_of_notices, tell_of_notice
from tests.factories import TODAY, at, make_enterprise, make_membership, make_notice, make_user

_S = NoticeState
NOW = at(TODAY, 15)
CONTENT = NoticeContent(
    kind=NoticeKind.RISK,
    title_en="Chromium (VI) found",
    title_zh="检出六价铬",
    text_en="In dyed rabbit.",
    text_zh="染色兔皮中检出。",
    effective_on=TODAY,
    species=("rabbit",),
)
OPEN = {
    "amend": {_S.DRAFT},
    "delete": {_S.DRAFT},
    "send": {_S.DRAFT},
    "withdraw": {_S.SENT},
    "acknowledge": {_S.SENT},
    "remind": {_S.SENT},
    "replace": {_S.SENT},
}


class TestDoors(TestCase):
    """A door that is not in the table is shut, and what was refused changed nothing."""

    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise()
        cls.owner = make_user(enterprise=cls.firm)
        cls.chief = make_user(Role.CHIEF)
        cls.by_state = {state: make_notice(state, cls.firm, author=cls.chief) for state in _S}

    def attempt(self, action, notice):
        named = {"number": notice.number, "actor": self.chief, "at": NOW}
        versioned = {**named, "version": notice.version}
        actions = {
            "amend": lambda: notices.amend_draft(**versioned, content=CONTENT),
            "delete": lambda: notices.delete_draft(**versioned),
            "send": lambda: notices.send_notice(**versioned, audience={self.firm.pk: ["stock"]}),
            "withdraw": lambda: notices.withdraw_notice(**versioned, reason="An error."),
            "acknowledge": lambda: notices.acknowledge_notice(
                number=notice.number, enterprise=self.firm, actor=self.owner, at=NOW
            ),
            "remind": lambda: notices.remind_of_notice(**named),
            "replace": lambda: notices.draft_notice(
                content=CONTENT, supersedes=notice.number, actor=self.chief, at=NOW
            ),
        }
        return actions[action]()

    def test_every_state_against_every_action(self):
        for state, notice in self.by_state.items():
            for action, states in OPEN.items():
                if (state, action) == (_S.DRAFT, "acknowledge"):
                    continue  # nobody has a draft: it is not addressed, which is tested below
                with self.subTest(state=state, action=action):
                    refusal = None
                    try:
                        with transaction.atomic():
                            self.attempt(action, notice)
                            transaction.set_rollback(True)
                    except DomainError as error:
                        refusal = error

                    found = Notice.objects.get(pk=notice.pk)
                    if state in states:
                        self.assertIsNone(refusal)
                    else:
                        self.assertIsInstance(refusal, IllegalTransition)
                    self.assertEqual((found.state, found.version), (state, notice.version))

    def test_a_draft_is_nobodys_to_acknowledge(self):
        with self.assertRaises(notices.NotAddressed):
            self.attempt("acknowledge", self.by_state[_S.DRAFT])


class TestSending(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm, cls.other = make_enterprise(), make_enterprise()
        cls.owner = make_user(enterprise=cls.firm, language="zh-hans")
        cls.chief = make_user(Role.CHIEF)
        cls.draft = make_notice(_S.DRAFT, author=cls.chief)

    def send(self, **changes):
        arguments = {
            "number": self.draft.number,
            "version": 1,
            "audience": {self.firm.pk: ["market", "stock"]},
            "actor": self.chief,
            "at": NOW,
        }
        return notices.send_notice(**arguments | changes)

    def test_fixes_whom_it_is_addressed_to_and_why(self):
        self.send()

        receipt = NoticeReceipt.objects.get()
        self.assertEqual(
            (receipt.enterprise, receipt.because, receipt.addressed_at),
            (self.firm, ["market", "stock"], NOW),
        )

    def test_asks_for_the_permission_the_version_and_somebody_to_read_it(self):
        refusals = [
            ({"actor": make_user(Role.CREDIT_OFFICER)}, NotPermitted),
            ({"actor": self.owner}, NotPermitted),
            ({"version": 2}, StaleVersion),
            ({"audience": {}}, notices.NobodyAddressed),
        ]
        for changes, refusal in refusals:
            with self.subTest(refusal=refusal.__name__), self.assertRaises(refusal):
                self.send(**changes)
        self.draft.refresh_from_db()
        self.assertEqual((self.draft.state, NoticeReceipt.objects.count()), (_S.DRAFT, 0))

    def test_tells_everybody_of_the_firms_once_in_their_language_with_the_way_there(self):
        left = make_user(enterprise=self.firm)
        end_membership(membership=left.memberships.get(), actor=self.owner, at=NOW)
        make_user(enterprise=self.other)
        self.send()

        relay_facts()
        fact = outbox.OutboxFact.objects.get(name="notice_sent")
        tell_of_notice(fact.pk)
        relay_facts()

        told = Notification.objects.filter(kind="notice_sent")
        self.assertEqual([one.recipient for one in told], [self.owner])
        (letter,) = [one for one in mail.outbox if one.to == [self.owner.email]]
        self.assertIn(self.draft.title_zh, letter.subject)
        self.assertIn(f"/notices/{self.draft.number}/", letter.body)

    def test_a_mail_has_one_line_for_its_subject_whatever_was_typed(self):
        broken = make_notice(
            _S.DRAFT, author=self.chief, title_zh="甲醛\r\nBcc: x@example.org", title_en="A\nB"
        )

        self.send(number=broken.number)
        relay_facts()
        relay_facts()

        (letter,) = mail.outbox
        self.assertNotIn("\n", letter.subject)
        self.assertEqual(letter.recipients(), [self.owner.email])

    def test_of_a_newer_one_ends_the_older_and_reaches_whoever_had_it(self):
        self.send()
        newer = make_notice(_S.DRAFT, author=self.chief, supersedes=self.draft)

        self.send(number=newer.number, audience={self.other.pk: ["stock"]})

        self.draft.refresh_from_db()
        self.assertEqual((self.draft.state, self.draft.ended_at), (_S.SUPERSEDED, NOW))
        because = dict(newer.receipts.values_list("enterprise", "because"))
        self.assertEqual(because, {self.other.pk: ["stock"], self.firm.pk: ["earlier"]})

    def test_of_two_that_name_the_same_older_one_is_refused(self):
        self.send()
        first, second = (
            make_notice(_S.DRAFT, author=self.chief, supersedes=self.draft) for _ in range(2)
        )
        self.send(number=first.number)

        with self.assertRaises(IllegalTransition):
            self.send(number=second.number)
        second.refresh_from_db()
        self.assertEqual(second.state, _S.DRAFT)

    def test_a_draft_is_complete_in_both_languages(self):
        faulty = NoticeContent(
            kind="rumour",
            title_en=" ",
            title_zh="题",
            text_en="x",
            text_zh="",
            effective_on=TODAY,
            destinations=("XX",),
            species=("yeti",),
        )

        with self.assertRaises(Invalid) as refused:
            notices.draft_notice(content=faulty, actor=self.chief, at=NOW)
        self.assertEqual(
            set(refused.exception.fields),
            {"kind", "title_en", "text_zh", "destinations", "species"},
        )


class TestAnswering(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm, cls.other = make_enterprise(), make_enterprise()
        cls.owner = make_user(enterprise=cls.firm)
        cls.notice = make_notice(_S.SENT, cls.firm, cls.other)

    def acknowledge(self, firm=None, when=NOW):
        return notices.acknowledge_notice(
            number=self.notice.number, enterprise=firm or self.firm, actor=self.owner, at=when
        )

    def test_a_person_reads_once_and_the_firm_by_its_first_reader(self):
        second = make_user(enterprise=self.firm)
        for person, when in [(self.owner, NOW), (second, NOW), (self.owner, at(TODAY, 16))]:
            notices.note_reading(
                notice=self.notice, person=person, enterprises=[self.firm.pk], at=when
            )

        self.assertEqual(NoticeReading.objects.count(), 2)
        self.assertEqual(NoticeReceipt.objects.get(enterprise=self.firm).read_at, NOW)
        self.assertIsNone(NoticeReceipt.objects.get(enterprise=self.other).read_at)

    def test_a_firm_acknowledges_once_and_has_then_read_it(self):
        self.acknowledge()

        with self.assertRaises(notices.AcknowledgedAlready):
            self.acknowledge(when=at(TODAY, 17))
        receipt = NoticeReceipt.objects.get(enterprise=self.firm)
        self.assertEqual(
            (receipt.acknowledged_at, receipt.acknowledged_by, receipt.read_at),
            (NOW, self.owner, NOW),
        )
        self.assertTrue(
            AuditEntry.objects.filter(action="notice_acknowledged", enterprise=self.firm).exists()
        )

    def test_a_firm_it_was_not_addressed_to_does_not(self):
        with self.assertRaises(notices.NotAddressed):
            self.acknowledge(make_enterprise())

    def test_nothing_is_acknowledged_that_does_not_ask_for_it(self):
        quiet = make_notice(_S.SENT, self.firm, asks_acknowledgement=False)

        with self.assertRaises(notices.NothingToAcknowledge):
            notices.acknowledge_notice(
                number=quiet.number, enterprise=self.firm, actor=self.owner, at=NOW
            )

    def test_those_who_have_not_are_reminded_once(self):
        make_user(enterprise=self.other)
        self.acknowledge()
        chief = make_user(Role.CHIEF)

        named = {"number": self.notice.number, "actor": chief, "at": NOW}
        self.assertEqual(notices.remind_of_notice(**named), 1)
        with self.assertRaises(notices.NobodyToRemind):
            notices.remind_of_notice(**named)
        relay_facts()

        reminded = Notification.objects.filter(kind="notice_reminded")
        self.assertEqual([one.enterprise for one in reminded], [self.other])

    def test_the_night_reminds_after_three_working_days_and_not_before(self):
        old = make_notice(_S.SENT, self.firm, sent_on=TODAY - timedelta(days=12))

        remind_of_notices()
        remind_of_notices()

        marked = NoticeReceipt.objects.filter(reminded_at__isnull=False)
        self.assertEqual([receipt.notice for receipt in marked], [old])
        self.assertEqual(AuditEntry.objects.filter(action="notice_reminded").count(), 1)

    def test_a_notice_taken_back_is_told_with_its_reason(self):
        chief = make_user(Role.CHIEF)
        with self.assertRaises(Invalid):
            notices.withdraw_notice(
                number=self.notice.number, version=2, reason=" ", actor=chief, at=NOW
            )
        notices.withdraw_notice(
            number=self.notice.number, version=2, reason="Lifted.", actor=chief, at=NOW
        )
        relay_facts()

        told = Notification.objects.get(kind="notice_withdrawn")
        self.assertEqual((told.recipient, told.params["reason"]), (self.owner, "Lifted."))


class TestWhoSees(TestCase):
    def test_officers_see_all_and_firms_what_is_addressed_to_them_once(self):
        firm, sister = make_enterprise(), make_enterprise()
        owner = make_user(enterprise=firm)
        make_membership(owner, sister)
        sent = make_notice(_S.SENT, firm, sister)
        make_notice(_S.SENT)
        make_notice(_S.DRAFT)

        self.assertEqual(list(Notice.objects.visible_to(owner)), [sent])
        self.assertEqual(Notice.objects.visible_to(make_user(Role.AUDITOR)).count(), 3)
        for role in (Role.ANALYST, Role.DEPARTMENT, Role.ADMINISTRATOR):
            self.assertEqual(Notice.objects.visible_to(make_user(role)).count(), 0)

    def test_anybody_sees_only_what_is_published_and_in_force(self):
        published = make_notice(_S.SENT, is_public=True)
        make_notice(_S.SENT)
        make_notice(_S.WITHDRAWN, is_public=True)
        make_notice(_S.DRAFT, is_public=True)

        self.assertEqual(list(Notice.objects.public()), [published])


class TestGuards(TestCase):
    """Past every service, the database says no."""

    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise()
        cls.owner = make_user(enterprise=cls.firm)
        cls.notice = make_notice(_S.SENT, cls.firm)
        notices.acknowledge_notice(
            number=cls.notice.number, enterprise=cls.firm, actor=cls.owner, at=NOW
        )

    def test_what_was_sent_keeps_its_words(self):
        changes = [
            {"text_zh": "别的"},
            {"is_public": True},
            {"state": "draft", "sent_at": None, "sent_by": None},
            {"effective_on": TODAY},
        ]
        for change in changes:
            with self.subTest(change=change):
                self.refused(lambda c=change: Notice.objects.update(**c))

    def test_a_receipt_is_stamped_once_and_stays(self):
        receipts = NoticeReceipt.objects.all()
        later = at(TODAY + timedelta(days=1))
        changes = [
            {"acknowledged_at": later},
            {"acknowledged_at": None, "acknowledged_by": None},
            {"read_at": None},
            {"because": ["stock"]},
            {"addressed_at": later},
        ]
        for change in changes:
            with self.subTest(change=change):
                self.refused(lambda c=change: receipts.update(**c))
        self.refused(lambda: receipts._raw_delete(receipts.db))
        self.refused(lambda: NoticeReading.objects.update(read_at=later))

    def test_only_a_draft_is_thrown_away(self):
        draft = make_notice(_S.DRAFT)
        draft.delete()
        with connection.cursor() as cursor:
            self.refused(lambda: cursor.execute("DELETE FROM enterprises_notice"))

    def test_states_and_stamps_belong_together(self):
        faults = [
            ("notice_sent_names_sender_and_time", {"state": "sent"}),
            ("notice_withdrawn_says_why", {"state": "withdrawn", "ended_at": NOW}),
            ("notice_ended_has_a_time", {"state": "superseded"}),
        ]
        for name, change in faults:
            draft = make_notice(_S.DRAFT)
            stamps = {} if "sender" in name else {"sent_at": NOW, "sent_by": self.owner}
            with (
                self.subTest(constraint=name),
                self.assertRaisesMessage(IntegrityError, name),
                transaction.atomic(),
            ):
                Notice.objects.filter(pk=draft.pk).update(**stamps | change)

    def test_an_older_notice_is_replaced_by_one(self):
        first = make_notice(_S.SENT, self.firm, supersedes=self.notice)
        with (
            self.assertRaisesMessage(IntegrityError, "notice_replaced_by_one"),
            transaction.atomic(),
        ):
            Notice.objects.create(
                number="N26-999999",
                kind="risk",
                state="sent",
                text_en="x",
                text_zh="x",
                effective_on=TODAY,
                supersedes=self.notice,
                author=first.author,
                created_at=NOW,
                sent_at=NOW,
                sent_by=first.author,
            )

    def refused(self, deed):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
