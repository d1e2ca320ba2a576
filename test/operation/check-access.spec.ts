import assert from "node:assert/strict";
import { accessProblems, type Identities, roleOfPreview } from "../../operation/check-access.ts";
import { linePlan } from "../support/line.ts";

const plan = linePlan();
const ALL = new Set(plan.stacks.map(({ name }) => name));

/** Credentials of a session, and what they cannot assume. */
const identities = (arn: string, refused: RegExp = /^$/, account = "100000000001"): Identities & { readonly asked: string[] } => {
  const asked: string[] = [];
  return {
    asked,
    caller: () => Promise.resolve({ account, arn }),
    assume: (role) => {
      asked.push(role);
      return refused.test(role) ? Promise.reject(new Error("AccessDenied")) : Promise.resolve();
    },
  };
};
const RUNNER = "arn:aws:sts::100000000001:assumed-role/PalisadeRunner/ci";
const PREVIEWER = "arn:aws:sts::100000000001:assumed-role/PalisadePreview/ci";

describe("what stands in the way of deploying", () => {
  it("is nothing where every deploy role can be assumed", async () => {
    const all = identities(RUNNER);
    assert.deepEqual(await accessProblems(plan, ALL, all), []);
    assert.deepEqual(all.asked.sort(), ["arn:aws:iam::300000000001:role/PalisadeDeploy", "arn:aws:iam::300000000002:role/PalisadeDeploy"]);
  });

  it("is a deploy role that cannot be assumed, by name, of the accounts alone in which a stack acts", async () => {
    const [problem, ...more] = await accessProblems(plan, new Set(["data.owner", "guardrails"]), identities(RUNNER, /role/));
    assert.match(
      problem ?? "",
      /^owner: the deploy role cannot be assumed by \S+PalisadeRunner\/ci, got "AccessDenied"; create arn:aws:iam::300000000001:role\/PalisadeDeploy, /,
    );
    assert.deepEqual(more, []);
  });

  it("is the deploy role that an account names, where it cannot be assumed", async () => {
    const own = linePlan(["accounts/owner/account.yaml", "deployers:", "deployment: { role: platform/deployer }\ndeployers:"]);
    const all = identities(RUNNER, /platform/);
    const problems = await accessProblems(own, ALL, all);
    assert.deepEqual(all.asked.sort(), [
      "arn:aws:iam::300000000001:role/platform/deployer",
      "arn:aws:iam::300000000002:role/PalisadeDeploy",
    ]);
    assert.equal(problems.length, 1);
    assert.match(
      problems[0] ?? "",
      /^owner: the deploy role cannot be assumed by .* create arn:aws:iam::300000000001:role\/platform\/deployer, /,
    );
    // A preview has a role of the same name everywhere.
    const previewing = identities(PREVIEWER);
    await accessProblems(own, ALL, previewing, "PalisadePreview");
    assert.ok(previewing.asked.every((role) => role.endsWith(":role/PalisadePreview")));
  });

  it("is a role for previews that cannot be assumed", async () => {
    const refusing = identities(PREVIEWER, /300000000002/);
    const problems = await accessProblems(plan, ALL, refusing, "PalisadePreview");
    assert.deepEqual(problems, [
      `consumer: the role for previews cannot be assumed by ${PREVIEWER}, got "AccessDenied"; create arn:aws:iam::300000000002:role/PalisadePreview (docs/deploying.md#bootstrap)`,
    ]);
  });

  it("is another account, whose roles are not tried", async () => {
    const other = identities("arn:aws:iam::300000000001:user/jo", /^$/, "300000000001");
    assert.match(
      (await accessProblems(plan, ALL, other)).join("\n"),
      /^the credentials are of another account, got arn:aws:iam::300000000001:user\/jo; [^\n]+$/,
    );
    assert.deepEqual(other.asked, []);
  });
});

describe("a preview", () => {
  it("takes the accounts' roles for previews with credentials of that name alone", async () => {
    assert.equal(await roleOfPreview("PalisadePreview", identities(PREVIEWER)), "PalisadePreview");
    assert.equal(await roleOfPreview("PalisadePreview", identities(RUNNER)), undefined);
    assert.equal(
      await roleOfPreview("PalisadePreview", identities("arn:aws:sts::100000000001:assumed-role/PalisadePreviewer/ci")),
      undefined,
    );
    assert.equal(await roleOfPreview("PalisadePreview", { ...identities(""), caller: () => Promise.reject(new Error("none")) }), undefined);
  });
});
