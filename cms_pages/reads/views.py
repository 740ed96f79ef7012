"""Which texts are read."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms_pages.gate.desk import is_publisher, require_desk
from cms_pages.reads import queries

SPANS = (7, 30, 90)
SIZE = 20
WIDTH, HEIGHT = 630, 120
"""The drawn bars, in units of the drawing."""


@never_cache
@login_required
@require_safe
def show_reads(request: HttpRequest) -> HttpResponse:
    """Show the readings of each day and the texts that were read most, for a week, a month or a quarter."""
    require_desk(request)
    span = next((span for span in SPANS if request.GET.get("days") == str(span)), SPANS[1])
    days = queries.days_of(span)
    highest = max(1, *(day.number for day in days))
    step = WIDTH / span
    bars = [
        {
            "day": day.day,
            "number": day.number,
            "x": round(at * step, 2),
            "width": round(step * 0.7, 2),
            "top": HEIGHT + 20 - day.number * HEIGHT // highest,
            "height": day.number * HEIGHT // highest,
            "middle": round(at * step + step * 0.35, 2),
            "is_named": (span - 1 - at) % max(1, span // 6) == 0,
        }
        for at, day in enumerate(days)
    ]
    context = {
        "spans": SPANS,
        "span": span,
        "bars": bars,
        "total": sum(day.number for day in days),
        "page_obj": Paginator(queries.most_read(span), SIZE).get_page(request.GET.get("page")),
        "tab": "reads",
        "is_publisher": is_publisher(request),
    }
    return render(request, "cms_pages/desk_reads.html", context)
