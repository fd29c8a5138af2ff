// Fifty symbols: searching, sorting, filters and pages of the closed trades, windows, the CSV.
// usage: node page_history.mjs DIST
import { launch, open, text_of, until } from './browser.mjs';
import { StandIn } from './stand_in.mjs';
import { Tap } from './tap.mjs';

const [, , dist] = process.argv;
const tap = new Tap('history');
const server = new StandIn(dist, { symbols: 50 });
const url = await server.listen();
const browser = await launch();
const page = await open(browser, url);
const column = (panel, label) =>
	page.evaluate(([panel, label]) => [...document.querySelectorAll(`#${panel} tbody td[data-label="${label}"]`)].map((one) => one.textContent.trim()), [panel, label]);
const symbols = (panel) =>
	page.evaluate((panel) => [...document.querySelectorAll(`#${panel} tbody .symbol`)].map((one) => one.textContent), panel);

await tap.step('positions', async () => {
	const all = server.world.positions_rows().map((one) => one.symbol);
	tap.equal(await symbols('positions'), all.slice(0, 10), 'positions: in the order of risk, the first ten');
	await page.click('#positions .more');
	tap.equal(await symbols('positions'), all, 'positions: all of them on demand');
	await page.selectOption('select[name=position-sort]', 'symbol');
	tap.equal(await symbols('positions'), [...all].sort(), 'positions: by symbol');
	await page.fill('#positions input[type=search]', 'eth');
	await until(page, () => document.querySelectorAll('#positions tbody tr').length === 1);
	tap.equal(await symbols('positions'), ['ETHUSDT'], 'positions: found by a part of the name');
	await page.fill('#positions input[type=search]', 'nothing like it');
	tap.ok((await text_of(page, '#positions .panel-body')).includes('No position has such a symbol'), 'positions: nothing found is said');
	await page.fill('#positions input[type=search]', '');
	await page.selectOption('select[name=position-sort]', 'risk');
	const first = await text_of(page, '#positions tbody tr');
	tap.ok(first.includes('NOT CONFIRMED') && /near/.test(first), 'positions: a bare one says so in words', first);
});

await tap.step('orders', async () => {
	tap.ok((await text_of(page, '#orders tbody tr')).includes('UNKNOWN'), 'orders: one of unknown fate stands first');
	await page.check('input[name=order-kind][value=protective]', { force: true });
	await until(page, () => ![...document.querySelectorAll('#orders tbody td[data-label=State]')].some((one) => one.textContent.includes('UNKNOWN')));
	tap.ok((await column('orders', 'For')).every((text) => ['stop loss', 'take profit'].includes(text)), 'orders: protective ones alone');
});

await tap.step('chart', async () => {
	const names = () => page.evaluate(() => [...document.querySelectorAll('.market input')].map((one) => one.value));
	tap.equal((await names()).length, 50, 'chart: all fifty symbols can be chosen');
	const risky = server.world.positions_rows().map((one) => one.symbol);
	tap.equal((await names()).slice(0, risky.length), risky, 'chart: by risk, nearest to liquidation first');
	await page.check('input[name=market-sort][value=name]', { force: true });
	tap.equal(await names(), [...server.world.names].sort(), 'chart: by name');
	await page.fill('.picker input[type=search]', 'pepe');
	await until(page, () => document.querySelectorAll('.market').length === 1);
	await page.check('.market input', { force: true });
	await until(page, () => document.querySelector('.candles')?.getAttribute('aria-label').startsWith('1000PEPEUSDT'));
	tap.ok(true, 'chart: another symbol is drawn, and told in words');
	await page.click('.marks summary');
	tap.ok((await text_of(page, '.marks')).includes('enter short: refused, cooldown'), 'chart: the reason of a refusal can be read');
});

