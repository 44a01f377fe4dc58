"""What a notebook or a pipeline step does with AWS: run inside its "container", with boto3 and nothing of ours.
Arguments: the bucket, and a key in it. Prints JSON; the error of AWS, if there is one."""

import json
import sys

import boto3
import botocore.exceptions


def work(bucket, key):
    s3 = boto3.client("s3")
    s3.put_object(Bucket=bucket, Key=key, Body=b"written with the Profile's role")
    return {
        "arn": boto3.client("sts").get_caller_identity()["Arn"],
        "read": s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode(),
        "listed": [each["Key"] for each in s3.list_objects_v2(Bucket=bucket)["Contents"]],
    }


if __name__ == "__main__":
    try:
        print(json.dumps(work(*sys.argv[1:])))
    except botocore.exceptions.ClientError as error:
        print(json.dumps({"error": error.response["Error"]["Code"], "of": error.operation_name}))
