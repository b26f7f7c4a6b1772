onboarding-name = tus datos
onboarding-hello = Hola. Soy Chaski. Te acompaño con los papeles de tu mina, paso a paso. Es gratis.

onboarding-language = ¿En qué lengua prefieres?
    .es = Castellano
    .quy = Runasimi Chanka
    .quz = Runasimi Collao
    .en = English
onboarding-quechua-coming = Anoto tu lengua. El quechua de Chaski todavía lo están revisando sus hablantes. Por ahora te escribo en castellano sencillo.
onboarding-resume = Seguir donde quedé
onboarding-language-kept = Listo. Anoté tu lengua.

onboarding-consent-intro = Antes de empezar, lee qué hago con lo que me cuentas.
onboarding-consent = ¿Estás de acuerdo?
    .agree = Sí, de acuerdo
    .refuse = No
onboarding-refused = Está bien. No guardé nada de lo que me contaste. Si cambias de idea, escribe “hola”.

onboarding-role = ¿Qué haces en la mina?
    .miner = Saco mineral
    .sorter = Escojo mineral
    .holder = Tengo concesión
    .worker = Trabajo para otro
    .leader = Dirijo un grupo
onboarding-mineral = ¿Qué mineral trabajas?
    .copper = Cobre
    .copper-gold = Cobre y oro
    .gold = Oro
    .other = Otro mineral
onboarding-region = ¿En qué región está tu mina?
onboarding-province = ¿En qué provincia?
onboarding-province-typed = ¿En qué provincia? Escribe el nombre.
onboarding-ready = Gracias. Ya te conozco un poco.
onboarding-profile-kept = Listo. Corregí tus datos.
onboarding-go-formalization = Mi camino
