/* heap.h - a binary heap in an array of the caller's, and the sort that it gives for free: in place,
 * without more memory, however long the array is. Pure. Any thread. */
#ifndef AC_CORE_HEAP_H
#define AC_CORE_HEAP_H

#include "core/base.h"

/* Whether the item `a` belongs below `b`: a strict order. The item that is below none stands at
 * index 0. */
typedef bool ac_heap_is_below(const void *a, const void *b);

/* `items` holds `count` items of `item_size` bytes each. After the item at `at` was written: moves
 * it up or down to where it belongs; the others are a heap already. */
void ac_heap_rise(void *items, size_t item_size, size_t at, ac_heap_is_below *is_below);
void ac_heap_sink(void *items, size_t item_size, size_t count, size_t at,
		  ac_heap_is_below *is_below);

/* Ascending: an item that is below another ends before it. Items of which neither is below the
 * other end in an order that depends on nothing but the array that was given. */
void ac_heap_sort(void *items, size_t item_size, size_t count, ac_heap_is_below *is_below);

#endif
