"""A task may run again after a crash: the second run of each registered task changes nothing."""

from datetime import timedelta

import pytest
from django.db import transaction
from wagtail.models import Page

from cms_pages.claims.services import hand_over
from cms_pages.comments.services import decide
from cms_pages.gate import services as gate
from cms_pages.vocabulary import services as vocabulary
from core import clock, outbox
from core.models import OutboxMessage
from learning.enrollment.services import enroll, withdraw
from learning.exams import services as exams
from learning.study import services as study
from organization import services as organization
from organization.codes import services as codes
from organization.development import services as development
from organization.development.judgement import Values
from organization.development.reminding import remind
from organization.profiles import closing, corrections, exporting
from organization.relations import reminding, staying
from organization.relations import services as transfers
from organization.relations.models import RelationReminder
from organization.types import PostKind, Role
from organization.units.terms import elect_committee, remind_of_ends
from support.content import make_article, make_reviewer, publish, root_unit
from support.expected.roster import send_lists
from support.gate import lifted_triggers
from support.people import LONG_AGO, make_user_with_role
from support.rows import changes, read_rows, tables
from support.world import make_world

pytestmark = pytest.mark.django_db


def _rename_tag(tag, *, by, accepted_by):
    change = vocabulary.propose("rename", tag=tag, name="学习资料", words="与栏目名一致", by=by)
    vocabulary.decide(change, accept=True, by=accepted_by)


def _news(world):
    """Do everything in the product that tells the outbox something."""
    things, editor, owner = world.things, world.users["editor"], world.users["owner"]
    publish(make_article("上线的文章", by=editor))
    gate.approve(things.candidate, by=world.users["first_reviewer"])
    decide(things.unread_comment, show=False, reason="与文章无关", by=world.users["final_reviewer"])
    returned = gate.submit(make_article("退回的文章", by=editor), by=editor)
    gate.return_for_revision(returned, by=world.users["first_reviewer"], comment="请补充出处")
    _rename_tag(things.tag, by=editor, accepted_by=world.users["final_reviewer"])
    handed = gate.submit(make_article("转交的文章", by=editor), by=editor)
    substitute = make_reviewer("first")
    hand_over(handed, to=substitute, words="出差", by=world.users["first_reviewer"])
    with lifted_triggers():
        Page.objects.filter(pk=make_article("没有审过", by=editor).pk).update(live=True)
    gate.hide_unapproved()
    gate.take_down(things.article, by=world.users["final_reviewer"], reason="有误")
    organization.grant_role(
        user=world.users["stranger"],
        role=Role.FIRST_REVIEWER,
        unit=things.unit,
        scope="subtree",
        valid_from=LONG_AGO,
        by=None,
    )
    send_lists(world)
    stranger = world.users["stranger"].person
    enroll(person=stranger, course=things.course, by=stranger.user)
    withdraw(person=stranger, course=things.course, by=stranger.user)
    enroll(person=stranger, course=things.course, by=stranger.user)
    study.close_session(person=things.person, session_id=things.session.pk)
    for lesson in things.lessons:
        _study_to_the_end(things.person, lesson)
    attempt = things.attempt
    for number, question in enumerate(attempt.questions, start=1):
        exams.save_answer(
            person=things.person,
            attempt_id=attempt.pk,
            question_id=question["id"],
            value=attempt.key[question["id"]]["right"],
            client_seq=number,
            epoch=attempt.epoch,
        )
    exams.submit_attempt(person=things.person, attempt_id=attempt.pk)
    _develop(world)
    elect_committee(unit=things.unit, first_day=clock.today(), by=None)
    assert remind_of_ends() > 0
    _ask_about_oneself(world)
    _move(world)
    codes.confirm_code(code=things.code, by=world.users["commissioner"])
    return owner


def _ask_about_oneself(world):
    """Tell of requests about personal data, asked and answered."""
    things, owner, stranger = world.things, world.users["owner"], world.users["stranger"]
    secretary, admin = world.users["secretary"], world.users["admin"]
    corrections.decide_correction(request_id=things.correction.pk, accept=True, by=secretary, answer="已改")
    corrections.ask_correction(person=things.person, field="staff_number", new_value="A1", by=owner)
    closing.decide_closing(request_id=things.closing.pk, accept=False, by=admin, answer="未办交接")
    closing.ask_closing(user=owner, proof=owner.username)
    exporting.ask_export(user=stranger)


