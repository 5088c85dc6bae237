#!/usr/bin/env python3
"""Writes the example block of BlockTextTests from the description of the layout in docs/storage-azure.md, with zlib's CRC-32."""
import sys
import zlib

ENTRIES = [("page-submitted", 1, '{"page":"p1","note":"né"}'), ("page-opened", 2, '{"page":"p2"}')]
NUMBER, AFTER, ID = 7, 41, "8f14e45fceea167a5a36dedd4bea2543"
END_LENGTH = 75

content = b"".join(b"%s %d %d\n%s\n" % (kind.encode(), version, len(body.encode()), body.encode()) for kind, version, body in ENTRIES)
head = b"block %d after %d entries %d bytes %d id %s\n" % (NUMBER, AFTER, len(ENTRIES), len(content), ID.encode())
length = len(head) + len(content) + END_LENGTH
block = head + content + b"end %05d position %019d length %010d more crc " % (NUMBER, AFTER + len(ENTRIES), length)
block += b"%08x\n" % zlib.crc32(block)
assert len(block) == length
sys.stdout.buffer.write(block)
