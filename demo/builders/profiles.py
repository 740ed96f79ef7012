"""Personal data: the privacy notice, contact data, requests with answers, logged views."""

from datetime import date, timedelta

from accounts.models import User
from core.clock import today
from demo import material
from demo.builders.people import user
from demo.past import moment_of, standing_at, workday
from organization.models import Person
from organization.profiles import closing, corrections, privacy, services
from organization.profiles.models import PrivacyNotice
from organization.profiles.privacy import OWN_TEXTS
from outreach.models import Notice
from outreach.services import read_notice
from outreach.types import NoticeKind

SINCE_VIEWS = "1.1"
CHANGE_ZH = "“我的信息”中增加“谁查看过我的敏感信息”；增加导出和注销的说明。"
CHANGE_EN = "“My data” now shows who saw sensitive data; export and closing are explained."
EMPLOYEE = "dong.yanqiu"
MEMBER, OFFICER, SECRETARY = "zhou.wangshu", "tang.linshen", "shi.wangyue"


def is_built() -> bool:
    """Return whether the notice in force was published."""
    return PrivacyNotice.objects.filter(version=SINCE_VIEWS).exists()


def build() -> str:
    """Publish two versions, let everybody accept them, and leave requests in every state."""
    founded = material.people().founded
    day = workday(today() - timedelta(days=2))
    users = list(User.objects.filter(is_active=True).order_by("pk"))
    _publish(founded, "1.0", users)
    _publish(workday(day - timedelta(days=60)), SINCE_VIEWS, users)
    with standing_at(moment_of(workday(day - timedelta(days=40)))):
        _give_contacts()
    _ask_and_answer(day)
    return f"{len(users)} people accepted the notice in force"


def _publish(day: date, version: str, users: list[User]) -> None:
    changes = {} if version == "1.0" else {"changes_zh": CHANGE_ZH, "changes_en": CHANGE_EN}
    with standing_at(moment_of(day)):
        privacy.publish_notice(
            version=version,
            text_zh=(OWN_TEXTS / "zh.md").read_text(encoding="utf-8"),
            text_en=(OWN_TEXTS / "en.md").read_text(encoding="utf-8"),
            by=None,
            **changes,
        )
    with standing_at(moment_of(day, 90)):
        for each in users:
            privacy.accept_notice(user=each, version=version)


def _give_contacts() -> None:
    """Give everybody an invented number; no such number is in use."""
    for person in Person.objects.exclude(user=None).select_related("user").order_by("pk"):
        assert person.user is not None  # noqa: S101 - just asked for
        services.set_contact(
            person, f"100{person.pk:08d}", f"{person.user.username}@example.com", person.user
        )


def _ask_and_answer(day: date) -> None:
    member, officer, secretary = user(MEMBER), user(OFFICER), user(SECRETARY)
    person = Person.objects.get(user=member)
    with standing_at(moment_of(workday(day - timedelta(days=20)))):
        done = corrections.ask_correction(
            person=person, field="joined_on", new_value="2019-07-02", reason="入党志愿书所载日期", by=member
        )
        refused = corrections.ask_correction(
            person=person, field="other", new_value="请改到第二党小组", by=member
        )
    with standing_at(moment_of(workday(day - timedelta(days=19)), 60)):
        corrections.decide_correction(
            request_id=done.pk, accept=True, by=officer, answer="已与档案核对，按档案更正。"
        )
        corrections.decide_correction(
            request_id=refused.pk, accept=False, by=officer, answer="党小组调整须经支部委员会研究。"
        )
        services.log_view(officer, person, ["joined_on", "party_status"], "核对入党日期")
    with standing_at(moment_of(workday(day - timedelta(days=18)))):
        for notice in Notice.objects.unread().filter(recipient=member, kind=NoticeKind.CORRECTION_ANSWERED):
            read_notice(notice_id=notice.pk, by=member)
    with standing_at(moment_of(workday(day - timedelta(days=5)), 30)):
        services.log_view(secretary, person, ["phone"], "通知支部党员大会")
    with standing_at(moment_of(day, 120)):
        corrections.ask_correction(
            person=person, field="staff_number", new_value="WJ20190417", reason="与工作证一致", by=member
        )
        leaving = user(EMPLOYEE)
        closing.ask_closing(user=leaving, proof=leaving.username, reason="已办理离职手续")
