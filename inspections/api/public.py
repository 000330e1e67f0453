"""What anybody may ask without login: whether the certificate in their hands is true."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from enterprises.api.throttles import VerificationThrottle
from enterprises.serializers import StrictSerializer
from inspections.models import Certificate
from inspections.serializers.certificates import VerifiedCertificateSerializer


class AskedCertificateSerializer(StrictSerializer):
    """The number and the verification code as printed."""

    number = serializers.CharField(max_length=24)
    code = serializers.CharField(max_length=12)


class PublicCertificateView(APIView):
    """Verify a certificate; no login."""

    permission_classes = [AllowAny]
    authentication_classes: list[type] = []
    throttle_classes = [VerificationThrottle]

    @extend_schema(
        tags=["public"],
        summary="Verify a certificate",
        parameters=[
            OpenApiParameter("number", str, required=True, description="As printed."),
            OpenApiParameter("code", str, required=True, description="The verification code."),
        ],
        responses={200: VerifiedCertificateSerializer},
    )
    def get(self, request: Request) -> Response:
        """Tell what the certificate says and whether it holds; a wrong code is an unknown number."""
        asked = AskedCertificateSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        certificate = (
            Certificate.objects.select_related("enterprise", "declaration")
            .prefetch_related("declaration__lines")
            .filter(
                number=asked.validated_data["number"].upper(),
                verification_code=asked.validated_data["code"].upper(),
            )
            .first()
        )
        if certificate is None:
            raise Http404
        return Response(VerifiedCertificateSerializer(certificate).data)
