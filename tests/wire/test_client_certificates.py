"""`--client-ca`: who may call, what the others are told, and that a change of the file harms nobody who may."""

import ssl

import pytest
from authority import DAY, HOUR, Authority, s_client
from webhook import Webhook, wait_until

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture(scope="module")
def ca():
    return Authority("clients")


def context_of(webhook, folder, pair=None, version=None):
    """A client that presents this pair."""
    context = ssl.create_default_context(cafile=webhook.ca)
    if version:
        context.minimum_version = context.maximum_version = version
    if pair:
        file = folder / "presented.pem"
        file.write_text(pair.certificate + pair.key)
        context.load_cert_chain(file)
    return context


def turned_away(webhook, context):
    """A client of TLS 1.2 hears of it in the handshake, one of 1.3 with its first read."""
    with pytest.raises((ssl.SSLError, ConnectionResetError)) as said, webhook.client(context=context) as client:
        client.socket.recv(1)
    return str(said.value)


@pytest.fixture(scope="module")
def callers(ca):
    """What each of them presents, how it is counted, and what the log says of it."""
    sign = {"name": "caller", "dns": (), "purposes": "clientAuth"}
    foreign, namesake = Authority("foreigners"), Authority("clients")
    return {
        "none": (None, "client_certificate_missing", "peer did not return a certificate"),
        "foreign": (foreign.issue(**sign), "client_certificate_unknown_ca", "issuer CN=foreigners"),
        "another CA of that name": (namesake.issue(**sign), "client_certificate_unknown_ca", "issuer CN=clients"),
        "expired": (ca.issue(**sign, begins=-2 * DAY, ends=-HOUR), "client_certificate_expired", "has expired"),
        "not yet valid": (ca.issue(**sign, begins=HOUR), "client_certificate_expired", "not yet valid"),
        "for servers": (ca.issue(**{**sign, "purposes": "serverAuth"}), "client_certificate_other", "purpose"),
        "RSA 1024": (ca.issue(**sign, key="RSA 1024"), "client_certificate_other", "key too weak"),
    }


@pytest.fixture(scope="module")
def guarded(tmp_path_factory, ca):
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "clients.crt").write_text(ca.certificate)
    started = Webhook(folder, f"--client-ca={folder}/clients.crt")
    yield started
    assert started.process.poll() is None
    started.stop()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("purposes", ["clientAuth", "serverAuth,clientAuth", None])
def test_a_certificate_of_the_ca_may_call(guarded, tmp_path, ca, version, purposes):
    pair = ca.issue("caller", dns=(), purposes=purposes)
    guarded.ask(context=context_of(guarded, tmp_path, pair, version))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("key", ["RSA 2048", "P-384", "P-521", "Ed25519"])
def test_a_key_of_any_safe_kind_may_call(guarded, tmp_path, ca, version, key):
    context = context_of(guarded, tmp_path, ca.issue("caller", dns=(), purposes="clientAuth", key=key), version)
    if version == ssl.TLSVersion.TLSv1_2 and key in ("P-384", "P-521"):
        # There the curves of the key exchange, X25519 and P-256, are those of certificates, too (RFC 8422, 5.1).
        before = guarded.handshakes("client_certificate_other")
        turned_away(guarded, context)
        wait_until(lambda: guarded.handshakes("client_certificate_other") == before + 1, "counted")
    else:
        guarded.ask(context=context)


def test_a_certificate_of_an_intermediate_ca_may_call(guarded, tmp_path, ca):
    between = Authority("an intermediate CA", signed_by=ca)
    pair = between.issue("caller", dns=(), purposes="clientAuth")
    chain = pair._replace(certificate=pair.certificate + between.certificate)
    guarded.ask(context=context_of(guarded, tmp_path, chain))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "caller", ["none", "foreign", "another CA of that name", "expired", "not yet valid", "for servers", "RSA 1024"]
)
def test_others_are_turned_away_and_counted_by_kind(guarded, tmp_path, callers, version, caller):
    pair, kind, _ = callers[caller]
    context = context_of(guarded, tmp_path, None, version)
    if pair:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")  # the refusal must be the webhook's
        (tmp_path / "presented.pem").write_text(pair.certificate + pair.key)
        context.load_cert_chain(tmp_path / "presented.pem")
    before, answered = guarded.handshakes(kind), guarded.handshakes("done")
    turned_away(guarded, context)
    wait_until(lambda: guarded.handshakes(kind) == before + 1, kind)
    assert guarded.handshakes("done") == answered


