// ccxt.mjs - ccxt.pro's binanceusdm through its unified methods; what they return is compared with
// the exchange's own fields in `info`.
import ccxt from 'ccxt';
import { Scenario } from './scenario.mjs';
import { survey } from './survey.mjs';
import { Tap, units } from './tap.mjs';

const { PORT, TLS, KEY, SECRET, TRANSPORT } = process.env;
const authority = `127.0.0.1:${PORT}`;
const tap = new Tap(`ccxt ${TRANSPORT}`);
const UNIFIED = { BTCUSDT: 'BTC/USDT:USDT', ETHUSDT: 'ETH/USDT:USDT' };

// Every address that the library knows is put on this machine.
function rehome(addresses) {
	for (const [name, address] of Object.entries(addresses)) {
		if (typeof address === 'object') rehome(address);
		else
			addresses[name] = address.replace(/^(http|ws)s?:\/\/[^/]+/,
				(_, scheme) => `${scheme}${TLS ? 's' : ''}://${authority}`);
	}
}

class Client {
	constructor() {
		this.mismatches = [];
		this.ex = new ccxt.pro.binanceusdm({ apiKey: KEY, secret: SECRET, enableRateLimit: false, newUpdates: true,
			options: { fetchCurrencies: false, warnOnFetchOpenOrdersWithoutSymbol: false } });
		rehome(this.ex.urls.api);
		// The library knows by its host that an address is of this market.
		this.ex.getExceptionsByUrl = (url, kind) => this.ex.exceptions.linear[kind] ?? {};
		const handle = this.ex.handleMessage;
		this.ex.handleMessage = (client, message) => {
			const event = message.data ?? message;
			if (event.e !== undefined) this.push?.(event);
			return handle.call(this.ex, client, message);
		};
	}

	id(word) {
		return word;
	}

	errorCode(error) {
		if (!(error instanceof ccxt.BaseError)) throw error;
		return JSON.parse(this.ex.last_http_response).code;
	}

	// What the library made of an answer must be what the answer said.
	agree(name, ...pairs) {
		for (const [unified, raw] of pairs) {
			const equal = typeof unified === 'number' ? unified === Number(raw) : String(unified) === String(raw);
			if (!equal) this.mismatches.push(`${name}: ${unified} is not ${raw}`);
		}
	}

	order(order) {
		const { info } = order;
		const status = { NEW: 'open', PARTIALLY_FILLED: 'open', FILLED: 'closed', CANCELED: 'canceled', EXPIRED: 'expired' };
		this.agree('order', [order.id, info.orderId], [order.clientOrderId, info.clientOrderId], [order.price ?? 0,
			units(info.price) === 0n ? info.avgPrice ?? 0 : info.price], [order.amount, info.origQty], [order.filled, info.executedQty],
			[order.status, status[info.status]], [order.side, info.side.toLowerCase()], [order.reduceOnly, info.reduceOnly]);
		return info;
	}

	algo(order) {
		const { info } = order;
		this.agree('algo order', [order.id, info.algoId], [order.clientOrderId, info.clientAlgoId],
			[order.triggerPrice, info.triggerPrice], [order.amount, info.quantity], [order.side, info.side.toLowerCase()]);
		return info;
	}

	async exchangeInfo() {
		await this.ex.loadHttpProxyAgent();
		const markets = await this.ex.loadMarkets();
		for (const [id, symbol] of Object.entries(UNIFIED)) {
			const market = markets[symbol];
			const filter = Object.fromEntries(market.info.filters.map((one) => [one.filterType, one]));
			this.agree('market', [market.id, id], [market.active, true], [market.linear, true], [market.swap, true],
				[market.precision.price, filter.PRICE_FILTER.tickSize], [market.precision.amount, filter.LOT_SIZE.stepSize],
				[market.limits.cost.min, filter.MIN_NOTIONAL.notional], [market.limits.amount.min, filter.LOT_SIZE.minQty]);
		}
		return this.ex.fapiPublicGetExchangeInfo();
	}

	async bookTicker(symbol) {
		const { [UNIFIED[symbol]]: ticker } = await this.ex.fetchBidsAsks([UNIFIED[symbol]]);
		this.agree('bookTicker', [ticker.bid, ticker.info.bidPrice], [ticker.ask, ticker.info.askPrice]);
		return ticker.info;
	}

	async premiumIndex(symbol) {
		const rate = await this.ex.fetchFundingRate(UNIFIED[symbol]);
		this.agree('funding rate', [rate.markPrice, rate.info.markPrice], [rate.fundingRate, rate.info.lastFundingRate],
			[rate.fundingTimestamp, rate.info.nextFundingTime]);
		return rate.info;
	}

