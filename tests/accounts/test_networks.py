"""The administration opens only from the networks that the operator named."""

from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from accounts.checks import check_admin_networks
from config import env


@pytest.mark.parametrize(
    ("address", "opens"),
    [
        ("10.8.3.4", True),
        ("::ffff:10.8.3.4", True),
        ("10.9.0.1", False),
        ("2001:db8::1", False),
        ("", False),
    ],
)
def test_admin_opens_from_named_networks_only(db, settings, address, opens):
    # given
    settings.ADMIN_NETWORKS = [ip_network("10.8.0.0/16")]
    client = Client(REMOTE_ADDR=address)
    # when
    response = client.get("/admin/", headers={"X-Forwarded-For": "10.8.0.1"})
    # then
    assert response.status_code == (302 if opens else 403)
    assert client.get("/accounts/login/").status_code == 200


def test_a_network_that_is_none_is_named_at_start(monkeypatch):
    monkeypatch.setenv("ADMIN_NETWORKS", "10.8.0.0/16, head-office")
    with pytest.raises(ImproperlyConfigured, match=r"ADMIN_NETWORKS.*head-office"):
        env.networks("ADMIN_NETWORKS")


@pytest.mark.parametrize(
    ("level", "networks", "refused"), [(2, [], False), (3, [], True), (3, [ip_network("10.8.0.0/16")], False)]
)
def test_level_three_names_the_networks_of_the_administration(settings, level, networks, refused):
    # given
    settings.SECURITY_LEVEL, settings.ADMIN_NETWORKS = level, networks
    # when
    found = check_admin_networks(None)
    # then
    assert [message.id for message in found] == (["accounts.E001"] if refused else [])
