// Generated answers of docs/api.md, for the page's tests: made from a seed, so that two runs show the
// same. Decimals are strings, as in the interface.

const MINUTE = 60_000;

// A small generator of our own: node's cannot be seeded.
export function random_from(seed) {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}

const text = (value, places) => {
	const fixed = value.toFixed(places);
	return fixed.includes('.') ? fixed.replace(/\.?0+$/, '').replace(/^-0$/, '0') : fixed;
};

const NAMES = [
	'BTC', 'ETH', 'BNB', 'SOL', 'XRP', 'DOGE', 'ADA', 'AVAX', 'LINK', 'DOT', 'LTC', 'BCH', 'TRX', 'UNI', 'ATOM', 'ETC',
	'XLM', 'NEAR', 'APT', 'FIL', 'ARB', 'OP', 'INJ', 'SUI', 'SEI', 'TIA', 'RUNE', 'AAVE', 'MKR', 'SNX', 'CRV', 'COMP',
	'GRT', 'SAND', 'MANA', 'AXS', 'GALA', 'CHZ', 'ENJ', 'FLOW', 'EGLD', 'XTZ', 'ALGO', 'VET', 'THETA', 'HBAR', 'ICP',
	'KAVA', 'ZIL', '1000PEPE',
];
const PRICES = [64012.1, 3120.44, 571.2, 148.31, 0.5214, 0.1391, 0.4472, 27.61, 14.22, 6.41];

export class World {
	constructor({ symbols = 50, mode = 'testnet', seed = 7, now = Date.now(), has_trader = true } = {}) {
		this.random = random_from(seed);
		this.mode = mode;
		this.has_trader = has_trader;
		this.started = now;
		this.number = 0;
		this.seq = 10_000;
		this.symbols = NAMES.slice(0, symbols).map((name, i) => {
			const price = PRICES[i] ?? 1 + this.random() * 90;
			const precision = price > 1000 ? 1 : price > 10 ? 3 : 5;
			return { name: `${name}USDT`, price, first: price, precision };
		});
		this.names = this.symbols.map((symbol) => symbol.name);
		this.equity = 10_412.38271934;
		this.day_start = 10_250.5;
		this.lamp = null; // chosen by the state, unless a test sets it
		this.bare = 1;
		this.unknown = 1;
		this.make_history();
	}

	make_history() {
		const strategies = ['vwap_reversion', 'trend_pullback'];
		const reasons = ['take_profit', 'stop_loss', 'vwap', 'max_hold'];
		this.strategies = strategies;
		this.trades = Array.from({ length: 312 }, (_, i) => {
			const symbol = this.symbols[Math.floor(this.random() * this.symbols.length)];
			const is_long = this.random() > 0.5;
			const gross = (this.random() - 0.44) * 40;
			const hold = Math.floor(this.random() * 5 * 3600_000) + 30_000;
			const exit_time = this.started - i * 47 * MINUTE - 20_000;
			const entry = symbol.price * (1 + (this.random() - 0.5) * 0.03);
			const quantity = 400 / entry;
			const fees = 0.4 + this.random() * 0.2;
			const funding = (this.random() - 0.5) * 0.1;
			return {
				run_id: 12,
				seq: 9000 - i,
				symbol: symbol.name,
				strategy: strategies[i % 5 === 0 ? 1 : 0],
				side: is_long ? 'LONG' : 'SHORT',
				quantity: text(quantity, 3),
				entry_price: text(entry, symbol.precision),
				exit_price: text(entry * (1 + ((is_long ? 1 : -1) * gross) / 400), symbol.precision),
				entry_time: exit_time - hold,
				exit_time,
				hold_ms: hold,
				exit_reason: reasons[Math.floor(this.random() * reasons.length)],
				is_ambiguous: i % 40 === 7,
				gross_pnl: text(gross, 8),
				fees: text(fees, 8),
				funding: text(funding, 8),
				net_pnl: text(gross - fees + funding, 8),
			};
		});
		this.signals = Array.from({ length: 200 }, (_, i) => this.signal(this.started - i * 3 * MINUTE, 8000 - i));
		let equity = 9_600;
		let peak = equity;
		this.curve = Array.from({ length: 40 * 24 }, (_, i) => {
			equity += (this.random() - 0.49) * 22;
			if (i > 950) equity += (this.equity - equity) / (960 - i);
			peak = Math.max(peak, equity);
			return [this.started - (959 - i) * 60 * MINUTE, equity, equity - 12, ((peak - equity) / peak) * 100];
		});
	}

