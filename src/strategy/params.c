/* Parameters by their table: look-up, defaults, and values that are accepted whole or not at all.
 */
#include "strategy/host.h"

int32_t ac_strategy_param_find(const struct ac_strategy *strategy, struct ac_str name)
{
	for (uint32_t i = 0; i < strategy->param_count; i++) {
		if (ac_str_equal(ac_str_from(strategy->params[i].name), name))
			return (int32_t)i;
	}
	return -1;
}

void ac_strategy_params_default(const struct ac_strategy *strategy, struct ac_param_value *values)
{
	for (uint32_t i = 0; i < strategy->param_count; i++) {
		const struct ac_param *param = &strategy->params[i];
		enum ac_status status = ac_strategy_param_parse(
			param, ac_str_from(param->default_value), &values[i]);
		ac_assert(status == AC_OK);
	}
}

/* The index of `text` in a comma-separated list, -1 where absent. An empty text is never a choice.
 */
static int64_t choice_find(const char *choices, struct ac_str text)
{
	int64_t index = 0;
	if (text.size == 0)
		return -1;
	for (const char *at = choices;; index++) {
		size_t size = strcspn(at, ",");
		if (ac_str_equal((struct ac_str){ at, size }, text))
			return index;
		if (at[size] == '\0')
			return -1;
		at += size + 1;
	}
}

static enum ac_status parse_number(const struct ac_param *param, struct ac_str text,
				   struct ac_param_value *ret_value)
{
	struct ac_dec value, minimum, maximum;
	enum ac_status status = ac_dec_parse(text, &value);
	if (status != AC_OK)
		return status;
	/* A whole number has no point, not even "14.0". */
	if (param->type == AC_PARAM_INT && memchr(text.data, '.', text.size) != NULL)
		return AC_ERR_PARSE;
	if (ac_dec_parse(ac_str_from(param->minimum), &minimum) != AC_OK ||
	    ac_dec_parse(ac_str_from(param->maximum), &maximum) != AC_OK)
		return AC_ERR_RANGE; /* a plug-in's broken table admits nothing */
	if (ac_dec_compare(value, minimum) < 0 || ac_dec_compare(value, maximum) > 0)
		return AC_ERR_RANGE;
	*ret_value = (struct ac_param_value){
		.integer = value.units / AC_DEC_SCALE,
		.decimal = value.units,
		.real = ac_dec_to_double(value),
	};
	return AC_OK;
}

static struct ac_param_value value_of_index(int64_t index)
{
	return (struct ac_param_value){
		.integer = index,
		.decimal = index * AC_DEC_SCALE,
		.real = (double)index,
	};
}

enum ac_status ac_strategy_param_parse(const struct ac_param *param, struct ac_str text,
				       struct ac_param_value *ret_value)
{
	switch (param->type) {
	case AC_PARAM_INT:
	case AC_PARAM_REAL:
		return parse_number(param, text, ret_value);
	case AC_PARAM_BOOL:
		if (!ac_str_equal(text, AC_STR("true")) && !ac_str_equal(text, AC_STR("false")))
			return AC_ERR_PARSE;
		*ret_value = value_of_index(text.size == 4);
		return AC_OK;
	case AC_PARAM_CHOICE: {
		int64_t index = choice_find(param->choices, text);
		if (index < 0)
			return AC_ERR_RANGE;
		*ret_value = value_of_index(index);
		return AC_OK;
	}
	}
	return AC_ERR_PARSE;
}
