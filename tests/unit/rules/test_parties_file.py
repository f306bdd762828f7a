"""A parties file: what it declares, and everything that can be wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import Misconfigured
from gateway.rules.declared import DeclaredConnection, DeclaredCredential, DeclaredRoute
from gateway.rules.parties import (
    BuyerSettings,
    ConnectionSettings,
    Dialect,
    FormField,
    IdentitySettings,
    Interface,
    Role,
    SupplierSettings,
)
from gateway.rules.parties_file import read_parties

WHOLE = """
[gateway]
identity = { domain = "NetworkID", value = "our-gateway" }
[[network]]
name = "hub"
credentials = [{ domain = "NetworkID", value = "HUB", secret = "env:HUB_SECRET" }]
[[buyer]]
name = "acme"
identities = [{ domain = "NetworkID", value = " AN1 " }, { domain = "DUNS", value = "1" }]
secret = "they send"
outbound_secret = "we send"
return_hosts = ["https://buyer.example", "https://*.buyer.example:8443", "http://old.example"]
documents_url = "https://buyer.example/cxml"
confirmations_url = "https://buyer.example/confirmations"
test_system = true
language = "de-DE"
[[supplier]]
name = "stub"
identities = [{ domain = "DUNS", value = "2" }]
secret = "shop sends"
credentials = [{ domain = "DUNS", value = "2-b", secret = "b" }]
shop_key = "bearer"
shop_url = "http://shop.example/punchout"
orders_url = "http://127.0.0.1:8001/cxml"
allow_private_network = true
[[connection]]
buyer = "acme"
supplier = "stub"
label = "sandbox"
network = "hub"
dialect = "coupa"
strict = true
form_field = "cxml-urlencoded"
form_target = "_top"
operation_allowed = "inspect"
credentials = [{ domain = "DUNS", value = "2", secret = "s", kinds = ["OrderRequest"] }]
[[connection.route]]
towards = "supplier"
kind = "OrderRequest"
url = "http://127.0.0.1:8001/other"
identity = { domain = "DUNS", value = "us" }
secret = "env:ROUTE_SECRET"
[[connection.route]]
towards = "supplier"
secret = "for every kind"
"""
ENVIRONMENT = {"HUB_SECRET": "hub sends", "ROUTE_SECRET": "for orders"}
BUYER = """
[[buyer]]
name = "acme"
identities = [{ domain = "DUNS", value = "1" }]
"""
SUPPLIER = """
[[supplier]]
name = "stub"
identities = [{ domain = "DUNS", value = "2" }]
"""
BOTH = f"{BUYER}{SUPPLIER}"
JSON = f'{SUPPLIER}interface = "json"\n'
WEBHOOK = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
CONNECTION = f"""{BOTH}
[[connection]]
buyer = "acme"
supplier = "stub"
"""


def _identity(domain: str, value: str) -> IdentitySettings:
    return IdentitySettings(domain=domain, value=value)


def _faults(text: str) -> list[str]:
    with pytest.raises(Misconfigured) as refusal:
        read_parties(text, {})
    return refusal.value.message.split("\n")


def test_parties_are_read_with_their_secrets() -> None:
    """A single secret belongs to the first identity; those from the environment are looked up."""
    declared = read_parties(WHOLE, ENVIRONMENT)

    acme, stub = declared.parties
    assert _identity("NetworkID", "our-gateway") == declared.identity
    assert "hub sends" == declared.networks[0].credentials[0].secret
    assert (_identity("NetworkID", "AN1"), _identity("DUNS", "1")) == acme.identities
    assert (DeclaredCredential(identity=acme.identities[0], secret="they send"),) == (
        acme.credentials
    )
    assert ("we send", None) == (acme.outbound_secret, acme.shop_key)
    assert (Role.BUYER, Role.SUPPLIER) == (acme.role, stub.role)
    assert ["shop sends", "b"] == [each.secret for each in stub.credentials]
    assert "bearer" == stub.shop_key


def test_settings_are_read_as_they_are_written() -> None:
    """Everything but names, identities and secrets is a setting."""
    acme, stub = read_parties(WHOLE, ENVIRONMENT).parties

    assert isinstance(acme.settings, BuyerSettings)
    assert (True, "de-DE", 3) == (
        acme.settings.test_system,
        acme.settings.language,
        len(acme.settings.return_hosts),
    )
    assert (
        SupplierSettings(
            shop_url="http://shop.example/punchout",
            orders_url="http://127.0.0.1:8001/cxml",
            allow_private_network=True,
        )
        == stub.settings
    )


def test_a_supplier_without_cxml_is_read() -> None:
    """Its keys, and what its webhooks are signed with: one secret, or several while it changes."""
    one = f"""{JSON}api_key = "env:REAL"
