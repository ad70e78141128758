-- Run by DuckDB: a CSV file with a header, whose columns have the types given, as Parquet.
COPY (SELECT * FROM read_csv({source}, header = true, columns = {columns})) TO {target} (FORMAT parquet, COMPRESSION zstd)
