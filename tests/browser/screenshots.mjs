// Two pictures for the README, phone and desk, of a page that is alive: waits until there is something
// to see. usage: node screenshots.mjs URL OUTPUT_FOLDER
import { launch, open, until } from './browser.mjs';

const [, , url, folder] = process.argv;
const browser = await launch();

for (const [name, size, scheme, height] of [['phone', 'phone', 'dark', 844], ['desktop', 'desk', 'dark', 1560]]) {
	const page = await open(browser, url, { size, scheme, viewport: { width: size === 'desk' ? 1440 : 390, height } });
	await page.waitForSelector('#trades tbody tr', { timeout: 60_000 });
	await page.waitForSelector('#equity canvas', { timeout: 60_000 });
	await page.waitForSelector('#chart canvas', { timeout: 60_000 });
	// A picture without a position would hide the half of it; after a while it is taken all the same.
	await until(page, () => document.querySelectorAll('#positions tbody tr').length >= 2, null, 20_000).catch(() => undefined);
	await page.screenshot({ path: `${folder}/${name}.png` });
	await page.context().close();
}
await browser.close();
