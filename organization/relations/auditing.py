"""What the audit log is told of a transfer or a mobile member, by page and by API alike."""

from django.http import HttpRequest

from core.audit import describe
from organization.relations.models import MobileStay, Transfer


def tell_transfer(request: HttpRequest, action: str, transfer: Transfer) -> None:
    """Give the audit entry of a request its transfer."""
    describe(
        request,
        action=f"transfers.{action}",
        object_type="organization.Transfer",
        object_id=transfer.pk,
        unit_id=transfer.from_unit_id or transfer.to_unit_id,
    )


def tell_stay(request: HttpRequest, action: str, stay: MobileStay) -> None:
    """Give the audit entry of a request its mobile member."""
    describe(
        request,
        action=f"mobile.{action}",
        object_type="organization.MobileStay",
        object_id=stay.pk,
        unit_id=stay.home_unit_id or stay.host_unit_id,
    )
