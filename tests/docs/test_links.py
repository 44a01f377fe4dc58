"""Whoever follows a link of these pages arrives."""

import re

import pytest
from pages import ROOT, Page, all_pages


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page):
    wrong = []
    for line, target in page.links:
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.path.parent / path).resolve() if path else page.path
        if not there.exists() or not there.is_relative_to(ROOT):
            wrong.append(f"{page.name}:{line}: there is no {target}")
        elif anchor and there.suffix == ".md" and anchor not in Page(there).anchors:
            wrong.append(f"{page.name}:{line}: {path or page.name} has no heading #{anchor}")
    assert not wrong, "\n".join(wrong)


def test_a_broken_link_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("pages.ROOT", tmp_path)
    path = tmp_path / "a.md"
    path.write_text("# One: `two`, three\n\n[x](#one-two-three) [y](gone.md) `[z](no-link.md)`\n\n```\n# no heading\n[w](no.md)\n```\n")
    page = Page(path)
    assert page.anchors == {"one-two-three"}
    assert [target for _, target in page.links] == ["#one-two-three", "gone.md"]


def test_pages_link_to_no_private_place(pages):
    wrong = [f"{page.name}:{line}: {target}" for page in pages for line, target in page.links if target.startswith(("/", "file:"))]
    assert not wrong, "\n".join(wrong)
