// binance.mjs - the npm package "binance": USDMClient, WebsocketClient with its beautifier, and
// WebsocketAPIClient.
import { USDMClient, WebsocketAPIClient, WebsocketClient } from 'binance';
import { Scenario } from './scenario.mjs';
import { survey } from './survey.mjs';
import { Events, Tap, decimal, same, units } from './tap.mjs';

const { PORT, TLS, KEY, SECRET, TRANSPORT } = process.env;
const baseUrl = `${TLS ? 'https' : 'http'}://127.0.0.1:${PORT}`;
const wsUrl = `${TLS ? 'wss' : 'ws'}://127.0.0.1:${PORT}`;
const tap = new Tap(`binance ${TRANSPORT}`);
const restOptions = { api_key: KEY, api_secret: SECRET, baseUrl, strictParamValidation: true };
const complaints = [];
const complain = (...args) => complaints.push(args);
const logger = { trace() {}, info() {}, error: complain };

class Client {
	constructor() {
		this.rest = new USDMClient(restOptions);
		this.formatted = new Events();
		this.ws = new WebsocketClient({ api_key: KEY, api_secret: SECRET, wsUrl, restOptions, beautify: true }, logger);
		this.ws.on('formattedMessage', (event) => this.formatted.push(event));
		this.ws.on('exception', complain);
	}

	id(word) {
		return `${this.rest.getOrderIdPrefix()}${word}`;
	}

	// The library throws plain objects.
	errorCode(error) {
		if (typeof error?.code !== 'number' || typeof error.message !== 'string' || error.body?.code !== error.code) throw error;
		return error.code;
	}

	exchangeInfo() { return this.rest.getExchangeInfo(); }
	bookTicker(symbol) { return this.rest.getSymbolOrderBookTicker({ symbol }); }
	premiumIndex(symbol) { return this.rest.getMarkPrice({ symbol }); }
	klines(symbol, limit) { return this.rest.getKlines({ symbol, interval: '1m', limit }); }
	klinesRaw(symbol) { return this.klines(symbol, 5); }
	account() { return this.rest.getAccountInformationV3(); }
	leverage(symbol, leverage) { return this.rest.setLeverage({ symbol, leverage }); }
	async symbolConfig(symbol) { return (await this.rest.getFuturesSymbolConfig({ symbol }))[0]; }
	place(order) { return this.rest.submitNewOrder({ ...order }); }
	placeRaw(order) { return this.place(order); }
	query(symbol, orderId) { return this.rest.getOrder({ symbol, orderId }); }
	modify(order) { return this.rest.modifyOrder(order); }
	cancel(symbol, orderId) { return this.rest.cancelOrder({ symbol, orderId }); }
	openOrders(symbol) { return this.rest.getAllOpenOrders({ symbol }); }
	placeAlgo(order) { return this.rest.submitNewAlgoOrder({ ...order }); }
	queryAlgo(algoId) { return this.rest.getAlgoOrder({ algoId }); }
	cancelAlgo(algoId) { return this.rest.cancelAlgoOrder({ algoId }); }
	openAlgos(symbol) { return this.rest.getOpenAlgoOrders({ symbol }); }
	userTrades(symbol) { return this.rest.getAccountTrades({ symbol, limit: 1000 }); }
	income(incomeType) { return this.rest.getIncomeHistory({ ...(incomeType && { incomeType }), limit: 1000 }); }
	positions(symbol) { return this.rest.getPositionsV3({ symbol }); }
	async positionMode() { return (await this.rest.getCurrentPositionMode()).dualSidePosition; }
	setPositionMode(hedge) { return this.rest.setPositionMode({ dualSidePosition: String(hedge) }); }

	// The library chooses the route of each stream by itself.
	async streams({ market, public: books }, push) {
		this.pushMarket = push;
		this.ws.on('message', (event) => {
			if (event.wsKey?.includes('userData') || event.o !== undefined && event.e !== 'kline' || event.e === 'ACCOUNT_UPDATE' ||
				event.e === 'TRADE_LITE' || event.e === 'ACCOUNT_CONFIG_UPDATE')
				this.pushUser?.(event);
			else push(event);
		});
		await this.ws.subscribe([...market, ...books], 'usdm');
	}

