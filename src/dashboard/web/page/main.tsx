// The page: what stands around the panels, and their order. On a phone it is read from the top: is it
// alive, is the money safe, what needs a person; then the rest.
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./style.css";
import { now, useTick } from "./clock";
import { money } from "./decimal";
import { connect, link, start, STALE_MS, useLink, useLive } from "./live";
import { AccountPanel } from "./panels/account";
import { AlertsPanel } from "./panels/alerts";
import { ChartPanel } from "./panels/chart";
import { EquityPanel } from "./panels/equity";
import { LampPanel } from "./panels/lamp";
import { OrdersPanel } from "./panels/orders";
import { PerformancePanel } from "./panels/performance";
import { PositionsPanel } from "./panels/positions";
import { RiskPanel } from "./panels/risk";
import { SignalsPanel } from "./panels/signals";
import { SystemPanel } from "./panels/system";
import { TradesPanel } from "./panels/trades";
import { choose, settings, THEMES, useSettings } from "./settings";
import { clock_time, duration, zone_name } from "./times";
import { Sign } from "./ui";

const PLACES = [
	["positions", "Positions"],
	["orders", "Orders"],
	["alerts", "Alerts"],
	["equity", "Equity"],
	["chart", "Chart"],
	["performance", "Performance"],
	["risk", "Risk"],
	["signals", "Signals"],
	["trades", "Trades"],
	["system", "System"],
] as const;

const MODES: Record<string, string> = {
	sim: "SIM · play money",
	testnet: "TESTNET · play money",
	mainnet: "MAINNET · real money",
};

function Switches() {
	const next = THEMES[(THEMES.indexOf(settings.theme) + 1) % THEMES.length] ?? "auto";
	return (
		<div class="switches">
			<button
				type="button"
				id="zone"
				aria-label={`Times are in ${zone_name()}; switch`}
				onClick={() => choose({ zone: settings.zone === "utc" ? "local" : "utc" })}
			>
				{settings.zone === "utc" ? "UTC" : "Local"}
			</button>
			<button
				type="button"
				id="theme"
				aria-label={`Colours: ${settings.theme}; switch to ${next}`}
				onClick={() => choose({ theme: next })}
			>
				<svg viewBox="0 0 16 16" aria-hidden="true">
					<circle cx="8" cy="8" r="6.5" />
					<path d="M8 1.5a6.5 6.5 0 0 1 0 13z" />
				</svg>
				<span>{settings.theme}</span>
			</button>
		</div>
	);
}

function Top() {
	const run = useLive("status")?.run;
	return (
		<header class="top" data-mode={run?.mode ?? ""}>
			<div class="top-row">
				<span class="brand">autocoin</span>
				{run === undefined || run === null ? null : (
					<>
						<span class="mode" id="mode">
							{MODES[run.mode] ?? run.mode}
						</span>
						<span class="run">
							{run.account} · run {run.run_id}
						</span>
					</>
				)}
				<nav class="places" aria-label="Panels">
					{PLACES.map(([id, name]) => (
						<a key={id} href={`#${id}`}>
							{name}
						</a>
					))}
				</nav>
				<Switches />
			</div>
		</header>
	);
}

// Says that what stands below is not what is: the first thing to know about a number.
function Banner() {
	useTick();
	const { state, heard, heard_wall, retry_at, why } = useLink();
	const status = useLive("status");
	const silence = now() - heard;
	if (state === "history")
		return (
			<div class="banner banner-quiet" id="banner" role="status">
				<Sign of="unknown" />
				<p>
					<b>No trader is running; history only.</b> What stands here is what the database last knew. It is asked again
					every 15&#8239;s.
				</p>
			</div>
		);
	const is_lost = state === "lost" && (status !== undefined || silence > 1000);
	const is_silent = state === "live" && silence > STALE_MS;
	if (!is_lost && !is_silent) return null;
	return (
		<div class="banner banner-alarm" id="banner" role="alert">
			<Sign of="alarm" />
			<p>
				<b>{is_lost ? "Not connected" : "The trader is silent"} since {clock_time(heard_wall)}</b>, for {duration(silence)}.{" "}
				{status === undefined ? "Nothing is known yet." : "All numbers below are old."}{" "}
				{is_lost ? `${why}; tried again in ${duration(Math.max(0, retry_at - now()) + 999)}.` : ""}
			</p>
			{is_lost ? (
				<button type="button" onClick={() => void connect()}>
					Try now
				</button>
			) : null}
		</div>
	);
}

const ICON_COLOURS: Record<string, string> = { ok: "%2325a06b", warn: "%23d99a1c", alarm: "%23e0394a", unknown: "%23808894" };

// The tab says it too: a shape and a colour, and the equity.
function useTab(): void {
	useTick();
	const status = useLive("status");
	const is_old = status === undefined || (status.is_live && now() - link.heard > STALE_MS);
	const level = is_old ? "unknown" : status.lamp.level;
	const equity = status?.account === undefined || status.account === null ? "" : ` ${money(status.account.equity)}`;
	const head = is_old ? "OLD" : level === "ok" ? "" : level.toUpperCase();
	useEffect(() => {
		document.title = `${head === "" ? "" : `${head}:`}${equity} autocoin`.trim();
	}, [head, equity]);
	useEffect(() => {
		const shape = level === "ok" || level === "unknown"
			? "%3Ccircle cx='8' cy='8' r='7'/%3E"
			: level === "warn" ? "%3Cpath d='M8 1l7 14H1z'/%3E" : "%3Cpath d='M5 1h6l4 4v6l-4 4H5l-4-4V5z'/%3E";
		const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
		if (icon !== null)
			icon.href = `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='${ICON_COLOURS[level]}'%3E${shape}%3C/svg%3E`;
	}, [level]);
}

function Foot() {
	const run = useLive("status")?.run;
	return (
		<footer class="foot">
			<p>
				This page shows and changes nothing. Commands: <code>autocoin pause</code>, <code>reduce</code>, <code>halt</code>,{" "}
				<code>flatten</code>, on the machine itself. A panel that is grey is older than its rule allows. Times are in {zone_name()}.
			</p>
			<p>
				autocoin {run?.version ?? ""}
				{run?.feed ? ` · feed ${run.feed}` : ""}. Candle charts: Lightweight Charts™, © TradingView, Inc.,{" "}
				<a href="https://www.tradingview.com/" rel="noreferrer noopener">
					tradingview.com
				</a>
				. Curves: uPlot. Page: Preact.
			</p>
		</footer>
	);
}

// What lies below the first screen is made after that has been painted.
function useRest(): boolean {
	const [is_due, set] = useState(false);
	useEffect(() => {
		requestAnimationFrame(() => setTimeout(() => set(true)));
	}, []);
	return is_due;
}

function App() {
	useSettings();
	useTab();
	const is_rest_due = useRest();
	return (
		<>
			<a class="skip" href="#lamp">
				Skip to the state
			</a>
			<Top />
			<Banner />
			<main class="grid">
				<LampPanel />
				<AccountPanel />
				<PositionsPanel />
				{is_rest_due ? (
					<>
						<OrdersPanel />
						<AlertsPanel />
						<EquityPanel />
						<ChartPanel />
						<PerformancePanel />
						<RiskPanel />
						<SignalsPanel />
						<TradesPanel />
						<SystemPanel />
					</>
				) : null}
			</main>
			{is_rest_due ? <Foot /> : null}
		</>
	);
}

const root = document.getElementById("app");
if (root !== null) {
	start();
	root.textContent = "";
	render(<App />, root);
}
