"""A feed proposes, an officer decides, nothing is deleted, and the same feed says nothing twice."""

import io
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from core import clock
from core.errors import Conflict, Invalid, Refused
from organization.models import Membership, Person
from organization.roster import directory, feeds
from organization.roster.feeds import FeedRow
from organization.roster.models import FeedProposal, FeedRun
from support.people import LONG_AGO
from support.roster import as_csv, enter
from support.rows import changes, read_rows

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F047")]

SAME = [
    ("W001", "周望舒", "C-G-1"),
    ("W002", "单田芳", "C-G-1"),
    ("W010", "𠮷野", "C-G-1"),
    ("W003", "林嘉禾", "C-G-2"),
]


def compare(company, content, **more):
    rows = [FeedRow(number, *row) for number, row in enumerate(content, start=2)]
    return feeds.compare(source=more.pop("source", "hr"), rows=rows, under=company.units["root"], **more)


def told():
    found = FeedProposal.objects.filter(state="open").order_by("staff_number")
    return [(item.kind, item.staff_number, item.change) for item in found]


def test_feed_that_agrees_proposes_nothing_and_changes_nothing(company):
    before = read_rows(leave_out={"organization.FeedRun"})
    run = compare(company, SAME)
    assert (run.state, run.rows, run.known, run.new, run.changed, run.missing) == ("compared", 4, 4, 0, 0, 0)
    assert changes(before, read_rows(leave_out={"organization.FeedRun"})) == []


def test_feed_proposes_new_changed_and_missing_and_touches_nobody(company):
    people = read_rows()["organization.Person"]
    memberships = read_rows()["organization.Membership"]
    run = compare(
        company,
        [
            ("w001", "周望书", "C-G-2"),
            ("W010", "𠮷野", "C-G-2"),
            ("W003", "林嘉禾", "C-G-2"),
            ("N1", "曾国藩", "C-G-1"),
        ],
    )
    # then a member's unit is none of the feed's business, an employee's is
    assert sorted(told(), key=lambda item: item[1].lower()) == [
        ("new", "N1", {"name": ["", "曾国藩"], "unit": ["", "C-G-1"]}),
        ("changed", "w001", {"name": ["周望舒", "周望书"]}),
        ("missing", "W002", {"unit": ["C-G-1", ""]}),
        ("changed", "W010", {"unit": ["C-G-1", "C-G-2"]}),
    ]
    assert (run.new, run.changed, run.missing) == (1, 2, 1)
    assert read_rows()["organization.Person"] == people
    assert read_rows()["organization.Membership"] == memberships


def test_same_feed_proposes_nothing_twice(company):
    feed = [*SAME[:3], ("N1", "曾国藩", "C-G-1")]
    compare(company, feed)
    first = list(FeedProposal.objects.order_by("pk").values())
    compare(company, feed)
    assert list(FeedProposal.objects.order_by("pk").values()) == first
    # when one is declined, it does not come again; the other stays open
    feeds.decline(proposal=FeedProposal.objects.get(kind="new"), by=company.officers["commissioner"])
    compare(company, feed)
    assert [(kind, number) for kind, number, _change in told()] == [("missing", "W003")]
    assert FeedProposal.objects.count() == 2


def test_another_word_of_the_feed_replaces_the_open_one(company):
    compare(company, [*SAME, ("N1", "曾国藩", "C-G-1")])
    compare(company, [*SAME, ("N1", "曾国荃", "C-G-1")])
    assert told() == [("new", "N1", {"name": ["", "曾国荃"], "unit": ["", "C-G-1"]})]
    # when the feed no longer speaks of N1
    compare(company, SAME)
    assert list(FeedProposal.objects.values_list("state", flat=True)) == ["outdated", "outdated"]


def test_declined_difference_that_vanished_and_came_back_is_proposed_again(company):
    compare(company, SAME[:3])
    feeds.decline(proposal=FeedProposal.objects.get(), by=company.officers["keeper"])
    compare(company, SAME)
    compare(company, SAME[:3])
    assert [(kind, number) for kind, number, _change in told()] == [("missing", "W003")]


def test_accepted_proposals_change_the_roster(company):
    user = company.officers["keeper"]
    feed = [
        ("W001", "周望书", "C-G-1"),
        ("W002", "单田芳", "C-G-1"),
        ("W003", "林嘉禾", "C-G-2"),
        ("W010", "𠮷野", "C-G-2"),
        ("N1", "曾国藩", "C-G-1"),
    ]
    compare(company, feed)
    for proposal in FeedProposal.objects.all():
        feeds.accept(proposal=proposal, by=user)
    new = Person.objects.get(staff_number="N1")
    moved = company.people["rare"]
    company.people["zhou"].refresh_from_db()
    assert (new.party_status, new.memberships.get().unit_id) == ("employee", company.units["branch"].pk)
    assert company.people["zhou"].name == "周望书"
    assert [(row.unit_id, row.valid_to is None) for row in moved.memberships.order_by("valid_from")] == [
        (company.units["branch"].pk, False),
        (company.units["sibling"].pk, True),
    ]
    assert not FeedProposal.objects.exclude(state="accepted", decided_by=user).exists()
    # then the same feed agrees
    run = compare(company, feed)
    assert (run.new, run.changed, run.missing) == (0, 0, 0)


