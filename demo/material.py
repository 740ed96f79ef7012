"""The demo's texts, courses and people, read from `content/` and checked as they are read."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"


class BadMaterial(ValueError):
    """A file of the demo's content is not as it must be; the text names the file and the fault."""


@dataclass(frozen=True)
class Article:
    """A theory article or a piece of news."""

    title: str
    slug: str
    summary: str
    tags: tuple[str, ...]
    source: str
    responsible_editor: str
    column: str
    days_ago: int
    body: str


@dataclass(frozen=True)
class Amendment:
    """A change to an article that is live, on its way through the review or returned from it."""

    slug: str
    passed: int
    heading: str
    paragraph: str
    returned: str = ""


@dataclass(frozen=True)
class Rule:
    """One version of an internal rule."""

    title: str
    short_title: str
    number: str
    issuer: str
    category: str
    publish_date: date
    effective_date: date
    status: str
    body: str
    slug: str


@dataclass(frozen=True)
class Question:
    """A question of an exam; `correct` holds the places of the right options."""

    kind: str
    stem: str
    marks: int
    explanation: str
    options: tuple[str, ...] = ()
    correct: frozenset[int] = frozenset()
    answer: bool | None = None


@dataclass(frozen=True)
class Exam:
    """The exam of a course."""

    title: str
    minutes: int
    pass_percent: int
    attempts: int
    instructions: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Lesson:
    """One lesson; a video lesson has its transcript as body."""

    title: str
    slug: str
    kind: str
    nominal_seconds: int
    body: str


@dataclass(frozen=True)
class Chapter:
    """Some lessons under one heading."""

    title: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True)
class Course:
    """A course with its chapters and its exam."""

    title: str
    slug: str
    cover_label: str
    category: str
    required: bool
    summary: str
    goals: tuple[str, ...]
    cited_provisions: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    exam: Exam

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons in order."""
        return tuple(lesson for chapter in self.chapters for lesson in chapter.lessons)


@dataclass(frozen=True)
class Unit:
    """A unit of the enterprise; parents come before their children."""

    code: str
    kind: str
    name: str
    short_name: str
    parent: str | None


@dataclass(frozen=True)
class Human:
    """A person: a name, a party status, where he or she belongs, and what he or she does there."""

    username: str
    name: str
    status: str
    branch: str
    group: str | None
    posts: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class People:
    """The enterprise: since when, its units and its people."""

    founded: date
    units: tuple[Unit, ...]
    people: tuple[Human, ...]


def _split(path: Path) -> tuple[dict[str, Any], str]:
    parts = path.read_text(encoding="utf-8").split("+++\n", 2)
    if len(parts) != 3 or parts[0]:
        raise BadMaterial(f"{path.name}: the head must stand between two lines of +++.")
    return tomllib.loads(parts[1]), parts[2].strip() + "\n"


def _question(path: Path, raw: dict[str, Any]) -> Question:
    options = tuple(raw.get("options", ()))
    correct = frozenset(raw.get("correct", ()))
    answer = raw.get("answer")
    fault = ""
    if raw["kind"] == "true_false":
        fault = "" if isinstance(answer, bool) and not options else "true or false needs an answer only"
    elif raw["kind"] not in {"single", "multiple"}:
        fault = f"unknown kind {raw['kind']}"
    elif len(set(options)) != len(options) or len(options) < 3:
        fault = "at least three different options"
    elif not correct <= set(range(len(options))):
        fault = "a right option does not exist"
    elif (raw["kind"] == "single" and len(correct) != 1) or (raw["kind"] == "multiple" and len(correct) < 2):
        fault = "single has one right option, multiple at least two"
    if fault:
        raise BadMaterial(f"{path.name}: {raw['stem']}: {fault}.")
    return Question(
        kind=raw["kind"],
        stem=raw["stem"],
        marks=raw["marks"],
        explanation=raw["explanation"],
        options=options,
        correct=correct,
        answer=answer,
    )


def _course(path: Path) -> Course:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    exam = raw.pop("exam")
    questions = tuple(_question(path, question) for question in exam.pop("questions"))
    if len(raw["cover_label"]) != 4:
        raise BadMaterial(f"{path.name}: the label on the cover has four characters.")
    if sum(question.marks for question in questions) != 100:
        raise BadMaterial(f"{path.name}: the marks of the exam make 100.")
    chapters = tuple(
        Chapter(
            title=chapter["title"],
            lessons=tuple(
                Lesson(**lesson | {"body": lesson["body"].strip() + "\n"}) for lesson in chapter["lessons"]
            ),
        )
        for chapter in raw.pop("chapters")
    )
    raw |= {name: tuple(raw[name]) for name in ("goals", "cited_provisions")}
    return Course(**raw, chapters=chapters, exam=Exam(**exam, questions=questions))


@cache
def articles() -> tuple[Article, ...]:
    """Return the articles, oldest first."""
    found = []
    for path in sorted((CONTENT / "articles").glob("*.md")):
        head, body = _split(path)
        if head["column"] not in {"theory", "news"}:
            raise BadMaterial(f"{path.name}: the column is theory or news.")
        found.append(Article(**head | {"tags": tuple(head["tags"])}, body=body))
    return tuple(sorted(found, key=lambda article: -article.days_ago))


@cache
def amendments() -> tuple[Amendment, ...]:
    """Return the changes that stand in the review; each is to an article of the demo."""
    path = CONTENT / "amendments.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    found = tuple(Amendment(**amendment) for amendment in raw["amendments"])
    if not {amendment.slug for amendment in found} <= {article.slug for article in articles()}:
        raise BadMaterial(f"{path.name}: an amendment names an article that does not exist.")
    return found


@cache
def rules() -> tuple[Rule, ...]:
    """Return every version of every rule, older versions first."""
    found = []
    for path in sorted((CONTENT / "rules").glob("*.md")):
        head, body = _split(path)
        slug = path.stem.split("-", 1)[1]
        found.append(Rule(**{"status": "in_force"} | head, body=body, slug=slug))
    return tuple(sorted(found, key=lambda rule: rule.effective_date))


@cache
def courses() -> tuple[Course, ...]:
    """Return the courses in the order of their files."""
    return tuple(_course(path) for path in sorted((CONTENT / "courses").glob("*.toml")))


def _placed(texts: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((text.partition("@")[0], text.partition("@")[2]) for text in texts)


@cache
def people() -> People:
    """Return the units and the people; every unit that is named exists."""
    path = CONTENT / "people.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    units = tuple(Unit(**{"parent": None} | unit) for unit in raw["units"])
    humans = tuple(
        Human(
            username=human["username"],
            name=human["name"],
            status=human["status"],
            branch=human["branch"],
            group=human.get("group"),
            posts=_placed(human.get("posts", [])),
            roles=_placed(human.get("roles", [])),
        )
        for human in raw["people"]
    )
    known = {unit.code for unit in units}
    for human in humans:
        places = {human.branch, human.group or human.branch, *(at for _what, at in human.posts + human.roles)}
        if not places <= known:
            raise BadMaterial(f"{path.name}: {human.name} names a unit that does not exist.")
    return People(founded=raw["founded"], units=units, people=humans)
