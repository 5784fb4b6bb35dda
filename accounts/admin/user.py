from collections.abc import Iterable
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Suspension, User
from accounts.roles import grant_role, is_verified, withdraw_role
from accounts.suspensions import lift, suspend
from streaming.foundation.refusals import Refused
from streaming.foundation.text import clean_line, clean_text

from .acts import act
from .base import Recorded, whoever

KEPT_BY_ADMINISTRATORS = ["is_staff", "is_superuser"]


def _suspend(user: User, by: User, reason: str) -> None:
    suspend(user, by=by, reason=reason)


def _restore(user: User, by: User, reason: str) -> None:
    lift(user, by=by, reason=reason)


def _approve(user: User, by: User, reason: str) -> None:
    grant_role(user, Role.Name.CREATOR, by=by)


def _make_moderator(user: User, by: User, reason: str) -> None:
    grant_role(user, Role.Name.MODERATOR, by=by)


class UserForm(forms.ModelForm):
    """What staff may put right on somebody's page, held to the same rules as the person."""

    def clean_display_name(self) -> str:
        return _cleaned(clean_line, self.cleaned_data["display_name"], 60)

    def clean_bio(self) -> str:
        return _cleaned(clean_text, self.cleaned_data["bio"], 2000)


def _cleaned(rule: Any, value: str, most: int) -> str:
    try:
        return rule(value, most)
    except Refused as refusal:
        raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal


class RoleInline(admin.TabularInline):
    """Roles are granted and withdrawn here, by the same verbs as everywhere."""

    model = Role
    template = "admin/rows.html"
    fk_name = "user"
    fields = ["name", "granted_by", "granted_at"]
    readonly_fields = ["granted_by", "granted_at"]
    extra = 0
    max_num = len(Role.Name.values)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    has_add_permission = has_delete_permission = has_view_permission

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AddressInline(admin.TabularInline):
    """Addresses are the person's own to change; here they can be read."""

    model = EmailAddress
    template = "admin/rows.html"
    fields: ClassVar[Any] = ["email", "verified", "primary"]
    readonly_fields = ["email", "verified", "primary"]
    extra = 0
    can_delete = False
    verbose_name_plural = _("e-mail addresses")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


class SuspendedFilter(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "suspended"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("suspended")), ("0", _("in good standing"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        return queryset.filter(suspended=self.value() == "1")


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(value, str(label)) for value, label in Role.Name.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        return queryset.filter(roles__name=self.value())


@admin.register(User)
class UserAdmin(Recorded):
    """People. Passwords, factors and secrets are not shown to anybody."""

    noun = "person"
    form = UserForm
    list_display = ["username", "display_name", "email", "parts", "standing", "date_joined"]
    list_filter = [SuspendedFilter, "is_staff", RoleFilter, "is_active"]
    search_fields = ["username", "display_name", "email"]
    date_hierarchy = "date_joined"
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["username", "display_name", "bio", "shown_links"]}),
        (
            _("Standing"),
            {"fields": ["standing", "verified", "second_factor", "is_active", "closed_at"]},
        ),
        (_("Staff"), {"fields": KEPT_BY_ADMINISTRATORS}),
        (_("Dates"), {"fields": ["date_joined", "last_login"]}),
    ]
    readonly_fields = [
        "username",
        "shown_links",
        "standing",
        "verified",
        "second_factor",
        "is_active",
        "closed_at",
        "date_joined",
        "last_login",
    ]
    inlines = [RoleInline, AddressInline]
    suspend = act(
        _("Suspend"),
        _suspend,
        reason=True,
        warning=_("They are signed out everywhere, their tokens and keys end, their shows vanish."),
    )
    restore = act(_("Restore"), _restore, reason=False)
    approve = act(_("Approve as creator"), _approve, reason=False)
    make_moderator = act(
        _("Make moderator"),
        _make_moderator,
        reason=False,
        warning=_("Moderators see every show of the site and decide reports."),
    )
    actions = ["suspend", "restore", "approve", "make_moderator"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        open_ones = Suspension.objects.filter(user=OuterRef("pk"), lifted_at=None)
        people = super().get_queryset(request).annotate(suspended=Exists(open_ones))
        return people.prefetch_related("roles")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Only administrators decide who is staff, and nobody about themselves."""
        mine = obj is not None and obj == request.user
        if request.user.is_superuser and not mine:
            return self.readonly_fields
        return [*self.readonly_fields, *KEPT_BY_ADMINISTRATORS]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseInlineFormSet, change: bool
    ) -> None:
        formset.save(commit=False)  # sets what the admin's own history reads
        if formset.model is not Role:
            return
        for role in formset.deleted_objects:
            withdraw_role(role.user, role.name, by=whoever(request))
        for role in formset.new_objects:
            grant_role(role.user, role.name, by=whoever(request))

    def acts_for(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        has = {role.name for role in obj.roles.all()}
        pointless = {
            "suspend": obj.suspended,
            "restore": not obj.suspended,
            "approve": Role.Name.CREATOR in has,
            "make_moderator": Role.Name.MODERATOR in has,
        }
        return [one for one in super().acts_for(request, obj) if not pointless[one[0]]]

    @admin.display(description=_("roles"))
    def parts(self, user: User) -> str:
        words = [str(role.get_name_display()) for role in user.roles.all()]
        if user.is_superuser:
            words.insert(0, _now("administrator"))
        elif user.is_staff:
            words.insert(0, _now("staff"))
        return ", ".join(words) or _now("member")

    @admin.display(description=_("standing"))
    def standing(self, user: User) -> str:
        if user.closed_at:
            return _now("closed")
        return _now("suspended") if vars(user)["suspended"] else _now("good")

    @admin.display(description=_("confirmed address"), boolean=True)
    def verified(self, user: User) -> bool:
        return is_verified(user)

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, user: User) -> bool:
        return is_mfa_enabled(user)

    @admin.display(description=_("links"))
    def shown_links(self, user: User) -> str:
        return "\n".join(str(link) for link in user.links) or "–"
