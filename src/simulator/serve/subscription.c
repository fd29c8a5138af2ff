#include "simulator/serve/subscription.h"

#include <stdlib.h>

#include "simulator/serve/http_message.h"
#include "simulator/serve/server_state.h"

static struct simulator_subscription *find(const struct simulator_connection *connection,
					   struct ac_str name)
{
	for (uint32_t i = 0; i < connection->subscription_count; i++) {
		if (ac_str_equal(connection->subscriptions[i].name, name))
			return &connection->subscriptions[i];
	}
	return NULL;
}

static struct simulator_subscription *append(struct simulator_connection *connection)
{
	if (connection->subscription_count == connection->subscription_capacity) {
		uint32_t capacity = connection->subscription_capacity;
		capacity = capacity > 0 ? capacity * 2 : 8;
		struct simulator_subscription *items = reallocarray(
			connection->subscriptions, capacity, sizeof(struct simulator_subscription));
		if (items == NULL)
			return NULL;
		connection->subscriptions = items;
		connection->subscription_capacity = capacity;
	}
	struct simulator_subscription *item =
		&connection->subscriptions[connection->subscription_count++];
	*item = (struct simulator_subscription){ .account = -1 };
	return item;
}

enum ac_status simulator_subscribe(struct simulator_connection *connection, struct ac_str name,
				   const char *events)
{
	struct ac_simulator_server *server = connection->server;
	if (name.size == 0 || find(connection, name) != NULL)
		return AC_OK;
	if (connection->subscription_count == SIMULATOR_SUBSCRIPTIONS_MAX)
		return AC_ERR_FULL;
	struct simulator_subscription *item = append(connection);
	char *copy = malloc(name.size + 1);
	char *wanted = events != NULL ? strdup(events) : NULL;
	if (item == NULL || copy == NULL || (events != NULL && wanted == NULL)) {
		if (item != NULL)
			connection->subscription_count--;
		free(copy);
		free(wanted);
		return AC_ERR_NOMEM;
	}
	memcpy(copy, name.data, name.size);
	copy[name.size] = '\0';
	item->name = (struct ac_str){ copy, name.size };
	item->events = wanted;
	if (connection->route == AC_SIMULATOR_ROUTE_PRIVATE) {
		item->account = ac_simulator_listen_key_find(server->simulator, name,
							     ac_wall_ms(server->config.clock));
		return AC_OK;
	}
	/* A connection without a route carries what /public carries. */
	enum ac_simulator_route route = connection->route == AC_SIMULATOR_ROUTE_MARKET
						? AC_SIMULATOR_ROUTE_MARKET
						: AC_SIMULATOR_ROUTE_PUBLIC;
	item->topic = simulator_hub_join(server->hub, route, item->name, connection);
	return item->topic != NULL ? AC_OK : AC_ERR_NOMEM;
}

static void forget(struct simulator_connection *connection, struct simulator_subscription *item)
{
	if (item->topic != NULL)
		simulator_hub_leave(connection->server->hub, item->topic, connection);
	free(item->events);
	free((char *)(uintptr_t)item->name.data);
}

void simulator_unsubscribe(struct simulator_connection *connection, struct ac_str name)
{
	struct simulator_subscription *item = find(connection, name);
	if (item == NULL)
		return;
	forget(connection, item);
	struct simulator_subscription *end =
		connection->subscriptions + connection->subscription_count--;
	memmove(item, item + 1, (size_t)(end - item - 1) * sizeof(*item));
}

void simulator_unsubscribe_all(struct simulator_connection *connection)
{
	for (uint32_t i = 0; i < connection->subscription_count; i++)
		forget(connection, &connection->subscriptions[i]);
	free(connection->subscriptions);
	connection->subscriptions = NULL;
	connection->subscription_count = connection->subscription_capacity = 0;
}

bool simulator_subscription_wants(const struct simulator_subscription *subscription,
				  const char *type)
{
	if (subscription->events == NULL)
		return true;
	size_t size = strlen(type);
	for (const char *at = subscription->events; *at != '\0';) {
		size_t word = strcspn(at, "/,");
		if (word == size && memcmp(at, type, size) == 0)
			return true;
		at += word;
		at += *at != '\0' ? 1 : 0;
	}
	return false;
}

/* ---- URLs ---- */