def test_missing_employee_leaves_and_is_kept_a_missing_member_needs_a_transfer(company):
    user = company.officers["keeper"]
    compare(company, [SAME[1], SAME[3]])
    employee = FeedProposal.objects.get(staff_number="W010")
    member = FeedProposal.objects.get(staff_number="W001")
    feeds.accept(proposal=employee, by=user)
    assert company.people["rare"].memberships.get().valid_to == clock.today()
    assert Person.objects.filter(staff_number="W010").exists()
    with pytest.raises(Conflict):
        feeds.accept(proposal=member, by=user)
    assert company.people["zhou"].memberships.filter(valid_to=None).count() == 2
    member.refresh_from_db()
    assert member.state == "open"


def test_who_came_back_is_met_again_under_the_same_number(company):
    person = company.people["rare"]
    Membership.objects.filter(person=person).update(valid_from=LONG_AGO, valid_to=LONG_AGO)
    compare(company, SAME)
    proposal = FeedProposal.objects.get()
    assert (proposal.kind, proposal.person_id) == ("new", person.pk)
    feeds.accept(proposal=proposal, by=company.officers["commissioner"])
    assert person.memberships.filter(valid_to=None).count() == 1
    assert Person.objects.filter(staff_number="W010").count() == 1


def test_proposal_is_refused_when_the_roster_moved_on(company):
    compare(company, [("W001", "周望书", "C-G-1"), *SAME[1:]])
    person = company.people["zhou"]
    person.name = "周望输"
    person.save()
    with pytest.raises(Conflict):
        feeds.accept(proposal=FeedProposal.objects.get(), by=company.officers["commissioner"])
    person.refresh_from_db()
    assert person.name == "周望输"


def test_large_change_is_held_as_a_whole(company):
    # given ten more people, of whom the feed leaves out most
    for number in range(16):
        enter(company.units["branch"], f"员工{number}", f"E{number:02d}", "employee")
    everybody = [*SAME, *((f"E{number:02d}", f"员工{number}", "C-G-1") for number in range(16))]
    assert compare(company, everybody[:16]).state == "compared"
    FeedProposal.objects.all().delete()
    # when 5 of 20 are missing
    run = compare(company, everybody[:15])
    # then
    assert (run.state, run.missing, run.known) == ("held", 5, 20)
    assert told() == []
    # when somebody has looked at it
    assert compare(company, everybody[:15], allow_large=True).state == "compared"
    assert len(told()) == 5


def test_share_is_a_setting(company, settings):
    settings.ROSTER_SYNC_FEWEST_HELD = 1
    settings.ROSTER_SYNC_SHARE = 0.25
    assert compare(company, SAME[:3]).state == "compared"
    assert compare(company, SAME[:2]).state == "held"
    assert len(told()) == 1


def test_wrong_rows_are_told_and_propose_nothing(company):
    run = compare(
        company,
        [
            *SAME,
            ("", "无号", "C-G-1"),
            ("N1", "", "C-G-1"),
            ("N2", "一" * 21, "C-G-1"),
            ("N3", "张\u200b三", "C-G-1"),
            ("N4", "张三", "NOWHERE"),
            ("N5", "张三", "X"),
            ("W001", "周望舒", "C-G-1"),
        ],
    )
    assert (run.rows, run.bad_rows) == (11, 7)
    assert [error["row"] for error in run.errors] == [6, 7, 8, 9, 10, 11, 12]
    assert told() == []


def test_people_outside_the_unit_are_not_compared(company):
    compare(company, SAME)
    assert not FeedProposal.objects.filter(staff_number__iexact="X001").exists()


@pytest.mark.parametrize(
    ("officer", "status"),
    [
        ("commissioner", 302),
        ("keeper", 302),
        ("other_commissioner", 404),
        ("secretary", 403),
        ("general_secretary", 403),
        ("committee_admin", 403),
        ("leader", 403),
        ("member", 403),
    ],
)
@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_only_who_keeps_the_roster_of_the_unit_decides(client, company, officer, status, answer):
    compare(company, [*SAME, ("N1", "曾国藩", "C-G-1")])
    proposal = FeedProposal.objects.get()
    client.force_login(company.officers[officer])
    page = client.get(reverse("organization:roster_feeds"))
    assert ("曾国藩" in page.content.decode()) == (status == 302)
    response = client.post(reverse(f"organization:roster_feed_{answer}", args=[proposal.pk]))
    proposal.refresh_from_db()
    assert response.status_code == status
    assert proposal.state == (
        {"accept": "accepted", "decline": "declined"}[answer] if status == 302 else "open"
    )
    assert Person.objects.filter(staff_number="N1").exists() == (status == 302 and answer == "accept")


