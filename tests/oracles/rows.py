"""How many rows a text has, counted without csv and without Arrow, and one character at a time where there are quotes."""

from __future__ import annotations

import io


def lines_of(text: str) -> list[str]:
    """Lines with their ends, as a reader of text sees them: ended by LF, CR LF or CR."""
    return list(io.StringIO(text, newline=""))


def fields(chunk: str, delimiter: str) -> tuple[int, bool]:
    """Number of fields of one record, and whether its quotes are well formed and closed."""
    chunk = chunk.removesuffix("\n").removesuffix("\r")
    count, at, good = 1, 0, True
    while at < len(chunk):
        if chunk[at] == '"':  # a quoted field: to the next quote that is not doubled
            at += 1
            while at < len(chunk) and not (chunk[at] == '"' and chunk[at + 1 : at + 2] != '"'):
                at += 2 if chunk[at] == '"' else 1
            if at >= len(chunk):
                return count, False
            at += 1
            good &= at == len(chunk) or chunk[at] == delimiter
        while at < len(chunk) and chunk[at] != delimiter:
            at += 1
        if at < len(chunk):
            count, at = count + 1, at + 1
            if at == len(chunk):
                break
    return count, good


def open_at_end(chunk: str, delimiter: str) -> bool:
    """Whether a quoted field is still open at the end of this text."""
    inside, start, at = False, True, 0
    while '"' in chunk and at < len(chunk):
        letter = chunk[at]
        if inside:
            if letter == '"' and chunk[at + 1 : at + 2] == '"':
                at += 1
            elif letter == '"':
                inside = False
        elif letter == '"' and start:
            inside = True
        start = not inside and letter == delimiter
        at += 1
    return inside


def quoted_rows(text: str, delimiter: str) -> tuple[int, list[str]]:
    """Width of the header, and the data rows of a text with quotes, each the text of its lines."""
    lines = lines_of(text.removeprefix("\ufeff"))
    at = next((i for i, line in enumerate(lines) if line.strip("\r\n")), len(lines))
    if at == len(lines):
        return 0, []
    end = at + 1
    while end < len(lines) and open_at_end("".join(lines[at:end]), delimiter):
        end += 1
    width, at, found = fields("".join(lines[at:end]), delimiter)[0], end, list[str]()
    while at < len(lines):
        end = at + 1
        while end < len(lines) and open_at_end("".join(lines[at:end]), delimiter):
            end += 1
        chunk = "".join(lines[at:end])
        if end > at + 1 and fields(chunk, delimiter) != (width, True):
            end, chunk = at + 1, lines[at]
        if chunk.strip("\r\n"):
            found.append(chunk)
        at = end
    return width, found


def plain_rows(data: bytes, header: bool) -> int:
    """Data rows of a text without quoting: its lines, but for the header and those that hold nothing or only delimiters."""
    lines = data.split(b"\n")
    mark = b"\t" if b"\t" in lines[0] else b","
    rows = [line.rstrip(b"\r") for line in lines[header:]]
    return sum(line.strip(b" \x1a") != b"" and line.strip(mark) != b"" for line in rows)
