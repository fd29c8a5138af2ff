/* vwap_reversion_oracle - the strategy page once more, on its own.
 *
 * A second implementation of docs/strategy-vwap-reversion.md, kept as plain as it can be: whole
 * arrays, one loop, no engine, no orders, no exchange, none of the project's headers or libraries.
 * Tests demand that `autocoin backtest --trades` writes the same bytes. Liquidation is left out:
 * the tests give it a wallet that is never in danger.
 *
 * usage: vwap_reversion_oracle FILE.csv[.gz] SYMBOL [key=value…] */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

typedef __int128 wide;
#define ONE 100000000LL

static struct {
	int rolling, allow_short, exit_at_vwap;
	int64_t window, min_candles, adx_period, max_hold;
	double k, adx_max;
	int64_t tp, sl, notional, slippage, fee, tick, step, min_qty, min_notional;
	const char *funding, *mark;
} p = { 0,        1,          0,   240,   30,       14,     0, 2.0, 20.0, 60000000,
	30000000, 1000 * ONE, ONE, 50000, 10000000, 100000, 0, 0,   NULL, NULL };

static size_t count;
static int64_t *t_open, *o, *h, *l, *c, *v;

static void die(const char *what, const char *detail)
{
	fprintf(stderr, "oracle: %s %s\n", what, detail);
	exit(1);
}

static int64_t decimal(const char *text, char **end)
{
	int negative = *text == '-';
	text += negative;
	int64_t value = 0, place = ONE;
	if (*text < '0' || *text > '9')
		die("not a number:", text);
	while (*text >= '0' && *text <= '9')
		value = value * 10 + (*text++ - '0');
	value *= ONE;
	if (*text == '.')
		for (text++; *text >= '0' && *text <= '9'; text++)
			value += (*text - '0') * (place /= 10);
	/* Small funding rates are written as 3e-8. */
	if (*text == 'e' && text[1] == '-')
		for (long places = strtol(text + 2, (char **)&text, 10); places > 0; places--)
			value /= 10;
	*end = (char *)text;
	return negative ? -value : value;
}

static void print_decimal(int64_t value, char after)
{
	char digits[32];
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
	snprintf(digits, sizeof(digits), "%08llu", (unsigned long long)(size % ONE));
	size_t length = 8;
	while (length > 0 && digits[length - 1] == '0')
		length--;
	printf("%s%llu%s%.*s%c", value < 0 ? "-" : "", (unsigned long long)(size / ONE),
	       length > 0 ? "." : "", (int)length, digits, after);
}

