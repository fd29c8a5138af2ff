# lanes.sh - plays the scenarios of one test side by side, each in a folder of its own. Most of a scenario
# is waiting, so more of them than processors go at once. Sourced after tap.sh and exchange.sh.
#
# The test defines `scenarios`, which names every scenario in its order, and begins each with
# `take_scenario || return`: every lane walks through all of them and plays those that no other lane has.
LANES=${LANES:-6}

# Whether this lane plays the scenario that comes now.
take_scenario() {
	scenario_count=$((scenario_count + 1))
	mkdir "$TAKEN/$scenario_count" 2>/dev/null
}

# A scenario's lines leave together, so that those of another are not between them.
tell_scenario() { flock "$TAKEN" cat "$WORK/lines"; }

play_lane() { # number
	WORK=$WORK/lane-$1
	scenario_count=0
	trap cleanup EXIT
	trap 'exit 1' TERM INT
	mkdir "$WORK" && cd "$WORK" || exit 1
	prepare_lane
	scenarios
	exit 0
}

# Numbers the lines of all lanes in the order in which they come, and prints the plan.
number_lines() {
	awk '/^(not )?ok [0-9]+ - / {
		if (/^not/)
			is_bad = 1
		sub(/ok [0-9]+/, "ok " ++count)
	} { print; fflush() } END { print "1.." count + 0; exit is_bad || count == 0 }'
}

# Plays everything; returns whether all is well. `prepare_lane` makes what a lane's folder must hold.
play_scenarios() {
	TAKEN=$WORK/taken
	mkdir "$TAKEN"
	{
		lanes=
		for lane in $(seq "$LANES"); do
			(play_lane "$lane") &
			lanes="$lanes $!"
		done
		for lane in $lanes; do
			wait "$lane" || not_ok "a lane ends in order" "its exit code is $?"
		done
	} | number_lines
}
