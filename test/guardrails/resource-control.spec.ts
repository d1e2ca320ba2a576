import assert from "node:assert/strict";
import { fit } from "../../guardrails/fit.ts";
import { type AdmittedParty, outsidePrincipals } from "../../guardrails/outside-principals.ts";
import { type RoleTakers, roleTakers } from "../../guardrails/role-takers.ts";
import { trustedIssuers } from "../../guardrails/trusted-issuers.ts";
import { type NonEmpty, nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import { ACCOUNT, type Ask, role, TABLE, underResourceControl, underTrust } from "./deciding.ts";

const ORGANIZATION = "o-acmeexample";
const AUDITOR = role("auditor", "900000000009");
const KEYS = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/*`;
const KEY = KEYS.replace("*", "0f8fad5b-d9cb-469f-a165-70867728950e");
const EXISTING_KEY = KEYS.replace("*", "1f8fad5b-d9cb-469f-a165-70867728950e");
const THROUGH = "dynamodb.eu-west-1.amazonaws.com";
const outside = (resources: NonEmpty<string>, keys: AdmittedParty["keys"], namedKeys: readonly string[] = []) =>
  outsidePrincipals({ id: ORGANIZATION, name: "acme" }, [{ name: "nightjar", role: AUDITOR, resources, namedKeys, keys }]);
const OUTSIDE = outside([TABLE, KEYS], [{ keys: [KEYS], through: [THROUGH], isMade: false }]);
const inside = { "aws:PrincipalOrgID": ORGANIZATION };
const reading = (as: string, context: Ask["with"] = {}): Ask => ({ as, to: "dynamodb:GetItem", on: TABLE, with: context });

describe("principals from outside", () => {
  for (const { fact, ask, is } of [
    { fact: "a role of the organization", ask: reading(role("reader", "200000000004"), inside), is: "allowed" },
    { fact: "a foreign role", ask: reading(role("thief", "999999999999")), is: "DenyPrincipalsOutsideTheOrganization" },
    {
      fact: "a role of another organization",
      ask: reading(role("thief", "999999999999"), { "aws:PrincipalOrgID": "o-other" }),
      is: "DenyPrincipalsOutsideTheOrganization",
    },
    { fact: "the external party's exact role", ask: reading(AUDITOR), is: "allowed" },
    {
      fact: "the external party at another table",
      ask: { ...reading(AUDITOR), on: `${TABLE}-of-others` },
      is: "DenyExternalNightjarBeyondItsGrants",
    },
    {
      fact: "the external party at a role that it was not granted",
      ask: { as: AUDITOR, to: "sts:AssumeRole", on: role("team") },
      is: "DenyExternalNightjarBeyondItsGrants",
    },
    {
      fact: "the external party at a key through DynamoDB",
      ask: { as: AUDITOR, to: "kms:Decrypt", on: KEY, with: { "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com" } },
      is: "allowed",
    },
    {
      fact: "the external party at a key directly",
      ask: { as: AUDITOR, to: "kms:Decrypt", on: KEY },
      is: "DenyExternalNightjarOtherKeys",
    },
    {
      fact: "another role of the external party",
      ask: reading(role("intern", "900000000009")),
      is: "DenyPrincipalsOutsideTheOrganization",
    },
    {
      fact: "a service that acts for a stranger",
      ask: reading("replication.dynamodb.amazonaws.com", {
        "aws:PrincipalIsAWSService": "true",
        "aws:SourceAccount": "999999999999",
        "aws:SourceOrgID": "o-other",
      }),
      is: "DenyServicesActingForOutsiders",
    },
    {
      fact: "a foreign role at a role's trust",
      ask: { as: role("thief", "999999999999"), to: "sts:AssumeRole", on: role("team") },
      is: "DenyPrincipalsOutsideTheOrganization",
    },
  ]) {
    it(`judges ${fact}: ${is}`, () => {
      assert.equal(underResourceControl(OUTSIDE, ask), is);
    });
  }

  describe("for a party that keys themselves are granted to", () => {
    const made = outside([TABLE, KEYS], [{ keys: [KEYS], through: [THROUGH], isMade: true }]);
    const both = outside([TABLE, KEYS], [{ keys: [KEYS], through: [THROUGH], isMade: true }], [EXISTING_KEY]);
    const decrypting = (on: string, context: Ask["with"] = {}): Ask => ({ as: AUDITOR, to: "kms:Decrypt", on, with: context });
    const ours = { "aws:ResourceTag/palisade:organization": "acme" };
    for (const { fact, statements, ask, is } of [
      { fact: "a key that stacks made", statements: made, ask: decrypting(KEY, ours), is: "allowed" },
      { fact: "a key that nobody declared", statements: made, ask: decrypting(KEY), is: "DenyExternalNightjarOtherKeys" },
      {
        fact: "a key of another organization's blueprint",
        statements: made,
        ask: decrypting(KEY, { "aws:ResourceTag/palisade:organization": "other" }),
        is: "DenyExternalNightjarOtherKeys",
      },
      { fact: "any key through DynamoDB", statements: made, ask: decrypting(KEY, { "kms:ViaService": THROUGH }), is: "allowed" },
      { fact: "a key that exists and is granted", statements: both, ask: decrypting(EXISTING_KEY), is: "allowed" },
      { fact: "another key beside it", statements: both, ask: decrypting(KEY), is: "DenyExternalNightjarOtherKeys" },
    ])
      it(`judges ${fact}: ${is}`, () => {
        assert.equal(underResourceControl(statements, ask), is);
      });
  });

  describe("for a party that uses keys of two accounts through different services", () => {
    const elsewhere = KEYS.replace(ACCOUNT, "200000000007");
    const secrets = THROUGH.replace("dynamodb", "secretsmanager");
    const statements = outside(
      [TABLE, KEYS, elsewhere],
      [
        { keys: [KEYS], through: [THROUGH], isMade: false },
        { keys: [elsewhere], through: [secrets], isMade: true },
      ],
      [EXISTING_KEY],
    );
    const decrypting = (on: string, context: Ask["with"] = {}): Ask => ({ as: AUDITOR, to: "kms:Decrypt", on, with: context });
    const ours = { "aws:ResourceTag/palisade:organization": "acme" };
    for (const { fact, ask, is } of [
      { fact: "the first through its service", ask: decrypting(KEYS, { "kms:ViaService": THROUGH }), is: "allowed" },
      { fact: "the first through the other's", ask: decrypting(KEYS, { "kms:ViaService": secrets }), is: "DenyExternalNightjarOtherKeys" },
      { fact: "the first by its tag", ask: decrypting(KEYS, ours), is: "DenyExternalNightjarOtherKeys" },
      { fact: "the second through its service", ask: decrypting(elsewhere, { "kms:ViaService": secrets }), is: "allowed" },
      {
        fact: "the second through the first's",
        ask: decrypting(elsewhere, { "kms:ViaService": THROUGH }),
        is: "DenyExternalNightjarOtherKeys2",
      },
      { fact: "the second by its tag", ask: decrypting(elsewhere, ours), is: "allowed" },
      { fact: "a key that exists and is granted", ask: decrypting(EXISTING_KEY), is: "allowed" },
    ])
      it(`judges ${fact}: ${is}`, () => {
        assert.equal(underResourceControl(statements, ask), is);
      });
  });

  it("say nothing of who comes with a token", () => {
    assert.doesNotMatch(render(resourceControlPolicy(OUTSIDE)), /WebIdentity|SAML|sts:\*/);
  });
});

