/* The live socket: each part of the state is written once and sent to whoever has an older one;
 * newest wins, so a browser never has more than one frame of each waiting. */
#include <stdlib.h>

#include "dashboard/server.h"
#include "sys/clock.h"
#include "sys/loop.h"
#include "view/view_json.h"

#define CALM_NS      AC_NS_PER_SEC
#define SLOW_NS      (10 * AC_NS_PER_SEC)
#define FACT_SIZE    4096u
#define FRAME_SIZE   (64u << 10)
#define PART_INITIAL 8192u
#define PART_MAX     (4u << 20)

static const char *const types[LIVE_SECTION_COUNT] = {
	[LIVE_STATUS] = "status", [LIVE_POSITIONS] = "positions", [LIVE_ORDERS] = "orders",
	[LIVE_RISK] = "risk",     [LIVE_SYSTEM] = "system",       [LIVE_SYMBOLS] = "symbols",
};

bool live_init(struct live *live)
{
	for (int i = 0; i < LIVE_SECTION_COUNT; i++) {
		live->parts[i].capacity = PART_INITIAL;
		live->parts[i].frame = malloc(LWS_PRE + PART_INITIAL);
		if (live->parts[i].frame == NULL)
			return false;
	}
	live->scratch = malloc(LWS_PRE + FRAME_SIZE);
	return live->scratch != NULL;
}

void live_deinit(struct live *live)
{
	for (int i = 0; i < LIVE_SECTION_COUNT; i++)
		free(live->parts[i].frame);
	for (uint32_t i = 0; i < LIVE_FACTS_MAX; i++)
		free(live->facts[i].text);
	free(live->scratch);
}

static void write_section(struct ac_json *json, enum live_section section,
			  const struct ac_view *view, const struct ac_view_names *names)
{
	switch (section) {
	case LIVE_STATUS:
		ac_view_json_status(json, NULL, view, names);
		break;
	case LIVE_POSITIONS:
		ac_view_json_positions(json, NULL, view, names);
		break;
	case LIVE_ORDERS:
		ac_view_json_orders(json, NULL, view, names);
		break;
	case LIVE_RISK:
		ac_view_json_risk(json, NULL, view, names);
		break;
	case LIVE_SYSTEM:
		ac_view_json_system(json, NULL, view);
		break;
	case LIVE_SYMBOLS:
		ac_view_json_symbols(json, NULL, view, names);
		break;
	case LIVE_SECTION_COUNT:
		break;
	}
}

static uint64_t hash_of(const char *text, size_t size)
{
	uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a, to see a change, not to resist a forger */
	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
	return hash;
}

/* Everything behind the moment at which it was written. */
static uint64_t hash_section(const char *text, size_t size)
{
	static const char mark[] = "\"is_live\":true";
	const char *found = memmem(text, size, mark, sizeof(mark) - 1);
	size_t skip = found == NULL ? 0 : (size_t)(found - text);
	return hash_of(text + skip, size - skip);
}

/* True where the frame holds something new. */
static void refresh(struct ac_dashboard *dashboard, enum live_section section, ac_ns now)
{
	struct live_part *part = &dashboard->live.parts[section];
	char head[32];
	int head_size = snprintf(head, sizeof(head), "{\"type\":\"%s\",", types[section]);
	for (;;) {
		/* The object's own brace makes way for the head, which brings one. */
		char *text = (char *)part->frame + LWS_PRE;
		struct ac_json json;
		ac_json_init(&json, text + head_size - 1, part->capacity - (size_t)head_size);
		write_section(&json, section, dashboard->view, dashboard->config.names);
		if (!json.is_full) {
			uint64_t hash = hash_section(json.data, json.size);
			bool is_changed = hash != part->hash || part->version == 0;
			memcpy(text, head, (size_t)head_size);
			part->size = json.size + (size_t)head_size - 1;
			part->written_ns = now;
			part->hash = hash;
			part->version += is_changed || section == LIVE_STATUS;
			return;
		}
		unsigned char *larger = part->capacity < PART_MAX
						? realloc(part->frame, LWS_PRE + 2 * part->capacity)
						: NULL;
		if (larger == NULL)
			return;
		part->frame = larger;
		part->capacity *= 2;
	}
}

static bool take_facts(struct ac_dashboard *dashboard)
{
	struct live *live = &dashboard->live;
	struct ac_event fact;
	bool has_any = false;
	/* No more than fit in the ring: a flood may come faster than it is written down. */
	for (uint32_t i = 0; i < SERVER_FACTS_MAX && ac_fact_ring_pop(&dashboard->facts, &fact);
	     i++) {
		char text[FACT_SIZE];
		struct ac_json json;
		ac_json_init(&json, text, sizeof(text));
		ac_fact_json(&json, NULL, &fact, dashboard->config.names);
		char *copy = json.is_full ? NULL : malloc(json.size);
		if (copy == NULL)
			continue;
		memcpy(copy, text, json.size);
		struct live_fact *place = &live->facts[++live->fact_count % LIVE_FACTS_MAX];
		free(place->text);
		*place = (struct live_fact){ copy, json.size };
		has_any = true;
	}
	return has_any;
}

