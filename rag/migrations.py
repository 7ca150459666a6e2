"""The catalog's schema as ordered steps, each applied once.

A step never changes after it was released; a change of the schema is a new step at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from rag.errors import ConfigurationError

M001_FIRST_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', '0'), ('next_passage', '1');

CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never reused, so a stale reference finds nothing
    name TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    added TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    title TEXT,
    language TEXT,
    pages INTEGER NOT NULL DEFAULT 0,
    passages INTEGER NOT NULL DEFAULT 0,
    password TEXT,                          -- of an encrypted original: needed again for page pictures
    source TEXT,                            -- absolute path it was added from, to notice renames
    source_mtime_ns INTEGER,
    source_size INTEGER,
    checked_ns INTEGER                      -- when its bytes were last compared with the source
);
CREATE INDEX documents_by_sha256 ON documents (sha256);
CREATE INDEX documents_waiting ON documents (id) WHERE state = 'waiting';

CREATE TABLE pages (
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    char_map BLOB,
    PRIMARY KEY (document_id, number)
);

CREATE TABLE passages (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    heading TEXT NOT NULL,
    content_key BLOB NOT NULL,              -- of the text that is embedded: equal text, equal vector
    embedded INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX passages_by_document ON passages (document_id);
CREATE INDEX passages_by_content ON passages (content_key);
CREATE INDEX passages_pending ON passages (id) WHERE embedded = 0;

-- Blocks of passage ids handed out but not committed: whatever an index holds of them is debris.
CREATE TABLE reservations (first INTEGER PRIMARY KEY, last INTEGER NOT NULL);

-- Blocks of passage ids whose text is gone from the catalog but may still be in an index file.
CREATE TABLE tombstones (
    first INTEGER PRIMARY KEY,
    last INTEGER NOT NULL,
    in_lexical INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE segments (
    id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    dimension INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,              -- what made the vectors
    ranges BLOB NOT NULL                    -- (first, last) passage ids: little-endian int64 pairs, ascending
) WITHOUT ROWID;
"""

M002_TABLE_HEADERS = """
ALTER TABLE passages ADD COLUMN table_header TEXT NOT NULL DEFAULT '';
"""

M003_DOCUMENT_TERMS = """
-- In how many of its passages a document uses a term, and whether its name has it: what it is about.
-- Those that use a term most can be read first.
CREATE TABLE document_terms (
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    term TEXT NOT NULL,
    passages INTEGER NOT NULL,
    named INTEGER NOT NULL,
    PRIMARY KEY (document_id, term)
) WITHOUT ROWID;
CREATE INDEX document_terms_by_use ON document_terms (term, named DESC, passages DESC);
-- Documents read before are counted by the next writer.
INSERT INTO meta SELECT 'terms_missing', '1' WHERE EXISTS (SELECT 1 FROM passages);
"""

M004_PARTS_OF_COMPOUNDS = """
-- The word index also holds parts of compounds and clauses; the next writer makes it anew.
INSERT OR IGNORE INTO meta SELECT 'terms_missing', '1' WHERE EXISTS (SELECT 1 FROM passages);
"""

M005_NOTES = """
-- What was left out because a reader does not see it: a JSON list of [kind, page or null, characters].
ALTER TABLE documents ADD COLUMN notes TEXT NOT NULL DEFAULT '[]';
"""

M007_SOURCES = """
-- Folders, buckets and sites that the library follows.
CREATE TABLE sources (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    location TEXT NOT NULL,
    options TEXT NOT NULL,                  -- JSON
    added TEXT NOT NULL,
    state TEXT NOT NULL,
    sentence TEXT,                          -- why, for a person
    synced TEXT,                            -- when a sync was last finished
    held TEXT,                              -- checksum of what a sync would remove that waits for confirmation
    confirmed TEXT                          -- the same, confirmed: allowed once
);

-- What a source held when it was last looked at.
CREATE TABLE source_items (
    source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    size INTEGER,
    time_ns INTEGER,
    etag TEXT,
    sha256 TEXT,                            -- of the bytes that were taken from it
    checked_ns INTEGER NOT NULL,            -- when the source was asked
    document_id INTEGER REFERENCES documents (id) ON DELETE SET NULL,
    reason TEXT,                            -- why these bytes were not accepted
    PRIMARY KEY (source_id, key)
) WITHOUT ROWID;
CREATE INDEX source_items_by_document ON source_items (document_id);
"""

