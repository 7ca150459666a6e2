"""A library whose documents change: what its tests write, and what they look at."""

from __future__ import annotations

from rag.catalog import Catalog
from rag.layout import DataDir
from ui.checkup import examine

LEAVE = "Leave\n\nStaff have {days} days of paid leave a year."
PARKING = "Parking\n\nParking is free for staff all year."
HOTEL = "Hotel\n\nA hotel has 90 rooms all year."
QUESTION = "How many days of paid leave do staff have a year?"


def texts(library, as_of=None, **options):
    return {hit.passage.text for hit in library.search(QUESTION, as_of=as_of, **options)}


def problems(settings):
    return list(examine(settings, lambda stage, done, total, item: None).problems)


def row_count(settings, table):
    catalog = Catalog(DataDir(settings.data_dir))
    (count,) = catalog.connection().execute(f"SELECT count(*) FROM {table}").fetchone()
    catalog.close()
    return count
