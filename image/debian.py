"""What Debian's package database says of files and packages."""

import dataclasses
import functools
import pathlib
import urllib.parse

from problem import Problem, call

FIELDS = ("binary:Package", "Version", "Architecture", "source:Package", "source:Version", "Homepage", "binary:Summary")


@dataclasses.dataclass(frozen=True)
class Package:
    name: str  # without the architecture
    version: str
    architecture: str
    source: str
    source_version: str
    homepage: str
    summary: str

    def purl(self):
        """https://github.com/package-url/purl-spec, type deb: qualifiers sorted, the source package where it differs."""
        system = distribution()
        version = urllib.parse.quote(self.version, safe="~")
        text = f"pkg:deb/{system['ID']}/{urllib.parse.quote(self.name, safe='')}@{version}?arch={self.architecture}"
        text += f"&distro={system['ID']}-{system['VERSION_ID']}"
        if (self.source, self.source_version) != (self.name, self.version):
            source = urllib.parse.quote(f"{self.source}@{self.source_version}", safe="@~")
            text += f"&upstream={source}"
        return text


@functools.cache
def distribution():
    """ID, NAME and VERSION_ID of /etc/os-release."""
    lines = pathlib.Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    return {key: value.strip('"') for key, _, value in (line.partition("=") for line in lines)}


def other_name(path):
    """/lib is a link to /usr/lib, and the database has each file under the one or the other."""
    return pathlib.Path(str(path).removeprefix("/usr") if path.is_relative_to("/usr") else f"/usr{path}")


def ask_for_owners(paths):
    """dpkg -S for full paths; {path: package with its architecture} of those that it knows."""
    said = call("dpkg-query", "-S", *map(str, paths), package="dpkg", accept=(0, 1))
    found = {}
    for line in said.splitlines():
        names, _, path = line.rpartition(": ")
        if names and not names.startswith("diversion by"):
            found[pathlib.Path(path)] = names.split(", ")[0]
    return found


def owners(paths):
    """{path: package}. A file of no package is a Problem: nobody could say where it is from, or mend it."""
    paths = sorted(set(paths))
    if not paths:
        return {}
    known = ask_for_owners(paths)
    others = {other_name(path): path for path in paths if path not in known}
    if others:
        known |= {others[path]: name for path, name in ask_for_owners(sorted(others)).items()}
    if strange := [str(path) for path in paths if path not in known]:
        raise Problem(f"of no Debian package, so that its origin cannot be told: {', '.join(strange[:5])}")
    return {path: known[path] for path in paths}


def facts(names):
    """{name as `owners` gives it: Package}"""
    names = sorted(set(names))
    form = "\t".join("${%s}" % field for field in FIELDS) + "\n"
    said = call("dpkg-query", "-W", "-f", form, *names, package="dpkg")
    found = {}
    for line in said.splitlines():
        name, *rest = line.split("\t")
        found[name] = Package(name.split(":")[0], *rest)
    return {name: found.get(name) or found[f"{name}:{architecture()}"] for name in names}


@functools.cache
def architecture():
    return call("dpkg", "--print-architecture", package="dpkg").strip()


def files_of(name):
    """The files of an installed package; none when it is not installed."""
    said = call("dpkg-query", "-L", name, package="dpkg", accept=(0, 1))
    return [path for path in map(pathlib.Path, said.splitlines()) if path.is_file()]


def copyright_file(package):
    """Where Debian says who wrote it and under which terms; every package has it (Debian Policy 12.5)."""
    path = pathlib.Path(f"/usr/share/doc/{package.name}/copyright")
    if not path.is_file():
        raise Problem(f"{path} is missing (a minimal system drops documentation): apt-get install --reinstall {package.name}")
    return path
