"""Every address of the API."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from blacklist.api import PublishedListViewSet
from enterprises.api.enterprises import EnterpriseViewSet
from enterprises.api.views import NoSuchAddress

app_name = "api"

router = SimpleRouter()
router.register("enterprises", EnterpriseViewSet, "enterprise")
router.register("public/lists", PublishedListViewSet, "public-list")

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    re_path(r"^.*$", NoSuchAddress.as_view(), name="no-such-address"),
]
