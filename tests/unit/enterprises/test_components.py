"""The parts of a page keep their promises: bound, named, translated, and free of inline code."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

from django.template import engines
from django.template.loader import render_to_string
from django.test import SimpleTestCase

from enterprises.marks import icon
from tests.unit.enterprises.gallery import Gallery, page


class Tree(HTMLParser):
    """All tags of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


class EveryPart(SimpleTestCase):
    def setUp(self):
        self.html = page()
        self.tree = Tree(self.html)

    def test_no_id_stands_twice(self):
        ids = self.tree.ids

        self.assertEqual(sorted(set(ids)), sorted(ids))

    def test_what_is_pointed_at_exists(self):
        ids = set(self.tree.ids)
        for tag, attrs in self.tree.tags:
            for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
                for target in (attrs.get(name) or "").split():
                    with self.subTest(tag=tag, attribute=name):
                        self.assertIn(target, ids)

    def test_every_link_of_the_error_list_leads_to_its_field(self):
        hrefs = re.findall(r'<a href="#([^"]+)">[^<]*: ', self.html)

        self.assertGreaterEqual(len(hrefs), 4)
        self.assertLessEqual(set(hrefs), set(self.tree.ids))

    def test_every_drawing_used_stands_in_the_sprite(self):
        used = {attrs["href"].removeprefix("#") for attrs in self.tree.all("use")}

        self.assertLessEqual(used, set(self.tree.ids))

    def test_every_input_has_a_name_read_aloud(self):
        labelled = {attrs.get("for") for attrs in self.tree.all("label")}
        for tag in ("input", "select", "textarea"):
            for attrs in self.tree.all(tag):
                if attrs.get("type") == "hidden":
                    continue
                with self.subTest(input=attrs):
                    self.assertTrue(attrs.get("aria-label") or attrs.get("id") in labelled)

    def test_a_wide_thing_can_be_scrolled_by_keyboard(self):
        for attrs in self.tree.all("div"):
            if "scroll" in (attrs.get("class") or "").split():
                self.assertEqual((attrs["tabindex"], attrs["role"]), ("0", "group"))

    def test_the_policy_against_inline_code_is_kept(self):
        for tag, attrs in self.tree.tags:
            self.assertNotIn("style", attrs)
            self.assertFalse([name for name in attrs if name.startswith("on")], attrs)
            if tag == "script":
                self.assertTrue(attrs["src"])

    def test_the_current_page_and_step_are_marked(self):
        marks = [attrs.get("aria-current") for _, attrs in self.tree.tags]

        self.assertIn("page", marks)
        self.assertIn("step", marks)


class OneField(SimpleTestCase):
    def drawn(self, source: str) -> str:
        template = engines["django"].from_string("{% load qiudu %}" + source)
        return template.render({"form": Gallery({"weight": "x", "market": "eu"})})

    def test_hint_and_error_stand_above_the_input_and_are_read_with_it(self):
        html = self.drawn("{% field form.contract %}")

        order = [html.index(part) for part in ("<label", 'class="hint"', 'class="error"', "<input")]
        self.assertEqual(order, sorted(order))
        self.assertIn('aria-describedby="id_contract-hint id_contract-error"', html)
        self.assertIn('aria-invalid="true"', html)

    def test_what_was_typed_is_given_back_even_where_it_is_no_number(self):
        html = self.drawn('{% field form.weight unit="kg" width="w-4" %}')

        self.assertIn('value="x"', html)
        self.assertIn('inputmode="decimal"', html)
        self.assertIn('class="input num w-4"', html)
        self.assertIn("<span>kg</span>", html)

    def test_few_choices_are_shown_and_many_are_a_select(self):
        self.assertIn('type="radio"', self.drawn("{% field form.market %}"))
        self.assertIn("<select", self.drawn("{% field form.market picks=False %}"))
        self.assertIn("<select", self.drawn("{% field form.port %}"))

    def test_the_chosen_one_is_checked(self):
        html = self.drawn("{% field form.market %}")

        self.assertEqual(re.findall(r'value="(\w+)" id="[^"]+" checked', html), ["eu"])

    def test_only_the_optional_says_so(self):
        self.assertIn("optional", self.drawn("{% field form.note %}"))
        self.assertNotIn("optional", self.drawn("{% field form.contract %}"))

    def test_htmx_attributes_pass_through(self):
        html = self.drawn('{% field form.contract hx_post="/check/" %}')

        self.assertIn('hx-post="/check/"', html)


class EveryFrame(SimpleTestCase):
    def test_stands_with_nothing_but_its_own_words(self):
        for frame in ("desk", "portal", "open", "hand", "gate", "paper"):
            with self.subTest(frame=frame):
                html = render_to_string(f"frames/{frame}.html")

                self.assertIn(f'<body class="{frame}"', html)
                self.assertIn('<main id="main"', html)

    def test_tells_the_language_as_html_does(self):
        self.assertIn('<html lang="en">', page())
        self.assertIn('<html lang="zh-Hans">', page("zh-hans"))

    def test_links_the_dark_sheet_as_the_reader_chose(self):
        for theme, media in (
            ("auto", "(prefers-color-scheme: dark)"),
            ("dark", "all"),
            ("light", "not all"),
        ):
            with self.subTest(theme=theme):
                self.assertRegex(page(theme=theme), rf'dark\.css" media="{re.escape(media)}"')

    def test_sends_the_token_with_every_htmx_request(self):
        self.assertIn("""hx-headers='{"X-CSRFToken": "a-token"}'""", page())


class ErrorPages(SimpleTestCase):
    def test_each_says_what_to_do_and_needs_no_request(self):
        for name in ("400", "403", "403_csrf", "404", "500", "errors/409", "errors/422"):
            with self.subTest(page=name):
                html = render_to_string(f"{name}.html", {"code": "7F3A21", "detail": "Not now."})

                self.assertIn("<h1>", html)
                self.assertIn('class="btn"', html)

    def test_a_fault_gives_a_code_to_quote_and_no_detail(self):
        html = render_to_string("500.html", {"code": "7F3A21"})

        self.assertIn("7F3A21", html)


class Icon(SimpleTestCase):
    def test_a_misspelt_name_is_a_defect(self):
        with self.assertRaises(KeyError):
            icon("chekc")


class Escaping(SimpleTestCase):
    def test_what_a_firm_wrote_is_never_markup(self):
        person = SimpleNamespace(is_authenticated=True, full_name="<b>x", username="x")

        html = page(user=person, facts=[("Name", "<script>alert(1)</script>")])

        self.assertNotIn("<script>alert", html)
        self.assertNotIn("<b>x", html)
