"""What an import would change: its staged rows beside the stored ones."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb

from bizhub.adapters import insights_known as known
from bizhub.adapters import insights_sql as sql
from bizhub.adapters import insights_staged as staged
from bizhub.adapters.insights_queries import InsightsQueries
from bizhub.domain.errors import Conflict
from bizhub.domain.figures import Figures, Grain, KnownDays, Period, Replacement, Restatement
from bizhub.domain.metrics import REACH

GONE = "The staged figures are gone. Upload the file again."
_EVER = Period(date(1, 1, 1), date(9999, 12, 31))


class InsightsPreview(InsightsQueries):
    """The half of the insights store that compares and changes nothing."""

    def restatement(self, batch_id: str, source: str, account_id: int) -> Restatement:
        """What a swap of these staged rows would change."""
        return self.restatements(batch_id, {source: account_id})[source]

    def restatements(self, batch_id: str, targets: Mapping[str, int]) -> dict[str, Restatement]:
        """What swaps of staged rows would change, by source; `targets` are account IDs by source."""
        delivered, kept = self._delivered(batch_id), self._parts
        # What nobody delivered before gets its column with the swap; a question changes no table.
        parts = [part for part in sql.PART_NAMES if part in kept or part in delivered]
        sums = [part for part in parts if part != REACH.name]
        table = staged.staging_table(batch_id)
        found = self._fetch(sql.Query(staged.periods(table), [json.dumps(list(targets))]))
        if len(found) < len(targets):
            raise Conflict(GONE)
        leads = [Replacement(source, targets[source], Period(first, last)) for source, first, last in found]
        listed = staged.listed(leads)
        stored, rows = staged.stored_rows(kept, parts), staged.staged_rows(table, delivered, parts)
        before = _by_source(self._fetch(sql.Query(staged.sums_of(stored, sums), [listed])))
        after = _by_source(self._fetch(sql.Query(staged.sums_of(rows, sums), [listed])))
        changed: defaultdict[str, set[date]] = defaultdict(set)
        for source, day in self._fetch(sql.Query(staged.changed_days(stored, rows, parts), [listed, listed])):
            changed[source].add(day)
        told = self._known_days(self.cursor(), {lead.account_id for lead in leads})
        nothing = (0, False, False, False, *(None for _ in sums))
        return {
            lead.source: _restatement(
                lead,
                sums,
                before.get(lead.source, nothing),
                after[lead.source],
                changed[lead.source].union(*(gap.each_day() for gap in told[lead.account_id].missing(lead.period))),
            )
            for lead in leads
        }

    def stored_grain(self, account_id: int, period: Period = _EVER) -> Grain | None:
        """How fine the figures stored in a period are; None where there are none."""
        values: list[object] = [account_id, period.first, period.last]
        return staged.grain_from(self._fetch(sql.Query(staged.GRAIN_IN_PERIOD, values))[0])

    def _delivered(self, batch_id: str) -> list[str]:
        """The columns of a batch's staged rows."""
        rows = self._fetch(sql.Query(staged.DELIVERED, [batch_id]))
        if not rows:
            raise Conflict(GONE)
        return [row[0] for row in rows]

    def _known_days(self, cursor: duckdb.DuckDBPyConnection, account_ids: Collection[int]) -> dict[int, KnownDays]:
        """What these accounts know, for those too that know nothing."""
        runs: dict[int, list[Period]] = {account_id: [] for account_id in account_ids}
        for account_id, first, last in cursor.execute(known.RUNS, [sql.id_list(sorted(account_ids))]).fetchall():
            runs[account_id].append(Period(first, last))
        return {account_id: KnownDays.joined(periods) for account_id, periods in runs.items()}


def _by_source(rows: Iterable[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    return {row[0]: row[1:] for row in rows}


def _restatement(
    lead: Replacement, sums: Sequence[str], before: Sequence[Any], after: Sequence[Any], changed: Iterable[date]
) -> Restatement:
    """From rows of `sums_of` without their source."""
    return Restatement(
        account_id=lead.account_id,
        period=lead.period,
        stored_grain=staged.grain_from(before[:4]),
        new_grain=staged.grain_from(after[:4]) or Grain.ACCOUNT,
        rows_before=before[0],
        rows_after=after[0],
        changed_days=tuple(sorted(changed)),
        before=_sums(sums, before[4:]),
        after=_sums(sums, after[4:]),
    )


def _sums(parts: Sequence[str], values: Sequence[Any]) -> Figures:
    return Figures(dict(zip(parts, values, strict=True)))
