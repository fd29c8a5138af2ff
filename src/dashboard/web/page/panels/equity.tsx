// Equity and drawdown over time.
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Equity, Fact } from "../answers";
import { colour } from "../colours";
import { fixed } from "../decimal";
import { history_freshness, useHistory } from "../history";
import { settings, useSettings } from "../settings";
import { clock_time, date_time, day, minute_time } from "../times";
import { Choice, Panel, WINDOWS, type Window } from "../ui";

const concerns = (fact: Fact) => fact.kind === "round_trip" || fact.kind === "account";
// Drawn values, not books: two places are what a line can show.
const amount = (value: number) => fixed(value.toFixed(2), 2);

// A finger on the chart moves its cross as a mouse does; up and down still scrolls the page.
function touch(chart: uPlot): void {
	chart.over.addEventListener("pointermove", (event) => {
		if (event.pointerType === "touch") chart.setCursor({ left: event.offsetX, top: event.offsetY });
	});
}

function ticks(_: uPlot, splits: number[], __: number, ___: number, step: number): string[] {
	return splits.map((at) => (step >= 86400 ? day(at * 1000).slice(5) : step >= 60 ? minute_time(at * 1000) : clock_time(at * 1000)));
}

function options(width: number, height: number, label: string, line: string, unit: string): uPlot.Options {
	const axis = {
		stroke: colour("dim"),
		grid: { stroke: colour("line"), width: 1 },
		ticks: { show: false },
		font: "11px system-ui, sans-serif",
	};
	return {
		width,
		height,
		tzDate: (at) => (settings.zone === "utc" ? uPlot.tzDate(new Date(at * 1e3), "Etc/UTC") : new Date(at * 1e3)),
		cursor: { drag: { x: false, y: false }, sync: { key: "equity" }, points: { size: 7 } },
		legend: { live: true },
		scales: { x: { time: true } },
		axes: [
			{ ...axis, values: ticks, space: 70 },
			{ ...axis, size: 70, values: (_, splits) => splits.map((value) => `${amount(value).replace(/\.00$/, "")}${unit}`) },
		],
		series: [
			{ label: "Time", value: (_, at) => (at == null ? "–" : date_time(at * 1000)) },
			{
				label,
				stroke: colour(line),
				width: 1.75,
				fill: colour(`${line}-wash`),
				points: { show: false },
				value: (_, value) => (value == null ? "–" : `${amount(value)}${unit}`),
			},
		],
		hooks: { ready: [touch] },
	};
}

interface CurveProps {
	label: string;
	summary: string;
	data: [number[], number[]];
	height: number;
	line: string;
	unit: string;
}

function Curve({ label, summary, data, height, line, unit }: CurveProps) {
	const box = useRef<HTMLDivElement>(null);
	const chart = useRef<uPlot | null>(null);
	const look = useSettings();
	useEffect(() => {
		const element = box.current;
		if (element === null) return undefined;
		const drawn = new uPlot(options(element.clientWidth, height, label, line, unit), data, element);
		chart.current = drawn;
		const resized = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height }));
		resized.observe(element);
		return () => {
			resized.disconnect();
			drawn.destroy();
			chart.current = null;
		};
	}, [look, height, label, line, unit]);
	useEffect(() => chart.current?.setData(data), [data]);
	return <div class="curve" ref={box} role="img" aria-label={summary} />;
}

// Kept as long as the points are the same, so that a chart is not given the same data twice.
function useColumns(points: Equity["points"]) {
	const held = useRef<{ of: Equity["points"]; equity: [number[], number[]]; drawdown: [number[], number[]] } | null>(null);
	if (held.current?.of !== points) {
		const at = points.map((point) => point[0] / 1000);
		held.current = {
			of: points,
			equity: [at, points.map((point) => point[1])],
			drawdown: [at, points.map((point) => -Math.abs(point[3]))],
		};
	}
	return held.current;
}

const NONE: Equity["points"] = [];

export function EquityPanel() {
	const [window, set_window] = useState<Window>("24h");
	const history = useHistory<Equity>(`equity?window=${window}&points=600`, 30000, concerns);
	const points = history.value?.points ?? NONE;
	const { equity, drawdown } = useColumns(points);
	const first = points[0];
	const last = points[points.length - 1];
	const deepest = points.reduce((most, point) => Math.max(most, Math.abs(point[3])), 0);
	const lowest = points.reduce((least, point) => Math.min(least, point[1]), Infinity);
	const summary =
		first === undefined || last === undefined
			? ""
			: `from ${amount(first[1])} on ${date_time(first[0])} to ${amount(last[1])} on ${date_time(last[0])}, ` +
				`lowest ${amount(lowest)}, deepest drawdown ${deepest.toFixed(2)} %`;
	return (
		<Panel
			id="equity"
			title="Equity and drawdown"
			freshness={() => history_freshness(history)}
			error={history.error}
			tools={<Choice name="equity-window" label="Stretch of time" choices={WINDOWS} chosen={window} on_choose={set_window} />}
		>
			{points.length < 2 ? (
				<p class="empty">{history.value === null ? "Asking …" : "There are not two points in this time yet."}</p>
			) : (
				<>
					<Curve label="Equity" summary={`Equity ${summary}`} data={equity} height={240} line="accent" unit="" />
					<Curve label="Drawdown" summary={`Drawdown, at most ${deepest.toFixed(2)} %`} data={drawdown} height={140} line="bad" unit=" %" />
					<p class="chart-words">Equity {summary}.</p>
				</>
			)}
		</Panel>
	);
}
