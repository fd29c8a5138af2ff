// The line to the trader: first what the interface answers, then the live socket; after a break
// everything is asked for again. Without a trader the database's answers are asked for every 15 s.
import { useEffect, useState } from "preact/hooks";
import type { Fact, Orders, Positions, Risk, Status, Symbols, System } from "./answers";
import { now, on_wake } from "./clock";

export interface Topics {
	status: Status;
	positions: Positions;
	orders: Orders;
	risk: Risk;
	system: System;
	symbols: Symbols;
}
export type Topic = keyof Topics;
const TOPICS: Topic[] = ["status", "positions", "orders", "risk", "system", "symbols"];

export interface Frame<T> {
	value: T;
	arrived: number; // of clock.ts
}

// connecting: at first; live: the socket is open; history: no trader runs; lost: nobody answers.
export interface Link {
	state: "connecting" | "live" | "history" | "lost";
	heard: number; // when the trader last showed something new, of clock.ts
	heard_wall: number; // the same on this machine's wall clock, for the eye
	retry_at: number;
	epoch: number; // counts connections: what depends on history is asked for again
	why: string;
}

const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 5000;
const POLL_MS = 15000;
const ANSWER_MAX_MS = 5000;
const SILENCE_MAX_MS = 10000;
const WAKE_SILENCE_MS = 1500;
// Silence that makes what is shown old.
export const STALE_MS = 3000;

const frames: { [T in Topic]?: Frame<Topics[T]> } = {};
export const link: Link = { state: "connecting", heard: now(), heard_wall: Date.now(), retry_at: 0, epoch: 0, why: "" };
const watchers = new Map<Topic | "link", Set<() => void>>();
const fact_listeners = new Set<(facts: Fact[], lost: number) => void>();

let socket: WebSocket | null = null;
let attempt = 0; // outdates what an older attempt still waits for
let retry_ms = RETRY_FIRST_MS;
let timer = 0;
let frame_at = now();
let number = -1;

function tell(topic: Topic | "link"): void {
	for (const watcher of watchers.get(topic) ?? []) watcher();
}

function heard(): void {
	link.heard = now();
	link.heard_wall = Date.now();
}

function take<T extends Topic>(topic: T, value: Topics[T]): void {
	const before = frames[topic]?.value;
	// An answer that was asked for before a newer frame came.
	if (before !== undefined && before.is_live === value.is_live && before.time > value.time && value.is_live) return;
	if (topic === "status") {
		const status = value as Status;
		// A server whose engine stands still repeats the same view: that is silence too.
		if (!status.is_live || status.number !== number) heard();
		number = status.number ?? -1;
	}
	if (topic === "system") {
		const system = value as System;
		const known = (before as System | undefined)?.dashboard;
		if (system.dashboard === undefined && known !== undefined) system.dashboard = known;
	}
	(frames[topic] as Frame<Topics[T]> | undefined) = { value, arrived: now() };
	tell(topic);
}

export async function ask<T>(path: string, timeout_ms = ANSWER_MAX_MS): Promise<T> {
	const controller = new AbortController();
	const limit = setTimeout(() => controller.abort(), timeout_ms);
	try {
		const reply = await fetch(`/api/v1/${path}`, { signal: controller.signal, cache: "no-store" });
		const body = await reply.json();
		if (!reply.ok) throw new Error(`${body?.error?.what ?? reply.status}`);
		return body as T;
	} finally {
		clearTimeout(limit);
	}
}

async function ask_all(mine: number): Promise<void> {
	await Promise.all(
		TOPICS.filter((topic) => topic !== "status").map(async (topic) => {
			const value = await ask<never>(topic);
			if (mine === attempt) take(topic, value);
		}),
	).catch(() => undefined); // the socket brings them as well; if it does not, their age shows
}

function again_in(ms: number): void {
	clearTimeout(timer);
	link.retry_at = now() + ms;
	timer = setTimeout(connect, ms) as unknown as number;
}

function lose(why: string): void {
	attempt++;
	if (socket !== null) {
		socket.onopen = socket.onclose = socket.onmessage = null;
		socket.close();
		socket = null;
	}
	link.state = "lost";
	link.why = why;
	again_in(retry_ms);
	retry_ms = Math.min(retry_ms * 2, RETRY_MAX_MS);
	tell("link");
}

