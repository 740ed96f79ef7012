"""A grant gives what its verbs name and no more, wherever it is asked."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cms_pages.gate import queries as gate
from cms_pages.gate import services as reviews
from cms_pages.gate.errors import NotReviewer
from cms_pages.gate.models import Approval, Candidate
from cms_pages.gate.types import Stage
from core import clock
from organization import authority
from organization.development.queries import officers_of as developers_of
from organization.development.steps import STEPS
from organization.grants import services
from organization.models import Unit
from organization.profiles import corrections
from organization.profiles.queries import answerers_of_correction
from organization.types import GrantScope, Role, Subject, Verb
from organization.units.terms import elect_committee
from outreach import reviewing, terms
from outreach.models import Todo
from support.content import make_article, make_editor, publish, root_unit
from support.people import LONG_AGO, make_person, make_unit, make_user, make_user_with_role

VIEW, MANAGE, SERVE = Verb.VIEW, Verb.MANAGE, Verb.SERVE


def narrowed(role, unit, *verbs, scope=GrantScope.SUBTREE):
    """Return a user whose grant names only these verbs."""
    user = make_user()
    services.grant_role(
        user=user, role=role, unit=unit, scope=scope, verbs=verbs, valid_from=LONG_AGO, by=None
    )
    return user


@pytest.fixture
def waiting(db):
    """Return a text that waits for its first review."""
    return reviews.submit(make_article("待审稿", by=make_editor()), by=make_editor())


@pytest.mark.capability("F043")
@pytest.mark.parametrize("verbs", [[VIEW], [SERVE]])
def test_a_reviewer_who_may_not_manage_reads_and_decides_nothing(client, waiting, verbs):
    # given
    whole = make_user_with_role(Role.FIRST_REVIEWER, root_unit())
    user = narrowed(Role.FIRST_REVIEWER, root_unit(), *verbs)
    client.force_login(user)
    # when
    reviewing.ask_reviewers(waiting.pk, Stage.FIRST.value)
    page = client.get(reverse("gate:candidate", args=[waiting.pk]))
    sent = client.post(reverse("gate:approve", args=[waiting.pk]))
    with pytest.raises(NotReviewer):
        reviews.approve(waiting, by=user)
    with pytest.raises(NotReviewer):
        reviews.return_for_revision(waiting, by=user, comment="退回")
    # then
    assert (page.status_code, sent.status_code) == (200, 403)
    assert gate.candidates_for(user) == []
    assert [item.pk for item in gate.candidates_for(whole)] == [waiting.pk]
    assert list(Todo.objects.values_list("user_id", flat=True)) == [whole.pk]
    assert not Approval.objects.exists()
    assert Candidate.objects.get().next_stage == Stage.FIRST


@pytest.mark.capability("F043")
def test_a_publisher_who_only_views_takes_nothing_down(client, db):
    # given
    page = publish(make_article("上线稿", by=make_editor()))
    user = narrowed(Role.FINAL_REVIEWER, root_unit(), VIEW)
    client.force_login(user)
    # when
    listed = client.get(reverse("gate:published"))
    sent = client.post(reverse("gate:take_down", args=[page.pk]), {"reason": "有误"})
    # then
    assert (listed.status_code, sent.status_code) == (403, 403)
    page.refresh_from_db()
    assert page.live


@pytest.mark.capability("F043")
@pytest.mark.parametrize("role", [Role.EDITOR, Role.FINAL_REVIEWER, Role.SYSTEM_ADMIN])
def test_who_only_views_is_not_let_into_the_content_admin(client, db, role):
    # given
    user, whole = narrowed(role, root_unit(), VIEW), make_user_with_role(role, root_unit())
    user.groups.add(Group.objects.get(name=f"role:{role}"))  # a group that is behind the grants
    got = []
    # when
    for one in (user, whole):
        client.force_login(one)
        got.append(client.get("/admin/").status_code)
    # then
    assert got == [403, 200]
    assert not user.groups.exists()
    assert [group.name for group in whole.groups.all()] == [f"role:{role}"]


def test_an_editor_who_only_views_submits_nothing(client, db):
    # given
    user = narrowed(Role.EDITOR, root_unit(), VIEW)
    draft = make_article("草稿", by=user)
    client.force_login(user)
    # when
    sent = client.post(reverse("gate:submit", args=[draft.pk]))
    # then
    assert sent.status_code == 404
    assert not Candidate.objects.exists()


@pytest.mark.capability("F043")
@pytest.mark.parametrize(("verbs", "serves"), [([VIEW], False), ([MANAGE], False), ([SERVE], True)])
def test_a_secretary_is_told_and_asked_what_the_verbs_say(units, verbs, serves):
    # given
    user = narrowed(Role.BRANCH_SECRETARY, units.branch, *verbs)
    keeper = make_user_with_role(Role.SYSTEM_ADMIN, units.root)
    member = make_person(units.branch)
    committee = elect_committee(unit=units.branch, first_day=clock.today(), by=None)
    # when
    terms.ask_for_election(committee.pk, committee.planned_end.isoformat())
    asked = corrections.ask_correction(person=member, field="staff_number", new_value="A1", by=member.user)
    # then
    assert list(Todo.objects.values_list("user_id", flat=True)) == ([user.pk] if serves else [])
    assert list(developers_of(units.branch, STEPS[1])) == ([user] if Verb.MANAGE in verbs else [])
    assert answerers_of_correction(asked) == ([user] if serves else [keeper])


def test_an_administrator_who_only_views_asks_nothing_and_keeps_nothing_running(units):
    # given
    viewing = narrowed(Role.SYSTEM_ADMIN, None, VIEW)
    last = make_user_with_role(Role.SYSTEM_ADMIN, units.root)
    receiver = make_user()
    # when
    with pytest.raises(services.Refused):
        services.ask_for_grant(user=receiver, role=Role.AUDIT_ADMIN, unit=None, reason="增设", by=viewing)
    with pytest.raises(services.Conflict):
        services.withdraw_grant(grant=last.grants.get(), by=None)
    # then
    assert not receiver.grant_requests.exists()
    assert authority.holds(last, Role.SYSTEM_ADMIN)


@pytest.mark.parametrize("scope", GrantScope.values)
@pytest.mark.parametrize("verbs", [[VIEW], [MANAGE], [SERVE], [MANAGE, SERVE]])
def test_who_may_is_the_same_from_both_sides(units, scope, verbs):
    # given a deeper unit, and grants at each of the others
    units_below = make_unit(parent=Unit.objects.get(pk=units.branch.pk))
    places = [units.root, units.branch, units.sibling, units.outside]
    users = [narrowed(Role.ORGANIZATION_COMMISSIONER, place, *verbs, scope=scope) for place in places]
    # then
    for unit in (*places, units.group, Unit.objects.get(pk=units_below.pk)):
        for verb in Verb:
            may = [user for user in users if authority.allows(user, verb, Subject.ROSTER, unit=unit)]
            assert list(authority.users_allowed(verb, Subject.ROSTER, unit=unit)) == may
            own = [user for user, place in zip(users, places, strict=True) if place == unit and user in may]
            assert list(authority.officers_of(unit, verb, Subject.ROSTER)) == own
