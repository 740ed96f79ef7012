"""The ten main pages and who opens them."""

from cms_pages.models import ArticlePage, Candidate, LessonPage, RegulationPage
from learning.models import Enrollment
from organization.models import Person

MEMBER, REVIEWER, AUDITOR = "zhou.wangshu", "gu.xingjian", "yan.zhixu"


def main_pages() -> list[tuple[str, str, str]]:
    """Return label, address and user name of each page, for the demo's data."""
    person = Person.objects.get(user__username=MEMBER)
    enrollment = Enrollment.objects.filter(person=person).earliest("pk")
    lesson = LessonPage.objects.live().descendant_of(enrollment.course).first()
    candidate = Candidate.objects.filter(state="open").earliest("pk")
    longest = RegulationPage.objects.live().order_by("pk").first()
    article = ArticlePage.objects.live().earliest("pk")
    return [
        ("guide home", "/", MEMBER),
        ("catalogue", "/learning/", MEMBER),
        ("course", f"/learning/courses/{enrollment.course_id}/", MEMBER),
        ("lesson player", f"/learning/lessons/{lesson.pk}/", MEMBER),
        ("study record", "/learning/records/", MEMBER),
        ("article", article.url, MEMBER),
        ("regulation library", "/regulations/", MEMBER),
        ("regulation", longest.url, MEMBER),
        ("search", "/search/?q=安全生产", MEMBER),
        ("review of a text", f"/desk/{candidate.pk}/", REVIEWER),
        ("record read by an auditor", f"/learning/records/{person.pk}/", AUDITOR),
    ]
