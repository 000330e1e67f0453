"""The parts of a firm's profile that are records of their own: brands and shops abroad."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.access import owner_required
from enterprises.api.doors import Door, Scope
from enterprises.api.people_serializers import (
    BrandSerializer,
    KeySerializer,
    NewBrandSerializer,
    NewOutletSerializer,
    OutletSerializer,
)
from enterprises.api.views import done_once
from enterprises.models import Enterprise
from enterprises.services import enterprises

PROFILE_DOORS = {
    "brands": Door(Scope.FIRMS_READ),
    "enter_brand": Door(Scope.FIRMS_WRITE),
    "end_brand": Door(Scope.FIRMS_WRITE),
    "outlets": Door(Scope.FIRMS_READ),
    "open_outlet": Door(Scope.FIRMS_WRITE),
    "close_outlet": Door(Scope.FIRMS_WRITE),
}


class ProfileParts:
    """Adds brands and shops to a firm; its people and agents read them, its owner changes them."""

    @extend_schema(
        summary="List the brands of an enterprise",
        responses={200: BrandSerializer(many=True)},
        filters=False,
    )
    @action(detail=True, methods=["get"], filterset_class=None)
    def brands(self: Any, request: Request, credit_code: str) -> Response:
        """Give the trademarks of the firm's own, those given up too."""
        return _page(self, self.reach().brands.all(), BrandSerializer)

    @extend_schema(
        summary="Enter a brand", request=NewBrandSerializer, responses={201: BrandSerializer}
    )
    @brands.mapping.post
    @done_once
    def enter_brand(self: Any, request: Request, credit_code: str) -> Response:
        """Enter a trademark of the firm's own, for one country or for all."""
        firm = _owned(self)
        data = self.sent(NewBrandSerializer)
        brand = enterprises.enter_brand(
            enterprise=firm, actor=self.person, at=self.now, **_with_capitals(data)
        )
        return Response(BrandSerializer(brand).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Give a brand up", request=KeySerializer, responses={200: BrandSerializer}
    )
    @action(detail=True, methods=["post"], url_path="brands/end", url_name="end-brand")
    @done_once
    def end_brand(self: Any, request: Request, credit_code: str) -> Response:
        """Note that the firm gave a trademark up; it stays on record."""
        brand = _part(self, _owned(self).brands)
        return _ended(self, brand, "brand", enterprises.end_brand, BrandSerializer)

    @extend_schema(
        summary="List the shops of an enterprise abroad",
        responses={200: OutletSerializer(many=True)},
        filters=False,
    )
    @action(detail=True, methods=["get"], filterset_class=None)
    def outlets(self: Any, request: Request, credit_code: str) -> Response:
        """Give the firm's own shops abroad, the closed ones too."""
        return _page(self, self.reach().outlets.all(), OutletSerializer)

    @extend_schema(
        summary="Enter a shop abroad",
        request=NewOutletSerializer,
        responses={201: OutletSerializer},
    )
    @outlets.mapping.post
    @done_once
    def open_outlet(self: Any, request: Request, credit_code: str) -> Response:
        """Enter a shop of the firm's own, which a declaration may name as its consignee."""
        firm = _owned(self)
        data = self.sent(NewOutletSerializer)
        outlet = enterprises.open_outlet(
            enterprise=firm, actor=self.person, at=self.now, **_with_capitals(data)
        )
        return Response(OutletSerializer(outlet).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Close a shop abroad", request=KeySerializer, responses={200: OutletSerializer}
    )
    @action(detail=True, methods=["post"], url_path="outlets/close", url_name="close-outlet")
    @done_once
    def close_outlet(self: Any, request: Request, credit_code: str) -> Response:
        """Note that a shop is the firm's own no longer; earlier declarations keep it."""
        outlet = _part(self, _owned(self).outlets)
        return _ended(self, outlet, "outlet", enterprises.close_outlet, OutletSerializer)


def _owned(view: Any) -> Enterprise:
    firm: Enterprise = view.reach()
    owner_required(view.person, firm)
    return firm


def _page(view: Any, rows: Any, serializer: type[serializers.BaseSerializer[Any]]) -> Response:
    view.natural_key, view.anchors = ("key",), rows
    shown = view.paginate_queryset(view.filter_queryset(rows)) or []
    answer: Response = view.get_paginated_response(serializer(shown, many=True).data)
    return answer


def _part(view: Any, rows: Any) -> Any:
    found = rows.filter(key=view.sent(KeySerializer)["key"]).first()
    if found is None:
        raise ValidationError({"key": [_("There is none with this key.")]})
    return found


def _ended(
    view: Any,
    part: Any,
    name: str,
    end: Callable[..., Any],
    serializer: type[serializers.BaseSerializer[Any]],
) -> Response:
    done = end(**{name: part}, actor=view.person, at=view.now)
    return Response(serializer(done).data)


def _with_capitals(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "iso": data.get("iso", "").upper()}
