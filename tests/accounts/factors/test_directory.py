"""LDAP with stubs of its libraries, and the environment of single sign-on."""

import importlib
import sys
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.models import User
from config import env
from support.people import make_user


@pytest.fixture
def extra(monkeypatch):
    """Stand in for django-auth-ldap: the directory knows `zhou` with the password `right`."""

    class LDAPBackend:
        def authenticate(self, request, username=None, password=None, **more):
            if password != "right":
                return None
            user, built = self.get_or_build_user(username, ldap_user=None)
            return None if built else user  # AUTH_LDAP_NO_NEW_USERS

    class LDAPSearch:
        def __init__(self, base, scope, found_by):
            self.told = (base, scope, found_by)

    names = {"django_auth_ldap": {}, "django_auth_ldap.backend": {"LDAPBackend": LDAPBackend}}
    names |= {"django_auth_ldap.config": {"LDAPSearch": LDAPSearch}, "ldap": {"SCOPE_SUBTREE": 2}}
    for name, members in names.items():
        module = ModuleType(name)
        module.__dict__.update(members)
        monkeypatch.setitem(sys.modules, name, module)
    import accounts.factors.directory as directory

    yield importlib.reload(directory)
    monkeypatch.undo()
    importlib.reload(directory)


@pytest.fixture
def environment(monkeypatch):
    def put(**values):
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return put


def test_the_directory_opens_an_existing_account(db, extra):
    user = make_user("zhou")
    assert extra.DirectoryBackend().authenticate(None, username="Zhou", password="right") == user


@pytest.mark.parametrize(
    "username, password", [("zhou", "wrong"), ("zhou", ""), ("", "right"), ("nobody", "right")]
)
def test_the_directory_opens_nothing_else_and_makes_nobody(db, extra, username, password):
    make_user("zhou")
    assert extra.DirectoryBackend().authenticate(None, username=username, password=password) is None
    assert User.objects.count() == 1


def test_a_closed_account_and_a_superuser_stay_out(db, extra):
    closed, chief = make_user("closed"), make_user("chief")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    User.objects.filter(pk=chief.pk).update(is_superuser=True)
    for name in ("closed", "chief"):
        assert extra.DirectoryBackend().authenticate(None, username=name, password="right") is None


def test_settings_come_from_the_environment(extra, environment):
    environment(LDAP_URI="ldaps://ldap.example", LDAP_BASE="ou=people,dc=example", LDAP_BIND_DN="cn=zx")
    found = env.ldap()
    assert found["AUTH_LDAP_SERVER_URI"] == "ldaps://ldap.example"
    assert found["AUTH_LDAP_USER_SEARCH"].told == ("ou=people,dc=example", 2, "(uid=%(user)s)")
    assert found["AUTH_LDAP_NO_NEW_USERS"] is True


def test_without_the_extra_the_message_says_what_to_install(environment, monkeypatch):
    environment(LDAP_URI="ldaps://ldap.example", LDAP_BASE="dc=example")
    monkeypatch.setitem(sys.modules, "django_auth_ldap.config", None)
    with pytest.raises(ImproperlyConfigured, match=r"zhixing\[ldap\]"):
        env.ldap()


@pytest.mark.parametrize(
    "values, word",
    [
        ({"LDAP_URI": "ldap://ldap.example", "LDAP_BASE": "dc=x"}, "clear"),
        ({"LDAP_URI": "ldaps://ldap.example"}, "LDAP_BASE"),
        ({"LDAP_URI": "http://ldap.example"}, "LDAP_URI"),
    ],
)
def test_a_dangerous_or_incomplete_directory_is_refused(extra, environment, values, word):
    environment(**values)
    with pytest.raises(ImproperlyConfigured, match=word):
        env.ldap()


def test_nothing_is_configured_by_default():
    assert env.ldap() == {}
    assert env.sign_on_providers() == {}


def test_providers_come_from_the_environment(environment):
    environment(OIDC_ISSUER="https://id.example/realm/", OIDC_CLIENT_ID="zx", OIDC_CLIENT_SECRET="s")
    environment(OIDC_CLAIM="employee", WECOM_CORP_ID="corp", WECOM_AGENT_ID="7", WECOM_SECRET="t")
    found = env.sign_on_providers()
    oidc, wecom = (found[name]["APPS"][0] for name in ("oidc", "wecom"))
    assert (oidc["client_id"], oidc["settings"]["uid_field"]) == ("zx", "employee")
    assert oidc["settings"]["server_url"] == "https://id.example/realm"
    assert wecom["settings"]["api_url"] == "https://qyapi.weixin.qq.com"


@pytest.mark.parametrize("name", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
def test_half_a_provider_is_refused_by_the_name_of_what_is_missing(environment, name):
    environment(OIDC_ISSUER="https://id.example", OIDC_CLIENT_ID="zx", OIDC_CLIENT_SECRET="s")
    environment(**{name: ""})
    with pytest.raises(ImproperlyConfigured, match=name):
        env.sign_on_providers()
