import assert from "node:assert/strict";
import path from "node:path";
import { command } from "../../support/command.ts";

const CONSUMERS = path.join(import.meta.dirname, "../../scenarios/consumers/declaration");
const run = (...args: readonly string[]) => command(...args, "--declaration", CONSUMERS, "--as-of", "2026-11-22");

describe("a party without addresses", function () {
  this.timeout(120_000);

  it("is said to be bound more weakly by the plan", async () => {
    const { out } = await run("plan");
    assert.ok(
      out.includes(
        "skiff has no addresses: its role is bound to the organization o-skiffexample and the account 900000000013. This is weaker: stolen credentials of the role work from anywhere.\n",
      ),
      out,
    );
  });

  it("is said to be bound more weakly by its card, for both ways of sharing", async () => {
    const { out } = await run("card", "external/skiff");
    assert.ok(out.includes("- Calls from: anywhere\n"), out);
    const note =
      "- Note: no addresses are declared: the role's account has to be in o-skiffexample, which is weaker, since stolen credentials of the role work from anywhere\n";
    assert.equal(out.split(note).length - 1, 2, out);
    assert.ok(!out.includes("from the network that is declared"), out);
  });

  it("is said to be bound more weakly by explain", async () => {
    const question = [
      "--principal",
      "external/skiff",
      "--action",
      "dynamodb:GetItem",
      "--resource",
      "owner/tables/ledger",
      "--from",
      "internet",
    ];
    const { out } = await run("explain", ...question);
    assert.match(out, /^Yes: external\/skiff may use dynamodb:GetItem on owner\/tables\/ledger/m);
    assert.match(
      out.replace(/\s+/g, " "),
      /Assumed: account 900000000013 of external\/skiff is in the organization o-skiffexample, as declared; it has no addresses, so that stolen credentials of its role work from anywhere\./,
    );
  });
});
