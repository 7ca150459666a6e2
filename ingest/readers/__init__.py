"""Reading originals: bytes on disk become pages of cleaned text, in a separate process."""

from ingest.readers.isolated import ReaderPool, read_document
from ingest.readers.types import Heading, ReadDocument, ReadLimits, ReadPage

__all__ = ["Heading", "ReadDocument", "ReadLimits", "ReadPage", "ReaderPool", "read_document"]
