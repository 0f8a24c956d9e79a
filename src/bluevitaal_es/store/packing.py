"""A batch of appends as PostgreSQL takes an array of composites: binary, one parameter, nothing to quote."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from struct import Struct
from typing import NamedTuple
from uuid import UUID

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

INT2, INT4, INT8, TEXT, BYTEA, UUID_OID, TIMESTAMPTZ = 21, 23, 20, 25, 17, 2950, 1184

ARRAY = Struct(">iiIii")
NUMBER = Struct(">iq")
EMPTY_ARRAY = Struct(">iiI")
FIELD = Struct(">Ii")
EVENT_START = Struct(">i" + "Iii")
EVENT_FIXED = Struct(">" + "Ii16s" + "Iiq" + "Iih" + "Iiq")
MOMENT = Struct(">Iiq")
UUID_FIELD = Struct(">Ii16s")
KEY_FIXED = Struct(">i" + "Ii16s" + "Ii16s")
NO_UUID = FIELD.pack(UUID_OID, -1)
NO_MOMENT = FIELD.pack(TIMESTAMPTZ, -1)
EVENT_FIELDS = 13
KEY_FIELDS = 4


class NewKey(NamedTuple):
    """A wrapped data key that the log is to keep for a stream that begins."""

    stream_id: UUID
    key_id: bytes
    wrapped: bytes
    kek_id: str


def microseconds(moment: datetime) -> int:
    """Return an aware moment as microseconds since 2000-01-01 UTC; raises TypeError for a naive one."""
    return (moment - EPOCH) // MICROSECOND


@lru_cache(maxsize=4096)
def text_field(text: str) -> bytes:
    """Return a text as a field of a composite. Cached: types, actors and roles come back all the time."""
    encoded = text.encode()
    return FIELD.pack(TEXT, len(encoded)) + encoded


def uuid_field(value: UUID | None) -> bytes:
    """Return a UUID, or its absence, as a field of a composite."""
    return NO_UUID if value is None else UUID_FIELD.pack(UUID_OID, 16, value.bytes)


def moment_field(moment: datetime | None) -> bytes:
    """Return an aware moment, or its absence, as a field of a composite."""
    return NO_MOMENT if moment is None else MOMENT.pack(TIMESTAMPTZ, 8, microseconds(moment))


def shared_fields(
    command_id: UUID,
    correlation_id: UUID,
    causation_id: UUID | None,
    recorded_at: datetime | None,
    actor_id: str,
    actor_role: str,
) -> bytes:
    """Return the fields that all events of one append have in common."""
    return b"".join(
        (
            uuid_field(command_id),
            uuid_field(correlation_id),
            uuid_field(causation_id),
            moment_field(recorded_at),
            text_field(actor_id),
            text_field(actor_role),
        )
    )


def new_event(
    stream: bytes,
    version: int,
    form: int,
    happened_at: datetime,
    type_name: str,
    shared: bytes,
    payload: bytes,
) -> bytes:
    """Return one `log.new_event` without its number in a batch; `shared` as `shared_fields` made it."""
    fixed = EVENT_FIXED.pack(
        *(UUID_OID, 16, stream),
        *(INT8, 8, version),
        *(INT2, 2, form),
        *(TIMESTAMPTZ, 8, microseconds(happened_at)),
    )
    return b"".join((fixed, text_field(type_name), shared, FIELD.pack(BYTEA, len(payload)), payload))


def event(fields: bytes, number: int = 1) -> bytes:
    """Return one `log.new_event` of the append with that number; `fields` as `new_event` made them."""
    return EVENT_START.pack(EVENT_FIELDS, INT4, 4, number) + fields


def events(element_oid: int, writes: Iterable[Sequence[bytes]]) -> bytes:
    """Return an array of `log.new_event`: the events of each write share a number, from 1."""
    numbered = [event(fields, number) for number, write in enumerate(writes, 1) for fields in write]
    return array(element_oid, numbered)


def new_key(key: NewKey) -> bytes:
    """Return one `keys.new_key`."""
    fixed = KEY_FIXED.pack(KEY_FIELDS, UUID_OID, 16, key.stream_id.bytes, UUID_OID, 16, key.key_id)
    return fixed + FIELD.pack(BYTEA, len(key.wrapped)) + key.wrapped + text_field(key.kek_id)


def array(element_oid: int, elements: Sequence[bytes]) -> bytes:
    """Return composites of one type as an array of them."""
    if not elements:
        return EMPTY_ARRAY.pack(0, 0, element_oid)
    parts = [ARRAY.pack(1, 0, element_oid, len(elements), 1)]
    for element in elements:
        parts += (len(element).to_bytes(4, "big"), element)
    return b"".join(parts)


def numbers(packed: bytes) -> list[int]:
    """Return the numbers in an array of bigint that the server sent, none of them NULL."""
    return [number for _, number in NUMBER.iter_unpack(packed[ARRAY.size :])]


def elements(packed: bytes) -> list[bytes | None]:
    """Return what lies in an array of one dimension that the server sent, NULL as None."""
    found: list[bytes | None] = []
    at = ARRAY.size
    while at < len(packed):
        size = int.from_bytes(packed[at : at + 4], "big", signed=True)
        at += 4
        found.append(None if size < 0 else packed[at : at + size])
        at += max(size, 0)
    return found
