"""Every mutating request leaves exactly one audit entry, in the transaction of its writes."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from core import audit
from core.errors import Conflict, Refused
from core.middleware import AuditedTransactionMiddleware
from core.models import AuditEntry, OutboxMessage


def _write(request, **kwargs):
    OutboxMessage.objects.create(task="a write of the view", payload={})
    audit.describe(request, action="write", object_type="thing", object_id=7)
    return HttpResponse("done")


def _serve(view, method="post", **kwargs):
    request = getattr(RequestFactory(), method)("/healthz")
    request.resolver_match = resolve("/healthz")
    middleware = AuditedTransactionMiddleware(lambda _: HttpResponse())
    return middleware.process_view(request, view, (), kwargs)


@pytest.mark.django_db(transaction=True)
@pytest.mark.capability("F024")
def test_writes_and_entry_stand_together():
    # when
    response = _serve(_write, pk=7)
    # then
    assert response.status_code == 200
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_type, entry.object_id) == ("write", "thing", "7")
    assert (entry.route, entry.method, entry.status, entry.arguments) == ("healthz", "POST", 200, {"pk": "7"})
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error, status", [(Refused("no"), 403), (Conflict("changed"), 409)])
@pytest.mark.capability("F024")
def test_refusal_rolls_the_writes_back_and_is_recorded(error, status):
    # given
    def view(request):
        _write(request)
        raise error

    # when
    response = _serve(view)
    # then
    assert response.status_code == status
    assert OutboxMessage.objects.count() == 0
    assert list(AuditEntry.objects.values_list("status", flat=True)) == [status]


@pytest.mark.django_db(transaction=True)
def test_response_of_400_or_more_rolls_back_too():
    def view(request):
        _write(request)
        return HttpResponse(status=422)

    assert _serve(view).status_code == 422
    assert OutboxMessage.objects.count() == 0
    assert AuditEntry.objects.get().status == 422


@pytest.mark.django_db(transaction=True)
def test_crash_rolls_back_and_is_recorded_as_500():
    def view(request):
        _write(request)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _serve(view)
    assert OutboxMessage.objects.count() == 0
    assert AuditEntry.objects.get().status == 500


@pytest.mark.django_db(transaction=True)
def test_entry_that_cannot_be_written_undoes_the_write(monkeypatch):
    # given
    def broken(*args, **kwargs):
        raise OSError("audit is down")

    monkeypatch.setattr(audit, "write_entry", broken)
    # when / then
    with pytest.raises(OSError, match="audit is down"):
        _serve(_write)
    assert OutboxMessage.objects.count() == 0


@pytest.mark.django_db
def test_reading_request_opens_no_transaction_and_leaves_no_entry():
    assert _serve(_write, method="get") is None
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db
def test_view_with_a_record_of_its_own_is_left_alone():
    @audit.kept_by("app.Record")
    def view(request):
        return _write(request)

    assert _serve(view) is None


def test_audit_is_the_last_middleware():
    assert settings.MIDDLEWARE[-1] == "core.middleware.AuditedTransactionMiddleware"
    assert getattr(settings, "ATOMIC_REQUESTS", False) is False
    assert (
        "ATOMIC_REQUESTS" not in settings.DATABASES["default"]
        or not settings.DATABASES["default"]["ATOMIC_REQUESTS"]
    )
