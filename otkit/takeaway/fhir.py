"""A check-in for a clinic's computer: FHIR R4 Questionnaire and QuestionnaireResponse.

Plain JSON data, after hl7.org/fhir/R4. There is one question a behaviour, its ``linkId`` the
behaviour's id, in a group for each sign; then two about the whole child. Every text stands in
the first language of ``languages.csv`` and, by the translation extension, in the others. A
response holds no name, no identifier and no date of birth.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from otkit.age import MAX_MONTHS, MAX_WEEKS_EARLY
from otkit.answers import ALREADY_SEEN, ANSWERS, LOST_SKILL
from otkit.result import Result
from otkit.tables import Tables
from otkit.wording import Words

QUESTIONNAIRE = "urn:uuid:7a3599c2-85b0-5164-85eb-74f1a1cc5bc5"
"""What the questionnaire is called wherever it goes; its version follows the tables."""

ANSWER_CODES = "urn:uuid:5bed13de-d416-55e1-bbc5-efd6afda7ffd"
"""The code system of ``often``, ``sometimes`` and ``not-sure``."""

AREA_CODES = "urn:uuid:413d2832-52e5-5c05-83c5-5a85923e7bb9"
"""The code system of the area ids."""

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
LIMIT = "http://hl7.org/fhir/StructureDefinition/{}Value"
MONTHS, WEEKS_EARLY, CORRECTED = "months", "weeks-early", "corrected-months"

Json = dict[str, Any]


def questionnaire(tables: Tables) -> Json:
    """The FHIR R4 ``Questionnaire`` that a check-in answers, in every language of ``tables``.

    >>> from otkit.tables import load_tables
    >>> form = questionnaire(load_tables())
    >>> form["resourceType"], form["item"][0]["linkId"]
    ('Questionnaire', 'child')
    """
    spoken = [Words(tables, row["language"]) for row in tables.rows("languages")]
    items = list(_items(tables, spoken))
    digest = hashlib.sha256(json.dumps(items, sort_keys=True).encode()).hexdigest()
    return {
        "resourceType": "Questionnaire",
        "language": spoken[0].language,
        "url": QUESTIONNAIRE,
        "version": digest[:12],
        "name": "OtkitCheckIn",
        **_said("title", [words("check_in.title") for words in spoken], spoken),
        "status": "draft",
        "experimental": True,
        "subjectType": ["Patient"],
        **_said("description", [words("check_in.promise") for words in spoken], spoken),
        "item": items,
    }


def questionnaire_response(
    result: Result, tables: Tables, language: str, authored: datetime
) -> Json:
    """The FHIR R4 ``QuestionnaireResponse`` with the answers of ``result``, texts in ``language``.

    ``authored`` is when they were given, with its time zone; raises ``ValueError`` without one.

    >>> from datetime import UTC
    >>> from otkit import Age, load_tables, score
    >>> tables = load_tables()
    >>> result = score(Age(9), {"reaches": "often"}, tables)
    >>> response = questionnaire_response(result, tables, "en", datetime(2026, 1, 31, tzinfo=UTC))
    >>> [item["linkId"] for item in response["item"]]
    ['child', 'infant-fine-motor']
    """
    if authored.tzinfo is None:
        raise ValueError(f"{authored} has no time zone; FHIR asks for one")
    words = Words(tables, language)
    form = questionnaire(tables)
    own = list(_items(tables, [words]))
    return {
        "resourceType": "QuestionnaireResponse",
        "language": language,
        "questionnaire": f"{form['url']}|{form['version']}",
        "status": "completed",
        "authored": authored.isoformat(timespec="seconds"),
        "item": list(_answered(own, _answers(result, own))),
    }


def _items(tables: Tables, spoken: list[Words]) -> Iterator[Json]:
    """The questions, in every language of ``spoken``, the first one being the text itself."""

    def item(link_id: str, kind: str, texts: list[str], **more: Any) -> Json:
        return {"linkId": link_id, **_said("text", texts, spoken), "type": kind, **more}

    def number(link_id: str, most: int, message: str) -> Json:
        texts = [words(message) for words in spoken]
        limits = [
            {"url": LIMIT.format(end), "valueInteger": value}
            for end, value in (("min", 0), ("max", most))
        ]
        return item(link_id, "integer", texts, extension=limits)

    def option(system: str, code: str, texts: list[str]) -> Json:
        coding = {"system": system, "code": code, **_said("display", texts, spoken)}
        return {"valueCoding": coding}

    def texts_of(row: Mapping[str, Any], stem: str) -> list[str]:
        return [words.text(row, stem) for words in spoken]

    how_often = [
        option(ANSWER_CODES, answer, [words(f"how.{answer}") for words in spoken])
        for answer in ANSWERS
    ]
    areas = [
        option(AREA_CODES, row["area_id"], texts_of(row, "title"))
        for row in sorted(tables.rows("areas"), key=lambda row: row["order"])
    ]
    already = [words("whole.already-seen") for words in spoken]
    yield item(
        "child",
        "group",
        [words("fhir.child") for words in spoken],
        item=[
            number(MONTHS, MAX_MONTHS, "fhir.months"),
            number(WEEKS_EARLY, MAX_WEEKS_EARLY, "fhir.weeks-early"),
            number(CORRECTED, MAX_MONTHS, "fhir.corrected-months"),
            item(LOST_SKILL, "boolean", [words("whole.lost-skill") for words in spoken]),
            item(ALREADY_SEEN, "choice", already, repeats=True, answerOption=areas),
        ],
    )
    for sign in tables.rows("signs"):
        behaviours = [
            item(row["behaviour_id"], "choice", texts_of(row, "text"), answerOption=how_often)
            for row in tables.rows("behaviours")
            if row["sign_id"] == sign["sign_id"]
        ]
        yield item(sign["sign_id"], "group", texts_of(sign, "text"), item=behaviours)


def _said(key: str, texts: list[str], spoken: list[Words]) -> Json:
    """A text in the first language, and its translations beside it, as FHIR puts them."""
    translations = [
        {
            "url": TRANSLATION,
            "extension": [
                {"url": "lang", "valueCode": words.language},
                {"url": "content", "valueString": text},
            ],
        }
        for words, text in zip(spoken[1:], texts[1:], strict=True)
    ]
    return {key: texts[0]} | ({f"_{key}": {"extension": translations}} if translations else {})


def _answers(result: Result, items: list[Json]) -> dict[str, list[Json]]:
    """The answers of ``result`` by ``linkId``."""
    age, given = result.age, result.answers
    answers = {
        MONTHS: [{"valueInteger": age.months}],
        WEEKS_EARLY: [{"valueInteger": age.weeks_early}],
        CORRECTED: [{"valueInteger": age.corrected_months}],
    }
    if given.get(LOST_SKILL):  # a box that is not ticked is no answer, so never "false"
        answers[LOST_SKILL] = [{"valueBoolean": True}]
    for question in (question for group in items for question in group["item"]):
        chosen = given.get(question["linkId"], ())
        codes = [chosen] if isinstance(chosen, str) else chosen
        options = [
            option
            for option in question.get("answerOption", ())
            if option["valueCoding"]["code"] in codes
        ]
        if options:
            answers[question["linkId"]] = options
    return answers


def _answered(items: list[Json], answers: Mapping[str, list[Json]]) -> Iterator[Json]:
    """The questions that have an answer, in the groups they stand in."""
    for item in items:
        named = {"linkId": item["linkId"], "text": item["text"]}
        if "item" in item:
            inside = list(_answered(item["item"], answers))
            if inside:
                yield {**named, "item": inside}
        elif item["linkId"] in answers:
            yield {**named, "answer": answers[item["linkId"]]}
