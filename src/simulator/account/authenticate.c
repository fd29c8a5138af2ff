#include "simulator/account/authenticate.h"

#include <stdlib.h>

#define RECV_WINDOW_MAX_MS 60000
#define AHEAD_MAX_MS       1000
#define ENGINE_DELAY_MS    1 /* from the gateway to the engine */
#define PAYLOAD_SIZE       (1u << 17)

bool simulator_authenticate_key(const struct ac_simulator *simulator, struct simulator_call *call,
				struct ac_str key)
{
	call->account = key.size == 0 ? NULL : simulator_account_by_key(simulator, key);
	if (call->account != NULL)
		return true;
	call->status = 401;
	simulator_refuse_code(call, key.size == 0 ? -2014 : -2015);
	return false;
}

static bool read_times(struct simulator_call *call, int64_t *ret_timestamp, int64_t *ret_window)
{
	*ret_window = SIMULATOR_RECV_WINDOW_MS;
	if (!simulator_read_int(call, "timestamp", true, ret_timestamp) ||
	    !simulator_read_int(call, "recvWindow", false, ret_window))
		return false;
	if (*ret_window <= RECV_WINDOW_MAX_MS)
		return true;
	simulator_refuse(call, -1131, "recvWindow must be less than %d.", RECV_WINDOW_MAX_MS);
	return false;
}

bool simulator_authenticate_time(const struct ac_simulator *simulator, struct simulator_call *call)
{
	int64_t timestamp = 0, window = 0;
	ac_ms now = simulator_now_ms(simulator);
	if (!read_times(call, &timestamp, &window))
		return false;
	if (timestamp >= now + AHEAD_MAX_MS) {
		simulator_refuse(
			call, -1021,
			"Timestamp for this request was 1000ms ahead of the server's time.");
		return false;
	}
	if (now - timestamp > window) {
		simulator_refuse(call, -1021,
				 "Timestamp for this request is outside of the recvWindow.");
		return false;
	}
	return true;
}

bool simulator_authenticate_engine(const struct ac_simulator *simulator,
				   struct simulator_call *call)
{
	int64_t timestamp = 0, window = 0;
	if (!read_times(call, &timestamp, &window))
		return false;
	if (timestamp + window >= simulator_now_ms(simulator) + ENGINE_DELAY_MS)
		return true;
	simulator_refuse_code(call, -5028);
	return false;
}

/* The bytes in front of the signature, where it is the last parameter of `text`. */
static bool cut_signature(struct ac_str text, struct ac_str *ret_signed)
{
	static const char name[] = "signature=";
	size_t length = sizeof(name) - 1, at = text.size;
	while (at > 0 && text.data[at - 1] != '&')
		at--;
	if (text.size - at < length || memcmp(text.data + at, name, length) != 0)
		return false;
	*ret_signed = (struct ac_str){ text.data, at == 0 ? 0 : at - 1 };
	return true;
}

/* What was signed is the query, then the body, with nothing between them. */
static bool join_payload(const struct ac_simulator_request *request, char *payload,
			 size_t *ret_size)
{
	struct ac_str query = request->query, body = request->body;
	if (query.size + body.size > PAYLOAD_SIZE)
		return false;
	bool is_found = body.size > 0 ? cut_signature(body, &body) : cut_signature(query, &query);
	/* Some clients sign both and put the signature behind the query. */
	if (!is_found && !cut_signature(query, &query))
		return false;
	if (query.size > 0)
		memcpy(payload, query.data, query.size);
	if (body.size > 0)
		memcpy(payload + query.size, body.data, body.size);
	*ret_size = query.size + body.size;
	return true;
}

static bool check_signature(struct simulator_call *call, struct ac_str payload)
{
	struct ac_str signature = simulator_parameter(call, "signature");
	if (ac_signer_verify(call->account->signer, payload, signature))
		return true;
	simulator_refuse_code(call, -1022);
	return false;
}

bool simulator_authenticate_request(const struct ac_simulator *simulator,
				    struct simulator_call *call)
{
	if (!simulator_authenticate_key(simulator, call, call->request->api_key))
		return false;
	if (simulator_parameter(call, "signature").size == 0) {
		simulator_refuse_missing(call, "signature");
		return false;
	}
	if (!simulator_authenticate_time(simulator, call))
		return false;
	char *payload = malloc(PAYLOAD_SIZE);
	ac_assert(payload != NULL);
	size_t size = 0;
	bool is_good = join_payload(call->request, payload, &size);
	if (is_good)
		is_good = check_signature(call, (struct ac_str){ payload, size });
	else
		simulator_refuse_code(call, -1022);
	free(payload);
	return is_good;
}

static int compare_names(const void *a, const void *b)
{
	const struct simulator_parameter *left = a, *right = b;
	size_t size = left->name.size < right->name.size ? left->name.size : right->name.size;
	int order = memcmp(left->name.data, right->name.data, size);
	if (order != 0)
		return order;
	return (left->name.size > right->name.size) - (left->name.size < right->name.size);
}

static size_t sorted_payload(const struct simulator_call *call, char *payload)
{
	struct simulator_parameter sorted[SIMULATOR_PARAMETERS_MAX];
	uint32_t count = call->parameter_count;
	size_t size = 0;
	memcpy(sorted, call->parameters, count * sizeof(sorted[0]));
	qsort(sorted, count, sizeof(sorted[0]), compare_names);
	for (uint32_t i = 0; i < count; i++) {
		const struct simulator_parameter *p = &sorted[i];
		if (ac_str_equal(p->name, AC_STR("signature")))
			continue;
		if (size + p->name.size + p->value.size + 2 > PAYLOAD_SIZE)
			return 0;
		if (size > 0)
			payload[size++] = '&';
		memcpy(payload + size, p->name.data, p->name.size);
		size += p->name.size;
		payload[size++] = '=';
		memcpy(payload + size, p->value.data, p->value.size);
		size += p->value.size;
	}
	return size;
}

bool simulator_authenticate_message(const struct ac_simulator *simulator,
				    struct simulator_call *call)
{
	if (!simulator_authenticate_key(simulator, call, simulator_parameter(call, "apiKey")))
		return false;
	if (simulator_parameter(call, "signature").size == 0) {
		simulator_refuse_missing(call, "signature");
		return false;
	}
	if (!simulator_authenticate_time(simulator, call))
		return false;
	char *payload = malloc(PAYLOAD_SIZE);
	ac_assert(payload != NULL);
	size_t size = sorted_payload(call, payload);
	bool is_good = check_signature(call, (struct ac_str){ payload, size });
	free(payload);
	return is_good;
}