function hear(text: string): void {
	frame_at = now();
	retry_ms = RETRY_FIRST_MS;
	const frame = JSON.parse(text) as { type: string; facts?: Fact[]; lost?: number };
	if (frame.type === "facts") {
		for (const listener of fact_listeners) listener(frame.facts ?? [], frame.lost ?? 0);
	} else if ((TOPICS as string[]).includes(frame.type)) {
		take(frame.type as Topic, frame as never);
	}
}

function open(mine: number): void {
	const opened = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
	socket = opened;
	opened.onopen = () => {
		frame_at = now();
		link.state = "live";
		link.epoch++;
		tell("link");
		void ask_all(mine);
	};
	opened.onmessage = (event) => hear(event.data as string);
	opened.onclose = () => lose("the connection was closed");
}

export async function connect(): Promise<void> {
	const mine = ++attempt;
	clearTimeout(timer);
	try {
		const status = await ask<Status>("status");
		if (mine !== attempt) return;
		take("status", status);
		if (status.is_live) {
			open(mine);
			return;
		}
		retry_ms = RETRY_FIRST_MS;
		if (link.state !== "history") link.epoch++;
		link.state = "history";
		again_in(POLL_MS);
		tell("link");
		await ask_all(mine);
	} catch (error) {
		if (mine === attempt) lose(error instanceof Error && error.name === "AbortError" ? "no answer" : "nobody answers");
	}
}

// A sleeping machine does not notice that its connection died.
function wake(): void {
	if (document.visibilityState === "hidden") return;
	if (link.state === "history") {
		void connect();
	} else if (link.state === "lost" || (link.state === "live" && now() - frame_at > WAKE_SILENCE_MS)) {
		retry_ms = RETRY_FIRST_MS;
		if (link.state === "live") lose("the machine slept");
		void connect();
	}
}

function watch_silence(): void {
	if (link.state === "live" && now() - frame_at > SILENCE_MAX_MS) lose("nothing was heard");
}

export function start(): void {
	document.addEventListener("visibilitychange", wake);
	addEventListener("online", wake);
	addEventListener("pageshow", wake);
	on_wake(wake);
	setInterval(watch_silence, 1000);
	void connect();
}

export function latest<T extends Topic>(topic: T): Topics[T] | undefined {
	return frames[topic]?.value as Topics[T] | undefined;
}

function useWatch(topic: Topic | "link"): void {
	const [, set] = useState(0);
	useEffect(() => {
		const watcher = () => set((count) => count + 1);
		const set_of = watchers.get(topic) ?? new Set();
		watchers.set(topic, set_of);
		set_of.add(watcher);
		watcher(); // something may have come between drawing and listening
		return () => {
			set_of.delete(watcher);
		};
	}, [topic]);
}

export function useLive<T extends Topic>(topic: T): Topics[T] | undefined {
	useWatch(topic);
	return latest(topic);
}

export function useLink(): Link {
	useWatch("link");
	return link;
}

export function on_facts(listener: (facts: Fact[], lost: number) => void): () => void {
	fact_listeners.add(listener);
	return () => {
		fact_listeners.delete(listener);
	};
}

// The run's own time, carried on since the newest status: what funding and halts are counted in.
export function run_now(): number | null {
	const frame = frames.status;
	const at = frame?.value.run?.run_time;
	if (frame === undefined || at === null || at === undefined) return null;
	return frame.value.is_live ? at + Math.min(now() - frame.arrived, STALE_MS) : at;
}

// How old what is live is, and from when on it counts as old.
export interface Freshness {
	age_ms: number | null; // null: there is nothing yet
	limit_ms: number;
	rule: string;
}
export function live_freshness(topic: Topic): Freshness {
	const frame = frames[topic];
	if (link.state === "history" || (frame !== undefined && !frame.value.is_live)) {
		return {
			age_ms: frame === undefined ? null : now() - frame.arrived,
			limit_ms: 2 * POLL_MS,
			rule: "asked for every 15 s while no trader runs",
		};
	}
	return {
		age_ms: frame === undefined ? null : now() - link.heard,
		limit_ms: STALE_MS,
		rule: "the trader shows itself at least once a second",
	};
}
