"""What the apps below tell becomes notices and to-dos; each task may run twice."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from accounts.models import User
from cms_pages.signals import (
    comment_decided,
    page_published,
    page_taken_down,
    review_approved,
    review_handed_over,
    review_requested,
    review_returned,
    unapproved_found,
)
from core import outbox
from learning.signals import (
    attempt_submitted,
    course_completed,
    enrolled,
    enrollment_withdrawn,
    lesson_completed,
)
from organization.authority import grants_of
from organization.signals import (
    closing_asked,
    closing_decided,
    code_printed,
    committee_changed,
    committee_ends_soon,
    correction_asked,
    correction_decided,
    export_ready,
    grant_changed,
    letter_due,
    mobile_changed,
    mobile_due,
    post_ends_soon,
    relation_settled,
    step_due,
    step_recorded,
    transfer_changed,
)
from outreach import (
    codes,
    commenting,
    development,
    passwords,
    profiles,
    relations,
    reviewing,
    rules,
    services,
    studying,
    terms,
)
from outreach.types import NoticeKind


@outbox.task("outreach.ask_reviewers", on=[review_requested])
def ask_reviewers(*, candidate_id: int, stage: str, **more: Any) -> None:
    """A text waits for a stage: put it on the lists of those who may decide."""
    reviewing.ask_reviewers(candidate_id, stage)


@outbox.task("outreach.end_stage", on=[review_approved])
def end_stage(*, candidate_id: int, stage: str, **more: Any) -> None:
    """A stage was passed: its review no longer waits for anybody."""
    reviewing.end_stage(candidate_id, stage)


@outbox.task("outreach.tell_handed_over", on=[review_handed_over])
def tell_handed_over(*, claim_id: int, **more: Any) -> None:
    """A stage was handed to somebody: tell them."""
    reviewing.tell_handed_over(claim_id)


@outbox.task("outreach.tell_overdue_reviews", every=timedelta(hours=1))
def tell_overdue_reviews() -> None:
    """Tell those who answer for a text that a stage of it is overdue."""
    reviewing.tell_overdue()


@outbox.task("outreach.tell_rule_reviews", every=timedelta(days=1))
def tell_rule_reviews() -> None:
    """Tell publishers of the internal rules that are to be looked at again."""
    rules.tell_due()


@outbox.task("outreach.tell_returned", on=[review_returned])
def tell_returned(*, candidate_id: int, **more: Any) -> None:
    """A text was returned: tell its makers and put it on their lists."""
    reviewing.tell_returned(candidate_id)


@outbox.task("outreach.tell_corrected", on=[page_published])
def tell_corrected(*, page_id: int, revision_id: int, **more: Any) -> None:
    """An emergency correction is live: tell those who had passed the text before it."""
    reviewing.tell_corrected(page_id, revision_id)


@outbox.task("outreach.tell_published", on=[page_published])
def tell_published(*, page_id: int, revision_id: int, **more: Any) -> None:
    """A text went live: tell its makers."""
    reviewing.tell_published(page_id, revision_id)


@outbox.task("outreach.tell_taken_down", on=[page_taken_down])
def tell_taken_down(*, page_id: int, **more: Any) -> None:
    """A page was taken down: tell its makers, and withdraw what waited for it."""
    reviewing.tell_taken_down(page_id)
    studying.withdraw_study_of(page_id)


@outbox.task("outreach.tell_comment", on=[comment_decided])
def tell_comment(*, comment_id: int, **more: Any) -> None:
    """A comment was read: tell its author whether it is shown."""
    commenting.tell_decided(comment_id)


@outbox.task("outreach.tell_unapproved", on=[unapproved_found])
def tell_unapproved(*, page_id: int, **more: Any) -> None:
    """A page was live without approval: tell the publishers that it has been hidden."""
    reviewing.tell_unapproved(page_id)


@outbox.task("outreach.follow_grants", on=[grant_changed])
def follow_grants(*, user_id: int, **more: Any) -> None:
    """A user's grants changed: tell them once for each new set, and bring their reviews in line."""
    user = User.objects.filter(pk=user_id).first()
    state = ",".join(str(pk) for pk in sorted(grant.pk for grant in grants_of(user).grants))
    if user is not None and user.grants.exists():
        services.notify(
            recipient_id=user_id,
            kind=NoticeKind.GRANT_CHANGED,
            key=f"grants:{sha256(state.encode()).hexdigest()[:16]}",
            url="/me/",
        )
    reviewing.follow_grants(user_id)


@outbox.task("outreach.withdraw_ended_reviews", every=timedelta(minutes=30))
def withdraw_ended_reviews() -> None:
    """Withdraw the reviews of texts that are no longer under review."""
    reviewing.withdraw_ended_reviews()


@outbox.task("outreach.ask_to_study", on=[enrolled])
def ask_to_study(*, person_id: int, course_id: int, **more: Any) -> None:
    """A person takes a course: put a required one on their list."""
    studying.ask_to_study(person_id, course_id)


@outbox.task("outreach.withdraw_study", on=[enrollment_withdrawn])
def withdraw_study(*, person_id: int, course_id: int, **more: Any) -> None:
    """A person left a course: nothing of it waits for them any longer."""
    studying.withdraw_study(person_id, course_id)


