#include "config/faults.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define LINE_SIZE  2048
#define SHOWN_SIZE 40

void ac_faults_init(struct ac_faults *faults)
{
	*faults = (struct ac_faults){ 0 };
}

void ac_faults_deinit(struct ac_faults *faults)
{
	free(faults->text);
	*faults = (struct ac_faults){ 0 };
}

/* Room for `size` more bytes and a terminator; without memory the fault is counted, not shown. */
static bool reserve(struct ac_faults *faults, size_t size)
{
	size_t needed = faults->size + size + 1;
	if (needed <= faults->capacity)
		return true;
	size_t capacity = faults->capacity == 0 ? 1024 : faults->capacity;
	while (capacity < needed)
		capacity *= 2;
	char *text = realloc(faults->text, capacity);
	if (text == NULL)
		return false;
	faults->text = text;
	faults->capacity = capacity;
	return true;
}

/* Files may hold anything; a fault goes to a terminal, which obeys control characters. U+0080 to
 * U+009F are such characters too, two bytes each in UTF-8. */
static void disarm(char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c < 0x20 || c == 0x7f)
			text[i] = '?';
		if (c == 0xc2 && i + 1 < size && (unsigned char)text[i + 1] >= 0x80 &&
		    (unsigned char)text[i + 1] <= 0x9f) {
			text[i] = '?';
			text[i + 1] = '?';
		}
	}
}

void ac_faults_add(struct ac_faults *faults, const char *file, size_t line, size_t column,
		   const char *format, ...)
{
	ac_assert(faults != NULL);
	ac_assert(file != NULL);
	faults->count++;

	char text[LINE_SIZE];
	int head;
	if (line == 0)
		head = snprintf(text, sizeof(text), "%s: ", file);
	else if (column == 0)
		head = snprintf(text, sizeof(text), "%s:%zu: ", file, line);
	else
		head = snprintf(text, sizeof(text), "%s:%zu:%zu: ", file, line, column);
	size_t size = head < 0 ? 0 : (size_t)head;
	if (size >= sizeof(text))
		size = sizeof(text) - 1;
	va_list arguments;
	va_start(arguments, format);
	int rest = vsnprintf(text + size, sizeof(text) - size, format, arguments);
	va_end(arguments);
	if (rest > 0)
		size += (size_t)rest;
	if (size >= sizeof(text))
		size = sizeof(text) - 1;
	disarm(text, size);

	if (!reserve(faults, size + 1))
		return;
	if (faults->size > 0)
		faults->text[faults->size++] = '\n';
	memcpy(faults->text + faults->size, text, size);
	faults->size += size;
	faults->text[faults->size] = '\0';
}

struct ac_shown ac_shown_make(struct ac_str text)
{
	struct ac_shown shown = { "" };
	size_t size = text.size;
	bool is_cut = size > SHOWN_SIZE;
	if (is_cut) {
		size = SHOWN_SIZE;
		/* A UTF-8 character continues with bytes 10xxxxxx: never cut before one of those.
		 */
		while (size > 0 && ((unsigned char)text.data[size] & 0xc0) == 0x80)
			size--;
	}
	for (size_t i = 0; i < size; i++)
		shown.text[i] = text.data[i] == '\0' ? '?' : text.data[i];
	if (is_cut)
		memcpy(shown.text + size, "...", 4);
	static_assert(sizeof(shown.text) >= SHOWN_SIZE + sizeof("..."), "the mark of a cut fits");
	return shown;
}
