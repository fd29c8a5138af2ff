#include "simulator/serve/hub.h"

#include <stdlib.h>

#define BUCKETS 8192u /* 300 symbols with some streams each stay in short chains */

struct simulator_hub {
	struct simulator_topic *buckets[BUCKETS];
};

static uint32_t hash_of(enum ac_simulator_route route, struct ac_str name)
{
	uint32_t hash = 2166136261u ^ (uint32_t)route; /* FNV-1a */
	for (size_t i = 0; i < name.size; i++)
		hash = (hash ^ (unsigned char)name.data[i]) * 16777619u;
	return hash;
}

struct simulator_hub *simulator_hub_create(void)
{
	return calloc(1, sizeof(struct simulator_hub));
}

void simulator_hub_destroy(struct simulator_hub *hub)
{
	if (hub == NULL)
		return;
	for (size_t i = 0; i < BUCKETS; i++) {
		while (hub->buckets[i] != NULL) {
			struct simulator_topic *topic = hub->buckets[i];
			hub->buckets[i] = topic->next;
			free(topic->listeners);
			free(topic);
		}
	}
	free(hub);
}

static struct simulator_topic *find(const struct simulator_hub *hub, enum ac_simulator_route route,
				    struct ac_str name, uint32_t hash)
{
	for (struct simulator_topic *topic = hub->buckets[hash % BUCKETS]; topic != NULL;
	     topic = topic->next) {
		if (topic->hash == hash && topic->route == route &&
		    ac_str_equal((struct ac_str){ topic->name, topic->name_size }, name))
			return topic;
	}
	return NULL;
}

const struct simulator_topic *simulator_hub_find(const struct simulator_hub *hub,
						 enum ac_simulator_route route, struct ac_str name)
{
	return find(hub, route, name, hash_of(route, name));
}

struct simulator_topic *simulator_hub_join(struct simulator_hub *hub, enum ac_simulator_route route,
					   struct ac_str name,
					   struct simulator_connection *connection)
{
	uint32_t hash = hash_of(route, name);
	struct simulator_topic *topic = find(hub, route, name, hash);
	if (topic == NULL) {
		topic = calloc(1, sizeof(*topic) + name.size + 1);
		if (topic == NULL)
			return NULL;
		topic->route = route;
		topic->hash = hash;
		topic->name_size = name.size;
		memcpy(topic->name, name.data, name.size);
		topic->next = hub->buckets[hash % BUCKETS];
		hub->buckets[hash % BUCKETS] = topic;
	}
	if (topic->listener_count == topic->listener_capacity) {
		uint32_t capacity = topic->listener_capacity > 0 ? topic->listener_capacity * 2 : 2;
		struct simulator_connection **listeners = reallocarray(
			topic->listeners, capacity, sizeof(struct simulator_connection *));
		if (listeners == NULL)
			return NULL;
		topic->listeners = listeners;
		topic->listener_capacity = capacity;
	}
	topic->listeners[topic->listener_count++] = connection;
	return topic;
}

void simulator_hub_leave(struct simulator_hub *hub, struct simulator_topic *topic,
			 const struct simulator_connection *connection)
{
	for (uint32_t i = 0; i < topic->listener_count; i++) {
		if (topic->listeners[i] == connection) {
			topic->listeners[i] = topic->listeners[--topic->listener_count];
			break;
		}
	}
	if (topic->listener_count > 0)
		return;
	struct simulator_topic **at = &hub->buckets[topic->hash % BUCKETS];
	while (*at != topic)
		at = &(*at)->next;
	*at = topic->next;
	free(topic->listeners);
	free(topic);
}
