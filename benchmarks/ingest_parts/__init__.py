"""Parts of the benchmark `ingest`: the files, our way, the peers."""
