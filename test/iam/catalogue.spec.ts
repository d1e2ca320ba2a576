import assert from "node:assert/strict";
import fc from "fast-check";
import { BLUEPRINT_SERVICES, type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import { nearest } from "../../iam/nearest.ts";
import { wildcard } from "../../iam/wildcard.ts";

describe("the catalogue", () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue(BLUEPRINT_SERVICES);
  });

  it("has the blueprint's services, sorted", () => assert.deepEqual(catalogue.services, [...BLUEPRINT_SERVICES].sort()));

  it("has only the services that were asked for", async () => {
    const small = await loadCatalogue(["KMS", "kms"]);
    assert.deepEqual(small.services, ["kms"]);
    assert.equal(small.action("dynamodb:GetItem"), undefined);
    assert.deepEqual(small.actionsOf("dynamodb"), []);
    assert.deepEqual(small.resourceTypesOf("dynamodb"), []);
  });

  it("refuses a service that does not exist, and names the nearest", async () => {
    await assert.rejects(loadCatalogue(["dynamo"]), { message: 'catalogue: no such AWS service, got "dynamo"; did you mean "dynamodb"?' });
    await assert.rejects(loadCatalogue(["qqqqqqqqqqqq"]), {
      message: 'catalogue: no such AWS service, got "qqqqqqqqqqqq"; use the prefix of its actions',
    });
  });

  it("is frozen throughout", () => {
    const action = catalogue.action("dynamodb:Query");
    assert.ok(action !== undefined);
    for (const value of [
      catalogue,
      catalogue.services,
      catalogue.expand("kms:*"),
      action,
      action.accessLevels,
      action.resources,
      action.resources[0],
      action.conditionKeys,
      catalogue.resourceType("dynamodb", "table"),
      catalogue.conditionKey("aws:SourceVpc"),
    ]) {
      assert.ok(Object.isFrozen(value));
    }
  });

  it("knows which of its services resource control policies reach", () => {
    assert.deepEqual(
      catalogue.resourceControlledServices.filter((service) =>
        ["dax", "dynamodb", "iam", "kms", "secretsmanager", "ssm", "sts"].includes(service),
      ),
      ["dax", "dynamodb", "kms", "secretsmanager", "sts"],
    );
  });

  describe("of actions", () => {
    it("describes one as AWS does", () => {
      const action = catalogue.action("dynamodb:getitem");
      assert.deepEqual(action, {
        name: "dynamodb:GetItem",
        service: "dynamodb",
        accessLevels: ["Read"],
        isWrite: false,
        resources: [{ name: "table", isRequired: true, conditionKeys: [] }],
        isWildcardOnly: false,
        conditionKeys: [
          "dynamodb:Attributes",
          "dynamodb:EnclosingOperation",
          "dynamodb:LeadingKeys",
          "dynamodb:ReturnConsumedCapacity",
          "dynamodb:Select",
        ],
        dependentActions: [],
      });
    });

    const LEVELS: [string, readonly string[], boolean][] = [
      ["dynamodb:PutItem", ["Write"], true],
      ["dynamodb:ListTables", ["List"], false],
      ["dynamodb:TagResource", ["Tagging", "Write"], true],
      ["iam:PutRolePolicy", ["Permissions management", "Write"], true],
    ];
    for (const [name, levels, isWrite] of LEVELS) {
      it(`classes ${name} as ${levels.join(" and ")}`, () => {
        assert.deepEqual(catalogue.action(name)?.accessLevels, levels);
        assert.equal(catalogue.action(name)?.isWrite, isWrite);
      });
    }

    it("knows when only * is a resource", () => assert.equal(catalogue.action("dynamodb:ListStreams")?.isWildcardOnly, true));

    // The newest that policies of the blueprint name; were one missing, a document naming it would be refused as misspelt.
    for (const name of [
      "dynamodb:AssociateTableReplica",
      "dynamodb:ConditionCheckItem",
      "dynamodb:CreateTableReplica",
      "dynamodb:PartiQLSelect",
      "dynamodb:ReadDataForReplication",
      "dynamodb:ReplicateSettings",
      "dynamodb:SearchVectors",
      "dynamodb:WriteDataForReplication",
      "sts:AssumeRoot",
      "sts:TagSession",
    ]) {
      it(`knows ${name}`, () => assert.equal(catalogue.action(name)?.name, name));
    }

    for (const name of ["", "*", "GetItem", "dynamodb:", "dynamodb:GetItems", "dynamodb:ListShards", "dynamodb:Get*", "dynamo:GetItem"]) {
      it(`knows no action ${JSON.stringify(name)}`, () => assert.equal(catalogue.action(name), undefined));
    }
  });

  describe("expands", () => {
    const PATTERNS: [string, readonly string[]][] = [
      ["dynamodb:GetItem", ["dynamodb:GetItem"]],
      ["DynamoDB:get*ITEM", ["dynamodb:GetItem"]],
      ["dynamodb:?etItem", ["dynamodb:GetItem"]],
      ["dynamodb:PartiQL*", ["dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate"]],
      ["kms:ReEncrypt*", ["kms:ReEncryptFrom", "kms:ReEncryptTo"]],
      ["*:tagsession", ["sts:TagSession"]],
      ["dynamodb:Nothing*", []],
      ["dynamodb:??", []],
      ["dynamodb", []],
    ];
    for (const [pattern, names] of PATTERNS) {
      it(`${pattern} to ${names.length === 0 ? "nothing" : names.join(", ")}`, () =>
        assert.deepEqual(
          catalogue.expand(pattern).map((action) => action.name),
          names,
        ));
    }

    it("* to everything", () => {
      const all = catalogue.services.flatMap((service) => catalogue.actionsOf(service));
      assert.equal(catalogue.expand("*").length, all.length);
      assert.equal(catalogue.expand("*:*").length, all.length);
    });

    it("a service's * to all its actions, sorted", () => {
      const actions = catalogue.expand("dynamodb:*");
      assert.deepEqual(actions, catalogue.actionsOf("dynamodb"));
      assert.deepEqual(
        actions.map((action) => action.name),
        actions.map((action) => action.name).sort(),
      );
    });

    it("no special character of regular expressions", () => assert.deepEqual(catalogue.expand("dynamodb:Get.tem"), []));
  });

  describe("of resource types", () => {
    it("gives ARN patterns and condition keys", () => {
      assert.deepEqual(catalogue.resourceType("DynamoDB", "Stream"), {
        name: "stream",
        service: "dynamodb",
        arnPattern: "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/stream/${StreamLabel}",
        conditionKeys: ["aws:ResourceTag/${TagKey}"],
      });
    });

    it("knows none by a wrong name", () => assert.equal(catalogue.resourceType("dynamodb", "tables"), undefined));

    it("knows every one that an action names", () => {
      for (const service of ["dynamodb", "kms", "secretsmanager", "sts"]) {
        const types = new Set(catalogue.resourceTypesOf(service).map((type) => type.name));
        for (const action of catalogue.actionsOf(service)) {
          for (const resource of action.resources) assert.ok(types.has(resource.name), `${action.name} ${resource.name}`);
        }
      }
    });
  });

  describe("of condition keys", () => {
    const KEYS: [string, string, string, boolean][] = [
      ["AWS:sourcevpc", "aws:SourceVpc", "String", true],
      ["aws:VpceAccount", "aws:VpceAccount", "String", true],
      ["aws:PrincipalOrgPaths", "aws:PrincipalOrgPaths", "ArrayOfString", true],
      ["aws:PrincipalArn", "aws:PrincipalArn", "ARN", true],
      ["aws:SourceIp", "aws:SourceIp", "IPAddress", true],
      ["aws:CurrentTime", "aws:CurrentTime", "Date", true],
      ["aws:ViaAWSService", "aws:ViaAWSService", "Bool", true],
      ["aws:PrincipalTag/team", "aws:PrincipalTag/${TagKey}", "String", true],
      ["aws:RequestTag/dp:exclude:network", "aws:RequestTag/${TagKey}", "String", true],
      ["lambda:SourceFunctionArn", "lambda:SourceFunctionArn", "ARN", true],
      ["dynamodb:leadingkeys", "dynamodb:LeadingKeys", "ArrayOfString", false],
      ["kms:ViaService", "kms:ViaService", "String", false],
      ["kms:EncryptionContext:aws:dynamodb:tableName", "kms:EncryptionContext:${EncryptionContextKey}", "String", false],
      ["secretsmanager:ResourceTag/a", "secretsmanager:ResourceTag/${TagKey}", "String", false],
      ["s3:ExistingObjectTag/a", "s3:ExistingObjectTag/${key}", "String", false],
      ["token.actions.githubusercontent.com:repository", "token.actions.githubusercontent.com:repository", "String", false],
      ["oidc.eks.eu-west-1.amazonaws.com/id/AB12:sub", "${Issuer}:sub", "String", false],
      ["ci.example.com:8443/oidc:aud", "${Issuer}:aud", "String", false],
      ["ci.example.com:amr", "${Issuer}:amr", "ArrayOfString", false],
    ];
    for (const [name, key, type, isGlobal] of KEYS) {
      it(`knows ${name} as ${type}`, () =>
        assert.deepEqual(catalogue.conditionKey(name), { key, type, isMultivalued: type.startsWith("ArrayOf"), isGlobal }));
    }

    for (const name of [
      "",
      "aws:SourceVpcs",
      "aws:PrincipalTag",
      "aws:PrincipalTag/",
      "aws:PrincipalTag/${TagKey}",
      "SourceVpc",
      "dynamodb:LeadingKey",
      "kms:EncryptionContext:",
      "oidc.example.com/id/1:groups",
      "example:sub",
      ":sub",
    ]) {
      it(`knows no ${JSON.stringify(name)}`, () => assert.equal(catalogue.conditionKey(name), undefined));
    }

    it("knows every key that its actions and resource types name", () => {
      const filled = (key: string) => key.replace(/\$\{[^}]+\}/g, "x");
      const described = [...catalogue.expand("*"), ...catalogue.services.flatMap((service) => catalogue.resourceTypesOf(service))];
      for (const { name, conditionKeys } of described) {
        for (const key of conditionKeys) assert.ok(catalogue.conditionKey(filled(key)) !== undefined, `${name} ${key}`);
      }
    });
  });

  describe("suggests", () => {
    it("the nearest action", () => {
      assert.equal(catalogue.suggestAction("dynamodb:GetItems"), "dynamodb:GetItem");
      assert.equal(catalogue.suggestAction("dynamdb:querry"), "dynamodb:Query");
      assert.equal(catalogue.suggestAction("zzzzzzzzzzzzzzzzzzzzzzz"), undefined);
    });
    it("the nearest condition key", () => {
      assert.equal(catalogue.suggestConditionKey("aws:SourceVPCs"), "aws:SourceVpc");
      assert.equal(catalogue.suggestConditionKey("dynamodb:LeadingKey"), "dynamodb:LeadingKeys");
    });
    it("the same whatever the order of candidates", () => {
      assert.equal(nearest("prod", ["prob", "proc"]), "prob");
      assert.equal(nearest("prod", ["proc", "prob"]), "prob");
    });
    it("nothing when nothing is near", () => {
      assert.equal(nearest("prod", []), undefined);
      assert.equal(nearest("ab", ["xyz"]), undefined);
    });
  });
});

describe("a wildcard", () => {
  it("matches the text it is, whatever characters are in it", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const literal = text.replace(/[*?]/g, "");
        assert.ok(wildcard(literal).test(literal));
        assert.ok(wildcard("*").test(text));
        assert.ok(wildcard(`${literal}*`).test(literal + text));
        assert.ok(!wildcard(`${literal}?`).test(literal));
      }),
      { seed: 20261122 },
    );
  });
});
