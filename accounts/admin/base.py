"""What every page of the admin has in common: who may, and what is written down.

There are two kinds of people in the admin, staff and administrators (superusers); Django's table
of permissions is not used. Everything can be seen, nothing is added or deleted by hand unless a
class says so, and every change leaves one audit record.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from accounts import audit
from accounts.models import User

MOST_WRITTEN = 500  # letters of a long text that the audit record keeps


def whoever(request: HttpRequest) -> User:
    """Who acts: has_permission() has let nobody in who is not signed in."""
    assert isinstance(request.user, User)
    return request.user


class ReadOnly(admin.ModelAdmin):
    """Everything can be looked at and nothing changed; what may be done is an action."""

    change_form_template = "admin/acts_change_form.html"
    show_full_result_count = False
    list_per_page = 50
    actions_selection_counter = True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The page itself, without the way round that the admin takes."""
        if obj is None or not self.view_on_site or not hasattr(obj, "get_absolute_url"):
            return None
        return obj.get_absolute_url()

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Find nothing for what is no number of a row. Django checks that itself, but not where the
        key is that of another row. 18 digits fit a database number."""
        key = self.model._meta.pk
        if key.is_relation and (not object_id.isdecimal() or len(object_id) > 18):
            return None
        return super().get_object(request, object_id, from_field)

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Only what the page offers to filter by: asked for by its first letters, over and over, a
        digest or the hash of a password would tell itself."""
        if lookup in {getattr(one, "parameter_name", None) for one in self.list_filter}:
            return True  # a filter of our own, which reads its value itself
        offered = [field_of(one) for one in self.list_filter] + [self.date_hierarchy or ""]
        fields = {name.partition("__")[0] for name in offered if name}
        return lookup.partition("__")[0] in fields and super().lookup_allowed(
            lookup, value, request
        )

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        if "%00" in request.GET.urlencode():
            raise IncorrectLookupParameters("PostgreSQL holds no text with a NUL.")
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:  # a year that no calendar has
            raise IncorrectLookupParameters(error) from error

    def acts_for(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        """The actions that make sense for this one row: (name, words)."""
        actions: Any = self.get_actions(request)
        return [(name, words) for name, (_, _, words) in actions.items()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        acts = [] if row is None else list(self.acts_for(request, row))
        context = {"acts": acts, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)


class Recorded(ReadOnly):
    """Rows that staff may edit; each edit leaves one audit record, before and after."""

    noun = ""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        self._lock(obj, change)
        vars(form)["written_before"] = (
            values(self._stored(obj), form.changed_data) if change else {}
        )
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.changed_data or not change:
            audit.record(
                whoever(request),
                f"{self.noun}.{'edited' if change else 'added'}",
                form.instance,
                before=vars(form)["written_before"],
                after=values(form.instance, form.changed_data),
            )

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        shown = values(obj, [field.name for field in obj._meta.concrete_fields])
        audit.record(whoever(request), f"{self.noun}.deleted", obj, before=shown)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def _lock(self, obj: Model, change: bool) -> None:
        """Two people saving at once are written down one after the other."""
        if change:
            type(obj)._default_manager.select_for_update().filter(pk=obj.pk).first()

    def _stored(self, obj: Model) -> Model:
        return type(obj)._default_manager.get(pk=obj.pk)


def field_of(filter_: Any) -> str:
    """The field that a filter of a list reads; none for a class with a parameter of its own."""
    if isinstance(filter_, str):
        return filter_
    return filter_[0] if isinstance(filter_, tuple) else ""


def values(obj: Model, fields: Iterable[str]) -> dict[str, Any]:
    """The fields as the audit record keeps them: plain, and long texts cut."""
    return {name: _plain(obj, name) for name in fields}


def _plain(obj: Model, name: str) -> Any:
    field: Any = obj._meta.get_field(name)
    if field.many_to_many:
        return sorted(str(one) for one in getattr(obj, name).all())
    value = field.value_from_object(obj)
    if value is None or isinstance(value, bool | int | list | dict):
        return value
    if isinstance(value, str):
        return value[:MOST_WRITTEN]
    return str(DjangoJSONEncoder().default(value))
