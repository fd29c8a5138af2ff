// The page over the database alone: what the trader left is there, and the page says that none runs.
// usage: node alone.mjs URL DATABASE OUTPUT_FOLDER
import { execFileSync } from 'node:child_process';
import { launch, open, text_of, until } from './browser.mjs';
import { Tap } from './tap.mjs';

const [, , url, database, output] = process.argv;
const tap = new Tap('database alone');
const browser = await launch();
const sql = (query) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', `file:${database}?mode=ro`, query], { encoding: 'utf8' }).trim();

await tap.step('alone', async () => {
	const page = await open(browser, url);
	tap.ok((await text_of(page, '#banner')).includes('No trader is running; history only'), 'the page says that no trader runs');
	await page.waitForSelector('#trades tbody tr');
	const count = Number(sql('select count(*) from round_trips'));
	tap.equal(/of ([\d,]+)/.exec(await text_of(page, '#trades .pager-text'))[1], String(count), 'all closed trades of the database are there');
	const net = await page.evaluate(() => [...document.querySelectorAll('#trades tbody td[data-label=Net] .amount')].map((one) => one.dataset.exact));
	tap.equal(net, sql('select net_pnl from round_trips order by exit_time desc, run_id desc, seq desc limit 20').split('\n'),
		'their results equal the database');
	await page.waitForSelector('#equity canvas');
	await page.waitForSelector('#chart canvas');
	await until(page, () => document.querySelectorAll('#signals tbody tr').length > 0);
	tap.ok(true, 'curves, candles and signals are drawn from history');
	await page.screenshot({ path: `${output}/alone-desk.png` });
	tap.equal(page.complaints, [], 'the console is silent');
	await page.context().close();
});

await browser.close();
tap.done();
