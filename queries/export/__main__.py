"""The confined process that writes one result: lines of JSON come in, the file goes out.

The first line is what is asked, then a line a row, and at the end how many rows there were: without that, the result
is not whole, and no file is made to look as if it were. What goes wrong is one sentence on standard error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from queries.export import comma, parquet, workbook
from queries.export.asked import Asked, ExportError
from queries.own.confine import confine

MEMORY, SECONDS, SIZE = 2 * 2**30, 240, 4 * 2**30
"""Bytes of addresses, seconds of a processor, bytes of a file."""
FAILED = 3


class CutOff(Exception):
    """The rows ended before their end was said."""


def main() -> int:
    """Write what standard input asks for."""
    lines = sys.stdin.buffer
    asked = Asked.plain(json.loads(lines.readline()))
    os.chdir(asked.work)
    writers = {"csv": comma.write, "xlsx": workbook.write}
    write = writers.get(asked.format) or partial(parquet.write, parquet.opened(asked))
    confine(asked.work, [], MEMORY, SECONDS, SIZE)
    try:
        write(asked, rows(lines), sys.stdout.buffer)
        return 0
    except ExportError as error:
        return said(str(error))
    except CutOff:
        return said("the result ended before it was whole")
    except OSError:
        return said("the file does not fit on the server's disk: ask its administrator to make room")
    except MemoryError:
        return said("the file takes more memory than one may: take it as CSV")


def rows(lines: BinaryIO) -> Iterator[list[Any]]:
    """The rows, up to the line that says how many there are; raise CutOff if it does not come."""
    for count, line in enumerate(lines):
        if line[:1] == b"[":
            yield json.loads(line)
        elif json.loads(line) == {"rows": count}:
            return
        else:
            break
    raise CutOff


def said(sentence: str) -> int:
    """Say what went wrong."""
    print(sentence, file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
