// official.mjs - the exchange's own SDK, @binance/derivatives-trading-usds-futures: REST, the three
// stream routes, and the WebSocket API with an HMAC and an Ed25519 key.
import { readFileSync } from 'node:fs';
import * as sdk from '@binance/derivatives-trading-usds-futures';
import { Scenario } from './scenario.mjs';
import { Tap, decimal, same, units } from './tap.mjs';

const { PORT, TLS, KEY, SECRET, ED25519_KEY, ED25519_FILE, TRANSPORT } = process.env;
const http = `${TLS ? 'https' : 'http'}://127.0.0.1:${PORT}`;
const ws = `${TLS ? 'wss' : 'ws'}://127.0.0.1:${PORT}`;
const tap = new Tap(`official ${TRANSPORT}`);

function make(credentials) {
	return new sdk.DerivativesTradingUsdsFutures({
		configurationRestAPI: { ...credentials, basePath: http, retries: 0, timeout: 5000 },
		configurationWebsocketStreams: { wsURL: ws },
		configurationWebsocketAPI: { ...credentials, wsURL: `${ws}/ws-fapi/v1` },
	});
}

// The SDK's types want numbers for prices and quantities.
const numbers = (order) => Object.fromEntries(Object.entries(order).map(([name, value]) =>
	[name, ['price', 'quantity', 'triggerPrice'].includes(name) ? Number(value) : value]));

class Client {
	constructor(credentials) {
		this.sdk = make(credentials);
		this.rest = this.sdk.restAPI;
	}

	async data(request) {
		const answer = await request;
		this.limits = answer.rateLimits;
		return answer.data();
	}

	id(word) {
		return word;
	}

	errorCode(error) {
		if (!(error instanceof sdk.BadRequestError)) throw error;
		return error.code;
	}

	exchangeInfo() { return this.data(this.rest.exchangeInformation()); }
	bookTicker(symbol) { return this.data(this.rest.symbolOrderBookTicker({ symbol })); }
	premiumIndex(symbol) { return this.data(this.rest.markPrice({ symbol })); }
	klines(symbol, limit) { return this.data(this.rest.klineCandlestickData({ symbol, interval: '1m', limit })); }
	klinesRaw(symbol) { return this.klines(symbol, 5); }
	account() { return this.data(this.rest.accountInformationV3()); }
	leverage(symbol, leverage) { return this.data(this.rest.changeInitialLeverage({ symbol, leverage })); }
	async symbolConfig(symbol) { return (await this.data(this.rest.symbolConfiguration({ symbol })))[0]; }
	place(order) { return this.data(this.rest.newOrder(numbers(order))); }
	placeRaw(order) { return this.data(this.rest.sendSignedRequest('/fapi/v1/order', 'POST', order)); }
	query(symbol, orderId) { return this.data(this.rest.queryOrder({ symbol, orderId: BigInt(orderId) })); }
	modify(order) { return this.data(this.rest.modifyOrder(numbers(order))); }
	cancel(symbol, orderId) { return this.data(this.rest.cancelOrder({ symbol, orderId })); }
	openOrders(symbol) { return this.data(this.rest.currentAllOpenOrders({ symbol })); }
	placeAlgo(order) { return this.data(this.rest.newAlgoOrder(numbers(order))); }
	queryAlgo(algoId) { return this.data(this.rest.queryAlgoOrder({ algoId })); }
	cancelAlgo(algoId) { return this.data(this.rest.cancelAlgoOrder({ algoId })); }
	openAlgos(symbol) { return this.data(this.rest.currentAllAlgoOpenOrders({ symbol })); }
	userTrades(symbol) { return this.data(this.rest.accountTradeList({ symbol, limit: 1000 })); }
	income(incomeType) { return this.data(this.rest.getIncomeHistory({ incomeType, limit: 1000 })); }
	positions(symbol) { return this.data(this.rest.positionInformationV3({ symbol })); }
	async positionMode() { return (await this.data(this.rest.getCurrentPositionMode())).dualSidePosition; }
	setPositionMode(hedge) { return this.data(this.rest.changePositionMode({ dualSidePosition: String(hedge) })); }

	async streams({ market, public: books }, push) {
		this.connection ??= await this.sdk.websocketStreams.connect({ mode: 'single' });
		const [kline, mark, trade] = market.map((name) => name.split('@')[0]);
		const [book] = books.map((name) => name.split('@')[0]);
		this.connection.klineCandlestickStreams({ symbol: kline, interval: '1m' }).on('message', push);
		this.connection.markPriceStream({ symbol: mark, updateSpeed: '1s' }).on('message', push);
		this.connection.aggregateTradeStreams({ symbol: trade }).on('message', push);
		this.connection.individualSymbolBookTickerStreams({ symbol: book }).on('message', push);
	}

	async userStream(push) {
		this.connection ??= await this.sdk.websocketStreams.connect({ mode: 'single' });
		const { listenKey } = await this.data(this.rest.startUserDataStream());
		tap.equal(listenKey.length, 64, 'the listenKey has 64 characters');
		this.connection.userData(listenKey).on('message', push);
		tap.equal((await this.data(this.rest.keepaliveUserDataStream())).listenKey, listenKey, 'keepalive names it again');
		tap.equal((await this.data(this.rest.startUserDataStream())).listenKey, listenKey, 'a second start returns it again');
	}
}

