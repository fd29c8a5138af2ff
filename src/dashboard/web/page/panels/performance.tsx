// What each strategy made of each symbol.
import { useState } from "preact/hooks";
import type { Fact, Performance, PerformanceRow } from "../answers";
import { history_freshness, useHistory } from "../history";
import { duration } from "../times";
import { Amount, Choice, Panel, Search, Table, Unknown, WINDOWS, is_found, useFew, type Column, type Window } from "../ui";

const concerns = (fact: Fact) => fact.kind === "round_trip" || fact.kind === "funding";

function Ratio({ of, places = 2 }: { of: number | null; places?: number }) {
	return of === null ? <Unknown /> : <>{of.toFixed(places).replace("-", "\u2212")}</>;
}

const columns: Column<PerformanceRow>[] = [
	{
		label: "Strategy and symbol",
		is_title: true,
		cell: (row) => (
			<span class="pair">
				<strong class="symbol">{row.symbol === "" ? "All" : row.symbol}</strong>
				<small>{row.strategy === "" ? "every strategy" : row.strategy}</small>
			</span>
		),
	},
	{ label: "Net", is_number: true, cell: (row) => <Amount of={row.net_pnl} is_change /> },
	{
		label: "Trades",
		is_number: true,
		cell: (row) => (
			<span class="pair">
				<span>{row.trades}</span>
				<small>
					{row.wins} won, {row.losses} lost
				</small>
			</span>
		),
	},
	{
		label: "Win rate",
		is_number: true,
		cell: (row) => (row.win_rate === null ? <Unknown /> : `${(row.win_rate * 100).toFixed(1)}\u202f%`),
	},
	{ label: "Profit factor", is_number: true, cell: (row) => <Ratio of={row.profit_factor} /> },
	{ label: "Expectancy", is_number: true, cell: (row) => <Ratio of={row.expectancy} /> },
	{ label: "Sharpe", is_number: true, cell: (row) => <Ratio of={row.sharpe} /> },
	{ label: "Max drawdown", is_number: true, cell: (row) => <Amount of={row.max_drawdown} /> },
	{ label: "Fees", is_number: true, cell: (row) => <Amount of={row.fees} /> },
	{ label: "Funding", is_number: true, cell: (row) => <Amount of={row.funding} is_change /> },
	{
		label: "Average hold",
		is_number: true,
		cell: (row) => (row.average_hold_ms === null ? <Unknown /> : duration(row.average_hold_ms)),
	},
];

export function PerformancePanel() {
	const [window, set_window] = useState<Window>("7d");
	const [search, set_search] = useState("");
	const history = useHistory<Performance>(`performance?window=${window}`, 60000, concerns);
	const all = history.value?.rows ?? [];
	const found = all.filter((row) => is_found(search, row.symbol, row.strategy));
	const [rows, more] = useFew(found, [8, 4], "rows");
	return (
		<Panel
			id="performance"
			title="Performance"
			freshness={() => history_freshness(history)}
			error={history.error}
			tools={
				<>
					<Choice name="performance-window" label="Stretch of time" choices={WINDOWS} chosen={window} on_choose={set_window} />
					{all.length > 8 ? <Search label="Search performance" text={search} on_text={set_search} /> : null}
				</>
			}
		>
			<Table
				caption="Results by strategy and symbol"
				columns={columns}
				rows={rows}
				row_key={(row) => `${row.strategy} ${row.symbol}`}
				empty={all.length > 0 ? "No row has such a name." : "No trade was closed in this time."}
				foot={search === "" ? history.value?.total : undefined}
			/>
			{more}
		</Panel>
	);
}
