"""The columns as drafts, the review workflows, the groups of the desk; nothing is live after it."""

from django.db import migrations

STAGES = [("first", "初审"), ("second", "复审"), ("final", "终审")]
WORKFLOWS = {1: ["final"], 2: ["first", "final"], 3: ["first", "second", "final"]}
NAMES = {1: "一审", 2: "两审", 3: "三审"}
COLUMNS = [
    ("articleindexpage", "ArticleIndexPage", "理论文章", "theory"),
    ("articleindexpage", "ArticleIndexPage", "支部动态", "news"),
    ("regulationindexpage", "RegulationIndexPage", "规章制度", "regulations"),
    ("catalogpage", "CatalogPage", "课程目录", "courses"),
]


def build_structure(apps, schema_editor):
    """Replace Wagtail's sample content by the empty structure."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")

    # The sample content that Wagtail's migrations leave: a live page and a workflow on the root.
    for name in ("WorkflowPage", "WorkflowTask", "Workflow", "GroupApprovalTask", "Task"):
        apps.get_model("wagtailcore", name).objects.all().delete()
    apps.get_model("wagtailcore", "GroupPagePermission").objects.all().delete()
    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    root = Page.objects.get(depth=1)

    locale, _created = Locale.objects.get_or_create(language_code="zh-hans")
    Page.objects.filter(depth=1).update(locale=locale)
    Locale.objects.exclude(pk=locale.pk).delete()

    def add(model, type_name, title, slug, path, depth, url_path, **extra):
        content_type, _made = ContentType.objects.get_or_create(app_label="cms_pages", model=type_name)
        return apps.get_model("cms_pages", model).objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            content_type=content_type,
            path=path,
            depth=depth,
            numchild=0,
            url_path=url_path,
            locale=locale,
            live=False,
            has_unpublished_changes=True,
            **extra,
        )

    home = add("HomePage", "homepage", "知行", "home", root.path + "0001", 2, "/home/")
    for number, (type_name, model, title, slug) in enumerate(COLUMNS, start=1):
        add(
            model,
            type_name,
            title,
            slug,
            f"{home.path}{number:04d}",
            3,
            f"/home/{slug}/",
            locked=True,  # the number of stages is not for editors to change
        )
    Page.objects.filter(pk=home.pk).update(numchild=len(COLUMNS))
    Page.objects.filter(pk=root.pk).update(numchild=1)
    Site.objects.create(
        hostname="localhost", port=80, site_name="知行", root_page_id=home.pk, is_default_site=True
    )


def build_workflows(apps, schema_editor):
    """Make one task a stage and one workflow for each number of stages."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    ReviewTask = apps.get_model("cms_pages", "ReviewTask")
    ReviewWorkflow = apps.get_model("cms_pages", "ReviewWorkflow")
    task_type, _made = ContentType.objects.get_or_create(app_label="cms_pages", model="reviewtask")
    tasks = {}
    for stage, name in STAGES:
        tasks[stage] = ReviewTask.objects.create(name=name, stage=stage, active=True, content_type=task_type)
    for count, stages in WORKFLOWS.items():
        workflow = Workflow.objects.create(name=NAMES[count], active=True)
        for order, stage in enumerate(stages):
            WorkflowTask.objects.create(workflow=workflow, task_id=tasks[stage].task_ptr_id, sort_order=order)
        ReviewWorkflow.objects.create(stage_count=count, workflow=workflow)

    for name in ("Moderators", "Editors"):
        Group.objects.filter(name=name).delete()
    page_type, _made = ContentType.objects.get_or_create(app_label="wagtailcore", model="page")
    editors, _made = Group.objects.get_or_create(name="role:editor")
    home = apps.get_model("wagtailcore", "Page").objects.get(depth=2)
    for codename in ("add_page", "change_page"):  # never publish_page: nobody holds it
        permission, _made = Permission.objects.get_or_create(
            content_type=page_type, codename=codename, defaults={"name": codename}
        )
        apps.get_model("wagtailcore", "GroupPagePermission").objects.create(
            group=editors, page=home, permission=permission
        )


class Migration(migrations.Migration):
    dependencies = [
        ("cms_pages", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(build_structure, migrations.RunPython.noop),
        migrations.RunPython(build_workflows, migrations.RunPython.noop),
    ]
