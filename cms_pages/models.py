"""The models of the content app, gathered from its rooms."""

from cms_pages.articles.models import ArticlePage, ArticleTag
from cms_pages.banners.models import BannerIndexPage, BannerPage
from cms_pages.checks.models import CheckReport, ListedExpression, Waiver
from cms_pages.claims.models import StageClaim
from cms_pages.columns.models import ArticleIndexPage, CatalogPage, HomePage
from cms_pages.comments.models import Comment, Discussion, Report
from cms_pages.courses.models import CourseModulePage, CoursePage, ExamPage, LessonPage
from cms_pages.gate.models import (
    Approval,
    Batch,
    Candidate,
    EmergencyCorrection,
    Release,
    ReleaseAsset,
    ReviewTask,
    ReviewWorkflow,
    TakeDown,
    UnitStages,
)
from cms_pages.imports.models import WordImport
from cms_pages.planning.models import Confirmation
from cms_pages.publications.models import AudioPage, DocumentPage, GalleryPage, VideoPage
from cms_pages.reads.models import ReadCount
from cms_pages.regulations.models import Provision, RegulationIndexPage, RegulationPage, RegulationWork
from cms_pages.remarks.models import Remark
from cms_pages.reports.models import TextReport
from cms_pages.topics.models import TopicPage
from cms_pages.upkeep.models import RuleReview
from cms_pages.vocabulary.models import TagChange, VocabularyTag

__all__ = [
    "Approval",
    "ArticleIndexPage",
    "ArticlePage",
    "ArticleTag",
    "AudioPage",
    "BannerIndexPage",
    "BannerPage",
    "Batch",
    "Candidate",
    "CatalogPage",
    "CheckReport",
    "Comment",
    "Confirmation",
    "CourseModulePage",
    "CoursePage",
    "Discussion",
    "DocumentPage",
    "EmergencyCorrection",
    "ExamPage",
    "GalleryPage",
    "HomePage",
    "LessonPage",
    "ListedExpression",
    "Provision",
    "ReadCount",
    "RegulationIndexPage",
    "RegulationPage",
    "RegulationWork",
    "Release",
    "ReleaseAsset",
    "Remark",
    "Report",
    "ReviewTask",
    "ReviewWorkflow",
    "RuleReview",
    "StageClaim",
    "TagChange",
    "TakeDown",
    "TextReport",
    "TopicPage",
    "UnitStages",
    "VideoPage",
    "VocabularyTag",
    "Waiver",
    "WordImport",
]
