#include "view/box.h"

#include <pthread.h>
#include <stdlib.h>

struct ac_view_box {
	pthread_mutex_t mutex; /* over `shown` */
	struct ac_view *shown;
	struct ac_view *next; /* the engine's own */
	uint64_t number;
	struct ac_view views[2];
};

enum ac_status ac_view_box_create(struct ac_view_box **ret_box)
{
	struct ac_view_box *box = calloc(1, sizeof(*box));
	if (box == NULL)
		return AC_ERR_NOMEM;
	if (pthread_mutex_init(&box->mutex, NULL) != 0) {
		free(box);
		return AC_ERR_NOMEM;
	}
	box->shown = &box->views[0];
	box->next = &box->views[1];
	*ret_box = box;
	return AC_OK;
}

void ac_view_box_destroy(struct ac_view_box *box)
{
	if (box == NULL)
		return;
	pthread_mutex_destroy(&box->mutex);
	free(box);
}

struct ac_view *ac_view_box_next(struct ac_view_box *box)
{
	return box->next;
}

bool ac_view_box_show(struct ac_view_box *box)
{
	/* Only a try: a reader that copies just now keeps the engine from showing, never from
	 * trading. */
	if (pthread_mutex_trylock(&box->mutex) != 0)
		return false;
	struct ac_view *shown = box->next;
	shown->number = ++box->number;
	box->next = box->shown;
	box->shown = shown;
	pthread_mutex_unlock(&box->mutex);
	return true;
}

/* Tables are copied as far as they are used: most of a view is room for more. */
static void copy(struct ac_view *to, const struct ac_view *from)
{
	ac_assert(from->position_count <= AC_VIEW_POSITIONS_MAX);
	ac_assert(from->order_count <= AC_VIEW_ORDERS_MAX);
	ac_assert(from->guard_count <= AC_VIEW_GUARDS_MAX);
	ac_assert(from->symbol_count <= AC_INSTRUMENTS_MAX);
	memcpy(to, from, offsetof(struct ac_view, positions));
	memcpy(to->positions, from->positions, from->position_count * sizeof(*to->positions));
	memcpy(to->orders, from->orders, from->order_count * sizeof(*to->orders));
	memcpy(to->guards, from->guards, from->guard_count * sizeof(*to->guards));
	memcpy(to->symbols, from->symbols, from->symbol_count * sizeof(*to->symbols));
}

bool ac_view_box_read(struct ac_view_box *box, uint64_t seen, struct ac_view *ret_view)
{
	pthread_mutex_lock(&box->mutex);
	bool is_newer = box->shown->number > seen;
	if (is_newer)
		copy(ret_view, box->shown);
	pthread_mutex_unlock(&box->mutex);
	return is_newer;
}
