"""For what each personal field is kept, and on which legal basis: shown beside every input of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Text = Union[str, "_StrPromise"]

DUTY = _(
    "Needed for the organization's statutory duties (Personal Information Protection Law, art. 13, no. 3)"
)
STAFF = _("Needed to manage staff under lawful rules (Personal Information Protection Law, art. 13, no. 2)")
CONSENT = _("With your consent, which you may withdraw (Personal Information Protection Law, art. 13, no. 1)")

ROSTER = _("The roster of your unit")
OWN = _("Yourself")
PROGRAM = _("The system, while you use it")
OFFICE = _("The administrators")


@dataclass(frozen=True)
class Purpose:
    """Why one field is kept."""

    label: Text
    purpose: Text
    basis: Text
    source: Text
    """Where it comes from."""
    retention: str
    """The code of the retention rule."""
    sensitive: bool = False
    """Sensitive in the sense of art. 28: shown to others by need only, each view recorded."""


FIELDS: dict[str, Purpose] = {
    "name": Purpose(
        _("Name"), _("To know whom a record, a post and a notice are about."), STAFF, ROSTER, "roster"
    ),
    "staff_number": Purpose(
        _("Staff number"),
        _("To tell people of the same name apart and to compare with personnel data."),
        STAFF,
        ROSTER,
        "roster",
    ),
    "party_status": Purpose(
        _("Party status"),
        _("To know which organization life, study and rights belong to you."),
        DUTY,
        ROSTER,
        "standing",
        sensitive=True,
    ),
    "joined_on": Purpose(
        _("Day of joining the party"),
        _("To count the time in the party for posts, elections and statistics."),
        DUTY,
        ROSTER,
        "standing",
        sensitive=True,
    ),
    "membership": Purpose(
        _("Unit"),
        _("To know which unit organizes your activities and answers for you."),
        DUTY,
        ROSTER,
        "roster",
    ),
    "post": Purpose(_("Post"), _("To show who is responsible, and for which term."), DUTY, ROSTER, "roster"),
    "phone": Purpose(
        _("Phone"),
        _("So that your branch can reach you when a notice on the screen is too late."),
        CONSENT,
        OWN,
        "contact",
        sensitive=True,
    ),
    "email": Purpose(
        _("E-mail"),
        _("So that your branch can write to you outside the system."),
        CONSENT,
        OWN,
        "contact",
        sensitive=True,
    ),
    "username": Purpose(_("User name"), _("To let you sign in as yourself."), STAFF, OFFICE, "account"),
    "grants": Purpose(
        _("Grants"), _("To know who may do what with the records of which unit."), STAFF, OFFICE, "account"
    ),
    "sign_ins": Purpose(
        _("Sign-ins and sessions"),
        _("To notice the misuse of an account; the law on network security asks for these logs."),
        DUTY,
        PROGRAM,
        "sign_ins",
    ),
    "study": Purpose(
        _("Study and examination records"),
        _("To count study hours and to prove them."),
        DUTY,
        PROGRAM,
        "study",
    ),
    "notices": Purpose(_("Messages and to-dos"), _("To tell you what is due."), STAFF, PROGRAM, "notices"),
    "views": Purpose(
        _("Who saw sensitive data"),
        _("So that you and the auditor can see each view."),
        DUTY,
        PROGRAM,
        "views",
    ),
    "corrections": Purpose(
        _("Your requests"), _("To answer them, and to prove the answer."), DUTY, OWN, "corrections"
    ),
    "exports": Purpose(
        _("Personal exports"), _("So that you can fetch the copy you asked for."), DUTY, PROGRAM, "exports"
    ),
}
"""Everything personal that the product keeps, in the order in which it is shown."""

PURPOSES: dict[str, Text] = {field: purpose.purpose for field, purpose in FIELDS.items()}
"""The purpose text of each field, for the help beside an input."""


def shown_fields(fields: list[str]) -> str:
    """Return the names of fields as people read them."""
    return "、".join(str(FIELDS[field].label) if field in FIELDS else field for field in fields)
