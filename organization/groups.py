"""One Django group for each role that works in Wagtail's admin, kept in step with the grants.

Wagtail asks groups, not grants, who may enter its admin and which collections and pages they may
touch. The groups only open its doors; what a user may do behind them `organization.authority` says. A
grant that only views puts nobody into a group.
"""

from django.apps import apps
from django.contrib.auth.models import Group, Permission

from accounts.models import User
from organization.authority import HeldGrants, grants_of, grants_that_allow
from organization.matrix import roles_that
from organization.types import Role, Subject, Verb

GROUP_PREFIX = "role:"
WORKS = (Verb.MANAGE, Subject.CONTENT_ADMIN)
"""What the groups stand for: to work in the admin."""


def group_name(role: Role | str) -> str:
    """Return the name of the group that stands for a role."""
    return f"{GROUP_PREFIX}{role}"


def groups_of(held: HeldGrants) -> set[str]:
    """Return the names of the groups that go with these grants."""
    return {group_name(role) for role in held.roles_allowed(*WORKS)}


def ensure_role_groups() -> None:
    """Create the missing groups and give each the way into the admin."""
    door = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin").first()
    for role in roles_that(*WORKS):
        group, _created = Group.objects.get_or_create(name=group_name(role))
        if door is not None:
            group.permissions.add(door)
    _open_collections()


def _open_collections() -> None:
    """Let the people of the desk add files and choose their own in Wagtail's root collection."""
    collection = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    if collection is None:
        return
    collection_permissions = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    wanted = Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"],  # the names Wagtail asks for
        codename__in=["add_image", "choose_image", "add_document", "choose_document"],
    )
    for group in Group.objects.filter(name__in=[group_name(role) for role in roles_that(*WORKS)]):
        for permission in wanted:
            collection_permissions.get_or_create(group=group, collection=collection, permission=permission)


def users_out_of_step() -> list[User]:
    """Return the users whose groups are not those of the grants they hold today, in three queries."""
    works = grants_that_allow(*WORKS).values_list("user_id", "role")
    held = {(user_id, group_name(role)) for user_id, role in works}
    in_groups = User.groups.through.objects.filter(group__name__startswith=GROUP_PREFIX)
    present = set(in_groups.values_list("user_id", "group__name"))
    return list(User.objects.filter(pk__in={user_id for user_id, _group in held ^ present}))


def sync_groups(user: User) -> None:
    """Put the user into the groups of the grants held today and out of all others."""
    held = groups_of(grants_of(user))
    present = set(user.groups.filter(name__startswith=GROUP_PREFIX).values_list("name", flat=True))
    if gone := present - held:
        user.groups.remove(*Group.objects.filter(name__in=gone))
    if missing := held - present:
        user.groups.add(*(Group.objects.get_or_create(name=name)[0] for name in sorted(missing)))
