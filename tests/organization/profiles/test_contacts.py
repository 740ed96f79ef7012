"""Contact data stands encrypted in the database and is found only through the blind index."""

import io

import pytest
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from core.encryption import ring
from core.errors import Invalid, Refused
from core.keys import CannotDecrypt, make_key
from organization import services as kernel
from organization.models import Person
from organization.profiles import services
from organization.profiles.models import Contact, SensitiveView
from support.people import make_person

pytestmark = pytest.mark.django_db
PHONE = "13800001234"


def _stored(person):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT phone, email, phone_index FROM organization_contact WHERE person_id = %s", [person.pk]
        )
        return cursor.fetchone()


@pytest.mark.capability("F097")
def test_the_database_holds_ciphertext_only(branch):
    # when
    services.set_contact(branch.person, " 138-0000 1234", "zhou@example.com", branch.user)
    # then
    phone, email, index = _stored(branch.person)
    assert phone.startswith("zx1:")
    assert email.startswith("zx1:")
    assert not any("1380000" in text or "zhou" in text for text in (phone, email, index))
    kept = Contact.objects.get(person=branch.person)
    assert (kept.phone, kept.email, kept.updated_by) == (PHONE, "zhou@example.com", branch.user)


def test_a_ciphertext_copied_to_another_column_does_not_open(branch):
    services.set_contact(branch.person, PHONE, "", branch.user)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organization_contact SET email = phone")
    with pytest.raises(CannotDecrypt):
        Contact.objects.get(person=branch.person)


def test_an_encrypted_column_cannot_be_compared(branch):
    for lookup in ("phone", "phone__contains", "phone__startswith"):
        with pytest.raises(FieldError):
            Contact.objects.filter(**{lookup: PHONE})


@pytest.mark.parametrize(
    "written", ["138 0000 1234", "+8613800001234", "１３８００００１２３４", "138-0000-1234"]
)
def test_the_same_number_is_found_however_it_is_written(branch, written):
    # given
    other = make_person(branch.unit)
    services.set_contact(branch.person, PHONE, "", branch.user)
    services.set_contact(other, written, "", other.user)
    # then
    assert services.people_with_phone(PHONE) == sorted([branch.person.pk, other.pk])
    assert services.people_with_phone("13800009999") == []


@pytest.mark.parametrize("phone", ["abc", "123", "1" * 21, "1380000123４x"])
def test_a_wrong_number_is_refused_and_nothing_changes(branch, phone):
    services.set_contact(branch.person, PHONE, "", branch.user)
    before = _stored(branch.person)
    with pytest.raises(Invalid) as refusal:
        services.set_contact(branch.person, phone, "", branch.user)
    assert list(refusal.value.fields) == ["phone"]
    assert _stored(branch.person) == before


def test_emptying_contact_data_removes_it(branch):
    services.set_contact(branch.person, PHONE, "", branch.user)
    services.set_contact(branch.person, "", "", branch.user)
    assert not Contact.objects.exists()


def test_officers_of_the_unit_may_write_it_and_others_may_not(branch):
    services.set_contact(branch.person, PHONE, "", branch.commissioner)
    services.set_contact(branch.person, PHONE, "", branch.secretary)
    before = _stored(branch.person)
    for other in (branch.other_secretary, branch.admin, make_person(branch.unit).user):
        with pytest.raises(Refused):
            services.set_contact(branch.person, "13900000000", "", other)
    assert _stored(branch.person) == before


def test_rotation_encrypts_again_with_the_first_key_and_keeps_numbers_findable(branch, settings):
    # given
    old = settings.FIELD_KEYS[0]
    services.set_contact(branch.person, PHONE, "zhou@example.com", branch.user)
    settings.FIELD_KEYS = [make_key(), old]
    assert services.people_with_phone(PHONE) == [branch.person.pk]
    # when
    call_command("rotate_field_keys", batch=1, stdout=io.StringIO())
    # then
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    phone, email, _index = _stored(branch.person)
    assert ring().is_current(phone)
    assert ring().is_current(email)
    assert Contact.objects.get(person=branch.person).phone == PHONE
    assert services.people_with_phone(PHONE) == [branch.person.pk]


def test_rotation_without_the_old_key_says_so_and_changes_nothing(branch, settings):
    services.set_contact(branch.person, PHONE, "", branch.user)
    before = _stored(branch.person)
    settings.FIELD_KEYS = [make_key()]
    with pytest.raises(CommandError, match="not in the ring"):
        call_command("rotate_field_keys")
    assert _stored(branch.person) == before


# Staff numbers


def test_a_staff_number_belongs_to_one_person_whatever_its_case(branch):
    kernel.create_person(name="甲", by=None, staff_number="a100")
    with pytest.raises(Invalid):
        kernel.create_person(name="乙", by=None, staff_number="A100")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(name="丙", staff_number="A100")
    assert Person.objects.filter(staff_number="").count() > 1


@pytest.mark.parametrize("number", ["1 2", "12\u200b3", "1\t2"])
def test_a_staff_number_with_blanks_or_unseen_characters_is_refused(number):
    with pytest.raises(Invalid) as refusal:
        kernel.create_person(name="甲", by=None, staff_number=number)
    assert list(refusal.value.fields) == ["staff_number"]


# Views of sensitive data


def test_a_view_is_recorded_for_ever_but_not_ones_own(branch):
    # when
    services.log_view(branch.secretary, branch.person, ["phone", "party_status", "phone"], " 核对名册 ")
    assert services.log_view(branch.user, branch.person, ["phone"], "自己") is None
    # then
    view = SensitiveView.objects.get()
    assert (view.viewer, view.person, view.fields, view.purpose) == (
        branch.secretary,
        branch.person,
        ["party_status", "phone"],
        "核对名册",
    )
    for change in (lambda: SensitiveView.objects.update(purpose="x"), lambda: view.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_view_needs_a_purpose(branch):
    with pytest.raises(Invalid):
        services.log_view(branch.secretary, branch.person, ["phone"], "  ")
    assert not SensitiveView.objects.exists()
