"""The kind of one happening, chosen among its mentions: the heaviest decides, what it strikes and what stands beside it refine it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from etl.model import EventMention, Figure

KindOf = tuple[str, str | None, str | None, bool]

_FIRST_SENTENCE = 20
_WITH_FIGURE = 25
_UNSPECIFIED: KindOf = ("unspecified_violence", None, None, True)
_ARMED = frozenset({"state_forces", "police", "pro_government_militia", "armed_group", "foreign_fighter", "combatant_unspecified"})
_HARM = frozenset({"killed", "injured", "killed_or_injured"})
_LETHAL = frozenset({"lethal_on_crowd", "shooting", "kill", "killing"})
_SCUFFLE = frozenset({"clash", "fighting", "attack", "melee", "property", "petrol_bomb", "riot"})
_FORCE = _LETHAL | _SCUFFLE
_CLASHES = frozenset({"clash", "fighting"})
_GROUND = frozenset({"shelling", "ordnance", "fire_weapons"})
_MEANS = 10
_YIELDS = frozenset({"crash", "accident"})
_DEEDS = frozenset({"attack", "shooting", "bomb", "bombing", "blast", "ambush", "shelling", "air_strike", "drone_strike", "suicide_attack"})
_GENERIC = frozenset({"attack"})
_GOING_ON = frozenset({"ellipsis", "places", "by_place"})
"""Rules of figures that give each place its share of what was told before."""
_CARRIED = 40
_NEAR = 2
_FEW = 6


def choose_kind(mentions: Sequence[EventMention], *, victims: Sequence[Figure] = (), context: Sequence[EventMention] = ()) -> KindOf:
    """Event type, sub-event type, method and whether it is conflict, of the happening whose stretch holds `mentions`.

    `victims` are its figures: dead of armed sides alone make an attack without a stated target a battle. `context` are the mentions of
    the whole text, asked only where the stretch has none: a text that tells of nothing but a disaster tells of no conflict here either.
    Nothing said is unspecified violence.
    """
    told = [mention for mention in mentions if mention.is_occurrence] or (list(mentions) if victims else [])
    deciding = [mention for mention in told if mention.weight > _MEANS]
    if not deciding:
        deciding = _carried_over(context, victims)
    if not deciding:
        return _from_context(context, told)
    if any(figure.outcome in _HARM and _size(figure) for figure in victims):
        deciding = [mention for mention in deciding if mention.event_type != "strategic_development"]
        if not deciding:
            return _burnt(told) or _from_context(context, told)
    first = min(mention.sentence_index for mention in deciding)
    deciding = _of_detained(deciding, victims, first)

    counted = {figure.sentence_index for figure in victims if figure.outcome in _HARM}

    def score(mention: EventMention) -> int:
        bonus = _FIRST_SENTENCE if mention.sentence_index == first else 0
        rule = mention.rule.partition(".")[0]
        says_how = rule not in _GENERIC and (rule != "kill" or mention.sentence_index == first)
        return mention.weight + bonus + (_WITH_FIGURE if says_how and mention.sentence_index in counted else 0)

    best = max(deciding, key=score)
    if best.rule in _YIELDS:
        best = max((mention for mention in deciding if mention.rule.partition(".")[0] in _DEEDS), key=score, default=best)
    protest = _as_protest(best, deciding, victims)
    if protest is not None:
        return *protest, _method(best, told), True
    event_type, sub_event_type = _by_victims(best, deciding, victims, context)
    return event_type, sub_event_type, _method(best, told) if best.is_conflict else None, best.is_conflict


def _of_detained(deciding: list[EventMention], victims: Sequence[Figure], first: int) -> list[EventMention]:
    """The words of the sentence that opens with arrests: what the detained are said to have done elsewhere is not what is told."""
    if any(figure.outcome in _HARM and _size(figure) for figure in victims):
        return deciding
    if not any(figure.outcome == "detained" and figure.sentence_index == first for figure in victims):
        return deciding
    opening = [mention for mention in deciding if mention.sentence_index == first]
    return opening if any(mention.rule == "arrests" for mention in opening) else deciding


def _burnt(told: Sequence[EventMention]) -> KindOf | None:
    """An attack by fire where people come to harm by what else would be destruction of property."""
    is_fire = any(mention.method == "incendiary" and mention.is_occurrence for mention in told)
    return ("violence_against_civilians", "attack", "incendiary", True) if is_fire else None


def _carried_over(context: Sequence[EventMention], victims: Sequence[Figure]) -> list[EventMention]:
    """The event words of the sentence before that speak for people who go on with its toll ("two others died in Basra, three in Kut")."""
    if not victims or not any(figure.rule in _GOING_ON or figure.introduced == "more" for figure in victims):
        return []
    at = victims[0].sentence_index
    first = bisect_left(context, at - _NEAR, key=lambda mention: mention.sentence_index)
    last = bisect_right(context, at, key=lambda mention: mention.sentence_index)
    before = [mention for mention in context[first:last] if mention.is_occurrence and mention.weight >= _CARRIED]
    nearest = max((mention.sentence_index for mention in before), default=None)
    return [mention for mention in before if mention.sentence_index == nearest]


def _from_context(context: Sequence[EventMention], told: Sequence[EventMention]) -> KindOf:
    """No conflict in a text that begins with a disaster and tells of little else; else violence of a kind that is not said."""
    first = next((mention for mention in context if mention.is_occurrence and mention.weight > _MEANS), None)
    if first is not None and not first.is_conflict:
        deciding = [mention for mention in context if mention.is_occurrence and mention.weight > _MEANS]
        if 2 * sum(mention.is_conflict for mention in deciding) <= len(deciding):
            return "other", None, None, False
    method = next((mention.method for mention in told if mention.method), None)
    return "unspecified_violence", None, method, True


def _method(best: EventMention, told: Sequence[EventMention]) -> str | None:
    """The chosen mention's own method, else that of the heaviest other mention that goes with its type."""
    if best.method or best.event_type == "strategic_development":
        return best.method
    fitting = [
        m for m in told if m.method and m.event_type in (best.event_type, "unspecified_violence", "violence_against_civilians", "battle")
    ]
    return max(fitting, key=lambda mention: mention.weight).method if fitting else None


