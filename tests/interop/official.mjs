// official.mjs - the exchange's own SDK, @binance/derivatives-trading-usds-futures: REST, the three
// stream routes, and the WebSocket API with an HMAC and an Ed25519 key.
import { readFileSync } from 'node:fs';
import * as sdk from '@binance/derivatives-trading-usds-futures';
import { Scenario } from './scenario.mjs';
import { survey, surveyStreams } from './survey.mjs';
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

function surveyRest(client) {
	const { rest } = client;
	const symbol = 'ETHUSDT';
	const get = (name, request) => () => client.data(rest[name](request));
	const list = (answer) => Array.isArray(answer) && answer.length > 0;
	const interval = '5m';
	const order = (price) => ({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price, quantity: 0.1 });
	let first;
	return survey(tap, client, {
		ping: get('testConnectivity'),
		time: [get('checkServerTime'), (answer) => Math.abs(answer.serverTime - Date.now()) < 1000],
		continuousKlines: [get('continuousContractKlineCandlestickData', { pair: symbol, contractType: 'PERPETUAL', interval }), list],
		markPriceKlines: [get('markPriceKlineCandlestickData', { symbol, interval }), list],
		indexPriceKlines: [get('indexPriceKlineCandlestickData', { pair: symbol, interval }), list],
		premiumIndexKlines: [get('premiumIndexKlineData', { symbol, interval }), list],
		premiumIndex: [get('markPrice', {}), (answer) => answer.length === 2],
		fundingRate: [get('getFundingRateHistory', { symbol }), Array.isArray],
		fundingInfo: [get('getFundingRateInfo'), Array.isArray],
		aggTrades: [get('compressedAggregateTradesList', { symbol }), list],
		trades: [get('recentTradesList', { symbol }), list],
		depth: [get('orderBook', { symbol, limit: 5 }), ({ bids, asks }) => Number(bids[0][0]) < Number(asks[0][0])],
		openInterest: [get('openInterest', { symbol }), (answer) => answer.symbol === symbol],
		'ticker/price': [get('symbolPriceTicker', {}), list],
		'ticker/price v2': [get('symbolPriceTickerV2', { symbol }), (answer) => answer.symbol === symbol],
		'ticker/24hr': [get('ticker24hrPriceChangeStatistics', { symbol }), (answer) => answer.symbol === symbol],
		'depth of an odd limit': [get('orderBook', { symbol, limit: 7 }), -4021],
		'klines of an odd interval': [get('klineCandlestickData', { symbol, interval: '1s' }), -1120],
		'account v2': [get('accountInformationV2'), (answer) => answer.positions.some((one) => one.symbol === symbol)],
		'balance v2': [get('futuresAccountBalanceV2'), list],
		'balance v3': [get('futuresAccountBalanceV3'), list],
		accountConfig: [get('futuresAccountConfiguration'), (answer) => answer.dualSidePosition === false && answer.canTrade],
		feeBurn: get('getBnbBurnStatus'),
		multiAssetsMargin: [get('getCurrentMultiAssetsMode'), (answer) => answer.multiAssetsMargin === false],
		leverageBracket: [get('notionalAndLeverageBrackets', { symbol }), (answer) => answer[0].brackets.length > 0],
		'rateLimit/order': [get('queryUserRateLimit'), (answer) => answer.length === 2],
		commissionRate: [get('userCommissionRate', { symbol }), (answer) => Number(answer.takerCommissionRate) > 0],
		apiTradingStatus: get('futuresTradingQuantitativeRulesIndicators', {}),
		'positionRisk v2': [get('positionInformationV2', { symbol }), list],
		adlQuantile: [get('positionAdlQuantileEstimation', {}), Array.isArray],
		forceOrders: [get('usersForceOrders', {}), Array.isArray],
		allOrders: [get('allOrders', { symbol: 'BTCUSDT' }), list],
		allAlgoOrders: [get('queryAllAlgoOrders', { symbol: 'BTCUSDT' }), list],
		'order/test': get('testOrder', order(1000)),
		'order below its least notional': [get('newOrder', { ...order(1000), quantity: 0.001 }), -4164],
		'order off the tick': [get('newOrder', order(1000.001)), -1111],
		'market order without margin': [get('newOrder', { symbol, side: 'BUY', type: 'MARKET', quantity: 1000 }), -2019],
		'reduce-only order without a position': [get('newOrder', { symbol, side: 'BUY', type: 'MARKET', quantity: 0.1, reduceOnly: 'true' }),
			-2022],
		'marginType as it is': [get('changeMarginType', { symbol, marginType: 'CROSSED' }), -4046],
		'multiAssetsMargin as it is': [get('changeMultiAssetsMode', { multiAssetsMargin: 'false' }), -4171],
		'leverage beyond the bracket': [get('changeInitialLeverage', { symbol, leverage: 126 }), -4028],
		'marginType ISOLATED': [get('changeMarginType', { symbol, marginType: 'ISOLATED' }), (answer) => answer.code === 200],
		'marginType CROSSED': [get('changeMarginType', { symbol, marginType: 'CROSSED' }), (answer) => answer.code === 200],
		batchOrders: [async () => (first = await client.data(rest.placeMultipleOrders({ batchOrders: [order('1000'), order('1001'),
			order('1002.0001')] }))), (answer) => answer[0].status === 'NEW' && answer[1].status === 'NEW' && answer[2].code === -1111],
		'batchOrders modified': [() => client.data(rest.modifyMultipleOrders({ batchOrders: [{ symbol, side: 'BUY', orderId: first[0].orderId,
			price: '1003', quantity: '0.1' }] })), (answer) => Number(answer[0].price) === 1003],
		orderAmendment: [() => client.data(rest.getOrderModifyHistory({ symbol, orderId: first[0].orderId })), (answer) =>
			Number(answer[0].amendment.price.before) === 1000 && Number(answer[0].amendment.price.after) === 1003],
		openOrder: [() => client.data(rest.queryCurrentOpenOrder({ symbol, orderId: first[0].orderId })), (answer) => answer.status === 'NEW'],
		'batchOrders cancelled': [() => client.data(rest.cancelMultipleOrders({ symbol, orderIdList: [first[0].orderId, 1] })),
			(answer) => answer[0].status === 'CANCELED' && answer[1].code === -2011],
		countdownCancelAll: [get('autoCancelAllOpenOrders', { symbol, countdownTime: 60000 }), (answer) => answer.countdownTime === '60000'],
		allOpenOrders: [get('cancelAllOpenOrders', { symbol }), (answer) => answer.code === 200],
		algoOpenOrders: [get('cancelAllAlgoOpenOrders', { symbol }), (answer) => answer.code === 200],
		'openOrders of all': [get('currentAllOpenOrders', {}), (answer) => answer.length === 0],
		'openAlgoOrders of all': [get('currentAllAlgoOpenOrders', {}), (answer) => answer.length === 0],
	});
}

