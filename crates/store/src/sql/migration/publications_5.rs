//! Migration 5: published lists in columns, for programs that read the database and nothing else.

pub(super) const SQLITE: &str = "
CREATE TABLE published_runs (
    run TEXT PRIMARY KEY NOT NULL,
    unit TEXT NOT NULL,
    period TEXT NOT NULL,
    scheme TEXT NOT NULL,
    published_on TEXT NOT NULL,
    withdrawn_reason TEXT
);
CREATE INDEX published_runs_of_period ON published_runs (period, unit);

CREATE TABLE published_results (
    run TEXT NOT NULL REFERENCES published_runs (run),
    unit TEXT NOT NULL,
    level TEXT NOT NULL,
    name TEXT NOT NULL,
    parent TEXT NOT NULL,
    parent_name TEXT NOT NULL,
    status TEXT NOT NULL,
    score_hundredths BIGINT,
    rank BIGINT,
    rank_in_parent BIGINT,
    stars BIGINT,
    candidate BIGINT,
    best_rank BIGINT,
    worst_rank BIGINT,
    PRIMARY KEY (run, unit)
);
";

pub(super) const POSTGRES: &str = r#"
CREATE TABLE published_runs (
    run TEXT COLLATE "C" PRIMARY KEY,
    unit TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    scheme TEXT NOT NULL,
    published_on TEXT NOT NULL,
    withdrawn_reason TEXT
);
CREATE INDEX published_runs_of_period ON published_runs (period, unit);

CREATE TABLE published_results (
    run TEXT COLLATE "C" NOT NULL REFERENCES published_runs (run),
    unit TEXT COLLATE "C" NOT NULL,
    level TEXT NOT NULL,
    name TEXT NOT NULL,
    parent TEXT COLLATE "C" NOT NULL,
    parent_name TEXT NOT NULL,
    status TEXT NOT NULL,
    score_hundredths BIGINT,
    rank BIGINT,
    rank_in_parent BIGINT,
    stars BIGINT,
    candidate BIGINT,
    best_rank BIGINT,
    worst_rank BIGINT,
    PRIMARY KEY (run, unit)
);
"#;
