"""Certificate authorities of the tests: for the API server, for users with client certificates, for other webhooks."""

import datetime
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_PURPOSES = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])


def pem_of_key(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def new_rsa_key():
    """For the tokens of service accounts."""
    return pem_of_key(rsa.generate_private_key(public_exponent=65537, key_size=2048))


class Authority:
    """`certificate` is its own, in PEM."""

    def __init__(self, name, since=datetime.timedelta(minutes=5)):
        """It and all that it issues are valid for so long already."""
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(name)
        self._since = since
        made = _builder(self._name, self._name, self._key.public_key(), self._since)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.certificate = self._signed(made)

    def issue(self, common_name, groups=(), dns=(), ip=(), valid=datetime.timedelta(days=1)):
        """(certificate, key) in PEM; for a user of Kubernetes the common name is the user's, the groups are organisations."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _builder(_name(common_name, groups), self._name, key.public_key(), self._since, valid)
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        made = made.add_extension(_PURPOSES, critical=False)
        names = [*map(x509.DNSName, dns), *(x509.IPAddress(ipaddress.ip_address(each)) for each in ip)]
        if names:
            made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return self._signed(made), pem_of_key(key)

    def _signed(self, builder):
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def _name(common_name, organisations=()):
    attributes = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, each) for each in organisations]
    return x509.Name([*attributes, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(subject, issuer, public_key, since, valid=datetime.timedelta(days=1)):
    now = datetime.datetime.now(datetime.timezone.utc)
    return x509.CertificateBuilder(
        issuer_name=issuer, subject_name=subject, public_key=public_key, serial_number=x509.random_serial_number(),
        not_valid_before=now - since, not_valid_after=now + valid,
    )  # fmt: skip