static bool has_news(const struct live *live, const struct connection *connection)
{
	for (int i = 0; i < LIVE_SECTION_COUNT; i++) {
		if (connection->seen[i] != live->parts[i].version)
			return true;
	}
	return connection->fact_seen != live->fact_count;
}

static void ask_to_write(struct ac_dashboard *dashboard, struct connection *connection, ac_ns now)
{
	if (!has_news(&dashboard->live, connection))
		return;
	if (connection->waiting_ns == 0)
		connection->waiting_ns = now;
	if (now - connection->waiting_ns > SLOW_NS) {
		atomic_fetch_add(&dashboard->dropped, 1);
		lws_set_timeout(connection->wsi, PENDING_TIMEOUT_HTTP_CONTENT, LWS_TO_KILL_ASYNC);
		return;
	}
	lws_callback_on_writable(connection->wsi);
}

void live_on_tick(struct ac_dashboard *dashboard)
{
	struct live *live = &dashboard->live;
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	bool has_facts = take_facts(dashboard);
	bool has_browsers = live->browsers.head != NULL;
	if (ac_view_box_read(dashboard->config.views, dashboard->view_number, dashboard->view))
		dashboard->view_number = dashboard->view->number;
	if (!has_browsers || dashboard->view_number == 0)
		return;
	for (enum live_section i = 0; i < LIVE_SECTION_COUNT; i++) {
		/* What only counts time may do so calmly; what happened comes at once. */
		bool is_calm = i != LIVE_POSITIONS && i != LIVE_ORDERS && !has_facts;
		if (!is_calm || now - live->parts[i].written_ns >= CALM_NS)
			refresh(dashboard, i, now);
	}
	for (struct lws_dll2 *at = live->browsers.head; at != NULL;) {
		struct lws_dll2 *next = at->next;
		ask_to_write(dashboard, lws_container_of(at, struct connection, list), now);
		at = next;
	}
}

static int send_frame(struct ac_dashboard *dashboard, struct connection *connection,
		      unsigned char *frame, size_t size)
{
	if (lws_write(connection->wsi, frame + LWS_PRE, size, LWS_WRITE_TEXT) < (int)size)
		return -1;
	atomic_fetch_add(&dashboard->bytes, size);
	return 0;
}

static int send_facts(struct ac_dashboard *dashboard, struct connection *connection)
{
	struct live *live = &dashboard->live;
	char *text = (char *)live->scratch + LWS_PRE;
	uint64_t behind = live->fact_count - connection->fact_seen;
	size_t size;
	if (behind > LIVE_FACTS_MAX) {
		uint64_t lost = behind - LIVE_FACTS_MAX;
		size = (size_t)snprintf(text, FRAME_SIZE, "{\"type\":\"facts\",\"lost\":%llu}",
					(unsigned long long)lost);
		connection->fact_seen += lost;
		return send_frame(dashboard, connection, live->scratch, size);
	}
	size = (size_t)snprintf(text, FRAME_SIZE, "{\"type\":\"facts\",\"facts\":[");
	for (bool is_first = true; connection->fact_seen < live->fact_count; is_first = false) {
		const struct live_fact *fact =
			&live->facts[(connection->fact_seen + 1) % LIVE_FACTS_MAX];
		if (size + fact->size + 3 > FRAME_SIZE)
			break;
		if (!is_first)
			text[size++] = ',';
		memcpy(text + size, fact->text, fact->size);
		size += fact->size;
		connection->fact_seen++;
	}
	text[size++] = ']';
	text[size++] = '}';
	return send_frame(dashboard, connection, live->scratch, size);
}

int live_on_writable(struct ac_dashboard *dashboard, struct connection *connection)
{
	struct live *live = &dashboard->live;
	int result = 0;
	bool is_sent = false;
	connection->waiting_ns = 0;
	for (int i = 0; i < LIVE_SECTION_COUNT && !is_sent; i++) {
		struct live_part *part = &live->parts[i];
		if (connection->seen[i] == part->version)
			continue;
		connection->seen[i] = part->version;
		result = send_frame(dashboard, connection, part->frame, part->size);
		is_sent = true;
	}
	if (!is_sent && connection->fact_seen != live->fact_count)
		result = send_facts(dashboard, connection);
	if (result == 0 && has_news(live, connection)) {
		connection->waiting_ns = ac_steady_ns(&ac_machine_clock);
		lws_callback_on_writable(connection->wsi);
	}
	return result;
}
