// The page against a real trader that trades on a simulated exchange: what stands on it equals the
// interface and the database, it moves, and it turns grey when the trader or the feed falls silent.
// usage: node trader.mjs URL DATABASE TRADER_PID EXCHANGE_PID OUTPUT_FOLDER
import { execFileSync } from 'node:child_process';
import { launch, open, text_of, until } from './browser.mjs';
import { Tap } from './tap.mjs';

const [, , url, database, trader_pid, exchange_pid, output] = process.argv;
const tap = new Tap('trader');
const browser = await launch();
const ask = async (path) => (await fetch(`${url}api/v1/${path}`)).json();
const sql = (query) =>
	JSON.parse(execFileSync('sqlite3', ['-json', '-cmd', '.timeout 5000', `file:${database}?mode=ro`, query], { encoding: 'utf8', maxBuffer: 1e8 }) || '[]');

// The market does not wait: two looks are compared until they fall on the same moment.
async function same(claim, look, ms = 20_000) {
	const end = Date.now() + ms;
	let got, wanted;
	do {
		[got, wanted] = await look();
		if (JSON.stringify(got) === JSON.stringify(wanted)) return tap.ok(true, claim);
		await new Promise((resolve) => setTimeout(resolve, 60));
	} while (Date.now() < end);
	return tap.equal(got, wanted, claim);
}

const exact = (page, selector) =>
	page.evaluate((selector) => [...document.querySelectorAll(selector)].map((one) => one.dataset.exact), selector);

// The whole table in one look, by the answers' names.
const trades_on = (page) =>
	page.evaluate(() =>
		[...document.querySelectorAll('#trades tbody tr')].map((row) => {
			const amount = (label) => row.querySelector(`td[data-label="${label}"] .amount`)?.dataset.exact;
			return [row.dataset.key, row.querySelector('.symbol').textContent, amount('Net'), amount('Gross'), amount('Fees'), amount('Funding')];
		}));
const trade_row = (one) => [`${one.run_id} ${one.seq}`, one.symbol, one.net_pnl, one.gross_pnl, one.fees, one.funding];

