"""Every environment variable, typed and documented once. Read from the environment and from `.env`."""

import contextlib
import difflib
import os
import re
import secrets
from pathlib import Path
from typing import Annotated, Any

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from lentigo.problems import BadConfiguration
from lentigo.web.logs import Level

MOST_DAYS = 36500
"""Longest period that can be set: a hundred years, far from the end of the calendar."""
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/*?()\[\]^$\\|+]+", re.IGNORECASE)
EXISTING_CLIENT = "http://localhost:4200"
_MAKE_A_KEY = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'


def _named(name: str, default: Any = ..., **more: Any) -> Any:
    """Declare a setting under the exact name that it has in the environment."""
    return Field(default, validation_alias=AliasChoices(name), **more)


class Settings(BaseSettings):
    """The settings of one Lentigo service. None is needed to run."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", populate_by_name=True)

    host: str = _named("LENTIGO_HOST", "127.0.0.1")
    """Address that the server listens on."""
    port: int = _named("PORT", 5000, ge=0, le=65535)
    """TCP port that the server listens on."""
    data_dir: Path = _named("LENTIGO_DATA_DIR", Path("data"))
    """Folder of the embedded store, the pictures and the generated secret."""
    mongo_uri: str | None = _named("MONGO_URI", None)
    """MongoDB address; without it the embedded store is used."""
    blob_url: str | None = _named("BLOB_URL", None)
    """Where pictures are kept; without it a folder below the data folder. `file:///path` names another folder."""
    master_key: str | None = _named("LENTIGO_MASTER_KEY", None, repr=False)
    """Key that seals pictures and backups: base64 of 32 bytes; without it the first one of the key file."""
    master_keys_previous: str | None = _named("LENTIGO_MASTER_KEYS_PREVIOUS", None, repr=False)
    """Master keys of earlier times, separated by commas; they open what was sealed then, and seal nothing new."""
    master_key_file: Path | None = _named("LENTIGO_MASTER_KEY_FILE", None)
    """File of master keys, one a line, the current one first; without it `master_key` in the data folder, made once."""
    audit_key: str | None = _named("LENTIGO_AUDIT_KEY", None, repr=False)
    """Key that chains the audit, at least 32 bytes; without it the file `audit_key` in the data folder, made once."""
    model_dir: Path | None = _named("LENTIGO_MODEL_DIR", None)
    """Folder of another model bundle than the shipped one; wins over what `lentigo admin model use` chose."""
    cors_origins: Annotated[tuple[str, ...], NoDecode] = _named("LENTIGO_CORS_ORIGINS", (EXISTING_CLIENT,))
    """Origins whose pages may call the API, separated by commas."""
    public_url: str | None = _named("LENTIGO_PUBLIC_URL", None)
    """Address under which people reach the service; used in links that are handed out (password reset)."""
    trusted_proxies: int = _named("LENTIGO_TRUSTED_PROXIES", 0, ge=0, le=5)
    """How many reverse proxies in front of the server set X-Forwarded-For and X-Forwarded-Proto."""

    jwt_secret_key: str | None = _named("JWT_SECRET_KEY", None)
    """Key of the tokens, at least 32 bytes; without it one is made once and kept in the data folder."""
    access_token_minutes: int = _named("LENTIGO_ACCESS_TOKEN_MINUTES", 480, ge=1, le=MOST_DAYS * 1440)
    """Life of the token that `/login` gives, for clients that know no refresh."""
    session_token_minutes: int = _named("LENTIGO_SESSION_TOKEN_MINUTES", 15, ge=1, le=MOST_DAYS * 1440)
    """Life of the access token of our own page, which refreshes it."""
    session_days: int = _named("LENTIGO_SESSION_DAYS", 14, ge=1, le=MOST_DAYS)
    """Days after which a session of our own page ends at the latest."""
    admin_email: str | None = _named("LENTIGO_ADMIN_EMAIL", None)
    """E-mail address of the first administrator."""
    admin_password: str | None = _named("LENTIGO_ADMIN_PASSWORD", None)
    """Password of the first administrator; never overwrites an existing one."""
    admins_read_records: bool = _named("LENTIGO_ADMINS_READ_RECORDS", False)
    """Whether administrators may read submissions and pictures of other persons; each time stands in the audit."""
    log_level: Level = _named("LENTIGO_LOG_LEVEL", "warning")
    """How much the server writes: debug (every request), info, warning or error. None names a person."""
    metrics_token: str | None = _named("LENTIGO_METRICS_TOKEN", None)
    """Bearer token with which a Prometheus server may read `/metrics`."""

    openrouter_api_key: str | None = _named("OPENROUTER_API_KEY", None)
    """Key for OpenRouter; without it reports come from the template."""
    openrouter_base_url: str = _named("OPENROUTER_BASE_URL", "https://openrouter.ai/api/v1")
    """Address of OpenRouter's API."""
    openrouter_model: str = _named("OPENROUTER_MODEL", "openai/gpt-4o-mini")
    """Name of the language model that rephrases reports."""
    report_seconds: float = _named("LENTIGO_REPORT_SECONDS", 12.0, gt=0, le=60)
    """Longest time that a report may wait for the language model, retries included."""

    threads: int = _named("LENTIGO_THREADS", 16, ge=1, le=256)
    """Requests that are worked on at the same time."""
    queue: int = _named("LENTIGO_QUEUE", 64, ge=1)
    """Pictures that may wait for the engine; one more gets 503."""
    max_upload_mb: int = _named("LENTIGO_MAX_UPLOAD_MB", 20, ge=1, le=200)
    """Largest picture in megabytes (10^6 bytes)."""
    retention_days: int | None = _named("LENTIGO_RETENTION_DAYS", None, ge=1, le=MOST_DAYS)
    """Days after which a submission is deleted with its pictures; without it they stay."""
    undo_seconds: int = _named("LENTIGO_UNDO_SECONDS", 30, ge=1, le=3600)
    """How long a submission that was deleted on the page can be had back; then it is erased."""
    max_megapixels: int = _named("LENTIGO_MAX_MEGAPIXELS", 50, ge=1, le=200)
    """Largest picture in millions of pixels."""

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("cors_origins")
    @classmethod
    def _whole_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        # Flask-CORS would take anything with a star or a bracket for a pattern, and look for it anywhere in the origin.
        for origin in value:
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise ValueError(
                    "expected origins such as https://page.clinic.example, separated by commas, or * for all; "
                    f"received {origin!r}"
                )
        return value

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, values: dict[str, Any]) -> dict[str, Any]:
        # But no origin at all is a choice.
        kept = {"LENTIGO_CORS_ORIGINS", "cors_origins"}
        return {name: it for name, it in values.items() if name in kept or not isinstance(it, str) or it.strip()}

    @field_validator("data_dir", "master_key_file", "model_dir")
    @classmethod
    def _below_home(cls, value: Path | None) -> Path | None:
        # In `.env` no shell turns ~ into a folder, and one of that name would be made.
        try:
            return value and value.expanduser()
        except RuntimeError as error:
            raise ValueError(
                f"the home folder that {value} begins with is not known; name the folder in full"
            ) from error

    @field_validator("public_url")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value, re.IGNORECASE):
            raise ValueError(f"expected an address such as https://lentigo.clinic.example; received {value!r}")
        return value.rstrip("/").removesuffix("/app")  # what people see in the browser ends in /app/

    @field_validator("jwt_secret_key", "audit_key")
    @classmethod
    def _long_enough(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and len(value.encode()) < 32:
            name = {"jwt_secret_key": "JWT_SECRET_KEY", "audit_key": "LENTIGO_AUDIT_KEY"}[str(info.field_name)]
            raise ValueError(
                f"{name} must be at least 32 bytes long, this one has {len(value.encode())}; "
                f"make one with: {_MAKE_A_KEY}"
            )
        return value

    def secret(self) -> str:
        """Give the key of the tokens; where none is set, make one once and keep it in the data folder, mode 0600.

        Raises:
            BadConfiguration: The kept key is too short, or the data folder cannot be written.
        """
        if self.jwt_secret_key is not None:
            return self.jwt_secret_key
        path = self.data_dir / "jwt_secret_key"
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                write_once(path, secrets.token_urlsafe(48))
            kept = path.read_text(encoding="ascii").strip()
        except OSError as error:
            raise BadConfiguration(f"the data folder {self.data_dir} cannot be written: {error.strerror}") from error
        if len(kept) < 32:
            raise BadConfiguration(f"{path} holds a key that is too short; delete it and a new one will be made")
        return kept


def write_once(path: Path, text: str) -> None:
    """Create a private file whole or not at all; of two processes that try, one wins and both read the same."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def load_settings(**overrides: Any) -> Settings:
    """Read the settings from the environment and `.env`.

    Args:
        overrides: Settings by field name that take precedence, as tests and the command line need them.

    Raises:
        BadConfiguration: A variable holds what it may not; the message names it and says what was expected.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        faults = "; ".join(
            f"{fault['loc'][0]}: {fault['msg'].removeprefix('Value error, ')}" if fault["loc"] else fault["msg"]
            for fault in error.errors()
        )
        raise BadConfiguration(f"a setting cannot be used: {faults}") from error
    except UnicodeDecodeError as error:
        raise BadConfiguration(f"the file .env is not UTF-8: {error}") from error


def misspelt() -> dict[str, str]:
    """Find names in the environment and in `.env` that look like a setting and are none: nothing would tell of them.

    Returns:
        The setting that was probably meant, by the name that was given.
    """
    known = {
        str(choice)
        for field in Settings.model_fields.values()
        if isinstance(field.validation_alias, AliasChoices)
        for choice in field.validation_alias.choices
    }
    given = {name.upper() for name in os.environ if name.upper().startswith(("LENTIGO_", "OPENROUTER_"))}
    with contextlib.suppress(OSError, ValueError):
        given |= {name.upper() for name in dotenv_values(".env", encoding="utf-8")}
    found = {name: _meant_by(name, known) for name in sorted(given - known)}
    return {name: meant for name, meant in found.items() if meant}


def _meant_by(name: str, known: set[str]) -> str | None:
    """Give the setting that a name is likely to mean: the same without our prefix, which some lack, or a like one."""
    bare = name.removeprefix("LENTIGO_")
    return bare if bare in known else next(iter(difflib.get_close_matches(name, known, 1, 0.8)), None)
