// The machine room: queues, journal, database, the exchange's budget, latencies.
import type { Latency, Status, System } from "../answers";
import { useTick } from "../clock";
import { live_freshness, run_now, useLive } from "../live";
import { bytes, clock_time, count_text, date_time, duration, micros } from "../times";
import { Bar, Fact, Panel } from "../ui";

function Used({ label, used, limit }: { label: string; used: number; limit: number }) {
	const pct = limit > 0 ? (used / limit) * 100 : 0;
	return (
		<div class="used">
			<span>{label}</span>
			<span class="used-numbers">
				{count_text(used)} <small>of {count_text(limit)}</small>
			</span>
			<Bar pct={pct} label={label} />
		</div>
	);
}

// Bars by bucket; the empty ends are left away.
function Histogram({ label, latency }: { label: string; latency: Latency }) {
	if (latency.count === 0)
		return (
			<figure class="histogram">
				<figcaption>{label}</figcaption>
				<p class="empty">not measured yet</p>
			</figure>
		);
	const filled = latency.buckets.map(([, count], index) => (count > 0 ? index : -1)).filter((index) => index >= 0);
	const first = Math.max(0, (filled[0] ?? 0) - 1);
	const shown = latency.buckets.slice(first, (filled[filled.length - 1] ?? 0) + 2);
	const highest = Math.max(1, ...shown.map(([, count]) => count));
	const width = 100 / Math.max(1, shown.length);
	return (
		<figure class="histogram">
			<figcaption>
				{label} <small>{count_text(latency.count)} measured</small>
			</figcaption>
			<svg
				viewBox="0 0 100 40"
				preserveAspectRatio="none"
				role="img"
				aria-label={`${label}: half below ${micros(latency.p50_us)}, 99 % below ${micros(latency.p99_us)}`}
			>
				{shown.map(([upper, count], index) => (
					<rect
						key={upper}
						x={index * width + 0.4}
						width={Math.max(0.5, width - 0.8)}
						y={40 - (count / highest) * 39}
						height={count === 0 ? 0 : Math.max(0.6, (count / highest) * 39)}
					>
						<title>{`up to ${micros(upper)}: ${count_text(count)}`}</title>
					</rect>
				))}
			</svg>
			<p class="histogram-ends">
				<span>{micros(shown[0]?.[0] ?? 0)}</span>
				<span>{micros(shown[shown.length - 1]?.[0] ?? 0)}</span>
			</p>
			<dl class="quantiles">
				<Fact label="half">{micros(latency.p50_us)}</Fact>
				<Fact label="90 %">{micros(latency.p90_us)}</Fact>
				<Fact label="99 %">{micros(latency.p99_us)}</Fact>
				<Fact label="99.9 %">{micros(latency.p999_us)}</Fact>
				<Fact label="worst">{micros(latency.max_us)}</Fact>
			</dl>
		</figure>
	);
}

function Storage({ system }: { system: System }) {
	const { database, journal, engine, alerts, log, memory } = system;
	return (
		<div class="block">
			<h3>Journal, database, queues</h3>
			{database === null ? null : (
				<Used label="Database queue" used={database.queue} limit={database.queue_capacity} />
			)}
			<dl class="facts">
				{database === null ? null : (
					<>
						<Fact label="Database" tone={database.state === "ok" ? "plain" : "bad"}>
							{database.state}
							{database.error === "" ? null : <small>{database.error}</small>}
						</Fact>
						<Fact label="Last commit">
							{database.last_commit_at === null ? "never" : clock_time(database.last_commit_at)}
						</Fact>
						<Fact label="Rows written">{count_text(database.written)}</Fact>
						<Fact label="Rows refused" tone={database.refused > 0 ? "bad" : "plain"}>
							{count_text(database.refused)}
						</Fact>
					</>
				)}
				{journal === null ? null : (
					<>
						<Fact label="Journal" tone={journal.is_failing ? "bad" : "plain"}>
							{journal.is_failing ? "FAILING" : bytes(journal.bytes)}
							<small>record {count_text(journal.seq)}</small>
						</Fact>
					</>
				)}
				{memory === null ? null : <Fact label="Memory">{bytes(memory.rss_bytes)}</Fact>}
				{engine === null ? null : (
					<>
						<Fact label="Events in">{count_text(engine.inputs)}</Fact>
						<Fact label="Commands">{count_text(engine.commands)}</Fact>
						<Fact label="Facts">{count_text(engine.facts)}</Fact>
						<Fact label="Copies lost" tone={engine.copies_lost + engine.facts_refused > 0 ? "warn" : "plain"}>
							{count_text(engine.copies_lost + engine.facts_refused)}
						</Fact>
					</>
				)}
				{alerts === null ? null : (
					<>
						<Fact label="Alerts sent" tone={alerts.is_failing ? "bad" : "plain"}>
							{count_text(alerts.sent)}
							{alerts.is_failing ? <small>{alerts.error}</small> : null}
						</Fact>
						<Fact label="Alerts waiting" tone={alerts.dropped > 0 ? "warn" : "plain"}>
							{count_text(alerts.queue)}
							{alerts.dropped > 0 ? <small>{count_text(alerts.dropped)} left out</small> : null}
						</Fact>
					</>
				)}
				{log === null ? null : (
					<Fact label="Log lines dropped" tone={log.lines_dropped > 0 ? "warn" : "plain"}>
						{count_text(log.lines_dropped)}
					</Fact>
				)}
			</dl>
		</div>
	);
}