M006_JOBS_AND_SCHEDULES = """
-- Times are seconds since 1970, UTC.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,                  -- JSON object
    key TEXT NOT NULL,                      -- of jobs with one key, one runs and one waits at most
    priority INTEGER NOT NULL,              -- lower goes first
    state TEXT NOT NULL,                    -- waiting | running | done | failed | cancelled
    created REAL NOT NULL,
    since REAL NOT NULL,                    -- when `due` was set: a clock before that was set back
    due REAL NOT NULL,                      -- not to be started before
    attempts INTEGER NOT NULL DEFAULT 0,    -- runs that failed or were lost
    cancelled INTEGER NOT NULL DEFAULT 0,   -- somebody asked the running job to stop
    worker TEXT,                            -- who runs it
    token INTEGER NOT NULL DEFAULT 0,       -- number of its last run: whoever holds an older one has lost the job
    beat INTEGER NOT NULL DEFAULT 0,        -- moves as long as the worker lives
    beat_at REAL,                           -- for people; nothing is decided by it
    stage TEXT,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    seconds_left REAL,                      -- NULL: unknown
    finished REAL,
    reason TEXT                             -- why it waits again, failed or was cancelled
);
CREATE UNIQUE INDEX jobs_waiting_once ON jobs (key) WHERE state = 'waiting';
CREATE UNIQUE INDEX jobs_running_once ON jobs (key) WHERE state = 'running';
CREATE INDEX jobs_by_kind ON jobs (kind, id);
CREATE INDEX jobs_finished ON jobs (finished) WHERE finished IS NOT NULL;

CREATE TABLE job_runs (
    job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    token INTEGER NOT NULL,
    worker TEXT NOT NULL,
    started REAL NOT NULL,
    ended REAL,
    outcome TEXT,                           -- done | failed | lost | interrupted | cancelled
    reason TEXT,
    counts TEXT NOT NULL DEFAULT '{}',      -- JSON: what was done, by kind
    notes TEXT NOT NULL DEFAULT '[]',       -- JSON: sentences on what could not be done
    PRIMARY KEY (job_id, token)
) WITHOUT ROWID;

CREATE TABLE schedules (
    name TEXT PRIMARY KEY,
    cron TEXT NOT NULL,
    timezone TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    jitter INTEGER NOT NULL,                -- seconds
    paused INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL,
    accounted REAL NOT NULL,                -- times up to here had their run
    due REAL                                -- when to look at it next; NULL: never
) WITHOUT ROWID;

CREATE TABLE schedule_fires (
    schedule TEXT NOT NULL REFERENCES schedules (name) ON DELETE CASCADE,
    time INTEGER NOT NULL,                  -- what the expression says
    job_id INTEGER NOT NULL,                -- of which job; that may be gone
    missed INTEGER NOT NULL,                -- earlier times that this run makes up for
    recorded REAL NOT NULL,
    PRIMARY KEY (schedule, time)
) WITHOUT ROWID;
"""

M009_EMBEDDERS = """
-- Whose vectors there are. Questions are answered from those of the active one only; one more may be in the making.
CREATE TABLE embedders (
    fingerprint TEXT PRIMARY KEY,
    name TEXT NOT NULL,                     -- as the setting has it
    base_url TEXT,                          -- of the server that is asked, if it is not the provider's own
    dimension INTEGER NOT NULL,
    role TEXT NOT NULL                      -- active | next | kept
) WITHOUT ROWID;
CREATE UNIQUE INDEX embedders_in_use ON embedders (role) WHERE role <> 'kept';
-- There was one embedder until now. `passages.embedded` goes on to mean: has a vector of the active one.
INSERT INTO embedders SELECT fingerprint, 'multilingual-e5-small', NULL, dimension, 'active' FROM segments
    GROUP BY fingerprint ORDER BY sum(rows) DESC LIMIT 1;
"""

