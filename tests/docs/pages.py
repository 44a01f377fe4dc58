"""The Markdown of this tree as its readers see it: headings with GitHub's anchors, links, code, command lines."""

import os
import pathlib
import re
import shlex
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".pytest_cache", "build", "node_modules"}


@dataclass(frozen=True)
class Fence:
    line: int  # of its first line of text
    language: str
    text: str


@dataclass(frozen=True)
class Command:
    """One call of a program: `words[0]` is its name without folders."""

    page: str
    line: int
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {shlex.join(self.words)}"


class Page:
    def __init__(self, path: pathlib.Path):
        self.path = path
        self.name = str(path.relative_to(ROOT))
        self.lines = path.read_text().splitlines()
        self.fences: list[Fence] = []
        self.prose: list[tuple[int, str]] = []  # lines outside of fences
        self.code: list[tuple[int, str]] = []  # lines of fences and of indented blocks
        self._read()

    def _read(self) -> None:
        fence, indent, begun, language = "", 0, 0, ""
        for number, line in enumerate(self.lines, 1):
            mark = re.match(r"( *)(`{3,}|~{3,})\s*([\w-]*)", line)
            if fence:
                if mark and mark[2].startswith(fence) and not mark[3]:
                    body = [text[indent:] if not text[:indent].strip() else text for text in self.lines[begun : number - 1]]
                    self.fences.append(Fence(begun + 1, language, "\n".join(body) + "\n"))
                    fence = ""
                else:
                    self.code.append((number, line))
            elif mark:
                fence, indent, begun, language = mark[2], len(mark[1]), number, mark[3]
            elif re.match(r" {4,}\S", line) and not re.match(r" +([*-]|\d+\.) ", line) and self._is_code_block(number):
                self.code.append((number, line))
            else:
                self.prose.append((number, line))

    def _is_code_block(self, number: int) -> bool:
        """Indented by four after an empty line, and not the second line of a list's item."""
        before = number - 2
        while before >= 0 and self.lines[before].startswith("    "):
            before -= 1
        return before < 0 or not self.lines[before].strip()

    @property
    def anchors(self) -> set[str]:
        """What GitHub makes of the headings; the second of two equal ones ends in -1."""
        found: dict[str, int] = {}
        anchors = set()
        for _, line in self.prose:
            if not (heading := re.match(r"#{1,6} +(.*?)\s*#*$", line)):
                continue
            text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1])
            anchor = re.sub(r"[^\w\- ]", "", text.lower().replace("`", "")).replace(" ", "-")
            seen = found.get(anchor, 0)
            found[anchor] = seen + 1
            anchors.add(f"{anchor}-{seen}" if seen else anchor)
        for _, line in self.prose:
            anchors.update(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", line))
        return anchors

    def _in_prose(self, pattern: str) -> list[tuple[int, str]]:
        """What a pattern finds, with its line; a sentence may be wrapped anywhere, a paragraph ends at an empty line."""
        found = []
        text = "\n".join(line for _, line in self.prose)
        for match in re.finditer(pattern, text):
            if "\n\n" not in match[0]:
                number = self.prose[text.count("\n", 0, match.start(1))][0]
                found.append((number, " ".join(match[1].split())))
        return found

    @property
    def links(self) -> list[tuple[int, str]]:
        code = {(number, span) for number, span in self.spans}
        links = [*self._in_prose(r"\]\(([^)\s]+)\)"), *self._in_prose(r"(?m)^\[[^\]]+\]:\s+(\S+)")]
        return [(number, link) for number, link in links if not any(line == number and f"]({link})" in span for line, span in code)]

    @property
    def spans(self) -> list[tuple[int, str]]:
        """`Code` within a sentence."""
        return self._in_prose(r"(?<!`)`([^`]+)`(?!`)")

    def commands(self, *programs: str) -> list[Command]:
        """Calls of these programs in blocks of code, and in spans that begin with one of them."""
        found = []
        for number, text in self._logical_lines():
            found += self._calls(number, text, programs)
        for number, span in self.spans:
            if span.split(" ", 1)[0] in programs and " " in span:
                found += self._calls(number, span, programs)
        return found

    def _logical_lines(self):
        """Lines of code with those that a backslash continues."""
        begun, text = 0, ""
        for number, line in self.code:
            begun = begun or number
            text += line.strip()
            if text.endswith("\\"):
                text = text[:-1]
                continue
            yield begun, text
            begun, text = 0, ""

    def _calls(self, number: int, text: str, programs: tuple[str, ...]) -> list[Command]:
        try:
            lexer = shlex.shlex(text.removeprefix("$ "), posix=True, punctuation_chars="|&;()<>")
            lexer.whitespace_split = True
            lexer.commenters = "#"
            words = list(lexer)
        except ValueError:  # a quotation that ends on another line: no command line
            return []
        found, call = [], []
        for word in [*words, ";"]:
            if word and set(word) <= set("|&;()<>"):
                while call and re.match(r"[A-Z_]+=", call[0]):
                    call = call[1:]
                if call and os.path.basename(call[0]) in programs:
                    found.append(Command(self.name, number, (os.path.basename(call[0]), *call[1:])))
                # What follows > or < is a file, and then the call is over.
                call = ["(file)"] if word in (">", ">>", "<") else []
            else:
                call.append(word)
        return found


def all_pages() -> list[Page]:
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS]
        found += [Page(pathlib.Path(folder) / name) for name in files if name.endswith(".md")]
    return sorted(found, key=lambda page: page.name)
