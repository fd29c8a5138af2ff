// scenario.mjs - what every library does against the exchange, and what must be true of it. A client
// is an adapter (official.mjs, ccxt.mjs, binance.mjs): its methods send one request through the
// library and return what the library made of the answer, with the exchange's own field names.
import { Events, decimal, same, sum, units } from './tap.mjs';

const SYMBOL = 'BTCUSDT';
const KLINE_FIELDS = 'tohlcvTqnVQ'; // in the order of a row of /klines

export class Scenario {
	constructor(tap, client) {
		this.tap = tap;
		this.client = client;
		this.market = new Events();
		this.user = new Events();
		this.made = 0;
	}

	async run() {
		const { tap } = this;
		// Without the rules of the symbol nothing else can be asked.
		if ((await tap.step('exchangeInfo', () => this.exchangeInfo())) === undefined) tap.done();
		await tap.step('market streams', () => this.marketStreams());
		await tap.step('user stream', () => this.client.userStream((event) => this.user.push(event)));
		const wallet = await tap.step('wallet', () => this.wallet());
		await tap.step('leverage', () => this.leverage());
		await tap.step('limit order', () => this.limitOrder());
		await tap.step('market order', () => this.marketOrder());
		await tap.step('stop', () => this.conditional('STOP_MARKET'));
		await tap.step('take-profit', () => this.conditional('TAKE_PROFIT_MARKET'));
		await tap.step('algo order cancelled', () => this.conditionalCancelled());
		await tap.step('flat', () => this.flatten());
		await tap.step('hedge mode', () => this.hedge());
		await tap.step('refusals', () => this.refusals());
		await tap.step('books', () => this.books(wallet));
	}

	id(word) {
		return this.client.id(`${word}${++this.made}-${Date.now().toString(36)}`);
	}

	// ---- market data ----

	async exchangeInfo() {
		const { tap, client } = this;
		const info = await client.exchangeInfo();
		const row = info.symbols.find((one) => one.symbol === SYMBOL);
		tap.equal([row.status, row.contractType, row.quoteAsset], ['TRADING', 'PERPETUAL', 'USDT'],
			'exchangeInfo lists the symbol');
		const filter = Object.fromEntries(row.filters.map((one) => [one.filterType, one]));
		this.tick = units(filter.PRICE_FILTER.tickSize);
		this.step = units(filter.LOT_SIZE.stepSize);
		tap.ok(this.tick > 0n && this.step > 0n && units(filter.MIN_NOTIONAL.notional) > 0n, 'filters are decimals');
		tap.equal(info.rateLimits.map((one) => `${one.rateLimitType} ${one.intervalNum} ${one.interval}`),
			['REQUEST_WEIGHT 1 MINUTE', 'ORDERS 1 MINUTE', 'ORDERS 10 SECOND'], 'the three rate limits');
		const price = units((await this.quote()).bidPrice);
		// Several times the least notional, in a number of steps that can be halved.
		const least = (units(filter.MIN_NOTIONAL.notional) * 5n * 100000000n) / price;
		this.quantity = (least / (this.step * 2n) + 1n) * this.step * 2n;
		return info;
	}

	quote() {
		return this.client.bookTicker(SYMBOL);
	}