	async klines(symbol, limit) {
		const rows = await this.ex.fapiPublicGetKlines({ symbol, interval: '1m', limit });
		const candles = await this.ex.fetchOHLCV(UNIFIED[symbol], '1m', undefined, limit);
		const first = rows.find((row) => Number(row[0]) === candles[0][0]);
		this.agree('candle', ...candles[0].map((value, i) => [value, first[i]]));
		return rows;
	}

	klinesRaw(symbol) { return this.ex.fapiPublicGetKlines({ symbol, interval: '1m' }); }

	async account() {
		const balance = await this.ex.fetchBalance();
		const usdt = balance.info.assets.find((one) => one.asset === 'USDT');
		this.agree('balance', [balance.USDT.free, usdt.availableBalance], [balance.USDT.total, usdt.marginBalance]);
		return balance.info;
	}

	leverage(symbol, leverage) { return this.ex.setLeverage(leverage, UNIFIED[symbol]); }

	async symbolConfig(symbol) {
		const { [UNIFIED[symbol]]: one } = await this.ex.fetchLeverages([UNIFIED[symbol]]);
		this.agree('leverage', [one.longLeverage, one.info.leverage], [one.shortLeverage, one.info.leverage]);
		return one.info;
	}

	async place({ symbol, side, type, quantity, price, ...params }) {
		if (params.reduceOnly !== undefined) params.reduceOnly = params.reduceOnly === 'true';
		return this.order(await this.ex.createOrder(UNIFIED[symbol], type.toLowerCase(), side.toLowerCase(), Number(quantity),
			price && Number(price), params));
	}

	placeRaw(order) { return this.ex.fapiPrivatePostOrder(order); }
	async query(symbol, orderId) { return this.order(await this.ex.fetchOrder(orderId, UNIFIED[symbol])); }
	async modify({ symbol, orderId, side, price, quantity }) {
		return this.order(await this.ex.editOrder(orderId, UNIFIED[symbol], 'limit', side.toLowerCase(), Number(quantity), Number(price)));
	}
	async cancel(symbol, orderId) { return this.order(await this.ex.cancelOrder(orderId, UNIFIED[symbol])); }
	async openOrders(symbol) { return (await this.ex.fetchOpenOrders(UNIFIED[symbol])).map((one) => this.order(one)); }

	async placeAlgo({ symbol, side, type, quantity, triggerPrice, algoType, clientAlgoId, ...params }) {
		const price = type === 'TAKE_PROFIT_MARKET' ? { takeProfitPrice: Number(triggerPrice) } : { stopLossPrice: Number(triggerPrice) };
		if (params.reduceOnly !== undefined) params.reduceOnly = params.reduceOnly === 'true';
		return this.algo(await this.ex.createOrder(UNIFIED[symbol], 'market', side.toLowerCase(), Number(quantity), undefined,
			{ ...params, ...price, clientOrderId: clientAlgoId }));
	}
	async queryAlgo(algoId) { return this.algo(await this.ex.fetchOrder(algoId, UNIFIED.BTCUSDT, { trigger: true })); }
	async cancelAlgo(algoId) { return (await this.ex.cancelOrder(algoId, UNIFIED.BTCUSDT, { trigger: true })).info; }
	async openAlgos(symbol) {
		return (await this.ex.fetchOpenOrders(UNIFIED[symbol], undefined, undefined, { trigger: true })).map((one) => this.algo(one));
	}

	async userTrades(symbol) {
		const trades = await this.ex.fetchMyTrades(UNIFIED[symbol], undefined, 1000);
		for (const one of trades)
			this.agree('trade', [one.id, one.info.id], [one.order, one.info.orderId], [one.price, one.info.price],
				[one.amount, one.info.qty], [one.fee.cost, one.info.commission], [one.takerOrMaker === 'maker', one.info.maker]);
		return trades.map((one) => one.info);
	}

	async income(incomeType) {
		const entries = await this.ex.fetchLedger(undefined, undefined, 1000, incomeType && { incomeType });
		for (const one of entries)
			this.agree('ledger', [one.amount, Math.abs(Number(one.info.income))], [one.direction, Number(one.info.income) < 0 ? 'out' : 'in']);
		return entries.map((one) => one.info);
	}

	async positions(symbol) {
		const positions = await this.ex.fetchPositions([UNIFIED[symbol]]);
		for (const one of positions)
			this.agree('position', [one.contracts, Math.abs(Number(one.info.positionAmt))], [one.entryPrice, one.info.entryPrice],
				[one.markPrice, one.info.markPrice], [one.unrealizedPnl, one.info.unRealizedProfit],
				[one.hedged, one.info.positionSide !== 'BOTH']);
		return positions.map((one) => one.info);
	}

	async positionMode() { return (await this.ex.fetchPositionMode()).hedged; }
	setPositionMode(hedge) { return this.ex.setPositionMode(hedge); }

