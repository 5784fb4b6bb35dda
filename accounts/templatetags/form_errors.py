"""The sentence at the top of a form that was refused."""

from django import template
from django.forms import BaseForm, PasswordInput
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def form_error_summary(form: BaseForm) -> str:
    """“Please look at this again.”, and what is still in the form: never a password."""
    secret = [isinstance(field.widget, PasswordInput) for field in form.fields.values()]
    if not any(secret):
        return _("Please look at this again. What you typed is still here.")
    if all(secret):
        return _("Please look at this again.")
    return _("Please look at this again. Everything but your password is still here.")
