"""Codes of an authenticator app and recovery codes."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret

from accounts.factors import services
from core import clock
from core.errors import Conflict, Invalid, NotFound, Refused
from evidence.models import Entry
from support.factors import code_at, give_app

pytestmark = pytest.mark.django_db


def test_an_app_is_kept_once_it_has_shown_a_right_code(user):
    # given
    secret = generate_totp_secret()
    # when
    kept = services.enroll_app(user=user, secret=secret, code=code_at(secret))
    # then
    assert kept.type == "totp"
    assert secret not in str(Authenticator.objects.get(pk=kept.pk).data)
    assert Entry.objects.filter(kind="accounts.factor.added", by_id=user.pk).count() == 1


def test_a_wrong_code_keeps_nothing(user):
    # when
    with pytest.raises(Invalid) as caught:
        services.enroll_app(user=user, secret=generate_totp_secret(), code="12")
    # then
    assert "code" in caught.value.fields
    assert Authenticator.objects.count() == 0


def test_a_second_app_is_refused(user, factor):
    other = generate_totp_secret()
    with pytest.raises(Conflict):
        services.enroll_app(user=user, secret=other, code=code_at(other))
    assert Authenticator.objects.count() == 1


@pytest.mark.parametrize("shift, kind", [(-2, ""), (-1, "totp"), (0, "totp"), (1, "totp"), (2, "")])
def test_the_clock_may_be_one_step_off(user, factor, shift, kind):
    assert services.check_code(user=user, code=code_at(factor, shift=shift)) == kind


def test_a_code_opens_once_even_while_it_is_still_shown(user, factor):
    # given
    moment = clock.now().replace(second=5)
    with clock.frozen_at(moment):
        code = code_at(factor, shift=1)
        assert services.check_code(user=user, code=code) == "totp"
    # when: a minute later the code is still within the drift
    with clock.frozen_at(moment + timedelta(seconds=58)):
        again = services.check_code(user=user, code=code)
        earlier = services.check_code(user=user, code=code_at(factor, moment=moment))
        fresh = services.check_code(user=user, code=code_at(factor, shift=1))
    # then
    assert (again, earlier, fresh) == ("", "", "totp")


def test_the_code_that_set_the_app_up_is_used(user):
    secret = generate_totp_secret()
    code = code_at(secret)
    services.enroll_app(user=user, secret=secret, code=code)
    assert services.check_code(user=user, code=code) == ""


def test_typing_is_forgiven_and_nonsense_is_not(user, factor):
    code = code_at(factor)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert services.check_code(user=user, code=f" {wide[:3]} - {wide[3:]} ") == "totp"
    for nonsense in ("", "abcdef", "٠١٢٣٤٥", "1" * 5000, "-----"):
        assert services.check_code(user=user, code=nonsense) == ""


def test_each_recovery_code_opens_once(user, factor):
    # given
    codes = services.renew_recovery_codes(user=user)
    assert len(set(codes)) == 10
    # when
    first = services.check_code(user=user, code=f"{codes[3][:5]} {codes[3][5:]}")
    second = services.check_code(user=user, code=codes[3])
    # then
    assert (first, second) == ("recovery_codes", "")
    assert services.codes_left(user) == 9
    assert not any(code in str(Authenticator.objects.get(type="recovery_codes").data) for code in codes)


def test_new_recovery_codes_void_the_old(user, factor):
    old = services.renew_recovery_codes(user=user)
    new = services.renew_recovery_codes(user=user)
    assert services.check_code(user=user, code=old[0]) == ""
    assert services.check_code(user=user, code=new[0]) == "recovery_codes"


def test_recovery_codes_alone_are_no_factor(user):
    with pytest.raises(Refused):
        services.renew_recovery_codes(user=user)
    assert Authenticator.objects.count() == 0


def test_the_recovery_codes_go_with_the_last_factor(user, factor):
    # given
    services.renew_recovery_codes(user=user)
    kept = Authenticator.objects.get(type="totp")
    # when
    services.remove_factor(user=user, pk=kept.pk)
    # then
    assert Authenticator.objects.count() == 0


def test_nobody_removes_the_factor_of_another(user, factor):
    from support.people import make_user

    kept = Authenticator.objects.get()
    with pytest.raises(NotFound):
        services.remove_factor(user=make_user(), pk=kept.pk)
    assert Authenticator.objects.count() == 1


def test_codes_of_one_user_open_nothing_of_another(user, factor):
    from support.people import make_user

    other = make_user()
    give_app(other)
    assert services.check_code(user=other, code=code_at(factor)) == ""
