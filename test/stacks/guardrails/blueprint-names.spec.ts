import assert from "node:assert/strict";
import { ROLE_PATHS, WORKLOAD_PATH, WORKLOAD_TAG } from "../../../model/names.ts";
import type { RehearsedResource } from "../../../rehearsal/rehearsal-result.ts";
import { tagsOf } from "../../../stacks/wiring/providers.ts";
import { acmePlan, rehearsedAcme } from "../../support/acme.ts";

interface Statement {
  readonly Sid: string;
  readonly Resource: string | readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe("names that guardrails recognise, over all that the sample's stacks make", () => {
  let resources: readonly RehearsedResource[];
  let statements: readonly Statement[];

  before(async () => {
    ({ resources } = await rehearsedAcme());
    statements = resources
      .filter(({ stack, type }) => stack === "guardrails" && type === "aws:organizations/policy:Policy")
      .flatMap(({ inputs }) => (JSON.parse(String(inputs["content"])) as { Statement: Statement[] }).Statement);
  });

  const statement = (sid: string): Statement => {
    const found = statements.find(({ Sid }) => Sid === sid);
    assert.ok(found, sid);
    return found;
  };

  it("are the paths of every role, and nobody but the deploy role passes one of another path than workloads'", () => {
    const made = new Set(resources.filter(({ type }) => type === "aws:iam/role:Role").map(({ inputs }) => String(inputs["path"])));
    assert.deepEqual([...made].sort(), ROLE_PATHS.map((path) => `/${path}/`).sort());
    const passed = [statement("DenyPassingRolesOfTheBlueprint").Resource].flat();
    for (const path of ROLE_PATHS) assert.equal(passed.includes(`arn:aws:iam::*:role/${path}/*`), path !== WORKLOAD_PATH, path);
  });

  it("are the keys of every tag of the blueprint's, which the deploy role alone changes", () => {
    const onOne = resources.flatMap(({ inputs }) => Object.keys(inputs["tags"] ?? {}));
    const onAll = Object.keys(tagsOf(acmePlan(), "guardrails", undefined));
    const keys = new Set([...onOne, ...onAll].filter((key) => key.startsWith("palisade:") && key !== WORKLOAD_TAG));
    assert.ok(keys.size > 3, [...keys].join(", "));
    const guarded = statement("DenyChangingTagsOfTheBlueprint").Condition["ForAnyValue:StringLike"]?.["aws:TagKeys"];
    for (const key of keys) assert.ok([guarded].flat().includes(key), key);
  });
});
