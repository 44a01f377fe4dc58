"""The bill of materials holds what is in the image: nothing more, nothing less, and as SPDX 2.3 wants it written."""

import hashlib
import re
import subprocess

import pytest
from image import BILL, PROGRAM, REVISION, VERSION

DOCUMENT_FIELDS = ("spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo", "packages", "files", "relationships")
PACKAGE_FIELDS = (
    "SPDXID", "name", "versionInfo", "supplier", "downloadLocation", "filesAnalyzed", "licenseConcluded", "licenseDeclared",
    "copyrightText",
)  # fmt: skip
FILE_FIELDS = ("SPDXID", "fileName", "checksums", "licenseConcluded", "copyrightText")
# Of https://spdx.org/licenses; what Debian's packages may say.
LICENCE_NAMES = {
    "0BSD", "Apache-2.0", "Artistic-1.0-Perl", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "GPL-1.0-or-later",
    "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "ISC", "LGPL-2.1-only", "LGPL-2.1-or-later",
    "MIT", "MPL-2.0", "Zlib", "NOASSERTION", "LLVM-exception",
}  # fmt: skip


@pytest.fixture(scope="module")
def bill(image):
    return image.bill()


def elements(bill):
    return [bill, *bill["packages"], *bill["files"]]


def related(bill, kind, one=None):
    """What this element (all of them) is related to in this way."""
    return [each["relatedSpdxElement"] for each in bill["relationships"]
            if each["relationshipType"] == kind and one in (None, each["spdxElementId"])]  # fmt: skip


def by_id(bill):
    return {each["SPDXID"]: each for each in elements(bill)}


def sum_of(entry, algorithm):
    (value,) = [each["checksumValue"] for each in entry["checksums"] if each["algorithm"] == algorithm]
    return value


def test_required_fields_are_there(bill):
    assert bill["spdxVersion"] == "SPDX-2.3" and bill["dataLicense"] == "CC0-1.0"
    for wanted, entries in ((DOCUMENT_FIELDS, [bill]), (PACKAGE_FIELDS, bill["packages"]), (FILE_FIELDS, bill["files"])):
        for entry in entries:
            assert [name for name in wanted if name not in entry or entry[name] == ""] == [], entry["SPDXID"]
    assert re.fullmatch(r"https://\S+/profile-iam-webhook-\S+-[0-9a-f]{32}", bill["documentNamespace"])
    assert bill["creationInfo"]["created"] == "2023-11-14T22:13:20Z"


