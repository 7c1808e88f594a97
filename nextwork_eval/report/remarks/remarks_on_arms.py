"""Danish words for remarks on arms, strata, groups of people who meet, and covariates that were left out."""

REMARKS: dict[str, str] = {
    # arms that do not vary, or in which too few have the event
    "The outcome does not vary within the {arm} arm: the standard error rests on the other arm alone.": (
        "Udfaldet varierer ikke i {arm}: standardfejlen hviler på den anden gruppe alene."
    ),
    "the outcome does not vary within the {arm} arm: the standard error rests on the other arm alone": (
        "udfaldet varierer ikke i {arm}: standardfejlen hviler på den anden gruppe alene"
    ),
    "The outcome varies in neither arm, so that there is no standard error: expected variation.": (
        "Udfaldet varierer ikke i nogen af grupperne, så der er ingen standardfejl."
    ),
    "The outcome does not vary within the other strata: the standard error rests on these alone.": (
        "Udfaldet varierer ikke i de andre strata: standardfejlen hviler på disse alene."
    ),
    "The outcome does not vary among those who tell of it: it has no interval.": (
        "Udfaldet varierer ikke blandt dem, der siger noget om det: det har intet interval."
    ),
    "The differences of these strata are equal: the standard error rests on the other strata alone.": (
        "Forskellene i disse strata er ens: standardfejlen hviler på de andre strata alene."
    ),
    "In {n} of {k} weeks the outcome varies in neither arm: the difference has no interval there.": (
        "I {n} af {k} uger varierer udfaldet ikke i nogen af grupperne: forskellen har intet interval dér."
    ),
    "In {n} of {k} weeks the outcome varies in one arm only: the standard error rests on it alone.": (
        "I {n} af {k} uger varierer udfaldet kun i én gruppe: standardfejlen hviler på den alene."
    ),
    "In {n} of {k} weeks the regression leaves nothing to vary: no interval there.": (
        "I {n} af {k} uger efterlader regressionen intet, der varierer: intet interval dér."
    ),
    "Take-up varies in neither arm: it has no interval.": (
        "Deltagelsen varierer ikke i nogen af grupperne: den har intet interval."
    ),
    "No one in the {arm} arm has the event.": "Ingen i {arm} har hændelsen.",
    "No one in the {arm} arm has the event by the horizon.": "Ingen i {arm} har hændelsen inden fristen.",
    "Nobody in the {arm} arm has the event by the horizon: the ratio would be 0 or infinite.": (
        "Ingen i {arm} har hændelsen inden fristen: forholdet ville være 0 eller uendeligt."
    ),
    "Nobody in the {arm} arm has the event: the hazard ratio would be 0 or infinite.": (
        "Ingen i {arm} har hændelsen: hazard ratioen ville være 0 eller uendelig."
    ),
    "Nobody has the event by the horizon in either arm.": "Ingen har hændelsen inden fristen i nogen af grupperne.",
    "Nobody has the event in either arm: there is nothing to compare.": (
        "Ingen har hændelsen i nogen af grupperne: der er intet at sammenligne."
    ),
    "Nobody comes back in either arm: there is nothing to compare.": (
        "Ingen kommer tilbage i nogen af grupperne: der er intet at sammenligne."
    ),
    "Nobody in the {arm} arm comes back: the ratio would be 0 or infinite.": (
        "Ingen i {arm} kommer tilbage: forholdet ville være 0 eller uendeligt."
    ),
    "Nobody left in the {arm} arm: expected exits in both arms.": "Ingen kom ud i {arm}.",
    "Nobody in the reference arm has the event: a ratio to it is not defined.": (
        "Ingen i kontrolgruppen har hændelsen: et forhold til den er ikke defineret."
    ),
    "No one in the {arm} arm was ever seen in the states that are counted.": (
        "Ingen i {arm} er nogensinde set i de tilstande, der tælles."
    ),
    "Only {n} events in the {arm} arm: the interval of a ratio needs {k} or more.": (
        "Kun {n} hændelser i {arm}: intervallet for et forhold kræver {k} eller flere."
    ),
    "Only {n} persons in the {arm} arm have the event: the interval of a hazard ratio needs {k} or more.": (
        "Kun {n} personer i {arm} har hændelsen: intervallet for en hazard ratio kræver {k} eller flere."
    ),
    "In an arm fewer than {n} persons have the event: the ratio is Firth's, with profile limits, because without "
    "the penalty it is biased or infinite.": (
        "I en gruppe har færre end {n} personer hændelsen: forholdet er Firths, med profilgrænser, for uden straffen "
        "er det skævt eller uendeligt."
    ),
    "The likelihood has no top: the ratio is Firth's, with profile limits, because without the penalty some "
    "coefficient is infinite.": (
        "Likelihooden har ingen top: forholdet er Firths, med profilgrænser, for uden straffen er en koefficient "
        "uendelig."
    ),
    "There are fewer than ten persons with the rarer result ({n}) for each covariate ({k}): the adjustment may be "
    "unstable, read the unadjusted comparison beside it.": (
        "Der er færre end ti personer med det sjældneste resultat ({n}) for hver baggrundsoplysning ({k}): "
        "justeringen kan være ustabil, læs den ujusterede sammenligning ved siden af."
    ),
    "Fewer than {n} events for each column of the model: name fewer covariates.": (
        "Færre end {n} hændelser for hver søjle i modellen: nævn færre baggrundsoplysninger."
    ),
    # strata and groups
    "In {n} of {k} strata an arm has one person: their part of the variance is how much the differences of these "
    "strata differ, which counts effects that differ between them as uncertainty.": (
        "I {n} af {k} strata har en gruppe én person: deres del af variansen er, hvor meget forskellene i disse "
        "strata er forskellige, og virkninger, der er forskellige, tæller dermed som usikkerhed."
    ),
    "In {n} of {k} strata an arm has one person: with {m} more, their part of the variance is how much the "
    "differences of these strata differ, which counts effects that differ between them as uncertainty.": (
        "I {n} af {k} strata har en gruppe én person: sammen med {m} andre er deres del af variansen, hvor meget "
        "forskellene i disse strata er forskellige, og virkninger, der er forskellige, tæller dermed som usikkerhed."
    ),
    "In {n} of {k} strata an arm is (nearly) one cluster: their part of the variance is how much the differences of "
    "these strata differ, which counts effects that differ between them as uncertainty.": (
        "I {n} af {k} strata er en gruppe (næsten) én klynge: deres del af variansen er, hvor meget forskellene i "
        "disse strata er forskellige, og virkninger, der er forskellige, tæller dermed som usikkerhed."
    ),
    "In {n} of {k} strata an arm is (nearly) one cluster: with {m} more, their part of the variance is how much the "
    "differences of these strata differ, which counts effects that differ between them as uncertainty.": (
        "I {n} af {k} strata er en gruppe (næsten) én klynge: sammen med {m} andre er deres del af variansen, hvor "
        "meget forskellene i disse strata er forskellige, og virkninger, der er forskellige, tæller dermed som "
        "usikkerhed."
    ),
    "In {n} of {k} strata an arm is one person or (nearly) one group: their part of the variance is how much the "
    "differences of these strata differ, which counts effects that differ between them as uncertainty.": (
        "I {n} af {k} strata er en gruppe én person eller (næsten) ét hold: deres del af variansen er, hvor meget "
        "forskellene i disse strata er forskellige, og virkninger, der er forskellige, tæller dermed som usikkerhed."
    ),
    "In {n} of {k} strata an arm is one person or (nearly) one group: with {m} more, their part of the variance is "
    "how much the differences of these strata differ, which counts effects that differ between them as uncertainty.": (
        "I {n} af {k} strata er en gruppe én person eller (næsten) ét hold: sammen med {m} andre er deres del af "
        "variansen, hvor meget forskellene i disse strata er forskellige, og virkninger, der er forskellige, tæller "
        "dermed som usikkerhed."
    ),
    "{n} of {k} strata hold one arm only: nothing could have been drawn there and their {m} people are left out.": (
        "{n} af {k} strata rummer kun én gruppe: intet kunne være trukket dér, og deres {m} personer er ikke med."
    ),
    "{n} of {k} strata, with {m} persons, have nobody in one arm and say nothing on the effect.": (
        "{n} af {k} strata, med {m} personer, har ingen i den ene gruppe og siger intet om virkningen."
    ),
    "{n} of {k} strata, with {m} person, have nobody in one arm and say nothing on the effect.": (
        "{n} af {k} strata, med {m} person, har ingen i den ene gruppe og siger intet om virkningen."
    ),
    "Each stratum holds one arm only: the lottery could have come out in one way only, the p-value is {n} whatever "
    "the outcomes are, and the difference compares strata, not arms.": (
        "Hvert stratum rummer kun én gruppe: loddet kunne kun falde på én måde, p-værdien er {n}, uanset hvad "
        "udfaldene er, og forskellen sammenligner strata, ikke grupper."
    ),
    "{n} strata hold persons of one arm only and add nothing to the test.": (
        "{n} strata rummer kun personer fra én gruppe og lægger intet til testen."
    ),
    "{n} strata were put together as {k} of equal shares, because an arm had too few persons in some": (
        "{n} strata er lagt sammen til {k} med lige andele, fordi en gruppe havde for få personer i nogle"
    ),
    "{n} strata were put together as {k}, whose shares of offers are up to {m} points apart, because an arm had too "
    "few persons in some": (
        "{n} strata er lagt sammen til {k}, hvis andele med tilbud ligger op til {m} point fra hinanden, fordi en "
        "gruppe havde for få personer i nogle"
    ),
    "In subgroup '{id}' {n} strata were put together as {k} of equal shares, because an arm had too few persons in "
    "some.": (
        "I undergruppen '{id}' er {n} strata lagt sammen til {k} med lige andele, fordi en gruppe havde for få "
        "personer i nogle."
    ),
    "In subgroup '{id}' {n} strata were put together as {k}, whose shares of offers are up to {m} points apart, "
    "because an arm had too few persons in some.": (
        "I undergruppen '{id}' er {n} strata lagt sammen til {k}, hvis andele med tilbud ligger op til {m} point fra "
        "hinanden, fordi en gruppe havde for få personer i nogle."
    ),
    "In subgroup '{id}' the outcome does not vary within the {arm} arm: the standard error rests on the other arm "
    "alone.": (
        "I undergruppen '{id}' varierer udfaldet ikke i {arm}: standardfejlen hviler på den anden gruppe alene."
    ),
    "People of the reference arm met in groups ({n}); each counts in the group.": (
        "Personer i kontrolgruppen mødtes på hold ({n}); hver tæller på sit hold."
    ),
    "One arm has {n} clusters: with so few the test may reject too rarely.": (
        "En gruppe har {n} klynger: med så få forkaster testen måske for sjældent."
    ),
    "With {n} clusters no p-value below {k} can come out.": "Med {n} klynger kan ingen p-værdi blive under {k}.",
    "The rounds gave different chances of an offer; they are pooled here.": (
        "Holdene gav forskellige chancer for et tilbud; her er de lagt sammen."
    ),
    # covariates left out
    "Left out of the adjustment: {ids} (constant, or repeating others).": (
        "Ikke med i justeringen: {ids} (konstant, eller gentager andre)."
    ),
    "Left out of the adjustment: {ids} (constant, repeating others, or marking a single person).": (
        "Ikke med i justeringen: {ids} (konstant, eller gentager andre, eller peger på én person)."
    ),
    "Left out of the adjustment: {ids} (constant, repeating others within an arm, or marking a single person).": (
        "Ikke med i justeringen: {ids} (konstant, eller gentager andre inden for en gruppe, eller peger på én person)."
    ),
    "Left out of the adjustment: {ids}.": "Ikke med i justeringen: {ids}.",
    "Left out of the model: {ids} (constant, repeating others, or marking a single row).": (
        "Ikke med i modellen: {ids} (konstant, eller gentager andre, eller peger på én række)."
    ),
    "Left out of the model: {ids} (constant, repeating others, or marking a single person).": (
        "Ikke med i modellen: {ids} (konstant, eller gentager andre, eller peger på én person)."
    ),
    "Left out of the regressions: {ids} (constant, repeating others, or marking a single person).": (
        "Ikke med i regressionerne: {ids} (konstant, eller gentager andre, eller peger på én person)."
    ),
    "Left out of the weights: {ids} (constant, repeating others, or marking a single person).": (
        "Ikke med i vægtene: {ids} (konstant, eller gentager andre, eller peger på én person)."
    ),
    "Left out: {ids} (constant, or repeating others, within an arm).": (
        "Ikke med: {ids} (konstant, eller gentager andre, inden for en gruppe)."
    ),
    "Left out, and not tested: {ids}.": "Ikke med, og ikke testet: {ids}.",
    "{n} of {k} covariates do not vary or repeat others.": (
        "{n} af {k} baggrundsoplysninger varierer ikke eller gentager andre."
    ),
    "Those whom the offer moved cannot be described by: {ids}.": (
        "Dem, tilbuddet flyttede, kan ikke beskrives ved: {ids}."
    ),
    "An adjusted share lies outside {n} and {k}: read the difference, not the levels.": (
        "En justeret andel ligger uden for {n} og {k}: læs forskellen, ikke niveauerne."
    ),
    "A weighted share lies outside {n} and {k}: read the difference, not the levels.": (
        "En vægtet andel ligger uden for {n} og {k}: læs forskellen, ikke niveauerne."
    ),
    "A standardised share lies outside {n} and {k} or rises in some week, as weighted estimates can: read the "
    "difference, not the levels.": (
        "En standardiseret andel ligger uden for {n} og {k} eller stiger i en uge, som vægtede skøn kan: læs "
        "forskellen, ikke niveauerne."
    ),
    "The share lies outside {n} and {k}: the trial is small, or the assumptions fail.": (
        "Andelen ligger uden for {n} og {k}: forsøget er lille, eller antagelserne holder ikke."
    ),
}
