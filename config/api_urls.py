"""Every address of the API."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from blacklist.api import PublishedListViewSet
from enterprises.api.enterprises import EnterpriseViewSet
from enterprises.api.views import NoSuchAddress
from inspections.api.certificates import CertificateViewSet
from inspections.api.decisions import DecisionViewSet
from inspections.api.declarations import DeclarationViewSet
from inspections.api.public import PublicCertificateView
from inspections.api.statistics import (
    RiskAnalysisViewSet,
    RuleSetViewSet,
    StatisticsViewSet,
)
from lab.api.material import LotViewSet
from lab.api.monitoring import MonitoringViewSet
from lab.api.samples import ReportViewSet, SampleViewSet

app_name = "api"

router = SimpleRouter()
router.register("certificates", CertificateViewSet, "certificate")
router.register("decisions", DecisionViewSet, "decision")
router.register("declarations", DeclarationViewSet, "declaration")
router.register("enterprises", EnterpriseViewSet, "enterprise")
router.register("lots", LotViewSet, "lot")
router.register("monitoring", MonitoringViewSet, "monitoring")
router.register("public/lists", PublishedListViewSet, "public-list")
router.register("reports", ReportViewSet, "report")
router.register("risk-analyses", RiskAnalysisViewSet, "risk-analysis")
router.register("rule-sets", RuleSetViewSet, "rule-set")
router.register("samples", SampleViewSet, "sample")
router.register("statistics", StatisticsViewSet, "statistics")

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(router.urls)),
    path("v1/public/certificates/", PublicCertificateView.as_view(), name="public-certificate"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    re_path(r"^.*$", NoSuchAddress.as_view(), name="no-such-address"),
]
