"""What a page sends is read with distrust; what it is sent, Jupyter reads."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1

from otkit.server.kernels.messages import SEND_AGAIN, Event, frame, given_up, read_frame

SAID = {"action": "change", "fields": {"years": ["2"]}, "seen": "7", "whole": True}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
)


def packed(channel="shell", header=None, parts=({}, {}, {})) -> bytes:
    texts = [channel.encode(), *(json.dumps(part).encode() for part in (header or {}, *parts))]
    offsets = [8 * (len(texts) + 2)]
    for text in texts:
        offsets.append(offsets[-1] + len(text))
    return struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets) + b"".join(texts)


def content(**changed):
    return {"comm_id": "a_1", "data": {"method": "custom", "content": SAID | changed}}


@pytest.mark.parametrize("action", ["join", "change", "x", ""])
@pytest.mark.parametrize("also", [{}, {"code": ["CDFHJK"]}, {"room": ["CDFHJK"]}])
def test_a_field_of_the_server_is_not_taken_from_a_page(action, also):
    event = Event.read(content(action=action, fields={"source": ["x" * 100_000], **also}))
    assert event.fields == also


def test_a_frame_is_read_as_jupyter_reads_it():
    whole = packed("shell", {"msg_type": "comm_msg"}, ({}, {}, {"a": 1}))
    channel, parts = deserialize_msg_from_ws_v1(whole)
    assert read_frame(whole) == (channel, json.loads(parts[0]), json.loads(parts[3]))


@pytest.mark.parametrize(
    "whole",
    [
        b"",
        b"\xff" * 64,
        b'{"header": {"msg_type": "execute_request"}}',
        packed()[:-1],
        packed() + b"x",
        packed(header=["msg_type"]),
        packed(parts=({}, {}, [])),
        packed(parts=({},)),
        struct.pack("<7Q", 6, 56, 40, 48, 50, 52, 56),
        struct.pack("<7Q", 2**63, 56, 56, 56, 56, 56, 56),
    ],
)
def test_a_malformed_frame_is_none(whole):
    assert read_frame(whole) is None


@given(st.binary(max_size=200))
def test_whatever_the_bytes_reading_does_not_raise(whole):
    read_frame(whole)


@given(st.data())
def test_a_frame_with_any_byte_changed_does_not_raise(data):
    whole = bytearray(packed("shell", {"msg_type": "comm_msg"}))
    whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    read_frame(bytes(whole))


def test_an_event_is_what_a_page_says_and_nothing_else():
    event = Event.read(content(secret=["birth"], more=1) | {"target_name": "x"})
    assert event.message() == SAID
    assert event.comm_id == "a_1"


@pytest.mark.parametrize(
    "unread",
    [
        {},
        {"comm_id": "a_1"},
        {"comm_id": 1, "data": {"method": "custom", "content": SAID}},
        {"comm_id": "a_1", "data": [{"method": "custom", "content": SAID}]},
        {"comm_id": "a_1", "data": None},
        {"comm_id": "a_1", "data": {"content": SAID}},
        {"comm_id": "a_1", "data": {"method": "update", "state": {}, "content": SAID}},
        {"comm_id": "a_1", "data": {"method": "request_state"}},
        content(fields=None),
        content(fields=[]),
        content(fields={str(n): [] for n in range(201)}),
        content(action=["change"]),
        content(seen=7),
    ],
)
def test_what_is_no_event_is_not_read(unread):
    assert Event.read(unread) is None


@given(anything)
def test_whatever_a_page_says_of_its_form_can_be_sent_on(said):
    event = Event.read(content(fields=said)) or Event.read(content(fields={"x": said}))
    if event:
        assert all(isinstance(text, str) for values in event.fields.values() for text in values)
        json.dumps(event.message(), ensure_ascii=False).encode()


def test_half_a_surrogate_pair_can_be_sent_on():
    said = json.loads('{"\\ud800": ["\\udc80", "\\ud83d\\ude00"]}')
    assert Event.read(content(fields=said)).fields == {"?": ["?", "😀"]}


def test_a_newer_event_draws_what_the_older_asked_for():
    older, newer = Event.read(content()), Event.read(content(whole=False, seen="8"))
    assert newer.after(older).whole
    assert newer.after(older).seen == "8"


@pytest.mark.parametrize(
    "sent", [SEND_AGAIN, given_up("a_"), frame("comm_msg", b'{"comm_id": "a"}')]
)
def test_what_a_page_is_sent_jupyter_reads(sent):
    channel, parts = deserialize_msg_from_ws_v1(sent)
    assert channel == "iopub"
    assert json.loads(parts[0])["msg_type"] in ("status", "comm_close", "comm_msg")
    assert json.loads(parts[3])


def test_what_a_page_is_sent_names_nobody_and_no_time():
    header = json.loads(deserialize_msg_from_ws_v1(SEND_AGAIN)[1][0])
    assert (header["username"], header["session"]) == ("", "")
    assert header["date"].startswith("1970")
