/* fuzz_faults.c - the file of faults of the served exchange, with libFuzzer. Beyond memory errors
 * it checks that a refusal is always reported, and that rules that were taken can be drawn and end.
 */
#include "config/faults.h"
#include "fuzz.h"
#include "simulator/faults/faults.h"

static void draw(struct ac_simulator_faults *faults)
{
	static const struct ac_simulator_fault_subject subjects[] = {
		{ AC_STR("POST"), AC_STR("/fapi/v1/order"), true, 0 },
		{ AC_STR(""), AC_STR("btcusdt@kline_1m"), false, UINT32_MAX },
		{ AC_STR(""), AC_STR("ORDER_TRADE_UPDATE"), false, 15 },
	};
	struct ac_simulator_fault_action action;
	for (int point = AC_SIMULATOR_POINT_REQUEST; point <= AC_SIMULATOR_POINT_CONNECT; point++) {
		for (size_t i = 0; i < 12; i++) {
			if (!ac_simulator_faults_draw(faults, (enum ac_simulator_fault_point)point,
						      &subjects[i % AC_COUNT(subjects)],
						      (ac_ns)i * AC_NS_PER_SEC, &action))
				continue;
			ac_assert(action.delay >= 0);
			ac_assert(ac_simulator_fault_text(action.fault)[0] != '\0');
			ac_assert(ac_simulator_faults_count(faults, action.fault) > 0);
		}
	}
	ac_ns before = 0;
	for (int i = 0; i < 50 && ac_simulator_faults_deadline(faults) != INT64_MAX; i++) {
		ac_ns deadline = ac_simulator_faults_deadline(faults);
		ac_assert(deadline >= before);
		ac_assert(ac_simulator_faults_due(faults, deadline, &action));
		before = deadline;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ac_instruments instruments;
	uint32_t count;
	instruments.items = (struct ac_instrument *)ac_instruments_default(&count);
	instruments.count = instruments.capacity = count;
	struct ac_str text = { (const char *)data, size };
	struct ac_faults reports;
	struct ac_simulator_faults *faults = NULL;
	ac_faults_init(&reports);
	enum ac_status status =
		ac_simulator_faults_parse("fuzz", text, &instruments, &faults, &reports);
	ac_assert((status == AC_OK) == (reports.count == 0));
	ac_assert((status == AC_OK) == (faults != NULL));
	if (faults != NULL)
		draw(faults);
	ac_simulator_faults_destroy(faults);
	ac_faults_deinit(&reports);
	return 0;
}
