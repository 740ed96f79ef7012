"""The pages of the organization that its home page leads to: each room names its own.

A place is shown to those who may view its sort of record, once its route exists.
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.authority import HeldGrants
from organization.types import Subject, Verb


@dataclass(frozen=True)
class Place:
    """A page: its word, its icon, its route and what one must be able to do there."""

    key: str
    label: str | Promise
    icon: str
    route: str
    subject: Subject
    verb: Verb = Verb.VIEW

    def url(self) -> str:
        """Return the address, or nothing while no room answers there."""
        try:
            return reverse(self.route)
        except NoReverseMatch:
            return ""


_places: dict[str, Place] = {}


def register(place: Place) -> None:
    """Add a place to the organization's home page; the same key again replaces it."""
    _places[place.key] = place


def places_for(held: HeldGrants) -> list[tuple[Place, str]]:
    """Return the places that somebody with these grants may go to, with their addresses."""
    found = []
    for place in _places.values():
        url = place.url()
        if url and held.allows(place.verb, place.subject):
            found.append((place, url))
    return found


for _place in (
    Place("roster", _("Roster"), "people", "organization:roster", Subject.ROSTER),
    Place("development", _("Member development"), "flag", "organization:development", Subject.DEVELOPMENT),
    Place(
        "transfers",
        _("Transfers of organization relations"),
        "link",
        "organization:transfers",
        Subject.TRANSFERS,
    ),
    Place("mobile", _("Mobile members"), "globe", "organization:mobile", Subject.MOBILE),
    Place("terms", _("Terms"), "calendar", "organization:terms", Subject.UNITS),
    Place("posts", _("Posts"), "briefcase", "organization:posts", Subject.UNITS),
    Place("coverage", _("Coverage"), "grid", "organization:coverage", Subject.UNITS),
    Place("codes", _("One-time codes"), "lock", "organization:codes", Subject.CODES, Verb.SERVE),
    Place("grants", _("Grants"), "lock", "organization:grants", Subject.GRANTS),
):
    register(_place)
