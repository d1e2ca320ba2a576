import assert from "node:assert/strict";
import { AFTER, confirmed, lapsing } from "../../support/lapsing.ts";
import { all, changing, refuses } from "../../support/mistakes.ts";
import { accountOf, dataOf, edit, linesOf, loadAt, organization } from "../../support/sample.ts";

const lapsingAt = (account: string, instant: string) =>
  changing(
    accountOf(account),
    `account: ${account}\n`,
    `account: ${account}\nperimeter: { mode: enforced, unlessConfirmedBy: ${instant} }\n`,
  );

const WAITS = (file: string, line: number, got: string): string =>
  `${file}:${line.toString()}:49: perimeter.unlessConfirmedBy: the perimeter lapses at this instant unless it is confirmed, got "${got}"; delete the line to confirm it`;

refuses("F18: a perimeter that lapses unless it is confirmed", [
  {
    fact: "takes an instant within a week, and warns of it",
    make: lapsingAt("tickets-prod", "2026-11-29T00:00:00Z"),
    problems: [],
    warnings: [WAITS(accountOf("tickets-prod"), 4, "2026-11-29T00:00:00Z")],
  },
  {
    fact: "takes a day, which stands for its end",
    make: lapsingAt("tickets-prod", "2026-11-28"),
    problems: [],
    warnings: [WAITS(accountOf("tickets-prod"), 4, "2026-11-28")],
  },
  {
    fact: "refuses a day whose end is more than a week ahead",
    make: lapsingAt("tickets-prod", "2026-11-29"),
    problems: [
      'accounts/tickets-prod/account.yaml:4:49: perimeter.unlessConfirmedBy: is more than a week ahead, and a perimeter that waits longer is forgotten, got "2026-11-29"; write 2026-11-29T00:00:00Z or an earlier instant',
    ],
  },
  {
    fact: "refuses an instant that is a second more than a week ahead, in its own zone",
    make: lapsingAt("tickets-prod", "2026-11-29T01:00:01+01:00"),
    problems: [
      'accounts/tickets-prod/account.yaml:4:49: perimeter.unlessConfirmedBy: is more than a week ahead, and a perimeter that waits longer is forgotten, got "2026-11-29T01:00:01+01:00"; write 2026-11-29T00:00:00Z or an earlier instant',
    ],
  },
  {
    fact: "refuses an instant without a zone",
    make: lapsingAt("tickets-prod", "2026-11-28T12:00:00"),
    problems: [
      'accounts/tickets-prod/account.yaml:4:49: perimeter.unlessConfirmedBy: must be an instant with its zone, or a day as YYYY-MM-DD for its end in UTC, got "2026-11-28T12:00:00"; write it like 2026-12-01T18:00:00Z',
    ],
  },
  {
    fact: "refuses a day that the calendar lacks",
    make: lapsingAt("tickets-prod", "2026-11-31T12:00:00Z"),
    problems: [
      'accounts/tickets-prod/account.yaml:4:49: perimeter.unlessConfirmedBy: is not an instant of the calendar, got "2026-11-31T12:00:00Z"; correct the day, the time or the zone',
    ],
  },
  {
    fact: "refuses a time that no day has",
    make: lapsingAt("tickets-prod", "2026-11-28T25:00:00Z"),
    problems: [
      'accounts/tickets-prod/account.yaml:4:49: perimeter.unlessConfirmedBy: is not an instant of the calendar, got "2026-11-28T25:00:00Z"; correct the day, the time or the zone',
    ],
  },
  {
    fact: "takes an enforced perimeter without an instant, as it stands once the line is deleted",
    make: changing(accountOf("tickets-prod"), "account: tickets-prod\n", "account: tickets-prod\nperimeter: { mode: enforced }\n"),
    problems: [],
  },
  {
    fact: "refuses another mode that would lapse",
    make: changing(
      accountOf("tickets-prod"),
      "account: tickets-prod\n",
      "account: tickets-prod\nperimeter: { mode: observe, unlessConfirmedBy: 2026-11-28 }\n",
    ),
    problems: ['accounts/tickets-prod/account.yaml:4:20: perimeter.mode: must be enforced, got "observe"; write it like enforced'],
  },
  {
    fact: "refuses a unit's",
    make: changing(
      organization,
      "workloads/prod: { perimeter: enforced",
      "workloads/prod: { perimeter: { mode: enforced, unlessConfirmedBy: 2026-11-28 }",
    ),
    problems: [
      'organization.yaml:19:32: organizationalUnits.workloads/prod.perimeter: must be one of open, observe, enforced, got {"mode":"enforced","unlessConfirmedBy":"2026-11-28"}; write it in the account.yaml of each account; a unit\'s guardrails are shared, and never lapse',
    ],
  },
  {
    fact: "refuses grants of sensitive tables to the account",
    make: lapsingAt("analytics-prod", "2026-11-28"),
    problems: [
      "accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.analytics-prod/nightly-etl: shares a sensitive table with analytics-prod, whose perimeter lapses unless it is confirmed; confirm the perimeter of analytics-prod first, by deleting unlessConfirmedBy, or write classification: ordinary",
    ],
    warnings: [WAITS(accountOf("analytics-prod"), 3, "2026-11-28")],
  },
  {
    fact: "refuses a replica of a sensitive table in the account",
    make: all(
      lapsingAt("sessions-us", "2026-11-28"),
      changing(dataOf("sessions-eu"), "  sessions:\n", "  sessions:\n    classification: sensitive\n"),
    ),
    problems: [
      "accounts/sessions-us/data.yaml:3:3: tables.sessions: is sensitive in sessions-us, whose perimeter lapses unless it is confirmed; confirm the perimeter of sessions-us first, by deleting unlessConfirmedBy, or write classification: ordinary at sessions-eu/sessions",
    ],
    warnings: [WAITS(accountOf("sessions-us"), 3, "2026-11-28")],
  },
  {
    fact: "refuses it as an account that takes copies of backups, sensitive ones among them",
    make: lapsingAt("security", "2026-11-28"),
    problems: [
      'organization.yaml:41:24: backups.copiedTo.security: takes copies of backups, of sensitive tables too, but its perimeter lapses unless it is confirmed, got "security"; confirm the perimeter of security first, by deleting unlessConfirmedBy, or name another account',
    ],
    warnings: [WAITS(accountOf("security"), 4, "2026-11-28")],
  },
]);

