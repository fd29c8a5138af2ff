// Decimals as text, to eight places, without ever being a floating point number: what stands on the
// page about money is what the trader's books say.

const PLACES = 8;
const MINUS = "\u2212";

function units(text: string): bigint {
	const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
	const size = BigInt(whole + fraction.slice(0, PLACES).padEnd(PLACES, "0"));
	return text.startsWith("-") ? -size : size;
}

export function sign(text: string | null): -1 | 0 | 1 {
	if (text === null) return 0;
	const value = units(text);
	return value > 0n ? 1 : value < 0n ? -1 : 0;
}

export function compare(a: string | null, b: string | null): number {
	if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
	const difference = units(a) - units(b);
	return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

function group(digits: string): string {
	return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

// Rounded half away from zero to `places`, with thousands set apart.
export function fixed(text: string, places: number): string {
	const value = units(text);
	const size = value < 0n ? -value : value;
	const unit = 10n ** BigInt(PLACES - places);
	const digits = ((size + unit / 2n) / unit).toString().padStart(places + 1, "0");
	const split = digits.length - places;
	const is_zero = /^0*$/.test(digits);
	const head = (value < 0n && !is_zero ? MINUS : "") + group(digits.slice(0, split));
	return places === 0 ? head : `${head}.${digits.slice(split)}`;
}

// All digits that it has.
export function exact(text: string): string {
	const [whole = "0", fraction] = text.replace("-", "").split(".");
	const head = (text.startsWith("-") ? MINUS : "") + group(whole);
	return fraction === undefined ? head : `${head}.${fraction}`;
}

// Two places; more where an amount that is something would read as nothing.
export function money(text: string): string {
	const places = sign(text) === 0 ? 2 : ([2, 4].find((count) => /[1-9]/.test(fixed(text, count))) ?? PLACES);
	return fixed(text, places);
}

// A leading plus where there is a gain.
export function signed(text: string, show: (text: string) => string = money): string {
	return (sign(text) > 0 ? "+" : "") + show(text);
}

export function percent(text: string): string {
	return `${fixed(text, 2)}\u202f%`;
}

// A price has as many places as its symbol; an average of fills may have two more.
export function price(text: string, precision: number | null): string {
	const own = text.split(".")[1]?.length ?? 0;
	const least = precision ?? own;
	return fixed(text, Math.min(PLACES, Math.max(least, Math.min(own, least + 2))));
}

// A share of one as percent: "0.0001" reads 0.0100 %.
export function rate(text: string): string {
	const shifted = (units(text) * 100n).toString().replace("-", "").padStart(PLACES + 1, "0");
	const split = shifted.length - PLACES;
	const value = `${text.startsWith("-") ? "-" : ""}${shifted.slice(0, split)}.${shifted.slice(split)}`;
	return `${fixed(value, 4)}\u202f%`;
}
