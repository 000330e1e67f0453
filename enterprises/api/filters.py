"""How lists are narrowed: by named filters, and by nothing that is not one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from enterprises.models import Enterprise
from enterprises.states import EnterpriseKind

if TYPE_CHECKING:
    from rest_framework.views import APIView

SEARCH_LENGTH_MAX = 60


class NamedFilters(filters.DjangoFilterBackend):
    """Refuse a filter that does not exist: whoever misspells one must not be given everything."""

    def get_filterset_class(self, view: "APIView", queryset: Any = None) -> Any:
        """The parts of a record, such as a lot's ledger, are of another model than the view's."""
        return super().get_filterset_class(view)

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: "APIView"
    ) -> QuerySet[Any]:
        filter_set = self.get_filterset_class(view, queryset)
        known = set(filter_set.base_filters) if filter_set else set()
        paginator = getattr(view, "paginator", None)
        if paginator is not None:
            known |= {paginator.cursor_param, paginator.page_size_param}
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            raise ValidationError({name: [_("There is no such filter.")] for name in unknown})
        narrowed: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return narrowed


class SearchFilter(filters.CharFilter):
    """Rows in one of whose fields the words occur."""

    def __init__(self, paths: Sequence[str], **kwargs: Any) -> None:
        self.paths = paths
        super().__init__(max_length=SEARCH_LENGTH_MAX, label=gettext_lazy("Search"), **kwargs)

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return queryset
        wanted = Q()
        for path in self.paths:
            wanted |= Q(**{f"{path}__icontains": value})
        return queryset.filter(wanted)


class FirmFilter(filters.CharFilter):
    """Rows of the firm with this credit code."""

    def __init__(self, path: str = "enterprise__credit_code", **kwargs: Any) -> None:
        super().__init__(
            field_name=path, max_length=18, label=gettext_lazy("Credit code of the firm"), **kwargs
        )


class EnterpriseFilter(filters.FilterSet):
    q = SearchFilter(["name_en", "name_zh", "credit_code", "serial"])
    kind = filters.ChoiceFilter(
        field_name="kinds", lookup_expr="contains", choices=EnterpriseKind.choices, method="of_kind"
    )
    township = filters.CharFilter(max_length=60)
    is_leading = filters.BooleanFilter()

    class Meta:
        model = Enterprise
        fields: list[str] = []

    def of_kind(
        self, queryset: QuerySet[Enterprise], name: str, value: str
    ) -> QuerySet[Enterprise]:
        return queryset.filter(kinds__contains=[value])
