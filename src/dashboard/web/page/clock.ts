// How long ago something arrived here. The wall clock does not say: it can be set, and differs from
// the server's. The browser's monotonic clock does, but may stand still while the machine sleeps, so
// a jump of the wall clock against it counts as time that went by: too old at worst, never too fresh.
import { useEffect, useState } from "preact/hooks";

const JUMP_MS = 2000;
const TICK_MS = 500;

let slept_ms = 0;
let wall = Date.now();
let steady = performance.now();
const woken = new Set<() => void>();
const ticked = new Set<() => void>();

export function now(): number {
	return performance.now() + slept_ms;
}

// Called when the machine seems to have slept.
export function on_wake(listener: () => void): void {
	woken.add(listener);
}

function tick(): void {
	const wall_now = Date.now();
	const steady_now = performance.now();
	const jump = wall_now - wall - (steady_now - steady);
	wall = wall_now;
	steady = steady_now;
	if (jump > JUMP_MS) {
		slept_ms += jump;
		for (const listener of woken) listener();
	}
	for (const listener of ticked) listener();
}
setInterval(tick, TICK_MS);

// Draws the component again twice a second.
export function useTick(): void {
	const [, set] = useState(0);
	useEffect(() => {
		const listener = () => set((count) => count + 1);
		ticked.add(listener);
		return () => {
			ticked.delete(listener);
		};
	}, []);
}
