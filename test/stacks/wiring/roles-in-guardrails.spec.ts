import assert from "node:assert/strict";
import { resolve } from "../../../model/plan/resolve.ts";
import { guardrailsAt } from "../../../stacks/wiring/guardrail-places.ts";
import { type Edit, linePlan } from "../../support/line.ts";

const CONSUMER = "accounts/consumer/account.yaml";
const OWNER = "accounts/owner/account.yaml";
const RESTORES = "letThrough: { restoreRoles: { team/restore: who is on call } }";
const ROLE_OF_CONSUMER = "arn:aws:iam::300000000002:role/team/restore";

/** An account of the organization's deploy role. */
const third = (unit: string): string => `account: third
id: "300000000003"
organizationalUnit: ${unit}
networks:
  main: { region: eu-west-1, cidr: 10.3.0.0/16, zones: 1 }
deployers: [pipeline/deploy]
`;

/** The SCPs at a place that name the restore role of the consumer's account. */
const naming = (place: string, ...edits: readonly Edit[]): string[] =>
  guardrailsAt(resolve(linePlan(...edits), new Map()), place)
    .filter(({ type, content }) => type === "SERVICE_CONTROL_POLICY" && content.includes(ROLE_OF_CONSUMER))
    .map(({ set }) => set.replace(/-[0-9a-f]{8}(?=$|-)/, "-#"));

describe("roles that guardrails name", () => {
  it("are of the accounts that the guardrails are attached to", () => {
    assert.deepEqual(naming("unit/workloads", [CONSUMER, "networks:\n", `${RESTORES}\nnetworks:\n`]), ["protection", "data"]);
  });

  it("are of no account that guardrails for enforced accounts are not for", () => {
    const edit: Edit = [CONSUMER, "networks:\n", `perimeter: open\nbecause: it is moved\n${RESTORES}\nnetworks:\n`];
    assert.deepEqual(naming("account/owner", edit), []);
    assert.deepEqual(naming("unit/workloads", edit), ["protection"]);
  });

  it("are of observed accounts too, since the documents are handed on for these as they will be", () => {
    const edit: Edit = [CONSUMER, "networks:\n", `perimeter: observe\nbecause: it is moved\n${RESTORES}\nnetworks:\n`];
    assert.deepEqual(naming("account/owner", edit), ["data"]);
  });

  it("are of no account beside a unit that carries them in place of accounts with deploy roles of their own", () => {
    const elsewhere: readonly Edit[] = [
      [
        "organization.yaml",
        "organizationalUnits:\n",
        "organizationalUnits:\n  other: { perimeter: enforced, existing: ou-line-33334444 }\n",
      ],
      [CONSUMER, "organizationalUnit: workloads\n", `organizationalUnit: other\n${RESTORES}\n`],
      [OWNER, "deployers:", "deployment: { role: platform/deployer-prod }\ndeployers:"],
      ["accounts/third/account.yaml", "", third("workloads")],
    ];
    assert.deepEqual(naming("unit/workloads", ...elsewhere), []);
    assert.deepEqual(naming("unit/other", ...elsewhere), ["protection", "data"]);
  });

  it("are in no guardrails of other units where their own unit carries them for accounts with deploy roles of their own", () => {
    const edits: readonly Edit[] = [
      [
        "organization.yaml",
        "organizationalUnits:\n",
        "organizationalUnits:\n  other: { perimeter: enforced, existing: ou-line-33334444 }\n",
      ],
      [CONSUMER, "networks:\n", `${RESTORES}\nnetworks:\n`],
      [OWNER, "deployers:", "deployment: { role: platform/deployer-prod }\ndeployers:"],
      ["accounts/third/account.yaml", "", third("other")],
    ];
    assert.deepEqual(new Set(naming("unit/workloads", ...edits)), new Set(["guardrails-unit-workloads-#"]));
    assert.deepEqual(naming("unit/other", ...edits), []);
  });

  it("are protected by the guardrails of their own account alone, where it has a deploy role of its own", () => {
    const own = "perimeter: observe\nbecause: it is moved\ndeployment: { role: platform/deployer-prod }";
    const edit: Edit = [CONSUMER, "networks:\n", `${own}\n${RESTORES}\nnetworks:\n`];
    assert.deepEqual(naming("unit/workloads", edit), []);
    assert.deepEqual(naming("account/consumer", edit), ["own-protection-deployer-prod-#"]);
  });

  it("are in no guardrails of accounts with a deploy role of their own that have none of them", () => {
    const edits: readonly Edit[] = [
      [CONSUMER, "networks:\n", `${RESTORES}\nnetworks:\n`],
      [OWNER, "deployers:", "deployment: { role: platform/deployer-prod }\ndeployers:"],
    ];
    assert.deepEqual(naming("account/owner", ...edits), []);
  });
});
