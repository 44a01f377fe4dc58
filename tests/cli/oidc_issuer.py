"""Issuers for the tests of `oidc`: keys that openssl makes, the documents of an API server, tokens without a signature."""

import base64
import hashlib
import json
import subprocess

ISSUER = "https://s3.eu-central-1.amazonaws.com/oidc-team"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*arguments):
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True).stdout


class Signer:
    """A key pair; `file` holds the public key, `jwk` is what kube-apiserver shows of it."""

    def __init__(self, folder, name, kind="rsa"):
        self.key, self.file = folder / f"{name}.key", folder / f"{name}.pub"
        if kind == "rsa":
            openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", self.key)
        else:
            openssl("genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{kind}", "-out", self.key)
        openssl("pkey", "-in", self.key, "-pubout", "-out", self.file)
        der = openssl("pkey", "-in", self.key, "-pubout", "-outform", "DER")
        self.kid = base64url(hashlib.sha256(der).digest())
        self.jwk = {"use": "sig", "kid": self.kid, **(self._rsa(der) if kind == "rsa" else self._curve(der, kind))}

    def _rsa(self, der):
        text = openssl("rsa", "-in", self.key, "-noout", "-modulus").decode().strip()
        return {"kty": "RSA", "alg": "RS256", "n": base64url(bytes.fromhex(text.removeprefix("Modulus="))), "e": "AQAB"}

    def _curve(self, der, curve):
        size, algorithm = {"P-256": (32, "ES256"), "P-384": (48, "ES384"), "P-521": (66, "ES512")}[curve]
        x, y = der[-2 * size:-size], der[-size:]  # the point stands at the end, uncompressed
        return {"kty": "EC", "alg": algorithm, "crv": curve, "x": base64url(x), "y": base64url(y)}

    def token(self, issuer=ISSUER, audiences=("sts.amazonaws.com",)):
        header = {"alg": self.jwk["alg"], "kid": self.kid}
        claims = {"iss": issuer, "aud": list(audiences), "sub": "system:serviceaccount:team-a:default-editor"}
        return ".".join([base64url(json.dumps(header).encode()), base64url(json.dumps(claims).encode()), "U0lHTkFUVVJF"])


def served(*signers, issuer=ISSUER):
    """(discovery document, key set) as kube-apiserver serves them."""
    discovery = {
        "issuer": issuer, "jwks_uri": "https://10.0.0.1:6443/openid/v1/jwks", "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": sorted({each.jwk["alg"] for each in signers}),
    }  # fmt: skip
    return discovery, {"keys": [each.jwk for each in signers]}


def write_served(folder, *signers, issuer=ISSUER):
    """The flags that name the two documents, which are written."""
    folder.mkdir(exist_ok=True)
    discovery, keys = served(*signers, issuer=issuer)
    (folder / "discovery.json").write_text(json.dumps(discovery))
    (folder / "jwks.json").write_text(json.dumps(keys))
    return [f"--discovery={folder}/discovery.json", f"--jwks={folder}/jwks.json"]
