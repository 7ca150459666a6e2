"""Clients of Amazon's services. Credentials come from Amazon's own chain only."""

from __future__ import annotations

import os
from typing import Any

from rag.embedders.failures import Failure, Trouble, failure_of_status

CREDENTIALS = "check the AWS credentials of this process (environment, profile or role)"
_BY_CODE = {
    "AccessDeniedException": Trouble.FORBIDDEN,
    "UnrecognizedClientException": Trouble.CREDENTIALS,
    "InvalidSignatureException": Trouble.CREDENTIALS,
    "ExpiredTokenException": Trouble.CREDENTIALS,
    "ExpiredToken": Trouble.CREDENTIALS,
    "IncompleteSignature": Trouble.CREDENTIALS,
    "ThrottlingException": Trouble.BUSY,
    "TooManyRequestsException": Trouble.BUSY,
    "ServiceQuotaExceededException": Trouble.BUSY,
    "ModelNotReadyException": Trouble.BUSY,
    "ModelTimeoutException": Trouble.TIMEOUT,
    "ResourceNotFoundException": Trouble.UNKNOWN_MODEL,
    "ValidationException": Trouble.REFUSED,
    "ValidationError": Trouble.REFUSED,
    "ModelError": Trouble.BROKEN,
    "ModelErrorException": Trouble.BROKEN,
}
_CONNECT_SECONDS = 10.0


def connect_aws(service: str, region: str | None, base_url: str | None, seconds: float, parallel: int) -> Any:
    """A client that asks once: retries are ours."""
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=min(seconds, _CONNECT_SECONDS),
        read_timeout=seconds,
        retries={"total_max_attempts": 1},
        max_pool_connections=parallel,
    )
    # Amazon's other clients read this variable too; boto3 has another name for it.
    region = region or os.environ.get("AWS_REGION") or None
    # A session of its own: the module's one would keep the credentials it saw first.
    return boto3.Session(region_name=region).client(service, endpoint_url=base_url, config=config)


def classify_aws(error: Exception) -> Failure:
    """What an exception of botocore means."""
    from botocore import exceptions

    if isinstance(error, exceptions.ClientError):
        code = str(error.response.get("Error", {}).get("Code", ""))
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500))
        return Failure(_BY_CODE[code], code) if code in _BY_CODE else failure_of_status(status)
    # A time limit is a kind of connection error there, so it is asked for first.
    for kind, trouble in (
        (exceptions.NoRegionError, Trouble.REGION),
        (exceptions.NoCredentialsError, Trouble.CREDENTIALS),
        (exceptions.PartialCredentialsError, Trouble.CREDENTIALS),
        (exceptions.ReadTimeoutError, Trouble.TIMEOUT),
        (exceptions.ConnectTimeoutError, Trouble.TIMEOUT),
        (exceptions.ConnectionError, Trouble.UNREACHABLE),
        (exceptions.HTTPClientError, Trouble.UNREACHABLE),
        (exceptions.BotoCoreError, Trouble.MALFORMED),
    ):
        if isinstance(error, kind):
            return Failure(trouble)
    # A body that stalls is read outside botocore.
    return Failure(Trouble.TIMEOUT if "timed out" in str(error).lower() else Trouble.MALFORMED)
