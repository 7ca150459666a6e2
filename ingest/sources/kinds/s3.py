"""A bucket of Amazon S3 or of anything that speaks its protocol."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, cast

from pydantic import Field

from ingest.sources.options import Ask, Origin, Words
from ingest.sources.pacing import Limits, PacedStream
from ingest.sources.patterns import wanted_by
from ingest.sources.permitting import is_below
from ingest.sources.types import (
    Content,
    Item,
    Known,
    Listing,
    Reads,
    Source,
    SourceKind,
    SourceOptions,
    Surroundings,
    Task,
)
from rag.errors import ConfigurationError, SourceForbidden, SourceUnreachable
from rag.wording import Sentence, say

if TYPE_CHECKING:
    from types import ModuleType

_SCHEME = "s3://"
_CONNECT_SECONDS = 10
_READ_SECONDS = 60
_ATTEMPTS = 3
# What a service answers when it is the object that cannot be had, not the bucket.
_OF_ONE_OBJECT = ("NoSuchKey", "404", "InvalidObjectState", "AccessDenied", "403")
_MAY_NOT = say("bucket_forbidden", "these credentials may not list it")
_SENTENCES = {
    "NoSuchBucket": say("bucket_unknown", "there is no such bucket"),
    "AccessDenied": _MAY_NOT,
    "403": _MAY_NOT,
    "InvalidAccessKeyId": say("bucket_key_unknown", "the access key is not known there"),
    "SignatureDoesNotMatch": say("bucket_secret_wrong", "the secret key is wrong"),
    "ExpiredToken": say("bucket_token_expired", "the session token has expired"),
    "PermanentRedirect": say("bucket_elsewhere", "it is in another region; give its `--region`"),
}


class S3Options(SourceOptions):
    """What can be said of a bucket. Credentials come from the environment, profiles or the machine's role only."""

    # They are read with the credentials of this machine, which nobody elsewhere must send elsewhere.
    endpoint_url: Annotated[
        str | None,
        Ask(
            Words(
                de="Adresse des Dienstes, wenn es nicht Amazon ist",
                en="Address of the service, if it is not Amazon's",
            ),
            origin=Origin.HERE,
        ),
    ] = Field(None, pattern=r"^https?://[^@\s]+$", description="address of the service, if it is not Amazon's")
    region: Annotated[str | None, Ask(Words(de="Region", en="Region"))] = Field(
        None, description="region of the bucket"
    )
    profile: Annotated[
        str | None,
        Ask(
            Words(
                de="Profil der AWS-Konfiguration mit den Zugangsdaten",
                en="Profile of the AWS configuration with the credentials",
            ),
            origin=Origin.HERE,
        ),
    ] = Field(None, description="profile of the AWS configuration files that holds the credentials")
    seconds: float = Field(900.0, gt=0, le=86_400, description="time limit for one object, seconds; default 900")
    least_speed: int = Field(
        1000, ge=0, description="bytes a second below which an object is given up; default 1000"
    )


