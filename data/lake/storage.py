"""Where the Parquet files of a lake lie: a bucket of an S3-compatible service, or a folder that all hosts share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from data.catalog import CatalogError
from data.sql import literal


@dataclass(frozen=True)
class Storage:
    """A place as s3://bucket/prefix, or a folder. `endpoint` is empty for AWS, else http://host:port or https://host.

    Raises CatalogError for what is no place.
    """

    place: str
    endpoint: str = ""
    region: str = ""
    key: str = ""
    secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.place.startswith(("s3://", "/")) or self.place in ("s3://", "/"):
            raise CatalogError(
                f"{self.place!r} is no place for a lake; write s3://bucket/prefix, or a folder from / on"
            )
        if self.endpoint and urlsplit(self.endpoint).scheme not in ("http", "https"):
            raise CatalogError(f"{self.endpoint!r} is no address of S3; write https://host or http://host:port")

    @property
    def remote(self) -> bool:
        """Whether it is reached over the network."""
        return self.place.startswith("s3://")

    @property
    def path(self) -> str:
        """The place, with a slash at its end."""
        return self.place.rstrip("/") + "/"

    def below(self, *names: str) -> Storage:
        """A part of it, to which the same credentials lead."""
        return replace(self, place=self.path + "/".join(names))

    @property
    def credentials(self) -> str:
        """The statement that lets a connection reach it; empty for a folder."""
        if not self.remote:
            return ""
        words = {"KEY_ID": self.key, "SECRET": self.secret, "REGION": self.region or "us-east-1", "SCOPE": self.path}
        if self.endpoint:
            address = urlsplit(self.endpoint)
            words |= {"ENDPOINT": address.netloc + address.path.rstrip("/"), "URL_STYLE": "path"}
            words |= {"USE_SSL": str(address.scheme == "https").lower()}
        said = ", ".join(f"{name} {literal(word)}" for name, word in words.items())
        return f"CREATE SECRET storage (TYPE s3, PROVIDER config, {said})"
