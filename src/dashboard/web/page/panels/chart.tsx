// The candle chart, and the list of symbols it is chosen from.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Candles, Fact, SymbolRow } from "../answers";
import { CandleChart } from "../candle_chart";
import { useTick } from "../clock";
import { exact, fixed, percent, price } from "../decimal";
import { history_freshness, useHistory } from "../history";
import { latest, on_facts, useLive } from "../live";
import { useSettings } from "../settings";
import { date_time, duration, minute_time } from "../times";
import { Choice, Panel, Search, Sign, is_found, words } from "../ui";

const PRICES_MAX_MS = 90_000;
const SORTS = [
	["risk", "by risk"],
	["name", "by name"],
] as const;
type Sort = (typeof SORTS)[number][0];
const COUNTS = [
	["120", "2 h"],
	["360", "6 h"],
	["1440", "24 h"],
] as const;

// Bare positions first, then as near as liquidation is, then halted symbols, then the rest.
function danger(symbol: string): number {
	const position = latest("positions")?.positions.find((row) => row.symbol === symbol);
	if (position !== undefined) {
		if (!position.is_protected) return 0;
		return 1 + Math.min(1, Number(position.liquidation_distance_pct ?? 1000) / 1000);
	}
	return latest("risk")?.guards.some((guard) => guard.is_halted && guard.symbol === symbol) ? 3 : 4;
}

function sorted(rows: SymbolRow[], sort: Sort): SymbolRow[] {
	return [...rows].sort(
		(a, b) => (sort === "risk" ? danger(a.symbol) - danger(b.symbol) : 0) || a.symbol.localeCompare(b.symbol),
	);
}

function Market({ row }: { row: SymbolRow }) {
	const position = latest("positions")?.positions.find((one) => one.symbol === row.symbol);
	const is_halted = latest("risk")?.guards.some((guard) => guard.is_halted && guard.symbol === row.symbol);
	const is_old = row.age_ms !== null && row.age_ms > PRICES_MAX_MS;
	return (
		<>
			<span class="market-name">
				{row.symbol}
				{position === undefined ? null : (
					<small class={position.is_protected ? "" : "loss"}>
						{position.is_protected ? "" : "BARE "}
						{position.side}
						{position.liquidation_distance_pct === null ? "" : `, liq. ${percent(position.liquidation_distance_pct)}`}
					</small>
				)}
				{is_halted ? <small>halted</small> : null}
			</span>
			<span class={`market-price ${is_old ? "quiet" : ""}`}>
				{row.mark_price === null ? "–" : price(row.mark_price, row.price_precision)}
				{is_old ? <small>{duration(row.age_ms ?? 0)} old</small> : null}
			</span>
		</>
	);
}

interface PickerProps {
	chosen: string;
	on_choose: (symbol: string) => void;
}

function Picker({ chosen, on_choose }: PickerProps) {
	const [search, set_search] = useState("");
	const [sort, set_sort] = useState<Sort>("risk");
	const rows = useLive("symbols")?.symbols ?? [];
	useLive("positions");
	useLive("risk");
	const found = sorted(rows, sort).filter((row) => is_found(search, row.symbol));
	return (
		<div class="picker">
			{rows.length > 1 ? (
				<div class="picker-tools">
					<Search label="Search charts" text={search} on_text={set_search} />
					<Choice name="market-sort" label="Order of symbols" choices={SORTS} chosen={sort} on_choose={set_sort} />
				</div>
			) : null}
			<div class="markets" role="radiogroup" aria-label="Symbol of the chart">
				{found.length === 0 ? <p class="empty">No symbol fits.</p> : null}
				{found.map((row) => (
					<label key={row.symbol} class="market">
						<input
							type="radio"
							name="market"
							value={row.symbol}
							checked={row.symbol === chosen}
							onChange={() => on_choose(row.symbol)}
						/>
						<span class="market-row">
							<Market row={row} />
						</span>
					</label>
				))}
			</div>
		</div>
	);
}

// The numbers at the cross, or of the newest candle.
function Readout({ answer, at }: { answer: Candles; at: number | null }) {
	const found = at === null ? -1 : answer.candles.findIndex((candle) => candle[0] === at);
	const index = found < 0 ? answer.candles.length - 1 : found;
	const candle = answer.candles[index];
	if (candle === undefined) return null;
	const places = answer.price_precision ?? 2;
	const number = (value: number | null | undefined) => (value == null ? "–" : fixed(value.toFixed(8), places));
	const values = answer.values[index];
	const signal = answer.signals.find((one) => Math.floor((one.time - 1) / 60_000) * 60_000 === candle[0]);
	return (
		<p class="readout" aria-hidden="true">
			<b>{minute_time(candle[0])}</b>
			<span>O {number(candle[1])}</span>
			<span>H {number(candle[2])}</span>
			<span>L {number(candle[3])}</span>
			<span>C {number(candle[4])}</span>
			{answer.value_names.map((name, i) => (
				<span key={name}>
					{words(name)} {name === "adx" ? (values?.[i]?.toFixed(1) ?? "–") : number(values?.[i])}
				</span>
			))}
			{signal === undefined ? null : <b>{signal_words(signal)}</b>}
		</p>
	);
}

function signal_words(signal: Candles["signals"][number]): string {
	const wish = words(signal.action.toLowerCase());
	return signal.is_allowed ? `${wish}: taken` : `${wish}: refused, ${words(signal.verdict)}`;
}

