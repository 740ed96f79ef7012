"""A gallery, a video, a recording and a document beside the articles of the columns."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from cms_pages.articles.models import ArticlePage
from cms_pages.columns.models import ArticleIndexPage
from cms_pages.models import AudioPage, DocumentPage, GalleryPage, VideoPage
from core.clock import today
from demo.builders.pages import Reviewers, publish
from demo.builders.people import user
from demo.past import workday
from demo.pictures import draw_banner
from demo.sounds import make_chime
from demo.video import make_video
from media.services import store_document, store_image

EDITOR = "shen.zhibai"
DAYS_AGO = 9
SIGNS = (
    ("#7a1f1f", "#d9a441", "红底金色圆弧图案", "警示色：红"),
    ("#1f3a5f", "#8fb3d9", "蓝底浅蓝圆弧图案", "指令色：蓝"),
    ("#2f5233", "#a9c9a4", "绿底浅绿圆弧图案", "提示色：绿"),
)
SHEET = "现场检查记录表\r\n检查日期,检查地点,发现问题,整改期限,责任人\r\n"


def is_built() -> bool:
    """Return whether the document is there."""
    return DocumentPage.objects.exists()


def build() -> str:
    """Publish one of each kind, all on one day."""
    editor, reviewers = user(EDITOR), Reviewers()
    day = workday(today() - timedelta(days=DAYS_AGO))
    column = ArticleIndexPage.objects.get(slug="theory")
    told = {"date": day, "source": "安全环保部", "responsible_editor": "沈知白"}
    pages: list[ArticlePage] = [
        GalleryPage(
            title="现场三种安全色",
            slug="safety-colours",
            summary="红、蓝、绿三种颜色在现场各表示什么。",
            pictures=[
                (
                    "image",
                    {
                        "image": store_image(title=words, file=draw_banner(ground, ink, turn=at), by=editor),
                        "alternative": alternative,
                        "caption": words,
                    },
                )
                for at, (ground, ink, alternative, words) in enumerate(SIGNS)
            ],
            **told,
        ),
        VideoPage(
            title="防护用品穿戴演示",
            slug="protective-equipment-film",
            summary="安全帽、护耳、安全带与手套的穿戴要点。",
            file=store_document(
                title="防护用品穿戴",
                file=SimpleUploadedFile("equipment.mp4", make_video(), content_type="video/mp4"),
                by=editor,
            ),
            **told,
        ),
        AudioPage(
            title="班前广播提示音",
            slug="shift-chime",
            summary="每班开始前的三声提示音。",
            file=store_document(title="提示音", file=make_chime(), by=editor),
            body=[("paragraph", "<p>三声由低到高的提示音，表示班前会将在五分钟后开始。</p>")],
            **told,
        ),
        DocumentPage(
            title="现场检查记录表",
            slug="inspection-sheet",
            summary="班组每日检查使用的表格，可下载后填写。",
            file=store_document(
                title="现场检查记录表.csv",
                file=SimpleUploadedFile("inspection.csv", SHEET.encode(), content_type="text/csv"),
                by=editor,
            ),
            **told,
        ),
    ]
    for page in pages:
        publish(page, parent=column, by=editor, reviewers=reviewers, day=day)
    return f"{len(pages)} pages: a gallery, a video, a recording, a document"
