"""AWS without AWS: moto's STS, IAM and S3 on loopback; before STS a guard that looks at the token as AWS does."""

import contextlib
import io
import threading
import urllib.parse

import boto3
from moto.core.authorization import enable_iam_authentication
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from .trust import Refused, verify

REGION = "us-west-2"


class Aws:
    """`roles[arn]` is a trust policy; no other role can be assumed. `assumed` has the claims of each token that was let in,
    with its role: [(arn, claims)]. `actions` are what IAM and STS were asked for, in order."""

    def __init__(self, key_set):
        self.roles = {}
        self.assumed = []
        self.actions = []
        self._judges_s3 = False
        self._key_set = key_set  # a callable: keys may change
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self._guard, threaded=True, request_handler=_Silent)
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="aws", daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def make_bucket(self, name):
        """As the administrator; workloads do not make their own."""
        keys = {"aws_access_key_id": "administrator", "aws_secret_access_key": "administrator"}
        s3 = boto3.client("s3", endpoint_url=self.endpoint, region_name=REGION, **keys)
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})

    @contextlib.contextmanager
    def judging_s3(self):
        """Meanwhile S3 serves nobody but roles whose policies in IAM allow what is asked; else it serves everybody."""
        self._judges_s3 = True
        try:
            yield
        finally:
            self._judges_s3 = False

    def _guard(self, environment, start_response):
        body = environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
        environment["wsgi.input"] = io.BytesIO(body)
        asked = dict(urllib.parse.parse_qsl(body.decode(errors="replace"))) if environment["PATH_INFO"] == "/" else {}
        if "Action" in asked:
            self.actions.append(asked["Action"])
        if asked.get("Action") == "AssumeRoleWithWebIdentity":
            try:
                self._let_in(asked["RoleArn"], asked["WebIdentityToken"])
            except Refused as why:
                return _refuse(start_response, why)
        if self._judges_s3 and environment["PATH_INFO"] != "/":
            with enable_iam_authentication():
                return self._moto(environment, start_response)
        return self._moto(environment, start_response)

    def _let_in(self, role, token):
        if role not in self.roles:
            raise Refused("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
        self.assumed.append((role, verify(token, self._key_set(), self.roles[role])))


def _refuse(start_response, why):
    error = f"<Error><Type>Sender</Type><Code>{why.code}</Code><Message>{why}</Message></Error>"
    start_response("403 Forbidden" if why.code == "AccessDenied" else "400 Bad Request", [("Content-Type", "text/xml")])
    return [f'<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">{error}<RequestId>tests</RequestId></ErrorResponse>'.encode()]


class _Silent(WSGIRequestHandler):
    def log(self, *arguments):
        """Nobody reads it."""
