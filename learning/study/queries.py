"""What stands of a person's study."""

from learning.study.models import LessonProgress


def standing_of(person_id: int, lesson_id: int) -> LessonProgress:
    """Return the progress of a person in a lesson; an unsaved empty one when there is none."""
    found = LessonProgress.objects.filter(person_id=person_id, lesson_id=lesson_id).first()
    return found or LessonProgress(person_id=person_id, lesson_id=lesson_id)


def progress_by_lesson(person_id: int, lesson_ids: list[int]) -> dict[int, LessonProgress]:
    """Return the progress of a person in several lessons, in one query."""
    rows = LessonProgress.objects.filter(person_id=person_id, lesson_id__in=lesson_ids)
    return {row.lesson_id: row for row in rows}
