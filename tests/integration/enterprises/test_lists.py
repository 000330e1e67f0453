"""Lists: what the address asks for is what the page shows and the file holds."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain

import django_filters
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory, TestCase
from django.utils import translation
from openpyxl import load_workbook

from enterprises.models import User
from enterprises.tables import Column, ListSpec, list_page, page_of
from enterprises.tables.export import harmless

START = datetime(2026, 11, 1, 2, tzinfo=UTC)


class People(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="full_name", lookup_expr="icontains", label="Find")
    language = django_filters.ChoiceFilter(
        choices=[("en", "English"), ("zh-hans", "Simplified Chinese")], label="Language"
    )
    joined = django_filters.DateFromToRangeFilter(field_name="date_joined", label="Joined")

    class Meta:
        model = User
        fields = ["q", "language", "joined"]


SPEC = ListSpec(
    name="people",
    label="People",
    columns=(
        Column("username", "User name", sort="username", href=lambda user: f"/u/{user.username}/"),
        Column("full_name", "Name"),
        Column("seen", "Last seen", value="last_login", sort="last_login"),
        Column("joined", "Joined", value="date_joined", sort="date_joined", kind="moment"),
    ),
    order="username",
    filterset=People,
    rows=4,
    select=lambda user: user.username,
)


class ListOfPeople(TestCase):
    @classmethod
    def setUpTestData(cls):
        User.objects.bulk_create(
            User(
                username=f"u{number:02}",
                full_name=f"Person {number}",
                language="en" if number % 2 else "zh-hans",
                date_joined=START + timedelta(days=number // 3),
                # Every third was never seen; some were seen at the same moment.
                last_login=None if number % 3 == 0 else START + timedelta(hours=number // 4),
            )
            for number in range(14)
        )

    def request(self, address: str = ""):
        request = RequestFactory().get(f"/people/{address}")
        request.user = AnonymousUser()
        return request

    def people(self):
        return User.objects.filter(username__startswith="u")

    def file(self, address: str):
        return list_page(self.request(address), self.people(), SPEC, "parts/table.html")

    def page(self, address: str = "", spec: ListSpec = SPEC):
        return page_of(self.request(address), self.people(), spec)

    def names(self, table) -> list[str]:
        return [row.record.username for row in table.rows]

    def walk(self, address: str, link: str) -> list[list[str]]:
        pages = []
        while True:
            table = self.page(address)
            pages.append(self.names(table))
            address = getattr(table, link)
            if not address:
                return pages

    def test_every_row_comes_once_in_every_order_and_direction(self):
        whole = sorted(f"u{number:02}" for number in range(14))
        for sort in ("username", "-username", "seen", "-seen", "joined", "-joined"):
            with self.subTest(sort=sort):
                pages = self.walk(f"?sort={sort}", "after_url")

                self.assertEqual(sorted(chain.from_iterable(pages)), whole)
                self.assertEqual([len(page) for page in pages], [4, 4, 4, 2])

    def test_the_way_back_shows_the_same_pages(self):
        for sort in ("username", "-username", "seen", "-seen", "-joined"):
            with self.subTest(sort=sort):
                address, pages, tables = f"?sort={sort}", [], []
                while address:
                    tables.append(self.page(address))
                    pages.append(self.names(tables[-1]))
                    address = tables[-1].after_url
                back = self.walk(tables[-1].before_url, "before_url")

                self.assertEqual(back[::-1], pages[:-1])

    def test_rows_without_a_value_stand_last_either_way(self):
        for sort in ("seen", "-seen"):
            rows = list(chain.from_iterable(self.walk(f"?sort={sort}", "after_url")))

            self.assertEqual(set(rows[-5:]), {"u00", "u03", "u06", "u09", "u12"})

    def test_a_row_added_meanwhile_moves_nobody(self):
        first = self.page("?sort=-username")
        User.objects.create(username="u99")

        second = self.page(first.after_url)

        self.assertEqual(self.names(second), ["u09", "u08", "u07", "u06"])

    def test_a_forged_or_foreign_place_is_the_first_page(self):
        foreign = self.page("?sort=-joined").after_url.split("after=")[1]
        for address in ("?after=forged", f"?after={foreign}", "?before=forged"):
            with self.subTest(address=address):
                self.assertEqual(self.names(self.page(address))[0], "u00")

    def test_depth_costs_nothing(self):
        deep = self.page(self.page().after_url).after_url
        with self.assertNumQueries(2):
            self.page()
        with self.assertNumQueries(2):
            self.page(deep)

    def test_filters_narrow_and_are_named_with_the_way_out(self):
        table = self.page("?q=Person+1&language=en&sort=-username&after=x")

        self.assertEqual(self.names(table), ["u13", "u11", "u01"])
        self.assertEqual([tag.text for tag in table.tags], ["Find: Person 1", "English"])
        self.assertEqual(table.tags[0].url, "?language=en&sort=-username")
        self.assertEqual(table.clear_url, "?sort=-username")

    def test_a_range_is_one_filter(self):
        table = self.page("?joined_after=2026-11-03&joined_before=2026-11-04")

        self.assertEqual(table.total, 6)
        self.assertEqual([tag.text for tag in table.tags], ["Joined: 3 Nov 2026–4 Nov 2026"])
        self.assertEqual(table.tags[0].url, "?")

    def test_an_unreadable_filter_finds_nothing_and_says_so(self):
        table = self.page("?joined_after=yesterday")

        self.assertEqual(table.total, 0)
        self.assertTrue(table.form.errors)

    def test_an_unknown_order_is_the_lists_own(self):
        self.assertEqual(self.names(self.page("?sort=password"))[0], "u00")

    def test_heads_say_the_order_and_turn_it(self):
        heads = {head.column.name: head for head in self.page("?q=Person&after=x").heads}

        self.assertEqual(heads["username"].aria_sort, "ascending")
        self.assertEqual(heads["username"].url, "?q=Person&sort=-username")
        self.assertEqual(heads["seen"].aria_sort, "")
        self.assertEqual(heads["full_name"].url, "")

    def test_the_count_stops_where_nobody_reads_on(self):
        table = self.page(spec=replace(SPEC, counted_rows_max=10))

        self.assertEqual(table.total_words, "more than 10")

    def test_csv_holds_exactly_what_is_filtered_in_its_order(self):
        response = self.file("?q=Person+1&sort=-username&export=csv&after=x")

        text = b"".join(response.streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        self.assertEqual(rows[0], ["User name", "Name", "Last seen", "Joined"])
        self.assertEqual([row[0] for row in rows[1:]], ["u13", "u12", "u11", "u10", "u01"])
        self.assertEqual(rows[2][2], "")
        self.assertEqual(rows[1][3], "2026-11-05 10:00:00")
        self.assertRegex(response["Content-Disposition"], r'filename="people-\d{4}-\d\d-\d\d\.csv"')

    def test_a_workbook_holds_the_same_and_no_formula(self):
        User.objects.filter(username="u13").update(full_name="=1+1", language="en")

        response = self.file("?sort=-username&export=xlsx&language=en")

        book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
        cells = list(book.active.iter_rows(min_row=2))
        self.assertEqual([row[0].value for row in cells][:3], ["u13", "u11", "u09"])
        self.assertEqual((cells[0][1].value, cells[0][1].data_type), ("=1+1", "s"))
        self.assertEqual(cells[0][3].value, datetime(2026, 11, 5, 10))

    def test_nothing_unreadable_is_exported(self):
        response = self.file("?joined_after=yesterday&export=csv")

        self.assertContains(response, "A filter could not be read")

    def test_the_template_draws_all_of_it(self):
        table = self.page("?q=Person&sort=-username")

        html = self.file("?q=Person&sort=-username").content.decode()

        self.assertIn('aria-sort="descending"', html)
        self.assertIn('<a class="go" href="/u/u13/">u13</a>', html)
        self.assertIn("4 of 14", html)
        self.assertIn("Export 14 as CSV", html)
        self.assertIn('aria-label="Select u13"', html)
        self.assertEqual(len(re.findall(r"<tr role=\"row\">", html)), 5)
        with translation.override("zh-hans"):
            self.assertIn("2026年11月", str(table.spec.columns[3].drawn(table.rows[0].record)))

    def test_an_empty_answer_says_what_to_do(self):
        html = self.file("?q=nobody").content.decode()

        self.assertIn("Nothing matches these filters", html)
        self.assertNotIn("as CSV", html)


class Formulas(TestCase):
    def test_are_disarmed_but_figures_are_not(self):
        for text, safe in (
            ("=1+1", "'=1+1"),
            ("+cmd", "'+cmd"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2+3", "'-2+3"),
            ("\t=1", "'\t=1"),
            ("-13.5", "-13.5"),
            ("D26-11-0412", "D26-11-0412"),
        ):
            with self.subTest(text=text):
                self.assertEqual(harmless(text), safe)