const RUNNER = role("PalisadeRunner", "100000000001");
const BREAK_GLASS = "palisade/break-glass/BreakGlass";
const ON_CALL = "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_OnCall_0123456789abcdef";
const TAKERS: RoleTakers = {
  deployRoles: [role("PalisadeDeploy", "*")],
  runners: [RUNNER],
  breakGlass: {
    roles: [role(BREAK_GLASS, "*")],
    people: [role("aws-reserved/sso.amazonaws.com*/AWSReservedSSO_OnCall_????????????????", "*")],
    listenedTo: ["eu-west-1"],
  },
  services: [
    { service: "backup.amazonaws.com", roles: [role("backup", "*")] },
    { service: "dax.amazonaws.com", roles: [role("dax")] },
  ],
  arePinned: true,
};

describe("exempt roles", () => {
  const taking = (name: string, as: string, context: Ask["with"] = {}, to = "sts:AssumeRole"): Ask => ({
    as,
    to,
    on: role(name),
    with: { "aws:RequestedRegion": "eu-west-1", ...context },
  });
  const CASES: readonly { readonly fact: string; readonly ask: Ask; readonly is: string; readonly observed?: string }[] = [
    { fact: "who runs deployments at the deploy role", ask: taking("PalisadeDeploy", RUNNER), is: "allowed" },
    { fact: "an administrator at the deploy role", ask: taking("PalisadeDeploy", role("admin")), is: "DenyTakingTheDeployRole" },
    {
      fact: "the bearer of an assertion at the deploy role",
      ask: taking("PalisadeDeploy", `arn:aws:iam::${ACCOUNT}:saml-provider/idp`, {}, "sts:AssumeRoleWithSAML"),
      is: "DenyTakingTheDeployRole",
    },
    {
      fact: "an administrator at a role of the deploy role's name under a path",
      ask: taking("team/PalisadeDeploy", role("admin")),
      is: "allowed",
    },
    { fact: "who is on call at break-glass", ask: taking(BREAK_GLASS, role(ON_CALL)), is: "allowed" },
    { fact: "the deploy role at break-glass", ask: taking(BREAK_GLASS, role("PalisadeDeploy")), is: "DenyTakingBreakGlass" },
    {
      fact: "a permission set whose name begins with the trusted one's at break-glass",
      ask: taking(BREAK_GLASS, role(ON_CALL.replace("OnCall_", "OnCall_ReadOnly_"))),
      is: "DenyTakingBreakGlass",
    },
    {
      fact: "who is on call in another account at break-glass",
      ask: taking(BREAK_GLASS, role(ON_CALL, "200000000004")),
      is: "DenyTakingBreakGlassOfAnotherAccount",
    },
    {
      fact: "who is on call at break-glass in a region that no rule listens to",
      ask: taking(BREAK_GLASS, role(ON_CALL), { "aws:RequestedRegion": "ap-southeast-2" }),
      is: "DenyTakingBreakGlassUnheard",
    },
    { fact: "AWS Backup at a backup role", ask: taking("backup", "backup.amazonaws.com"), is: "allowed" },
    { fact: "Lambda at a backup role", ask: taking("backup", "lambda.amazonaws.com"), is: "DenyTakingRolesOfBackup", observed: "allowed" },
    {
      fact: "the deploy role at a backup role",
      ask: taking("backup", role("PalisadeDeploy")),
      is: "DenyTakingRolesOfBackup",
      observed: "DenyTakingRolesOfServices",
    },
    {
      fact: "the bearer of a token at a service's role",
      ask: taking("dax", `arn:aws:iam::${ACCOUNT}:oidc-provider/issuer.example.com`, {}, "sts:AssumeRoleWithWebIdentity"),
      is: "DenyTakingRolesOfDax",
      observed: "DenyTakingRolesOfServices",
    },
    { fact: "a team at a role of its own", ask: taking("team", role("admin")), is: "allowed" },
  ];
  for (const { fact, ask, is, observed = is } of CASES)
    it(`judge ${fact}: ${is}`, () => {
      const statements = roleTakers(TAKERS);
      assert.equal(underTrust(statements, ask), is);
      assert.equal(underTrust(roleTakers({ ...TAKERS, arePinned: false }), ask), observed);
      if (is === "allowed") return;
      const [first, ...others] = statements.filter(({ sid }) => sid !== is);
      assert.ok(first !== undefined);
      assert.equal(underTrust([first, ...others], ask), "allowed");
    });

  it("ask for no region where no alarm is declared", () => {
    const statements = roleTakers({ ...TAKERS, breakGlass: { ...TAKERS.breakGlass, listenedTo: undefined } });
    assert.ok(statements.every(({ sid }) => sid !== "DenyTakingBreakGlassUnheard"));
  });

  it("fill as many statements as they need, none of which is larger than a document", () => {
    const names = Array.from({ length: 120 }, (_, index) => role(`team/state-machine-${index.toString()}`, "*"));
    const statements = roleTakers({ ...TAKERS, services: [{ service: "states.amazonaws.com", roles: nonEmpty(names, "names") }] });
    const documents = fit(statements, resourceControlPolicy, "takers");
    for (const each of documents) assert.ok(render(resourceControlPolicy(each)).length <= 5120);
    const bound = statements.flatMap((each) => (each.sid.startsWith("DenyTakingRolesOfStates") ? (each.resources ?? []) : []));
    assert.deepEqual(bound, names);
  });
});

