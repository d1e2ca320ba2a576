import assert from "node:assert/strict";
import { attachSpread } from "../../components/guardrails/spread-policies.ts";
import { fit, keyOf } from "../../guardrails/fit.ts";
import { slotsWhileMoved } from "../../guardrails/placement.ts";
import { compareText } from "../../iam/compare-text.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { type ServiceControlStatement, serviceControlPolicy } from "../../iam/service-control-policy.ts";
import type { RehearsedResource } from "../../rehearsal/rehearsal-result.ts";
import { ACCOUNT, MANAGEMENT, registered } from "../support/component.ts";
import { type Random, randomFrom } from "../support/random.ts";
import { sizedStatement } from "../support/sized-statement.ts";

const MILLISECONDS = 300_000;
const CHANGES = 200;
const POLICY = "aws:organizations/policy:Policy";

/** Statements of random sizes; most states fill several documents. */
const randomState = (random: Random): ServiceControlStatement[] => {
  const names = Array.from({ length: 12 }, (_, name) => name).filter(() => random.chance(0.6));
  return (names.length === 0 ? [0] : names).map((name) => sizedStatement(name, 1 + random.below(90)));
};

/** The policies that a program with these statements registers. */
async function policiesOf(statements: readonly ServiceControlStatement[]): Promise<RehearsedResource[]> {
  const { children } = await registered(
    "aws",
    (options) => {
      const documents = fit(nonEmpty(statements, "statements"), serviceControlPolicy, "test").map((each, index) => ({
        key: keyOf("data", index),
        policyName: `palisade-${keyOf("data", index)}`,
        description: "spread",
        type: "SERVICE_CONTROL_POLICY" as const,
        content: render(serviceControlPolicy(each)),
        targets: { account: ACCOUNT },
      }));
      attachSpread(documents, options);
      return undefined;
    },
    MANAGEMENT,
  );
  return children.filter(({ type }) => type === POLICY).sort((a, b) => compareText(a.name, b.name));
}

const sidsOf = ({ inputs }: RehearsedResource): string[] =>
  (JSON.parse(String(inputs["content"])) as { Statement: { Sid: string }[] }).Statement.map(({ Sid }) => Sid);

/** An order in which each policy comes after those that it depends on, random otherwise. */
function randomOrder(policies: readonly RehearsedResource[], random: Random): RehearsedResource[] {
  const order: RehearsedResource[] = [];
  const left = [...policies];
  while (left.length > 0) {
    const ready = left.filter(({ dependsOn }) => !left.some(({ urn }) => dependsOn.includes(urn)));
    const next = ready[random.below(ready.length)];
    assert.ok(next !== undefined, "policies wait for each other");
    order.push(...left.splice(left.indexOf(next), 1));
  }
  return order;
}

/**
 * What is attached after each operation of an update, in an order that the engine may take: what is new or replaced is made and what has kept its
 * name is changed, each after what it depends on; then what is old is deleted.
 */
function* updating(before: readonly RehearsedResource[], after: readonly RehearsedResource[], random: Random) {
  const attached = new Map(before.map((policy) => [String(policy.inputs["name"]), policy]));
  for (const policy of randomOrder(after, random)) {
    attached.set(String(policy.inputs["name"]), policy);
    yield [...attached.values()];
  }
  const kept = new Set(after.map(({ inputs }) => String(inputs["name"])));
  const old = [...attached.keys()].filter((name) => !kept.has(name));
  while (old.length > 0) {
    for (const name of old.splice(random.below(old.length), 1)) attached.delete(name);
    yield [...attached.values()];
  }
}

describe("statements that are spread over policies", () => {
  it("stand somewhere after every operation of an update, however they move", async function () {
    this.timeout(MILLISECONDS);
    const random = randomFrom(7);
    let before = await policiesOf(randomState(random));
    let moved = 0;
    let most = 0;
    for (let change = 0; change < CHANGES; change += 1) {
      const after = await policiesOf(randomState(random));
      const places = (policies: readonly RehearsedResource[]) =>
        new Map(policies.flatMap((policy) => sidsOf(policy).map((sid) => [sid, policy.name] as const)));
      const [from, to] = [places(before), places(after)];
      const standing = [...from.keys()].filter((sid) => to.has(sid));
      moved += standing.filter((sid) => from.get(sid) !== to.get(sid)).length;
      // Each of the two declarations has to leave this much room.
      const slots = Math.max(slotsWhileMoved(before.length), slotsWhileMoved(after.length));
      for (const attached of updating(before, after, random)) {
        assert.ok(attached.length <= slots, `${attached.length.toString()} of ${slots.toString()}`);
        most = Math.max(most, attached.length - Math.max(before.length, after.length));
        const found = new Set(attached.flatMap(sidsOf));
        assert.deepEqual(
          standing.filter((sid) => !found.has(sid)),
          [],
        );
      }
      before = after;
    }
    assert.ok(moved > 100, moved.toString());
    assert.ok(most > 0, "no update needed more room than its ends");
  });

  it("are replaced by policies of other names, but for the first, which is changed after them", async () => {
    const [second, first] = await policiesOf(Array.from({ length: 5 }, (_, name) => sizedStatement(name, 60)));
    const [replaced, changed] = await policiesOf(Array.from({ length: 6 }, (_, name) => sizedStatement(name, 60 - name)));
    assert.ok(first !== undefined && second !== undefined && changed !== undefined && replaced !== undefined);
    assert.equal(first.inputs["name"], "palisade-data");
    assert.equal(changed.inputs["name"], "palisade-data");
    assert.match(String(second.inputs["name"]), /^palisade-data-2-[0-9a-f]{8}$/);
    assert.notEqual(second.inputs["name"], replaced.inputs["name"]);
    assert.ok(changed.dependsOn.includes(replaced.urn));
  });
});
