/* schema.h - the tables that say which keys exist, of which type and range, with which default, and
 * where their values go. One row feeds parsing, the fault's advice, the effective configuration and
 * docs/configuration.md (a test compares). Not about files: yaml_section.c and settings.c walk
 * those. Start-up thread only. */
#ifndef AC_CONFIG_SCHEMA_H
#define AC_CONFIG_SCHEMA_H

#include "config/faults.h"

enum ac_field_type {
	AC_FIELD_BOOL,    /* bool; true or false and nothing else */
	AC_FIELD_INT,     /* int32_t or a uint32_t that is small; whole, no leading zero */
	AC_FIELD_MS,      /* ac_ns, written as whole milliseconds */
	AC_FIELD_DECIMAL, /* struct ac_dec */
	AC_FIELD_CHOICE,  /* an enum whose values count from 0 as `choices` does */
	AC_FIELD_TEXT,    /* char[size]; one of `choices` where there are any */
	AC_FIELD_SECRET,  /* char[size]; never shown */
	AC_FIELD_SECTION, /* a mapping: of `section`, or (NULL) one that has a parser of its own */
};

struct ac_schema;

struct ac_field {
	const char *key;
	enum ac_field_type type;
	bool is_alias; /* another name of the row above, left out where the value is printed */
	size_t offset; /* in the structure that the table is about */
	size_t size;   /* of TEXT and SECRET, terminator included */
	const char *default_value; /* as it would be written; NULL where zero is the default */
	const char *minimum;       /* of numbers, inclusive */
	const char *maximum;
	const char *choices;
	const char *help; /* one sentence */
	const struct ac_schema *section;
};

struct ac_schema {
	const struct ac_field *fields;
	size_t count;
};

/* The tables. Offsets are in struct ac_config, but for symbol (struct ac_symbol_config) and book
 * (struct ac_book_config). */
extern const struct ac_schema ac_settings_schema;  /* .env and environment */
extern const struct ac_schema ac_risk_file_schema; /* its three sections follow */
extern const struct ac_schema ac_limits_schema;
extern const struct ac_schema ac_execution_schema;
extern const struct ac_schema ac_simulation_schema;
extern const struct ac_schema ac_symbol_schema;
extern const struct ac_schema ac_book_schema;

/* Writes every default below `base`, sections included. */
void ac_schema_default(const struct ac_schema *schema, void *base);
/* Index of the row, -1 where absent. */
int32_t ac_schema_find(const struct ac_schema *schema, struct ac_str key);
/* Reports an unknown key of `kind` ("key", "variable"), with the nearest known one. */
void ac_schema_unknown(const struct ac_schema *schema, const char *kind, struct ac_place place,
		       struct ac_str key, struct ac_faults *faults);

/* AC_ERR_PARSE: not of that type; AC_ERR_RANGE: outside the range, the choices or the size. `base`
 * is changed on success only. Not for sections. */
AC_MUST_USE enum ac_status ac_field_parse(const struct ac_field *field, struct ac_str text,
					  void *base);
/* The value as it would be written; not for secrets and sections. Returns the length. */
size_t ac_field_format(const struct ac_field *field, const void *base, char *text, size_t size);

/* "a whole number from 1 to 20": what may be written, for the end of a fault. */
struct ac_advice {
	char text[256];
};
struct ac_advice ac_field_advise(const struct ac_field *field);
/* Reports what ac_field_parse refused. */
void ac_field_refuse(const struct ac_field *field, enum ac_status status, struct ac_place place,
		     struct ac_str found, struct ac_faults *faults);

#endif
