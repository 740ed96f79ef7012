"""Telling people twice tells them once; what has ended stays ended."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import User
from core.errors import NotFound
from outreach import queries, services
from outreach.models import Notice, Todo
from outreach.types import NoticeKind, TodoKind

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


def _assign(user: User, subject: str = "review:7:2", **more: object) -> Todo:
    told = {"kind": TodoKind.SECOND_REVIEW, "title": "公文处理", "url": "/desk/7/"} | more
    return services.assign_todo(user_id=user.pk, subject=subject, **told)  # type: ignore[arg-type]


def test_a_notice_is_sent_once_for_a_key_and_a_person(reader: User, stranger: User) -> None:
    # given
    first = services.notify(
        recipient_id=reader.pk, kind=NoticeKind.PUBLISHED, key="published:3:9", title="一", url="/a/"
    )

    # when
    again = services.notify(
        recipient_id=reader.pk, kind=NoticeKind.PUBLISHED, key="published:3:9", title="二", url="/b/"
    )
    services.notify(recipient_id=stranger.pk, kind=NoticeKind.PUBLISHED, key="published:3:9", title="一")

    # then
    assert again.pk == first.pk
    assert [(n.title, n.url) for n in queries.notices_of(reader)] == [("一", "/a/")]
    assert queries.notices_of(stranger).count() == 1


def test_a_read_notice_stays_read_when_its_task_runs_again(reader: User) -> None:
    # given
    notice = services.notify(recipient_id=reader.pk, kind=NoticeKind.RETURNED, key="returned:5", title="一")
    services.read_notice(notice_id=notice.pk, by=reader)
    read_at = Notice.objects.get().read_at

    # when
    services.notify(recipient_id=reader.pk, kind=NoticeKind.RETURNED, key="returned:5", title="一")
    services.read_notice(notice_id=notice.pk, by=reader)

    # then
    assert Notice.objects.get().read_at == read_at
    assert queries.unread_notices(reader).count() == 0


def test_another_persons_notice_does_not_exist(reader: User, stranger: User) -> None:
    # given
    notice = services.notify(recipient_id=reader.pk, kind=NoticeKind.RETURNED, key="returned:5", title="一")

    # when
    with pytest.raises(NotFound):
        services.read_notice(notice_id=notice.pk, by=stranger)

    # then
    notice.refresh_from_db()
    assert notice.read_at is None


def test_reading_all_reads_ones_own_only(reader: User, stranger: User) -> None:
    # given
    for number in range(3):
        services.notify(recipient_id=reader.pk, kind=NoticeKind.COURSE_COMPLETED, key=f"completed:{number}")
    services.notify(recipient_id=stranger.pk, kind=NoticeKind.COURSE_COMPLETED, key="completed:1")

    # when
    count = services.read_every_notice(by=reader)

    # then
    assert count == 3
    assert queries.unread_notices(reader).count() == 0
    assert queries.unread_notices(stranger).count() == 1


def test_a_to_do_is_put_on_the_list_once_and_takes_over_a_new_due_time(reader: User) -> None:
    # given
    _assign(reader)

    # when
    _assign(reader, due_at=NOON)

    # then
    assert [(t.title, t.due_at) for t in queries.open_todos(reader)] == [("公文处理", NOON)]


def test_finished_work_stays_finished_when_its_task_runs_again(reader: User) -> None:
    # given
    _assign(reader)
    assert services.finish_todos(subject="review:7:2") == 1
    done_at = Todo.objects.get().done_at

    # when
    _assign(reader, title="另一题目")
    again = services.finish_todos(subject="review:7:2")
    withdrawn = services.withdraw_todos(subject="review:7:2")

    # then
    todo = Todo.objects.get()
    assert (again, withdrawn) == (0, 0)
    assert (todo.done_at, todo.withdrawn_at, todo.title) == (done_at, None, "公文处理")


def test_a_subject_ends_for_one_person_or_for_everybody(reader: User, stranger: User) -> None:
    # given
    _assign(reader)
    _assign(stranger)
    _assign(stranger, subject="review:8:1")

    # when
    of_one = services.finish_todos(subject="review:7:2", user_id=reader.pk)
    of_rest = services.withdraw_todos(subject="review:7:2")

    # then
    assert (of_one, of_rest) == (1, 1)
    assert queries.open_todos(reader).count() == 0
    assert [t.subject for t in queries.open_todos(stranger)] == ["review:8:1"]
    assert [t.subject for t in queries.finished_todos(reader)] == ["review:7:2"]
    assert list(queries.finished_todos(stranger)) == []


def test_to_dos_come_overdue_first_and_are_counted_by_the_day_in_shanghai(reader: User) -> None:
    # given
    late_tonight = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    tomorrow = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # 00:00 in Shanghai
    for subject, due in {
        "none": None,
        "tomorrow": tomorrow,
        "tonight": late_tonight,
        "late": NOON - timedelta(days=2),
    }.items():
        _assign(reader, subject=subject, due_at=due)

    # when
    with time_machine.travel(NOON, tick=False):
        order = [t.subject for t in queries.open_todos(reader)]
        counts = queries.count_todos(reader)

    # then
    assert order == ["late", "tonight", "tomorrow", "none"]
    assert (counts.open, counts.overdue, counts.due_today, counts.pressing) == (4, 1, 1, 2)


def test_withdrawn_work_waits_again_when_it_is_assigned_anew(reader: User) -> None:
    # given
    _assign(reader)
    services.withdraw_todos(subject="review:7:2", user_id=reader.pk)
    assert queries.open_todos(reader).count() == 0

    # when
    _assign(reader)

    # then
    assert [(t.subject, t.withdrawn_at) for t in queries.open_todos(reader)] == [("review:7:2", None)]
