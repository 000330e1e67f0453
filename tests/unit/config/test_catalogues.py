"""Catalogues are compiled as gettext's own programs would."""

import gettext
import io
import os
import tempfile
from pathlib import Path

from django.test import SimpleTestCase

from config.catalogues import compile_changed, compiled_form, read

CATALOGUE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

#: lab/states.py
msgid "skin"
msgstr "张"

msgctxt "verb"
msgid "release"
msgstr "放行"

#, python-format
msgid "%(count)s skin"
msgid_plural "%(count)s skins"
msgstr[0] "%(count)s张"

msgid ""
"A long "
"\\"sentence\\"\\n"
msgstr ""
"一句"
"话\\n"

#, fuzzy
msgid "guess"
msgstr "猜"

msgid "missing"
msgstr ""

#~ msgid "old"
#~ msgstr "旧"
"""


class Catalogues(SimpleTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.locale = Path(folder.name)
        self.catalogue = self.locale / "zh_Hans" / "LC_MESSAGES" / "django.po"
        self.catalogue.parent.mkdir(parents=True)
        self.catalogue.write_text(CATALOGUE, encoding="utf-8")

    def test_words_are_found_again(self):
        words = gettext.GNUTranslations(io.BytesIO(compiled_form(read(self.catalogue))))

        self.assertEqual(words.gettext("skin"), "张")
        self.assertEqual(words.pgettext("verb", "release"), "放行")
        self.assertEqual(words.ngettext("%(count)s skin", "%(count)s skins", 3), "%(count)s张")
        self.assertEqual(words.gettext('A long "sentence"\n'), "一句话\n")

    def test_guesses_and_gaps_stay_in_english(self):
        words = gettext.GNUTranslations(io.BytesIO(compiled_form(read(self.catalogue))))

        self.assertEqual(words.gettext("guess"), "guess")
        self.assertEqual(words.gettext("missing"), "missing")

    def test_only_what_changed_is_compiled(self):
        self.assertEqual(compile_changed([self.locale]), 1)
        self.assertEqual(compile_changed([self.locale]), 0)

        later = self.catalogue.with_suffix(".mo").stat().st_mtime + 1
        os.utime(self.catalogue, (later, later))
        self.assertEqual(compile_changed([self.locale]), 1)