// The chart in words, for whoever cannot see it and for whoever wants the reason of a refusal.
function Marks({ answer }: { answer: Candles }) {
	const lines = [
		...answer.signals.map((one) => ({ time: one.time, sign: one.is_allowed ? "ok" : "warn", text: `${signal_words(one)}, at ${exact(String(one.price))}` })),
		...answer.fills.map((one) => ({ time: one.time, sign: "info", text: `filled ${one.side} ${one.quantity} at ${exact(String(one.price))}: ${words(one.purpose)}` })),
	].sort((a, b) => b.time - a.time);
	return (
		<details class="marks">
			<summary>
				{answer.signals.length} signals and {answer.fills.length} fills on this chart, in words
			</summary>
			<ol class="lines">
				{lines.slice(0, 100).map((line, index) => (
					<li key={`${line.time} ${index}`} class={`line line-${line.sign}`}>
						<Sign of={line.sign} />
						<time>{date_time(line.time)}</time>
						<span class="line-text">{line.text}</span>
					</li>
				))}
			</ol>
		</details>
	);
}

function Drawing({ answer, mark, last }: { answer: Candles; mark: string | null; last: Fact | null }) {
	const box = useRef<HTMLDivElement>(null);
	const chart = useRef<CandleChart | null>(null);
	const [at, set_at] = useState<number | null>(null);
	const look = useSettings();
	useEffect(() => {
		if (box.current === null) return undefined;
		const drawn = new CandleChart(box.current, set_at);
		chart.current = drawn;
		drawn.show(answer);
		return () => {
			drawn.destroy();
			chart.current = null;
		};
	}, [look]);
	useEffect(() => chart.current?.show(answer), [answer]);
	useEffect(() => {
		if (mark !== null) chart.current?.show_price(Number(mark));
	}, [mark, answer, look]);
	useEffect(() => {
		if (last !== null && last.symbol === answer.symbol)
			chart.current?.add(Number(last["open_time"]), Number(last["open"]), Number(last["high"]), Number(last["low"]), Number(last["close"]));
	}, [last]);
	const newest = answer.candles[answer.candles.length - 1];
	const summary =
		newest === undefined
			? `${answer.symbol}: no candles`
			: `${answer.symbol}, ${answer.candles.length} candles of a minute to ${date_time(newest[0])}, last close ${newest[4]}, ` +
				`${answer.signals.length} signals, ${answer.fills.length} fills`;
	return (
		<>
			<Readout answer={answer} at={at} />
			<div class="candles" ref={box} role="img" aria-label={summary} />
			<p class="chart-words">
				Hollow candles rose. Arrow: entry wanted and taken. Circle: exit. ✕: refused, where that began; reasons are below. Square: filled.
			</p>
		</>
	);
}

function useLastCandle(symbol: string): Fact | null {
	const [last, set] = useState<Fact | null>(null);
	useEffect(() => on_facts((facts) => {
		const found = facts.filter((fact) => fact.kind === "candle" && fact.symbol === symbol).pop();
		if (found !== undefined) set(found);
	}), [symbol]);
	return last;
}

export function ChartPanel() {
	useTick();
	const symbols = useLive("symbols")?.symbols ?? [];
	const [chosen, set_chosen] = useState("");
	const [strategy, set_strategy] = useState("");
	const [count, set_count] = useState<(typeof COUNTS)[number][0]>("360");
	// Chosen once, and then left alone: a chart that jumps by itself cannot be read.
	const first = sorted(symbols, "risk")[0]?.symbol ?? "";
	const symbol = chosen === "" ? first : chosen;
	useEffect(() => {
		if (chosen === "" && first !== "") set_chosen(first);
	}, [first]);
	const row = symbols.find((one) => one.symbol === symbol);
	const strategies = row?.strategies ?? [];
	const by = strategies.includes(strategy) ? strategy : (strategies[0] ?? "");
	const query = new URLSearchParams({ symbol, limit: count });
	if (by !== "") query.set("strategy", by);
	const concerns = (fact: Fact) => ["candle", "signal", "fill", "position_state"].includes(fact.kind);
	const history = useHistory<Candles>(symbol === "" ? null : `candles?${query}`, 20000, concerns);
	const last = useLastCandle(symbol);
	const answer = history.value;
	const is_right = answer !== null && answer.symbol === symbol;
	return (
		<Panel
			id="chart"
			title="Chart"
			freshness={() => history_freshness(history)}
			error={history.error}
			note={symbol === "" ? undefined : by === "" ? symbol : `${symbol} · ${by}`}
			tools={
				<>
					{strategies.length > 1 ? (
						<Choice name="chart-strategy" label="Strategy" choices={strategies.map((name) => [name, name] as const)}
							chosen={by} on_choose={set_strategy} />
					) : null}
					<Choice name="chart-count" label="Length of the chart" choices={COUNTS} chosen={count} on_choose={set_count} />
				</>
			}
		>
			<div class="chart-body">
				<Picker chosen={symbol} on_choose={set_chosen} />
				<div class="chart-main">
					{!is_right || answer.candles.length === 0 ? (
						<p class="empty candles-empty">{is_right ? "There are no candles of this symbol yet." : "Asking …"}</p>
					) : (
						<>
							<Drawing answer={answer} mark={row?.mark_price ?? null} last={last} />
							<Marks answer={answer} />
						</>
					)}
				</div>
			</div>
		</Panel>
	);
}