@outbox.task("outreach.ask_to_sit", on=[lesson_completed])
def ask_to_sit(*, person_id: int, lesson_id: int, **more: Any) -> None:
    """A lesson is completed: after the last one the exam waits."""
    studying.ask_to_sit(person_id, lesson_id)


@outbox.task("outreach.tell_submitted", on=[attempt_submitted])
def tell_submitted(*, attempt_id: str, **more: Any) -> None:
    """An attempt was handed in: tell the person."""
    studying.tell_submitted(attempt_id)


@outbox.task("outreach.tell_completed", on=[course_completed])
def tell_completed(*, person_id: int, course_id: int, **more: Any) -> None:
    """A course is completed: tell the person."""
    studying.tell_completed(person_id, course_id)


@outbox.task("outreach.ask_for_correction", on=[correction_asked])
def ask_for_correction(*, request_id: int, **more: Any) -> None:
    """A person asked for a correction: put it on the lists of the officers of the unit."""
    profiles.ask_for_correction(request_id)


@outbox.task("outreach.tell_correction", on=[correction_decided])
def tell_correction(*, request_id: int, **more: Any) -> None:
    """A correction was answered or withdrawn: tell the person, and end what waited for it."""
    profiles.tell_correction(request_id)


@outbox.task("outreach.ask_for_closing", on=[closing_asked])
def ask_for_closing(*, request_id: int, **more: Any) -> None:
    """A user wants the account closed: put it on the lists of those who manage accounts."""
    profiles.ask_for_closing(request_id)


@outbox.task("outreach.tell_closing", on=[closing_decided])
def tell_closing(*, request_id: int, **more: Any) -> None:
    """A wish to close an account was answered: tell the user, or withdraw what waits of a closed one."""
    profiles.tell_closing(request_id)


@outbox.task("outreach.tell_export", on=[export_ready])
def tell_export(*, export_id: str, **more: Any) -> None:
    """A personal export can be fetched: tell the user."""
    profiles.tell_export(export_id)


@outbox.task("outreach.ask_for_step", on=[step_due])
def ask_for_step(*, case_id: int, step: int, why: str, due: str, **more: Any) -> None:
    """A step of a development case is due: put it on the lists of those who record it."""
    development.ask_for_step(case_id, step, why, due)


@outbox.task("outreach.follow_case", on=[step_recorded])
def follow_case(*, case_id: int, **more: Any) -> None:
    """A development case went on: end what waited for it."""
    development.follow_case(case_id)


@outbox.task("outreach.ask_for_election", on=[committee_ends_soon])
def ask_for_election(*, committee_id: int, planned_end: str, **more: Any) -> None:
    """The term of a committee ends soon: put the election on the lists of the unit's officers."""
    terms.ask_for_election(committee_id, planned_end)


@outbox.task("outreach.follow_committee", on=[committee_changed])
def follow_committee(*, committee_id: int, **more: Any) -> None:
    """A committee was elected, extended or ended: end what waited for it."""
    terms.follow_committee(committee_id)


@outbox.task("outreach.follow_transfer", on=[transfer_changed])
def follow_transfer(*, transfer_id: int, sequence: int, **more: Any) -> None:
    """A transfer went a step on: ask who is next, tell the others."""
    relations.tell_step(transfer_id, sequence)
    relations.follow_transfer(transfer_id)


@outbox.task("outreach.ask_about_letter", on=[letter_due])
def ask_about_letter(*, transfer_id: int, why: str, due: str, **more: Any) -> None:
    """A letter of introduction ends soon or has ended: put it on the lists of its senders."""
    relations.ask_about_letter(transfer_id, why, due)


@outbox.task("outreach.follow_stay", on=[mobile_changed])
def follow_stay(*, stay_id: int, **more: Any) -> None:
    """A mobile member was registered, contacted or has returned: tell both units and the member."""
    relations.follow_stay(stay_id)


@outbox.task("outreach.ask_about_stay", on=[mobile_due])
def ask_about_stay(*, stay_id: int, why: str, due: str, **more: Any) -> None:
    """A contact or return is due, or a transfer advised: put it on the lists of the unit."""
    relations.ask_about_stay(stay_id, why, due)


@outbox.task("outreach.ask_about_post", on=[post_ends_soon])
def ask_about_post(*, post_id: int, why: str, due: str, **more: Any) -> None:
    """A post ends soon or is vacant: put it on the lists of the unit and of the organization side above."""
    relations.ask_about_post(post_id, why, due)


@outbox.task("outreach.settle_relation", on=[relation_settled])
def settle_relation(*, subject: str, why: str, due: str, **more: Any) -> None:
    """The ground of a reminder has gone: end what waited for it."""
    relations.settle(subject, why, due)


@outbox.task("outreach.tell_code", on=[code_printed])
def tell_code(*, code_id: int, **more: Any) -> None:
    """A one-time code was printed: tell its owner who asked and who confirmed."""
    codes.tell_printed(code_id)


@outbox.task("outreach.tell_password_ends", every=timedelta(hours=6))
def tell_password_ends() -> None:
    """Tell those whose password must be changed soon."""
    passwords.tell_ends()
