import assert from "node:assert/strict";
import { startReport } from "../../../cli/output/report/start-report.ts";
import { command } from "../../support/command.ts";
import { LAPSE, LAPSING } from "../../support/lapsing.ts";

const BEFORE = ["--declaration", LAPSING, "--as-of", "2026-11-22"];
const AFTER = ["--declaration", LAPSING, "--as-of", "2026-11-29"];
const FROM_THE_INTERNET = [
  ...["--principal", "owner/api", "--action", "dynamodb:GetItem"],
  ...["--resource", "owner/tables/ledger", "--from", "internet"],
];
/** One line, however a page is wrapped. */
const line = (text: string): string => text.replaceAll(/\s+/g, " ");

describe("F18: commands about a lapsing perimeter", function () {
  this.timeout(240_000);

  it("validate warns on both sides of the instant, and finds no problem", async () => {
    const [before, after] = [await command("validate", ...BEFORE), await command("validate", ...AFTER)];
    assert.deepEqual([before.code, after.code], [0, 0]);
    assert.match(line(before.out), /perimeter\.unlessConfirmedBy: the perimeter lapses at this instant unless it is confirmed/);
    assert.match(line(after.out), /perimeter\.unlessConfirmedBy: the perimeter has lapsed: .*; delete the line to confirm it/);
  });

  it("plan names the instant beside the perimeter", async () => {
    assert.match(
      (await command("plan", ...BEFORE)).out,
      / {2}owner +300000000001 +workloads +enforced until 2026-11-28T12:00:00Z, unless confirmed /,
    );
  });

  it("start is as declared on both sides, without a violation of the pack, and names the account with the instant", async () => {
    for (const [options, hasLapsed, words] of [
      [BEFORE, false, `network and data denies of owner lapse at ${LAPSE}, unless the perimeter is confirmed`],
      [AFTER, true, `network and data denies of owner lapsed at ${LAPSE}: the perimeter was not confirmed`],
    ] as const) {
      const { code, out } = await command("start", ...options);
      assert.equal(code, 0, out);
      assert.match(line(out), /AS DECLARED: .* 0 breaches, 0 broken grants, 0 undecided, 0 violations/);
      assert.ok(line(out).includes(words), out);
      const { guardrails, warnings } = startReport.parse(JSON.parse((await command("start", "--json", ...options)).out));
      assert.deepEqual(guardrails.lapsingPerimeters, [{ account: "owner", at: LAPSE, hasLapsed }]);
      assert.deepEqual(
        warnings.map(({ where }) => where),
        ["perimeter.unlessConfirmedBy"],
      );
    }
  });

  it("explain says before the instant that the Deny lapses, and allows past it", async () => {
    const before = await command("explain", ...FROM_THE_INTERNET, ...BEFORE);
    assert.match(before.out, /Remedy: .*; the Deny lapses at 2026-11-28T12:00:00Z, unless the perimeter is confirmed\.\n/);
    assert.match(before.out, /DateLessThan aws:CurrentTime: "2026-11-28T12:00:00Z", got "2026-11-22T00:00:00\.000Z"\n/);
    const after = await command("explain", ...FROM_THE_INTERNET, ...AFTER);
    assert.match(after.out, /^Yes: owner\/api may use dynamodb:GetItem on owner\/tables\/ledger from internet\.\n/);
  });

  it("explain says nothing of an instant where the perimeter stands for good", async () => {
    const { out } = await command(
      ...["explain", "--principal", "role/feature@consumer", "--action", "dynamodb:GetItem", "--from", "internet"],
      ...["--resource", "arn:aws:dynamodb:eu-west-1:300000000002:table/theirs", ...BEFORE],
    );
    assert.match(out, /^No: /);
    assert.ok(!out.includes("lapses"), out);
  });

  it("who-can says from when on an access is possible", async () => {
    const { out } = await command("who-can", "dynamodb:GetItem", "owner/tables/ledger", ...BEFORE);
    assert.match(line(out), /owner\/api .*?from owner\/main .*?from anywhere but the declared networks; from 2026-11-28T12:00:00\.000Z on/);
  });
});
