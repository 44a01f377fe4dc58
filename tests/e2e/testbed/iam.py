"""An AWS account in the hands of its administrator: IAM and S3 of `Aws`, by boto3 and by the real AWS CLI."""

import json
import pathlib
import sys

import boto3

from .aws import REGION
from .paths import WEBHOOK, program

KEYS = {"aws_access_key_id": "administrator", "aws_secret_access_key": "administrator"}
ACCOUNT_ID = "123456789012"  # moto's, when nobody says otherwise


class Account:
    """`environment` is what a script of `aws` and `kubectl` commands finds: these, our program, and what they are to speak to."""

    def __init__(self, aws, kubeconfig, folder):
        self._aws = aws
        self.iam = self._client("iam")
        self.environment = {
            "PATH": f"{_programs(folder)}:/usr/bin:/bin", "HOME": str(folder), "KUBECONFIG": str(kubeconfig), "LC_ALL": "C.UTF-8",
            "AWS_ENDPOINT_URL": aws.endpoint, "AWS_DEFAULT_REGION": REGION, "AWS_PAGER": "", **{name.upper(): value for name, value in KEYS.items()},
        }  # fmt: skip

    def _client(self, service):
        return boto3.client(service, endpoint_url=self._aws.endpoint, region_name=REGION, **KEYS)

    def add_provider(self, issuer):
        """The ARN of the identity provider of this issuer (a URL), which is made."""
        made = self.iam.create_open_id_connect_provider(Url=issuer, ClientIDList=["sts.amazonaws.com"], ThumbprintList=["0" * 40])
        return made["OpenIDConnectProviderArn"]

    def role(self, name):
        """All of it that IAM holds: {"role", "inline": {name: document}, "attached": [ARN]}."""
        names = self.iam.list_role_policies(RoleName=name)["PolicyNames"]
        attached = self.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        return {
            "role": self.iam.get_role(RoleName=name)["Role"],
            "inline": {each: self.iam.get_role_policy(RoleName=name, PolicyName=each)["PolicyDocument"] for each in names},
            "attached": sorted(each["PolicyArn"] for each in attached),
        }

    def trust_policy(self, name):
        return self.role(name)["role"]["AssumeRolePolicyDocument"]

    def set_trust_policy(self, name, document):
        self.iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(document))


def _programs(folder):
    """A folder with `aws`, `kubectl` and our program, and nothing else."""
    bin_folder = pathlib.Path(folder) / "bin"
    bin_folder.mkdir()
    aws = pathlib.Path(sys.executable).parent / "aws"
    for name, path in {"aws": aws, "kubectl": program("kubectl"), "profile-iam-webhook": pathlib.Path(WEBHOOK).resolve()}.items():
        (bin_folder / name).symlink_to(path)
    return bin_folder
