### review: pending
### Chanka. Solo formas atestadas (A, a o L en facts/quechua_terms.md); ningún hablante las ha revisado.
### No se ofrece todavía. Lo que falta se dice en castellano. Nunca en pantallas de seguridad ni de contratos.

month-names = iniru, fibriru, marsu, abril, mayu, hunyu, hulyu, agustu, sitimbri, uktubri, nubimbri, disimbri
weekday-names = lunis, martis, mirkulis, huybis, birnis, sabadu, dumingu
common-yes = Arí
common-no = Manam
common-done = Allinmi
common-next = Qatiy
common-today = Kunan punchaw
common-yesterday = Qayna punchaw
common-menu = Menu

# -- Palabras que entendemos: las mismas listas que en castellano, por su sonido ----------------
common-words-sos = yanapaway, tuñiy, kiri, wañuy, aksidinti
common-words-menu = qallariy, menu, lluqsiy, allin punchaw, rimaykullayki
common-words-back = kutiy, qipaman
common-words-help = yanapay, manam yachanichu
common-words-repeat = yapamanta, kutipay
common-words-listen = uyariy, rimay
common-words-language = runasimi, qichwa, qichwa simi, kastilla simi, kastillanu
common-words-data = pichay, chinkachiy
common-words-stop = sayachiy, tukuy
common-words-thanks = yuspagrasunki
common-words-bye = huk ratukama, paqarinkama
common-polite = ama hina kaspa
common-means-yes = arí, aw, awriki, allinmi
common-means-no = manam, mana, mana munanichu
common-means-agree = arí
common-means-refuse = manam, mana, mana munanichu
common-means-next = qatiy, qatiqnin
common-means-done = allinmi
common-means-today = kunan punchaw
common-means-yesterday = qayna punchaw
common-number-words = chusaq, huk, iskay, kimsa, tawa, pichqa, suqta, qanchis, pusaq, isqun, chunka, chunka hukniyuq, chunka iskayniyuq, chunka kimsayuq, chunka tawayuq, chunka pichqayuq, chunka suqtayuq, chunka qanchisniyuq, chunka pusaqniyuq, chunka isqunniyuq, iskay chunka
common-numbers = iskay chunka pichqayuq=25, kimsa chunka=30
common-days = kunan=0, kunan punchaw=0, qayna punchaw=-1, paqarin=1, mincha=2
