import assert from "node:assert/strict";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import type { ResolvedPlan } from "../../../model/plan/resolve.ts";
import { problemLine } from "../../../model/problem.ts";
import type { Request } from "../../../proof/engine/prepare-request.ts";
import { type CallExplanation, explainCall } from "../../../proof/explanation/explain-call.ts";
import { declaredWorld } from "../../../proof/world/declared-organization.ts";
import { parseInventory } from "../../../proof/world/inventory-file.ts";
import type { WorldResource } from "../../../proof/world/world-resource.ts";
import { acmeInventory, acmePlan, rehearsedAcme } from "../../support/acme.ts";
import { NOW } from "../../support/sample.ts";

const REHEARSING_MILLISECONDS = 300_000;
const policy = (effect: string, action: string, more = "") =>
  `{ Version: "2012-10-17", Statement: [{ Sid: Written, Effect: ${effect}, Action: "${action}", Resource: "*"${more} }] }`;
const BASKETS_KEY = "shop-legacy/tables/baskets/key";
const BASKETS_KEY_ARN = "arn:aws:kms:eu-west-1:200000000008:key/5f0c2c0e-8f0b-4a57-9d5c-2f9f6f1c9d10";
const FULL = '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] }';
const REGIONS = "the policy p-deny0regions, which is attached to r-acme already";

const problemsOf = (text: string): string[] => parseInventory("inventory.yaml", text).problems.map(problemLine);