class S3Source:
    """Lists a bucket page by page; ETag, size and time say what changed."""

    def __init__(self, bucket: str, prefix: str, options: S3Options) -> None:
        self._boto3 = _import_boto3()
        self._bucket = bucket
        self._prefix = prefix
        self._options = options
        self._wanted = wanted_by(options)
        self._made: Any = None

    def list_items(self, known: Mapping[str, Known], task: Task) -> Listing:
        """All wanted objects."""
        del known
        items: list[Item] = []
        with self._sentences():
            pages = (
                self._client().get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
            )
            for page in pages:
                task.step("list", len(items), 0, self._bucket)
                items += [item for each in page.get("Contents", ()) if (item := self._item(each)) is not None]
        return Listing(items)

    def checksum(self, item: Item, stop: threading.Event) -> str | None:
        """Looking at an object is fetching it."""
        del item, stop
        return None

    @contextmanager
    def open(self, item: Item) -> Iterator[Content]:
        """The bytes of an object, as they arrive."""
        limits = Limits(self._options.seconds, self._options.least_speed)
        with self._sentences(item):
            reply = self._client().get_object(Bucket=self._bucket, Key=self._prefix + item.key)
            body = reply["Body"]
            try:
                look = _look(body, reply.get("ContentLength"))
                yield Content(cast(BinaryIO, PacedStream(look, limits)))
            finally:
                body.close()

    def close(self, *, finished: bool) -> None:
        """Close the connections."""
        del finished
        if self._made is not None:
            self._made.close()

    def _item(self, entry: Mapping[str, Any]) -> Item | None:
        key = entry["Key"].removeprefix(self._prefix)
        if not key or key.endswith("/") or not self._wanted(key):
            return None
        # Not every service says all of it.
        changed = entry.get("LastModified")
        time_ns = None if changed is None else int(changed.timestamp()) * 1_000_000_000
        return Item(key, key, entry.get("Size"), time_ns, (entry.get("ETag") or "").strip('"') or None)

    def _client(self) -> Any:
        if self._made is None:
            from botocore.config import Config

            config = Config(
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=_READ_SECONDS,
                retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"},
                # Other services than Amazon's often know neither the newer checksums nor a host a bucket.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "path"} if self._options.endpoint_url else {},
            )
            session = self._boto3.Session(profile_name=self._options.profile, region_name=self._options.region)
            try:
                self._made = session.client("s3", endpoint_url=self._options.endpoint_url, config=config)
            except ValueError as error:
                if self._options.endpoint_url is None:
                    raise
                wrong = say("bucket_service_unusable", "the address of its service is none that can be asked")
                raise SourceUnreachable(self._unreadable(wrong)) from error
        return self._made

    @contextmanager
    def _sentences(self, item: Item | None = None) -> Iterator[None]:
        """Turn what boto3 and its connections raise into sentences without keys or addresses of requests."""
        from botocore.exceptions import (
            BotoCoreError,
            ClientError,
            NoCredentialsError,
            ParamValidationError,
            PartialCredentialsError,
            ProfileNotFound,
        )
        from urllib3.exceptions import HTTPError

        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if item is not None and code in _OF_ONE_OBJECT:
                refused = say("object_refused", "the bucket's service answered {answer}", answer=code)
                raise OSError(0, refused) from None
            unknown = say("bucket_answered", "the service answered {answer}", answer=code)
            raise SourceUnreachable(self._unreadable(_SENTENCES.get(code, unknown))) from None
        except (NoCredentialsError, PartialCredentialsError):
            missing = say(
                "bucket_no_credentials",
                "there are no credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give a `--profile`",
            )
            raise SourceUnreachable(self._unreadable(missing)) from None
        except ProfileNotFound:
            missing = say(
                "bucket_profile_unknown",
                "the AWS configuration files have no profile “{profile}”",
                profile=self._options.profile or "",
            )
            raise SourceUnreachable(self._unreadable(missing)) from None
        except ParamValidationError:
            raise SourceUnreachable(
                self._unreadable(say("bucket_name_unusable", "no bucket can have this name"))
            ) from None
        except (BotoCoreError, HTTPError) as error:
            raise SourceUnreachable(
                say(
                    "bucket_unreachable",
                    "The bucket “{bucket}” cannot be reached ({failure}).",
                    bucket=self._bucket,
                    failure=type(error).__name__,
                )
            ) from None

    def _unreadable(self, reason: Sentence) -> Sentence:
        return say(
            "bucket_unreadable",
            "The bucket “{bucket}” cannot be read: {reason}.",
            bucket=self._bucket,
            reason=reason,
        )


def _look(body: Any, announced: int | None) -> Callable[[int], bytes]:
    """Reads what one look at the connection brings; raises what boto3 raises when less comes than was announced.

    boto3's own `read`, which checks that too, returns only when all that was asked for is there.
    """
    from botocore.exceptions import IncompleteReadError

    raw = getattr(body, "_raw_stream", body)
    read: Callable[[int], bytes] = getattr(raw, "read1", body.read)
    arrived = 0

    def look(size: int) -> bytes:
        nonlocal arrived
        piece = read(size)
        arrived += len(piece)
        if not piece and announced is not None and arrived != announced:
            raise IncompleteReadError(actual_bytes=arrived, expected_bytes=announced)
        return piece

    return look


