"""How well the ranking answers real questions, beside a plain BM25: what `terreau evaluate` prints."""
