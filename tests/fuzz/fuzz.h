/* fuzz.h - the one function of a fuzz target, which libFuzzer calls without declaring it. */
#ifndef AC_TESTS_FUZZ_H
#define AC_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Returns 0; a broken claim ends the process. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
