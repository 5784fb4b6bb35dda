"""What a form that comes back says of itself."""

from django import template
from django.forms import BaseForm, PasswordInput
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def look_again(form: BaseForm) -> str:
    """Passwords are never sent back, so a form does not claim to have kept them."""
    secret = [isinstance(field.widget, PasswordInput) for field in form.fields.values()]
    if not any(secret):
        return _("Please look at this again. What you typed is still here.")
    if all(secret):
        return _("Please look at this again.")
    return _("Please look at this again. All but your password is still here.")
