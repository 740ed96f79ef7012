"""The organization app."""

from typing import Any, ClassVar

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from organization.grants.separation import install_separation
from organization.overlap import install_overlap_rules


class OrganizationConfig(AppConfig):
    """Units, people, posts and grants."""

    name = "organization"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Organization")
    rooms: ClassVar = ("units", "profiles", "roster", "development", "relations", "codes", "grants")

    def ready(self) -> None:
        """Keep one Django group for each role, because Wagtail asks groups who may enter its admin."""
        from accounts.factors.registry import register_account_keeper, register_staff_number_reader
        from accounts.registry import register_role_reader

        register_role_reader(_read_roles)
        register_staff_number_reader(_account_of_staff_number)
        register_account_keeper(_keeps_account)
        post_migrate.connect(_keep_role_groups, sender=self, dispatch_uid="organization.role_groups")
        # After the last app (core), when every table is as it will stay: SQLite drops the triggers of a
        # table that it rebuilds.
        post_migrate.connect(
            install_overlap_rules, sender=apps.get_app_config("core"), dispatch_uid="organization.overlap"
        )
        post_migrate.connect(
            install_separation, sender=apps.get_app_config("core"), dispatch_uid="organization.separation"
        )


def _read_roles(user: Any) -> frozenset[str]:
    from organization.authority import grants_of

    return grants_of(user).roles


def _account_of_staff_number(number: str) -> Any:
    from organization.models import Person

    person = Person.objects.filter(staff_number=number).select_related("user").first() if number else None
    return person.user if person else None


def _keeps_account(officer: Any, user: Any) -> bool:
    from organization.authority import people_allowed
    from organization.types import Subject, Verb

    reach = [people_allowed(officer, verb, Subject.ACCOUNTS) for verb in (Verb.MANAGE, Verb.SERVE)]
    return any((people if user is None else people.filter(user=user)).exists() for people in reach)


def _keep_role_groups(**kwargs: Any) -> None:
    from organization.groups import ensure_role_groups

    ensure_role_groups()