	async streams(names, push) {
		this.push = push;
		const symbol = UNIFIED.BTCUSDT;
		const [candles, mark, book] = await Promise.all([this.ex.watchOHLCV(symbol, '1m'), this.ex.watchMarkPrice(symbol),
			this.ex.watchBidsAsks([symbol]), this.ex.watchTrades(symbol, undefined, undefined, { name: 'aggTrade' })]);
		this.agree('candle of the stream', [candles.at(-1).length, 6]);
		this.agree('mark price of the stream', [mark.markPrice, mark.info.p], [mark.indexPrice, mark.info.i]);
		this.agree('best prices of the stream', [book[symbol].bid, book[symbol].info.b], [book[symbol].ask, book[symbol].info.a]);
	}

	// From here on the library keeps orders, fills, positions and the balance by itself.
	async userStream(push) {
		const market = this.push;
		const user = new Set(['ORDER_TRADE_UPDATE', 'ACCOUNT_UPDATE', 'TRADE_LITE', 'ALGO_UPDATE', 'ACCOUNT_CONFIG_UPDATE',
			'MARGIN_CALL', 'listenKeyExpired']);
		this.push = (event) => (user.has(event.e) ? push : market)(event);
		// The library goes on changing what it has handed out.
		const follow = async (name, take) => {
			for (;;) this.watched[name].push(...take(await this.ex[name]()).map((one) => ({ ...one })));
		};
		this.watched = { watchOrders: [], watchMyTrades: [], watchPositions: [], watchBalance: [] };
		for (const [name, take] of Object.entries({ watchOrders: (list) => list, watchMyTrades: (list) => list,
			watchPositions: (list) => list, watchBalance: (balance) => [balance.USDT] }))
			follow(name, take).catch((error) => this.mismatches.push(`${name}: ${error}`));
		for (let i = 0; i < 50 && !Object.keys(this.ex.clients).some((url) => url.includes('/private/')); i++)
			await this.ex.sleep(100);
		const [url] = Object.keys(this.ex.clients).filter((one) => one.includes('/private/'));
		await this.ex.clients[url].connected;
		tap.ok(url.includes('?listenKey='), 'the library opens the user stream');
	}
}

async function websocketApi(client) {
	const { ex } = client;
	const symbol = UNIFIED.ETHUSDT;
	const { bid } = (await ex.fetchBidsAsks([symbol]))[symbol];
	const price = Number(ex.priceToPrecision(symbol, bid * 0.97));
	const amount = Number(ex.amountToPrecision(symbol, 300 / bid));
	const placed = await ex.createOrderWs(symbol, 'limit', 'buy', amount, price, { timeInForce: 'GTC' });
	tap.equal([placed.status, placed.price, placed.amount], ['open', price, amount], 'order.place');
	const asked = await ex.fetchOrderWs(placed.id, symbol);
	tap.equal([asked.status, asked.id], ['open', placed.id], 'order.status');
	const better = Number(ex.priceToPrecision(symbol, bid * 0.96));
	const modified = await ex.editOrderWs(placed.id, symbol, 'limit', 'buy', amount, better);
	tap.equal([modified.id, modified.price], [placed.id, better], 'order.modify');
	const cancelled = await ex.cancelOrderWs(placed.id, symbol);
	tap.equal(cancelled.status, 'canceled', 'order.cancel');
	const error = await ex.cancelOrderWs(placed.id, symbol).then(() => null, (one) => one);
	tap.ok(error instanceof ccxt.OrderNotFound, 'a second cancel is OrderNotFound', String(error));
	const balance = await ex.fetchBalanceWs({ method: 'v2/account.balance' });
	tap.ok(balance.USDT.total > 0, 'v2/account.balance');
	tap.ok(Array.isArray(await ex.fetchPositionsWs([symbol])), 'v2/account.position');
}

