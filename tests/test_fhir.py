"""A check-in as FHIR R4, checked with fhir.resources.

fhir.resources has no module for R4 itself; its R4B is R4 with changes to other resources, and
the same for Questionnaire and QuestionnaireResponse.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import given, settings

from otkit.age import Age
from otkit.kit.load import load_tables
from otkit.kit.tables import Tables
from otkit.scoring.score import score
from otkit.takeaway import questionnaire, questionnaire_response
from tests.kit import TABLES
from tests.own_tables import copied, review
from tests.test_scoring_properties import check_ins

FORM = questionnaire(TABLES)
NOW = datetime(2026, 1, 31, 15, 30, tzinfo=UTC)
EVERYTHING = {
    "milk-spills": "sometimes",
    "upset-by-touch": "not-sure",
    "lost-skill": True,
    "already-seen": ["sleep", "feeding"],
}


def flat(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for item in items for one in (item, *flat(item.get("item", [])))]


def by_link(resource: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {item["linkId"]: item for item in flat(resource["item"])}


def response(months: int = 9, weeks: int = 0, language: str = "en", **answers: object) -> Any:
    given = {name.replace("_", "-"): answer for name, answer in answers.items()}
    result = score(Age(months, weeks), given, TABLES)
    return questionnaire_response(result, TABLES, language, NOW)


def test_the_questionnaire_is_valid_fhir() -> None:
    valid = Questionnaire.model_validate(FORM)
    assert json.loads(valid.model_dump_json()) == FORM


def test_each_behaviour_is_one_question_in_the_group_of_its_sign() -> None:
    asked = {
        question["linkId"]: group["linkId"]
        for group in FORM["item"][1:]
        for question in group["item"]
    }
    assert asked == {
        row["behaviour_id"]: ".".join(filter(None, (row["sign_id"], row["area_id"])))
        for row in TABLES.rows("behaviours")
    }


def test_no_two_questions_share_a_name() -> None:
    links = [item["linkId"] for item in flat(FORM["item"])]
    assert len(links) == len(set(links))


def test_the_whole_child_is_asked_about_too() -> None:
    asked = [item["linkId"] for item in FORM["item"][0]["item"]]
    assert asked == ["months", "weeks-early", "corrected-months", "lost-skill", "already-seen"]


def test_a_behaviour_is_answered_as_on_the_page() -> None:
    options = by_link(FORM)["reaches"]["answerOption"]
    codes = [option["valueCoding"]["code"] for option in options]
    assert codes == ["often", "sometimes", "not-sure", "not-said"]


@pytest.mark.parametrize("link", ["was-blue", "lost-skill"])
def test_what_has_no_frequency_is_answered_with_yes_or_not_sure(link: str) -> None:
    options = by_link(FORM)[link]["answerOption"]
    assert [option["valueCoding"]["code"] for option in options] == ["yes", "not-sure"]
    assert [option["valueCoding"]["display"] for option in options] == ["Yes", "I am not sure"]


@pytest.mark.parametrize(("lost", "code"), [(True, "yes"), ("not-sure", "not-sure")])
def test_a_lost_skill_is_told_with_its_doubt(lost: object, code: str) -> None:
    (answer,) = by_link(response(22, lost_skill=lost))["lost-skill"]["answer"]
    assert answer["valueCoding"]["code"] == code


@pytest.mark.parametrize("item", flat(FORM["item"]), ids=lambda item: item["linkId"])
def test_every_text_stands_in_both_languages(item: dict[str, Any]) -> None:
    codings = [option["valueCoding"] for option in item.get("answerOption", [])]
    for element, key in ((item, "text"), *((coding, "display") for coding in codings)):
        (translation,) = element[f"_{key}"]["extension"]
        parts = {part["url"]: part for part in translation["extension"]}
        assert parts["lang"]["valueCode"] == "es"
        assert parts["content"]["valueString"] not in ("", element[key])


def test_the_questionnaire_says_who_has_reviewed_it(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    assert "lastReviewDate" not in FORM
    review(folder, ("behaviours", "reaches", "en"), role_id="parent", date="2026-11-20")
    form = questionnaire(load_tables(folder))
    assert form["lastReviewDate"] == "2026-11-20"
    assert "Checked by: parents." in form["description"]
    (spanish,) = form["_description"]["extension"]
    assert "Nadie ha revisado aún" in spanish["extension"][1]["valueString"]
    Questionnaire.model_validate(form)


def test_another_table_is_another_version_of_the_questionnaire() -> None:
    fewer = Tables({**TABLES, "behaviours": TABLES["behaviours"].iloc[1:]})
    assert questionnaire(fewer)["url"] == FORM["url"]
    assert questionnaire(fewer)["version"] != FORM["version"]


@given(check_ins())
@settings(max_examples=30)
def test_every_response_is_valid_fhir(check_in: Any) -> None:
    made = questionnaire_response(score(*check_in, TABLES), TABLES, "es", NOW)
    valid = QuestionnaireResponse.model_validate(made)
    assert json.loads(valid.model_dump_json())["item"] == made["item"]


@given(check_ins())
@settings(max_examples=30)
def test_a_response_says_what_the_result_says(check_in: Any) -> None:
    result = score(*check_in, TABLES)
    items = by_link(questionnaire_response(result, TABLES, "en", NOW))
    behaviours = set(TABLES["behaviours"]["behaviour_id"])
    told = {
        link: items[link]["answer"][0]["valueCoding"]["code"] for link in behaviours & set(items)
    }
    once = set(TABLES["behaviours"].query("asked == 'once'")["behaviour_id"])
    assert told == {
        name: "yes" if name in once and answer == "often" else answer
        for name, answer in result.answers.items()
        if name in behaviours
    }
    assert ("lost-skill" in items) == ("lost-skill" in result.answers)
    seen = [
        one["valueCoding"]["code"] for one in items.get("already-seen", {"answer": []})["answer"]
    ]
    assert tuple(seen) == result.answers.get("already-seen", ())


def test_a_response_answers_this_version_of_the_questionnaire() -> None:
    assert response()["questionnaire"] == f"{FORM['url']}|{FORM['version']}"


def test_a_response_says_how_old_the_child_is() -> None:
    items = by_link(response(10, 8))
    said = {name: items[name]["answer"] for name in ("months", "weeks-early", "corrected-months")}
    assert said == {
        "months": [{"valueInteger": 10}],
        "weeks-early": [{"valueInteger": 8}],
        "corrected-months": [{"valueInteger": 8}],
    }


def test_a_response_holds_no_name_and_no_identifier() -> None:
    result = score(Age(5), EVERYTHING, TABLES)
    made = questionnaire_response(result, TABLES, "en", NOW)
    allowed = {"resourceType", "language", "questionnaire", "status", "authored", "item"}
    assert set(made) == allowed
    assert {key for item in flat(made["item"]) for key in item} == {
        "linkId",
        "text",
        "item",
        "answer",
    }


def test_what_is_not_ticked_is_no_answer() -> None:
    assert "lost-skill" not in by_link(response(reaches="often"))


def test_a_response_reads_in_the_language_asked() -> None:
    row = TABLES["behaviours"].set_index("behaviour_id").loc["reaches"]
    assert by_link(response(language="es", reaches="often"))["reaches"]["text"] == row["text_es"]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        questionnaire_response(score(Age(9), {}, TABLES), TABLES, "en", NOW.replace(tzinfo=None))