def _develop(world):
    """Tell of a development case that goes on, and of one that is due."""
    secretary, day = world.users["secretary"], Values(on=clock.today())
    development.open_case(person=world.things.applicant, unit=world.things.unit, values=day, by=secretary)
    assert remind(clock.today()) > 0


def _move(world):
    """Tell of a relation that is received, of a letter, an absence and a post of which a day reminds."""
    things, secretary = world.things, world.users["secretary"]
    transfers.receive_transfer(transfer=things.transfer, by=world.users["other_secretary"])
    admin = make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, root_unit())
    transfers.approve_transfer(transfer=things.transfer_outward, by=admin)
    later = clock.today() + timedelta(days=95)
    organization.give_post(
        person=things.bystander,
        unit=things.unit,
        kind=PostKind.DISCIPLINE_COMMISSIONER,
        valid_from=clock.today(),
        valid_to=later + timedelta(days=20),
        by=None,
    )
    with clock.frozen_at(clock.day_start(later)):
        reminding.remind(later)
        whys = set(RelationReminder.objects.values_list("why", flat=True))
        assert whys >= {"letter_over", "contact", "post_second"}
        staying.log_contact(stay=things.stay, by=secretary, on=later, way="phone")
        reminding.remind(later)
        assert RelationReminder.objects.filter(why="contact", settled_at__isnull=False).exists()


def _study_to_the_end(person, lesson):
    moment = clock.now() + timedelta(hours=lesson.pk)
    with clock.frozen_at(moment):
        session = study.open_session(person=person, lesson=lesson)
    told = {"seq": 0, "nonce": session.nonce, "next_in_seconds": session.interval_seconds, "completed": False}
    for _beat in range(40):
        moment += timedelta(seconds=told["next_in_seconds"])
        with clock.frozen_at(moment):
            told = study.accept_beat(
                person=person,
                session_id=session.pk,
                beat=study.Beat(told["seq"] + 1, told["nonce"], 0, True, True),
            )
        if told["completed"]:
            break
    with clock.frozen_at(moment):
        study.close_session(person=person, session_id=session.pk)
    assert told["completed"]


def _rows():
    """Return every row; entries of the search index, which are written anew, by what they hold."""
    rows = read_rows()
    entries = rows.pop("search.SearchEntry").values()
    columns = tables()["search.SearchEntry"].columns
    page, anchor = columns.index("page_id"), columns.index("anchor")
    found = [("anew", *entry[1:]) for entry in entries]
    rows["search.SearchEntry"] = {(entry[page], entry[anchor]): entry for entry in found}
    assert len(rows["search.SearchEntry"]) == len(found)
    return rows


def _captured():
    """Run what waits, and what that sends, and return each as (task, payload)."""
    told = []
    while message := OutboxMessage.objects.order_by("pk").first():
        told.append((message.task, message.payload))
        assert outbox.run_message(message.pk)
    return told


@pytest.mark.capability("F024")
def test_second_run_of_every_task_changes_nothing():
    # given
    world = make_world()
    _news(world)
    calls = _captured()
    calls += [(task.name, {}) for task in outbox.registry.values() if task.every is not None]
    calls.append(("learning.complete_course_by_exam", {"attempt_id": str(world.things.attempt.pk)}))
    # then
    assert set(outbox.registry) - {name for name, _payload in calls} == set(), "tasks that nothing here sends"
    later = clock.now() + timedelta(days=2)
    told = {}
    with clock.frozen_at(later):
        for name, payload in calls:
            # when
            with transaction.atomic():
                outbox.registry[name].run(**payload)
            once = _rows()
            waiting = OutboxMessage.objects.count()
            with clock.frozen_at(later + timedelta(minutes=1)), transaction.atomic():
                outbox.registry[name].run(**payload)
            # then
            told[name] = [*told.get(name, []), *changes(once, _rows())]
            if OutboxMessage.objects.count() != waiting:
                told[name].append("a second run sent more tasks")
    assert {name: found for name, found in told.items() if found} == {}