@pytest.mark.parametrize("caller", ["none", "foreign", "expired", "for servers"])
def test_the_operator_is_told_once_what_to_do(launch, tmp_path, ca, callers, caller):
    (tmp_path / "clients.crt").write_text(ca.certificate)
    webhook = launch(f"--client-ca={tmp_path}/clients.crt")
    pair, kind, words = callers[caller]
    for _ in range(3):
        turned_away(webhook, context_of(webhook, tmp_path, pair))
    wait_until(lambda: webhook.handshakes(kind) == 3, kind)
    lines = wait_until(lambda: webhook.logged("turned away"), "logged")
    assert len(lines) == 1, "once a minute"
    assert lines[0]["level"] == "warning" and lines[0]["handshake"] == kind and words in lines[0]["detail"]


def test_openssl_sees_whose_certificates_are_asked_for(guarded, tmp_path, ca):
    pair = ca.issue("caller", dns=(), purposes="clientAuth")
    (tmp_path / "c.crt").write_text(pair.certificate)
    (tmp_path / "c.key").write_text(pair.key)
    for version in ("-tls1_2", "-tls1_3"):
        code, said = s_client(guarded, version, "-cert", tmp_path / "c.crt", "-key", tmp_path / "c.key")
        assert code == 0 and "Acceptable client certificate CA names\nCN = clients\n" in said, said


def test_nobody_is_asked_without_the_flag(launch):
    code, said = s_client(launch(), "-tls1_2")
    assert code == 0 and "No client certificate CA names sent" in said


def test_the_file_changes_while_connections_run(launch, tmp_path, ca):
    file = tmp_path / "clients.crt"
    file.write_text(ca.certificate)
    webhook = launch(f"--client-ca={file}")
    new_ca = Authority("clients")  # renewed: the same name, another key
    sign = {"name": "caller", "dns": (), "purposes": "clientAuth"}
    old, new = ca.issue(**sign), new_ca.issue(**sign)
    old_context, new_context = context_of(webhook, tmp_path, old), context_of(webhook, tmp_path, new)

    def comes_in(context):
        try:
            webhook.ask(context=context)
        except (ssl.SSLError, ConnectionResetError, AssertionError):
            return False
        return True

    with webhook.client(context=old_context) as running:
        running.ask()
        assert not comes_in(new_context)
        file.write_text(new_ca.certificate + ca.certificate)  # both, while they overlap
        wait_until(lambda: comes_in(new_context), "the new CA is in force")
        assert comes_in(old_context)
        (tmp_path / "next").write_text(new_ca.certificate)
        (tmp_path / "next").rename(file)
        wait_until(lambda: not comes_in(old_context), "the old CA is no more in force")
        assert comes_in(new_context)
        running.ask()  # who is in stays in


def test_a_bad_file_never_replaces_a_good_one(launch, tmp_path, ca):
    file = tmp_path / "clients.crt"
    file.write_text(ca.certificate)
    webhook = launch(f"--client-ca={file}")
    pair = ca.issue("caller", dns=(), purposes="clientAuth")
    context = context_of(webhook, tmp_path, pair)
    expired = ca.issue("an old CA", dns=(), purposes=None, constraints="critical,CA:TRUE", begins=-2 * DAY, ends=-HOUR)
    for number, (words, text) in enumerate(
        {"is empty": "", "incomplete": ca.certificate[:300], "every CA in it has expired": expired.certificate}.items(), 1
    ):
        file.write_text(text)
        wait_until(lambda words=words: words in webhook.health("/readyz?verbose")[1], words)
        assert "[+]client_ca ok: the offered client CA cannot be used, the last good one stays in use" in webhook.health(
            "/readyz?verbose"
        )[1]
        webhook.ask(context=context)
        turned_away(webhook, context_of(webhook, tmp_path))
        assert webhook.metric("certificate_up_to_date", certificate="client_ca") == 0
        assert webhook.metric("certificate_loads_total", certificate="client_ca", result="error") == number
        assert len(webhook.logged(words)) == 1
    file.write_text(ca.certificate)
    wait_until(lambda: webhook.metric("certificate_up_to_date", certificate="client_ca") == 1, "healed")
    wait_until(lambda: webhook.logged("the client CA that is offered is the one in use again"), "said")
    assert webhook.metric("certificate_loads_total", certificate="client_ca", result="ok") == 1
