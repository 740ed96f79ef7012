"""An officer keeps the roster of the own unit, and of no other."""

from datetime import date

import pytest
from django.urls import reverse

from core.models import AuditEntry
from organization.models import Grant, Membership, PartyStanding, Person, Post
from organization.types import Role
from support.rows import changes, read_rows

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F047")]

NEW = {
    "name": "曾国藩",
    "staff_number": "W100",
    "party_status": "full_member",
    "joined_on": "2010-07-01",
    "since": "2026-01-01",
}


def url(name, *arguments):
    return reverse(f"organization:roster_{name}", args=arguments)


@pytest.fixture
def officer(client, company):
    client.force_login(company.officers["commissioner"])
    return company.officers["commissioner"]


def test_enters_a_person_into_the_own_unit(client, company, officer):
    response = client.post(url("enter"), NEW | {"unit": company.units["branch"].pk})
    person = Person.objects.get(staff_number="W100")
    assert response.status_code == 302
    assert (person.name, person.party_status, person.joined_on) == (
        "曾国藩",
        "full_member",
        date(2010, 7, 1),
    )
    assert Membership.objects.get(person=person).valid_from == date(2026, 1, 1)
    assert PartyStanding.objects.get(person=person).valid_from == date(2026, 1, 1)
    assert AuditEntry.objects.get(action="roster.enter").object_id == str(person.pk)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "一" * 21}, "name"),
        ({"name": "张\u200b三"}, "name"),
        ({"staff_number": "w001"}, "staff_number"),
        ({"staff_number": "W 1"}, "staff_number"),
        ({"joined_on": "2999-01-01"}, "joined_on"),
        ({"joined_on": "kürzlich"}, "joined_on"),
        ({"since": "2019-12-31"}, ""),
        ({"since": ""}, "since"),
        ({"party_status": "hero"}, "party_status"),
        ({"unit": "sibling"}, "unit"),
        ({"unit": "general"}, "unit"),
        ({"unit": "outside"}, "unit"),
    ],
)
def test_refuses_a_wrong_person_and_keeps_what_was_typed(client, company, officer, change, field):
    # given
    unit = company.units[change.get("unit", "branch")].pk
    before = read_rows()
    # when
    response = client.post(url("enter"), NEW | change | {"unit": unit})
    # then
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert set(errors) == {field or "__all__"}
    assert str(change.get("name", "曾国藩")) in response.content.decode()
    assert changes(before, read_rows()) == []


def test_corrects_and_the_account_follows(client, company, officer):
    person = company.people["zhou"]
    response = client.post(
        url("correct", person.pk), {"name": "周望书", "staff_number": "W001", "joined_on": ""}
    )
    person.refresh_from_db()
    assert response.status_code == 302
    assert person.name == "周望书"
    assert person.name_pinyin.startswith("zhou")


def test_change_of_standing_joining_leaving_and_posts(client, company, officer):
    person, group = company.people["dan"], company.units["group"]
    Grant.objects.filter(user=officer).update(scope="subtree")
    assert (
        client.post(
            url("standing", person.pk),
            {"status": "full_member", "valid_from": "2026-01-01", "reason": "转正"},
        ).status_code
        == 302
    )
    assert client.post(url("join", person.pk), {"unit": group.pk, "since": "2026-01-01"}).status_code == 302
    assert (
        client.post(
            url("post", person.pk), {"kind": "group_leader", "unit": group.pk, "since": "2026-01-02"}
        ).status_code
        == 302
    )
    person.refresh_from_db()
    post = Post.objects.get(person=person)
    membership = Membership.objects.get(person=person, unit=group)
    assert person.party_status == "full_member"
    assert (post.kind, post.unit_id) == ("group_leader", group.pk)
    assert client.post(url("end_post", post.pk), {"last_day": "2026-06-30"}).status_code == 302
    assert client.post(url("leave", membership.pk), {"last_day": "2026-06-30"}).status_code == 302
    post.refresh_from_db()
    membership.refresh_from_db()
    assert post.valid_to == membership.valid_to == date(2026, 6, 30)


def test_overlapping_posts_are_refused_and_the_input_stays(client, company, officer):
    # given: who is secretary in the first half of the year, and leads nothing else
    person, other, branch = company.people["dan"], company.people["zhou"], company.units["branch"]
    told = {"kind": "secretary", "unit": branch.pk, "since": "2026-01-01", "until": "2026-06-30"}
    first = client.post(url("post", person.pk), told)
    before = read_rows()
    # then: nobody is secretary beside, on whichever side the days overlap
    for since, until in (("2026-06-30", ""), ("2025-12-01", "2026-01-01"), ("2026-02-01", "2026-03-01")):
        told |= {"since": since, "until": until}
        for somebody in (person, other):
            answer = client.post(url("post", somebody.pk), told)
            assert answer.status_code == 422, (somebody, since, until)
            assert since in answer.content.decode()
    assert first.status_code == 302
    assert changes(before, read_rows()) == []


def test_second_membership_of_the_kind_and_a_last_day_before_the_first_are_refused(client, company, officer):
    person, branch = company.people["dan"], company.units["branch"]
    membership = Membership.objects.get(person=person)
    before = read_rows()
    again = client.post(url("join", person.pk), {"unit": branch.pk, "since": "2026-01-01"})
    early = client.post(url("leave", membership.pk), {"last_day": "2019-01-01"})
    assert (again.status_code, early.status_code) == (422, 422)
    assert changes(before, read_rows()) == []


@pytest.mark.parametrize("name", ["correct", "standing", "join", "post"])
@pytest.mark.parametrize(
    ("officer_key", "status"),
    [
        ("other_commissioner", 404),
        ("secretary", 403),
        ("general_secretary", 403),
        ("committee_admin", 403),
        ("leader", 403),
        ("member", 403),
        ("auditor", 403),
    ],
)
def test_nobody_else_keeps_the_roster(client, company, name, officer_key, status):
    client.force_login(company.officers[officer_key])
    before = read_rows()
    target = url(name, company.people["zhou"].pk)
    assert client.get(target).status_code == status
    assert client.post(target, {"name": "某某"}).status_code == status
    assert changes(before, read_rows()) == []


def test_membership_and_post_of_another_unit_are_out_of_reach(client, company, officer):
    lin = Membership.objects.get(person=company.people["lin"])
    post = Post.objects.create(
        person=company.people["lin"],
        unit=company.units["sibling"],
        kind="secretary",
        valid_from=date(2024, 1, 1),
    )
    before = read_rows()
    assert client.post(url("leave", lin.pk), {"last_day": "2026-01-01"}).status_code == 404
    assert client.post(url("end_post", post.pk), {"last_day": "2026-01-01"}).status_code == 404
    client.force_login(company.officers["general_secretary"])
    assert client.post(url("leave", lin.pk), {"last_day": "2026-01-01"}).status_code == 403
    assert changes(before, read_rows()) == []


def test_ended_grant_keeps_nothing(client, company, officer):
    Grant.objects.filter(user=officer, role=Role.ORGANIZATION_COMMISSIONER).update(valid_to=date(2026, 1, 1))
    response = client.post(url("enter"), NEW | {"unit": company.units["branch"].pk})
    assert response.status_code == 403
    assert not Person.objects.filter(staff_number="W100").exists()