	signal(time, seq) {
		const symbol = this.symbols[Math.floor(this.random() * this.symbols.length)];
		const verdicts = ['ok', 'ok', 'ok', 'cooldown', 'volatility', 'funding_window', 'positions_max'];
		const verdict = verdicts[Math.floor(this.random() * verdicts.length)];
		const action = ['ENTER_LONG', 'ENTER_SHORT', 'EXIT'][Math.floor(this.random() * 3)];
		const vwap = symbol.price * 1.002;
		return {
			run_id: 12,
			seq,
			time,
			symbol: symbol.name,
			strategy: 'vwap_reversion',
			action,
			exit_reason: action === 'EXIT' ? 'vwap' : '',
			is_allowed: verdict === 'ok',
			verdict,
			value: verdict === 'cooldown' ? '120' : '0',
			limit: verdict === 'cooldown' ? '300' : '0',
			price: text(symbol.price, symbol.precision),
			quantity: '0.012',
			values: { vwap: Number(vwap.toFixed(4)), sigma: 12.1, adx: 18.4 },
		};
	}

	// One step of the market, some times a second.
	move() {
		for (const symbol of this.symbols) symbol.price *= 1 + (this.random() - 0.5) * 0.0004;
		this.equity += (this.random() - 0.5) * 0.9;
		this.number++;
	}

	head() {
		return { time: Date.now(), is_live: this.has_trader };
	}

	positions_rows() {
		const now = Date.now();
		return this.symbols.slice(0, Math.min(14, this.symbols.length)).map((symbol, i) => {
			const is_long = i % 3 !== 1;
			const quantity = 600 / symbol.first;
			const change = (symbol.price - symbol.first * (is_long ? 0.998 : 1.001)) * (is_long ? 1 : -1);
			const is_bare = i < this.bare;
			const distance = 4 + i * 3.1;
			return {
				symbol: symbol.name,
				strategy: i % 5 === 4 ? 'trend_pullback' : 'vwap_reversion',
				position_side: 'BOTH',
				side: is_long ? 'LONG' : 'SHORT',
				quantity: text(quantity, 3),
				entry_price: text(symbol.first * (is_long ? 0.998 : 1.001), symbol.precision + 1),
				mark_price: this.has_trader ? text(symbol.price, symbol.precision) : null,
				notional: text(600 + i * 12, 8),
				unrealized_pnl: this.has_trader ? text(change * quantity, 8) : null,
				r_multiple: is_bare || !this.has_trader ? null : text(change / (symbol.first * 0.004), 4),
				stop_price: is_bare ? null : text(symbol.first * (is_long ? 0.994 : 1.006), symbol.precision),
				take_profit_price: text(symbol.first * (is_long ? 1.004 : 0.996), symbol.precision),
				is_protected: !is_bare,
				has_take_profit: true,
				bare_ms: is_bare ? now - this.started + 2000 : 0,
				is_closing: i === 3,
				liquidation_price: text(symbol.first * (is_long ? 1 - distance / 100 : 1 + distance / 100), symbol.precision),
				liquidation_distance_pct: this.has_trader ? text(distance, 4) : null,
				realized_pnl: '0',
				fees: '0.24',
				funding: '-0.01',
				next_funding_at: this.started + 2 * 3600_000 + 14 * MINUTE,
				funding_rate: '0.0001',
				opened_at: this.started - i * 11 * MINUTE,
				updated_at: now,
			};
		});
	}

	orders_rows() {
		const rows = [];
		const positions = this.positions_rows();
		for (let i = 0; i < this.unknown; i++) rows.push(this.order(positions[2 % positions.length], i, 'entry', 'UNKNOWN'));
		rows.push(this.order(positions[4 % positions.length], 5, 'entry', 'PARTIALLY_FILLED'));
		for (const [i, position] of positions.entries()) {
			if (position.is_protected) rows.push(this.order(position, 10 + i, 'stop_loss', 'NEW'));
			rows.push(this.order(position, 40 + i, 'take_profit', 'NEW'));
		}
		return rows;
	}

	order(position, index, purpose, status) {
		const is_protective = purpose === 'stop_loss' || purpose === 'take_profit';
		return {
			client_order_id: `ac-12-${index}`,
			symbol: position.symbol,
			strategy: position.strategy,
			purpose,
			side: (position.side === 'LONG') === is_protective ? 'SELL' : 'BUY',
			position_side: 'BOTH',
			type: purpose === 'stop_loss' ? 'STOP_MARKET' : purpose === 'take_profit' ? 'TAKE_PROFIT_MARKET' : 'LIMIT',
			status,
			is_unknown: status === 'UNKNOWN',
			is_protective,
			quantity: position.quantity,
			executed_quantity: '0',
			price: is_protective ? null : position.entry_price,
			stop_price: purpose === 'stop_loss' ? position.stop_price : is_protective ? position.take_profit_price : null,
			average_price: null,
			commission: '0',
			reduce_only: is_protective,
			close_position: is_protective,
			order_id: 77_000 + index,
			algo_id: null,
			error_code: null,
			attempts: 1,
			created_at: this.started - index * MINUTE,
			updated_at: this.started,
		};
	}