	async marketStreams() {
		const { tap, client, market } = this;
		const lower = SYMBOL.toLowerCase();
		await client.streams(
			{ market: [`${lower}@kline_1m`, `${lower}@markPrice@1s`, `${lower}@aggTrade`], public: [`${lower}@bookTicker`] },
			(event) => market.push(event),
		);
		const closed = await market.wait('a closed kline', (one) => one.e === 'kline' && one.k.x === true);
		const mark = await market.wait('a mark price', (one) => one.e === 'markPriceUpdate');
		const book = await market.wait('a bookTicker', (one) => one.e === 'bookTicker');
		const trade = await market.wait('an aggTrade', (one) => one.e === 'aggTrade');
		const rows = await client.klines(SYMBOL, 100);
		tap.ok(rows.every((row) => row.length === 12 && Number(row[6]) === Number(row[0]) + 59999 &&
			units(row[2]) >= units(row[1]) && units(row[3]) <= units(row[4])), 'klines are rows of twelve');
		tap.ok(rows.every((row, i) => i === 0 || Number(row[0]) === Number(rows[i - 1][0]) + 60000),
			'klines follow each other without a gap');
		const row = rows.find((one) => Number(one[0]) === Number(closed.k.t));
		tap.equal(row?.slice(0, 11).map(String), [...KLINE_FIELDS].map((field) => String(closed.k[field])),
			'the closed kline of the stream is the one of REST');
		tap.equal([closed.s, closed.k.s, closed.k.i], [SYMBOL, SYMBOL, '1m'], 'kline names its symbol and interval');
		const premium = await client.premiumIndex(SYMBOL);
		tap.ok(units(mark.p) > 0n && units(mark.i) > 0n && Number(mark.T) === Number(premium.nextFundingTime),
			'markPriceUpdate and premiumIndex name one funding time', JSON.stringify(mark), JSON.stringify(premium));
		tap.ok(units(book.b) < units(book.a) && units(book.B) > 0n, 'bookTicker has a bid below its ask');
		tap.ok(units(trade.p) > 0n && units(trade.q) > 0n && typeof trade.m === 'boolean', 'aggTrade has price and quantity');
		tap.ok([mark, book, trade].every((one) => Number(one.st) === 1), 'market events say st 1');
	}

	// ---- the account ----

	async wallet() {
		const account = await this.client.account();
		const usdt = account.assets.find((one) => one.asset === 'USDT');
		this.tap.ok(same(account.totalWalletBalance, usdt.walletBalance), 'account: the wallet is its one asset');
		return units(usdt.walletBalance);
	}

	async leverage() {
		const { tap, client, user } = this;
		const from = user.mark();
		for (const leverage of [7, 10]) {
			const answer = await client.leverage(SYMBOL, leverage);
			tap.equal([Number(answer.leverage), answer.symbol], [leverage, SYMBOL], `leverage ${leverage} is set`);
			const config = await client.symbolConfig(SYMBOL);
			tap.equal([Number(config.leverage), config.marginType], [leverage, 'CROSSED'], 'symbolConfig reads it back');
			await user.wait('ACCOUNT_CONFIG_UPDATE', (one) => one.e === 'ACCOUNT_CONFIG_UPDATE' &&
				one.ac?.s === SYMBOL && Number(one.ac.l) === leverage, { from });
			tap.ok(true, 'ACCOUNT_CONFIG_UPDATE tells it');
		}
	}

	orderEvent(clientId, execution, from = 0) {
		return this.user.wait(`ORDER_TRADE_UPDATE ${execution} of ${clientId}`, (one) =>
			one.e === 'ORDER_TRADE_UPDATE' && one.o.c === clientId && one.o.x === execution, { from });
	}