function Halts({ rate }: { rate: NonNullable<System["rate"]> }) {
	const run_time = run_now();
	const rest = (until: number) => (run_time === null ? date_time(until) : `for ${duration(until - run_time)}`);
	return (
		<>
			{rate.paused_until === null ? null : <p class="guard-halt">Requests paused {rest(rate.paused_until)}</p>}
			{rate.banned_until === null ? null : <p class="guard-halt">BANNED by the exchange {rest(rate.banned_until)}</p>}
		</>
	);
}

function Wire({ system, status }: { system: System; status: Status | undefined }) {
	const { rate, wire } = system;
	const streams = status?.streams;
	return (
		<div class="block">
			<h3>The exchange's budget, and the wire</h3>
			{rate === null ? (
				<p class="empty">No budget: the exchange is simulated here, or no trader runs.</p>
			) : (
				<>
					<Used label="Weight, this minute" used={rate.weight_used} limit={rate.weight_limit} />
					<Used label="Orders, 10 s" used={rate.orders_10s_used} limit={rate.orders_10s_limit} />
					<Used label="Orders, 1 min" used={rate.orders_1m_used} limit={rate.orders_1m_limit} />
					<Halts rate={rate} />
				</>
			)}
			<dl class="facts">
				{rate === null ? null : (
					<>
						<Fact label="Told to slow down (429)" tone={rate.count_429 > 0 ? "warn" : "plain"}>
							{rate.count_429}
						</Fact>
						<Fact label="Banned (418)" tone={rate.count_418 > 0 ? "bad" : "plain"}>
							{rate.count_418}
						</Fact>
					</>
				)}
				{streams === undefined ? null : (
					<Fact label="Reconnects: market, user, orders">
						{streams.market.reconnects}, {streams.user.reconnects}, {streams.api.reconnects}
					</Fact>
				)}
				{wire === null ? null : (
					<>
						<Fact label="Frames malformed, refused">
							{wire.frames_malformed}, {wire.frames_refused}
						</Fact>
						<Fact label="Events dropped" tone={wire.events_dropped > 0 ? "warn" : "plain"}>
							{wire.events_dropped}
						</Fact>
						<Fact label="Candles by REST">{count_text(wire.candles_by_rest)}</Fact>
						<Fact label="Snapshots">{count_text(wire.snapshots)}</Fact>
					</>
				)}
				{system.dashboard === undefined ? null : (
					<>
						<Fact label="Browsers">
							{system.dashboard.clients}
							{system.dashboard.clients_dropped > 0 ? <small>{system.dashboard.clients_dropped} dropped</small> : null}
						</Fact>
						<Fact label="Sent to browsers">{bytes(system.dashboard.bytes_sent)}</Fact>
					</>
				)}
			</dl>
		</div>
	);
}

export function SystemPanel() {
	useTick();
	const system = useLive("system");
	const status = useLive("status");
	return (
		<Panel id="system" title="System" freshness={() => live_freshness("system")}>
			{system === undefined ? (
				<p class="empty">Asking …</p>
			) : (
				<div class="blocks">
					<Storage system={system} />
					<Wire system={system} status={status} />
					{system.latency === null ? null : (
						<div class="block block-latency">
							<h3>Latency</h3>
							<div class="histograms">
								<Histogram label="Engine step" latency={system.latency.step} />
								<Histogram label="Price to order" latency={system.latency.tick_to_order} />
								<Histogram label="Order to answer" latency={system.latency.order_to_answer} />
							</div>
						</div>
					)}
				</div>
			)}
		</Panel>
	);
}
