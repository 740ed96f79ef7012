"""What the owner of a one-time code is told."""

from django.utils import translation
from django.utils.translation import gettext as _

from organization.codes.models import OneTimeCode
from outreach import services
from outreach.types import NoticeKind


def tell_printed(code_id: int) -> None:
    """Tell the owner, once, that a code was printed, who asked and who confirmed."""
    code = OneTimeCode.objects.select_related("user", "asked_by", "confirmed_by").filter(pk=code_id).first()
    if code is None or code.confirmed_by is None:
        return
    names = {
        "asked": code.asked_by.get_full_name() or code.asked_by.username,
        "confirmed": code.confirmed_by.get_full_name() or code.confirmed_by.username,
    }
    with translation.override(code.user.language):
        body = _("Asked by %(asked)s, confirmed by %(confirmed)s. If you did not ask, change your password.")
        services.notify(
            recipient_id=code.user_id,
            kind=NoticeKind.CODE,
            key=f"code:{code_id}",
            body=body % names,
            url="/accounts/sessions/",
        )