def test_decided_proposal_is_not_decided_again(company):
    compare(company, [*SAME, ("N1", "曾国藩", "C-G-1")])
    proposal, user = FeedProposal.objects.get(), company.officers["commissioner"]
    feeds.accept(proposal=proposal, by=user)
    for act in (feeds.accept, feeds.decline):
        with pytest.raises(Conflict):
            act(proposal=proposal, by=user)
    assert Person.objects.filter(staff_number="N1").count() == 1


def test_move_into_a_unit_of_others_is_refused(company):
    compare(company, [*SAME[:2], ("W010", "𠮷野", "C-G-2"), SAME[3]])
    with pytest.raises(Refused):
        feeds.accept(proposal=FeedProposal.objects.get(), by=company.officers["commissioner"])
    assert company.people["rare"].memberships.get().valid_to is None


def test_command_reads_a_file_and_a_held_feed_ends_with_an_error(company, tmp_path):
    head = ["工号", "姓名", "组织代码"]
    path = tmp_path / "hr.csv"
    path.write_bytes(as_csv([*SAME, ("N1", "曾国藩", "C-G-1")], "gb18030", head).getvalue())
    out = io.StringIO()
    call_command("sync_people", file=str(path), source="hr", unit="C", stdout=out)
    assert "1 new, 0 changed, 0 missing" in out.getvalue()
    assert FeedRun.objects.get().sha256
    for number in range(6):
        enter(company.units["branch"], f"员工{number}", f"E{number}", "employee")
    with pytest.raises(CommandError, match="Held as a whole"):
        call_command("sync_people", file=str(path), source="hr", unit="C", stdout=out)
    assert len(told()) == 1


@pytest.mark.parametrize(
    ("content", "arguments"),
    [
        (None, {}),
        (b"", {}),
        ("工号,姓名\n1,2\n".encode(), {}),
        ("工号,姓名,组织代码\n".encode(), {"unit": "NOWHERE"}),
        ("工号,姓名,组织代码\n".encode(), {"source": " "}),
    ],
)
def test_command_refuses_what_it_cannot_read(company, tmp_path, content, arguments):
    path = tmp_path / "hr.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("sync_people", **({"file": str(path), "source": "hr", "unit": "C"} | arguments))
    assert not FeedRun.objects.exists()


class Directory:
    """A stub of the LDAP library and its connection: two pages and a referral."""

    SCOPE_SUBTREE, OPT_REFERRALS, OPT_NETWORK_TIMEOUT = 2, 8, 20485
    pages = (
        [
            (
                "uid=1",
                {"employeeNumber": [b"W001"], "CN": ["周望舒".encode()], "departmentNumber": [b"C-G-1"]},
            ),
            (None, ["ldap://elsewhere"]),
        ],
        [("uid=2", {"employeenumber": [b"N1"], "cn": [b"\xff\xfe"]})],
    )

    def __init__(self):
        self.asked, self.signed_in = [], None

    class SimplePagedResultsControl:
        controlType = "1.2.840.113556.1.4.319"  # noqa: N815 (the library's name)

        def __init__(self, criticality, size, cookie):
            self.size, self.cookie = size, cookie

    def initialize(self, uri):
        self.uri = uri
        return self

    def set_option(self, option, value):
        pass

    def simple_bind_s(self, user, password):
        self.signed_in = (user, password)

    def search_ext(self, base, scope, query, wanted, serverctrls):
        self.asked.append((base, scope, query, wanted, serverctrls[0].cookie))
        return len(self.asked)

    def result3(self, sent):
        control = SimpleNamespace(
            controlType=self.SimplePagedResultsControl.controlType, cookie=b"more" if sent == 1 else b""
        )
        return 101, self.pages[sent - 1], sent, [control]


ATTRIBUTES = {"staff_number": "employeeNumber", "name": "cn", "unit_code": "departmentNumber"}


def test_directory_is_read_a_page_at_a_time():
    stub = Directory()
    connection = directory.connect("ldaps://x", user="cn=reader", password="secret", library=stub)
    rows = list(
        directory.read_directory(connection, base="dc=x", query="(cn=*)", attributes=ATTRIBUTES, library=stub)
    )
    assert stub.signed_in == ("cn=reader", "secret")
    assert rows == [FeedRow(1, "W001", "周望舒", "C-G-1"), FeedRow(2, "N1", "", "")]
    assert [asked[-1] for asked in stub.asked] == ["", b"more"]


def test_directory_without_tls_attributes_or_library_is_refused(monkeypatch):
    with pytest.raises(Invalid):
        directory.connect("ldap://x", user="", password="", library=Directory())
    with pytest.raises(Invalid):
        list(directory.read_directory(None, base="", query="", attributes={}, library=Directory()))
    monkeypatch.setitem(__import__("sys").modules, "ldap", None)
    with pytest.raises(Invalid, match="ldap"):
        directory.connect("ldaps://x", user="", password="")
