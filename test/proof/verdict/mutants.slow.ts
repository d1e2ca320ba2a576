import assert from "node:assert/strict";
import type { QuestionSubject } from "../../../proof/classes/questions.ts";
import type { ConditionBlock, PolicyDocument } from "../../../proof/engine/policy-document.ts";
import { equivalenceOf } from "../../../proof/verdict/equivalent-mutants.ts";
import { CHANGES, mutantsOf } from "../../../proof/verdict/mutants.ts";
import { type JudgedMutant, noticeMutants } from "../../../proof/verdict/notice-mutants.ts";
import { proveLayers } from "../../../proof/verdict/prove-layers.ts";
import { deployedPolicies } from "../../../proof/world/deployed-policies.ts";
import { type Differences, differencesIn } from "../../support/mutant-differences.ts";
import { mutantScenarios, replay } from "../../support/mutant-scenarios.ts";
import { acmeSubject, type ChangeStatements, lineSubject, type WrittenStatement } from "../../support/proof-subject.ts";
import { unnoticedIn } from "../../support/unnoticed.ts";

describe("mutants of documents", function () {
  this.timeout(240_000);
  let judged: readonly JudgedMutant[] = [];
  let differences: Differences = () => [];
  let subject: QuestionSubject;

  before(async () => {
    subject = await lineSubject();
    judged = noticeMutants(subject);
    differences = differencesIn(subject.world);
  });

  it("change one element each, of every kind", () => {
    const document: PolicyDocument = {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "One",
          Effect: "Allow",
          Principal: { AWS: ["arn:aws:iam::300000000001:role/a", "arn:aws:iam::300000000002:role/b"] },
          Action: ["dynamodb:GetItem", "dynamodb:Query"],
          Resource: ["arn:aws:dynamodb:eu-west-1:300000000001:table/a", "arn:aws:dynamodb:eu-west-1:300000000001:table/a/index/b"],
          Condition: { StringEquals: { "aws:SourceVpc": ["vpc-1", "vpc-2"] } },
        },
      ],
    };
    const mutants = mutantsOf(document, "resource policy");
    assert.deepEqual([...new Set(mutants.map(({ change }) => change))].sort(), [...CHANGES].sort());
    assert.deepEqual(
      mutants.filter(({ change }) => change === "value dropped" || change === "operator flipped").map(({ what }) => what),
      [
        "One: aws:SourceVpc without vpc-1",
        "One: aws:SourceVpc without vpc-2",
        "One: aws:SourceVpc by StringNotEquals for StringEquals",
        "One: aws:SourceVpc by StringEqualsIfExists for StringEquals",
      ],
    );
    assert.equal(new Set(mutants.map((each) => JSON.stringify(each.document))).size, mutants.length);
  });

  it("are noticed in the smallest organization, all but those that change nothing", () => {
    assert.deepEqual(unnoticedIn(judged), []);
    const noticed = judged.filter(({ noticedBy }) => noticedBy !== undefined);
    assert.deepEqual(
      [...new Set(noticed.map(({ mutant }) => mutant.change))].sort(),
      CHANGES.filter((each) => each !== "principal dropped").sort(),
    );
    assert.ok(noticed.length > 600);
  });

  it("that are noticed are never said to change nothing", () => {
    const both = judged.filter(({ noticedBy, equivalence }) => noticedBy !== undefined && equivalence !== undefined);
    assert.deepEqual(
      both.map(({ mutant, equivalence }) => `${mutant.what}, because ${equivalence ?? ""}`),
      [],
    );
  });

  it("change something where a statement of the document covers less than the other", () => {
    const exempting = (...roles: readonly string[]) => ({
      ArnNotLikeIfExists: { "aws:PrincipalArn": roles.map((role) => `arn:aws:iam::1:role/${role}`) },
    });
    const document = (direct: readonly string[], through: readonly string[]): PolicyDocument => ({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Direct",
          Effect: "Deny",
          Action: "dynamodb:GetItem",
          Resource: "*",
          Condition: { Null: { "aws:CalledVia": "true" }, ...exempting(...direct) },
        },
        {
          Sid: "Through",
          Effect: "Deny",
          Action: "dynamodb:GetItem",
          Resource: "*",
          Condition: { Null: { "aws:CalledVia": "false" }, ...exempting(...through) },
        },
      ],
    });
    const equivalenceIn = (changed: PolicyDocument) => {
      const mutants = mutantsOf(changed, "service control policy").filter(({ what }) => what === "Through: without Null aws:CalledVia");
      return mutants.map((mutant) => equivalenceOf(changed, "service control policy", mutant));
    };
    assert.deepEqual(equivalenceIn(document(["a"], ["a", "b"])), ["direct calls are closed by a statement of their own"]);
    assert.deepEqual(equivalenceIn(document(["a", "b"], ["a"])), [undefined]);
  });

  it("change nothing where a principal's own ARN says the account that a condition names, and something for another account", () => {
    const equivalenceFor = (principal: string) => {
      const document: PolicyDocument = {
        Version: "2012-10-17",
        Statement: {
          Sid: "Partner",
          Effect: "Allow",
          Principal: { AWS: principal },
          Action: "dynamodb:GetItem",
          Resource: "arn:aws:dynamodb:eu-west-1:111111111111:table/a",
          Condition: { StringEquals: { "aws:PrincipalAccount": "222222222222", "aws:PrincipalOrgID": "o-partner0000" } },
        },
      };
      const dropped = mutantsOf(document, "resource policy").filter(({ what }) => /: without StringEquals aws:Principal/.test(what));
      return dropped.map((mutant) => equivalenceOf(document, "resource policy", mutant));
    };
    const because = "the principals are of the account that aws:PrincipalAccount names";
    assert.deepEqual(equivalenceFor("arn:aws:iam::222222222222:role/partner"), [because, undefined]);
    assert.deepEqual(equivalenceFor("arn:aws:iam::333333333333:role/partner"), [undefined, undefined]);
    assert.deepEqual(equivalenceFor("*"), [undefined, undefined]);
  });

  it("change something where a role's own statement denies it less than the one that it is dropped from", () => {
    const role = "arn:aws:iam::1:role/a";
    const equivalenceWith = (own: ConditionBlock) => {
      const document: PolicyDocument = {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Everybody",
            Effect: "Deny",
            Action: "dynamodb:GetItem",
            Resource: "*",
            Condition: {
              ArnNotLikeIfExists: { "aws:PrincipalArn": [role, "arn:aws:iam::1:role/b"] },
              StringNotEqualsIfExists: { "aws:RequestedRegion": ["eu-west-1", "us-east-1"] },
            },
          },
          {
            Sid: "Own",
            Effect: "Deny",
            Action: ["dynamodb:GetItem", "dynamodb:Query"],
            Resource: "*",
            Condition: { ArnLike: { "aws:PrincipalArn": role }, ...own },
          },
        ],
      };
      const kind = "service control policy";
      const mutant = mutantsOf(document, kind).find(({ what }) => what === `Everybody: aws:PrincipalArn without ${role}`);
      return mutant === undefined ? "no such change" : equivalenceOf(document, kind, mutant);
    };
    const outside = (...regions: readonly string[]) => ({ StringNotEqualsIfExists: { "aws:RequestedRegion": regions } });
    for (const own of [{}, outside("eu-west-1"), outside("eu-west-1", "us-east-1")])
      assert.equal(equivalenceWith(own), "the role is bound by statements of its own");
    for (const own of [
      outside("eu-west-1", "eu-west-2"),
      { StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1" } },
      { ArnNotLikeIfExists: { "aws:PrincipalArn": role } },
    ])
      assert.equal(equivalenceWith(own), undefined);
  });

  it("change something where a Deny spares a service of what it is allowed, or others of an account", () => {
    const TABLE = "arn:aws:dynamodb:eu-west-1:111111111111:table/a";
    const joiner = "arn:aws:iam::222222222222:role/joiner";
    const equivalenceWith = (
      denied: string,
      exempt: readonly string[],
      service: object = { Service: "replication.dynamodb.amazonaws.com" },
    ) => {
      const at = { Resource: TABLE };
      const statement = {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Join",
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::222222222222:root" },
            Action: "dynamodb:AssociateTableReplica",
            ...at,
            Condition: { ArnEquals: { "aws:PrincipalArn": joiner } },
          },
          { Sid: "Replicate", Effect: "Allow", Principal: service, Action: "dynamodb:ReplicateSettings", ...at },
          {
            Sid: "Others",
            Effect: "Deny",
            Principal: "*",
            Action: "dynamodb:*",
            ...at,
            Condition: { ArnNotLikeIfExists: { "aws:PrincipalArn": exempt }, BoolIfExists: { "aws:PrincipalIsAWSService": "false" } },
          },
          {
            Sid: "Data",
            Effect: "Deny",
            Principal: "*",
            Action: denied,
            ...at,
            Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/b" } },
          },
        ],
      } as unknown as PolicyDocument;
      const mutants = mutantsOf(statement, "resource policy");
      return [
        "Join: without ArnEquals aws:PrincipalArn",
        "Others: aws:PrincipalIsAWSService by Bool for BoolIfExists",
        "Data: aws:PrincipalArn by ArnLikeIfExists for ArnLike",
      ].map((what) => {
        const mutant = mutants.find((each) => each.what === what);
        return mutant === undefined ? "no such change" : equivalenceOf(statement, "resource policy", mutant) !== undefined;
      });
    };
    assert.deepEqual(equivalenceWith("dynamodb:GetItem", [joiner]), [true, true, true]);
    assert.deepEqual(equivalenceWith("dynamodb:Replicate*", [joiner]), [true, true, false]);
    for (const more of ["arn:aws:iam::222222222222:role/another", "arn:aws:iam::*:role/another"])
      assert.deepEqual(equivalenceWith("dynamodb:GetItem", [joiner, more]), [false, true, true]);
    assert.deepEqual(equivalenceWith("dynamodb:GetItem", [joiner], { AWS: "*" }), [true, false, false]);
  });

  it("that are said to change nothing decide random requests as their documents do, by the reference", () => {
    const equivalent = judged.filter(({ noticedBy }) => noticedBy === undefined);
    assert.deepEqual(
      equivalent.flatMap((each, index) => differences(each, index).slice(0, 1)),
      [],
    );
  });

  it("that are noticed decide some random requests otherwise, mostly, by the reference", () => {
    const noticed = judged.filter(({ noticedBy }, index) => noticedBy !== undefined && index % 10 === 0);
    const seen = noticed.filter((each, index) => differences(each, index).length > 0);
    assert.ok(seen.length > noticed.length / 2, `${seen.length.toString()} of ${noticed.length.toString()}`);
  });

  it("that are noticed are shown by a scenario each, which simulate replays to the same decision and statement", async () => {
    const noticed = judged.filter(({ noticedBy }) => noticedBy !== undefined);
    assert.deepEqual(await replay(mutantScenarios(noticed, subject.world)), { passed: noticed.length, failed: [] });
  });

  it("that are noticed are found where the changed documents are what is deployed, of every fortieth", async () => {
    const noticed = judged.filter(({ noticedBy }) => noticedBy !== undefined).filter((_, index) => index % 40 === 0);
    assert.ok(noticed.length > 15);
    const documents = deployedPolicies(subject.world.deployed);
    for (const { document, mutant, noticedBy } of noticed) {
      const written = JSON.stringify(documents.get(document)?.document.Statement);
      const changed = [mutant.document.Statement].flat() as unknown as readonly WrittenStatement[];
      const change: ChangeStatements = (_, statements) => (JSON.stringify(statements) === written ? changed : statements);
      assert.ok(
        proveLayers(await lineSubject(change), undefined, noticedBy?.question.asked.layer).findings.length > 0,
        `${document}: ${mutant.what}`,
      );
    }
  });

  it("of the sample's endpoints are all noticed, but for those that change nothing", async () => {
    const all = noticeMutants(await acmeSubject(), (_, __, kind) => kind === "endpoint policy");
    assert.ok(all.length > 600, all.length.toString());
    assert.deepEqual(unnoticedIn(all), []);
    assert.deepEqual(
      [...new Set(all.flatMap(({ noticedBy, equivalence }) => (noticedBy === undefined ? [equivalence] : [])))],
      ["whoever is in an organization has an account and an ARN"],
    );
  });
});