static wide floor_div(wide a, wide b)
{
	wide q = a / b;
	return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

static wide ceil_div(wide a, wide b)
{
	return -floor_div(-a, b);
}

static wide half_even_div(wide a, wide b)
{
	wide q = floor_div(a, b), twice = 2 * (a - q * b);
	return twice > b || (twice == b && (q & 1)) ? q + 1 : q;
}

static int64_t floor_to(wide numerator, wide denominator, int64_t step)
{
	return (int64_t)(floor_div(numerator, denominator * step) * step);
}

static int64_t ceil_to(wide numerator, wide denominator, int64_t step)
{
	return (int64_t)(ceil_div(numerator, denominator * step) * step);
}

static void read_candles(const char *path)
{
	gzFile file = gzopen(path, "rb");
	char line[1024];
	size_t capacity = 0;
	if (file == NULL)
		die("cannot open", path);
	while (gzgets(file, line, sizeof(line)) != NULL) {
		if (line[0] < '0' || line[0] > '9')
			continue;
		if (count == capacity) {
			capacity = capacity == 0 ? 4096 : capacity * 2;
			int64_t **columns[] = { &t_open, &o, &h, &l, &c, &v };
			for (size_t i = 0; i < 6; i++)
				*columns[i] = realloc(*columns[i], capacity * sizeof(int64_t));
		}
		char *at;
		t_open[count] = strtoll(line, &at, 10);
		if (t_open[count] >= 100000000000000LL)
			t_open[count] /= 1000;
		int64_t *columns[] = { o, h, l, c, v };
		for (size_t i = 0; i < 5; i++)
			columns[i][count] = decimal(at + 1, &at);
		count++;
	}
	gzclose(file);
}

/* vwap[i], sigma[i] by their definition: two passes over the anchor's candles, for each candle
 * anew. NAN where undefined. */
static void compute_vwap(double *vwap, double *sigma)
{
	int64_t need = p.rolling && p.min_candles > p.window ? p.window : p.min_candles;
	double *tp = malloc(count * sizeof(double)), *vol = malloc(count * sizeof(double));
	size_t first = 0; /* of the anchor */
	for (size_t i = 0; i < count; i++) {
		tp[i] = ((double)h[i] / 1e8 + (double)l[i] / 1e8 + (double)c[i] / 1e8) / 3.0;
		vol[i] = (double)v[i] / 1e8;
		vwap[i] = sigma[i] = NAN;
		if (p.rolling)
			first = i + 1 > (size_t)p.window ? i + 1 - (size_t)p.window : 0;
		else if (i > 0 && t_open[i] / 86400000 != t_open[i - 1] / 86400000)
			first = i;
		long double s0 = 0, s1 = 0, s2 = 0;
		for (size_t j = first; j <= i; j++) {
			s0 += vol[j];
			s1 += (long double)vol[j] * tp[j];
		}
		if ((int64_t)(i - first + 1) < need || s0 == 0)
			continue;
		long double mean = s1 / s0;
		for (size_t j = first; j <= i; j++)
			s2 += vol[j] * (tp[j] - mean) * (tp[j] - mean);
		vwap[i] = (double)mean;
		sigma[i] = (double)sqrtl(s2 / s0);
	}
	free(tp);
	free(vol);
}

static void compute_adx(double *adx)
{
	double tr = 0, plus = 0, minus = 0, dx_sum = 0, value = NAN;
	double n = (double)p.adx_period;
	for (size_t i = 0; i < count; i++) {
		adx[i] = NAN;
		if (i == 0)
			continue;
		double hi = (double)h[i] / 1e8, lo = (double)l[i] / 1e8;
		double h1 = (double)h[i - 1] / 1e8, l1 = (double)l[i - 1] / 1e8;
		double c1 = (double)c[i - 1] / 1e8;
		double range = hi - lo;
		if (fabs(hi - c1) > range)
			range = fabs(hi - c1);
		if (fabs(lo - c1) > range)
			range = fabs(lo - c1);
		double up = hi - h1, down = l1 - lo;
		double pdm = up > down && up > 0 ? up : 0, mdm = down > up && down > 0 ? down : 0;
		if ((int64_t)i <= p.adx_period - 1) {
			tr += range;
			plus += pdm;
			minus += mdm;
			continue;
		}
		tr = tr - tr / n + range;
		plus = plus - plus / n + pdm;
		minus = minus - minus / n + mdm;
		double pdi = tr != 0 ? 100.0 * (plus / tr) : 0,
		       mdi = tr != 0 ? 100.0 * (minus / tr) : 0;
		int has_dx = pdi + mdi != 0;
		double dx = has_dx ? 100.0 * (fabs(pdi - mdi) / (pdi + mdi)) : 0;
		if ((int64_t)i < 2 * p.adx_period) {
			dx_sum += dx;
			if ((int64_t)i == 2 * p.adx_period - 1)
				value = dx_sum / n;
		} else if (has_dx) {
			value = (value * (n - 1) + dx) / n;
		}
		adx[i] = value;
	}
}

struct funding {
	int64_t time, rate, mark;
};
static struct funding *funding;
static size_t funding_count;

static void read_funding(void)
{
	char line[256];
	gzFile file = gzopen(p.funding, "rb");
	if (file == NULL)
		die("cannot open", p.funding);
	while (gzgets(file, line, sizeof(line)) != NULL) {
		if (line[0] < '0' || line[0] > '9')
			continue;
		funding = realloc(funding, (funding_count + 1) * sizeof(*funding));
		char *at;
		funding[funding_count].time = strtoll(line, &at, 10);
		funding[funding_count].rate = decimal(at + 1, &at);
		funding[funding_count++].mark = 0;
	}
	gzclose(file);
	if (p.mark == NULL)
		return;
	file = gzopen(p.mark, "rb");
	if (file == NULL)
		die("cannot open", p.mark);
	while (gzgets(file, line, sizeof(line)) != NULL) {
		if (line[0] < '0' || line[0] > '9')
			continue;
		char *at;
		int64_t time = strtoll(line, &at, 10), open = decimal(at + 1, &at);
		for (size_t i = 0; i < funding_count; i++)
			/* Settlements are stamped some milliseconds after their minute begins. */
			if (funding[i].time / 60000 == time / 60000)
				funding[i].mark = open;
	}
	gzclose(file);
}

static struct {
	int side; /* +1, -1, 0 flat */
	size_t entry;
	int64_t price, quantity, fees, funding, stop, target;
} pos;
static const char *symbol;

/* A market fill at `price`: slippage against us, then the tick against us. */
static int64_t market_fill(int buys, int64_t price)
{
	wide scale = 10000 * (wide)ONE;
	return buys ? ceil_to((wide)price * (scale + p.slippage), scale, p.tick)
		    : floor_to((wide)price * (scale - p.slippage), scale, p.tick);
}

static int64_t fee_of(int64_t price)
{
	/* price * quantity * fee is below 2^127 for every amount that the tests use. */
	return (int64_t)ceil_div((wide)price * pos.quantity * p.fee, (wide)ONE * ONE);
}

static void close_position(size_t i, int64_t price, const char *reason)
{
	int64_t exit = market_fill(pos.side < 0, price);
	pos.fees += fee_of(exit);
	int64_t gross =
		(int64_t)half_even_div((wide)pos.side * pos.quantity * (exit - pos.price), ONE);
	printf("%s,%s,%lld,", symbol, pos.side > 0 ? "LONG" : "SHORT",
	       (long long)t_open[pos.entry]);
	print_decimal(pos.price, ',');
	print_decimal(pos.quantity, ',');
	printf("%lld,", (long long)t_open[i]);
	print_decimal(exit, ',');
	printf("%s,", reason);
	print_decimal(gross, ',');
	print_decimal(pos.fees, ',');
	print_decimal(pos.funding, ',');
	print_decimal(gross - pos.fees + pos.funding, '\n');
	pos.side = 0;
}

static void open_position(size_t i, int side, int64_t quantity)
{
	wide hundred = 100 * (wide)ONE;
	pos.side = side;
	pos.entry = i;
	pos.quantity = quantity;
	pos.price = market_fill(side > 0, o[i]);
	pos.fees = fee_of(pos.price);
	pos.funding = 0;
	if (side > 0) {
		pos.target = ceil_to((wide)pos.price * (hundred + p.tp), hundred, p.tick);
		pos.stop = ceil_to((wide)pos.price * (hundred - p.sl), hundred, p.tick);
	} else {
		pos.target = floor_to((wide)pos.price * (hundred - p.tp), hundred, p.tick);
		pos.stop = floor_to((wide)pos.price * (hundred + p.sl), hundred, p.tick);
	}
}

static void walk_exits(size_t i)
{
	int64_t s = pos.side;
	if (s * o[i] <= s * pos.stop)
		close_position(i, o[i], "stop_loss");
	else if (s * o[i] >= s * pos.target)
		close_position(i, o[i], "take_profit");
	else if (s > 0 ? l[i] <= pos.stop : h[i] >= pos.stop)
		close_position(i, pos.stop, "stop_loss");
	else if (s > 0 ? h[i] >= pos.target : l[i] <= pos.target)
		close_position(i, pos.target, "take_profit");
}

static void pay_funding(int64_t open_time, int64_t open)
{
	static size_t next;
	for (; next < funding_count && funding[next].time <= open_time; next++) {
		if (pos.side == 0 || funding[next].time < t_open[0])
			continue;
		int64_t mark = funding[next].mark != 0 ? funding[next].mark : open;
		pos.funding += (int64_t)half_even_div(-(wide)pos.side * pos.quantity * mark *
							      funding[next].rate,
						      (wide)ONE * ONE);
	}
}

static void run(const double *vwap, const double *sigma, const double *adx)
{
	int entry = 0; /* pending at the next open: +1, -1 */
	int64_t entry_quantity = 0;
	const char *exit = NULL; /* pending at the next open */
	for (size_t i = 0; i < count; i++) {
		pay_funding(t_open[i], o[i]);
		if (exit != NULL)
			close_position(i, o[i], exit);
		exit = NULL;
		if (entry != 0)
			open_position(i, entry, entry_quantity);
		entry = 0;
		if (pos.side != 0)
			walk_exits(i);
		if (i + 1 == count)
			break;
		double close = (double)c[i] / 1e8;
		if (pos.side != 0) {
			int beyond = pos.side > 0 ? close > vwap[i] : close < vwap[i];
			if (p.max_hold > 0 &&
			    t_open[i] + 60000 >= t_open[pos.entry] + p.max_hold * 60000)
				exit = "max_hold";
			else if (p.exit_at_vwap && beyond)
				exit = "vwap";
			continue;
		}
		if (isnan(vwap[i]) || isnan(adx[i]) || !(adx[i] < p.adx_max) || !(sigma[i] > 0))
			continue;
		if (close <= vwap[i] - p.k * sigma[i])
			entry = 1;
		else if (p.allow_short && close >= vwap[i] + p.k * sigma[i])
			entry = -1;
		if (entry == 0)
			continue;
		entry_quantity = floor_to((wide)p.notional * ONE, c[i], p.step);
		wide notional = (wide)entry_quantity * c[i] / ONE;
		if (entry_quantity <= 0 || entry_quantity < p.min_qty || notional < p.min_notional)
			entry = 0;
	}
	if (pos.side != 0)
		close_position(count - 1, c[count - 1], "end_of_data");
}

static void set(const char *key, const char *value)
{
	char *end;
	const struct {
		const char *key;
		int64_t *to;
		int is_whole;
	} numbers[] = {
		{ "vwap_window", &p.window, 1 },
		{ "min_candles", &p.min_candles, 1 },
		{ "adx_period", &p.adx_period, 1 },
		{ "max_hold_minutes", &p.max_hold, 1 },
		{ "take_profit_pct", &p.tp, 0 },
		{ "stop_loss_pct", &p.sl, 0 },
		{ "notional", &p.notional, 0 },
		{ "slippage_bps", &p.slippage, 0 },
		{ "fee", &p.fee, 0 },
		{ "tick", &p.tick, 0 },
		{ "step", &p.step, 0 },
		{ "min_qty", &p.min_qty, 0 },
		{ "min_notional", &p.min_notional, 0 },
	};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (strcmp(key, numbers[i].key) == 0) {
			*numbers[i].to = decimal(value, &end) / (numbers[i].is_whole ? ONE : 1);
			return;
		}
	}
	if (strcmp(key, "anchor") == 0)
		p.rolling = strcmp(value, "rolling") == 0;
	else if (strcmp(key, "band_k") == 0)
		p.k = (double)decimal(value, &end) / 1e8;
	else if (strcmp(key, "adx_max") == 0)
		p.adx_max = (double)decimal(value, &end) / 1e8;
	else if (strcmp(key, "allow_short") == 0)
		p.allow_short = strcmp(value, "true") == 0;
	else if (strcmp(key, "exit_at_vwap") == 0)
		p.exit_at_vwap = strcmp(value, "true") == 0;
	else if (strcmp(key, "funding") == 0)
		p.funding = value;
	else if (strcmp(key, "mark") == 0)
		p.mark = value;
	else
		die("unknown key", key);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		die("usage:", "FILE SYMBOL [key=value…]");
	for (int i = 3; i < argc; i++) {
		char *equals = strchr(argv[i], '=');
		if (equals == NULL)
			die("not key=value:", argv[i]);
		*equals = '\0';
		set(argv[i], equals + 1);
	}
	symbol = argv[2];
	read_candles(argv[1]);
	if (p.funding != NULL)
		read_funding();
	double *vwap = calloc(count + 1, sizeof(double)),
	       *sigma = calloc(count + 1, sizeof(double));
	double *adx = calloc(count + 1, sizeof(double));
	if (vwap == NULL || sigma == NULL || adx == NULL)
		die("out of", "memory");
	compute_vwap(vwap, sigma);
	compute_adx(adx);
	puts("symbol,side,entry_time,entry_price,quantity,exit_time,exit_price,exit_reason,gross_"
	     "pnl,"
	     "fees,funding,net_pnl");
	run(vwap, sigma, adx);
	free(vwap);
	free(sigma);
	free(adx);
	free(funding);
	int64_t *columns[] = { t_open, o, h, l, c, v };
	for (size_t i = 0; i < 6; i++)
		free(columns[i]);
	return 0;
}
