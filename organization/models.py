"""The dated tree: units, people, memberships, posts and grants.

`valid_to` is the last valid day everywhere; an empty one means "until further notice".
"""

import unicodedata
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from core.clock import now
from organization.names import KEY_LENGTH, Order, initials, sort_key
from organization.types import GrantScope, GrantVerbs, MembershipKind, PartyStatus, PostKind, Role, UnitKind

NAME_LENGTH = 20


def valid_on(day: date, prefix: str = "") -> Q:
    """Return the condition under which a dated row counts on this day."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": day})
    )


def overlaps(start: date, end: date | None) -> Q:
    """Return the condition under which a dated row shares a day with this span."""
    condition = Q(valid_to=None) | Q(valid_to__gte=start)
    return condition if end is None else condition & Q(valid_from__lte=end)


def dates_ordered(name: str) -> models.CheckConstraint:
    """Return the constraint that a span does not end before it begins."""
    return models.CheckConstraint(
        condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        name=name,
        violation_error_message=_("The last day lies before the first."),
    )


def check_person_name(value: str) -> None:
    """Refuse a name that is blank or holds unseen characters; every written character is allowed."""
    if not value.strip():
        raise ValidationError(_("Enter a name."), code="blank_name")
    # Characters that this Python does not know yet (new planes of Han) are names like any other.
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in value):
        raise ValidationError(_("The name holds characters that cannot be seen."), code="unseen_character")


def check_staff_number(value: str) -> None:
    """Refuse a staff number with white space or unseen characters in it."""
    if any(unicodedata.category(character)[0] in "CZ" for character in value):
        raise ValidationError(_("A staff number holds no blanks or unseen characters."), code="staff_number")


class Unit(MP_Node):
    """One node of the tree: a committee, a branch, a group. Its path is a cache of today's edges."""

    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices)
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [dates_ordered("unit_dates_ordered")]

    def __str__(self) -> str:
        return self.short_name or self.name


class UnitEdge(models.Model):
    """A unit hung below a parent for a span of days; a unit without one is a root."""

    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.CASCADE, related_name="edges")
    parent = models.ForeignKey(
        Unit, verbose_name=_("superior unit"), on_delete=models.PROTECT, related_name="child_edges"
    )
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("place in the tree")
        verbose_name_plural = _("places in the tree")
        ordering = ["unit_id", "valid_from"]
        constraints = [
            dates_ordered("unit_edge_dates_ordered"),
            models.CheckConstraint(condition=~Q(unit=F("parent")), name="unit_edge_not_to_itself"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_to=None), name="unit_edge_one_open_a_unit"
            ),
            models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_edge_one_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.parent_id}"


class UnitName(models.Model):
    """What a unit was called in a span of days; `Unit.name` is today's, a cache of these rows."""

    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("name of a unit")
        verbose_name_plural = _("names of units")
        ordering = ["unit_id", "valid_from"]
        constraints = [
            dates_ordered("unit_name_dates_ordered"),
            models.CheckConstraint(condition=~Q(name=""), name="unit_name_given"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_to=None), name="unit_name_one_open_a_unit"
            ),
            models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_name_one_a_first_day"),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class Person(models.Model):
    """A human with a history here. The name is kept exactly as it is written."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH, validators=[check_person_name])
    party_status = models.CharField(
        _("party status"), max_length=20, choices=PartyStatus.choices, default=PartyStatus.EMPLOYEE
    )
    staff_number = models.CharField(
        _("staff number"), max_length=40, blank=True, validators=[check_staff_number]
    )
    joined_on = models.DateField(_("day of joining the party"), null=True, blank=True)
    # By which a list of people is ordered and searched; always made from the name.
    name_pinyin = models.CharField(max_length=KEY_LENGTH, blank=True, editable=False)
    name_strokes = models.CharField(max_length=KEY_LENGTH, blank=True, editable=False)
    name_initials = models.CharField(max_length=NAME_LENGTH, blank=True, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["name_pinyin", "id"], name="person_by_pinyin"),
            models.Index(fields=["name_strokes", "id"], name="person_by_strokes"),
            models.Index(fields=["name_initials"], name="person_by_initials"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_name_given"),
            models.UniqueConstraint(
                Lower("staff_number"),
                condition=~Q(staff_number=""),
                name="person_staff_number_once",
                violation_error_message=_("There is already a person with this staff number."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row, with the order columns in step with the name."""
        self.put_in_order()
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "name_pinyin", "name_strokes", "name_initials"}
        super().save(*args, **kwargs)

    def put_in_order(self) -> None:
        """Make the order columns from the name; who writes people in bulk calls it for each."""
        self.name_pinyin = sort_key(self.name, Order.PINYIN)
        self.name_strokes = sort_key(self.name, Order.STROKES)
        self.name_initials = initials(self.name)