// The WebSocket API: place, modify, status, cancel, an algo order, account and position.
async function websocketApi(credentials, name, scenario) {
	const socket = await make(credentials).websocketAPI.connect();
	const symbol = 'ETHUSDT';
	const book = await socket.symbolOrderBookTicker({ symbol });
	const info = await (await make(credentials).restAPI.exchangeInformation()).data();
	const row = info.symbols.find((one) => one.symbol === symbol);
	const tick = units(row.filters.find((one) => one.filterType === 'PRICE_FILTER').tickSize);
	const step = units(row.filters.find((one) => one.filterType === 'LOT_SIZE').stepSize);
	const bid = units(book.data.bidPrice);
	const price = Number(decimal(((bid * 97n) / 100n / tick) * tick));
	const quantity = Number(decimal(((100n * 10n ** 16n) / bid / step + 1n) * step));
	const id = `${name}-${Date.now().toString(36)}`;
	const placed = await socket.newOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price, quantity,
		newClientOrderId: id });
	tap.equal([placed.data.status, placed.data.clientOrderId], ['NEW', id], `${name}: order.place`);
	tap.equal(placed.rateLimits?.map((one) => one.rateLimitType).sort(), ['ORDERS', 'ORDERS', 'REQUEST_WEIGHT'],
		`${name}: the answer has its rate limits`);
	const { orderId } = placed.data;
	const status = await socket.queryOrder({ symbol, orderId });
	tap.ok(status.data.status === 'NEW' && same(status.data.price, price) && units(status.data.avgPrice) === 0n,
		`${name}: order.status`);
	const better = Number(decimal(units(price) - 10n * tick));
	const modified = await socket.modifyOrder({ symbol, orderId, side: 'BUY', price: better, quantity });
	tap.ok(same(modified.data.price, better), `${name}: order.modify`);
	const cancelled = await socket.cancelOrder({ symbol, orderId });
	tap.equal(cancelled.data.status, 'CANCELED', `${name}: order.cancel`);
	const failed = await socket.cancelOrder({ symbol, orderId }).then(() => null, (error) => error);
	tap.equal(failed?.code, -2011, `${name}: a second cancel is refused`);
	const algo = await socket.newAlgoOrder({ algoType: 'CONDITIONAL', symbol, side: 'SELL', type: 'STOP_MARKET',
		triggerPrice: Number(decimal(((bid * 80n) / 100n / tick) * tick)), quantity, clientAlgoId: `${id}-a` });
	tap.equal([algo.data.algoStatus, algo.data.clientAlgoId], ['NEW', `${id}-a`], `${name}: algoOrder.place`);
	const gone = await socket.cancelAlgoOrder({ algoId: algo.data.algoId });
	tap.equal([String(gone.data.algoId), gone.data.code], [String(algo.data.algoId), '200'], `${name}: algoOrder.cancel`);
	const account = await socket.accountInformationV2();
	const balance = await socket.futuresAccountBalanceV2();
	tap.ok(same(account.data.assets.find((one) => one.asset === 'USDT').walletBalance,
		balance.data.find((one) => one.asset === 'USDT').balance), `${name}: account and balance agree`);
	tap.ok(Array.isArray((await socket.positionInformationV2({ symbol })).data), `${name}: positions are a list`);
	const start = await socket.startUserDataStream();
	tap.equal(start.data.listenKey.length, 64, `${name}: userDataStream.start`);
	const unknown = await socket.sendMessage('order.nothing', {}).then(() => null, (error) => error);
	tap.ok(unknown?.code < 0, `${name}: an unknown method is refused`);
	await scenario?.(socket, symbol);
}

const hmac = { apiKey: KEY, apiSecret: SECRET };
const ed25519 = { apiKey: ED25519_KEY, privateKey: readFileSync(ED25519_FILE, 'utf8') };

const client = new Client(hmac);
await new Scenario(tap, client).run();
await tap.step('rate limits', async () => {
	await client.openOrders('BTCUSDT');
	tap.ok(client.limits?.some((one) => one.rateLimitType === 'REQUEST_WEIGHT' && one.intervalNum === 1 &&
		one.interval === 'MINUTE' && one.count > 0), 'the SDK reads the used weight', JSON.stringify(client.limits));
	tap.ok(client.limits?.every((one) => Number.isInteger(one.count)), 'every count is a number');
});
await tap.step('WebSocket API', () => websocketApi(hmac, 'hmac'));
await tap.step('WebSocket API with Ed25519', () => websocketApi(ed25519, 'ed25519', async (socket, symbol) => {
	const logon = await socket.sendSignedMessage('session.logon');
	tap.equal([logon.data.apiKey, logon.data.authorizedSince > 0], [ED25519_KEY, true], 'session.logon');
	const bare = await socket.sendMessage('v2/account.balance', { timestamp: Date.now() });
	tap.ok(bare.data.some((one) => one.asset === 'USDT'), 'afterwards neither key nor signature is needed');
	tap.equal((await socket.sendMessage('session.status', {})).data.apiKey, ED25519_KEY, 'session.status names the key');
	await socket.sendMessage('session.logout', {});
	const error = await socket.sendMessage('v2/account.position',
		{ timestamp: Date.now(), symbol }).then(() => null, (one) => one);
	tap.ok(error?.code < 0, 'after session.logout they are needed again');
}));
await tap.step('Ed25519 over REST', async () => {
	const rest = new Client(ed25519);
	tap.ok((await rest.account()).assets.some((one) => one.asset === 'USDT'), 'REST takes an Ed25519 signature');
	const wrong = new Client({ apiKey: KEY, apiSecret: `${SECRET}x` });
	const error = await wrong.account().then(() => null, (one) => one);
	tap.ok(error?.code === -1022, 'a wrong signature is refused with -1022', String(error), String(error?.code));
});
tap.done();
