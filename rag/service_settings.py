"""Settings of what runs by itself: jobs, the processes of `serve`, and who is told when a run failed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode


class ServiceSettings(BaseSettings):
    """The part of `Settings` that a library without a service never looks at."""

    keep_jobs_days: int = Field(30, ge=1, le=36500, description="how long ended jobs are listed, days")
    serve_api: bool = Field(True, description="whether `serve` runs the HTTP API too; `--no-api` leaves it out")
    api_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="port of the HTTP API; when unset 8600, under `serve` or the next free one",
    )
    notify_webhook: SecretStr | None = Field(
        None, description="address that is told of failed runs by POST, http or https"
    )
    notify_webhook_secret: SecretStr | None = Field(None, description="key that signs what is sent to the webhook")
    notify_email: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="addresses that are told of failed runs; separated by commas"
    )
    notify_seconds: float = Field(10.0, gt=0, le=300, description="time limit for telling, seconds")
    smtp_host: str | None = Field(None, description="server that takes e-mail")
    smtp_port: int = Field(587, ge=1, le=65535, description="its port")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="how the connection is secured"
    )
    smtp_user: str | None = Field(None, description="name to log in with, if any")
    smtp_password: SecretStr | None = Field(None, description="password to log in with")
    smtp_sender: str | None = Field(None, description="address that e-mail is sent from")
    api_key: SecretStr | None = Field(
        None, min_length=16, description="key that callers of the HTTP API must send; needed beyond this machine"
    )
    api_concurrent_answers: int | None = Field(
        None, ge=1, le=1000, description="answers the HTTP API writes at once; when unset 1 locally, 4 hosted"
    )
    api_waiting_answers: int = Field(
        16, ge=0, le=10_000, description="questions that wait for an answer over HTTP before more are turned away"
    )
    api_requests_per_minute: int = Field(
        600, ge=0, description="requests of one client of the HTTP API in a minute; 0 does not limit them"
    )
    api_request_seconds: float = Field(
        300.0, gt=0, description="time limit for one request over HTTP, its waiting included, seconds"
    )
    api_source_folders: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="folders, and buckets as s3://BUCKET/PREFIX/, below which callers of the HTTP API, and buckets"
        " also pages that other computers reach, may add sources; separated by commas",
    )
    otlp_endpoint: str | None = Field(
        None,
        pattern=r"^https?://\S+$",
        description="where traces of the HTTP API and of jobs are sent (OTLP); none when unset",
    )

    @field_validator("notify_email", "api_source_folders", mode="before")
    @classmethod
    def _split_list(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("notify_email", "smtp_sender")
    @classmethod
    def _check_addresses(cls, value: tuple[str, ...] | str | None) -> tuple[str, ...] | str | None:
        for address in (value,) if isinstance(value, str) else value or ():
            if "@" not in address[1:-1] or not address.isprintable() or " " in address:
                raise ValueError("an e-mail address looks like name@example.org")
        return value

    @field_validator("notify_webhook")
    @classmethod
    def _check_webhook(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("https://", "http://")):
            raise ValueError("it has to begin with https:// or http://")
        return value

    @model_validator(mode="after")
    def _check_mail(self) -> ServiceSettings:
        if self.notify_email and not (self.smtp_host and self.smtp_sender):
            raise ValueError("notify_email also needs smtp_host and smtp_sender")
        return self
