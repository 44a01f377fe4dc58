"""The rules of form: what a line may do is said by the folder that it is in, and these rules hold it to that.

A rule takes a Tree and returns complaints, `FILE:LINE: what is wrong`. test_tree.py holds every rule against this tree;
test_checker.py shows for each rule something bad that it finds. The arrows between rooms are not repeated here: they are
the add_room lines of CMakeLists.txt, which link the libraries.
"""

import pathlib
import re

ROOMS_TOP = ("core", "certs", "server")
CODE = ROOMS_TOP + ("tests", "perf")
MOST_LINES = 400
MANY_LINES = 250
MOST_BEAST_FILES = 8

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
ADD_ROOM = re.compile(r"^\s*add_room\(([^)]*)\)", re.MULTILINE)

# What core may not include: it has no I/O, no clock, no thread, no chance.
IMPURE_HEADERS = {
    "condition_variable", "coroutine", "csignal", "cstdio", "ctime", "execution", "filesystem", "fstream", "future",
    "iostream", "istream", "mutex", "ostream", "print", "random", "semaphore", "shared_mutex", "stdio.h", "stop_token",
    "syncstream", "thread", "time.h", "unistd.h",
}
IMPURE_WORDS = re.compile(
    r"::now\s*\(|\bstd::(cout|cerr|clog|cin|thread|jthread|async)\b|\b(getenv|fopen|printf|fprintf|co_await|co_return|rand)\b"
)
# Which library of CMakeLists.txt a room must link itself before it includes these.
LIBRARIES = {
    "boost/": "Boost::headers",
    "openssl/": "OpenSSL::SSL",
    "spdlog/": "spdlog::spdlog",
    "yaml-cpp/": "yaml-cpp",
    "CLI/": "CLI11::CLI11",
    "prometheus/": "PkgConfig::prometheus_core",
}
OPENSSL_CALL = re.compile(r"\b(SSL|SSL_CTX|X509|EVP|PEM|BIO|ASN1|ERR|OPENSSL|EC|PKCS\d+)_\w+\s*\(")
# The OpenSSL C API lives in certs/. The exceptions, file by file: functions that begin so, headers, and why.
OPENSSL_EXCEPTIONS = {
    # A non-blocking handshake and record layer over a socket: Asio's ssl::stream keeps two buffers of 17 KiB for every idle
    # connection. Contexts, certificates and keys are certs/' all the same.
    "server/http/tls_transport.cpp": ("SSL_", "ERR_"),
}
OPENSSL_MACROS = ("openssl/opensslv.h",)  # the version as numbers: no function
COSTLY = ("boost/beast", "boost/asio/ssl")


class Tree:
    """Files by their path from the root, and the rooms as CMakeLists.txt has them."""

    def __init__(self, files):
        self.files = files
        self.rooms = {}
        for arguments in ADD_ROOM.findall(files.get("CMakeLists.txt", "")):
            room, *dependencies = arguments.split()
            self.rooms[room] = dependencies

    @classmethod
    def read(cls, root):
        files = {}
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root)
            if name.parts[0] in (".git", "build") or "__pycache__" in name.parts or not path.is_file():
                continue
            if path.suffix in (".cpp", ".hpp", ".py", ".sh", ".cmake", ".md", ".txt") or name.name == "dev":
                files[str(name)] = path.read_text(encoding="utf-8")
        # Only whether they are there matters for these.
        files.update({str(path.relative_to(root)) + "/": "" for path in root.rglob("*") if path.is_dir()})
        return cls(files)

    def code(self, *tops, suffixes=(".cpp", ".hpp")):
        """(path, lines) of our C++ in these top folders."""
        for name, text in self.files.items():
            if name.split("/")[0] in tops and name.endswith(suffixes):
                yield name, text.splitlines()

    def includes(self, name):
        """(line number, kind `<` or `"`, what) for every include of a file."""
        for number, line in enumerate(self.files[name].splitlines(), 1):
            if match := INCLUDE.match(line):
                yield number, match[1], match[2]

    def reach(self, room):
        """The room and all rooms that it may include: what it links, and what those link."""
        found, todo = set(), [room]
        while todo:
            each = todo.pop()
            if each in self.rooms and each not in found:
                found.add(each)
                todo += self.rooms[each]
        return found

    def with_our_headers(self, name):
        """The file and all headers of ours that it includes, directly or not."""
        found, todo = set(), [name]
        while todo:
            each = todo.pop()
            if each in self.files and each not in found:
                found.add(each)
                todo += [what for _, kind, what in self.includes(each) if kind == '"']
        return found


