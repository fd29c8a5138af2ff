// What is live: updates, silence, a lost connection, sleep, a clock that is wrong, no trader at all.
// usage: node page_live.mjs DIST
import { launch, open, text_of, until } from './browser.mjs';
import { faint_texts } from './colours.mjs';
import { StandIn } from './stand_in.mjs';
import { Tap } from './tap.mjs';

const [, , dist] = process.argv;
const tap = new Tap('live');
const server = new StandIn(dist, { symbols: 8 });
const url = await server.listen();
const browser = await launch();
const is_stale = (page, id) => page.evaluate((id) => document.getElementById(id).dataset.stale === 'true', id);
const LIVE = ['lamp', 'account', 'positions', 'orders', 'risk', 'system'];
// Failed connections are the browser's own lines; everything else is a complaint of ours.
const own = (page) => page.complaints.filter((text) => !/net::ERR|Failed to load resource|WebSocket connection/.test(text));

await tap.step('updates', async () => {
	const page = await open(browser, url);
	server.world.equity = 123456.785;
	server.world.move = () => server.world.number++;
	const sent = Date.now();
	server.step();
	await until(page, () => document.querySelector('#equity-now .amount')?.textContent === '123,456.79');
	console.log(`# an update is on the page ${Date.now() - sent} ms after it was sent`);
	tap.ok(true, 'what the socket says is shown');
	tap.equal(await page.getAttribute('#equity-now .amount', 'data-exact'), '123456.785', 'the exact amount is kept');
	server.world.equity = 9007199254740993.5;
	server.send('status', { ...server.world.status(), number: ++server.world.number, account: { ...server.world.status().account, equity: '90071992547.12345678' } });
	await until(page, () => document.querySelector('#equity-now .amount')?.title === '90,071,992,547.12345678');
	tap.ok(true, 'no digit of an amount is lost');
	server.fact('signal', 'ETHUSDT', {
		action: 'ENTER_LONG', exit_reason: '', is_allowed: false, verdict: 'volatility', value: '3', limit: '2', price: '3120.4', quantity: '1', values: [],
	});
	await until(page, () => document.querySelector('#signals tbody tr')?.textContent.includes('refused: volatility (3 of 2)'));
	tap.ok(true, 'a signal is listed as it happens');
	server.fact('risk', 'BTCUSDT', { is_halted: false, guard: 'volatility', sentence: 'BTCUSDT: guard volatility does not halt, its number is 0.10' });
	server.fact('risk', 'ETHUSDT', { is_halted: true, guard: 'volatility', sentence: 'ETHUSDT: entries halted by volatility' });
	await until(page, () => document.querySelector('#alerts .line')?.textContent.includes('entries halted by volatility'));
	tap.ok(true, 'a halt is listed as it happens');
	tap.ok(!(await text_of(page, '#alerts')).includes('does not halt'), 'a guard that only says its number is no alert');
	server.world.bare = server.world.unknown = 0;
	await until(page, () => document.querySelector('.lamp').dataset.level === 'ok');
	server.world.lamp = { level: 'alarm', reason: 'HALTED: `autocoin unhalt`' };
	await until(page, () => document.querySelector('.lamp').dataset.level === 'alarm' && document.title.startsWith('ALARM'));
	tap.equal(await text_of(page, '.lamp-text'), 'ALARMHALTED: autocoin unhalt', 'the lamp says why, in words');
	server.world.lamp = null;
	tap.equal(page.complaints, [], 'no complaint');
	await page.context().close();
});

await tap.step('silence', async () => {
	const page = await open(browser, url);
	server.is_silent = true;
	await until(page, () => document.querySelector('#lamp').dataset.stale === 'true');
	await until(page, () => document.querySelector('#banner')?.textContent.includes('silent since'));
	for (const id of LIVE) tap.ok(await is_stale(page, id), `silence: ${id} is grey`);
	tap.equal(await page.getAttribute('.lamp', 'data-level'), 'unknown', 'silence: the lamp does not go on saying that all is well');
	tap.ok((await page.title()).startsWith('OLD'), 'silence: the tab says so');
	tap.equal((await page.evaluate(faint_texts)).found, [], 'silence: what is grey can still be read');
	server.is_silent = false;
	await until(page, () => document.querySelector('#lamp').dataset.stale === 'false' && document.querySelector('#banner') === null);
	tap.ok(true, 'a word is enough to be fresh again');
	server.is_frozen = true;
	await until(page, () => document.querySelector('#lamp').dataset.stale === 'true');
	tap.ok(true, 'the same view again and again is silence too');
	server.is_frozen = false;
	await until(page, () => document.querySelector('#lamp').dataset.stale === 'false');
	tap.equal(page.complaints, [], 'no complaint');
	await page.context().close();
});

