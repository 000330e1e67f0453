"""Addresses of the account: coming in, going out, passwords, language and theme."""

from django.contrib.auth import views as auth
from django.urls import path

from enterprises.views import account

urlpatterns = [
    path("account/login/", account.LogIn.as_view(), name="login"),
    path("account/logout/", auth.LogoutView.as_view(), name="logout"),
    path("account/language/", account.set_language, name="set-language"),
    path("account/theme/", account.set_theme, name="set-theme"),
    path("account/password/", auth.PasswordChangeView.as_view(), name="password_change"),
    path(
        "account/password/done/",
        auth.PasswordChangeDoneView.as_view(),
        name="password_change_done",
    ),
    path("account/forgotten/", auth.PasswordResetView.as_view(), name="password_reset"),
    path(
        "account/forgotten/sent/",
        auth.PasswordResetDoneView.as_view(),
        name="password_reset_done",
    ),
    path(
        "account/forgotten/<uidb64>/<token>/",
        auth.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "account/forgotten/complete/",
        auth.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
]