/* Subscribes to each name of "a/b/c". */
static enum ac_status subscribe_list(struct simulator_connection *connection, struct ac_str list,
				     const char *events)
{
	enum ac_status status = AC_OK;
	while (list.size > 0 && status == AC_OK) {
		const char *slash = memchr(list.data, '/', list.size);
		size_t size = slash != NULL ? (size_t)(slash - list.data) : list.size;
		status =
			simulator_subscribe(connection, (struct ac_str){ list.data, size }, events);
		size_t step = size < list.size ? size + 1 : size;
		list = (struct ac_str){ list.data + step, list.size - step };
	}
	return status;
}

/* Cuts the next "name=value" off `query`; both percent-decoded in place. */
static bool next_pair(struct ac_str *query, struct ac_str *ret_name, struct ac_str *ret_value)
{
	if (query->size == 0)
		return false;
	const char *end = memchr(query->data, '&', query->size);
	size_t size = end != NULL ? (size_t)(end - query->data) : query->size;
	char *text = (char *)(uintptr_t)query->data;
	const char *equals = memchr(text, '=', size);
	size_t name = equals != NULL ? (size_t)(equals - text) : size;
	size_t value = equals != NULL ? name + 1 : size;
	*ret_name = (struct ac_str){ text, simulator_percent_decode(text, name) };
	*ret_value = (struct ac_str){ text + value,
				      simulator_percent_decode(text + value, size - value) };
	size_t step = size < query->size ? size + 1 : size;
	*query = (struct ac_str){ query->data + step, query->size - step };
	return true;
}

/* streams=a/b, and listenKey=K&events=A/B with each events= belonging to the key before it. */
static enum ac_status subscribe_query(struct simulator_connection *connection, struct ac_str query)
{
	enum ac_status status = AC_OK;
	struct ac_str name, value, key = { NULL, 0 };
	char events[1024];
	while (status == AC_OK && next_pair(&query, &name, &value)) {
		if (ac_str_equal(name, AC_STR("streams"))) {
			status = subscribe_list(connection, value, NULL);
		} else if (ac_str_equal(name, AC_STR("listenKey"))) {
			if (key.data != NULL)
				status = simulator_subscribe(connection, key, NULL);
			key = value;
		} else if (ac_str_equal(name, AC_STR("events")) && key.data != NULL) {
			if (value.size >= sizeof(events))
				return AC_ERR_FULL;
			memcpy(events, value.data, value.size);
			events[value.size] = '\0';
			status = simulator_subscribe(connection, key, events);
			key = (struct ac_str){ NULL, 0 };
		}
	}
	if (status == AC_OK && key.data != NULL)
		status = simulator_subscribe(connection, key, NULL);
	return status;
}

bool simulator_subscription_url(struct simulator_connection *connection, struct ac_str path,
				struct ac_str query, enum ac_status *ret_status)
{
	static const struct {
		const char *prefix;
		enum ac_simulator_route route;
	} routes[] = { { "/public", AC_SIMULATOR_ROUTE_PUBLIC },
		       { "/market", AC_SIMULATOR_ROUTE_MARKET },
		       { "/private", AC_SIMULATOR_ROUTE_PRIVATE },
		       { "", AC_SIMULATOR_ROUTE_LEGACY } };
	size_t prefix = 0;
	for (size_t i = 0; i < AC_COUNT(routes); i++) {
		prefix = strlen(routes[i].prefix);
		connection->route = routes[i].route;
		if (path.size >= prefix && memcmp(path.data, routes[i].prefix, prefix) == 0)
			break;
	}
	struct ac_str rest = { path.data + prefix, path.size - prefix };
	bool is_raw = rest.size >= 3 && memcmp(rest.data, "/ws", 3) == 0 &&
		      (rest.size == 3 || rest.data[3] == '/');
	connection->is_combined =
		ac_str_equal(rest, AC_STR("/stream")) || ac_str_equal(rest, AC_STR("/stream/"));
	if (!is_raw && !connection->is_combined)
		return false;
	*ret_status = AC_OK;
	if (is_raw && rest.size > 4) {
		char *names = strndup(rest.data + 4, rest.size - 4);
		if (names == NULL) {
			*ret_status = AC_ERR_NOMEM;
			return true;
		}
		size_t size = simulator_percent_decode(names, rest.size - 4);
		*ret_status = subscribe_list(connection, (struct ac_str){ names, size }, NULL);
		free(names);
	}
	char *copy = query.size > 0 ? strndup(query.data, query.size) : NULL;
	if (copy != NULL && *ret_status == AC_OK)
		*ret_status = subscribe_query(connection, (struct ac_str){ copy, query.size });
	free(copy);
	return true;
}
