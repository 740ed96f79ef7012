"""What stands of a person's study."""

from django.db.models import DurationField, ExpressionWrapper, F, Sum

from learning.study.coverage import seen_percent
from learning.study.models import CreditInterval, LessonProgress, StudySession


def standing_of(person_id: int, lesson_id: int) -> LessonProgress:
    """Return the progress of a person in a lesson; an unsaved empty one when there is none."""
    found = LessonProgress.objects.filter(person_id=person_id, lesson_id=lesson_id).first()
    return found or LessonProgress(person_id=person_id, lesson_id=lesson_id)


def progress_by_lesson(person_id: int, lesson_ids: list[int]) -> dict[int, LessonProgress]:
    """Return the progress of a person in several lessons, in one query."""
    rows = LessonProgress.objects.filter(person_id=person_id, lesson_id__in=lesson_ids)
    return {row.lesson_id: row for row in rows}


def covered_percent(session: StudySession) -> int | None:
    """Return how much of a session's video has been seen so far; None for a lesson of text."""
    if not session.is_video:
        return None
    return seen_percent(standing_of(session.person_id, session.lesson_id).coverage, session.length_ms)


def summed_ms(person_id: int, lesson_id: int) -> int:
    """Return a person's credited time of a lesson as the sum of intervals: the projection must equal it."""
    length = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    rows = CreditInterval.objects.filter(person_id=person_id, lesson_id=lesson_id)
    total = rows.aggregate(total=Sum(length))["total"]
    return round(total.total_seconds() * 1000) if total else 0
