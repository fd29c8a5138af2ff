#include "config/env_file.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_name(char c, bool is_first)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
	       (!is_first && c >= '0' && c <= '9');
}

static size_t skip_blanks(struct ac_str line, size_t at)
{
	while (at < line.size && is_blank(line.data[at]))
		at++;
	return at;
}

void ac_env_init(struct ac_env_reader *reader, const char *file, struct ac_str text,
		 struct ac_faults *faults)
{
	*reader = (struct ac_env_reader){ .file = file, .faults = faults, .rest = text };
	/* Some editors begin every file with a byte order mark. */
	if (text.size >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0) {
		reader->rest.data += 3;
		reader->rest.size -= 3;
	}
}

static struct ac_place place_at(const struct ac_env_reader *reader, size_t at)
{
	return (struct ac_place){ reader->file, reader->line, at + 1 };
}

/* Always false. The line is never shown: it may hold a secret in an unexpected place. */
static bool refuse(const struct ac_env_reader *reader, size_t at, const char *what)
{
	ac_faults_add(reader->faults, reader->file, reader->line, at + 1, "%s", what);
	return false;
}

static bool take_line(struct ac_env_reader *reader, struct ac_str *ret_line)
{
	if (reader->rest.size == 0)
		return false;
	const char *end = memchr(reader->rest.data, '\n', reader->rest.size);
	size_t size = end != NULL ? (size_t)(end - reader->rest.data) : reader->rest.size;
	size_t taken = end != NULL ? size + 1 : size;
	*ret_line = (struct ac_str){ reader->rest.data, size };
	reader->rest.data += taken;
	reader->rest.size -= taken;
	reader->line++;
	if (size > 0 && ret_line->data[size - 1] == '\r')
		ret_line->size--;
	return true;
}

static bool parse_quoted(const struct ac_env_reader *reader, struct ac_str line, size_t at,
			 struct ac_env_line *ret_line)
{
	const char *first = line.data + at + 1;
	const char *end = memchr(first, line.data[at], line.size - at - 1);
	if (end == NULL)
		return refuse(reader, at,
			      "a quote is not closed on its line; add the closing quote");
	size_t after = (size_t)(end - line.data) + 1;
	size_t rest = skip_blanks(line, after);
	if (rest < line.size && (rest == after || line.data[rest] != '#'))
		return refuse(reader, rest,
			      "text after the closing quote; remove it, or begin a comment with "
			      "' #'");
	ret_line->value = (struct ac_str){ first, (size_t)(end - first) };
	ret_line->value_place = place_at(reader, at + 1);
	return true;
}

static bool parse_value(const struct ac_env_reader *reader, struct ac_str line, size_t at,
			struct ac_env_line *ret_line)
{
	if (at < line.size && (line.data[at] == '"' || line.data[at] == '\''))
		return parse_quoted(reader, line, at, ret_line);
	size_t end = at;
	while (end < line.size &&
	       !(line.data[end] == '#' && (end == at || is_blank(line.data[end - 1]))))
		end++;
	while (end > at && is_blank(line.data[end - 1]))
		end--;
	ret_line->value = (struct ac_str){ line.data + at, end - at };
	ret_line->value_place = place_at(reader, at);
	if (end > at && is_blank(line.data[at]))
		return refuse(reader, at, "a blank after '='; write NAME=value without blanks");
	return true;
}

static bool parse_line(const struct ac_env_reader *reader, struct ac_str line, size_t at,
		       struct ac_env_line *ret_line)
{
	static const char word[] = "export";
	size_t size = sizeof(word) - 1;
	if (line.size - at > size && memcmp(line.data + at, word, size) == 0 &&
	    is_blank(line.data[at + size]))
		at = skip_blanks(line, at + size);
	size_t end = at;
	while (end < line.size && is_name(line.data[end], end == at))
		end++;
	if (memchr(line.data, '\0', line.size) != NULL)
		return refuse(reader, 0, "holds a zero byte; save the file as plain text");
	if (end < line.size && end > at && is_blank(line.data[end]) &&
	    memchr(line.data + end, '=', line.size - end) != NULL)
		return refuse(reader, end, "a blank before '='; write NAME=value without blanks");
	if (end == at || end == line.size || line.data[end] != '=')
		return refuse(reader, at, "not an assignment (text hidden); write NAME=value");
	ret_line->name = (struct ac_str){ line.data + at, end - at };
	ret_line->name_place = place_at(reader, at);
	return parse_value(reader, line, end + 1, ret_line);
}

bool ac_env_next(struct ac_env_reader *reader, struct ac_env_line *ret_line)
{
	struct ac_str line;
	while (take_line(reader, &line)) {
		size_t at = skip_blanks(line, 0);
		if (at == line.size || line.data[at] == '#')
			continue;
		struct ac_env_line parsed = { 0 };
		if (!parse_line(reader, line, at, &parsed))
			continue;
		*ret_line = parsed;
		return true;
	}
	return false;
}
