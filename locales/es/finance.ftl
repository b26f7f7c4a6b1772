finance-name = la plata
finance-titles = Plata y préstamos
    .match = Qué me conviene
    .loan = Costo del préstamo
finance-keywords = plata, dinero, crédito, credito, préstamo, prestamo, financiamiento, banco, caja
    .match = qué crédito, que credito, me conviene
    .loan = cuota, tcea, tea, interés, interes, cuánto cuesta un préstamo
    .compare = comparar, comparar préstamos
finance-home = ¿Necesitas plata para tu trabajo? Veamos qué te conviene y cuánto cuesta de verdad.
finance-go-match = Qué me conviene
finance-go-loan = Cuánto cuesta
finance-go-compare = Comparar dos
finance-go-offered = Me ofrecen algo raro
finance-go-schedule = Ver cuotas en papel
finance-go-offices = Oficinas

# -- Qué me conviene -------------------------------------------------------------
finance-amount = ¿Cuánto necesitas, en soles? Por ejemplo: 5000
finance-purpose = ¿Para qué lo necesitas?
    .working-capital = Gastos de trabajo
    .equipment = Equipos
    .other-business = Otro negocio
    .papers = Mis trámites
finance-woman-led = ¿Una mujer dirige este negocio?
finance-member = ¿Eres de una cooperativa o asociación?
finance-group-fits = 🟢 *Puedes preguntar hoy:*
    { $what }
finance-none-fits = Hoy no encontramos una opción que cumpla todo para ti.
finance-group-near = 🟡 *Te falta un papel:*
    { $what }
finance-none-near = {""}
finance-row-near = { $name }: falta { $paper }
finance-group-not = ⚪ { $count ->
    [0] No hay opciones que descartar.
    [one] { $count } opción no es para ti. Tócala y te digo por qué.
   *[other] { $count } opciones no son para ti. Toca una y te digo por qué.
}
finance-no-copper = No encontramos ningún crédito del Estado hecho para el pequeño minero de cobre. Si alguien te lo ofrece, pide verlo por escrito.

# -- Una opción ------------------------------------------------------------------
finance-option = *{ $title }*
finance-warning = ⚠️ { $text }
finance-cannot-apply = Hoy no se puede pedir.
finance-unmet = *Por qué no es para ti hoy:*
    { $what }
finance-missing = *Para esto te falta:*
    { $what }
finance-met = Por lo que sabemos de ti, puedes preguntar. La entidad decide.
finance-as-of = Revisado el { SHORT($checked) }. Pregunta antes de ir.

# -- Cuánto cuesta ---------------------------------------------------------------
finance-told = ¿Qué te dijeron?
    .rate = La tasa (TEA)
    .payments = Cuánto devuelvo
finance-borrow = ¿Cuánto te prestan, en soles?
finance-months = ¿En cuántos meses lo pagas?
finance-tea = ¿Qué TEA te dijeron? Es la tasa de un año. Por ejemplo: 40
finance-fee = ¿Cuánto te cobran de seguro y comisión en cada cuota, en soles? Si nada, escribe 0.
finance-taken = ¿Cuánto te descuentan al darte la plata, en soles? Si nada, escribe 0.
finance-received = ¿Cuánto llega a tu mano, en soles?
finance-periods = ¿Cada cuánto pagas?
    .daily = Cada día
    .weekly = Cada semana
    .monthly = Cada mes
finance-payment = ¿Cuánto pagas cada vez, en soles?
finance-times = ¿Cuántas veces pagas?
finance-instalment = Pagas { $payment } cada mes, por { $months ->
    [one] { $months } mes.
   *[other] { $months } meses.
}
finance-total = Recibes { $received }. Devuelves { $paid }. Te cuesta { $extra }.
finance-pays-less = Recibes { $received } y devuelves { $paid }. Devuelves menos de lo que recibes: revisa los números.
finance-yearly = En un año, todo junto, cuesta { $tcea }% (TCEA). Compara siempre ese número.
finance-beyond-measure = Ese costo es tan alto que no se puede comparar. No lo tomes.
finance-over-cap = 🔴 Pasa el último tope de ley que conocemos: { $bound }% al año (hasta el { SHORT($day) }). Quien cobra más no es una entidad supervisada, o está fuera de la ley.
finance-over-average = 🟡 Es más caro que el promedio: { $bound }% al año (el { SHORT($day) }). Pregunta en otra caja.
finance-under-average = 🟢 Está por debajo del promedio: { $bound }% al año (el { SHORT($day) }).
finance-signs = ¿Te piden algo de esto?
    .upfront = Pagar antes
    .blank = Firmar en blanco
    .ore = Pagar con mineral
    .keys = Mi clave o REINFO
    .none = Nada de eso
finance-sign-upfront = 🔴 Nadie serio cobra por adelantado para soltar un crédito. No pagues. Mira que la SBS supervise a quien te presta.
finance-sign-blank = 🔴 No firmes en blanco. Después pueden escribir otra cantidad. Pide el papel lleno, la hoja resumen y el cronograma.
finance-sign-ore = 🟡 Un adelanto que se paga con mineral no es gratis. Te lo cobran en el precio. Pide por escrito el precio base, los descuentos y la fecha de pago.
finance-sign-keys = 🔴 No entregues tu clave SOL, tu REINFO ni tu concesión como garantía. Habla antes con un abogado.
finance-sign-none = Antes de firmar, pide la hoja resumen y el cronograma.

# -- Comparar dos ----------------------------------------------------------------
finance-second = Ahora la segunda oferta.
finance-card-first = *Primera oferta*
    Recibes { $received } · pagas { $payment } por { $times } meses
    Devuelves { $paid } · te cuesta { $extra } · TCEA { $tcea }%
finance-card-second = *Segunda oferta*
    Recibes { $received } · pagas { $payment } por { $times } meses
    Devuelves { $paid } · te cuesta { $extra } · TCEA { $tcea }%
finance-card-first-odd = *Primera oferta*
    Recibes { $received } · devuelves { $paid }. Revisa los números.
finance-card-second-odd = *Segunda oferta*
    Recibes { $received } · devuelves { $paid }. Revisa los números.
finance-cheaper-first = 🟢 La primera cuesta menos al año.
finance-cheaper-second = 🟢 La segunda cuesta menos al año.
finance-same-cost = Las dos cuestan igual.
finance-ask-summary = Antes de firmar, pide la hoja resumen y el cronograma.

# -- El cronograma ---------------------------------------------------------------
finance-form = ¿Cómo lo quieres?
    .pdf = Para imprimir (PDF)
    .xlsx = Para Excel
finance-drawing = Estoy haciendo tu tabla. Espera un momento.
finance-schedule-title = Cronograma: { $amount } en { $months } meses
finance-schedule-note = Cálculo de ayuda, con meses de 30 días y saldos sin redondear. Vale lo que diga el cronograma de tu entidad.
finance-schedule-name = cronograma
finance-column-month = Mes
finance-column-interest = Interés
finance-column-capital = Capital
finance-column-fee = Comisión y seguro
finance-column-paid = Pagas
finance-column-balance = Debes
finance-schedule-ready = 📄 Aquí está tu cronograma.
finance-schedule-failed = No pude hacer la tabla. Intenta otra vez.
