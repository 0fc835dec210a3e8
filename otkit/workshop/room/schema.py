"""The tables of the room store. They cannot hold answers about a child, nor any free text.

An answer is one of the choices that its room offers (`otkit_choices`, filled when a room is opened
and never by a phone), a vote is one of the levels of a case that was put to the room; the database
itself refuses anything else. There is no column for a name, an
address, a device or the time of an answer. These rows refer to the room's row and go with it.
`otkit_walls` holds what the projector shows: a secret, a slide, where the pages for phones are, and
when the agenda began.
`otkit_led` holds which question is asked now, where the facilitator leads the quiz, and which case;
`otkit_here` when each phone's page was last open, to some seconds, whether it answered or not.
`otkit_tries` refers to no room and no phone: for two minutes it holds how many wrong codes came
from a keyed hash of an address.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Constraint,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
)

from otkit.workshop.cases import LEVELS
from otkit.workshop.room.codes import LENGTH
from otkit.workshop.room.stages import CASE, CLOSED, OPEN, OPEN_IN, STAGES, WAITING

METADATA = MetaData()
ID = String(80)
_ASKED = ("room_id", "part", "question_id")


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    names = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({names})", name=f"otkit_{column}")


def _room_id() -> Column[int]:
    return Column(
        "room_id",
        ForeignKey("otkit_rooms.room_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )


def _in_table(table: str, *names: str) -> ForeignKeyConstraint:
    """Rows refer to a row of `table` by these columns, and go with it."""
    return ForeignKeyConstraint(names, [f"{table}.{name}" for name in names], ondelete="CASCADE")


def _answers(table: str, *rules: Constraint) -> Table:
    """What participants chose; `rules` say what can be chosen."""
    return Table(
        table,
        METADATA,
        Column("room_id", Integer, primary_key=True, autoincrement=False),
        Column("phone", String(40), primary_key=True),
        Column("part", String(10), primary_key=True),
        Column("question_id", ID, primary_key=True),
        Column("choice", ID, nullable=False),
        Column("turn", BigInteger, nullable=False),
        _in_table("otkit_phones", "room_id", "phone"),
        *rules,
    )


ROOMS = Table(
    "otkit_rooms",
    METADATA,
    Column("room_id", Integer, primary_key=True),
    Column("code", String(LENGTH), nullable=False, unique=True),
    Column("stage", String(8), nullable=False),
    Column("closes", BigInteger, nullable=False, index=True),
    Column("places", Integer, nullable=False),
    _one_of("stage", STAGES),
)

CHOICES = Table(
    "otkit_choices",
    METADATA,
    _room_id(),
    Column("part", String(10), primary_key=True),
    Column("question_id", ID, primary_key=True),
    Column("choice", ID, primary_key=True),
    _one_of("part", tuple(part for part in OPEN_IN if part != CASE)),
)

PHONES = Table(
    "otkit_phones",
    METADATA,
    _room_id(),
    Column("phone", String(40), primary_key=True),
)

ANSWERS = _answers("otkit_answers", _in_table("otkit_choices", *_ASKED, "choice"))

LED = Table(
    "otkit_led",
    METADATA,
    _room_id(),
    Column("part", String(10), primary_key=True),
    Column("question_id", ID, primary_key=True),
    Column("state", String(8), nullable=False),
    _one_of("state", (WAITING, OPEN, CLOSED)),
)

VOTES = _answers("otkit_votes", _in_table("otkit_led", *_ASKED), _one_of("choice", LEVELS))

HERE = Table(
    "otkit_here",
    METADATA,
    Column("room_id", Integer, primary_key=True, autoincrement=False),
    Column("phone", String(40), primary_key=True),
    Column("seen", BigInteger, nullable=False),
    _in_table("otkit_phones", "room_id", "phone"),
)

DOORS = Table(
    "otkit_doors",
    METADATA,
    _room_id(),
    Column("is_closed", Integer, nullable=False),
    Column("people", Integer, nullable=False),
)

WALLS = Table(
    "otkit_walls",
    METADATA,
    _room_id(),
    Column("secret", String(32), nullable=False, unique=True),
    Column("slide", ID, nullable=False),
    Column("invite", ID, nullable=False),
    Column("length", Integer, nullable=False),
    Column("begins", BigInteger, nullable=False),
)

TRIES = Table(
    "otkit_tries",
    METADATA,
    Column("minute", BigInteger, primary_key=True, autoincrement=False),
    Column("source", String(16), primary_key=True),
    Column("wrong", Integer, nullable=False),
    CheckConstraint("length(source) <= 16", name="otkit_source"),
)