class PartyStanding(models.Model):
    """How a person stood to the party in a span of days; `Person.party_status` is today's, a cache."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="standings"
    )
    status = models.CharField(_("party status"), max_length=20, choices=PartyStatus.choices)
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("party standing")
        verbose_name_plural = _("party standings")
        ordering = ["person_id", "valid_from"]
        indexes = [models.Index(fields=["status", "valid_to"], name="party_standing_status")]
        constraints = [
            dates_ordered("party_standing_dates_ordered"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to=None), name="party_standing_one_open"
            ),
            models.UniqueConstraint(fields=["person", "valid_from"], name="party_standing_one_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.status} {self.valid_from}"


class Membership(models.Model):
    """A person belongs to a unit for a span of days."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships"
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="memberships"
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=MembershipKind.choices, default=MembershipKind.RELATION
    )
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["person_id", "valid_from"]
        indexes = [models.Index(fields=["unit", "valid_to"], name="membership_of_unit")]
        constraints = [
            dates_ordered("membership_dates_ordered"),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(valid_to=None), name="membership_one_open_of_a_kind"
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "valid_from"], name="membership_one_a_first_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} ∈ {self.unit_id}"


class Post(models.Model):
    """A person holds a post in a unit for a span of days."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="posts"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(_("kind"), max_length=40, choices=PostKind.choices)
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["unit_id", "kind", "valid_from"]
        constraints = [
            dates_ordered("post_dates_ordered"),
            models.UniqueConstraint(
                fields=["person", "unit", "kind"], condition=Q(valid_to=None), name="post_held_once"
            ),
            # One secretary at a time; deputies, commissioners and leaders may be several.
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_to=None, kind="secretary"), name="post_one_secretary"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person_id} @ {self.unit_id}"


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants, asked for by the day on which they count."""

    def effective(self, on: date, today: date) -> "GrantQuerySet":
        """Return the grants that count on a day: in their dates, not withdrawn, the user active.

        A grant that was withdrawn still counts for the days before its withdrawal.
        """
        standing = Q(withdrawn_at=None)
        if on < today:
            standing |= Q(withdrawn_at__date__gt=on)
        return self.filter(valid_on(on), standing, user__is_active=True)


class Grant(models.Model):
    """A user holds a role at a unit, as far as the scope reaches, for a span of days.

    Only an administrator of system, security or audit may stand without a unit: before the first unit
    exists, and for what belongs to none. A grant that hangs on a post ends with it. The verbs narrow
    what the role may do.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="grants"
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="grants", null=True, blank=True
    )
    scope = models.CharField(
        _("scope"), max_length=10, choices=GrantScope.choices, default=GrantScope.SUBTREE
    )
    verbs = models.CharField(_("verbs"), max_length=20, choices=GrantVerbs.choices, default=GrantVerbs.ALL)
    post = models.ForeignKey(
        Post, verbose_name=_("post"), on_delete=models.CASCADE, related_name="grants", null=True, blank=True
    )
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("granted by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    granted_at = models.DateTimeField(_("granted at"), default=now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("withdrawn by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["user_id", "role", "pk"]
        indexes = [models.Index(fields=["role", "unit"], name="grant_role_unit")]
        constraints = [
            dates_ordered("grant_dates_ordered"),
            models.CheckConstraint(
                condition=Q(unit__isnull=False)
                | Q(role__in=["system_admin", "security_admin", "audit_admin"]),
                name="grant_has_unit_or_is_administrator",
            ),
            models.CheckConstraint(
                condition=Q(verbs__in=["view", "view,manage", "view,serve", "view,manage,serve"]),
                name="grant_verbs_known",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | (~Q(confirmed_by=F("granted_by")) & ~Q(confirmed_by=F("user"))),
                name="grant_confirmed_by_another",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "unit", "scope"],
                condition=Q(valid_to=None, withdrawn_at=None),
                name="grant_one_open_alike",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} @ {self.unit_id} {self.scope}"


# The rooms' models, so that Django finds them under this app.
from organization.codes import models as _codes  # noqa: E402, F401
from organization.development import models as _development  # noqa: E402, F401
from organization.grants import models as _grants  # noqa: E402, F401
from organization.profiles import models as _profiles  # noqa: E402, F401
from organization.relations import models as _relations  # noqa: E402, F401
from organization.roster import models as _roster  # noqa: E402, F401
from organization.units import models as _units  # noqa: E402, F401
