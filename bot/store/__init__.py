"""What is kept: one set of tables on SQLite or PostgreSQL, sealed where it is private."""
