"""All SQL: the embedded server, connections, migrations, named queries, reads, and the write of a group."""
