"""The age of a password is told a week before it ends, once."""

from datetime import timedelta

import pytest

from accounts.conf import security_profile
from accounts.models import User
from core import clock
from outreach import passwords, tasks
from outreach.models import Notice
from support.people import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("left", "told"), [(8, 0), (7, 1), (1, 1), (0, 0)])
def test_a_password_is_recalled_in_its_last_week(left, told):
    # given
    user = make_person(None, name="周望舒").user
    lifetime = timedelta(days=security_profile().password_days)
    changed = clock.now() - lifetime + timedelta(days=left)
    User.objects.filter(pk=user.pk).update(password_changed_at=changed, password="argon2$x")
    # when
    tasks.tell_password_ends.run()
    tasks.tell_password_ends.run()
    # then
    found = Notice.objects.filter(recipient=user, kind="password")
    assert found.count() == told
    for notice in found:
        assert f"{changed.astimezone(clock.SHANGHAI) + lifetime:%Y-%m-%d}" in notice.body
        assert notice.url == "/accounts/password/"


def test_who_has_no_password_or_a_closed_account_is_told_nothing():
    lifetime = timedelta(days=security_profile().password_days)
    for number, told in enumerate(({"password": "!none"}, {"is_active": False, "password": "argon2$x"})):
        user = make_person(None, name=f"无密码{number}").user
        changed = clock.now() - lifetime + timedelta(days=3)
        User.objects.filter(pk=user.pk).update(password_changed_at=changed, **told)
    assert passwords.tell_ends() == 0
    assert not Notice.objects.filter(kind="password").exists()
