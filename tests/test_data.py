"""What the tables hold: every sign, at every month, with ages and levels that have a source."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from otkit.widgets.check_in_drawing import FIRST_CDC_LIST

DATA = Path(__file__).parents[1] / "data"
MONTHS = range(72)
CDC_AGES = {2, 4, 6, 9, 12, 15, 18, 24, 30, 36, 48, 60}
WHO_LAST_AGES = {10, 12, 14, 17, 18}  # 99th percentiles, in months, rounded up
PARTS = {
    "infant-fine-motor": ["reaching", "grasping", "handling"],
    "infant-feeding": ["sucking", "swallowing", "solids"],
    "infant-sleep": ["settling", "staying-asleep"],
    "infant-sensory": [
        f"too-{much}-{sense}"
        for much in ("sensitive", "little")
        for sense in ("touch", "sound", "movement")
    ],
    "infant-play": ["toys", "people"],
    "toddler-self-care": ["feeding", "dressing", "potty"],
    "toddler-coordination": ["clumsiness", "hard-tasks"],
    "toddler-behaviour": ["changes", "everyday-activities"],
    "toddler-sensory": ["textures", "sounds", "movement", "craving"],
    "toddler-play": ["avoiding-children", "toys"],
    "preschool-pre-academic": ["drawing", "cutting", "small-objects"],
    "preschool-feelings": ["managing-feelings", "directions", "group-routines"],
    "preschool-classroom": ["sitting-still", "focusing", "joining-in"],
    "preschool-readiness": ["self-care", "school-support"],
}


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False)


def whole_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({"from_months": int, "to_months": int})


BEHAVIOURS = whole_numbers(table("behaviours"))
SIGNS = table("signs")


def test_there_are_between_60_and_140_behaviours() -> None:
    assert 60 <= len(BEHAVIOURS) <= 140


@pytest.mark.parametrize("month", MONTHS)
def test_every_month_shows_8_to_32_behaviours(month: int) -> None:
    assert 8 <= BEHAVIOURS.eval("from_months <= @month <= to_months").sum() <= 32


@pytest.mark.parametrize("month", MONTHS)
def test_every_month_asks_about_every_sign_of_its_age_group(month: int) -> None:
    """But for play in the first two months, for which the CDC has no list."""
    groups = whole_numbers(table("age_groups"))
    group = groups.query("from_months <= @month <= to_months")["age_group_id"].item()
    shown = BEHAVIOURS.query("from_months <= @month <= to_months")["sign_id"]
    left_out = {"infant-play"} if month < FIRST_CDC_LIST else set()
    assert set(SIGNS[SIGNS["age_group_id"] == group]["sign_id"]) - left_out == set(shown)


def test_the_signs_are_the_14_of_the_article() -> None:
    assert set(SIGNS["sign_id"]) == set(PARTS)


@pytest.mark.parametrize("sign", PARTS)
def test_every_part_of_a_sign_is_covered(sign: str) -> None:
    assert set(PARTS[sign]) <= set(BEHAVIOURS.query("sign_id == @sign")["part"])


@pytest.mark.parametrize("sign", PARTS)
def test_a_sign_has_at_least_3_behaviours(sign: str) -> None:
    assert (BEHAVIOURS["sign_id"] == sign).sum() >= 3


def test_age_groups_hold_each_month_once() -> None:
    groups = whole_numbers(table("age_groups"))
    spans = zip(groups["from_months"], groups["to_months"], strict=True)
    assert [month for start, end in spans for month in range(start, end + 1)] == list(MONTHS)


def test_a_behaviour_stays_inside_the_age_group_of_its_sign() -> None:
    groups = whole_numbers(table("age_groups"))
    rows = BEHAVIOURS.merge(SIGNS[["sign_id", "age_group_id"]]).merge(
        groups, on="age_group_id", suffixes=("", "_group")
    )
    outside = rows.query(
        "from_months < from_months_group or to_months > to_months_group or from_months > to_months"
    )
    assert list(outside["behaviour_id"]) == []


def test_a_cdc_behaviour_starts_at_a_cdc_age() -> None:
    assert set(BEHAVIOURS.query("source_id == 'cdc-2022'")["from_months"]) <= CDC_AGES


def test_a_who_behaviour_starts_when_99_in_100_can_do_it() -> None:
    assert set(BEHAVIOURS.query("source_id == 'who-motor'")["from_months"]) <= WHO_LAST_AGES


def test_what_is_urgent_says_what_it_is_about_and_who_says_so() -> None:
    urgent = BEHAVIOURS.query("urgent != 'no'")
    assert not set(urgent["source_id"]) & {"article", "otkit"}
    assert (urgent["concern"] != "").all()
    assert set(BEHAVIOURS.query("urgent == 'no'")["concern"]) == {""}


@pytest.mark.parametrize("month", MONTHS)
def test_no_danger_is_left_unasked_at_any_age(month: int) -> None:
    """Rows on breathing, feeding, movement and hearing do not close while the danger goes on."""
    shown = BEHAVIOURS.query("from_months <= @month <= to_months and urgent != 'no'")
    asked = {(row.concern, row.urgent) for row in shown.itertuples()}
    assert asked >= {
        ("breathing", "today"),
        ("feeding", "today"),
        ("movement", "today"),
        ("movement", "this-week"),
    }
    assert ("hearing", "this-week") in asked or month < 1
    assert (("jerks", "today") in asked) == (2 <= month < 18)
    assert (("fever-or-cry", "today") in asked) == (month < 12)


def test_sleep_and_the_senses_claim_no_milestone_age() -> None:
    """No milestone of the CDC is about sleep or how the senses work; hearing is the limit."""
    rows = BEHAVIOURS[BEHAVIOURS["sign_id"].str.contains("-sleep|-sensory")]
    assert set(rows.query("source_id != 'article'")["concern"]) == {"hearing"}


def test_rules_give_the_levels_in_order_of_urgency() -> None:
    rules = table("rules").astype({"order": int, "n": int}).sort_values("order")
    columns = ("condition", "concern", "n", "level")
    assert list(zip(*(rules[name] for name in columns), strict=True)) == [
        ("urgent-today", "breathing", 1, "act-now"),
        ("urgent-today", "fever-or-cry", 1, "act-now"),
        ("urgent-today", "movement", 1, "act-now"),
        ("urgent-today", "jerks", 1, "act-now"),
        ("urgent-today", "feeding", 1, "act-now"),
        ("lost-skill", "", 1, "act-now"),
        ("urgent-this-week", "hearing", 1, "talk"),
        ("urgent-this-week", "", 1, "talk"),
        ("often", "", 1, "talk"),
        ("areas", "", 2, "talk"),
        ("missing-skills", "", 2, "talk"),
        ("not-said", "", 1, "watch"),
        ("alone", "", 1, "watch"),
        ("sometimes", "", 1, "watch"),
        ("not-sure", "", 1, "not-sure"),
        ("already-helped", "", 1, "already-helped"),
        ("always", "", 0, "nothing-ticked"),
    ]


def test_every_table_has_exactly_the_described_columns() -> None:
    described = {
        resource["path"]: [field["name"] for field in resource["schema"]["fields"]]
        for resource in json.loads((DATA / "datapackage.json").read_text())["resources"]
    }
    found = {path.name: list(table(path.stem)) for path in DATA.glob("*.csv")}
    assert found == described


def test_every_column_says_what_it_is() -> None:
    for resource in json.loads((DATA / "datapackage.json").read_text())["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["title"], field["name"]
            assert field["description"], field["name"]


def test_no_two_behaviours_of_one_month_read_the_same() -> None:
    for column in ("text_en", "text_es"):
        for _, rows in BEHAVIOURS.sort_values(["from_months"]).groupby(column):
            spans = sorted(zip(rows["from_months"], rows["to_months"], strict=True))
            assert all(first[1] < second[0] for first, second in pairwise(spans)), list(rows)


TIPS = table("tips")
NEVER_SHAKE = {"en": "Never shake", "es": "Nunca sacuda"}
PUT_DOWN = {"en": "on the back in the empty crib", "es": "boca arriba en la cuna vacía"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("area", ["sleep", "senses"])
def test_a_baby_who_cries_is_never_shaken(area: str, language: str) -> None:
    """One of the three tips shown: crying is a sign of these areas at every age under 1."""
    shown = TIPS.query("area_id == @area and age_group_id == 'infant'")[f"text_{language}"][:3]
    assert any(NEVER_SHAKE[language] in tip and PUT_DOWN[language] in tip for tip in shown)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_child_in_the_bath_is_within_reach(language: str) -> None:
    (tip,) = TIPS.query("tip_id == 'toddler-self-care-wash'")[f"text_{language}"]
    within_reach = {"en": "so close that you can touch", "es": "tan cerca que pueda tocarle"}
    assert within_reach[language] in tip


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_baby_sleeps_on_the_back_on_a_firm_and_flat_bed(language: str) -> None:
    tips = " ".join(TIPS.query("area_id == 'sleep'")[f"text_{language}"])
    wanted = {
        "en": ("firm and flat", "on the back", "empty crib"),
        "es": ("firme y plano", "boca arriba", "cuna vacía"),
    }
    assert [one for one in wanted[language] if one not in tips] == []
    for tip in TIPS.query("area_id == 'sleep'")[f"text_{language}"]:
        if re.search("[Ll]ay your baby|[Aa]cueste", tip):
            assert wanted[language][1] in tip


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("group", ["infant", "toddler", "preschool"])
def test_foods_that_choke_are_named_at_each_age(group: str, language: str) -> None:
    said = " ".join(TIPS.query("age_group_id == @group")[f"text_{language}"])
    foods = {
        "en": ("nuts", "popcorn", "whole grapes", "hot dogs"),
        "es": ("nueces", "palomitas", "uvas enteras", "salchichas"),
    }
    assert [food for food in foods[language] if food not in said] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_honey_before_the_first_birthday(language: str) -> None:
    said = " ".join(TIPS.query("age_group_id == 'infant'")[f"text_{language}"])
    assert {"en": "no honey before age 1", "es": "No dé miel antes de 1 año"}[language] in said


def test_a_tip_is_not_said_to_come_from_a_list_of_ages() -> None:
    assert set(TIPS["source_id"]) & {"cdc-2022", "who-motor", "article"} == set()


@pytest.mark.parametrize(
    "row", table("behaviours").to_dict("records"), ids=lambda r: r["behaviour_id"]
)
def test_what_is_read_to_an_office_does_not_say_you(row: dict) -> None:
    """A parent reads it out on the phone, as "my child …"."""
    assert not re.search(r"\b(you|yours?)\b", row["text_en"], re.IGNORECASE)
    assert not re.search(r"\b(usted(es)?|su bebé|su hijo)\b", row["text_es"], re.IGNORECASE)
    assert row["text_en"].split()[0].lower() not in ("the", "a", "an", "one", "both", "noise")
    assert not re.match(r"(Se )?[Ll]es? |El |La (?!mayoría)|Los |Las |En ", row["text_es"])


def test_what_has_passed_counts_though_the_child_looks_well() -> None:
    rows = [r for r in table("behaviours").to_dict("records") if r["concern"] == "breathing"]
    assert len(rows) == 3
    for row in rows:
        assert "Even once counts. Mark this even if it has passed" in row["example_en"]
        assert "Cuenta aunque sea una vez. Márquelo aunque ya haya pasado" in row["example_es"]
        assert "all is well" not in row["example_en"]


def test_nobody_waits_for_hours_without_a_drink() -> None:
    for row in table("behaviours").to_dict("records"):
        assert not re.search(r"[Mm]ore than 8 hours", row["example_en"])
        assert not re.search(r"Más de 8 horas", row["example_es"])


def test_a_child_gone_limp_now_is_for_the_emergency_number() -> None:
    rows = [r for r in table("behaviours").to_dict("records") if "newly-limp" in r["behaviour_id"]]
    assert len(rows) == 3
    for row in rows:
        assert row["example_en"].endswith("right now? Call your emergency number.")
        assert row["example_es"].endswith("en este momento? Llame a emergencias.")


def test_spanish_says_every_color_of_a_child_without_air() -> None:
    """Many say purple, where English says blue."""
    for name in ("guidance", "rules", "emergency_signs"):
        for text in table(name)["text_es"]:
            if re.search(r"\bazul\b", text):
                assert "azul, morado, gris o blanco" in text


def test_every_question_names_behaviours_that_there_are() -> None:
    known = set(table("behaviours")["behaviour_id"])
    for listed in table("questions")["behaviours"]:
        assert {part.strip() for part in listed.split(";") if part.strip()} <= known


def test_no_guidance_writes_a_number_of_one_country() -> None:
    for name in ("guidance", "behaviours", "rules"):
        rows = table(name)
        for column in (c for c in rows.columns if c.startswith(("text_", "example_"))):
            assert not rows[column].str.contains(r"\b(?:911|999|112)\b").any()
