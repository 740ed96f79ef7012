"""What requests about personal data mean for people: who has to answer, and who is told.

Every function looks at what is true now and can be called again. No notice repeats what a field holds.
"""

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from organization.profiles.models import ClosingRequest, CorrectionRequest, PersonalExport
from organization.profiles.queries import answerers_of_closing, answerers_of_correction
from organization.profiles.types import ExportState, RequestState
from outreach import services
from outreach.types import NoticeKind, TodoKind


def _correction(request_id: int) -> str:
    return f"correction:{request_id}"


def _closing(request_id: int) -> str:
    return f"closing:{request_id}"


@transaction.atomic
def ask_for_correction(request_id: int) -> None:
    """Put a correction request on the lists of the officers of the person's unit."""
    request = CorrectionRequest.objects.select_related("person").filter(pk=request_id).first()
    if request is None or request.state != RequestState.OPEN:
        return
    for user in answerers_of_correction(request):
        services.assign_todo(
            user_id=user.pk,
            kind=TodoKind.CORRECTION,
            subject=_correction(request_id),
            title=request.person.name,
            detail=str(request.get_field_display()),
            url=reverse("organization:answer_correction", args=[request_id]),
        )


@transaction.atomic
def tell_correction(request_id: int) -> None:
    """End the officers' to-dos of a correction, and tell the person of the answer."""
    request = CorrectionRequest.objects.select_related("person").filter(pk=request_id).first()
    if request is None or request.state == RequestState.OPEN:
        return
    if request.state == RequestState.WITHDRAWN:
        services.withdraw_todos(subject=_correction(request_id))
        return
    services.finish_todos(subject=_correction(request_id))
    if request.person.user_id is not None:
        services.notify(
            recipient_id=request.person.user_id,
            kind=NoticeKind.CORRECTION_ANSWERED,
            key=_correction(request_id),
            title=f"{request.get_field_display()}: {request.get_state_display()}",
            url=reverse("organization:corrections"),
        )


@transaction.atomic
def ask_for_closing(request_id: int) -> None:
    """Put a wish to close an account on the lists of those who manage accounts."""
    request = ClosingRequest.objects.select_related("user").filter(pk=request_id).first()
    if request is None or request.state != RequestState.OPEN:
        return
    for user in answerers_of_closing(request):
        services.assign_todo(
            user_id=user.pk,
            kind=TodoKind.CLOSING,
            subject=_closing(request_id),
            title=request.user.get_full_name() or request.user.username,
            url=reverse("organization:answer_closing", args=[request_id]),
        )


@transaction.atomic
def tell_closing(request_id: int) -> None:
    """End what waited for the answer; tell a declined user, withdraw the to-dos of a closed account."""
    request = ClosingRequest.objects.filter(pk=request_id).first()
    if request is None or request.state == RequestState.OPEN:
        return
    if request.state == RequestState.WITHDRAWN:
        services.withdraw_todos(subject=_closing(request_id))
        return
    services.finish_todos(subject=_closing(request_id))
    if request.state == RequestState.ACCEPTED:
        services.withdraw_todos_of(user_id=request.user_id)
        return
    services.notify(
        recipient_id=request.user_id,
        kind=NoticeKind.CLOSING_ANSWERED,
        key=_closing(request_id),
        title=str(request.get_state_display()),
        url=reverse("organization:close_account"),
    )


@transaction.atomic
def tell_export(export_id: str) -> None:
    """Tell a user that their export can be fetched."""
    export = PersonalExport.objects.filter(pk=UUID(export_id), state=ExportState.READY).first()
    if export is None:
        return
    services.notify(
        recipient_id=export.user_id,
        kind=NoticeKind.EXPORT_READY,
        key=f"export:{export_id}",
        url=reverse("organization:exports"),
    )
