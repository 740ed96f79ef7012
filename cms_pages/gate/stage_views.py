"""The page on which publishers set how many stages the texts of a unit pass."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import require_user
from cms_pages.gate import stages
from cms_pages.gate.desk import require_publisher
from cms_pages.gate.forms import UnitStagesForm
from cms_pages.gate.models import UnitStages
from cms_pages.gate.types import STAGES_BY_COUNT, Stage
from core.audit import describe
from core.forms import apply_form


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_stages(request: HttpRequest) -> HttpResponse:
    """Show and set the stages of the units below those for which this user publishes."""
    require_publisher(request)
    user = require_user(request)
    units = stages.units_to_ask(user)
    form = UnitStagesForm(request.POST or None, units=units)
    if request.method == "POST":
        describe(request, action="review.unit_stages", object_type="cms_pages.UnitStages", object_id="")
        row = apply_form(form, lambda data: stages.ask_of_unit(by=user, **data))
        if row is not None:
            messages.success(request, _("Kept. It holds for what is submitted from now on."))
            return redirect("gate:stages")
    asked = UnitStages.objects.filter(unit__in=units).select_related("unit", "set_by").order_by("unit__path")
    page = Paginator(asked, 20).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "rows": [{"asked": row, "names": _names(row.stages)} for row in page],
        "tab": "stages",
        "is_publisher": True,
    }
    return render(request, "cms_pages/desk_stages.html", context, status=422 if form.errors else 200)


def _names(count: int) -> str:
    return "、".join(str(Stage(name).label) for name in STAGES_BY_COUNT[count])