def test_identifiers_are_unique_and_well_formed(bill):
    ids = [each["SPDXID"] for each in elements(bill)]
    assert len(ids) == len(set(ids))
    assert [each for each in ids if not re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", each)] == []


def test_every_relationship_leads_somewhere(bill):
    for each in bill["relationships"]:
        assert each["spdxElementId"] in by_id(bill) and each["relatedSpdxElement"] in by_id(bill), each
    assert related(bill, "DESCRIBES", "SPDXRef-DOCUMENT") == ["SPDXRef-Image"]
    packages = {each["SPDXID"] for each in bill["packages"]} - {"SPDXRef-Image", "SPDXRef-Source"}
    assert set(related(bill, "CONTAINS", "SPDXRef-Image")) == packages


def test_every_file_is_listed_with_its_sums(image, bill):
    """All but the bill itself, which cannot hold its own sum."""
    listed = {entry["fileName"].removeprefix("./"): entry for entry in bill["files"]}
    assert listed.keys() == image.files().keys() - {BILL}
    for name, entry in listed.items():
        content = image.files()[name].read_bytes()
        assert sum_of(entry, "SHA256") == hashlib.sha256(content).hexdigest(), name
        assert sum_of(entry, "SHA1") == hashlib.sha1(content).hexdigest(), name


def test_every_file_is_of_one_package_and_that_one_is_analyzed(bill):
    contained = [each for package in bill["packages"] if package["SPDXID"] != "SPDXRef-Image"
                 for each in related(bill, "CONTAINS", package["SPDXID"])]  # fmt: skip
    assert sorted(contained) == sorted(entry["SPDXID"] for entry in bill["files"])
    for package in bill["packages"]:
        files = [by_id(bill)[each] for each in related(bill, "CONTAINS", package["SPDXID"]) if each.startswith("SPDXRef-File-")]
        assert package["filesAnalyzed"] == bool(files)
        if files:
            joined = "".join(sorted(sum_of(entry, "SHA1") for entry in files))
            code = package["packageVerificationCode"]["packageVerificationCodeValue"]
            assert code == hashlib.sha1(joined.encode()).hexdigest(), package["name"]


def test_every_library_is_of_the_package_that_it_was_copied_from(image, bill):
    """Asked of the database file by file, by the name that the database has it under."""
    libraries = [entry for entry in bill["files"] if entry["fileName"].startswith("./usr/lib/")]
    assert len(libraries) > 8
    for entry in libraries:
        (package,) = [each for each in bill["packages"] if entry["SPDXID"] in related(bill, "CONTAINS", each["SPDXID"])]
        assert (image.root / entry["fileName"]).name in subprocess.run(
            ["dpkg-query", "-L", package["name"]], capture_output=True, text=True, check=True
        ).stdout.replace("/", "\n").split("\n"), entry["fileName"]


def test_packages_are_those_that_are_installed(bill):
    debian = [each for each in bill["packages"] if each["SPDXID"].startswith("SPDXRef-Package-")]
    for package in debian:
        said = subprocess.run(["dpkg-query", "-W", "-f", "${Version} ${source:Package} ${Architecture}\n", package["name"]],
                              capture_output=True, text=True, check=True).stdout  # fmt: skip
        version, source, architecture = said.splitlines()[0].split()
        (reference,) = package["externalRefs"]
        assert package["versionInfo"] == version
        assert f" {source} " in package["sourceInfo"]
        assert package["supplier"] == "Organization: Debian"
        name = package["name"].replace("+", "%2B")
        wanted = f"pkg:deb/debian/{name}@{version.replace('+', '%2B').replace(':', '%3A')}?arch={architecture}&distro=debian-12"
        assert reference["referenceLocator"].partition("&upstream=")[0] == wanted


def test_what_was_compiled_in_is_listed(bill):
    """Header-only libraries, inline code, the compiler's own objects; not the tests' libraries, which the same build used."""
    program = f"SPDXRef-File-{PROGRAM.replace('/', '-2f-')}"
    linked = {by_id(bill)[each]["name"] for each in related(bill, "STATIC_LINK", program)}
    assert linked >= {"libboost1.81-dev", "rapidjson-dev", "libcli11-dev", "libspdlog-dev", "libssl-dev", "libgcc-12-dev", "libc6-dev"}
    assert linked.isdisjoint({"libgtest-dev", "libgmock-dev", "libbenchmark-dev", "googletest"})
    assert set(related(bill, "STATIC_LINK")) == set(related(bill, "STATIC_LINK", program))
    assert related(bill, "GENERATED_FROM", program) == ["SPDXRef-Source"]


def test_the_program_and_its_source_are_named(bill):
    named = by_id(bill)
    for spdx_id in ("SPDXRef-Program", "SPDXRef-Source"):
        assert named[spdx_id]["versionInfo"] == VERSION
        assert named[spdx_id]["licenseDeclared"] == "Apache-2.0"
        assert REVISION in named[spdx_id]["sourceInfo"]


def test_licences_are_known_or_given_in_full(bill):
    extracted = {each["licenseId"]: each["extractedText"] for each in bill["hasExtractedLicensingInfos"]}
    used = set()
    for package in bill["packages"]:
        names = set(re.split(r"[()\s]+|\bAND\b|\bOR\b|\bWITH\b", package["licenseDeclared"])) - {""}
        assert names, package["name"]
        used |= names
    assert used - LICENCE_NAMES == extracted.keys()
    assert [name for name, text in extracted.items() if len(text) < 100] == []


def test_notices_of_every_package_are_in_the_image(image, bill):
    for package in bill["packages"]:
        if package["SPDXID"].startswith("SPDXRef-Package-"):
            assert (image.root / "usr/share/doc" / package["name"] / "copyright").is_file() or package["name"] == "gcc-12-base"


def test_it_names_no_folder_of_this_machine(image):
    text = (image.root / BILL).read_text(encoding="utf-8")
    assert [word for word in ("/home/", "/root/", "/tmp/", "/build/") if word in text] == []
