// What waits at the exchange: orders of unknown fate first, then entries, then protection.
import { useState } from "preact/hooks";
import type { Order } from "../answers";
import { useTick } from "../clock";
import { exact, price, sign } from "../decimal";
import { live_freshness, run_now, useLive } from "../live";
import { date_time, duration } from "../times";
import { Choice, Panel, Search, Side, Sign, Table, Tag, Unknown, is_found, useFew, words, type Column } from "../ui";
import { precision_of } from "./positions";

type Kind = "all" | "unknown" | "open" | "protective";

function State({ order }: { order: Order }) {
	if (order.is_unknown)
		return (
			<span class="flag flag-bad">
				<Sign of="alarm" /> UNKNOWN
			</span>
		);
	return (
		<>
			{words(order.status)}
			{order.error_code === null || order.error_code === 0 ? null : <Tag tone="warn">error {order.error_code}</Tag>}
		</>
	);
}

function Age({ order }: { order: Order }) {
	const run_time = run_now();
	if (run_time === null) return <>{date_time(order.created_at)}</>;
	return <span title={date_time(order.created_at)}>{duration(run_time - order.created_at)}</span>;
}

const columns: Column<Order>[] = [
	{
		label: "Symbol",
		is_title: true,
		cell: (row) => (
			<span class="pair">
				<strong class="symbol">{row.symbol}</strong>
				<small>{row.strategy === "" ? "foreign" : row.strategy}</small>
			</span>
		),
	},
	{ label: "Side", cell: (row) => <Side side={row.side} /> },
	{ label: "State", cell: (row) => <State order={row} /> },
	{ label: "For", cell: (row) => words(row.purpose) },
	{
		label: "Size",
		is_number: true,
		cell: (row) => (row.close_position ? "whole position" : exact(row.quantity)),
	},
	{
		label: "At",
		is_number: true,
		cell: (row) => {
			const at = [row.price, row.stop_price].find((one) => sign(one) !== 0) ?? null;
			return at === null ? <Unknown /> : <span data-exact={at}>{price(at, precision_of(row.symbol))}</span>;
		},
	},
	{ label: "Since", is_number: true, cell: (row) => <Age order={row} /> },
];

function kind_of(order: Order): Kind {
	return order.is_unknown ? "unknown" : order.is_protective ? "protective" : "open";
}

export function OrdersPanel() {
	useTick();
	const [search, set_search] = useState("");
	const [kind, set_kind] = useState<Kind>("all");
	const answer = useLive("orders");
	const all = answer?.orders ?? [];
	const count = (of: Kind) => all.filter((row) => kind_of(row) === of).length;
	const kinds = [
		["all", `all ${all.length}`],
		["unknown", `unknown ${count("unknown")}`],
		["open", `entry, exit ${count("open")}`],
		["protective", `protective ${count("protective")}`],
	] as const;
	const order: Kind[] = ["unknown", "open", "protective"];
	const found = all
		.filter((row) => (kind === "all" || kind_of(row) === kind) && is_found(search, row.symbol, row.strategy))
		.sort((a, b) => order.indexOf(kind_of(a)) - order.indexOf(kind_of(b)));
	const [rows, more] = useFew(found, [8, 5], "orders");
	return (
		<Panel
			id="orders"
			title="Orders"
			freshness={() => live_freshness("orders")}
			tools={
				all.length > 1 ? (
					<>
						<Choice name="order-kind" label="Which orders" choices={kinds} chosen={kind} on_choose={set_kind} />
						{all.length > 8 ? <Search label="Search orders" text={search} on_text={set_search} /> : null}
					</>
				) : undefined
			}
		>
			<Table
				caption="Orders that are not done"
				columns={columns}
				rows={rows}
				row_key={(row) => row.client_order_id}
				row_class={(row) => (row.is_unknown ? "alarmed" : "")}
				empty={all.length > 0 ? "No order is of this kind." : "No order is open, and none is of unknown fate."}
			/>
			{more}
		</Panel>
	);
}
