"""Which files the Wagtail admin lets a user see and choose: their own."""

from typing import Any

from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy

from media.models import Document, Image


class OwnFilesPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's ownership policy, in which `choose` too asks whose file it is.

    A colleague's file may be internal to a unit that the user does not belong to; it is delivered
    to them only through something that they may see, and never offered for use elsewhere.
    """

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        """Return the files on which the user may do one of the actions."""
        found = super().instances_user_has_any_permission_for(user, actions)
        if "choose" not in actions:
            return found
        others = super().instances_user_has_any_permission_for(user, set(actions) - {"choose"})
        return found.filter(**{self.owner_field_name: user.pk}) | others

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        """Return whether the user may do one of the actions with this file."""
        if "choose" in actions and getattr(instance, f"{self.owner_field_name}_id") != user.pk:
            actions = set(actions) - {"choose"}
        return bool(actions) and super().user_has_any_permission_for_instance(user, actions, instance)


def register_policies() -> None:
    """Put these policies in the place of Wagtail's own, which its apps set when they are ready."""
    register_permission_policy(Image, OwnFilesPolicy(Image, "wagtailimages.Image", "uploaded_by_user"))
    register_permission_policy(Document, OwnFilesPolicy(Document, "wagtaildocs.Document", "uploaded_by_user"))
