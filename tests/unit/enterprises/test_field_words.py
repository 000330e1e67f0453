"""What the framework says in forms is said in Chinese to those who read Chinese."""

from django import forms
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.test import SimpleTestCase
from django.utils.translation import override


class Refusals(SimpleTestCase):
    def test_of_a_password_are_in_chinese(self):
        for validator in get_default_password_validators():
            for password in ("abc", "12345678", "password"):
                with self.subTest(validator=validator, password=password), override("zh-hans"):
                    try:
                        validator.validate(password)
                    except ValidationError as refusal:
                        self.assertNotRegex("".join(refusal.messages), "[A-Za-z]{3}")

    def test_of_a_field_say_what_to_enter(self):
        with override("zh-hans"):
            said = {
                "length": self.refusal(forms.CharField(max_length=3), "xxxx"),
                "choice": self.refusal(forms.ChoiceField(choices=[("a", "a")]), "b"),
                "missing": self.refusal(forms.CharField(), ""),
                "day": self.refusal(forms.DateField(), "x"),
            }

        self.assertEqual(said["length"], "最多3个字，现有4个字。")
        self.assertEqual(said["missing"], "请填写此项。")
        self.assertIn("2026-11-18", said["day"])
        self.assertIn("“b”", said["choice"])

    def refusal(self, field: forms.Field, value: str) -> str:
        with self.assertRaises(ValidationError) as refused:
            field.clean(value)
        return "".join(refused.exception.messages)
