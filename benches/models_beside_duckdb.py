"""Every model's statement in DuckDB, over the same Parquet files, beside the program's own times.

    innsikt --warehouse W build --anew --times --format csv > times.csv
    innsikt --warehouse W docs statements > statements.sql
    python3 benches/models_beside_duckdb.py W statements.sql times.csv

Each model is computed, sorted by its key and written as zstd Parquet, from the released files of what it reads; the same work in both
programs but for the hash of the file and the sync. DuckDB has as many threads as the machine has cores. Needs `pip install duckdb`.
"""

import csv
import json
import os
import re
import sys
import tempfile
import time

import duckdb

# The status algebra (src/model/functions.rs), and functions that have another name there.
MACROS = """
CREATE MACRO status_forhold(a, b, d) AS
    CASE
        WHEN coalesce(a, 'mangler') = 'skjermet' OR coalesce(b, 'mangler') = 'skjermet' THEN 'skjermet'
        WHEN coalesce(a, 'mangler') = 'undertrykt' OR coalesce(b, 'mangler') = 'undertrykt' THEN 'undertrykt'
        WHEN coalesce(a, 'mangler') = 'ufullstendig' OR coalesce(b, 'mangler') = 'ufullstendig' THEN 'ufullstendig'
        WHEN coalesce(a, 'mangler') = 'mangler' OR coalesce(b, 'mangler') = 'mangler' THEN 'mangler'
        WHEN a = 'ikke_aktuelt' OR b = 'ikke_aktuelt' THEN 'ikke_aktuelt'
        WHEN a = 'ikke_beregnbar' OR b = 'ikke_beregnbar' THEN 'ikke_beregnbar'
        WHEN d IS NULL OR d = 0 THEN 'ikke_beregnbar'
        ELSE 'ok'
    END;
CREATE MACRO status_sum(s) AS
    CASE
        WHEN bool_or(coalesce(s, '') NOT IN ('ok', 'ikke_aktuelt')) THEN 'ufullstendig'
        WHEN bool_or(s = 'ok') THEN 'ok'
        ELSE 'ikke_aktuelt'
    END;
CREATE MACRO regexp_like(text, pattern) AS regexp_matches(text, pattern), (text, pattern, flags) AS regexp_matches(text, pattern, flags);
CREATE MACRO array_except(a, b) AS list_filter(a, lambda x: NOT list_contains(b, x));
"""


def adapted(sql):
    """What the two dialects say differently."""
    return re.sub(r"LEFT (ANTI|SEMI) JOIN", r"\1 JOIN", sql)


def newest(partitions):
    """The newest edition of each partition, as the program reads facts."""
    chosen = {}
    for partition in partitions:
        key = (partition["tabell"], partition["datasett"], partition["periode"], partition.get("del", ""))
        if key not in chosen or partition["publisert"] >= chosen[key]["publisert"]:
            chosen[key] = partition
    return chosen.values()


def main():
    warehouse, script, times = sys.argv[1:4]
    tables = os.path.join(warehouse, "tables")
    releases = os.path.join(warehouse, "releases")
    current = open(os.path.join(releases, "current")).read().strip()
    manifest = json.load(open(os.path.join(releases, f"{current}.json")))
    files = {name: [f["sti"] for f in entry.get("filer", [])] for name, entry in manifest["tabeller"].items()}
    for partition in newest(manifest["partisjoner"]):
        files.setdefault(partition["tabell"], []).append(partition["fil"]["sti"])
    ours = {row["modell"]: float(row["sekunder"]) for row in csv.DictReader(open(times))}
    rows = {row["modell"]: int(row["rader"]) for row in csv.DictReader(open(times))}

    db = duckdb.connect()
    db.execute(f"SET threads = {os.cpu_count()}; SET memory_limit = '12GB'")
    db.execute(MACROS)
    for schema in sorted({name.split(".")[0] for name in files} | {"katalog"}):
        db.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for name, paths in files.items():
        paths = [os.path.join(tables, p) for p in paths]
        if paths:
            db.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({paths!r}, union_by_name = true)")

    statements = re.findall(r"-- (\S+): [^\n]*\nCREATE TABLE \S+ AS\n(.*?);\n(?=\n--|\Z)", open(script).read(), re.S)
    print("modell;rader;innsikt_s;duckdb_s;forhold;like_rader")
    total = [0.0, 0.0]
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        for name, sql in statements:
            if name == "indikator.verdi" or name not in ours:
                continue
            key = ", ".join(manifest["tabeller"][name]["sortering"])
            out = os.path.join(folder, "ut.parquet")
            begun = time.monotonic()
            try:
                db.execute(f"COPY (SELECT * FROM ({adapted(sql)}) ORDER BY {key}) TO '{out}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)")
            except duckdb.Error as error:
                failed.append((name, str(error).split("\n")[0]))
                continue
            theirs = time.monotonic() - begun
            count = db.execute(f"SELECT count(*) FROM read_parquet('{out}')").fetchone()[0]
            total[0] += ours[name]
            total[1] += theirs
            print(f"{name};{count};{ours[name]:.3f};{theirs:.3f};{ours[name] / theirs:.2f};{'ja' if count == rows[name] else 'NEI ' + str(rows[name])}", flush=True)
    print(f"i alt;;{total[0]:.1f};{total[1]:.1f};{total[0] / total[1]:.2f};")
    for name, error in failed:
        print(f"ikke kjørt: {name}: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
