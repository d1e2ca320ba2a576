import assert from "node:assert/strict";
import {
  type AssumableRole,
  type AssumingCaller,
  assumedSession,
  assumeRoleRequests,
  assumptionProblems,
  webIdentityRequest,
  webIdentitySession,
} from "../../../proof/engine/session.ts";
import { decideUnder, OWNER, policy } from "./engine.ts";

const NOW = new Date("2026-11-22T10:00:00Z");
const ANA: AssumingCaller = {
  principal: `arn:aws:iam::${OWNER}:user/ana`,
  context: { "aws:MultiFactorAuthPresent": "true", "aws:PrincipalTag/office": "Berlin" },
};
const FIRST: AssumableRole = { arn: `arn:aws:iam::${OWNER}:role/team/first`, tags: { heart: "1" }, uniqueId: "AROAFIRST" };
const SECOND: AssumableRole = { arn: `arn:aws:iam::${OWNER}:role/second`, tags: { star: "3", sun: "2" } };
const PASSED = { sessionName: "s1", tags: { star: "1", moon: "5" }, transitiveTagKeys: ["star"] };
const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
const IDENTITY = {
  provider: `arn:aws:iam::${OWNER}:oidc-provider/${ISSUER}`,
  claims: { aud: "sts.amazonaws.com", sub: "system:serviceaccount:billing:invoicer", email: "a@example.com" },
};

function inFirst(): AssumingCaller {
  const session = assumedSession(ANA, FIRST, PASSED, NOW);
  return { principal: session.principal, context: session.context, session };
}

describe("a session of an assumed role", () => {
  it("is the role's, named by its own ARN, tagged by role and call, and without the caller's MFA and tags", () => {
    assert.deepEqual(assumedSession(ANA, FIRST, PASSED, NOW), {
      principal: `arn:aws:sts::${OWNER}:assumed-role/first/s1`,
      context: {
        "aws:PrincipalArn": FIRST.arn,
        "aws:TokenIssueTime": "2026-11-22T10:00:00.000Z",
        "aws:PrincipalTag/heart": "1",
        "aws:PrincipalTag/star": "1",
        "aws:PrincipalTag/moon": "5",
        "aws:userid": "AROAFIRST:s1",
      },
      transitiveTags: { star: "1" },
      sourceIdentity: undefined,
    });
  });

  it("hands on transitive tags, which win over the next role's, and no others", () => {
    const { context, transitiveTags } = assumedSession(inFirst(), SECOND, { sessionName: "s2" }, NOW);
    assert.deepEqual(transitiveTags, { star: "1" });
    assert.deepEqual(
      Object.entries(context).filter(([key]) => key.startsWith("aws:PrincipalTag/")),
      [
        ["aws:PrincipalTag/star", "1"],
        ["aws:PrincipalTag/sun", "2"],
      ],
    );
  });

  it("overrides a role's tag of the same key in another case", () => {
    const { context } = assumedSession(ANA, SECOND, { sessionName: "s", tags: { Sun: "9" } }, NOW);
    assert.equal(context["aws:PrincipalTag/Sun"], "9");
    assert.equal(context["aws:PrincipalTag/sun"], undefined);
  });

  it("keeps the first source identity through the chain", () => {
    const session = assumedSession(ANA, FIRST, { sessionName: "s1", sourceIdentity: "ana" }, NOW);
    const next = assumedSession({ ...session, session }, SECOND, { sessionName: "s2" }, NOW);
    assert.equal(next.context["aws:SourceIdentity"], "ana");
    assert.equal(next.sourceIdentity, "ana");
  });

  it("refuses a transitive tag passed again, another source identity and more than an hour, in a chain only", () => {
    const session = assumedSession(ANA, FIRST, { ...PASSED, sourceIdentity: "ana" }, NOW);
    const passed = { sessionName: "s2", tags: { Star: "2" }, sourceIdentity: "bob", durationSeconds: 3601 };
    assert.deepEqual(
      assumptionProblems({ ...session, session }, passed).map(({ path, message }) => `${path.join(".")}: ${message}`),
      [
        'tags.Star: is inherited as a transitive tag, got "Star"; do not pass it again',
        'sourceIdentity: cannot be changed in a chain of roles, got "bob"; leave it out, it stays ana',
        "durationSeconds: is too long for a chained session, got 3601; ask for 3600 at most",
      ],
    );
    assert.deepEqual(assumptionProblems(ANA, passed), []);
    assert.deepEqual(assumptionProblems({ ...session, session }, { sessionName: "s2", durationSeconds: 3600, sourceIdentity: "ana" }), []);
  });

  it("cannot be of what is no role", () => {
    assert.throws(
      () => assumedSession(ANA, { arn: ANA.principal }, { sessionName: "s" }, NOW),
      /session: not a role, got "arn:aws:iam::111111111111:user\/ana"/,
    );
  });

  it("is asked for by one request, with tags and source identity by three, each with all that is passed", () => {
    assert.deepEqual(
      assumeRoleRequests(ANA, FIRST, { sessionName: "s1" }).map(({ action }) => action),
      ["sts:AssumeRole"],
    );
    const requests = assumeRoleRequests(ANA, FIRST, { ...PASSED, sourceIdentity: "ana", externalId: "x" });
    assert.deepEqual(
      requests.map(({ action }) => action),
      ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    );
    for (const { principal, resource, context } of requests) {
      assert.deepEqual([principal, resource], [ANA.principal, FIRST.arn]);
      assert.deepEqual(context, {
        ...ANA.context,
        "aws:ResourceTag/heart": "1",
        "iam:ResourceTag/heart": "1",
        "aws:RequestTag/star": "1",
        "aws:RequestTag/moon": "5",
        "aws:TagKeys": ["star", "moon"],
        "sts:TransitiveTagKeys": ["star"],
        "sts:RoleSessionName": "s1",
        "sts:ExternalId": "x",
        "sts:SourceIdentity": "ana",
      });
    }
  });

  it("asks in a chain to hand on the tags and the source identity that it inherited", () => {
    const session = assumedSession(ANA, FIRST, { ...PASSED, sourceIdentity: "ana" }, NOW);
    const requests = assumeRoleRequests({ ...session, session }, SECOND, { sessionName: "s2" });
    assert.deepEqual(
      requests.map(({ action, context }) => [
        action,
        context["aws:RequestTag/star"],
        context["aws:TagKeys"],
        context["sts:SourceIdentity"],
      ]),
      ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"].map((action) => [action, "1", ["star"], "ana"]),
    );
  });

  it("is decided like any other caller: its tag opens what the tag names", () => {
    const session = assumedSession(ANA, FIRST, PASSED, NOW);
    const table = (name: string) => ({
      principal: session.principal,
      action: "dynamodb:GetItem",
      resource: `arn:aws:dynamodb:eu-west-1:${OWNER}:table/${name}`,
      context: session.context,
    });
    const identity = [
      policy({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: `arn:aws:dynamodb:*:*:table/star-\${aws:PrincipalTag/star}` }),
    ];
    assert.deepEqual(
      ["star-1", "star-2"].map((name) => decideUnder(table(name), { identity }).outcome),
      ["allowed", "implicitly-denied"],
    );
  });
});