async function check_values(size) {
	const page = await open(browser, url, { size });
	await page.waitForSelector('#trades tbody tr', { timeout: 60_000 });
	await page.waitForSelector('#chart canvas', { timeout: 60_000 });
	await page.waitForSelector('#equity canvas', { timeout: 60_000 });
	const limit = size === 'desk' ? 20 : 8;
	// Trades are read in the order of opening, which does not move while others close.
	await page.selectOption('select[name=trade-order]', 'asc');
	await same(`${size}: closed trades equal the interface`, async () => [
		await trades_on(page),
		(await ask(`trades?sort=exit_time&order=asc&limit=${limit}`)).trades.map(trade_row),
	]);
	await same(`${size}: closed trades equal the database`, async () => [
		(await trades_on(page)).map((row) => row.slice(2)).sort(),
		sql(`select net_pnl, gross_pnl, fees, funding from round_trips where run_id || ' ' || seq in
			(${(await trades_on(page)).map((row) => `'${row[0]}'`).join()})`).map(Object.values).sort(),
	]);
	await same(`${size}: how many trades there are, in the database`, async () => [
		/of ([\d,]+)/.exec(await text_of(page, '#trades .pager-text'))[1].replace(/,/g, ''),
		String(sql('select count(*) as n from round_trips')[0].n),
	]);
	await same(`${size}: the account equals the interface`, async () => {
		const [answer, shown] = await Promise.all([
			ask('status'),
			page.evaluate(() => [...document.querySelectorAll('#account [data-exact]')].map((one) => one.dataset.exact)),
		]);
		const { account } = answer;
		return [
			shown.slice(0, 6),
			[account.equity, account.unrealized_pnl, account.today_pnl, account.realized_today, account.drawdown_pct, account.daily_loss_pct],
		];
	});
	await same(`${size}: open positions equal the interface`, async () => [
		await page.evaluate(() =>
			[...document.querySelectorAll('#positions tbody tr')].map((row) => [
				row.querySelector('.symbol').textContent,
				row.querySelector('td[data-label=Side]').textContent.trim().split(' ')[0],
				row.querySelector('td[data-label=Size] [data-exact]').dataset.exact,
				row.querySelector('td[data-label=Entry] [data-exact]').dataset.exact,
			])),
		(await ask('positions')).positions.map((one) => [one.symbol, one.side, one.quantity, one.entry_price]),
	]);
	await same(`${size}: results by strategy equal the interface`, async () => {
		const window = await page.evaluate(() => document.querySelector('input[name=performance-window]:checked').value);
		return [
			await exact(page, '#performance tbody td[data-label=Net] .amount'),
			(await ask(`performance?window=${window}`)).rows.slice(0, size === 'desk' ? 8 : 4).map((one) => one.net_pnl),
		];
	});
	await same(`${size}: the newest signals equal the database`, async () => [
		await page.evaluate(() => [...document.querySelectorAll('#signals tbody tr')].map((row) => row.dataset.key)),
		sql(`select run_id || ' ' || seq as key from signals order by run_id desc, seq desc limit ${size === 'desk' ? 10 : 5}`).map((one) => one.key),
	]);
	tap.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${size}: nothing is wider than the screen`);
	await page.screenshot({ path: `${output}/trader-${size}.png` });
	await page.screenshot({ path: `${output}/trader-${size}-whole.png`, fullPage: true });
	tap.equal(page.complaints, [], `${size}: the console is silent`);
	tap.equal(page.strangers, [], `${size}: nothing is asked of anybody else`);
	await page.context().close();
}

for (const size of ['phone', 'desk']) await tap.step(size, () => check_values(size));

await tap.step('moves', async () => {
	const page = await open(browser, url);
	const before = await text_of(page, '#system');
	await until(page, (before) => document.querySelector('#system').textContent.replace(/\s+/g, ' ').trim() !== before, before, 20_000);
	tap.ok(true, 'numbers change while one looks');
	// On one machine both clocks are the same one.
	const late = await page.evaluate(() =>
		new Promise((resolve) => {
			const ages = [];
			const socket = new WebSocket(`ws://${location.host}/live`);
			socket.onmessage = (event) => {
				const frame = JSON.parse(event.data);
				if (frame.type === 'status') ages.push(Date.now() - frame.time);
				if (ages.length === 10) {
					socket.close();
					resolve(ages.sort((a, b) => a - b)[5]);
				}
			};
		}));
	console.log(`# a view of the trader is in the browser ${late} ms after it was made (the middle of ten)`);
	const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1);
	console.log(`# first paint ${paint.toFixed(0)} ms`);
	tap.ok(paint >= 0, 'the page paints');
	await page.context().close();
});

await tap.step('silence', async () => {
	const page = await open(browser, url);
	process.kill(Number(trader_pid), 'SIGSTOP');
	try {
		await until(page, () => document.querySelector('#lamp').dataset.stale === 'true', null, 20_000);
		for (const id of ['account', 'positions', 'orders', 'risk', 'system'])
			tap.ok(await page.evaluate((id) => document.getElementById(id).dataset.stale === 'true', id), `a trader that stands still: ${id} is grey`);
		tap.equal(await page.getAttribute('.lamp', 'data-level'), 'unknown', 'a trader that stands still: the lamp says nothing');
		await page.waitForSelector('#banner[role=alert]');
		await page.screenshot({ path: `${output}/trader-silent.png` });
	} finally {
		process.kill(Number(trader_pid), 'SIGCONT');
	}
	await until(page, () => document.querySelector('#lamp').dataset.stale === 'false' && document.querySelector('#banner') === null, null, 30_000);
	tap.ok(true, 'it goes on, and the page with it');
	await page.context().close();
});

await tap.step('feed', async () => {
	const page = await open(browser, url);
	process.kill(Number(exchange_pid), 'SIGTERM');
	await until(page, () => /Market streamDOWN/.test(document.querySelector('.lamp-facts').textContent), null, 60_000);
	tap.ok(true, 'an exchange that is gone shows as a stream that is down');
	await until(page, () => ['warn', 'alarm'].includes(document.querySelector('.lamp').dataset.level), null, 60_000);
	tap.ok(true, `the lamp says so: ${await text_of(page, '.lamp-reason')}`);
	await page.screenshot({ path: `${output}/trader-feed-gone.png` });
	tap.equal(page.complaints, [], 'the console is silent');
	await page.context().close();
});

await browser.close();
tap.done();
