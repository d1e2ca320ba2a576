import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { lazily, type TransferProperties } from "../../rehearsal/lazy-outputs.ts";
import { LAMBDA_MAY_ASSUME, outcomeOf, REGION, rehearseToys, toy } from "./toy.ts";

describe("an output that is made when it is read", () => {
  /** Stands in for the SDK: an output is its label, name and property, and what it was resolved with. */
  const made: string[] = [];
  const transfer: TransferProperties = (resource, label, properties) =>
    Object.fromEntries(
      Object.entries(properties).map(([name, value]) => {
        if (Object.hasOwn(resource, name)) throw new Error(`Property '${name}' is already initialized`);
        made.push(name);
        const output = { of: [label, name, value], answers: new Array<unknown>() };
        Object.assign(resource, { [name]: output });
        return [name, (...answer) => void output.answers.push(answer)];
      }),
    );
  const prepared = (): { readonly resource: Record<string, unknown>; readonly resolvers: ReturnType<TransferProperties> } => {
    made.length = 0;
    const resource = {};
    return { resource, resolvers: lazily(transfer)(resource, "label", { arn: undefined, name: "api", id: "i", urn: "u" }) };
  };

  it("is not made for a property that nobody reads, nor for the id and the URN", () => {
    const { resource, resolvers } = prepared();
    assert.deepEqual(Object.keys(resolvers), ["arn", "name"]);
    assert.deepEqual(Object.keys(resource), ["arn", "name"]);
    resolvers["arn"]?.("a", true, false);
    assert.deepEqual(made, []);
  });

  it("is the same at each reading, and has the answer, whichever came first", () => {
    for (const isReadFirst of [true, false]) {
      const { resource, resolvers } = prepared();
      const early = isReadFirst ? resource["arn"] : undefined;
      resolvers["arn"]?.("a", true, false, []);
      const { arn } = resource;
      assert.deepEqual(arn, { of: ["label", "arn", undefined], answers: [["a", true, false, []]] });
      assert.equal(resource["arn"], arn);
      if (isReadFirst) assert.equal(early, arn);
      assert.deepEqual(made, ["arn"]);
    }
  });

  it("is made for an error, which is reported where nobody handles it", () => {
    const { resource, resolvers } = prepared();
    const error = new Error("no");
    resolvers["name"]?.(undefined, true, false, [], error);
    assert.deepEqual(made, ["name"]);
    assert.deepEqual(resource["name"], { of: ["label", "name", "api"], answers: [[undefined, true, false, [], error]] });
  });

  it("gives way to a value that the program sets", () => {
    const { resource, resolvers } = prepared();
    resource["arn"] = "set";
    resolvers["arn"]?.("a", true, false);
    assert.equal(resource["arn"], "set");
  });

  it("is refused under a name that the resource has already", () => {
    assert.throws(() => lazily(transfer)({ arn: 1 }, "label", { arn: 2 }), /Property 'arn' is already initialized/);
  });
});

describe("a resource of a rehearsed program", () => {
  it("gives all of its properties, whenever and however they are read", async () => {
    const program = (): Record<string, unknown> => {
      const provider = new aws.Provider("aws", { region: REGION });
      const role = new aws.iam.Role("api", { assumeRolePolicy: LAMBDA_MAY_ASSUME, tags: { team: "a" } }, { provider });
      const late = role.urn.apply(() => role.tags);
      const { arn, maxSessionDuration } = role;
      return {
        arn,
        late,
        none: role.inlinePolicies.apply((policies: unknown) => policies ?? "none"),
        maxSessionDuration,
        all: pulumi.output(role.name),
      };
    };
    const { outputs } = outcomeOf(await rehearseToys([toy("reads", program)]), "reads");
    const { arn, all, ...others } = outputs;
    assert.equal(String(arn).endsWith(`:role/${String(all)}`), true);
    assert.deepEqual(others, { late: { team: "a" }, none: "none", maxSessionDuration: 3600 });
  });
});
