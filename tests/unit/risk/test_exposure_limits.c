/* Invariant I5 over random lives: whatever is asked, filled in parts, cancelled, closed, halted or
 * restarted, nothing that could stand on the exchange is above a limit. The model keeps its own
 * sums and knows nothing of the guards. */
#include "harness.h"

#define LIVES  60
#define STEPS  1500
#define MARGIN 400000 /* thousandths: less than the exposure limits would need */

struct book_model {
	int direction;    /* of the position and its entry */
	int64_t position; /* steps of 0.001 */
	int64_t working;  /* of the entry, steps */
	int64_t opened_today;
};

struct model {
	struct harness h;
	struct ac_prng prng;
	struct book_model books[BOOKS];
	ac_ms now_ms;
	bool is_halted;
	uint32_t allowed, refused;
};

static uint64_t below(struct model *m, uint64_t bound)
{
	return ac_prng_below(&m->prng, bound);
}

static struct ac_dec steps(int64_t count)
{
	return (struct ac_dec){ count * (AC_DEC_SCALE / 1000) };
}

/* Both sides of a symbol in steps: positions and working entries in full. */
static void sum_symbol(const struct model *m, uint16_t symbol, int64_t *ret_long,
		       int64_t *ret_short)
{
	*ret_long = *ret_short = 0;
	for (int i = 0; i < BOOKS; i++) {
		const struct book_model *book = &m->books[i];
		if (m->h.books[i].symbol == symbol)
			*(book->direction > 0 ? ret_long : ret_short) +=
				book->position + book->working;
	}
}

static void tell_facts(struct model *m, uint16_t symbol)
{
	struct ac_risk_facts *known = &m->h.known;
	int64_t on_long, on_short, used = 0;
	for (uint16_t i = 0; i < SYMBOLS; i++) {
		sum_symbol(m, i, &on_long, &on_short);
		used += (on_long + on_short) * 100 / 10;
	}
	known->margin_available = steps(MARGIN - used);
	sum_symbol(m, symbol, &on_long, &on_short);
	known->symbol_long = steps(on_long);
	known->symbol_short = steps(on_short);
	known->account_positions = known->account_orders_open = 0;
	for (int i = 0; i < BOOKS; i++) {
		known->account_positions += m->books[i].position > 0;
		known->account_orders_open += m->books[i].working > 0;
	}
	known->now_ms = m->now_ms;
	known->mode = AC_MODE_ONEWAY;
}

static void request_entry(struct model *m, uint16_t index)
{
	struct book_model *book = &m->books[index];
	if (book->working > 0)
		return; /* the executor has one entry a book at a time */
	struct harness *h = &m->h;
	int direction = below(m, 2) ? 1 : -1;
	int64_t quantity = 1 + (int64_t)below(m, below(m, 2) ? 500 : 60000);
	tell_facts(m, h->books[index].symbol);
	h->request.direction = direction;
	h->request.quantity = steps(quantity);
	h->request.stop_price = dec(direction > 0 ? "99" : "101");
	h->request.position_before = steps(book->direction * book->position);
	bool reduces =
		book->position > 0 && direction != book->direction && quantity <= book->position;
	bool is_allowed = ask(h, index) == AC_REASON_OK;
	m->allowed += is_allowed;
	m->refused += !is_allowed;
	if (reduces) {
		assert_true(is_allowed);
		book->position -= quantity;
	} else if (is_allowed) {
		assert_false(m->is_halted);
		assert_int_equal(book->position, 0);
		book->direction = direction;
		book->working = quantity;
	}
}

static void fill_some(struct model *m, uint16_t index)
{
	struct book_model *book = &m->books[index];
	if (book->working == 0)
		return;
	int64_t filled = 1 + (int64_t)below(m, (uint64_t)book->working);
	book->working -= filled;
	book->position += filled;
	book->opened_today += filled;
	ac_risk_on_entry_fill(m->h.risk, index, steps(filled), m->now_ms);
}

