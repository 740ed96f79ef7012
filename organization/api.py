"""The routers of the organization app, each with its prefix below `/api/v1`."""

from ninja import Router

from organization.development.api import router as development
from organization.grants.api import router as grants
from organization.profiles.api import router as profiles
from organization.relations.api import router as transfers
from organization.relations.mobile_api import router as mobile
from organization.roster.api import router as roster
from organization.units.api import router as units

routers: list[tuple[str, Router]] = [
    ("", development),
    ("", profiles),
    ("", grants),
    ("", transfers),
    ("", mobile),
    ("", roster),
    ("/organization", units),
]
