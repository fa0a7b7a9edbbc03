"""Pages, files, feeds and archives in; articles out.

>>> from detente.ingest import IngestOptions, read_sources
>>> for item in read_sources(["news/"], IngestOptions(published="2019-05-15")):  # doctest: +SKIP
...     print(item.id if isinstance(item, Article) else item)
"""

from __future__ import annotations

from detente.ingest.options import Code, FetchOptions, IngestFailure, IngestOptions
from detente.ingest.sources import FORMATS, read_sources
from detente.records import Article

__all__ = ["FORMATS", "Article", "Code", "FetchOptions", "IngestFailure", "IngestOptions", "read_sources"]
