prices-name = el precio de tu mineral
prices-titles = Precio del cobre
    .fair = Precio justo
    .lot = Anotar mi venta
    .book = Mi libro
prices-keywords = precio, precios, cobre, cuánto vale, cuanto vale, lme, dólar, dolar
    .fair = precio justo, me pagan bien, mi lote, liquidación, liquidacion
    .lot = vendí, vendi, anotar venta
    .book = libro, mi libro, mis ventas
    .alert = avísame el precio, avisame el precio

# -- El precio del día -----------------------------------------------------------
prices-copper = 🟢 Cobre: { $value } dólares por tonelada. Es del { $day } ({ $where }).
prices-copper-old = ⚠️ El último precio del cobre que tenemos es viejo: { $value } dólares por tonelada, del { $day } ({ $where }). Pregunta el de hoy.
prices-no-copper = No tenemos el precio del cobre. Pregunta el de hoy antes de vender.
prices-dollar = Dólar: { $value } soles. Es del { $day } ({ $where }).
prices-dollar-old = ⚠️ El último cambio del dólar que tenemos es viejo: { $value } soles, del { $day }.
prices-no-dollar = No tenemos el cambio del dólar.
prices-home-note = Ese es el precio del cobre puro en el mundo. Por tu mineral pagan menos: depende de la ley, la humedad y los descuentos.
prices-go-fair = ¿Me pagan bien?
prices-go-lot = Anotar una venta
prices-go-another = Anotar otra
prices-go-book = Mi libro
prices-go-alert = Avísame el precio
prices-go-price = Precio del cobre
prices-go-money = Plata y créditos
prices-go-sheet = Libro en Excel
prices-go-declare = Declarar producción

# -- Avísame ---------------------------------------------------------------------
prices-alert-side = ¿Cuándo te aviso?
    .over = Cuando suba
    .under = Cuando baje
    .none = No me avises
prices-alert-line = ¿A cuántos dólares por tonelada? Por ejemplo: 12000
prices-alert-over-kept = Listo. Te aviso si el cobre llega a { $line } dólares o más.
prices-alert-under-kept = Listo. Te aviso si el cobre baja a { $line } dólares o menos.
prices-alert-off = Listo. No te aviso del precio.
prices-watching = Miro el precio cada día que lo actualizan.
prices-crossed-over = 📈 El cobre subió a { $value } dólares por tonelada (el { SHORT($day) }). Pasó tus { $line }.
prices-crossed-under = 📉 El cobre bajó a { $value } dólares por tonelada (el { SHORT($day) }). Pasó tus { $line }.

# -- El lote ---------------------------------------------------------------------
prices-product = ¿Qué vendes?
    .concentrate = Concentrado
    .ore = Mineral sin procesar
prices-grade = ¿Qué ley de cobre tiene, en %? Por ejemplo: 4.5
prices-grade-is = { $grade } %
prices-grade-sure-ore = Esa ley es muy alta para mineral. ¿Cuál es?
prices-grade-sure-concentrate = Esa ley es muy baja para concentrado. ¿Cuál es?
prices-unit = ¿En qué te dan el peso?
    .tonnes = Toneladas
    .kilos = Kilos
prices-weight-tonnes = ¿Cuántas toneladas pesa el lote? Por ejemplo: 12.5
prices-weight-kilos = ¿Cuántos kilos pesa el lote? Por ejemplo: 12500
prices-wet = ¿Ese peso es con humedad o seco?
    .wet = Con humedad
    .dry = Seco
    .unknown = No sé
prices-moisture = ¿Cuánta humedad tiene, en %? Por ejemplo: 8
prices-moisture-unknown = ⚠️ Sin la humedad, cuento todo como seco. Lo real será menos. Pide que midan la humedad delante de ti.
prices-price = ¿Qué precio del cobre dice tu papel, en dólares por tonelada? Por ejemplo: 13000
prices-rate = ¿A cuántos soles está el dólar? Por ejemplo: 3.50
prices-have-terms = ¿Tienes a la mano el contrato o la liquidación?
prices-recovery = ¿Qué recuperación dice la planta, en %? Es cuánto del cobre logra sacar. Por ejemplo: 85
prices-payable = ¿Qué parte del cobre te pagan, en %? El papel dice "pagable". Por ejemplo: 90
prices-deduction = ¿Cuántos puntos de ley te descuentan como mínimo? Si nada, escribe 0.
prices-treatment = ¿Cuánto cobran de maquila, en dólares por tonelada seca? Si nada, escribe 0.
prices-refining = ¿Cuánto cobran de refinación, en centavos de dólar por libra? Si nada, escribe 0.
prices-penalties = ¿Cuánto suman las multas por arsénico y otros, en dólares por tonelada? Si nada, escribe 0.
prices-freight = ¿Cuánto cobran de flete, en dólares por tonelada? Si nada, escribe 0.
prices-other = ¿Cuánto suman otros descuentos, en dólares por tonelada? Si nada, escribe 0.
prices-second-grade = ¿Tienes otro análisis de ley del mismo lote?
prices-currency = ¿Te ofrecen en soles o en dólares?
    .soles = Soles
    .dollars = Dólares
prices-per = ¿Por qué cantidad es ese pago?
    .lot = Todo el lote
    .dry = Tonelada seca
    .wet = Tonelada húmeda
prices-offer-soles = ¿Cuánto te ofrecen, en soles?
prices-offer-dollars = ¿Cuánto te ofrecen, en dólares?

# -- El resultado ----------------------------------------------------------------
prices-lot = Tu lote: { $dry } toneladas secas, con { $copper } kilos de cobre.
prices-parts = *La cuenta, por todo el lote:*
    { $what }
