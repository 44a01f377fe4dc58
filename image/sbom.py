"""The bill of materials: an SPDX 2.3 document of what is really in the root file system, written into it.

https://spdx.github.io/spdx-spec/v2.3/. Each file belongs to one package, the Debian package that it was copied from or
the program's own; the packages whose headers and objects were compiled into the program are linked statically by it.
Same files, same packages, same commit: same bytes.
"""

import hashlib
import json
import re

import debian
import licences
import source

PATH = "usr/share/sbom/profile-iam-webhook.spdx.json"
NOT_SAID = "NOASSERTION"
DOCUMENT, IMAGE, PROGRAM, SOURCE = (f"SPDXRef-{name}" for name in ("DOCUMENT", "Image", "Program", "Source"))


def identifier(kind, name):
    """Letters, digits, dots and dashes are what SPDX allows; other characters become their number, so none collide."""
    return f"SPDXRef-{kind}-" + re.sub(r"[^A-Za-z0-9.-]", lambda match: f"-{ord(match[0]):x}-", name)


def relation(one, kind, other):
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}


def file_entry(root, path):
    content = path.read_bytes()
    name = str(path.relative_to(root))
    return {
        "SPDXID": identifier("File", name),
        "fileName": f"./{name}",
        "fileTypes": ["BINARY" if content.startswith(b"\x7fELF") else "TEXT"],
        "checksums": [
            {"algorithm": "SHA1", "checksumValue": hashlib.sha1(content, usedforsecurity=False).hexdigest()},
            {"algorithm": "SHA256", "checksumValue": hashlib.sha256(content).hexdigest()},
        ],
        "licenseConcluded": NOT_SAID,
        "copyrightText": NOT_SAID,
    }


def verification_code(entries):
    """SPDX 2.3, 7.9: the SHA1 of the files' SHA1s, sorted and joined."""
    sums = sorted(entry["checksums"][0]["checksumValue"] for entry in entries)
    return {"packageVerificationCodeValue": hashlib.sha1("".join(sums).encode(), usedforsecurity=False).hexdigest()}


def package_entry(spdx_id, name, purpose, version, licence, files=(), **more):
    """`files`: entries of those that it contains here; a package that contains none is not analyzed."""
    entry = {
        "SPDXID": spdx_id, "name": name, "versionInfo": version, "primaryPackagePurpose": purpose,
        "supplier": NOT_SAID, "downloadLocation": NOT_SAID, "filesAnalyzed": bool(files),
        "licenseConcluded": NOT_SAID, "licenseDeclared": licence, "copyrightText": NOT_SAID, **more,
    }  # fmt: skip
    if files:
        entry["packageVerificationCode"] = verification_code(files)
    return entry


def debian_entry(package, licence, files):
    more = {
        "supplier": f"Organization: {debian.distribution()['NAME'].removesuffix(' GNU/Linux')}",
        "summary": package.summary,
        "sourceInfo": f"built from the source package {package.source} {package.source_version}",
        "externalRefs": [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": package.purl()}
        ],
    }
    if package.homepage:
        more["homepage"] = package.homepage
    return package_entry(identifier("Package", package.name), package.name, "LIBRARY", package.version, licence, files, **more)


def own_entries(facts, files):
    """The image, the program with the files that the image alone has, and the source that the program is built from."""
    built = f"built from commit {facts.revision}" if facts.revision else "built from a tree of no repository"
    name, version, licence = source.NAME, facts.version, source.LICENSE
    return [
        package_entry(IMAGE, f"{name}-image", "CONTAINER", version, NOT_SAID),
        package_entry(PROGRAM, name, "APPLICATION", version, licence, files, sourceInfo=built),
        package_entry(SOURCE, f"{name}-source", "SOURCE", version, licence, sourceInfo=built),
    ]


def grouped(root, owner_of):
    """{owner: [file entries]}, of all files below root; links are no files of their own."""
    groups = {}
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            groups.setdefault(owner_of[str(path.relative_to(root))], []).append(file_entry(root, path))
    return groups


def relations(groups, ids, linked_ids, program, bundle):
    yield relation(DOCUMENT, "DESCRIBES", IMAGE)
    for spdx_id in [PROGRAM, *ids.values()]:
        yield relation(IMAGE, "CONTAINS", spdx_id)
    for owner, entries in groups.items():
        for entry in entries:
            yield relation(ids.get(owner, PROGRAM), "CONTAINS", entry["SPDXID"])
    yield relation(identifier("File", program), "GENERATED_FROM", SOURCE)
    yield relation(identifier("File", bundle), "GENERATED_FROM", identifier("Package", "ca-certificates"))
    for spdx_id in linked_ids:
        yield relation(identifier("File", program), "STATIC_LINK", spdx_id)


def document(root, owner_of, linked, packages, facts, program, bundle):
    """The document as text.

    `owner_of`: {file below root: name of its Debian package, None for our own}; `linked`: names of the packages that
    were compiled into the program; `packages`: {name: debian.Package} of both; `program`, `bundle`: their files.
    """
    groups, extracted, entries, ids = grouped(root, owner_of), {}, [], {}
    for name, package in sorted(packages.items()):
        text = debian.copyright_file(package).read_text(encoding="utf-8")
        licence, texts = licences.expression(package.source, text)
        extracted |= texts
        entries.append(debian_entry(package, licence, groups.get(name, [])))
        ids[name] = entries[-1]["SPDXID"]
    content = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": DOCUMENT,
        "name": f"{source.NAME}-{facts.version}",
        "creationInfo": {"created": facts.created(), "creators": [f"Tool: {source.NAME}-sbom-{facts.version}"]},
        "packages": own_entries(facts, groups[None]) + entries,
        "files": [entry for group in groups.values() for entry in group],
        "hasExtractedLicensingInfos": [
            {"licenseId": name, "name": name.removeprefix("LicenseRef-"), "extractedText": text} for name, text in sorted(extracted.items())
        ],
        "relationships": list(relations(groups, ids, [ids[name] for name in sorted(linked)], program, bundle)),
    }
    # A name of its own for each content, which needs no server to answer (SPDX 2.3, 6.5).
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    content["documentNamespace"] = f"https://spdx.org/spdxdocs/{source.NAME}-{facts.version}-{digest[:32]}"
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