def _as_protest(best: EventMention, deciding: Sequence[EventMention], victims: Sequence[Figure]) -> tuple[str, str] | None:
    """The codes of a protest that is met with force or turns violent; None where no protest stands beside the chosen mention."""
    rules = {mention.rule.partition(".")[0] for mention in deciding if mention.event_type == "protest"}
    is_protest = not rules.isdisjoint(("protest", "crowd", "force_on_crowd")) or best.event_type == "protest"
    if best.event_type == "riot" and best.sub_event_type == "mob_violence":
        return None
    beside = [m for m in deciding if m.sentence_index == best.sentence_index and m.event_type == "protest"]
    if best.event_type not in ("protest", "riot") and not (beside and best.rule.partition(".")[0] in _FORCE):
        return None
    if best.event_type == "riot" and not is_protest:
        return None
    is_armed = any(figure.victim_category in _ARMED for figure in victims)
    spared = _ARMED | {"all"} if is_armed else _ARMED
    killed = any(figure.outcome == "killed" and figure.victim_category not in spared and _size(figure) for figure in victims)
    subs = {mention.sub_event_type for mention in deciding}
    forces = {mention.rule.partition(".")[0] for mention in deciding if mention.rule not in _GENERIC}
    if best.event_type == "riot" and not killed:
        return "riot", "violent_demonstration"
    if killed or "excessive_force_against_protesters" in subs or not forces.isdisjoint(_LETHAL):
        return "protest", "excessive_force_against_protesters"
    if "violent_demonstration" in subs or not forces.isdisjoint(_SCUFFLE):
        return "riot", "violent_demonstration"
    if "force_on_crowd" in forces:
        harmed = any(figure.outcome in _HARM and _size(figure) for figure in victims)
        return "protest", "excessive_force_against_protesters" if harmed else "protest_with_intervention"
    return "protest", "protest_with_intervention" if "arrests" in forces else "peaceful_protest"


def _by_victims(
    best: EventMention, deciding: Sequence[EventMention], victims: Sequence[Figure], context: Sequence[EventMention]
) -> tuple[str, str | None]:
    """A battle for an attack that killed the armed alone, an attack on civilians for one that killed more of these.

    An attack whose own words name no target is a battle where other words of the happening strike the armed and none strike civilians.
    """
    rule, _, resolved = best.rule.partition(".")
    if rule in _GROUND and any(m.rule.partition(".")[0] == "clash" and m.event_type == "battle" for m in _beside(best, deciding)):
        return "battle", "armed_clash"
    if rule == "operation" and any(mention.rule == "arrests" for mention in deciding) and not any(f.outcome in _HARM for f in victims):
        return "strategic_development", "arrests"
    if rule not in ("attack", "ambush", "shooting", "killing", "kill", "fighting", "operation", "clash"):
        return best.event_type, best.sub_event_type
    if not resolved and best.event_type == "violence_against_civilians":
        struck = {mention.rule.partition(".")[2] for mention in deciding} if victims else _struck_before(best, context)
        if "armed" in struck and "civil" not in struck:
            return "battle", "armed_clash"
    harmed = [figure for figure in victims if figure.outcome in _HARM and figure.part_role not in ("total", "repeat")]
    armed = sum(_size(figure) for figure in harmed if figure.victim_category in _ARMED)
    others = sum(
        _size(figure) for figure in harmed if figure.victim_category not in _ARMED and figure.victim_category not in ("perpetrator", "all")
    )
    if armed > others and best.event_type == "violence_against_civilians" and resolved != "civil":
        return "battle", "armed_clash"
    is_clash = rule in _CLASHES and any(m.rule.endswith(".civil") and m.sentence_index <= best.sentence_index for m in deciding)
    if best.event_type == "battle" and (is_clash or rule in ("attack", "ambush", "shooting", "kill")) and others > armed:
        return "violence_against_civilians", "attack"
    return best.event_type, best.sub_event_type


def _beside(best: EventMention, deciding: Sequence[EventMention]) -> list[EventMention]:
    """The mentions of the chosen one's own sentence and of the next."""
    return [mention for mention in deciding if 0 <= mention.sentence_index - best.sentence_index <= 1]


def _struck_before(best: EventMention, context: Sequence[EventMention]) -> set[str]:
    """Whom the last words before a mention struck that name it: "armed" or "civil"."""
    at = bisect_left(context, best.start, key=lambda mention: mention.start)
    earlier = [mention.rule.partition(".")[2] for mention in context[max(0, at - _FEW) : at] if mention.is_occurrence]
    return set([struck for struck in earlier if struck in ("armed", "civil")][-1:])


def _size(figure: Figure) -> int:
    quantity = figure.quantity
    return quantity.best if quantity.best is not None else quantity.low or quantity.high or 1
