"""What the learning app announces. Ids only; persons by the id of their record."""

from core.events import Event

enrolled = Event("learning.enrolled")
"""person_id, course_id: a person takes a course."""
enrollment_withdrawn = Event("learning.enrollment_withdrawn")
"""person_id, course_id: a person left a course."""
lesson_completed = Event("learning.lesson_completed")
"""person_id, lesson_id: what the lesson asks for is reached."""
course_completed = Event("learning.course_completed")
"""person_id, course_id: every lesson is completed and the exam, if there is one, passed."""
attempt_submitted = Event("learning.attempt_submitted")
"""attempt_id: an attempt was handed in or ran out."""
