// Every open position, the most endangered first.
import { useState } from "preact/hooks";
import type { Position } from "../answers";
import { now, useTick } from "../clock";
import { compare, exact, fixed, percent, price, rate, signed } from "../decimal";
import { latest, link, live_freshness, run_now, useLive, type Freshness } from "../live";
import { clock_time, duration } from "../times";
import { Amount, Panel, Search, Select, Side, Sign, Table, Tag, Unknown, is_found, useFew, type Column } from "../ui";

// Prices older than the guard of stale data allows are not to be believed.
const PRICES_MAX_MS = 90_000;
const NEAR_PCT = 10;

type Sort = "risk" | "symbol" | "result" | "size";
const SORTS = [
	["risk", "by risk"],
	["result", "by open result"],
	["size", "by size"],
	["symbol", "by symbol"],
] as const;

export function precision_of(symbol: string): number | null {
	return latest("symbols")?.symbols.find((row) => row.symbol === symbol)?.price_precision ?? null;
}

function Price({ of, symbol }: { of: string | null; symbol: string }) {
	if (of === null) return <Unknown />;
	return (
		<span title={exact(of)} data-exact={of}>
			{price(of, precision_of(symbol))}
		</span>
	);
}

function Stop({ position }: { position: Position }) {
	if (!position.is_protected)
		return (
			<span class="flag flag-bad">
				<Sign of="alarm" /> NOT CONFIRMED
			</span>
		);
	return (
		<span class="flag flag-good">
			<Sign of="ok" /> <Price of={position.stop_price} symbol={position.symbol} />
			<span class="unseen"> confirmed</span>
		</span>
	);
}

function Bare({ position }: { position: Position }) {
	if (position.is_protected) return <span class="quiet">no</span>;
	const since = link.state === "live" ? now() - link.heard : 0;
	return <strong class="loss">{position.bare_ms === null ? "yes" : duration(position.bare_ms + since)}</strong>;
}

function Liquidation({ position }: { position: Position }) {
	const distance = position.liquidation_distance_pct;
	if (position.liquidation_price === null) return <Unknown />;
	return (
		<span class="pair">
			{distance === null ? null : (
				<span class={Number(distance) < NEAR_PCT ? "loss" : ""}>
					{percent(distance)}
					{Number(distance) < NEAR_PCT ? " near" : ""}
				</span>
			)}
			<small>
				at <Price of={position.liquidation_price} symbol={position.symbol} />
			</small>
		</span>
	);
}

function Funding({ position }: { position: Position }) {
	const at = position.next_funding_at;
	const run_time = run_now();
	if (at === null) return <Unknown />;
	return (
		<span class="pair" title={clock_time(at)}>
			<span>{run_time === null ? clock_time(at) : `in ${duration(at - run_time)}`}</span>
			{position.funding_rate === null ? null : <small>{rate(position.funding_rate)}</small>}
		</span>
	);
}

const columns: Column<Position>[] = [
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
		label: "Side",
		cell: (row) => (
			<>
				<Side side={row.side} /> {row.is_closing ? <Tag tone="warn">closing</Tag> : null}
			</>
		),
	},
	{ label: "Open result", is_number: true, cell: (row) => <Amount of={row.unrealized_pnl} is_change /> },
	{
		label: "R",
		is_number: true,
		cell: (row) =>
			row.r_multiple === null ? <Unknown /> : signed(row.r_multiple, (text) => fixed(text, 2)),
	},
	{ label: "To liquidation", is_number: true, cell: (row) => <Liquidation position={row} /> },
	{ label: "Stop confirmed", is_number: true, cell: (row) => <Stop position={row} /> },
	{ label: "Bare for", is_number: true, cell: (row) => <Bare position={row} /> },
	{ label: "Next funding", is_number: true, cell: (row) => <Funding position={row} /> },
	{
		label: "Size",
		is_number: true,
		cell: (row) => (
			<span class="pair">
				<span data-exact={row.quantity}>{exact(row.quantity)}</span>
				{row.notional === null ? null : <small>{fixed(row.notional, 0)} USDT</small>}
			</span>
		),
	},
	{ label: "Entry", is_number: true, cell: (row) => <Price of={row.entry_price} symbol={row.symbol} /> },
	{ label: "Mark", is_number: true, cell: (row) => <Price of={row.mark_price} symbol={row.symbol} /> },
	{ label: "Target", is_number: true, cell: (row) => <Price of={row.take_profit_price} symbol={row.symbol} /> },
];

// The answer is in the order of risk already.
function sorted(positions: Position[], sort: Sort): Position[] {
	if (sort === "risk") return positions;
	const by: Record<Exclude<Sort, "risk">, (a: Position, b: Position) => number> = {
		symbol: (a, b) => a.symbol.localeCompare(b.symbol),
		result: (a, b) => compare(a.unrealized_pnl, b.unrealized_pnl),
		size: (a, b) => compare(b.notional, a.notional),
	};
	return [...positions].sort(by[sort]);
}

function prices_freshness(): Freshness {
	const fresh = live_freshness("positions");
	const data_age = latest("status")?.data_age_ms ?? null;
	if (fresh.age_ms === null || fresh.age_ms > fresh.limit_ms || data_age === null) return fresh;
	return {
		age_ms: data_age + fresh.age_ms,
		limit_ms: PRICES_MAX_MS,
		rule: "age of the market data; also grey when the trader is silent for 3 s",
	};
}

export function PositionsPanel() {
	useTick();
	const [search, set_search] = useState("");
	const [sort, set_sort] = useState<Sort>("risk");
	const answer = useLive("positions");
	useLive("symbols");
	const all = answer?.positions ?? [];
	const found = sorted(all, sort).filter((row) => is_found(search, row.symbol, row.strategy));
	const [rows, more] = useFew(found, [10, 6], "positions");
	return (
		<Panel
			id="positions"
			title="Positions"
			freshness={prices_freshness}
			note={`${all.length} open`}
			tools={
				all.length > 1 ? (
					<>
						<Search label="Search symbols" text={search} on_text={set_search} />
						<Select name="position-sort" label="Sort" choices={SORTS} chosen={sort} on_choose={set_sort} />
					</>
				) : undefined
			}
		>
			<Table
				caption="Open positions"
				columns={columns}
				rows={rows}
				row_key={(row) => `${row.symbol} ${row.strategy} ${row.position_side}`}
				row_class={(row) => (row.is_protected ? "" : "alarmed")}
				empty={all.length > 0 ? "No position has such a symbol." : "No position is open."}
			/>
			{more}
		</Panel>
	);
}
