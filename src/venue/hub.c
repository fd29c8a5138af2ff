#include "venue/hub.h"

#include <stdlib.h>

#define BUCKETS 8192u /* 300 symbols with some streams each stay in short chains */

struct venue_hub {
	struct venue_topic *buckets[BUCKETS];
};

static uint32_t hash_of(enum ac_venue_route route, struct ac_str name)
{
	uint32_t hash = 2166136261u ^ (uint32_t)route; /* FNV-1a */
	for (size_t i = 0; i < name.size; i++)
		hash = (hash ^ (unsigned char)name.data[i]) * 16777619u;
	return hash;
}

struct venue_hub *venue_hub_create(void)
{
	return calloc(1, sizeof(struct venue_hub));
}

void venue_hub_destroy(struct venue_hub *hub)
{
	if (hub == NULL)
		return;
	for (size_t i = 0; i < BUCKETS; i++) {
		while (hub->buckets[i] != NULL) {
			struct venue_topic *topic = hub->buckets[i];
			hub->buckets[i] = topic->next;
			free(topic->listeners);
			free(topic);
		}
	}
	free(hub);
}

static struct venue_topic *find(const struct venue_hub *hub, enum ac_venue_route route,
				struct ac_str name, uint32_t hash)
{
	for (struct venue_topic *topic = hub->buckets[hash % BUCKETS]; topic != NULL;
	     topic = topic->next) {
		if (topic->hash == hash && topic->route == route &&
		    ac_str_equal((struct ac_str){ topic->name, topic->name_size }, name))
			return topic;
	}
	return NULL;
}

const struct venue_topic *venue_hub_find(const struct venue_hub *hub, enum ac_venue_route route,
					 struct ac_str name)
{
	return find(hub, route, name, hash_of(route, name));
}

struct venue_topic *venue_hub_join(struct venue_hub *hub, enum ac_venue_route route,
				   struct ac_str name, struct venue_connection *connection)
{
	uint32_t hash = hash_of(route, name);
	struct venue_topic *topic = find(hub, route, name, hash);
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
		struct venue_connection **listeners =
			reallocarray(topic->listeners, capacity, sizeof(struct venue_connection *));
		if (listeners == NULL)
			return NULL;
		topic->listeners = listeners;
		topic->listener_capacity = capacity;
	}
	topic->listeners[topic->listener_count++] = connection;
	return topic;
}

void venue_hub_leave(struct venue_hub *hub, struct venue_topic *topic,
		     const struct venue_connection *connection)
{
	for (uint32_t i = 0; i < topic->listener_count; i++) {
		if (topic->listeners[i] == connection) {
			topic->listeners[i] = topic->listeners[--topic->listener_count];
			break;
		}
	}
	if (topic->listener_count > 0)
		return;
	struct venue_topic **at = &hub->buckets[topic->hash % BUCKETS];
	while (*at != topic)
		at = &(*at)->next;
	*at = topic->next;
	free(topic->listeners);
	free(topic);
}
