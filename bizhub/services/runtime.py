"""What a running BizHub holds: settings, databases, the insights store, jobs."""

import threading
from dataclasses import dataclass, field

from bizhub.adapters.activity_anchor import ActivityAnchor
from bizhub.adapters.database import Database
from bizhub.adapters.insights_store import InsightsStore
from bizhub.adapters.jobs import Jobs
from bizhub.adapters.password_strength import StrengthMeter
from bizhub.adapters.passwords import Passwords
from bizhub.adapters.private_files import close_to_others
from bizhub.services.import_arrivals import Arrivals
from bizhub.services.imported_periods import imported_periods
from bizhub.settings import Settings


@dataclass
class Runtime:
    """The adapters of one process, opened together and closed together."""

    settings: Settings
    database: Database
    anchor: ActivityAnchor
    activity_key: bytes = field(repr=False)
    jobs: Jobs = field(repr=False)
    """Not started by `start`: see services/background.py."""
    arrivals: Arrivals = field(default_factory=Arrivals, repr=False)
    document_arrivals: Arrivals = field(default_factory=Arrivals, repr=False)
    _insights: InsightsStore | None = field(default=None, repr=False)
    _passwords: Passwords | None = field(default=None, repr=False)
    _strength: StrengthMeter | None = field(default=None, repr=False)
    _opening: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def insights(self) -> InsightsStore:
        """The insights store, opened when first asked for."""
        with self._opening:
            if self._insights is None:
                self._insights = InsightsStore(
                    self.settings.data_dir / "insights.duckdb",
                    memory=self.settings.duckdb_memory,
                    imported=lambda: imported_periods(self.database),
                )
            return self._insights

    @property
    def passwords(self) -> Passwords:
        """The hasher of passwords and its threads, started when first asked for."""
        with self._opening:
            if self._passwords is None:
                self._passwords = Passwords(self.settings)
            return self._passwords

    @property
    def strength(self) -> StrengthMeter:
        """The meter of password strength, made when first asked for."""
        with self._opening:
            if self._strength is None:
                self._strength = StrengthMeter()
            return self._strength

    def close(self) -> None:
        """Close what was opened, jobs first, since they use the rest."""
        self.jobs.stop()
        if self._passwords is not None:
            self._passwords.close()
        if self._strength is not None:
            self._strength.close()
        if self._insights is not None:
            self._insights.close()
        self.database.close()


_current: Runtime | None = None


def start(settings: Settings) -> Runtime:
    """Open everything and make it the runtime of this process."""
    global _current
    close_to_others(settings.data_dir)
    key = settings.secret("activity")
    _current = Runtime(
        settings=settings,
        database=Database(settings),
        anchor=ActivityAnchor(settings.folder("anchors"), key),
        activity_key=key,
        jobs=Jobs(settings),
    )
    return _current


def stop() -> None:
    """Close the runtime of this process."""
    global _current
    if _current is not None:
        _current.close()
        _current = None


def current() -> Runtime:
    """The runtime of this process; the lifespan, the command line or a test has started it."""
    if _current is None:
        raise RuntimeError("BizHub is not running: no runtime was started in this process")
    return _current
