"""Health pages for the machines that watch the program."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.models import OutboxMessage


@never_cache
@require_safe
def show_health(request: HttpRequest) -> JsonResponse:
    """Answer that the process serves requests; asks nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def show_readiness(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and is migrated, else 503 with what is missing."""
    try:
        connection.ensure_connection()
        failed = OutboxMessage.objects.exclude(failed_at=None).count()
    except Exception:  # noqa: BLE001 - any failure means: not ready
        return JsonResponse({"status": "unavailable", "database": "unreachable"}, status=503)
    return JsonResponse({"status": "ok", "database": connection.vendor, "failed_tasks": failed})