def _import_boto3() -> ModuleType:
    try:
        import boto3
    except ModuleNotFoundError as missing:
        raise ConfigurationError(
            say("buckets_need_package", 'Buckets need a package more: pip install "fundstelle[s3]".')
        ) from missing
    return cast("ModuleType", boto3)


def _check(location: str) -> str:
    bucket, prefix = _parts(location)
    if not bucket:
        raise ConfigurationError(
            say(
                "bucket_unusable",
                "“{location}” is no bucket; give it as s3://BUCKET or s3://BUCKET/PREFIX/.",
                location=location,
            )
        )
    # A prefix is a folder: “hr” must not take in what is below “hr-old”.
    return f"{_SCHEME}{bucket}/{prefix.rstrip('/')}/" if prefix else f"{_SCHEME}{bucket}"


def _parts(location: str) -> tuple[str, str]:
    if not location.startswith(_SCHEME):
        return "", ""
    bucket, _, prefix = location.removeprefix(_SCHEME).partition("/")
    return bucket, prefix


def _open(location: str, options: SourceOptions, surroundings: Surroundings) -> Source:
    del surroundings
    if not isinstance(options, S3Options):
        raise TypeError(type(options))
    bucket, prefix = _parts(location)
    return S3Source(bucket, prefix, options)


def _permit(location: str, allowed: Sequence[str]) -> str:
    roots = [each for each in allowed if each.startswith(_SCHEME)]
    if not any(is_below(location, root, "/") for root in roots):
        raise SourceForbidden(
            say(
                "bucket_not_allowed",
                "This bucket is not below one of api_source_folders; `fundstelle source add` on the machine itself"
                " may.",
            )
        )
    return location


_GERMAN = {
    "bucket_unusable": "„{location}“ ist kein Bucket; anzugeben als s3://BUCKET oder s3://BUCKET/PRÄFIX/.",
    "buckets_need_package": 'Für Buckets fehlt ein Paket: pip install "fundstelle[s3]".',
    "bucket_unreadable": "Der Bucket „{bucket}“ lässt sich nicht lesen: {reason}.",
    "object_late": "Es kam nicht binnen {seconds:g} s an (`--seconds`).",
    "object_slow": "Es kam langsamer als mit {speed} Byte in der Sekunde (`--least-speed`).",
    "bucket_unreachable": "Der Bucket „{bucket}“ ist nicht zu erreichen ({failure}).",
    "bucket_service_unusable": "die Adresse seines Dienstes ist keine, die sich fragen ließe",
    "bucket_name_unusable": "so kann kein Bucket heißen",
    "bucket_unknown": "diesen Bucket gibt es nicht",
    "bucket_forbidden": "diese Zugangsdaten dürfen ihn nicht auflisten",
    "bucket_key_unknown": "der Zugangsschlüssel ist dort nicht bekannt",
    "bucket_secret_wrong": "der geheime Schlüssel ist falsch",
    "bucket_token_expired": "das Sitzungstoken ist abgelaufen",
    "bucket_elsewhere": "er liegt in einer anderen Region; geben Sie diese an",
    "bucket_answered": "der Dienst antwortete {answer}",
    "bucket_no_credentials": "es gibt keine Zugangsdaten. Setzen Sie AWS_ACCESS_KEY_ID und"
    " AWS_SECRET_ACCESS_KEY, oder geben Sie ein Profil an",
    "bucket_profile_unknown": "die AWS-Konfiguration hat kein Profil „{profile}“",
    "object_refused": "der Dienst des Buckets antwortete {answer}",
    "bucket_not_allowed": "Dieser Bucket liegt nicht unter api_source_folders; „fundstelle source add“ auf dem"
    " Rechner selbst darf ihn hinzufügen.",
}

KIND = SourceKind(
    title=Words(de="S3-Bucket", en="S3 bucket"),
    summary="a bucket of S3 or of a service like it",
    location=Words(de="Bucket, als s3://BUCKET/ANFANG/", en="Bucket, as s3://BUCKET/PREFIX/"),
    options=S3Options,
    reads=Reads.ADDRESSES,
    check=_check,
    open=_open,
    permit=_permit,
    german=_GERMAN,
)