await tap.step('old prices', async () => {
	const page = await open(browser, url);
	const status = server.world.status.bind(server.world);
	server.world.status = () => ({ ...status(), data_age_ms: 95_000 });
	await until(page, () => document.querySelector('#positions').dataset.stale === 'true');
	tap.ok(!(await is_stale(page, 'lamp')), 'old prices grey the positions, not the state');
	tap.ok(/1 min 3\d s old/.test((await text_of(page, '#positions .age')).replace(/\u202f/g, ' ')), 'their age is written there', await text_of(page, '#positions .age'));
	server.world.status = status;
	await page.context().close();
});

await tap.step('lost', async () => {
	const page = await open(browser, url);
	const port = server.port;
	await server.drop();
	await until(page, () => document.querySelector('#banner')?.textContent.includes('Not connected since'));
	tap.ok((await text_of(page, '#banner')).includes('All numbers below are old'), 'lost: a banner says what it means');
	await until(page, () => document.querySelector('#positions').dataset.stale === 'true');
	tap.ok(true, 'lost: what was live is grey');
	server.asked.length = 0;
	await server.listen(port);
	await until(page, () => document.querySelector('#banner') === null && document.querySelector('#lamp').dataset.stale === 'false', null, 15000);
	tap.ok(true, 'found again without a hand');
	await until(page, () => document.querySelector('#trades').dataset.stale === 'false');
	await page.waitForTimeout(500);
	for (const path of ['status', 'positions', 'orders', 'risk', 'system', 'symbols', 'trades?', 'candles?', 'equity?', 'events?', 'signals?', 'performance?'])
		tap.ok(server.asked.some((one) => one.startsWith(`/api/v1/${path}`)), `after a break ${path.replace('?', '')} is asked for again`);
	tap.equal(own(page), [], 'no complaint of our own');
	await page.context().close();
});

await tap.step('sleep', async () => {
	const page = await open(browser, url);
	const before = server.asked.length;
	server.is_silent = true;
	// The wall clock goes on while the machine sleeps; the steady one may not.
	await page.evaluate(() => {
		const real = Date.now;
		Date.now = () => real() + 600_000;
	});
	await until(page, () => document.querySelector('#lamp').dataset.stale === 'true');
	tap.ok(/10.min/.test(await text_of(page, '#lamp .age')), 'sleep counts as age', await text_of(page, '#lamp .age'));
	server.is_silent = false;
	await until(page, () => document.querySelector('#lamp').dataset.stale === 'false');
	tap.ok(server.asked.slice(before).some((one) => one === '/api/v1/status'), 'after sleep the page connects again by itself');
	server.is_silent = true;
	await page.evaluate(() => {
		const real = Date.now;
		Date.now = () => real() - 7_200_000;
	});
	await until(page, () => document.querySelector('#lamp').dataset.stale === 'true');
	tap.ok(true, 'a clock that is set back while one looks makes nothing look fresh');
	server.is_silent = false;
	await page.context().close();
});

await tap.step('clock', async () => {
	for (const days of [-3, 3]) {
		const context = await browser.newContext();
		await context.addInitScript((ms) => {
			const real = Date.now;
			Date.now = () => real() + ms;
		}, days * 86_400_000);
		const page = await context.newPage();
		await page.goto(url);
		await until(page, () => document.querySelector('#lamp')?.dataset.stale === 'false' && document.querySelector('#trades')?.dataset.stale === 'false');
		await page.waitForTimeout(1000);
		const stale = await page.evaluate(() => [...document.querySelectorAll('.panel[data-stale=true]')].map((one) => one.id));
		tap.equal(stale, [], `a clock that is ${days} days off makes nothing look old`);
		server.is_silent = true;
		await until(page, () => document.querySelector('#lamp').dataset.stale === 'true');
		tap.ok(true, `nor anything look fresh (${days} days)`);
		server.is_silent = false;
		await context.close();
	}
});

await tap.step('no trader', async () => {
	const alone = new StandIn(dist, { symbols: 3, has_trader: false });
	const page = await open(browser, await alone.listen());
	tap.ok((await text_of(page, '#banner')).includes('No trader is running; history only'), 'without a trader the page says so');
	tap.ok((await text_of(page, '.lamp-text')).includes('no trader is running'), 'the lamp says so too');
	await page.waitForSelector('#trades tbody tr');
	await page.waitForSelector('#equity canvas');
	tap.equal(await text_of(page, '#positions td[data-label="Mark"]'), '–', 'what is not known is not invented');
	tap.equal(page.complaints, [], 'no complaint, and no live socket is tried');
	alone.world.has_trader = true;
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await until(page, () => document.querySelector('#banner') === null && document.querySelector('.lamp').dataset.level !== 'unknown');
	tap.ok(true, 'a trader that starts is taken up');
	await page.context().close();
	await alone.close();
});

await browser.close();
await server.close();
tap.done();
