"""Parts of a table on a Dask cluster give the same results as the whole table on one machine."""

import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import dask.dataframe as dd
import numpy as np
import pandas as pd
import pytest
from dask.distributed import Client, LocalCluster, futures_of, wait

from otkit.errors import AnswerError
from otkit.kit.conditions import ANSWERS
from otkit.kit.tables import Tables
from otkit.scoring.batch import score_table
from otkit.scoring.batch.check_ins import lists

SCRIPT = Path(__file__).parents[1] / "deploy" / "dask" / "score_many.py"
ROWS, PARTS = 500, 7


@pytest.fixture(scope="module")
def cluster() -> Iterator[Client]:
    """Two worker processes on this machine; Dask leaves variables behind where it starts them."""
    settings: dict[str, Any] = {"host": "127.0.0.1", "dashboard_address": None}
    with (
        patch.dict(os.environ),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **settings) as workers,
        Client(workers) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def answers(tables: Tables) -> pd.DataFrame:
    """Answers of many children, of every age and of every kind."""
    by, chance = tables.keep(lists), np.random.default_rng(7)
    months = chance.integers(0, len(by.asked[0]), ROWS)
    columns: dict[str, object] = {
        "months": months,
        "lost_skill": chance.random(ROWS) < 0.01,
        "already_seen": [["", "feeding", "feeding play"][n % 3] for n in range(ROWS)],
    }
    for behaviour_id, asked in zip(by.behaviour_ids, by.asked, strict=True):
        drawn = chance.integers(0, 20, ROWS)
        told = [ANSWERS[n] if n < len(ANSWERS) else None for n in drawn]
        columns[behaviour_id] = pd.Series(told, dtype="str").where(asked[months])
    return pd.DataFrame(columns).set_index(pd.RangeIndex(1000, 1000 + ROWS))


@pytest.fixture(scope="module")
def score_many() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


def test_parts_give_the_results_of_the_whole(
    cluster: Client, answers: pd.DataFrame, tables: Tables, score_many: dict[str, Any]
) -> None:
    parts = dd.from_pandas(answers, npartitions=PARTS)
    assert parts.npartitions == PARTS
    results = score_many["score_parts"](parts, tables).compute()
    pd.testing.assert_frame_equal(results, score_table(answers, tables))


def test_the_work_is_shared_among_the_workers(
    cluster: Client, answers: pd.DataFrame, tables: Tables, score_many: dict[str, Any]
) -> None:
    results = score_many["score_parts"](dd.from_pandas(answers, npartitions=PARTS), tables)
    futures = futures_of(cluster.persist(results))
    wait(futures)
    held = cluster.who_has(futures)
    assert len({worker for workers in held.values() for worker in workers}) == 2


def test_a_row_that_is_refused_is_told(
    cluster: Client, answers: pd.DataFrame, tables: Tables, score_many: dict[str, Any]
) -> None:
    broken = answers.copy()
    broken.loc[1222, "reaches"] = "maybe"
    parts = dd.from_pandas(broken, npartitions=PARTS)
    with pytest.raises(AnswerError, match="maybe"):
        score_many["score_parts"](parts, tables).compute()


@pytest.mark.parametrize("where", ["here", "cluster"])
def test_the_command_scores_a_folder_of_parquet_files(
    cluster: Client, answers: pd.DataFrame, tables: Tables, tmp_path: Path, where: str
) -> None:
    (tmp_path / "answers").mkdir()
    for number, rows in enumerate(np.array_split(np.arange(ROWS), 3)):
        answers.iloc[rows].to_parquet(tmp_path / "answers" / f"{number}.parquet")
    command = [sys.executable, str(SCRIPT), str(tmp_path / "answers"), str(tmp_path / "results")]
    if where == "cluster":
        command += ["--cluster", cluster.scheduler.address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    assert where == "here" or done.stdout == "2 workers\n"
    results = pd.read_parquet(tmp_path / "results").sort_index().rename_axis(None)
    expected = score_table(answers, tables)
    assert results["level"].astype(str).tolist() == expected["level"].astype(str).tolist()
    others = expected.columns.drop("level")
    pd.testing.assert_frame_equal(results[others], expected[others], check_dtype=False)
