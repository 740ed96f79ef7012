"""The kinds of notices and to-dos, with the words in which each is told."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoticeKind(TextChoices):
    """What a notice is about; the label is its heading before the title of the thing."""

    PUBLISHED = "published", _("Published")
    RETURNED = "returned", _("Returned for revision")
    TAKEN_DOWN = "taken_down", _("Taken down")
    UNAPPROVED = "unapproved", _("Hidden: it was live without approval")
    COURSE_COMPLETED = "course_completed", _("Course completed")
    EXAM_SUBMITTED = "exam_submitted", _("Exam handed in")
    GRANT_CHANGED = "grant_changed", _("Your grants have changed")
    CORRECTION_ANSWERED = "correction_answered", _("Your correction request was answered")
    CLOSING_ANSWERED = "closing_answered", _("Your request to close the account was answered")
    EXPORT_READY = "export_ready", _("Your export is ready")
    TRANSFER = "transfer", pgettext_lazy("notice", "Transfer of the organization relation")
    MOBILE = "mobile", pgettext_lazy("notice", "Mobile member")
    PASSWORD = "password", pgettext_lazy("notice", "Your password is about to expire")
    CODE = "code", pgettext_lazy("notice", "A one-time code was printed for you")
    HANDED_OVER = "handed_over", pgettext_lazy("notice", "A review was handed over to you")
    OVERDUE = "overdue", pgettext_lazy("notice", "A review is overdue")
    CORRECTED = "corrected", pgettext_lazy("notice", "A text that you passed was corrected")
    COMMENT = "comment", pgettext_lazy("notice", "Your comment was read")
    RULE_REVIEW = "rule_review", pgettext_lazy("notice", "An internal rule is to be looked at again")


NOTICE_TONES = {
    NoticeKind.PUBLISHED: "ok",
    NoticeKind.RETURNED: "bad",
    NoticeKind.TAKEN_DOWN: "warn",
    NoticeKind.UNAPPROVED: "bad",
    NoticeKind.COURSE_COMPLETED: "ok",
    NoticeKind.OVERDUE: "warn",
    NoticeKind.RULE_REVIEW: "warn",
}


class TodoKind(TextChoices):
    """What kind of work waits; the label is the heading before the title of the thing."""

    FIRST_REVIEW = "first_review", _("First review")
    SECOND_REVIEW = "second_review", _("Second review")
    FINAL_REVIEW = "final_review", _("Final review")
    REVISE = "revise", _("Revise")
    STUDY = "study", pgettext_lazy("to-do", "Study")
    EXAM = "exam", _("Exam")
    DEVELOPMENT = "development", pgettext_lazy("to-do", "Member development")
    CORRECTION = "correction", _("Correction request")
    CLOSING = "closing", _("Request to close an account")
    ELECTION = "election", pgettext_lazy("to-do", "Election")
    TRANSFER = "transfer", pgettext_lazy("to-do", "Transfer of the organization relation")
    MOBILE = "mobile", pgettext_lazy("to-do", "Mobile member")
    POST = "post", pgettext_lazy("to-do", "Post and term")


TODO_VERBS = {
    TodoKind.FIRST_REVIEW: _("Review"),
    TodoKind.SECOND_REVIEW: _("Review"),
    TodoKind.FINAL_REVIEW: _("Review"),
    TodoKind.REVISE: _("Revise"),
    TodoKind.STUDY: _("Continue to study"),
    TodoKind.EXAM: _("Go to the exam"),
    TodoKind.DEVELOPMENT: _("Open the case"),
    TodoKind.CORRECTION: _("Answer"),
    TodoKind.CLOSING: _("Answer"),
    TodoKind.ELECTION: _("Open the unit"),
    TodoKind.TRANSFER: _("Open the transfer"),
    TodoKind.MOBILE: _("Open the registration"),
    TodoKind.POST: _("Open the posts"),
}