	lamp_now() {
		if (this.lamp !== null) return this.lamp;
		if (!this.has_trader) return { level: 'warn', reason: 'no trader is running; run 12 of account demo has stopped' };
		if (this.bare > 0)
			return {
				level: 'alarm',
				reason: `${this.bare} position(s) without a confirmed stop for up to 3 s: they are closed at market unless the stop is confirmed first; watch them, \`autocoin flatten\` closes them now`,
			};
		if (this.unknown > 0)
			return { level: 'alarm', reason: '1 order(s) of unknown fate: they count as exposure and their symbols get no entries until the exchange answers' };
		return { level: 'ok', reason: 'all is well: 14 position(s), each with its stop on the exchange' };
	}

	status() {
		const stream = (age) => ({ is_used: true, is_up: true, age_ms: age, down_ms: 0, reconnects: 1, why: '' });
		const off = { is_used: false, is_up: false, age_ms: null, down_ms: null, reconnects: 0, why: '' };
		const today = this.equity - this.day_start;
		return {
			...this.head(),
			number: this.has_trader ? this.number : null,
			lamp: this.lamp_now(),
			run: {
				run_id: 12,
				mode: this.mode,
				account: 'demo',
				version: '0.1.0',
				feed: 'synthetic:seed=7',
				position_mode: 'ONEWAY',
				started_at: this.started - 3 * 3600_000,
				state: this.has_trader ? 'running' : 'stopped',
				run_time: this.has_trader ? Date.now() : this.started,
				has_crashed_last: false,
			},
			risk_state: this.has_trader ? 'ACTIVE' : null,
			is_entries_on: this.has_trader,
			account: {
				wallet: text(this.equity - 14.2, 8),
				unrealized_pnl: '14.2',
				equity: text(this.equity, 8),
				equity_peak: '10498.11',
				day_start_equity: text(this.day_start, 8),
				today_pnl: text(today, 8),
				today_pnl_pct: text((today / this.day_start) * 100, 8),
				realized_today: '147.68',
				fees_today: '8.14302',
				funding_today: '-0.42',
				margin_used: '842.19',
				drawdown_pct: '1.42',
				drawdown_limit_pct: '10',
				daily_loss_pct: '0',
				daily_loss_limit_pct: '3',
			},
			counts: {
				positions: this.positions_rows().length,
				positions_bare: this.bare,
				bare_longest_ms: this.bare > 0 ? 3000 : 0,
				orders_open: this.orders_rows().length,
				orders_unknown: this.unknown,
				protective: 27,
				signals: this.has_trader ? 311 : null,
				signals_allowed: this.has_trader ? 164 : null,
				left_out: 0,
			},
			streams: this.has_trader
				? { market: stream(140), user: stream(2100), api: stream(900) }
				: { market: off, user: off, api: off },
			data_age_ms: this.has_trader ? 12_000 : null,
			order_entry: this.has_trader ? 'ws' : null,
			clock: this.has_trader ? { offset_ms: 3, round_trip_ms: 41 } : null,
			strategies: this.strategies,
			symbols: this.names,
		};
	}

	symbols_rows() {
		return this.symbols.map((symbol, i) => ({
			symbol: symbol.name,
			mark_price: this.has_trader ? text(symbol.price, symbol.precision) : null,
			age_ms: this.has_trader ? (i === 49 ? 140_000 : 12_000) : null,
			funding_rate: '0.0001',
			next_funding_at: this.started + 2 * 3600_000 + 14 * MINUTE,
			price_precision: symbol.precision,
			strategies: i === 0 ? ['vwap_reversion', 'trend_pullback'] : ['vwap_reversion'],
		}));
	}

