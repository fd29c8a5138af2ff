// The answers of docs/api.md. Decimals are strings and stay strings: nothing here is arithmetic.

export type Decimal = string;
export type Time = number;

export interface Answer {
	time: Time;
	is_live: boolean;
}

export type LampLevel = "ok" | "warn" | "alarm";

export interface Run {
	run_id: number;
	mode: string;
	account: string;
	version: string;
	feed: string;
	position_mode: string | null;
	started_at: Time;
	state: string;
	run_time: Time | null;
	has_crashed_last: boolean;
}

export interface Account {
	wallet: Decimal;
	unrealized_pnl: Decimal;
	equity: Decimal;
	equity_peak: Decimal;
	day_start_equity: Decimal;
	today_pnl: Decimal;
	today_pnl_pct: Decimal;
	realized_today: Decimal;
	fees_today: Decimal;
	funding_today: Decimal;
	margin_used: Decimal;
	drawdown_pct: Decimal;
	drawdown_limit_pct: Decimal | null;
	daily_loss_pct: Decimal;
	daily_loss_limit_pct: Decimal | null;
}

export interface Stream {
	is_used: boolean;
	is_up: boolean;
	age_ms: number | null;
	down_ms: number | null;
	reconnects: number;
	why: string;
}

export interface Status extends Answer {
	number: number | null;
	lamp: { level: LampLevel; reason: string };
	run: Run | null;
	risk_state: string | null;
	is_entries_on: boolean;
	account: Account | null;
	counts: {
		positions: number;
		positions_bare: number;
		bare_longest_ms: number | null;
		orders_open: number;
		orders_unknown: number;
		protective: number;
		signals: number | null;
		signals_allowed: number | null;
		left_out: number;
	};
	streams: { market: Stream; user: Stream; api: Stream };
	data_age_ms: number | null;
	order_entry: string | null;
	clock: { offset_ms: number | null; round_trip_ms: number | null } | null;
	strategies: string[];
	symbols: string[];
}

export interface Position {
	symbol: string;
	strategy: string;
	position_side: string;
	side: "LONG" | "SHORT";
	quantity: Decimal;
	entry_price: Decimal;
	mark_price: Decimal | null;
	notional: Decimal | null;
	unrealized_pnl: Decimal | null;
	r_multiple: Decimal | null;
	stop_price: Decimal | null;
	take_profit_price: Decimal | null;
	is_protected: boolean;
	has_take_profit: boolean;
	bare_ms: number | null;
	is_closing: boolean;
	liquidation_price: Decimal | null;
	liquidation_distance_pct: Decimal | null;
	realized_pnl: Decimal;
	fees: Decimal;
	funding: Decimal;
	next_funding_at: Time | null;
	funding_rate: Decimal | null;
	opened_at: Time;
	updated_at: Time;
}
export interface Positions extends Answer {
	positions: Position[];
}

export interface Order {
	client_order_id: string;
	symbol: string;
	strategy: string;
	purpose: string;
	side: string;
	position_side: string;
	type: string;
	status: string;
	is_unknown: boolean;
	is_protective: boolean;
	quantity: Decimal;
	executed_quantity: Decimal;
	price: Decimal | null;
	stop_price: Decimal | null;
	average_price: Decimal | null;
	commission: Decimal;
	reduce_only: boolean;
	close_position: boolean;
	error_code: number | null;
	attempts: number;
	created_at: Time;
	updated_at: Time;
}
export interface Orders extends Answer {
	orders: Order[];
}

export interface Signal {
	run_id: number;
	seq: number;
	time: Time;
	symbol: string;
	strategy: string;
	action: string;
	exit_reason: string;
	is_allowed: boolean;
	verdict: string;
	value: Decimal;
	limit: Decimal;
	price: Decimal;
	quantity: Decimal;
	values: Record<string, number | null>;
}
export interface Signals extends Answer {
	signals: Signal[];
}

export interface Trade {
	run_id: number;
	seq: number;
	symbol: string;
	strategy: string;
	side: "LONG" | "SHORT";
	quantity: Decimal;
	entry_price: Decimal;
	exit_price: Decimal;
	entry_time: Time;
	exit_time: Time;
	hold_ms: number;
	exit_reason: string;
	is_ambiguous: boolean;
	gross_pnl: Decimal;
	fees: Decimal;
	funding: Decimal;
	net_pnl: Decimal;
}
export interface Trades extends Answer {
	total: number;
	net_pnl: Decimal;
	trades: Trade[];
}

