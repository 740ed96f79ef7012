"""The words of member development."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.IntegerChoices):
    """The five stages."""

    APPLICATION = 1, _("Application for membership")
    ACTIVIST = 2, _("Choosing and training activists")
    CANDIDATE = 3, _("Choosing and examining development candidates")
    ADMISSION = 4, _("Admission of probationary members")
    PROBATION = 5, _("Probation and becoming a full member")


class Doer(models.TextChoices):
    """Whose act a step is; what the person does is recorded by the branch."""

    PERSON = "person", _("The person")
    BRANCH = "branch", _("The branch")
    COMMITTEE = "committee", _("The superior party committee")
    HIGHER = "higher", _("The committee one level higher")


class Result(models.TextChoices):
    """What came of a step; a record says no more than this."""

    DONE = "done", pgettext_lazy("result of a step", "Done")
    PASSED = "passed", pgettext_lazy("result of a step", "Passed")
    NOT_PASSED = "not_passed", pgettext_lazy("result of a step", "Not passed")
    EXTENDED = "extended", _("Probation extended")
    CANCELLED = "cancelled", _("Probationary membership cancelled")


class Part(models.TextChoices):
    """What a step's record holds beside date, result and the place of its papers."""

    VOTES = "votes", _("Votes")
    CONTACTS = "contacts", _("Mentor contacts")
    INTRODUCERS = "introducers", _("Introducers")
    TRAINING = "training", _("Training")
    EXTENSION = "extension", _("Extension")
    LEAVING = "leaving", _("Leaving")


class CaseState(models.TextChoices):
    """Where a case stands as a whole."""

    OPEN = "open", pgettext_lazy("development case", "In progress")
    COMPLETED = "completed", pgettext_lazy("development case", "Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")
    ENDED = "ended", _("Ended by the organization")
    CANCELLED = "cancelled", _("Probationary membership cancelled")


class RuleKey(models.TextChoices):
    """What a dated rule fixes."""

    TALK_WITHIN = "talk_within", _("Talk after the application, within")
    EXAMINATION_EVERY = "examination_every", _("Examination of an activist, every")
    ACTIVIST_AT_LEAST = "activist_at_least", _("From activist to development candidate, at least")
    TRAINING_DAYS = "training_days", _("Training of a candidate, days at least")
    TRAINING_HOURS = "training_hours", _("Training of a candidate, hours at least")
    MEETING_WITHIN = "meeting_within", _("From preliminary review to the branch meeting, within")
    APPROVAL_WITHIN = "approval_within", _("From the branch meeting to approval, within")
    APPROVAL_LIMIT = "approval_limit", _("From the branch meeting to approval, at the utmost")
    PROBATION = "probation", _("Probation")
    EXTENSION_AT_LEAST = "extension_at_least", _("Extension of probation, at least")
    EXTENSION_AT_MOST = "extension_at_most", _("Extension of probation, at most")
    EXTENSIONS = "extensions", _("Extensions of probation, at most")
    LEAVING_WITHIN = "leaving_within", _("No admission when leaving the unit within")
    CONTACTS_AT_LEAST = "contacts_at_least", _("Mentor contacts, at least")
    CONTACTS_AT_MOST = "contacts_at_most", _("Mentor contacts, at most")
    INTRODUCERS = "introducers", _("Introducers")
    QUORUM = "quorum", _("Voting members present, at least")
    MAJORITY = "majority", _("Votes for, more than")


class RuleUnit(models.TextChoices):
    """What a rule's value counts."""

    MONTH = "month", pgettext_lazy("unit of a rule", "months")
    DAY = "day", pgettext_lazy("unit of a rule", "days")
    HOUR = "hour", pgettext_lazy("unit of a rule", "study hours")
    TIME = "time", pgettext_lazy("unit of a rule", "times")
    PERSON = "person", pgettext_lazy("unit of a rule", "people")
    PERCENT = "percent", pgettext_lazy("unit of a rule", "% of those entitled to vote")


class Why(models.TextChoices):
    """Why the clock reminds of a step."""

    POSSIBLE = "possible", _("The earliest date has come")
    EXAMINATION = "examination", _("The half-yearly examination is due")
    DEADLINE = "deadline", _("The deadline is near")
    PROBATION = "probation", _("Probation ends")


class Refusal(models.TextChoices):
    """Why somebody may not record a step."""

    OWN_CASE = "own_case", _("Nobody records a step of their own case.")
    NO_GRANT = "no_grant", _("This step is recorded by those who work on member development in the branch.")
    SUPERIOR = "superior", _("This step is recorded by the superior party committee, not by the branch.")
    NO_SUPERIOR = (
        "no_superior",
        _("No party committee stands above this branch; ask the system administrator."),
    )
    OTHER_LEVEL = (
        "other_level",
        _("You have recorded for the other level in this case; somebody else records this step."),
    )