test_api_key = "tests"
webhook_url = "https://stub.example/hook"
webhook_secret = "{WEBHOOK}"
"""
    two = one.replace(f'"{WEBHOOK}"', f"['{WEBHOOK}', 'env:OLD']")

    (party,) = read_parties(one, {"REAL": "orders"}).parties
    (rotated,) = read_parties(two, {"REAL": "orders", "OLD": f"{WEBHOOK}AAAA"}).parties

    assert (Interface.JSON, "orders", "tests", (WEBHOOK,)) == (
        party.settings.interface,  # type: ignore[union-attr]  # a supplier's
        party.api_key,
        party.test_api_key,
        party.webhook_secrets,
    )
    assert (WEBHOOK, f"{WEBHOOK}AAAA") == rotated.webhook_secrets
    assert [] == [secret for secret in ("'orders'", "tests", WEBHOOK) if secret in repr(party)]


def test_a_connection_is_read_with_its_routes() -> None:
    """A route is for one kind of document, or for every kind."""
    (connection,) = read_parties(WHOLE, ENVIRONMENT).connections

    us = _identity("DUNS", "us")
    assert (
        DeclaredConnection(
            buyer="acme",
            supplier="stub",
            label="sandbox",
            network="hub",
            settings=ConnectionSettings(
                dialect=Dialect.COUPA,
                strict=True,
                form_field=FormField.URLENCODED,
                form_target="_top",
                operation_allowed="inspect",
            ),
            credentials=(
                DeclaredCredential(
                    identity=_identity("DUNS", "2"), secret="s", kinds=("OrderRequest",)
                ),
            ),
            routes=(
                DeclaredRoute(
                    towards=Role.SUPPLIER,
                    kind="OrderRequest",
                    address="http://127.0.0.1:8001/other",
                    identity=us,
                    secret="for orders",
                ),
                DeclaredRoute(
                    towards=Role.SUPPLIER,
                    kind=None,
                    address=None,
                    identity=None,
                    secret="for every kind",
                ),
            ),
        )
        == connection
    )
    assert "acme/stub/sandbox" == connection.name


def test_secrets_are_not_shown() -> None:
    """Whatever is printed of a declaration holds none."""
    shown = repr(read_parties(WHOLE, ENVIRONMENT))

    secrets = ["they send", "we send", "shop sends", "bearer", "hub sends", "for orders"]
    assert [] == [secret for secret in secrets if secret in shown]


def test_the_fixtures_can_be_loaded(repository: Path) -> None:
    """The parties that speak in the fixtures are declared without fault."""
    text = (repository / "fixtures" / "parties.toml").read_text("utf-8")

    assert "acme/stub" in [each.name for each in read_parties(text, {}).connections]


def test_an_empty_file_declares_nothing() -> None:
    """Not even who we are."""
    declared = read_parties("", {})

    assert (None, (), (), ()) == (
        declared.identity,
        declared.networks,
        declared.parties,
        declared.connections,
    )


TWO_SHOPS = f"""{BOTH}shop_key = 'k'
[[supplier]]
name = "other"
identities = [{{ domain = "DUNS", value = "3" }}]
shop_key = 'k'"""
TWO_SECRETS = f"""{BUYER}secret = 'a'
credentials = [{{ domain = 'DUNS', value = '1', secret = 'b' }}]"""
ONE_IDENTITY_TWICE = """
[[buyer]]
name = 'a'
identities = [
{ domain = 'A', value = '1' },
{ domain = 'a', value = '1' }]"""
HOSTS_WITH_PATH = f"""{BUYER}return_hosts = [
'https://a.example',
'https://b.example/path']"""
ROUTE = f"{CONNECTION}[[connection.route]]\ntowards = 'buyer'\n"
HTTP = "http is for allow_private_network = true; write https"
NO_ADDRESS = "it is not a whole https address. Write it as https://host/path."
DIALECTS = "input should be 'generic', 'ariba', 'coupa', 'jaggaer', 'oracle', 'sap' or 'amazon'"
ROTATE = "connection rotate-secret gives it a new one beside the old"
NAMES = "a name is 1 to 64 small letters a-z, digits and hyphens"
SAME_KEY = "the same key is written elsewhere; each supplier and each mode needs one of its own"
NO_WEBHOOK_SECRET = (
    "write whsec_ and behind it 24 to 64 random bytes in base64, as Standard Webhooks has it"
)
NO_ROUTE = 'no route leads to a supplier with interface = "json": it reads what is there for it'
UNCLOSED = "Expected ']]' at the end of an array declaration"
FAULTS = {
    "a = ": "line 1: this is not TOML: Invalid value",
    "\n[[buyer\n": f"line 2: this is not TOML: {UNCLOSED}",
    "[buyer]": "line 1: write [[buyer]]: there can be several",
    "buyer = [1]": "line 1: a table is wanted here",
    "[[byer]]": "line 1: unknown key byer; did you mean buyer?",
    "\n[zzz]": "line 2: unknown key zzz",
    "[gateway]": "line 1: identity is missing",
    "gateway = { identity = { domain = 'a', value = '' } }": "line 1: value: it must not be empty",
    '[[network]]\nname = "Hub"': f"line 2: name: {NAMES}",
    "[[network]]\nname = 7": "line 2: name: text in quotes is wanted here",
    "[[network]]\nname = 'a'\n[[network]]\nname = 'a'": "line 4: name: there is another network a",
    f"{BUYER}secret = ''": "line 5: secret: a secret must not be empty",
    f"{BUYER}secret = ' '": "line 5: secret: a secret must not be empty",
    f"{BUYER}secret = 'env:NO'": "line 5: secret: the environment has no variable NO",
    f"{BUYER}documents_ur = 'x'": "line 5: unknown key documents_ur; did you mean documents_url?",
    f"{BUYER}documents_url = 'http://a.example'": f"line 5: documents_url: {HTTP}",
    f"{BUYER}documents_url = 'a.example'": f"line 5: documents_url: {NO_ADDRESS}",
    HOSTS_WITH_PATH: "line 7: return_hosts: it is scheme, host and port alone, without a path.",
    f"{BUYER}return_hosts = ['buyer.example']": f"line 5: return_hosts: {NO_ADDRESS}",
    f"{BUYER}return_hosts = 'x'": "line 5: return_hosts: a list is wanted here",
    f"{BUYER}test_system = 'perhaps'": "line 5: test_system: true or false is wanted here",
    f"{BUYER}shop_key = 'x'": "line 5: unknown key shop_key",
    f"{BUYER}{BUYER.replace('1', '9')}": "line 7: name: there is another party named acme",
    f"{BUYER}{BUYER.replace('acme', 'b').replace('DUNS', 'duns')}": (
        "line 8: the identity duns 1 belongs to acme already"
    ),
    "[[buyer]]\nname = 'a'\nidentities = []": "line 3: identities: at least one is wanted here",
    ONE_IDENTITY_TWICE: "line 6: the identity a 1 is written twice",
    TWO_SECRETS: f"line 6: DUNS 1 has a secret already; {ROTATE}",
    TWO_SHOPS: "line 13: shop_key: another supplier has the same one",
    f"{CONNECTION}network = 'hub'": "line 13: network: there is no network named hub",
    CONNECTION.replace('buyer = "acme"', 'buyer = "acne"'): (
        "line 11: buyer: there is no buyer named acne; did you mean acme?"
    ),
    CONNECTION.replace('buyer = "acme"', 'buyer = "stub"'): (
        "line 11: buyer: there is no buyer named stub"
    ),
    f"{CONNECTION}dialect = 'basic'": f"line 13: dialect: {DIALECTS}",
    f"{CONNECTION}dtd_version = '1.2.72'": (
        "line 13: dtd_version: '1.2.72' is no version of cXML that is known here; write it as"
        " 1.1.010 or as 1.2.001 to 1.2.071"
    ),
    f"{CONNECTION}[[connection]]\nbuyer = 'acme'\nsupplier = 'stub'": (
        "line 13: there is another connection of these two; give one of them a label"
    ),
    ROUTE: "line 13: a route gives a url, an identity or a secret; this one gives none",
    f"{ROUTE}url = 'http://a.example'": f"line 15: url: {HTTP}",
    f"{ROUTE}secret = 'x'\n{ROUTE.removeprefix(CONNECTION)}secret = 'y'": (
        "line 16: there is another route towards the same side for the same kind"
    ),
    f"{ROUTE}secret = 'x'\nkin = 'y'": "line 16: unknown key kin; did you mean kind?",
    ROUTE.replace("buyer'", "nobody'"): "line 14: towards: input should be 'buyer' or 'supplier'",
    f"{JSON}api_key = 'a'\norders_url = 'https://a.example'": (
        'line 7: orders_url: this is for interface = "cxml"'
    ),
    f"{JSON}api_key = 'a'\ntest_orders_url = 'https://a.example'": (
        'line 7: test_orders_url: this is for interface = "cxml"'
    ),
    f"{SUPPLIER}api_key = 'a'": 'line 5: api_key: this is for interface = "json"',
    f"{SUPPLIER}test_api_key = 'a'": 'line 5: test_api_key: this is for interface = "json"',
    f"{SUPPLIER}webhook_url = 'https://a.example'": (
        'line 5: webhook_url: this is for interface = "json"'
    ),
    f"{SUPPLIER}webhook_secret = '{WEBHOOK}'": (
        'line 5: webhook_secret: this is for interface = "json"'
    ),
    JSON: 'line 2: api_key is missing: interface = "json" needs one',
    f"{JSON}api_key = 'a'\nwebhook_url = 'https://a.example'": (
        "line 7: webhook_url: webhook_secret is missing; webhooks are signed"
    ),
    f"{JSON}api_key = 'a'\nwebhook_secret = '{WEBHOOK}'\ntest_webhook_url = 'https://a.example'": (
        "line 8: test_webhook_url: test_api_key is missing, and without it no test gets there"
    ),
    f"{JSON}api_key = 'a'\nwebhook_secret = '{WEBHOOK}'\nwebhook_url = 'http://a.example'": (
        f"line 8: webhook_url: {HTTP}"
    ),
    f"{JSON}api_key = 'a'\ntest_api_key = 'a'": f"line 7: test_api_key: {SAME_KEY}",
    f"{JSON}api_key = 'a'{JSON.replace('stub', 'b').replace('2', '3')}api_key = 'a'": (
        f"line 11: api_key: {SAME_KEY}"
    ),
    f"{JSON}api_key = 'a'\nwebhook_secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!'": (
        f"line 7: webhook_secret: {NO_WEBHOOK_SECRET}"
    ),
    f"{JSON}api_key = 'a'\nwebhook_secret = '{WEBHOOK.removeprefix('whsec_')}'": (
        f"line 7: webhook_secret: {NO_WEBHOOK_SECRET}"
    ),
    f"{JSON}api_key = 'a'\nwebhook_secret = 'whsec_AAAA'": (
        f"line 7: webhook_secret: {NO_WEBHOOK_SECRET}"
    ),
    f"{JSON}api_key = 'a'\nwebhook_secret = []": (
        "line 7: webhook_secret: at least one is wanted here"
    ),
    f"{JSON}api_key = 'a'{BUYER}[[connection]]\nbuyer = 'acme'\nsupplier = 'stub'\n"
    "[[connection.route]]\ntowards = 'supplier'\nsecret = 'x'": (f"line 13: {NO_ROUTE}"),
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.items())
def test_a_fault_is_told_with_its_line(text: str, fault: str) -> None:
    """In plain words, and without the secrets that stand beside it."""
    assert [fault] == _faults(text)


def test_a_kind_that_does_not_exist_is_told_with_those_that_do() -> None:
    """So that it can be put right."""
    (fault,) = _faults(
        f"{CONNECTION}credentials = [{{ domain = 'a', value = 'b', secret = 'c',"
        " kinds = ['OrderRequst'] }]"
    )

    assert fault.startswith("line 13: kinds: 'OrderRequst' is no kind of document; known are ")
    assert "OrderRequest" in fault


def test_all_faults_are_told_at_once() -> None:
    """Faults of form and of sense, in the order of the file."""
    told = _faults(f"""[[buyer]]
name = "Acme"
secret = "env:NO"
{BOTH}documents_url = "x"
[[connection]]
buyer = "acme"
supplier = "sub"
label = "Ä"
{BUYER}""")

    assert ["line 1", "line 2", "line 3", "line 12", "line 16", "line 19"] == [
        each.partition(":")[0] for each in told
    ]
