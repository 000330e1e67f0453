"""Every address of the API."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from blacklist.api.events import CreditEventViewSet
from blacklist.api.listings import ListingViewSet
from blacklist.api.public import PublishedListViewSet
from blacklist.api.standing import ClassificationViewSet, GradingViewSet, SharedFirmViewSet
from enterprises.api.enterprises import EnterpriseViewSet
from enterprises.api.notices import NoticeViewSet
from enterprises.api.notifications import NotificationViewSet
from enterprises.api.people import AuthorisationViewSet, MemberViewSet
from enterprises.api.registrations import PublicDyehouseViewSet, PublicRegisterViewSet
from enterprises.api.supervision import (
    AssessmentViewSet,
    DyehouseViewSet,
    RectificationViewSet,
)
from enterprises.api.views import NoSuchAddress
from inspections.api.certificates import CertificateViewSet
from inspections.api.decisions import DecisionViewSet
from inspections.api.declarations import DeclarationViewSet
from inspections.api.impact import ImpactCaseViewSet
from inspections.api.public import PublicCertificateView
from inspections.api.registrations import RegistrationViewSet
from inspections.api.statistics import (
    RiskAnalysisViewSet,
    RuleSetViewSet,
    StatisticsViewSet,
)
from inspections.api.trace import TraceViewSet
from lab.api.adjustments import AdjustmentViewSet
from lab.api.deliveries import DeliveryViewSet, DyeBatchViewSet
from lab.api.material import LotViewSet
from lab.api.monitoring import MonitoringViewSet
from lab.api.retests import RetestViewSet
from lab.api.samples import ReportViewSet, SampleViewSet

app_name = "api"

router = SimpleRouter()
router.register("adjustments", AdjustmentViewSet, "adjustment")
router.register("assessments", AssessmentViewSet, "assessment")
router.register("authorisations", AuthorisationViewSet, "authorisation")
router.register("certificates", CertificateViewSet, "certificate")
router.register("classifications", ClassificationViewSet, "classification")
router.register("credit-events", CreditEventViewSet, "event")
router.register("decisions", DecisionViewSet, "decision")
router.register("declarations", DeclarationViewSet, "declaration")
router.register("deliveries", DeliveryViewSet, "delivery")
router.register("dye-batches", DyeBatchViewSet, "dyebatch")
router.register("dyehouses", DyehouseViewSet, "dyehouse")
router.register("enterprises", EnterpriseViewSet, "enterprise")
router.register("gradings", GradingViewSet, "grading")
router.register("impact-cases", ImpactCaseViewSet, "impact-case")
router.register("listings", ListingViewSet, "listing")
router.register("lots", LotViewSet, "lot")
router.register("members", MemberViewSet, "member")
router.register("monitoring", MonitoringViewSet, "monitoring")
router.register("notices", NoticeViewSet, "notice")
router.register("notifications", NotificationViewSet, "notification")
router.register("public/dyehouses", PublicDyehouseViewSet, "public-dyehouse")
router.register("public/lists", PublishedListViewSet, "public-list")
router.register("public/register", PublicRegisterViewSet, "public-register")
router.register("rectifications", RectificationViewSet, "rectification")
router.register("registrations", RegistrationViewSet, "registration")
router.register("reports", ReportViewSet, "report")
router.register("retests", RetestViewSet, "retest")
router.register("risk-analyses", RiskAnalysisViewSet, "risk-analysis")
router.register("rule-sets", RuleSetViewSet, "rule-set")
router.register("samples", SampleViewSet, "sample")
router.register("shared-firms", SharedFirmViewSet, "shared")
router.register("statistics", StatisticsViewSet, "statistics")
router.register("trace", TraceViewSet, "trace")

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(router.urls)),
    path("v1/public/certificates/", PublicCertificateView.as_view(), name="public-certificate"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    re_path(r"^.*$", NoSuchAddress.as_view(), name="no-such-address"),
]
