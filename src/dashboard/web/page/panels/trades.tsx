// Closed trades: filtered, sorted and paged by the server, so that all of history is at hand.
import { useState } from "preact/hooks";
import type { Fact, Trade, Trades } from "../answers";
import { exact, price } from "../decimal";
import { history_freshness, useHistory } from "../history";
import { run_now, useLive } from "../live";
import { count_text, date_time, duration } from "../times";
import { Amount, Panel, Select, Side, Table, Tag, is_narrow, words, type Column } from "../ui";
import { precision_of } from "./positions";

const PAGE = is_narrow() ? 8 : 20;
const concerns = (fact: Fact) => fact.kind === "round_trip";

const SORTS = [
	["exit_time", "closed at"],
	["net", "net result"],
	["symbol", "symbol"],
	["strategy", "strategy"],
	["hold", "time held"],
] as const;
type Sort = (typeof SORTS)[number][0];
const ORDERS = [
	["desc", "high first"],
	["asc", "low first"],
] as const;
const SPANS = [
	["all", "all time"],
	["1", "24 h"],
	["7", "7 days"],
	["30", "30 days"],
] as const;
const SIDES = [
	["", "both sides"],
	["LONG", "long"],
	["SHORT", "short"],
] as const;
const RESULTS = [
	["", "won and lost"],
	["won", "won"],
	["lost", "lost"],
] as const;

interface Filter {
	symbol: string;
	strategy: string;
	side: (typeof SIDES)[number][0];
	result: (typeof RESULTS)[number][0];
	span: (typeof SPANS)[number][0];
	from: string; // of when the span was chosen: the pages must not move under the reader
	sort: Sort;
	order: (typeof ORDERS)[number][0];
}

function from_of(span: Filter["span"]): string {
	const run_time = run_now();
	return span === "all" || run_time === null ? "" : String(Math.floor(run_time - Number(span) * 86_400_000));
}

function query_of(filter: Filter): URLSearchParams {
	const query = new URLSearchParams();
	for (const key of ["symbol", "strategy", "side", "result", "from", "sort", "order"] as const)
		if (filter[key] !== "") query.set(key, filter[key]);
	return query;
}

function columns_of(filter: Filter, change: (change: Partial<Filter>) => void): Column<Trade>[] {
	const sort = (by: Sort): Column<Trade>["sort"] => ({
		now: filter.sort !== by ? "none" : filter.order === "asc" ? "ascending" : "descending",
		press: () => change({ sort: by, order: filter.sort === by && filter.order === "desc" ? "asc" : "desc" }),
	});
	return [
		{ label: "Closed", sort: sort("exit_time")!, cell: (row) => date_time(row.exit_time) },
		{
			label: "Symbol",
			is_title: true,
			sort: sort("symbol")!,
			cell: (row) => (
				<span class="pair">
					<strong class="symbol">{row.symbol}</strong>
					<small>{row.strategy}</small>
				</span>
			),
		},
		{ label: "Side", cell: (row) => <Side side={row.side} /> },
		{ label: "Net", is_number: true, sort: sort("net")!, cell: (row) => <Amount of={row.net_pnl} is_change /> },
		{ label: "Size", is_number: true, cell: (row) => exact(row.quantity) },
		{ label: "Entry", is_number: true, cell: (row) => price(row.entry_price, precision_of(row.symbol)) },
		{ label: "Exit", is_number: true, cell: (row) => price(row.exit_price, precision_of(row.symbol)) },
		{ label: "Held", is_number: true, sort: sort("hold")!, cell: (row) => duration(row.hold_ms) },
		{ label: "Gross", is_number: true, cell: (row) => <Amount of={row.gross_pnl} is_change /> },
		{ label: "Fees", is_number: true, cell: (row) => <Amount of={row.fees} /> },
		{ label: "Funding", is_number: true, cell: (row) => <Amount of={row.funding} is_change /> },
		{
			label: "Why",
			cell: (row) => (
				<>
					{words(row.exit_reason)} {row.is_ambiguous ? <Tag tone="warn">ambiguous</Tag> : null}
				</>
			),
		},
	];
}

function Pager({ at, total, on_page }: { at: number; total: number; on_page: (at: number) => void }) {
	return (
		<nav class="pager" aria-label="Pages of trades">
			<button type="button" disabled={at === 0} onClick={() => on_page(Math.max(0, at - PAGE))}>
				Previous page
			</button>
			<span class="pager-text" role="status">
				{total === 0 ? "none" : `${at + 1}–${Math.min(total, at + PAGE)} of ${count_text(total)}`}
			</span>
			<button type="button" disabled={at + PAGE >= total} onClick={() => on_page(at + PAGE)}>
				Next page
			</button>
		</nav>
	);
}

export function TradesPanel() {
	const status = useLive("status");
	const [at, set_at] = useState(0);
	const [filter, set_filter] = useState<Filter>({
		symbol: "", strategy: "", side: "", result: "", span: "all", from: "", sort: "exit_time", order: "desc",
	});
	const change = (change: Partial<Filter>) => {
		set_filter({ ...filter, ...change });
		set_at(0);
	};
	const query = query_of(filter);
	const history = useHistory<Trades>(`trades?${query}&limit=${PAGE}&offset=${at}`, 60000, concerns);
	const answer = history.value;
	const named = (names: string[], all: string) => [["", all] as const, ...names.map((name) => [name, name] as const)];
	return (
		<Panel
			id="trades"
			title="Closed trades"
			freshness={() => history_freshness(history)}
			error={history.error}
			note={
				answer === null ? undefined : (
					<>
						{count_text(answer.total)} in all, net <Amount of={answer.net_pnl} is_change />
					</>
				)
			}
			tools={
				<>
					<Select name="trade-symbol" label="Symbol" choices={named([...(status?.symbols ?? [])].sort(), "all symbols")}
						chosen={filter.symbol} on_choose={(symbol) => change({ symbol })} />
					<Select name="trade-strategy" label="Strategy" choices={named(status?.strategies ?? [], "all strategies")}
						chosen={filter.strategy} on_choose={(strategy) => change({ strategy })} />
					<Select name="trade-side" label="Side" choices={SIDES} chosen={filter.side} on_choose={(side) => change({ side })} />
					<Select name="trade-result" label="Result" choices={RESULTS} chosen={filter.result}
						on_choose={(result) => change({ result })} />
					<Select name="trade-span" label="Time" choices={SPANS} chosen={filter.span} on_choose={(span) => change({ span, from: from_of(span) })} />
					<Select name="trade-sort" label="Sort" choices={SORTS} chosen={filter.sort} on_choose={(sort) => change({ sort })} />
					<Select name="trade-order" label="Order" choices={ORDERS} chosen={filter.order} on_choose={(order) => change({ order })} />
					<a class="button" href={`/api/v1/trades.csv?${query}`} download>
						CSV
					</a>
				</>
			}
		>
			<Table
				caption="Closed trades"
				columns={columns_of(filter, change)}
				rows={answer?.trades ?? []}
				row_key={(row) => `${row.run_id} ${row.seq}`}
				empty={answer === null ? "Asking …" : "No closed trade fits."}
			/>
			<Pager at={at} total={answer?.total ?? 0} on_page={set_at} />
		</Panel>
	);
}
