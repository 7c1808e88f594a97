"""Names that several chapters share: of estimators, statistics, purposes, units, and the outcome rules in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nextwork_eval.errors import ReportError
from nextwork_eval.report.blocks import Parts
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join

PURPOSES = {
    "primary": Phrase("Primært", "Primary"),
    "secondary": Phrase("Sekundært", "Secondary"),
    "exploratory": Phrase("Eksplorativt", "Exploratory"),
    "descriptive": Phrase("Beskrivende", "Descriptive"),
}
STATISTICS = {
    "share": Phrase("Andel", "Share"),
    "mean": Phrase("Gennemsnit", "Mean"),
    "difference": Phrase("Forskel", "Difference"),
    "ratio": Phrase("Forhold", "Ratio"),
    "odds_ratio": Phrase("Odds ratio", "Odds ratio"),
    "exact_test": Phrase("Eksakt p-værdi", "Exact p-value"),
    "joint_test": Phrase(
        "Om forskellen afhænger af det kendte (F)", "Whether the difference depends on what was known (F)"
    ),
    "wild_cluster_test": Phrase("t (wild bootstrap)", "t (wild bootstrap)"),
    "exact_cmh": Phrase("Eksakt p-værdi", "Exact p-value"),
    "cochran_mantel_haenszel": Phrase("Chi-i-anden", "Chi-square"),
    "win_ratio": Phrase("Vundne par pr. tabt par", "Pairs won per pair lost"),
    "win_odds": Phrase("Vundne par pr. tabt par, uafgjorte delt", "Pairs won per pair lost, ties shared"),
    "net_benefit": Phrase("Andel vundne minus andel tabte par", "Share of pairs won minus share lost"),
    "rate": Phrase("Gange pr. år", "Times per year"),
    "hazard_ratio": Phrase("Hazard ratio", "Hazard ratio"),
    "odds_ratio_by_week": Phrase("Odds ratio i den enkelte uge", "Odds ratio in a single week"),
    "time_ratio": Phrase("Forhold mellem tider", "Ratio of times"),
    "rate_ratio": Phrase("Forhold mellem antal", "Ratio of numbers"),
    "modelled_difference": Phrase("Forskel ifølge en model", "Difference by a model"),
    "modelled_share": Phrase("Andel ifølge en model", "Share by a model"),
    "survival": Phrase("Andel uden hændelsen", "Share without the event"),
    "cumulative_incidence": Phrase("Andel med hændelsen", "Share with the event"),
    "log_rank": Phrase("Log-rank (chi-i-anden)", "Log-rank (chi-square)"),
    "cumulative_hazard": Phrase("Kumuleret hazard", "Cumulative hazard"),
    "adjusted_log_rank": Phrase("Justeret log-rank (chi-i-anden)", "Adjusted log-rank (chi-square)"),
    "max_combo": Phrase("Største |z|", "Largest |z|"),
    "gray_test": Phrase("Gray (chi-i-anden)", "Gray (chi-square)"),
    "proportional_hazards_test": Phrase(
        "Samme ratio i alle uger (chi-i-anden)", "Same ratio in all weeks (chi-square)"
    ),
    "attrition_test": Phrase("Test af frafald", "Test of attrition"),
    "standardized_difference": Phrase("Standardiseret forskel", "Standardised difference"),
    "omnibus_balance": Phrase("Samlet test (chi-i-anden)", "Joint test (chi-square)"),
    "weight": Phrase("Vægt i indekset", "Weight in the index"),
    "test": Phrase("Test", "Test"),
    "shadow": Phrase(
        "Test af, at tilbuddet ikke holder nogen inde (største z)", "Test that the offer keeps nobody in (largest z)"
    ),
    "verdict": Phrase("Hvad panelet kan bære (forholdet)", "What the panel supports (the ratio)"),
    "interaction": Phrase("Om undergrupperne er forskellige (F)", "Whether the subgroups differ (F)"),
    "difference_of_effects": Phrase("Forskel mellem to forskelle", "Difference between two differences"),
    "shrunken_difference": Phrase("Forskel, trukket mod den fælles", "Difference drawn towards the common one"),
    "average_effect": Phrase("Forskel for alle", "Difference for everyone"),
    "effect_on_proxy": Phrase("Hældning på forudsigelsen", "Slope on the prediction"),
    "count": Phrase("Antal", "Count"),
    "missing": Phrase("Antal, for hvem det ikke er kendt", "Number for whom it is not known"),
    "attrition": Phrase("Frafald", "Attrition"),
    "differential_attrition": Phrase("Forskel i frafald", "Differential attrition"),
    "sample_ratio": Phrase("Andel, der fik tilbuddet", "Share with the offer"),
    "effect_of_take_up": Phrase("Virkning af at tage imod tilbuddet", "Effect of taking the offer up"),
    "effect_on_take_up": Phrase("Tilbuddets virkning på deltagelsen", "Effect of the offer on take-up"),
    "first_stage_f": Phrase(
        "Hvor klart tilbuddet ændrede deltagelsen (F)", "How clearly the offer changed take-up (F)"
    ),
    "complier_share": Phrase("Andel blandt dem, tilbuddet flyttede", "Share among those whom the offer moved"),
    "complier_mean": Phrase("Gennemsnit for dem, tilbuddet flyttede", "Mean of those whom the offer moved"),
    "not_estimated": Phrase("Ikke beregnet", "Not estimated"),
    "running_count": Phrase("Antal indtil da", "Count so far"),
    "chance": Phrase("Sandsynlighed, regnet på forhånd", "Chance, computed in advance"),
    "power": Phrase("Styrke", "Power"),
    "detectable_difference": Phrase("Mindste forskel, der ventes vist", "Smallest difference expected to be shown"),
    "monte_carlo_error": Phrase("Største standardfejl ved simulation", "Largest standard error of simulation"),
}
# What a row of a contrast may be called, beside a difference that the lottery protects.
RATIOS = ("ratio", "hazard_ratio", "odds_ratio_by_week", "time_ratio", "rate_ratio")
CONTRASTS = (
    *RATIOS,
    "modelled_difference",
    "win_ratio",
    "win_odds",
    "net_benefit",
    "test",
    "test.asymptotic",
    "test.repeated",
    "test.exact",
)
REFERENCES = {
    "test.asymptotic": Phrase("efter den asymptotiske fordeling", "by the asymptotic distribution"),
    "test.repeated": Phrase("ved at gentage lodtrækningen", "by repeating the lottery"),
    "test.exact": Phrase("over alle lodtrækninger", "over all lotteries"),
}
UNIT_NOTES = {
    "percentage_points": Phrase("pct.; forskel i procentpoint", "%; difference in percentage points"),
    "weeks": Phrase("uger", "weeks"),
    "times": Phrase("gange pr. person", "times per person"),
    "years": Phrase("år", "years"),
    "standard_deviations": Phrase("standardafvigelser", "standard deviations"),
}
GOOD = {
    "more": Phrase("Flere", "More"),
    "fewer": Phrase("Færre", "Fewer"),
    "neither": Phrase("Ingen af delene", "Neither"),
}
GOOD_WAITS = {
    "more": Phrase("Før", "Sooner"),
    "fewer": Phrase("Senere", "Later"),
    "neither": Phrase("Ingen af delene", "Neither"),
}
"""Of a wait the plan says whether its event is wanted: then it had better come soon."""
STATUSES = {
    "prospective": Phrase("Skrevet før resultatet var kendt", "Written before the outcome was known"),
    "reconstructed": Phrase("Rekonstrueret fra offentlige kilder", "Reconstructed from public sources"),
    "after_outcome": Phrase("Skrevet efter at resultatet var kendt", "Written after the outcome was known"),
}

_ENTRY_BY = Phrase(
    "Ja, hvis personen var {states} mindst {run} uger i træk, alle inden udgangen af uge {week}.",
    "Yes if the person was {states} for at least {run} weeks in a row, all of them by the end of week {week}.",
)
_ENTRY_BY_ONE = Phrase(
    "Ja, hvis personen var {states} i mindst én uge inden udgangen af uge {week}.",
    "Yes if the person was {states} in at least one week by the end of week {week}.",
)
_IN_STATE_AT = Phrase("Ja, hvis personen var {states} i uge {week}.", "Yes if the person was {states} in week {week}.")
_WEEKS_IN = Phrase(
    "Antal uger {states} til og med uge {week}.", "Number of weeks {states} up to and including week {week}."
)
_WEEKS_FROM = Phrase(
    "Antal uger {states} fra uge {first} til og med uge {week}.",
    "Number of weeks {states} from week {first} up to and including week {week}.",
)
_BY_WEEK = Phrase(
    "{states} eller ej, i hver uge til og med uge {week}.",
    "{states} or not, in each week up to and including week {week}.",
)
_BY_WEEK_SUM = Phrase(
    "Antal uger {states} indtil da, for hver uge til og med uge {week}.",
    "Number of weeks {states} so far, for each week up to and including week {week}.",
)
_TIME_TO = Phrase(
    "Uger fra lodtrækningen, til personen har været {states} {run} uger i træk; talt til og med uge {week}.",
    "Weeks from the lottery until the person has been {states} for {run} weeks in a row; counted up to and including "
    "week {week}.",
)
_TIME_TO_ONE = Phrase(
    "Uger fra lodtrækningen til den første uge {states}; talt til og med uge {week}.",
    "Weeks from the lottery to the first week {states}; counted up to and including week {week}.",
)
_COMPETING = Phrase(
    "Den, der først bliver {competing}, når det aldrig.", "A person who is {competing} first never gets there."
)
_STATE_BY_WEEK = Phrase(
    "Personens situation i hver uge til og med uge {week}.",
    "The person's situation in each week up to and including week {week}.",
)
_INDEX = Phrase(
    "Et indeks af: {components}. Hvert resultat er målt i standardafvigelser, og vendt, så mere er bedre; regnet til "
    "og med uge {week}.",
    "An index of: {components}. Each outcome is measured in standard deviations, and turned so that more is better; "
    "counted up to and including week {week}.",
)
_RETURN_START = Phrase(
    "Først {off_weeks} uger i træk {off}; derefter {on_weeks} uger i træk {support}.",
    "First {off_weeks} weeks in a row {off}; after that {on_weeks} weeks in a row {support}.",
)
_RETURN_WITHIN = Phrase(
    "Det andet skal være sket senest {within} uger efter det første.",
    "The second must have happened at most {within} weeks after the first.",
)
_NUMBER_OF_RETURNS = Phrase(
    "Antal gange, begge dele er sket efter hinanden ved udgangen af uge {week}.",
    "Number of times that both have happened in turn by the end of week {week}.",
)
_TIME_TO_RETURN = Phrase(
    "Uger fra lodtrækningen, til begge dele er sket; talt til og med uge {week}.",
    "Weeks from the lottery until both have happened; counted up to and including week {week}.",
)
_COURSE = Phrase(
    "For hver uge til og med uge {week}: aldrig ude, ude, tilbage, eller ude igen.",
    "For each week up to and including week {week}: never out, out, back, or out again.",
)
_GONE = Phrase("Forløbet ender med: {gone}.", "The course ends with: {gone}.")
_RETURN_COUNT = {
    "left_and_back": Phrase(
        "Ja, hvis begge dele er sket ved udgangen af uge {week}.",
        "Yes if both have happened by the end of week {week}.",
    ),
    "never_left_or_back": Phrase(
        "Ja, hvis det første ikke er sket ved udgangen af uge {week}, eller begge dele er sket.",
        "Yes if by the end of week {week} the first has not happened, or both have.",
    ),
}


def rule_in_words(m: Materials, outcome: dict[str, Any]) -> Parts:
    """Say an outcome's rule in a sentence, with every number from the plan.

    Raises
    ------
    ReportError
        If there are no words for the kind of rule.
    """
    rule = outcome["rule"]

    def value(key: str) -> Any:
        return m.plan("outcome", outcome["id"], "rule", key)

    def named(key: str) -> Any:
        return m.label("state_set", rule[key])

    match rule["kind"]:
        case "entry_by" if rule["weeks_in_a_row"] == 1:
            return m.say(_ENTRY_BY_ONE, states=named("states"), week=value("by_week"))
        case "entry_by":
            return m.say(_ENTRY_BY, states=named("states"), run=value("weeks_in_a_row"), week=value("by_week"))
        case "in_state_at":
            return m.say(_IN_STATE_AT, states=named("states"), week=value("week"))
        case "weeks_in" if rule.get("from_week", 1) > 1:
            return m.say(_WEEKS_FROM, states=named("states"), first=value("from_week"), week=value("to_week"))
        case "weeks_in":
            return m.say(_WEEKS_IN, states=named("states"), week=value("to_week"))
        case "in_state_by_week":
            return m.say(
                _BY_WEEK_SUM if rule.get("cumulative") else _BY_WEEK, states=named("states"), week=value("to_week")
            )
        case "state_by_week":
            return m.say(_STATE_BY_WEEK, week=value("to_week"))
        case "time_to_entry":
            if rule["weeks_in_a_row"] == 1:
                told = m.say(_TIME_TO_ONE, states=named("states"), week=value("horizon"))
            else:
                told = m.say(_TIME_TO, states=named("states"), run=value("weeks_in_a_row"), week=value("horizon"))
            return join(told, m.say(_COMPETING, competing=named("competing"))) if rule.get("competing") else told
        case "return_by" | "number_of_returns" | "time_to_return" | "course_by_week":
            start = m.say(
                _RETURN_START,
                off_weeks=value("weeks_off"),
                off=named("off"),
                on_weeks=value("weeks_on"),
                support=named("support"),
            )
            return join(start, *_return_ends(m, rule, value, named))
        case "index":
            of = next(entry for entry in m.entries("analysis") if entry["outcome"] == outcome["id"])["estimator"]
            named_components = join(*((m.label("outcome", name),) for name in of["components"]), between="; ")
            return m.say(_INDEX, components=named_components, week=value("to_week"))
        case kind:
            raise ReportError(f"There are no words for outcome rules of the kind '{kind}'.")


def _return_ends(
    m: Materials, rule: dict[str, Any], value: Callable[[str], Any], named: Callable[[str], Any]
) -> tuple[Parts, ...]:
    """Say what is made of leaving and coming back."""
    match rule["kind"]:
        case "number_of_returns":
            return (m.say(_NUMBER_OF_RETURNS, week=value("by_week")),)
        case "time_to_return":
            told = m.say(_TIME_TO_RETURN, week=value("horizon"))
            return (told, m.say(_COMPETING, competing=named("competing"))) if rule.get("competing") else (told,)
        case "course_by_week":
            told = m.say(_COURSE, week=value("to_week"))
            return (told, m.say(_GONE, gone=named("gone"))) if rule.get("gone") else (told,)
        case _:
            told = m.say(_RETURN_COUNT[rule["count"]], week=value("by_week"))
            return (m.say(_RETURN_WITHIN, within=value("within")), told) if rule.get("within") else (told,)


def name_of(names: dict[str, Phrase], key: str) -> Phrase:
    """Return the name that a table of names has for a key; ReportError if it has none."""
    if key not in names:
        raise ReportError(
            f"The report has no name for '{key}'.", ["Add it, in both languages, to the names of the report."]
        )
    return names[key]
