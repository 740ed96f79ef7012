"""What the sign-in page asks of single sign-on."""

from django import template

from accounts.factors.conf import SignOn, offered_sign_ons

register = template.Library()


@register.simple_tag
def sign_ons() -> list[SignOn]:
    """Return the ways of single sign-on that are configured."""
    return offered_sign_ons()
