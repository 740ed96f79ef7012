"""Accounts: names, doubles and closing."""

import pytest

from accounts import services
from accounts.models import User
from core.errors import Invalid, Refused
from support.people import make_user


def test_the_full_name_is_written_without_a_space(db):
    user = services.create_user(username="maimaiti", name="买买提·艾力")
    assert user.get_full_name() == "买买提·艾力"
    assert str(user) == "买买提·艾力"


def test_an_account_without_a_password_cannot_sign_in_by_one(db):
    user = services.create_user(username="quiet", name="静")
    assert not user.has_usable_password()


@pytest.mark.parametrize("username", ["Zhang", "ZHANG", "zhang"])
def test_refuses_names_that_differ_in_case_only(db, username):
    # given
    make_user("zhang")
    # when
    with pytest.raises(Invalid):
        services.create_user(username=username, name="另一位")
    # then
    assert User.objects.filter(username__iexact="zhang").count() == 1


@pytest.mark.parametrize("username", ["", "a b", "a/b"])
def test_refuses_a_user_name_that_cannot_be_typed(db, username):
    with pytest.raises(Invalid) as refused:
        services.create_user(username=username, name="某人")
    assert "username" in refused.value.fields
    assert not User.objects.exists()


def test_nobody_closes_the_account_they_are_signed_in_with(db):
    user = make_user("self")
    with pytest.raises(Refused):
        services.deactivate_user(user=user, by=user)
    user.refresh_from_db()
    assert user.is_active
