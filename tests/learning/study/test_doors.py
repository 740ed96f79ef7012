"""The doors of study: the API takes no figure, and other people's things do not exist."""

import json

import pytest

from cms_pages.models import LessonPage
from core.models import AuditEntry
from learning.study.models import CreditInterval, LessonProgress, StudySession
from support.people import make_person, make_user


def _post(client, url, body):
    return client.post(url, json.dumps(body), content_type="application/json")


@pytest.fixture
def browser(client, person):
    """Return a client who is signed in as the person."""
    client.force_login(person.user)
    return client


@pytest.fixture
def session(browser, lessons, time_machine):
    """Return the open session as the API gave it, thirty seconds old."""
    time_machine.move_to("2026-11-23T01:00:00Z", tick=False)
    reply = _post(browser, "/api/v1/study/sessions", {"lesson_id": lessons[0].pk})
    assert reply.status_code == 201
    time_machine.shift(30)
    return reply.json()


def _beat(session, **more):
    told = {"seq": 1, "nonce": session["nonce"], "position_ms": 0, "visible": True, "active": True}
    return told | more


def test_beat_through_the_api_credits_and_repeats_its_reply(browser, session):
    # when
    url = f"/api/v1/study/sessions/{session['id']}/beats"
    first, again = (_post(browser, url, _beat(session)) for _ in range(2))
    # then
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert first.json()["lesson_ms"] == 30_000
    assert CreditInterval.objects.get().milliseconds == 30_000


def test_beats_leave_no_audit_entry_and_opening_leaves_one(browser, session):
    _post(browser, f"/api/v1/study/sessions/{session['id']}/beats", _beat(session))
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["study.open"]


@pytest.mark.parametrize(
    "forged",
    [
        {"credit_seconds": 600},
        {"completed": True},
        {"progress": 1},
        {"member": 1},
        {"person": 1},
        {"duration": 600},
        {"client_ts": "2030-01-01T00:00:00Z"},
        {"seq": "1"},
        {"seq": 1.0},
        {"seq": -1},
        {"seq": 2**63},
        {"visible": "yes"},
        {"active": 1},
        {"position_ms": "NaN"},
    ],
)
def test_refuses_every_field_that_could_be_a_figure(browser, session, forged):
    reply = _post(browser, f"/api/v1/study/sessions/{session['id']}/beats", _beat(session, **forged))
    assert reply.status_code == 422
    assert CreditInterval.objects.count() == 0


@pytest.mark.parametrize("method", ["put", "patch", "delete", "get"])
def test_session_cannot_be_written_by_any_other_method(browser, session, method):
    url = f"/api/v1/study/sessions/{session['id']}"
    for address in (url, f"{url}/beats", f"{url}/close"):
        reply = getattr(browser, method)(address, {"completed": True}, content_type="application/json")
        assert reply.status_code in {404, 405}
    assert LessonProgress.objects.get().completed_at is None


def test_nobody_gets_in_without_signing_in(client, session):
    client.logout()
    for url, body in (
        ("/api/v1/study/sessions", {"lesson_id": 1}),
        (f"/api/v1/study/sessions/{session['id']}/beats", _beat(session)),
        (f"/api/v1/study/sessions/{session['id']}/close", {}),
    ):
        assert _post(client, url, body).status_code == 401
    assert CreditInterval.objects.count() == 0


def test_account_that_was_disabled_credits_nothing_more(browser, session, person):
    person.user.is_active = False
    person.user.save(update_fields=["is_active"])
    reply = _post(browser, f"/api/v1/study/sessions/{session['id']}/beats", _beat(session))
    assert reply.status_code == 401
    assert CreditInterval.objects.count() == 0


def test_somebody_elses_session_is_not_found(client, session, lessons):
    client.force_login(make_person().user)
    for url, body in (
        (f"/api/v1/study/sessions/{session['id']}/beats", _beat(session)),
        (f"/api/v1/study/sessions/{session['id']}/close", {}),
    ):
        assert _post(client, url, body).status_code == 404
    assert StudySession.objects.get().ended_at is None


def test_second_device_is_asked_and_the_first_is_told(browser, session, lessons):
    # given
    asked = _post(browser, "/api/v1/study/sessions", {"lesson_id": lessons[1].pk})
    # when
    taken = _post(browser, "/api/v1/study/sessions", {"lesson_id": lessons[1].pk, "take_over": True})
    told = _post(browser, f"/api/v1/study/sessions/{session['id']}/beats", _beat(session))
    # then
    assert (asked.status_code, asked.json()["code"]) == (409, "studying_elsewhere")
    assert taken.status_code == 201
    assert (told.status_code, told.json()["code"]) == (409, "superseded")
    assert CreditInterval.objects.count() == 0


def test_early_beat_gets_429(browser, session, time_machine):
    time_machine.shift(-25)
    reply = _post(browser, f"/api/v1/study/sessions/{session['id']}/beats", _beat(session))
    assert (reply.status_code, reply.json()["code"]) == (429, "beat_too_soon")


def test_account_without_a_person_cannot_study(client, lessons):
    client.force_login(make_user())
    reply = _post(client, "/api/v1/study/sessions", {"lesson_id": lessons[0].pk})
    assert reply.status_code == 403
    assert StudySession.objects.count() == 0


def test_player_shows_the_lesson_with_the_servers_figures(browser, session, lessons):
    # given
    _post(browser, f"/api/v1/study/sessions/{session['id']}/beats", _beat(session))
    # when
    page = browser.get(f"/learning/lessons/{lessons[0].pk}/")
    # then
    text = page.content.decode()
    assert page.status_code == 200
    assert "动火作业之前先办许可。" in text
    assert '<strong id="clock-lesson">00:30</strong> / 10:00' in text
    assert 'id="missing-time">08:30<' in text


def test_player_leads_those_who_do_not_take_the_course_to_it(client, lessons, course):
    client.force_login(make_person().user)
    reply = client.get(f"/learning/lessons/{lessons[0].pk}/")
    assert (reply.status_code, reply["Location"]) == (302, f"/learning/courses/{course.pk}/")


def test_lesson_that_is_not_live_is_not_found(browser, lessons):
    LessonPage.objects.filter(pk=lessons[0].pk).update(expire_at="2020-01-01T00:00:00Z")
    assert browser.get(f"/learning/lessons/{lessons[0].pk}/").status_code == 404
