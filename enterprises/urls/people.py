"""Addresses of the people of a firm, its agents, its profile, and of one's own keys."""

from django.urls import path

from enterprises.views import keys, people, profile

_PEOPLE = "people/<slug:serial>"
_PROFILE = f"{_PEOPLE}/profile"

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/profile/", profile.profile, name="profile"),
    path(f"{_PEOPLE}/", people.firm_people, name="firm-people"),
    path(f"{_PEOPLE}/add/", people.member_add, name="member-add"),
    path(f"{_PEOPLE}/members/<uuid:key>/", people.member_role, name="member-role"),
    path(f"{_PEOPLE}/members/<uuid:key>/end/", people.member_end, name="member-end"),
    path(f"{_PEOPLE}/members/<uuid:key>/invite/", people.member_invite, name="member-invite"),
    path(f"{_PEOPLE}/agents/ask/", people.agent_ask, name="agent-ask"),
    path(f"{_PEOPLE}/agents/<uuid:key>/revoke/", people.agent_revoke, name="agent-revoke"),
    path(f"{_PEOPLE}/firms/<uuid:key>/", people.agency_answer, name="agency-answer"),
    path(f"{_PROFILE}/", profile.profile, name="profile"),
    path(f"{_PROFILE}/edit/", profile.profile_edit, name="profile-edit"),
    path(f"{_PROFILE}/markets/", profile.markets_add, name="markets-add"),
    path(f"{_PROFILE}/brands/add/", profile.brand_add, name="brand-add"),
    path(f"{_PROFILE}/brands/<uuid:key>/end/", profile.brand_end, name="brand-end"),
    path(f"{_PROFILE}/shops/add/", profile.outlet_add, name="outlet-add"),
    path(f"{_PROFILE}/shops/<uuid:key>/close/", profile.outlet_close, name="outlet-close"),
    path("account/keys/", keys.token_list, name="token-list"),
    path("account/keys/new/", keys.token_new, name="token-new"),
    path("account/keys/<uuid:key>/revoke/", keys.token_revoke, name="token-revoke"),
]