function surveyMarket(connection) {
	const symbol = 'ethusdt';
	const on = (name, request = {}) => (push) => connection[name](request).on('message', push);
	const named = (kind) => (event) => event.e === kind && (event.s ?? event.ps) === 'ETHUSDT';
	const listed = (kind) => (event) => Array.isArray(event) && event.every((one) => one.e === kind);
	return surveyStreams(tap, {
		'stream of all mark prices': [on('markPriceStreamForAllMarket', { updateSpeed: '1s' }), listed('markPriceUpdate')],
		'stream of a continuous kline': [on('continuousContractKlineCandlestickStreams', { pair: symbol, contractType: 'perpetual',
			interval: '1m' }), named('continuous_kline')],
		'stream of a mini ticker': [on('individualSymbolMiniTickerStream', { symbol }), named('24hrMiniTicker')],
		'stream of all mini tickers': [on('allMarketMiniTickersStream'), listed('24hrMiniTicker')],
		'stream of a ticker': [on('individualSymbolTickerStreams', { symbol }), named('24hrTicker')],
		'stream of all tickers': [on('allMarketTickersStreams'), listed('24hrTicker')],
		'stream of all book tickers': [on('allBookTickersStream'), (event) => event.e === 'bookTicker'],
		'stream of a part of the book': [on('partialBookDepthStreams', { symbol, levels: 5, updateSpeed: '100ms' }),
			(event) => event.e === 'depthUpdate' && event.b.length > 0 && event.a.length > 0],
		'stream of changes of the book': [on('diffBookDepthStreams', { symbol, updateSpeed: '100ms' }), named('depthUpdate')],
	});
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
await tap.step('survey', () => surveyRest(client));
await tap.step('survey of streams', () => surveyMarket(client.connection));
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