def folder_of(name):
    return name.rpartition("/")[0]


def is_below(folder, ancestor):
    return folder == ancestor or folder.startswith(ancestor + "/")


def without_comment(line):
    return line.split("//")[0]


def without_raw_strings(lines):
    """The lines, with nothing left of raw string literals: a shell script in one is no code of ours."""
    text = re.sub(r'R"(\w*)\(.*?\)\1"', lambda found: "\n" * found[0].count("\n"), "\n".join(lines), flags=re.DOTALL)
    return text.split("\n")


def is_common_ground(tree, header):
    """A header that includes nothing of ours may be used by the rooms below its folder (core/error.hpp)."""
    return header in tree.files and header.endswith(".hpp") and not any(kind == '"' for _, kind, _ in tree.includes(header))


def arrows(tree):
    """A room includes itself, the rooms that it links in CMakeLists.txt, and common ground; nothing else."""
    complaints = []
    for name, _ in tree.code(*ROOMS_TOP):
        room = folder_of(name)
        if room not in tree.rooms:
            continue  # server/main.cpp: the story may name every room; `rooms` looks after the rest
        allowed = tree.reach(room)
        for number, kind, what in tree.includes(name):
            target = folder_of(what)
            if kind != '"' or target in allowed:
                continue
            shared = any(is_below(each, target) for each in allowed) and is_common_ground(tree, what)
            if not shared:
                complaints.append(f"{name}:{number}: {room} has no arrow to {target or 'the root'} ({what})")
    return complaints


def rooms(tree):
    """core needs nobody, certs only core; every folder with code is a room; rooms do not go in circles."""
    complaints = []
    for room, dependencies in tree.rooms.items():
        top = room.split("/")[0]
        allowed = {"core": ("core",), "certs": ("certs", "core"), "server": ROOMS_TOP}.get(top, ())
        for each in dependencies:
            is_room = each.split("/")[0] in ROOMS_TOP
            if is_room and each not in tree.rooms:
                complaints.append(f"CMakeLists.txt:1: {room} links {each}, which is no room")
            elif is_room and each.split("/")[0] not in allowed:
                complaints.append(f"CMakeLists.txt:1: {room} may not link {each}")
            elif not is_room and top == "core":
                complaints.append(f"CMakeLists.txt:1: {room} may link no library, links {each}")
            elif is_room and room in tree.reach(each):
                complaints.append(f"CMakeLists.txt:1: {room} and {each} need each other")
    for name, _ in tree.code(*ROOMS_TOP, suffixes=(".cpp",)):
        if folder_of(name) not in tree.rooms and name != "server/main.cpp":
            complaints.append(f"{name}:1: its folder is no room (add_room in CMakeLists.txt)")
    return complaints


def core_is_pure(tree):
    """core has no I/O, no clock, no thread, no log and no third-party header."""
    complaints = []
    for name, lines in tree.code("core"):
        for number, kind, what in tree.includes(name):
            if kind == "<" and (what in IMPURE_HEADERS or "/" in what):
                complaints.append(f"{name}:{number}: core may not include <{what}>")
        for number, line in enumerate(without_raw_strings(lines), 1):
            if match := IMPURE_WORDS.search(without_comment(line)):
                complaints.append(f"{name}:{number}: core may not use {match[0]}")
    return complaints


