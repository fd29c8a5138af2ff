#include "cli/run_report.h"

#include <inttypes.h>
#include <stdio.h>

static void print_money(const struct ac_source_money *money)
{
	char wallet[AC_DEC_TEXT_SIZE], start[AC_DEC_TEXT_SIZE], fees[AC_DEC_TEXT_SIZE];
	char realized[AC_DEC_TEXT_SIZE], funding[AC_DEC_TEXT_SIZE];
	ac_dec_format(money->wallet, wallet);
	ac_dec_format(money->fees, fees);
	ac_dec_format(money->realized, realized);
	ac_dec_format(money->funding, funding);
	if (!money->has_ledger) {
		printf("  wallet      %s (this run: realised %s, fees %s, funding %s)\n", wallet,
		       realized, fees, funding);
		return;
	}
	ac_dec_format(money->wallet_start, start);
	printf("  wallet      %s (began with %s; realised %s, fees %s, funding %s)\n", wallet,
	       start, realized, fees, funding);
	if (money->agreement.differences == 0)
		puts("  books       agree with the exchange's ledger to the last 1e-8");
	else
		printf("  books       DIFFER from the exchange's ledger: %s\n",
		       money->agreement.text);
}

static void print_latency(const char *what, const struct ac_view_latency *latency)
{
	if (latency->count == 0)
		return;
	printf("  %-11s p50 %.1f us, p99 %.1f us, p99.9 %.1f us, of %" PRIu64 "\n", what,
	       (double)latency->p50 / 1e3, (double)latency->p99 / 1e3, (double)latency->p999 / 1e3,
	       latency->count);
}

static void print_wire(const struct ac_trader_report *report)
{
	printf("  wire        %" PRIu64 " market messages, %" PRIu64 " reconnects, %" PRIu64
	       " candles by REST, %" PRIu64 " snapshots, %" PRIu64 " frames unreadable\n",
	       report->market_messages, report->reconnects, report->candles_by_rest,
	       report->snapshots, report->frames_malformed);
	print_latency("tick->order", &report->tick_to_order);
	print_latency("order->ack", &report->order_to_answer);
}

void ac_cli_run_report_print(const struct ac_trader_report *report, const char *db_url)
{
	if (!report->has_run)
		return;
	printf("\nRun %" PRIu32 " of account %s: %s\n", report->run.run_id, report->run.account,
	       report->reason);
	printf("  signals     %" PRIu64 ", %" PRIu64 " allowed\n", report->signals,
	       report->signals_allowed);
	printf("  trades      %" PRIu64 " closed in this run, %" PRIu64
	       " won; %u position(s) still open, %s\n",
	       report->trips, report->wins, report->positions,
	       report->positions_bare == 0 ? "each with its stop on the exchange"
					   : "NOT ALL WITH A CONFIRMED STOP");
	print_money(&report->money);
	print_latency("step", &report->step);
	if (report->has_wire)
		print_wire(report);
	printf("  database    %s, %" PRIu64 " facts written\n", db_url, report->facts_written);
	printf("  journal     %s, %" PRIu64 " records\n", report->run.journal,
	       report->journal_records);
}
