"""What a container reads of its limits. They are only told, not enforced: not every machine lets tests make control groups."""

_PERIOD_US = 100_000
_UNITS = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "k": 10**3, "M": 10**6, "G": 10**9, "m": 1e-3, "": 1}


def write(folder, resources):
    """/sys/fs/cgroup of version 2."""
    limits = resources.get("limits", {})
    cpu = f"{round(_number(limits['cpu']) * _PERIOD_US)} {_PERIOD_US}" if "cpu" in limits else f"max {_PERIOD_US}"
    memory = str(round(_number(limits["memory"]))) if "memory" in limits else "max"
    folder.mkdir()
    for name, text in {"cgroup.controllers": "cpu memory", "cpu.max": cpu, "memory.max": memory}.items():
        (folder / name).write_text(f"{text}\n", encoding="ascii")


def _number(quantity):
    digits = quantity.rstrip("KMGikm")
    return float(digits) * _UNITS[quantity[len(digits) :]]
