"""One small enterprise with a thing of every sort, and a person in every relation to it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from cms_pages.gate import services as gate
from cms_pages.models import LessonPage, RegulationIndexPage, RegulationPage
from cms_pages.regulations.services import Details, save_regulation
from core import clock, outbox
from learning.enrollment.services import enroll
from learning.exams import services as exams
from learning.study import services as study
from media.services import store_document, store_image
from organization.grants import services as grants
from organization.models import Unit
from organization.types import Role, UnitKind, Verb
from outreach import services as outreach
from outreach.types import NoticeKind, TodoKind
from support.content import make_article, make_course_with_lessons, make_exam_page, publish, root_unit
from support.files import picture, upload
from support.people import LONG_AGO, make_person, make_unit, make_user, make_user_with_role

ANONYMOUS = "anonymous"
ROLES = (
    ANONYMOUS,
    "stranger",  # a member of another branch
    "owner",  # a member of the branch; everything personal here is theirs
    "secretary",  # of the owner's branch
    "other_secretary",  # of the branch next to it
    "auditor",  # of study, the owner in scope
    "other_auditor",  # of study, the owner out of scope
    "editor",  # wrote every text here
    "first_reviewer",
    "second_reviewer",
    "final_reviewer",
    "admin",  # of the system, by a grant
    "superuser",  # by Django's flag alone
)


RELATIONS = (
    "commissioner",  # of organization, of the owner's own branch
    "group_secretary",  # of a party group below the branch: a child
    "sibling_commissioner",  # of organization, of the branch beside it
    "prefix_commissioner",  # of a unit below that branch: its path begins with the sibling's
    "parent_admin",  # the party committee's administrator, above the branch
    "self_admin",  # the same at the committee itself, without what is below
    "outside_admin",  # the party committee's administrator of another enterprise
    "ended_secretary",  # whose grant at the owner's branch ended yesterday
    "withdrawn_secretary",  # whose grant at the owner's branch was withdrawn
    "viewing_commissioner",  # of organization, of the own branch, narrowed to viewing
    "security_admin",
    "audit_admin",
)
"""Users who stand to the owner's unit in another relation than the roles above do."""


ROOMS = (
    "units",
    "profiles",
    "roster",
    "development",
    "relations",
    "codes",
    "grants",
    "sign_in",
    "factors",
    "checks",
    "claims",
    "comments",
    "planning",
    "previews",
    "remarks",
    "vocabulary",
    "imports",
    "reports",
    "upkeep",
)
"""The modules of `support.expected` that furnish the world, in this order."""


@dataclass
class World:
    """The users by role, and the things by name."""

    users: dict[str, User] = field(default_factory=dict)
    things: SimpleNamespace = field(default_factory=SimpleNamespace)

    def user(self, role: str) -> User | AnonymousUser:
        """Return the user of a role."""
        return AnonymousUser() if role == ANONYMOUS else self.users[role]


def _people(world: World) -> None:
    root = root_unit()
    branch = make_unit("第一党支部", parent=root)
    sibling = make_unit("第二党支部", parent=root)
    owner, stranger = make_person(branch, name="周望舒"), make_person(sibling, name="林嘉禾")
    assert owner.user is not None
    assert stranger.user is not None
    superuser = make_user("superuser")
    User.objects.filter(pk=superuser.pk).update(is_superuser=True, is_staff=True)
    world.users = {
        "owner": owner.user,
        "stranger": stranger.user,
        "secretary": make_user_with_role(Role.BRANCH_SECRETARY, branch, "self"),
        "other_secretary": make_user_with_role(Role.BRANCH_SECRETARY, sibling, "self"),
        "auditor": make_user_with_role(Role.STUDY_AUDITOR, branch),
        "other_auditor": make_user_with_role(Role.STUDY_AUDITOR, sibling),
        "editor": make_user_with_role(Role.EDITOR, root),
        "first_reviewer": make_user_with_role(Role.FIRST_REVIEWER, root),
        "second_reviewer": make_user_with_role(Role.SECOND_REVIEWER, root),
        "final_reviewer": make_user_with_role(Role.FINAL_REVIEWER, root),
        "admin": make_user_with_role(Role.SYSTEM_ADMIN, root),
        "superuser": User.objects.get(pk=superuser.pk),
    }
    world.things.person, world.things.unit = owner, branch


