"""What each estimator of a plan is called in the report, in both languages."""

from __future__ import annotations

from nextwork_eval.report.phrases import Phrase

ESTIMATORS = {
    "difference_in_means": Phrase("Forskel mellem gruppernes gennemsnit", "Difference between the means of the groups"),
    "difference_in_means_stratified": Phrase(
        "Forskel inden for hvert lodtrækningshold, vægtet sammen",
        "Difference within each lottery round, weighted together",
    ),
    "horvitz_thompson": Phrase(
        "Forskel vægtet med de erklærede chancer (Horvitz-Thompson)",
        "Difference weighted with the declared chances (Horvitz–Thompson)",
    ),
    "regression_adjusted": Phrase(
        "Forskel justeret for det, man vidste før lodtrækningen",
        "Difference adjusted for what was known before the lottery",
    ),
    "joint_test": Phrase(
        "Test af, om forskellen afhænger af det, man vidste før lodtrækningen",
        "Test whether the difference depends on what was known before the lottery",
    ),
    "difference_in_means_clustered": Phrase(
        "Forskel, når der blev trukket lod mellem grupper", "Difference when groups were drawn by lot"
    ),
    "wild_cluster_test": Phrase(
        "Test, når der blev trukket lod mellem få grupper", "Test when few groups were drawn by lot"
    ),
    "group_treatment": Phrase("Forskel, når deltagerne mødtes i grupper", "Difference when participants met in groups"),
    "index_difference": Phrase("Forskel i et indeks af flere resultater", "Difference in an index of several outcomes"),
    "effect_of_take_up": Phrase(
        "Virkning for dem, der tog imod tilbuddet, fordi de fik det",
        "Effect on those who took the offer up because it was made",
    ),
    "risk_ratio": Phrase("Forhold mellem to andele", "Ratio of two shares"),
    "two_proportions": Phrase("To andele sammenlignet, alle under ét", "Two shares compared, everyone together"),
    "mantel_haenszel": Phrase(
        "Andele sammenlignet inden for hvert hold (Mantel-Haenszel)",
        "Shares compared within each round (Mantel–Haenszel)",
    ),
    "standardized_risks": Phrase(
        "Andele standardiseret efter det, man vidste før lodtrækningen (logistisk model)",
        "Shares standardised over what was known before the lottery (logistic model)",
    ),
    "firth_logit": Phrase("Odds ratio med straffet likelihood (Firth)", "Odds ratio by penalised likelihood (Firth)"),
    "conditional_odds_ratio": Phrase("Betinget odds ratio, eksakte grænser", "Conditional odds ratio, exact limits"),
    "exact_test": Phrase("Eksakt test af to andele", "Exact test of two shares"),
    "exact_cmh": Phrase("Eksakt test inden for hvert hold", "Exact test within each round"),
    "cochran_mantel_haenszel": Phrase(
        "Cochran-Mantel-Haenszel-test inden for hvert hold", "Cochran–Mantel–Haenszel test within each round"
    ),
    "randomization_test": Phrase(
        "Test og interval ved at gentage lodtrækningen", "Test and interval by repeating the lottery"
    ),
    "difference_by_week": Phrase("Forskel uge for uge", "Difference week by week"),
    "linear_probability_by_week": Phrase(
        "Forskel uge for uge, justeret ved lineær regression (lineær sandsynlighedsmodel)",
        "Difference week by week, adjusted by linear regression (linear probability model)",
    ),
    "difference_by_subgroup": Phrase("Forskel i undergrupper", "Difference in subgroups"),
    "blp_gates": Phrase(
        "Forskel efter en forudsigelse af, hvem der får noget ud af tilbuddet",
        "Difference along a prediction of who gains from the offer",
    ),
    "expected_weeks": Phrase("Forventet antal uger", "Expected number of weeks"),
    "state_occupation": Phrase("Fordeling på situationer uge for uge", "Distribution over situations week by week"),
    "incidence_difference": Phrase(
        "Andel med hændelsen, når en anden kan komme først", "Share with the event when another can come first"
    ),
    "course_occupation": Phrase("Ude, tilbage og ude igen, uge for uge", "Out, back and out again, week by week"),
    "mean_returns": Phrase("Gennemsnitligt antal gange tilbage", "Mean number of returns"),
    "mean_returns_by_week": Phrase("Antal gange tilbage, uge for uge", "Number of returns, week by week"),
    "returns_panel": Phrase(
        "Tilbage blandt dem, der kom ud, med alt, der skal stå ved siden af",
        "Back among those who left, with all that has to stand beside it",
    ),
    "returns_per_week_off": Phrase("Tilbagevenden pr. uge ude, forhold", "Returns per week off, ratio"),
    "while_alive_rate": Phrase("Tilbagevenden pr. uge i live, forhold", "Returns per week alive, ratio"),
    "win_ratio": Phrase(
        "Par, hvor den med tilbuddet klarer sig bedst, i forhold til de andre par",
        "Pairs in which the one with the offer fares best, over the other pairs",
    ),
    "kaplan_meier": Phrase("Andel uden hændelsen (Kaplan-Meier)", "Share without the event (Kaplan–Meier)"),
    "cumulative_incidence": Phrase(
        "Andel med hændelsen, når en anden kan komme først (Aalen-Johansen)",
        "Share with the event when another can come first (Aalen–Johansen)",
    ),
    "restricted_mean": Phrase("Gennemsnitligt antal uger uden hændelsen", "Mean number of weeks without the event"),
    "log_rank": Phrase("Log-rank-test", "Log-rank test"),
    "nelson_aalen": Phrase("Kumuleret hazard (Nelson-Aalen)", "Cumulative hazard (Nelson–Aalen)"),
    "adjusted_log_rank": Phrase(
        "Log-rank-test justeret for det, man vidste før lodtrækningen",
        "Log-rank test adjusted for what was known before the lottery",
    ),
    "max_combo": Phrase(
        "Den største af flere vægtede log-rank-test (MaxCombo)",
        "The largest of several weighted log-rank tests (MaxCombo)",
    ),
    "gray_test": Phrase(
        "Grays test af andelen med hændelsen, når en anden kan komme først",
        "Gray’s test of the share with the event when another can come first",
    ),
    "cox": Phrase("Hazard ratio (Cox)", "Hazard ratio (Cox)"),
    "proportional_hazards_test": Phrase(
        "Test af, om hazard ratioen er den samme i alle uger",
        "Test of whether the hazard ratio is the same in all weeks",
    ),
    "discrete_time_hazard": Phrase(
        "Risiko i den enkelte uge, som forhold (model for personuger)",
        "Risk in a single week, as a ratio (model of person-weeks)",
    ),
    "piecewise_exponential": Phrase(
        "Hyppighed, som forhold (fast mellem givne uger)", "Rate, as a ratio (constant between given weeks)"
    ),
    "accelerated_failure_time": Phrase(
        "Tid til hændelsen, som forhold (model med antaget fordeling)",
        "Time to the event, as a ratio (model with an assumed distribution)",
    ),
    "fine_gray": Phrase(
        "Hazard ratio for andelen med hændelsen (Fine-Gray)", "Hazard ratio of the share with the event (Fine–Gray)"
    ),
    "cause_specific_risks": Phrase(
        "Forskel i andelen med hændelsen, beregnet ud fra en model for begge hændelser",
        "Difference in the share with the event, computed from a model of both events",
    ),
    "rate_ratio_of_returns": Phrase(
        "Antal tilbagevenden pr. person, som forhold (alle fra lodtrækningen)",
        "Returns per person, as a ratio (everyone from the lottery)",
    ),
    "return_intensity_models": Phrase(
        "Hvor hurtigt man vender tilbage, når man kan, som forhold (ikke beskyttet af lodtrækningen)",
        "How fast those return who can, as a ratio (not protected by the lottery)",
    ),
    "pseudo_observation_regression": Phrase(
        "Andel eller uger fra ventetider, justeret ved regression af pseudo-observationer",
        "Share or weeks from waits, adjusted by regression of pseudo-observations",
    ),
    "censoring_weighted_share": Phrase(
        "Andel, hvis ingen var rejst: de, der ligner dem, vejer mere",
        "Share, had nobody gone: those like them weigh more",
    ),
    "censoring_weighted_incidence": Phrase(
        "Andel med hændelsen, vægtet for dem, man ikke kunne følge",
        "Share with the event, weighted for those who could not be followed",
    ),
    "standardized_survival": Phrase(
        "Andel uden hændelsen, standardiseret til alle i forsøget",
        "Share without the event, standardised to everyone in the trial",
    ),
    "standardized_contrast": Phrase(
        "Virkning mellem kurver, der er standardiseret til alle i forsøget",
        "Effect between curves standardised to everyone in the trial",
    ),
    "manski_bounds": Phrase(
        "Grænser for forskellen, uanset hvordan det gik dem, man ikke kender",
        "Bounds for the difference, however those fared who are not known",
    ),
    "lee_bounds": Phrase(
        "Grænser for forskellen blandt dem, man ville kende i begge grupper",
        "Bounds for the difference among those who would be known in either group",
    ),
    "attrition_test": Phrase("Test af, om frafaldet er ens i grupperne", "Test of equal attrition in the groups"),
}
