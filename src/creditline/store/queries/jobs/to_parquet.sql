COPY (SELECT * FROM read_csv($source, header = true, all_varchar = true, quote = '"', escape = '"', strict_mode = false))
TO $target (FORMAT parquet, COMPRESSION zstd)
