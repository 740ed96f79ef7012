"""What transfers, mobile members and posts ask of their officers, and what the others are told.

Every function looks at what is true now and can be called again.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.clock import day_start
from organization.models import Post
from organization.relations import queries, stays, terms
from organization.relations.models import MobileStay, Transfer, TransferStep
from organization.relations.reminding import POST, STAY, TRANSFER, still_due
from organization.relations.types import Action, StepKind, TransferKind, TransferState, Why
from organization.services import ONE_DAY
from organization.types import Subject, Verb
from outreach import services
from outreach.models import Todo
from outreach.types import NoticeKind, TodoKind

TOLD = {StepKind.SENT, StepKind.APPROVED, StepKind.RECEIVED, StepKind.RETURNED, StepKind.WITHDRAWN}
"""The steps of which both sides and the member are told."""


def _find_transfer(transfer_id: int) -> Transfer | None:
    found = Transfer.objects.filter(pk=transfer_id)
    return found.select_related("person", "from_unit", "to_unit", "approver").first()


def _asks(transfer: Transfer) -> tuple[str, list[User]]:
    """Return what a transfer waits for, and who can do it."""
    if transfer.waits_for_approval:
        officers, action = queries.officers_of(transfer.approver, Verb.SERVE), Action.APPROVE
    elif transfer.can_be_received:
        outward = transfer.kind == TransferKind.OUTWARD
        side = transfer.from_unit if outward else transfer.to_unit
        officers, action = queries.officers_of(side, Verb.MANAGE), Action.RECEIVE
    else:
        return "", []
    return action.value, [user for user in officers if queries.why_not(user, transfer, action) is None]


@transaction.atomic
def follow_transfer(transfer_id: int) -> None:
    """Put a transfer on the lists of those who are next, and end what waited for the step before."""
    transfer = _find_transfer(transfer_id)
    if transfer is None:
        return
    wanted, users = _asks(transfer)
    _keep_only(f"{TRANSFER}:{transfer_id}:", f"{TRANSFER}:{transfer_id}:{wanted}", transfer)
    for user in users:
        with translation.override(user.language):
            names = {"name": transfer.name, "from": transfer.from_name, "to": transfer.to_name}
            title = _("%(name)s: %(from)s to %(to)s") % names
            detail = {
                Action.APPROVE.value: _("Approve the transfer, or send it back with the cause."),
                Action.RECEIVE.value: _("Receive the relation, or send it back with the cause."),
            }[wanted]
            if transfer.kind == TransferKind.OUTWARD and wanted == Action.RECEIVE:
                detail = _("Record the day of the receipt slip when it has come.")
        services.assign_todo(
            user_id=user.pk,
            kind=TodoKind.TRANSFER,
            subject=f"{TRANSFER}:{transfer_id}:{wanted}",
            title=title,
            detail=detail,
            url=reverse("organization:transfer", args=[transfer_id]),
            due_at=day_start(transfer.letter_until + ONE_DAY) if transfer.letter_until else None,
        )


def _keep_only(prefix: str, subject: str, transfer: Transfer | None = None) -> None:
    """End the to-dos below a prefix, but for one subject; those about the letter while it is on its way."""
    withdrawn = transfer is not None and transfer.state == TransferState.WITHDRAWN
    end = services.withdraw_todos if withdrawn else services.finish_todos
    waiting = Todo.objects.open().filter(subject__startswith=prefix)
    for other in list(waiting.values_list("subject", flat=True).order_by("subject").distinct()):
        about_letter = transfer is not None and transfer.is_on_the_way and ":letter:" in other
        if other != subject and not about_letter:
            end(subject=other)


@transaction.atomic
def tell_step(transfer_id: int, sequence: int) -> None:
    """Tell the member and the side that waits for news of a step, once."""
    found = TransferStep.objects.filter(transfer=transfer_id, sequence=sequence)
    step = found.select_related(
        "transfer__person", "transfer__from_unit", "transfer__to_unit", "transfer__approver"
    ).first()
    if step is None or step.kind not in TOLD:
        return
    transfer = step.transfer
    readers = {user.pk: user for user in queries.officers_of(transfer.from_unit, Verb.MANAGE)}
    if step.kind == StepKind.WITHDRAWN and sequence > 2:
        readers |= {user.pk: user for user in queries.officers_of(transfer.to_unit, Verb.MANAGE)}
    if step.done_by_id is not None:
        readers.pop(step.done_by_id, None)
    if step.kind == StepKind.SENT:
        readers = {}
    own = transfer.person.user if transfer.person else None
    for user in readers.values():
        _tell(user, step, reverse("organization:transfer", args=[transfer_id]))
    if own is not None and (step.kind != StepKind.WITHDRAWN or sequence > 2):
        _tell(own, step, reverse("organization:relations_own"))


def _tell(user: User, step: TransferStep, url: str) -> None:
    transfer = step.transfer
    with translation.override(user.language):
        names = {"name": transfer.name, "from": transfer.from_name, "to": transfer.to_name}
        title = f"{step.get_kind_display()} · {_('%(name)s: %(from)s to %(to)s') % names}"
    services.notify(
        recipient_id=user.pk,
        kind=NoticeKind.TRANSFER,
        key=f"{TRANSFER}:{transfer.pk}:{step.sequence}",
        title=title,
        body=step.cause,
        url=url,
    )


@transaction.atomic
def ask_about_letter(transfer_id: int, why: str, due: str) -> None:
    """Put a letter that ends or has ended on the lists of those who sent it."""
    transfer, day = _find_transfer(transfer_id), date.fromisoformat(due)
    if transfer is None or not still_due(f"{TRANSFER}:{transfer_id}", why, day):
        return
    side = transfer.from_unit or transfer.to_unit
    for user in queries.officers_of(side, Verb.MANAGE):
        if queries.is_own(user, transfer):
            continue
        with translation.override(user.language):
            title = _("%(name)s: %(what)s") % {"name": transfer.name, "what": Why(why).label}
            detail = _("Ask the receiving side, renew the letter, or withdraw the transfer.")
        services.assign_todo(
            user_id=user.pk,
            kind=TodoKind.TRANSFER,
            subject=f"{TRANSFER}:{transfer_id}:letter:{due}",
            title=title,
            detail=detail,
            url=reverse("organization:transfer", args=[transfer_id]),
            due_at=day_start(day + ONE_DAY),
        )


def _keepers(stay: MobileStay) -> Iterable[User]:
    unit = stay.home_unit or stay.host_unit
    officers = queries.officers_of(unit, Verb.SERVE, Subject.MOBILE)
    return [user for user in officers if stays.why_not(user, stay, Verb.SERVE) is None]


@transaction.atomic
def follow_stay(stay_id: int) -> None:
    """Tell the host and the member of a registration once; end what waited when it is over."""
    found = MobileStay.objects.filter(pk=stay_id).select_related("person", "home_unit", "host_unit")
    stay = found.first()
    if stay is None:
        return
    if not stay.is_open:
        _keep_only(f"{STAY}:{stay_id}:", "")
        return
    told: dict[int, tuple[User, str]] = {}
    if stay.home_unit is not None and stay.host_unit is not None:
        for user in queries.officers_of(stay.host_unit, Verb.SERVE, Subject.MOBILE):
            told[user.pk] = (user, reverse("organization:mobile_stay", args=[stay_id]))
    if stay.person is not None and stay.person.user is not None:
        told[stay.person.user.pk] = (stay.person.user, reverse("organization:relations_own"))
    for user, url in told.values():
        with translation.override(user.language):
            names = {"name": stay.name, "home": stay.home, "where": stay.where}
            title = _("%(name)s (%(home)s) is registered as a mobile member: %(where)s") % names
        services.notify(
            recipient_id=user.pk, kind=NoticeKind.MOBILE, key=f"{STAY}:{stay_id}", title=title, url=url
        )


@transaction.atomic
def ask_about_stay(stay_id: int, why: str, due: str) -> None:
    """Put what an absence asks for on the lists of the unit that keeps the registration."""
    found = MobileStay.objects.filter(pk=stay_id).select_related("person", "home_unit", "host_unit")
    stay, day = found.first(), date.fromisoformat(due)
    if stay is None or not still_due(f"{STAY}:{stay_id}", why, day):
        return
    for user in _keepers(stay):
        with translation.override(user.language):
            title = _("%(name)s: %(what)s") % {"name": stay.name, "what": Why(why).label}
            detail = {
                Why.CONTACT: _("Contact the member and note it in the log."),
                Why.ADVISE: _("Away at a fixed place since %(day)s: begin a transfer of the relation.")
                % {"day": stay.began_on.isoformat()},
                Why.RETURN: _("Note the return, or until when it is expected."),
            }[Why(why)]
        services.assign_todo(
            user_id=user.pk,
            kind=TodoKind.MOBILE,
            subject=f"{STAY}:{stay_id}:{why}:{due}",
            title=title,
            detail=detail,
            url=reverse("organization:mobile_stay", args=[stay_id]),
            due_at=day_start(day + ONE_DAY) if why != Why.ADVISE else None,
        )


@transaction.atomic
def ask_about_post(post_id: int, why: str, due: str) -> None:
    """Put a post that ends or is vacant on the lists of its unit and of the organization side above."""
    post, day = Post.objects.select_related("unit", "person").filter(pk=post_id).first(), _day(due)
    if post is None or not still_due(f"{POST}:{post_id}", why, day):
        return
    for user in terms.watchers_of(post):
        with translation.override(user.language):
            words = {"unit": post.unit, "post": post.get_kind_display(), "name": post.person.name, "day": due}
            title = _("%(unit)s: %(post)s %(name)s until %(day)s") % words
            vacant = why == Why.POST_VACANT
            detail = _("Nobody follows yet.") if vacant else _("Prepare who follows, or another term.")
        services.assign_todo(
            user_id=user.pk,
            kind=TodoKind.POST,
            subject=f"{POST}:{post_id}:{due}",
            title=title,
            detail=detail,
            url=f"{reverse('organization:posts')}?unit={post.unit_id}",
            due_at=day_start(day + ONE_DAY),
        )


def _day(text: str) -> date:
    return date.fromisoformat(text)


@transaction.atomic
def settle(subject: str, why: str, due: str) -> None:
    """End the to-do of a reminder whose ground has gone, unless another reminder keeps it."""
    kind, day = subject.partition(":")[0], _day(due)
    if kind == STAY:
        if not still_due(subject, why, day):
            services.finish_todos(subject=f"{subject}:{why}:{due}")
        return
    others = (
        [Why.LETTER_ENDS, Why.LETTER_OVER]
        if kind == TRANSFER
        else [Why.POST_FIRST, Why.POST_SECOND, Why.POST_LAST, Why.POST_VACANT]
    )
    if not any(still_due(subject, other, day) for other in others):
        services.finish_todos(subject=f"{subject}:letter:{due}" if kind == TRANSFER else f"{subject}:{due}")