def libraries(tree):
    """A room links a library itself before it includes its headers."""
    complaints = []
    for name, _ in tree.code(*ROOMS_TOP):
        if folder_of(name) not in tree.rooms:
            continue  # server/main.cpp is the program, which links all of them
        linked = tree.rooms[folder_of(name)]
        for number, kind, what in tree.includes(name):
            library = next((library for prefix, library in LIBRARIES.items() if what.startswith(prefix)), None)
            if kind == "<" and library and library not in linked:
                complaints.append(f"{name}:{number}: <{what}> needs {library} in this room's add_room")
    return complaints


def openssl_in_certs(tree):
    """The OpenSSL C API is used in certs/ alone, but for what OPENSSL_EXCEPTIONS lists file by file."""
    complaints = []
    for name, lines in tree.code("core", "server"):
        allowed = OPENSSL_EXCEPTIONS.get(name, ())
        for number, line in enumerate(lines, 1):
            include = INCLUDE.match(line)
            if include and include[2].startswith("openssl/") and include[2] not in OPENSSL_MACROS and not allowed:
                complaints.append(f"{name}:{number}: <{include[2]}> belongs to certs/")
            for call in OPENSSL_CALL.finditer(without_comment(line)):
                function = call[0].rstrip("( ")
                if not function.startswith(allowed or "-") or function.startswith("SSL_CTX_"):
                    complaints.append(f"{name}:{number}: {function} belongs to certs/")
    return complaints


def few_costly_files(tree):
    """Beast and Asio's TLS stay out of headers, and are compiled in at most eight files."""
    complaints, costly = [], []
    for name, _ in tree.code(*CODE):
        direct = [what for _, kind, what in tree.includes(name) if kind == "<" and what.startswith(COSTLY)]
        if name.endswith(".hpp"):
            complaints += [f"{name}:1: <{what}> in a header costs every file that includes it" for what in direct]
        elif direct:
            costly.append(name)
    if len(costly) > MOST_BEAST_FILES:
        complaints.append(f"CMakeLists.txt:1: {len(costly)} files include Beast or Asio's TLS, {MOST_BEAST_FILES} may: {costly}")
    return complaints


def headers_once(tree):
    """The first line of a header that is no comment is `#pragma once`."""
    complaints = []
    for name, lines in tree.code(*CODE, suffixes=(".hpp",)):
        first = next((line for line in lines if line.strip() and not line.startswith("//")), "")
        if first.strip() != "#pragma once":
            complaints.append(f"{name}:1: begins without #pragma once")
    return complaints


def includes_from_the_root(tree):
    """`#include "..."` names a file of this tree by its path from the root."""
    return [
        f'{name}:{number}: "{what}" is no path from the root'
        for name, _ in tree.code(*CODE)
        for number, kind, what in tree.includes(name)
        if kind == '"' and what not in tree.files
    ]


def nothing_unfinished(tree):
    """What is not done is not written down in the code; it is done, or left out on purpose with the reason."""
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
    return [
        f"{name}:{number}: {match[1]}"
        for name, text in tree.files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if (match := marks.search(line))
    ]


def short_files(tree):
    """A file past 400 lines holds a second idea."""
    return [
        f"{name}:{MOST_LINES + 1}: {len(lines)} lines; {MOST_LINES} is the end"
        for name, lines in tree.code(*CODE, suffixes=(".cpp", ".hpp", ".py"))
        if len(lines) > MOST_LINES
    ]


def long_files(tree):
    """Not an error yet: files past 250 lines."""
    return [
        f"{name}: {len(lines)} lines"
        for name, lines in tree.code(*CODE, suffixes=(".cpp", ".hpp", ".py"))
        if len(lines) > MANY_LINES
    ]


def namespace_is_path(tree):
    """A file of a room opens the namespace of its folder first; so a qualified name is an address."""
    complaints = []
    for name, lines in tree.code(*ROOMS_TOP):
        if name == "server/main.cpp":
            continue
        wanted = folder_of(name).replace("/", "::")
        opened = [(number, match[1]) for number, line in enumerate(lines, 1)
                  if (match := re.match(r"namespace ([\w:]+) \{", line))]
        if not any(each == wanted for _, each in opened):
            complaints.append(f"{name}:1: does not open namespace {wanted}")
        for number, each in opened:
            top = each.split("::")[0]
            if top in ROOMS_TOP and each != wanted and not each.startswith(wanted + "::"):
                if not only_declares(lines, number):
                    complaints.append(f"{name}:{number}: opens namespace {each}; its folder is {wanted}")
    return complaints


