// tap.mjs - TAP lines of one program, and the events it waits for. Lines carry no number: run.sh
// numbers those of all programs.

export class Tap {
	constructor(prefix) {
		this.prefix = prefix;
		this.passed = 0;
		this.failed = 0;
	}

	line(passed, claim, ...diagnostics) {
		if (passed) this.passed++;
		else this.failed++;
		console.log(`${passed ? 'ok' : 'not ok'} - ${this.prefix}: ${claim}`);
		if (!passed)
			for (const text of diagnostics)
				for (const part of String(text).split('\n')) console.log(`# ${part}`);
		return passed;
	}

	ok(condition, claim, ...diagnostics) {
		return this.line(Boolean(condition), claim, ...diagnostics);
	}

	// Both sides are compared as JSON, so that objects and lists can be told too.
	equal(got, wanted, claim) {
		return this.line(text(got) === text(wanted), claim, `got    ${text(got)}`, `wanted ${text(wanted)}`);
	}

	// Steps are independent: what one throws is its failure, and the next goes on.
	async step(name, body) {
		try {
			return await body();
		} catch (error) {
			this.line(false, name, describe(error));
			return undefined;
		}
	}

	// The request must fail, with the library's own class of error, and this code.
	async refused(client, code, claim, request) {
		try {
			const answer = await request();
			this.line(false, claim, `wanted error ${code}, got ${text(answer)}`);
		} catch (error) {
			this.equal(client.errorCode(error), code, claim) || console.log(`# ${describe(error)}`);
		}
	}

	done() {
		console.log(`# ${this.prefix}: ${this.passed} passed, ${this.failed} failed`);
		process.exit(this.failed === 0 && this.passed > 0 ? process.exitCode ?? 0 : 1);
	}
}

export function text(value) {
	return JSON.stringify(value, (key, part) => (typeof part === 'bigint' ? String(part) : part));
}

function describe(error) {
	return error instanceof Error ? error.stack : text(error);
}

// Events in the order of their arrival. Each wait looks at all that came since `mark`.
export class Events {
	constructor() {
		this.all = [];
		this.waiting = new Set();
	}

	push(event) {
		this.all.push(event);
		for (const look of [...this.waiting]) look();
	}

	mark() {
		return this.all.length;
	}

	wait(what, matches, { from = 0, ms = 8000 } = {}) {
		return new Promise((resolve, reject) => {
			const look = () => {
				const found = this.all.slice(from).find(matches);
				if (found === undefined) return;
				this.waiting.delete(look);
				clearTimeout(timer);
				resolve(found);
			};
			const timer = setTimeout(() => {
				this.waiting.delete(look);
				const seen = this.all.slice(from).slice(-6).map(text).join('\n  ');
				reject(new Error(`${what} did not come within ${ms} ms; last events:\n  ${seen}`));
			}, ms);
			this.waiting.add(look);
			look();
		});
	}
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Amounts are whole numbers of 1e-8, as in the exchange.
export function units(decimal) {
	const match = /^(-?)(\d+)(?:\.(\d{0,8})0*)?$/.exec(String(decimal));
	if (match === null) throw new Error(`not a decimal of eight places: ${text(decimal)}`);
	const whole = BigInt(match[2]) * 100000000n + BigInt((match[3] ?? '').padEnd(8, '0') || '0');
	return match[1] === '-' ? -whole : whole;
}

export function decimal(amount) {
	const digits = String(amount < 0n ? -amount : amount).padStart(9, '0');
	const text = `${digits.slice(0, -8)}.${digits.slice(-8)}`.replace(/\.?0+$/, '');
	return amount < 0n ? `-${text}` : text;
}

export const same = (a, b) => units(a) === units(b);
export const sum = (list) => list.reduce((total, amount) => total + units(amount), 0n);
