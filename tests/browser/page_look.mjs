// How the page stands at three sizes in both schemes: nothing sideways, the order of the panels,
// contrast, the keyboard, nothing refused by its own policy and nothing asked of strangers.
// usage: node page_look.mjs DIST OUTPUT_FOLDER
import { launch, open, SIZES, text_of } from './browser.mjs';
import { faint_texts, faint_tokens } from './colours.mjs';
import { StandIn } from './stand_in.mjs';
import { Tap } from './tap.mjs';

const [, , dist, output] = process.argv;
const tap = new Tap('look');
const server = new StandIn(dist, { symbols: 50, mode: 'mainnet' });
const url = await server.listen();
const browser = await launch();
// Field notes of many dashboards: what is read first on a phone.
const ORDER = [
	'lamp', 'account', 'positions', 'orders', 'alerts', 'equity', 'chart', 'performance', 'risk', 'signals', 'trades', 'system',
];

async function settled(page) {
	await page.waitForSelector('#chart canvas');
	await page.waitForSelector('#equity canvas');
	await page.waitForSelector('#trades tbody tr');
}

for (const size of Object.keys(SIZES))
	for (const scheme of ['dark', 'light'])
		await tap.step(`${size} ${scheme}`, async () => {
			const page = await open(browser, url, { size, scheme });
			await settled(page);
			const width = SIZES[size].width;
			tap.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${size} ${scheme}: nothing is wider than the screen`);
			const faint = await page.evaluate(faint_texts);
			tap.ok(faint.found.length === 0 && faint.looked_at > 300, `${size} ${scheme}: every text has the contrast of WCAG AA`,
				`looked at ${faint.looked_at}`, ...faint.found.slice(0, 20));
			await page.screenshot({ path: `${output}/page-${size}-${scheme}.png` });
			await page.screenshot({ path: `${output}/page-${size}-${scheme}-whole.png`, fullPage: true });
			tap.equal(page.complaints, [], `${size} ${scheme}: the console is silent, and nothing offends the page's policy`);
			tap.equal(page.strangers, [], `${size} ${scheme}: nothing is asked of anybody else`);
			await page.context().close();
		});

for (const scheme of ['dark', 'light'])
	await tap.step(`tokens ${scheme}`, async () => {
		const page = await open(browser, url, { scheme });
		tap.equal(await page.evaluate(faint_tokens), [], `${scheme}: signs, bars and lines of controls stand out from their ground`);
		await page.context().close();
	});

for (const size of ['small', 'phone'])
	await tap.step(`order ${size}`, async () => {
		const page = await open(browser, url, { size });
		await settled(page);
		const panels = await page.evaluate(() =>
			[...document.querySelectorAll('section.panel')].map((one) => [one.getBoundingClientRect().top, one.id]).sort((a, b) => a[0] - b[0]).map((one) => one[1]));
		tap.equal(panels, ORDER, `${size}: one column, what matters first`);
		const low = await page.evaluate(() =>
			[...document.querySelectorAll('button, select, input, a.button')]
				.map((one) => [(one.matches('input[type=radio]') ? one.parentElement : one).getBoundingClientRect(), one.outerHTML.slice(0, 80)])
				.filter(([box]) => box.height > 0 && box.height < 40)
				.map(([box, html]) => `${box.height} ${html}`));
		tap.equal(low, [], `${size}: whatever is touched is at least 40 px high`);
		tap.ok(await page.evaluate(() => document.querySelector('#drawdown').getBoundingClientRect().top < 700),
			`${size}: equity, today and drawdown stand on the first screen even under an alarm`);
		await page.context().close();
	});

await tap.step('modes', async () => {
	const colours = new Set();
	for (const mode of ['sim', 'testnet', 'mainnet']) {
		server.world.mode = mode;
		const page = await open(browser, url);
		colours.add(await page.evaluate(() => getComputedStyle(document.querySelector('#mode')).backgroundColor));
		tap.ok((await text_of(page, '#mode')).startsWith(mode.toUpperCase()), `${mode}: the mode is written out`);
		await page.context().close();
	}
	tap.equal(colours.size, 3, 'each mode has a colour of its own');
	server.world.mode = 'mainnet';
});

