"""The models of the learning app, gathered from its rooms."""

from learning.enrollment.models import Enrollment
from learning.exams.models import Answer, AnswerEvent, Attempt
from learning.records.models import HourRule, RecordViewing
from learning.study.models import CreditInterval, LessonProgress, RefusedTime, StudyLease, StudySession

__all__ = [
    "Answer",
    "AnswerEvent",
    "Attempt",
    "CreditInterval",
    "Enrollment",
    "HourRule",
    "LessonProgress",
    "RecordViewing",
    "RefusedTime",
    "StudyLease",
    "StudySession",
]