export interface PerformanceRow {
	symbol: string;
	strategy: string;
	trades: number;
	wins: number;
	losses: number;
	win_rate: number | null;
	profit_factor: number | null;
	expectancy: number | null;
	sharpe: number | null;
	max_drawdown: Decimal;
	gross_profit: Decimal;
	gross_loss: Decimal;
	net_pnl: Decimal;
	fees: Decimal;
	funding: Decimal;
	best: Decimal | null;
	worst: Decimal | null;
	average_hold_ms: number | null;
}
export interface Performance extends Answer {
	window: string;
	from: Time;
	rows: PerformanceRow[];
	total: PerformanceRow;
}

export interface Equity extends Answer {
	window: string;
	points: [Time, number, number, number][];
}

export interface ChartSignal {
	time: Time;
	action: string;
	is_allowed: boolean;
	verdict: string;
	price: number;
}
export interface ChartFill {
	time: Time;
	side: string;
	purpose: string;
	price: number;
	quantity: number;
}
export interface Candles extends Answer {
	symbol: string;
	strategy: string;
	price_precision: number | null;
	candles: [Time, number, number, number, number, number][];
	value_names: string[];
	values: ((number | null)[] | null)[];
	signals: ChartSignal[];
	fills: ChartFill[];
	position: {
		side: "LONG" | "SHORT";
		entry_price: number;
		stop_price: number | null;
		take_profit_price: number | null;
	} | null;
}

export interface Guard {
	guard: string;
	symbol: string;
	strategy: string;
	is_halted: boolean;
	reason: string;
	since: Time | null;
	until: Time | null;
	used: Decimal | null;
	limit: Decimal | null;
	used_pct: number | null;
	unit: string;
}
export interface Risk extends Answer {
	risk_state: string | null;
	is_entries_on: boolean;
	guards: Guard[];
}

export interface Happening {
	time: Time;
	kind: string;
	symbol: string;
	strategy: string;
	guard: string;
	text: string;
	level: "info" | "warn" | "error";
}
export interface Happenings extends Answer {
	events: Happening[];
}

export interface LogLine {
	time: Time | null;
	level: string;
	event: string;
	message: string;
	fields: Record<string, unknown>;
}
export interface Log extends Answer {
	lines: LogLine[];
}

export interface Latency {
	count: number;
	p50_us: number;
	p90_us: number;
	p99_us: number;
	p999_us: number;
	max_us: number;
	buckets: [number, number][];
}
export interface System extends Answer {
	memory: { rss_bytes: number } | null;
	engine: {
		inputs: number;
		commands: number;
		facts: number;
		facts_refused: number;
		copies_lost: number;
	} | null;
	journal: { seq: number; bytes: number; is_failing: boolean } | null;
	database: {
		state: string;
		queue: number;
		queue_capacity: number;
		written: number;
		refused: number;
		last_commit_at: Time | null;
		error: string;
	} | null;
	alerts: {
		queue: number;
		sent: number;
		suppressed: number;
		dropped: number;
		failed_attempts: number;
		is_failing: boolean;
		error: string;
	} | null;
	log: { lines_dropped: number } | null;
	rate: {
		weight_used: number;
		weight_limit: number;
		orders_10s_used: number;
		orders_10s_limit: number;
		orders_1m_used: number;
		orders_1m_limit: number;
		paused_until: Time | null;
		banned_until: Time | null;
		count_429: number;
		count_418: number;
	} | null;
	wire: {
		frames_malformed: number;
		frames_refused: number;
		events_dropped: number;
		candles_by_rest: number;
		snapshots: number;
	} | null;
	latency: { step: Latency; tick_to_order: Latency; order_to_answer: Latency } | null;
	// The live socket leaves it out: the view knows nothing of who looks at it.
	dashboard?: { clients: number; requests: number; clients_dropped: number; bytes_sent: number };
}

export interface SymbolRow {
	symbol: string;
	mark_price: Decimal | null;
	age_ms: number | null;
	funding_rate: Decimal | null;
	next_funding_at: Time | null;
	price_precision: number | null;
	strategies: string[];
}
export interface Symbols extends Answer {
	symbols: SymbolRow[];
}

// What happened, over the live socket.
export interface Fact {
	channel: string;
	kind: string;
	seq: number;
	time: Time;
	symbol: string;
	strategy: string;
	sentence: string;
	[more: string]: unknown;
}
