"""Danish words for remarks on shares and ratios, repeated lotteries, take-up, subgroups, families and power."""

REMARKS: dict[str, str] = {
    # shares and ratios
    "An arm has fewer than {n} persons with the event: the interval and the test are those of the unadjusted ratio "
    "of shares; the estimate is adjusted.": (
        "En gruppe har færre end {n} personer med hændelsen: interval og test er dem for det ujusterede forhold "
        "mellem andele; skønnet er justeret."
    ),
    "An arm has fewer than {n} persons with the event: the interval and the test are those of the unadjusted ratio "
    "of shares; the estimate is adjusted. Their set has an open end.": (
        "En gruppe har færre end {n} personer med hændelsen: interval og test er dem for det ujusterede forhold "
        "mellem andele; skønnet er justeret. Mængden har en åben ende."
    ),
    "An arm has fewer than {n} persons with the event or without it: the interval and the test are those of the "
    "unadjusted odds ratio of shares; the estimate is adjusted.": (
        "En gruppe har færre end {n} personer med eller uden hændelsen: interval og test er dem for den ujusterede "
        "odds ratio; skønnet er justeret."
    ),
    "An arm has fewer than {n} persons with the event or without it: the interval and the test are those of the "
    "unadjusted odds ratio of shares; the estimate is adjusted. Their set has an open end.": (
        "En gruppe har færre end {n} personer med eller uden hændelsen: interval og test er dem for den ujusterede "
        "odds ratio; skønnet er justeret. Mængden har en åben ende."
    ),
    "An arm has fewer than {n} persons with the event: this interval may hold less than it says, and the rounds "
    "gave different chances of an offer, so that no interval of pooled shares can stand in its place; read the "
    "difference.": (
        "En gruppe har færre end {n} personer med hændelsen: intervallet holder måske mindre, end det siger, og "
        "holdene gav forskellige chancer for et tilbud, så intet interval for sammenlagte andele kan træde i stedet; "
        "læs forskellen."
    ),
    "An arm has fewer than {n} persons with the event or without it: this interval may hold less than it says, and "
    "the rounds gave different chances of an offer, so that no interval of pooled shares can stand in its place; "
    "read the difference.": (
        "En gruppe har færre end {n} personer med eller uden hændelsen: intervallet holder måske mindre, end det "
        "siger, og holdene gav forskellige chancer for et tilbud, så intet interval for sammenlagte andele kan træde "
        "i stedet; læs forskellen."
    ),
    "The covariates and the arm separate those with and without the event, or all but do, so that the likelihood "
    "has no maximum that can be reached: fitted by Firth's penalised likelihood with the intercept corrected "
    "(FLIC), and refitted without each person in turn. The penalty draws the effect towards none; read the "
    "unadjusted comparison beside it.": (
        "Baggrundsoplysningerne og gruppen skiller dem med og uden hændelsen ad, eller næsten, så likelihooden ikke "
        "har noget maksimum, der kan nås: tilpasset ved Firths straffede likelihood med rettet konstant (FLIC), og "
        "igen uden hver person. Straffen trækker virkningen mod ingen; læs den ujusterede sammenligning ved siden af."
    ),
    "The data say nothing on the odds ratio, because all that it divides is {n}: read the difference.": (
        "Data siger intet om odds ratioen, for alt, den deler, er {n}: læs forskellen."
    ),
    "The data say nothing on the ratio, because all that it divides is {n}: read the difference.": (
        "Data siger intet om forholdet, for alt, det deler, er {n}: læs forskellen."
    ),
    "The odds ratio divides by {n}: it has no finite estimate and no upper limit, read the difference.": (
        "Odds ratioen deler med {n}: den har intet endeligt skøn og ingen øvre grænse, læs forskellen."
    ),
    "The ratio divides by {n}: it has no finite estimate and no upper limit, read the difference.": (
        "Forholdet deler med {n}: det har intet endeligt skøn og ingen øvre grænse, læs forskellen."
    ),
    "The data say nothing on the odds ratio: in every stratum nobody, or everybody, has the event.": (
        "Data siger intet om odds ratioen: i hvert stratum har ingen, eller alle, hændelsen."
    ),
    "The treated have all the events that they could have: the odds ratio has no upper limit.": (
        "De med tilbuddet har alle de hændelser, de kunne have: odds ratioen har ingen øvre grænse."
    ),
    "The events leave no variance to build an interval on (an arm where nobody, or everybody, has the event): use "
    "`risk_difference` or `exact_cmh`.": (
        "Hændelserne efterlader ingen varians at bygge et interval på (en gruppe, hvor ingen, eller alle, har "
        "hændelsen): brug `risk_difference` eller `exact_cmh`."
    ),
    # repeated lotteries
    "There are {n} assignments: the p-value cannot be below {k}.": (
        "Der er {n} mulige tildelinger: p-værdien kan ikke blive under {k}."
    ),
    "There are {n} assignments: the p-value cannot be below {k}, so that no outcome at all could reject at level "
    "{m}.": (
        "Der er {n} mulige tildelinger: p-værdien kan ikke blive under {k}, så intet udfald overhovedet kunne "
        "forkaste på niveau {m}."
    ),
    "The repetitions leave no size of effect out at this level: the interval is the whole line.": (
        "Gentagelserne udelukker ingen størrelse af virkningen på dette niveau: intervallet er hele linjen."
    ),
    "Not studentised: the test is of the same outcome for everybody whichever lot they drew; with unequal arms and "
    "variances it is not one of equal means.": (
        "Ikke studentiseret: testen er af, at alle fik samme udfald, uanset lod; med ulige grupper og varianser er "
        "den ikke en test af ens gennemsnit."
    ),
    "In {n} repetitions a statistic is not defined: counted as extreme.": (
        "I {n} gentagelser er en teststørrelse ikke defineret: talt med som yderlig."
    ),
    "So few people vary that repeated lotteries give differences without a standard error: there is no band.": (
        "Så få personer varierer, at gentagne lodtrækninger giver forskelle uden standardfejl: der er intet bånd."
    ),
    "No week has a standard error: there is no band.": "Ingen uge har en standardfejl: der er intet bånd.",
    "No share varies in any week: there is no band.": "Ingen andel varierer i nogen uge: der er intet bånd.",
    "With fewer than {n} persons in an arm it is not known that a sup-t band holds all weeks as often as promised: "
    "a band by randomization keeps its level.": (
        "Med færre end {n} personer i en gruppe vides det ikke, om et sup-t-bånd holder alle uger så ofte som lovet: "
        "et bånd ved gentagne lodtrækninger holder sit niveau."
    ),
    # take-up
    "Nobody of the reference arm took the offer up: the effect is that on all who take it up.": (
        "Ingen i kontrolgruppen tog imod tilbuddet: virkningen er den på alle, der tager imod det."
    ),
    "People of the reference arm took the offer up too: the effect is that on those whom the offer moved, if it "
    "kept nobody away.": (
        "Også personer i kontrolgruppen tog imod tilbuddet: virkningen er den på dem, tilbuddet flyttede, hvis det "
        "ikke holdt nogen væk."
    ),
    "Take-up is lower with the offer than without: the effect is that on those whom it kept away.": (
        "Deltagelsen er lavere med tilbuddet end uden: virkningen er den på dem, det holdt væk."
    ),
    "The set has two parts, without what lies between them: the offer changed take-up too little to bound the "
    "effect at this level.": (
        "Mængden har to dele, uden det, der ligger imellem dem: tilbuddet ændrede deltagelsen for lidt til at "
        "afgrænse virkningen på dette niveau."
    ),
    "The set has no upper end: the offer changed take-up too little to bound the effect at this level.": (
        "Mængden har ingen øvre ende: tilbuddet ændrede deltagelsen for lidt til at afgrænse virkningen på dette "
        "niveau."
    ),
    "The set has no lower end: the offer changed take-up too little to bound the effect at this level.": (
        "Mængden har ingen nedre ende: tilbuddet ændrede deltagelsen for lidt til at afgrænse virkningen på dette "
        "niveau."
    ),
    "The set holds every size of effect: the offer changed take-up too little to say anything at this level.": (
        "Mængden rummer enhver størrelse af virkningen: tilbuddet ændrede deltagelsen for lidt til at sige noget på "
        "dette niveau."
    ),
    "`taken_up` is the same in both arms (averaged over strata): the offer moved nobody, and nothing can be said of "
    "taking it up.": (
        "Deltagelsen er den samme i begge grupper (vægtet over strata): tilbuddet flyttede ingen, og intet kan siges "
        "om at tage imod det."
    ),
    "`taken_up` is the same for everybody: the offer moved nobody, and nothing can be said of taking it up.": (
        "Deltagelsen er den samme for alle: tilbuddet flyttede ingen, og intet kan siges om at tage imod det."
    ),
    # subgroups and indices
    "The limits take the variance between subgroups as known: with four subgroups of {n} they held {k} % of true "
    "effects in place of {m}.": (
        "Grænserne tager variansen mellem undergrupper som kendt: med fire undergrupper på {n} holdt de {k} pct. af "
        "de sande virkninger i stedet for {m}."
    ),
    "With two subgroups the shrunken effects rest on one difference: unless it exceeds its standard error, both are "
    "the common effect.": (
        "Med to undergrupper hviler de sammentrukne virkninger på én forskel: er den ikke større end sin "
        "standardfejl, er begge den fælles virkning."
    ),
    "The subgroups differ by no more than chance gives: all shrunken effects are the common effect.": (
        "Undergrupperne er ikke mere forskellige, end tilfældet giver: alle sammentrukne virkninger er den fælles."
    ),
    "{n} persons are in no subgroup because it is not known: {k} treated.": (
        "{n} personer er ikke i nogen undergruppe, fordi den ikke er kendt: {k} med tilbuddet."
    ),
    "Subgroup '{id}' is not estimated: fewer than {n} persons in an arm.": (
        "Undergruppen '{id}' er ikke beregnet: færre end {n} personer i en gruppe."
    ),
    "Subgroup '{id}' is not estimated: the outcome varies in neither arm.": (
        "Undergruppen '{id}' er ikke beregnet: udfaldet varierer ikke i nogen af grupperne."
    ),
    "So few persons that nothing can be tested.": "Så få personer, at intet kan testes.",
    "The covariates foretell the same in both arms: there is no proxy.": (
        "Baggrundsoplysningerne forudsiger det samme i begge grupper: der er ingen forudsigelse af virkningen."
    ),
    "No component is known of {n} persons.": "Ingen del er kendt for {n} personer.",
    "Of {n} persons not every component is known: the others count more.": (
        "For {n} personer er ikke alle dele kendt: de andre tæller mere."
    ),
    "Negative weights: {ids}. More of it lowers the index although more is better.": (
        "Negative vægte: {ids}. Mere af det sænker indekset, selv om mere er bedre."
    ),
    # families, targets, power
    "The limit at zero is itself outside the interval.": "Grænsen ved nul ligger selv uden for intervallet.",
    "Adjusted p: a q-value, not a p-value: bounds the expected share of false claims among the claims.": (
        "Justeret p: en q-værdi, ikke en p-værdi: begrænser den forventede andel af forkerte konklusioner blandt dem, "
        "der drages."
    ),
    "in {n} of them it gave no interval": "i {n} af dem gav den intet interval",
    "An arm (of a round) has fewer than two persons.": "En gruppe (i et hold) har færre end to personer.",
    "No share in that direction would be shown with the power asked for: the arms are too small.": (
        "Ingen andel i den retning ville blive vist med den ønskede styrke: grupperne er for små."
    ),
}
