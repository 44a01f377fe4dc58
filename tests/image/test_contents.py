"""What is in the image: the program, what it loads, the few files that it reads, their licences, and nothing else."""

import re
import ssl
import stat
import subprocess

from image import BILL, EPOCH, PROGRAM

OURS = {
    PROGRAM, BILL, "etc/passwd", "etc/group", "etc/nsswitch.conf", "etc/ssl/certs/ca-certificates.crt",
    "usr/share/doc/profile-iam-webhook/LICENSE",
}  # fmt: skip
LICENCE = re.compile(r"usr/share/doc/[a-z0-9.+-]+/copyright")
LIBRARY = re.compile(r"usr/lib/[a-z0-9_]+-linux-gnu/([^/]+)")


def needed(path):
    """What an ELF file itself says that it loads."""
    said = subprocess.run(["readelf", "-d", path], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"\(NEEDED\).*\[(.+)\]", said))


def interpreter(path):
    said = subprocess.run(["readelf", "-l", path], capture_output=True, text=True, check=True).stdout
    return re.search(r"program interpreter: (\S+)\]", said)[1]


def libraries(image):
    """{name under which it can be loaded: path}"""
    folder = next((image.root / "usr/lib").glob("*-linux-gnu"))
    return {path.name: path for path in folder.iterdir()}


def closure(image):
    found, there, todo = set(), libraries(image), [image.root / PROGRAM]
    while todo:
        for name in needed(todo.pop()) - found:
            assert name in there, f"{name} is needed and missing"
            found.add(name)
            todo.append(there[name])
    return found


def test_nothing_is_there_that_nobody_expects(image):
    strange = [name for name in image.files() if name not in OURS and not LICENCE.fullmatch(name) and not LIBRARY.fullmatch(name)]
    assert strange == []
    assert image.files().keys() >= OURS


def test_each_library_is_needed_and_each_needed_one_is_there(image):
    there = {path.resolve() for path in libraries(image).values()}
    loader = (image.root / interpreter(image.root / PROGRAM)[1:]).resolve()
    assert there == {libraries(image)[name].resolve() for name in closure(image)} | {loader}


def test_the_loader_of_the_image_finds_everything_in_the_image(image):
    done = image.inside(interpreter(image.root / PROGRAM), "--list", f"/{PROGRAM}")
    assert done.returncode == 0, done.stderr
    assert "not found" not in done.stdout
    assert closure(image) <= {line.split()[0].rpartition("/")[2] for line in done.stdout.splitlines()}


def test_the_program_runs_with_nothing_but_the_image(image):
    done = image.inside(f"/{PROGRAM}", "version")
    assert done.returncode == 0, done.stderr
    assert image.configuration["config"]["Labels"]["org.opencontainers.image.version"] in done.stdout


def test_nothing_else_can_be_run(image):
    runnable = {name for name, path in image.files().items() if path.stat().st_mode & 0o111}
    assert {name for name in runnable if not LIBRARY.fullmatch(name)} == {PROGRAM}
    assert {path.name for path in (image.root / "usr/bin").iterdir()} == {"profile-iam-webhook"}
    for name in ("bin", "sbin", "usr/sbin", "usr/local", "var", "root", "home"):
        assert not (image.root / name).exists()


def test_all_belongs_to_root_and_nobody_else_may_write(image):
    for name, member in image.members().items():
        assert (member.uid, member.gid) == (0, 0), name
        assert member.isreg() or member.isdir() or member.issym(), name
        mode = stat.S_IMODE(member.mode)
        assert member.issym() or mode in ((0o755,) if member.isdir() else (0o644, 0o755)), (name, oct(mode))


def test_no_time_is_that_of_the_build(image):
    assert {member.mtime for member in image.members().values()} == {EPOCH}


def test_links_stay_inside(image):
    for name, member in image.members().items():
        if member.issym():
            assert not member.linkname.startswith("/"), name
            assert (image.root / name).resolve(strict=True).is_relative_to(image.root), name


def test_the_user_has_a_name(image):
    user, _, number, group, *_, shell = (image.root / "etc/passwd").read_text(encoding="utf-8").strip().split(":")
    assert (user, number, group) == ("nonroot", "65532", "65532")
    assert not (image.root / shell[1:]).exists()
    assert (image.root / "etc/group").read_text(encoding="utf-8") == "nonroot:x:65532:\n"


def test_authorities_are_those_of_the_package(image):
    """None of this machine's own (/usr/local/share/ca-certificates)."""
    listed = subprocess.run(["dpkg-query", "-L", "ca-certificates"], capture_output=True, text=True, check=True).stdout
    files = [line for line in listed.splitlines() if re.fullmatch(r"/usr/share/ca-certificates/.+\.crt", line)]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(image.root / "etc/ssl/certs/ca-certificates.crt")
    assert len(files) > 100
    assert len(context.get_ca_certs()) == len(files)


def test_it_is_small(image):
    assert image.archive.stat().st_size < 25_000_000


def test_the_program_names_no_folder_of_this_machine(image):
    program = (image.root / PROGRAM).read_bytes()
    assert b"certs/pem.cpp" in program  # it does name sources, as OpenSSL's macros do
    assert re.findall(rb"[\x21-\x7e]*/certs/pem\.cpp", program) == []


def test_the_program_has_no_symbols(image):
    """They stay where it was built; nobody reads them in the image, and they would name what the linker was given."""
    sections = subprocess.run(["readelf", "-S", "-W", image.root / PROGRAM], capture_output=True, text=True, check=True).stdout
    assert ".text" in sections and ".symtab" not in sections and ".debug" not in sections
