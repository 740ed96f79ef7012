"""Random officers do random things on random days; a clerk's paper says each day who answers for whom.

The oracle keeps for each member the unit of each day as a plain list and shares no code with the product.
"""

from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core import clock
from core.errors import DomainError
from organization.relations import queries, services
from organization.relations.models import Transfer
from organization.types import Role
from support.people import make_person, make_user_with_role
from support.relations import make_offices

START = date(2026, 1, 5)
VALID = 90
OUTSIDE = "外单位党委"
SENDERS = {
    "home": ("secretary", "commissioner"),
    "next_door": ("receiver", "second_receiver"),
    "far": ("far_secretary",),
}
ABOVE = {"home": "admin", "next_door": "admin", "far": "far_admin"}
EVERYBODY = (
    "secretary",
    "commissioner",
    "receiver",
    "second_receiver",
    "far_secretary",
    "admin",
    "far_admin",
)


class Paper:
    """One member on the clerk's paper: where on which day, and the transfer under way."""

    def __init__(self):
        self.moves = [("home", date.min)]
        self.way: dict[str, Any] | None = None

    def where(self, day):
        return [place for place, first in self.moves if first <= day][-1]

    def may(self, action, who, day):
        """Whether the clerk would let somebody do this on a day."""
        if self.way is None or (self.way["state"] == "draft" and action not in {"send", "withdraw"}):
            return False
        way = self.way
        sends = who in SENDERS[way["from"]]
        receives = who in SENDERS.get(way["to"], ())
        waiting = way["state"] == "waiting"
        over = way["until"] is not None and way["until"] < day
        if action == "send":
            return sends and way["state"] == "draft"
        if action == "withdraw":
            return sends
        if action == "approve":
            return who == ABOVE[way["from"]] and waiting
        if action == "renew":
            return sends and not waiting
        if waiting:
            return action == "return" and who == ABOVE[way["from"]]
        answers = sends if way["to"] == OUTSIDE else receives
        # a relation that came today goes on from tomorrow
        return answers and (action == "return" or (not over and self.moves[-1][1] < day))

    def do(self, action, day):
        way = self.way
        if action == "send" or action == "renew":
            # what leaves the reach of the sender's committee is approved there
            needs = ABOVE[way["from"]] != ABOVE.get(way["to"])
            way["state"] = "waiting" if needs else "sent"
            way["until"] = None if needs else day + timedelta(days=VALID)
        elif action == "approve":
            way["state"], way["until"] = "sent", day + timedelta(days=VALID)
        elif action == "receive":
            self.moves.append((way["to"], day))
            self.way = None
        else:
            self.way = None


class TransferMachine(RuleBasedStateMachine):
    """Two members; each example runs in a transaction that is taken back."""

    offices: Any = None
    users: ClassVar[dict[str, Any]] = {}
    received = 0

    @initialize()
    def begin(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.day = START
        self.people = [make_person(self.offices.home, name=name) for name in ("甲党员", "乙党员")]
        self.papers = [Paper() for _person in self.people]

    def _at(self):
        return clock.frozen_at(clock.day_start(self.day) + timedelta(hours=9))

    def _unit(self, place):
        return None if place == OUTSIDE else getattr(self.offices, place)

    @rule(days=st.sampled_from([0, 1, 1, 10, 89, 91]))
    def time_passes(self, days):
        self.day += timedelta(days=days)

    @rule(
        number=st.integers(0, 1),
        to=st.sampled_from(["home", "next_door", "next_door", "far", OUTSIDE]),
        who=st.sampled_from([*EVERYBODY, None, None, None, None]),
    )
    def begin_a_transfer(self, number, to, who):
        paper, person = self.papers[number], self.people[number]
        place = paper.where(self.day)
        if place == OUTSIDE:
            return
        who = who or SENDERS[place][0]
        expected = paper.way is None and to != place and who in SENDERS[place]
        with self._at():
            try:
                with transaction.atomic():
                    services.draft_transfer(
                        person=person,
                        from_unit=self._unit(place),
                        to_unit=self._unit(to),
                        outside=to if to == OUTSIDE else "",
                        reason="work",
                        by=self.users[who],
                    )
            except DomainError:
                assert not expected, (place, to, who)
                return
        assert expected, (place, to, who)
        paper.way = {"from": place, "to": to, "state": "draft", "until": None}

    def _able(self, paper, transfer):
        """The actions in the order of the work, each with somebody who may do it."""
        for action in ("receive", "send", "approve", "renew", "return", "withdraw"):
            for name in EVERYBODY:
                sent_it = action == "receive" and self.users[name] == transfer.sent_by
                if paper.may(action, name, self.day) and (paper.way["to"] == OUTSIDE or not sent_it):
                    yield action, name
                    break

    @rule(
        number=st.integers(0, 1),
        action=st.sampled_from(["send", "approve", "receive", "return", "withdraw", "renew"]),
        who=st.sampled_from(EVERYBODY),
        able=st.sampled_from([None, 0, 0, 0, 0, 1, 2]),
    )
    def act(self, number, action, who, able):
        paper = self.papers[number]
        transfer = Transfer.objects.filter(person=self.people[number]).order_by("-pk").first()
        if transfer is None or paper.way is None:
            return
        choices = list(self._able(paper, transfer))
        if able is not None and choices:
            action, who = choices[able % len(choices)]
        user = self.users[who]
        expected = paper.may(action, who, self.day)
        more = {"cause": "说明"} if action in {"return", "withdraw"} else {}
        name = "renew_letter" if action == "renew" else f"{action}_transfer"
        with self._at():
            try:
                with transaction.atomic():
                    getattr(services, name)(transfer=transfer, by=user, **more)
            except DomainError:
                assert not expected, (action, who, paper.way)
                return
        assert expected, (action, who, paper.way)
        paper.do(action, self.day)
        TransferMachine.received += action == "receive"

    @rule(number=st.integers(0, 1), to=st.sampled_from(["home", "next_door", "far"]))
    def a_whole_transfer(self, number, to):
        """What usually happens: it is sent, approved where it must be, and received the day after."""
        self.begin_a_transfer(number, to, None)
        self.act(number, "send", "secretary", 0)
        self.act(number, "approve", "admin", 0)
        self.time_passes(1)
        self.act(number, "receive", "receiver", 0)

    @invariant()
    def each_day_says_who_answers(self):
        if not hasattr(self, "papers"):
            return
        for person, paper in zip(self.people, self.papers, strict=True):
            for day in {START, self.day, *(first for _place, first in paper.moves[1:])}:
                for asked in (day - timedelta(days=1), day):
                    place = paper.where(asked)
                    answers = queries.responsible_on(person, asked)
                    told = self._unit(place).name if place != OUTSIDE else OUTSIDE
                    assert str(answers) == told, (asked, paper.moves)
            person.refresh_from_db()

    def teardown(self):
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)


@pytest.mark.django_db
@pytest.mark.capability("F047")
def test_any_day_says_who_answers_for_a_member():
    offices = make_offices()
    far_admin = make_user_with_role(Role.PARTY_COMMITTEE_ADMIN, offices.far_committee)
    users = {name: getattr(offices, name) for name in EVERYBODY if name != "far_admin"}
    TransferMachine.offices, TransferMachine.users = offices, users | {"far_admin": far_admin}
    TransferMachine.received = 0
    run_state_machine_as_test(
        TransferMachine,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    assert TransferMachine.received >= 10, "the examples did not get far enough to say much"
