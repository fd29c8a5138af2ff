// History by HTTP: asked for again after a while, when something happened that belongs to it, and
// after every break of the connection. The last good answer stays until the next one.
import { useEffect, useState } from "preact/hooks";
import type { Fact } from "./answers";
import { now } from "./clock";
import { ask, link, on_facts, useLink, type Freshness } from "./live";

// The database is some moments behind the engine, and a fast market must not cost a query a fact.
const AFTER_FACT_MS = 800;
const BETWEEN_MS = 3000;
const ANSWER_MAX_MS = 20000;

export interface History<T> {
	value: T | null;
	path: string; // that the value answers
	arrived: number;
	interval_ms: number;
	error: string;
}

// `path` null: nothing is wanted now.
export function useHistory<T>(
	path: string | null,
	interval_ms: number,
	concerns: (fact: Fact) => boolean,
): History<T> {
	const [state, set] = useState<History<T>>({ value: null, path: "", arrived: 0, interval_ms, error: "" });
	const { epoch } = useLink();
	useEffect(() => {
		if (path === null || epoch === 0) return undefined;
		let timer = 0;
		let is_over = false;
		let is_asking = false;
		let started = -Infinity;
		let due = Infinity;
		const plan = (in_ms: number) => {
			const at = now() + in_ms;
			if (at >= due && timer !== 0) return;
			clearTimeout(timer);
			due = at;
			timer = setTimeout(load, in_ms) as unknown as number;
		};
		const load = async () => {
			timer = 0;
			due = Infinity;
			if (is_asking || link.state === "lost") {
				plan(BETWEEN_MS);
				return;
			}
			is_asking = true;
			started = now();
			try {
				const value = await ask<T>(path, ANSWER_MAX_MS);
				if (!is_over) set({ value, path, arrived: now(), interval_ms, error: "" });
			} catch (error) {
				const text = error instanceof Error ? error.message : "no answer";
				if (!is_over) set((old) => ({ ...old, error: text }));
			}
			is_asking = false;
			if (!is_over) plan(interval_ms);
		};
		const off = on_facts((facts, lost) => {
			if (lost > 0 || facts.some(concerns)) plan(Math.max(AFTER_FACT_MS, started + BETWEEN_MS - now()));
		});
		// Timers of a hidden page run late.
		const seen = () => {
			if (document.visibilityState === "visible" && now() - started > interval_ms) plan(0);
		};
		document.addEventListener("visibilitychange", seen);
		void load();
		return () => {
			is_over = true;
			clearTimeout(timer);
			document.removeEventListener("visibilitychange", seen);
			off();
		};
	}, [path, interval_ms, epoch]);
	return state;
}

export function history_freshness(history: History<unknown>): Freshness {
	return {
		age_ms: history.value === null ? null : now() - history.arrived,
		limit_ms: 2 * history.interval_ms,
		rule: `asked for at least every ${history.interval_ms / 1000} s`,
	};
}
