// In five seconds: is it alive, how old is its data, does it need a person?
import type { Status, Stream } from "../answers";
import { now, useTick } from "../clock";
import { live_freshness, STALE_MS, useLink, useLive, link } from "../live";
import { clock_time, date_time, duration } from "../times";
import { Fact, Panel, Sentence, Sign, type Tone } from "../ui";

interface StreamFactProps {
	label: string;
	stream: Stream;
	since: number;
	by?: string | null;
}

function StreamFact({ label, stream, since, by }: StreamFactProps) {
	if (!stream.is_used)
		return (
			<Fact label={label} tone="dim">
				{by ?? "not used"}
			</Fact>
		);
	if (!stream.is_up)
		return (
			<Fact label={label} tone="bad">
				DOWN for {duration((stream.down_ms ?? 0) + since)}
				{by === undefined || by === null ? null : <small>orders by {by}</small>}
				{stream.why !== "" ? <small>{stream.why}</small> : null}
			</Fact>
		);
	return (
		<Fact label={label}>
			up{stream.age_ms === null ? "" : `, ${duration(stream.age_ms + since)}`}
			{by === undefined || by === null ? null : <small>orders by {by}</small>}
		</Fact>
	);
}

function state_tone(status: Status): Tone {
	if (status.risk_state === "HALTED") return "bad";
	if (status.risk_state === "REDUCING" || !status.is_entries_on) return "warn";
	return "plain";
}

function Facts({ status }: { status: Status }) {
	useTick();
	const since = status.is_live ? now() - link.heard : 0;
	const { counts, streams, clock } = status;
	return (
		<dl class="facts lamp-facts">
			<Fact label="Trader" tone={status.is_live ? "plain" : "warn"}>
				{status.run?.state ?? "none yet"}
				{status.run?.has_crashed_last ? <small>the run before was cut off</small> : null}
			</Fact>
			<Fact label="Risk" tone={state_tone(status)}>
				{status.risk_state ?? "–"}
				<small>{status.is_entries_on ? "entries on" : "entries off"}</small>
			</Fact>
			<Fact label="Bare positions" tone={counts.positions_bare > 0 ? "bad" : "plain"}>
				{counts.positions_bare} of {counts.positions}
				{counts.bare_longest_ms !== null && counts.bare_longest_ms > 0 ? (
					<small>longest {duration(counts.bare_longest_ms)}</small>
				) : null}
			</Fact>
			<Fact label="Unknown orders" tone={counts.orders_unknown > 0 ? "bad" : "plain"}>
				{counts.orders_unknown} of {counts.orders_open}
			</Fact>
			{status.data_age_ms !== null ? (
				<Fact label="Market data" tone={status.data_age_ms + since > 90_000 ? "bad" : "plain"}>
					{duration(status.data_age_ms + since)} old
				</Fact>
			) : null}
			<StreamFact label="Market stream" stream={streams.market} since={since} />
			<StreamFact label="User stream" stream={streams.user} since={since} />
			<StreamFact label="Order entry" stream={streams.api} since={since} by={status.order_entry} />
			<Fact label="Clock offset" tone={Math.abs(clock?.offset_ms ?? 0) > 500 ? "warn" : "plain"}>
				{clock === null || clock.offset_ms === null ? "–" : `${clock.offset_ms}\u202fms`}
				{clock?.round_trip_ms ? <small>round trip {clock.round_trip_ms}&#8239;ms</small> : null}
			</Fact>
		</dl>
	);
}

const LEVELS: Record<string, string> = { ok: "OK", warn: "WATCH", alarm: "ALARM", unknown: "UNKNOWN" };

export function LampPanel() {
	useTick();
	const status = useLive("status");
	const { state } = useLink();
	const is_old = status === undefined || (status.is_live && now() - link.heard > STALE_MS);
	// A lamp that nobody tends says nothing.
	const level = is_old ? "unknown" : status.lamp.level;
	return (
		<Panel
			id="lamp"
			title="State"
			freshness={() => live_freshness("status")}
			note={
				status === undefined ? undefined : status.is_live ? (
					<>as of {clock_time(status.time)}</>
				) : (
					<>newest data {status.run?.run_time != null ? date_time(status.run.run_time) : "–"}</>
				)
			}
		>
			<div class={`lamp lamp-${level}`} data-level={level}>
				<Sign of={level} />
				<p class="lamp-text" aria-live="polite" aria-atomic="true">
					<strong class="lamp-level">{LEVELS[level]}</strong>
					<span class="lamp-reason">
						{status === undefined
							? state === "lost"
								? "nobody answers"
								: "asking the trader …"
							: is_old
								? <>before the silence: <Sentence text={status.lamp.reason} /></>
								: <Sentence text={status.lamp.reason} />}
					</span>
				</p>
			</div>
			{status === undefined ? null : <Facts status={status} />}
		</Panel>
	);
}
