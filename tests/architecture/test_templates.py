"""Every template keeps the house rules: nothing inline, every word translatable."""

import re
from html import unescape
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.test import SimpleTestCase

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
# Papers carry both languages in every line; mails are text.
WITHOUT_WORD_RULE = ("pdf/", "registration/password_reset_email.html")
# Names and marks that are the same in every language.
SAME_EVERYWHERE = {"裘", "中文", "English", "Ctrl", "Enter", "Tab", "PDF", "CSV", "Excel"}

_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_COMMENT = re.compile(r"{% comment.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
# Names a class of the page, not a word on it.
_FRAME = re.compile(r"{% block frame %}.*?{% endblock %}")
_BLOCKTRANSLATE = re.compile(r"{% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}", re.DOTALL)
_SPOKEN = re.compile(r'\b(?:aria-label|placeholder|title|alt|data-label)="([^"]*)"')
_WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


class EveryTemplate(SimpleTestCase):
    def test_compiles(self):
        for path in TEMPLATES:
            with self.subTest(template=name_of(path)):
                get_template(name_of(path))

    def test_has_nothing_inline(self):
        forbidden = {
            "style attribute": re.compile(r"\sstyle\s*="),
            "style element": re.compile(r"<style\b"),
            "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)"),
            "event attribute": re.compile(r"\son[a-z]+\s*="),
            "script address": re.compile(r"javascript:"),
            "htmx that evaluates": re.compile(r"hx-on|hx-vals=.?js:"),
            "outside address": re.compile(r"""(?:src|href|action)=["']https?://"""),
        }
        for path in TEMPLATES:
            text = path.read_text()
            for what, pattern in forbidden.items():
                with self.subTest(template=name_of(path), what=what):
                    self.assertIsNone(pattern.search(text))

    def test_escapes_what_it_prints(self):
        for path in TEMPLATES:
            if name_of(path).endswith("_email.html"):
                continue
            with self.subTest(template=name_of(path)):
                self.assertNotRegex(path.read_text(), r"\|\s*safe\b|autoescape off|safeseq")

    def test_has_every_word_in_the_catalogue(self):
        for path in TEMPLATES:
            if name_of(path).startswith(WITHOUT_WORD_RULE):
                continue
            text = path.read_text()
            for pattern in (_COMMENT, _FRAME, _BLOCKTRANSLATE, _TAG):
                text = pattern.sub(" ", text)
            spoken = " ".join(_SPOKEN.findall(text))
            shown = unescape(re.sub(r"<[^>]*>", " ", text))
            words = set(_WORD.findall(f"{shown} {spoken}")) - SAME_EVERYWHERE
            with self.subTest(template=name_of(path)):
                self.assertEqual(words, set())

    def test_posts_with_a_token(self):
        form = re.compile(r"<form\b[^>]*\bmethod=.post.*?</form>", re.DOTALL | re.IGNORECASE)
        for path in TEMPLATES:
            for found in form.findall(path.read_text()):
                with self.subTest(template=name_of(path)):
                    self.assertIn("{% csrf_token %}", found)


class EveryStyleSheet(SimpleTestCase):
    def test_colours_are_written_down_in_the_tokens_alone(self):
        for name in ("base", "components"):
            text = (Path(settings.BASE_DIR) / "static" / "css" / f"{name}.css").read_text()
            with self.subTest(sheet=name):
                self.assertEqual(re.findall(r"#[0-9a-fA-F]{3,8}\b", text), [])

    def test_nothing_is_fetched_from_elsewhere(self):
        for path in (Path(settings.BASE_DIR) / "static").rglob("*.css"):
            with self.subTest(sheet=path.name):
                self.assertNotRegex(path.read_text(), r"@import|url\(\s*['\"]?https?:")
