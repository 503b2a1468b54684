"""How a figure relates to people counted before it: the same again, part or whole of them, another count of them, or new people.

The rules lean on four things: who the people are (`may_include`), how many they are (`amounts`), how the words bring them in
(`Figure.introduced`) and who says so (`rivals`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import cache

from etl.extract.figures.amounts import OPEN, amount, is_single, is_zero, says_same_number
from etl.extract.figures.lexicon import spread_alternatives
from etl.extract.figures.people import load_words
from etl.extract.figures.rivals import TOLLS, have_other_sources
from etl.model import Figure

_UNSPECIFIC = frozenset(("all", "unknown"))
_GENERAL = frozenset(("all", "unknown", "civilian"))
_ON_TOP = frozenset(("more", "also"))
_TOLD = ("again", "own")
"""How words bring in people who are told of already, or whose relatives are."""
_WITHIN = {
    "health_worker": "civilian",
    "aid_worker": "civilian",
    "journalist": "civilian",
    "public_official": "civilian",
    "prisoner": "civilian",
    "foreign_fighter": "armed_group",
    "perpetrator": "armed_group",
    "combatant_unspecified": "armed_group",
}
_ARMED = frozenset(("state_forces", "police", "pro_government_militia", "armed_group", "foreign_fighter", "perpetrator"))
_PUT = frozenset(("put_at",))
"""Rules for numbers that are of people told of before."""
_RUN_TOGETHER = re.compile(r";\S")
_NAME_WORD = re.compile(r"[^\W\d_]+")
_PARTICLE = 2
"""Words of names with no more letters tell nobody apart ("al", "de")."""
_STEM = 3
"""Letters of a name that its spellings share."""
_REACH = 4
_AMONG = frozenset(("among_the_dead", "among_the_killed", "the_dead_are", "dead_included", "dead_were", "of_the_dead", "including"))


@cache
def _load_wounds(language: str) -> re.Pattern[str]:
    """What follows a verb of dying where wounds or the hospital are named."""
    forms = sorted(spelled for form in load_words(language)["of_wounds"] for spelled in spread_alternatives(form))
    return re.compile(rf"\s(?:{'|'.join(map(re.escape, forms))})\b", re.IGNORECASE)


class Relation(Enum):
    """What a figure is to people counted before it; `rank` says which relation to prefer."""

    NEW = "new people"
    COMPETING = "another figure for the same people"
    WHOLE = "total of people told of before"
    PART = "part of people counted before"
    AGAIN = "the same people again"

    @property
    def rank(self) -> int:
        """The place in the order of preference."""
        return list(Relation).index(self)


class Relations:
    """How the figures of a text relate, by its words and those of its language."""

    def __init__(self, text: str, language: str) -> None:
        words = load_words(language)
        self._text = text
        self._general, self._anyone, self._others = words["generic"], words["anyone"], words["more"]
        self._unspecific = words["unspecific"]
        self._of_wounds = _load_wounds(language)
        self._doer, self._harmed = words["doer"], words["harmed"]

    def relate(
        self, lead: Figure, figure: Figure, *, told: int = 0, details: Sequence[Figure] = (), is_beside_others: bool = False
    ) -> Relation:
        """The relation of `figure` to the people of `lead`, of whom `told` were told of one by one in `details`.

        `is_beside_others`: right before it the text tells of people to whom something else happened.
        """
        if is_zero(lead) or is_zero(figure):
            return Relation.AGAIN if is_zero(lead) and is_zero(figure) and _same_kind(lead, figure) else Relation.NEW
        if lead.cue_start == figure.cue_start and lead.sentence_index == figure.sentence_index:
            return Relation.NEW
        if "doer" in (lead.introduced, figure.introduced) and not (is_single(lead) and is_single(figure)):
            return Relation.NEW
        if not (self.may_include(lead, figure) or self.may_include(figure, lead)):
            return Relation.NEW
        if figure.rule in _PUT and not is_single(lead):
            return Relation.AGAIN if says_same_number(lead, figure) else Relation.COMPETING
        if figure.introduced == "beside" and is_single(lead) and not (is_single(figure) and _shares_noun(lead, figure)):
            return Relation.NEW
        if is_single(figure):
            is_another = self._is_numbered_anew(figure) and self._are_of_one_breath(lead, figure)
            return Relation.NEW if is_another else self._relate_one(lead, figure, told, details)
        if figure.victim_category == "perpetrator" and lead.victim_category in _UNSPECIFIC and figure.rule not in _AMONG:
            return Relation.NEW
        are_told = bool(told) or self._are_the_others(lead, figure, is_beside_others=is_beside_others)
        relation = self._relate_many(lead, figure, are_told=are_told)
        is_other = relation is Relation.COMPETING or (relation is Relation.AGAIN and self._are_listed(lead, figure))
        return Relation.NEW if is_other and self._are_of_one_breath(lead, figure) else relation

    def _relate_one(self, lead: Figure, figure: Figure, told: int, details: Sequence[Figure]) -> Relation:
        """One person beside people counted before."""
        if is_single(lead):
            if figure.introduced in (*_ON_TOP, "rest"):
                return Relation.NEW
            return Relation.AGAIN if self.is_same_person(lead, figure) else Relation.NEW
        if not self.may_include(lead, figure):
            return Relation.NEW
        if share_name(lead, figure):
            return Relation.AGAIN
        if figure.introduced == "more" and not told and figure.rule not in _AMONG:
            return Relation.NEW
        if figure.introduced != "more" and any(self.is_same_person(detail, figure) for detail in details):
            return Relation.AGAIN
        return Relation.PART if told < amount(lead)[1] else Relation.AGAIN

    def _relate_many(self, lead: Figure, figure: Figure, *, are_told: bool) -> Relation:
        """Several people beside people counted before, of whom some, or just these, `are_told` of already."""
        low, high = amount(lead)
        least, most = amount(figure)
        if figure.introduced in ("part", "rest") and self.may_include(lead, figure) and not is_single(lead) and most <= high:
            return Relation.PART
        if figure.rule in _AMONG and self.may_include(lead, figure) and not is_single(lead) and least <= high:
            return Relation.PART
        if self._died_later(lead, figure):
            return Relation.PART
        if figure.introduced in _ON_TOP and not are_told:
            return Relation.NEW
        if says_same_number(lead, figure):
            return Relation.AGAIN
        if figure.introduced == "own" and not is_single(lead) and most <= high and self.may_include(lead, figure):
            return Relation.PART
        if most < low or most < high < OPEN:
            is_kind_of = self.may_include(lead, figure) and not _same_kind(lead, figure)
            return Relation.PART if is_kind_of and not _is_rival(lead, figure) else Relation.COMPETING
        if least > low and self._is_whole_of(figure, lead):
            return Relation.COMPETING if _is_rival(lead, figure) and not is_single(lead) else Relation.WHOLE
        is_again = figure.introduced in _TOLD and figure.sentence_index != lead.sentence_index  # "a guard and his three sons" are four
        if is_single(lead) and not is_again and not _shares_noun(lead, figure):
            return Relation.NEW if figure.sentence_index - lead.sentence_index <= _REACH else Relation.COMPETING
        return Relation.COMPETING

    def _died_later(self, lead: Figure, figure: Figure) -> bool:
        """Whether fewer people said to have died of wounds are some of the dead; those of a toll that has risen need only be more dead."""
        if figure.sentence_index <= lead.sentence_index or amount(figure)[1] >= amount(lead)[0] or not self.may_include(lead, figure):
            return False
        is_of_wounds = self._of_wounds.match(self._text, figure.cue_end) is not None
        return (is_of_wounds and figure.introduced == "new") or (lead.rule in TOLLS and (is_of_wounds or figure.introduced == "more"))

    def _is_whole_of(self, figure: Figure, lead: Figure) -> bool:
        """Whether a larger figure totals people told of before: it says so, calls them by a more general word, or one was told of alone."""
        is_far = is_single(lead) and figure.sentence_index - lead.sentence_index > _REACH
        if is_far or figure.introduced in _TOLD or not self.may_include(figure, lead):
            return False
        if figure.introduced == "all":
            return True
        is_near = figure.sentence_index - lead.sentence_index <= _REACH and not figure.quantity.is_imputed
        is_of_kind = is_near and (lead.sex, lead.age_group) not in (("all", "all"), (figure.sex, figure.age_group))
        is_special = lead.victim_category not in _GENERAL or is_of_kind
        return figure.victim_category in _UNSPECIFIC and (is_single(lead) or is_special)

    def may_include(self, whole: Figure, part: Figure) -> bool:
        """Whether the people of `part` can be among those of `whole`, by what both are called."""
        return (
            self._includes_category(whole, part)
            and _includes_value(whole.sex, part.sex)
            and _includes_value(whole.age_group, part.age_group)
            and _agrees(whole.victim_nationality_iso3, part.victim_nationality_iso3)
        )

    def _includes_category(self, whole: Figure, part: Figure) -> bool:
        """Whether one kind of people can hold another; "migrants", of no kind, neither hold soldiers nor are some, as "people" may."""
        kind, other = whole.victim_category, part.victim_category
        if kind == other or _WITHIN.get(other) == kind:
            return True
        if kind in _UNSPECIFIC:
            return other not in _ARMED or is_single(whole) or self._is_anyone(whole)
        if other in _UNSPECIFIC:
            return kind not in _ARMED or is_single(part) or self._is_anyone(part)
        return False

    def _is_numbered_anew(self, figure: Figure) -> bool:
        """Whether a number counts one person by a noun of its own ("two cooks hurt and 1 guard hurt", not "ten hurt, one badly")."""
        if figure.quantity.rule == "number_single" or figure.rule in _AMONG or self._is_anyone(figure):
            return False
        return (figure.victim_text or "") in self._text[figure.start : figure.end]

    def _are_of_one_breath(self, lead: Figure, figure: Figure) -> bool:
        """Whether one sentence gives both for one source, who does not contradict himself: they are other people.

        Headlines that a machine ran together, a semicolon without a blank between them, are no one sentence.
        """
        is_new = lead.introduced in ("new", "more") and figure.introduced == "new"
        is_same_source = (lead.attribution is None) == (figure.attribution is None) and not have_other_sources(lead, figure)
        if not is_new or not is_same_source or lead.sentence_index != figure.sentence_index:
            return False
        return _RUN_TOGETHER.search(self._text, lead.end, figure.start) is None

    def _are_listed(self, lead: Figure, figure: Figure) -> bool:
        """Whether one sentence says the same of people of two nouns, one after the other ("2 nurses wounded, 2 guards wounded")."""
        verbs = [self._text[said.cue_start : said.cue_end] for said in (lead, figure)]
        is_of_nouns = not (self._is_anyone(lead) or self._is_anyone(figure)) and lead.victim_text != figure.victim_text
        return is_of_nouns and lead.rule == figure.rule and verbs[0] == verbs[1]

    def _are_the_others(self, lead: Figure, figure: Figure, *, is_beside_others: bool) -> bool:
        """Whether "six other people" are the six told of before, who were others than the dead as well; "another six" are not."""
        is_other = lead.victim_text is not None and lead.victim_text.lower() in self._others
        is_more = not self._others.isdisjoint(figure.quantity.text.lower().split())
        return (
            (is_beside_others or is_other)
            and not is_more
            and figure.sentence_index > lead.sentence_index
            and says_same_number(lead, figure)
        )

    def is_kind_of(self, group: Figure, figure: Figure) -> bool:
        """Whether a figure names its people as those of a group are named: by its age, its sex and its kind, where it has them."""
        is_grown = group.age_group == "adult" and group.sex != "all" and figure.age_group != "child"
        by_age = (is_grown or group.age_group in (*_UNSPECIFIC, figure.age_group)) and group.sex in (*_UNSPECIFIC, figure.sex)
        by_kind = group.victim_category in _GENERAL or self._includes_category(group, figure)
        is_special = (group.age_group, group.sex) != ("all", "all") or group.victim_category not in _GENERAL
        return is_special and by_age and by_kind and figure.victim_category not in _unspecific_of(group)

    def _is_anyone(self, figure: Figure) -> bool:
        return figure.victim_text is None or figure.victim_text.lower() in self._anyone

    def is_same_person(self, one: Figure, other: Figure) -> bool:
        """Whether two single persons of one happening can be the same one: by name, a definite or general word, or the same noun."""
        if not (_includes_value(one.sex, other.sex) and _includes_value(one.age_group, other.age_group)):
            return False
        if (one.sentence_index, one.cue_start) == (other.sentence_index, other.cue_start):
            return False
        if share_name(one, other):
            return True
        if one.names and other.names and "new" not in (one.introduced, other.introduced):
            return False  # a pronoun, which may mean somebody else, is "new"
        if any(said.introduced in ("name", *_TOLD) for said in (one, other)):
            return True
        nouns = [(figure.victim_text or "person").lower() for figure in (one, other)]
        if any(first in self._doer and second in self._harmed for first, second in (nouns, reversed(nouns))):
            return False
        general = self._general if one.victim_category == other.victim_category else self._unspecific
        return nouns[0] == nouns[1] or any(noun in general for noun in nouns)


def _unspecific_of(group: Figure) -> frozenset[str]:
    """The kinds that say too little to put somebody into a group that is named by its kind alone."""
    return _UNSPECIFIC if (group.age_group, group.sex) == ("all", "all") else frozenset()


def _shares_noun(one: Figure, other: Figure) -> bool:
    """Whether two figures call their people by the same noun, but for its ending."""
    first, second = (one.victim_text or "").lower(), (other.victim_text or "").lower()
    shared = next((at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second)))
    return shared >= max(3, min(len(first), len(second)) - 2)


def _is_rival(lead: Figure, figure: Figure) -> bool:
    """Whether another source gives another number for people of whom it does not say that they are some of them."""
    is_kind_within = lead.victim_category in _UNSPECIFIC and figure.victim_category not in _GENERAL
    return not is_kind_within and have_other_sources(lead, figure) and figure.rule not in _AMONG and figure.sex == figure.age_group == "all"


def _same_kind(one: Figure, other: Figure) -> bool:
    """Whether two figures name their people by the same kind, age and sex."""
    return (one.victim_category, one.sex, one.age_group) == (other.victim_category, other.sex, other.age_group)


def _includes_value(whole: str, part: str) -> bool:
    return whole in _UNSPECIFIC or part in _UNSPECIFIC or whole == part


def _agrees(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def share_name(one: Figure, other: Figure) -> bool:
    """Whether two figures name somebody who can be the same person."""
    return any(_is_one_name(name, known) for name in other.names for known in one.names)


def _is_one_name(one: str, other: str) -> bool:
    """Whether two names can be of the same person: one has all words of the other, or the first and the last agree."""
    first, second = _words_of(one), _words_of(other)
    if not first or not second:
        return False
    if all(word in other.lower() for word in first) or all(word in one.lower() for word in second):
        return True
    return first[0] == second[0] and first[-1][:_STEM] == second[-1][:_STEM]


def _words_of(name: str) -> list[str]:
    return [word for word in _NAME_WORD.findall(name.lower()) if len(word) > _PARTICLE]
