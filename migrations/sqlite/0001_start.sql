-- The records of the dashboard: who stated which figure, and what is documented.
-- +goose Up

CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL DEFAULT 'page' CHECK (kind IN ('page', 'gazetteer')),
    title TEXT NOT NULL,
    publisher TEXT NOT NULL,
    url TEXT NOT NULL,
    published_on TEXT,
    language TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE TABLE sectors (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL UNIQUE,
    name_en TEXT NOT NULL DEFAULT '',
    name_kk TEXT NOT NULL DEFAULT '',
    name_ru TEXT NOT NULL DEFAULT '',
    name_zh TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE TABLE regions (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL UNIQUE,
    name_en TEXT NOT NULL DEFAULT '',
    name_kk TEXT NOT NULL DEFAULT '',
    name_ru TEXT NOT NULL DEFAULT '',
    name_zh TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE TABLE speakers (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL UNIQUE,
    name_en TEXT NOT NULL DEFAULT '',
    name_kk TEXT NOT NULL DEFAULT '',
    name_ru TEXT NOT NULL DEFAULT '',
    name_zh TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE TABLE roles (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL UNIQUE,
    name_en TEXT NOT NULL DEFAULT '',
    name_kk TEXT NOT NULL DEFAULT '',
    name_ru TEXT NOT NULL DEFAULT '',
    name_zh TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE TABLE places (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL UNIQUE,
    name_en TEXT NOT NULL DEFAULT '',
    name_kk TEXT NOT NULL DEFAULT '',
    name_ru TEXT NOT NULL DEFAULT '',
    name_zh TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE TABLE programmes (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('project_set', 'subject')),
    basis TEXT NOT NULL DEFAULT '',
    name_en TEXT NOT NULL DEFAULT '',
    name_kk TEXT NOT NULL DEFAULT '',
    name_ru TEXT NOT NULL DEFAULT '',
    name_zh TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE TABLE metrics (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    unit TEXT NOT NULL,
    stage TEXT CHECK (stage IN ('launched', 'launching', 'in_progress', 'preparing', 'planned', 'unknown', 'cancelled')),
    name_en TEXT NOT NULL DEFAULT '',
    name_kk TEXT NOT NULL DEFAULT '',
    name_ru TEXT NOT NULL DEFAULT '',
    name_zh TEXT NOT NULL DEFAULT '',
    definition_en TEXT NOT NULL DEFAULT '',
    definition_kk TEXT NOT NULL DEFAULT '',
    definition_ru TEXT NOT NULL DEFAULT '',
    definition_zh TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE TABLE statements (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    programme_id INTEGER NOT NULL REFERENCES programmes (id),
    speaker_id INTEGER NOT NULL REFERENCES speakers (id),
    role_id INTEGER REFERENCES roles (id),
    place_id INTEGER REFERENCES places (id),
    source_id INTEGER NOT NULL REFERENCES sources (id),
    said_on TEXT,
    known_on TEXT,
    dated_by TEXT NOT NULL DEFAULT '' CHECK (dated_by IN ('said', 'as_of', 'published', '')),
    note TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE INDEX statements_programme_id ON statements (programme_id, known_on);

CREATE INDEX statements_source_id ON statements (source_id);

CREATE INDEX statements_speaker_id ON statements (speaker_id);

CREATE TABLE statement_sources (
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    source_id INTEGER NOT NULL REFERENCES sources (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (statement_id, source_id)
) WITHOUT ROWID;

CREATE INDEX statement_sources_source_id ON statement_sources (source_id);

CREATE TABLE figures (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    unit TEXT NOT NULL,
    as_of TEXT,
    year_from INTEGER,
    year_to INTEGER,
    part_of_id INTEGER REFERENCES figures (id),
    quote TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    CHECK ((year_from IS NULL) = (year_to IS NULL) AND (year_from IS NULL OR year_from <= year_to))
);

CREATE INDEX figures_statement_id ON figures (statement_id, position);

CREATE INDEX figures_metric_id ON figures (metric_id);

CREATE INDEX figures_part_of_id ON figures (part_of_id);

CREATE TABLE projects (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name_en TEXT NOT NULL DEFAULT '',
    name_kk TEXT NOT NULL DEFAULT '',
    name_ru TEXT NOT NULL DEFAULT '',
    name_zh TEXT NOT NULL DEFAULT '',
    name_folded TEXT NOT NULL,
    sector_id INTEGER REFERENCES sectors (id),
    region_id INTEGER REFERENCES regions (id),
    locality TEXT NOT NULL DEFAULT '',
    lat REAL,
    lon REAL,
    cost_cents INTEGER,
    jobs INTEGER,
    capacity TEXT NOT NULL DEFAULT '',
    outcome_unknown_from TEXT,
    note TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    CHECK ((lat IS NULL) = (lon IS NULL))
);

CREATE INDEX projects_name_folded ON projects (name_folded, id);

CREATE INDEX projects_sector_id ON projects (sector_id);

CREATE INDEX projects_region_id ON projects (region_id);

CREATE TABLE project_sources (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    source_id INTEGER NOT NULL REFERENCES sources (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (project_id, source_id)
) WITHOUT ROWID;

CREATE INDEX project_sources_source_id ON project_sources (source_id);

CREATE TABLE programme_projects (
    programme_id INTEGER NOT NULL REFERENCES programmes (id),
    project_id INTEGER NOT NULL REFERENCES projects (id),
    membership TEXT NOT NULL CHECK (membership IN ('yes', 'no', 'unknown')),
    PRIMARY KEY (programme_id, project_id)
) WITHOUT ROWID;

CREATE INDEX programme_projects_project_id ON programme_projects (project_id);

CREATE TABLE project_events (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    kind TEXT NOT NULL CHECK (kind IN ('announced', 'agreed', 'started', 'launched', 'suspended', 'cancelled')),
    planned BOOLEAN NOT NULL,
    date TEXT,
    year INTEGER,
    known_on TEXT NOT NULL,
    source_id INTEGER REFERENCES sources (id),
    note TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE INDEX project_events_project_id ON project_events (project_id, year, known_on);

CREATE INDEX project_events_year ON project_events (year, known_on, project_id);

-- Derived from project_events whenever they are written, so that «the stage on a day» is one indexed look-up.

CREATE TABLE project_stages (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('launched', 'launching', 'in_progress', 'preparing', 'planned', 'unknown', 'cancelled')),
    launch_date TEXT,
    launch_planned BOOLEAN NOT NULL,
    PRIMARY KEY (project_id, from_day),
    CHECK (from_day < until_day)
) WITHOUT ROWID;

CREATE TABLE enterprises (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name_en TEXT NOT NULL DEFAULT '',
    name_kk TEXT NOT NULL DEFAULT '',
    name_ru TEXT NOT NULL DEFAULT '',
    name_zh TEXT NOT NULL DEFAULT '',
    name_folded TEXT NOT NULL,
    sector_id INTEGER REFERENCES sectors (id),
    region_id INTEGER REFERENCES regions (id),
    project_id INTEGER REFERENCES projects (id),
    product TEXT NOT NULL DEFAULT '',
    export_oriented BOOLEAN,
    chinese_share TEXT,
    founded_year INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE INDEX enterprises_project_id ON enterprises (project_id);

CREATE TABLE enterprise_sources (
    enterprise_id INTEGER NOT NULL REFERENCES enterprises (id),
    source_id INTEGER NOT NULL REFERENCES sources (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (enterprise_id, source_id)
) WITHOUT ROWID;

CREATE INDEX enterprise_sources_source_id ON enterprise_sources (source_id);

CREATE TABLE project_partners (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    side TEXT NOT NULL CHECK (side IN ('kazakh', 'chinese')),
    position INTEGER NOT NULL,
    enterprise_id INTEGER REFERENCES enterprises (id),
    name TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    UNIQUE (project_id, side, position)
);

CREATE INDEX project_partners_enterprise_id ON project_partners (enterprise_id);

CREATE TABLE agreements (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    title_en TEXT NOT NULL DEFAULT '',
    title_kk TEXT NOT NULL DEFAULT '',
    title_ru TEXT NOT NULL DEFAULT '',
    title_zh TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL CHECK (kind IN ('agreement', 'commercial_agreement', 'commercial_package', 'joint_statement', 'memorandum', 'package', 'protocol', 'treaty')),
    signed_on TEXT,
    known_on TEXT,
    place_id INTEGER REFERENCES places (id),
    parties TEXT NOT NULL DEFAULT '',
    topic TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE TABLE agreement_sources (
    agreement_id INTEGER NOT NULL REFERENCES agreements (id),
    source_id INTEGER NOT NULL REFERENCES sources (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (agreement_id, source_id)
) WITHOUT ROWID;

CREATE INDEX agreement_sources_source_id ON agreement_sources (source_id);

CREATE TABLE commodities (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name_en TEXT NOT NULL DEFAULT '',
    name_kk TEXT NOT NULL DEFAULT '',
    name_ru TEXT NOT NULL DEFAULT '',
    name_zh TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE TABLE prices (
    id INTEGER PRIMARY KEY,
    commodity_id INTEGER NOT NULL REFERENCES commodities (id),
    period TEXT NOT NULL,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    value TEXT NOT NULL,
    unit TEXT NOT NULL,
    currency TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    UNIQUE (commodity_id, period, source_id)
);

CREATE TABLE price_notes (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    noted_on TEXT NOT NULL,
    known_on TEXT NOT NULL,
    source_id INTEGER NOT NULL REFERENCES sources (id),
    text_en TEXT NOT NULL DEFAULT '',
    text_kk TEXT NOT NULL DEFAULT '',
    text_ru TEXT NOT NULL DEFAULT '',
    text_zh TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE TABLE price_note_commodities (
    price_note_id INTEGER NOT NULL REFERENCES price_notes (id),
    commodity_id INTEGER NOT NULL REFERENCES commodities (id),
    PRIMARY KEY (price_note_id, commodity_id)
) WITHOUT ROWID;

CREATE TABLE corridors (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    mode TEXT NOT NULL CHECK (mode IN ('rail', 'road', 'multimodal')),
    name_en TEXT NOT NULL DEFAULT '',
    name_kk TEXT NOT NULL DEFAULT '',
    name_ru TEXT NOT NULL DEFAULT '',
    name_zh TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);

CREATE TABLE waypoints (
    id INTEGER PRIMARY KEY,
    corridor_id INTEGER NOT NULL REFERENCES corridors (id),
    seq INTEGER NOT NULL,
    place TEXT NOT NULL,
    country TEXT NOT NULL,
    lat REAL,
    lon REAL,
    kind TEXT NOT NULL CHECK (kind IN ('city', 'border', 'port', 'dry port')),
    illustrative BOOLEAN NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    UNIQUE (corridor_id, seq)
);

CREATE TABLE waypoint_sources (
    waypoint_id INTEGER NOT NULL REFERENCES waypoints (id),
    source_id INTEGER NOT NULL REFERENCES sources (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (waypoint_id, source_id)
) WITHOUT ROWID;

CREATE INDEX waypoint_sources_source_id ON waypoint_sources (source_id);

-- No row is changed in silence: what stood there before, what stands there now, and why.

CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    at DATETIME NOT NULL,
    noun TEXT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
);

CREATE INDEX revisions_code ON revisions (noun, code, id);
