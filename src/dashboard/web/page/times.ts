// Times and durations as a person reads them.
import { settings } from "./settings";

const two = (value: number) => value.toString().padStart(2, "0");

function parts(ms: number) {
	const at = new Date(ms);
	return settings.zone === "utc"
		? { month: at.getUTCMonth() + 1, day: at.getUTCDate(), hour: at.getUTCHours(), minute: at.getUTCMinutes(),
				second: at.getUTCSeconds(), year: at.getUTCFullYear() }
		: { month: at.getMonth() + 1, day: at.getDate(), hour: at.getHours(), minute: at.getMinutes(),
				second: at.getSeconds(), year: at.getFullYear() };
}

export function zone_name(): string {
	return settings.zone === "utc" ? "UTC" : "local time";
}

export function clock_time(ms: number): string {
	const at = parts(ms);
	return `${two(at.hour)}:${two(at.minute)}:${two(at.second)}`;
}

export function minute_time(ms: number): string {
	const at = parts(ms);
	return `${two(at.hour)}:${two(at.minute)}`;
}

export function day(ms: number): string {
	const at = parts(ms);
	return `${at.year}-${two(at.month)}-${two(at.day)}`;
}

// Without the year, which nobody needs in a list.
export function date_time(ms: number): string {
	return `${day(ms).slice(5)} ${clock_time(ms)}`;
}

const unit = (value: number, name: string) => `${value}\u202f${name}`;

export function duration(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	if (seconds < 60) return unit(seconds, "s");
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${unit(minutes, "min")} ${unit(seconds % 60, "s")}`;
	const hours = Math.floor(minutes / 60);
	if (hours < 48) return `${unit(hours, "h")} ${unit(minutes % 60, "min")}`;
	return `${unit(Math.floor(hours / 24), "d")} ${unit(hours % 24, "h")}`;
}

export function micros(us: number): string {
	if (us < 1000) return unit(Number(us.toPrecision(3)), "µs");
	if (us < 1e6) return unit(Number((us / 1e3).toPrecision(3)), "ms");
	return unit(Number((us / 1e6).toPrecision(3)), "s");
}

export function bytes(count: number): string {
	if (count < 1024) return unit(count, "B");
	if (count < 1024 ** 2) return unit(Number((count / 1024).toFixed(0)), "kB");
	if (count < 1024 ** 3) return unit(Number((count / 1024 ** 2).toFixed(1)), "MB");
	return unit(Number((count / 1024 ** 3).toFixed(2)), "GB");
}

export function count_text(count: number): string {
	return count.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}
