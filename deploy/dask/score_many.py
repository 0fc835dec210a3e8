"""Score more check-ins than one machine should: the parts of a table, on a Dask cluster.

    python deploy/dask/score_many.py answers/ results/
    python deploy/dask/score_many.py answers/ results/ --cluster tcp://127.0.0.1:8786

`answers/` is a folder of Parquet files with the columns of `otkit.scoring.batch.score_table`;
`results/` gets its results, a file for each part. Without a cluster, one is started on this
machine, for this run. Every part is scored by `score_table` itself, so the results
are the same as on one machine. Needs `pip install "otkit[dask]"`.
"""

import argparse
from pathlib import Path

import dask.dataframe as dd
from dask.distributed import Client

from otkit import load_tables
from otkit.kit.tables import Tables
from otkit.scoring.batch import result_columns, score_table


def score_parts(answers: dd.DataFrame, tables: Tables) -> dd.DataFrame:
    """The results of every part of `answers`, worked out where the part is."""
    return answers.map_partitions(score_table, tables, meta=result_columns(tables))


def main() -> None:
    """Score one folder of Parquet files into another."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("answers", help="folder of Parquet files, or an address that Dask reads")
    parser.add_argument("results", help="folder for the results")
    parser.add_argument("--cluster", help="address of a Dask scheduler, such as tcp://host:8786")
    parser.add_argument("--data", type=Path, help="your own folder of tables")
    arguments = parser.parse_args()
    tables = load_tables(arguments.data)
    local = {"host": "127.0.0.1", "dashboard_address": None}
    with Client(arguments.cluster) if arguments.cluster else Client(**local) as client:
        print(f"{len(client.scheduler_info()['workers'])} workers")
        score_parts(dd.read_parquet(arguments.answers), tables).to_parquet(arguments.results)


if __name__ == "__main__":
    main()
