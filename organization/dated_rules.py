"""Dated rules: a figure with its basis that holds from a day on; what has begun before keeps the old one."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Conflict, Invalid, NotFound
from evidence import services as evidence

HIGHEST_VALUE = 999
LONGEST_BASIS = 300
Rule = TypeVar("Rule", bound=models.Model)


Row = TypeVar("Row")


class DatedRules(Generic[Row]):
    """All dated rules of a sort; the one of a day is the latest that had begun, or the first there is.

    A row has a `key` and the day `effective_from`: a model's row, or what was read of it.
    """

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows: dict[str, list[Any]] = {}
        for row in sorted(rows, key=lambda row: row.effective_from):
            self._rows.setdefault(row.key, []).append(row)

    def on(self, key: str, day: date) -> Row:
        """Return the rule of a day."""
        rows = self._rows[key]
        begun = [row for row in rows if row.effective_from <= day]
        found: Row = begun[-1] if begun else rows[0]
        return found


@transaction.atomic
def set_value(
    model: type[Rule],
    *,
    kind: str,
    key: str,
    value: int,
    effective_from: date,
    basis: str,
    verified: bool,
    by: User,
) -> Rule:
    """Give a rule another value from a day to come, and keep evidence of this kind of it.

    The caller has made sure that this person sets rules. Raises NotFound for a key that has no rule,
    Invalid with the fields that are wrong, Conflict when the rule has a value from that day already.
    """
    rows: Any = model._default_manager
    last = rows.filter(key=key).order_by("-effective_from").first()
    if last is None:
        raise NotFound(_("There is no such rule."))
    problems = {}
    if not 1 <= value <= HIGHEST_VALUE:
        problems["value"] = _("Enter a number from 1 to %(most)s.") % {"most": HIGHEST_VALUE}
    if effective_from <= clock.today():
        problems["effective_from"] = _("A rule begins on a day to come; it never reaches back.")
    if not basis.strip() or len(basis.strip()) > LONGEST_BASIS:
        problems["basis"] = _("Name the basis in at most 300 characters.")
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)
    row = model(
        key=key,
        value=value,
        unit=last.unit,
        effective_from=effective_from,
        basis=basis.strip(),
        verified=verified,
        set_by=by,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(_("This rule already has a value from that day on.")) from error
    evidence.append(
        kind=kind,
        facts={"rule_id": row.pk, "key": key, "value": value, "effective_from": effective_from.isoformat()},
        by_id=by.pk,
    )
    return row
