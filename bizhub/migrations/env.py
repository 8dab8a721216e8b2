"""Run migrations on the connection that the caller opened; triggers are checked after each run."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import bizhub.models
from bizhub.migrations.triggers import ensure_activity_is_append_only
from bizhub.models.columns import UtcDateTime

assert bizhub.models.__all__


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our column types into a new migration so that it stands on its own."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=False,
    render_item=_render,
)
context.run_migrations()
ensure_activity_is_append_only(connection)