prices-part-metal = Cobre que te pagan: { $amount }
prices-part-credits = Oro y plata: { $amount }
prices-part-treatment = Maquila: { $amount }
prices-part-refining = Refinación: { $amount }
prices-part-penalties = Multas: { $amount }
prices-part-freight = Flete: { $amount }
prices-part-other = Otros descuentos: { $amount }
prices-worth = *Con esos descuentos vale entre { $low } y { $high }.*
prices-worth-nothing = 🔴 Con esos descuentos no queda nada para ti. Pide otra oferta.
prices-offer-low = 🔴 Te ofrecen { $offer }. Son { $less } menos. Pregunta por qué antes de vender.
prices-offer-within = 🟢 Te ofrecen { $offer }. Está dentro de la cuenta.
prices-offer-high = 🟡 Te ofrecen { $offer }: más que la cuenta. Revisa los números y pide la oferta por escrito.
prices-odd-payable = 🟡 Te pagan menos del 96.5% del cobre, que es lo usual en las fundiciones. Pregunta por qué.
prices-odd-deduction = 🟡 Te descuentan más de un punto de ley. Lo usual en las fundiciones es uno. Pregunta por qué.
prices-odd-treatment = 🟡 Maquila: en 2026 las fundiciones grandes acordaron cobrar cero. La planta puede cobrar su trabajo: pide la tarifa por escrito.
prices-odd-refining = 🟡 Refinación: en 2026 las fundiciones grandes acordaron cobrar cero. Pregunta por qué te cobran.
prices-odd-penalties = 🟡 Multas: pide ver el análisis y desde qué nivel cobra el contrato.
prices-odd-other = 🟡 Otros descuentos: pide que cada uno tenga nombre y esté en el contrato.
prices-share = Esa oferta paga el { $share }% de lo que vale el cobre puro del lote. Sirve para comparar dos ofertas. No dice si es justa.
prices-ask-terms = Sin el contrato no puedo decir si es justo. Pide por escrito: ley, humedad, precio base, descuentos, fecha de pago y qué pasa si no están de acuerdo en la ley.
prices-gold = ¿Tu mineral tiene oro o plata? Si el contrato no los nombra, no te los pagan. Pide el análisis.
prices-detraction = La detracción de 10% no es un descuento: va a tu cuenta del Banco de la Nación.

# -- El libro --------------------------------------------------------------------
prices-sold-day = ¿Qué día vendiste?
prices-sold-tonnes = ¿Cuántas toneladas secas? Por ejemplo: 9.4
prices-sold-grade = ¿Qué ley de cobre, en %? Por ejemplo: 4.5
prices-sold-buyer = ¿A quién le vendiste?
prices-sold-paid = ¿Cuánto te pagaron en total, en soles?
prices-sold-guide = ¿Qué número de guía tiene? Si no hay, escribe: no
prices-sold-ticket = Manda una foto del ticket de balanza, si la tienes.
prices-sold-kept = Listo. Anotado: { SHORT($day) }, { $tonnes } toneladas, { $paid }.
prices-book-empty = Tu libro está vacío. Anota tu primera venta: toma un minuto.
prices-book = *Tu libro de mineral:*
    { $what }
prices-month = { $month }: { $count ->
    [one] { $count } lote
   *[other] { $count } lotes
}, { $tonnes } toneladas, { $paid }
prices-half-1 = De enero a junio de { $year } llevas { $tonnes } toneladas. Con eso declaras tu producción.
prices-half-2 = De julio a diciembre de { $year } llevas { $tonnes } toneladas. Con eso declaras tu producción.
prices-drawing = Estoy haciendo tu libro. Espera un momento.
prices-sheet-title = Libro de mineral
prices-sheet-note = Lo anotaste tú. Guarda tus guías, facturas y liquidaciones.
prices-sheet-name = libro-de-mineral
prices-column-day = Día
prices-column-tonnes = Toneladas
prices-column-grade = Ley %
prices-column-buyer = Comprador
prices-column-paid = Soles
prices-column-each = Soles por tonelada
prices-column-guide = Guía
prices-sheet-ready = 📄 Aquí está tu libro.
prices-sheet-failed = No pude hacer el libro. Intenta otra vez.
prices-go-tracing = Hoja de trazabilidad
prices-tracing = ¿De qué lote quieres la hoja de trazabilidad?
prices-tracing-lot = { $day } · { $tonnes } t
prices-tracing-gone = Ese lote ya no está en tu libro.
prices-tracing-ready = 📄 Aquí está la hoja del lote. Quien compra la puede comprobar con el código cuadrado. No lleva el precio.
prices-tracing-kicker = Hoja de trazabilidad de mineral
prices-tracing-title = Lote número { $number } del libro
prices-tracing-mark = Marca de la cadena
prices-tracing-note = Los datos los escribió quien vende; Chaski no pesó ni analizó el mineral. Cada marca depende de todos los lotes anteriores: si uno cambia, cambian todas las que siguen. Esta hoja no reemplaza la guía de remisión ni el recibo.
prices-tracing-lookup = Comprueba en línea: abre el código con la cámara. El código lleva los datos del lote, firmados.
prices-tracing-offline = Comprueba sin internet: este PDF lleva dentro los datos firmados (credential.jwt) y la cadena (chain.json). El programa es: chaski verify ARCHIVO.pdf
prices-tracing-file = lote-{ $number }.pdf
prices-tracing-hand-name = Nombre de quien vende
prices-tracing-hand-ruc = RUC
prices-tracing-hand-concession = Concesión