await tap.step('trades', async () => {
	const total = server.world.trades.length;
	tap.ok((await text_of(page, '#trades .pager-text')).includes(`1–20 of ${total}`), 'trades: how many there are');
	await page.click('#trades .pager button:last-child');
	await until(page, () => document.querySelector('#trades .pager-text').textContent.includes('21–40'));
	const second = server.world.trades.slice(20, 40).map((one) => one.symbol);
	await until(page, (second) => [...document.querySelectorAll('#trades tbody .symbol')].map((one) => one.textContent).join() === second.join(), second);
	tap.ok(true, 'trades: the second page');
	await page.selectOption('select[name=trade-result]', 'won');
	await until(page, () => [...document.querySelectorAll('#trades td[data-label=Net]')].every((one) => one.textContent.startsWith('+')));
	tap.ok((await text_of(page, '#trades .pager-text')).startsWith('1–20'), 'trades: another filter begins at its first page');
	await page.selectOption('select[name=trade-side]', 'SHORT');
	await until(page, () => [...document.querySelectorAll('#trades td[data-label=Side]')].every((one) => one.textContent.includes('SHORT')));
	await page.click('#trades th:has-text("Net") button');
	await until(page, () => document.querySelector('#trades th[aria-sort=descending]')?.textContent.startsWith('Net'));
	const wanted = server.world.trades
		.filter((one) => one.side === 'SHORT' && Number(one.net_pnl) > 0)
		.sort((a, b) => Number(b.net_pnl) - Number(a.net_pnl))
		.slice(0, 20)
		.map((one) => one.net_pnl);
	const net = () => page.evaluate(() => [...document.querySelectorAll('#trades tbody td[data-label=Net] .amount')].map((one) => one.dataset.exact));
	await until(page, (first) => document.querySelector('#trades tbody td[data-label=Net] .amount')?.dataset.exact === first, wanted[0]);
	tap.equal(await net(), wanted, 'trades: filtered and sorted, to the last digit');
	tap.equal(await page.getAttribute('#trades a.button', 'href'), '/api/v1/trades.csv?side=SHORT&result=won&sort=net&order=desc',
		'trades: the CSV has the same filter');
	await page.click('#trades th:has-text("Net") button');
	await until(page, () => document.querySelector('#trades th[aria-sort=ascending]') !== null);
	tap.ok(true, 'trades: a second press turns the order round');
});

await tap.step('windows', async () => {
	server.asked.length = 0;
	for (const panel of ['equity', 'performance']) {
		await page.check(`input[name=${panel}-window][value="30d"]`, { force: true });
		await until(page, () => true);
	}
	await page.waitForTimeout(600);
	tap.ok(server.asked.some((one) => one.startsWith('/api/v1/equity?window=30d')), 'equity: another window is asked for');
	tap.ok(server.asked.some((one) => one.startsWith('/api/v1/performance?window=30d')), 'performance: another window is asked for');
	await page.fill('#performance input[type=search]', 'BTC');
	const rows = server.world.performance('30d').rows.filter((one) => one.symbol.includes('BTC'));
	await until(page, (count) => document.querySelectorAll('#performance tbody tr').length === count, rows.length);
	tap.equal(
		await page.evaluate(() => [...document.querySelectorAll('#performance tbody td[data-label=Net] .amount')].map((one) => one.dataset.exact)),
		rows.map((one) => one.net_pnl), 'performance: found by symbol, to the last digit');
});

await tap.step('risk', async () => {
	const first = await text_of(page, '#risk .guard');
	tap.ok(/volatility.*DOGEUSDT.*HALTED.*it ends in/.test(first), 'risk: a halt stands first, with its end', first);
	await page.fill('#risk input[type=search]', 'consecutive');
	await until(page, () => document.querySelectorAll('#risk .guard').length === 1);
	tap.ok((await text_of(page, '#risk .guard')).includes('autocoin unhalt consecutive_losses'), 'risk: what a person must do is written out');
});

await tap.step('log', async () => {
	await page.check('input[name=alert-view][value=log]', { force: true });
	await until(page, () => document.querySelector('#alerts .line')?.textContent.includes('order.filled'));
	tap.ok(true, 'log: its end is a key away');
});

tap.equal(page.complaints, [], 'no complaint');
await browser.close();
await server.close();
tap.done();
