"""Coming in, going out, and the reader's own language and theme."""

from django.test import Client, TestCase, override_settings
from django.urls import include, path

from config import urls
from enterprises.models import User


def _broken(request):
    raise RuntimeError("the secret inside")


urlpatterns = [
    path("broken/", _broken),
    path("", include("config.urls")),
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


class LoggingIn(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = User.objects.create_user(
            "limin", password="a sentence to keep", full_name="Li Min", language="zh-hans"
        )

    def log_in(self, **data):
        fields = {"username": "limin", "password": "a sentence to keep", "next": "/account/x/"}
        return self.client.post("/account/login/", fields | data)

    def test_leads_where_one_wanted_to_go_in_ones_own_language(self):
        response = self.log_in()

        self.assertRedirects(response, "/account/x/", fetch_redirect_response=False)
        self.assertEqual(response.cookies["django_language"].value, "zh-hans")

    def test_never_leads_out_of_the_house(self):
        with override_settings(LOGIN_REDIRECT_URL="/home/"):
            response = self.log_in(next="https://elsewhere.example/")

        self.assertRedirects(response, "/home/", fetch_redirect_response=False)

    def test_says_what_is_wrong_without_saying_which(self):
        response = self.log_in(password="wrong")

        self.assertContains(response, "User name and password do not match")
        self.assertNotContains(response, 'wrong"')

    def test_leaving_is_a_post(self):
        self.client.force_login(self.user)

        self.assertEqual(self.client.get("/account/logout/").status_code, 405)
        self.client.post("/account/logout/")

        self.assertNotIn("_auth_user_id", self.client.session)


class Taste(TestCase):
    def test_language_is_kept_with_the_user_and_the_browser_and_the_page_stays(self):
        user = User.objects.create_user("limin")
        self.client.force_login(user)

        response = self.client.post(
            "/account/language/", {"language": "zh-hans", "next": "/account/login/?a=1"}
        )

        self.assertRedirects(response, "/account/login/?a=1", fetch_redirect_response=False)
        self.assertEqual(response.cookies["django_language"].value, "zh-hans")
        user.refresh_from_db()
        self.assertEqual(user.language, "zh-hans")

    def test_a_visitor_chooses_too(self):
        self.client.post("/account/theme/", {"theme": "dark", "next": "/account/login/"})

        self.assertContains(self.client.get("/account/login/"), 'dark.css" media="all"')

    def test_the_users_own_theme_outranks_the_cookie(self):
        user = User.objects.create_user("limin", theme="light")
        self.client.force_login(user)
        self.client.cookies["theme"] = "dark"

        self.assertContains(self.client.get("/account/password/"), 'dark.css" media="not all"')

    def test_what_is_not_offered_is_refused(self):
        for address, data in (
            ("/account/language/", {"language": "xx"}),
            ("/account/theme/", {"theme": "pink"}),
        ):
            with self.subTest(address=address):
                self.assertEqual(self.client.post(address, data).status_code, 400)
                self.assertEqual(self.client.get(address).status_code, 405)

    def test_nobody_is_sent_elsewhere(self):
        response = self.client.post(
            "/account/theme/", {"theme": "dark", "next": "https://elsewhere.example/"}
        )

        self.assertRedirects(response, "/", fetch_redirect_response=False)


@override_settings(ROOT_URLCONF=__name__)
class Faults(TestCase):
    def test_give_a_code_that_finds_them_in_the_log_and_no_detail(self):
        client = Client(raise_request_exception=False)

        with self.assertLogs("qiudu.faults", "ERROR") as log, self.assertLogs("django.request"):
            response = client.get("/broken/")

        self.assertEqual(response.status_code, 500)
        code = log.records[0].args[0]
        self.assertContains(response, code, status_code=500)
        self.assertNotContains(response, "the secret inside", status_code=500)
        self.assertIn("the secret inside", log.output[0])

    def test_a_missing_page_is_a_calm_one(self):
        self.assertContains(
            self.client.get("/nowhere/"), "There is nothing at this address", status_code=404
        )

    def test_an_old_form_says_so(self):
        client = Client(enforce_csrf_checks=True)

        response = client.post("/account/theme/", {"theme": "dark"})

        self.assertContains(response, "The page was open too long", status_code=403)
