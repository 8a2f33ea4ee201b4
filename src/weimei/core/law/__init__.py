"""The law as code: one small function per article that yields a decision or an amount, dated parameters, restated texts."""
