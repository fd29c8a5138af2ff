/* Whole files: plain, packed, damaged and real. The packed ones are written by the tests. */
#include "check.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

#include "core/prng.h"
#include "io/candle_file.h"

static char folder[64];
static char path[128];
static struct ac_error error;

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/autocoin-test-XXXXXX");
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	return rmdir(folder);
}

static const char *file_at(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static const char *write_plain(const char *name, const void *bytes, size_t size)
{
	FILE *file = fopen(file_at(name), "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	return path;
}

static const char *write_gzip(const char *name, const char *text, size_t size, const char *mode)
{
	gzFile file = gzopen(file_at(name), mode);
	assert_non_null(file);
	assert_int_equal(gzwrite(file, text, (unsigned)size), size);
	assert_int_equal(gzclose(file), Z_OK);
	return path;
}

static const char *write_zip(const char *name, const char *const names[], size_t count,
			     const char *text)
{
	unlink(file_at(name));
	zip_t *archive = zip_open(path, ZIP_CREATE, NULL);
	assert_non_null(archive);
	for (size_t i = 0; i < count; i++) {
		zip_source_t *source = zip_source_buffer(archive, text, strlen(text), 0);
		assert_true(zip_file_add(archive, names[i], source, 0) >= 0);
	}
	assert_int_equal(zip_close(archive), 0);
	return path;
}

/* `count` minutes with a header, every number different. */
static char *write_lines(size_t count, size_t *ret_size)
{
	size_t capacity = count * 100 + 100;
	char *text = malloc(capacity);
	assert_non_null(text);
	size_t size = (size_t)snprintf(text, capacity, "open_time,open,high,low,close,volume\n");
	for (size_t i = 0; i < count; i++)
		size += (size_t)snprintf(
			text + size, capacity - size, "%llu,%zu.5,%zu.75,%zu.25,%zu.625,%zu.125\n",
			1700000040000ull + i * 60000, i + 1, i + 1, i + 1, i + 1, i % 97);
	*ret_size = size;
	return text;
}

static void check_lines(const char *name, const struct ac_candle_file *file, size_t count,
			size_t bytes)
{
	CHECK_EQ(name, file->count, count);
	CHECK_EQ(name, file->bytes, bytes);
	CHECK_EQ(name, file->series.gaps, 0);
	CHECK_EQ(name, file->series.candles, count);
	for (size_t i = 0; i < count; i++) {
		const struct ac_candle *candle = &file->candles[i];
		int64_t whole = (int64_t)(i + 1) * AC_DEC_SCALE;
		CHECK_EQ(name, candle->open_time_ms, 1700000040000 + (int64_t)i * 60000);
		CHECK_EQ(name, candle->open, whole + 50000000);
		CHECK_EQ(name, candle->high, whole + 75000000);
		CHECK_EQ(name, candle->low, whole + 25000000);
		CHECK_EQ(name, candle->close, whole + 62500000);
	}
}

static void must_load(const char *name, struct ac_candle_file *file)
{
	if (ac_candle_file_load(name, file, &error) != AC_OK)
		fail_msg("%s", error.text);
}

static void test_file_gives_the_same_candles_plain_and_packed(void **state)
{
	(void)state;
	/* Below, about and far above the size of a piece, so that lines are cut everywhere. */
	static const size_t counts[] = { 1, 2, 5000, 6000, 40000 };
	for (size_t i = 0; i < AC_COUNT(counts); i++) {
		size_t size;
		char *text = write_lines(counts[i], &size);
		static const char *const inside[] = { "a/BTCUSDT-1m.csv", "CHECKSUM" };
		char *terminated = realloc(text, size + 1);
		assert_non_null(terminated);
		terminated[size] = '\0';
		/* Names say nothing: what a file is, its first bytes say. */
		const char *const names[] = { write_plain("plain.zip", terminated, size), NULL,
					      NULL };
		struct ac_candle_file file;
		must_load(names[0], &file);
		check_lines("plain", &file, counts[i], size);
		ac_candle_file_free(&file);
		unlink(path);
		must_load(write_gzip("packed.csv", terminated, size, "wb"), &file);
		check_lines("gzip", &file, counts[i], size);
		ac_candle_file_free(&file);
		unlink(path);
		/* Two members in one file, the border inside a line. */
		write_gzip("two.gz", terminated, size / 2, "wb");
		must_load(write_gzip("two.gz", terminated + size / 2, size - size / 2, "ab"),
			  &file);
		check_lines("two members", &file, counts[i], size);
		ac_candle_file_free(&file);
		unlink(path);
		must_load(write_zip("packed.gz", inside, 2, terminated), &file);
		check_lines("zip", &file, counts[i], size);
		ac_candle_file_free(&file);
		assert_null(file.candles);
		ac_candle_file_free(&file);
		unlink(path);
		free(terminated);
	}
}

#define ROW "1700000040000,10.5,12,9,11.25,3.5\n"

static void check_refused(const char *name, const char *sentence)
{
	struct ac_candle_file file = { .count = 12345 };
	enum ac_status status = ac_candle_file_load(name, &file, &error);
	if (status == AC_OK)
		fail_msg("%s was taken, not refused with: %s", name, sentence);
	assert_int_equal(file.count, 12345);
	char expected[512];
	snprintf(expected, sizeof(expected), "%s%s", name, sentence);
	if (strncmp(error.text, expected, strlen(expected)) != 0)
		fail_msg("said: %s\n  not: %s", error.text, expected);
}

static void test_file_refuses_with_file_line_column_and_text(void **state)
{
	(void)state;
	static const struct {
		const char *text, *sentence;
	} rows[] = {
		{ ROW "1700000100000,10.5,12x,9,11,3\n",
		  ":2:20: not a decimal number of at most eight decimals (found \"12x\")" },
		{ ROW ROW, ":2:1: the open time is not after the candle before (found "
			   "\"1700000040000,10.5,12,9,11.25,3.5\")" },
		{ "1700000040001,1,1,1,1,1\n", ":1:1: the open time is not a whole minute" },
		{ "1700000040000,10,9,9,10,1\n", ":1:1: high or low do not enclose open and" },
		{ "1700000040000,0,0,0,0,1\n", ":1:1: a price is zero or negative" },
		{ "1700000040000,1,1,1,1,-1\n", ":1:1: the volume is negative" },
		{ "1700000040000,1,1,1,1,92233720369\n",
		  ":1:23: the number is out of range (found \"92233720369\")" },
		{ "1700000040000,1,1,1,\001\xff,1\n",
		  ":1:21: not a decimal number of at most eight decimals (found \"??\")" },
		{ "1700000040000,1,1,1,1,"
		  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
		  ":1:23: not a decimal number of at most eight decimals (found "
		  "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\")" },
		{ ROW "\n" ROW, ":2:1: an empty line is not the last" },
		{ "", ": holds no candle" },
		{ "open_time,open,high,low,close,volume\n", ": holds no candle" },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		check_refused(write_plain("bad.csv", rows[i].text, strlen(rows[i].text)),
			      rows[i].sentence);
		unlink(path);
	}
}

static void test_file_refuses_what_cannot_be_read(void **state)
{
	(void)state;
	check_refused(file_at("absent.csv"), ": No such file or directory");
	check_refused(folder, ": not a regular file");

	size_t size;
	char *text = write_lines(20000, &size);
	write_gzip("torn.gz", text, size, "wb");
	struct stat info;
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(truncate(path, info.st_size - 9), 0);
	check_refused(path, ": the compressed data ends too early");
	unlink(path);

	/* A byte of the checksum at the end. */
	write_gzip("wrong.gz", text, size, "wb");
	FILE *file = fopen(path, "r+b");
	assert_non_null(file);
	assert_int_equal(fseek(file, -6, SEEK_END), 0);
	int byte = fgetc(file);
	assert_int_equal(fseek(file, -6, SEEK_END), 0);
	fputc(byte ^ 1, file);
	fclose(file);
	check_refused(path, ": the compressed data is corrupt");
	unlink(path);

	/* No line end for longer than any line is. */
	memset(text, '1', size);
	check_refused(write_plain("long.csv", text, size), ": a line is longer than");
	unlink(path);
	free(text);
}

static void test_zip_must_hold_exactly_one_csv(void **state)
{
	(void)state;
	static const char *const two[] = { "a.csv", "readme", "B.CSV" };
	static const char *const none[] = { "a.txt" };
	check_refused(write_zip("two.zip", two, 3, ROW),
		      ": must hold exactly one .csv file, it holds a.csv, readme, B.CSV");
	unlink(path);
	check_refused(write_zip("none.zip", none, 1, ROW),
		      ": must hold exactly one .csv file, it holds a.txt");
	unlink(path);
	static const char empty[22] = "PK\005\006";
	check_refused(write_plain("empty.zip", empty, sizeof(empty)),
		      ": must hold exactly one .csv file, it holds nothing");
	unlink(path);
	check_refused(write_plain("broken.zip", "PK\003\004nonsense", 12),
		      ": not a readable zip archive");
	unlink(path);
}

static void test_file_survives_any_damage_to_a_packed_byte(void **state)
{
	(void)state;
	size_t size;
	char *text = write_lines(50, &size);
	static const char *const inside[] = { "a.csv" };
	text[size - 1] = '\0'; /* the last line needs no end */
	for (int kind = 0; kind < 2; kind++) {
		if (kind == 0)
			write_gzip("damaged", text, size - 1, "wb");
		else
			write_zip("damaged", inside, 1, text);
		FILE *file = fopen(path, "rb");
		assert_non_null(file);
		char bytes[8192];
		size_t packed = fread(bytes, 1, sizeof(bytes), file);
		fclose(file);
		unlink(path);
		for (size_t at = 0; at < packed; at++) {
			bytes[at] = (char)~bytes[at];
			struct ac_candle_file loaded;
			error.text[0] = '\0';
			write_plain("damaged", bytes, packed);
			if (ac_candle_file_load(path, &loaded, &error) == AC_OK)
				ac_candle_file_free(&loaded);
			else
				assert_int_not_equal(error.text[0], '\0');
			bytes[at] = (char)~bytes[at];
		}
		unlink(path);
	}
	free(text);
}

static void test_symbol_is_read_from_the_path(void **state)
{
	(void)state;
	static const struct {
		const char *path, *symbol; /* NULL: refused */
	} rows[] = {
		{ "data/BTCUSDT-1m.csv.gz", "BTCUSDT" },
		{ "BTCUSDT-1m-2026-02.zip", "BTCUSDT" },
		{ "/a-b/c.d/ETHUSDT.csv", "ETHUSDT" },
		{ "1000PEPEUSDT-1m.csv", "1000PEPEUSDT" },
		{ "BTCUSDT_250627-1m.csv", "BTCUSDT_250627" },
		{ "\xe5\xb8\x81USDT-1m.csv", "\xe5\xb8\x81USDT" },
		{ "candles.csv", NULL },
		{ "btcusdt-1m.csv", NULL },
		{ "2026-02.csv", NULL },
		{ "dir/", NULL },
		{ "", NULL },
		{ ".csv", NULL },
		{ "BTC USDT.csv", NULL },
		{ "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ-1m.csv", NULL },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		char symbol[48] = "unchanged";
		enum ac_status status = ac_candle_file_symbol(rows[i].path, symbol, sizeof(symbol));
		CHECK_EQ(rows[i].path, status, rows[i].symbol != NULL ? AC_OK : AC_ERR_PARSE);
		assert_string_equal(symbol, rows[i].symbol != NULL ? rows[i].symbol : "unchanged");
	}
}

static void test_funding_rates_join_their_marks(void **state)
{
	(void)state;
	static const char rates[] = "time,open\n1741276800003,-0.00017064\n1741305600000,0.0001\n"
				    "1741334400000,0\n";
	static const char marks[] = "time,open,high,low,close,volume\n1741276800000,0.93,0.94,0.9,"
				    "0.91,0\n1741334400000,0.91,0.95,0.9,0.92,0\n";
	struct ac_funding_file file;
	assert_int_equal(
		ac_funding_file_load(write_plain("r.csv", rates, sizeof(rates) - 1), &file, &error),
		AC_OK);
	unlink(path);
	assert_int_equal(file.count, 3);
	assert_int_equal(file.rates[0].rate.units, -17064);
	assert_int_equal(file.rates[0].mark.units, 0);
	assert_int_equal(
		ac_funding_file_join(&file, write_plain("m.csv", marks, sizeof(marks) - 1), &error),
		AC_OK);
	assert_int_equal(file.rates[0].mark.units, 93000000); /* stamped 3 ms late */
	assert_int_equal(file.rates[1].mark.units, 0);        /* no such candle */
	assert_int_equal(file.rates[2].mark.units, 91000000);
	unlink(path);
	assert_int_equal(ac_funding_file_join(&file, path, &error), AC_ERR_IO);
	ac_funding_file_free(&file);
	assert_null(file.rates);

	static const char back[] = "1741276800000,1\n1741276800000,1\n";
	assert_int_equal(
		ac_funding_file_load(write_plain("b.csv", back, sizeof(back) - 1), &file, &error),
		AC_ERR_PARSE);
	assert_non_null(strstr(error.text, "b.csv:2:1: the time is not after the line before"));
	unlink(path);
}

static void test_real_outage_of_80_minutes_is_found(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(root);
	char name[1200];
	snprintf(name, sizeof(name), "%s/klines-spot/BTCUSDT-1m-2023.csv.gz", root);
	struct ac_candle_file file;
	must_load(name, &file);
	assert_int_equal(file.count, 525600 - 80);
	assert_int_equal(file.series.gaps, 1);
	assert_int_equal(file.series.minutes_missing, 80);
	for (size_t i = 0; i < file.count; i++) {
		const struct ac_candle *candle = &file.candles[i];
		if (candle->missing_before == 0)
			continue;
		assert_int_equal(candle->missing_before, 80);
		assert_int_equal(candle->open_time_ms, 1679666400000);    /* 2023-03-24 14:00 */
		assert_int_equal(candle[-1].open_time_ms, 1679661540000); /* 12:39 */
	}
	ac_candle_file_free(&file);
}

static void test_real_files_load(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(root);
	static const struct {
		const char *name;
		size_t count;
		int64_t trades; /* of the first candle */
	} rows[] = {
		{ "klines-futures/AVAXUSDT-1m-2026-06.csv.gz", 43200, 397 },
		{ "klines-futures/BTCUSDT-1m.csv.gz", 73140, 0 },
		{ "klines-futures/ALGOUSDT-1m-2024-09.csv.gz", 43200, -1 },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		char name[1200];
		snprintf(name, sizeof(name), "%s/%s", root, rows[i].name);
		struct ac_candle_file file;
		must_load(name, &file);
		assert_in_range(file.count, rows[i].count - 100, rows[i].count + 100);
		CHECK_EQ(rows[i].name, file.series.gaps, 0);
		if (rows[i].trades >= 0)
			CHECK_EQ(rows[i].name, file.candles[0].trades, rows[i].trades);
		ac_candle_file_free(&file);
	}
	static const char *const symbols[] = { "ADA", "AVAX", "BNB", "BTC", "DOGE", "DOT",
					       "ETH", "LINK", "LTC", "SOL", "XRP" };
	for (size_t i = 0; i < AC_COUNT(symbols); i++) {
		char name[1200];
		struct ac_funding_file file;
		snprintf(name, sizeof(name), "%s/funding/%sUSDT-8h-funding_rate.csv.gz", root,
			 symbols[i]);
		if (ac_funding_file_load(name, &file, &error) != AC_OK)
			fail_msg("%s", error.text);
		snprintf(name, sizeof(name), "%s/funding/%sUSDT-8h-mark.csv.gz", root, symbols[i]);
		if (ac_funding_file_join(&file, name, &error) != AC_OK)
			fail_msg("%s", error.text);
		assert_true(file.count > 10);
		size_t marked = 0;
		for (size_t r = 0; r < file.count; r++)
			marked += file.rates[r].mark.units > 0;
		CHECK_EQ(symbols[i], marked, file.count);
		ac_funding_file_free(&file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file_gives_the_same_candles_plain_and_packed),
		cmocka_unit_test(test_file_refuses_with_file_line_column_and_text),
		cmocka_unit_test(test_file_refuses_what_cannot_be_read),
		cmocka_unit_test(test_zip_must_hold_exactly_one_csv),
		cmocka_unit_test(test_file_survives_any_damage_to_a_packed_byte),
		cmocka_unit_test(test_symbol_is_read_from_the_path),
		cmocka_unit_test(test_funding_rates_join_their_marks),
		cmocka_unit_test(test_real_outage_of_80_minutes_is_found),
		cmocka_unit_test(test_real_files_load),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
