import assert from "node:assert/strict";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { resolve } from "../../model/plan/resolve.ts";
import type { Files } from "../../model/reading/draft.ts";
import { type PlanRehearsal, rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { declarationHash } from "../../stacks/wiring/declaration-hash.ts";
import { AFTER, confirmed, LAPSE, lapsing } from "../support/lapsing.ts";
import { declared } from "../support/proof-subject.ts";
import { NOW } from "../support/sample.ts";

const REHEARSING_MILLISECONDS = 120_000;
const planAt = (files: Files, now: Date) => planOf(declared(files, now));

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Every statement of every document, by `<stack>/<resource>`. */
const statementsOf = ({ resources }: PlanRehearsal): readonly (readonly [document: string, statement: Statement])[] =>
  resources.flatMap(({ stack, name, inputs }) =>
    Object.values(inputs).flatMap((value) =>
      typeof value === "string" && value.startsWith('{"Version"')
        ? (JSON.parse(value) as { readonly Statement: readonly Statement[] }).Statement.map((each) => [`${stack}/${name}`, each] as const)
        : [],
    ),
  );

const LAPSES = "the perimeter of owner lapsed at 2026-11-28T12:00:00Z and was not confirmed";

describe("F18: the stacks of an account whose perimeter lapses", () => {
  let waiting: PlanRehearsal;
  let lapsed: PlanRehearsal;
  let standing: PlanRehearsal;

  before(async function () {
    this.timeout(REHEARSING_MILLISECONDS);
    waiting = await rehearsePlan(planAt(lapsing, NOW));
    lapsed = await rehearsePlan(planAt(lapsing, AFTER));
    standing = await rehearsePlan(planAt(confirmed, AFTER));
  });

  it("date all statements of its own SCPs, and no other statement of any document", () => {
    const all = statementsOf(waiting);
    const dated = all.filter(([, { Condition }]) => JSON.stringify(Condition ?? {}).includes("aws:CurrentTime"));
    const own = all.filter(([document]) => /^perimeter\.owner\/(?:network|data)/.test(document));
    assert.deepEqual(dated, own);
    assert.ok(own.length > 8, own.length.toString());
    for (const [, { Sid, Condition }] of own) assert.deepEqual(Condition?.["DateLessThan"], { "aws:CurrentTime": LAPSE }, Sid);
  });

  it("make the same before and after the instant", () => {
    const made = ({ resources }: PlanRehearsal) => resources.map(({ urn, inputs }) => [urn, inputs]);
    assert.deepEqual(made(lapsed), made(waiting));
    assert.deepEqual(
      lapsed.stacks.map(({ name, outputs }) => [name, outputs]),
      waiting.stacks.map(({ name, outputs }) => [name, outputs]),
    );
  });

  it("hand on the same hash of their declaration, so that none is called out of date", () => {
    const stack = { name: "perimeter.owner", layer: "perimeter", account: "owner" } as const;
    const hashAt = (now: Date) => declarationHash(resolve(planAt(lapsing, now), new Map()), stack);
    assert.equal(hashAt(AFTER), hashAt(NOW));
    assert.notEqual(hashAt(NOW), declarationHash(resolve(planAt(confirmed, NOW), new Map()), stack));
  });

  it("differ by the date alone once the line is deleted", () => {
    const undated = (rehearsal: PlanRehearsal) =>
      statementsOf(rehearsal).map(([document, { Condition: { DateLessThan: _, ...others } = {}, ...statement }]) => [
        document,
        statement,
        others,
      ]);
    assert.deepEqual(undated(standing), undated(waiting));
    assert.ok(!JSON.stringify(statementsOf(standing)).includes("aws:CurrentTime"));
  });

  it("warn once the instant is past, in the account's perimeter alone, and say what confirms it", () => {
    const warned = ({ stacks }: PlanRehearsal) =>
      stacks.flatMap(({ name, warnings }) => warnings.filter((each) => each.includes("lapsed")).map((each) => [name, each] as const));
    assert.deepEqual(warned(waiting), []);
    assert.deepEqual(warned(standing), []);
    assert.deepEqual(warned(lapsed), [
      [
        "perimeter.owner",
        `${LAPSES}: its network and data denies apply no longer; delete unlessConfirmedBy in accounts/owner/account.yaml to make them stand for good`,
      ],
    ]);
  });

  it("count the accounts whose instant is past from the instant on", () => {
    const lapsedAt = (time: number) => planAt(lapsing, new Date(time)).lapsedPerimeters;
    assert.deepEqual(lapsedAt(Date.parse(LAPSE) - 1), []);
    assert.deepEqual(lapsedAt(Date.parse(LAPSE)), ["owner"]);
    assert.deepEqual(planAt(confirmed, AFTER).lapsedPerimeters, []);
  });
});
