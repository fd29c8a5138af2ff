#include "cli/confirm.h"

#include <stdio.h>
#include <strings.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/doctor.h"

#define WORDS "trade real money"

/* Without the blanks around it: people type those, and they say nothing. */
static bool are_the_words(char *line)
{
	size_t first = strspn(line, " \t");
	size_t size = strlen(line);
	while (size > first && strchr(" \t\r\n", line[size - 1]) != NULL)
		line[--size] = '\0';
	return strcmp(line + first, WORDS) == 0;
}

static bool ask_person(void)
{
	char line[256];
	if (isatty(STDIN_FILENO) == 0) {
		ac_command_usage_error(
			"mode mainnet trades with real money, and there is no terminal "
			"to ask at; set I_UNDERSTAND_REAL_MONEY=yes in .env if that is "
			"what you want. Nothing was started");
		return false;
	}
	printf("\nMode mainnet trades with REAL MONEY, by itself, until it is stopped. Losses are "
	       "real too.\nType '%s' to begin: ",
	       WORDS);
	fflush(stdout);
	if (fgets(line, sizeof(line), stdin) != NULL && are_the_words(line))
		return true;
	ac_command_usage_error("the words were not typed; nothing was started");
	return false;
}

bool ac_confirm_real_money(const struct ac_config *config)
{
	puts("Before real money is traded, everything is checked (autocoin doctor):\n");
	if (!ac_cli_doctor_table(config, false)) {
		ac_command_usage_error(
			"something has to be put right first, see FAILED above; nothing "
			"was started");
		return false;
	}
	return config->settings.is_real_money_understood == AC_ANSWER_YES || ask_person();
}

bool ac_confirm_asked(const char *question)
{
	char line[64];
	printf("%s [y/N] ", question);
	fflush(stdout);
	if (fgets(line, sizeof(line), stdin) == NULL)
		return false;
	line[strcspn(line, " \t\r\n")] = '\0';
	return strcasecmp(line, "y") == 0 || strcasecmp(line, "yes") == 0;
}