	guards() {
		const guard = (name, symbol, used, limit, unit, halt = {}) => ({
			guard: name,
			symbol,
			strategy: symbol === '' ? '' : 'vwap_reversion',
			is_halted: false,
			reason: '',
			since: null,
			until: null,
			used: used === null ? null : text(used, 8),
			limit: limit === null ? null : text(limit, 8),
			used_pct: limit === null || used === null ? null : (used / limit) * 100,
			unit,
			...halt,
		});
		const halt = (reason, until) => ({ is_halted: true, reason, since: this.started - 5 * MINUTE, until });
		const halts = [
			guard('volatility', 'DOGEUSDT', 5.2, 5, '%', halt('volatility', Date.now() + 11 * MINUTE)),
			guard('consecutive_losses', 'XRPUSDT', 4, 4, 'count', halt('consecutive_losses', null)),
		];
		if (!this.has_trader) return halts.slice(1);
		return [
			...halts,
			guard('positions', '', 14, 16, 'count'),
			guard('margin', '', 842.19, 4000, 'USDT'),
			guard('drawdown', '', 1.42, 10, '%'),
			guard('account_daily_loss', '', 0, 3, '%'),
			...this.names.slice(0, 20).map((name, i) => guard('symbol_exposure', name, 600 - i * 20, 1500, 'USDT')),
		];
	}