M008_GENERATIONS = """
-- A document has one row whose id never changes, and one for each version of it that is not the present one.
-- role: live | former (its content is still that of the document, until new bytes are read) | archived | staged
ALTER TABLE documents ADD COLUMN role TEXT NOT NULL DEFAULT 'live';
-- The name of a row that is not live; its `name` is then a key that no document can have.
ALTER TABLE documents ADD COLUMN shown TEXT;
-- The document that a row is a version of; NULL: it is the document itself.
ALTER TABLE documents ADD COLUMN version_of INTEGER;
CREATE INDEX documents_hidden ON documents (role) WHERE role <> 'live';
CREATE INDEX documents_shown ON documents (shown) WHERE shown IS NOT NULL;
CREATE INDEX documents_versions ON documents (version_of) WHERE version_of IS NOT NULL;

-- From which generation on (included) until which (not included; NULL: now) a row was what the library held.
CREATE TABLE visible (
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    since INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (document_id, since)
) WITHOUT ROWID;
CREATE INDEX visible_since ON visible (since);
CREATE INDEX visible_until ON visible (until);
INSERT INTO visible SELECT d.id, CAST(m.value AS INTEGER), NULL FROM documents d, meta m
    WHERE m.key = 'generation' AND (d.state <> 'waiting' OR d.pages > 0);

-- Commits after which the library held something else, those of one run in one row.
CREATE TABLE generations (
    number INTEGER PRIMARY KEY,             -- the last of the run
    first INTEGER NOT NULL,
    time TEXT NOT NULL,                     -- of the last, ISO 8601, UTC
    reason TEXT NOT NULL,                   -- start | add | sync | remove | rollback | publish
    run TEXT NOT NULL,                      -- what ran; only runs of one writer are put together
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    removed INTEGER NOT NULL
);
INSERT INTO generations SELECT CAST(value AS INTEGER), CAST(value AS INTEGER),
    strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'), 'start', '', 0, 0, 0 FROM meta WHERE key = 'generation';
INSERT INTO meta SELECT 'history_from', value FROM meta WHERE key = 'generation';

-- What `document_terms` holds of live documents, of all other versions.
CREATE TABLE hidden_terms (
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    term TEXT NOT NULL,
    passages INTEGER NOT NULL,
    named INTEGER NOT NULL,
    PRIMARY KEY (document_id, term)
) WITHOUT ROWID;
CREATE INDEX hidden_terms_by_use ON hidden_terms (term, named DESC, passages DESC);

-- 1: the passages are kept in the history, in index files of its own.
ALTER TABLE tombstones ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
-- 1: no row of the segment is of a live or staged document.
ALTER TABLE segments ADD COLUMN archive INTEGER NOT NULL DEFAULT 0;

-- Blocks of passage ids that are indexed but to be seen in the staged view only, and documents that it lacks.
CREATE TABLE staged_blocks (first INTEGER PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE staged_removals (document_id INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE);
"""

M010_IDLE_JOBS = """
-- Seconds without progress as of the last beat, by the worker's own clock, which nobody can set.
ALTER TABLE jobs ADD COLUMN idle REAL NOT NULL DEFAULT 0;
"""

M011_RENAMES = """
-- Documents that a staged set gives another name; and the key that their source had them under: what is discarded
-- is looked for there again.
CREATE TABLE staged_renames (
    document_id INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    key TEXT NOT NULL
);
CREATE INDEX staged_renames_by_name ON staged_renames (name);

-- What `document_terms` will hold of those names.
CREATE TABLE staged_names (
    term TEXT NOT NULL,
    document_id INTEGER NOT NULL REFERENCES staged_renames (document_id) ON DELETE CASCADE,
    PRIMARY KEY (term, document_id)
) WITHOUT ROWID;
CREATE INDEX staged_names_by_document ON staged_names (document_id);

-- Former names of documents, and the generation from which on they do not have them any more.
CREATE TABLE renames (
    number INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    generation INTEGER NOT NULL
);
CREATE INDEX renames_by_name ON renames (name, number);
CREATE INDEX renames_by_document ON renames (document_id);
"""

M012_JOB_TRACES = """
-- The W3C trace context of the request that asked for the job, if it was traced.
ALTER TABLE jobs ADD COLUMN traceparent TEXT;
"""

M013_UNREADY_DOCUMENTS = """
-- Each question that is not found counts them.
CREATE INDEX documents_unready ON documents (state, role, passages) WHERE state IN ('waiting', 'searchable');
"""

M014_SOURCES_OF_DOCUMENTS = """
-- What a document was added by: it outlives the item, which a document of the history does not have.
ALTER TABLE documents ADD COLUMN source_id INTEGER REFERENCES sources (id) ON DELETE SET NULL;
UPDATE documents SET source_id = (SELECT i.source_id FROM source_items i WHERE i.document_id = documents.id)
    WHERE id IN (SELECT document_id FROM source_items);
"""

# Their order counts, not their numbers.
MIGRATIONS: tuple[str, ...] = (
    M001_FIRST_SCHEMA,
    M002_TABLE_HEADERS,
    M003_DOCUMENT_TERMS,
    M004_PARTS_OF_COMPOUNDS,
    M005_NOTES,
    M006_JOBS_AND_SCHEDULES,
    M007_SOURCES,
    M009_EMBEDDERS,
    M008_GENERATIONS,
    M010_IDLE_JOBS,
    M011_RENAMES,
    M012_JOB_TRACES,
    M013_UNREADY_DOCUMENTS,
    M014_SOURCES_OF_DOCUMENTS,
)


def migrate(connection: sqlite3.Connection, steps: Sequence[str] = MIGRATIONS) -> None:
    """Bring the schema up to date, by default the catalog's; safe when several processes start at once.

    Raises ConfigurationError when a later version of Fundstelle wrote the file.
    """
    if _version(connection) == len(steps):
        return
    if _version(connection) > len(steps):
        raise ConfigurationError("A later version of Fundstelle wrote this library; update Fundstelle to open it.")
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(_version(connection), len(steps)):
            for statement in _statements(steps[number]):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    """Split a script, because `executescript` would commit the surrounding transaction."""
    found: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
