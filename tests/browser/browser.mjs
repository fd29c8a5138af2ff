// A browser for one test: headless chromium with a fresh profile, and what it complained of.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const SIZES = {
	small: { width: 360, height: 800 },
	phone: { width: 390, height: 844 },
	desk: { width: 1440, height: 900 },
};

export function chromium_path() {
	return PATHS.find((path) => existsSync(path));
}

export async function launch() {
	return chromium.launch({
		executablePath: chromium_path(),
		headless: true,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-dev-shm-usage',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			'--no-proxy-server',
		],
	});
}

// A page that remembers every complaint and every request to somebody else.
export async function open(browser, url, { size = 'desk', scheme = 'dark', ...more } = {}) {
	const is_phone = size !== 'desk';
	const context = await browser.newContext({
		viewport: SIZES[size],
		colorScheme: scheme,
		hasTouch: is_phone,
		isMobile: is_phone,
		deviceScaleFactor: 1,
		timezoneId: 'America/New_York',
		...more,
	});
	const page = await context.newPage();
	page.complaints = [];
	page.strangers = [];
	const own = new URL(url).host;
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) page.complaints.push(message.text());
	});
	page.on('pageerror', (error) => page.complaints.push(String(error)));
	page.on('request', (request) => {
		const to = new URL(request.url());
		if (to.protocol !== 'data:' && to.host !== own) page.strangers.push(request.url());
	});
	await page.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', (event) => {
			console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
		});
	});
	await page.goto(url);
	await page.waitForSelector('[data-level]');
	await page.waitForSelector('#lamp[data-stale=false]');
	return page;
}

// Waits until a function of the page is true; what it last said when it is not.
export async function until(page, body, argument, ms = 8000) {
	return page.waitForFunction(body, argument, { timeout: ms, polling: 50 });
}

export async function text_of(page, selector) {
	return (await page.textContent(selector)).replace(/\s+/g, ' ').trim();
}