await tap.step('theme', async () => {
	const page = await open(browser, url, { scheme: 'dark' });
	const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const dark = await ground();
	await page.click('#theme');
	await page.click('#theme');
	const light = await ground();
	tap.ok(dark !== light, 'the switch changes the colours');
	await page.reload();
	await page.waitForSelector('[data-level]');
	tap.equal(await ground(), light, 'the choice of colours lasts beyond a reload');
	const utc = await text_of(page, '#signals td:first-child');
	await page.click('#zone');
	const local = await text_of(page, '#signals td:first-child');
	const hour = (text) => Number(/ (\d\d):/.exec(text)[1]);
	tap.ok([4, 5].includes((hour(utc) - hour(local) + 24) % 24), 'times are in UTC, and in the zone of the machine on demand', utc, local);
	tap.equal(page.complaints, [], 'the switches cause no complaint');
	await page.context().close();
});

await tap.step('keyboard', async () => {
	const page = await open(browser, url);
	await settled(page);
	// What comes and goes while tabbing would make the walk endless.
	server.is_frozen = true;
	const reached = [];
	for (let i = 0; i < 300; i++) {
		await page.keyboard.press('Tab');
		const at = await page.evaluate(() => {
			const one = document.activeElement;
			if (one === null || one === document.body) return null;
			const shown = one.matches('input[type=radio]') ? one.nextElementSibling : one;
			const style = getComputedStyle(shown);
			one.dataset.reached = 'yes';
			return { html: one.outerHTML.slice(0, 90), is_marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
		});
		if (at === null) break;
		reached.push(at);
	}
	tap.ok(reached.length > 30 && reached.length < 300, `the tab key walks through the page and out of it (${reached.length} stops)`);
	tap.ok(reached[0].html.includes('skip'), 'the first stop skips to the state');
	tap.equal(reached.filter((one) => !one.is_marked).map((one) => one.html), [], 'each stop is marked');
	const left = await page.evaluate(() => {
		const groups = new Set([...document.querySelectorAll('input[type=radio][data-reached]')].map((one) => one.name));
		return [...document.querySelectorAll('a[href], button, select, input, summary')]
			.filter((one) => !one.disabled && one.dataset.reached === undefined && !(one.type === 'radio' && groups.has(one.name)))
			.map((one) => one.outerHTML.slice(0, 90));
	});
	tap.equal(left, [], 'nothing that can be used is out of reach');
	await page.focus('input[name=equity-window]:checked');
	await page.keyboard.press('ArrowRight');
	tap.equal(await page.evaluate(() => document.querySelector('input[name=equity-window]:checked').value), '7d',
		'arrow keys move between choices');
	server.is_frozen = false;
	await page.context().close();
});

await tap.step('names', async () => {
	const page = await open(browser, url);
	await settled(page);
	const nameless = await page.evaluate(() => [
		...[...document.querySelectorAll('button, a[href]')].filter((one) => (one.getAttribute('aria-label') ?? one.textContent).trim() === ''),
		...[...document.querySelectorAll('input, select')].filter((one) => one.labels.length === 0 || one.labels[0].textContent.trim() === ''),
		...[...document.querySelectorAll('[role=img], [role=meter]')].filter((one) => !one.getAttribute('aria-label')),
		// What lies in a picture is part of it.
		...[...document.querySelectorAll('table')].filter((one) => one.closest('[role=img]') === null).filter((one) => one.caption === null || one.querySelectorAll('th[scope=col]').length === 0),
	].map((one) => one.outerHTML.slice(0, 100)));
	tap.equal(nameless, [], 'controls, charts, meters and tables have names');
	tap.ok(await page.evaluate(() => document.querySelector('.lamp-text').getAttribute('aria-live') === 'polite'), 'a change of the lamp is read out');
	await page.context().close();
});

await tap.step('paint', async () => {
	const context = await browser.newContext({ viewport: SIZES.desk });
	const page = await context.newPage();
	await page.goto(url);
	await page.waitForSelector('#lamp[data-stale=false]');
	const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1);
	const full = await page.evaluate(() => performance.now());
	const weight = server.assets.reduce((sum, asset) => sum + asset.gzip.length, 0);
	console.log(`# first paint ${paint.toFixed(0)} ms, state shown before ${full.toFixed(0)} ms, page ${(weight / 1000).toFixed(1)} kB compressed`);
	tap.ok(paint >= 0, 'the page paints');
	tap.ok(weight < 150_000, 'the page weighs less than 150 kB compressed');
	await context.close();
});

await browser.close();
await server.close();
tap.done();
