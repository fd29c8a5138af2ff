// TAP lines of one program. Lines carry no number: run.sh numbers those of all programs.

export class Tap {
	constructor(prefix) {
		this.prefix = prefix;
		this.passed = 0;
		this.failed = 0;
	}

	ok(condition, claim, ...diagnostics) {
		if (condition) this.passed++;
		else this.failed++;
		console.log(`${condition ? 'ok' : 'not ok'} - ${this.prefix}: ${claim}`);
		if (!condition)
			for (const text of diagnostics)
				for (const part of String(text).split('\n')) console.log(`# ${part}`);
		return Boolean(condition);
	}

	equal(got, wanted, claim) {
		const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
		return this.ok(a === b, claim, `got    ${a}`, `wanted ${b}`);
	}

	// Steps are independent: what one throws is its failure, and the next goes on.
	async step(name, body) {
		try {
			await body();
		} catch (error) {
			this.ok(false, name, error instanceof Error ? error.stack : error);
		}
	}

	done() {
		console.log(`# ${this.prefix}: ${this.passed} passed, ${this.failed} failed`);
		process.exitCode = this.failed === 0 && this.passed > 0 ? 0 : 1;
	}
}
