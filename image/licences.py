"""A package's licence as an SPDX expression, read from its Debian copyright file.

Most are machine-readable (https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/). What has no SPDX name
there becomes a LicenseRef with the text; a file in free words is one LicenseRef as a whole.
"""

import re

# Debian's short names that mean a licence of https://spdx.org/licenses. Only exact equals: "X11" is used for two.
SPDX_NAMES = {
    "0BSD": "0BSD", "Apache-2.0": "Apache-2.0", "APACHE-2-LLVM-EXCEPTIONS": "Apache-2.0 WITH LLVM-exception",
    "Artistic": "Artistic-1.0-Perl", "BSD-2-clause": "BSD-2-Clause", "BSD-2-Clause": "BSD-2-Clause",
    "BSD-3-clause": "BSD-3-Clause", "BSD-3-Clause": "BSD-3-Clause", "BSL-1.0": "BSL-1.0", "CC0-1.0": "CC0-1.0",
    "Expat": "MIT", "GPL-1+": "GPL-1.0-or-later", "GPL-2": "GPL-2.0-only", "GPL-2+": "GPL-2.0-or-later",
    "GPL-3": "GPL-3.0-only", "GPL-3+": "GPL-3.0-or-later", "ISC": "ISC", "LGPL-2.1": "LGPL-2.1-only",
    "LGPL-2.1+": "LGPL-2.1-or-later", "MPL-2.0": "MPL-2.0", "Zlib": "Zlib",
}  # fmt: skip


def paragraphs(text):
    """[{field: value}], continuation lines kept as they are."""
    found = []
    for block in re.split(r"\n[ \t]*\n", text):
        fields = re.split(r"^(\S+):[ \t]*", block, flags=re.MULTILINE)
        found.append({name: value.strip("\n") for name, value in zip(fields[1::2], fields[2::2])})
    return found


def own_name(source, licence):
    return f"LicenseRef-{re.sub(r'[^A-Za-z0-9.-]+', '-', f'{source}-{licence}').strip('-')}"


def plain(text):
    """The text of a License field: one space in, a dot for an empty line."""
    return "\n".join("" if line.strip() == "." else line.removeprefix(" ") for line in text.splitlines()).strip()


def texts_of(stanzas):
    """{short name: text}; a name may have its text where it is used or in a paragraph of its own."""
    found = {}
    for stanza in stanzas:
        name, _, text = stanza.get("License", "").partition("\n")
        if text and name not in found:
            found[name.strip()] = plain(text)
    return found


def expression(source, text):
    """(expression, {LicenseRef: text}) of a copyright file."""
    if not text.startswith("Format:"):
        whole = own_name(source, "copyright")
        return whole, {whole: text}
    stanzas = paragraphs(text)
    texts, extracted, terms = texts_of(stanzas), {}, set()
    for stanza in stanzas:
        # The packaging's own terms are not those of what was compiled from the source.
        if not stanza.get("License") or all(files.startswith("debian/") for files in stanza.get("Files", "debian/").split()):
            continue
        words = re.split(r" (and|or) ", stanza["License"].split("\n")[0].strip())
        for i, word in enumerate(words[::2]):
            if word not in SPDX_NAMES:
                name = own_name(source, word)
                extracted[name] = texts.get(word) or f"Named {word!r} in Debian's copyright file of {source}, without a text."
            words[2 * i] = SPDX_NAMES.get(word) or name
        words[1::2] = [word.upper() for word in words[1::2]]
        terms.add(f"({' '.join(words)})" if "OR" in words else " ".join(words))
    parts = {part for term in terms for part in ([term] if term.startswith("(") else term.split(" AND "))}
    return " AND ".join(sorted(parts)) or "NOASSERTION", extracted