def only_declares(lines, number):
    """True when the namespace opened on this line holds nothing but forward declarations."""
    body = []
    for line in lines[number - 1:]:
        body.append(line.split("{", 1)[1] if not body else line)
        if "}" in line:
            break
    held = " ".join(body).split("}")[0]
    return all(re.fullmatch(r"\s*(struct|class|enum class)\s+\w+(\s*:\s*[\w:]+)?\s*", each)
               for each in held.split(";") if each.strip())


DECLARATION = re.compile(r"^(?!using |namespace |extern |friend )(\[\[nodiscard\]\] |template|struct |class |enum |\w[\w:<>,&* ]*\()")
# A word for each enumerator, an operator and a forward declaration say all there is to say; so does an enum of one line.
NEEDS_NO_WORDS = re.compile(r"\bto_string\(|\boperator\b|^(struct|class|enum class) \w+;|^enum class \w+ \{.*\};")


def documented(tree):
    """Every type and function that a header of a room declares says what it promises (///), at its head or in its line.
    A block without blank lines is documented by its first line."""
    complaints = []
    for name, lines in tree.code(*ROOMS_TOP, suffixes=(".hpp",)):
        covered = False
        for number, line in enumerate(lines, 1):
            if not line.strip():
                covered = False
            elif line.lstrip().startswith("///"):
                covered = True
            elif DECLARATION.match(line) and not covered and "///" not in line and not NEEDS_NO_WORDS.search(line):
                complaints.append(f"{name}:{number}: says nothing of what it promises: {line.strip()}")
                covered = True
    return complaints


def headers_used(tree):
    """A header that nothing includes is dead."""
    used = {what for name, _ in tree.code(*CODE) for _, kind, what in tree.includes(name) if kind == '"'}
    return [f"{name}:1: nothing includes it" for name, _ in tree.code(*ROOMS_TOP, suffixes=(".hpp",)) if name not in used]


def tests_mirror_rooms(tree):
    """A unit test lies in the folder of tests/ that has the path of its room."""
    return [
        f"{name}:1: there is no {folder_of(name).removeprefix('tests/')}/"
        for name, _ in tree.code("tests", suffixes=(".cpp",))
        if name.split("/")[1] in ROOMS_TOP and folder_of(name).removeprefix("tests/") + "/" not in tree.files
    ]


def readme_is_true(tree):
    """Every path of this tree that README.md and CONTRIBUTING.md name or link to is there; where a line of README.md's
    "life of a request" puts a function into a file, the function is in it."""
    complaints = []
    for name in ("README.md", "CONTRIBUTING.md"):
        for number, line in enumerate(tree.files.get(name, "").splitlines(), 1):
            named = re.findall(r"(?<![\w./:-])(?:core|certs|server|tests|perf|examples|cmake|charts)/[\w./-]*", line)
            named += re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", line)
            for path in dict.fromkeys(each.rstrip("/.") for each in named):
                if path not in tree.files and path + "/" not in tree.files and not tree_has(path):
                    complaints.append(f"{name}:{number}: there is no {path}")
            step = re.match(r"\s+\w+::(\w+::)?(\w+)\s+(\S+\.cpp)\s", line)
            if step and step[3] in tree.files and not re.search(rf"\b{step[2]}\(", tree.files[step[3]]):
                complaints.append(f"{name}:{number}: there is no {step[2]} in {step[3]}")
    return complaints


def tree_has(path):
    """For files that a Tree does not hold the text of (YAML, LICENSE)."""
    return (pathlib.Path(__file__).resolve().parents[2] / path).exists()


RULES = (
    arrows, rooms, core_is_pure, libraries, openssl_in_certs, few_costly_files, headers_once, includes_from_the_root,
    nothing_unfinished, short_files, namespace_is_path, documented, headers_used, tests_mirror_rooms, readme_is_true,
)