describe("an inventory", () => {
  for (const [name, text, expected] of [
    ["a misspelt list", "managedPolices: {}", 'inventory.yaml:1:1: managedPolices: is not a field here; did you mean "managedPolicies"?'],
    [
      "a misspelt field",
      "principals:\n  role/a@orders-prod: { polices: [] }",
      'inventory.yaml:2:25: principals.role/a@orders-prod.polices: is not a field here; did you mean "policies"?',
    ],
    [
      "an id that is none",
      `serviceControlPolicies:\n  regions: { document: ${policy("Deny", "*")} }`,
      'inventory.yaml:2:3: serviceControlPolicies.regions: must be the id of an organization policy, or FullAWSAccess, got "regions"; rename it, like p-1a2b3c4d',
    ],
    [
      "a policy without document",
      "serviceControlPolicies:\n  p-deny0regions: {}",
      "inventory.yaml:2:3: serviceControlPolicies.p-deny0regions.document: is missing",
    ],
    [
      "a misspelt effect",
      `managedPolicies:\n  arn:aws:iam::200000000002:policy/team:\n    Version: "2012-10-17"\n    Statement:\n      - { Effect: Alow, Action: "*", Resource: "*" }`,
      'inventory.yaml:5:11: managedPolicies.arn:aws:iam::200000000002:policy/team.Statement[0].Effect: is none of "Allow", "Deny", got "Alow"; use one of them',
    ],
    [
      "a principal in an SCP",
      `serviceControlPolicies:\n  p-deny0regions:\n    document: ${policy("Deny", "*", ', Principal: "*"')}`,
      'inventory.yaml:3:52: serviceControlPolicies.p-deny0regions.document.Statement[0]: names a principal, which no service control policy can, got "*"; remove Principal and NotPrincipal',
    ],
    [
      "a misspelt condition operator",
      `resourcePolicies:\n  orders-prod/tables/orders: ${policy("Deny", "*", ', Principal: "*", Condition: { StringEqual: { "aws:SourceVpc": x } }')}`,
      'Statement[0].Condition.StringEqual: no such condition operator, got "StringEqual"; did you mean "StringEquals"?',
    ],
    ["broken JSON", '{ "principals": ', "inventory.yaml:1:1: opens a { that is not closed; close it"],
  ] as const) {
    it(`says where ${name} stands`, () => {
      const problems = problemsOf(text);
      assert.ok(
        problems.some((line) => line.includes(expected)),
        problems.join("\n"),
      );
    });
  }

  it("is read from JSON too, with tabs or without", () => {
    const value = { principals: { "role/a@orders-prod": { policies: [{ Version: "2012-10-17", Statement: [] }] } } };
    assert.match(
      problemsOf(JSON.stringify(value, undefined, 2))[0] ?? "",
      /^inventory\.yaml:\d+:\d+: principals\.role\/a@orders-prod\.policies\[0\]\.Statement/,
    );
    const sound = { managedPolicies: { "arn:aws:iam::200000000002:policy/team": JSON.parse(FULL) as unknown } };
    for (const indent of [0, 2, "\t"]) assert.deepEqual(problemsOf(JSON.stringify(sound, undefined, indent)), []);
  });

  describe("of the sample", () => {
    let catalogue: Catalogue;
    let plan: ResolvedPlan;
    let resources: readonly WorldResource[];

    before(async function () {
      this.timeout(REHEARSING_MILLISECONDS);
      const [loaded, rehearsal] = await Promise.all([loadCatalogue(["dynamodb", "iam", "kms", "sts"]), rehearsedAcme()]);
      catalogue = loaded;
      ({ resources } = rehearsal);
      ({ plan } = organizationOf(acmePlan(), rehearsal, acmeInventory));
    });

    const asked = (text: string, request: Partial<Request>): CallExplanation & { readonly assumptions: readonly string[] } => {
      const { world, problems } = declaredWorld({ plan, resources, existing: parseInventory("inventory.yaml", text) });
      assert.deepEqual(problems.map(problemLine), []);
      const situation = world.situate({ principal: "orders-prod/nightly", action: "", resource: "*", context: {}, ...request });
      assert.ok("steps" in situation, JSON.stringify(situation));
      const explanation = explainCall(situation, { now: NOW, catalogue });
      return { ...explanation, assumptions: situation.assumptions };
    };

    const TAKING = {
      principal: "platform-prod/notifier",
      action: "sts:AssumeRole",
      resource: "customers-prod/access/platform-prod/notifier",
      from: "platform-prod/main",
    };
    const READ = {
      principal: "orders-prod/api",
      action: "dynamodb:Query",
      resource: "orders-prod/tables/orders",
      from: "orders-prod/main",
    };
    /** By a role that exists already. */
    const NIGHTLY = { action: "dynamodb:Query", resource: "orders-prod/tables/rates", from: "orders-prod/main" };

    it("is missed where a policy is attached whose document nobody wrote", () => {
      const { decision, restsOn } = asked("", READ);
      assert.equal(decision, "unknown");
      assert.deepEqual(restsOn, [
        {
          what: REGIONS,
          remedy:
            'write in inventory.yaml: serviceControlPolicies: { p-deny0regions: { document: { Version: "2012-10-17", Statement: [ … ] } } }',
        },
      ]);
    });

    it("gives the document of a policy that the declaration says is attached", () => {
      const { decision, by } = asked(`serviceControlPolicies: { p-deny0regions: { document: ${policy("Deny", "dynamodb:Query")} } }`, READ);
      assert.equal(decision, "explicitly-denied");
      assert.deepEqual("sid" in by && [by.layer, by.policy, by.sid], ["serviceControl", "p-deny0regions", "Written"]);
      assert.equal(asked(OF_REGIONS, READ).decision, "allowed");
    });

    for (const node of ["root", "workloads/prod", "orders-prod", '"200000000002"']) {
      it(`attaches a policy to ${node}`, () => {
        const attached = `p-1a2b3c4d: { attachedTo: [${node}], document: ${policy("Deny", "dynamodb:Query")} }`;
        const text = `serviceControlPolicies: { p-deny0regions: { document: ${policy("Deny", "iam:CreateUser")} }, ${attached} }`;
        assert.equal(asked(text, READ).decision, "explicitly-denied");
        const elsewhere = asked(text, { ...READ, principal: "web-dev/storybook", resource: "web-dev/tables/drafts", from: "web-dev/main" });
        assert.equal(elsewhere.decision, node === "root" ? "explicitly-denied" : "allowed");
      });
    }

    it("attaches a resource control policy", () => {
      const text = `resourceControlPolicies: { p-1a2b3c4d: { attachedTo: [orders-prod], document: ${policy("Deny", "dynamodb:Query", ', Principal: "*"')} } }`;
      const { decision, by } = asked(text, READ);
      assert.deepEqual([decision, by.layer], ["explicitly-denied", "resourceControl"]);
    });

    it("says what a role that exists may do, beside what the stacks give it", () => {
      const text = `${OF_REGIONS}\nprincipals: { orders-prod/nightly: { policies: [${policy("Allow", "dynamodb:ListTables")}], managed: none, boundary: none } }`;
      const unknown = asked(OF_REGIONS, { action: "dynamodb:DescribeLimits" });
      assert.deepEqual(
        [unknown.decision, unknown.restsOn.map(({ what }) => what)],
        ["unknown", ["the policies of orders-prod/nightly (accounts/orders-prod/account.yaml:10)"]],
      );
      assert.equal(asked(text, { action: "dynamodb:DescribeLimits" }).decision, "implicitly-denied");
      assert.equal(asked(OF_REGIONS, NIGHTLY).decision, "unknown", "what is added here may be denied by what nobody told");
      assert.equal(asked(text, { action: "dynamodb:ListTables" }).decision, "allowed");
      assert.equal(asked(text, NIGHTLY).decision, "allowed");
    });

    it("says what bounds a role, which is unknown where it lacks the boundary's document", () => {
      const bound = (more: string) =>
        `${OF_REGIONS}\nprincipals: { role/team/nightly@orders-prod: { policies: [${FULL}], managed: none, boundary: "arn:aws:iam::200000000002:policy/edge" } }${more}`;
      const bounded = asked(
        bound(`\nmanagedPolicies: { "arn:aws:iam::200000000002:policy/edge": ${policy("Allow", "dynamodb:Scan")} }`),
        NIGHTLY,
      );
      assert.deepEqual([bounded.decision, bounded.by.layer], ["implicitly-denied", "boundary"]);
      const open = asked(bound(""), NIGHTLY);
      assert.equal(open.decision, "unknown");
      assert.deepEqual(
        open.restsOn.map(({ what }) => what),
        ["the managed policy arn:aws:iam::200000000002:policy/edge"],
      );
    });

    /** A role of which everything is told but one part. */
    const ALL = { policies: "none", managed: "none", boundary: "none" };
    for (const [part, what] of [
      ["policies", "the inline policies"],
      ["managed", "the managed policies"],
      ["boundary", "the boundary"],
    ] as const) {
      it(`misses ${part} of a role where they are left out, and takes the line that it names`, () => {
        const rest = Object.entries(ALL).filter(([field]) => field !== part);
        const without = `${OF_REGIONS}\nprincipals: { orders-prod/nightly: { ${rest.map(([field, value]) => `${field}: ${value}`).join(", ")} } }`;
        const { decision, restsOn } = asked(without, NIGHTLY);
        assert.equal(decision, "unknown");
        const [fact, ...others] = restsOn;
        assert.deepEqual([fact?.what, others], [`${what} of orders-prod/nightly (accounts/orders-prod/account.yaml:10)`, []]);
        const line = /^write in inventory\.yaml: (.+?), or /.exec(fact?.remedy ?? "")?.[1];
        assert.equal(line, `principals: { orders-prod/nightly: { ${part}: none } }`);
        assert.equal(asked(without.replace("nightly: {", `nightly: { ${part}: none,`), NIGHTLY).decision, "allowed");
      });
    }

    it("misses all of them in one line where nothing of a role is told", () => {
      const [fact] = asked(OF_REGIONS, NIGHTLY).restsOn;
      const line = /^write in inventory\.yaml: (.+), or /.exec(fact?.remedy ?? "")?.[1] ?? "";
      assert.equal(line, "principals: { orders-prod/nightly: { policies: none, managed: none, boundary: none } }");
      assert.equal(asked(`${OF_REGIONS}\n${line}`, NIGHTLY).decision, "allowed");
    });

    it("misses the tags of a role and of a table that exist where a statement asks for them", () => {
      const tagged = (more: string) =>
        `${OF_REGIONS.replace("iam:CreateUser", "dynamodb:Query").replace('Resource: "*"', 'Resource: "*", Condition: { StringEquals: { "aws:PrincipalTag/zone": red } }')}\nprincipals: { orders-prod/nightly: { policies: none, managed: none, boundary: none${more} } }`;
      const { decision, restsOn } = asked(tagged(""), NIGHTLY);
      assert.deepEqual(
        [decision, restsOn.map(({ remedy }) => remedy)],
        ["unknown", ["write in inventory.yaml: principals: { orders-prod/nightly: { tags: none } }, or { … } with its tags"]],
      );
      assert.equal(asked(tagged(", tags: none"), NIGHTLY).decision, "allowed");
      assert.equal(asked(tagged(", tags: { zone: red }"), NIGHTLY).decision, "explicitly-denied");
      const ofTable = (more: string) =>
        `${OF_REGIONS.replace("iam:CreateUser", "dynamodb:GetItem").replace('Resource: "*"', 'Resource: "*", Condition: { StringEquals: { "aws:ResourceTag/zone": red } }')}\nresourcePolicies: { "${OTHER}": none }\nencryption: { "${OTHER}": aws-owned }${more}`;
      const get = { principal: "role/another@shop-legacy", action: "dynamodb:GetItem", resource: OTHER };
      assert.deepEqual(
        asked(ofTable(""), get).restsOn.map(({ remedy }) => remedy),
        [`write in inventory.yaml: tags: { "${OTHER}": none }, or { … } with its tags in place of none`],
      );
      assert.equal(asked(ofTable(`\ntags: { "${OTHER}": none }`), get).decision, "allowed");
      assert.equal(asked(ofTable(`\ntags: { "${OTHER}": { zone: red } }`), get).decision, "explicitly-denied");
    });

    it("misses the grants on a key that exists, and lets in whom they name", () => {
      const key = "shop-legacy/tables/baskets/key";
      const closed = `${OF_REGIONS}\nresourcePolicies: { ${key}: ${policy("Allow", "kms:Decrypt", ', Principal: { AWS: "arn:aws:iam::200000000008:role/nobody" }')} }`;
      const decrypt = { principal: "role/another@shop-legacy", action: "kms:Decrypt", resource: key };
      assert.deepEqual(
        asked(closed, decrypt).restsOn.map(({ what, remedy }) => ({ what, remedy })),
        [
          {
            what: "the grants on shop-legacy/tables/baskets/key (accounts/shop-legacy/data.yaml:3)",
            remedy: `write in inventory.yaml: grants: { ${key}: none }, or [ { to: <principal>, operations: [ … ] } ] in place of none`,
          },
        ],
      );
      assert.equal(asked(`${closed}\ngrants: { ${key}: none }`, decrypt).decision, "implicitly-denied");
      const granted = `${closed}\ngrants: { ${key}: [{ to: role/another@shop-legacy, operations: [Decrypt] }] }`;
      assert.equal(asked(granted, decrypt).decision, "allowed");
      assert.equal(asked(granted, { ...decrypt, action: "kms:Encrypt" }).decision, "implicitly-denied");
      assert.equal(asked(granted, { ...decrypt, principal: "role/third@shop-legacy" }).decision, "implicitly-denied");
    });

    it("takes a secret whose name has a folder of keys for a secret", () => {
      const secret = '"arn:aws:secretsmanager:eu-west-1:200000000008:secret:prod/keys/x-AbCdEf"';
      const existing = parseInventory("inventory.yaml", `resourcePolicies: { ${secret}: none }`);
      assert.deepEqual(declaredWorld({ plan, resources, existing }).problems, []);
    });

    it("says whom a role that exists trusts", () => {
      const taken = { principal: "orders-prod/api", action: "sts:AssumeRole", resource: "role/ops/admin@shop-legacy" };
      const trust = (who: string) =>
        `{ Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { AWS: "${who}" }, Action: "sts:AssumeRole" }] }`;
      const trusting = (who: string) =>
        `${OF_REGIONS}\nprincipals: { role/ops/admin@shop-legacy: { policies: [${FULL}], managed: none, boundary: none, trust: ${trust(who)} } }`;
      assert.equal(
        asked(trusting("arn:aws:iam::200000000008:root"), taken).missing.some(({ layer }) => layer === "resource"),
        true,
      );
      const open = asked(
        `${OF_REGIONS}\nprincipals: { role/ops/admin@shop-legacy: { policies: [${FULL}], managed: none, boundary: none } }`,
        {
          ...taken,
          principal: "role/any@orders-prod",
        },
      );
      assert.deepEqual(
        [open.decision, open.restsOn.map(({ what }) => what)],
        ["unknown", ["the trust policy of role/ops/admin@shop-legacy"]],
      );
    });

    it("gives the policy of a key that exists", () => {
      const key = "shop-legacy/tables/baskets/key";
      const decrypt = { principal: "role/another@shop-legacy", action: "kms:Decrypt", resource: key };
      const written = `${OF_REGIONS}\ngrants: { ${key}: none }\nresourcePolicies: { ${key}: ${policy("Allow", "kms:Decrypt", ', Principal: { AWS: "arn:aws:iam::200000000008:role/shop-server" }')} }`;
      assert.equal(asked(OF_REGIONS, decrypt).decision, "unknown");
      assert.equal(asked(written, decrypt).decision, "implicitly-denied");
      const allowing = `${written}\nprincipals: { shop-legacy/shop: { policies: [${FULL}], managed: none, boundary: none } }`;
      assert.equal(asked(allowing, { ...decrypt, principal: "shop-legacy/shop" }).decision, "allowed");
    });

    it("says that a table has no policy, and what encrypts it", () => {
      const read = {
        principal: "role/another@shop-legacy",
        action: "dynamodb:GetItem",
        resource: "arn:aws:dynamodb:eu-west-1:200000000008:table/other",
      };
      const what = (text: string) => asked(`${OF_REGIONS}\n${text}`, read).restsOn.map((each) => each.what);
      assert.deepEqual(what(""), [`the policy of ${read.resource}`, `the key that ${read.resource} is encrypted under`]);
      const none = `resourcePolicies: { "${read.resource}": none }`;
      assert.deepEqual(what(none), [`the key that ${read.resource} is encrypted under`]);
      assert.deepEqual(what(`${none}\nencryption: { "${read.resource}": aws-owned }`), []);
      assert.deepEqual(what(`${none}\nencryption: { "${read.resource}": aws-managed }`), []);
      const key = "arn:aws:kms:eu-west-1:200000000008:key/11111111-2222-3333-4444-555555555555";
      assert.deepEqual(what(`${none}\nencryption: { "${read.resource}": { key: "${key}" } }`), [`the policy of ${key}`]);
    });

    it("says which endpoints a network has that exists already", () => {
      const ask = (endpoint: string) => asked(`${OF_REGIONS}\nendpoints: { platform-prod/main: { sts: ${endpoint} } }`, TAKING);
      const id = "vpce-0b1c2d3e4f5a60718";
      assert.equal(ask(`{ id: ${id}, policy: full-access }`).decision, "allowed");
      assert.equal(ask("none").decision, "allowed");
      const closed = ask(`{ id: ${id}, policy: ${policy("Allow", "sts:TagSession", ', Principal: "*"')} }`);
      assert.deepEqual([closed.decision, closed.by.layer], ["implicitly-denied", "endpoint"]);
      const fromOutside = policy("Deny", "*", ', Condition: { StringNotEqualsIfExists: { "aws:SourceVpce": ' + id + " } }");
      const only = (endpoint: string) =>
        asked(`serviceControlPolicies: { p-deny0regions: { document: ${fromOutside} } }${endpoint}`, TAKING);
      assert.equal(only("").decision, "unknown");
      assert.equal(only(`\nendpoints: { platform-prod/main: { sts: { id: ${id}, policy: full-access } } }`).decision, "allowed");
      assert.equal(only("\nendpoints: { platform-prod/main: { sts: none } }").decision, "explicitly-denied");
    });

    for (const [text, expected] of [
      [
        `serviceControlPolicies: { p-1a2b3c4d: { attachedTo: [workload/prod], document: ${policy("Deny", "*")} } }`,
        'serviceControlPolicies.p-1a2b3c4d.attachedTo[0]: is no part of the organization, got "workload/prod"; did you mean "workloads/prod"?',
      ],
      [
        "principals: { orders-prod/nihgtly: {} }",
        'principals.orders-prod/nihgtly: is not a principal of the organization, got "orders-prod/nihgtly"; did you mean "orders-prod/nightly"?',
      ],
      [
        "principals: { orders-prod/api: {} }",
        'principals.orders-prod/api: is made by a stack, which says what it may do, got "orders-prod/api"; remove it',
      ],
      [
        "resourcePolicies: { shop-legacy/tables/baskets/key: none }",
        'resourcePolicies.shop-legacy/tables/baskets/key: is a key, which always has a policy, got "none"; write its document',
      ],
      [
        "encryption: { orders-prod/tables/orders: aws-owned }",
        'encryption.orders-prod/tables/orders: is made by a stack, which says its key, got "orders-prod/tables/orders"; remove it',
      ],
      [
        "encryption: { shop-legacy/tables/baskets: aws-owned }",
        'encryption.shop-legacy/tables/baskets: has its key in the declaration, got "shop-legacy/tables/baskets"; remove it',
      ],
      [
        "grants: { shop-legacy/tables/baskets: none }",
        'grants.shop-legacy/tables/baskets: is no key, got "shop-legacy/tables/baskets"; name the key',
      ],
      [
        `grants: { ${BASKETS_KEY}: [{ to: "arn:aws:iam::200000000008:root", operations: [Decrypt] }] }`,
        `grants.${BASKETS_KEY}[0].to: is no role or user, got "arn:aws:iam::200000000008:root"; name those whom it lets in, or leave out what is told of the key's grants`,
      ],
      [
        `grants: { ${BASKETS_KEY}: [{ to: "arn:aws:sts::200000000008:assumed-role/shop-server/one", operations: [Decrypt] }] }`,
        `[0].to: is no role or user, got "arn:aws:sts::200000000008:assumed-role/shop-server/one"; name those whom it lets in, or leave out what is told of the key's grants`,
      ],
      [
        `grants: { ${BASKETS_KEY}: [{ to: shop-legacy/shop, operations: [Decrpyt] }] }`,
        `grants.${BASKETS_KEY}[0].operations[0]: is no operation that a grant allows, got "Decrpyt"; did you mean "Decrypt"?`,
      ],
      [
        `grants: { ${BASKETS_KEY}: [{ to: shop-legacy/shop, operations: [Decrypt] }], "${BASKETS_KEY_ARN}": none }`,
        `grants.${BASKETS_KEY_ARN}: stands for the same as "${BASKETS_KEY}", which tells otherwise, got "${BASKETS_KEY_ARN}"; keep one of them`,
      ],
      [
        `resourcePolicies: { shop-legacy/tables/baskets: ${policy("Allow", "*", ', Principal: "*"')}, "arn:aws:dynamodb:eu-west-1:200000000008:table/shop-baskets": none }`,
        'resourcePolicies.arn:aws:dynamodb:eu-west-1:200000000008:table/shop-baskets: stands for the same as "shop-legacy/tables/baskets", which tells otherwise, got "arn:aws:dynamodb:eu-west-1:200000000008:table/shop-baskets"; keep one of them',
      ],
      [
        `principals: { shop-legacy/shop: { policies: [${FULL}] }, role/shop-server@shop-legacy: { policies: none } }`,
        'principals.role/shop-server@shop-legacy: stands for the same as "shop-legacy/shop", which tells otherwise, got "role/shop-server@shop-legacy"; keep one of them',
      ],
      [
        "principals: { root@shop-legacy: { policies: none } }",
        'principals.root@shop-legacy: is no role or user, got "root@shop-legacy"; name the role or user that has the policies',
      ],
      [
        'encryption: { "arn:aws:secretsmanager:eu-west-1:200000000008:secret:x-AbCdEf": aws-owned }',
        'is a secret, which AWS owns no key for, got "aws-owned"; write aws-managed, or { key: <ARN> }',
      ],
      [
        "encryption: { role/x@shop-legacy: aws-owned }",
        'encryption.role/x@shop-legacy: is no table or secret, got "role/x@shop-legacy"; name the table or secret',
      ],
      [
        "tags: { orders-prod/tables/orders: none }",
        'tags.orders-prod/tables/orders: is made by a stack, which gives it its tags, got "orders-prod/tables/orders"; remove it',
      ],
      [
        "endpoints: { platform-prod/mian: { sts: none } }",
        'endpoints.platform-prod/mian: is no network that exists already, got "platform-prod/mian"; did you mean "platform-prod/main"?',
      ],
      [
        `resourcePolicies: { orders-prod/tables/orders: ${policy("Deny", "*", ', Principal: "*"')} }`,
        'resourcePolicies.orders-prod/tables/orders: is written by a stack, got "orders-prod/tables/orders"; remove it',
      ],
    ] as const) {
      it(`is refused: ${expected}`, () => {
        const { problems } = declaredWorld({ plan, resources, existing: parseInventory("inventory.yaml", text) });
        assert.ok(
          problems.map(problemLine).some((line) => line.endsWith(expected)),
          problems.map(problemLine).join("\n"),
        );
      });
    }
  });
});

/** The document of the policy that the sample attaches to its root, which denies nothing of what is asked here. */
const OF_REGIONS = `serviceControlPolicies: { p-deny0regions: { document: ${policy("Deny", "iam:CreateUser")} } }`;
/** A table that nobody declared. */
const OTHER = "arn:aws:dynamodb:eu-west-1:200000000008:table/other";
