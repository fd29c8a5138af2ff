// Stands in for the trader's server: the built page with the same headers, the JSON interface from
// generated data, and the live socket. For tests of the page and for work on it:
//   node stand_in.mjs DIST_FOLDER [PORT] [SYMBOLS] [MODE]
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { World } from './stand_in_data.mjs';

export const CSP =
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const FRAME_MS = 200;

// A text frame of a server: never masked, never in pieces.
function frame_of(text) {
	const body = Buffer.from(text);
	const head =
		body.length < 126
			? Buffer.from([0x81, body.length])
			: body.length < 65_536
				? Buffer.from([0x81, 126, body.length >> 8, body.length & 255])
				: Buffer.concat([Buffer.from([0x81, 127, 0, 0, 0, 0]), Buffer.from(new Uint8Array(new Uint32Array([body.length]).buffer)).reverse()]);
	return Buffer.concat([head, body]);
}

export class StandIn {
	constructor(dist, options = {}) {
		this.world = new World(options);
		this.assets = JSON.parse(readFileSync(`${dist}/assets.json`, 'utf8'));
		for (const asset of this.assets) {
			asset.gzip = readFileSync(`${dist}/${asset.file}.gz`);
		}
		this.sockets = new Set();
		this.is_silent = false; // the socket stays open and nothing comes
		this.is_frozen = false; // the same view again and again
		this.asked = [];
		this.server = createServer((request, reply) => this.answer(request, reply));
		this.server.on('upgrade', (request, socket) => this.upgrade(request, socket));
		this.timer = setInterval(() => this.step(), FRAME_MS);
		this.steps = 0;
	}

	listen(port = 0) {
		return new Promise((resolve) => {
			this.server.listen(port, '127.0.0.1', () => {
				this.port = this.server.address().port;
				resolve(`http://127.0.0.1:${this.port}/`);
			});
		});
	}

	// The connections go, and no new one is taken until listen() is called again.
	async drop() {
		for (const socket of this.sockets) socket.destroy();
		this.sockets.clear();
		this.server.closeAllConnections?.();
		await new Promise((resolve) => this.server.close(resolve));
	}

	async close() {
		clearInterval(this.timer);
		await this.drop();
	}

	send(type, body) {
		const frame = frame_of(JSON.stringify({ type, ...body }));
		for (const socket of this.sockets) socket.write(frame);
	}

	fact(kind, symbol, body) {
		this.send('facts', {
			facts: [
				{ channel: `${kind}.${symbol}`, kind, seq: ++this.world.seq, time: Date.now(), symbol, strategy: 'vwap_reversion', sentence: '', ...body },
			],
		});
	}

	step() {
		if (this.is_silent || !this.world.has_trader) return;
		if (!this.is_frozen) this.world.move();
		this.steps++;
		this.send_all(this.steps % 5 === 0);
	}

	send_all(is_everything) {
		const { world } = this;
		this.send('status', world.status());
		this.send('positions', { ...world.head(), positions: world.positions_rows() });
		this.send('symbols', { ...world.head(), symbols: world.symbols_rows() });
		if (!is_everything) return;
		this.send('orders', { ...world.head(), orders: world.orders_rows() });
		this.send('risk', { ...world.head(), risk_state: 'ACTIVE', is_entries_on: true, guards: world.guards() });
		const { dashboard, ...system } = world.system();
		this.send('system', system);
	}

	upgrade(request, socket) {
		if (request.url !== '/live' || !this.world.has_trader) {
			socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
			return;
		}
		const accept = createHash('sha1')
			.update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
			.digest('base64');
		socket.write(
			`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
		);
		this.sockets.add(socket);
		const forget = () => this.sockets.delete(socket);
		socket.on('close', forget);
		socket.on('error', forget);
		socket.on('data', (bytes) => {
			if ((bytes[0] & 15) === 8) socket.end();
		});
		if (!this.is_silent) this.send_all(true);
	}

	answer(request, reply) {
		const url = new URL(request.url, 'http://stand.in');
		this.asked.push(request.url);
		const asset = this.assets.find((one) => one.path === url.pathname);
		if (asset !== undefined) {
			reply.writeHead(200, {
				'Content-Type': asset.type,
				'Content-Encoding': 'gzip',
				'Content-Security-Policy': CSP,
				'X-Content-Type-Options': 'nosniff',
				'Referrer-Policy': 'no-referrer',
				'Cache-Control': asset.is_immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
				ETag: asset.etag,
			});
			reply.end(asset.gzip);
			return;
		}
		const body = this.body(url);
		reply.writeHead(body === null ? 404 : 200, { 'Content-Type': 'application/json; charset=utf-8' });
		reply.end(JSON.stringify(body ?? { error: { status: 404, what: url.pathname, help: '' } }));
	}

	body(url) {
		const { world } = this;
		const query = Object.fromEntries(url.searchParams);
		const head = world.head();
		const limit = Number(query.limit ?? 100);
		switch (url.pathname.replace('/api/v1/', '')) {
			case 'status':
				return world.status();
			case 'positions':
				return { ...head, positions: world.positions_rows() };
			case 'orders':
				return { ...head, orders: world.orders_rows() };
			case 'risk':
				return { ...head, risk_state: world.has_trader ? 'ACTIVE' : null, is_entries_on: world.has_trader, guards: world.guards() };
			case 'symbols':
				return { ...head, symbols: world.symbols_rows() };
			case 'system':
				return world.system();
			case 'signals':
				return {
					...head,
					signals: world.signals
						.filter((one) => query.allowed === undefined || one.is_allowed === (query.allowed === '1'))
						.slice(0, limit),
				};
			case 'trades':
				return this.trades(query, limit);
			case 'performance':
				return world.performance(query.window);
			case 'equity':
				return { ...head, window: query.window, points: world.equity_points(query.window) };
			case 'candles':
				return world.candles(query.symbol, query.strategy ?? '', limit);
			case 'events':
				return { ...head, events: world.events() };
			case 'log':
				return { ...head, lines: world.log_lines().slice(0, limit) };
			default:
				return null;
		}
	}

	trades(query, limit) {
		const keys = { exit_time: 'exit_time', net: 'net_pnl', symbol: 'symbol', strategy: 'strategy', hold: 'hold_ms' };
		const key = keys[query.sort ?? 'exit_time'];
		const found = this.world.trades.filter(
			(one) =>
				(query.symbol === undefined || one.symbol === query.symbol) &&
				(query.strategy === undefined || one.strategy === query.strategy) &&
				(query.side === undefined || one.side === query.side) &&
				(query.from === undefined || one.exit_time >= Number(query.from)) &&
				(query.result === undefined || Number(one.net_pnl) > 0 === (query.result === 'won')),
		);
		const by = (one) => (key === 'symbol' || key === 'strategy' ? one[key] : Number(one[key]));
		found.sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0) * (query.order === 'asc' ? 1 : -1));
		const offset = Number(query.offset ?? 0);
		return {
			...this.world.head(),
			total: found.length,
			net_pnl: found.reduce((sum, one) => sum + Number(one.net_pnl), 0).toFixed(6),
			trades: found.slice(offset, offset + limit),
		};
	}
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
	const [, , dist, port = '8502', symbols = '50', mode = 'testnet'] = process.argv;
	const server = new StandIn(dist, { symbols: Number(symbols), mode, has_trader: mode !== 'stopped' });
	console.log(await server.listen(Number(port)));
}
