"""What the tests of the chart share: the matrix of values files, each rendered once."""

import pytest

import chart


def pytest_addoption(parser):
    parser.addoption("--rewrite", action="store_true", help="write golden/, the chart's README.md and charts/kustomize anew")


@pytest.fixture
def rewrite(request):
    return request.config.getoption("--rewrite")


@pytest.fixture(params=chart.CASES, ids=lambda case: case.name)
def case(request):
    return request.param
