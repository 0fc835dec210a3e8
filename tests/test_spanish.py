"""Spanish as it is written, not translated: what a rule can find of it."""

import re
from collections.abc import Iterator

import pytest

from tests.reading import TABLES
from tests.test_plain_words import said

WHAT_PEOPLE_TYPE = ("sheet.word.", "sheet.column.", ".file")
"""Messages that hold what somebody may type, or the name of a file."""

SPOKEN = re.compile(r"“[^”]*”")
"""Words that somebody says; to a child they say “tú”."""

TITLE = re.compile(r"\[[^\]]*\]\(http[^)]*\)")
"""A link to a page, by its own name."""

GENDERED = (
    r"\bjuntos\b|\bsentad[oa]s?\b|\b(quédense|está|esté) quiet[oa]s?\b",
    r"\b(cansad|preocupad|asustad|enojad|content|nervios|acompañad|bienvenid|enferm)[oa]s?\b",
    r"\b(está|esté|quedó|se queda|se ve|se puso) (muy )?(floj|ties|morad|blanc|pálid|dormid)[oa]\b",
    r"\w[oae]s?/(a|o|as|os)\b|\w\((a|as|o|os)\)|\w@|\b(niñ|hij|tod)[x@]",
    r"\bvecin[oa]\b|\bamig[oa]\b|\bexpertos?\b|\boculista\b|\bun intérprete\b",
    r"\b(el|al|del) (niño|doctor|maestro)\b",
    r"(?-i:\bmi hij[oa]\b)(?! \(o mi hija\)| o (mi )?hija|\))",
)
"""What fits only a boy or a man, or only a girl or a woman."""

DIRECT_LE = (
    r"\b(ver|examinar|matar|mirar|cuidar|vestir|cargar)le\b|\bacuéstele\b",
    r"\ble (visten|levantan|voltean|acuestan|mecen|mueven|llaman|carguen|necesita|conoce)\b",
)
"""“Le” where most of America says “lo” or “la”; another sentence says neither."""

ANGLICISMS = (
    r"\baplicar (a|para)\b|\baplicación\b|\bchec(ar|k)|\bchequ(ear|eo)|\belegib(le|ilidad)\b",
    r"\bhacer sentido\b|\btomar lugar\b|\ben orden de\b|\bal final del día\b|\ben adición\b",
    r"\bllamar (para )?atrás\b|\bremover\b|\bmandatori[oa]\b|\beventualmente\b|\bjugar un rol\b",
    r"\bemail\b|\blink\b|\bcli[ck]k?ear\b|\bonline\b|\bdaycare\b|\bfeedback\b|\breportar\b",
    r"\btoman? unos minutos\b|\bsoporte\b|\bestá supuesto\b|\basumir que\b|\bdesorden\b",
)

UNACCENTED = (
    r"\b(dias?|tambien|despues|facil|dificil|telefonos?|medic[oa]s?|paginas?|numeros?)\b",
    r"\b(lecciones? de|rapido|ultim[oa]|ingles|asi|aqui|alli|ademas|todavia|proxim[oa])\b",
    r"\b\w+[cs]ion\b|\bsólo\b",
)

SERIAL_COMMA = re.compile(r", (?P<last>[^,.;:?!()“”]+), (?:y|e|o|u|ni) ")
"""“a, b, y c”; a comma is right where the last part holds an “y” or “o” of its own."""

NOT_SPANISH = {
    "gendered": GENDERED,
    "direct le": DIRECT_LE,
    "anglicism": ANGLICISMS,
    "without its accent": UNACCENTED,
}


def spanish() -> Iterator[tuple[str, str]]:
    """Every Spanish text that somebody reads, with its place."""
    typed = {
        f"messages.csv:{line}:text_es"
        for line, row in enumerate(TABLES.rows("messages"), start=2)
        if any(part in f"{row['message_id']}" for part in WHAT_PEOPLE_TYPE)
    }
    yield from ((place, TITLE.sub("", words)) for place, words in said("es") if place not in typed)


def with_serial_comma(words: str) -> list[str]:
    found = SERIAL_COMMA.finditer(words)
    return [one[0] for one in found if not re.search(r" (y|e|o|u) ", f"{one['last']} ")]


def unpaired(words: str, opens: str, closes: str) -> bool:
    """Whether a question or a cry is not opened, or not closed; a “?” between spaces is a sign."""
    marks = re.findall(rf"{opens}|(?<=\S){re.escape(closes)}", words)
    pairs = (opens, closes) * (len(marks) // 2)
    return tuple(marks) != pairs


@pytest.mark.parametrize(
    ("kind", "pattern"), [(kind, one) for kind, group in NOT_SPANISH.items() for one in group]
)
def test_no_text_is_worded_as_nobody_would_say_it(kind: str, pattern: str) -> None:
    wrong = re.compile(pattern, re.IGNORECASE)
    found = {place: match[0] for place, words in spanish() if (match := wrong.search(words))}
    assert found == {}, kind


def test_no_list_has_a_comma_before_its_last_and() -> None:
    assert {place: found for place, words in spanish() if (found := with_serial_comma(words))} == {}


@pytest.mark.parametrize(("opens", "closes"), [("¿", "?"), ("¡", "!")])
def test_a_question_and_a_cry_are_opened_and_closed(opens: str, closes: str) -> None:
    assert [place for place, words in spanish() if unpaired(words, opens, closes)] == []


def test_a_stop_stands_after_the_closing_quotation_mark() -> None:
    assert {place for place, words in spanish() if re.search(r"[.,]”", words)} == set()


def test_a_parent_is_always_usted() -> None:
    familiar = re.compile(r"\b(tú|tus?|te|ti|contigo|vosotros|vuestr[oa]s?)\b", re.IGNORECASE)
    found = {
        place: match[0]
        for place, words in spanish()
        if (match := familiar.search(SPOKEN.sub("", words)))
    }
    assert found == {}


def test_the_rules_find_what_they_look_for() -> None:
    assert with_serial_comma("Coma pan, leche, y fruta")
    assert not with_serial_comma("Coma pan, leche y fruta, y beba agua")
    assert unpaired("Qué ve?", "¿", "?")
    assert unpaired("¿Qué ve", "¿", "?")
    assert not unpaired("¿Qué ve? Un ? y ¿qué oye?", "¿", "?")
    for pattern, wrong in (
        (GENDERED[0], "Siéntense juntos"),
        (GENDERED[2], "¿Está flojo?"),
        (GENDERED[3], "cansado/a, hijo(a), niñ@s"),
        (GENDERED[-1], "¿ven a mi hijo?"),
        (DIRECT_LE[1], "cuando le visten"),
        (ANGLICISMS[0], "aplicar para un programa"),
        (UNACCENTED[2], "la evaluacion"),
    ):
        assert re.search(pattern, wrong, re.IGNORECASE), wrong
