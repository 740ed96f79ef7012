"""What Wagtail's admin lets a system administrator do with units and people."""

from typing import Any

from django.db.models import Q
from wagtail.permission_policies import BasePermissionPolicy

from organization.authority import HeldGrants, grants_of, people_allowed
from organization.models import Person, Unit
from organization.types import Subject, Verb

MANAGES = (Verb.MANAGE, Subject.ACCOUNTS)
"""Who keeps the accounts works with units and people in Wagtail's admin."""


class AdministratorPolicy(BasePermissionPolicy):
    """What a system administrator may do with the rows of a model; nobody else may do anything."""

    def __init__(self, model: Any, *actions: str) -> None:
        super().__init__(model)
        self.actions = {"view", *actions}

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return whether the action is one of this model's and the user is an administrator."""
        return action in self.actions and self._held(user).allows(*MANAGES)

    def users_with_any_permission(self, actions: Any) -> Any:
        """Return the users who may do one of the actions; nobody is listed by name here."""
        raise NotImplementedError

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Return whether the user may do this with the row."""
        return action in self.actions and self._covers(user, instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        """Return whether the user may do one of the actions with the row."""
        return bool(self.actions & set(actions)) and self._covers(user, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        """Return the rows in the administrator's scope."""
        return self.within_reach(user) if self.actions & set(actions) else self.model.objects.none()

    def within_reach(self, user: Any) -> Any:
        """Return the units or people in the administrator's scope."""
        held = self._held(user)
        if self.model is Unit:
            return held.units_allowed(*MANAGES)
        if not held.allows(*MANAGES):
            return self.model.objects.none()
        scoped = people_allowed(user, *MANAGES).values("pk")
        return Person.objects.filter(Q(pk__in=scoped) | Q(memberships=None)).select_related("user")

    def _covers(self, user: Any, instance: Any) -> bool:
        held = self._held(user)
        if isinstance(instance, Unit):
            return held.allows(*MANAGES, unit=instance)
        # A list asks this for each row of those within reach; the views look at the row itself.
        return held.allows(*MANAGES)

    def _held(self, user: Any) -> HeldGrants:
        # Wagtail asks many times while it builds one page; the user's object lives for one request.
        held = getattr(user, "_held_in_admin", None)
        if held is None:
            held = grants_of(user)
            user._held_in_admin = held
        return held
