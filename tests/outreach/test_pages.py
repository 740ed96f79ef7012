"""The pages 消息 and 待办事项 show one's own rows only."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.models import AuditEntry
from outreach import queries, services
from outreach.types import NoticeKind, TodoKind


def _notice(user: User, key: str = "published:1:1", title: str = "班组安全责任") -> int:
    return services.notify(
        recipient_id=user.pk, kind=NoticeKind.PUBLISHED, key=key, title=title, url="/theory/a/"
    ).pk


@pytest.mark.parametrize("name", ["outreach:messages", "outreach:todos"])
def test_a_visitor_is_sent_to_sign_in(client: Client, db: None, name: str) -> None:
    # given / when
    response = client.get(reverse(name))

    # then
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("accounts:login"))


def test_messages_show_ones_own_and_not_anothers(client: Client, reader: User, stranger: User) -> None:
    # given
    _notice(reader)
    _notice(stranger, title="别人的消息")
    client.force_login(reader)

    # when
    text = client.get(reverse("outreach:messages")).content.decode()

    # then
    assert "班组安全责任" in text
    assert "别人的消息" not in text


def test_opening_a_message_reads_it_and_leads_to_the_thing(client: Client, reader: User) -> None:
    # given
    pk = _notice(reader)
    client.force_login(reader)

    # when
    response = client.post(reverse("outreach:open", args=[pk]))

    # then
    assert (response.status_code, response["Location"]) == (302, "/theory/a/")
    assert queries.unread_notices(reader).count() == 0
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_id) == ("outreach.read_notice", str(pk))


def test_opening_anothers_message_is_not_found_and_changes_nothing(
    client: Client, reader: User, stranger: User
) -> None:
    # given
    pk = _notice(reader)
    client.force_login(stranger)

    # when
    response = client.post(reverse("outreach:open", args=[pk]))

    # then
    assert response.status_code == 404
    assert queries.unread_notices(reader).count() == 1


def test_the_unread_are_filtered_and_all_can_be_read_at_once(client: Client, reader: User) -> None:
    # given
    client.force_login(reader)
    pk = _notice(reader, "published:1:1", "读过的")
    _notice(reader, "published:2:1", "没读的")
    services.read_notice(notice_id=pk, by=reader)

    # when
    unread = client.get(reverse("outreach:messages"), {"show": "unread"}).content.decode()
    after = client.post(reverse("outreach:read_all"), follow=True).content.decode()

    # then
    assert "没读的" in unread
    assert "读过的" not in unread
    assert "没读的" in after
    assert queries.unread_notices(reader).count() == 0


def test_to_dos_show_what_waits_with_its_verb_and_what_was_done(
    client: Client, reader: User, stranger: User
) -> None:
    # given
    for user, subject, title in [
        (reader, "review:1:1", "等我审核的稿件"),
        (reader, "review:2:1", "审核过的稿件"),
        (stranger, "review:3:1", "别人的稿件"),
    ]:
        services.assign_todo(
            user_id=user.pk, kind=TodoKind.FIRST_REVIEW, subject=subject, title=title, url="/desk/1/"
        )
    services.finish_todos(subject="review:2:1")
    client.force_login(reader)

    # when
    response = client.get(reverse("outreach:todos"))

    # then
    text = response.content.decode()
    assert [todo.title for todo in response.context["page"]] == ["等我审核的稿件"]
    assert [todo.title for todo in response.context["finished"]] == ["审核过的稿件"]
    assert 'href="/desk/1/"' in text
    assert "别人的稿件" not in text


@pytest.mark.parametrize("name", ["outreach:messages", "outreach:todos"])
def test_a_list_costs_the_same_for_one_row_and_for_many(client: Client, reader: User, name: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def rows(start: int, stop: int) -> None:
        for number in range(start, stop):
            _notice(reader, f"published:{number}:1", f"稿件 {number}")
            services.assign_todo(
                user_id=reader.pk,
                kind=TodoKind.REVISE,
                subject=f"revise:{number}",
                title=f"稿件 {number}",
                url="/",
            )

    # given
    client.force_login(reader)
    rows(0, 1)
    client.get(reverse(name))  # what is asked once a minute is asked now
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(name))

    # when
    rows(1, 8)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(name))

    # then
    assert len(many) == len(one)
