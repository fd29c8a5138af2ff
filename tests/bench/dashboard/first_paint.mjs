// node first_paint.mjs MODULES URL LOADS: the median time to the first contentful paint of the page in milliseconds, each
// load in a fresh profile.
import { pathToFileURL } from 'node:url';

const [, , modules, url, loads] = process.argv;
const { launch, open } = await import(pathToFileURL(`${modules}/browser.mjs`));
const browser = await launch();
const times = [];
for (let i = 0; i < Number(loads); i++) {
	const page = await open(browser, url, { size: 'phone' });
	const paint = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1;
	await page.waitForFunction(`(${paint})() >= 0`);
	times.push(await page.evaluate(paint));
	await page.context().close();
}
await browser.close();
console.log(times.sort((a, b) => a - b)[times.length >> 1]);
