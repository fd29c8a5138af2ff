// One symbol's candles on a canvas: VWAP and bands, other lines in a pane below, marks of signals and
// fills, and the lines of an open position. Numbers, because they are drawn.
import {
	CandlestickSeries,
	createChart,
	createSeriesMarkers,
	LineSeries,
	LineStyle,
	TickMarkType,
	type CandlestickData,
	type IChartApi,
	type IPriceLine,
	type ISeriesApi,
	type ISeriesMarkersPluginApi,
	type LineData,
	type MouseEventParams,
	type SeriesMarker,
	type Time,
	type UTCTimestamp,
	type WhitespaceData,
} from "lightweight-charts";
import type { Candles } from "./answers";
import { colour } from "./colours";
import { date_time, day, minute_time } from "./times";

// What lies on the scale of prices; anything else gets the pane below.
const ON_PRICES = new Set(["vwap", "upper", "lower", "basis", "ema", "sma"]);
const CANDLE_MS = 60_000;
const MARKS_MAX = 400;

const seconds = (ms: number) => Math.floor(ms / 1000) as UTCTimestamp;
const minute_of = (ms: number) => seconds(Math.floor(ms / CANDLE_MS) * CANDLE_MS);

// A wish that is refused minute after minute for the same reason is one mark, where that began.
function begins_row(signal: Candles["signals"][number], index: number, all: Candles["signals"]): boolean {
	const before = all[index - 1];
	if (before === undefined || signal.is_allowed || before.is_allowed) return true;
	return (
		before.action !== signal.action || before.verdict !== signal.verdict || signal.time - before.time > 2 * CANDLE_MS
	);
}

export class CandleChart {
	private readonly chart: IChartApi;
	private readonly candles: ISeriesApi<"Candlestick">;
	private readonly marks: ISeriesMarkersPluginApi<Time>;
	private lines = new Map<string, ISeriesApi<"Line">>();
	private levels: IPriceLine[] = [];
	private mark: IPriceLine | null = null;
	private shown = "";
	private last = 0;

	constructor(box: HTMLElement, on_cross: (at_ms: number | null) => void) {
		this.chart = createChart(box, {
			autoSize: true,
			layout: {
				// It would bring a style element of its own; the page's foot names the authors instead.
				attributionLogo: false,
				background: { color: "transparent" },
				textColor: colour("dim"),
				fontSize: 11,
				fontFamily: "system-ui, sans-serif",
				panes: { separatorColor: colour("line"), enableResize: false },
			},
			grid: { vertLines: { color: colour("line") }, horzLines: { color: colour("line") } },
			rightPriceScale: { borderColor: colour("line") },
			timeScale: {
				borderColor: colour("line"),
				timeVisible: true,
				secondsVisible: false,
				rightOffset: 3,
				tickMarkFormatter: (at: Time, type: TickMarkType) =>
					type < TickMarkType.Time ? day(Number(at) * 1000).slice(5) : minute_time(Number(at) * 1000),
			},
			localization: { timeFormatter: (at: Time) => date_time(Number(at) * 1000) },
			// A finger that goes up or down scrolls the page.
			handleScroll: { vertTouchDrag: false, mouseWheel: false, pressedMouseMove: true, horzTouchDrag: true },
			handleScale: { mouseWheel: false, pinch: true, axisPressedMouseMove: true },
		});
		// Hollow ones rose: colour is not the only sign.
		this.candles = this.chart.addSeries(CandlestickSeries, {
			upColor: "transparent",
			borderUpColor: colour("good"),
			wickUpColor: colour("good"),
			downColor: colour("bad"),
			borderDownColor: colour("bad"),
			wickDownColor: colour("bad"),
			priceLineVisible: false,
		});
		this.marks = createSeriesMarkers(this.candles, []);
		this.chart.subscribeCrosshairMove((event: MouseEventParams) =>
			on_cross(event.time === undefined ? null : Number(event.time) * 1000),
		);
	}

	destroy(): void {
		this.chart.remove();
	}

	show(answer: Candles): void {
		const precision = answer.price_precision ?? 2;
		const format = { type: "price" as const, precision, minMove: 10 ** -precision };
		this.candles.applyOptions({ priceFormat: format });
		this.candles.setData(
			answer.candles.map(([at, open, high, low, close]): CandlestickData => ({ time: seconds(at), open, high, low, close })),
		);
		this.last = answer.candles[answer.candles.length - 1]?.[0] ?? 0;
		answer.value_names.forEach((name, index) => this.show_line(answer, name, index, format));
		for (const [name, line] of this.lines) if (!answer.value_names.includes(name)) line.setData([]);
		this.chart.panes()[1]?.setStretchFactor(0.28);
		this.show_marks(answer);
		this.show_levels(answer);
		const subject = `${answer.symbol} ${answer.strategy}`;
		if (subject !== this.shown) {
			this.shown = subject;
			this.mark = null;
			const count = answer.candles.length;
			this.chart.timeScale().setVisibleLogicalRange({ from: Math.max(0, count - 120), to: count + 3 });
		}
	}

