// What happened that a person may want to know, and the end of the log.
import { useEffect, useState } from "preact/hooks";
import type { Fact, Happening, Happenings, Log, LogLine } from "../answers";
import { history_freshness, useHistory } from "../history";
import { on_facts, useLive } from "../live";
import { date_time } from "../times";
import { Choice, Panel, Sentence, Sign, useFew, words } from "../ui";

type View = "alerts" | "log";
const VIEWS = [
	["alerts", "Alerts"],
	["log", "Log"],
] as const;
const SIGNS: Record<string, string> = { info: "info", warn: "warn", warning: "warn", error: "alarm" };

// Guards say their numbers too; only a halt is news. That it is over comes from the database.
const is_halt = (fact: Fact) => fact.kind === "risk" && fact["is_halted"] === true;
const concerns = (fact: Fact) => fact.kind === "system" || is_halt(fact);

function from_fact(fact: Fact): Happening {
	return {
		time: fact.time,
		kind: fact.kind === "risk" ? "halt" : fact.kind,
		symbol: fact.symbol,
		strategy: fact.strategy,
		guard: "",
		text: fact.sentence,
		level: is_halt(fact) ? "warn" : "info",
	};
}

// Heard on the socket, until the database tells of them too.
function useHeard(asked: number): Happening[] {
	const [heard, set] = useState<Happening[]>([]);
	useEffect(() => on_facts((facts) => {
		const news = facts.filter(concerns).map(from_fact).reverse();
		if (news.length > 0) set((old) => [...news, ...old].slice(0, 20));
	}), []);
	useEffect(() => set([]), [asked]);
	return heard;
}

function Line({ time, level, head, text }: { time: number | null; level: string; head: string; text: string }) {
	return (
		<li class={`line line-${SIGNS[level] ?? "info"}`}>
			<Sign of={SIGNS[level] ?? "info"} />
			<time>{time === null ? "–" : date_time(time)}</time>
			<span class="line-text">
				<b>
					<span class="unseen">{level}: </span>
					{head}
				</b>{" "}
				<Sentence text={text} />
			</span>
		</li>
	);
}

function fields_text(line: LogLine): string {
	return Object.entries(line.fields)
		.map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
		.join(" ");
}

function Alerts({ rows }: { rows: Happening[] }) {
	const [shown, more] = useFew(rows, [8, 5], "alerts");
	if (rows.length === 0) return <p class="empty">Nothing has happened that needs a person.</p>;
	return (
		<>
			<ol class="lines">
				{shown.map((row) => (
					<Line
						key={`${row.time} ${row.kind} ${row.text}`}
						time={row.time}
						level={row.level}
						head={row.symbol === "" ? words(row.kind) : `${row.symbol} ${words(row.kind)}`}
						text={row.text}
					/>
				))}
			</ol>
			{more}
		</>
	);
}

function LogTail({ lines }: { lines: LogLine[] }) {
	const [shown, more] = useFew(lines, [12, 8], "lines");
	if (lines.length === 0) return <p class="empty">The log is empty, or is not kept here.</p>;
	return (
		<>
			<ol class="lines">
				{shown.map((line, index) => (
					<Line
						key={`${line.time} ${index}`}
						time={line.time}
						level={line.level}
						head={line.event}
						text={`${line.message} ${fields_text(line)}`}
					/>
				))}
			</ol>
			{more}
		</>
	);
}

export function AlertsPanel() {
	const [view, set_view] = useState<View>("alerts");
	const is_live = useLive("status")?.is_live ?? false;
	const alerts = useHistory<Happenings>("events?limit=60", is_live ? 15000 : 30000, concerns);
	const log = useHistory<Log>(view === "log" ? "log?limit=100" : null, 5000, () => false);
	const heard = useHeard(alerts.arrived);
	const chosen = view === "alerts" ? alerts : log;
	return (
		<Panel
			id="alerts"
			title="Alerts"
			freshness={() => history_freshness(chosen)}
			error={chosen.error}
			tools={<Choice name="alert-view" label="Alerts or log" choices={VIEWS} chosen={view} on_choose={set_view} />}
		>
			{view === "alerts" ? (
				<Alerts rows={[...heard, ...(alerts.value?.events ?? [])]} />
			) : (
				<LogTail lines={log.value?.lines ?? []} />
			)}
		</Panel>
	);
}
