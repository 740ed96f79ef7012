"""Everything kept about one user on one page, with purpose, basis, source and retention beside each field."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from organization.models import Grant, Membership, PartyStanding, Person, Post, valid_on
from organization.profiles.corrections import kept_value, shown_value
from organization.profiles.models import Contact, CorrectionRequest, NoticeAcceptance, RetentionRule
from organization.profiles.purposes import FIELDS, OFFICE, OWN, Purpose, Text
from organization.profiles.registry import Viewing, viewings_of
from organization.profiles.types import CorrectableField, RequestState, RetentionAction

MOST_VIEWINGS = 50


@dataclass(frozen=True)
class Field:
    """One field as the person reads it."""

    key: str
    about: Purpose
    value: str
    source: Text
    kept: str
    correctable: bool
    asked: bool
    """Whether a correction of it is waiting."""


@dataclass(frozen=True)
class Overview:
    """What is kept about a user."""

    user: User
    person: Person | None
    fields: list[Field]
    memberships: list[Membership]
    posts: list[Post]
    standings: list[PartyStanding]
    grants: list[Grant]
    viewings: list[Viewing]
    acceptances: QuerySet[NoticeAcceptance]
    retention: list[dict[str, Any]]


def retention_text(rule: RetentionRule | None) -> str:
    """Return how long a class of data is kept, in words."""
    if rule is None or rule.days is None:
        return _("As long as the rules on files say")
    if rule.days == 0:
        return _("Removed at once when the account is closed")
    return ngettext("%(days)s day, then: %(action)s", "%(days)s days, then: %(action)s", rule.days) % {
        "days": rule.days,
        "action": RetentionAction(rule.action).label,
    }


def retention_rows() -> list[dict[str, Any]]:
    """Return the retention table with the fields that each rule covers."""
    rows = []
    for rule in RetentionRule.objects.order_by("pk"):
        covered = [str(about.label) for about in FIELDS.values() if about.retention == rule.code]
        rows.append({"rule": rule, "fields": "、".join(covered), "kept": retention_text(rule)})
    return rows


def overview_of(user: User) -> Overview:
    """Return everything kept about a user that one page can show; the export holds the rest."""
    person = Person.objects.filter(user=user).first()
    own_memberships = Membership.objects.filter(person=person).select_related("unit")
    own_posts = Post.objects.filter(person=person).select_related("unit")
    memberships = list(own_memberships.order_by("-valid_from", "-pk")) if person else []
    posts = list(own_posts.order_by("-valid_from", "-pk")) if person else []
    return Overview(
        user=user,
        person=person,
        fields=_fields(user, person),
        memberships=memberships,
        posts=posts,
        standings=list(person.standings.order_by("-valid_from")) if person else [],
        grants=list(Grant.objects.filter(user=user).select_related("unit").order_by("-valid_from", "-pk")),
        viewings=viewings_of(person, most=MOST_VIEWINGS) if person else [],
        acceptances=NoticeAcceptance.objects.filter(user=user).select_related("notice"),
        retention=retention_rows(),
    )


def _fields(user: User, person: Person | None) -> list[Field]:
    rules = {rule.code: rule for rule in RetentionRule.objects.all()}
    waiting = set(
        CorrectionRequest.objects.filter(person=person, state=RequestState.OPEN).values_list(
            "field", flat=True
        )
        if person
        else []
    )
    values = {"username": user.username}
    sources: dict[str, Text] = {}
    if person is not None:
        values |= _values_of(person)
        sources = _sources_of(person)
    return [
        Field(
            key=key,
            about=FIELDS[key],
            value=value,
            source=sources.get(key, FIELDS[key].source),
            kept=retention_text(rules.get(FIELDS[key].retention)),
            correctable=person is not None and key in CorrectableField.values,
            asked=key in waiting,
        )
        for key, value in values.items()
    ]


def _values_of(person: Person) -> dict[str, str]:
    values = {
        field: shown_value(field, kept_value(person, field))
        for field in ("name", "staff_number", "party_status", "joined_on")
    }
    today = clock.today()
    units = Membership.objects.filter(valid_on(today), person=person).select_related("unit")
    values["membership"] = "、".join(row.unit.name for row in units)
    posts = Post.objects.filter(valid_on(today), person=person).select_related("unit")
    values["post"] = "、".join(f"{row.unit.name} {row.get_kind_display()}" for row in posts)
    contact = Contact.objects.filter(person=person).first()
    return values | {
        "phone": contact.phone if contact else "",
        "email": contact.email if contact else "",
    }


def _sources_of(person: Person) -> dict[str, Text]:
    contact = Contact.objects.filter(person=person).first()
    if contact is None:
        return {}
    source: Text = OWN if contact.updated_by_id == person.user_id else OFFICE
    return {"phone": source, "email": source}
