"""A feed out of a directory server (LDAP). The library comes with the extra `ldap` and is asked for late."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Invalid
from organization.roster.feeds import NEEDED, FeedRow

PAGE = 500


def load_library() -> Any:
    """Return the LDAP library, or say how it is installed."""
    try:
        return import_module("ldap")
    except ImportError as error:
        raise Invalid(_("The directory cannot be read: install Zhixing with the extra “ldap”.")) from error


def connect(uri: str, *, user: str, password: str, library: Any = None) -> Any:
    """Return a connection that is signed in; an address without TLS is refused."""
    ldap = library or load_library()
    if not uri.startswith(("ldaps://", "ldapi://")):
        raise Invalid(_("The directory must be reached by ldaps://."))
    connection = ldap.initialize(uri)
    connection.set_option(ldap.OPT_REFERRALS, 0)
    connection.set_option(ldap.OPT_NETWORK_TIMEOUT, 10)
    connection.simple_bind_s(user, password)
    return connection


def read_directory(
    connection: Any, *, base: str, query: str, attributes: Mapping[str, str], library: Any = None
) -> Iterator[FeedRow]:
    """Return what a directory says of each person, a page at a time.

    `attributes` names for each of staff_number, name and unit_code the attribute that holds it.
    """
    ldap = library or load_library()
    missing = [column for column in NEEDED if not attributes.get(column)]
    if missing:
        raise Invalid(_("No attribute is named for: %(columns)s") % {"columns": ", ".join(missing)})
    paging = import_module("ldap.controls.libldap") if library is None else library
    control = paging.SimplePagedResultsControl(True, size=PAGE, cookie="")
    wanted = list(dict.fromkeys(attributes[column] for column in NEEDED))
    number = 0
    while True:
        sent = connection.search_ext(base, ldap.SCOPE_SUBTREE, query, wanted, serverctrls=[control])
        _kind, entries, _id, controls = connection.result3(sent)
        for name, values in entries:
            if name is None:
                continue  # a referral to another server
            number += 1
            known = {key.lower(): found for key, found in values.items()}
            texts = {column: _first(known.get(attributes[column].lower())) for column in NEEDED}
            yield FeedRow(number, texts["staff_number"], texts["name"], texts["unit_code"])
        cookies = [item.cookie for item in controls if item.controlType == control.controlType]
        if not cookies or not cookies[0]:
            return
        control.cookie = cookies[0]


def _first(values: Any) -> str:
    if not values:
        return ""
    try:
        return bytes(values[0]).decode("utf-8").strip()
    except UnicodeDecodeError:
        return ""
