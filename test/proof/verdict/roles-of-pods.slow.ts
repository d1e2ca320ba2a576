import assert from "node:assert/strict";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { foundIn } from "../../support/found-in.ts";
import { type Edit, LINE, withEdits } from "../../support/line.ts";
import { type Deployed, deploy, withStatements } from "../../support/proof.ts";

const CONSUMER = "accounts/consumer/account.yaml";
const pod = (name: string, more = "") => `  ${name}: { runsOn: eks, cluster: main, namespace: jobs, serviceAccount: ${name}${more} }\n`;
const grant = (name: string, more = "") => `      consumer/${name}: { can: [read]${more}, purpose: etl, because: daily balance }\n`;

const PODS: Edit = [
  CONSUMER,
  "workloads:\n",
  `clusters:
  main: { existing: eks-main, network: main, oidcProvider: create }
workloads:
${pod("tokens")}${pod("associated", ", identity: pod-identity")}${pod("taking", ", identity: pod-identity")}${pod("several")}`,
];
const GRANTS: Edit = [
  "accounts/owner/data.yaml",
  "    sharedWith:\n",
  `    sharedWith:\n${grant("tokens")}${grant("associated")}${grant("taking", ", how: role")}${grant("several")}      other/broker: { can: [read], purpose: etl, because: rates for tenants }
`,
];
const OTHER: readonly Edit[] = [
  [
    "accounts/other/account.yaml",
    "",
    `account: other
id: "300000000003"
organizationalUnit: workloads
networks:
  main: { region: eu-west-1, cidr: 10.3.0.0/16, zones: 1 }
clusters:
  main: { existing: eks-other, network: main, oidcProvider: existing }
workloads:
  api: { runsOn: lambda, network: main }
${pod("own")}${pod("broker")}deployers: [pipeline/deploy]
`,
  ],
  [
    "accounts/other/data.yaml",
    "",
    `tables:
  items:
    key: { partition: { tenant: string }, sort: { id: string } }
    tenants: { broker: broker, can: [read], tag: tenant }
  rates:
    key: { partition: { id: string } }
    usedBy: { api: { can: [read] }, own: { can: [read] } }
    sharedWith:
${grant("several")}`,
  ],
];

/** The principals that an allow names. */
const namedIn = ({ Effect, Principal }: StatementDocument): string => (Effect === "Allow" ? JSON.stringify(Principal ?? "") : "");

describe("roles of owners that pods take", function () {
  this.timeout(240_000);
  let deployed: Deployed | undefined;
  const before = (): Deployed => {
    assert.ok(deployed !== undefined);
    return deployed;
  };

  it("are taken as the declaration says, or as follows from what the pods use where it leaves that out", async () => {
    deployed = await deploy(withEdits(LINE, [PODS, GRANTS, ...OTHER]));
    assert.deepEqual(await foundIn(deployed), { whole: [], layers: [] });
  });

  it("are not taken with tokens by pods that use data of several owners", async () => {
    const tokens = before()
      .resources.flatMap(({ inputs }) => JSON.stringify(inputs["assumeRolePolicy"] ?? ""))
      .find((text) => text.includes("system:serviceaccount:jobs:tokens") && text.includes(":300000000001:"));
    const provider = /arn:aws:iam::300000000001:oidc-provider\/[^"\\]+/.exec(tokens ?? "")?.[0] ?? "";
    const opened = withStatements(before(), (statement) =>
      /^TrustSeveralOfConsumer/.test(statement.Sid ?? "") && statement.Action === "sts:AssumeRole"
        ? { ...statement, Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated: provider }, Condition: {} }
        : statement,
    );
    const { layers } = await foundIn(opened);
    assert.ok(
      layers.some((each) => /^the trust of owner\/access\/consumer\/several: breach the bearer of a token/.test(each)),
      layers.join("\n"),
    );
  });

  it("are not taken by pods of an association that is another pod's", async () => {
    const opened = withStatements(before(), (statement) =>
      /^TrustAssociatedOfConsumer/.test(statement.Sid ?? "") && namedIn(statement).includes("role/palisade/workload/associated")
        ? { ...statement, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-lineexample" } } }
        : statement,
    );
    const { layers } = await foundIn(opened);
    assert.ok(
      layers.some((each) => each.startsWith("the trust of owner/access/consumer/associated: breach consumer/associated")),
      layers.join("\n"),
    );
  });

  it("are kept from tokens of a cluster whose pods take none there", async () => {
    const opened = withStatements(before(), (statement) => (statement.Sid === "DenyUnknownIssuers" ? undefined : statement));
    const { layers } = await foundIn(opened);
    assert.ok(
      layers.some((each) => /^the resource control policies of other: breach the bearer of a token of \S+oidc\.eks\./.test(each)),
      layers.join("\n"),
    );
  });
});
