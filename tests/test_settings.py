"""What is made ready before the server is imported, and how many kernels it gets."""

import os
from pathlib import Path

import pytest

from otkit.errors import CountryError, ServerError
from otkit.kit.tables.drafts import marked
from otkit.kit.translation.columns import add_language
from otkit.server import settings as module
from otkit.server.settings import (
    Settings,
    Size,
    notebooks_folder,
    prepare,
    refuse_strange,
    set_country,
)
from tests.own_tables import copied
from tests.serving import free_port


def test_the_notebooks_are_found():
    assert (notebooks_folder() / "check_in.ipynb").is_file()


@pytest.mark.parametrize(("cores", "kernels"), [(None, 2), (1, 2), (2, 2), (8, 8)])
def test_there_is_a_kernel_for_each_core_and_at_least_two(cores, kernels, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert Settings().size(most_pages=100) == Size(kernels, True, 100)


def test_as_many_kernels_and_pages_in_each_as_are_asked_for():
    settings = Settings(kernels=1, pages_per_kernel=1, spare=False)
    assert settings.size(most_pages=100) == Size(1, False, 1)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (Settings(host=""), "--host and --health-host take an address"),
        (Settings(health_host=""), "--host and --health-host take an address"),
        (Settings(port=80, health_port=80), "must be two different ports"),
    ],
)
def test_an_address_that_says_nothing_or_too_much_is_refused(
    settings: Settings, sentence: str
) -> None:
    """No address at all would be every address; a health port is no visitor's."""
    with pytest.raises(ServerError, match=sentence):
        refuse_strange(settings)


def test_the_country_of_most_readers_reaches_the_kernels(tables, monkeypatch):
    monkeypatch.setenv("OTKIT_COUNTRY", "US")
    set_country("", tables)
    assert os.environ["OTKIT_COUNTRY"] == "US"
    set_country("GB-ENG", tables)
    assert os.environ["OTKIT_COUNTRY"] == "GB-ENG"


def test_a_country_that_the_tables_lack_is_refused_by_name(tables, monkeypatch):
    monkeypatch.setenv("OTKIT_COUNTRY", "US")
    with pytest.raises(CountryError, match="There is no country “UK”"):
        set_country("UK", tables)
    assert os.environ["OTKIT_COUNTRY"] == "US"


def test_drafts_are_read_and_reach_the_kernels_when_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ})
    monkeypatch.setattr(module, "on_ending", lambda _: None)
    folder = copied(tmp_path)
    add_language(folder, "pl", "Polski", marked)
    for drafts, codes in ((False, ["en", "es"]), (True, ["en", "es", "pl"])):
        asked = Settings(port=free_port(), data=folder, drafts=drafts)
        assert [row["language"] for row in prepare(asked).rows("languages")] == codes
        assert ("OTKIT_DRAFTS" in os.environ) is drafts
    assert "OTKIT_DRAFTS" in module.KEPT_VARIABLES
