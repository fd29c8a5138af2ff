/* status.h - the closed list of outcomes that a function can report.
 * Not an error text for people: struct ac_error carries where and what. Any thread. */
#ifndef AC_CORE_STATUS_H
#define AC_CORE_STATUS_H

/* X(name, value, text). Zero is success, negatives are failures; append only. */
#define AC_STATUS_LIST(X)                                                                          \
	X(AC_OK, 0, "ok")                                                                          \
	X(AC_ERR_PARSE, -1, "malformed text")                                                      \
	X(AC_ERR_RANGE, -2, "value out of range")                                                  \
	X(AC_ERR_FULL, -3, "capacity exhausted")                                                   \
	X(AC_ERR_NOT_FOUND, -4, "not found")                                                       \
	X(AC_ERR_EXISTS, -5, "already exists")                                                     \
	X(AC_ERR_IO, -6, "input or output failed")                                                 \
	X(AC_ERR_NOMEM, -7, "out of memory")                                                       \
	X(AC_ERR_CORRUPT, -8, "stored data is corrupt")                                            \
	X(AC_ERR_CONFIG, -9, "configuration refused")                                              \
	X(AC_ERR_DIVIDE, -10, "division by zero")                                                  \
	X(AC_ERR_UNSUPPORTED, -11, "not supported")                                                \
	X(AC_ERR_VERSION, -12, "incompatible version")                                             \
	X(AC_ERR_MISMATCH, -13, "results differ")                                                  \
	X(AC_END, -14, "no more items")                                                            \
	X(AC_ERR_TIMEOUT, -15, "no answer in time")

enum ac_status {
#define AC_STATUS_ENUM(name, value, text) name = (value),
	AC_STATUS_LIST(AC_STATUS_ENUM)
#undef AC_STATUS_ENUM
};

#define AC_MUST_USE __attribute__((warn_unused_result))

/* A static English text, never NULL, also for values outside the list. */
const char *ac_status_text(enum ac_status status);

#endif
