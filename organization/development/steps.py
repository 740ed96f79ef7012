"""The 25 steps as data: who does each, after which others, and what its record holds."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.development.types import Doer, Part, Result, Stage
from organization.types import PartyStatus

JUDGED = (Result.PASSED, Result.NOT_PASSED)
CONVERSION = (Result.PASSED, Result.EXTENDED, Result.CANCELLED, Result.NOT_PASSED)


@dataclass(frozen=True)
class Step:
    """One step. `after` are the steps that must stand before it; two with the same `after` may swap."""

    number: int
    stage: Stage
    name: str | Promise
    doer: Doer
    after: tuple[int, ...]
    results: tuple[Result, ...] = (Result.DONE,)
    parts: tuple[Part, ...] = ()
    repeats: bool = False
    """Whether it is done again and again until the next step."""

    @property
    def is_superior(self) -> bool:
        """Whether a unit above the branch records it."""
        return self.doer in {Doer.COMMITTEE, Doer.HIGHER}


_ROWS = (
    Step(1, Stage.APPLICATION, _("Hand in the application"), Doer.PERSON, ()),
    Step(2, Stage.APPLICATION, _("Talk with the applicant"), Doer.BRANCH, (1,)),
    Step(3, Stage.ACTIVIST, _("Recommend and choose the activist"), Doer.BRANCH, (2,), JUDGED),
    Step(4, Stage.ACTIVIST, _("File with the superior committee (activist)"), Doer.COMMITTEE, (3,)),
    Step(5, Stage.ACTIVIST, _("Name the contacts"), Doer.BRANCH, (3,), parts=(Part.CONTACTS,)),
    Step(6, Stage.ACTIVIST, _("Train and examine the activist"), Doer.BRANCH, (4, 5), JUDGED, repeats=True),
    Step(7, Stage.CANDIDATE, _("Choose the development candidate"), Doer.BRANCH, (6,), JUDGED),
    Step(8, Stage.CANDIDATE, _("File with the superior committee (candidate)"), Doer.COMMITTEE, (7,)),
    Step(9, Stage.CANDIDATE, _("Name the introducers"), Doer.BRANCH, (8,), parts=(Part.INTRODUCERS,)),
    Step(10, Stage.CANDIDATE, _("Political review"), Doer.BRANCH, (8,), JUDGED),
    Step(11, Stage.CANDIDATE, _("Centralized training"), Doer.BRANCH, (8,), JUDGED, (Part.TRAINING,)),
    Step(12, Stage.ADMISSION, _("Review by the branch committee"), Doer.BRANCH, (9, 10, 11), JUDGED),
    Step(
        13, Stage.ADMISSION, _("Preliminary review by the superior committee"), Doer.COMMITTEE, (12,), JUDGED
    ),
    Step(14, Stage.ADMISSION, _("Fill in the application form for membership"), Doer.PERSON, (13,)),
    Step(
        15,
        Stage.ADMISSION,
        _("Branch meeting on admission"),
        Doer.BRANCH,
        (14,),
        JUDGED,
        (Part.VOTES, Part.LEAVING),
    ),
    Step(16, Stage.ADMISSION, _("Talk by the superior committee"), Doer.COMMITTEE, (15,)),
    Step(
        17,
        Stage.ADMISSION,
        _("Approval by the superior committee (admission)"),
        Doer.COMMITTEE,
        (16,),
        JUDGED,
    ),
    Step(18, Stage.ADMISSION, _("File with the committee one level higher"), Doer.HIGHER, (17,)),
    Step(19, Stage.PROBATION, _("Join branch and party group"), Doer.BRANCH, (18,)),
    Step(20, Stage.PROBATION, _("Take the oath"), Doer.BRANCH, (19,)),
    Step(21, Stage.PROBATION, _("Continue education and examination"), Doer.BRANCH, (20,), repeats=True),
    Step(22, Stage.PROBATION, _("Apply for full membership"), Doer.PERSON, (21,)),
    Step(
        23,
        Stage.PROBATION,
        _("Branch meeting on full membership"),
        Doer.BRANCH,
        (22,),
        CONVERSION,
        (Part.VOTES, Part.EXTENSION),
    ),
    Step(
        24,
        Stage.PROBATION,
        _("Approval by the superior committee (full membership)"),
        Doer.COMMITTEE,
        (23,),
        CONVERSION,
        (Part.EXTENSION,),
    ),
    Step(25, Stage.PROBATION, _("Archive the papers"), Doer.BRANCH, (24,)),
)

STEPS: dict[int, Step] = {step.number: step for step in _ROWS}
LAST = len(STEPS)
MEETING, APPROVAL, RESOLUTION, CONVERTED = 15, 17, 23, 24
TAKEN_BACK: dict[int, tuple[int, ...]] = {APPROVAL: (15, 16), CONVERTED: (23,)}
"""What must be done again after the superior committee has not approved."""
AGAIN_AFTER_EXTENSION = (21, 22, 23)
STANDING_BY_STEP: dict[int, PartyStatus] = {
    3: PartyStatus.ACTIVIST,
    7: PartyStatus.DEVELOPMENT_CANDIDATE,
    17: PartyStatus.PROBATIONARY,
    24: PartyStatus.FULL_MEMBER,
}
"""The standing that a step gives when it is passed; approval gives it from the branch meeting on."""


def next_of(done: set[int]) -> tuple[Step, ...]:
    """Return the steps that can be done next: what stands before them is done, they are not."""
    return tuple(
        step
        for number, step in STEPS.items()
        if number not in done and all(one in done for one in step.after)
    )