function surveyUnified(client) {
	const { ex } = client;
	const symbol = UNIFIED.ETHUSDT;
	const list = (answer) => Array.isArray(answer) && answer.length > 0;
	const call = (name, ...args) => () => ex[name](...args);
	const [price, amount] = [1000, 0.1];
	return survey(tap, client, {
		fetchTime: [call('fetchTime'), (answer) => Math.abs(answer - Date.now()) < 1000],
		fetchTicker: [call('fetchTicker', symbol), (answer) => answer.last > 0 && answer.high >= answer.low],
		fetchTickers: [call('fetchTickers'), (answer) => Object.keys(answer).length === 2],
		fetchLastPrices: call('fetchLastPrices'),
		fetchOrderBook: [call('fetchOrderBook', symbol, 10), (answer) => answer.bids[0][0] < answer.asks[0][0]],
		fetchTrades: [call('fetchTrades', symbol), list],
		fetchMarkOHLCV: [call('fetchMarkOHLCV', symbol), list],
		fetchIndexOHLCV: [call('fetchIndexOHLCV', symbol), list],
		fetchFundingRates: [call('fetchFundingRates'), (answer) => Object.keys(answer).length === 2],
		fetchFundingRateHistory: [call('fetchFundingRateHistory', symbol), Array.isArray],
		fetchFundingIntervals: call('fetchFundingIntervals'),
		fetchOpenInterest: call('fetchOpenInterest', symbol),
		fetchTradingFee: [call('fetchTradingFee', symbol), (answer) => answer.taker > 0],
		fetchTradingFees: call('fetchTradingFees'),
		fetchLeverageTiers: [call('fetchLeverageTiers', [symbol]), (answer) => answer[symbol][0].maxLeverage > 0],
		fetchMarginModes: [call('fetchMarginModes'), (answer) => answer[symbol].marginMode === 'cross'],
		fetchFundingHistory: [call('fetchFundingHistory', symbol), Array.isArray],
		fetchAccountPositions: [call('fetchPositions', undefined, { method: 'account', useV2: true }), Array.isArray],
		fetchOrders: [call('fetchOrders', UNIFIED.BTCUSDT), list],
		fetchClosedOrders: [call('fetchClosedOrders', UNIFIED.BTCUSDT), list],
		fetchCanceledOrders: [call('fetchCanceledOrders', UNIFIED.BTCUSDT), list],
		createOrders: [call('createOrders', [{ symbol, type: 'limit', side: 'buy', amount, price }, { symbol, type: 'limit', side: 'buy',
			amount, price: price + 1 }]), (answer) => answer.every((one) => one.status === 'open')],
		cancelAllOrders: call('cancelAllOrders', symbol),
		'cancelAllOrders leaves none': [call('fetchOpenOrders', symbol), (answer) => answer.length === 0],
		createTrailingPercentOrder: [call('createOrder', symbol, 'market', 'sell', amount, undefined, { trailingPercent: 5 }),
			(answer) => answer.id !== undefined],
		cancelAllConditional: call('cancelAllOrders', symbol, { trigger: true }),
		'a book kept by changes': [async () => {
			for (let i = 0; i < 10; i++) await ex.watchOrderBook(symbol);
			return ex.watchOrderBook(symbol);
		}, (answer) => answer.bids[0][0] < answer.asks[0][0] && answer.nonce > 0],
		watchTicker: [call('watchTicker', symbol), (answer) => answer.last > 0],
		watchTickers: [call('watchTickers'), (answer) => Object.keys(answer).length > 0],
	});
}

const client = new Client();
const scenario = new Scenario(tap, client);
await scenario.run();
await tap.step('what the library keeps', async () => {
	const { watchOrders, watchMyTrades, watchPositions, watchBalance } = client.watched;
	const fills = scenario.user.all.filter((one) => one.e === 'ORDER_TRADE_UPDATE' && one.o.x === 'TRADE');
	await client.ex.sleep(200);
	tap.equal(watchMyTrades.map((one) => [one.id, one.price, one.amount, one.fee.cost]), fills.map(({ o }) => [String(o.t), Number(o.L),
		Number(o.l), Number(o.n)]), 'watchMyTrades has every fill once');
	tap.ok(['open', 'closed', 'canceled'].every((status) => watchOrders.some((one) => one.status === status)),
		'watchOrders saw orders opened, filled and cancelled');
	tap.ok(watchPositions.some((one) => one.side === 'long') && watchPositions.some((one) => one.side === 'short'),
		'watchPositions saw both sides');
	const { totalWalletBalance } = await client.account();
	tap.equal(watchBalance.at(-1)?.total, Number(totalWalletBalance), 'watchBalance ends at the wallet');
	tap.equal(client.mismatches, [], 'unified fields are those of the exchange');
});
await tap.step('errors', async () => {
	const wrong = async (kind, request) => {
		const error = await request().then(() => null, (one) => one);
		tap.ok(error instanceof kind, `the library makes it ${kind.name}`, String(error));
	};
	await wrong(ccxt.OrderNotFound, () => client.cancel('BTCUSDT', '9999999999999'));
	await wrong(ccxt.OrderNotFound, () => client.query('BTCUSDT', '9999999999999'));
	await wrong(ccxt.BadSymbol, () => client.klinesRaw('NOPEUSDT'));
	await wrong(ccxt.InsufficientFunds, () => client.place({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '100' }));
	const stranger = new Client();
	stranger.ex.secret = 'wrong';
	await wrong(ccxt.AuthenticationError, () => stranger.ex.fapiPrivateV3GetBalance());
});
await tap.step('survey', () => surveyUnified(client));
await tap.step('WebSocket API', () => websocketApi(client));
tap.done();
