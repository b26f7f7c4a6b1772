"""Where Alembic starts; `bot.store.migrate` calls it with a connection inside a transaction."""

from alembic import context
from sqlmodel import SQLModel

from bot.store import tables

assert tables, "the tables know themselves once they are imported"

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
