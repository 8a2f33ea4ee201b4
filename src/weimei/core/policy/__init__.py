"""The seller's and the platform's own terms as data: typed clauses, versions, promises; the linter of their text."""
