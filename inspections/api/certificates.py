"""Certificates of release: read by firms and officers, replaced and revoked by the bureau."""

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.api.doors import Door, Scope
from enterprises.api.papers import PaperNegotiation, paper_answer
from enterprises.api.views import ListRows, RecordViewSet, ShowRow, done_once
from enterprises.roles import Permission
from enterprises.serializers import MoveWithReasonSerializer
from inspections.api.filters import CertificateFilter
from inspections.models import Certificate
from inspections.papers import certificate_pdf
from inspections.serializers.certificates import CertificateSerializer
from inspections.services import certificates

_READ = Door(Scope.DECLARATIONS_READ)
_MANAGE = Door(Scope.CERTIFICATES_WRITE, (Permission.MANAGE_CERTIFICATE,))


@extend_schema(tags=["certificates"])
@extend_schema_view(
    list=extend_schema(summary="List certificates"),
    retrieve=extend_schema(summary="Read a certificate"),
)
class CertificateViewSet(ListRows, ShowRow, RecordViewSet):
    """Certificates of release, one in force for each released declaration."""

    doors = {"list": _READ, "retrieve": _READ, "pdf": _READ, "replace": _MANAGE, "revoke": _MANAGE}
    serializer_class = CertificateSerializer
    filterset_class = CertificateFilter

    def get_queryset(self) -> QuerySet[Certificate]:
        rows = Certificate.objects.visible_to(self.request.user)
        return rows.select_related("enterprise", "declaration", "decision", "replaces")

    @extend_schema(
        summary="Fetch the paper",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
        filters=False,
    )
    @action(detail=True, methods=["get"], content_negotiation_class=PaperNegotiation)
    def pdf(self, request: Request, number: str) -> HttpResponse:
        """Draw the certificate as it stands now."""
        certificate = self.reach()
        return paper_answer(certificate_pdf(certificate), certificate.number)

    @extend_schema(
        summary="Replace a certificate",
        request=MoveWithReasonSerializer,
        responses={201: CertificateSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def replace(self, request: Request, number: str) -> Response:
        """Issue a new copy in place of one that was lost or damaged."""
        copy = certificates.replace(
            number=self.reach().number,
            actor=self.person,
            at=self.now,
            **self.sent(MoveWithReasonSerializer),
        )
        return self.answer(self.get_queryset().get(pk=copy.pk), status.HTTP_201_CREATED)

    @extend_schema(
        summary="Revoke a certificate",
        request=MoveWithReasonSerializer,
        responses={200: CertificateSerializer},
    )
    @action(detail=True, methods=["post"])
    @done_once
    def revoke(self, request: Request, number: str) -> Response:
        """Revoke a certificate; the skins stay written off, for the goods exist."""
        revoked = certificates.revoke(
            number=self.reach().number,
            actor=self.person,
            at=self.now,
            **self.sent(MoveWithReasonSerializer),
        )
        return self.answer(self.get_queryset().get(pk=revoked.pk))
