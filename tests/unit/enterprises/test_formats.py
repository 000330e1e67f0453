"""Figures, dates and due times as the reader writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.test import SimpleTestCase
from django.utils import translation

from enterprises import formats
from enterprises.languages import by_name

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)  # 12:00 in Beijing


class Figures(SimpleTestCase):
    def test_keep_their_decimals_as_measured(self):
        for value, words in (
            (1842, "1,842"),
            (0, "0"),
            (-13770, "−13,770"),
            (Decimal("2.60"), "2.60"),
            (Decimal("1E+3"), "1,000"),
            ("<0.05", "<0.05"),
            (None, "—"),
        ):
            with self.subTest(value=value):
                self.assertEqual(formats.number(value), words)

    def test_money_says_its_currency_first(self):
        self.assertEqual(formats.money(Decimal("52800")), "USD\u00a052,800.00")
        self.assertEqual(formats.money(None), "—")

    def test_a_movement_carries_its_sign(self):
        self.assertEqual(formats.signed(640), "+640")
        self.assertEqual(formats.signed(-640), "−640")


class Dates(SimpleTestCase):
    def test_are_written_in_the_readers_language(self):
        day = date(2026, 11, 18)
        for language, style, words in (
            ("en", "day", "18 Nov 2026"),
            ("en", "short", "18 Nov"),
            ("en", "weekday", "Wednesday, 18 November 2026"),
            ("zh-hans", "day", "2026年11月18日"),
            ("zh-hans", "short", "11月18日"),
        ):
            with self.subTest(language=language, style=style), translation.override(language):
                self.assertEqual(formats.written_date(day, style), words)

    def test_a_moment_is_told_in_beijing(self):
        late = datetime(2026, 11, 18, 16, 30, tzinfo=UTC)

        self.assertEqual(
            formats.time_tag(late, "moment"),
            '<time datetime="2026-11-19T00:30+08:00">19 Nov 2026, 00:30</time>',
        )

    def test_no_date_is_a_dash(self):
        self.assertEqual(formats.time_tag(None), "—")


class Names(SimpleTestCase):
    def test_stand_in_the_order_in_which_readers_look_for_them(self):
        with translation.override("zh-hans"):
            in_chinese = sorted(["意大利", "俄罗斯", "德国", "阿根廷"], key=by_name)
        with translation.override("en"):
            in_english = sorted(["Italy", "china", "Argentina"], key=by_name)

        self.assertEqual(in_chinese, ["阿根廷", "德国", "俄罗斯", "意大利"])
        self.assertEqual(in_english, ["Argentina", "china", "Italy"])


class DueWords(SimpleTestCase):
    def test_say_how_soon(self):
        for until, tone, words in (
            (date(2026, 11, 16), "no", "2 days late"),
            (date(2026, 11, 17), "no", "1 day late"),
            (date(2026, 11, 18), "wait", "today"),
            (date(2026, 11, 19), "", "by tomorrow"),
            (date(2026, 11, 20), "", "by 20 Nov"),
            (date(2027, 1, 4), "", "by 4 Jan 2027"),
            (datetime(2026, 11, 18, 3, 59, tzinfo=UTC), "no", "late since 11:59"),
            (datetime(2026, 11, 18, 9, tzinfo=UTC), "wait", "today, 17:00"),
        ):
            with self.subTest(until=until):
                due = formats.due_words(until, now=NOON)

                self.assertEqual((due.tone, due.words), (tone, words))

    def test_a_stopped_clock_is_never_late(self):
        due = formats.due_words(date(2026, 11, 1), now=NOON, stopped="the firm owes an answer")

        self.assertEqual((due.tone, due.words), ("", "clock stopped"))
        self.assertEqual(due.note, "the firm owes an answer")

    def test_lateness_counts_in_working_days_where_they_are_known(self):
        due = formats.due_words(date(2026, 11, 13), now=NOON, days_late=3)

        self.assertEqual(due.words, "3 days late")

    def test_nothing_due_says_nothing(self):
        self.assertIsNone(formats.due_words(None, now=NOON))