	async limitOrder() {
		const { tap, client } = this;
		const bid = units((await this.quote()).bidPrice);
		const price = decimal(((bid * 97n) / 100n / this.tick) * this.tick);
		const id = this.id('limit');
		const order = { symbol: SYMBOL, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price,
			quantity: decimal(this.quantity), newClientOrderId: id };
		const placed = await client.place(order);
		tap.equal([placed.status, placed.clientOrderId, placed.type, placed.side], ['NEW', id, 'LIMIT', 'BUY'],
			'a limit order is placed');
		tap.ok(same(placed.price, price) && units(placed.origQty) === this.quantity && units(placed.executedQty) === 0n,
			'with its price and quantity');
		tap.ok(!('avgPrice' in placed) && !('cumQuote' in placed), 'the answer has neither avgPrice nor cumQuote');
		const opened = await this.orderEvent(id, 'NEW');
		tap.equal([String(opened.o.i), opened.o.X, opened.o.s], [String(placed.orderId), 'NEW', SYMBOL], 'the stream tells NEW');
		const asked = await client.query(SYMBOL, placed.orderId);
		tap.ok(asked.status === 'NEW' && asked.clientOrderId === id && units(asked.avgPrice) === 0n &&
			units(asked.cumQuote) === 0n, 'a query finds it, with avgPrice and cumQuote', JSON.stringify(asked));
		tap.equal((await client.openOrders(SYMBOL)).map((one) => String(one.orderId)), [String(placed.orderId)],
			'openOrders lists it alone');
		await tap.refused(client, -4116, 'its client id cannot be used twice', () => client.place(order));

		const better = decimal(units(price) - 10n * this.tick);
		const more = decimal(this.quantity + this.step);
		const modified = await client.modify({ symbol: SYMBOL, side: 'BUY', orderId: placed.orderId, price: better,
			quantity: more });
		tap.ok(String(modified.orderId) === String(placed.orderId) && same(modified.price, better) &&
			same(modified.origQty, more), 'it is modified', JSON.stringify(modified));
		const amended = await this.orderEvent(id, 'AMENDMENT');
		tap.ok(amended.o.X === 'NEW' && same(amended.o.p, better) && same(amended.o.q, more), 'the stream tells AMENDMENT');
		const again = await client.query(SYMBOL, placed.orderId);
		tap.ok(same(again.price, better) && same(again.origQty, more), 'a query reads the new price and quantity');

		const cancelled = await client.cancel(SYMBOL, placed.orderId);
		tap.equal([String(cancelled.orderId), cancelled.status], [String(placed.orderId), 'CANCELED'], 'it is cancelled');
		const gone = await this.orderEvent(id, 'CANCELED');
		tap.equal([gone.o.X, String(gone.o.i)], ['CANCELED', String(placed.orderId)], 'the stream tells CANCELED');
		tap.equal((await client.query(SYMBOL, placed.orderId)).status, 'CANCELED', 'a query finds it cancelled');
		tap.equal(await client.openOrders(SYMBOL), [], 'openOrders is empty');
		await tap.refused(client, -2011, 'a second cancel is refused', () => client.cancel(SYMBOL, placed.orderId));
		await tap.refused(client, -2013, 'an unknown order is not found', () => client.query(SYMBOL, '9999999999999'));
	}

	// Sends a market order; returns its fills as the stream told them, after comparing them with
	// TRADE_LITE, ACCOUNT_UPDATE, userTrades and positionRisk.
	async fill(order, word) {
		const { tap, client, user } = this;
		const from = user.mark();
		const id = order.newClientOrderId;
		const answer = await client.place(order);
		tap.ok(answer.clientOrderId === id && !('avgPrice' in answer), `${word}: the answer names it, without a price`);
		return this.compareFill(id, from, word, order.positionSide ?? 'BOTH');
	}

