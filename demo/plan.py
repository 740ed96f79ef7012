"""Who studied what and when in the past four weeks: a pure function of a seed, the material and a day."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from demo import material
from demo.past import workday

SEED = 20260406
DAYS = 28
LUNCH, EVENING = 215, 560  # minutes after half past eight
LEARNERS = 20
FIXED = {
    # course, number of its lessons that were completed, seconds spent on the one after them
    "zhou.wangshu": [("site-safety", 5, 0), ("information-security", 2, 250)],
    "shi.wangyue": [("governance-and-branch", 5, 0), ("site-safety", 3, 0)],
    "han.yuning": [("governance-and-branch", 5, 0)],
    "su.wenqu": [("governance-and-branch", 5, 0), ("information-security", 1, 120)],
}
"""Those whom the sign-in buttons and the branches lead to; everybody else is drawn by lot."""
DEVICE_CHANGE = ("zhou.wangshu", 3)  # in this sitting of hers, counted from 0, she takes over on a phone


@dataclass(frozen=True)
class Sitting:
    """One person before one lesson: from when on, how long, and what did not count."""

    username: str
    course: str
    lesson: str
    day: date
    minutes: int
    seconds: int | None
    """How long; None means until the lesson is complete."""
    away_after: int | None
    """After so many beats the page was in the background for three beats; None means never."""
    changes_device: bool


@dataclass(frozen=True)
class ExamDay:
    """One person at an exam: the share of questions answered rightly is near `skill`."""

    username: str
    course: str
    day: date
    minutes: int
    skill: float
    seed: int


def draw(today: date) -> tuple[list[Sitting], list[ExamDay]]:
    """Return the sittings and the exams, each list in order of time; the same for the same day."""
    rng = random.Random(SEED)
    sittings: list[Sitting] = []
    exams: list[ExamDay] = []
    for username, wishes in _wishes(rng):
        own = list(_sittings(rng, username, wishes, today))
        sittings += own
        exams += _exams(rng, username, wishes, own, today)
    return (
        sorted(sittings, key=lambda sitting: (sitting.day, sitting.minutes, sitting.username)),
        sorted(exams, key=lambda exam: (exam.day, exam.minutes, exam.username)),
    )


def _wishes(rng: random.Random) -> Iterator[tuple[str, list[tuple[str, int, int]]]]:
    yield from FIXED.items()
    others = [human.username for human in material.people().people if human.username not in FIXED]
    slugs = [course.slug for course in material.courses()]
    for username in rng.sample(others, LEARNERS):
        chosen = rng.sample(slugs, rng.choice([1, 1, 2]))
        yield username, [(slug, rng.choice([2, 3, 4, 5, 5]), rng.choice([0, 0, 180])) for slug in chosen]


def _sittings(
    rng: random.Random, username: str, wishes: list[tuple[str, int, int]], today: date
) -> Iterator[Sitting]:
    lessons = {course.slug: course.lessons for course in material.courses()}
    wanted: list[tuple[str, str, int | None]] = []
    for slug, complete, more in wishes:
        wanted += [(slug, lesson.slug, None) for lesson in lessons[slug][:complete]]
        if more and complete < len(lessons[slug]):
            wanted.append((slug, lessons[slug][complete].slug, more))
    workdays = [day for day in _days(today) if workday(day) == day]
    slots = [(day, begin) for day in workdays[:-2] for begin in (LUNCH, EVENING)]
    taken = sorted(rng.sample(range(len(slots)), len(wanted)))
    for number, (place, (slug, lesson, seconds)) in enumerate(zip(taken, wanted, strict=True)):
        day, begin = slots[place]
        yield Sitting(
            username=username,
            course=slug,
            lesson=lesson,
            day=day,
            minutes=begin + rng.randrange(0, 40),
            seconds=seconds,
            away_after=rng.randrange(2, 9) if rng.random() < 0.15 else None,
            changes_device=(username, number) == DEVICE_CHANGE,
        )


def _days(today: date) -> list[date]:
    return [today - timedelta(days=back) for back in range(DAYS, 0, -1)]


def _exams(
    rng: random.Random,
    username: str,
    wishes: list[tuple[str, int, int]],
    sittings: list[Sitting],
    today: date,
) -> Iterator[ExamDay]:
    for slug, complete, _more in wishes:
        if complete < 5:
            continue
        last = max(sitting.day for sitting in sittings if sitting.course == slug)
        day = next(day for day in [*_days(today), today] if day > last and workday(day) == day)
        if day >= today:
            continue
        fixed = username in FIXED
        skill = 1.0 if fixed else rng.choice([0.6, 0.85, 0.95])
        yield ExamDay(username, slug, day, 120 + rng.randrange(0, 60), skill, rng.randrange(2**31))
        if skill < 0.7:  # most likely not enough: once more, better prepared, the same afternoon
            yield ExamDay(username, slug, day, 400 + rng.randrange(0, 60), 1.0, rng.randrange(2**31))
