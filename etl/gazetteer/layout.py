"""How the index lies in its file: a magic, a JSON header, then arrays of fixed width that are used where they lie.

Little-endian. Sections start at multiples of 8. `slots` is an open-addressed hash table (CRC-32 of the key, linear probing) of entry
numbers + 1; an entry is a name with its candidates, or the beginning of a longer name, which lets a reader walk word by word.
"""

from __future__ import annotations

from zlib import crc32

MAGIC = b"CETLGAZ2"
COUNTRY, ADMIN1, ADMIN2, SETTLEMENT, SITE, REGION, WATER = range(7)
KINDS = ("country", "admin1", "admin2", "settlement", "site", "region", "water")
IS_NAME, IS_PREFIX = 1, 2
PRIMARY, COMMON, ALTERNATE = range(3)

ENTRY_SECTIONS = (("slots", "I"), ("entry_key", "I"), ("entry_first", "I"), ("entry_flags", "B"), ("candidates", "I"))
PLACE_SECTIONS = (
    ("latitude", "i"),
    ("longitude", "i"),
    ("geonames_id", "I"),
    ("population", "I"),
    ("country", "H"),
    ("admin1", "I"),
    ("admin2", "I"),
    ("kind", "B"),
    ("name", "I"),
    ("code", "I"),
)
BLOB_SECTIONS = (("key_blob", "B"), ("name_blob", "B"))
SECTIONS = ENTRY_SECTIONS + PLACE_SECTIONS + BLOB_SECTIONS
DEGREES = 100_000


def slot_of(key: bytes, mask: int) -> int:
    """The first slot to look at for a key."""
    return crc32(key) & mask
