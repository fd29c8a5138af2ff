// What the strategies wanted, and what risk said.
import { useEffect, useState } from "preact/hooks";
import type { Fact, Signal, Signals } from "../answers";
import { exact, price } from "../decimal";
import { history_freshness, useHistory } from "../history";
import { latest, on_facts } from "../live";
import { date_time } from "../times";
import { Choice, Panel, Search, Side, Sign, Table, is_found, useFew, words, type Column } from "../ui";
import { precision_of } from "./positions";

type Kind = "all" | "1" | "0";
const KINDS = [
	["all", "all"],
	["1", "taken"],
	["0", "refused"],
] as const;

const concerns = (fact: Fact) => fact.kind === "signal";

function Verdict({ signal }: { signal: Signal }) {
	if (signal.is_allowed)
		return (
			<span class="flag flag-good">
				<Sign of="ok" /> taken
			</span>
		);
	return (
		<span class="flag flag-warn">
			<Sign of="warn" /> refused: {words(signal.verdict)}
			{signal.limit === "0" ? "" : ` (${exact(signal.value)} of ${exact(signal.limit)})`}
		</span>
	);
}

const columns: Column<Signal>[] = [
	{ label: "Time", cell: (row) => date_time(row.time) },
	{
		label: "Symbol",
		is_title: true,
		cell: (row) => (
			<span class="pair">
				<strong class="symbol">{row.symbol}</strong>
				<small>{row.strategy}</small>
			</span>
		),
	},
	{
		label: "Wish",
		cell: (row) =>
			row.action === "EXIT" ? <>exit{row.exit_reason === "" ? "" : `: ${words(row.exit_reason)}`}</> : <Side side={row.action} />,
	},
	{ label: "Price", is_number: true, cell: (row) => price(row.price, precision_of(row.symbol)) },
	{ label: "Verdict", is_wide: true, cell: (row) => <Verdict signal={row} /> },
];

const key_of = (row: Signal) => `${row.run_id} ${row.seq}`;

// Heard on the socket, until the database tells of them too.
function useHeard(): Signal[] {
	const [heard, set] = useState<Signal[]>([]);
	useEffect(() => on_facts((facts) => {
		const run_id = latest("status")?.run?.run_id ?? 0;
		const news = facts.filter(concerns).map((fact) => ({ ...fact, run_id, values: {} }) as unknown as Signal);
		if (news.length > 0) set((old) => [...news.reverse(), ...old].slice(0, 60));
	}), []);
	return heard;
}

export function SignalsPanel() {
	const [kind, set_kind] = useState<Kind>("all");
	const [search, set_search] = useState("");
	const history = useHistory<Signals>(`signals?limit=60${kind === "all" ? "" : `&allowed=${kind}`}`, 30000, concerns);
	const heard = useHeard();
	const told = history.value?.signals ?? [];
	const known = new Set(told.map(key_of));
	const news = heard.filter((row) => !known.has(key_of(row)) && (kind === "all" || row.is_allowed === (kind === "1")));
	const found = [...news, ...told]
		.sort((a, b) => b.run_id - a.run_id || b.seq - a.seq)
		.filter((row) => is_found(search, row.symbol, row.strategy, words(row.verdict)));
	const [rows, more] = useFew(found, [10, 5], "signals");
	return (
		<Panel
			id="signals"
			title="Signals"
			freshness={() => history_freshness(history)}
			error={history.error}
			tools={
				<>
					<Choice name="signal-kind" label="Which signals" choices={KINDS} chosen={kind} on_choose={set_kind} />
					<Search label="Search signals" text={search} on_text={set_search} />
				</>
			}
		>
			<Table
				caption="Newest signals"
				columns={columns}
				rows={rows}
				row_key={key_of}
				empty={search === "" ? "No strategy has wanted anything yet." : "No signal fits."}
			/>
			{more}
		</Panel>
	);
}
