"""`make bench`: the benchmarks that need nothing running, one after another."""

from benchmarks import directory_search

directory_search.main()
