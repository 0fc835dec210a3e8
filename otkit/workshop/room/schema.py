"""The tables of the room store. They cannot hold answers about a child, nor any free text.

An answer is one of the choices that its room offers (`otkit_choices`, filled when a room is opened
and never by a phone); the database itself refuses anything else. There is no column for a name, an
address, a device or the time of an answer. These rows refer to the room's row and go with it.
`otkit_walls` holds what the projector shows: a secret, a slide, where the pages for phones are, and
when the agenda began.
`otkit_led` holds which question of the quiz is asked now, where the facilitator leads them, and
`otkit_here` when each phone's page was last open, to some seconds, whether it answered or not.
`otkit_tries` refers to no room and no phone: for two minutes it holds how many wrong codes came
from a keyed hash of an address.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
)

from otkit.workshop.room.codes import LENGTH
from otkit.workshop.room.stages import CLOSED, OPEN, OPEN_IN, STAGES, WAITING

METADATA = MetaData()
ID = String(80)


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
    _one_of("part", tuple(OPEN_IN)),
)

PHONES = Table(
    "otkit_phones",
    METADATA,
    _room_id(),
    Column("phone", String(40), primary_key=True),
)

ANSWERS = Table(
    "otkit_answers",
    METADATA,
    Column("room_id", Integer, primary_key=True, autoincrement=False),
    Column("phone", String(40), primary_key=True),
    Column("part", String(10), primary_key=True),
    Column("question_id", ID, primary_key=True),
    Column("choice", ID, nullable=False),
    Column("turn", BigInteger, nullable=False),
    ForeignKeyConstraint(
        ("room_id", "phone"),
        ("otkit_phones.room_id", "otkit_phones.phone"),
        ondelete="CASCADE",
    ),
    ForeignKeyConstraint(
        ("room_id", "part", "question_id", "choice"),
        tuple(f"otkit_choices.{name}" for name in ("room_id", "part", "question_id", "choice")),
        ondelete="CASCADE",
    ),
)

LED = Table(
    "otkit_led",
    METADATA,
    _room_id(),
    Column("part", String(10), primary_key=True),
    Column("question_id", ID, primary_key=True),
    Column("state", String(8), nullable=False),
    _one_of("state", (WAITING, OPEN, CLOSED)),
)

HERE = Table(
    "otkit_here",
    METADATA,
    Column("room_id", Integer, primary_key=True, autoincrement=False),
    Column("phone", String(40), primary_key=True),
    Column("seen", BigInteger, nullable=False),
    ForeignKeyConstraint(
        ("room_id", "phone"),
        ("otkit_phones.room_id", "otkit_phones.phone"),
        ondelete="CASCADE",
    ),
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
