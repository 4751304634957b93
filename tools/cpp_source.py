# SPDX-License-Identifier: Apache-2.0
"""Just enough reading of C++ for the checks: code without its words, functions, statements."""

import re

_TOKEN = re.compile(
    r'//[^\n]*'
    r'|/\*.*?\*/'
    r'|\b(?:u8|[uUL])?R"(?P<mark>[^()\\\s]*)\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",
    re.DOTALL)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_TYPE = re.compile(r"\b(?:class|struct|union|enum)\b")
_NOT_A_TYPE = re.compile(r"[)=]\s*(?:const|noexcept|override|final|mutable|->[^;]*)*\s*$")


def _spaces(match):
    text = match.group(0)
    edge = text[0] if text[0] in "\"'" else " "
    blank = re.sub(r"[^\n]", " ", text)
    return blank if edge == " " or len(text) < 2 else edge + blank[1:-1] + edge


def strip(source):
    """The source with comments, literals and directives blanked; every offset and line stays."""
    return _DIRECTIVE.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), _TOKEN.sub(_spaces, source))


def line_of(code, offset):
    return code.count("\n", 0, offset) + 1


def closing(code, opening):
    """The offset of the bracket that closes the one at `opening`, or the end."""
    depth = 0
    for offset in range(opening, len(code)):
        if code[offset] in "({[":
            depth += 1
        elif code[offset] in ")}]":
            depth -= 1
            if depth == 0:
                return offset
    return len(code)


def _kind(head):
    if re.search(r"\bnamespace\b", head) or re.search(r'\bextern\s*"', head):
        return "scope"
    if head.rstrip().endswith("=") or "(" not in head:
        return "scope" if _TYPE.search(head) else "value"
    if _TYPE.search(re.sub(r"<[^<>]*>", "", head)) and not _NOT_A_TYPE.search(head):
        return "scope"
    return "function"


def functions(code):
    """(first line, length in lines, head) of each outermost function body, lambdas included."""
    head_start = offset = 0
    while offset < len(code):
        character = code[offset]
        if character == ";" or character == "}":
            head_start = offset + 1
        elif character == "(":
            offset = closing(code, offset)
        elif character == "{":
            head = code[head_start:offset]
            kind = _kind(head)
            if kind == "scope":
                head_start = offset + 1
            else:
                end = closing(code, offset)
                after = code[end + 1:].lstrip()[:1]
                if kind == "function":
                    first = line_of(code, offset)
                    yield first, line_of(code, min(end, len(code) - 1)) - first, head.strip()
                # `a_{x}, b_{y} {` of a constructor: the head goes on.
                if after not in (",", "{"):
                    head_start = end + 1
                offset = end
        offset += 1


def statement_start(code, offset):
    """Where the statement around `offset` begins; block braces and semicolons end statements."""
    depth = 0
    for at in range(offset - 1, -1, -1):
        character = code[at]
        if character in ")]":
            depth += 1
        elif character in "([":
            depth -= 1
        elif depth <= 0 and character == ";":
            return at + 1
        elif depth <= 0 and character == "}":
            return at + 1
        elif depth <= 0 and character == "{" and not is_braced_value(code, at):
            return at + 1
    return 0


def is_braced_value(code, brace):
    """Whether the `{` begins a value (`Point{`, `= {`, `({`, `return {`) and not a block."""
    if brace == 0:
        return False
    before = code[:brace].rstrip()[-12:]
    touching = not code[brace - 1].isspace()
    if touching and (code[brace - 1].isalnum() or code[brace - 1] in "_>({,="):
        return True
    return before.endswith(("=", ",", "(")) or bool(re.search(r"\b(?:co_)?return$", before))


def expression_end(code, offset):
    """Where the operand that begins at `offset` ends: `;`, `,` or a bracket not opened in it."""
    depth = angles = 0
    for at in range(offset, len(code)):
        character = code[at]
        if character in "({[":
            depth += 1
        elif character in ")}]":
            depth -= 1
            if depth < 0:
                return at
        elif depth == 0 and character == "<" and (code[at - 1].isalnum() or code[at - 1] == "_"):
            angles += 1  # template arguments; a comparison has a space before it
        elif depth == 0 and character == ">" and angles > 0:
            angles -= 1
        elif depth == 0 and (character == ";" or (character == "," and angles == 0)):
            return at
    return len(code)
