"""Where Alembic starts; `bot.store.migrate` calls it with a connection inside a transaction."""

from alembic import context
from sqlmodel import SQLModel

from bot.store import tables as tables  # to know them is to import them
from bot.store import tables_delivery as tables_delivery

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