	system() {
		const latency = (scale, count) => {
			const bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 20000, 100000, 1000000];
			const shape = [0, 2, 30, 60, 42, 20, 9, 4, 2, 1, 0, 0, 0, 0];
			return {
				count,
				p50_us: 8 * scale,
				p90_us: 21 * scale,
				p99_us: 140 * scale,
				p999_us: 480 * scale,
				max_us: 911 * scale,
				buckets: bounds.map((bound, i) => [bound * scale, Math.floor((shape[i] * count) / 170)]),
			};
		};
		const dashboard = { clients: 1, requests: 200, clients_dropped: 0, bytes_sent: 4_123_000 };
		if (!this.has_trader)
			return {
				...this.head(),
				memory: null, engine: null, journal: null, database: null, alerts: null, log: null, rate: null, wire: null, latency: null,
				dashboard,
			};
		return {
			...this.head(),
			memory: { rss_bytes: 41_234_432 },
			engine: { inputs: 812_000 + this.number, commands: 1311, facts: 93_211, facts_refused: 0, copies_lost: 0 },
			journal: { seq: 812_000 + this.number, bytes: 88_123_456, is_failing: false },
			database: {
				state: 'ok', queue: 12, queue_capacity: 8192, written: 93_200, refused: 0, last_commit_at: Date.now() - 800,
				error: '',
			},
			alerts: {
				queue: 0, sent: 41, suppressed: 2, dropped: 0, failed_attempts: 1, is_failing: false, error: '',
			},
			log: { lines_dropped: 0 },
			rate: {
				weight_used: 312, weight_limit: 2400, orders_10s_used: 3, orders_10s_limit: 300, orders_1m_used: 14,
				orders_1m_limit: 1200, paused_until: null, banned_until: null, count_429: 0, count_418: 0,
			},
			wire: { frames_malformed: 0, frames_refused: 0, events_dropped: 0, candles_by_rest: 2880, snapshots: 4 },
			latency: { step: latency(1, 812_000), tick_to_order: latency(12, 164), order_to_answer: latency(3000, 1311) },
			dashboard,
		};
	}

	performance(window) {
		const by = new Map();
		const span = { '24h': 1, '7d': 7, '30d': 30, all: 10_000 }[window];
		const from = this.started - span * 86_400_000;
		for (const trade of this.trades) {
			if (trade.exit_time < from) continue;
			const key = `${trade.strategy} ${trade.symbol}`;
			by.set(key, [...(by.get(key) ?? []), trade]);
		}
		const row = (symbol, strategy, trades) => {
			const total = (key) => trades.reduce((sum, trade) => sum + Number(trade[key]), 0);
			const wins = trades.filter((trade) => Number(trade.net_pnl) > 0);
			const losses = trades.filter((trade) => Number(trade.net_pnl) <= 0);
			const sum = (list) => list.reduce((all, trade) => all + Number(trade.net_pnl), 0);
			return {
				symbol,
				strategy,
				trades: trades.length,
				wins: wins.length,
				losses: losses.length,
				win_rate: trades.length === 0 ? null : wins.length / trades.length,
				profit_factor: losses.length === 0 ? null : sum(wins) / -sum(losses),
				expectancy: trades.length === 0 ? null : sum(trades) / trades.length,
				sharpe: trades.length < 3 ? null : 1.31,
				max_drawdown: '38.21',
				gross_profit: text(sum(wins), 8),
				gross_loss: text(sum(losses), 8),
				net_pnl: text(sum(trades), 8),
				fees: text(total('fees'), 8),
				funding: text(total('funding'), 8),
				best: '12.4',
				worst: '-8.1',
				average_hold_ms: Math.floor(trades.reduce((all, trade) => all + trade.hold_ms, 0) / Math.max(1, trades.length)),
			};
		};
		const rows = [...by].map(([key, trades]) => row(key.split(' ')[1], key.split(' ')[0], trades));
		rows.sort((a, b) => a.strategy.localeCompare(b.strategy) || a.symbol.localeCompare(b.symbol));
		return { ...this.head(), window, from, rows, total: row('', '', [...by.values()].flat()) };
	}

	equity_points(window) {
		const span = { '24h': 1, '7d': 7, '30d': 30, all: 10_000 }[window];
		return this.curve.filter(([at]) => at >= this.started - span * 86_400_000);
	}

	candles(name, strategy, limit) {
		const symbol = this.symbols.find((one) => one.name === name);
		const random = random_from(name.length * 131 + name.charCodeAt(0));
		const last = Math.floor(Date.now() / MINUTE) * MINUTE - MINUTE;
		let price = symbol.first;
		const candles = Array.from({ length: limit }, (_, i) => {
			const open = price;
			price *= 1 + (random() - 0.5) * 0.0022;
			const high = Math.max(open, price) * (1 + random() * 0.0006);
			const low = Math.min(open, price) * (1 - random() * 0.0006);
			const round = (value) => Number(value.toFixed(symbol.precision));
			return [last - (limit - 1 - i) * MINUTE, round(open), round(high), round(low), round(price), 40 + random() * 60];
		});
		let vwap = candles[0][4];
		const values = candles.map((candle, i) => {
			vwap += (candle[4] - vwap) * 0.05;
			return i < 14 ? null : [vwap, vwap * 1.0025, vwap * 0.9975, 14 + 9 * Math.sin(i / 30)];
		});
		const at = (back) => candles[candles.length - 1 - back];
		const position = this.positions_rows().find((one) => one.symbol === name);
		return {
			...this.head(),
			symbol: name,
			strategy: strategy === '' ? 'vwap_reversion' : strategy,
			price_precision: symbol.precision,
			candles,
			value_names: ['vwap', 'upper', 'lower', 'adx'],
			values,
			signals: [
				{ time: at(80)[0] + MINUTE, action: 'ENTER_LONG', is_allowed: true, verdict: 'ok', price: at(80)[4] },
				{ time: at(52)[0] + MINUTE, action: 'EXIT', is_allowed: true, verdict: 'ok', price: at(52)[4] },
				{ time: at(33)[0] + MINUTE, action: 'ENTER_SHORT', is_allowed: false, verdict: 'cooldown', price: at(33)[4] },
				{ time: at(20)[0] + MINUTE, action: 'ENTER_LONG', is_allowed: true, verdict: 'ok', price: at(20)[4] },
			],
			fills: [
				{ time: at(79)[0] + 2000, side: 'BUY', purpose: 'entry', price: at(79)[1], quantity: 0.012 },
				{ time: at(51)[0] + 2000, side: 'SELL', purpose: 'exit', price: at(51)[1], quantity: 0.012 },
				{ time: at(19)[0] + 2000, side: 'BUY', purpose: 'entry', price: at(19)[1], quantity: 0.012 },
			],
			position:
				position === undefined
					? null
					: {
							side: position.side,
							entry_price: at(19)[1],
							stop_price: at(19)[1] * 0.996,
							take_profit_price: at(19)[1] * 1.005,
						},
		};
	}

	events() {
		const event = (minutes, kind, level, symbol, words) => ({
			time: this.started - minutes * MINUTE,
			kind,
			symbol,
			strategy: '',
			guard: '',
			reason: '',
			value: null,
			limit: null,
			until: null,
			text: words,
			level,
		});
		return [
			event(2, 'halt', 'error', 'BTCUSDT', 'position without a confirmed stop; it is closed at market unless the stop is confirmed first'),
			event(5, 'halt', 'warn', 'DOGEUSDT', 'entries halted by volatility, 5.2 of 5'),
			event(31, 'system', 'warn', '', 'the market stream was down for 4 s; 1 candle was fetched by REST'),
			event(180, 'run', 'info', '', 'run 12 started in mode testnet'),
		];
	}

	log_lines() {
		return Array.from({ length: 40 }, (_, i) => ({
			time: this.started - i * 9000,
			level: i % 11 === 3 ? 'warn' : 'info',
			event: i % 3 === 0 ? 'order.filled' : 'candle.closed',
			message: i % 11 === 3 ? 'an answer took long' : '',
			fields: { symbol: this.names[i % this.names.length], latency_us: 120 + i },
		}));
	}
}
