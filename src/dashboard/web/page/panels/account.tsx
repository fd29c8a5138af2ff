// Equity, today, and how near the account's own limits are.
import type { Account } from "../answers";
import { percent, sign, signed } from "../decimal";
import { live_freshness, useLive } from "../live";
import { Amount, Bar, Fact, Panel } from "../ui";

// For the length of a bar only.
function share(used: string, limit: string): number {
	return Number(limit) > 0 ? (Math.abs(Number(used)) / Number(limit)) * 100 : 0;
}

function Limit({ id, label, used, limit }: { id: string; label: string; used: string; limit: string | null }) {
	return (
		<div class="tile" id={id}>
			<h3>{label}</h3>
			<p class="tile-value">
				<span data-exact={used}>{percent(used)}</span>
			</p>
			<p class="tile-more">{limit === null ? "no limit is set" : `of ${percent(limit)}`}</p>
			{limit === null ? <div class="bar bar-off" /> : <Bar pct={share(used, limit)} label={`${label}, used of its limit`} />}
		</div>
	);
}

function Tiles({ account }: { account: Account }) {
	const tone = sign(account.today_pnl) > 0 ? "gain" : sign(account.today_pnl) < 0 ? "loss" : "";
	return (
		<div class="tiles">
			<div class="tile tile-first" id="equity-now">
				<h3>Equity</h3>
				<p class="tile-value">
					<Amount of={account.equity} />
					<small>USDT</small>
				</p>
				<p class="tile-more">
					open <Amount of={account.unrealized_pnl} is_change />
				</p>
			</div>
			<div class="tile" id="today">
				<h3>Today (UTC)</h3>
				<p class="tile-value">
					<Amount of={account.today_pnl} is_change />
					<small class={tone}>{signed(account.today_pnl_pct, percent)}</small>
				</p>
				<p class="tile-more">
					realized <Amount of={account.realized_today} is_change />
				</p>
			</div>
			<Limit id="drawdown" label="Drawdown" used={account.drawdown_pct} limit={account.drawdown_limit_pct} />
			<Limit id="daily-loss" label="Loss today" used={account.daily_loss_pct} limit={account.daily_loss_limit_pct} />
		</div>
	);
}

export function AccountPanel() {
	const account = useLive("status")?.account;
	return (
		<Panel id="account" title="Account" freshness={() => live_freshness("status")}>
			{account === undefined || account === null ? (
				<p class="empty">Nothing is known of the account yet.</p>
			) : (
				<>
					<Tiles account={account} />
					<dl class="facts">
						<Fact label="Wallet">
							<Amount of={account.wallet} />
						</Fact>
						<Fact label="Margin used">
							<Amount of={account.margin_used} />
						</Fact>
						<Fact label="Highest equity">
							<Amount of={account.equity_peak} />
						</Fact>
						<Fact label="Equity at 00:00">
							<Amount of={account.day_start_equity} />
						</Fact>
						<Fact label="Fees today">
							<Amount of={account.fees_today} />
						</Fact>
						<Fact label="Funding today">
							<Amount of={account.funding_today} is_change />
						</Fact>
					</dl>
				</>
			)}
		</Panel>
	);
}
