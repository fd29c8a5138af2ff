// Every guard: how much of its limit is used, and what it holds back.
import { useState } from "preact/hooks";
import type { Guard } from "../answers";
import { useTick } from "../clock";
import { exact, fixed, money } from "../decimal";
import { live_freshness, run_now, useLive } from "../live";
import { duration } from "../times";
import { Bar, Panel, Search, Sign, is_found, useFew, words } from "../ui";

function quantity(text: string, unit: string): string {
	if (unit === "%") return `${fixed(text, 2)}\u202f%`;
	if (unit === "ms") return duration(Number(text));
	if (unit === "s") return duration(Number(text) * 1000);
	if (unit === "count" || unit === "") return exact(text);
	return `${money(text)} ${unit}`;
}

function state_of(guard: Guard): "alarm" | "warn" | "ok" {
	if (guard.is_halted) return "alarm";
	return guard.used_pct !== null && guard.used_pct >= 75 ? "warn" : "ok";
}

function Halt({ guard }: { guard: Guard }) {
	const run_time = run_now();
	if (!guard.is_halted) return null;
	return (
		<p class="guard-halt">
			<b>HALTED</b>
			{guard.reason === "" ? "" : `: ${words(guard.reason)}`}
			{guard.since === null || run_time === null ? "" : `, for ${duration(run_time - guard.since)}`};{" "}
			{guard.until === null ? (
				<>
					until a person lifts it: <code>autocoin unhalt {guard.guard}</code>
				</>
			) : run_time === null ? (
				"it ends by itself"
			) : (
				`it ends in ${duration(guard.until - run_time)}`
			)}
		</p>
	);
}

function GuardRow({ guard }: { guard: Guard }) {
	const state = state_of(guard);
	const scope = [guard.symbol, guard.strategy].filter((part) => part !== "").join(" · ");
	return (
		<li class={`guard guard-${state}`} data-guard={guard.guard}>
			<Sign of={state} />
			<span class="guard-name">
				<b>{words(guard.guard)}</b> <small>{scope === "" ? "account" : scope}</small>
			</span>
			<span class="guard-numbers">
				{guard.used === null ? "" : quantity(guard.used, guard.unit)}
				{guard.limit === null ? (
					<small>{guard.used === null ? "" : " no limit"}</small>
				) : (
					<small> of {quantity(guard.limit, guard.unit)}</small>
				)}
			</span>
			{guard.used_pct === null ? (
				<div class="bar bar-off" />
			) : (
				<Bar
					pct={guard.used_pct}
					label={`${words(guard.guard)} ${scope}`}
					{...(guard.is_halted ? { tone: "bad" as const } : {})}
				/>
			)}
			<Halt guard={guard} />
		</li>
	);
}

export function RiskPanel() {
	useTick();
	const [search, set_search] = useState("");
	const risk = useLive("risk");
	const all = risk?.guards ?? [];
	const halted = all.filter((guard) => guard.is_halted).length;
	const found = all.filter((guard) => is_found(search, words(guard.guard), guard.guard, guard.symbol, guard.strategy));
	const [rows, more] = useFew(found, [10, 6], "guards");
	return (
		<Panel
			id="risk"
			title="Risk guards"
			freshness={() => live_freshness("risk")}
			note={halted > 0 ? `${halted} halted` : undefined}
			tools={all.length > 10 ? <Search label="Search guards" text={search} on_text={set_search} /> : undefined}
		>
			{rows.length === 0 ? (
				<p class="empty">{all.length > 0 ? "No guard has such a name." : "No guard is halted."}</p>
			) : (
				<ol class="guards">
					{rows.map((guard) => (
						<GuardRow key={`${guard.guard} ${guard.symbol} ${guard.strategy}`} guard={guard} />
					))}
				</ol>
			)}
			{more}
		</Panel>
	);
}