	async compareFill(id, from, word, positionSide = 'BOTH') {
		const { tap, client, user } = this;
		const filled = await user.wait(`${word}: FILLED`, (one) => one.e === 'ORDER_TRADE_UPDATE' && one.o.c === id &&
			one.o.X === 'FILLED', { from });
		const orderId = String(filled.o.i);
		const account = await user.wait(`${word}: ACCOUNT_UPDATE of the last fill`, (one) => one.e === 'ACCOUNT_UPDATE' &&
			one.a.m === 'ORDER' && Number(one.T) === Number(filled.T), { from });
		await user.wait(`${word}: TRADE_LITE of the last fill`, (one) => one.e === 'TRADE_LITE' && String(one.t) === String(filled.o.t),
			{ from });
		const fills = user.all.slice(from).filter((one) => one.e === 'ORDER_TRADE_UPDATE' && one.o.c === id &&
			one.o.x === 'TRADE');
		const lite = user.all.slice(from).filter((one) => one.e === 'TRADE_LITE' && String(one.i) === orderId);
		tap.equal(lite.map((one) => [String(one.t), one.L, one.l, one.S, one.m]),
			fills.map(({ o }) => [String(o.t), o.L, o.l, o.S, o.m]), `${word}: TRADE_LITE tells the same fills`);
		tap.ok(sum(fills.map(({ o }) => o.l)) === units(filled.o.q) && same(filled.o.z, filled.o.q),
			`${word}: the fills add up to the quantity`);
		const trades = (await client.userTrades(SYMBOL)).filter((one) => String(one.orderId) === orderId);
		tap.equal(trades.map((one) => [String(one.id), units(one.price), units(one.qty), units(one.commission), units(one.realizedPnl),
			one.maker, one.side, one.positionSide]), fills.map(({ o }) => [String(o.t), units(o.L), units(o.l), units(o.n), units(o.rp),
			o.m, o.S, o.ps]), `${word}: userTrades has the stream's fills`);
		const asked = await client.query(SYMBOL, orderId);
		tap.ok(asked.status === 'FILLED' && same(asked.executedQty, filled.o.z) && same(asked.avgPrice, filled.o.ap),
			`${word}: a query finds it filled at the same average`, JSON.stringify(asked));
		const position = account.a.P.find((one) => one.s === SYMBOL && one.ps === positionSide);
		const risk = (await client.positions(SYMBOL)).find((one) => one.positionSide === positionSide);
		tap.ok(position !== undefined && same(position.pa, risk?.positionAmt ?? '0') &&
			(units(position.pa) === 0n || same(position.ep, risk.entryPrice)),
			`${word}: ACCOUNT_UPDATE and positionRisk agree on the position`, JSON.stringify(position), JSON.stringify(risk));
		const balance = account.a.B.find((one) => one.a === 'USDT');
		const usdt = (await client.account()).assets.find((one) => one.asset === 'USDT');
		tap.ok(same(balance.wb, usdt.walletBalance), `${word}: ACCOUNT_UPDATE and the account agree on the wallet`,
			JSON.stringify(balance), JSON.stringify(usdt));
		return fills;
	}

	async marketOrder() {
		const { tap, client } = this;
		const before = await this.wallet();
		const id = this.id('market');
		const fills = await this.fill({ symbol: SYMBOL, side: 'BUY', type: 'MARKET', quantity: decimal(this.quantity),
			newClientOrderId: id }, 'market order');
		const opened = await this.orderEvent(id, 'NEW');
		tap.equal([opened.o.o, opened.o.X, opened.o.p === undefined ? null : units(opened.o.p)], ['MARKET', 'NEW', 0n],
			'market order: NEW comes as well');
		const after = await this.wallet();
		tap.equal(after - before, sum(fills.map(({ o }) => o.rp)) - sum(fills.map(({ o }) => o.n)),
			'market order: the wallet changes by realised less commission');
		const paid = await client.income('COMMISSION');
		tap.ok(fills.every(({ o }) => paid.some((row) => String(row.tradeId) === String(o.t) && units(row.income) === -units(o.n) &&
			row.symbol === SYMBOL && row.asset === o.N)), 'market order: income has each commission');
	}

	// Half of the position is sold by a conditional order near the price. Where the price runs away
	// the order is cancelled and placed again.
	async conditional(type) {
		const { tap, client, user } = this;
		const word = type === 'STOP_MARKET' ? 'stop' : 'take-profit';
		const away = type === 'STOP_MARKET' ? -2n : 2n;
		const from = user.mark();
		for (let attempt = 0; attempt < 12; attempt++) {
			const id = this.id(word.slice(0, 4));
			const mark = units((await client.premiumIndex(SYMBOL)).markPrice);
			const triggerPrice = decimal((mark / this.tick + away) * this.tick);
			let placed;
			try {
				placed = await client.placeAlgo({ algoType: 'CONDITIONAL', symbol: SYMBOL, side: 'SELL', type, triggerPrice,
					quantity: decimal(this.quantity / 2n), workingType: 'MARK_PRICE', reduceOnly: 'true', clientAlgoId: id });
			} catch (error) {
				if (client.errorCode(error) !== -2021) throw error; // the price has moved past it in between
				continue;
			}
			const done = await user.wait('FINISHED', (one) => one.e === 'ALGO_UPDATE' && one.o.caid === id &&
				one.o.X === 'FINISHED', { from, ms: 2500 }).catch(() => null);
			if (done === null) {
				await client.cancelAlgo(placed.algoId).catch((error) => client.errorCode(error));
				if (!user.all.slice(from).some((one) => one.e === 'ALGO_UPDATE' && one.o.caid === id && one.o.X === 'TRIGGERED'))
					continue;
			}
			tap.equal([placed.clientAlgoId, placed.orderType, placed.algoStatus, placed.reduceOnly], [id, type, 'NEW', true],
				`${word}: the algo order is accepted`);
			tap.ok(same(placed.triggerPrice, triggerPrice), `${word}: with its trigger price`);
			return this.compareConditional(type, word, id, placed, from);
		}
		return tap.ok(false, `${word}: the algo order is triggered`);
	}