describe("issuers", () => {
  const provider = (issuer: string) => `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}`;
  const coming = (issuer: string): Ask => ({
    as: provider(issuer),
    to: "sts:AssumeRoleWithWebIdentity",
    on: role("palisade/access/pod"),
    with: { [`${issuer}:sub`]: "system:serviceaccount:billing:invoicer", [`${issuer}:aud`]: "sts.amazonaws.com" },
  });
  const issuers = ["https://oidc.eks.eu-west-1.amazonaws.com/id/AAAA", "token.actions.githubusercontent.com"];

  it("that are trusted are let in, in either spelling, and no others", () => {
    const statements = trustedIssuers(issuers);
    assert.equal(underResourceControl(statements, coming("oidc.eks.eu-west-1.amazonaws.com/id/BBBB")), "DenyUnknownIssuers");
    assert.notEqual(underResourceControl(statements, coming("oidc.eks.eu-west-1.amazonaws.com/id/AAAA")), "DenyUnknownIssuers");
    assert.notEqual(underResourceControl(statements, coming("token.actions.githubusercontent.com")), "DenyUnknownIssuers");
  });

  it("are all shut out where none is trusted", () => {
    assert.equal(underResourceControl(trustedIssuers([]), coming("token.actions.githubusercontent.com")), "DenyUnknownIssuers");
  });

  it("make the same document in whatever order they are named", () => {
    assert.equal(
      render(resourceControlPolicy(trustedIssuers([...issuers, ...issuers].reverse()))),
      '{"Version":"2012-10-17","Statement":[{"Sid":"DenyUnknownIssuers","Effect":"Deny","Principal":"*","Action":"sts:AssumeRoleWithWebIdentity","Resource":"*","Condition":{"Null":{"oidc.eks.eu-west-1.amazonaws.com/id/AAAA:sub":"true","token.actions.githubusercontent.com:sub":"true"}}}]}',
    );
  });
});
