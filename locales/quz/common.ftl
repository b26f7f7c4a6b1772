### review: pending
### Collao. Solo formas atestadas (A, a o L en facts/quechua_terms.md); ningún hablante las ha revisado.
### No se ofrece todavía. Lo que falta se dice en castellano. Nunca en pantallas de seguridad ni de contratos.

month-names = iniru, phiwriru, marsu, awril, mayu, hunyu, hulyu, awustu, sitimri, uktuwri, nuwimri, disimri
weekday-names = lunis, martis, mirkulis, huwiwis, wirnis, sawadu, dumingu
common-yes = Arí
common-no = Manan
common-done = Allinmi
common-next = Hamuq
common-today = Kunan p'unchaw
common-yesterday = Qayna p'unchaw
common-menu = Menu

# -- Palabras que entendemos: las mismas listas que en castellano, por su sonido ----------------
common-words-sos = thuñiy, k'iri, wañuy
common-words-menu = qallariy, menu, lluqsiy
common-words-back = kutiy, qhipaman, ñawpaq
common-words-help = yanapay, yanapa
common-words-repeat = wakmanta, kutipay
common-words-listen = uyariy, rimay
common-words-language = runasimi, castellano simi
common-words-data = pichay, chinkachiy
common-words-stop = sayachiy, tukuy
common-polite = ama hina kaychu
common-means-yes = arí, allinmi
common-means-no = manan, mana
common-means-agree = arí
common-means-refuse = manan, mana
common-means-next = hamuq, qatiy
common-means-done = allinmi
common-means-today = kunan p'unchaw
common-means-yesterday = qayna p'unchaw
common-number-words = ch'usaq, huk, iskay, kinsa, tawa, phisqa, suqta, qanchis, pusaq, isqun, chunka, chunka hukniyuq, chunka iskayniyuq, chunka kinsayuq, chunka tawayuq, chunka phisqayuq, chunka suqtayuq, chunka qanchisniyuq, chunka pusaqniyuq, chunka isqunniyuq, iskay chunka
common-numbers = pisqa=5, iskay chunka phisqayuq=25, kinsa chunka=30
common-days = kunan=0, kunan p'unchaw=0, qayna p'unchaw=-1, paqarin=1, minchha=2
