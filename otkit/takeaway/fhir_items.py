"""The questions of a check-in as items of a FHIR R4 Questionnaire, in one language or in all."""

from collections.abc import Iterator, Mapping
from typing import Any

from otkit.age import MAX_MONTHS, MAX_WEEKS_EARLY
from otkit.answers import ALREADY_SEEN, ANSWERS, LOST_SKILL
from otkit.tables import Tables
from otkit.wording import Words

ANSWER_CODES = "urn:uuid:5bed13de-d416-55e1-bbc5-efd6afda7ffd"
"""The code system of ``often``, ``sometimes`` and ``not-sure``."""

AREA_CODES = "urn:uuid:413d2832-52e5-5c05-83c5-5a85923e7bb9"
"""The code system of the area ids."""

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
LIMIT = "http://hl7.org/fhir/StructureDefinition/{}Value"
CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
MONTHS, WEEKS_EARLY, CORRECTED = "months", "weeks-early", "corrected-months"

Json = dict[str, Any]


def items_of(tables: Tables, spoken: list[Words]) -> Iterator[Json]:
    """The questions, in every language of ``spoken``, the first one being the text itself."""

    def item(link_id: str, kind: str, texts: list[str], **more: Any) -> Json:
        return {"linkId": link_id, **said("text", texts, spoken), "type": kind, **more}

    def number(link_id: str, most: int, message: str) -> Json:
        texts = [words(message) for words in spoken]
        limits = [
            {"url": LIMIT.format(end), "valueInteger": value}
            for end, value in (("min", 0), ("max", most))
        ]
        return item(link_id, "integer", texts, extension=limits)

    def option(system: str, code: str, texts: list[str]) -> Json:
        coding = {"system": system, "code": code, **said("display", texts, spoken)}
        return {"valueCoding": coding}

    def texts_of(row: Mapping[str, Any], stem: str) -> list[str]:
        return [words.text(row, stem) for words in spoken]

    def choice(
        link_id: str, texts: list[str], control: str, options: list[Json], **more: Any
    ) -> Json:
        coding = {"system": CONTROLS, "code": control}
        drawn = [{"url": CONTROL, "valueCodeableConcept": {"coding": [coding]}}]
        return item(link_id, "choice", texts, extension=drawn, answerOption=options, **more)

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
            choice(ALREADY_SEEN, already, "check-box", areas, repeats=True),
        ],
    )
    for sign in tables.rows("signs"):
        behaviours = [
            choice(row["behaviour_id"], texts_of(row, "text"), "radio-button", how_often)
            for row in tables.rows("behaviours")
            if row["sign_id"] == sign["sign_id"]
        ]
        yield item(sign["sign_id"], "group", texts_of(sign, "text"), item=behaviours)


def said(key: str, texts: list[str], spoken: list[Words]) -> Json:
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
