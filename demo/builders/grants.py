"""Who gave and withdrew which roles, the quarter's review, and a one-time code that was asked for."""

from contextlib import AbstractContextManager
from datetime import timedelta

from core import clock
from demo.builders.people import user
from demo.past import moment_of, standing_at, workday
from organization.codes import services as codes
from organization.grants import services
from organization.grants.models import GrantRequest
from organization.grants.queries import grants_visible_to
from organization.grants.types import ReviewOutcome
from organization.models import Unit
from organization.types import GrantScope, Role

SYSTEM, SECURITY = "wang.qiming", "nie.siqi"
REVIEWED = 6
"""So many grants are reviewed in this quarter; the rest wait."""


def is_built() -> bool:
    """Return whether administrators were asked for."""
    return GrantRequest.objects.exists()


def build() -> str:
    """Ask, answer, give, withdraw and review, each on its day."""
    _ask_for_administrators()
    _give_and_withdraw()
    reviewed = _review()
    _ask_for_code()
    return f"{GrantRequest.objects.count()} requests, {reviewed} grants reviewed, a code asked for"


def _day(days: int, minutes: int) -> AbstractContextManager[None]:
    return standing_at(moment_of(workday(clock.today() - timedelta(days=days)), minutes))


def _ask_for_administrators() -> None:
    root = Unit.objects.get(code="WJ")
    with _day(40, 50):
        declined = services.ask_for_grant(
            user=user("liang.jianwei"),
            role=Role.SYSTEM_ADMIN,
            unit=root,
            reason="值班时代管平台账号",
            by=user(SECURITY),
        )
    with _day(39, 20):
        services.decline_grant(
            request_id=declined.pk, by=user(SYSTEM), reason="值班代管不需要系统管理员权限，可按需提交申请"
        )
    with standing_at(clock.now() - timedelta(hours=20)):
        services.ask_for_grant(
            user=user("bian.zhizhou"),
            role=Role.SECURITY_ADMIN,
            unit=root,
            reason="聂思齐参加脱产培训期间接替安全管理工作",
            by=user(SYSTEM),
        )


def _give_and_withdraw() -> None:
    branch = Unit.objects.get(code="WJ-JG-SC")
    with _day(75, 30):
        trainer = services.grant_role(
            user=user("zhan.qiushi"),
            role=Role.TRAINER,
            unit=branch,
            scope=GrantScope.SELF,
            valid_from=clock.today(),
            by=user(SECURITY),
        )
    with _day(12, 45):
        services.withdraw_grant(grant=trainer, by=user(SECURITY), reason="培训项目已经结束")


def _review() -> int:
    keeper = user(SECURITY)
    waiting = grants_visible_to(keeper).filter(withdrawn_at=None).exclude(user=keeper)
    chosen = list(waiting.exclude(role=Role.MEMBER).order_by("pk")[:REVIEWED])
    with standing_at(clock.now() - timedelta(hours=3)):
        for grant in chosen:
            services.review_grant(grant=grant, outcome=ReviewOutcome.KEPT, by=keeper)
    return len(chosen)


def _ask_for_code() -> None:
    with standing_at(clock.now() - timedelta(hours=2)):
        codes.ask_for_code(user=user("tian.shouzhuo"), reason="更换手机后收不到验证码", by=user("su.wenqu"))
