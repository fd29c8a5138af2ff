#include "simulator/account/limits.h"

#include <stdlib.h>

#define WEIGHT_MAIN    2400
#define WEIGHT_DEMO    6000
#define IGNORED_MAX    10 /* requests after a 429, in the same minute, until the ban */
#define BAN_FIRST_MS   (2 * AC_MS_PER_MIN)
#define BAN_LONGEST_MS (3 * AC_MS_PER_DAY)

struct client {
	uint32_t address;
	int32_t used;
	int32_t ignored;
	ac_ms minute_ms;
	ac_ms banned_until_ms;
	ac_ms ban_ms; /* of the ban before; 0 none */
};

struct simulator_limits {
	int32_t weight_max;
	struct simulator_table clients;
};

struct simulator_limits *simulator_limits_create(bool is_demo)
{
	struct simulator_limits *limits = calloc(1, sizeof(*limits));
	if (limits == NULL)
		return NULL;
	limits->weight_max = is_demo ? WEIGHT_DEMO : WEIGHT_MAIN;
	simulator_table_init(&limits->clients, sizeof(struct client));
	return limits;
}

void simulator_limits_destroy(struct simulator_limits *limits)
{
	if (limits == NULL)
		return;
	simulator_table_deinit(&limits->clients);
	free(limits);
}

int32_t simulator_limits_weight(const struct simulator_limits *limits)
{
	return limits->weight_max;
}

static struct client *client_of(struct simulator_limits *limits, uint32_t address)
{
	for (uint32_t i = 0; i < limits->clients.count; i++) {
		struct client *client = simulator_table_at(&limits->clients, i);
		if (client->address == address)
			return client;
	}
	struct client *client = simulator_table_add(&limits->clients);
	client->address = address;
	return client;
}

static void ban(struct client *client, ac_ms now_ms)
{
	client->ban_ms = client->ban_ms == 0 ? BAN_FIRST_MS : 2 * client->ban_ms;
	if (client->ban_ms > BAN_LONGEST_MS)
		client->ban_ms = BAN_LONGEST_MS;
	client->banned_until_ms = now_ms + client->ban_ms;
	client->ignored = 0;
}

static int32_t seconds_until(ac_ms moment, ac_ms now_ms)
{
	return (int32_t)((moment - now_ms + AC_MS_PER_SEC - 1) / AC_MS_PER_SEC);
}

void simulator_limits_charge(struct simulator_limits *limits, uint32_t address, int32_t weight,
			     ac_ms now_ms, struct simulator_limit *ret_limit)
{
	struct client *client = client_of(limits, address);
	ac_ms minute = now_ms - now_ms % AC_MS_PER_MIN;
	*ret_limit = (struct simulator_limit){ 0 };
	if (minute != client->minute_ms) {
		client->minute_ms = minute;
		client->used = 0;
		client->ignored = 0;
	}
	if (now_ms >= client->banned_until_ms) {
		client->used += weight;
		if (client->used <= limits->weight_max) {
			ret_limit->used_weight = client->used;
			return;
		}
		if (++client->ignored > IGNORED_MAX)
			ban(client, now_ms);
	}
	ret_limit->used_weight = client->used;
	bool is_banned = now_ms < client->banned_until_ms;
	ret_limit->status = is_banned ? 418 : 429;
	ret_limit->banned_until_ms = is_banned ? client->banned_until_ms : 0;
	ret_limit->retry_after_s =
		seconds_until(is_banned ? client->banned_until_ms : minute + AC_MS_PER_MIN, now_ms);
}

void simulator_window_turn(struct simulator_order_window *window, ac_ms now_ms)
{
	ac_ms start_10s = now_ms - now_ms % (10 * AC_MS_PER_SEC);
	ac_ms start_1m = now_ms - now_ms % AC_MS_PER_MIN;
	if (start_10s != window->start_10s) {
		window->start_10s = start_10s;
		window->used_10s = 0;
	}
	if (start_1m != window->start_1m) {
		window->start_1m = start_1m;
		window->used_1m = 0;
	}
}

bool simulator_window_charge(struct simulator_order_window *window, ac_ms now_ms,
			     int32_t orders_10s, int32_t orders_1m)
{
	simulator_window_turn(window, now_ms);
	if (window->used_10s + orders_10s > SIMULATOR_ORDERS_10S ||
	    window->used_1m + orders_1m > SIMULATOR_ORDERS_1M)
		return false;
	window->used_10s += orders_10s;
	window->used_1m += orders_1m;
	return true;
}
