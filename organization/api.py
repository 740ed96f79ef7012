"""The routers of the organization app, each with its prefix below `/api/v1`."""

from ninja import Router

from organization.development.api import router as development
from organization.profiles.api import router as profiles

routers: list[tuple[str, Router]] = [("", development), ("", profiles)]
