"""Who sees whom in the roster, in which detail, order and number."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.models import AuditEntry
from organization import services
from organization.models import Grant, Membership, Person
from organization.names import sort_key
from organization.profiles.models import SensitiveView
from organization.profiles.services import set_contact
from organization.roster import queries
from organization.roster.authority import scope_of
from organization.roster.queries import RosterFilter
from organization.roster.types import Detail, ListOrder
from support.people import LONG_AGO, make_person
from support.roster import enter

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F047")]


def page(company, officer, **wanted):
    wanted.setdefault("on", clock.today())
    return queries.read_page(scope_of(company.officers[officer]), RosterFilter(**wanted))


def names(found):
    return [row.name for row in found.rows]


@pytest.mark.parametrize(
    ("officer", "seen"),
    [
        ("commissioner", ["单田芳", "周望舒", "𠮷野"]),
        ("secretary", ["单田芳", "周望舒", "𠮷野"]),
        ("other_commissioner", ["林嘉禾"]),
        ("general_secretary", ["单*芳", "周*舒", "林*禾", "𠮷*"]),
        ("committee_admin", ["单*芳", "周*舒", "林*禾", "𠮷*"]),
        ("leader", ["周望舒"]),
        ("keeper", ["单田芳", "周望舒", "林嘉禾", "𠮷野"]),
    ],
)
def test_list_holds_the_people_in_scope_in_the_allowed_detail(company, officer, seen):
    # when
    found = page(company, officer)
    # then the total counts no row beyond those shown
    assert sorted(names(found)) == sorted(seen)
    assert found.total == len(seen)
    assert sum(found.standings.values()) == len(seen)


def test_masked_and_name_rows_tell_nothing_else(company):
    for officer, detail in (("general_secretary", Detail.MASKED), ("leader", Detail.NAME)):
        for row in page(company, officer).rows:
            assert (row.detail, row.staff_number, row.standing, row.joined_on) == (detail, "", "", None)


@pytest.mark.parametrize("officer", ["auditor", "member"])
def test_who_has_no_roster_is_refused(client, company, officer):
    client.force_login(company.officers[officer])
    assert client.get(reverse("organization:roster")).status_code == 403


@pytest.mark.parametrize("on", ["", "2024-05-01"])
def test_ended_grant_shows_nothing_not_even_of_its_own_time(client, company, on):
    # given a commissioner whose grant ended yesterday
    user = company.officers["commissioner"]
    Grant.objects.filter(user=user).update(valid_to=date(2025, 1, 1))
    client.force_login(user)
    # when / then
    assert client.get(reverse("organization:roster"), {"on": on}).status_code == 403
    assert (
        client.get(reverse("organization:roster_person", args=[company.people["zhou"].pk])).status_code == 403
    )


def test_orders_by_pinyin_strokes_and_number(company):
    assert names(page(company, "keeper")) == ["𠮷野", "林嘉禾", "单田芳", "周望舒"]
    assert names(page(company, "keeper", order=ListOrder.STROKES)) == ["𠮷野", "单田芳", "周望舒", "林嘉禾"]
    assert names(page(company, "keeper", order=ListOrder.NUMBER)) == ["周望舒", "单田芳", "林嘉禾", "𠮷野"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [("周", ["周望舒"]), ("zws", ["周望舒"]), ("stf", ["单田芳"]), ("w00", ["单田芳", "周望舒"]), ("%", [])],
)
def test_text_finds_parts_of_what_is_shown(company, text, seen):
    assert sorted(names(page(company, "commissioner", text=text))) == sorted(seen)


def test_text_does_not_spell_out_a_masked_name(company):
    assert names(page(company, "general_secretary", text="周")) == []
    assert names(page(company, "general_secretary", text="zws")) == []
    assert names(page(company, "general_secretary", text="W00")) == []
    assert names(page(company, "general_secretary", text="周望舒")) == ["周*舒"]
    assert names(page(company, "general_secretary", text="w001")) == ["周*舒"]


def test_filters_by_unit_with_all_below_and_by_standing(company):
    below = page(company, "keeper", unit_id=company.units["branch"].pk)
    assert names(below) == ["𠮷野", "单田芳", "周望舒"]
    employees = page(company, "keeper", standing="employee")
    assert (names(employees), employees.total) == (["𠮷野"], 1)
    assert employees.standings == {"employee": 1, "full_member": 2, "probationary": 1}


def test_counts_by_unit_open_as_many_rows(company):
    found = page(company, "keeper", unit_id=company.units["general"].pk)
    assert [(name, number) for _pk, name, number in found.units] == [("机关党支部", 3), ("生产党支部", 1)]
    for pk, _name, number in found.units:
        assert page(company, "keeper", unit_id=pk).total == number


def test_unit_out_of_scope_is_not_there(client, company):
    client.force_login(company.officers["commissioner"])
    for unit in ("sibling", "outside", "general"):
        response = client.get(reverse("organization:roster"), {"unit": company.units[unit].pk})
        assert response.status_code == 422
        assert company.units[unit].name not in response.content.decode()


def test_past_day_gives_what_it_gave_then(company):
    # given who left the branch in 2023, was a probationary member till 2022 and came from the sibling in 2021
    person = company.people["lin"]
    membership = Membership.objects.get(person=person)
    services.leave_unit(membership=membership, last_day=date(2023, 6, 30), by=None)
    services.join_unit(person=person, unit=company.units["branch"], valid_from=date(2023, 7, 1), by=None)
    # then
    assert "林嘉禾" in names(page(company, "commissioner"))
    assert "林嘉禾" in names(page(company, "commissioner", on=date(2023, 7, 1)))
    assert "林嘉禾" not in names(page(company, "commissioner", on=date(2023, 6, 30)))
    assert names(page(company, "other_commissioner", on=date(2023, 6, 30))) == ["林嘉禾"]


def test_past_standing_is_the_one_of_that_day(company):
    services.change_standing(
        person=company.people["dan"], status="full_member", valid_from=date(2024, 1, 1), by=None
    )
    before = page(company, "commissioner", on=date(2023, 12, 31))
    after = page(company, "commissioner", on=date(2024, 1, 1))
    assert before.standings == {"employee": 1, "full_member": 1, "probationary": 1}
    assert after.standings == {"employee": 1, "full_member": 2}


@pytest.mark.parametrize("order", list(ListOrder))
def test_paging_by_key_meets_everybody_once(company, order):
    # given namesakes, whose keys are equal
    for number in range(7):
        enter(company.units["branch"], "李明", f"N{number}")
    scope, wanted = scope_of(company.officers["commissioner"]), RosterFilter(on=clock.today(), order=order)
    # when read forward in small pages and back again
    forward, after = [], None
    while True:
        found = queries.read_page(scope, wanted, after=after, size=3)
        forward.append([row.person_id for row in found.rows])
        after = found.after
        if after is None:
            break
    backward, before = [], forward[-1][0]
    while before is not None:
        found = queries.read_page(scope, wanted, before=before, size=3)
        backward.insert(0, [row.person_id for row in found.rows])
        before = found.before
    # then
    met = [pk for block in forward for pk in block]
    assert len(met) == len(set(met)) == found.total == 10
    assert [pk for block in backward for pk in block] == [pk for block in forward[:-1] for pk in block]


def test_position_of_someone_out_of_scope_begins_at_the_first_page(company):
    scope = scope_of(company.officers["commissioner"])
    found = queries.read_page(scope, RosterFilter(on=clock.today()), after=company.people["far"].pk)
    assert len(found.rows) == 3


def test_page_costs_the_same_at_any_size(client, company):
    client.force_login(company.officers["keeper"])

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("organization:roster")).status_code == 200
        return len(captured)

    cost()  # what is read once a process
    small = cost()
    people = [Person(name=f"李{chr(0x4E00 + number)}", staff_number=f"B{number}") for number in range(200)]
    for person in people:
        person.put_in_order()
    people = Person.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(person=person, unit=company.units["sibling"], valid_from=LONG_AGO) for person in people
    )
    assert cost() == small


def test_order_columns_follow_the_name(company):
    person = company.people["zhou"]
    services.correct_particulars(person=person, name="曾望舒", by=None)
    person.refresh_from_db()
    assert (person.name_pinyin, person.name_initials) == (sort_key("曾望舒", "pinyin"), "zws")
    assert person.name_strokes == sort_key("曾望舒", "strokes")


def test_person_page_is_for_full_readers_and_the_view_is_kept(client, company):
    # given
    person, user = company.people["zhou"], company.officers["commissioner"]
    set_contact(person, "13812340000", "", None)
    client.force_login(user)
    # when
    text = client.get(reverse("organization:roster_person", args=[person.pk])).content.decode()
    # then
    assert "周望舒" in text
    assert "W001" in text
    assert "13812340000" in text
    view = SensitiveView.objects.get()
    assert (view.viewer_id, view.person_id) == (user.pk, person.pk)
    assert "phone" in view.fields


@pytest.mark.parametrize("who", ["lin", "far"])
def test_person_out_of_scope_is_not_there(client, company, who):
    client.force_login(company.officers["commissioner"])
    assert client.get(reverse("organization:roster_person", args=[company.people[who].pk])).status_code == 404
    assert not SensitiveView.objects.exists()


def test_need_must_be_stated_before_a_masked_person_opens(client, company):
    # given
    person, user = company.people["zhou"], company.officers["general_secretary"]
    set_contact(person, "13812340000", "", None)
    client.force_login(user)
    url = reverse("organization:roster_person", args=[person.pk])
    # when asked without a purpose
    asked, blank = client.get(url), client.post(url, {"purpose": "  "})
    # then nothing is shown
    assert (asked.status_code, blank.status_code) == (200, 422)
    for response in (asked, blank):
        assert "周望舒" not in response.content.decode()
        assert "W001" not in response.content.decode()
    assert not SensitiveView.objects.exists()
    # when it is stated
    told = client.post(url, {"purpose": "核对转接材料"})
    # then the person opens, without contact data, and the purpose is kept
    assert told.status_code == 200
    assert "周望舒" in told.content.decode()
    assert "13812340000" not in told.content.decode()
    view = SensitiveView.objects.get()
    assert (view.viewer_id, view.purpose) == (user.pk, "核对转接材料")
    assert "phone" not in view.fields
    assert AuditEntry.objects.filter(action="roster.view", status=200, object_id=str(person.pk)).count() == 1


def test_group_leader_reads_names_only(client, company):
    client.force_login(company.officers["leader"])
    text = client.get(reverse("organization:roster")).content.decode()
    assert "周望舒" in text
    assert "W001" not in text
    assert "单" not in re.sub(r"<option.*?</option>|单位|菜单|名单", "", text)
    refused = client.get(reverse("organization:roster_person", args=[company.people["zhou"].pk]))
    assert refused.status_code == 403
    assert (
        client.get(reverse("organization:roster_person", args=[company.people["dan"].pk])).status_code == 404
    )


@pytest.mark.parametrize(
    "query",
    [
        {"on": "2999-01-01"},
        {"on": "gestern"},
        {"standing": "hero"},
        {"order": "rank"},
        {"unit": "x"},
        {"q": "长" * 41},
    ],
)
def test_filter_that_cannot_be_read_is_told(client, company, query):
    client.force_login(company.officers["commissioner"])
    response = client.get(reverse("organization:roster"), query)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()


@pytest.mark.parametrize("position", ["-1", "x", "9" * 30, "²", "0"])
def test_position_that_cannot_be_read_begins_at_the_first_page(client, company, position):
    client.force_login(company.officers["commissioner"])
    response = client.get(reverse("organization:roster"), {"after": position})
    assert response.status_code == 200
    assert "周望舒" in response.content.decode()


def test_anonymous_is_sent_to_sign_in(client, company):
    make_person(company.units["branch"])
    assert client.get(reverse("organization:roster")).status_code == 302


def test_grant_that_only_views_shows_in_full_and_keeps_nothing(client, company):
    # given a commissioner whose grant is narrowed to viewing
    user = company.officers["commissioner"]
    Grant.objects.filter(user=user).update(verbs="view")
    client.force_login(user)
    # then
    assert sorted(names(page(company, "commissioner"))) == ["单田芳", "周望舒", "𠮷野"]
    for name in ("roster_enter", "roster_imports", "roster_feeds", "roster_template"):
        assert client.get(reverse(f"organization:{name}")).status_code == 403
    assert client.post(reverse("organization:roster_export")).status_code == 403
