"""The furniture of a page, and how states look."""

from django.test import RequestFactory, SimpleTestCase, override_settings

from enterprises import tones
from enterprises.icons import ICONS
from enterprises.shell import NavGroup, NavItem, Shell, shell_of


def provided(request):
    return Shell(
        navigation=(
            NavGroup("Work", (NavItem("/lots/", "Lots"), NavItem("/lots/new/", "New lot"))),
            NavGroup("Firms", (NavItem("/enterprises/", "Enterprises"),)),
        )
    )


class ShellOfARequest(SimpleTestCase):
    def current(self, path: str) -> list[str]:
        shell = shell_of(RequestFactory().get(path))
        items = [item for group in shell.navigation for item in group.items]
        return [item.label for item in items if item.is_current]

    @override_settings(SHELL_PROVIDER=f"{__name__}.provided")
    def test_only_the_nearest_address_is_current(self):
        self.assertEqual(self.current("/lots/"), ["Lots"])
        self.assertEqual(self.current("/lots/L26-0902/"), ["Lots"])
        self.assertEqual(self.current("/lots/new/"), ["New lot"])
        self.assertEqual(self.current("/elsewhere/"), [])

    @override_settings(SHELL_PROVIDER="nowhere.at_all.shell_for")
    def test_without_a_provider_the_walls_are_bare(self):
        self.assertEqual(shell_of(RequestFactory().get("/")), Shell())

    @override_settings(SHELL_PROVIDER=f"{__name__}.misspelt")
    def test_a_broken_provider_is_a_defect_and_is_seen(self):
        with self.assertRaises(AttributeError):
            shell_of(RequestFactory().get("/"))


class Looks(SimpleTestCase):
    def test_no_tone_stands_without_sign_and_word(self):
        for kind, looks in tones._LOOKS.items():
            for code, look in looks.items():
                with self.subTest(kind=kind, code=code):
                    self.assertIn(look.sign, ICONS)
                    self.assertTrue(str(look.word))
                    self.assertIn(look.tone, tones.TONE_SIGNS)

    def test_a_kind_of_its_own_outranks_the_common_word(self):
        tones.register("a kind of this test", {"held": tones.Look("no", "cross", "Kept back")})

        self.assertEqual(tones.look_of("held", "a kind of this test").word, "Kept back")
        self.assertEqual(tones.look_of("draft", "a kind of this test").sign, "edit")

    def test_an_unknown_state_is_plain(self):
        self.assertEqual(tones.look_of("never heard of"), tones.UNKNOWN)