	async compareConditional(type, word, id, placed, from) {
		const { tap, client, user } = this;
		const finished = await user.wait('FINISHED', (one) => one.e === 'ALGO_UPDATE' && one.o.caid === id &&
			one.o.X === 'FINISHED', { from });
		const states = user.all.slice(from).filter((one) => one.e === 'ALGO_UPDATE' && one.o.caid === id)
			.map((one) => one.o.X);
		tap.equal(states, ['NEW', 'TRIGGERING', 'TRIGGERED', 'FINISHED'], `${word}: ALGO_UPDATE tells each state`);
		tap.equal([String(finished.o.aid), finished.o.o, finished.o.act, units(finished.o.aq)],
			[String(placed.algoId), type, 'MARKET', this.quantity / 2n], `${word}: FINISHED names what was done`);
		const fills = await this.compareFill(id, from, word);
		tap.ok(fills.length > 0 && fills.every(({ o }) => String(o.i) === String(finished.o.ai) && o.o === 'MARKET' && o.R === true),
			`${word}: the triggered order has the client id and the id that FINISHED names`);
		const asked = await client.queryAlgo(placed.algoId);
		tap.equal([asked.algoStatus, String(asked.actualOrderId), asked.clientAlgoId], ['FINISHED', String(finished.o.ai), id],
			`${word}: a query finds it finished`);
		tap.ok(same(asked.actualPrice, fills.at(-1).o.ap), `${word}: with the price of its fills`, JSON.stringify(asked));
		tap.equal((await client.openAlgos(SYMBOL)).filter((one) => one.clientAlgoId === id), [],
			`${word}: openAlgoOrders has it no more`);
	}

	async conditionalCancelled() {
		const { tap, client, user } = this;
		const from = user.mark();
		const id = this.id('far');
		const mark = units((await client.premiumIndex(SYMBOL)).markPrice);
		const triggerPrice = decimal(((mark * 120n) / 100n / this.tick) * this.tick);
		const placed = await client.placeAlgo({ algoType: 'CONDITIONAL', symbol: SYMBOL, side: 'BUY', type: 'STOP_MARKET',
			triggerPrice, quantity: decimal(this.quantity), workingType: 'CONTRACT_PRICE', clientAlgoId: id });
		tap.equal((await client.openAlgos(SYMBOL)).map((one) => String(one.algoId)), [String(placed.algoId)],
			'openAlgoOrders lists what waits');
		tap.equal(await client.openOrders(SYMBOL), [], 'openOrders does not');
		const answer = await client.cancelAlgo(placed.algoId);
		tap.equal([String(answer.algoId), answer.code], [String(placed.algoId), '200'], 'an algo order is cancelled');
		await user.wait('ALGO_UPDATE CANCELED', (one) => one.e === 'ALGO_UPDATE' && one.o.caid === id && one.o.X === 'CANCELED',
			{ from });
		tap.equal((await client.queryAlgo(placed.algoId)).algoStatus, 'CANCELED', 'and a query finds it so');
	}

	// ---- position modes ----

