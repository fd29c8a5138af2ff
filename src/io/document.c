#include "io/document.h"

#include <stdio.h>
#include <stdlib.h>

#include "io/packed_file.h"
#include "sys/error.h"

#define DOCUMENT_SIZE_MAX ((size_t)16 << 20)

char *ac_document_read(const char *path, size_t *ret_size, struct ac_error *error)
{
	struct ac_packed_file *file;
	if (ac_packed_file_open(path, &file, error) != AC_OK)
		return NULL;
	char *text = malloc(DOCUMENT_SIZE_MAX);
	size_t size = 0, got = 1;
	bool is_read = text != NULL;
	if (text == NULL)
		ac_error_set(error, "out of memory");
	while (is_read && got > 0 && size < DOCUMENT_SIZE_MAX) {
		is_read = ac_packed_file_read(file, text + size, DOCUMENT_SIZE_MAX - size, &got,
					      error) == AC_OK;
		size += is_read ? got : 0;
	}
	ac_packed_file_close(file);
	if (!is_read) {
		free(text);
		return NULL;
	}
	*ret_size = size;
	return text;
}