def _relatives(world: World) -> None:
    """Add the users of the other relations, after everything that speaks of the first ones."""
    things, root = world.things, root_unit()
    branch = Unit.objects.get(pk=things.unit.pk)
    sibling = Unit.objects.exclude(pk=branch.pk).filter(name="第二党支部").get()
    group = make_unit("第一党小组", parent=branch, kind=UnitKind.PARTY_GROUP)
    prefix = make_unit("路径相近支部", parent=Unit.objects.get(pk=sibling.pk))
    outside = make_unit("外单位党委", kind=UnitKind.PARTY_COMMITTEE)
    yesterday = clock.today() - timedelta(days=1)
    secretary, commissioner = Role.BRANCH_SECRETARY, Role.ORGANIZATION_COMMISSIONER
    withdrawn = make_user_with_role(secretary, branch, "self")
    grants.withdraw_grant(grant=withdrawn.grants.get(), by=None)
    viewing = make_person(branch, name="只看委员").user
    assert viewing is not None
    narrowed = {"scope": "self", "verbs": [Verb.VIEW], "valid_from": LONG_AGO}
    grants.grant_role(user=viewing, role=commissioner, unit=branch, by=None, **narrowed)
    world.users |= {
        "commissioner": make_user_with_role(commissioner, branch, "self"),
        "group_secretary": make_user_with_role(secretary, group, "self"),
        "sibling_commissioner": make_user_with_role(commissioner, sibling, "self"),
        "prefix_commissioner": make_user_with_role(commissioner, prefix, "self"),
        "parent_admin": make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, root),
        "self_admin": make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, root, "self"),
        "outside_admin": make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, outside),
        "ended_secretary": make_user_with_role(secretary, branch, "self", valid_to=yesterday),
        "withdrawn_secretary": withdrawn,
        "viewing_commissioner": viewing,
        "security_admin": make_user_with_role(Role.SECURITY_ADMIN, root),
        "audit_admin": make_user_with_role(Role.AUDIT_ADMIN, root),
    }
    things.group, things.outside = group, outside


def _texts(world: World) -> None:
    things, editor = world.things, world.users["editor"]
    things.document = store_document(title="附件", file=upload("a.txt", b"text"), by=editor)
    things.image = store_image(title="图", file=upload("a.png", picture()), by=editor)
    things.rendition = things.image.get_rendition("max-20x20")
    things.article = publish(make_article("内部文章", by=editor, audience="internal"))
    things.public_article = publish(make_article("公开文章", by=editor, audience="public"))
    things.draft = make_article("草稿", by=editor)
    things.candidate = gate.submit(make_article("送审稿", by=editor), by=editor)
    hidden = publish(make_article("撤下的文章", by=editor))
    publisher = make_user_with_role(Role.FINAL_REVIEWER, root_unit())
    things.take_down = gate.take_down(hidden, by=publisher, reason="有误")
    saved = save_regulation(
        column=RegulationIndexPage.objects.get(),
        source="# 用印管理办法\n\n第一条　为了规范用印，制定本办法。\n\n第二条　用印应当审批。\n",
        details=Details(
            title="用印管理办法",
            short_title="用印管理办法",
            number="望办发〔2026〕3号",
            version_date=date(2026, 1, 5),
        ),
        by=editor,
    )
    things.regulation = publish(RegulationPage.objects.get(pk=saved.page.pk))
    things.course = make_course_with_lessons(2, by=editor)
    things.exam = publish(make_exam_page(things.course, by=editor, minutes=30, attempts_allowed=2))
    things.lessons = list(LessonPage.objects.descendant_of(things.course).order_by("path"))


def _study(world: World) -> None:
    things, owner = world.things, world.users["owner"]
    person = things.person
    enroll(person=person, course=things.course, by=owner)
    with clock.frozen_at(clock.now() - timedelta(seconds=60)):
        session = study.open_session(person=person, lesson=things.lessons[0])
    beat = study.Beat(1, session.nonce, 0, True, True)
    study.accept_beat(person=person, session_id=session.pk, beat=beat)
    things.session, things.nonce = session, beat.nonce
    things.attempt = exams.sit_down(
        person=person, attempt_id=exams.start_attempt(person=person, exam=things.exam).pk
    )
    things.notice = outreach.notify(
        recipient_id=owner.pk, kind=NoticeKind.GRANT_CHANGED, key="grants:world", url="/me/"
    )
    things.todo = outreach.assign_todo(
        user_id=owner.pk, kind=TodoKind.STUDY, subject="world", title="学习", url="/learning/"
    )


def make_world() -> World:
    """Return the world; every task that its making sent has run."""
    world = World()
    _people(world)
    _texts(world)
    _study(world)
    _relatives(world)
    for room in ROOMS:
        # Imported here: the rows name this module's roles.
        import_module(f"support.expected.{room}").furnish(world)
    outbox.drain()
    return world