describe("a session of a web identity", () => {
  it("is asked for by a bearer with all claims of the token", () => {
    const request = webIdentityRequest(IDENTITY, FIRST, "pod", { "aws:SourceVpc": "vpc-1" });
    assert.deepEqual(request, {
      principal: IDENTITY.provider,
      action: "sts:AssumeRoleWithWebIdentity",
      resource: FIRST.arn,
      context: {
        "aws:SourceVpc": "vpc-1",
        "aws:ResourceTag/heart": "1",
        "iam:ResourceTag/heart": "1",
        [`${ISSUER}:aud`]: "sts.amazonaws.com",
        [`${ISSUER}:sub`]: "system:serviceaccount:billing:invoicer",
        [`${ISSUER}:email`]: "a@example.com",
        "aws:FederatedProvider": IDENTITY.provider,
        "sts:RoleSessionName": "pod",
      },
    });
  });

  it("remembers provider, audience and subject, and no other claim", () => {
    assert.deepEqual(webIdentitySession(IDENTITY, FIRST, "pod", NOW), {
      principal: `arn:aws:sts::${OWNER}:assumed-role/first/pod`,
      context: {
        [`${ISSUER}:aud`]: "sts.amazonaws.com",
        [`${ISSUER}:sub`]: "system:serviceaccount:billing:invoicer",
        "aws:FederatedProvider": IDENTITY.provider,
        "aws:PrincipalArn": FIRST.arn,
        "aws:TokenIssueTime": "2026-11-22T10:00:00.000Z",
        "aws:PrincipalTag/heart": "1",
        "aws:userid": "AROAFIRST:pod",
      },
      transitiveTags: {},
      sourceIdentity: undefined,
    });
  });
});
