/* corpus.c - runs a fuzz target once over each file of its corpus, so that what a fuzzer has found
 * stays found without a fuzzer. Arguments: the name of the target and its corpus folder. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define INPUT_SIZE_MAX (1u << 20)

static int run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return -1;
	uint8_t *input = malloc(INPUT_SIZE_MAX);
	if (input == NULL) {
		fclose(file);
		return -1;
	}
	size_t size = fread(input, 1, INPUT_SIZE_MAX, file);
	fclose(file);
	/* A block of the exact size: the address sanitizer sees the first byte read beyond it. */
	uint8_t *exact = realloc(input, size > 0 ? size : 1);
	int result = LLVMFuzzerTestOneInput(exact != NULL ? exact : input, size);
	free(exact != NULL ? exact : input);
	return result;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: corpus NAME FOLDER\n");
		return 2;
	}
	printf("1..1\n");
	DIR *folder = opendir(argv[2]);
	int files = 0, failed = 0;
	const struct dirent *entry;
	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		char path[4096];
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", argv[2], entry->d_name);
		printf("# %s\n", entry->d_name);
		fflush(stdout);
		failed += run_file(path) != 0 ? 1 : 0;
		files++;
	}
	if (folder != NULL)
		closedir(folder);
	printf("%s 1 - %s: %d inputs of the corpus\n", files > 0 && failed == 0 ? "ok" : "not ok",
	       argv[1], files);
	return files > 0 && failed == 0 ? 0 : 1;
}