	// A candle that has just closed.
	add(at: number, open: number, high: number, low: number, close: number): void {
		if (at <= this.last) return;
		this.last = at;
		this.candles.update({ time: seconds(at), open, high, low, close });
	}

	show_price(price: number): void {
		if (this.mark === null) {
			this.mark = this.candles.createPriceLine({
				price,
				color: colour("dim"),
				lineStyle: LineStyle.SparseDotted,
				lineWidth: 1,
				title: "mark",
			});
			this.levels.push(this.mark);
		} else this.mark.applyOptions({ price });
	}

	private show_line(answer: Candles, name: string, index: number, format: object): void {
		let line = this.lines.get(name);
		const is_price = ON_PRICES.has(name);
		if (line === undefined) {
			const is_band = name === "upper" || name === "lower";
			line = this.chart.addSeries(
				LineSeries,
				{
					color: colour(is_band ? "band" : "accent"),
					lineWidth: is_band ? 1 : 2,
					lineStyle: is_band ? LineStyle.Dashed : LineStyle.Solid,
					priceLineVisible: false,
					lastValueVisible: !is_band,
					crosshairMarkerVisible: false,
					title: is_price ? "" : name.toUpperCase(),
				},
				is_price ? 0 : 1,
			);
			this.lines.set(name, line);
		}
		if (is_price) line.applyOptions({ priceFormat: format });
		const value_at = (i: number) => answer.values[i]?.[index] ?? null;
		line.setData(
			answer.candles.map(([at], i): LineData | WhitespaceData => {
				const time = seconds(at);
				const value = value_at(i);
				if (value === null) return { time };
				// The library draws on over minutes without a value, such as a new day's first, in the colour of the
				// point before them.
				const ends_here = i + 1 < answer.candles.length && value_at(i + 1) === null;
				return ends_here ? { time, value, color: "transparent" } : { time, value };
			}),
		);
	}

	private show_marks(answer: Candles): void {
		const first = seconds(answer.candles[0]?.[0] ?? 0);
		// A signal comes of the candle that ended at its time.
		const signals = answer.signals.filter(begins_row).map((signal): SeriesMarker<Time> => {
			const is_long = signal.action === "ENTER_LONG";
			const is_exit = signal.action === "EXIT";
			return {
				time: minute_of(signal.time - 1),
				position: is_long ? "belowBar" : "aboveBar",
				shape: is_exit || !signal.is_allowed ? "circle" : is_long ? "arrowUp" : "arrowDown",
				color: colour(!signal.is_allowed ? "dim" : is_exit ? "accent" : is_long ? "good" : "bad"),
				size: signal.is_allowed ? 1 : 0.3,
				...(signal.is_allowed ? {} : { text: "✕" }),
			};
		});
		const fills = answer.fills.map((fill): SeriesMarker<Time> => ({
			time: minute_of(fill.time),
			position: "atPriceMiddle",
			price: fill.price,
			shape: "square",
			color: colour(fill.purpose === "entry" ? "text" : "accent"),
			size: 0.5,
		}));
		const marks = [...signals, ...fills].filter((mark) => Number(mark.time) >= Number(first));
		marks.sort((a, b) => Number(a.time) - Number(b.time));
		this.marks.setMarkers(marks.slice(-MARKS_MAX));
	}

	private show_levels(answer: Candles): void {
		for (const level of this.levels) this.candles.removePriceLine(level);
		this.levels = [];
		this.mark = null;
		const position = answer.position;
		if (position === null) return;
		const level = (price: number | null, title: string, name: string, style: LineStyle) => {
			if (price === null) return;
			const line = { price, title, color: colour(name), lineStyle: style, lineWidth: 1 as const };
			this.levels.push(this.candles.createPriceLine(line));
		};
		level(position.entry_price, `entry ${position.side.toLowerCase()}`, "text", LineStyle.Solid);
		level(position.stop_price, "stop", "bad", LineStyle.LargeDashed);
		level(position.take_profit_price, "target", "good", LineStyle.LargeDashed);
	}
}
