"""An entry of the navigation appears once there is something behind it, and by grant."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from organization.authority import HeldGrants
from organization.models import Grant
from organization.types import Role
from outreach import services as outreach
from outreach.types import NoticeKind, TodoKind
from portal.navigation import (
    ENTRIES,
    Entry,
    Link,
    Visitor,
    build_segments,
    build_tabs,
    visible_entries,
)
from support.people import make_person, make_unit, make_user_with_role

PLACES = {"header", "phone", "tools"}


def _visitor(*roles: str, signed_in: bool = True, regulations: bool = True) -> Visitor:
    held = HeldGrants(tuple(Grant(role=role) for role in roles))
    return Visitor(signed_in=signed_in, held=held, has_regulations=lambda: regulations)


def _keys(visitor: Visitor, path: str = "/") -> set[str]:
    return {link.key for _entry, link in visible_entries(visitor, path, PLACES)}


def test_a_visitor_who_is_not_signed_in_sees_no_entry() -> None:
    # given / when / then
    assert _keys(_visitor(signed_in=False)) == set()


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_the_review_desk_is_shown_to_those_who_write_or_review(role: str) -> None:
    # given
    desk = next(entry for entry in ENTRIES if entry.key == "desk")

    # when
    allowed = desk.allowed(_visitor(role))

    # then
    assert allowed == (role in {"editor", "first_reviewer", "second_reviewer", "final_reviewer"})


def test_the_regulations_are_shown_once_there_is_a_library() -> None:
    # given / when / then
    assert "regulations" in _keys(_visitor(regulations=True))
    assert "regulations" not in _keys(_visitor(regulations=False))


def test_an_entry_whose_app_does_not_answer_is_left_out() -> None:
    # given
    entry = Entry("nowhere", "Nowhere", "home", "nowhere:page", "header", "")

    # when / then
    assert entry.url() is None


@pytest.mark.parametrize(
    "path,current", [("/", "home"), ("/messages/", "messages"), ("/me/", "me"), ("/accounts/password/", "me")]
)
def test_one_entry_is_marked_as_the_current_one(path: str, current: str) -> None:
    # given / when
    links = [link for _entry, link in visible_entries(_visitor(), path, PLACES)]

    # then
    assert [link.key for link in links if link.current] == [current]


def _link(key: str, tab: str, url: str, current: bool = False) -> Link:
    return Link(key, key, "home", url, current, tab)


def test_a_tab_without_entries_is_left_out_and_one_of_several_opens_its_first() -> None:
    # given
    links = [
        _link("home", "home", "/"),
        _link("regulations", "study", "/regulations/", current=True),
        _link("study", "study", "/learning/"),
    ]

    # when
    tabs = build_tabs(links, {"study": 3})

    # then
    assert [(tab.key, tab.url, tab.current, tab.count) for tab in tabs] == [
        ("home", "/", False, 0),
        ("study", "/learning/", True, 3),
    ]


def test_sections_are_shown_on_their_first_pages_only() -> None:
    # given
    links = [_link("regulations", "study", "/regulations/"), _link("study", "study", "/learning/")]

    # when / then
    assert [link.key for link in build_segments(links, "/learning/")] == ["regulations", "study"]
    assert build_segments(links, "/learning/courses/3/") == []
    assert build_segments(links[:1], "/regulations/") == []


@pytest.fixture
def member(db: None) -> User:
    """A member of a branch without any grant."""
    person = make_person(make_unit("装配二车间党支部"), name="周望舒", username="zhou")
    assert person.user is not None
    return person.user


def test_the_header_counts_what_is_unread_and_the_tab_what_is_pressing(client: Client, member: User) -> None:
    # given
    from datetime import timedelta

    from core.clock import now

    for number in range(3):
        outreach.notify(recipient_id=member.pk, kind=NoticeKind.PUBLISHED, key=f"k{number}", title="一")
    outreach.assign_todo(
        user_id=member.pk,
        kind=TodoKind.REVISE,
        subject="revise:1",
        title="一",
        url="/",
        due_at=now() - timedelta(days=2),
    )
    outreach.assign_todo(user_id=member.pk, kind=TodoKind.REVISE, subject="revise:2", title="二", url="/")
    client.force_login(member)

    # when
    context = client.get(reverse("portal:me")).context

    # then
    assert {link.key: link.count for link in context["tools"]}["messages"] == 3
    assert {tab.key: tab.count for tab in context["tabs"]}["work"] == 1
    assert context["todo_count"] == 2


@pytest.mark.capability("F001")
def test_a_member_sees_no_desk_and_a_reviewer_does(client: Client, member: User) -> None:
    # given
    reviewer = make_user_with_role(Role.FIRST_REVIEWER, make_unit("公司党委"))

    # when
    seen = {}
    for user in (member, reviewer):
        client.force_login(user)
        seen[user.pk] = {link.key for link in client.get(reverse("portal:me")).context["nav"]}

    # then
    assert "desk" not in seen[member.pk]
    assert "desk" in seen[reviewer.pk]
