"""Shows for each rule of checker.py something bad that it finds, and something like it that is good."""

import checker
import pytest
from checker import Tree

CMAKE = """
add_room(core/text)
add_room(core/iam core/text)
add_room(core core/iam)
add_room(certs core/text OpenSSL::SSL)
add_room(server/telemetry core spdlog::spdlog)
add_room(server/http core server/telemetry Boost::headers)
"""


def complaints(rule, files, cmake=CMAKE):
    tree = Tree({"CMakeLists.txt": cmake, **files})
    return rule(tree)


def header(namespace, body="/// Says so.\nvoid say();\n"):
    return f"#pragma once\n\nnamespace {namespace} {{\n\n{body}\n}}  // namespace {namespace}\n"


# rule, bad files, what the complaint must say, good files
CASES = {
    "core includes server": (
        checker.arrows,
        {"core/iam/a.cpp": '#include "server/http/a.hpp"\n', "server/http/a.hpp": header("server::http")},
        "core/iam has no arrow to server/http",
        {"server/http/a.cpp": '#include "core/iam/a.hpp"\n', "core/iam/a.hpp": header("core::iam")},
    ),
    "core includes certs": (
        checker.arrows,
        {"core/iam/a.cpp": '#include "certs/a.hpp"\n', "certs/a.hpp": header("certs")},
        "core/iam has no arrow to certs",
        {"certs/a.cpp": '#include "core/text/a.hpp"\n', "core/text/a.hpp": header("core::text")},
    ),
    "a leaf of core includes a room above it": (
        checker.arrows,
        {"core/text/a.hpp": '#pragma once\n#include "core/iam/a.hpp"\n', "core/iam/a.hpp": header("core::iam")},
        "core/text has no arrow to core/iam",
        {"core/iam/a.hpp": '#pragma once\n#include "core/text/a.hpp"\n', "core/text/a.hpp": header("core::text")},
    ),
    "common ground that includes something is none": (
        checker.arrows,
        {"core/text/a.cpp": '#include "core/b.hpp"\n', "core/b.hpp": '#include "core/iam/a.hpp"\n'},
        "core/text has no arrow to core ",
        {"core/text/a.cpp": '#include "core/b.hpp"\n', "core/b.hpp": "#include <string>\n"},
    ),
    "two rooms of the server that do not link": (
        checker.arrows,
        {"server/telemetry/a.cpp": '#include "server/http/a.hpp"\n', "server/http/a.hpp": header("server::http")},
        "server/telemetry has no arrow to server/http",
        {"server/http/a.cpp": '#include "server/telemetry/a.hpp"\n', "server/telemetry/a.hpp": header("server::telemetry")},
    ),
    "a clock in core": (
        checker.core_is_pure,
        {"core/iam/a.cpp": "auto t = std::chrono::steady_clock::now();\n"},
        "core may not use ::now(",
        {"core/iam/a.cpp": "// never std::chrono::steady_clock::now()\n", "certs/a.cpp": "auto t = clock::now();\n"},
    ),
    "a file stream in core": (
        checker.core_is_pure,
        {"core/iam/a.cpp": "#include <fstream>\n"},
        "core may not include <fstream>",
        {"server/http/a.cpp": "#include <fstream>\n", "core/iam/a.cpp": "#include <string>\n"},
    ),
    "output in core": (
        checker.core_is_pure,
        {"core/iam/a.cpp": 'auto t = R"sh(\nprintf x\n)sh";\nprintf("x");\n'},
        "a.cpp:4: core may not use printf",
        {"core/iam/a.cpp": 'auto t = R"sh(\nprintf x\n)sh";\n'},
    ),
    "a log in core": (
        checker.core_is_pure,
        {"core/iam/a.cpp": "#include <spdlog/spdlog.h>\n"},
        "core may not include <spdlog/spdlog.h>",
        {"server/telemetry/a.cpp": "#include <spdlog/spdlog.h>\n"},
    ),
    "a library that the room does not link": (
        checker.libraries,
        {"server/telemetry/a.cpp": "#include <boost/asio.hpp>\n"},
        "needs Boost::headers",
        {"server/http/a.cpp": "#include <boost/asio.hpp>\n"},
    ),
    "an OpenSSL header outside certs": (
        checker.openssl_in_certs,
        {"server/http/a.cpp": "#include <openssl/ssl.h>\n"},
        "<openssl/ssl.h> belongs to certs/",
        {"certs/a.cpp": "#include <openssl/ssl.h>\n", "server/http/a.cpp": "#include <openssl/opensslv.h>\n"},
    ),
    "an OpenSSL call outside certs": (
        checker.openssl_in_certs,
        {"server/http/a.cpp": "X509_free(leaf);\n"},
        "X509_free belongs to certs/",
        {"certs/a.cpp": "X509_free(leaf);\n", "server/http/a.cpp": "// X509_free(leaf) is certs' work\n"},
    ),
    "an SSL context made in the file that may use connections": (
        checker.openssl_in_certs,
        {"server/http/tls_transport.cpp": "auto* c = SSL_CTX_new(method);\n"},
        "SSL_CTX_new belongs to certs/",
        {"server/http/tls_transport.cpp": "#include <openssl/ssl.h>\nSSL_shutdown(ssl);\n"},
    ),
    "Beast in a header": (
        checker.few_costly_files,
        {"server/http/a.hpp": "#include <boost/beast/http.hpp>\n"},
        "in a header",
        {"server/http/a.cpp": "#include <boost/beast/http.hpp>\n"},
    ),
    "Beast in nine files": (
        checker.few_costly_files,
        {f"server/http/a{i}.cpp": "#include <boost/asio/ssl.hpp>\n" for i in range(9)},
        "9 files include Beast",
        {f"server/http/a{i}.cpp": "#include <boost/asio/ssl.hpp>\n" for i in range(8)},
    ),
    "a header without pragma once": (
        checker.headers_once,
        {"core/iam/a.hpp": "namespace core::iam {}\n"},
        "without #pragma once",
        {"core/iam/a.hpp": "// why\n#pragma once\n"},
    ),
    "an include that starts in its own folder": (
        checker.includes_from_the_root,
        {"core/iam/a.cpp": '#include "b.hpp"\n', "core/iam/b.hpp": ""},
        '"b.hpp" is no path from the root',
        {"core/iam/a.cpp": '#include "core/iam/b.hpp"\n', "core/iam/b.hpp": ""},
    ),
    "something left undone": (
        checker.nothing_unfinished,
        {"core/iam/a.cpp": "// TO" "DO: mend\n"},
        "core/iam/a.cpp:1: TO" "DO",
        {"core/iam/a.cpp": "// a todo list is no mark\n"},
    ),
    "a file without end": (
        checker.short_files,
        {"core/iam/a.cpp": "\n" * 401},
        "401 lines",
        {"core/iam/a.cpp": "\n" * 400},
    ),
    "another room's namespace": (
        checker.namespace_is_path,
        {"core/iam/a.cpp": "namespace core::iam {\n}\nnamespace core::text {\nint a;\n}\n"},
        "opens namespace core::text",
        {"core/iam/a.cpp": "namespace core::text { struct A; }\nnamespace core::iam {\n}\n"},
    ),
    "no namespace": (
        checker.namespace_is_path,
        {"core/iam/a.cpp": "int a;\n"},
        "does not open namespace core::iam",
        {"core/iam/a.cpp": "namespace core::iam {\nnamespace {\n}\n}\n"},
    ),
    "a function that promises nothing": (
        checker.documented,
        {"core/iam/a.hpp": header("core::iam", "[[nodiscard]] bool is_role(int a);\n")},
        "says nothing of what it promises: [[nodiscard]] bool is_role(int a);",
        {"core/iam/a.hpp": header("core::iam", "/// Both.\nbool a();\nbool b();\n\nstruct C;\n\nbool d();  ///< so\n")},
    ),
    "a struct that promises nothing": (
        checker.documented,
        {"core/iam/a.hpp": header("core::iam", "struct Role {\n    int a;  ///< so\n};\n")},
        "says nothing of what it promises: struct Role {",
        {"core/iam/a.hpp": header("core::iam", "/// A role.\nstruct Role {\n    int a;\n};\n\nenum class A { b, c };\n")},
    ),
    "a header that nothing includes": (
        checker.headers_used,
        {"core/iam/a.hpp": header("core::iam")},
        "core/iam/a.hpp:1: nothing includes it",
        {"core/iam/a.hpp": header("core::iam"), "tests/core/iam/a_test.cpp": '#include "core/iam/a.hpp"\n'},
    ),
    "a test of no room": (
        checker.tests_mirror_rooms,
        {"tests/core/iamb/a_test.cpp": "", "core/iam/": ""},
        "there is no core/iamb/",
        {"tests/core/iam/a_test.cpp": "", "core/iam/": "", "tests/fuzz/a.cpp": ""},
    ),
    "a life of a request with a function that is gone": (
        checker.readme_is_true,
        {"README.md": "      core::mutate     core/mutate.cpp   pure\n", "core/mutate.cpp": "int other();\n"},
        "README.md:1: there is no mutate in core/mutate.cpp",
        {"README.md": "      http::Session::live     core/mutate.cpp   pure\n", "core/mutate.cpp": "void Session::live() {\n"},
    ),
    "a README that names what is gone": (
        checker.readme_is_true,
        {"README.md": "The rule is in `core/iam/gone.cpp`.\n"},
        "README.md:1: there is no core/iam/gone.cpp",
        {"README.md": "The rule is in `core/iam/a.cpp`, see `core/iam/`.\n", "core/iam/a.cpp": "", "core/iam/": ""},
    ),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_finds(case):
    rule, bad, wanted, _ = CASES[case]
    found = complaints(rule, bad)
    assert len(found) == 1 and wanted in found[0], found


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_accepts(case):
    rule, _, _, good = CASES[case]
    assert complaints(rule, good) == []


@pytest.mark.parametrize("cmake, wanted", [
    ("add_room(core/iam certs)\nadd_room(certs)", "core/iam may not link certs"),
    ("add_room(certs server/http)\nadd_room(server/http)", "certs may not link server/http"),
    ("add_room(core/iam spdlog::spdlog)", "core/iam may link no library"),
    ("add_room(core/iam core/gone)", "core/gone, which is no room"),
    ("add_room(server/a server/b)\nadd_room(server/b server/a)", "need each other"),
])
def test_rooms_finds(cmake, wanted):
    assert any(wanted in each for each in complaints(checker.rooms, {}, cmake))


def test_rooms_accepts_this():
    assert complaints(checker.rooms, {"core/iam/a.cpp": "", "server/main.cpp": ""}) == []


def test_rooms_finds_a_folder_that_is_none():
    assert complaints(checker.rooms, {"core/gone/a.cpp": ""}) == [
        "core/gone/a.cpp:1: its folder is no room (add_room in CMakeLists.txt)"]


def test_every_rule_has_a_case():
    assert set(checker.RULES) == {case[0] for case in CASES.values()} | {checker.rooms}