describe("F18: a perimeter that was not confirmed in time", () => {
  it("is no mistake, and is warned of with what confirms it", () => {
    const { problems, warnings } = loadAt(lapsing, AFTER);
    assert.deepEqual(linesOf(problems), []);
    assert.deepEqual(linesOf(warnings), [
      'accounts/owner/account.yaml:6:22: perimeter.unlessConfirmedBy: the perimeter has lapsed: its network and data denies apply no longer, got "2026-11-28T13:00:00+01:00"; delete the line to confirm it, which makes them stand again for good; no run extends it',
    ]);
    assert.deepEqual(linesOf(loadAt(confirmed, AFTER).warnings), []);
  });

  it("keeps sensitive data out of the account, as before its instant", () => {
    const SENSITIVE = "classification: sensitive\n    encryption: own-key\n    usedBy:\n      api: { can: [read, write] }";
    const files = edit(lapsing, dataOf("owner"), "usedBy:\n      api: { can: [read, write] }", SENSITIVE);
    for (const now of [undefined, AFTER])
      assert.deepEqual(linesOf(loadAt(files, now).problems), [
        "accounts/owner/data.yaml:2:3: tables.ledger: is sensitive in owner, whose perimeter lapses unless it is confirmed; confirm the perimeter of owner first, by deleting unlessConfirmedBy, or write classification: ordinary",
      ]);
    assert.deepEqual(
      linesOf(loadAt(edit(confirmed, dataOf("owner"), "usedBy:\n      api: { can: [read, write] }", SENSITIVE)).problems),
      [],
    );
  });
});