	async userStream(push) {
		this.pushUser = push;
		const opened = await this.ws.subscribeUsdFuturesUserDataStream();
		tap.ok(opened?.ws !== undefined, 'the library opens the user stream');
	}
}

async function websocketApi() {
	const api = new WebsocketAPIClient({ api_key: KEY, api_secret: SECRET, wsUrl, restOptions, beautify: true,
		attachEventListeners: false, muteLatencyWarning: true }, logger);
	const symbol = 'ETHUSDT';
	const { result: book } = await api.getFuturesSymbolOrderBookTicker({ symbol });
	const info = await client.exchangeInfo();
	const row = info.symbols.find((one) => one.symbol === symbol);
	const tick = units(row.filters.find((one) => one.filterType === 'PRICE_FILTER').tickSize);
	const step = units(row.filters.find((one) => one.filterType === 'LOT_SIZE').stepSize);
	const bid = units(book.bidPrice);
	const price = decimal(((bid * 97n) / 100n / tick) * tick);
	const quantity = decimal(((100n * 10n ** 16n) / bid / step + 1n) * step);
	const newClientOrderId = client.id('api');
	const now = () => ({ timestamp: Date.now() });
	const placed = await api.submitNewFuturesOrder('usdm', { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price, quantity,
		newClientOrderId, ...now() });
	tap.equal([placed.status, placed.result.status, placed.result.clientOrderId], [200, 'NEW', newClientOrderId], 'order.place');
	const { orderId } = placed.result;
	const asked = await api.getFuturesOrderStatus('usdm', { symbol, orderId, ...now() });
	tap.ok(asked.result.status === 'NEW' && same(asked.result.price, price), 'order.status');
	const better = decimal(units(price) - 10n * tick);
	const modified = await api.modifyFuturesOrder('usdm', { symbol, orderId, side: 'BUY', price: better, quantity, ...now() });
	tap.ok(same(modified.result.price, better), 'order.modify');
	const cancelled = await api.cancelFuturesOrder('usdm', { symbol, orderId, ...now() });
	tap.equal(cancelled.result.status, 'CANCELED', 'order.cancel');
	const failed = await api.cancelFuturesOrder('usdm', { symbol, orderId, ...now() }).then(() => null, (error) => error);
	tap.equal([failed?.status, failed?.error?.code], [400, -2011], 'a second cancel is refused');
	const algo = await api.submitNewFuturesAlgoOrder({ algoType: 'CONDITIONAL', symbol, side: 'SELL', type: 'STOP_MARKET',
		triggerPrice: decimal(((bid * 80n) / 100n / tick) * tick), quantity, clientAlgoId: client.id('apialgo'), ...now() });
	tap.equal(algo.result.algoStatus, 'NEW', 'algoOrder.place');
	const gone = await api.cancelFuturesAlgoOrder({ algoId: algo.result.algoId, ...now() });
	tap.equal(gone.result.code, '200', 'algoOrder.cancel');
	const balance = await api.getFuturesAccountBalanceV2(now());
	tap.ok(balance.result.some((one) => one.asset === 'USDT'), 'v2/account.balance');
	const status = await api.getFuturesAccountStatusV2(now());
	tap.ok(status.result.assets.some((one) => one.asset === 'USDT'), 'v2/account.status');
	tap.ok(Array.isArray((await api.getFuturesPositionV2({ symbol, ...now() })).result), 'v2/account.position');
}

