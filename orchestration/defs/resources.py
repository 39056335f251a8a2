"""The one resource: which origin to refresh from, into which workspace."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self, cast

import dagster as dg
from pydantic import PrivateAttr

from ingest.store import OriginName
from orchestration.workspace import Settings


class Refresh(dg.ConfigurableResource):  # type: ignore[type-arg]  # Dagster's own generic is untyped
    """Settings of a refresh; see `orchestration.workspace.Settings`.

    `select` names the sources to fetch, all when empty; `expect_change` names the datasets that may
    change a lot in this run, because a person said so.
    """

    origin: str = "demo"
    archive: str | None = None
    out: str | None = None
    scale: float = 1.0
    select: list[str] | None = None
    expect_change: list[str] | None = None
    _settings: Settings | None = PrivateAttr(default=None)

    @property
    def settings(self) -> Settings:
        """The settings, made once, so that an origin keeps what it has already worked out."""
        if self._settings is None:
            self._settings = Settings(
                origin=cast("OriginName", self.origin),
                archive=Path(self.archive) if self.archive else None,
                out=Path(self.out) if self.out else None,
                scale=self.scale,
            )
        return self._settings

    @contextmanager
    def yield_for_execution(self, _context: dg.InitResourceContext) -> Iterator[Self]:
        """Have the workspace to oneself while steps run, whoever started them."""
        with self.settings.workspace.claimed(self.settings.kind):
            yield self

    def is_selected(self, source: str) -> bool:
        """Whether this run asks the origin for that source; the others serve as they are."""
        return not self.select or source in self.select

    @classmethod
    def of(
        cls,
        settings: Settings,
        select: list[str] | None = None,
        expect_change: list[str] | None = None,
    ) -> "Refresh":
        """The resource of those settings."""
        return cls(
            origin=settings.origin,
            archive=str(settings.archive) if settings.archive else None,
            out=str(settings.out) if settings.out else None,
            scale=settings.scale,
            select=select,
            expect_change=expect_change,
        )