	async flatten() {
		const { tap, client } = this;
		for (const one of await client.positions(SYMBOL)) {
			const amount = units(one.positionAmt);
			if (amount === 0n) continue;
			const order = { symbol: SYMBOL, side: amount > 0n ? 'SELL' : 'BUY', type: 'MARKET',
				quantity: decimal(amount > 0n ? amount : -amount), newClientOrderId: this.id('close') };
			if (one.positionSide === 'BOTH') order.reduceOnly = 'true';
			else order.positionSide = one.positionSide;
			await this.fill(order, `close ${one.positionSide}`);
		}
		tap.ok((await client.positions(SYMBOL)).every((one) => units(one.positionAmt) === 0n), 'no position is left');
	}

	async hedge() {
		const { tap, client } = this;
		const order = (side, positionSide) => ({ symbol: SYMBOL, side, type: 'MARKET', quantity: decimal(this.quantity),
			newClientOrderId: this.id(positionSide === undefined ? 'bare' : positionSide.toLowerCase()), ...(positionSide && { positionSide }) });
		tap.equal(await client.positionMode(), false, 'the account is in one-way mode');
		await tap.refused(client, -4059, 'one-way mode again is no change', () => client.setPositionMode(false));
		await tap.refused(client, -4061, 'one-way mode knows no LONG', () => client.place(order('BUY', 'LONG')));
		await client.setPositionMode(true);
		tap.equal(await client.positionMode(), true, 'hedge mode is set and read back');
		await tap.refused(client, -4061, 'hedge mode wants a position side', () => client.place(order('BUY')));
		await this.fill(order('BUY', 'LONG'), 'hedge long');
		await this.fill(order('SELL', 'SHORT'), 'hedge short');
		const amounts = Object.fromEntries((await client.positions(SYMBOL)).map((one) => [one.positionSide, units(one.positionAmt)]));
		tap.equal([amounts.LONG, amounts.SHORT], [this.quantity, -this.quantity], 'both sides are held at once');
		await tap.refused(client, -4068, 'the mode cannot change with positions', () => client.setPositionMode(false));
		await this.flatten();
		await client.setPositionMode(false);
		tap.equal(await client.positionMode(), false, 'one-way mode is set and read back');
	}

	async refusals() {
		const { tap, client } = this;
		await tap.refused(client, -1121, 'an unknown symbol is refused', () => client.klinesRaw('NOPEUSDT'));
		await tap.refused(client, -4120, 'a conditional order belongs to the algo service', () => client.placeRaw({ symbol: SYMBOL,
			side: 'SELL', type: 'STOP_MARKET', stopPrice: decimal(this.tick * 1000n), quantity: decimal(this.quantity) }));
	}

	// ---- the books ----

	async books(before) {
		const { tap, client, user } = this;
		const rows = await client.income();
		const own = rows.filter((row) => ['COMMISSION', 'REALIZED_PNL', 'FUNDING_FEE'].includes(row.incomeType));
		tap.equal((await this.wallet()) - before, sum(own.map((row) => row.income)), 'the wallet changed by the sum of income');
		const fills = user.all.filter((one) => one.e === 'ORDER_TRADE_UPDATE' && one.o.x === 'TRADE');
		const of = (type) => sum(rows.filter((row) => row.incomeType === type).map((row) => row.income));
		tap.equal(of('COMMISSION'), -sum(fills.map(({ o }) => o.n)), 'income COMMISSION is the commission of the fills');
		tap.equal(of('REALIZED_PNL'), sum(fills.map(({ o }) => o.rp)), 'income REALIZED_PNL is what the fills realised');
		const trades = await client.userTrades(SYMBOL);
		tap.equal(trades.map((one) => String(one.id)).sort(), fills.map(({ o }) => String(o.t)).sort(),
			'userTrades has every fill of the stream, and no more');
		const ids = rows.filter((row) => row.incomeType !== 'TRANSFER').map((row) => `${row.incomeType} ${row.tranId}`);
		tap.equal(new Set(ids).size, ids.length, 'tranId is unique within a type of income');
	}
}
