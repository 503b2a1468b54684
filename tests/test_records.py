"""Quick records are the dataclasses they were made from, only quicker."""

from __future__ import annotations

import dataclasses
import pickle
from dataclasses import FrozenInstanceError, dataclass, field

import pytest

from etl import model
from etl.records import quick, replace


@quick
@dataclass(frozen=True, slots=True)
class Shell:
    """A record for these tests, with every kind of default."""

    name: str
    weight: int = 3
    marks: list[str] = field(default_factory=list)


def test_a_record_takes_what_the_dataclass_takes() -> None:
    """Positions, names, defaults; a list of its own for each; TypeError for what is missing or too much."""
    assert Shell("a") == Shell(name="a", weight=3, marks=[])
    assert Shell("a").marks is not Shell("a").marks
    assert repr(Shell("a", 4, ["x"])) == "Shell(name='a', weight=4, marks=['x'])"
    for arguments in ((), ("a", 1, [], 2)):
        with pytest.raises(TypeError):
            Shell(*arguments)


def test_a_record_stays_frozen() -> None:
    """No field can be set or deleted, and no other added."""
    shell = Shell("a")
    with pytest.raises(FrozenInstanceError):
        shell.name = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del shell.name
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        shell.colour = "red"  # type: ignore[attr-defined]
    assert type(shell) is Shell


def test_replace_is_that_of_dataclasses() -> None:
    """The same copy, the original untouched; TypeError for a field that it does not have."""
    shell = Shell("a", 4, ["x"])
    assert replace(shell, weight=5) == dataclasses.replace(shell, weight=5) == Shell("a", 5, ["x"])
    assert shell.weight == 4
    with pytest.raises(TypeError, match="colour"):
        replace(shell, colour="red")


def test_records_go_to_other_processes() -> None:
    """Pickled and back they are equal, and hash alike."""
    raw = model.RawDocument(record_id="r", source_file="f", text="t")
    copy = pickle.loads(pickle.dumps(raw))
    assert copy == raw
    assert hash(copy) == hash(raw)
    with pytest.raises(FrozenInstanceError):
        copy.text = "u"


def test_every_record_of_the_model_is_frozen() -> None:
    """What stages hand to each other cannot be changed on the way; the trace alone collects."""
    classes = [value for value in vars(model).values() if isinstance(value, type) and dataclasses.is_dataclass(value)]
    assert len(classes) > 10
    for cls in classes:
        assert cls.__dataclass_params__.frozen or cls is model.Trace  # type: ignore[attr-defined]
