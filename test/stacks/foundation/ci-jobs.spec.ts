import assert from "node:assert/strict";
import { load } from "../../../model/checks/load.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { NOW } from "../../support/sample.ts";
import { services } from "../../support/services.ts";

const FILE = "accounts/consumer/account.yaml";
const PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";

/** What the stacks of the declaration make, with another text of the consumer's account. */
async function rehearsed(change: (text: string) => string) {
  const files = new Map([...services].map(([name, text]) => [name, name === FILE ? change(text) : text]));
  const { declaration, problems } = load(files, { now: NOW });
  assert.ok(declaration !== undefined, JSON.stringify(problems));
  const { resources, stacks } = await rehearsePlan(plan(declaration));
  const card = stacks.find(({ name }) => name === "consumers.consumer")?.outputs;
  assert.deepEqual(
    stacks.filter(({ status }) => status !== "done").map(({ name, error }) => `${name}: ${error ?? ""}`),
    [],
  );
  const own = resources.filter(({ stack }) => stack === "foundation.consumer");
  const role = own.find(({ name }) => name === "workload-checks-role");
  return { providers: own.filter(({ type }) => type === PROVIDER), trust: role?.inputs["assumeRolePolicy"], cards: JSON.stringify(card) };
}

const existing = (text: string) =>
  text.replaceAll("runsOn: ci, issuer: github-actions,", "runsOn: ci, issuer: github-actions, oidcProvider: existing,");

describe("CI jobs of an account", () => {
  it("share one provider for their issuer, with all of their audiences", async () => {
    const { providers, trust } = await rehearsed((text) =>
      text.replace('repo:acme/lint:ref:refs/heads/main"', "$&, audience: https://ci.example"),
    );
    assert.deepEqual(
      providers.map(({ inputs }) => [inputs["url"], inputs["clientIdLists"]]),
      [["https://token.actions.githubusercontent.com", ["https://ci.example", "sts.amazonaws.com"]]],
    );
    assert.deepEqual((JSON.parse(String(trust)) as { Statement: unknown[] }).Statement, [
      {
        Sid: "TrustTheTokensOfTheJob",
        Effect: "Allow",
        Principal: { Federated: "arn:aws:iam::300000000002:oidc-provider/token.actions.githubusercontent.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          IpAddress: { "aws:SourceIp": "203.0.113.0/24" },
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:acme/reports:ref:refs/heads/main",
          },
        },
      },
    ]);
  });

  it("are told on their cards by which token they take their role", async () => {
    const { cards } = await rehearsed((text) => text);
    assert.ok(
      cards.includes(
        "the job first takes its own role with its token (sts:AssumeRoleWithWebIdentity): issuer token.actions.githubusercontent.com, audience sts.amazonaws.com, subject repo:acme/reports:ref:refs/heads/main",
      ),
    );
  });

  it("trust a provider that the account has", async () => {
    const { providers, trust } = await rehearsed(existing);
    assert.deepEqual(providers, []);
    assert.match(String(trust), /oidc-provider\/token\.actions\.githubusercontent\.com/);
  });

  it("wait without a role where the account has none yet, and block nobody", async () => {
    const { providers, trust } = await rehearsed((text) =>
      existing(text).replace('id: "300000000002"', "email: aws+consumer@acme.example"),
    );
    assert.deepEqual([providers, trust], [[], undefined]);
  });
});