static void pass_time(struct model *m)
{
	ac_ms before = m->now_ms / AC_MS_PER_DAY;
	m->now_ms += (ac_ms)below(m, 20) * AC_MS_PER_MIN;
	if (m->now_ms / AC_MS_PER_DAY == before)
		return;
	for (int i = 0; i < BOOKS; i++)
		m->books[i].opened_today = 0;
	if (below(m, 2))
		ac_risk_on_time(m->h.risk, m->now_ms);
}

static void step(struct model *m)
{
	uint16_t book = (uint16_t)below(m, BOOKS);
	switch (below(m, 12)) {
	case 0: /* a close */
		m->books[book].position = 0;
		break;
	case 1: /* a cancel */
		m->books[book].working = 0;
		break;
	case 2:
		pass_time(m);
		break;
	case 3:
		if (below(m, 20) == 0) {
			harness_restart(&m->h, below(m, 2) != 0);
			ac_risk_on_equity(m->h.risk, dec("10000"), AC_DEC_ZERO, m->now_ms);
		}
		break;
	case 4:
		if (below(m, 10) == 0) {
			m->is_halted = !m->is_halted;
			ac_risk_on_control(m->h.risk,
					   m->is_halted ? AC_CONTROL_HALT : AC_CONTROL_UNHALT,
					   AC_SYMBOL_NONE, m->now_ms);
		}
		break;
	case 5:
	case 6:
	case 7:
		fill_some(m, book);
		break;
	default:
		request_entry(m, book);
		break;
	}
}

/* price 100, so that notional in thousandths is steps * 100 */
static void check_limits(const struct model *m, uint64_t seed, int at)
{
	int64_t used = 0, on_long, on_short;
	uint32_t positions = 0, orders = 0;
	for (uint16_t i = 0; i < SYMBOLS; i++) {
		sum_symbol(m, i, &on_long, &on_short);
		used += (on_long + on_short) * 100 / 10;
		int64_t notional_max = i == 0 ? 3000000 : 2500000; /* exposure, thousandths */
		if ((on_long + on_short) * 100 > notional_max)
			fail_msg("seed %d, step %d: exposure of symbol %d", (int)seed, at, i);
		if (on_long > 0 && on_short > 0)
			fail_msg("seed %d, step %d: both sides of symbol %d", (int)seed, at, i);
	}
	for (int i = 0; i < BOOKS; i++) {
		positions += m->books[i].position > 0 || m->books[i].working > 0;
		orders += m->books[i].working > 0;
		int64_t most = m->h.books[i].symbol == 0 ? 40000 : INT64_MAX;
		if (m->books[i].opened_today > most)
			fail_msg("seed %d, step %d: quantity of book %d", (int)seed, at, i);
	}
	if (used > MARGIN)
		fail_msg("seed %d, step %d: margin", (int)seed, at);
	if (positions > 2 || orders > 2)
		fail_msg("seed %d, step %d: %u positions", (int)seed, at, positions);
}

static void test_exposure_never_exceeds_a_limit_in_any_life(void **state)
{
	(void)state;
	uint32_t allowed = 0, refused = 0;
	for (uint64_t seed = 1; seed <= LIVES; seed++) {
		static struct model m;
		memset(&m, 0, sizeof(m));
		harness_init(&m.h);
		ac_prng_init(&m.prng, seed);
		m.now_ms = NOW_MS;
		m.h.symbol_limits[0].exposure_max = dec("3000");
		m.h.symbol_limits[0].daily_quantity_max = dec("40");
		m.h.symbol_limits[1].exposure_max = AC_DEC_ZERO;
		m.h.items[1].brackets[0].notional_cap = dec("2500");
		m.h.items[1].brackets[1].leverage_max = 5; /* leverage 10 ends at 2500 */
		m.h.limits->positions_max = 2;
		harness_start(&m.h);
		for (int i = 0; i < STEPS; i++) {
			step(&m);
			check_limits(&m, seed, i);
		}
		allowed += m.allowed;
		refused += m.refused;
		harness_deinit(&m.h);
	}
	/* The walk went through both answers often enough to mean something. */
	assert_true(allowed > LIVES * STEPS / 50);
	assert_true(refused > LIVES * STEPS / 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exposure_never_exceeds_a_limit_in_any_life),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