function surveyRest() {
	const { rest } = client;
	const symbol = 'ETHUSDT';
	const call = (name, ...args) => () => rest[name](...args);
	const list = (answer) => Array.isArray(answer) && answer.length > 0;
	const order = (price) => ({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price, quantity: '0.1' });
	return survey(tap, client, {
		getServerTime: [call('getServerTime'), (answer) => Math.abs(answer - Date.now()) < 1000],
		getOrderBook: [call('getOrderBook', { symbol, limit: 5 }), (answer) => answer.bids.length > 0],
		getRecentTrades: [call('getRecentTrades', { symbol }), list],
		getAggregateTrades: [call('getAggregateTrades', { symbol }), list],
		get24hrChangeStatistics: [call('get24hrChangeStatistics'), (answer) => answer.length === 2],
		getSymbolPriceTickerV2: [call('getSymbolPriceTickerV2'), (answer) => answer.length === 2],
		getSymbolOrderBookTicker: [call('getSymbolOrderBookTicker'), (answer) => answer.length === 2],
		getFundingRateHistory: [call('getFundingRateHistory'), Array.isArray],
		getAccountInformation: [call('getAccountInformation'), (answer) => answer.canTrade],
		getBalanceV3: [call('getBalanceV3'), list],
		getAccountCommissionRate: call('getAccountCommissionRate', { symbol }),
		getFuturesAccountConfig: call('getFuturesAccountConfig'),
		getNotionalAndLeverageBrackets: [call('getNotionalAndLeverageBrackets', { symbol }), list],
		getMultiAssetsMode: [call('getMultiAssetsMode'), (answer) => answer.multiAssetsMargin === false],
		getADLQuantileEstimation: call('getADLQuantileEstimation'),
		getAllOrders: [call('getAllOrders', { symbol: 'BTCUSDT' }), list],
		getAllAlgoOrders: [call('getAllAlgoOrders', { symbol: 'BTCUSDT' }), list],
		submitMultipleOrders: [call('submitMultipleOrders', [order('1000'), order('1001'), order('1002.0001')]),
			(answer) => answer[0].status === 'NEW' && answer[1].status === 'NEW' && answer[2].code === -1111],
		setCancelOrdersOnTimeout: call('setCancelOrdersOnTimeout', { symbol, countdownTime: 60000 }),
		cancelAllOpenOrders: [call('cancelAllOpenOrders', { symbol }), (answer) => answer.code === 200],
		cancelAllAlgoOpenOrders: [call('cancelAllAlgoOpenOrders', { symbol }), (answer) => answer.code === 200],
		'setMarginType as it is': [call('setMarginType', { symbol, marginType: 'CROSSED' }), -4046],
		keepAliveFuturesUserDataListenKey: call('keepAliveFuturesUserDataListenKey'),
	});
}

const client = new Client();
await new Scenario(tap, client).run();
await tap.step('beautifier', async () => {
	const seen = new Set(client.formatted.all.map((one) => one.eventType));
	const wanted = ['kline', 'markPriceUpdate', 'aggTrade', 'bookTicker', 'ORDER_TRADE_UPDATE', 'ACCOUNT_UPDATE', 'TRADE_LITE',
		'ALGO_UPDATE', 'ACCOUNT_CONFIG_UPDATE'];
	tap.equal(wanted.filter((name) => !seen.has(name)), [], 'the beautifier names every event', [...seen].join(' '));
	const kline = client.formatted.all.find((one) => one.eventType === 'kline');
	tap.ok([kline.kline.open, kline.kline.close, kline.kline.volume].every(Number.isFinite), 'a kline becomes numbers',
		JSON.stringify(kline));
	const order = client.formatted.all.find((one) => one.eventType === 'ORDER_TRADE_UPDATE' && one.order.executionType === 'TRADE');
	tap.ok(order.order.lastFilledPrice > 0 && order.order.commissionAmount > 0 && order.order.orderStatus !== undefined,
		'a fill becomes numbers', JSON.stringify(order));
	const account = client.formatted.all.find((one) => one.eventType === 'ACCOUNT_UPDATE');
	tap.ok(account.updateData.updatedBalances.length > 0 && account.updateData.updatedPositions.length > 0,
		'an account update becomes lists', JSON.stringify(account));
});
await tap.step('rate limits', async () => {
	const limits = client.rest.getRateLimitStates();
	tap.ok(limits['x-mbx-used-weight-1m'] > 0 && limits['x-mbx-order-count-10s'] >= 0 && limits['x-mbx-order-count-1m'] > 0,
		'the library reads weight and order counts', JSON.stringify(limits));
});
await tap.step('survey', surveyRest);
await tap.step('WebSocket API', websocketApi);
tap.equal(complaints.map((one) => JSON.stringify(one).slice(0, 400)), [], 'the library complained of nothing');
tap.done();
